//! Saved states against exact solutions, and trajectories that come to rest.

use dynsys::tableau::{DormandPrince54, Rk4, Tsitouras54};
use dynsys::{Erk, Error, Pid, Plan, Save, Steady, Tolerance, integrate, reduce, trajectory};
use neurodyn_core::{Fixed, Flow, Real, System};

/// `x' = -x`.
#[derive(Clone, Copy)]
struct Fall;
impl System for Fall {
    type Space = Fixed<1>;
    fn space(&self) -> Fixed<1> {
        Fixed
    }
}
impl<R: Real> Flow<R> for Fall {
    #[inline(always)]
    fn rhs(&self, _: R, &[x]: &[R; 1], dx: &mut [R; 1]) {
        *dx = [-x];
    }
}

fn plan() -> Plan<Erk<Tsitouras54, 7>, Pid> {
    Plan::new(Erk(Tsitouras54), Pid::default(), Tolerance::both(1e-10))
}

#[test]
fn a_trajectory_is_saved_at_even_times() {
    let orbit = trajectory(&Fall, &plan(), (0.0, 1.0), &[1.0], 0.1).unwrap();
    assert_eq!(orbit.len(), 11);
    for (k, (t, x)) in orbit.t.iter().zip(&orbit.x).enumerate() {
        assert!((t - 0.1 * k as f64).abs() < 1e-15);
        assert!((x[0] - (-t).exp()).abs() < 1e-9, "dense output");
    }
    let end = integrate(&Fall, &plan(), (0.0, 1.0), &[1.0], &mut ()).unwrap();
    assert_eq!((orbit.t[10], orbit.x[10]), (end.t, end.x), "the end is the method's own state");
    // an end that is no multiple of dt is not saved; a constant step that rounds below the end is no reason to miss it
    assert_eq!(trajectory(&Fall, &plan(), (0.0, 1.0), &[1.0], 0.3).unwrap().len(), 4);
    let steps = Plan::constant(Erk(Rk4), 0.1);
    let orbit = trajectory(&Fall, &steps, (0.0, 10.0), &[1.0], 0.1).unwrap();
    assert_eq!((orbit.len(), orbit.t[100]), (101, 10.0));
    let one = integrate(&Fall, &steps, (0.0, 10.0), &[1.0], &mut ()).unwrap();
    assert_eq!(orbit.x[100], one.x);
}

#[test]
fn steps_are_saved() {
    let mut all = Save::every_step();
    let end = integrate(&Fall, &plan(), (0.0, 5.0), &[1.0_f64], &mut all).unwrap();
    let saved = all.saved;
    assert_eq!((saved.t[0], saved.x[0]), (0.0, [1.0]));
    assert_eq!((saved.t[saved.len() - 1], saved.x[saved.len() - 1]), (end.t, end.x));
    assert!(saved.t.windows(2).all(|t| t[0] < t[1]) && saved.len() as u64 <= end.steps + 1);
    let mut third = Save::every_nth(3).unwrap();
    integrate(&Fall, &plan(), (0.0, 5.0), &[1.0_f64], &mut third).unwrap();
    let every: Vec<f64> = saved.t.iter().copied().step_by(3).collect();
    assert_eq!(third.saved.t, every);
}

#[test]
fn given_times_are_saved_at_a_steps_end_exactly() {
    let mut all = Save::every_step();
    integrate(&Fall, &plan(), (0.0, 5.0), &[1.0_f64], &mut all).unwrap();
    let mut at = Save::at(all.saved.t.clone(), (0.0, 5.0)).unwrap();
    integrate(&Fall, &plan(), (0.0, 5.0), &[1.0_f64], &mut at).unwrap();
    assert_eq!(at.saved, all.saved);
    let mut none = Save::at(vec![], (0.0, 5.0)).unwrap();
    integrate(&Fall, &plan(), (0.0, 5.0), &[1.0_f64], &mut none).unwrap();
    assert!(none.saved.is_empty());
}

#[test]
fn save_times_that_do_not_fit_are_refused() {
    let at = |times: &[f64]| Save::<[f64; 1]>::at(times.to_vec(), (0.0, 1.0)).unwrap_err();
    let out = |value, rule| Error::OutOfRange { what: "save time", value, rule };
    assert_eq!(at(&[0.5, 0.25]), out(0.25, "save times must ascend"));
    assert_eq!(at(&[0.5, 0.5]), out(0.5, "save times must ascend"));
    assert_eq!(at(&[0.5, 1.5]), out(1.5, "it must lie within the time span"));
    assert_eq!(at(&[-0.5]), out(-0.5, "it must lie within the time span"));
    assert!(matches!(at(&[0.5, f64::NAN]), Error::NotFinite { what: "save times", index: 1, .. }));
    assert!(Save::<[f64; 1]>::every_nth(0).is_err());
    for dt in [0.0, -1.0, f64::NAN] {
        assert!(trajectory(&Fall, &plan(), (0.0, 1.0), &[1.0], dt).is_err());
    }
    assert!(trajectory(&Fall, &plan(), (1.0, 0.0), &[1.0], 0.1).is_err());
}

#[test]
fn a_trajectory_at_rest_ends() {
    // |x'| = e^-t falls below 1e-3 at ln 1000 = 6.908
    let plan = Plan::new(Erk(DormandPrince54), Pid::default(), Tolerance::both(1e-9));
    let steady = Steady { small: Tolerance { absolute: 1e-3, relative: 0.0 }, lasting: 2.0 };
    let rest = reduce(&Fall, &plan, (0.0, 100.0), &[1.0], &steady).unwrap();
    assert!(rest.steady);
    let small = 1000.0_f64.ln();
    assert!(rest.t > small + 2.0 && rest.t < small + 4.0, "{}", rest.t);
    assert!((rest.x[0] - (-rest.t).exp()).abs() < 1e-8);
    let too_short = reduce(&Fall, &plan, (0.0, 8.0), &[1.0], &steady).unwrap();
    assert_eq!((too_short.steady, too_short.t), (false, 8.0));
}
