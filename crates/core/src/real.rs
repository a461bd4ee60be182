//! `Real`: the one number every equation is written in.

use crate::mask::Mask;
use core::ops::{Add, AddAssign, Div, Mul, MulAssign, Neg, Sub, SubAssign};

/// What a number is made of: its lanes, its truth values and, below its derivatives, its primal.
pub trait Layers: Copy + core::fmt::Debug + Send + Sync + 'static {
    /// `bool`, or one truth value a lane.
    type Mask: Mask;
    /// The number without its derivatives.
    type Primal: Real<Mask = Self::Mask, Primal = Self::Primal>;
    /// The number in one lane, derivatives included.
    type Lane: Real<Mask = bool>;
    /// Lanes side by side; 1 for a scalar.
    const LANES: usize;
    /// The distance from 1 to the next number.
    const EPSILON: f64;
    /// Lane `i`.
    fn lane(self, i: usize) -> Self::Lane;
    /// The primal in lane `i`, as an `f64`.
    fn value(self, i: usize) -> f64;
    /// The number with `x` in lane `i`.
    #[must_use]
    fn with_lane(self, i: usize, x: Self::Lane) -> Self;
}

/// A parameter, as the number that the state is made of: `f64` or lanes become lanes, duals with zero derivative.
pub trait Lift<P> {
    /// `p`, the same in every lane if it is a scalar, with derivative zero.
    fn lift(p: P) -> Self;
}

/// The number without its derivatives.
pub type Primal<R> = <R as Layers>::Primal;

/// A real number, possibly carrying lanes, derivatives or both.
///
/// There is no `PartialOrd`: comparing gives a [`Mask`], choosing is [`Real::select`], so every model that is written
/// over `R: Real` works on lanes. Operations give the same bits in every lane as the scalar gives alone, on every
/// instruction set. Comparisons of numbers with derivatives look at the primal.
pub trait Real:
    Layers
    + Lift<f64>
    + Lift<f32>
    + Lift<<Self as Layers>::Primal>
    + Neg<Output = Self>
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + AddAssign
    + SubAssign
    + MulAssign
{
    /// A literal: the same in every lane, derivative zero.
    fn lit(c: f64) -> Self;
    /// The number without its derivatives.
    fn primal(self) -> Self::Primal;
    /// `self * a + b`, with one rounding on every target.
    #[must_use]
    fn mul_add(self, a: Self, b: Self) -> Self;
    /// The square root, correctly rounded.
    #[must_use]
    fn sqrt(self) -> Self;
    /// The absolute value; the derivative at 0 is that of `self`.
    #[must_use]
    fn abs(self) -> Self;
    /// `e^self`, within 1 ulp.
    #[must_use]
    fn exp(self) -> Self;
    /// The natural logarithm, within 1 ulp.
    #[must_use]
    fn ln(self) -> Self;
    /// The hyperbolic tangent, within 2 ulp.
    #[must_use]
    fn tanh(self) -> Self;
    /// The hyperbolic tangent for networks, at half the cost of [`tanh`](Self::tanh): the error is at most 1.5
    /// [`EPSILON`](Layers::EPSILON), absolutely. Odd; exactly 1 from 19.1 (single precision: 9.1) on.
    #[must_use]
    fn squash(self) -> Self;
    /// `1 / (1 + e^-self)`, within 1 ulp.
    #[must_use]
    fn sigmoid(self) -> Self;
    /// The sine of an angle in radians, within 1 ulp.
    #[must_use]
    fn sin(self) -> Self;
    /// The cosine of an angle in radians, within 1 ulp.
    #[must_use]
    fn cos(self) -> Self;
    /// `self^p`, within 1 ulp.
    #[must_use]
    fn pow(self, p: Self) -> Self;
    /// `self^p` for `self > 0`, continuous and rough (see [`crate::elementary::Width::rough_pow`]), derivative dropped:
    /// for step-size controllers, where one digit is plenty.
    #[must_use]
    fn rough_pow(self, p: f64) -> Self;
    /// `self < o`; false where either is NaN.
    fn lt(self, o: Self) -> Self::Mask;
    /// `self <= o`; false where either is NaN.
    fn le(self, o: Self) -> Self::Mask;
    /// `yes` where the mask holds, else `no`: the only way a model can branch.
    fn select(mask: Self::Mask, yes: Self, no: Self) -> Self;

    /// `self * c` for a number without derivatives: on duals half the work of a product.
    #[inline(always)]
    #[must_use]
    fn scale(self, c: Primal<Self>) -> Self {
        self * Self::lift(c)
    }
    /// `self * c + b` with one rounding, for a number `c` without derivatives: on duals half the work of
    /// [`mul_add`](Self::mul_add).
    #[inline(always)]
    #[must_use]
    fn scale_add(self, c: Primal<Self>, b: Self) -> Self {
        self.mul_add(Self::lift(c), b)
    }
    /// `self^n` by repeated squaring.
    #[inline(always)]
    #[must_use]
    fn powi(self, n: u32) -> Self {
        let (mut power, mut square, mut n) = (Self::lit(1.0), self, n);
        while n > 0 {
            if n & 1 == 1 {
                power *= square;
            }
            square *= square;
            n >>= 1;
        }
        power
    }
    /// The first [`LANES`](Layers::LANES) numbers of a slice, side by side.
    ///
    /// # Panics
    /// If there are fewer.
    #[inline(always)]
    #[must_use]
    fn load(from: &[Self::Lane]) -> Self {
        let mut lanes = Self::lit(0.0);
        for i in 0..Self::LANES {
            lanes = lanes.with_lane(i, from[i]);
        }
        lanes
    }
    /// Puts the lanes into the first [`LANES`](Layers::LANES) places of a slice.
    ///
    /// # Panics
    /// If there are fewer.
    #[inline(always)]
    fn store(self, to: &mut [Self::Lane]) {
        for i in 0..Self::LANES {
            to[i] = self.lane(i);
        }
    }
    /// `1 / self`.
    #[inline(always)]
    #[must_use]
    fn recip(self) -> Self {
        Self::lit(1.0) / self
    }
    /// The larger; `o` where either is NaN.
    #[inline(always)]
    #[must_use]
    fn max(self, o: Self) -> Self {
        Self::select(o.lt(self), self, o)
    }
    /// The smaller; `o` where either is NaN.
    #[inline(always)]
    #[must_use]
    fn min(self, o: Self) -> Self {
        Self::select(self.lt(o), self, o)
    }
    /// True where the primal is neither NaN nor infinite.
    #[inline(always)]
    fn is_finite(self) -> Self::Mask {
        self.abs().le(Self::lit(f64::MAX)).and(self.abs().lt(Self::lit(f64::INFINITY)))
    }
}
