//! What can go wrong: bad input, and runs that fail with the facts of where they did.

/// Why a trajectory could not be followed to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// The right-hand side or the state became NaN or infinite, however small the step.
    NotFinite,
    /// The error estimate asks for steps below the resolution of time.
    StepUnderflow,
    /// The budget of trial steps is used up.
    StepBudget,
    /// The start does not satisfy the algebraic equations.
    Inconsistent,
}

impl Cause {
    /// The cause in words.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::NotFinite => "the right-hand side is not finite",
            Self::StepUnderflow => "the step fell below the resolution of time",
            Self::StepBudget => "the budget of trial steps is used up",
            Self::Inconsistent => "the start does not satisfy the algebraic equations",
        }
    }
}

impl core::fmt::Display for Cause {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.reason())
    }
}

/// A trajectory that failed, and its last good state.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{cause} at t = {t} after {steps} trial steps (last step {h:e}, state {state:?})")]
pub struct Failure {
    /// Why.
    pub cause: Cause,
    /// The time of the last accepted state.
    pub t: f64,
    /// The step that was to be tried next.
    pub h: f64,
    /// Trial steps made.
    pub steps: u64,
    /// The last accepted state.
    pub state: Vec<f64>,
}

/// Everything that `dynsys` reports as an error.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A state has the wrong number of coordinates.
    #[error("{what} has {found} coordinates, the system has {expected}")]
    Dimension {
        /// Which argument.
        what: &'static str,
        /// Its length.
        found: usize,
        /// The system's dimension.
        expected: usize,
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
    /// An argument is outside its range.
    #[error("{what} is {value}: {rule}")]
    OutOfRange {
        /// Which argument.
        what: &'static str,
        /// Its value.
        value: f64,
        /// What it must be.
        rule: &'static str,
    },
    /// A controller that needs an error estimate was given a method that makes none.
    #[error("the method estimates no error, so its steps cannot be controlled: use Plan::constant")]
    NoErrorEstimate,
    /// The method cannot run on the system.
    #[error("the method does not suit the system: {0}")]
    Unsuitable(&'static str),
    /// A run failed.
    #[error(transparent)]
    Failed(#[from] Failure),
    /// An integrator of another crate gave up, for a reason of its own.
    #[error("{backend} gave up at t = {t} after {steps} steps: {why} (state {state:?})")]
    Backend {
        /// Which crate.
        backend: &'static str,
        /// The time reached.
        t: f64,
        /// Steps made.
        steps: u64,
        /// The last state that it reached.
        state: Vec<f64>,
        /// What it says.
        why: String,
    },
    /// An evolution could not go on.
    #[error("the evolution is stuck at t = {t}: {why}")]
    Stuck {
        /// The time reached.
        t: f64,
        /// What happened.
        why: &'static str,
    },
    /// A search (for a root, a fixed point, a section) did not converge.
    #[error("{what} did not converge in {iterations} iterations (residual {residual:e})")]
    NoConvergence {
        /// What was sought.
        what: &'static str,
        /// Iterations made.
        iterations: usize,
        /// What was left.
        residual: f64,
    },
    /// Linear algebra failed.
    #[error("linear algebra: {0}")]
    Linear(#[from] neurodyn_core::linear::LinearError),
    /// The caller asked to stop.
    #[error("cancelled after {done} of {total}")]
    Cancelled {
        /// Items finished.
        done: usize,
        /// Items asked for.
        total: usize,
    },
}
