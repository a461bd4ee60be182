//! The first law, for numbers: a lane gives the bytes of the scalar, on every level; and what arithmetic must keep.

mod common;

use common::{bits, lanes_from, levels};
use neurodyn_core::{Doubles, Dual, Kernel, Lanes, Layers, Level, Mask, Real, ScalarDouble, ScalarSingle};
use neurodyn_core::{Shape, Singles, Wide};
use proptest::prelude::*;

/// One step of a random program on a stack of numbers.
#[derive(Clone, Copy, Debug)]
enum Op {
    Input(usize),
    Literal(f64),
    One(u8),
    Two(u8),
    Three(u8),
}

/// Runs a program; the top of the stack. Operands that are missing are 1.
#[inline(always)]
fn evaluate<R: Real>(program: &[Op], inputs: [R; 3]) -> R {
    let mut stack = [R::lit(1.0); 32];
    let mut top = 4;
    for &op in program {
        let [c, b, a] = [stack[top - 1], stack[top - 2], stack[top - 3]];
        let (pops, value) = match op {
            Op::Input(i) => (0, inputs[i % 3]),
            Op::Literal(c) => (0, R::lit(c)),
            Op::One(i) => (1, one(i, c)),
            Op::Two(i) => (2, two(i, b, c)),
            Op::Three(i) => (3, three(i, a, b, c)),
        };
        top = (top - pops).max(4);
        stack[top] = value;
        top += 1;
    }
    stack[top - 1]
}

/// Elementary functions have `tests/bytes.rs` to themselves; one of them here, so that programs leave the easy range.
#[inline(always)]
fn one<R: Real>(i: u8, a: R) -> R {
    match i % 7 {
        0 => -a,
        1 => a.sqrt(),
        2 => a.abs(),
        3 => a.recip(),
        4 => a.powi(3),
        5 => a.exp(),
        _ => R::select(a.is_finite(), a, R::lit(0.5)),
    }
}

#[inline(always)]
fn two<R: Real>(i: u8, a: R, b: R) -> R {
    match i % 7 {
        0 => a + b,
        1 => a - b,
        2 => a * b,
        3 => a / b,
        4 => a.min(b),
        5 => a.max(b),
        _ => {
            let mut sum = a;
            sum += b;
            sum -= a * b;
            sum *= b;
            sum
        }
    }
}

#[inline(always)]
fn three<R: Real>(i: u8, a: R, b: R, c: R) -> R {
    match i % 4 {
        0 => a.mul_add(b, c),
        1 => R::select(a.lt(b), b, c),
        2 => R::select(a.le(b).not().or(b.lt(c)), a, c),
        _ => R::select(R::Mask::from_bits(a.lt(c).and(b.le(c)).bits()), a, b),
    }
}

fn number() -> impl Strategy<Value = f64> {
    let edges = [
        0.0,
        -0.0,
        1.0,
        -1.0,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NAN,
        f64::MIN_POSITIVE,
        5e-324,
        f64::MAX,
    ];
    prop_oneof![
        6 => -10.0..10.0f64,
        1 => any::<f64>(),
        1 => any::<f32>().prop_map(f64::from),
        1 => proptest::sample::select(edges.to_vec()),
    ]
}

fn program() -> impl Strategy<Value = Vec<Op>> {
    let op = prop_oneof![
        3 => (0usize..3).prop_map(Op::Input),
        1 => number().prop_map(Op::Literal),
        2 => any::<u8>().prop_map(Op::One),
        4 => any::<u8>().prop_map(Op::Two),
        2 => any::<u8>().prop_map(Op::Three),
    ];
    proptest::collection::vec(op, 1..25)
}

/// The program on every input, side by side: value, two derivatives, and the value without derivatives.
struct Programs<'a>(&'a [Op], &'a [[f64; 3]]);

impl Kernel for Programs<'_> {
    type Output = Vec<[u64; 4]>;
    #[inline(always)]
    fn run<R: Wide>(self) -> Vec<[u64; 4]> {
        let Self(program, inputs) = self;
        let mut results = Vec::new();
        for some in inputs.chunks(R::LANES) {
            let x: [R; 3] = core::array::from_fn(|k| lanes_from(|i| some[i.min(some.len() - 1)][k]));
            let plain = evaluate(program, x);
            let dual: Dual<R, 2> =
                evaluate(program, [Dual::variable(x[0], 0), Dual::variable(x[1], 1), Dual::constant(x[2])]);
            for lane in 0..some.len() {
                results.push([dual.re, dual.eps[0], dual.eps[1], plain].map(|x| bits(x.value(lane))));
            }
        }
        results
    }
}

fn everywhere(
    mut check: impl FnMut(&'static str, Level, bool, Vec<[u64; 4]>),
    program: &[Op],
    inputs: &[[f64; 3]],
) {
    for level in levels() {
        check("one f64", level, true, level.run::<ScalarDouble, _>(Programs(program, inputs)));
        check("1 x f64", level, true, level.run::<Doubles<1>, _>(Programs(program, inputs)));
        check("2 x f64", level, true, level.run::<Doubles<2>, _>(Programs(program, inputs)));
        check("3 x f64", level, true, level.run::<Doubles<3>, _>(Programs(program, inputs)));
        check("one f32", level, false, level.run::<ScalarSingle, _>(Programs(program, inputs)));
        check("1 x f32", level, false, level.run::<Singles<1>, _>(Programs(program, inputs)));
        check("2 x f32", level, false, level.run::<Singles<2>, _>(Programs(program, inputs)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]
    #[test]
    fn a_lane_gives_the_bytes_of_the_scalar(
        program in program(),
        inputs in proptest::collection::vec([number(), number(), number()], 1..40),
    ) {
        let (double, single) = (Programs(&program, &inputs).run::<f64>(), Programs(&program, &inputs).run::<f32>());
        everywhere(|shape, level, is_double, found| {
            let expected = if is_double { &double } else { &single };
            for (i, (found, expected)) in found.iter().zip(expected).enumerate() {
                let show = |r: &[u64; 4]| r.map(f64::from_bits);
                assert_eq!(found, expected, "{shape} on {level:?}, {:?}: {:?} {:?}", inputs[i], show(found), show(expected));
            }
        }, &program, &inputs);
        // and derivatives never move the orbit
        prop_assert!(double.iter().chain(&single).all(|[re, _, _, plain]| re == plain));
    }
}

/// `a b + c` on every triple.
struct Fused<'a>(&'a [[f64; 3]]);

impl Kernel for Fused<'_> {
    type Output = Vec<f64>;
    #[inline(always)]
    fn run<R: Wide>(self) -> Vec<f64> {
        let mut results = Vec::new();
        for some in self.0.chunks(R::LANES) {
            let x: [R; 3] = core::array::from_fn(|k| lanes_from(|i| some[i.min(some.len() - 1)][k]));
            let fused = x[0].mul_add(x[1], x[2]);
            results.extend((0..some.len()).map(|lane| fused.value(lane)));
        }
        results
    }
}

fn fused_is<S: Shape>(level: Level, triples: &[[f64; 3]], exact: &[f64]) {
    for ((found, exact), triple) in level.run::<S, _>(Fused(triples)).iter().zip(exact).zip(triples) {
        assert_eq!(found, exact, "{level:?} {triple:?}");
    }
}

proptest! {
    /// In integers: `(a b 2^s + c 2^t)` is exact in 128 bits, and its conversion to a float rounds once, to nearest even.
    #[test]
    fn mul_add_rounds_once(integers in proptest::collection::vec((any::<i64>(), any::<i64>(), any::<i64>(), -20i32..70), 1..40)) {
        for (mantissa, single) in [(53u32, false), (24, true)] {
            let (mut triples, mut exact) = (Vec::new(), Vec::new());
            for &(a, b, c, shift) in &integers {
                let shift = if single { shift.min(60) } else { shift };
                let [a, b, mut c] = [a, b, c].map(|x| i128::from(x >> (64 - mantissa)));
                let round = |x: i128| if single { f64::from(x as f32) } else { x as f64 };
                if shift % 3 == 0 {
                    // the product cancels to its own rounding error
                    triples.push([a as f64, b as f64, -round(a * b)]);
                    exact.push(round(a * b - round(a * b) as i128));
                }
                let mut product = a * b;
                if shift < 0 { product <<= -shift } else { c <<= shift }
                let down = if shift < 0 { 2f64.powi(shift) } else { 1.0 };
                triples.push([a as f64, b as f64, c as f64 * down]);
                exact.push(round(product + c) * down);
            }
            for level in levels() {
                if single {
                    fused_is::<ScalarSingle>(level, &triples, &exact);
                    fused_is::<Singles<1>>(level, &triples, &exact);
                    fused_is::<Singles<2>>(level, &triples, &exact);
                } else {
                    fused_is::<ScalarDouble>(level, &triples, &exact);
                    fused_is::<Doubles<1>>(level, &triples, &exact);
                    fused_is::<Doubles<2>>(level, &triples, &exact);
                }
            }
        }
    }
}

/// What is put into a lane comes out of it, and out of no other; masks turn into bits and back.
struct RoundTrip;

impl Kernel for RoundTrip {
    type Output = ();
    fn run<R: Wide>(self) {
        let at = |i: usize| i as f64 + 0.5;
        let all: R = lanes_from(at);
        let duals = (0..R::LANES).fold(Dual::<R, 2>::lit(0.0), |sum, i| {
            let [re, a, b] = [at(i), -at(i), 2.0 * at(i)].map(<R::Lane as Real>::lit);
            sum.with_lane(i, Dual { re, eps: [a, b] })
        });
        for i in 0..R::LANES {
            assert_eq!((all.value(i), all.lane(i).value(0)), (at(i), at(i)));
            let Dual { re, eps } = duals.lane(i);
            assert_eq!((re.value(0), eps.map(|e| e.value(0))), (at(i), [-at(i), 2.0 * at(i)]));
            let changed = all.with_lane(i, <R::Lane as Real>::lit(-7.0));
            assert!((0..R::LANES).all(|j| changed.value(j) == if i == j { -7.0 } else { at(j) }));
            let first = all.lt(R::lit(i as f64));
            assert_eq!(first.bits(), (1u64 << i) - 1);
            assert!((0..R::LANES).all(|j| first.lane(j) == (j < i)));
            assert_eq!(R::Mask::from_bits(first.bits()).bits(), first.bits());
            assert_eq!(first.not().bits() ^ first.bits(), R::Mask::splat(true).bits());
            assert!(first.any() == (i > 0) && !first.all() && first.not().any());
        }
        assert!(R::Mask::splat(true).all() && !R::Mask::splat(false).any());
        assert_eq!(<R::Mask as Mask>::LANES, R::LANES);
        assert_eq!(R::Mask::splat(true).bits().count_ones() as usize, R::LANES);
    }
}

#[test]
fn lanes_and_masks_round_trip() {
    for level in levels() {
        level.run::<ScalarDouble, _>(RoundTrip);
        level.run::<Doubles<1>, _>(RoundTrip);
        level.run::<Doubles<2>, _>(RoundTrip);
        level.run::<Doubles<3>, _>(RoundTrip);
        level.run::<Singles<1>, _>(RoundTrip);
        level.run::<Singles<2>, _>(RoundTrip);
        level.run::<Singles<4>, _>(RoundTrip);
    }
    let _: fn(Lanes<f64, 2>) -> f64 = |lanes| lanes.lane(1);
}

/// Name, function on duals, derivative in closed form by the standard library, an interval, and the absolute error that
/// cancellation in the derivative may leave.
type Slope = (&'static str, fn(Dual<f64, 1>) -> Dual<f64, 1>, fn(f64) -> f64, f64, f64, f64);

const SLOPES: &[Slope] = &[
    ("exp", |x| x.exp(), |x| x.exp(), -700.0, 700.0, 0.0),
    ("ln", |x| x.ln(), |x| 1.0 / x, 1e-300, 1e3, 0.0),
    ("tanh", |x| x.tanh(), |x| x.cosh().powi(-2), -20.0, 20.0, 1e-15),
    ("sigmoid", |x| x.sigmoid(), |x| 1.0 / ((x / 2.0).exp() + (-x / 2.0).exp()).powi(2), -30.0, 30.0, 1e-15),
    ("sqrt", |x| x.sqrt(), |x| 0.5 / x.sqrt(), 1e-3, 1e3, 0.0),
    ("sin", |x| x.sin(), |x| x.cos(), -10.0, 10.0, 0.0),
    ("cos", |x| x.cos(), |x| -x.sin(), -10.0, 10.0, 0.0),
    ("abs", |x| x.abs(), |x| x.signum(), -5.0, 5.0, 0.0),
    ("recip", |x| x.recip(), |x| -1.0 / (x * x), 0.1, 10.0, 0.0),
    ("x^5", |x| x.powi(5), |x| 5.0 * x * x * x * x, -10.0, 10.0, 0.0),
    ("x^2.5", |x| x.pow(Dual::constant(2.5)), |x| 2.5 * x * x.sqrt(), 0.01, 10.0, 0.0),
    ("2^x", |x| Dual::constant(2.0).pow(x), |x| x.exp2() * core::f64::consts::LN_2, -20.0, 20.0, 0.0),
    ("x^x", |x| x.pow(x), |x| x.powf(x) * (x.ln() + 1.0), 0.01, 10.0, 1e-14),
    (
        "x / (1 + x^2)",
        |x| x / x.mul_add(x, Dual::lit(1.0)),
        |x| (1.0 - x * x) / (1.0 + x * x).powi(2),
        -5.0,
        5.0,
        1e-15,
    ),
];

#[test]
fn duals_carry_the_derivative_of_every_function() {
    for (name, function, slope, low, high, absolute) in SLOPES {
        for i in 0..1000 {
            let x = low + (high - low) * (f64::from(i) + 0.37) / 1000.0;
            let (found, exact) = (function(Dual::variable(x, 0)).eps[0], slope(x));
            let tolerance = 2e-15 * (1.0 + x.abs()) * exact.abs() + absolute;
            assert!((found - exact).abs() <= tolerance, "{name} at {x}: {found:e} {exact:e}");
        }
    }
}

#[test]
fn minimum_and_maximum_take_the_second_where_one_is_nan() {
    for (a, b) in [(1.0, f64::NAN), (f64::NAN, 1.0), (0.0, -0.0), (-0.0, 0.0)] {
        assert_eq!(bits(Real::min(a, b)), bits(b));
        assert_eq!(bits(Real::max(a, b)), bits(b));
    }
}
