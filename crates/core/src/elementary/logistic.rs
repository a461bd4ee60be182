//! The logistic function and the hyperbolic tangent: quotients of an exponential, kept in two parts until the division.

use super::exp::{Exp, exp_pair, exp_within, in_pairs, reduce, reduce_exactly, whole_power};
use crate::vector::{Bits, Float};

/// `1 / (1 + e^-x)`.
///
/// With `E = e^-|x| = (h + l) 2^q`, at most 1, it is `1 / (1 + E)` or, for negative `x`, `E / (1 + E)`.
#[inline(always)]
pub(super) fn sigmoid<W: Exp, V: Float<Scalar = W>>(x: V) -> V {
    let (c, one) = (V::splat, V::splat(1.0));
    let (h, l, q) = exp_pair(reduce(c(W::BOUNDS[0]).max_or(x.abs().neg())));
    // far below one it does not matter how far: this keeps the power normal
    let e = h.scale(c(-100.0).max_or(q));
    let d = one.add(e);
    let d_rest = e.sub(d.sub(one));
    let negative = x.lt(c(0.0));
    let (n, n_rest) = (V::select(negative, h, one), V::select(negative, l, c(0.0)));
    quotient(n, n_rest, d, d_rest).scale(V::select(negative, q, c(0.0)))
}

/// `(n + n_rest) / (d + d_rest)`, hardly more than half an ulp off: one division and a step of Newton.
#[inline(always)]
fn quotient<V: Float>(n: V, n_rest: V, d: V, d_rest: V) -> V {
    let inverse = V::splat(1.0).div(d);
    let y = n.mul(inverse);
    let remainder = y.neg_mul_add(d, n).add(y.neg_mul_add(d_rest, n_rest));
    remainder.mul_add(inverse, y)
}

/// `tanh x = M / (M + 2)` with `M = e^(2|x|) - 1`, and the sign of `x`.
#[inline(always)]
pub(super) fn tanh<W: Exp, V: Float<Scalar = W>>(x: V) -> V {
    let c = V::splat;
    let size = x.abs();
    // beyond the bound the quotient rounds to 1
    let (r, k, count) = reduce_exactly(c(W::TANH_BOUND).min_or(size.add(size)));
    let r2 = r.mul(r);
    // what r lacks joins the small terms, so r stays exact
    let curve = k.neg_mul_add(c(W::LN_2[1]), r2.mul(in_pairs(r, r2, W::TAIL_LESS_ONE)));
    let power = whole_power(count);
    let root = V::table16(count.to_bits(), &W::ROOTS.plain).mul(power);
    let rest = V::table16(count.to_bits(), &W::ROOTS_REST).mul(power);
    // M = (root - 1) + root r + (root curve + rest): the first sum cancels near 0, so its rounding is kept
    let less = root.sub(c(1.0));
    let high = root.mul_add(r, less);
    let lost = root.mul_add(r, less.sub(high));
    let small = root.mul_add(curve, rest.add(lost));
    let m = high.add(small);
    let m_rest = small.sub(m.sub(high));
    let d = m.add(c(2.0));
    let d_rest = m.sub(d.sub(c(2.0))).add(m_rest);
    let y = quotient(m, m_rest, d, d_rest);
    with_sign_of(x, y)
}

/// The same for single precision, where a short polynomial serves up to 0.625 and beyond it `1 - 2 / (e^(2|x|) + 1)`
/// loses less than it gains: two thirds of the time.
#[inline(always)]
pub(super) fn tanh_by_halves<W: Exp, V: Float<Scalar = W>>(x: V, near: &[f64]) -> V {
    let c = V::splat;
    let size = x.abs();
    let r2 = size.mul(size);
    let low = r2.mul(size).mul_add(in_pairs(r2, r2.mul(r2), near), size);
    let e = exp_within(c(W::TANH_BOUND).min_or(size.add(size)));
    let high = c(1.0).sub(c(2.0).div(e.add(c(1.0))));
    with_sign_of(x, V::select(size.lt(c(0.625)), low, high))
}

/// `tanh x = 1 - 2 / (e + 1)` with `e = e^(2|x|)`, and the sign of `x`: a small absolute error, for networks.
///
/// An error of `e` reaches the result through `2 e / (e + 1)^2`, at most a half of it and nothing where `e` is large,
/// so one multiply-add reduces the argument and nothing is kept in two parts.
#[inline(always)]
pub(super) fn squash<W: Exp, V: Float<Scalar = W>>(x: V, power_less_one: &[f64]) -> V {
    let (c, one) = (V::splat, V::splat(1.0));
    let (r, root) = twice_in_sixteenths(x.abs());
    let p = horner(r, power_less_one);
    with_sign_of(x, one.sub(c(2.0).div(root.mul_add(p, root.add(one)))))
}

/// The same for double precision, where `2^r = (1 + t) / (1 - t)` with the odd `t = tanh(r ln 2 / 2)` takes half as many
/// terms as the power: `e + 1 = (root (1 + t) + (1 - t)) / (1 - t)`. All is halved, so that `1 - t` costs no product.
#[inline(always)]
pub(super) fn squash_by_quotient<W: Exp, V: Float<Scalar = W>>(x: V, half_tanh: &[f64]) -> V {
    let half = V::splat(0.5);
    let (r, root) = twice_in_sixteenths(x.abs());
    let t = horner(r.mul(r), half_tanh).mul(r);
    let less = half.sub(t);
    with_sign_of(x, V::splat(1.0).sub(less.add(less).div(root.mul_add(half.add(t), less))))
}

/// `(r, root)` with `e^(2 size) = root 2^r` and `|r| <= 1/32`; the size is cut off where its tangent rounds to 1.
#[inline(always)]
fn twice_in_sixteenths<W: Exp, V: Float<Scalar = W>>(size: V) -> (V, V) {
    let c = V::splat;
    let size = c(0.5 * W::TANH_BOUND).min_or(size);
    let rate = c(2.0 * core::f64::consts::LOG2_E);
    // with the exponent's bias once: shifted, the sixteenths and the exponent are what the bare root lacks
    let shift = c(W::SHIFT - W::BIAS);
    let count = size.mul_add(rate, shift);
    let r = size.mul_add(rate, shift.sub(count));
    let index = count.to_bits();
    let exponent = if size_of::<W>() == size_of::<f64>() { index.shl::<48>() } else { index.shl::<19>() };
    (r, V::from_bits(V::table16(index, &W::ROOTS.bare).to_bits().wadd(exponent)))
}

/// `c[0] + c[1] r + c[2] r^2 + ...` in as few operations as can be: networks have others to run beside them.
#[inline(always)]
fn horner<V: Float>(r: V, c: &[f64]) -> V {
    let mut sum = V::splat(c[c.len() - 1]);
    for i in (0..c.len() - 1).rev() {
        sum = sum.mul_add(r, V::splat(c[i]));
    }
    sum
}

/// A `size` with the sign of `x`.
#[inline(always)]
fn with_sign_of<W: Exp, V: Float<Scalar = W>>(x: V, size: V) -> V {
    V::from_bits(size.to_bits().or(x.to_bits().and(V::Bits::splat(W::SIGN_BIT))))
}
