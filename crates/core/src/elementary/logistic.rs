//! The logistic function and the hyperbolic tangent: quotients of an exponential, kept in two parts until the division.

use super::exp::{Exp, exp_pair, in_pairs, reduce, whole_power};
use crate::vector::{Bits, Float};

/// `1 / (1 + e^-x)`.
///
/// With `E = e^-|x| = (h + l) 2^q`, at most 1, it is `1 / (1 + E)` or, for negative `x`, `E / (1 + E)`.
#[inline(always)]
pub(super) fn sigmoid<W: Exp, V: Float<Scalar = W>>(x: V) -> V {
    let (c, one) = (V::splat, V::splat(1.0));
    let (h, l, q) = exp_pair(c(W::BOUNDS[0]).max_or(x.abs().neg()), c(0.0));
    // far below one it does not matter how far: this keeps the power normal
    let e = h.mul(one.scale(c(-100.0).max_or(q)));
    let d = one.add(e);
    let d_rest = e.sub(d.sub(one));
    let negative = x.lt(c(0.0));
    let (n, n_rest) = (V::select(negative, h, one), V::select(negative, l, c(0.0)));
    // one division, then one step of Newton with the remainder of n / d
    let inverse = one.div(d);
    let y = n.mul(inverse);
    let remainder = y.neg_mul_add(d, n).add(y.neg_mul_add(d_rest, n_rest));
    remainder.mul_add(inverse, y).scale(V::select(negative, q, c(0.0)))
}

/// `tanh x = M / (M + 2)` with `M = e^(2|x|) - 1`, and the sign of `x`.
#[inline(always)]
pub(super) fn tanh<W: Exp, V: Float<Scalar = W>>(x: V) -> V {
    let c = V::splat;
    let size = x.abs();
    // beyond the bound the quotient rounds to 1
    let (r, count) = reduce(c(W::TANH_BOUND).min_or(size.add(size)));
    let r2 = r.mul(r);
    let power = whole_power(count);
    let root = V::table16(count.to_bits(), &W::ROOTS.plain).mul(power);
    let rest = V::table16(count.to_bits(), &W::ROOTS_REST).mul(power);
    // M = (root - 1) + root r + (root r^2 (...) + rest): the first two sums cancel near 0, so their rounding is kept
    let less = root.sub(c(1.0));
    let high = root.mul_add(r, less);
    let lost = root.mul_add(r, less.sub(high));
    let m = high.add(root.mul_add(r2.mul(in_pairs(r, r2, W::TAIL)), rest.add(lost)));
    let y = m.div(m.add(c(2.0)));
    V::from_bits(y.to_bits().or(x.to_bits().and(V::Bits::splat(W::SIGN_BIT))))
}
