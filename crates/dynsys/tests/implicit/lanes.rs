//! Lanes, instruction sets, threads and neighbours change no byte.

use dynsys::ensemble::{AnyMethod, Resources, StartsBy};
use dynsys::systems::VanDerPol;
use dynsys::{Auto, Ensemble, Final, Level, Method, Pid, Plan, Radau, Tolerance, reduce};

fn an_ensemble_gives_what_single_runs_give<M>(name: &str, method: M)
where
    M: AnyMethod<VanDerPol> + for<'a> Method<&'a VanDerPol, f64> + Copy,
{
    let span = (0.0, 40.0);
    // not stiff to very stiff, side by side
    let mu = |i: usize| 10_f64.powf(i as f64 / 6.0);
    let plan = Plan::new(method, Pid::default(), Tolerance::both(1e-6)).max_steps(300_000);
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
                assert_eq!(&found.unwrap(), alone, "{name} on {level:?}");
            }
        }
    }
}

#[test]
fn radau() {
    an_ensemble_gives_what_single_runs_give("Radau", Radau::new());
}

#[test]
fn auto() {
    an_ensemble_gives_what_single_runs_give("Auto", Auto::new());
}
