//! The order that each method shows: the slope of the logarithm of its error against that of the step.
#[macro_use]
mod tableaux;

use dynsys::tableau::Tableau;
use dynsys::{Erk, Fixed, Flow, Plan, Real, Step, System, Tolerance, Watch, integrate};
use neurodyn_core::{Method, Trial};

/// ```text
/// y1' = y1 (y2 - 2),   y2' = -(1 + t) y3 ln y1,   y3' = -y3^2 (y1 / e^(sin t))^2
/// y1 = e^(sin t),   y2 = 2 + cos t,   y3 = 1 / (1 + t)
/// ```
/// Non-linear and non-autonomous, so that no order condition is met by luck.
struct Problem;

impl System for Problem {
    type Space = Fixed<3>;
    fn space(&self) -> Fixed<3> {
        Fixed
    }
}

impl<R: Real> Flow<R> for Problem {
    #[inline(always)]
    fn rhs(&self, t: R, &[y1, y2, y3]: &[R; 3], dy: &mut [R; 3]) {
        let off = y1 / t.sin().exp();
        *dy = [y1 * (y2 - R::lit(2.0)), -((R::lit(1.0) + t) * y3 * y1.ln()), -(y3 * y3 * off * off)];
    }
}

fn solution(t: f64) -> [f64; 3] {
    [t.sin().exp(), 2.0 + t.cos(), 1.0 / (1.0 + t)]
}

/// ```text
/// y1' = w cos wt - 2 (y1 y2 - sin wt cos wt),   y2' = -w sin wt - 2 (y1^2 - sin^2 wt),   w = 0.4
/// y3' = v cos vt - sin(y3 + t) + sin(sin vt + t),   v = 0.3
/// y1 = sin wt,   y2 = cos wt,   y3 = sin vt
/// ```
/// Two problems side by side that do not look at each other. Methods whose leading error is made very small show it only
/// where rounding is near; on these problems it is relatively large: on the first for all methods but Verner 6(5), on
/// the second for Verner 6(5).
struct Gentle;

const W: f64 = 0.4;
const V: f64 = 0.3;

impl System for Gentle {
    type Space = Fixed<3>;
    fn space(&self) -> Fixed<3> {
        Fixed
    }
}

impl<R: Real> Flow<R> for Gentle {
    #[inline(always)]
    fn rhs(&self, t: R, &[y1, y2, y3]: &[R; 3], dy: &mut [R; 3]) {
        let (w, v, two) = (R::lit(W), R::lit(V), R::lit(2.0));
        let (sin, cos) = ((w * t).sin(), (w * t).cos());
        *dy = [
            w * cos - two * (y1 * y2 - sin * cos),
            -(w * sin) - two * (y1 * y1 - sin * sin),
            v * (v * t).cos() - (y3 + t).sin() + ((v * t).sin() + t).sin(),
        ];
    }
}

fn gentle_solution(t: f64) -> [f64; 3] {
    [(W * t).sin(), (W * t).cos(), (V * t).sin()]
}

/// The largest error, relative to the size of the coordinate and 1.
fn error(found: &[f64], due: &[f64]) -> f64 {
    found.iter().zip(due).map(|(f, s)| (f - s).abs() / (1.0 + s.abs())).fold(0.0, f64::max)
}

/// How far an observed order may be from the claimed one.
const BAND: f64 = 0.15;
/// Verner 9(8) has leading errors so small (coefficients of 2e-6, and of 1e-6 in its dense output) that those of higher
/// order show beside them down to rounding: so much below the claimed order, and so much above.
const BAND_VERNER98: (f64, f64) = (0.35, 1.5);

fn assert_shown(what: &str, found: f64, claimed: u32) {
    let (below, above) = if what.starts_with("Verner 9(8)") { BAND_VERNER98 } else { (BAND, BAND) };
    let off = found - f64::from(claimed);
    assert!(-below <= off && off <= above, "{what}: order {found}");
}
/// Below this, errors of whole runs are rounding.
const FLOOR: f64 = 2e-12;
/// Low orders need thousands of steps, over which the time itself gathers rounding.
const FLOOR_MANY_STEPS: f64 = 1e-9;
/// Verner 6(5) has coefficients of two hundred that cancel.
const FLOOR_VERNER65: f64 = 5e-11;
/// Below this, errors of single steps are.
const STEP_FLOOR: f64 = 1e-13;
const QUOTIENT_FLOOR: f64 = 1e-17;
/// Points on the line whose slope is taken.
const POINTS: usize = 5;
/// Each step is shorter than the one before by this factor.
const RATIO: f64 = 1.25;

/// The slope through the last points above the floor, steps falling from `h`.
///
/// `error` gives the step that it really made and the error.
fn slope(what: &str, mut h: f64, least: f64, floor: f64, error: impl Fn(f64) -> (f64, f64)) -> f64 {
    let mut points = Vec::new();
    while h > least {
        let (made, e) = error(h);
        if e < floor {
            break;
        }
        points.push((made.ln(), e.ln()));
        h /= RATIO;
    }
    assert!(points.len() >= POINTS, "{what}: only {} points above the floor", points.len());
    let points = &points[points.len() - POINTS..];
    let mean = |f: fn(&(f64, f64)) -> f64| points.iter().map(f).sum::<f64>() / points.len() as f64;
    let (x, y) = (mean(|p| p.0), mean(|p| p.1));
    let (above, below) =
        points.iter().fold((0.0, 0.0), |(a, b), p| (a + (p.0 - x) * (p.1 - y), b + (p.0 - x).powi(2)));
    let slope = above / below;
    println!("{what}: {slope:.3}, errors {:.1e} .. {:.1e}", points[0].1.exp(), points[POINTS - 1].1.exp());
    slope
}

#[test]
fn runs_show_the_claimed_order() {
    fn check<const S: usize, T: Tableau<S> + Default>() {
        let verner65 = T::NAME == "Verner 6(5)";
        let (to, seen) = if verner65 { (8.0, 2..3) } else { (4.0, 0..2) };
        let floor = match T::ORDER {
            ..=4 => FLOOR_MANY_STEPS,
            _ if verner65 => FLOOR_VERNER65,
            _ => FLOOR,
        };
        // the interval is divided evenly, so that no step is shortened
        let run = |h: f64| {
            let h = to / (to / h).ceil();
            // the mean over the run: at a single time, errors of two orders may cancel
            let (mut sum, mut count) = (0.0, 0.0);
            let mut watch = Watch(|step: &Step<'_, [f64; 3], f64>| {
                let due = gentle_solution(step.t + step.h);
                sum += error(&step.after[seen.clone()], &due[seen.clone()]);
                count += 1.0;
                false
            });
            integrate(
                &Gentle,
                &Plan::constant(Erk(T::default()), h),
                (0.0, to),
                &gentle_solution(0.0),
                &mut watch,
            )
            .unwrap();
            (h, sum / count)
        };
        let found = slope(T::NAME, 0.8, 1e-4, floor, run);
        assert_shown(T::NAME, found, T::ORDER);
    }
    for_each_tableau!(check);
}

/// One step of length `h` from the solution at `t`; what `look` makes of the trial.
fn step<const S: usize, T: Tableau<S> + Default>(t: f64, h: f64, look: impl Fn(&Taken<S, T>) -> f64) -> f64 {
    let (method, x) = (Erk(T::default()), solution(t));
    let mut slope = [0.0; 3];
    Problem.rhs(t, &x, &mut slope);
    let mut memory = Method::<Problem, f64>::memory(&method, &Problem);
    let mut trial = Trial { x: [0.0; 3], slope: [0.0; 3], error: [0.0; 3] };
    method.step(&Problem, t, h, &x, &slope, &mut memory, &mut trial);
    look(&Taken { method, t, h, x, slope, memory, trial })
}

/// A step that was made.
struct Taken<const S: usize, T: Tableau<S>> {
    method: Erk<T, S>,
    t: f64,
    h: f64,
    x: [f64; 3],
    slope: [f64; 3],
    memory: <Erk<T, S> as Method<Problem, f64>>::Memory,
    trial: Trial<[f64; 3]>,
}

/// Starts of the single steps.
const STARTS: [f64; 5] = [0.25, 0.45, 0.65, 0.85, 1.05];

/// The mean over all starts.
fn over_starts<const S: usize, T: Tableau<S> + Default>(
    h: f64,
    look: impl Fn(&Taken<S, T>) -> f64,
) -> (f64, f64) {
    (h, STARTS.iter().map(|&t| step(t, h, &look)).sum::<f64>() / STARTS.len() as f64)
}

#[test]
fn dense_output_shows_the_claimed_order() {
    fn check<const S: usize, T: Tableau<S> + Default>() {
        let order = match T::NAME {
            "Verner 7(6)" => 5,
            "Verner 9(8)" => 6,
            _ if T::DENSE.is_empty() => T::ORDER.min(3),
            _ => 4,
        };
        let inside = |h: f64| {
            over_starts::<S, T>(h, |s| {
                let at = |theta: f64| {
                    let x = Method::<Problem, f64>::interpolate(
                        &s.method, theta, s.h, &s.x, &s.slope, &s.memory, &s.trial,
                    );
                    error(&x, &solution(s.t + theta * s.h))
                };
                [0.2, 0.4, 0.6, 0.8].into_iter().map(at).fold(0.0, f64::max)
            })
        };
        // output of order q misses by h^(q+1) within a step
        let found = slope(&format!("{}, dense", T::NAME), 0.4, 5e-3, STEP_FLOOR, inside) - 1.0;
        assert_shown(T::NAME, found, order);
    }
    for_each_tableau!(check);
}

#[test]
fn estimated_error_falls_with_the_claimed_power() {
    fn check<const S: usize, T: Tableau<S> + Default>() {
        if T::EMBEDDED == 0 {
            return;
        }
        let tolerance = Tolerance { absolute: 1.0, relative: 1.0 };
        let estimate = |h: f64| {
            over_starts::<S, T>(h, |s| {
                Method::<Problem, f64>::measure(&s.method, &tolerance, &s.x, &s.memory, &s.trial)
            })
        };
        // a quotient of two estimates, both well above rounding where it is below
        let floor = if T::E3 == [0.0; S] { STEP_FLOOR } else { QUOTIENT_FLOOR };
        let found = slope(&format!("{}, error estimate", T::NAME), 0.4, 5e-3, floor, estimate);
        assert_shown(T::NAME, found, T::ERROR_POWER);
    }
    for_each_tableau!(check);
}

#[test]
fn constant_steps_that_do_not_divide_the_span_end_there() {
    let plan = Plan::constant(Erk(dynsys::tableau::Rk4), 0.07);
    let end = integrate(&Problem, &plan, (0.2, 1.2), &solution(0.2), &mut ()).unwrap();
    assert_eq!((end.t, end.steps), (1.2, 15));
    assert!(error(&end.x, &solution(1.2)) < 1e-5);
}
