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
    let mut count = x.mul_add(c(core::f64::consts::FRAC_2_PI), c(W::ROUND));
    let k = count.sub(c(W::ROUND));
    // exact: x and k times the first part end at the same bit, and the difference is small
    let a = k.neg_mul_add(c(W::QUARTER[0]), x);
    let b = k.mul(c(W::QUARTER[1]));
    let b_rest = k.mul_add(c(W::QUARTER[1]), b.neg());
    // near a multiple of the quarter a may be smaller than b: the long form of an exact difference
    let mut r = a.sub(b);
    let back = r.sub(a);
    let lost = a.sub(r.sub(back)).sub(b.add(back));
    let mut rest = k.neg_mul_add(c(W::QUARTER[2]), lost.sub(b_rest));
    let huge = c(W::HUGE).le(x);
    if huge.any() {
        for i in 0..V::LANES {
            if huge.lane(i) {
                let turned = W::turned(x.get(i));
                count = count.with(i, turned.count);
                r = r.with(i, turned.angle);
                rest = rest.with(i, turned.rest);
            }
        }
    }
    (count.to_bits(), r, rest)
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
    let odd = V::from_bits(quarters.and(V::Bits::splat(1)));
    let y = V::select(odd.equal(c(0.0)), sin, cos);
    // the second bit turns the sign
    let two = quarters.and(V::Bits::splat(2));
    let sign = if size_of::<W>() == size_of::<f64>() { two.shl::<62>() } else { two.shl::<30>() };
    V::from_bits(y.to_bits().xor(sign))
}
