//! `f64` and `f32` as numbers of one lane.

use crate::elementary::Width;
use crate::real::{Layers, Lift, Real};

macro_rules! scalar {
    ($t:ty) => {
        impl Layers for $t {
            type Mask = bool;
            type Primal = $t;
            type Lane = $t;
            const LANES: usize = 1;
            const EPSILON: f64 = { let epsilon = <$t>::EPSILON; epsilon as f64 };
            #[inline(always)]
            fn lane(self, _: usize) -> $t {
                self
            }
            #[inline(always)]
            fn value(self, _: usize) -> f64 {
                f64::from(self)
            }
            #[inline(always)]
            fn with_lane(self, _: usize, x: $t) -> $t {
                x
            }
        }
        impl Real for $t {
            #[inline(always)]
            fn lit(c: f64) -> Self {
                c as $t
            }
            #[inline(always)]
            fn primal(self) -> Self {
                self
            }
            #[inline(always)]
            fn mul_add(self, a: Self, b: Self) -> Self {
                <$t>::mul_add(self, a, b)
            }
            #[inline(always)]
            fn sqrt(self) -> Self {
                <$t>::sqrt(self)
            }
            #[inline(always)]
            fn abs(self) -> Self {
                <$t>::abs(self)
            }
            scalar!(@el exp ln tanh squash sigmoid sin cos);
            #[inline(always)]
            fn pow(self, p: Self) -> Self {
                <$t as Width>::pow(self, p)
            }
            #[inline(always)]
            fn rough_pow(self, p: f64) -> Self {
                <$t as Width>::rough_pow(self, p)
            }
            #[inline(always)]
            fn lt(self, o: Self) -> bool {
                self < o
            }
            #[inline(always)]
            fn le(self, o: Self) -> bool {
                self <= o
            }
            #[inline(always)]
            fn select(mask: bool, yes: Self, no: Self) -> Self {
                if mask { yes } else { no }
            }
        }
    };
    (@el $($name:ident)*) => {$(
        #[inline(always)]
        fn $name(self) -> Self {
            <Self as Width>::$name(self)
        }
    )*};
}
scalar!(f64);
scalar!(f32);

impl Lift<f64> for f64 {
    #[inline(always)]
    fn lift(p: f64) -> f64 {
        p
    }
}
impl Lift<f32> for f64 {
    #[inline(always)]
    fn lift(p: f32) -> Self {
        Self::from(p)
    }
}
impl Lift<f64> for f32 {
    #[inline(always)]
    fn lift(p: f64) -> f32 {
        p as f32
    }
}
impl Lift<f32> for f32 {
    #[inline(always)]
    fn lift(p: f32) -> f32 {
        p
    }
}
