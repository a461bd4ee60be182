//! The logistic map.

use neurodyn_core::{Fixed, Lift, Map, Real, System};

/// ```text
/// x -> r x (1 - x),   0 <= x <= 1,   0 <= r <= 4
/// ```
/// R. M. May, "Simple mathematical models with very complicated dynamics", Nature 261, 459 (1976), eq. (3). The
/// Lyapunov exponent is ln 2 at `r = 4`, `ln |2 - r|` for `1 < r < 3` (a fixed point, superstable at `r = 2`), and
/// minus infinity again at `r = 1 + sqrt(5)` (a superstable cycle of period 2).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Logistic<P = f64> {
    /// Growth rate.
    pub r: P,
}

impl Default for Logistic {
    fn default() -> Self {
        Self { r: 4.0 }
    }
}

impl<P> System for Logistic<P> {
    type Space = Fixed<1>;
    #[inline(always)]
    fn space(&self) -> Fixed<1> {
        Fixed
    }
}

impl<P: Copy, R: Real + Lift<P>> Map<R> for Logistic<P> {
    #[inline(always)]
    fn apply(&self, &[x]: &[R; 1], next: &mut [R; 1]) {
        *next = [R::lift(self.r) * x * (R::lit(1.0) - x)];
    }
}
