//! The Lorenz system.

use neurodyn_core::{Family, Fixed, Flow, Lift, Primal, Real, System};

/// ```text
/// x' = sigma (y - x),   y' = x (rho - z) - y,   z' = x y - beta z
/// ```
/// E. N. Lorenz, "Deterministic nonperiodic flow", J. Atmos. Sci. 20, 130 (1963). At the classical parameters
/// `(10, 28, 8/3)` the Lyapunov exponents are 0.9056, 0 and -14.572 (J. C. Sprott, Chaos and Time-Series Analysis,
/// Oxford 2003); their sum is `-(sigma + 1 + beta)` exactly.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lorenz<P = f64> {
    /// Prandtl number.
    pub sigma: P,
    /// Rayleigh number over its critical value.
    pub rho: P,
    /// Geometry of the convection cell.
    pub beta: P,
}

impl Default for Lorenz {
    fn default() -> Self {
        Self { sigma: 10.0, rho: 28.0, beta: 8.0 / 3.0 }
    }
}

impl<P> System for Lorenz<P> {
    type Space = Fixed<3>;
    #[inline(always)]
    fn space(&self) -> Fixed<3> {
        Fixed
    }
}

impl<P: Copy, R: Real + Lift<P>> Flow<R> for Lorenz<P> {
    #[inline(always)]
    fn rhs(&self, _t: R, &[x, y, z]: &[R; 3], dx: &mut [R; 3]) {
        let [sigma, rho, beta] = [self.sigma, self.rho, self.beta].map(R::lift);
        // parameters have no derivatives: scaling by them is half the work of a product on duals
        *dx = [(y - x).scale(sigma.primal()), x * (rho - z) - y, x * y - z.scale(beta.primal())];
    }
    #[inline(always)]
    fn is_autonomous(&self) -> bool {
        true
    }
}

/// The family over `rho`.
impl Family for Lorenz {
    type Space = Fixed<3>;
    type Member<R: Real> = Lorenz<Primal<R>>;
    fn space(&self) -> Fixed<3> {
        Fixed
    }
    fn parameters(&self) -> usize {
        1
    }
    #[inline(always)]
    fn member<R: Real>(&self, parameters: &[Primal<R>]) -> Lorenz<Primal<R>> {
        let lit = <Primal<R> as Real>::lit;
        Lorenz { sigma: lit(self.sigma), rho: parameters[0], beta: lit(self.beta) }
    }
}
