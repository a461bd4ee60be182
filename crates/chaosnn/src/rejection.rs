//! Rejection: what many outputs for one image say about trusting the answer. Nothing here sees a true class.

pub mod diagnostic;
pub mod rule;
pub mod votes;

pub use rule::{FewClasses, Rejector, Score, Threshold};
pub use votes::{Ballot, Votes};
