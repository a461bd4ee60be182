//! What goes wrong is said, with where.

use dynsys::rosenbrock::{Rodas4, Rodas5P};
use dynsys::systems::Robertson;
use dynsys::{Cause, Dynamic, Error, Fixed, Flow, Pid, Plan, Real, Rosenbrock, System, Tolerance, integrate};

/// `x' = 1/(1 - t)`, whose slope is infinite at t = 1.
struct Pole;
impl System for Pole {
    type Space = Fixed<1>;
    fn space(&self) -> Fixed<1> {
        Fixed
    }
}
impl<R: Real> Flow<R> for Pole {
    fn rhs(&self, t: R, _: &[R; 1], dx: &mut [R; 1]) {
        dx[0] = R::lit(1.0) / (R::lit(1.0) - t);
    }
}

#[test]
fn a_pole_is_found_where_it_is() {
    let plan = Plan::new(Rosenbrock::new(Rodas5P), Pid::default(), Tolerance::both(1e-6));
    let Err(Error::Failed(failure)) = integrate(&Pole, &plan, (0.0, 2.0), &[0.0], &mut ()) else {
        panic!("passed a pole");
    };
    assert!(matches!(failure.cause, Cause::StepUnderflow | Cause::NotFinite), "{failure}");
    assert!((failure.t - 1.0).abs() < 1e-6, "{failure}");
}

/// A law whose value is finite and whose Jacobian is not: `x' = -sqrt(x)` at 0.
struct Root;
impl System for Root {
    type Space = Fixed<1>;
    fn space(&self) -> Fixed<1> {
        Fixed
    }
}
impl<R: Real> Flow<R> for Root {
    fn rhs(&self, _: R, x: &[R; 1], dx: &mut [R; 1]) {
        dx[0] = -x[0].sqrt();
    }
}

#[test]
fn a_jacobian_that_is_not_finite_ends_the_run_with_its_state() {
    let plan = Plan::new(Rosenbrock::new(Rodas4), Pid::default(), Tolerance::both(1e-6));
    let Err(Error::Failed(failure)) = integrate(&Root, &plan, (0.0, 1.0), &[0.0], &mut ()) else {
        panic!("stepped with an infinite Jacobian");
    };
    assert_eq!((failure.cause, failure.t, &failure.state[..]), (Cause::NotFinite, 0.0, &[0.0][..]));
}

#[test]
fn bad_input_is_refused() {
    let good = Plan::new(Rosenbrock::new(Rodas4), Pid::default(), Tolerance::both(1e-6));
    let start = [1.0, 0.0, 0.0];
    let run =
        |plan, span, x: &[f64; 3]| integrate(&Robertson::default(), &plan, span, x, &mut ()).unwrap_err();
    assert!(matches!(run(good, (0.0, f64::NAN), &start), Error::NotFinite { .. } | Error::OutOfRange { .. }));
    assert!(matches!(run(good, (0.0, 1.0), &[1.0, f64::NAN, 0.0]), Error::NotFinite { index: 1, .. }));
    let zero = Plan { tolerance: Tolerance { absolute: 0.0, relative: 0.0 }, ..good };
    assert!(matches!(run(zero, (0.0, 1.0), &start), Error::OutOfRange { .. }));
    let Error::Failed(failure) = run(good.max_steps(3), (0.0, 1e11), &start) else { panic!("no budget") };
    assert_eq!((failure.cause, failure.steps), (Cause::StepBudget, 3));
    assert!(failure.t > 0.0);
}

/// Nothing at all.
struct Nothing;
impl System for Nothing {
    type Space = Dynamic;
    fn space(&self) -> Dynamic {
        Dynamic(0)
    }
}
impl<R: Real> Flow<R> for Nothing {
    fn rhs(&self, _: R, _: &Vec<R>, _: &mut Vec<R>) {}
}

#[test]
fn no_dimension_is_an_error_or_passes_but_never_panics() {
    let plan = Plan::new(Rosenbrock::new(Rodas4), Pid::default(), Tolerance::both(1e-6));
    if let Ok(end) = integrate(&Nothing, &plan, (0.0, 1.0), &Vec::<f64>::new(), &mut ()) {
        assert_eq!((end.t, end.x.len()), (1.0, 0));
    }
}
