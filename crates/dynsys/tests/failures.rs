//! Bad input and runs that fail: each says what, where and when.

use dynsys::tableau::{Euler, Rk4, Tsitouras54};
use dynsys::{Cause, Erk, Error, Failure, Pid, Plan, Tolerance, integrate};
use neurodyn_core::{Dynamic, Evolve, Fixed, Flow, Lanes, Layers, Real, System};

/// `x' = f(t, x)` for the `f` of the test.
#[derive(Clone, Copy)]
enum Scalar {
    /// `x' = x^2`: from 1, a pole at 1.
    Pole,
    /// `x' = sqrt(1 - t)`: no number after 1.
    Edge,
    /// `x' = -x`.
    Fall,
    /// Never a number.
    Nothing,
}
impl System for Scalar {
    type Space = Fixed<1>;
    fn space(&self) -> Fixed<1> {
        Fixed
    }
}
impl<R: Real> Flow<R> for Scalar {
    fn rhs(&self, t: R, &[x]: &[R; 1], dx: &mut [R; 1]) {
        *dx = [match self {
            Self::Pole => x * x,
            Self::Edge => (R::lit(1.0) - t).sqrt(),
            Self::Fall => -x,
            Self::Nothing => R::lit(f64::NAN),
        }];
    }
}

/// `x_i' = -x_i`, any number of them.
struct Many(usize);
impl System for Many {
    type Space = Dynamic;
    fn space(&self) -> Dynamic {
        Dynamic(self.0)
    }
}
impl<R: Real> Flow<R> for Many {
    fn rhs(&self, _: R, x: &Vec<R>, dx: &mut Vec<R>) {
        for i in 0..x.len() {
            dx[i] = -x[i];
        }
    }
}

type Adaptive = Plan<Erk<Tsitouras54, 7>, Pid>;

fn plan() -> Adaptive {
    Plan::new(Erk(Tsitouras54), Pid::default(), Tolerance::both(1e-8))
}

fn run(system: Scalar, plan: &Adaptive, span: (f64, f64), x0: f64) -> Result<f64, Error> {
    integrate::<_, f64, _, _, _>(&system, plan, span, &[x0], &mut ()).map(|end| end.x[0])
}

fn fails(system: Scalar, plan: &Adaptive, span: (f64, f64)) -> Failure {
    match run(system, plan, span, 1.0) {
        Err(Error::Failed(failure)) => failure,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_state_of_the_wrong_length_is_refused() {
    for found in [0, 2, 4] {
        let refused = integrate(&Many(3), &plan(), (0.0, 1.0), &vec![1.0; found], &mut ()).unwrap_err();
        assert_eq!(refused, Error::Dimension { what: "start", found, expected: 3 });
        assert_eq!(refused.to_string(), format!("start has {found} coordinates, the system has 3"));
    }
    assert_eq!(integrate(&Many(3), &plan(), (0.0, 1.0), &vec![1.0; 3], &mut ()).unwrap().x.len(), 3);
}

#[test]
fn a_start_that_is_not_finite_is_refused() {
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let Err(Error::NotFinite { what: "start", index: 0, value: said }) =
            run(Scalar::Fall, &plan(), (0.0, 1.0), value)
        else {
            panic!()
        };
        assert_eq!(said.to_bits(), value.to_bits());
    }
    // one bad lane is enough
    let start = [Lanes::<f64, 4>::lit(1.0).with_lane(2, f64::INFINITY)];
    let refused = integrate(&Scalar::Fall, &plan(), (0.0, 1.0), &start, &mut ()).unwrap_err();
    assert_eq!(refused, Error::NotFinite { what: "start", index: 0, value: f64::INFINITY });
}

#[test]
fn tolerances_spans_and_steps_that_make_no_sense_are_refused() {
    let fall = |plan: &Adaptive, span| run(Scalar::Fall, plan, span, 1.0).unwrap_err();
    let out = |error: &Error, name: &str| matches!(error, Error::OutOfRange { what, .. } if *what == name);
    let tolerant = |absolute, relative| Plan { tolerance: Tolerance { absolute, relative }, ..plan() };
    for bad in [-1e-6, f64::NAN, f64::INFINITY] {
        assert!(out(&fall(&tolerant(bad, 1e-6), (0.0, 1.0)), "absolute tolerance"));
        assert!(out(&fall(&tolerant(1e-6, bad), (0.0, 1.0)), "relative tolerance"));
    }
    assert!(out(&fall(&tolerant(0.0, 0.0), (0.0, 1.0)), "sum of the tolerances"));
    assert!(run(Scalar::Fall, &tolerant(0.0, 1e-6), (0.0, 1.0), 1.0).is_ok(), "one may be zero");
    for span in [(0.0, 0.0), (1.0, 0.0)] {
        assert!(out(&fall(&plan(), span), "length of the time span"));
    }
    for span in [(0.0, f64::NAN), (f64::NEG_INFINITY, 0.0), (0.0, f64::INFINITY)] {
        assert!(matches!(fall(&plan(), span), Error::NotFinite { what: "time span", .. }));
    }
    for h in [0.0, -0.1, f64::NAN] {
        assert!(out(&fall(&plan().first_step(h), (0.0, 1.0)), "first step"));
    }
    assert!(out(&fall(&plan().max_steps(0), (0.0, 1.0)), "step budget"));
}

#[test]
fn a_method_without_an_error_estimate_needs_a_constant_step() {
    let plan = Plan::new(Erk(Rk4), Pid::default(), Tolerance::both(1e-6));
    let refused = integrate(&Scalar::Fall, &plan, (0.0, 1.0), &[1.0], &mut ()).unwrap_err();
    assert_eq!(refused, Error::NoErrorEstimate);
}

#[test]
fn a_run_into_a_pole_says_where() {
    let failure = fails(Scalar::Pole, &plan(), (0.0, 2.0));
    assert_eq!(failure.cause, Cause::StepUnderflow);
    assert!((failure.t - 1.0).abs() < 1e-7, "{failure}");
    assert!(failure.state[0] > 1e7 && failure.state[0].is_finite(), "{failure}");
    assert!(failure.h > 0.0 && failure.h < 1e-14, "{failure}");
    assert!(failure.to_string().starts_with("the step fell below the resolution of time at t = "));
    // an end before the pole is reached
    assert!((run(Scalar::Pole, &plan(), (0.0, 0.5), 1.0).unwrap() - 2.0).abs() < 1e-6);
}

#[test]
fn a_right_hand_side_that_stops_being_a_number_says_where() {
    let failure = fails(Scalar::Edge, &plan(), (0.0, 2.0));
    assert_eq!(failure.cause, Cause::NotFinite);
    assert!(failure.t <= 1.0 && failure.t > 1.0 - 1e-10, "{failure}");
    // x = 1 + 2/3 (1 - (1 - t)^(3/2)) is there
    assert!((failure.state[0] - 5.0 / 3.0).abs() < 1e-6, "the last good state: {failure}");
    let failure = fails(Scalar::Nothing, &plan(), (0.0, 2.0));
    assert_eq!((failure.cause, failure.t, &failure.state[..]), (Cause::NotFinite, 0.0, &[1.0][..]));
    // constant steps end at the last good one: f is asked at 1.125
    let constant = Plan::constant(Erk(Rk4), 0.25);
    let Err(Error::Failed(failure)) = integrate(&Scalar::Edge, &constant, (0.0, 2.0), &[1.0], &mut ()) else {
        panic!()
    };
    assert_eq!((failure.cause, failure.t, failure.steps), (Cause::NotFinite, 1.0, 5));
}

#[test]
fn a_state_that_overflows_is_found() {
    // x -> x (1 + h x) under Euler squares its way to infinity
    let constant = Plan::constant(Erk(Euler), 1.0);
    let Err(Error::Failed(failure)) = integrate(&Scalar::Pole, &constant, (0.0, 100.0), &[2.0], &mut ())
    else {
        panic!()
    };
    assert_eq!(failure.cause, Cause::NotFinite);
    assert!(failure.state[0].is_finite() && failure.state[0] > 1e100 && failure.t < 12.0, "{failure}");
}

#[test]
fn the_step_budget_is_kept() {
    for budget in [1, 2, 10] {
        let failure = fails(Scalar::Fall, &plan().max_steps(budget), (0.0, 100.0));
        assert_eq!((failure.cause, failure.steps), (Cause::StepBudget, budget));
        assert!((failure.state[0] - (-failure.t).exp()).abs() < 1e-6, "the partial result is good");
    }
    let needed =
        integrate::<_, f64, _, _, _>(&Scalar::Fall, &plan(), (0.0, 100.0), &[1.0], &mut ()).unwrap().steps;
    assert!(run(Scalar::Fall, &plan().max_steps(needed), (0.0, 100.0), 1.0).is_ok());
    assert_eq!(fails(Scalar::Fall, &plan().max_steps(needed - 1), (0.0, 100.0)).cause, Cause::StepBudget);
}

#[test]
fn the_first_lane_that_fails_is_reported_and_evolutions_name_all() {
    type L = Lanes<f64, 4>;
    let mut start = [L::lit(-1.0)];
    start[0] = start[0].with_lane(1, 1.0).with_lane(3, 0.5);
    // poles at 1 and 2 in lanes 1 and 3; the others fall
    let Err(Error::Failed(failure)) = integrate(&Scalar::Pole, &plan(), (0.0, 3.0), &start, &mut ()) else {
        panic!()
    };
    // the tolerance is a larger part of the smaller start: it comes to its pole in fewer steps
    assert_eq!((failure.cause, (failure.t - 2.0).abs() < 1e-7), (Cause::StepUnderflow, true));
    let unit = dynsys::Sampled { flow: Scalar::Pole, plan: plan(), dt: 3.0 };
    let (mut work, mut t, mut x) = (Evolve::<L>::work(&unit), L::lit(0.0), start);
    let stuck = unit.advance(&mut work, &mut t, &mut x).unwrap_err();
    assert_eq!((stuck.lanes, stuck.why), (0b1010, "the step fell below the resolution of time"));
    for lane in [0, 2] {
        assert_eq!(t.value(lane), 3.0);
        assert!((x[0].value(lane) + 0.25).abs() < 1e-7, "the others arrive: -1 / (1 + 3)");
    }
    assert!((t.value(3) - 2.0).abs() < 1e-7);
}

#[test]
fn a_unit_that_takes_no_time_is_stuck() {
    for dt in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let unit = dynsys::Sampled { flow: Scalar::Fall, plan: plan(), dt };
        let stuck = unit.advance(&mut Evolve::<f64>::work(&unit), &mut 0.0, &mut [1.0]).unwrap_err();
        assert_eq!((stuck.lanes, stuck.why), (1, "the time of a unit is not positive and finite"));
    }
}
