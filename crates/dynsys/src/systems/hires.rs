//! HIRES, the high irradiance responses of a plant.

use neurodyn_core::{Fixed, Flow, Lift, Real, System};

/// ```text
/// y1' = -k1 y1 + k2 y2 + k6 y3 + oks
/// y2' = k1 y1 - (k2 + k3) y2
/// y3' = -(k6 + k1) y3 + k2 y4 + k5 y5
/// y4' = k3 y2 + k1 y3 - (k4 + k2) y4
/// y5' = -(k5 + k1) y5 + k2 (y6 + y7)
/// y6' = -k+ y6 y8 + k4 y4 + k1 y5 - k2 y6 + k- y7
/// y7' = k+ y6 y8 - (k2 + k- + k*) y7
/// y8' = -y7'
/// ```
/// E. Schaefer, "A new approach to explain the 'high irradiance responses' of photomorphogenesis on the basis of
/// phytochrome", J. Math. Biology 2, 41 (1975); E. Hairer & G. Wanner, Solving Ordinary Differential Equations II,
/// section IV.10; F. Mazzia & C. Magherini, Test Set for Initial Value Problem Solvers, release 2.4 (Bari 2008),
/// problem HIRES. Concentrations of red and far-red absorbing phytochrome (`y1, y2`), of both bound to a first receptor
/// (`y3, y4`) and to a second (`y5, y6`), of the far-red one bound to an enzyme (`y7`) and of the free enzyme (`y8`);
/// `y7 + y8` is constant. Mildly stiff, from [`START`](Self::START) over [`SPAN`](Self::SPAN).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hires<P = f64> {
    /// Red to far-red absorbing form, free or bound.
    pub k1: P,
    /// Far-red to red absorbing form, free or bound.
    pub k2: P,
    /// Binding of the far-red absorbing form to the first receptor.
    pub k3: P,
    /// Passage of the far-red absorbing form from the first receptor to the second.
    pub k4: P,
    /// Passage of the red absorbing form from the second receptor to the first.
    pub k5: P,
    /// Release of the red absorbing form from the first receptor.
    pub k6: P,
    /// Binding of the enzyme, `k+`.
    pub k_plus: P,
    /// Release of the enzyme, `k-`.
    pub k_minus: P,
    /// Decay of what the enzyme holds, `k*`.
    pub k_star: P,
    /// Supply of the red absorbing form.
    pub oks: P,
}

impl Hires {
    /// The standard start: only the red absorbing form, and a little enzyme.
    pub const START: [f64; 8] = [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0057];
    /// The standard span of time.
    pub const SPAN: (f64, f64) = (0.0, 321.8122);
}

impl Default for Hires {
    fn default() -> Self {
        Self {
            k1: 1.71,
            k2: 0.43,
            k3: 8.32,
            k4: 0.69,
            k5: 0.035,
            k6: 8.32,
            k_plus: 280.0,
            k_minus: 0.69,
            k_star: 0.69,
            oks: 0.0007,
        }
    }
}

impl<P> System for Hires<P> {
    type Space = Fixed<8>;
    #[inline(always)]
    fn space(&self) -> Fixed<8> {
        Fixed
    }
}

impl<P: Copy, R: Real + Lift<P>> Flow<R> for Hires<P> {
    #[inline(always)]
    fn rhs(&self, _t: R, &[y1, y2, y3, y4, y5, y6, y7, y8]: &[R; 8], dx: &mut [R; 8]) {
        let [k1, k2, k3] = [R::lift(self.k1), R::lift(self.k2), R::lift(self.k3)];
        let [k4, k5, k6] = [R::lift(self.k4), R::lift(self.k5), R::lift(self.k6)];
        let [k_minus, k_star] = [R::lift(self.k_minus), R::lift(self.k_star)];
        let bound = R::lift(self.k_plus) * y6 * y8;
        let held = bound - (k2 + k_minus + k_star) * y7;
        *dx = [
            k2 * y2 + k6 * y3 + R::lift(self.oks) - k1 * y1,
            k1 * y1 - (k2 + k3) * y2,
            k2 * y4 + k5 * y5 - (k6 + k1) * y3,
            k3 * y2 + k1 * y3 - (k4 + k2) * y4,
            k2 * (y6 + y7) - (k5 + k1) * y5,
            k4 * y4 + k1 * y5 + k_minus * y7 - k2 * y6 - bound,
            held,
            -held,
        ];
    }
    #[inline(always)]
    fn is_autonomous(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::Hires;
    use crate::systems::assert_rhs;

    const STATE: [f64; 8] = [0.3, 0.02, 0.013, 0.11, 0.45, 0.025, 0.0031, 0.0026];

    /// mpmath at 50 digits, from the equations with numbers as Hairer & Wanner print them.
    #[test]
    fn equations() {
        let due = [-0.39554, 0.338, -0.06734, 0.06543, -0.773167, 0.818589, 0.012589, -0.012589];
        assert_rhs(&Hires::default(), &STATE, &due);
    }

    /// mpmath at 50 digits, from the fourteen reactions and the supply, with constants that are all different.
    #[test]
    fn reactions() {
        let (k1, k2, k3, k4, k5, k6) = (1.1, 0.7, 3.2, 0.3, 0.09, 5.5);
        let (k_plus, k_minus, k_star, oks) = (90.0, 0.4, 1.3, 0.02);
        let system = Hires { k1, k2, k3, k4, k5, k6, k_plus, k_minus, k_star, oks };
        let due = [-0.2245, 0.252, 0.0317, -0.0317, -0.51583, 0.50589, -0.00159, 0.00159];
        assert_rhs(&system, &STATE, &due);
    }
}
