//! AVX-512 and AVX2+FMA vectors.
//!
//! # Safety
//! The intrinsics need the instruction set they are named after. The types are private to the crate and reach a
//! kernel only through [`crate::dispatch`], which has asked the processor first; every function is inlined into a
//! caller that was compiled for that instruction set.
#![allow(unsafe_code)]
// a hundred intrinsics; integers go into them as signed lanes, bit for bit
#![allow(clippy::wildcard_imports, clippy::cast_possible_wrap)]

use super::{Bits, Float, Roots, Table16, portable};
use crate::mask::Mask;
use core::arch::x86_64::*;

macro_rules! float {
    ($name:ident, $raw:ty, $scalar:ty, $bits:ident, $mask:ident, $lanes:literal,
     $set1:ident, $add:ident, $sub:ident, $mul:ident, $div:ident, $fma:ident, $fnma:ident, $sqrt:ident, $min:ident, $max:ident,
     $to:ident, $from:ident, $sign:literal,
     $cmp:ident,
     select($m:ident, $yes:ident, $no:ident) $select:expr,
     scale($x:ident, $k:ident) $scale:expr,
     table($index:ident, $table:ident) $lookup:expr,
     root_power($p:ident, $count:ident, $roots:ident) $root_power:expr) => {
        /// A vector of one instruction set.
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
            fn load(from: &[$scalar]) -> Self {
                let lanes = from.first_chunk::<$lanes>().expect("as many as there are lanes");
                Self(unsafe { core::mem::transmute::<[$scalar; $lanes], $raw>(*lanes) })
            }
            #[inline(always)]
            fn store(self, to: &mut [$scalar]) {
                let lanes = unsafe { core::mem::transmute::<$raw, [$scalar; $lanes]>(self.0) };
                *to.first_chunk_mut().expect("as many as there are lanes") = lanes;
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
                Self(unsafe { $fma(self.0, a.0, b.0) })
            }
            #[inline(always)]
            fn neg_mul_add(self, a: Self, b: Self) -> Self {
                Self(unsafe { $fnma(self.0, a.0, b.0) })
            }
            #[inline(always)]
            fn sqrt(self) -> Self {
                Self(unsafe { $sqrt(self.0) })
            }
            #[inline(always)]
            fn abs(self) -> Self {
                Self::from_bits(self.to_bits().and(<$bits as Bits>::splat(!$sign)))
            }
            #[inline(always)]
            fn neg(self) -> Self {
                Self::from_bits(self.to_bits().xor(<$bits as Bits>::splat($sign)))
            }
            #[inline(always)]
            fn min_or(self, o: Self) -> Self {
                Self(unsafe { $min(self.0, o.0) })
            }
            #[inline(always)]
            fn max_or(self, o: Self) -> Self {
                Self(unsafe { $max(self.0, o.0) })
            }
            #[inline(always)]
            fn lt(self, o: Self) -> $mask {
                $mask(unsafe { $cmp::<_CMP_LT_OQ>(self.0, o.0) })
            }
            #[inline(always)]
            fn le(self, o: Self) -> $mask {
                $mask(unsafe { $cmp::<_CMP_LE_OQ>(self.0, o.0) })
            }
            #[inline(always)]
            fn equal(self, o: Self) -> $mask {
                $mask(unsafe { $cmp::<_CMP_EQ_OQ>(self.0, o.0) })
            }
            #[inline(always)]
            fn select($m: $mask, $yes: Self, $no: Self) -> Self {
                Self(unsafe { $select })
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
            fn scale(self, $k: Self) -> Self {
                let $x = self;
                $scale
            }
            #[inline(always)]
            fn table16($index: $bits, $table: &Table16<$scalar>) -> Self {
                Self(unsafe { $lookup })
            }
            #[inline(always)]
            fn root_power($p: Self, $count: Self, $roots: &Roots<$scalar>) -> Self {
                $root_power
            }
        }
    };
}

float!(
    F64x8, __m512d, f64, U64x8, Mask8, 8,
    _mm512_set1_pd, _mm512_add_pd, _mm512_sub_pd, _mm512_mul_pd, _mm512_div_pd, _mm512_fmadd_pd, _mm512_fnmadd_pd,
    _mm512_sqrt_pd, _mm512_min_pd, _mm512_max_pd,
    _mm512_castpd_si512, _mm512_castsi512_pd, 0x8000_0000_0000_0000,
    _mm512_cmp_pd_mask,
    select(m, yes, no) _mm512_mask_blend_pd(m.0, no.0, yes.0),
    scale(x, k) Self(unsafe { _mm512_scalef_pd(x.0, k.0) }),
    table(index, table) _mm512_permutex2var_pd(
        _mm512_load_pd(table.0.as_ptr()), index.0, _mm512_load_pd(table.0.as_ptr().add(8))),
    root_power(p, count, roots) scaled_root(p, count, &roots.plain, Roots::<f64>::SHIFT)
);
float!(
    F32x16, __m512, f32, U32x16, Mask16, 16,
    _mm512_set1_ps, _mm512_add_ps, _mm512_sub_ps, _mm512_mul_ps, _mm512_div_ps, _mm512_fmadd_ps, _mm512_fnmadd_ps,
    _mm512_sqrt_ps, _mm512_min_ps, _mm512_max_ps,
    _mm512_castps_si512, _mm512_castsi512_ps, 0x8000_0000,
    _mm512_cmp_ps_mask,
    select(m, yes, no) _mm512_mask_blend_ps(m.0, no.0, yes.0),
    scale(x, k) Self(unsafe { _mm512_scalef_ps(x.0, k.0) }),
    table(index, table) _mm512_permutexvar_ps(index.0, _mm512_load_ps(table.0.as_ptr())),
    root_power(p, count, roots) scaled_root(p, count, &roots.plain, Roots::<f32>::SHIFT)
);
float!(
    F64x4, __m256d, f64, U64x4, Mask64x4, 4,
    _mm256_set1_pd, _mm256_add_pd, _mm256_sub_pd, _mm256_mul_pd, _mm256_div_pd, _mm256_fmadd_pd, _mm256_fnmadd_pd,
    _mm256_sqrt_pd, _mm256_min_pd, _mm256_max_pd,
    _mm256_castpd_si256, _mm256_castsi256_pd, 0x8000_0000_0000_0000,
    _mm256_cmp_pd,
    select(m, yes, no) _mm256_blendv_pd(no.0, yes.0, m.0),
    scale(x, k) { let (a, b) = portable::halves::<Self, 52, 1023>(k); x.mul(a).mul(b) },
    table(index, table) four_of_sixteen(index.0, table),
    root_power(p, count, roots) portable::root_power(p, count, roots)
);
float!(
    F32x8, __m256, f32, U32x8, Mask32x8, 8,
    _mm256_set1_ps, _mm256_add_ps, _mm256_sub_ps, _mm256_mul_ps, _mm256_div_ps, _mm256_fmadd_ps, _mm256_fnmadd_ps,
    _mm256_sqrt_ps, _mm256_min_ps, _mm256_max_ps,
    _mm256_castps_si256, _mm256_castsi256_ps, 0x8000_0000,
    _mm256_cmp_ps,
    select(m, yes, no) _mm256_blendv_ps(no.0, yes.0, m.0),
    scale(x, k) { let (a, b) = portable::halves::<Self, 23, 127>(k); x.mul(a).mul(b) },
    table(index, table) _mm256_blendv_ps(
        _mm256_permutevar8x32_ps(_mm256_load_ps(table.0.as_ptr()), index.0),
        _mm256_permutevar8x32_ps(_mm256_load_ps(table.0.as_ptr().add(8)), index.0),
        // the sign decides: bit 3 of the index
        _mm256_castsi256_ps(_mm256_slli_epi32::<28>(index.0))),
    root_power(p, count, roots) portable::root_power(p, count, roots)
);

/// [`Float::root_power`] on the instruction that scales by the floor of a number: the sixteenths fall away.
#[inline(always)]
fn scaled_root<V: Float>(p: V, count: V, roots: &Table16<V::Scalar>, shift: f64) -> V {
    let root = V::table16(count.to_bits(), roots);
    root.mul_add(p, root).scale(count.sub(V::splat(shift)))
}

/// Four loads, which were 7 % faster than a gather in `1 / (1 + e^x)` on the machine at hand (Zen 4).
#[inline(always)]
unsafe fn four_of_sixteen(index: __m256i, table: &Table16<f64>) -> __m256d {
    unsafe {
        let (low, high) = (_mm256_castsi256_si128(index), _mm256_extracti128_si256::<1>(index));
        let a = &raw const table.0[(_mm_cvtsi128_si64(low) & 15) as usize];
        let b = &raw const table.0[(_mm_extract_epi64::<1>(low) & 15) as usize];
        let c = &raw const table.0[(_mm_cvtsi128_si64(high) & 15) as usize];
        let d = &raw const table.0[(_mm_extract_epi64::<1>(high) & 15) as usize];
        _mm256_set_m128d(_mm_loadh_pd(_mm_load_sd(c), d), _mm_loadh_pd(_mm_load_sd(a), b))
    }
}

macro_rules! bits {
    ($name:ident, $raw:ty, $set1:ident, $lane:ty, $and:ident, $or:ident, $xor:ident, $add:ident, $sub:ident,
     $count:ident, $shl:ident, $shr:ident) => {
        /// The bits of a vector.
        #[derive(Clone, Copy, Debug)]
        pub(crate) struct $name($raw);
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
                Self(unsafe { $shl(self.0, $count(u64::from(N) as _)) })
            }
            #[inline(always)]
            fn shr<const N: u32>(self) -> Self {
                Self(unsafe { $shr(self.0, $count(u64::from(N) as _)) })
            }
        }
    };
}
bits!(
    U64x8,
    __m512i,
    _mm512_set1_epi64,
    i64,
    _mm512_and_si512,
    _mm512_or_si512,
    _mm512_xor_si512,
    _mm512_add_epi64,
    _mm512_sub_epi64,
    _mm_cvtsi64_si128,
    _mm512_sll_epi64,
    _mm512_srl_epi64
);
bits!(
    U32x16,
    __m512i,
    _mm512_set1_epi32,
    i32,
    _mm512_and_si512,
    _mm512_or_si512,
    _mm512_xor_si512,
    _mm512_add_epi32,
    _mm512_sub_epi32,
    _mm_cvtsi64_si128,
    _mm512_sll_epi32,
    _mm512_srl_epi32
);
bits!(
    U64x4,
    __m256i,
    _mm256_set1_epi64x,
    i64,
    _mm256_and_si256,
    _mm256_or_si256,
    _mm256_xor_si256,
    _mm256_add_epi64,
    _mm256_sub_epi64,
    _mm_cvtsi64_si128,
    _mm256_sll_epi64,
    _mm256_srl_epi64
);
bits!(
    U32x8,
    __m256i,
    _mm256_set1_epi32,
    i32,
    _mm256_and_si256,
    _mm256_or_si256,
    _mm256_xor_si256,
    _mm256_add_epi32,
    _mm256_sub_epi32,
    _mm_cvtsi64_si128,
    _mm256_sll_epi32,
    _mm256_srl_epi32
);

macro_rules! predicate {
    ($name:ident, $raw:ty) => {
        /// Truth values of an AVX-512 vector.
        #[derive(Clone, Copy, Debug)]
        pub(crate) struct $name($raw);
        impl Mask for $name {
            const LANES: usize = <$raw>::BITS as usize;
            #[inline(always)]
            fn splat(value: bool) -> Self {
                Self(if value { <$raw>::MAX } else { 0 })
            }
            #[inline(always)]
            fn and(self, o: Self) -> Self {
                Self(self.0 & o.0)
            }
            #[inline(always)]
            fn or(self, o: Self) -> Self {
                Self(self.0 | o.0)
            }
            #[inline(always)]
            fn not(self) -> Self {
                Self(!self.0)
            }
            #[inline(always)]
            fn bits(self) -> u64 {
                u64::from(self.0)
            }
            #[inline(always)]
            fn from_bits(bits: u64) -> Self {
                Self(bits as $raw)
            }
        }
    };
}
predicate!(Mask8, __mmask8);
predicate!(Mask16, __mmask16);

macro_rules! vector_mask {
    ($name:ident, $raw:ty, $lanes:literal, $lane:ty, $and:ident, $or:ident, $xor:ident, $movemask:ident) => {
        /// Truth values of an AVX2 vector: all ones or all zeros a lane.
        #[derive(Clone, Copy, Debug)]
        pub(crate) struct $name($raw);
        impl Mask for $name {
            const LANES: usize = $lanes;
            #[inline(always)]
            fn splat(value: bool) -> Self {
                Self::from_bits(if value { u64::MAX } else { 0 })
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
                u64::from(unsafe { $movemask(self.0) } as u32)
            }
            #[inline(always)]
            fn from_bits(bits: u64) -> Self {
                let mut lanes = [0 as $lane; $lanes];
                for i in 0..$lanes {
                    lanes[i] = if bits >> i & 1 == 1 { <$lane>::MAX } else { 0 };
                }
                Self(unsafe { core::mem::transmute::<[$lane; $lanes], $raw>(lanes) })
            }
        }
    };
}
vector_mask!(Mask64x4, __m256d, 4, u64, _mm256_and_pd, _mm256_or_pd, _mm256_xor_pd, _mm256_movemask_pd);
vector_mask!(Mask32x8, __m256, 8, u32, _mm256_and_ps, _mm256_or_ps, _mm256_xor_ps, _mm256_movemask_ps);
