//! The logistic map, as the textbooks write it and rescaled to an interval around zero.

use neurodyn_core::{Fixed, Lift, Map, Real, System};

/// The parameter at which the logistic map visits its whole interval: 4.
pub const FULL_CHAOS: f64 = 4.0;

/// ```text
/// x' = A x (1 - x)
/// ```
/// Eq. (4) of the source; R. M. May, "Simple mathematical models with very complicated dynamics", Nature 261, 459
/// (1976). The interval `0..=1` is mapped into itself for `0 <= A <= 4`.
///
/// `dynsys` has it among its textbook systems, too. It stands here as well because this crate would otherwise build
/// threads and linear algebra for one line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Logistic<P = f64> {
    /// The bifurcation parameter `A`.
    pub a: P,
}

/// ```text
/// x' = A g (1/4 - (x/g)^2) - g/2
/// ```
/// Eq. (5) of the source, which did not survive as text: this is a reconstruction, conjugate to [`Logistic`] by
/// `u = x/g + 1/2`. The interval [`Rescaled::interval`] is mapped into itself for `0 <= A <= 4`, rounding included, and
/// visited as a whole at `A = 4`; outside of it orbits run away.
///
/// **The order of operations is part of the definition**: `r = x/g`, then `A*g*(0.25 - r*r) - 0.5*g` from left to right,
/// no fused step. An orbit that is computed in another order is another one after some fifty steps at `A = 4`. In `f32`
/// many orbits end at the lower edge within a dozen steps; use `f64`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rescaled<P = f64> {
    /// The width `g > 0` of the interval.
    pub g: P,
    /// The bifurcation parameter `A`.
    pub a: P,
}

impl Logistic {
    /// The image of `x`, with a parameter that may carry derivatives of its own.
    #[inline(always)]
    pub fn image<R: Real>(a: R, x: R) -> R {
        a * x * (R::lit(1.0) - x)
    }
}

impl Rescaled {
    /// The map at [`FULL_CHAOS`].
    #[must_use]
    pub const fn fully_chaotic(g: f64) -> Self {
        Self { g, a: FULL_CHAOS }
    }

    /// The image of `x`, with parameters that may carry derivatives of their own.
    #[inline(always)]
    pub fn image<R: Real>(g: R, a: R, x: R) -> R {
        let r = x / g;
        a * g * (R::lit(0.25) - r * r) - R::lit(0.5) * g
    }

    /// The invariant interval `[-g/2, g/2]`.
    #[must_use]
    pub fn interval(&self) -> (f64, f64) {
        (-0.5 * self.g, 0.5 * self.g)
    }

    /// The state of eq. (4) that belongs to `x`: `x/g + 1/2`.
    #[must_use]
    pub fn to_unit(&self, x: f64) -> f64 {
        x / self.g + 0.5
    }

    /// The state of eq. (5) that belongs to `u` in `0..=1`: `(u - 1/2) g`.
    #[must_use]
    pub fn from_unit(&self, u: f64) -> f64 {
        (u - 0.5) * self.g
    }
}

impl<P> System for Logistic<P> {
    type Space = Fixed<1>;
    #[inline(always)]
    fn space(&self) -> Fixed<1> {
        Fixed
    }
}

impl<P: Copy, R: Real + Lift<P>> Map<R> for Logistic<P> {
    #[inline(always)]
    fn apply(&self, &[x]: &[R; 1], next: &mut [R; 1]) {
        *next = [Logistic::image(R::lift(self.a), x)];
    }
}

impl<P> System for Rescaled<P> {
    type Space = Fixed<1>;
    #[inline(always)]
    fn space(&self) -> Fixed<1> {
        Fixed
    }
}

impl<P: Copy, R: Real + Lift<P>> Map<R> for Rescaled<P> {
    #[inline(always)]
    fn apply(&self, &[x]: &[R; 1], next: &mut [R; 1]) {
        *next = [Rescaled::image(R::lift(self.g), R::lift(self.a), x)];
    }
}
