//! The orders that runs, dense output and error estimates show.

use crate::for_each_method;
use dynsys::rosenbrock::Linearised;
use dynsys::{Fixed, Flow, Plan, Real, Rosenbrock, Step, System, Tolerance, Watch, integrate};
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

fn error(found: &[f64; 3], due: &[f64; 3]) -> f64 {
    found.iter().zip(due).map(|(f, s)| (f - s).abs() / (1.0 + s.abs())).fold(0.0, f64::max)
}

/// How far an observed order may be from the claimed one.
const BAND: f64 = 0.2;

/// The slope of ln error against ln h through steps that fall by 1.25 while errors stay above the floor: the last six.
fn slope(what: &str, mut h: f64, floor: f64, error: impl Fn(f64) -> (f64, f64)) -> f64 {
    let mut points: Vec<(f64, f64)> = Vec::new();
    while h > 1e-3 {
        let (made, e) = error(h);
        if e < floor {
            break;
        }
        points.push((made.ln(), e.ln()));
        h /= 1.25;
    }
    let points = &points[points.len().checked_sub(6).expect("six errors above the floor")..];
    let mean = |f: fn(&(f64, f64)) -> f64| points.iter().map(f).sum::<f64>() / points.len() as f64;
    let (x, y) = (mean(|p| p.0), mean(|p| p.1));
    let (above, below) =
        points.iter().fold((0.0, 0.0), |(a, b), p| (a + (p.0 - x) * (p.1 - y), b + (p.0 - x).powi(2)));
    println!("{what}: {:.3}", above / below);
    above / below
}

#[test]
fn runs_show_the_claimed_order() {
    fn check<T: Linearised<S> + Default, const S: usize>() {
        let run = |h: f64| {
            let h = 2.0 / (2.0 / h).ceil();
            let (mut sum, mut count) = (0.0, 0.0);
            let mut watch = Watch(|step: &Step<'_, [f64; 3], f64>| {
                sum += error(step.after, &solution(step.t + step.h));
                count += 1.0;
                false
            });
            let plan = Plan::constant(Rosenbrock::<T, S>::new(T::default()), h);
            integrate(&Problem, &plan, (0.0, 2.0), &solution(0.0), &mut watch).unwrap();
            (h, sum / count)
        };
        let found = slope(T::NAME, 0.2, 1e-11, run);
        assert!((found - f64::from(T::ORDER)).abs() < BAND, "{}: order {found}", T::NAME);
    }
    for_each_method!(check);
}

/// One step from the solution at each of some times: the mean of what `look` makes of it.
fn steps<T: Linearised<S> + Default, const S: usize>(
    h: f64,
    look: impl Fn(&dyn Fn(f64) -> [f64; 3], f64, &Trial<[f64; 3]>, f64) -> f64,
) -> (f64, f64) {
    const STARTS: [f64; 5] = [0.25, 0.45, 0.65, 0.85, 1.05];
    let method = Rosenbrock::<T, S>::new(T::default());
    let mut sum = 0.0;
    for t in STARTS {
        let x = solution(t);
        let mut slope = [0.0; 3];
        Problem.rhs(t, &x, &mut slope);
        let mut memory = Method::<Problem, f64>::memory(&method, &Problem);
        let mut trial = Trial { x: [0.0; 3], slope: [0.0; 3], error: [0.0; 3] };
        method.step(&Problem, t, h, &x, &slope, &mut memory, &mut trial);
        let tolerance = Tolerance { absolute: 1.0, relative: 1.0 };
        let size = Method::<Problem, f64>::measure(&method, &tolerance, &x, &memory, &trial);
        let inside =
            |theta: f64| Method::<Problem, f64>::interpolate(&method, theta, h, &x, &slope, &memory, &trial);
        // dense output joins: it is the start and the end there
        assert!(error(&inside(0.0), &x) < 1e-14 && error(&inside(1.0), &trial.x) < 1e-14);
        sum += look(&inside, t, &trial, size);
    }
    (h, sum / STARTS.len() as f64)
}

#[test]
fn dense_output_shows_its_order() {
    fn check<T: Linearised<S> + Default, const S: usize>() {
        let order = match T::ORDER {
            2 => 2,
            order => order - 1,
        };
        let found = slope(&format!("{}, dense", T::NAME), 0.2, 1e-13, |h| {
            steps::<T, S>(h, |inside, t, _, _| {
                let at = |theta: f64| error(&inside(theta), &solution(t + theta * h));
                [0.2, 0.4, 0.6, 0.8].into_iter().map(at).fold(0.0, f64::max)
            })
        });
        // output of order q misses by h^(q+1) within a step
        assert!((found - f64::from(order + 1)).abs() < BAND, "{}: {found}", T::NAME);
    }
    for_each_method!(check);
}

#[test]
fn estimated_errors_fall_with_the_claimed_power() {
    fn check<T: Linearised<S> + Default, const S: usize>() {
        let found =
            slope(&format!("{}, estimate", T::NAME), 0.2, 1e-13, |h| steps::<T, S>(h, |_, _, _, size| size));
        assert!((found - f64::from(T::ERROR_POWER)).abs() < BAND, "{}: {found}", T::NAME);
    }
    for_each_method!(check);
}
