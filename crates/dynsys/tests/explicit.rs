//! Explicit methods on problems that are not stiff: errors follow the tolerance, and every trial step is counted.

#[path = "problems/mod.rs"]
mod problems;
#[macro_use]
mod tableaux;

use dynsys::tableau::Tableau;
use dynsys::{Dynamic, Erk, Flow, Pid, Plan, Space, System, Tolerance, integrate};
use problems::smooth::{arenstorf, lorenz, neuron, off, ring_of_neurons};
use problems::{Problem, smooth};
use std::fmt::Write;

/// Errors are at most this many times the tolerance and what the problem amplifies; over the tolerances they fall at least
/// by the second factor.
const FOLLOWS: (f64, f64) = (10.0, 1e3);

/// A right-hand side `(t, x, dx)`.
type Law<'a> = dyn Fn(f64, &[f64], &mut [f64]) + 'a;

/// A problem behind a pointer, so that each method is compiled once.
struct Erased<'a> {
    name: &'a str,
    dim: usize,
    law: &'a Law<'a>,
    start: Vec<f64>,
    span: (f64, f64),
    off: &'a dyn Fn(&[f64]) -> f64,
}

impl System for Erased<'_> {
    type Space = Dynamic;
    fn space(&self) -> Dynamic {
        Dynamic(self.dim)
    }
}

impl Flow<f64> for Erased<'_> {
    fn rhs(&self, t: f64, x: &Vec<f64>, dx: &mut Vec<f64>) {
        (self.law)(t, x, dx);
    }
}

/// Shows a problem without its type.
fn erased<S: Flow<f64>>(problem: &Problem<S>, look: &mut dyn FnMut(&Erased<'_>)) {
    let space = problem.flow.space();
    let law = |t: f64, x: &[f64], dx: &mut [f64]| {
        let mut slope = space.constant(0.0);
        problem.flow.rhs(t, &space.point(|i| x[i]), &mut slope);
        dx.copy_from_slice(slope.as_ref());
    };
    look(&Erased {
        name: problem.name,
        dim: space.dim(),
        law: &law,
        start: problem.start.as_ref().to_vec(),
        span: problem.span,
        off: &|x| off(problem, x),
    });
}

/// Runs a problem at three tolerances, a hundred apart; the trial steps of each.
fn follows<T, const STAGES: usize>(problem: &Erased<'_>, finest: f64, amplifies: f64) -> Vec<u64>
where
    T: Tableau<STAGES> + Default,
{
    let mut errors = Vec::new();
    let mut steps = Vec::new();
    for tolerance in [1e4 * finest, 1e2 * finest, finest] {
        let plan = Plan::new(Erk(T::default()), Pid::default(), Tolerance::both(tolerance));
        let end = integrate(problem, &plan, problem.span, &problem.start, &mut ()).unwrap();
        let error = (problem.off)(&end.x);
        println!("{} by {} at {tolerance:.0e}: {error:.1e} in {} steps", problem.name, T::NAME, end.steps);
        assert!(error < FOLLOWS.0 * amplifies * tolerance, "{} by {}: {error:e}", problem.name, T::NAME);
        errors.push(error);
        steps.push(end.steps);
    }
    assert!(errors[2] * FOLLOWS.1 < errors[0], "{} by {}: {errors:?}", problem.name, T::NAME);
    steps
}

/// Trial steps at the three tolerances, by method and problem.
const STEPS: &str = "\
Bogacki-Shampine 3(2), Lorenz: [1073, 4961, 23002]
Bogacki-Shampine 3(2), Arenstorf: [1023, 4712, 21848]
Bogacki-Shampine 3(2), a neuron: [1760, 7661, 35149]
Bogacki-Shampine 3(2), a ring of 32 neurons: [480, 2164, 10006]
Dormand-Prince 5(4), Lorenz: [253, 621, 1542]
Dormand-Prince 5(4), Arenstorf: [181, 398, 988]
Dormand-Prince 5(4), a neuron: [551, 1241, 2798]
Dormand-Prince 5(4), a ring of 32 neurons: [150, 323, 762]
Tsitouras 5(4), Lorenz: [230, 565, 1402]
Tsitouras 5(4), Arenstorf: [184, 408, 1014]
Tsitouras 5(4), a neuron: [555, 1186, 2694]
Tsitouras 5(4), a ring of 32 neurons: [147, 314, 727]
Verner 6(5), Lorenz: [187, 395, 844]
Verner 6(5), Arenstorf: [164, 287, 599]
Verner 6(5), a neuron: [514, 1010, 1913]
Verner 6(5), a ring of 32 neurons: [133, 268, 529]
Verner 7(6), Lorenz: [154, 293, 562]
Verner 7(6), Arenstorf: [137, 223, 397]
Verner 7(6), a neuron: [449, 777, 1349]
Verner 7(6), a ring of 32 neurons: [117, 217, 365]
Dormand-Prince 8(5,3), Lorenz: [101, 181, 319]
Dormand-Prince 8(5,3), Arenstorf: [100, 154, 226]
Dormand-Prince 8(5,3), a neuron: [387, 602, 1018]
Dormand-Prince 8(5,3), a ring of 32 neurons: [101, 152, 263]
Verner 9(8), Lorenz: [111, 174, 271]
Verner 9(8), Arenstorf: [88, 128, 185]
Verner 9(8), a neuron: [338, 524, 786]
Verner 9(8), a ring of 32 neurons: [86, 138, 217]
";

#[test]
fn errors_follow_the_tolerance_and_steps_are_counted() {
    fn check<const STAGES: usize, T: Tableau<STAGES> + Default>(table: &mut String) {
        if T::EMBEDDED == 0 || T::ORDER < 3 {
            return;
        }
        let mut row = |problem: &Erased<'_>, finest: f64, amplifies: f64| {
            let steps = follows::<T, STAGES>(problem, finest, amplifies);
            writeln!(table, "{}, {}: {steps:?}", T::NAME, problem.name).unwrap();
        };
        erased(&lorenz(), &mut |problem| row(problem, 1e-9, 1e3));
        erased(&arenstorf(), &mut |problem| row(problem, 1e-10, 1e4));
        erased(&neuron(), &mut |problem| row(problem, 1e-9, 1e3));
        erased(&ring_of_neurons(), &mut |problem| row(problem, 1e-9, 1e3));
    }
    let mut table = String::new();
    for_each_tableau!(check, &mut table);
    println!("{table}");
    assert_eq!(table, STEPS);
}

/// The table of problems is whole: starts and ends have their sizes, and ends are known well.
#[test]
fn the_table_is_whole() {
    fn check<S: Flow<f64> + System>(problem: &Problem<S>, known: usize) {
        let name = problem.name;
        let sizes = (problem.flow.space().dim(), problem.start.as_ref().len(), problem.end.len());
        assert_eq!(sizes, (known, known, known), "{name}");
        assert!(problem.span.0 < problem.span.1 && problem.accuracy < 1e-10, "{name}");
        let mut end = problem.start.clone();
        problem.end.iter().for_each(|&(i, x)| end.as_mut()[i] = x);
        assert_eq!(smooth::off(problem, end.as_ref()), 0.0, "{name}");
    }
    check(&lorenz(), 3);
    check(&arenstorf(), 4);
    check(&neuron(), 3);
    check(&ring_of_neurons(), 96);
}
