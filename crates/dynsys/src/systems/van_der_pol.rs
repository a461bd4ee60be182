//! The Van der Pol oscillator.

use neurodyn_core::{Family, Fixed, Flow, Lift, Primal, Real, System};

/// ```text
/// x' = v,   v' = mu (1 - x^2) v - x
/// ```
/// B. van der Pol, "On relaxation-oscillations", Phil. Mag. 2, 978 (1926), eq. (4). The limit cycle at `mu = 1` has
/// period 6.66328686 and amplitude 2.00862; with `mu` the problem grows stiff.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VanDerPol<P = f64> {
    /// Strength of the non-linear damping.
    pub mu: P,
}

impl Default for VanDerPol {
    fn default() -> Self {
        Self { mu: 1.0 }
    }
}

impl<P> System for VanDerPol<P> {
    type Space = Fixed<2>;
    #[inline(always)]
    fn space(&self) -> Fixed<2> {
        Fixed
    }
}

impl<P: Copy, R: Real + Lift<P>> Flow<R> for VanDerPol<P> {
    #[inline(always)]
    fn rhs(&self, _t: R, &[x, v]: &[R; 2], dx: &mut [R; 2]) {
        *dx = [v, R::lift(self.mu) * (R::lit(1.0) - x * x) * v - x];
    }
}

/// The family over `mu`.
impl Family for VanDerPol {
    type Space = Fixed<2>;
    type Member<R: Real> = VanDerPol<Primal<R>>;
    fn space(&self) -> Fixed<2> {
        Fixed
    }
    fn parameters(&self) -> usize {
        1
    }
    #[inline(always)]
    fn member<R: Real>(&self, parameters: &[Primal<R>]) -> VanDerPol<Primal<R>> {
        VanDerPol { mu: parameters[0] }
    }
}
