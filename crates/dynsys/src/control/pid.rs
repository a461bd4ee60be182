//! Proportional, integral and derivative control of the step.

use neurodyn_core::{Controller, Real, Verdict};

/// ```text
/// h' = h * safety * e_n^(-b1/q) * e_(n-1)^(-b2/q) * e_(n-2)^(-b3/q),   clamped to [shrink, grow]
/// ```
/// where `e` is the size of the error and `q` the power of `h` with which it falls. `b2 = b3 = 0` is integral control,
/// `b3 = 0` proportional-integral. G. Soderlind, "Digital filters in adaptive time-stepping", ACM Trans. Math. Softw.
/// 29, 1-26 (2003), eq. (31). The powers are rough: a controller does not need their digits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pid {
    /// Exponent of this step's error, times `q`.
    pub b1: f64,
    /// Exponent of the last accepted step's error, times `q`.
    pub b2: f64,
    /// Exponent of the error before it, times `q`.
    pub b3: f64,
    /// Aim below the tolerance by this factor of the step.
    pub safety: f64,
    /// A step shrinks at most by this factor.
    pub shrink: f64,
    /// A step grows at most by this factor.
    pub grow: f64,
}

impl Pid {
    /// Integral control: the textbook rule `h' = h * safety * e^(-1/q)`.
    #[must_use]
    pub const fn integral() -> Self {
        Self::with(1.0, 0.0, 0.0)
    }
    /// Proportional-integral control, `b1 = 0.7`, `b2 = -0.4`: K. Gustafsson, ACM Trans. Math. Softw. 17, 533 (1991).
    #[must_use]
    pub const fn proportional_integral() -> Self {
        Self::with(0.7, -0.4, 0.0)
    }
    /// The digital filter H312PID, `b = (1/18, 1/9, 1/18)` scaled for smooth step sequences: Soderlind, table III.
    #[must_use]
    pub const fn filter() -> Self {
        Self::with(1.0 / 18.0, 1.0 / 9.0, 1.0 / 18.0)
    }
    const fn with(b1: f64, b2: f64, b3: f64) -> Self {
        Self { b1, b2, b3, safety: 0.9, shrink: 0.2, grow: 5.0 }
    }
}

impl Default for Pid {
    /// Proportional-integral control.
    fn default() -> Self {
        Self::proportional_integral()
    }
}

/// The sizes of the last two accepted errors.
#[derive(Clone, Copy, Debug)]
pub struct History<R> {
    last: R,
    before: R,
}

/// Errors are kept within these bounds, so that a lucky step does not forbid the next and NaN does not spread.
const LEAST_ERROR: f64 = 1e-6;
const GREATEST_ERROR: f64 = 1e12;
/// The memory is kept from a lucky step, too.
const LEAST_MEMORY: f64 = 1e-4;

impl Controller for Pid {
    type Memory<R: Real> = History<R>;
    #[inline(always)]
    fn memory<R: Real>(&self) -> History<R> {
        History { last: R::lit(LEAST_MEMORY), before: R::lit(LEAST_MEMORY) }
    }
    #[inline(always)]
    fn restart<R: Real>(&self, mask: R::Mask, memory: &mut History<R>) {
        memory.last = R::select(mask, R::lit(LEAST_MEMORY), memory.last);
        memory.before = R::select(mask, R::lit(LEAST_MEMORY), memory.before);
    }
    #[inline(always)]
    fn judge<R: Real>(&self, error: R, h: R, order: u32, memory: &mut History<R>) -> Verdict<R> {
        // `min` gives its argument where the error is NaN
        let error = error.min(R::lit(GREATEST_ERROR)).max(R::lit(LEAST_ERROR));
        let accept = error.le(R::lit(1.0));
        let q = f64::from(order);
        let mut factor = error.rough_pow(-self.b1 / q) * R::lit(self.safety);
        if self.b2 != 0.0 {
            factor *= memory.last.rough_pow(-self.b2 / q);
        }
        if self.b3 != 0.0 {
            factor *= memory.before.rough_pow(-self.b3 / q);
            memory.before = R::select(accept, memory.last, memory.before);
        }
        factor = factor.min(R::lit(self.grow)).max(R::lit(self.shrink));
        if self.b2 != 0.0 || self.b3 != 0.0 {
            memory.last = R::select(accept, error.max(R::lit(LEAST_MEMORY)), memory.last);
        }
        let no_growth = factor.min(R::lit(1.0));
        Verdict { accept, h: h * R::select(accept, factor, no_growth) }
    }
}
