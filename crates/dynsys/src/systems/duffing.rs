//! The forced Duffing oscillator.

use neurodyn_core::{Family, Fixed, Flow, Lift, Primal, Real, System};

/// ```text
/// x' = v,   v' = -delta v - alpha x - beta x^3 + gamma cos(omega t)
/// ```
/// G. Duffing, Erzwungene Schwingungen bei veränderlicher Eigenfrequenz (Vieweg 1918). The default is Y. Ueda's case
/// `delta = 0.05`, `alpha = 0`, `beta = 1`, `gamma = 7.5`, `omega = 1` ("Randomly transitional phenomena in the system
/// governed by Duffing's equation", J. Stat. Phys. 20, 181, 1979), with Lyapunov exponents 0.1034 and -0.1534 (and 0
/// along time; J. C. Sprott, Chaos and Time-Series Analysis, Oxford 2003); their sum is `-delta` exactly.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Duffing<P = f64> {
    /// Damping.
    pub delta: P,
    /// Linear stiffness.
    pub alpha: P,
    /// Cubic stiffness.
    pub beta: P,
    /// Amplitude of the force.
    pub gamma: P,
    /// Angular frequency of the force.
    pub omega: P,
}

impl Default for Duffing {
    fn default() -> Self {
        Self { delta: 0.05, alpha: 0.0, beta: 1.0, gamma: 7.5, omega: 1.0 }
    }
}

impl<P> System for Duffing<P> {
    type Space = Fixed<2>;
    #[inline(always)]
    fn space(&self) -> Fixed<2> {
        Fixed
    }
}

impl<P: Copy, R: Real + Lift<P>> Flow<R> for Duffing<P> {
    #[inline(always)]
    fn rhs(&self, t: R, &[x, v]: &[R; 2], dx: &mut [R; 2]) {
        let [delta, alpha, beta] = [R::lift(self.delta), R::lift(self.alpha), R::lift(self.beta)];
        let [gamma, omega] = [R::lift(self.gamma), R::lift(self.omega)];
        *dx = [v, gamma * (omega * t).cos() - delta * v - alpha * x - beta * x * x * x];
    }
}

/// The family over `gamma` and `omega`.
impl Family for Duffing {
    type Space = Fixed<2>;
    type Member<R: Real> = Duffing<Primal<R>>;
    fn space(&self) -> Fixed<2> {
        Fixed
    }
    fn parameters(&self) -> usize {
        2
    }
    #[inline(always)]
    fn member<R: Real>(&self, parameters: &[Primal<R>]) -> Duffing<Primal<R>> {
        let lit = <Primal<R> as Real>::lit;
        Duffing {
            delta: lit(self.delta),
            alpha: lit(self.alpha),
            beta: lit(self.beta),
            gamma: parameters[0],
            omega: parameters[1],
        }
    }
}
