//! Sine and cosine: the angle less a multiple of a quarter turn in two parts, then two short polynomials.

use super::Format;
use super::exp::in_pairs;
use super::quarter_turns::Turned;
use crate::mask::Mask;
use crate::vector::{Bits, Float};

/// What sine and cosine need to know of a width.
pub(super) trait Trig: Format {
    /// `pi/2` in three parts of the width's precision.
    const QUARTER: [f64; 3];
    /// Added to a smaller number it rounds it to an integer and leaves that in the low bits.
    const ROUND: f64;
    /// From here on the three parts are too short, and angles are reduced one by one.
    const HUGE: f64;
    /// `sin r = r + r^3 (...)`: minimax relative to `r` on `|r| <= 0.792`, in powers of `r^2`.
    const SIN: &'static [f64];
    /// `cos r = 1 - r^2/2 + r^4 (...)`: minimax on the same.
    const COS: &'static [f64];
    /// Reduces an angle of any finite size.
    fn turned(x: Self) -> Turned<Self>;
}

/// The sine.
#[inline(always)]
pub(super) fn sin<W: Trig, V: Float<Scalar = W>>(x: V) -> V {
    let (quarters, r, rest) = reduce(x.abs());
    let y = at_quarter(quarters, r, rest);
    // an odd function
    V::from_bits(y.to_bits().xor(x.to_bits().and(V::Bits::splat(W::SIGN_BIT))))
}

/// The cosine: the sine a quarter turn later.
#[inline(always)]
pub(super) fn cos<W: Trig, V: Float<Scalar = W>>(x: V) -> V {
    let (quarters, r, rest) = reduce(x.abs());
    at_quarter(quarters.wadd(V::Bits::splat(1)), r, rest)
}

/// The number of quarter turns (its last two bits) and the remaining angle in two parts, for `x >= 0` or NaN.
#[inline(always)]
fn reduce<W: Trig, V: Float<Scalar = W>>(x: V) -> (V::Bits, V, V) {
    let c = V::splat;
    let count = x.mul_add(c(core::f64::consts::FRAC_2_PI), c(W::ROUND));
    let k = count.sub(c(W::ROUND));
    // exact: x and k times the first part end at the same bit, and the difference is small
    let a = k.neg_mul_add(c(W::QUARTER[0]), x);
    let b = k.mul(c(W::QUARTER[1]));
    let b_rest = k.mul_add(c(W::QUARTER[1]), b.neg());
    // near a multiple of the quarter a may be smaller than b: the long form of an exact difference
    let r = a.sub(b);
    let back = r.sub(a);
    let lost = a.sub(r.sub(back)).sub(b.add(back));
    let rest = k.neg_mul_add(c(W::QUARTER[2]), lost.sub(b_rest));
    let huge = c(W::HUGE).le(x);
    let (count, r, rest) =
        if huge.any() { one_by_one(x, huge.bits(), (count, r, rest)) } else { (count, r, rest) };
    (count.to_bits(), r, rest)
}

/// Replaces the reduction in the lanes whose bit is set.
///
/// A call on purpose, and one that only moves lanes about: inlined, it costs the usual case a quarter of its time.
#[cold]
#[inline(never)]
fn one_by_one<W: Trig, V: Float<Scalar = W>>(x: V, lanes: u64, reduced: (V, V, V)) -> (V, V, V) {
    let (mut count, mut r, mut rest) = reduced;
    for i in 0..V::LANES {
        if lanes >> i & 1 == 1 {
            let turned = W::turned(x.get(i));
            count = count.with(i, turned.count);
            r = r.with(i, turned.angle);
            rest = rest.with(i, turned.rest);
        }
    }
    (count, r, rest)
}

/// The sine of `quarters * pi/2 + r + rest`.
#[inline(always)]
fn at_quarter<W: Trig, V: Float<Scalar = W>>(quarters: V::Bits, r: V, rest: V) -> V {
    let c = V::splat;
    let r2 = r.mul(r);
    let r4 = r2.mul(r2);
    let half = c(0.5).mul(r2);
    // sin(r + rest) = r + r^3 (...) + rest (1 - r^2/2)
    let sin = r.add(r2.mul(r).mul_add(in_pairs(r2, r4, W::SIN), half.neg_mul_add(rest, rest)));
    // cos(r + rest) = (1 - r^2/2) + r^4 (...) - r rest, the bracket with its rounding
    let bracket = c(1.0).sub(half);
    let lost = c(1.0).sub(bracket).sub(half);
    let cos = bracket.add(r4.mul_add(in_pairs(r2, r4, W::COS), r.neg_mul_add(rest, lost)));
    // an odd number of quarters swaps the two: the last bit becomes the sign of a one
    let (last, sign) = if size_of::<W>() == size_of::<f64>() {
        (quarters.shl::<63>(), quarters.shr::<1>().shl::<63>())
    } else {
        (quarters.shl::<31>(), quarters.shr::<1>().shl::<31>())
    };
    let y = V::select(V::from_bits(last.or(V::Bits::splat(W::ONE_BITS))).lt(c(0.0)), cos, sin);
    // the bit before it turns the sign
    V::from_bits(y.to_bits().xor(sign))
}
