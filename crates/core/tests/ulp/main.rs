//! The errors of the elementary functions, in units in the last place, over their whole ranges.
//!
//! `cargo test -p neurodyn-core --release --test ulp -- --ignored --nocapture` runs a hundred million samples of each
//! and every `f32`, or as many as `NEURODYN_ULP_SAMPLES` says, and prints the table that stands in `elementary/mod.rs`.

mod golden;
mod reference;
mod samples;
mod special;
mod squash;

use neurodyn_core::{Doubles, Kernel, Level, Real, Singles, Wide};
use reference::{Exact, ulps};
use samples::Stream;
use std::fmt::Write;

/// One elementary function: how to compute it, the truth, and the error that is promised.
struct Function {
    name: &'static str,
    truth: fn(f64, f64) -> Exact,
    rough: fn(f64, f64) -> f64,
    promised: f64,
}

const FUNCTIONS: [Function; 7] = [
    Function { name: "exp", truth: |x, _| reference::exp(x), rough: |x, _| x.exp(), promised: 1.0 },
    Function { name: "ln", truth: |x, _| reference::ln(x), rough: |x, _| x.ln(), promised: 1.0 },
    Function { name: "tanh", truth: |x, _| reference::tanh(x), rough: |x, _| x.tanh(), promised: 2.0 },
    Function {
        name: "sigmoid",
        truth: |x, _| reference::sigmoid(x),
        // e^x / (1 + e^x) where the other form overflows
        rough: |x, _| if x < 0.0 { x.exp() / (1.0 + x.exp()) } else { 1.0 / (1.0 + (-x).exp()) },
        promised: 1.0,
    },
    Function { name: "sin", truth: |x, _| reference::sin(x), rough: |x, _| x.sin(), promised: 1.0 },
    Function { name: "cos", truth: |x, _| reference::cos(x), rough: |x, _| x.cos(), promised: 1.0 },
    Function { name: "pow", truth: reference::pow, rough: f64::powf, promised: 1.0 },
];

/// The function of that number, on lanes.
struct Apply<'a> {
    function: usize,
    x: &'a [f64],
    p: &'a [f64],
}

impl Kernel for Apply<'_> {
    type Output = Vec<f64>;
    #[inline(always)]
    fn run<R: Wide>(self) -> Vec<f64> {
        let mut y = vec![0.0; self.x.len()];
        let mut first = 0;
        while first < y.len() {
            let (mut x, mut p) = (R::lit(0.0), R::lit(0.0));
            let lanes = R::LANES.min(y.len() - first);
            for i in 0..lanes {
                x = x.with_lane(i, <R::Lane as Real>::lit(self.x[first + i]));
                p = p.with_lane(i, <R::Lane as Real>::lit(self.p[first + i]));
            }
            let result = match self.function {
                0 => x.exp(),
                1 => x.ln(),
                2 => x.tanh(),
                3 => x.sigmoid(),
                4 => x.sin(),
                5 => x.cos(),
                _ => x.pow(p),
            };
            for i in 0..lanes {
                y[first + i] = result.value(i);
            }
            first += R::LANES;
        }
        y
    }
}

/// The largest error seen and where.
#[derive(Clone, Copy, Debug)]
#[allow(dead_code, reason = "printed")]
struct Worst {
    ulps: f64,
    at: (f64, f64),
    got: f64,
}

/// The largest error over `count` samples of the stream, in double precision.
fn worst_double(function: usize, count: usize) -> Worst {
    let mut worst = Worst { ulps: 0.0, at: (0.0, 0.0), got: 0.0 };
    let mut stream = Stream::new(function, 1);
    let mut done = 0;
    while done < count {
        let (x, p): (Vec<f64>, Vec<f64>) = (0..4096).map(|_| stream.double()).unzip();
        let y = Level::best().run::<Doubles<1>, _>(Apply { function, x: &x, p: &p });
        for i in 0..x.len() {
            let error = ulps(y[i], (FUNCTIONS[function].truth)(x[i], p[i]));
            if error.is_nan() || error > worst.ulps {
                worst = Worst {
                    ulps: if error.is_nan() { f64::INFINITY } else { error },
                    at: (x[i], p[i]),
                    got: y[i],
                };
            }
        }
        done += x.len();
    }
    worst
}

/// The same in single precision, where double precision is the truth; a `stride` walks through all bit patterns.
fn worst_single(function: usize, count: usize, stride: Option<usize>) -> Worst {
    let mut worst = Worst { ulps: 0.0, at: (0.0, 0.0), got: 0.0 };
    let mut stream = Stream::new(function, 2);
    let mut done = 0;
    while done < count {
        let (x, p): (Vec<f64>, Vec<f64>) = if let Some(stride) = stride {
            (done..done + 4096).map(|i| (f64::from(f32::from_bits((i * stride) as u32)), 0.0)).unzip()
        } else {
            (0..4096).map(|_| stream.single()).unzip()
        };
        let y = Level::best().run::<Singles<1>, _>(Apply { function, x: &x, p: &p });
        for i in 0..x.len() {
            let exact = (FUNCTIONS[function].rough)(x[i], p[i]);
            let error = ulps_single(y[i], exact);
            if error > worst.ulps {
                worst = Worst { ulps: error, at: (x[i], p[i]), got: y[i] };
            }
        }
        done += x.len();
    }
    worst
}

fn ulps_single(computed: f64, exact: f64) -> f64 {
    if exact.is_nan() || computed.is_nan() {
        return if exact.is_nan() && computed.is_nan() { 0.0 } else { f64::INFINITY };
    }
    let largest = 2f64.powi(128);
    if exact.abs() >= largest && computed.is_infinite() {
        return 0.0;
    }
    let computed = if computed.is_infinite() { largest.copysign(computed) } else { computed };
    if exact == computed {
        return 0.0;
    }
    let rounded = f64::from(exact as f32).abs().clamp(f64::from(f32::MIN_POSITIVE), f64::from(f32::MAX));
    let last = (rounded.to_bits() >> 52) as i32 - 1023 - 23;
    (computed - exact).abs() / 2f64.powi(last)
}

#[test]
fn errors_stay_within_the_promise() {
    for (i, function) in FUNCTIONS.iter().enumerate() {
        let double = worst_double(i, 300_000);
        let single = worst_single(i, 1_000_000, None);
        println!("{} {double:?} {single:?}", function.name);
        assert!(double.ulps <= function.promised, "f64 {}: {double:?}", function.name);
        assert!(single.ulps <= function.promised, "f32 {}: {single:?}", function.name);
    }
}

#[test]
fn the_reference_agrees_with_numbers_computed_elsewhere() {
    for (function, list) in golden::ONE.iter().enumerate() {
        for &(x, bits) in *list {
            let error = ulps(f64::from_bits(bits), (FUNCTIONS[function].truth)(x, 0.0));
            assert!(error <= 0.5 + 1e-9, "{} {x:e}: {error}", FUNCTIONS[function].name);
        }
    }
    for &((x, p), bits) in golden::POW {
        let error = ulps(f64::from_bits(bits), reference::pow(x, p));
        assert!(error <= 0.5 + 1e-9, "pow {x:e} {p:e}: {error}");
    }
}

#[test]
#[ignore = "minutes: a hundred million samples, and every f32"]
fn the_table_of_the_documentation() {
    let count = std::env::var("NEURODYN_ULP_SAMPLES")
        .map_or(100_000_000, |n| n.parse().expect("a number of samples"));
    let mut table = String::new();
    for (i, function) in FUNCTIONS.iter().enumerate() {
        let double = worst_double(i, count);
        // the functions of one argument: every bit pattern, or every so many
        let stride = (100_000_000 / count).max(1) | 1;
        let single = if function.name == "pow" {
            worst_single(i, count, None)
        } else {
            worst_single(i, (1 << 32) / stride, Some(stride))
        };
        writeln!(table, "| `{}` | {:.3} | {:.3} |", function.name, double.ulps, single.ulps)
            .expect("text grows");
        println!("{} {double:?} {single:?}", function.name);
        assert!(double.ulps <= function.promised && single.ulps <= function.promised, "{}", function.name);
    }
    println!("{table}");
}
