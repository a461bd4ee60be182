//! The Brusselator with diffusion along a line.

use core::f64::consts::TAU;
use neurodyn_core::{Dynamic, Flow, Lift, Real, System};

/// ```text
/// u_i' = A + u_i^2 v_i - (B + 1) u_i + alpha (n + 1)^2 (u_(i-1) - 2 u_i + u_(i+1))
/// v_i' = B u_i - u_i^2 v_i + alpha (n + 1)^2 (v_(i-1) - 2 v_i + v_(i+1)),   i = 1 .. n
/// u_0 = u_(n+1) = A,   v_0 = v_(n+1) = B / A
/// ```
/// R. Lefever & G. Nicolis, "Chemical instabilities and sustained oscillations", J. Theor. Biology 30, 267 (1971);
/// E. Hairer & G. Wanner, Solving Ordinary Differential Equations II, section IV.1, eq. (1.6'), with `A = 1`, `B = 3`,
/// `alpha = 1/50`, so that the ends are held at 1 and 3. Two concentrations at the points `i / (n + 1)` of the interval
/// `[0, 1]`; the eigenvalues of diffusion reach to `-4 alpha (n + 1)^2`. The state is `(u_1, v_1, u_2, v_2, ..)`, which
/// makes the Jacobian a band, see [`bandwidth`](Self::bandwidth). From [`start`](Self::start) over
/// [`SPAN`](Self::SPAN).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Brusselator<P = f64> {
    /// Inner points of the line; there are twice as many coordinates.
    pub n: usize,
    /// Supply of `u`, and `u` at both ends.
    pub a: P,
    /// Rate from `u` to `v`.
    pub b: P,
    /// Diffusion of both.
    pub alpha: P,
}

impl Brusselator {
    /// The standard span of time.
    pub const SPAN: (f64, f64) = (0.0, 10.0);

    /// `n` inner points, with the standard constants.
    #[must_use]
    pub const fn new(n: usize) -> Self {
        Self { n, a: 1.0, b: 3.0, alpha: 0.02 }
    }

    /// The standard start: `u = A + sin(2 pi x)`, `v = B / A`.
    #[must_use]
    pub fn start(&self) -> Vec<f64> {
        self.wave(1.0)
    }

    /// The start `u = A + height sin(2 pi x)`, `v = B / A`: Hairer & Wanner print height 1, their test set has 1/2.
    #[must_use]
    pub fn wave(&self, height: f64) -> Vec<f64> {
        let u = |i: usize| self.a + height * Real::sin(TAU * i as f64 / (self.n + 1) as f64);
        (1..=self.n).flat_map(|i| [u(i), self.b / self.a]).collect()
    }
}

impl<P> Brusselator<P> {
    /// How many sub- and superdiagonals of the Jacobian are not zero: two each, if there are two points or more.
    #[must_use]
    pub fn bandwidth(&self) -> (usize, usize) {
        let reach = (2 * self.n).saturating_sub(1).min(2);
        (reach, reach)
    }
}

impl<P> System for Brusselator<P> {
    type Space = Dynamic;
    #[inline(always)]
    fn space(&self) -> Dynamic {
        Dynamic(2 * self.n)
    }
}

impl<P: Copy, R: Real + Lift<P>> Flow<R> for Brusselator<P> {
    #[inline(always)]
    fn rhs(&self, _t: R, x: &Vec<R>, dx: &mut Vec<R>) {
        let (n, one, two) = (self.n, R::lit(1.0), R::lit(2.0));
        let [a, b, alpha] = [R::lift(self.a), R::lift(self.b), R::lift(self.alpha)];
        let (end, points) = ([a, b / a], R::lit((n + 1) as f64));
        let (loss, spread) = (b + one, alpha * (points * points));
        for i in 0..n {
            let [u, v] = [x[2 * i], x[2 * i + 1]];
            let [u_left, v_left] = if i == 0 { end } else { [x[2 * i - 2], x[2 * i - 1]] };
            let [u_right, v_right] = if i + 1 == n { end } else { [x[2 * i + 2], x[2 * i + 3]] };
            let made = u * u * v;
            dx[2 * i] = a + made - loss * u + spread * (u_left - two * u + u_right);
            dx[2 * i + 1] = b * u - made + spread * (v_left - two * v + v_right);
        }
    }
    #[inline(always)]
    fn is_autonomous(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::Brusselator;
    use crate::jacobian::of_flow;
    use crate::systems::assert_rhs;

    /// mpmath at 50 digits, with diffusion as a full matrix.
    #[test]
    fn equations() {
        let state = vec![1.7, 2.7, 0.8, 3.4, 1.9, 1.2, 0.6, 3.1];
        let due = [1.203, -2.203, 0.976, -1.226, -3.468, 3.418, 0.566, -0.316];
        assert_rhs(&Brusselator::new(4), &state, &due);
        let due = [2.0905, -3.553, 2.126, -2.351, -2.868, 3.493, 1.7285, -1.866];
        assert_rhs(&Brusselator { n: 4, a: 1.25, b: 2.5, alpha: 0.03 }, &state, &due);
    }

    #[test]
    fn the_start_fits_the_ends() {
        let start = Brusselator::new(3).start();
        assert!([2.0, 3.0, 1.0, 3.0, 0.0, 3.0].iter().zip(&start).all(|(x, y)| (x - y).abs() < 1e-15));
        assert_eq!(Brusselator::new(3).wave(0.5)[0], 1.5);
        assert!(Brusselator::new(0).start().is_empty());
    }

    #[test]
    fn the_jacobian_is_a_band() {
        for n in 1..6 {
            let system = Brusselator::new(n);
            let (matrix, n) = (of_flow(&system, 0.0, &system.start()).matrix, 2 * n);
            let reach = |below: bool| {
                let not_zero = |&k: &usize| matrix[k] != 0.0 && (k / n > k % n) == below;
                (0..n * n).filter(not_zero).map(|k| (k / n).abs_diff(k % n)).max().unwrap()
            };
            assert_eq!((reach(true), reach(false)), system.bandwidth());
        }
    }
}
