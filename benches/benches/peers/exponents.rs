//! Lyapunov exponents: Lorenz, Lorenz-96, Hénon.
//!
//! The single exponents of a finite run are known to some per cent only; what tells how precisely the tangent dynamics was
//! followed is their sum, which is known exactly.

use crate::child::{Answer, Script};
use crate::clock::timed;
use crate::options::Options;
use crate::row::{Goal, Sample, Side, Workload};
use dynsys::ensemble::{Resources, StartsBy};
use dynsys::lyapunov::{Options as Length, Spectrum, spectra, spectra_as, spectrum};
use dynsys::systems::{Henon, Lorenz, Lorenz96};
use dynsys::tableau::{DormandPrince853, Rk4, Tableau, Tsitouras54, Verner76, Verner98};
use dynsys::{Doubles, Dual, Erk, Error, Flow, Iterated, Method, Pid, Plan, Point, Stepwise, Tolerance};
use neurodyn_core::Controller;

/// Sites of Lorenz-96, all of whose exponents are computed.
const SITES: usize = 40;
const ITERATIONS: u64 = 10_000_000;
/// Orbits side by side: of Lorenz, of Hénon.
const ORBITS: [usize; 2] = [16, 32];

/// The workloads.
pub(crate) fn workloads(options: &Options, script: &Script) -> Vec<Workload<'static>> {
    let mut found = vec![lorenz(options, script), lorenz96(options, script), henon(script)];
    found.retain(|workload| options.wants(workload.key));
    found
}

fn workload(
    key: &'static str,
    title: &'static str,
    unit: (&'static str, f64),
    targets: &[f64],
) -> Workload<'static> {
    Workload {
        key,
        title,
        error_is: "the sum of the exponents against its exact value",
        unit,
        targets: targets.to_vec(),
        rows: Vec::new(),
        goals: Vec::new(),
        on_the_wall: false,
    }
}

/// One orbit, `K` exponents, averaged over the second of two times after the first.
fn one_orbit<S, M, C, const K: usize>(
    workload: &mut Workload<'static>,
    name: &str,
    tolerances: &[f64],
    (start, [before, time], sum): (Point<S, f64>, [f64; 2], f64),
    evolve: impl Fn(f64) -> Stepwise<S, M, C>,
) where
    S: Flow<Dual<f64, K>> + 'static,
    M: Method<S, Dual<f64, K>> + 'static,
    C: Controller + 'static,
    Point<S, f64>: 'static,
{
    workload.solver(name, Side::Ours, tolerances, |tolerance| {
        let (evolve, start) = (evolve(tolerance), start.clone());
        move |repeats| {
            let run = |length: &Length| {
                spectrum::<K, _>(&evolve, &start, length).map_err(|error| error.to_string())
            };
            let length = covering(run(&PILOT)?.time, before, time);
            let (seconds, found) = timed(repeats, || run(&length));
            let found = found?;
            // the steps that cover the time may end a little after it
            Ok(Sample { seconds: seconds * time / found.time, error: (found.sum() - sum).abs() })
        }
    });
}

/// Finds how much time a unit takes.
const PILOT: Length = Length::new(200);

/// As many units as cover `time` after `before`, if those of the pilot took `pilot`.
fn covering(pilot: f64, before: f64, time: f64) -> Length {
    let units = |time: f64| (time / pilot * PILOT.units as f64).ceil() as u64;
    Length { transient: units(before), ..Length::new(units(time)) }
}

/// The mean of something over orbits.
fn mean(found: &[Result<Spectrum, Error>], of: impl Fn(&Spectrum) -> f64) -> Result<f64, String> {
    let mut sum = 0.0;
    for one in found {
        sum += of(one.as_ref().map_err(|error| error.to_string())?);
    }
    Ok(sum / found.len() as f64)
}

/// A flow, a method, a tolerance and the trial steps between two re-orthonormalisations.
fn stepwise<S, M>(flow: S, method: M, tolerance: f64, steps: u64) -> Stepwise<S, M, Pid> {
    Stepwise { flow, plan: Plan::new(method, Pid::default(), Tolerance::both(tolerance)), steps }
}

fn peer(workload: &mut Workload<'static>, script: &Script, name: &str, tolerances: &[f64], sum: f64) {
    let key = workload.key;
    workload.solver(name, Side::Outside, tolerances, |tolerance| {
        let error = move |answer: &Answer| (answer.end.iter().sum::<f64>() - sum).abs();
        script.runner(key, name, format!("{tolerance:e}:{tolerance:e}"), error)
    });
}

/// Time before exponents of Lorenz's system are averaged, and time averaged over.
const LORENZ: [f64; 2] = [10.0, 1000.0];
const LORENZ_SUM: f64 = -41.0 / 3.0;
/// Trial steps between two re-orthonormalisations: a tenth of a unit of time to one.
const LORENZ_STEPS: u64 = 10;

/// A thousand time units after ten; the peers are orthonormal again every unit (every step for the one that allows nothing
/// else).
fn lorenz(options: &Options, script: &Script) -> Workload<'static> {
    let mut workload =
        workload("lorenz-exponents", "Lorenz, exponents", ("time units", LORENZ[1]), &[1e-4, 1e-6, 1e-8]);
    workload.goals = vec![
        Goal { against: &["heyoka-net"], ours: "one orbit", wanted: 5.0 },
        Goal { against: &["heyoka-net"], ours: "16 orbits", wanted: 20.0 },
        Goal { against: &["jitcode", "pynamicalsys"], ours: "", wanted: 5.0 },
    ];
    let ladder =
        if options.quick { vec![1e-4, 1e-8] } else { vec![1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10] };
    lorenz_by(&mut workload, "Tsitouras54", Tsitouras54, &ladder);
    lorenz_by(&mut workload, "Verner76", Verner76, &ladder);
    lorenz_by(&mut workload, "DormandPrince853", DormandPrince853, &ladder);
    lorenz_by(&mut workload, "Verner98", Verner98, &ladder);
    // steps of a hundredth, as the peer below
    let case = ([1.0; 3], LORENZ, LORENZ_SUM);
    one_orbit::<_, _, _, 3>(&mut workload, "RK4", &[0.01], case, |step| Stepwise {
        flow: Lorenz::default(),
        plan: Plan::constant(Erk(Rk4), step),
        steps: 100,
    });
    peer(&mut workload, script, "heyoka-net", &ladder, LORENZ_SUM);
    peer(&mut workload, script, "heyoka", &[1e-8], LORENZ_SUM);
    peer(&mut workload, script, "jitcode", &[1e-6, 1e-8, 1e-10], LORENZ_SUM);
    peer(&mut workload, script, "pynamicalsys", &[0.01], LORENZ_SUM);
    workload
}

/// One orbit, and orbits side by side that are together averaged over as long, each after a transient.
fn lorenz_by<M, const N: usize>(workload: &mut Workload<'static>, name: &str, method: M, ladder: &[f64])
where
    M: Tableau<N> + Copy + 'static,
{
    let evolve = move |tolerance| stepwise(Lorenz::default(), Erk(method), tolerance, LORENZ_STEPS);
    let case = ([1.0; 3], LORENZ, LORENZ_SUM);
    one_orbit::<_, _, _, 3>(workload, &format!("one orbit, {name}"), ladder, case, evolve);
    let count = ORBITS[0];
    let write = |i: usize, x: &mut [f64], rho: &mut [f64]| {
        x.copy_from_slice(&[1.0 + 0.37 * i as f64, 1.0, 20.0]);
        rho[0] = 28.0;
    };
    workload.solver(&format!("{count} orbits, {name}"), Side::Ours, ladder, |tolerance| {
        let family = evolve(tolerance);
        move |repeats| {
            let resources = Resources { threads: 1, ..Resources::default() };
            // one vector: its twelve numbers a coordinate spill less than those of two
            let run = |length: &Length| {
                spectra_as::<Doubles<1>, 3, _>(&family, &StartsBy { count, write }, length, &resources)
                    .map_err(|error| error.to_string())
            };
            let pilot = mean(&run(&PILOT)?, |one| one.time)?;
            let length = covering(pilot, LORENZ[0], LORENZ[1] / count as f64);
            let (seconds, found) = timed(repeats, || run(&length));
            let found = found?;
            let time = mean(&found, |one| one.time)? * count as f64;
            let error = (mean(&found, Spectrum::sum)? - LORENZ_SUM).abs();
            Ok(Sample { seconds: seconds * LORENZ[1] / time, error })
        }
    });
}

/// A hundred time units after twenty; the peer is orthonormal again every fifth of one.
fn lorenz96(options: &Options, script: &Script) -> Workload<'static> {
    const SUM: f64 = -(SITES as f64);
    let mut workload =
        workload("lorenz96-exponents", "Lorenz-96, 40 exponents", ("time units", 100.0), &[1e-3, 1e-5]);
    workload.goals = vec![Goal { against: &["jitcode"], ours: "", wanted: 5.0 }];
    let start: Vec<f64> = (0..SITES).map(|i| 8.0 + 0.01 * (i * 7 % 11) as f64).collect();
    let ladder = if options.quick { vec![1e-4, 1e-6] } else { vec![1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7] };
    lorenz96_by(&mut workload, "Tsitouras54", Tsitouras54, &ladder, &start);
    lorenz96_by(&mut workload, "Verner76", Verner76, &ladder, &start);
    lorenz96_by(&mut workload, "DormandPrince853", DormandPrince853, &ladder, &start);
    peer(&mut workload, script, "jitcode", &ladder, SUM);
    workload
}

/// Six steps between two re-orthonormalisations: a quarter of a unit of time to one.
fn lorenz96_by<M, const N: usize>(
    workload: &mut Workload<'static>,
    name: &str,
    method: M,
    ladder: &[f64],
    start: &[f64],
) where
    M: Tableau<N> + Copy + 'static,
{
    let case = (start.to_vec(), [20.0, 100.0], -(SITES as f64));
    one_orbit::<_, _, _, SITES>(workload, name, ladder, case, |tolerance| {
        stepwise(Lorenz96::new(SITES), Erk(method), tolerance, 6)
    });
}

/// Ten million iterations, orthonormal again every eighth.
fn henon(script: &Script) -> Workload<'static> {
    let due = 0.3_f64.ln();
    let mut workload =
        workload("henon-exponents", "Hénon, exponents", ("iterations", ITERATIONS as f64), &[]);
    workload.goals = vec![Goal { against: &["numba"], ours: "", wanted: 5.0 }];
    let length = Length { transient: 104, every: 8, ..Length::new(ITERATIONS) };
    let map = Iterated(Henon::default());
    workload.solver("spectrum", Side::Ours, &[0.0], |_| {
        move |repeats| {
            let (seconds, found) = timed(repeats, || spectrum::<2, _>(&map, &[0.1, 0.1], &length));
            let found = found.map_err(|error| error.to_string())?;
            Ok(Sample { seconds, error: (found.sum() - due).abs() })
        }
    });
    let count = ORBITS[1];
    let write = |i: usize, x: &mut [f64], ab: &mut [f64]| {
        x.copy_from_slice(&[0.05 + 0.001 * i as f64, 0.1]);
        ab.copy_from_slice(&[1.4, 0.3]);
    };
    let each = Length { units: ITERATIONS / count as u64, ..length };
    workload.solver(&format!("{count} orbits on lanes"), Side::Ours, &[0.0], |_| {
        move |repeats| {
            let resources = Resources { threads: 1, ..Resources::default() };
            let run = || spectra::<2, _>(&map, &StartsBy { count, write }, &each, &resources);
            let (seconds, found) = timed(repeats, run);
            let sum = mean(&found.map_err(|error| error.to_string())?, Spectrum::sum)?;
            Ok(Sample { seconds, error: (sum - due).abs() })
        }
    });
    peer(&mut workload, script, "numba", &[0.0], due);
    peer(&mut workload, script, "numba-each", &[0.0], due);
    workload
}
