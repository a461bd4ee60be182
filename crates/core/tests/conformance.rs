//! The suites of `conformance`: numbers pass on every level, a good system passes, and each fault is found.
#![cfg(feature = "conformance")]

mod common;

use common::levels;
use neurodyn_core::conformance::{
    Case, Equations, Flows, Nonconformity, autonomous_means_autonomous, dual_matches_finite_difference,
    flow_lanes_match_scalar, lanes_match_scalar, lanes_not_slower, number_conforms,
};
use neurodyn_core::seed::Seeds;
use neurodyn_core::{Doubles, Dual, Family, Fixed, Flow, Kernel, Lift, Primal, Real, Singles, System, Wide};

struct Numbers;

impl Kernel for Numbers {
    type Output = Result<(), Nonconformity>;
    fn run<R: Wide>(self) -> Self::Output {
        number_conforms::<R>()
    }
}

#[test]
fn numbers_conform() {
    for level in levels() {
        level.run::<Doubles<2>, _>(Numbers).unwrap();
        level.run::<Singles<1>, _>(Numbers).unwrap();
    }
    number_conforms::<f32>().unwrap();
    number_conforms::<Dual<f64, 2>>().unwrap();
    number_conforms::<Dual<Dual<f32, 1>, 1>>().unwrap();
}

/// A forced pendulum, `x'' = -sin x - d x' + a tanh(t)`, its parameters `d` and `a`.
#[derive(Clone, Copy)]
struct Pendulum<P>([P; 2]);
struct Pendulums;

impl<P> System for Pendulum<P> {
    type Space = Fixed<2>;
    fn space(&self) -> Fixed<2> {
        Fixed
    }
}
impl<P: Copy, R: Real + Lift<P>> Flow<R> for Pendulum<P> {
    #[inline(always)]
    fn rhs(&self, t: R, x: &[R; 2], dx: &mut [R; 2]) {
        let [d, a] = self.0.map(R::lift);
        *dx = [x[1], a * t.tanh() - x[0].sin() - d * x[1]];
    }
}
impl Family for Pendulums {
    type Space = Fixed<2>;
    type Member<R: Real> = Pendulum<Primal<R>>;
    fn space(&self) -> Fixed<2> {
        Fixed
    }
    fn parameters(&self) -> usize {
        2
    }
    #[inline(always)]
    fn member<R: Real>(&self, p: &[Primal<R>]) -> Self::Member<R> {
        Pendulum([p[0], p[1]])
    }
}

fn cases() -> Vec<Case> {
    let seeds = Seeds::new(3).named("pendulum");
    let case = |i| {
        let x = seeds.stream(i).in_box(&[(-3.0, 3.0); 5]);
        Case::new(x[0], &x[1..3], &x[3..])
    };
    (0..101).map(case).collect()
}

#[test]
fn a_good_system_passes() {
    flow_lanes_match_scalar(&Pendulums, &cases()).unwrap();
    dual_matches_finite_difference(&Flows(&Pendulums), &cases(), 1e-8).unwrap();
}

/// Says that it does not look at the time, and does.
struct Liar(Pendulum<f64>);

impl System for Liar {
    type Space = Fixed<2>;
    fn space(&self) -> Fixed<2> {
        Fixed
    }
}
impl<R: Real> Flow<R> for Liar {
    fn rhs(&self, t: R, x: &[R; 2], dx: &mut [R; 2]) {
        self.0.rhs(t, x, dx);
    }
    fn is_autonomous(&self) -> bool {
        true
    }
}

#[test]
fn only_autonomous_flows_may_say_so() {
    let forced = Pendulum([0.1, 0.5]);
    autonomous_means_autonomous(&forced, &[0.3, 0.2]).unwrap();
    autonomous_means_autonomous(&Liar(Pendulum([0.1, 0.0])), &[0.3, 0.2]).unwrap();
    let found = autonomous_means_autonomous(&Liar(forced), &[0.3, 0.2]).unwrap_err();
    assert!(matches!(found, Nonconformity::Clock { coordinate: 1, t: -3.5, .. }), "{found}");
}

/// The image of a scalar is `x`, that of a lane `x + 1`; the derivative is 2.
struct Faulty;

impl Equations for Faulty {
    fn sizes(&self) -> (usize, usize) {
        (1, 0)
    }
    fn evaluate<R: Real>(&self, _: R, _: &[Primal<R>], x: &[R], out: &mut [R]) {
        out[0] = x[0] + R::lit(if R::LANES > 1 { 1.0 } else { 0.0 }) + (x[0] - R::lift(x[0].primal()));
    }
}

#[test]
fn faults_are_found() {
    let cases = [Case::new(0.0, &[], &[3.0])];
    let lanes = lanes_match_scalar(&Faulty, &cases).unwrap_err();
    assert!(
        matches!(lanes, Nonconformity::Lanes { case: 0, coordinate: 0, found: 4.0, scalar: 3.0, .. }),
        "{lanes}"
    );
    let slope = dual_matches_finite_difference(&Faulty, &cases, 1e-6).unwrap_err();
    assert!(matches!(slope, Nonconformity::Derivative { row: 0, column: 0, found: 2.0, .. }), "{slope}");
    let size = lanes_match_scalar(&Faulty, &[Case::new(0.0, &[1.0], &[3.0])]).unwrap_err();
    assert_eq!(size.to_string(), "case 0 has 1 parameters where 0 are expected");
}

#[test]
fn speed_is_measured_by_the_callers_clock() {
    let mut readings = [8.0, 16.0].into_iter();
    let ratio = lanes_not_slower(&Flows(&Pendulums), &cases()[0], 100, |run| {
        run();
        readings.next().unwrap()
    });
    let ratio = ratio.unwrap();
    assert!((ratio.scalar - 0.08).abs() < 1e-15 && (ratio.lanes * ratio.width as f64 - 0.16).abs() < 1e-15);
    assert!((ratio.speedup() - ratio.width as f64 / 2.0).abs() < 1e-12);
}
