//! What can go wrong: matrices that do not fit, steady states and transitions that are not where they are sought.

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
    /// A window of observation is empty, or begins before the trajectory does.
    #[error("the window from {from} s to {to} s is not one after 0 s")]
    Window {
        /// Its beginning, s.
        from: f64,
        /// Its end, s.
        to: f64,
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
    /// A run failed or could not begin, Newton's method did not converge, linear algebra failed.
    #[error(transparent)]
    Run(#[from] dynsys::Error),
}
