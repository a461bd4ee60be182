//! The harmonic oscillator.

use neurodyn_core::{Family, Fixed, Flow, Lift, Primal, Real, System};

/// ```text
/// x' = v,   v' = -omega^2 x - 2 zeta omega v
/// ```
/// Without damping the energy `v^2 + omega^2 x^2` is conserved and `x = x0 cos(omega t) + v0/omega sin(omega t)`. Both
/// Lyapunov exponents are `-zeta omega` for `0 <= zeta <= 1`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HarmonicOscillator<P = f64> {
    /// Angular frequency without damping.
    pub omega: P,
    /// Damping as a fraction of the critical one.
    pub zeta: P,
}

impl Default for HarmonicOscillator {
    fn default() -> Self {
        Self { omega: 1.0, zeta: 0.0 }
    }
}

impl<P> System for HarmonicOscillator<P> {
    type Space = Fixed<2>;
    #[inline(always)]
    fn space(&self) -> Fixed<2> {
        Fixed
    }
}

impl<P: Copy, R: Real + Lift<P>> Flow<R> for HarmonicOscillator<P> {
    #[inline(always)]
    fn rhs(&self, _t: R, &[x, v]: &[R; 2], dx: &mut [R; 2]) {
        let [omega, zeta] = [R::lift(self.omega), R::lift(self.zeta)];
        *dx = [v, -(omega * (omega * x + R::lit(2.0) * zeta * v))];
    }
}

/// The family over `omega` and `zeta`.
impl Family for HarmonicOscillator {
    type Space = Fixed<2>;
    type Member<R: Real> = HarmonicOscillator<Primal<R>>;
    fn space(&self) -> Fixed<2> {
        Fixed
    }
    fn parameters(&self) -> usize {
        2
    }
    #[inline(always)]
    fn member<R: Real>(&self, parameters: &[Primal<R>]) -> HarmonicOscillator<Primal<R>> {
        HarmonicOscillator { omega: parameters[0], zeta: parameters[1] }
    }
}
