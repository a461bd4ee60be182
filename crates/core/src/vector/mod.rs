//! Vectors of one instruction set: IEEE operations on floats, integer operations on their bits.
//!
//! Everything here gives the same bits on every instruction set: only correctly rounded operations (`+ - * / sqrt`
//! and a fused multiply-add with one rounding) and exact ones (comparisons, selections, integer arithmetic).
//! The elementary functions of [`crate::elementary`] are written over [`Float`], once for scalars and vectors.
//!
//! The vector types themselves cannot be named outside this crate: a program gets them from
//! [`crate::dispatch`], which has asked the processor first. That is what makes the intrinsics inside sound.

#[cfg(target_arch = "aarch64")]
pub(crate) mod neon;
pub(crate) mod portable;
mod scalar;
#[cfg(target_arch = "x86_64")]
pub(crate) mod x86;

use crate::mask::Mask;

/// A scalar or a vector of floating-point numbers of one width (`f64` or `f32`).
pub trait Float: Copy + core::fmt::Debug + Send + Sync + 'static {
    /// The number in one lane: `f64` or `f32`.
    type Scalar: crate::elementary::Width;
    /// The same lanes, seen as unsigned integers.
    type Bits: Bits;
    /// One truth value a lane.
    type Mask: Mask;
    /// Lanes in the vector.
    const LANES: usize;

    /// `c` (rounded to the lane's width) in every lane.
    fn splat(c: f64) -> Self;
    /// Lane `i`.
    fn get(self, i: usize) -> Self::Scalar;
    /// The vector with `x` in lane `i`.
    #[must_use]
    fn with(self, i: usize, x: Self::Scalar) -> Self;

    /// The first numbers of a slice; panics if there are too few.
    #[inline(always)]
    #[must_use]
    fn load(from: &[Self::Scalar]) -> Self {
        let mut lanes = Self::splat(0.0);
        for i in 0..Self::LANES {
            lanes = lanes.with(i, from[i]);
        }
        lanes
    }
    /// Puts the lanes into the first places of a slice; panics if there are too few.
    #[inline(always)]
    fn store(self, to: &mut [Self::Scalar]) {
        for i in 0..Self::LANES {
            to[i] = self.get(i);
        }
    }

    /// `self + o`.
    #[must_use]
    fn add(self, o: Self) -> Self;
    /// `self - o`.
    #[must_use]
    fn sub(self, o: Self) -> Self;
    /// `self * o`.
    #[must_use]
    fn mul(self, o: Self) -> Self;
    /// `self / o`.
    #[must_use]
    fn div(self, o: Self) -> Self;
    /// `self * a + b` with one rounding.
    #[must_use]
    fn mul_add(self, a: Self, b: Self) -> Self;
    /// `b - self * a` with one rounding.
    #[must_use]
    fn neg_mul_add(self, a: Self, b: Self) -> Self;
    /// Correctly rounded square root.
    #[must_use]
    fn sqrt(self) -> Self;
    /// The sign bit cleared.
    #[must_use]
    fn abs(self) -> Self;
    /// The sign bit flipped.
    #[must_use]
    fn neg(self) -> Self;
    /// `if self < o { self } else { o }`: `o` where either is NaN.
    #[must_use]
    fn min_or(self, o: Self) -> Self;
    /// `if self > o { self } else { o }`: `o` where either is NaN.
    #[must_use]
    fn max_or(self, o: Self) -> Self;

    /// `self < o`; false where either is NaN.
    fn lt(self, o: Self) -> Self::Mask;
    /// `self <= o`; false where either is NaN.
    fn le(self, o: Self) -> Self::Mask;
    /// `self == o`; false where either is NaN.
    fn equal(self, o: Self) -> Self::Mask;
    /// `yes` where the mask holds, else `no`.
    fn select(mask: Self::Mask, yes: Self, no: Self) -> Self;

    /// The bits of each lane.
    fn to_bits(self) -> Self::Bits;
    /// Lanes from bits.
    fn from_bits(bits: Self::Bits) -> Self;
    /// `self * 2^k` for `1/2 <= |self| < 4` and an integer-valued `k` with `|k| < 2000` (`f64`) or `|k| < 250` (`f32`),
    /// rounded once. (Where `self` is itself tiny, the portable form may round twice.)
    #[must_use]
    fn scale(self, k: Self) -> Self;
    /// Lane by lane `table[index mod 16]`.
    fn table16(index: Self::Bits, table: &Table16<Self::Scalar>) -> Self;
    /// `(1 + p) * 2^q` for a small `p` and `q` a number of sixteenths, given as `count = q + Roots::SHIFT`.
    ///
    /// Rounded once to the full mantissa and, where the result is subnormal, once more. `q` lies within the range of
    /// exponents, a hundredth beyond it included. What `roots` holds stands for `2^(j/16)`.
    #[inline(always)]
    fn root_power(p: Self, count: Self, roots: &Roots<Self::Scalar>) -> Self {
        portable::root_power(p, count, roots)
    }
}

/// The sixteen roots `2^(j/16)` (or numbers near them) for [`Float::root_power`], in two dresses.
#[derive(Debug)]
pub struct Roots<T> {
    /// The numbers themselves.
    pub plain: Table16<T>,
    /// The numbers' bits less their exponent and less `j` sixteenths of an exponent: a count, shifted into the place
    /// of the exponent, adds both.
    pub bare: Table16<T>,
}

macro_rules! roots {
    ($float:ty, $bits:ty, $mantissa:literal, $bias:literal) => {
        impl Roots<$float> {
            /// Added to a number of at most a few thousand, it rounds it to sixteenths and leaves in the low bits
            /// their count, positive because of twice the exponent's bias.
            pub const SHIFT: f64 = 1.5 * (1u64 << ($mantissa - 4)) as f64 + 2.0 * $bias as f64;
            /// The tables of sixteen numbers.
            #[must_use]
            pub const fn new(plain: [$float; 16]) -> Self {
                let mut bare = plain;
                let mut j = 0;
                while j < 16 {
                    let taken = ($bias << $mantissa) + ((j as $bits) << ($mantissa - 4));
                    bare[j] = <$float>::from_bits(plain[j].to_bits().wrapping_sub(taken));
                    j += 1;
                }
                Self { plain: Table16(plain), bare: Table16(bare) }
            }
        }
    };
}
roots!(f64, u64, 52, 1023);
roots!(f32, u32, 23, 127);

/// Sixteen constants, aligned for vector loads.
#[derive(Debug)]
#[repr(C, align(64))]
pub struct Table16<T>(pub [T; 16]);

/// The bits of a [`Float`]: unsigned integers of the lane's width, arithmetic modulo two to that width.
pub trait Bits: Copy {
    /// The low bits of `c` in every lane.
    fn splat(c: u64) -> Self;
    /// `self & o`.
    #[must_use]
    fn and(self, o: Self) -> Self;
    /// `self | o`.
    #[must_use]
    fn or(self, o: Self) -> Self;
    /// `self ^ o`.
    #[must_use]
    fn xor(self, o: Self) -> Self;
    /// `self + o`, wrapping.
    #[must_use]
    fn wadd(self, o: Self) -> Self;
    /// `self - o`, wrapping.
    #[must_use]
    fn wsub(self, o: Self) -> Self;
    /// `self << N`.
    #[must_use]
    fn shl<const N: u32>(self) -> Self;
    /// `self >> N`, zeros from the left.
    #[must_use]
    fn shr<const N: u32>(self) -> Self;
}
