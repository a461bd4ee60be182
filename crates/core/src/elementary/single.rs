//! What the elementary functions need to know of single precision.
//!
//! Polynomials as in `double.rs`.

use super::exp::{self, Exp};
use super::log::{self, Log};
use super::quarter_turns::{Turned, turned};
use super::trig::{self, Trig};
use super::{Format, Width, logistic, pow};
use crate::vector::{Float, Roots, Table16};

impl Width for f32 {
    #[inline(always)]
    fn exp<V: Float<Scalar = f32>>(x: V) -> V {
        exp::exp(x)
    }
    #[inline(always)]
    fn ln<V: Float<Scalar = f32>>(x: V) -> V {
        log::ln(x)
    }
    #[inline(always)]
    fn tanh<V: Float<Scalar = f32>>(x: V) -> V {
        // minimax relative to tanh on 0 ..= 0.625
        const NEAR: &[f64] = &[
            -0.3333333134651184,
            0.13332487642765045,
            -0.05381467565894127,
            0.020856373012065887,
            -0.005923822987824678,
        ];
        logistic::tanh_by_halves(x, NEAR)
    }
    #[inline(always)]
    fn squash<V: Float<Scalar = f32>>(x: V) -> V {
        // minimax of 2^r / (1 + s) - 1 on |r| <= 1/32, where the roots are 1 + s times too large: error 2^-29.7
        const POWER_LESS_ONE: &[f64] =
            &[1.7694845708e-9, 0.6931471824645996, 0.24023592472076416, 0.055506061762571335];
        logistic::squash(x, POWER_LESS_ONE)
    }
    #[inline(always)]
    fn sigmoid<V: Float<Scalar = f32>>(x: V) -> V {
        logistic::sigmoid(x)
    }
    #[inline(always)]
    fn sin<V: Float<Scalar = f32>>(x: V) -> V {
        trig::sin(x)
    }
    #[inline(always)]
    fn cos<V: Float<Scalar = f32>>(x: V) -> V {
        trig::cos(x)
    }
    #[inline(always)]
    fn pow<V: Float<Scalar = f32>>(x: V, p: V) -> V {
        pow::pow(x, p)
    }
    #[inline(always)]
    fn rough_pow<V: Float<Scalar = f32>>(x: V, p: f64) -> V {
        pow::rough_pow(x, p)
    }
}

impl Format for f32 {
    const ONE_BITS: u64 = 0x3f80_0000;
    const SIGN_BIT: u64 = 1 << 31;
    const EXPONENT_BITS: u64 = 0xff80_0000;
    const SMALLEST: f64 = f32::MIN_POSITIVE as f64;
    const LIFT: f64 = (1u64 << 23) as f64;
    const LIFTED: f64 = 23.0;
    const BIAS: f64 = 127.0;
    const ROUGH_ONE: f64 = 4159636.0;
    const ROUGH_BOUNDS: [f64; 2] = [0x8000 as f64, 0x7f_7fff as f64];
}

impl Exp for f32 {
    // s = -0.0245 ulp: no root changes, none is farther than 0.43 ulp from its number
    const ROOTS: Roots<f32> = Roots::<f32>::new([
        1.0,
        1.0442737,
        1.0905077,
        1.1387886,
        1.1892071,
        1.2418578,
        1.2968396,
        1.3542556,
        core::f32::consts::SQRT_2,
        1.4768262,
        1.5422108,
        1.6104903,
        1.6817929,
        1.7562522,
        1.8340081,
        1.9152066,
    ]);
    const ROOTS_REST: Table16<f32> = Table16([
        0.0,
        4.83347e-08,
        -1.307754e-08,
        5.3862223e-08,
        3.7976353e-08,
        4.496838e-08,
        -4.0189995e-08,
        -1.0123349e-08,
        2.4203235e-08,
        -4.500899e-08,
        8.070905e-09,
        9.836217e-09,
        -2.4755327e-08,
        -9.23577e-09,
        -1.1239278e-08,
        9.845328e-09,
    ]);
    const SHIFT: f64 = Roots::<f32>::SHIFT;
    const LN_2: [f64; 2] = [0.6931471824645996, -1.9046542121259336e-9];
    const BOUNDS: [f64; 2] = [-105.0, 89.0];
    const TANH_BOUND: f64 = 22.0;
    const OFFSET: f64 = 5.841066321206893e-9;
    // relative error 2^-29.2, a seventieth of an ulp of 1
    const TAIL: &[f64] = &[0.5000161671491985, 0.16666718495279398];
    // relative error 2^-31.5
    const TAIL_LESS_ONE: &[f64] = &[0.5, 0.16666990518569946, 0.04166758805513382];
}

impl Log for f32 {
    const CENTRE: Table16<f32> = Table16([
        1.3916016, 1.3330078, 1.2802734, 1.2304688, 1.1855469, 1.1425781, 1.1035156, 1.0664062, 1.0322266,
        1.0, 0.94140625, 0.8886719, 0.8417969, 0.7998047, 0.76171875, 0.72753906,
    ]);
    // multiples of 2^-16, as is the first part of ln 2
    const CENTRE_LN: Table16<f32> = Table16([
        -0.3304596,
        -0.28744507,
        -0.24707031,
        -0.20739746,
        -0.17021179,
        -0.13328552,
        -0.09849548,
        -0.06430054,
        -0.031723022,
        0.0,
        0.06037903,
        0.11802673,
        0.1722107,
        0.22338867,
        0.27217102,
        0.31808472,
    ]);
    const CENTRE_LN_REST: Table16<f32> = Table16([
        4.3076234e-06,
        7.16634e-06,
        -3.3656643e-06,
        2.2665915e-06,
        7.625972e-06,
        -1.6997315e-06,
        -5.6227086e-06,
        6.186404e-06,
        4.8421903e-06,
        0.0,
        1.4826686e-06,
        4.7269012e-07,
        5.8415762e-06,
        -9.501286e-07,
        6.865408e-06,
        2.870423e-06,
    ]);
    const CUT_LN_2: [f64; 2] = [0.693145751953125, 1.428606765330187e-6];
    // relative error 2^-31.7
    const LOG1P: &[f64] =
        &[-0.4999999701976776, 0.33333373069763184, -0.2501860558986664, 0.19943036139011383];
    // relative error 2^-36.3
    const LOG1P_FAR: &[f64] = &[-0.2500004172325134, 0.20011530816555023, -0.1659628003835678];
    const THIRD: [f64; 2] = [0.3333333432674408, -9.934107758624577e-9];
    const BELOW: u64 = 19 << 18;
}

impl Trig for f32 {
    const QUARTER: [f64; 3] = [1.5707963705062866, -4.371138828673793e-8, -1.7151245100058819e-15];
    const ROUND: f64 = 1.5 * (1u64 << 23) as f64;
    const HUGE: f64 = (1u64 << 15) as f64;
    // relative error 2^-27.9
    const SIN: &[f64] = &[-0.16666653752326965, 0.008332138881087303, -0.0001951187296072021];
    // error 2^-33.1
    const COS: &[f64] = &[0.04166664555668831, -0.0013887316454201937, 2.443236553517636e-05];
    fn turned(x: f32) -> Turned<f32> {
        let Turned { count, angle, rest } = turned(f64::from(x));
        let near = angle as f32;
        let quarters = count.to_bits() & 3;
        Turned {
            count: Self::ROUND as f32 + quarters as f32,
            angle: near,
            rest: (angle - f64::from(near) + rest) as f32,
        }
    }
}
