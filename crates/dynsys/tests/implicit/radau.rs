//! Radau IIA of order 5.

use crate::smooth::{BAND, Smooth, error, slope, solution};
use dynsys::{
    Cause, Error, Fixed, Flow, Method, Pid, Plan, Radau, Real, Step, System, Tolerance, Watch, integrate,
};
use neurodyn_core::Trial;
use neurodyn_core::linear::BandLu;

#[test]
fn it_follows_its_tolerance() {
    // trial steps as they were at first; a change is a change of the method
    let steps = crate::follows_everywhere("Radau", Radau::new());
    assert_eq!(
        steps,
        [
            [265, 546, 1265],
            [94, 184, 430],
            [454, 996, 2482],
            [44, 81, 176],
            [383, 844, 2144],
            [716, 1512, 3878]
        ]
    );
    let brusselator = crate::problems::brusselator();
    let (below, above) = brusselator.flow.bandwidth();
    crate::follows("Radau on a band", Radau::new().solver(BandLu::new(below, above)), &brusselator, 1.0);
}

/// Constant steps; the iteration stops far below the errors of the steps.
fn tight(h: f64) -> Plan<Radau, dynsys::Constant> {
    Plan { tolerance: Tolerance::both(1e-9), ..Plan::constant(Radau::new(), h) }
}

#[test]
fn runs_show_order_five() {
    let found = slope("Radau", 0.15, 1e-11, |h| {
        let h = 2.0 / (2.0 / h).ceil();
        let (mut sum, mut count) = (0.0, 0.0);
        let mut watch = Watch(|step: &Step<'_, [f64; 3], f64>| {
            sum += error(step.after, &solution(step.t + step.h));
            count += 1.0;
            false
        });
        integrate(&Smooth, &tight(h), (0.0, 2.0), &solution(0.0), &mut watch).unwrap();
        (h, sum / count)
    });
    assert!((found - 5.0).abs() < BAND, "order {found}");
}

/// One step from the solution at each of some times: the mean of what `look` makes of it.
fn steps(h: f64, look: impl Fn(&dyn Fn(f64) -> [f64; 3], f64, f64) -> f64) -> (f64, f64) {
    let (method, tight) = (Radau::new(), Tolerance { absolute: 1e-12, relative: 1e-12 });
    let mut sum = 0.0;
    for t in [0.25, 0.45, 0.65, 0.85, 1.05] {
        let (x, mut slope) = (solution(t), [0.0; 3]);
        Smooth.rhs(t, &x, &mut slope);
        let mut memory = Method::<Smooth, f64>::memory(&method, &Smooth);
        Method::<Smooth, f64>::aim(&method, &tight, &mut memory);
        let mut trial = Trial { x: [0.0; 3], slope: [0.0; 3], error: [0.0; 3] };
        method.step(&Smooth, t, h, &x, &slope, &mut memory, &mut trial);
        let inside =
            |theta: f64| Method::<Smooth, f64>::interpolate(&method, theta, h, &x, &slope, &memory, &trial);
        assert!(error(&inside(0.0), &x) < 1e-13 && error(&inside(1.0), &trial.x) < 1e-14);
        let size = trial.error.iter().fold(0.0, |size: f64, e| size.max(e.abs()));
        sum += look(&inside, t, size);
    }
    (h, sum / 5.0)
}

#[test]
fn dense_output_is_the_collocation_polynomial() {
    let found = slope("dense", 0.2, 1e-12, |h| {
        steps(h, |inside, t, _| {
            let at = |theta: f64| error(&inside(theta), &solution(t + theta * h));
            [0.2, 0.4, 0.6, 0.8].into_iter().map(at).fold(0.0, f64::max)
        })
    });
    assert!((found - 4.0).abs() < BAND, "{found}");
}

#[test]
fn estimated_errors_fall_with_the_fourth_power() {
    // filtered twice where they are large, and they are large here: the tolerance is tight
    let found = slope("estimate", 0.2, 1e-12, |h| steps(h, |_, _, size| size));
    assert!((found - 4.0).abs() < 2.0 * BAND, "{found}");
}

/// `x' = 1/(1 - t)`, whose slope is infinite at t = 1, and `x' = -sqrt x`, whose derivative is at 0.
struct Bad {
    pole: bool,
}
impl System for Bad {
    type Space = Fixed<1>;
    fn space(&self) -> Fixed<1> {
        Fixed
    }
}
impl<R: Real> Flow<R> for Bad {
    fn rhs(&self, t: R, x: &[R; 1], dx: &mut [R; 1]) {
        dx[0] = if self.pole { R::lit(1.0) / (R::lit(1.0) - t) } else { -x[0].sqrt() };
    }
}

#[test]
fn failures_say_where_they_are() {
    let plan = Plan::new(Radau::new(), Pid::default(), Tolerance::both(1e-6));
    let fails = |pole| match integrate(&Bad { pole }, &plan, (0.0, 2.0), &[0.0], &mut ()) {
        Err(Error::Failed(failure)) => failure,
        other => panic!("{other:?}"),
    };
    let pole = fails(true);
    assert!(matches!(pole.cause, Cause::StepUnderflow | Cause::NotFinite), "{pole}");
    assert!((pole.t - 1.0).abs() < 1e-6, "{pole}");
    let singular = fails(false);
    assert_eq!((singular.cause, singular.t, &singular.state[..]), (Cause::NotFinite, 0.0, &[0.0][..]));
}
