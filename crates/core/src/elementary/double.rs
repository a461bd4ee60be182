//! Elementary functions in double precision.

use super::Width;
use crate::vector::{Bits, Float, Table16};

/// `2^(j/16)` with the sixteenth `j` taken out of the exponent's place: adding `k << 48` with `k = 16 e + j` gives `2^(e + j/16)`.
static EXP_TABLE: Table16<f64> = {
    // 2^(j/16), correctly rounded
    const ROOT: [f64; 16] = [
        1.0, 1.0442737824274138, 1.0905077326652577, 1.1387886347566916, 1.189207115002721, 1.241857812073484,
        1.2968395546510096, 1.3542555469368927, 1.4142135623730951, 1.4768261459394993, 1.5422108254079407,
        1.6104903319492543, 1.681792830507429, 1.7562521603732995, 1.8340080864093424, 1.9152065613971474,
    ];
    Table16(ROOT)
};

impl Width for f64 {
    #[inline(always)]
    fn exp<V: Float<Scalar = f64>>(x: V) -> V {
        let c = V::splat;
        // NaN passes: the bound is the first operand
        let x = c(-746.0).max_or(c(710.0).min_or(x));
        let shift = c(6755399441055744.0); // 1.5 * 2^52
        let kk = x.mul_add(c(16.0 * core::f64::consts::LOG2_E), shift);
        let k = kk.sub(shift);
        let r = k.neg_mul_add(c(0.04332169878499658), x);
        let r = k.neg_mul_add(c(1.4498e-18), r);
        let t = V::table16(kk.to_bits(), &EXP_TABLE);
        let r2 = r.mul(r);
        let a = r.mul_add(c(1.0 / 6.0), c(0.5));
        let b = r.mul_add(c(1.0 / 120.0), c(1.0 / 24.0));
        let b = r2.mul_add(c(1.0 / 720.0), b);
        let p = r2.mul_add(b, a);
        let p = r2.mul_add(p, r);
        let _ = V::Bits::splat(0);
        t.mul_add(p, t).scale(k.mul(c(1.0 / 16.0)))
    }
    fn ln<V: Float<Scalar = f64>>(x: V) -> V {
        x
    }
    fn tanh<V: Float<Scalar = f64>>(x: V) -> V {
        x
    }
    fn sigmoid<V: Float<Scalar = f64>>(x: V) -> V {
        x
    }
    fn sin<V: Float<Scalar = f64>>(x: V) -> V {
        x
    }
    fn cos<V: Float<Scalar = f64>>(x: V) -> V {
        x
    }
    fn pow<V: Float<Scalar = f64>>(x: V, _p: V) -> V {
        x
    }
    #[inline(always)]
    fn rough_pow<V: Float<Scalar = f64>>(x: V, p: f64) -> V {
        // the high word of a float, as an integer, is about 2^20 (log2 x + 1023)
        const BIAS: f64 = 1072632447.0;
        const TWO52: f64 = 4503599627370496.0;
        let high = V::from_bits(x.to_bits().shr::<32>().or(V::Bits::splat(TWO52.to_bits())));
        let log = high.sub(V::splat(TWO52 + BIAS));
        let y = log.mul_add(V::splat(p), V::splat(BIAS + TWO52));
        V::from_bits(y.to_bits().shl::<32>())
    }
}
