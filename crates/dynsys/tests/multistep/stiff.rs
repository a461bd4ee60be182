//! Stiff problems: errors follow the tolerance, lanes and ensembles are single runs, tangents are derivatives.

use crate::problems::{self, Problem};
use dynsys::differentiate::Column;
use dynsys::ensemble::{Resources, StartsBy};
use dynsys::systems::{Robertson, VanDerPol};
use dynsys::{
    Bdf, Dual, Ensemble, Final, Flow, Hold, Pid, Plan, Radau, Tolerance, integrate, integrate_here, reduce,
};
use neurodyn_core::linear::BandLu;
use neurodyn_core::{KernelOn, Layers, Level, Lift, Wide};

/// Errors are at most this many times the relative tolerance; from 1e-4 to 1e-8 they fall at least by the second factor, one
/// of less than ten tolerances counting as ten, or to less than the tolerance.
const FOLLOWS: (f64, f64) = (1e3, 1e3);

fn assert_follows(name: &str, run: impl Fn(f64) -> (f64, u64)) {
    let mut errors = Vec::new();
    for relative in [1e-4, 1e-6, 1e-8] {
        let (error, steps) = run(relative);
        println!("{name} by BDF at {relative:e}: {error:.1e} in {steps} steps");
        assert!(error < FOLLOWS.0 * relative, "{name}: {error:e} at {relative:e}");
        errors.push(error);
    }
    assert!(errors[2] < 1e-8 || errors[2] * FOLLOWS.1 < errors[0].max(10.0 * 1e-4), "{name}: {errors:?}");
}

/// Runs a problem at three tolerances; the absolute one is `size` times the relative.
fn follows<Sys: Flow<f64> + Flow<Column<f64>>>(problem: &Problem<Sys>, size: f64) {
    assert_follows(problem.name, |relative| {
        let tolerance = Tolerance { absolute: relative * size, relative };
        let plan = Plan::new(Bdf::new(), Hold::default(), tolerance);
        let end = integrate(&problem.flow, &plan, problem.span, &problem.start, &mut ()).unwrap();
        (problem.error(end.x.as_ref()), end.steps)
    });
}

#[test]
fn bdf_follows_its_tolerance() {
    follows(&problems::robertson(), 1e-8);
    follows(&problems::hires(), 1e-3);
    follows(&problems::orego(), 1e-2);
    follows(&problems::pollution(), 1e-3);
    follows(&problems::van_der_pol(), 1.0);
    follows(&problems::stiffest_van_der_pol(), 1.0);
}

/// 400 equations, as a band.
#[test]
fn bdf_follows_its_tolerance_along_a_chain() {
    let problem = problems::brusselator();
    let (below, above) = problem.flow.bandwidth();
    assert_follows(problem.name, |relative| {
        let method = Bdf::new().solver(BandLu::new(below, above));
        let plan = Plan::new(method, Hold::default(), Tolerance::both(relative));
        let end = integrate(&problem.flow, &plan, problem.span, &problem.start, &mut ()).unwrap();
        (problem.error(&end.x), end.steps)
    });
}

/// Robertson's problem from a start of its own in each lane.
struct Lanes;

fn start(lane: usize) -> [f64; 3] {
    [1.0 - 0.02 * lane as f64, 0.0, 0.01 * lane as f64]
}

const SPAN: (f64, f64) = (0.0, 1e4);

fn plan() -> Plan<Bdf, Hold> {
    Plan::new(Bdf::new(), Hold::default(), Tolerance { absolute: 1e-10, relative: 1e-5 })
}

impl KernelOn<f64> for Lanes {
    type Output = Vec<[u64; 3]>;
    #[inline(always)]
    fn run<R: Wide + Layers<Lane = f64> + Lift<f64>>(self) -> Vec<[u64; 3]> {
        let mut x0 = [R::lit(0.0); 3];
        for lane in 0..R::LANES {
            for k in 0..3 {
                x0[k] = x0[k].with_lane(lane, start(lane)[k]);
            }
        }
        let end = integrate_here(&Robertson::default(), &plan(), SPAN, &x0, &mut ()).unwrap();
        (0..R::LANES).map(|lane| end.x.map(|x| x.value(lane).to_bits())).collect()
    }
}

#[test]
fn a_result_does_not_depend_on_lanes_or_the_instruction_set() {
    let alone = |lane: usize| {
        let end = integrate(&Robertson::default(), &plan(), SPAN, &start(lane), &mut ());
        end.unwrap().x.map(f64::to_bits)
    };
    for level in Level::ALL.into_iter().filter(|level| level.available()) {
        for (lane, found) in level.run_on::<f64, 1, _>(Lanes).into_iter().enumerate() {
            assert_eq!(found, alone(lane), "on {level:?}, lane {lane}");
        }
    }
}

#[test]
fn an_ensemble_gives_what_single_runs_give() {
    let span = (0.0, 40.0);
    // not stiff to very stiff, side by side, so that lanes have orders and histories of their own
    let mu = |i: usize| 10_f64.powf(i as f64 / 6.0);
    let plan = Plan::new(Bdf::new(), Hold::default(), Tolerance::both(1e-6)).max_steps(300_000);
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
                assert_eq!(&found.unwrap(), alone, "on {level:?}");
            }
        }
    }
}

/// Tangents do not move the orbit, and are the derivatives that another method finds.
#[test]
fn tangents_are_derivatives_and_change_nothing() {
    let (span, tolerance) = ((0.0, 40.0), Tolerance { absolute: 1e-12, relative: 1e-8 });
    let plan = Plan::new(Bdf::new(), Hold::default(), tolerance);
    let plain = integrate(&Robertson::default(), &plan, span, &[1.0, 0.0, 0.0], &mut ()).unwrap();
    let start = [Dual::<f64, 1>::variable(1.0, 0), Dual::constant(0.0), Dual::constant(0.0)];
    let end = integrate(&Robertson::default(), &plan, span, &start, &mut ()).unwrap();
    assert_eq!(end.x.map(|x| x.re.to_bits()), plain.x.map(f64::to_bits));
    let by_radau = Plan::new(Radau::new(), Pid::default(), tolerance);
    let due = integrate(&Robertson::default(), &by_radau, span, &start, &mut ()).unwrap();
    for (found, due) in end.x.iter().zip(due.x) {
        let (found, due) = (found.eps[0], due.eps[0]);
        assert!((found - due).abs() < 1e-5 * due.abs(), "{found} {due}");
    }
}
