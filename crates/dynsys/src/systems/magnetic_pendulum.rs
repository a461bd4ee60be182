//! A pendulum over three magnets.

use neurodyn_core::{Family, Fixed, Flow, Lift, Primal, Real, System};

/// ```text
/// x'' = -omega^2 x - alpha x' + sum_i (x_i - x) / D_i^3,   y'' alike,
/// D_i^2 = (x_i - x)^2 + (y_i - y)^2 + d^2,   i = 1, 2, 3
/// ```
/// A state is `[x, y, x', y']`; the magnets sit at the corners of a triangle of side 1 about the origin. A. E. Motter, M.
/// Gruiz, G. Károlyi & T. Tél, "Doubly transient chaos: generic form of chaos in autonomous dissipative systems", Phys.
/// Rev. Lett. 111, 194101 (2013), whose values `omega = 0.5`, `alpha = 0.2`, `d = 0.3` are the default. From rest, almost
/// every start ends above a magnet, or rather at the fixed point near it, [`rest`](Self::rest).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MagneticPendulum<P = f64> {
    /// Damping.
    pub alpha: P,
    /// Angular frequency without magnets.
    pub omega: f64,
    /// Height above the plane of the magnets.
    pub d: f64,
}

impl Default for MagneticPendulum {
    fn default() -> Self {
        Self { alpha: 0.2, omega: 0.5, d: 0.3 }
    }
}

/// `1 / sqrt(3)`, the distance of a magnet from the origin.
const RADIUS: f64 = 0.577_350_269_189_625_8;

/// The magnets, as `[x, y]`.
const MAGNETS: [[f64; 2]; 3] = [[RADIUS, 0.0], [-0.5 * RADIUS, -0.5], [-0.5 * RADIUS, 0.5]];

impl MagneticPendulum {
    /// The magnets, as `[x, y]`.
    #[must_use]
    pub const fn magnets() -> [[f64; 2]; 3] {
        MAGNETS
    }

    /// The stable fixed points, as states, in the order of the magnets: on the rays from the origin through them, a little
    /// nearer than they are.
    #[must_use]
    pub fn rest(&self) -> [[f64; 4]; 3] {
        // along the first ray the force falls from positive (the nearer magnet wins) to negative (the spring does)
        let force = |x: f64| {
            let mut slope = [0.0; 4];
            self.rhs(0.0, &[x, 0.0, 0.0, 0.0], &mut slope);
            slope[2]
        };
        let (mut low, mut high) = (0.5 * RADIUS, RADIUS);
        while 0.5 * (low + high) > low && 0.5 * (low + high) < high {
            let middle = 0.5 * (low + high);
            if force(middle) > 0.0 {
                low = middle;
            } else {
                high = middle;
            }
        }
        MAGNETS.map(|[x, y]| [x / RADIUS * low, y / RADIUS * low, 0.0, 0.0])
    }
}

impl<P> System for MagneticPendulum<P> {
    type Space = Fixed<4>;
    #[inline(always)]
    fn space(&self) -> Fixed<4> {
        Fixed
    }
}

impl<P: Copy, R: Real + Lift<P>> Flow<R> for MagneticPendulum<P> {
    #[inline(always)]
    fn rhs(&self, _t: R, &[x, y, u, v]: &[R; 4], dx: &mut [R; 4]) {
        let (alpha, spring) = (R::lift(self.alpha), R::lit(self.omega * self.omega));
        let height = R::lit(self.d * self.d);
        let (mut fx, mut fy) = (-(spring * x + alpha * u), -(spring * y + alpha * v));
        for [magnet_x, magnet_y] in MAGNETS {
            let (to_x, to_y) = (R::lit(magnet_x) - x, R::lit(magnet_y) - y);
            let square = to_x.mul_add(to_x, to_y.mul_add(to_y, height));
            let pull = (square * square.sqrt()).recip();
            fx = to_x.mul_add(pull, fx);
            fy = to_y.mul_add(pull, fy);
        }
        *dx = [u, v, fx, fy];
    }
}

/// The family over `alpha`.
impl Family for MagneticPendulum {
    type Space = Fixed<4>;
    type Member<R: Real> = MagneticPendulum<Primal<R>>;
    fn space(&self) -> Fixed<4> {
        Fixed
    }
    fn parameters(&self) -> usize {
        1
    }
    #[inline(always)]
    fn member<R: Real>(&self, parameters: &[Primal<R>]) -> MagneticPendulum<Primal<R>> {
        MagneticPendulum { alpha: parameters[0], omega: self.omega, d: self.d }
    }
}

#[cfg(test)]
mod tests {
    use super::MagneticPendulum;
    use neurodyn_core::Flow;

    #[test]
    fn it_rests_near_each_magnet_and_not_at_the_centre() {
        let pendulum = MagneticPendulum::default();
        let mut slope = [0.0; 4];
        for (point, magnet) in pendulum.rest().iter().zip(MagneticPendulum::magnets()) {
            pendulum.rhs(0.0, point, &mut slope);
            assert!(slope.iter().all(|s| s.abs() < 1e-13), "{slope:?} at {point:?}");
            let off = (point[0] - magnet[0]).hypot(point[1] - magnet[1]);
            assert!(off > 0.01 && off < 0.05, "{off}");
        }
        // by symmetry the centre is a fixed point; on the ray towards a magnet everything pulls there
        pendulum.rhs(0.0, &[0.0; 4], &mut slope);
        assert!(slope.iter().all(|s| s.abs() < 1e-14), "{slope:?}");
        pendulum.rhs(0.0, &[0.1, 0.0, 0.0, 0.0], &mut slope);
        assert!(slope[2] > 0.0 && slope[3].abs() < 1e-15, "{slope:?}");
        // far from the magnets, where they are one of strength 3: x'' = -x / 4 - 3 / x^2 - 0.2 u
        pendulum.rhs(0.0, &[1e3, 0.0, 10.0, -5.0], &mut slope);
        assert!((slope[2] + 252.0 + 3e-6).abs() < 1e-8 && (slope[3] - 1.0).abs() < 1e-12, "{slope:?}");
    }
}
