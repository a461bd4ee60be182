//! One lane: `f64` and `f32` themselves.

use super::{Bits, Float, Table16};

macro_rules! scalar {
    ($float:ty, $bits:ty, $mantissa:literal, $bias:literal) => {
        impl Float for $float {
            type Scalar = $float;
            type Bits = $bits;
            type Mask = bool;
            const LANES: usize = 1;
            #[inline(always)]
            fn splat(c: f64) -> Self {
                c as $float
            }
            #[inline(always)]
            fn get(self, _: usize) -> $float {
                self
            }
            #[inline(always)]
            fn with(self, _: usize, x: $float) -> Self {
                x
            }
            #[inline(always)]
            fn add(self, o: Self) -> Self {
                self + o
            }
            #[inline(always)]
            fn sub(self, o: Self) -> Self {
                self - o
            }
            #[inline(always)]
            fn mul(self, o: Self) -> Self {
                self * o
            }
            #[inline(always)]
            fn div(self, o: Self) -> Self {
                self / o
            }
            #[inline(always)]
            fn mul_add(self, a: Self, b: Self) -> Self {
                <$float>::mul_add(self, a, b)
            }
            #[inline(always)]
            fn neg_mul_add(self, a: Self, b: Self) -> Self {
                <$float>::mul_add(-self, a, b)
            }
            #[inline(always)]
            fn sqrt(self) -> Self {
                <$float>::sqrt(self)
            }
            #[inline(always)]
            fn abs(self) -> Self {
                <$float>::abs(self)
            }
            #[inline(always)]
            fn neg(self) -> Self {
                -self
            }
            #[inline(always)]
            fn min_or(self, o: Self) -> Self {
                if self < o { self } else { o }
            }
            #[inline(always)]
            fn max_or(self, o: Self) -> Self {
                if self > o { self } else { o }
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
            fn equal(self, o: Self) -> bool {
                self == o
            }
            #[inline(always)]
            fn select(mask: bool, yes: Self, no: Self) -> Self {
                if mask { yes } else { no }
            }
            #[inline(always)]
            fn to_bits(self) -> $bits {
                <$float>::to_bits(self)
            }
            #[inline(always)]
            fn from_bits(bits: $bits) -> Self {
                <$float>::from_bits(bits)
            }
            #[inline(always)]
            fn scale(self, k: Self) -> Self {
                let (a, b) = super::portable::halves::<$float, $mantissa, $bias>(k);
                self * a * b
            }
            #[inline(always)]
            fn table16(index: $bits, table: &Table16<$float>) -> Self {
                table.0[(index & 15) as usize]
            }
        }
        impl Bits for $bits {
            #[inline(always)]
            fn splat(c: u64) -> Self {
                c as $bits
            }
            #[inline(always)]
            fn and(self, o: Self) -> Self {
                self & o
            }
            #[inline(always)]
            fn or(self, o: Self) -> Self {
                self | o
            }
            #[inline(always)]
            fn xor(self, o: Self) -> Self {
                self ^ o
            }
            #[inline(always)]
            fn wadd(self, o: Self) -> Self {
                self.wrapping_add(o)
            }
            #[inline(always)]
            fn wsub(self, o: Self) -> Self {
                self.wrapping_sub(o)
            }
            #[inline(always)]
            fn shl<const N: u32>(self) -> Self {
                self << N
            }
            #[inline(always)]
            fn shr<const N: u32>(self) -> Self {
                self >> N
            }
        }
    };
}
scalar!(f64, u64, 52, 1023);
scalar!(f32, u32, 23, 127);
