//! What can go wrong: matrices that do not fit, steady states and transitions that are not where they are sought.

use neurodyn_core::linear::LinearError;

/// Everything that `hhnet` reports as an error.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The coupling matrix is not square, or not of the size of the network.
    #[error("{neurons} neurons take a coupling matrix of {expected} numbers, not of {found}")]
    Coupling {
        /// Neurons in the network.
        neurons: usize,
        /// Their number squared.
        expected: usize,
        /// Numbers in the matrix.
        found: usize,
    },
    /// A number that must be finite is not.
    #[error("{what}[{index}] is {value}, not a finite number")]
    NotFinite {
        /// Which argument.
        what: &'static str,
        /// Which entry.
        index: usize,
        /// Its value.
        value: f64,
    },
    /// What is sought has the same sign, or is the same, at both ends of the interval.
    #[error("no {what} between {low} and {high}: {at_low} at one end, {at_high} at the other")]
    NotBracketed {
        /// What is sought.
        what: &'static str,
        /// One end.
        low: f64,
        /// The other end.
        high: f64,
        /// The function at the first end.
        at_low: f64,
        /// The function at the second end.
        at_high: f64,
    },
    /// Newton's method did not converge.
    #[error("{what} did not converge in {iterations} iterations (last correction {correction:e})")]
    NoConvergence {
        /// What was sought.
        what: &'static str,
        /// Iterations made.
        iterations: usize,
        /// The length of the last correction.
        correction: f64,
    },
    /// A run failed, or could not begin.
    #[error(transparent)]
    Run(#[from] dynsys::Error),
    /// Linear algebra failed.
    #[error(transparent)]
    Linear(#[from] LinearError),
}
