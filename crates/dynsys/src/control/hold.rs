//! A step that is held unless a much longer one would do.

use neurodyn_core::{Controller, Real, Verdict};

/// ```text
/// r = safety * e^(-1/q);   h' = h where the trial was accepted and r < threshold, else h * r, clamped to [shrink, grow]
/// ```
/// where `e` is the size of the error and `q` the power of `h` with which it falls: for multistep methods, whose histories and
/// matrices belong to a step. A. C. Hindmarsh et al., ACM Trans. Math. Softw. 31 (2005) 363-396, section 2.1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hold {
    /// Aim below the tolerance by this factor of the step.
    pub safety: f64,
    /// Smaller changes than this factor are not made.
    pub threshold: f64,
    /// A step shrinks at most by this factor.
    pub shrink: f64,
    /// A step grows at most by this factor.
    pub grow: f64,
}

impl Default for Hold {
    fn default() -> Self {
        Self { safety: 0.6, threshold: 1.5, shrink: 0.2, grow: 10.0 }
    }
}

/// Errors are kept within these bounds, so that NaN does not spread.
const LEAST_ERROR: f64 = 1e-12;
const GREATEST_ERROR: f64 = 1e12;

impl Controller for Hold {
    type Memory<R: Real> = ();
    #[inline(always)]
    fn memory<R: Real>(&self) {}
    #[inline(always)]
    fn restart<R: Real>(&self, _: R::Mask, (): &mut ()) {}
    #[inline(always)]
    fn judge<R: Real>(&self, error: R, h: R, order: u32, (): &mut ()) -> Verdict<R> {
        // `min` gives its argument where the error is NaN
        let error = error.min(R::lit(GREATEST_ERROR)).max(R::lit(LEAST_ERROR));
        let accept = error.le(R::lit(1.0));
        let factor = error.rough_pow(-1.0 / f64::from(order)) * R::lit(self.safety);
        let factor = factor.min(R::lit(self.grow)).max(R::lit(self.shrink));
        let grown = R::select(factor.lt(R::lit(self.threshold)), R::lit(1.0), factor);
        Verdict { accept, h: h * R::select(accept, grown, factor.min(R::lit(1.0))) }
    }
}
