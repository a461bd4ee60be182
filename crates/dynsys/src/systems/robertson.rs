//! Robertson's chemical reaction.

use crate::differentiate::Differentiable;
use neurodyn_core::{Fixed, Flow, Lift, Real, System};

/// ```text
/// x' = -k1 x + k3 y z,   y' = k1 x - k3 y z - k2 y^2,   z' = k2 y^2
/// ```
/// H. H. Robertson, "The solution of a set of reaction rate equations", in Numerical Analysis (J. Walsh, ed., Academic
/// Press 1966), with `k1 = 0.04`, `k2 = 3e7`, `k3 = 1e4`: the classical stiff problem, whose rates differ by nine
/// orders of magnitude. From `(1, 0, 0)`, `x + y + z = 1` for ever and the state at `t = 40` is `(0.715827,
/// 9.18553e-6, 0.284164)` (SciPy's Radau at 1e-12). See E. Hairer & G. Wanner, Solving Ordinary Differential Equations
/// II, section IV.1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Robertson<P = f64> {
    /// Slow decay of `x`.
    pub k1: P,
    /// Very fast production of `z`.
    pub k2: P,
    /// Fast return to `x`.
    pub k3: P,
}

impl Default for Robertson {
    fn default() -> Self {
        Self { k1: 0.04, k2: 3e7, k3: 1e4 }
    }
}

impl<P> System for Robertson<P> {
    type Space = Fixed<3>;
    #[inline(always)]
    fn space(&self) -> Fixed<3> {
        Fixed
    }
}

impl<P: Copy, R: Real + Lift<P>> Flow<R> for Robertson<P> {
    #[inline(always)]
    fn rhs(&self, _t: R, &[x, y, z]: &[R; 3], dx: &mut [R; 3]) {
        let [k1, k2, k3] = [R::lift(self.k1), R::lift(self.k2), R::lift(self.k3)];
        let (slow, made) = (k3 * y * z - k1 * x, k2 * y * y);
        *dx = [slow, -slow - made, made];
    }
    #[inline(always)]
    fn is_autonomous(&self) -> bool {
        true
    }
}

impl<P: Copy, R: Real + Lift<P>> Differentiable<R> for Robertson<P> {
    #[inline(always)]
    fn jacobian(&self, _t: R, &[_, y, z]: &[R; 3], jacobian: &mut [R]) {
        let [k1, k2, k3] = [R::lift(self.k1), R::lift(self.k2), R::lift(self.k3)];
        let (by_y, by_z, made) = (k3 * z, k3 * y, R::lit(2.0) * k2 * y);
        let zero = R::lit(0.0);
        jacobian.copy_from_slice(&[-k1, by_y, by_z, k1, -by_y - made, -by_z, zero, made, zero]);
    }
}
