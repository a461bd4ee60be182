//! `Dual<R, K>`: a number with `K` tangent directions, over any number, lanes included.

use crate::mask::Mask as _;
use crate::real::{Layers, Lift, Primal, Real};
use core::ops::{Add, AddAssign, Div, Mul, MulAssign, Neg, Sub, SubAssign};

/// `re + sum_k eps_k e_k` with `e_j e_k = 0`: a value and its derivatives in `K` directions.
///
/// The value is computed by the same operations as without derivatives, so a run on duals follows the plain orbit
/// bit for bit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dual<R, const K: usize> {
    /// The value.
    pub re: R,
    /// The derivatives.
    pub eps: [R; K],
}

impl<R: Real, const K: usize> Dual<R, K> {
    /// The `k`-th independent variable at `re`: derivative 1 in direction `k`.
    #[inline(always)]
    pub fn variable(re: R, k: usize) -> Self {
        let mut eps = [R::lit(0.0); K];
        eps[k] = R::lit(1.0);
        Self { re, eps }
    }
    /// A constant: all derivatives zero.
    #[inline(always)]
    pub fn constant(re: R) -> Self {
        Self { re, eps: [R::lit(0.0); K] }
    }
    /// The chain rule: a function's `value` here and its `slope`.
    #[inline(always)]
    fn chain(self, value: R, slope: R) -> Self {
        let mut eps = self.eps;
        unroll!(K, k => eps[k] = self.eps[k] * slope);
        Self { re: value, eps }
    }
}

macro_rules! each {
    ($like:expr, $k:ident => $e:expr) => {{
        let mut eps = $like;
        unroll!(K, $k => eps[$k] = $e);
        eps
    }};
}

impl<R: Real, const K: usize> Add for Dual<R, K> {
    type Output = Self;
    #[inline(always)]
    fn add(self, o: Self) -> Self {
        Self { re: self.re + o.re, eps: each!(self.eps, k => self.eps[k] + o.eps[k]) }
    }
}
impl<R: Real, const K: usize> Sub for Dual<R, K> {
    type Output = Self;
    #[inline(always)]
    fn sub(self, o: Self) -> Self {
        Self { re: self.re - o.re, eps: each!(self.eps, k => self.eps[k] - o.eps[k]) }
    }
}
impl<R: Real, const K: usize> Mul for Dual<R, K> {
    type Output = Self;
    #[inline(always)]
    fn mul(self, o: Self) -> Self {
        Self { re: self.re * o.re, eps: each!(self.eps, k => self.eps[k].mul_add(o.re, self.re * o.eps[k])) }
    }
}
impl<R: Real, const K: usize> Div for Dual<R, K> {
    type Output = Self;
    #[inline(always)]
    fn div(self, o: Self) -> Self {
        let quotient = self.re / o.re;
        Self { re: quotient, eps: each!(self.eps, k => (self.eps[k] - quotient * o.eps[k]) / o.re) }
    }
}
impl<R: Real, const K: usize> Neg for Dual<R, K> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Self { re: -self.re, eps: each!(self.eps, k => -self.eps[k]) }
    }
}
impl<R: Real, const K: usize> AddAssign for Dual<R, K> {
    #[inline(always)]
    fn add_assign(&mut self, o: Self) {
        *self = *self + o;
    }
}
impl<R: Real, const K: usize> SubAssign for Dual<R, K> {
    #[inline(always)]
    fn sub_assign(&mut self, o: Self) {
        *self = *self - o;
    }
}
impl<R: Real, const K: usize> MulAssign for Dual<R, K> {
    #[inline(always)]
    fn mul_assign(&mut self, o: Self) {
        *self = *self * o;
    }
}

/// Parameters pass through the dual: whatever lifts to `R` lifts to a dual of `R`.
impl<P, R: Real + Lift<P>, const K: usize> Lift<P> for Dual<R, K> {
    #[inline(always)]
    fn lift(p: P) -> Self {
        Self::constant(R::lift(p))
    }
}

impl<R: Real, const K: usize> Layers for Dual<R, K> {
    type Mask = R::Mask;
    type Primal = Primal<R>;
    type Lane = Dual<R::Lane, K>;
    const LANES: usize = R::LANES;
    const EPSILON: f64 = R::EPSILON;
    #[inline(always)]
    fn lane(self, i: usize) -> Self::Lane {
        let mut lane = Dual::constant(self.re.lane(i));
        unroll!(K, k => lane.eps[k] = self.eps[k].lane(i));
        lane
    }
    #[inline(always)]
    fn value(self, i: usize) -> f64 {
        self.re.value(i)
    }
    #[inline(always)]
    fn with_lane(mut self, i: usize, x: Self::Lane) -> Self {
        self.re = self.re.with_lane(i, x.re);
        unroll!(K, k => self.eps[k] = self.eps[k].with_lane(i, x.eps[k]));
        self
    }
}

impl<R: Real, const K: usize> Real for Dual<R, K> {
    #[inline(always)]
    fn lit(c: f64) -> Self {
        Self::constant(R::lit(c))
    }
    #[inline(always)]
    fn primal(self) -> Primal<R> {
        self.re.primal()
    }
    #[inline(always)]
    fn mul_add(self, a: Self, b: Self) -> Self {
        Self {
            re: self.re.mul_add(a.re, b.re),
            eps: each!(self.eps, k => self.eps[k].mul_add(a.re, self.re.mul_add(a.eps[k], b.eps[k]))),
        }
    }
    #[inline(always)]
    fn scale(self, c: Primal<R>) -> Self {
        Self { re: self.re.scale(c), eps: each!(self.eps, k => self.eps[k].scale(c)) }
    }
    #[inline(always)]
    fn scale_add(self, c: Primal<R>, b: Self) -> Self {
        Self { re: self.re.scale_add(c, b.re), eps: each!(self.eps, k => self.eps[k].scale_add(c, b.eps[k])) }
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        let root = self.re.sqrt();
        self.chain(root, R::lit(0.5) / root)
    }
    #[inline(always)]
    fn abs(self) -> Self {
        // the value by the same operation as without derivatives: |-0| is 0
        Self { re: self.re.abs(), ..Self::select(self.re.lt(R::lit(0.0)), -self, self) }
    }
    #[inline(always)]
    fn exp(self) -> Self {
        let e = self.re.exp();
        self.chain(e, e)
    }
    #[inline(always)]
    fn ln(self) -> Self {
        self.chain(self.re.ln(), self.re.recip())
    }
    #[inline(always)]
    fn tanh(self) -> Self {
        let t = self.re.tanh();
        // (1 - t)(1 + t) keeps the slope exact to rounding where t is near 1
        self.chain(t, (R::lit(1.0) - t) * (R::lit(1.0) + t))
    }
    #[inline(always)]
    fn squash(self) -> Self {
        let t = self.re.squash();
        self.chain(t, (R::lit(1.0) - t) * (R::lit(1.0) + t))
    }
    #[inline(always)]
    fn sigmoid(self) -> Self {
        let s = self.re.sigmoid();
        self.chain(s, s * (R::lit(1.0) - s))
    }
    #[inline(always)]
    fn sin(self) -> Self {
        self.chain(self.re.sin(), self.re.cos())
    }
    #[inline(always)]
    fn cos(self) -> Self {
        self.chain(self.re.cos(), -self.re.sin())
    }
    #[inline(always)]
    fn pow(self, p: Self) -> Self {
        let value = self.re.pow(p.re);
        let slope = p.re * self.re.pow(p.re - R::lit(1.0));
        let log = self.re.ln();
        // d(x^p) = p x^(p-1) dx + x^p ln x dp; a constant exponent must not meet ln of a number <= 0
        let eps = each!(self.eps, k => {
            let by_base = slope * self.eps[k];
            let by_exponent = value * log * p.eps[k];
            let constant = p.eps[k].le(R::lit(0.0)).and(R::lit(0.0).le(p.eps[k]));
            by_base + R::select(constant, R::lit(0.0), by_exponent)
        });
        Self { re: value, eps }
    }
    #[inline(always)]
    fn rough_pow(self, p: f64) -> Self {
        Self::constant(self.re.rough_pow(p))
    }
    #[inline(always)]
    fn lt(self, o: Self) -> R::Mask {
        self.re.lt(o.re)
    }
    #[inline(always)]
    fn le(self, o: Self) -> R::Mask {
        self.re.le(o.re)
    }
    #[inline(always)]
    fn select(mask: R::Mask, yes: Self, no: Self) -> Self {
        Self {
            re: R::select(mask, yes.re, no.re),
            eps: each!(yes.eps, k => R::select(mask, yes.eps[k], no.eps[k])),
        }
    }
}
