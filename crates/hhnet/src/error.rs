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
    /// A side of a box has no positive, finite length.
    #[error(
        "side {side} of the box has middle {middle} and half-length {half}: it must be finite and longer than 0"
    )]
    Scaling {
        /// Which side.
        side: usize,
        /// Its middle.
        middle: f64,
        /// Half its length.
        half: f64,
    },
    /// A number of sides that is not that of the variables, or of the parameters.
    #[error("the scaling of the {what} has {found} sides, the net has {expected} {what}")]
    Sides {
        /// Of which.
        what: &'static str,
        /// Variables or parameters of the net.
        expected: usize,
        /// Sides.
        found: usize,
    },
    /// A net's number that must be positive is not.
    #[error("the {what} is {value}: it must be finite and greater than 0")]
    Form {
        /// Which.
        what: &'static str,
        /// Its value.
        value: f64,
    },
    /// A wrong number of weights.
    #[error("a net of this form has {expected} weights, not {found}")]
    Weights {
        /// As its form says.
        expected: usize,
        /// As given.
        found: usize,
    },
    /// A net of another size than the program asks for.
    #[error("the net has {variables} variables and {parameters} parameters, not {} and {}", expected.0, expected.1)]
    NetSize {
        /// Variables of the net.
        variables: usize,
        /// Parameters of the net.
        parameters: usize,
        /// What is asked for.
        expected: (usize, usize),
    },
    /// A file cannot be read or written, or does not hold what it should.
    #[error("{}: {why}", path.display())]
    File {
        /// Which.
        path: std::path::PathBuf,
        /// Why not.
        why: String,
    },
    /// A run failed or could not begin, Newton's method did not converge, linear algebra failed.
    #[error(transparent)]
    Run(#[from] dynsys::Error),
}
