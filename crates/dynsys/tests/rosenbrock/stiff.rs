//! Stiff problems: errors follow the tolerance, hand-written derivatives are those of duals, lanes are scalars.

use crate::for_each_method;
use crate::problems::{self, Problem};
use dynsys::differentiate::{ByHand, Column, Differentiate, Duals};
use dynsys::ensemble::{Resources, StartsBy};
use dynsys::rosenbrock::{Linearised, Rodas4, Rodas5P, Rosenbrock23};
use dynsys::systems::{Robertson, VanDerPol};
use dynsys::{Ensemble, Final, Flow, Pid, Plan, Rosenbrock, Tolerance, integrate, reduce};
use neurodyn_core::Level;
use neurodyn_core::linear::{BandLu, Dense, faer::FaerLu};

/// Errors are at most this many times the relative tolerance; from 1e-4 to 1e-8 they fall at least by the second factor, or
/// to less than the tolerance.
const FOLLOWS: (f64, f64) = (1e3, 1e3);

/// Runs a problem at three tolerances; the absolute one is `size` times the relative. Gives the trial steps.
fn follows<T, Sys, const S: usize>(problem: &Problem<Sys>, size: f64) -> [u64; 3]
where
    T: Linearised<S> + Default,
    Sys: Flow<f64> + Flow<Column<f64>>,
{
    let (mut errors, mut steps) = (Vec::new(), Vec::new());
    for relative in [1e-4, 1e-6, 1e-8] {
        let tolerance = Tolerance { absolute: relative * size, relative };
        let plan = Plan::new(Rosenbrock::<T, S>::new(T::default()), Pid::default(), tolerance);
        let end = integrate(&problem.flow, &plan, problem.span, &problem.start, &mut ()).unwrap();
        let error = problem.error(end.x.as_ref());
        println!("{} by {} at {relative:e}: {error:.1e} in {} steps", problem.name, T::NAME, end.steps);
        assert!(error < FOLLOWS.0 * relative, "{} by {}: {error:e}", problem.name, T::NAME);
        errors.push(error);
        steps.push(end.steps);
    }
    assert!(
        errors[2] < 1e-8 || errors[2] * FOLLOWS.1 < errors[0],
        "{} by {}: {errors:?}",
        problem.name,
        T::NAME
    );
    [steps[0], steps[1], steps[2]]
}

fn all_problems<T: Linearised<S> + Default, const S: usize>() -> [[u64; 3]; 6] {
    problems::any::stiff().map(|(problem, size)| follows::<T, _, S>(&problem, size))
}

#[test]
fn rodas4_follows_its_tolerance() {
    // trial steps as they were at first; a change is a change of the method
    let due = [
        [245, 611, 2229],
        [103, 362, 1858],
        [521, 1902, 10098],
        [41, 97, 335],
        [385, 1303, 6795],
        [692, 2263, 10435],
    ];
    assert_eq!(all_problems::<Rodas4, 6>(), due);
}

#[test]
fn rodas5p_follows_its_tolerance() {
    let due = [
        [207, 385, 971],
        [72, 213, 756],
        [405, 1163, 3840],
        [36, 64, 150],
        [289, 758, 2570],
        [523, 1293, 4271],
    ];
    assert_eq!(all_problems::<Rodas5P, 8>(), due);
}

/// 400 equations, by the elimination of `faer`.
#[test]
fn a_large_system_is_solved_by_a_backend() {
    let problem = problems::brusselator();
    for relative in [1e-4, 1e-6] {
        let plan =
            Plan::new(Rosenbrock::new(Rodas5P).solver(FaerLu), Pid::default(), Tolerance::both(relative));
        let end = integrate(&problem.flow, &plan, problem.span, &problem.start, &mut ()).unwrap();
        let error = problem.error(&end.x);
        assert!(error < FOLLOWS.0 * relative, "{error:e} at {relative:e}");
        // and as a band, which is the same but for rounding
        let (below, above) = problem.flow.bandwidth();
        let method = Rosenbrock::new(Rodas5P).solver(BandLu::new(below, above));
        let plan = Plan::new(method, Pid::default(), Tolerance::both(relative));
        let band = integrate(&problem.flow, &plan, problem.span, &problem.start, &mut ()).unwrap();
        assert_eq!(band.steps, end.steps);
        assert!(band.x.iter().zip(&end.x).all(|(x, y)| (x - y).abs() < 1e-9));
    }
}

#[test]
fn the_method_of_order_two_follows_crude_tolerances() {
    let problem = problems::robertson();
    let error = |relative: f64| {
        let tolerance = Tolerance { absolute: relative * 1e-8, relative };
        let plan = Plan::new(Rosenbrock::new(Rosenbrock23), Pid::default(), tolerance);
        let end = integrate(&problem.flow, &plan, problem.span, &problem.start, &mut ()).unwrap();
        problem.error(&end.x)
    };
    let (crude, fine) = (error(1e-3), error(1e-5));
    assert!(crude < 0.1 && fine < 1e-3 && fine * 10.0 < crude, "{crude:e} {fine:e}");
}

#[test]
fn derivatives_by_hand_are_those_of_duals() {
    let (system, x) = (Robertson::default(), [0.7, 9e-6, 0.3]);
    let (mut hand, mut dual, mut by_time) = ([0.0; 9], [0.0; 9], [f64::NAN; 3]);
    Differentiate::<_, f64>::at(&ByHand, &&system, 0.0, &x, &Dense, &mut (), &mut hand, &mut [0.0; 3]);
    let mut work = Differentiate::<_, f64>::work(&Duals, &&system);
    Differentiate::<_, f64>::at(&Duals, &&system, 0.0, &x, &Dense, &mut work, &mut dual, &mut by_time);
    assert_eq!(by_time, [0.0; 3]);
    for (hand, dual) in hand.iter().zip(dual) {
        assert!((hand - dual).abs() <= 1e-15 * dual.abs(), "{hand} {dual}");
    }
    // and a run by either ends at the same place, in as many steps
    let tolerance = Tolerance { absolute: 1e-12, relative: 1e-6 };
    let (by_duals, by_hand) = (Rosenbrock::new(Rodas5P), Rosenbrock::new(Rodas5P).by_hand());
    let start = [1.0_f64, 0.0, 0.0];
    let one =
        integrate(&system, &Plan::new(by_duals, Pid::default(), tolerance), (0.0, 1e5), &start, &mut ());
    let other =
        integrate(&system, &Plan::new(by_hand, Pid::default(), tolerance), (0.0, 1e5), &start, &mut ());
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_eq!(one.steps, other.steps);
    assert!((one.x[0] - other.x[0]).abs() < 1e-12);
}

#[test]
fn an_ensemble_gives_what_single_runs_give() {
    fn check<T: Linearised<S> + Default, const S: usize>() {
        let span = (0.0, 40.0);
        // not stiff to very stiff, side by side
        let mu = |i: usize| 10_f64.powf(i as f64 / 6.0);
        let tolerance = Tolerance::both(1e-6);
        let plan =
            Plan::new(Rosenbrock::<T, S>::new(T::default()), Pid::default(), tolerance).max_steps(300_000);
        let alone: Vec<Vec<f64>> = (0..20)
            .map(|i| reduce(&VanDerPol { mu: mu(i) }, &plan, span, &[2.0, 0.0], &Final).unwrap())
            .collect();
        let ensemble = Ensemble { family: &VanDerPol::default(), plan, span, reducer: Final };
        let write = |i: usize, x: &mut [f64], parameters: &mut [f64]| {
            x.copy_from_slice(&[2.0, 0.0]);
            parameters[0] = mu(i);
        };
        for level in Level::ALL.into_iter().filter(|level| level.available()) {
            for threads in [1, 3] {
                let resources = Resources { level, threads, ..Resources::default() };
                let found = ensemble.run(&StartsBy { count: 20, write }, &resources).unwrap();
                for (found, alone) in found.into_iter().zip(&alone) {
                    assert_eq!(&found.unwrap(), alone, "{} on {level:?}", T::NAME);
                }
            }
        }
    }
    for_each_method!(check);
}
