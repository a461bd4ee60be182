//! Stiff problems: errors follow the tolerance, ensembles are single runs, tangents are derivatives.

use crate::problems::{self, Problem};
use dynsys::ensemble::{AnyMethod, Resources, StartsBy};
use dynsys::esdirk::{KennedyCarpenter43, TrBdf2};
use dynsys::systems::{Robertson, VanDerPol};
use dynsys::{
    Bdf, Dual, Ensemble, Esdirk, Final, Flow, Hold, Pid, Plan, Radau, Tolerance, integrate, reduce,
};
use neurodyn_core::linear::BandLu;
use neurodyn_core::{Controller, Level, Method};

/// Errors are at most this many times the relative tolerance; from 1e-4 to 1e-8 they fall at least by the second factor, one
/// of less than ten tolerances counting as ten, or to less than the tolerance.
const FOLLOWS: (f64, f64) = (1e3, 1e3);

/// Runs a problem at three tolerances; the absolute one is `size` times the relative.
fn follows<Sys, M, C>(name: &str, method: M, control: C, problem: &Problem<Sys>, size: f64)
where
    Sys: Flow<f64>,
    M: for<'a> Method<&'a Sys, f64> + Copy,
    C: Controller + Copy,
{
    let what = format!("{} by {name}", problem.name);
    let mut errors = Vec::new();
    for relative in [1e-4, 1e-6, 1e-8] {
        let plan = Plan::new(method, control, Tolerance { absolute: relative * size, relative });
        let end = integrate(&problem.flow, &plan, problem.span, &problem.start, &mut ()).unwrap();
        let error = problem.error(end.x.as_ref());
        println!("{what} at {relative:e}: {error:.1e} in {} steps", end.steps);
        assert!(error < FOLLOWS.0 * relative, "{what}: {error:e} at {relative:e}");
        errors.push(error);
    }
    let first = errors[0].max(10.0 * 1e-4);
    assert!(errors[2] < 1e-8 || errors[2] * FOLLOWS.1 < first, "{what}: {errors:?}");
}

fn follows_everywhere<M, C>(name: &str, method: M, control: C)
where
    M: for<'a> Method<&'a problems::any::Any, f64> + Copy,
    C: Controller + Copy,
{
    for (problem, size) in problems::any::stiff() {
        follows(name, method, control, &problem, size);
    }
}

#[test]
fn bdf_follows_its_tolerance() {
    follows_everywhere("BDF", Bdf::new(), Hold::default());
}

/// 400 equations, as a band.
#[test]
fn bdf_follows_its_tolerance_along_a_chain() {
    let problem = problems::brusselator();
    let (below, above) = problem.flow.bandwidth();
    follows("BDF", Bdf::new().solver(BandLu::new(below, above)), Hold::default(), &problem, 1.0);
}

#[test]
fn an_esdirk_method_of_order_4_follows_its_tolerance() {
    follows_everywhere("ESDIRK 4(3)", Esdirk::new(KennedyCarpenter43), Pid::default());
}

#[test]
fn tr_bdf2_follows_crude_tolerances() {
    let problem = problems::robertson();
    let error = |relative: f64| {
        let tolerance = Tolerance { absolute: relative * 1e-8, relative };
        let plan = Plan::new(Esdirk::new(TrBdf2), Pid::default(), tolerance);
        let end = integrate(&problem.flow, &plan, problem.span, &problem.start, &mut ()).unwrap();
        problem.error(&end.x)
    };
    let (crude, fine) = (error(1e-3), error(1e-5));
    assert!(crude < 0.1 && fine < 1e-3 && fine * 10.0 < crude, "{crude:e} {fine:e}");
}

fn assert_ensembles_are_single_runs<M, C>(method: M, control: C)
where
    M: AnyMethod<VanDerPol> + for<'a> Method<&'a VanDerPol, f64> + Copy,
    C: Controller + Copy,
{
    let span = (0.0, 40.0);
    // not stiff to very stiff, side by side, so that lanes have histories of their own
    let mu = |i: usize| 10_f64.powf(i as f64 / 6.0);
    let plan = Plan::new(method, control, Tolerance::both(1e-6)).max_steps(300_000);
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

#[test]
fn an_ensemble_gives_what_single_runs_give() {
    assert_ensembles_are_single_runs(Bdf::new(), Hold::default());
    assert_ensembles_are_single_runs(Esdirk::new(KennedyCarpenter43), Pid::default());
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
