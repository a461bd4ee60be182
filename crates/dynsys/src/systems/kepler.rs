//! Kepler's problem.

use neurodyn_core::{Fixed, Flow, Real, System};

/// ```text
/// x'' = -x / r^3,   y'' = -y / r^3,   r^2 = x^2 + y^2
/// ```
/// The two-body problem in its plane, with the gravitational parameter 1 (E. Hairer, C. Lubich & G. Wanner, Geometric
/// Numerical Integration, section I.2). The state is `(x, y, x', y')`; energy `v^2/2 - 1/r` and angular momentum
/// `x y' - y x'` are conserved, and an orbit of semi-major axis 1 closes after `2 pi`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kepler;

impl Kepler {
    /// The state nearest to the centre on the orbit with semi-major axis 1 and this eccentricity, `0 <= e < 1`.
    #[must_use]
    pub fn perihelion(eccentricity: f64) -> [f64; 4] {
        [1.0 - eccentricity, 0.0, 0.0, ((1.0 + eccentricity) / (1.0 - eccentricity)).sqrt()]
    }
}

impl System for Kepler {
    type Space = Fixed<4>;
    #[inline(always)]
    fn space(&self) -> Fixed<4> {
        Fixed
    }
}

impl<R: Real> Flow<R> for Kepler {
    #[inline(always)]
    fn rhs(&self, _t: R, &[x, y, vx, vy]: &[R; 4], dx: &mut [R; 4]) {
        let square = x * x + y * y;
        let pull = -(square * square.sqrt()).recip();
        *dx = [vx, vy, pull * x, pull * y];
    }
}
