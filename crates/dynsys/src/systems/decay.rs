//! Exponential decay.

use neurodyn_core::{Family, Fixed, Flow, Lift, Primal, Real, System};

/// ```text
/// x' = -lambda x,   x(t) = x(0) e^(-lambda t)
/// ```
/// The test equation of G. Dahlquist, "A special stability problem for linear multistep methods", BIT 3, 27 (1963).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Decay<P = f64> {
    /// The rate.
    pub lambda: P,
}

impl Default for Decay {
    fn default() -> Self {
        Self { lambda: 1.0 }
    }
}

impl<P> System for Decay<P> {
    type Space = Fixed<1>;
    #[inline(always)]
    fn space(&self) -> Fixed<1> {
        Fixed
    }
}

impl<P: Copy, R: Real + Lift<P>> Flow<R> for Decay<P> {
    #[inline(always)]
    fn rhs(&self, _t: R, &[x]: &[R; 1], dx: &mut [R; 1]) {
        *dx = [-(R::lift(self.lambda) * x)];
    }
}

/// The family over `lambda`.
impl Family for Decay {
    type Space = Fixed<1>;
    type Member<R: Real> = Decay<Primal<R>>;
    fn space(&self) -> Fixed<1> {
        Fixed
    }
    fn parameters(&self) -> usize {
        1
    }
    #[inline(always)]
    fn member<R: Real>(&self, parameters: &[Primal<R>]) -> Decay<Primal<R>> {
        Decay { lambda: parameters[0] }
    }
}
