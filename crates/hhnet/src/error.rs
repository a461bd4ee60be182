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
    /// Nets that are coupled but have different time steps.
    #[error("coupled nets need one time step: that of net 0 is {first}, that of net {index} is {found}")]
    TimeSteps {
        /// Of the first net.
        first: f64,
        /// Which net differs.
        index: usize,
        /// Its time step.
        found: f64,
    },
    /// A file cannot be read or written, or does not hold what it should.
    #[error("{}: {why}", path.display())]
    File {
        /// Which.
        path: std::path::PathBuf,
        /// Why not.
        why: String,
    },
    /// Columns of data that do not make a state and the next one.
    #[error("{from} columns of states and {next} of next states: they must be as many, and at least one")]
    Columns {
        /// Columns of states.
        from: usize,
        /// Columns of next states.
        next: usize,
    },
    /// Columns of data that differ in length.
    #[error("column {column} has {found} rows where the first has {expected}")]
    ColumnLength {
        /// Which.
        column: String,
        /// Rows of the first column.
        expected: usize,
        /// Its rows.
        found: usize,
    },
    /// A column of data from which nothing can be learned.
    #[error("column {column} {why}")]
    Column {
        /// Which.
        column: String,
        /// Why not.
        why: &'static str,
    },
    /// A number in the data is not finite.
    #[error("row {row} of column {column} is {value}, not a finite number (both counted from 0)")]
    NotFiniteRow {
        /// Which column.
        column: String,
        /// Which row.
        row: usize,
        /// What stands there.
        value: f64,
    },
    /// A subnetwork that the net does not have.
    #[error("there is no subnetwork {subnet} (from 0) in a net of {variables} variables")]
    Subnet {
        /// Which, from 0.
        subnet: usize,
        /// Variables of the net.
        variables: usize,
    },
    /// A trajectory of the training data cannot be followed.
    #[error(
        "chunk {chunk} (from 0) of those of length {length}, with parameters {parameters:?} from {start:?}, at t = {t}: {why}"
    )]
    Chunk {
        /// The length of the chunks of its group.
        length: usize,
        /// Its number in its group, from 0.
        chunk: usize,
        /// Its parameters, in their own units.
        parameters: Vec<f64>,
        /// Its start, in its own units.
        start: Vec<f64>,
        /// The last time before the failure.
        t: f64,
        /// What happened.
        why: &'static str,
    },
    /// The loss or its derivatives are no longer finite numbers. What was learned before is kept.
    #[error("training diverged in iteration {iteration}: the loss is {loss}")]
    Diverged {
        /// Which iteration, from 0.
        iteration: usize,
        /// The loss there.
        loss: f64,
    },
    /// A variable from whose records nothing can be learned.
    #[error(
        "variable {variable} never differs from (1 - chi) u: its targets have mean {mean} and deviation {deviation}"
    )]
    Target {
        /// Which.
        variable: usize,
        /// The mean of `(u' - (1 - chi) u) / chi`.
        mean: f64,
        /// Its standard deviation: 0, or not a finite number.
        deviation: f64,
    },
    /// Training led nowhere.
    #[error("training of variable {variable} led nowhere in round {round} of {stage}: its loss is {loss}")]
    Training {
        /// Which.
        variable: usize,
        /// The method.
        stage: &'static str,
        /// Its round, from 1.
        round: usize,
        /// The loss (9) of the variable.
        loss: f64,
    },
    /// The tensor library refuses.
    #[error("tensors: {why}")]
    Tensor {
        /// What it says.
        why: String,
    },
    /// A run failed or could not begin, Newton's method did not converge, linear algebra failed.
    #[error(transparent)]
    Run(#[from] dynsys::Error),
}
