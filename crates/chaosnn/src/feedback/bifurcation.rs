//! One network over its gain: what the orbit visits, and its leading exponents.

use super::exponents::{Averaging, Exponents};
use super::network::{Feedback, State};
use super::parallel::one_by_one;
use super::sweep::spectra;
use crate::error::Error;
use dynsys::ensemble::Resources;

/// The long run at one gain.
#[derive(Clone, Debug, PartialEq)]
pub struct Slice {
    /// The gain.
    pub gain: f64,
    /// The values of one unit, after the transient.
    pub values: Vec<f64>,
    /// The leading exponents, with their errors.
    pub exponents: Exponents,
}

/// What is recorded at each gain.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recording {
    /// How exponents are averaged; its transient is that of the values, too.
    pub averaging: Averaging,
    /// Which unit.
    pub unit: usize,
    /// How many values.
    pub values: usize,
}

impl Feedback {
    /// The bifurcation diagram over the gain `s`, with exponents: the weights stay, `b` is rescaled, and every orbit
    /// begins at `start`, so that the slices do not depend on each other.
    ///
    /// ```
    /// use chaosnn::feedback::{Averaging, Feedback, INITIAL, Recording};
    ///
    /// let network = Feedback::drawn(4, 16, 1.0, 174658140)?;
    /// let averaging = Averaging { directions: Some(2), ..Averaging::new(2000) };
    /// let recording = Recording { averaging, unit: 0, values: 100 };
    /// let start = network.reset(INITIAL);
    /// let slices = network.bifurcation(&[0.2, 1.4], &start, &recording, &Default::default())?;
    /// assert!(slices[0].exponents.exponents[0] < -0.03); // a fixed point
    /// assert!(slices[1].values.iter().any(|x| x.abs() > 0.9));
    /// # Ok::<(), chaosnn::Error>(())
    /// ```
    ///
    /// # Errors
    /// Gains or numbers out of range, a start that does not fit, [`Error::Cancelled`].
    pub fn bifurcation(
        &self,
        gains: &[f64],
        start: &State,
        recording: &Recording,
        resources: &Resources<'_>,
    ) -> Result<Vec<Slice>, Error> {
        if let Some(index) = gains.iter().position(|gain| !gain.is_finite()) {
            return Err(Error::NotANumber { what: "gains", index, value: gains[index] });
        }
        let Recording { averaging, unit, values } = *recording;
        if unit >= self.units() {
            return Err(Error::Range {
                what: "a unit",
                value: unit as f64,
                must_be: "below the number of units",
            });
        }
        let begin = |i: usize| Ok((self.rescaled(gains[i]), start.clone()));
        let exponents = spectra(gains.len(), begin, &averaging, resources, |_, found| found)?;
        let quiet = Resources { progress: None, ..*resources };
        let orbits = one_by_one(gains.len(), &quiet, |i| {
            let orbit =
                self.rescaled(gains[i]).trajectory(&mut start.clone(), averaging.transient, values)?;
            Ok(orbit.unit(unit))
        })?;
        let both = gains.iter().zip(orbits).zip(exponents);
        Ok(both.map(|((&gain, values), exponents)| Slice { gain, values, exponents }).collect())
    }
}
