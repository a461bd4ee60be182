//! The orders that runs, dense output and error estimates show.

use crate::for_each_method;
use crate::smooth::{BAND, Smooth, error, slope, solution};
use dynsys::rosenbrock::Linearised;
use dynsys::{Flow, Plan, Rosenbrock, Step, Tolerance, Watch, integrate};
use neurodyn_core::{Method, Trial};

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
            integrate(&Smooth, &plan, (0.0, 2.0), &solution(0.0), &mut watch).unwrap();
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
        Smooth.rhs(t, &x, &mut slope);
        let mut memory = Method::<Smooth, f64>::memory(&method, &Smooth);
        let mut trial = Trial { x: [0.0; 3], slope: [0.0; 3], error: [0.0; 3] };
        method.step(&Smooth, t, h, &x, &slope, &mut memory, &mut trial);
        let tolerance = Tolerance { absolute: 1.0, relative: 1.0 };
        let size = Method::<Smooth, f64>::measure(&method, &tolerance, &x, &memory, &trial);
        let inside =
            |theta: f64| Method::<Smooth, f64>::interpolate(&method, theta, h, &x, &slope, &memory, &trial);
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
