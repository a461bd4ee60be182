//! One law: an elementary function gives every lane, on every instruction set, the bits that it gives the scalar.
//!
//! NaN counts as NaN: which of two NaN operands an instruction passes on, and with which sign, differs between
//! instruction sets (and the compiler may swap operands).

mod common;

use common::{bits, lanes_from, levels};
use neurodyn_core::{Doubles, Kernel, Level, Real, ScalarDouble, ScalarSingle, Singles, Wide};

/// The number of functions that [`at`] knows.
const FUNCTIONS: usize = 10;

#[inline(always)]
fn at<R: Real>(function: usize, x: R, p: R) -> R {
    match function {
        0 => x.exp(),
        1 => x.ln(),
        2 => x.tanh(),
        3 => x.sigmoid(),
        4 => x.sin(),
        5 => x.cos(),
        6 => x.pow(p),
        7 => x.rough_pow(0.2),
        8 => x.squash(),
        _ => x.rough_pow(-0.7),
    }
}

/// Every function at every argument, as bits.
struct All<'a>(&'a [(f64, f64)]);

impl Kernel for All<'_> {
    type Output = Vec<u64>;
    #[inline(always)]
    fn run<R: Wide>(self) -> Vec<u64> {
        let mut out = Vec::new();
        for function in 0..FUNCTIONS {
            for block in self.0.chunks(R::LANES) {
                let x = lanes_from::<R>(|i| block[i % block.len()].0);
                let p = lanes_from::<R>(|i| block[i % block.len()].1);
                let y = at(function, x, p);
                out.extend((0..block.len()).map(|i| bits(y.value(i))));
            }
        }
        out
    }
}

/// Numbers that functions treat apart.
const SPECIAL: [f64; 14] = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    2.0,
    -3.0,
    0.5,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::NAN,
    f64::MAX,
    f64::MIN_POSITIVE,
    5e-324,
    -1e-310,
];

/// Bit patterns of all kinds, then numbers of the sizes that functions are made for, then the special ones.
fn arguments(from_bits: impl Fn(u64) -> f64) -> Vec<(f64, f64)> {
    let mut state = 20_260_101u64;
    let mut next = || {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        let z = (state ^ state >> 33).wrapping_mul(0xff51afd7ed558ccd);
        z ^ z >> 29
    };
    let mut list = Vec::new();
    for _ in 0..6000 {
        list.push((from_bits(next()), from_bits(next())));
        let (x, p) = (next() as f64 / 2f64.powi(64), next() as f64 / 2f64.powi(64));
        list.push(((x - 0.5) * 1500.0, (p - 0.5) * 40.0));
        list.push(((x - 0.5) * 16.0, ((p - 0.5) * 40.0).round()));
        // a rare huge angle among small ones
        list.push((if x < 0.05 { 1e15 * p } else { x }, p * 3.0));
    }
    for x in SPECIAL {
        list.extend(SPECIAL.map(|p| (x, p)));
    }
    list
}

fn scalar<T: Real>(arguments: &[(f64, f64)]) -> Vec<u64> {
    let mut out = Vec::new();
    for function in 0..FUNCTIONS {
        for &(x, p) in arguments {
            out.push(bits(at(function, T::lit(x), T::lit(p)).value(0)));
        }
    }
    out
}

fn same(level: Level, shape: &str, got: &[u64], expected: &[u64], arguments: &[(f64, f64)]) {
    assert_eq!(got.len(), expected.len());
    for (i, (got, expected)) in got.iter().zip(expected).enumerate() {
        let (function, argument) = (i / arguments.len(), arguments[i % arguments.len()]);
        assert_eq!(got, expected, "{level:?} {shape}: function {function} at {argument:?}");
    }
}

#[test]
fn double_precision() {
    let arguments = arguments(f64::from_bits);
    let expected = scalar::<f64>(&arguments);
    for level in levels() {
        same(level, "one", &level.run::<ScalarDouble, _>(All(&arguments)), &expected, &arguments);
        same(level, "1 vector", &level.run::<Doubles<1>, _>(All(&arguments)), &expected, &arguments);
        same(level, "2 vectors", &level.run::<Doubles<2>, _>(All(&arguments)), &expected, &arguments);
        same(level, "3 vectors", &level.run::<Doubles<3>, _>(All(&arguments)), &expected, &arguments);
    }
}

#[test]
fn single_precision() {
    let arguments = arguments(|bits| f64::from(f32::from_bits(bits as u32)));
    let expected = scalar::<f32>(&arguments);
    for level in levels() {
        same(level, "one", &level.run::<ScalarSingle, _>(All(&arguments)), &expected, &arguments);
        same(level, "1 vector", &level.run::<Singles<1>, _>(All(&arguments)), &expected, &arguments);
        same(level, "2 vectors", &level.run::<Singles<2>, _>(All(&arguments)), &expected, &arguments);
    }
}
