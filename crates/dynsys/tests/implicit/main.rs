//! Radau IIA, mass matrices and the method that switches: orders, stiff problems, constraints, lanes, and what goes wrong.
#[path = "../problems/mod.rs"]
mod problems;
#[path = "../smooth/mod.rs"]
mod smooth;
mod auto;
mod lanes;
mod mass;
mod radau;
mod sparse;

use dynsys::{Flow, Method, Pid, Plan, Tolerance, integrate};
use problems::Problem;

/// Errors are at most this many times the relative tolerance; from 1e-4 to 1e-8 they fall at least by the second factor, or
/// to less than the tolerance.
const FOLLOWS: (f64, f64) = (1e3, 1e3);

/// Runs a problem at three tolerances; the absolute one is `size` times the relative. Gives the trial steps.
fn follows<S, M>(name: &str, method: M, problem: &Problem<S>, size: f64) -> [u64; 3]
where
    S: Flow<f64>,
    M: for<'a> Method<&'a S, f64> + Copy,
{
    let (mut errors, mut steps) = ([0.0; 3], [0; 3]);
    for (k, relative) in [1e-4, 1e-6, 1e-8].into_iter().enumerate() {
        let plan = Plan::new(method, Pid::default(), Tolerance { absolute: relative * size, relative });
        let end = integrate(&problem.flow, &plan, problem.span, &problem.start, &mut ()).unwrap();
        (errors[k], steps[k]) = (problem.error(end.x.as_ref()), end.steps);
        println!("{} by {name} at {relative:e}: {:.1e} in {} steps", problem.name, errors[k], steps[k]);
        assert!(errors[k] < FOLLOWS.0 * relative, "{} by {name}: {:e}", problem.name, errors[k]);
    }
    assert!(errors[2] < 1e-8 || errors[2] * FOLLOWS.1 < errors[0], "{} by {name}: {errors:?}", problem.name);
    steps
}

/// [`follows`] on every stiff problem; the trial steps of each.
fn follows_everywhere<M>(name: &str, method: M) -> [[u64; 3]; 6]
where
    M: for<'a> Method<&'a problems::any::Any, f64> + Copy,
{
    problems::any::stiff().map(|(problem, size)| follows(name, method, &problem, size))
}
