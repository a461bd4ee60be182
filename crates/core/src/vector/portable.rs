//! Lanes as plain arrays: the meaning of every operation, and the fallback where no vector unit is known.

use super::{Bits, Float, Roots, Table16};
use crate::mask::Mask;

/// `N` lanes in an array; the compiler vectorises what it can.
#[derive(Clone, Copy, Debug)]
#[repr(align(32))]
pub(crate) struct Array<T, const N: usize>([T; N]);

/// The factors `2^(k/2)` and `2^(k - k/2)` of a scaling by `2^k`: the first product is exact, the second rounds once.
///
/// `MANTISSA` and `BIAS` are those of the format. Adding `1.5 * 2^MANTISSA` puts the integer `k` into the low bits.
#[inline(always)]
pub(super) fn halves<V: Float, const MANTISSA: u32, const BIAS: u64>(k: V) -> (V, V) {
    let shift = 1.5 * (1u64 << MANTISSA) as f64 + (2 * BIAS) as f64;
    // low bits: k + 2 * BIAS, positive, so each half carries its own bias; the shift drops what stands above
    let low = k.add(V::splat(shift)).to_bits();
    let half = low.shr::<1>();
    let rest = low.wsub(half);
    (V::from_bits(shifted::<V, MANTISSA>(half)), V::from_bits(shifted::<V, MANTISSA>(rest)))
}

#[inline(always)]
fn shifted<V: Float, const MANTISSA: u32>(bits: V::Bits) -> V::Bits {
    bits.shl::<MANTISSA>()
}

/// [`Float::root_power`] by integer additions: the root takes one half of the exponent, a factor the other, so that
/// neither leaves the normal numbers. Six operations beside the table and the sum.
#[inline(always)]
pub(super) fn root_power<V: Float>(p: V, count: V, roots: &Roots<V::Scalar>) -> V {
    let count = count.to_bits();
    let half = count.shr::<5>();
    let (whole, half) = if size_of::<V::Scalar>() == size_of::<f64>() {
        (count.shl::<48>(), half.shl::<52>())
    } else {
        (count.shl::<19>(), half.shl::<23>())
    };
    let root = V::from_bits(V::table16(count, &roots.bare).to_bits().wadd(whole).wsub(half));
    root.mul_add(p, root).mul(V::from_bits(half))
}

macro_rules! each {
    ($n:ident, $i:ident => $e:expr) => {{
        let mut out = [Default::default(); $n];
        unroll!($n, $i => out[$i] = $e);
        Array(out)
    }};
}

macro_rules! portable {
    ($float:ty, $bits:ty, $mantissa:literal, $bias:literal) => {
        impl<const N: usize> Float for Array<$float, N> {
            type Scalar = $float;
            type Bits = Array<$bits, N>;
            type Mask = Array<bool, N>;
            const LANES: usize = N;
            #[inline(always)]
            fn splat(c: f64) -> Self {
                Array([c as $float; N])
            }
            #[inline(always)]
            fn get(self, i: usize) -> $float {
                self.0[i]
            }
            #[inline(always)]
            fn with(mut self, i: usize, x: $float) -> Self {
                self.0[i] = x;
                self
            }
            #[inline(always)]
            fn add(self, o: Self) -> Self {
                each!(N, i => self.0[i] + o.0[i])
            }
            #[inline(always)]
            fn sub(self, o: Self) -> Self {
                each!(N, i => self.0[i] - o.0[i])
            }
            #[inline(always)]
            fn mul(self, o: Self) -> Self {
                each!(N, i => self.0[i] * o.0[i])
            }
            #[inline(always)]
            fn div(self, o: Self) -> Self {
                each!(N, i => self.0[i] / o.0[i])
            }
            #[inline(always)]
            fn mul_add(self, a: Self, b: Self) -> Self {
                each!(N, i => self.0[i].mul_add(a.0[i], b.0[i]))
            }
            #[inline(always)]
            fn neg_mul_add(self, a: Self, b: Self) -> Self {
                each!(N, i => (-self.0[i]).mul_add(a.0[i], b.0[i]))
            }
            #[inline(always)]
            fn sqrt(self) -> Self {
                each!(N, i => self.0[i].sqrt())
            }
            #[inline(always)]
            fn abs(self) -> Self {
                each!(N, i => self.0[i].abs())
            }
            #[inline(always)]
            fn neg(self) -> Self {
                each!(N, i => -self.0[i])
            }
            #[inline(always)]
            fn min_or(self, o: Self) -> Self {
                each!(N, i => if self.0[i] < o.0[i] { self.0[i] } else { o.0[i] })
            }
            #[inline(always)]
            fn max_or(self, o: Self) -> Self {
                each!(N, i => if self.0[i] > o.0[i] { self.0[i] } else { o.0[i] })
            }
            #[inline(always)]
            fn lt(self, o: Self) -> Array<bool, N> {
                each!(N, i => self.0[i] < o.0[i])
            }
            #[inline(always)]
            fn le(self, o: Self) -> Array<bool, N> {
                each!(N, i => self.0[i] <= o.0[i])
            }
            #[inline(always)]
            fn equal(self, o: Self) -> Array<bool, N> {
                each!(N, i => self.0[i] == o.0[i])
            }
            #[inline(always)]
            fn select(mask: Array<bool, N>, yes: Self, no: Self) -> Self {
                each!(N, i => if mask.0[i] { yes.0[i] } else { no.0[i] })
            }
            #[inline(always)]
            fn to_bits(self) -> Array<$bits, N> {
                each!(N, i => self.0[i].to_bits())
            }
            #[inline(always)]
            fn from_bits(bits: Array<$bits, N>) -> Self {
                each!(N, i => <$float>::from_bits(bits.0[i]))
            }
            #[inline(always)]
            fn scale(self, k: Self) -> Self {
                let (a, b) = halves::<Self, $mantissa, $bias>(k);
                self.mul(a).mul(b)
            }
            #[inline(always)]
            fn table16(index: Array<$bits, N>, table: &Table16<$float>) -> Self {
                each!(N, i => table.0[(index.0[i] & 15) as usize])
            }
        }
        impl<const N: usize> Bits for Array<$bits, N> {
            #[inline(always)]
            fn splat(c: u64) -> Self {
                Array([c as $bits; N])
            }
            #[inline(always)]
            fn and(self, o: Self) -> Self {
                each!(N, i => self.0[i] & o.0[i])
            }
            #[inline(always)]
            fn or(self, o: Self) -> Self {
                each!(N, i => self.0[i] | o.0[i])
            }
            #[inline(always)]
            fn xor(self, o: Self) -> Self {
                each!(N, i => self.0[i] ^ o.0[i])
            }
            #[inline(always)]
            fn wadd(self, o: Self) -> Self {
                each!(N, i => self.0[i].wrapping_add(o.0[i]))
            }
            #[inline(always)]
            fn wsub(self, o: Self) -> Self {
                each!(N, i => self.0[i].wrapping_sub(o.0[i]))
            }
            #[inline(always)]
            fn shl<const S: u32>(self) -> Self {
                each!(N, i => self.0[i] << S)
            }
            #[inline(always)]
            fn shr<const S: u32>(self) -> Self {
                each!(N, i => self.0[i] >> S)
            }
        }
    };
}
portable!(f64, u64, 52, 1023);
portable!(f32, u32, 23, 127);

impl<const N: usize> Mask for Array<bool, N> {
    const LANES: usize = N;
    #[inline(always)]
    fn splat(value: bool) -> Self {
        Array([value; N])
    }
    #[inline(always)]
    fn and(self, o: Self) -> Self {
        each!(N, i => self.0[i] & o.0[i])
    }
    #[inline(always)]
    fn or(self, o: Self) -> Self {
        each!(N, i => self.0[i] | o.0[i])
    }
    #[inline(always)]
    fn not(self) -> Self {
        each!(N, i => !self.0[i])
    }
    #[inline(always)]
    fn bits(self) -> u64 {
        let mut bits = 0;
        for i in 0..N {
            bits |= u64::from(self.0[i]) << i;
        }
        bits
    }
    #[inline(always)]
    fn from_bits(bits: u64) -> Self {
        each!(N, i => bits >> i & 1 == 1)
    }
}
