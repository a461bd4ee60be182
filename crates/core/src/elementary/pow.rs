//! The power `x^p = e^(p ln x)` with the logarithm in two parts, and a rough one made of two conversions.

use super::Format;
use super::exp::{exp_pair, reduce};
use super::log::{Log, ln_pair};
use crate::mask::Mask;
use crate::vector::{Bits, Float};

/// `x^p` with the special values of C99, Annex F.
#[inline(always)]
pub(super) fn pow<W: Log, V: Float<Scalar = W>>(x: V, p: V) -> V {
    let c = V::splat;
    let (zero, one, infinity) = (c(0.0), c(1.0), c(f64::INFINITY));
    let size = x.abs();
    let (ln, ln_rest) = ln_pair(size);
    let y = p.mul(ln);
    let rest = p.mul_add(ln_rest, p.mul_add(ln, y.neg()));
    // beyond the bounds the rest may be infinite or NaN and does not matter
    let rest = V::select(y.abs().lt(c(-W::BOUNDS[0])), rest, zero);
    let (r, count) = reduce(c(W::BOUNDS[0]).max_or(c(W::BOUNDS[1]).min_or(y)));
    let (high, low, q) = exp_pair((r.add(rest), count));
    let usual = high.add(low).scale(q);

    let falls = p.lt(zero);
    let y = V::select(size.equal(zero), V::select(falls, infinity, zero), usual);
    let y = V::select(size.equal(infinity), V::select(falls, zero, infinity), y);
    // (-1)^infinity, where p ln x is infinity times 0
    let y = V::select(size.equal(one).and(p.abs().equal(infinity)), one, y);

    let whole = is_whole(p);
    let odd = whole.and(is_whole(p.mul(c(0.5))).not());
    let sign = V::Bits::splat(W::SIGN_BIT);
    let flipped = V::from_bits(y.to_bits().xor(x.to_bits().and(sign)));
    let y = V::select(odd, flipped, y);
    let undefined = x.lt(zero).and(size.lt(infinity)).and(whole.not());
    // NaN in, NaN out; the sum keeps it
    let y = V::select(undefined, c(f64::NAN), y);
    let y = V::select(x.equal(x).and(p.equal(p)), y, x.add(p));
    V::select(x.equal(one).or(p.equal(zero)), one, y)
}

/// True for integers and infinities.
#[inline(always)]
fn is_whole<W: Log, V: Float<Scalar = W>>(p: V) -> V::Mask {
    let (size, lift) = (p.abs(), V::splat(W::LIFT));
    // from 2^MANTISSA on there are only integers
    lift.le(size).or(size.add(lift).sub(lift).equal(size))
}

/// `|x|^p` from the bits: those above the lower half of a float, read as an integer, grow like its logarithm.
#[inline(always)]
pub(super) fn rough_pow<W: Format, V: Float<Scalar = W>>(x: V, p: f64) -> V {
    let c = V::splat;
    // the float whose last bits are the upper bits of x; its first ones stay those of 2^MANTISSA
    let bits = x.abs().to_bits();
    let upper = if size_of::<W>() == size_of::<f64>() { bits.shr::<32>() } else { bits.shr::<8>() };
    let upper = V::from_bits(upper.or(c(W::LIFT).to_bits()));
    let origin = c(W::LIFT + W::ROUGH_ONE);
    let y = upper.sub(origin).mul_add(c(p), origin);
    // normal numbers only
    let y = c(W::LIFT + W::ROUGH_BOUNDS[0]).max_or(c(W::LIFT + W::ROUGH_BOUNDS[1]).min_or(y)).to_bits();
    V::from_bits(if size_of::<W>() == size_of::<f64>() { y.shl::<32>() } else { y.shl::<8>() })
}
