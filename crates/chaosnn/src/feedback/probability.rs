//! How probable chaos is in networks drawn at random, with exact intervals.

use super::exponents::Averaging;
use super::network::Feedback;
use super::sweep::spectra;
use crate::error::Error;
use crate::proportion::clopper_pearson;
use core::ops::Range;
use dynsys::ensemble::Resources;

/// One point of the map: networks of one size and gain over many seeds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Probability {
    /// Units, `N`.
    pub units: usize,
    /// Delays, `D`.
    pub delays: usize,
    /// The gain, `s`.
    pub gain: f64,
    /// Networks whose largest exponent is above the threshold.
    pub chaotic: u64,
    /// Networks.
    pub of: u64,
}

impl Probability {
    /// The share of chaotic networks.
    #[must_use]
    pub fn share(&self) -> f64 {
        self.chaotic as f64 / self.of as f64
    }
    /// Its [Clopper-Pearson interval](clopper_pearson).
    ///
    /// # Panics
    /// If the confidence is not between 0 and 1.
    #[must_use]
    pub fn interval(&self, confidence: f64) -> (f64, f64) {
        clopper_pearson(self.chaotic, self.of, confidence)
    }
    /// The same point with the seeds of another range added: sweeps over seeds add up.
    #[must_use]
    pub fn with(self, more: Self) -> Self {
        Self { chaotic: self.chaotic + more.chaotic, of: self.of + more.of, ..self }
    }
}

/// How it is counted.
///
/// The question is that of D. J. Albers, J. C. Sprott & W. D. Dechert, Int. J. Bifurcation Chaos 8, 1463 (1998).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Counting {
    /// How the largest exponent is averaged.
    pub averaging: Averaging,
    /// A network counts as chaotic above this: a zero exponent is found as something over the number of iterations.
    pub threshold: f64,
    /// Every unit at the reset.
    pub initial: f64,
}

impl Default for Counting {
    /// 6000 iterations after 4000, exponents above 0.003, the seed's reset.
    fn default() -> Self {
        let averaging = Averaging { transient: 4000, turning: 100, ..Averaging::leading(6000) };
        Self { averaging, threshold: 0.003, initial: super::INITIAL }
    }
}

impl Counting {
    /// Counts the chaotic networks among those of the given seeds.
    ///
    /// ```
    /// use chaosnn::feedback::Counting;
    ///
    /// let chaos = Counting::default().probability(4, 16, 2.0, 0..60, &Default::default())?;
    /// let (low, high) = chaos.interval(0.95);
    /// assert!(low < 0.2 && 0.2 < high && chaos.of == 60);
    /// # Ok::<(), chaosnn::Error>(())
    /// ```
    ///
    /// # Errors
    /// Sizes or numbers out of range, [`Error::Cancelled`].
    pub fn probability(
        &self,
        units: usize,
        delays: usize,
        gain: f64,
        seeds: Range<u32>,
        resources: &Resources<'_>,
    ) -> Result<Probability, Error> {
        let start = |i: usize| {
            let network = Feedback::drawn(units, delays, gain, seeds.start + i as u32)?;
            let start = network.reset(self.initial);
            Ok((network, start))
        };
        let chaotic = |_, found: super::Exponents| found.exponents[0] > self.threshold;
        let found = spectra(seeds.len(), start, &self.averaging, resources, chaotic)?;
        let chaotic = found.iter().filter(|chaotic| **chaotic).count() as u64;
        Ok(Probability { units, delays, gain, chaotic, of: found.len() as u64 })
    }
}
