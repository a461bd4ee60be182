//! The natural logarithm: a table of sixteen logarithms and a polynomial close to 1, optionally in two parts.
//!
//! `x = 2^k m` with `m` in `[0.70, 1.41)`, cut into sixteen intervals of the bits of `m`, one of them centred on 1.
//! With `c` near the reciprocal of the interval's middle, `m c = 1 + r` and `|r| <= 1/32`, so
//! `ln x = k ln 2 - ln c + log1p r`. Around 1 itself `c = 1` and `k = 0`: nothing cancels.

use super::exp::{Exp, in_pairs};
use crate::mask::Mask;
use crate::vector::{Bits, Float, Table16};

/// What the logarithm needs to know of a width.
pub(super) trait Log: Exp {
    /// `c`, with at most ten bits after the point.
    const CENTRE: Table16<Self>;
    /// `-ln c`, cut so that adding `k` times the cut `ln 2` is exact.
    const CENTRE_LN: Table16<Self>;
    /// What the cut took off `-ln c`.
    const CENTRE_LN_REST: Table16<Self>;
    /// `ln 2`, cut likewise, and what the cut took off.
    const CUT_LN_2: [f64; 2];
    /// `log1p r` from the square on, minimax relative to `r` on `|r| <= 1/32`.
    const LOG1P: &'static [f64];
    /// `log1p r` from the fourth power on, given `-r^2/2 + r^3/3`, likewise.
    const LOG1P_FAR: &'static [f64];
    /// `1/3` and what rounding took off.
    const THIRD: [f64; 2];
    /// Nine and a half intervals of bits: the first interval begins that far below 1.
    const BELOW: u64;
}

/// `x = 2^k m`, taken apart: `k ln 2 - ln c` in two parts, `r`, and what rounding took off `m c`.
struct Near1<V> {
    base: V,
    base_rest: V,
    r: V,
    r_rest: V,
}

/// Takes apart a positive finite number; anything else gives anything.
#[inline(always)]
fn near_1<W: Log, V: Float<Scalar = W>>(x: V) -> Near1<V> {
    let c = V::splat;
    let tiny = x.lt(c(W::SMALLEST));
    let bits = V::select(tiny, x.mul(c(W::LIFT)), x).to_bits();
    let from_first = bits.wadd(V::Bits::splat(W::BELOW));
    // the exponent, bias included, and below it the number of the interval
    let (exponent, interval) = if size_of::<W>() == size_of::<f64>() {
        (from_first.shr::<52>(), from_first.shr::<48>())
    } else {
        (from_first.shr::<23>(), from_first.shr::<19>())
    };
    let whole = V::Bits::splat(W::EXPONENT_BITS);
    let m = V::from_bits(bits.wsub(from_first.and(whole)).wadd(V::Bits::splat(W::ONE_BITS)));
    let biased = V::from_bits(exponent.or(c(W::LIFT).to_bits())).sub(c(W::LIFT));
    let k = biased.sub(V::select(tiny, c(W::BIAS + W::LIFTED), c(W::BIAS)));

    let centre = V::table16(interval, &W::CENTRE);
    let product = m.mul(centre);
    Near1 {
        base: k.mul_add(c(W::CUT_LN_2[0]), V::table16(interval, &W::CENTRE_LN)),
        base_rest: k.mul_add(c(W::CUT_LN_2[1]), V::table16(interval, &W::CENTRE_LN_REST)),
        r: product.sub(c(1.0)),
        r_rest: m.mul_add(centre, product.neg()),
    }
}

/// `ln x`.
#[inline(always)]
pub(super) fn ln<W: Log, V: Float<Scalar = W>>(x: V) -> V {
    let c = V::splat;
    let Near1 { base, base_rest, r, r_rest } = near_1(x);
    let r2 = r.mul(r);
    // base is 0 or larger than r, so the sum's rounding error is exact
    let high = base.add(r);
    let lost = r.sub(high.sub(base));
    // log1p(r + r_rest) = log1p(r) + r_rest (1 - r + ...)
    let r_rest = r.neg_mul_add(r_rest, r_rest);
    let low = r2.mul_add(in_pairs(r, r2, W::LOG1P), lost.add(r_rest.add(base_rest)));
    let usual = c(0.0).lt(x).and(x.lt(c(f64::INFINITY)));
    // infinity and NaN give themselves
    let odd = V::select(x.lt(c(0.0)), c(f64::NAN), V::select(x.equal(c(0.0)), c(f64::NEG_INFINITY), x));
    V::select(usual, high.add(low), odd)
}

/// `ln x` in two parts, 12 bits more than the width has, for a positive finite `x`; anything else gives anything.
#[inline(always)]
pub(super) fn ln_pair<W: Log, V: Float<Scalar = W>>(x: V) -> (V, V) {
    let c = V::splat;
    let Near1 { base, base_rest, r, r_rest } = near_1(x);
    // log1p(r + r_rest) = log1p(r) + r_rest / (1 + r)
    let r_rest = r_rest.div(c(1.0).add(r));
    let square = r.mul(r);
    let square_rest = r.mul_add(r, square.neg());
    let cube = square.mul(r);
    let cube_rest = square_rest.mul_add(r, square.mul_add(r, cube.neg()));
    // the factor of the cube: 1/3 - r/4 + ...
    let far = r.mul(in_pairs(r, square, W::LOG1P_FAR));
    let (factor, factor_rest) = sum(c(W::THIRD[0]), far);
    let factor_rest = factor_rest.add(c(W::THIRD[1]));
    let third = cube.mul(factor);
    let third_rest = cube.mul_add(factor, third.neg()).add(cube.mul_add(factor_rest, cube_rest.mul(factor)));

    // each sum's first term is 0 with the second, or the larger
    let (high, a) = sum(base, r);
    let (high, b) = sum(high, c(-0.5).mul(square));
    let (high, d) = sum(high, third);
    let rests = c(-0.5).mul_add(square_rest, third_rest).add(r_rest).add(base_rest);
    sum(high, a.add(b).add(d).add(rests))
}

/// `a + b` and what rounding took off, for `|a| >= |b|` or `a = 0`.
#[inline(always)]
fn sum<V: Float>(a: V, b: V) -> (V, V) {
    let s = a.add(b);
    (s, b.sub(s.sub(a)))
}
