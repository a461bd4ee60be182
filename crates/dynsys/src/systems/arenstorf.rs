//! The Arenstorf orbit of the restricted three-body problem.

use neurodyn_core::{Fixed, Flow, Lift, Real, System};

/// ```text
/// x'' = x + 2 y' - mu' (x + mu) / D1 - mu (x - mu') / D2
/// y'' = y - 2 x' - mu' y / D1 - mu y / D2
/// D1 = ((x + mu)^2 + y^2)^(3/2),   D2 = ((x - mu')^2 + y^2)^(3/2),   mu' = 1 - mu
/// ```
/// R. F. Arenstorf, "Periodic solutions of the restricted three body problem", Amer. J. Math. 85, 27 (1963); E. Hairer,
/// S. P. Norsett & G. Wanner, Solving Ordinary Differential Equations I, eq. (II.0.1). The state is `(x, y, x', y')`:
/// a satellite in the rotating frame of Earth and Moon. From [`START`](Self::START) it returns after
/// [`PERIOD`](Self::PERIOD), eq. (II.0.2), past three close encounters that amplify an error ten thousandfold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arenstorf<P = f64> {
    /// Mass of the Moon over that of both.
    pub mu: P,
}

impl Arenstorf {
    /// A state on the periodic orbit at the default `mu`.
    pub const START: [f64; 4] = [0.994, 0.0, 0.0, -2.00158510637908252240537862224];
    /// The period of that orbit.
    pub const PERIOD: f64 = 17.0652165601579625588917206249;
}

impl Default for Arenstorf {
    fn default() -> Self {
        Self { mu: 0.012277471 }
    }
}

impl<P> System for Arenstorf<P> {
    type Space = Fixed<4>;
    #[inline(always)]
    fn space(&self) -> Fixed<4> {
        Fixed
    }
}

impl<P: Copy, R: Real + Lift<P>> Flow<R> for Arenstorf<P> {
    #[inline(always)]
    fn rhs(&self, _t: R, &[x, y, vx, vy]: &[R; 4], dx: &mut [R; 4]) {
        let mu = R::lift(self.mu);
        let (rest, two) = (R::lit(1.0) - mu, R::lit(2.0));
        let (from_earth, from_moon) = (x + mu, x - rest);
        let earth = from_earth * from_earth + y * y;
        let moon = from_moon * from_moon + y * y;
        let (earth, moon) = (rest / (earth * earth.sqrt()), mu / (moon * moon.sqrt()));
        *dx = [
            vx,
            vy,
            x + two * vy - earth * from_earth - moon * from_moon,
            y - two * vx - earth * y - moon * y,
        ];
    }
}
