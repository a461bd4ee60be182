//! `Lanes<V, K>`: independent trajectories side by side, `K` vectors of one instruction set.

use crate::elementary::Width;
use crate::mask::Mask;
use crate::real::{Layers, Lift, Real};
use crate::vector::Float;
use core::ops::{Add, AddAssign, Div, Mul, MulAssign, Neg, Sub, SubAssign};

/// `K` vectors side by side: `K * V::LANES` numbers that never look at each other.
///
/// Two vectors hide the latency of one; with three or four a kernel of a neuron's size runs out of registers.
#[derive(Clone, Copy, Debug)]
pub struct Lanes<V, const K: usize>([V; K]);

/// One truth value for each lane of a [`Lanes`].
#[derive(Clone, Copy, Debug)]
pub struct LaneMask<M, const K: usize>([M; K]);

macro_rules! each {
    ($like:expr, $k:ident => $e:expr) => {{
        let mut out = $like;
        unroll!(K, $k => out[$k] = $e);
        out
    }};
}

impl<V: Float, const K: usize> Layers for Lanes<V, K> {
    type Mask = LaneMask<V::Mask, K>;
    type Primal = Self;
    type Lane = V::Scalar;
    const LANES: usize = K * V::LANES;
    const EPSILON: f64 = <V::Scalar as Layers>::EPSILON;
    #[inline(always)]
    fn lane(self, i: usize) -> V::Scalar {
        self.0[i / V::LANES].get(i % V::LANES)
    }
    #[inline(always)]
    fn value(self, i: usize) -> f64 {
        self.lane(i).value(0)
    }
    #[inline(always)]
    fn with_lane(mut self, i: usize, x: V::Scalar) -> Self {
        self.0[i / V::LANES] = self.0[i / V::LANES].with(i % V::LANES, x);
        self
    }
}

impl<V: Float, const K: usize> Lift<f64> for Lanes<V, K> {
    #[inline(always)]
    fn lift(p: f64) -> Self {
        Self([V::splat(p); K])
    }
}
/// Narrow lanes take it as it is: the way over `f64` is exact, and compilers leave it out.
impl<V: Float, const K: usize> Lift<f32> for Lanes<V, K> {
    #[inline(always)]
    fn lift(p: f32) -> Self {
        Self([V::splat(f64::from(p)); K])
    }
}
impl<V: Float, const K: usize> Lift<Self> for Lanes<V, K> {
    #[inline(always)]
    fn lift(p: Self) -> Self {
        p
    }
}

macro_rules! operator {
    ($($trait:ident $op:ident $assign_trait:ident $assign:ident),*) => {$(
        impl<V: Float, const K: usize> $trait for Lanes<V, K> {
            type Output = Self;
            #[inline(always)]
            fn $op(self, o: Self) -> Self {
                Self(each!(self.0, k => self.0[k].$op(o.0[k])))
            }
        }
        impl<V: Float, const K: usize> $assign_trait for Lanes<V, K> {
            #[inline(always)]
            fn $assign(&mut self, o: Self) {
                unroll!(K, k => self.0[k] = self.0[k].$op(o.0[k]));
            }
        }
    )*};
}
operator!(Add add AddAssign add_assign, Sub sub SubAssign sub_assign, Mul mul MulAssign mul_assign);

impl<V: Float, const K: usize> Div for Lanes<V, K> {
    type Output = Self;
    #[inline(always)]
    fn div(self, o: Self) -> Self {
        Self(each!(self.0, k => self.0[k].div(o.0[k])))
    }
}
impl<V: Float, const K: usize> Neg for Lanes<V, K> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Self(each!(self.0, k => self.0[k].neg()))
    }
}

macro_rules! elementwise {
    ($($name:ident)*) => {$(
        #[inline(always)]
        fn $name(self) -> Self {
            Self(each!(self.0, k => <V::Scalar as Width>::$name(self.0[k])))
        }
    )*};
}

impl<V: Float, const K: usize> Real for Lanes<V, K> {
    #[inline(always)]
    fn lit(c: f64) -> Self {
        Self([V::splat(c); K])
    }
    #[inline(always)]
    fn primal(self) -> Self {
        self
    }
    #[inline(always)]
    fn mul_add(self, a: Self, b: Self) -> Self {
        Self(each!(self.0, k => self.0[k].mul_add(a.0[k], b.0[k])))
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        Self(each!(self.0, k => self.0[k].sqrt()))
    }
    #[inline(always)]
    fn abs(self) -> Self {
        Self(each!(self.0, k => self.0[k].abs()))
    }
    elementwise!(exp ln tanh squash sigmoid sin cos);
    #[inline(always)]
    fn pow(self, p: Self) -> Self {
        Self(each!(self.0, k => <V::Scalar as Width>::pow(self.0[k], p.0[k])))
    }
    #[inline(always)]
    fn rough_pow(self, p: f64) -> Self {
        Self(each!(self.0, k => <V::Scalar as Width>::rough_pow(self.0[k], p)))
    }
    #[inline(always)]
    fn lt(self, o: Self) -> Self::Mask {
        LaneMask(each!([V::Mask::splat(false); K], k => self.0[k].lt(o.0[k])))
    }
    #[inline(always)]
    fn le(self, o: Self) -> Self::Mask {
        LaneMask(each!([V::Mask::splat(false); K], k => self.0[k].le(o.0[k])))
    }
    #[inline(always)]
    fn select(mask: Self::Mask, yes: Self, no: Self) -> Self {
        Self(each!(yes.0, k => V::select(mask.0[k], yes.0[k], no.0[k])))
    }
    #[inline(always)]
    fn load(from: &[V::Scalar]) -> Self {
        Self(each!([V::splat(0.0); K], k => V::load(&from[k * V::LANES..(k + 1) * V::LANES])))
    }
    #[inline(always)]
    fn store(self, to: &mut [V::Scalar]) {
        unroll!(K, k => self.0[k].store(&mut to[k * V::LANES..(k + 1) * V::LANES]));
    }
    #[inline(always)]
    fn max(self, o: Self) -> Self {
        Self(each!(self.0, k => self.0[k].max_or(o.0[k])))
    }
    #[inline(always)]
    fn min(self, o: Self) -> Self {
        Self(each!(self.0, k => self.0[k].min_or(o.0[k])))
    }
}

impl<M: Mask, const K: usize> Mask for LaneMask<M, K> {
    const LANES: usize = K * M::LANES;
    #[inline(always)]
    fn splat(value: bool) -> Self {
        Self([M::splat(value); K])
    }
    #[inline(always)]
    fn and(self, o: Self) -> Self {
        Self(each!(self.0, k => self.0[k].and(o.0[k])))
    }
    #[inline(always)]
    fn or(self, o: Self) -> Self {
        Self(each!(self.0, k => self.0[k].or(o.0[k])))
    }
    #[inline(always)]
    fn not(self) -> Self {
        Self(each!(self.0, k => self.0[k].not()))
    }
    #[inline(always)]
    fn bits(self) -> u64 {
        let mut bits = 0;
        unroll!(K, k => bits |= self.0[k].bits() << (k * M::LANES));
        bits
    }
    #[inline(always)]
    fn from_bits(bits: u64) -> Self {
        Self(each!([M::splat(false); K], k => M::from_bits(bits >> (k * M::LANES))))
    }
}
