//! What the elementary functions need to know of double precision.
//!
//! The minimax polynomials were found by linear programming on Chebyshev points, in 200 bits, and their coefficients
//! then rounded; what the rounding costs is far below the errors noted.

use super::exp::{self, Exp};
use super::log::{self, Log};
use super::quarter_turns::{Turned, turned};
use super::trig::{self, Trig};
use super::{Format, Width, logistic, pow};
use crate::vector::{Float, Roots, Table16};

impl Width for f64 {
    #[inline(always)]
    fn exp<V: Float<Scalar = f64>>(x: V) -> V {
        exp::exp(x)
    }
    #[inline(always)]
    fn ln<V: Float<Scalar = f64>>(x: V) -> V {
        log::ln(x)
    }
    #[inline(always)]
    fn tanh<V: Float<Scalar = f64>>(x: V) -> V {
        logistic::tanh(x)
    }
    #[inline(always)]
    fn squash<V: Float<Scalar = f64>>(x: V) -> V {
        // minimax of tanh(r ln 2 / 2) / 2, the odd terms, on 0 ..= 1/32: error 2^-56.9
        const HALF_TANH: &[f64] = &[0.17328679513998466, -0.006938013569527508, 0.00033331120537155725];
        logistic::squash_by_quotient(x, HALF_TANH)
    }
    #[inline(always)]
    fn sigmoid<V: Float<Scalar = f64>>(x: V) -> V {
        logistic::sigmoid(x)
    }
    #[inline(always)]
    fn sin<V: Float<Scalar = f64>>(x: V) -> V {
        trig::sin(x)
    }
    #[inline(always)]
    fn cos<V: Float<Scalar = f64>>(x: V) -> V {
        trig::cos(x)
    }
    #[inline(always)]
    fn pow<V: Float<Scalar = f64>>(x: V, p: V) -> V {
        pow::pow(x, p)
    }
    #[inline(always)]
    fn rough_pow<V: Float<Scalar = f64>>(x: V, p: f64) -> V {
        pow::rough_pow(x, p)
    }
}

impl Format for f64 {
    const ONE_BITS: u64 = 0x3ff0_0000_0000_0000;
    const SIGN_BIT: u64 = 1 << 63;
    const EXPONENT_BITS: u64 = 0xfff0_0000_0000_0000;
    const SMALLEST: f64 = f64::MIN_POSITIVE;
    const LIFT: f64 = (1u64 << 52) as f64;
    const LIFTED: f64 = 52.0;
    const BIAS: f64 = 1023.0;
    const ROUGH_ONE: f64 = 1072632447.0;
    const ROUGH_BOUNDS: [f64; 2] = [0x0010_0000 as f64, 0x7fef_ffff as f64];
}

impl Exp for f64 {
    // s = -0.1395 ulp: the farthest root is 0.37 ulp from its number. Without s it would be 0.48; two roots change.
    const ROOTS: Roots<f64> = Roots::<f64>::new([
        1.0,
        1.0442737824274138,
        1.0905077326652577,
        1.1387886347566916,
        1.189207115002721,
        1.241857812073484,
        1.2968395546510096,
        1.3542555469368927,
        core::f64::consts::SQRT_2.next_down(),
        1.4768261459394993,
        1.5422108254079407,
        1.6104903319492543,
        1.681792830507429,
        1.7562521603732995,
        1.8340080864093424,
        1.9152065613971472,
    ]);
    const ROOTS_REST: Table16<f64> = Table16([
        0.0,
        8.551889705537965e-17,
        -3.046782079812471e-17,
        8.912812676025408e-17,
        3.982015231465646e-17,
        4.658027591836937e-17,
        2.5382502794888315e-17,
        7.70094837980299e-17,
        1.2537167179050217e-16,
        -3.483994556892796e-17,
        7.949834809697621e-17,
        2.4707192569797888e-17,
        8.199010020581497e-17,
        2.960140695448873e-17,
        3.283107224245627e-17,
        1.1584514436307167e-16,
    ]);
    const SHIFT: f64 = Roots::<f64>::SHIFT;
    const LN_2: [f64; 2] = [core::f64::consts::LN_2, 2.3190468138462996e-17];
    const BOUNDS: [f64; 2] = [-746.0, 710.0];
    const TANH_BOUND: f64 = 44.0;
    const OFFSET: f64 = 6.195044477408423e-17;
    // relative error 2^-56.2, a twentieth of an ulp of 1
    const TAIL: &[f64] = &[
        0.49999999999999606,
        0.16666666664413454,
        0.041666666693299666,
        0.00833347205969281,
        0.0013888593796087302,
    ];
    // relative error 2^-60
    const TAIL_LESS_ONE: &[f64] = &[
        0.5000000000000003,
        0.16666666666666677,
        0.0416666666618854,
        0.008333333332412238,
        0.0013889092626717258,
        0.00019841554586083574,
    ];
}

impl Log for f64 {
    const CENTRE: Table16<f64> = Table16([
        1.3916015625,
        1.3330078125,
        1.2802734375,
        1.23046875,
        1.185546875,
        1.142578125,
        1.103515625,
        1.06640625,
        1.0322265625,
        1.0,
        0.94140625,
        0.888671875,
        0.841796875,
        0.7998046875,
        0.76171875,
        0.7275390625,
    ]);
    // multiples of 2^-42, as is the first part of ln 2
    const CENTRE_LN: Table16<f64> = Table16([
        -0.33045528710340477,
        -0.28743790201951924,
        -0.24707367816426995,
        -0.20739519434596332,
        -0.1702041660200848,
        -0.13328722219239353,
        -0.0985011061068235,
        -0.06429435070549516,
        -0.03171818027067275,
        0.0,
        0.060380510988807146,
        0.11802720608852724,
        0.172216534935842,
        0.2233877217463487,
        0.2721778859158803,
        0.3180875872199067,
    ]);
    const CENTRE_LN_REST: Table16<f64> = Table16([
        1.0696475387258266e-13,
        -8.777052447805795e-14,
        2.3201736484875263e-14,
        -1.0726867577289733e-13,
        9.433537664581756e-14,
        4.4819840726013836e-14,
        -1.0965899689943145e-13,
        9.790518511990216e-14,
        -1.117930281017946e-13,
        0.0,
        1.0033424888676119e-13,
        3.013227959910772e-14,
        -8.199467511461324e-14,
        3.498161122982022e-14,
        -6.465103064005256e-14,
        -1.313034496619672e-14,
    ]);
    const CUT_LN_2: [f64; 2] = [0.6931471805598903, 5.497923018708371e-14];
    // relative error 2^-56.7
    const LOG1P: &[f64] = &[
        -0.4999999999999979,
        0.33333333333341,
        -0.2500000000325919,
        0.19999999942037133,
        -0.166666533504299,
        0.142858350338298,
        -0.12520001152871962,
        0.11042972634767498,
    ];
    // relative error 2^-74.4
    const LOG1P_FAR: &[f64] = &[
        -0.24999999999999997,
        0.19999999999999268,
        -0.16666666666701646,
        0.14285714291559695,
        -0.12499999875098683,
        0.11111094997408182,
        -0.10000171242192235,
        0.09109510022739391,
        -0.08259379097264885,
    ];
    const THIRD: [f64; 2] = [1.0 / 3.0, 1.850371707708594e-17];
    const BELOW: u64 = 19 << 47;
}

impl Trig for f64 {
    const QUARTER: [f64; 3] = [core::f64::consts::FRAC_PI_2, 6.123233995736766e-17, -1.4973849048591698e-33];
    const ROUND: f64 = 1.5 * (1u64 << 52) as f64;
    const HUGE: f64 = (1u64 << 30) as f64;
    // relative error 2^-57.8
    const SIN: &[f64] = &[
        -0.1666666666666663,
        0.008333333333321475,
        -0.000198412698290257,
        2.7557313411295577e-06,
        -2.5050712865888104e-08,
        1.5894103779520023e-10,
    ];
    // error 2^-64
    const COS: &[f64] = &[
        0.041666666666666595,
        -0.0013888888888872852,
        2.4801587288654752e-05,
        -2.7557314104785655e-07,
        2.0875688573497823e-09,
        -1.1357801468798792e-11,
    ];
    fn turned(x: f64) -> Turned<f64> {
        turned(x)
    }
}
