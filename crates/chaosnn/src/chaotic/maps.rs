//! Maps that can stand behind a weight, each rescaled to the interval from `-g/2` to `g/2`.

use crate::error::Error;
use crate::logistic::{FULL_CHAOS, Rescaled};
use neurodyn_core::{Fixed, Lift, Map, Point, Real, System};

/// A map whose first coordinate perturbs a weight. In `f64`, no step fused: **the order of operations is part of each
/// definition**, see [`Rescaled`].
pub trait WeightMap: Map<f64> + Sync {
    /// Its name in reports.
    fn name(&self) -> &'static str;
    /// `g`: orbits stay in `[-g/2, g/2]`.
    fn width(&self) -> f64;
    /// Whether the parameters keep orbits in the interval.
    ///
    /// # Errors
    /// [`Error::Width`], [`Error::Gain`], [`Error::Range`].
    fn check(&self) -> Result<(), Error>;
    /// The state from which the orbit of a weight starts, `|x0| < g/2`.
    fn start(&self, x0: f64) -> Point<Self, f64>;
}

/// ```text
/// x' = a g (1/2 - |x/g|) - g/2
/// ```
/// The tent map of slope `a` around zero, `0 < a <= 2`. At `a = 2` it is conjugate to the logistic map at 4, and an orbit
/// in binary numbers loses one bit a step where the operations happen to be exact: see
/// [`Additions::collapsed`](super::Additions::collapsed).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tent<P = f64> {
    /// The width `g`.
    pub g: P,
    /// The slope.
    pub a: P,
}

/// ```text
/// u = x/g + 1/2 + beta,   x' = g (exp(-alpha u^2) - 1/2)
/// ```
/// The Gauss map (mouse map) `u' = exp(-alpha u^2) + beta` (R. C. Hilborn, *Chaos and Nonlinear Dynamics*, 2nd ed.,
/// 2000), whose states after the start are in `beta..=1 + beta`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mouse<P = f64> {
    /// The width `g`.
    pub g: P,
    /// How narrow the bell is, positive.
    pub alpha: P,
    /// How far it is lifted.
    pub beta: P,
}

/// ```text
/// X' = 1 - a X^2 + Y,   Y' = b X,   x = g X / 2.6,   y = g Y / 2.6
/// ```
/// M. Henon, Comm. Math. Phys. 50, 69 (1976). On the attractor at `a = 1.4`, `b = 0.3` the first coordinate has
/// `|X| < 1.285`, so `|x| < g/2`. An orbit starts with `y = 0`; one that leaves the interval, because of other parameters
/// or a start outside of the basin, is an error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Henon<P = f64> {
    /// The width `g`.
    pub g: P,
    /// The parameter `a`.
    pub a: P,
    /// The parameter `b`.
    pub b: P,
}

/// Twice a bound of `|X|` on the Henon attractor, rounded up.
const HENON_WIDTH: f64 = 2.6;

impl Tent {
    /// The map of slope 2.
    #[must_use]
    pub const fn fully_chaotic(g: f64) -> Self {
        Self { g, a: 2.0 }
    }
}

impl Mouse {
    /// The map at `alpha = 6.2`, `beta = -0.5`, a textbook's chaotic one.
    #[must_use]
    pub const fn textbook(g: f64) -> Self {
        Self { g, alpha: 6.2, beta: -0.5 }
    }
}

impl Henon {
    /// The map at `a = 1.4`, `b = 0.3`.
    #[must_use]
    pub const fn classic(g: f64) -> Self {
        Self { g, a: 1.4, b: 0.3 }
    }
}

impl<P> System for Tent<P> {
    type Space = Fixed<1>;
    #[inline(always)]
    fn space(&self) -> Fixed<1> {
        Fixed
    }
}

impl<P: Copy, R: Real + Lift<P>> Map<R> for Tent<P> {
    #[inline(always)]
    fn apply(&self, &[x]: &[R; 1], next: &mut [R; 1]) {
        let (g, a) = (R::lift(self.g), R::lift(self.a));
        let r = x / g;
        *next = [a * g * (R::lit(0.5) - r.abs()) - R::lit(0.5) * g];
    }
}

impl<P> System for Mouse<P> {
    type Space = Fixed<1>;
    #[inline(always)]
    fn space(&self) -> Fixed<1> {
        Fixed
    }
}

impl<P: Copy, R: Real + Lift<P>> Map<R> for Mouse<P> {
    #[inline(always)]
    fn apply(&self, &[x]: &[R; 1], next: &mut [R; 1]) {
        let (g, alpha, beta) = (R::lift(self.g), R::lift(self.alpha), R::lift(self.beta));
        let u = x / g + R::lit(0.5) + beta;
        *next = [g * ((-(alpha * (u * u))).exp() - R::lit(0.5))];
    }
}

impl<P> System for Henon<P> {
    type Space = Fixed<2>;
    #[inline(always)]
    fn space(&self) -> Fixed<2> {
        Fixed
    }
}

impl<P: Copy, R: Real + Lift<P>> Map<R> for Henon<P> {
    #[inline(always)]
    fn apply(&self, &[x, y]: &[R; 2], next: &mut [R; 2]) {
        let (g, a, b) = (R::lift(self.g), R::lift(self.a), R::lift(self.b));
        let r = R::lit(HENON_WIDTH) * x / g;
        *next = [(R::lit(1.0) - a * (r * r)) * (g / R::lit(HENON_WIDTH)) + y, b * x];
    }
}

impl WeightMap for Rescaled {
    fn name(&self) -> &'static str {
        "logistic"
    }
    fn width(&self) -> f64 {
        self.g
    }
    fn check(&self) -> Result<(), Error> {
        width(self.g)?;
        // at A = 0 every state goes to the edge and stays
        if self.a > 0.0 && self.a <= FULL_CHAOS { Ok(()) } else { Err(Error::Gain { a: self.a }) }
    }
    fn start(&self, x0: f64) -> [f64; 1] {
        [x0]
    }
}

impl WeightMap for Tent {
    fn name(&self) -> &'static str {
        "tent"
    }
    fn width(&self) -> f64 {
        self.g
    }
    fn check(&self) -> Result<(), Error> {
        width(self.g)?;
        range("the slope a of the tent map", self.a, self.a > 0.0 && self.a <= 2.0, "above 0, at most 2")
    }
    fn start(&self, x0: f64) -> [f64; 1] {
        [x0]
    }
}

impl WeightMap for Mouse {
    fn name(&self) -> &'static str {
        "Gauss"
    }
    fn width(&self) -> f64 {
        self.g
    }
    fn check(&self) -> Result<(), Error> {
        width(self.g)?;
        let positive = self.alpha > 0.0 && self.alpha.is_finite();
        range("alpha of the Gauss map", self.alpha, positive, "positive and finite")?;
        range("beta of the Gauss map", self.beta, self.beta.is_finite(), "finite")
    }
    fn start(&self, x0: f64) -> [f64; 1] {
        [x0]
    }
}

impl WeightMap for Henon {
    fn name(&self) -> &'static str {
        "Henon"
    }
    fn width(&self) -> f64 {
        self.g
    }
    fn check(&self) -> Result<(), Error> {
        width(self.g)?;
        range("a of the Henon map", self.a, self.a > 0.0 && self.a.is_finite(), "positive and finite")?;
        range("b of the Henon map", self.b, self.b.abs() < 1.0, "inside (-1, 1)")
    }
    fn start(&self, x0: f64) -> [f64; 2] {
        [x0, 0.0]
    }
}

pub(super) fn width(g: f64) -> Result<(), Error> {
    if g > 0.0 && g.is_finite() { Ok(()) } else { Err(Error::Width { g }) }
}

pub(super) fn range(what: &'static str, value: f64, holds: bool, must_be: &'static str) -> Result<(), Error> {
    if holds { Ok(()) } else { Err(Error::Range { what, value, must_be }) }
}
