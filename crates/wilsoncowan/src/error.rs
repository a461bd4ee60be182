//! What can go wrong: parameters without a bistable node, sizes that do not fit, structures that cannot be inverted.

use neurodyn_core::linear::LinearError;

/// Everything that `wilsoncowan` reports as an error.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A parameter that must be finite, or of one sign, is not.
    #[error("{what} is {value}: it must be {must_be}")]
    Range {
        /// Which.
        what: &'static str,
        /// Its value.
        value: f64,
        /// The range, in words.
        must_be: &'static str,
    },
    /// Numbers of nodes, classes, weights or states that do not fit each other.
    #[error("{what}: {expected} expected, {found} found")]
    Sizes {
        /// Of what.
        what: &'static str,
        /// As it must be.
        expected: usize,
        /// As it is.
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
    /// A node that is not bistable has no two states to plant.
    #[error(
        "the node has the steady states {states:?} (excitatory part, stable), not two stable ones around an unstable one"
    )]
    NotBistable {
        /// Excitatory part and whether it is stable, for all steady states in [0, 1].
        states: Vec<(f64, bool)>,
    },
    /// `K + 2` segments do not fit the nodes.
    #[error("{classes} classes take at least {} nodes, not {nodes}", classes + 2)]
    Nodes {
        /// Nodes.
        nodes: usize,
        /// Classes.
        classes: usize,
    },
    /// The planted and the trainable columns are too near to being dependent.
    #[error("the condition of Phi is {condition:e}, above {limit:e}: its columns are nearly dependent")]
    Condition {
        /// The condition in the 1-norm.
        condition: f64,
        /// What is still taken.
        limit: f64,
    },
    /// A step of Euler's method that the fast node cannot follow.
    #[error("a step of {dt} needs gamma above {least}, not {gamma}: Euler's method would oscillate")]
    Step {
        /// The step.
        dt: f64,
        /// The ratio of time scales.
        gamma: f64,
        /// The least gamma for it.
        least: f64,
    },
    /// Linear algebra failed.
    #[error("{0}")]
    Linear(LinearError),
}

impl From<LinearError> for Error {
    fn from(error: LinearError) -> Self {
        Self::Linear(error)
    }
}

/// `Ok` if these are as many as they must be.
pub(crate) fn exactly(what: &'static str, expected: usize, found: usize) -> Result<(), Error> {
    if expected == found { Ok(()) } else { Err(Error::Sizes { what, expected, found }) }
}

/// `Ok` if all of these are finite.
pub(crate) fn finite(what: &'static str, numbers: &[f64]) -> Result<(), Error> {
    match numbers.iter().position(|number| !number.is_finite()) {
        Some(index) => Err(Error::NotFinite { what, index, value: numbers[index] }),
        None => Ok(()),
    }
}
