//! A damped particle in a double well.

use neurodyn_core::{Family, Fixed, Flow, Lift, Primal, Real, System};

/// ```text
/// x' = v,   v' = x - x^3 - delta v
/// ```
/// J. Guckenheimer & P. Holmes, Nonlinear Oscillations, Dynamical Systems, and Bifurcations of Vector Fields (Springer
/// 1983), eq. (2.2.2) without its force: the buckled beam. With damping every start but those on the stable manifold of
/// the saddle at the origin goes to one of the wells at `x = ±1`; where the energy `v^2/2 - x^2/2 + x^4/4` is negative, it
/// stays in the well where it is. [`Duffing`](super::Duffing) is the same with a force, whose cosine it computes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DoubleWell<P = f64> {
    /// Damping.
    pub delta: P,
}

impl Default for DoubleWell {
    fn default() -> Self {
        Self { delta: 0.15 }
    }
}

impl<P> System for DoubleWell<P> {
    type Space = Fixed<2>;
    #[inline(always)]
    fn space(&self) -> Fixed<2> {
        Fixed
    }
}

impl<P: Copy, R: Real + Lift<P>> Flow<R> for DoubleWell<P> {
    #[inline(always)]
    fn rhs(&self, _t: R, &[x, v]: &[R; 2], dx: &mut [R; 2]) {
        let stiffness = R::lit(1.0) - x * x;
        *dx = [v, x.mul_add(stiffness, -R::lift(self.delta) * v)];
    }
}

/// The family over `delta`.
impl Family for DoubleWell {
    type Space = Fixed<2>;
    type Member<R: Real> = DoubleWell<Primal<R>>;
    fn space(&self) -> Fixed<2> {
        Fixed
    }
    fn parameters(&self) -> usize {
        1
    }
    #[inline(always)]
    fn member<R: Real>(&self, parameters: &[Primal<R>]) -> DoubleWell<Primal<R>> {
        DoubleWell { delta: parameters[0] }
    }
}

#[cfg(test)]
mod tests {
    use super::DoubleWell;

    #[test]
    fn the_beam_bends_back() {
        super::super::assert_rhs(&DoubleWell::default(), &[2.0, 1.0], &[1.0, -6.15]);
        super::super::assert_rhs(&DoubleWell { delta: 0.5 }, &[-0.5, -2.0], &[-2.0, 0.625]);
    }
}
