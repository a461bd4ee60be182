//! A constant step.

use neurodyn_core::{Controller, Real, Verdict};

/// Every finite trial is accepted and the step stays; a trial that is not finite ends the run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Constant;

impl Controller for Constant {
    type Memory<R: Real> = ();
    fn needs_error(&self) -> bool {
        false
    }
    fn memory<R: Real>(&self) {}
    #[inline(always)]
    fn restart<R: Real>(&self, _: R::Mask, (): &mut ()) {}
    #[inline(always)]
    fn judge<R: Real>(&self, error: R, h: R, _: u32, (): &mut ()) -> Verdict<R> {
        // an error that is NaN marks a trial that is not finite: a step of zero is what the loop stops at
        let accept = error.le(R::lit(f64::INFINITY));
        Verdict { accept, h: R::select(accept, h, R::lit(0.0)) }
    }
}
