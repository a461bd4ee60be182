//! Explicit methods on problems that are not stiff: errors follow the tolerance, and every trial step is counted.

#[path = "problems/mod.rs"]
mod problems;
#[macro_use]
mod tableaux;

use dynsys::tableau::Tableau;
use dynsys::{Erk, Flow, Pid, Plan, System, Tolerance, integrate};
use problems::smooth::{arenstorf, lorenz, neuron, off, ring_of_neurons};
use problems::{Problem, smooth};
use std::fmt::Write;

/// Errors are at most this many times the tolerance and what the problem amplifies; over the tolerances they fall at least
/// by the second factor.
const FOLLOWS: (f64, f64) = (10.0, 1e3);

/// Runs a problem at three tolerances, a hundred apart; the trial steps of each.
fn follows<T, S, const STAGES: usize>(problem: &Problem<S>, finest: f64, amplifies: f64) -> Vec<u64>
where
    T: Tableau<STAGES> + Default,
    S: Flow<f64> + System,
{
    let mut errors = Vec::new();
    let mut steps = Vec::new();
    for tolerance in [1e4 * finest, 1e2 * finest, finest] {
        let plan = Plan::new(Erk(T::default()), Pid::default(), Tolerance::both(tolerance));
        let end = integrate(&problem.flow, &plan, problem.span, &problem.start, &mut ()).unwrap();
        let error = off(problem, end.x.as_ref());
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
        let found = [
            ("Lorenz", follows::<T, _, STAGES>(&lorenz(), 1e-9, 1e3)),
            ("Arenstorf", follows::<T, _, STAGES>(&arenstorf(), 1e-10, 1e4)),
            ("a neuron", follows::<T, _, STAGES>(&neuron(), 1e-9, 1e3)),
            ("a ring of 32 neurons", follows::<T, _, STAGES>(&ring_of_neurons(), 1e-9, 1e3)),
        ];
        for (name, steps) in found {
            writeln!(table, "{}, {name}: {steps:?}", T::NAME).unwrap();
        }
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
        use dynsys::Space;
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
