//! The Rössler system.

use neurodyn_core::{Family, Fixed, Flow, Lift, Primal, Real, System};

/// ```text
/// x' = -y - z,   y' = x + a y,   z' = b + z (x - c)
/// ```
/// O. E. Rössler, "An equation for continuous chaos", Phys. Lett. A 57, 397 (1976), eq. (2). At `(0.2, 0.2, 5.7)` the
/// Lyapunov exponents are 0.0714, 0 and -5.3943 (J. C. Sprott, Chaos and Time-Series Analysis, Oxford 2003); one turn
/// takes about 5.88.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rossler<P = f64> {
    /// Rate at which the spiral unwinds.
    pub a: P,
    /// Supply of `z`.
    pub b: P,
    /// Threshold in `x` above which `z` grows.
    pub c: P,
}

impl Default for Rossler {
    fn default() -> Self {
        Self { a: 0.2, b: 0.2, c: 5.7 }
    }
}

impl<P> System for Rossler<P> {
    type Space = Fixed<3>;
    #[inline(always)]
    fn space(&self) -> Fixed<3> {
        Fixed
    }
}

impl<P: Copy, R: Real + Lift<P>> Flow<R> for Rossler<P> {
    #[inline(always)]
    fn rhs(&self, _t: R, &[x, y, z]: &[R; 3], dx: &mut [R; 3]) {
        let [a, b, c] = [R::lift(self.a), R::lift(self.b), R::lift(self.c)];
        *dx = [-y - z, x + a * y, b + z * (x - c)];
    }
    #[inline(always)]
    fn is_autonomous(&self) -> bool {
        true
    }
}

/// The family over `c`.
impl Family for Rossler {
    type Space = Fixed<3>;
    type Member<R: Real> = Rossler<Primal<R>>;
    fn space(&self) -> Fixed<3> {
        Fixed
    }
    fn parameters(&self) -> usize {
        1
    }
    #[inline(always)]
    fn member<R: Real>(&self, parameters: &[Primal<R>]) -> Rossler<Primal<R>> {
        let lit = <Primal<R> as Real>::lit;
        Rossler { a: lit(self.a), b: lit(self.b), c: parameters[0] }
    }
}
