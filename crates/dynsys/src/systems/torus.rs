//! Two uncoupled limit cycles, whose product is a torus.

use neurodyn_core::{Family, Fixed, Flow, Lift, Primal, Real, System};

/// For each of two oscillators `k`, with `r_k^2 = x_k^2 + y_k^2`:
///
/// ```text
/// x_k' = mu (1 - r_k^2) x_k - omega_k y_k,   y_k' = mu (1 - r_k^2) y_k + omega_k x_k
/// ```
/// The normal form of a Hopf bifurcation with constant frequency (J. Guckenheimer & P. Holmes, Nonlinear Oscillations,
/// Dynamical Systems, and Bifurcations of Vector Fields, Springer 1983, section 3.4), twice. All states with `r_k > 0`
/// approach the torus `r_1 = r_2 = 1`; the Lyapunov exponents are 0, 0, `-2 mu`, `-2 mu` exactly. The state is
/// `(x_1, y_1, x_2, y_2)`; the default frequencies 1 and the golden ratio have no resonance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Torus<P = f64> {
    /// Rate of attraction.
    pub mu: P,
    /// Angular frequencies.
    pub omega: [P; 2],
}

impl Default for Torus {
    fn default() -> Self {
        Self { mu: 1.0, omega: [1.0, 1.618033988749895] }
    }
}

impl<P> System for Torus<P> {
    type Space = Fixed<4>;
    #[inline(always)]
    fn space(&self) -> Fixed<4> {
        Fixed
    }
}

impl<P: Copy, R: Real + Lift<P>> Flow<R> for Torus<P> {
    #[inline(always)]
    fn rhs(&self, _t: R, x: &[R; 4], dx: &mut [R; 4]) {
        let mu = R::lift(self.mu);
        for k in 0..2 {
            let (omega, x, y) = (R::lift(self.omega[k]), x[2 * k], x[2 * k + 1]);
            let pull = mu * (R::lit(1.0) - x * x - y * y);
            dx[2 * k] = pull * x - omega * y;
            dx[2 * k + 1] = pull * y + omega * x;
        }
    }
}

/// The family over both frequencies.
impl Family for Torus {
    type Space = Fixed<4>;
    type Member<R: Real> = Torus<Primal<R>>;
    fn space(&self) -> Fixed<4> {
        Fixed
    }
    fn parameters(&self) -> usize {
        2
    }
    #[inline(always)]
    fn member<R: Real>(&self, parameters: &[Primal<R>]) -> Torus<Primal<R>> {
        Torus { mu: <Primal<R> as Real>::lit(self.mu), omega: [parameters[0], parameters[1]] }
    }
}
