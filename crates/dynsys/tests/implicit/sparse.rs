//! Networks whose members see few others: sparse linear systems.

use crate::problems::smooth::{off, ring_of_neurons};
use dynsys::rosenbrock::Rodas5P;
use dynsys::{Error, Method, Pid, Plan, Radau, Rosenbrock, Tolerance, integrate};
use neurodyn_core::linear::{Pattern, PatternLu};

/// Bars as those of the stiff problems: within a thousand times the tolerance.
fn ring<M: for<'a> Method<&'a crate::problems::smooth::Ring, f64>>(method: M) -> (Vec<f64>, u64) {
    let problem = ring_of_neurons();
    let plan = Plan::new(method, Pid::default(), Tolerance::both(1e-7));
    let end = integrate(&problem.flow, &plan, problem.span, &problem.start, &mut ()).unwrap();
    println!("{:e} in {} steps", off(&problem, &end.x), end.steps);
    assert!(off(&problem, &end.x) < 1e-4, "{:e}", off(&problem, &end.x));
    (end.x, end.steps)
}

#[test]
fn a_ring_of_neurons_is_solved_as_with_the_full_matrix() {
    let sparse = || PatternLu::new(Pattern::ring(32, 3, 1));
    let (full, steps) = ring(Rosenbrock::new(Rodas5P));
    let (found, as_many) = ring(Rosenbrock::new(Rodas5P).solver(sparse()));
    assert_eq!(steps, as_many);
    assert!(full.iter().zip(&found).all(|(x, y)| (x - y).abs() < 1e-8));
    ring(Radau::new().solver(sparse()));
}

#[test]
fn a_pattern_of_another_size_is_refused() {
    let problem = ring_of_neurons();
    let solver = PatternLu::new(Pattern::ring(31, 3, 1));
    let plan = Plan::new(Rosenbrock::new(Rodas5P).solver(solver), Pid::default(), Tolerance::both(1e-6));
    let refused = integrate(&problem.flow, &plan, problem.span, &problem.start, &mut ());
    assert!(matches!(refused, Err(Error::Unsuitable(why)) if why.contains("pattern")));
}
