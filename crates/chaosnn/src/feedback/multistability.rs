//! Where orbits of one network go from different starts.

use super::classify::{Class, Judging};
use super::exponents::Averaging;
use super::network::{Feedback, State};
use super::parallel::one_by_one;
use super::sweep::spectra;
use crate::error::Error;
use dynsys::ensemble::Resources;

/// An attractor that was found, with its mirror image as the same one.
#[derive(Clone, Debug, PartialEq)]
pub struct Attractor {
    /// Its class, from the first start that went there.
    pub class: Class,
    /// Its leading exponents.
    pub exponents: Vec<f64>,
    /// The mean of each unit; of the mirror image, the negative.
    pub means: Vec<f64>,
    /// The mean square of each unit.
    pub squares: Vec<f64>,
    /// The starts that lead there, or to its mirror image.
    pub starts: Vec<usize>,
}

/// How attractors are told apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Telling {
    /// How each orbit is judged.
    pub judging: Judging,
    /// Iterations over which means are taken.
    pub steps: usize,
    /// Attractors of one class whose means and mean squares differ by at most this, in every unit, are one. It must be
    /// above what is left of chance in the means of a chaotic orbit over that many iterations.
    pub tolerance: f64,
}

impl Telling {
    /// Exponents and means over so many iterations, a tolerance of 0.02.
    #[must_use]
    pub const fn new(steps: usize) -> Self {
        Self { judging: Judging { series: 0, ..Judging::new(steps) }, steps, tolerance: 0.02 }
    }
}

impl Feedback {
    /// The attractors that are reached from the given starts, in the order of the first start that reaches each.
    ///
    /// ```
    /// use chaosnn::feedback::{Class, Feedback, INITIAL, Telling};
    ///
    /// let network = Feedback::drawn(4, 32, 1.4, 174658140)?;
    /// let starts = [network.reset(INITIAL), network.reset(-0.3), network.reset(0.3)];
    /// let found = network.attractors(&starts, &Telling::new(20_000), &Default::default())?;
    /// assert_eq!(found.len(), 2);
    /// assert_eq!((found[0].class, &found[0].starts[..]), (Class::Chaos, &[0][..]));
    /// assert_eq!(found[1].starts, [1, 2]); // a torus and its mirror image
    /// # Ok::<(), chaosnn::Error>(())
    /// ```
    ///
    /// # Errors
    /// Starts that do not fit, numbers out of range, [`Error::Cancelled`].
    pub fn attractors(
        &self,
        starts: &[State],
        telling: &Telling,
        resources: &Resources<'_>,
    ) -> Result<Vec<Attractor>, Error> {
        let averaging = telling.judging.averaging;
        let directions = averaging.directions.map(|k| k.min(self.delays()));
        let averaging = Averaging { directions, ..averaging };
        let begin = |i: usize| Ok((self.clone(), starts[i].clone()));
        let exponents = spectra(starts.len(), begin, &averaging, resources, |_, found| found)?;
        let quiet = Resources { progress: None, ..*resources };
        let found = one_by_one(starts.len(), &quiet, |i| {
            let evidence = self.classify_by(exponents[i].clone(), &telling.judging)?;
            let (means, squares) = self.moments(&evidence.exponents.end, telling.steps)?;
            let exponents = evidence.exponents.exponents;
            Ok(Attractor { class: evidence.class, exponents, means, squares, starts: vec![i] })
        })?;
        let mut attractors: Vec<Attractor> = Vec::new();
        for one in found {
            match attractors.iter_mut().find(|known| known.is_like(&one, telling.tolerance)) {
                Some(known) => known.starts.extend(one.starts),
                None => attractors.push(one),
            }
        }
        Ok(attractors)
    }
    fn moments(&self, end: &State, steps: usize) -> Result<(Vec<f64>, Vec<f64>), Error> {
        let orbit = self.trajectory(&mut end.clone(), 0, steps.max(1))?;
        let (mut means, mut squares) = (vec![0.0; self.units()], vec![0.0; self.units()]);
        for t in 0..orbit.len() {
            for (i, x) in orbit.row(t).iter().enumerate() {
                means[i] += x / orbit.len() as f64;
                squares[i] += x * x / orbit.len() as f64;
            }
        }
        Ok((means, squares))
    }
}

impl Attractor {
    fn is_like(&self, other: &Self, tolerance: f64) -> bool {
        let near =
            |a: &[f64], b: &[f64], sign: f64| a.iter().zip(b).all(|(a, b)| (a - sign * b).abs() <= tolerance);
        self.class == other.class
            && near(&self.squares, &other.squares, 1.0)
            && (near(&self.means, &other.means, 1.0) || near(&self.means, &other.means, -1.0))
    }
}
