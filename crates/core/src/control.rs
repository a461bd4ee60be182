//! `Controller`: from the size of an error to acceptance and the next step.

use crate::real::Real;

/// What the controller says of a trial: which lanes accept it, and the step that each tries next.
#[derive(Clone, Copy, Debug)]
pub struct Verdict<R: Real> {
    /// Lanes whose trial is good enough.
    pub accept: R::Mask,
    /// The next step, accepted or not; never NaN.
    pub h: R,
}

/// A step-size controller: numbers in, numbers out. `R` is a plain number (the primal).
pub trait Controller: Sync {
    /// What it remembers of earlier steps.
    type Memory<R: Real>;
    /// False if it takes steps as they come, so that a method without an error estimate will do.
    fn needs_error(&self) -> bool {
        true
    }
    /// The memory of a trajectory that has not begun.
    fn memory<R: Real>(&self) -> Self::Memory<R>;
    /// Forgets the history of the lanes in `mask`.
    fn restart<R: Real>(&self, mask: R::Mask, memory: &mut Self::Memory<R>);
    /// Judges a trial of step `h` whose error has size `error` (1 is just tolerable, NaN is not finite) and falls as
    /// `h^order`.
    fn judge<R: Real>(&self, error: R, h: R, order: u32, memory: &mut Self::Memory<R>) -> Verdict<R>;
}
