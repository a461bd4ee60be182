//! Lyapunov exponents: how fast neighbouring states part, direction by direction.
//!
//! ```text
//! l_1 >= l_2 >= ...,   l_1 + .. + l_k = lim 1/t ln (growth of k-dimensional volumes along the orbit)
//! ```
//! [`spectrum`] follows tangent directions exactly, on dual numbers, and [`spectra`] those of many orbits on lanes;
//! [`largest_by_separation`] follows a second trajectory and needs no derivative. Both take any [`Evolve`](neurodyn_core::Evolve): `Iterated(map)`,
//! [`Sampled`](crate::Sampled) flows, sections, learned networks.

mod average;
mod dimension;
mod follow;
mod growth;
mod separation;
mod spectra;
mod spectrum;
mod tangents;

pub use average::Estimate;
pub use dimension::kaplan_yorke;
pub use separation::{Largest, largest_by_separation};
pub use spectra::{EvolveFamily, spectra, spectra_as};
pub use spectrum::{Spectrum, spectrum};
pub use tangents::{orthonormalise, with_tangents};

use crate::check;
use crate::failure::Error;

/// How long exponents are averaged, and when that may end early.
///
/// ```
/// use dynsys::lyapunov::Options;
/// let options = Options { transient: 500, error: Some(1e-3), ..Options::new(20_000) };
/// assert_eq!(options.every, 1);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// Units before averaging begins: the orbit reaches its attractor, the directions turn into place.
    pub transient: u64,
    /// Units averaged, at most.
    pub units: u64,
    /// Units between two renormalisations. Directions must not grow apart by more than about `1e15` in between.
    pub every: u64,
    /// Stop as soon as every error bar is at most this.
    pub error: Option<f64>,
    /// Units averaged, at least, before the run may stop early. An error bar means nothing before some returns of the
    /// slowest motion.
    pub least: u64,
    /// The time at the start; only a non-autonomous system looks at it.
    pub from: f64,
    /// Seed of the first directions.
    pub seed: u64,
}

impl Options {
    /// This many units after a transient of a tenth, renormalised every unit, without early stop (which would need at
    /// least a tenth).
    #[must_use]
    pub const fn new(units: u64) -> Self {
        Self { transient: units / 10, units, every: 1, error: None, least: units / 10, from: 0.0, seed: 0 }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        check::finite("start time", &[self.from])?;
        check::in_range("units", self.units as f64, self.units > 0, "there must be at least one")?;
        check::in_range("units between renormalisations", self.every as f64, self.every > 0, "at least one")?;
        match self.error {
            Some(error) => check::in_range("error bar to stop at", error, error > 0.0, "it must be positive"),
            None => Ok(()),
        }
    }
}
