//! The Oregonator, a model of the Belousov-Zhabotinskii reaction.

use neurodyn_core::{Fixed, Flow, Lift, Real, System};

/// ```text
/// y1' = s (y2 - y1 y2 + y1 - q y1^2)
/// y2' = (-y2 - y1 y2 + y3) / s
/// y3' = w (y1 - y3)
/// ```
/// R. J. Field & R. M. Noyes, "Oscillations in chemical systems. IV. Limit cycle behavior in a model of a real chemical
/// reaction", J. Chem. Phys. 60, 1877 (1974), with `s = 77.27`, `q = 8.375e-6`, `w = 0.161`; E. Hairer & G. Wanner,
/// Solving Ordinary Differential Equations II, section IV.10; F. Mazzia & C. Magherini, Test Set for Initial Value
/// Problem Solvers, release 2.4 (Bari 2008), problem OREGO. Scaled concentrations of `HBrO2`, bromide and Ce(IV): a
/// limit cycle on which they change by five orders of magnitude, from [`START`](Self::START) over
/// [`SPAN`](Self::SPAN); runs to `t = 30` are common, too.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Oregonator<P = f64> {
    /// Ratio of the time scales of `HBrO2` and bromide.
    pub s: P,
    /// Self-limitation of `HBrO2`.
    pub q: P,
    /// Rate of Ce(IV).
    pub w: P,
}

impl Oregonator {
    /// The standard start.
    pub const START: [f64; 3] = [1.0, 2.0, 3.0];
    /// The standard span of time.
    pub const SPAN: (f64, f64) = (0.0, 360.0);
}

impl Default for Oregonator {
    fn default() -> Self {
        Self { s: 77.27, q: 8.375e-6, w: 0.161 }
    }
}

impl<P> System for Oregonator<P> {
    type Space = Fixed<3>;
    #[inline(always)]
    fn space(&self) -> Fixed<3> {
        Fixed
    }
}

impl<P: Copy, R: Real + Lift<P>> Flow<R> for Oregonator<P> {
    #[inline(always)]
    fn rhs(&self, _t: R, &[y1, y2, y3]: &[R; 3], dx: &mut [R; 3]) {
        let [s, q, w] = [R::lift(self.s), R::lift(self.q), R::lift(self.w)];
        *dx = [s * (y2 - y1 * y2 + y1 - q * y1 * y1), (y3 - y2 - y1 * y2) / s, w * (y1 - y3)];
    }
    #[inline(always)]
    fn is_autonomous(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::Oregonator;
    use crate::systems::assert_rhs;

    /// mpmath at 50 digits.
    #[test]
    fn equations() {
        let due = [12.3613297762375, 0.33078814546395755, -4.7978];
        assert_rhs(&Oregonator::default(), &[1.7, 2.2, 31.5], &due);
        let due = [-4889350.04225, -1166.9561278633364, 6595.9285];
        assert_rhs(&Oregonator::default(), &[4.1e4, 2.2, 31.5], &due);
    }
}
