//! The Hénon map.

use neurodyn_core::{Fixed, Lift, Map, MapFamily, Primal, Real, System};

/// ```text
/// x -> 1 - a x^2 + y,   y -> b x
/// ```
/// M. Hénon, "A two-dimensional mapping with a strange attractor", Commun. Math. Phys. 50, 69 (1976), eq. (4). At
/// `(1.4, 0.3)` the Lyapunov exponents are 0.41922 and -1.62319, the Kaplan-Yorke dimension is 1.25827 (J. C. Sprott,
/// Chaos and Time-Series Analysis, Oxford 2003); their sum is `ln |b|` exactly. The fixed points are
/// `x = (b - 1 ± sqrt((1 - b)^2 + 4 a)) / 2 a`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Henon<P = f64> {
    /// Strength of the fold.
    pub a: P,
    /// Area that is left of 1 after an iteration, up to sign.
    pub b: P,
}

impl Default for Henon {
    fn default() -> Self {
        Self { a: 1.4, b: 0.3 }
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
        let [a, b] = [R::lift(self.a).primal(), R::lift(self.b).primal()];
        *next = [R::lit(1.0) - x.scale(a) * x + y, x.scale(b)];
    }
}

/// The family over `a` and `b`.
impl MapFamily for Henon {
    type Space = Fixed<2>;
    type Member<'a, R: Real> = Henon<Primal<R>>;
    fn space(&self) -> Fixed<2> {
        Fixed
    }
    fn parameters(&self) -> usize {
        2
    }
    #[inline(always)]
    fn member<R: Real>(&self, parameters: &[Primal<R>]) -> Henon<Primal<R>> {
        Henon { a: parameters[0], b: parameters[1] }
    }
}
