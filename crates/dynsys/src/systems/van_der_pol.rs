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

/// The Van der Pol oscillator in the time `t / mu`, with `epsilon = 1 / mu^2`:
///
/// ```text
/// y1' = y2,   y2' = ((1 - y1^2) y2 - y1) / epsilon
/// ```
/// E. Hairer & G. Wanner, Solving Ordinary Differential Equations II, section IV.1, eq. (1.5'). The time between two
/// jumps stays of order 1, `3/2 - ln 2` in the limit, while the jumps grow steeper: stiff. From [`START`](Self::START)
/// over [`SPAN`](Self::SPAN).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StiffVanDerPol<P = f64> {
    /// The inverse square of the strength of the non-linear damping.
    pub epsilon: P,
}

impl StiffVanDerPol {
    /// The standard start, close to the slow manifold.
    pub const START: [f64; 2] = [2.0, -0.66];
    /// The standard span of time, with two jumps.
    pub const SPAN: (f64, f64) = (0.0, 2.0);

    /// The oscillator with the damping `mu`.
    #[must_use]
    pub fn with_mu(mu: f64) -> Self {
        Self { epsilon: 1.0 / (mu * mu) }
    }
}

/// `mu = 1000`.
impl Default for StiffVanDerPol {
    fn default() -> Self {
        Self { epsilon: 1e-6 }
    }
}

impl<P> System for StiffVanDerPol<P> {
    type Space = Fixed<2>;
    #[inline(always)]
    fn space(&self) -> Fixed<2> {
        Fixed
    }
}

impl<P: Copy, R: Real + Lift<P>> Flow<R> for StiffVanDerPol<P> {
    #[inline(always)]
    fn rhs(&self, _t: R, &[y1, y2]: &[R; 2], dx: &mut [R; 2]) {
        *dx = [y2, ((R::lit(1.0) - y1 * y1) * y2 - y1) / R::lift(self.epsilon)];
    }
    #[inline(always)]
    fn is_autonomous(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::{StiffVanDerPol, VanDerPol};
    use crate::systems::assert_rhs;
    use neurodyn_core::Flow;

    /// mpmath at 50 digits.
    #[test]
    fn equations() {
        for (mu, state, due) in [
            (1e3, [1.7, -0.66], [-0.66, -452600.0]),
            (1e3, [-0.4, 1.9], [1.9, 1.996e6]),
            (1e6, [1.7, -0.66], [-0.66, -4.526e11]),
            (1e6, [-0.4, 1.9], [1.9, 1.996e12]),
        ] {
            assert_rhs(&StiffVanDerPol::with_mu(mu), &state, &due);
        }
        assert_eq!(StiffVanDerPol::with_mu(1e3), StiffVanDerPol::default());
    }

    /// With `v = y2 / mu` and time `mu t`, both are one system.
    #[test]
    fn scaling() {
        let (mu, [x, v]) = (1e3, [1.3, 0.002]);
        let mut slope = [0.0; 2];
        VanDerPol { mu }.rhs(0.0, &[x, v], &mut slope);
        assert_rhs(&StiffVanDerPol::with_mu(mu), &[x, mu * v], &[mu * slope[0], mu * mu * slope[1]]);
    }
}
