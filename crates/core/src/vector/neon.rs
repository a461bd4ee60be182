//! 128-bit vectors of 64-bit Arm.
//!
//! Minimum and maximum compare and select, since Arm's own instructions return NaN where either operand is one.
//!
//! # Safety
//! The intrinsics need Advanced SIMD. The types are private to the crate and reach a kernel only through
//! [`crate::dispatch`], which has asked the processor first; every function is inlined into a caller that was compiled
//! for that instruction set.
#![allow(unsafe_code)]
// dozens of intrinsics; shift counts go into them as signed lanes; the bits of a mask may be `u64` already
#![allow(clippy::wildcard_imports, clippy::cast_possible_wrap, clippy::useless_conversion)]

use super::{Bits, Float, Table16, portable::halves};
use crate::mask::Mask;
use core::arch::aarch64::*;

macro_rules! float {
    ($name:ident, $raw:ty, $scalar:ty, $lanes:literal, $bits:ident, $mask:ident,
     $set1:ident, $add:ident, $sub:ident, $mul:ident, $div:ident, $fma:ident, $fms:ident, $sqrt:ident, $abs:ident,
     $neg:ident, $lt:ident, $le:ident, $gt:ident, $eq:ident, $select:ident, $to:ident, $from:ident,
     $mantissa:literal, $bias:literal) => {
        /// A vector of Arm's Advanced SIMD.
        #[derive(Clone, Copy, Debug)]
        pub(crate) struct $name($raw);
        impl Float for $name {
            type Scalar = $scalar;
            type Bits = $bits;
            type Mask = $mask;
            const LANES: usize = $lanes;
            #[inline(always)]
            fn splat(c: f64) -> Self {
                Self(unsafe { $set1(c as $scalar) })
            }
            #[inline(always)]
            fn get(self, i: usize) -> $scalar {
                let lanes = unsafe { core::mem::transmute::<$raw, [$scalar; $lanes]>(self.0) };
                lanes[i]
            }
            #[inline(always)]
            fn with(self, i: usize, x: $scalar) -> Self {
                let mut lanes = unsafe { core::mem::transmute::<$raw, [$scalar; $lanes]>(self.0) };
                lanes[i] = x;
                Self(unsafe { core::mem::transmute::<[$scalar; $lanes], $raw>(lanes) })
            }
            #[inline(always)]
            fn add(self, o: Self) -> Self {
                Self(unsafe { $add(self.0, o.0) })
            }
            #[inline(always)]
            fn sub(self, o: Self) -> Self {
                Self(unsafe { $sub(self.0, o.0) })
            }
            #[inline(always)]
            fn mul(self, o: Self) -> Self {
                Self(unsafe { $mul(self.0, o.0) })
            }
            #[inline(always)]
            fn div(self, o: Self) -> Self {
                Self(unsafe { $div(self.0, o.0) })
            }
            #[inline(always)]
            fn mul_add(self, a: Self, b: Self) -> Self {
                // Arm adds the product to its first operand
                Self(unsafe { $fma(b.0, self.0, a.0) })
            }
            #[inline(always)]
            fn neg_mul_add(self, a: Self, b: Self) -> Self {
                Self(unsafe { $fms(b.0, self.0, a.0) })
            }
            #[inline(always)]
            fn sqrt(self) -> Self {
                Self(unsafe { $sqrt(self.0) })
            }
            #[inline(always)]
            fn abs(self) -> Self {
                Self(unsafe { $abs(self.0) })
            }
            #[inline(always)]
            fn neg(self) -> Self {
                Self(unsafe { $neg(self.0) })
            }
            #[inline(always)]
            fn min_or(self, o: Self) -> Self {
                Self(unsafe { $select($lt(self.0, o.0), self.0, o.0) })
            }
            #[inline(always)]
            fn max_or(self, o: Self) -> Self {
                Self(unsafe { $select($gt(self.0, o.0), self.0, o.0) })
            }
            #[inline(always)]
            fn lt(self, o: Self) -> $mask {
                $mask(unsafe { $lt(self.0, o.0) })
            }
            #[inline(always)]
            fn le(self, o: Self) -> $mask {
                $mask(unsafe { $le(self.0, o.0) })
            }
            #[inline(always)]
            fn equal(self, o: Self) -> $mask {
                $mask(unsafe { $eq(self.0, o.0) })
            }
            #[inline(always)]
            fn select(mask: $mask, yes: Self, no: Self) -> Self {
                Self(unsafe { $select(mask.0, yes.0, no.0) })
            }
            #[inline(always)]
            fn to_bits(self) -> $bits {
                $bits(unsafe { $to(self.0) })
            }
            #[inline(always)]
            fn from_bits(bits: $bits) -> Self {
                Self(unsafe { $from(bits.0) })
            }
            #[inline(always)]
            fn scale(self, k: Self) -> Self {
                let (a, b) = halves::<Self, $mantissa, $bias>(k);
                self.mul(a).mul(b)
            }
            #[inline(always)]
            fn table16(index: $bits, table: &Table16<$scalar>) -> Self {
                let lanes = index.lanes();
                let mut found = [0.0; $lanes];
                for i in 0..$lanes {
                    found[i] = table.0[(lanes[i] & 15) as usize];
                }
                Self(unsafe { core::mem::transmute::<[$scalar; $lanes], $raw>(found) })
            }
        }
    };
}
float!(
    F64x2,
    float64x2_t,
    f64,
    2,
    U64x2,
    Mask64x2,
    vdupq_n_f64,
    vaddq_f64,
    vsubq_f64,
    vmulq_f64,
    vdivq_f64,
    vfmaq_f64,
    vfmsq_f64,
    vsqrtq_f64,
    vabsq_f64,
    vnegq_f64,
    vcltq_f64,
    vcleq_f64,
    vcgtq_f64,
    vceqq_f64,
    vbslq_f64,
    vreinterpretq_u64_f64,
    vreinterpretq_f64_u64,
    52,
    1023
);
float!(
    F32x4,
    float32x4_t,
    f32,
    4,
    U32x4,
    Mask32x4,
    vdupq_n_f32,
    vaddq_f32,
    vsubq_f32,
    vmulq_f32,
    vdivq_f32,
    vfmaq_f32,
    vfmsq_f32,
    vsqrtq_f32,
    vabsq_f32,
    vnegq_f32,
    vcltq_f32,
    vcleq_f32,
    vcgtq_f32,
    vceqq_f32,
    vbslq_f32,
    vreinterpretq_u32_f32,
    vreinterpretq_f32_u32,
    23,
    127
);

macro_rules! bits {
    ($name:ident, $raw:ty, $lane:ty, $signed:ty, $lanes:literal,
     $set1:ident, $and:ident, $or:ident, $xor:ident, $add:ident, $sub:ident, $shift:ident, $count:ident) => {
        /// The bits of a vector.
        #[derive(Clone, Copy, Debug)]
        pub(crate) struct $name($raw);
        impl $name {
            #[inline(always)]
            fn lanes(self) -> [$lane; $lanes] {
                unsafe { core::mem::transmute::<$raw, [$lane; $lanes]>(self.0) }
            }
        }
        impl Bits for $name {
            #[inline(always)]
            fn splat(c: u64) -> Self {
                Self(unsafe { $set1(c as $lane) })
            }
            #[inline(always)]
            fn and(self, o: Self) -> Self {
                Self(unsafe { $and(self.0, o.0) })
            }
            #[inline(always)]
            fn or(self, o: Self) -> Self {
                Self(unsafe { $or(self.0, o.0) })
            }
            #[inline(always)]
            fn xor(self, o: Self) -> Self {
                Self(unsafe { $xor(self.0, o.0) })
            }
            #[inline(always)]
            fn wadd(self, o: Self) -> Self {
                Self(unsafe { $add(self.0, o.0) })
            }
            #[inline(always)]
            fn wsub(self, o: Self) -> Self {
                Self(unsafe { $sub(self.0, o.0) })
            }
            #[inline(always)]
            fn shl<const N: u32>(self) -> Self {
                // the count form takes a run-time value; as a constant it becomes an immediate
                Self(unsafe { $shift(self.0, $count(N as $signed)) })
            }
            #[inline(always)]
            fn shr<const N: u32>(self) -> Self {
                // a negative count shifts right, zeros from the left
                Self(unsafe { $shift(self.0, $count(-(N as $signed))) })
            }
        }
    };
}
bits!(
    U64x2,
    uint64x2_t,
    u64,
    i64,
    2,
    vdupq_n_u64,
    vandq_u64,
    vorrq_u64,
    veorq_u64,
    vaddq_u64,
    vsubq_u64,
    vshlq_u64,
    vdupq_n_s64
);
bits!(
    U32x4,
    uint32x4_t,
    u32,
    i32,
    4,
    vdupq_n_u32,
    vandq_u32,
    vorrq_u32,
    veorq_u32,
    vaddq_u32,
    vsubq_u32,
    vshlq_u32,
    vdupq_n_s32
);

macro_rules! mask {
    ($name:ident, $raw:ty, $lane:ty, $lanes:literal, $and:ident, $or:ident, $xor:ident, $set1:ident, $sum:ident) => {
        /// Truth values of a vector: all ones or all zeros a lane.
        #[derive(Clone, Copy, Debug)]
        pub(crate) struct $name($raw);
        impl $name {
            /// `2^i` in lane `i`.
            #[inline(always)]
            fn places() -> $raw {
                let mut places = [1; $lanes];
                for i in 0..$lanes {
                    places[i] <<= i;
                }
                unsafe { core::mem::transmute::<[$lane; $lanes], $raw>(places) }
            }
        }
        impl Mask for $name {
            const LANES: usize = $lanes;
            #[inline(always)]
            fn splat(value: bool) -> Self {
                Self(unsafe { $set1(if value { <$lane>::MAX } else { 0 }) })
            }
            #[inline(always)]
            fn and(self, o: Self) -> Self {
                Self(unsafe { $and(self.0, o.0) })
            }
            #[inline(always)]
            fn or(self, o: Self) -> Self {
                Self(unsafe { $or(self.0, o.0) })
            }
            #[inline(always)]
            fn not(self) -> Self {
                Self(unsafe { $xor(self.0, Self::splat(true).0) })
            }
            #[inline(always)]
            fn bits(self) -> u64 {
                u64::from(unsafe { $sum($and(self.0, Self::places())) })
            }
            #[inline(always)]
            fn from_bits(bits: u64) -> Self {
                let mut lanes: [$lane; $lanes] = [0; $lanes];
                for i in 0..$lanes {
                    lanes[i] = if bits >> i & 1 == 1 { <$lane>::MAX } else { 0 };
                }
                Self(unsafe { core::mem::transmute::<[$lane; $lanes], $raw>(lanes) })
            }
        }
    };
}
mask!(Mask64x2, uint64x2_t, u64, 2, vandq_u64, vorrq_u64, veorq_u64, vdupq_n_u64, vaddvq_u64);
mask!(Mask32x4, uint32x4_t, u32, 4, vandq_u32, vorrq_u32, veorq_u32, vdupq_n_u32, vaddvq_u32);
