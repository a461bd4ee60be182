//! The exponential: a sixteenth root of a power of two times a short polynomial.
//!
//! `x = (k/16) ln 2 + r` with `|r| <= ln 2 / 32`, so `e^x = 2^(k/16) e^r`. Rounding the sixteen roots would cost up to
//! half an ulp, too much beside the half of the last rounding. Instead all sixteen are multiplied by one number
//! `1 + s` with `|s|` below half an ulp, chosen so that none is far from a representable number any more, and the
//! polynomial stands for `e^r / (1 + s)`. Its constant `-s` costs nothing: it rides on the square, which becomes
//! `r * r + offset` with `offset / 2 = -s`.

use super::Format;
use crate::vector::{Bits, Float, Roots, Table16};

/// What the exponential needs to know of a width.
pub(super) trait Exp: Format {
    /// The sixteen roots, times `1 + s`, rounded.
    const ROOTS: Roots<Self>;
    /// What the rounded roots lack of `2^(j/16)`.
    const ROOTS_REST: Table16<Self>;
    /// [`Roots::SHIFT`].
    const SHIFT: f64;
    /// `ln 2` to one precision, and the rest.
    const LN_2: [f64; 2];
    /// Below the first the result rounds to zero, above the second it is infinite.
    const BOUNDS: [f64; 2];
    /// Twice a number whose tangent rounds to 1, well below the bound.
    const TANH_BOUND: f64;
    /// `-2 s`.
    const OFFSET: f64;
    /// The polynomial from the square on: minimax of `e^r` on `|r| <= ln 2 / 32`, constant and slope fixed.
    const TAIL: &'static [f64];
    /// The same for `e^r - 1`, minimax relative to `r`.
    const TAIL_LESS_ONE: &'static [f64];
}

/// `e^x`.
#[inline(always)]
pub(super) fn exp<W: Exp, V: Float<Scalar = W>>(x: V) -> V {
    let c = V::splat;
    // NaN passes: the bound is the first operand
    exp_within(c(W::BOUNDS[0]).max_or(c(W::BOUNDS[1]).min_or(x)))
}

/// `e^x` for `x` within the bounds.
#[inline(always)]
pub(super) fn exp_within<W: Exp, V: Float<Scalar = W>>(x: V) -> V {
    let c = V::splat;
    let (r, count) = reduce(x);
    let r2 = r.mul_add(r, c(W::OFFSET));
    let p = r2.mul_add(in_pairs(r, r2, W::TAIL), r);
    V::root_power(p, count, &W::ROOTS)
}

/// `(r, k/16 + SHIFT)` with `x = (k/16) ln 2 + r`, for `x` within the bounds.
#[inline(always)]
pub(super) fn reduce<W: Exp, V: Float<Scalar = W>>(x: V) -> (V, V) {
    let (near, k, count) = reduce_exactly(x);
    (k.neg_mul_add(V::splat(W::LN_2[1]), near), count)
}

/// `(near, k/16, k/16 + SHIFT)`, where `near` is still to be diminished by `k/16` times the rest of `ln 2`.
#[inline(always)]
pub(super) fn reduce_exactly<W: Exp, V: Float<Scalar = W>>(x: V) -> (V, V, V) {
    let c = V::splat;
    let count = x.mul_add(c(core::f64::consts::LOG2_E), c(W::SHIFT));
    let k = count.sub(c(W::SHIFT));
    // exact: x and the product end at the same bit, and the difference is small
    (k.neg_mul_add(c(W::LN_2[0]), x), k, count)
}

/// `(high, low, q)` with `e^x = (high + low) 2^q` to a few more bits than the width has, for a [reduced](reduce) `x`.
#[inline(always)]
pub(super) fn exp_pair<W: Exp, V: Float<Scalar = W>>((r, count): (V, V)) -> (V, V, V) {
    let r2 = r.mul(r);
    let p = r2.mul_add(in_pairs(r, r2, W::TAIL), r);
    let root = V::table16(count.to_bits(), &W::ROOTS.plain);
    let low = root.mul_add(p, V::table16(count.to_bits(), &W::ROOTS_REST));
    let high = root.add(low);
    // the sixteenths are the last four bits of the count; without them it is rounded down
    let whole = V::from_bits(count.to_bits().and(V::Bits::splat(!15)));
    (high, low.sub(high.sub(root)), whole.sub(V::splat(W::SHIFT)))
}

/// `2^q` for a whole `q` in the range of normal numbers, the sixteenths of the count left out.
#[inline(always)]
pub(super) fn whole_power<W: Exp, V: Float<Scalar = W>>(count: V) -> V {
    let whole = count.to_bits().shr::<4>();
    let exponent = if size_of::<W>() == size_of::<f64>() { whole.shl::<52>() } else { whole.shl::<23>() };
    // the count holds the bias twice, a float once
    V::from_bits(exponent.wsub(V::Bits::splat(W::ONE_BITS)))
}

/// `c[0] + c[1] r + c[2] r^2 + ...` by pairs, given `r2 = r^2`: half the length of Horner's chain.
#[inline(always)]
pub(super) fn in_pairs<V: Float>(r: V, r2: V, c: &[f64]) -> V {
    let mut sum = V::splat(c[c.len() - 1]);
    if c.len().is_multiple_of(2) {
        sum = r.mul_add(sum, V::splat(c[c.len() - 2]));
    }
    for i in (0..c.len().div_ceil(2) - 1).rev() {
        sum = r2.mul_add(sum, r.mul_add(V::splat(c[2 * i + 1]), V::splat(c[2 * i])));
    }
    sum
}
