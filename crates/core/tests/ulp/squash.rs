//! The tangent of networks: its absolute error, and what an error does not see.

use crate::reference;
use crate::samples::Stream;
use neurodyn_core::{Doubles, Dual, Kernel, Level, Real, Singles, Wide};

/// The largest absolute error promised, in units of the last place of one half: the sum of all roundings near 0 (single
/// precision: root + 1 and the sum with the power 1 each, the root's own 1/2, the quotient 1/2; double precision: the
/// divisor 1, the halves of 1 + t and 1 - t 1/2 each, the root 3/8, the quotient 1/2).
const PROMISED: f64 = 3.0;
/// Such units in one.
const DOUBLE: f64 = (1u64 << 53) as f64;
const SINGLE: f64 = (1u64 << 24) as f64;

struct Squash<'a>(&'a [f64]);

impl Kernel for Squash<'_> {
    type Output = Vec<f64>;
    #[inline(always)]
    fn run<R: Wide>(self) -> Vec<f64> {
        let mut y = Vec::new();
        for block in self.0.chunks(R::LANES) {
            let mut x = R::lit(0.0);
            for i in 0..block.len() {
                x = x.with_lane(i, <R::Lane as Real>::lit(block[i]));
            }
            let x = x.squash();
            y.extend((0..block.len()).map(|i| x.value(i)));
        }
        y
    }
}

/// `(error, x)` with the largest error over `count` arguments of all sizes, and over half as many in `-20 ..= 20`.
fn worst_double(count: usize) -> (f64, f64) {
    let (mut worst, mut stream) = ((0.0, 0.0), Stream::new(2, 3));
    for _ in 0..count / 4096 {
        let x: Vec<f64> = (0..4096).map(|_| stream.double().0).collect();
        let y = Level::best().run::<Doubles<1>, _>(Squash(&x));
        for (&x, y) in x.iter().zip(y) {
            let exact = reference::tanh(x).value;
            let error = ((y - exact.0) - exact.1).abs() * DOUBLE;
            assert!(!error.is_nan() && y.abs() <= 1.0, "{x:e}: {y:e}");
            worst = if error > worst.0 { (error, x) } else { worst };
        }
    }
    worst
}

/// The same for every `stride`-th positive `f32` from a number too small to matter to one far beyond the bound; and the
/// longest way that the values step back.
fn worst_single(stride: usize) -> ((f64, f64), f64) {
    let (mut worst, mut back, mut last) = ((0.0, 0.0), 0.0f64, 0.0);
    let all: Vec<u32> = (1e-9f32.to_bits()..=20f32.to_bits()).step_by(stride).collect();
    for block in all.chunks(4096) {
        let x: Vec<f64> = block.iter().map(|&bits| f64::from(f32::from_bits(bits))).collect();
        let y = Level::best().run::<Singles<1>, _>(Squash(&x));
        for (&x, y) in x.iter().zip(y) {
            let error = (y - x.tanh()).abs() * SINGLE;
            assert!(!error.is_nan() && y <= 1.0, "{x:e}: {y:e}");
            worst = if error > worst.0 { (error, x) } else { worst };
            back = back.max((last - y) * SINGLE);
            last = y;
        }
    }
    (worst, back)
}

#[test]
fn the_absolute_error_stays_within_the_promise() {
    let (double, (single, back)) = (worst_double(1 << 20), worst_single(101));
    println!("double {double:?}, single {single:?}, steps back by {back}");
    assert!(double.0 <= PROMISED && single.0 <= PROMISED, "{double:?} {single:?}");
    // no value is farther below an earlier one than two roundings
    assert!(back <= 2.0, "{back}");
}

#[test]
#[ignore = "a minute: a hundred million samples, and every f32 that matters"]
fn the_table_of_the_documentation() {
    let (double, (single, back)) = (worst_double(100_000_000), worst_single(1));
    println!("double {double:?}, single {single:?}, steps back by {back}");
    assert!(double.0 <= PROMISED && single.0 <= PROMISED, "{double:?} {single:?}");
}

fn ends<R: Real>(one_from: f64, less_than_one: f64) {
    let at = |x: f64| R::lit(x).squash().value(0);
    for x in [one_from, 22.0, 44.0, 1e10, 1e38, f64::INFINITY] {
        assert_eq!((at(x), at(-x)), (1.0, -1.0), "{x}");
    }
    assert!(at(less_than_one) < 1.0);
    assert!(at(f64::NAN).is_nan());
    assert!(at(0.0) == 0.0 && at(-0.0) == 0.0 && at(-0.0).is_sign_negative());
    let mut x = 1e-12;
    while x < 30.0 {
        assert_eq!(at(x).to_bits(), (-at(-x)).to_bits(), "{x}");
        x *= 1.003;
    }
}

#[test]
fn saturates_is_odd_and_passes_nan() {
    ends::<f64>(19.1, 18.7);
    ends::<f32>(9.1, 8.6);
}

#[test]
fn its_derivative_is_one_less_its_square() {
    for x in [-30.0, -2.0, -0.3, 0.0, 1e-9, 0.7, 5.0] {
        let y = Dual::<f64, 1>::variable(x, 0).squash();
        assert_eq!(y.re.to_bits(), Real::squash(x).to_bits());
        assert!((y.eps[0] - 1.0 / f64::cosh(x).powi(2)).abs() < 1e-15, "{x}: {y:?}");
    }
}
