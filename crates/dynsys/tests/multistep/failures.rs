//! What goes wrong is said, with where.

use dynsys::esdirk::KennedyCarpenter43;
use dynsys::{
    Bdf, Cause, Error, Esdirk, Fixed, Flow, Hold, Method, Pid, Plan, Real, System, Tolerance, integrate,
};
use neurodyn_core::Controller;

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

fn assert_stops_at_the_pole(plan: &Plan<impl for<'a> Method<&'a Pole, f64>, impl Controller>) {
    let Err(Error::Failed(failure)) = integrate(&Pole, plan, (0.0, 2.0), &[0.0], &mut ()) else {
        panic!("passed a pole");
    };
    assert!(matches!(failure.cause, Cause::StepUnderflow | Cause::NotFinite), "{failure}");
    assert!((failure.t - 1.0).abs() < 1e-6, "{failure}");
}

#[test]
fn a_pole_is_found_where_it_is() {
    assert_stops_at_the_pole(&Plan::new(Bdf::new(), Hold::default(), Tolerance::both(1e-6)));
    assert_stops_at_the_pole(&Plan::new(
        Esdirk::new(KennedyCarpenter43),
        Pid::default(),
        Tolerance::both(1e-6),
    ));
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

fn assert_ends_at_the_start(plan: &Plan<impl for<'a> Method<&'a Root, f64>, impl Controller>) {
    let Err(Error::Failed(failure)) = integrate(&Root, plan, (0.0, 1.0), &[0.0], &mut ()) else {
        panic!("stepped with an infinite Jacobian");
    };
    assert_eq!((failure.cause, failure.t, &failure.state[..]), (Cause::NotFinite, 0.0, &[0.0][..]));
}

#[test]
fn a_jacobian_that_is_not_finite_ends_the_run_with_its_state() {
    assert_ends_at_the_start(&Plan::new(Bdf::new(), Hold::default(), Tolerance::both(1e-6)));
    assert_ends_at_the_start(&Plan::new(
        Esdirk::new(KennedyCarpenter43),
        Pid::default(),
        Tolerance::both(1e-6),
    ));
}
