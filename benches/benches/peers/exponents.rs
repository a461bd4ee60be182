//! Lyapunov exponents: Lorenz, Lorenz-96, Hénon.
//!
//! The single exponents of a finite run are known to some per cent only; what tells how precisely the tangent dynamics was
//! followed is their sum, which is known exactly.

use crate::child::{Answer, Script};
use crate::clock::timed;
use crate::options::Options;
use crate::row::{Goal, Sample, Side, Workload};
use dynsys::ensemble::{Resources, StartsBy};
use dynsys::lyapunov::{EvolveFamily, Options as Length, spectra, spectrum};
use dynsys::systems::{Henon, Lorenz, Lorenz96};
use dynsys::tableau::{DormandPrince853, Rk4, Tsitouras54, Verner76};
use dynsys::{Dual, Erk, Evolve, Iterated, Method, Pid, Plan, Point, Sampled, Tolerance};

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

/// One orbit, `K` exponents, averaged over `length`.
fn ours<E, const K: usize>(
    workload: &mut Workload<'static>,
    name: &str,
    tolerances: &[f64],
    (start, length, sum): (Point<E, f64>, Length, f64),
    evolve: impl Fn(f64) -> E,
) where
    E: Evolve<Dual<f64, K>> + 'static,
    Point<E, f64>: 'static,
{
    workload.solver(name, Side::Ours, tolerances, |tolerance| {
        let (evolve, start) = (evolve(tolerance), start.clone());
        move |repeats| {
            let (seconds, found) = timed(repeats, || spectrum::<K, E>(&evolve, &start, &length));
            let found = found.map_err(|error| error.to_string())?;
            Ok(Sample { seconds, error: (found.sum() - sum).abs() })
        }
    });
}

/// Many orbits side by side, which together are averaged over as long as one alone.
fn on_lanes<F, const K: usize>(
    workload: &mut Workload<'static>,
    tolerances: &[f64],
    (count, length, sum): (usize, Length, f64),
    write: fn(usize, &mut [f64], &mut [f64]),
    family: impl Fn(f64) -> F,
) where
    F: EvolveFamily + 'static,
{
    workload.solver(&format!("{count} orbits on lanes"), Side::Ours, tolerances, |tolerance| {
        let family = family(tolerance);
        move |repeats| {
            let resources = Resources { threads: 1, ..Resources::default() };
            let run = || spectra::<K, F>(&family, &StartsBy { count, write }, &length, &resources);
            let (seconds, found) = timed(repeats, run);
            let mut mean = 0.0;
            for one in found.map_err(|error| error.to_string())? {
                mean += one.map_err(|error| error.to_string())?.sum() / count as f64;
            }
            Ok(Sample { seconds, error: (mean - sum).abs() })
        }
    });
}

/// A flow, a tolerance and the time between two re-orthonormalisations.
fn sampled<S, M>(flow: S, method: M, tolerance: f64, dt: f64) -> Sampled<S, M, Pid> {
    Sampled { flow, plan: Plan::new(method, Pid::default(), Tolerance::both(tolerance)), dt }
}

fn peer(workload: &mut Workload<'static>, script: &Script, name: &str, tolerances: &[f64], sum: f64) {
    let key = workload.key;
    workload.solver(name, Side::Outside, tolerances, |tolerance| {
        let error = move |answer: &Answer| (answer.end.iter().sum::<f64>() - sum).abs();
        script.runner(key, name, format!("{tolerance:e}:{tolerance:e}"), error)
    });
}

/// A thousand time units after ten, orthonormal again every unit (every step for the peer that allows nothing else).
fn lorenz(options: &Options, script: &Script) -> Workload<'static> {
    const SUM: f64 = -41.0 / 3.0;
    let mut workload =
        workload("lorenz-exponents", "Lorenz, exponents", ("time units", 1000.0), &[1e-4, 1e-6, 1e-8]);
    workload.goals = vec![
        Goal { against: &["heyoka-net"], ours: "Verner76", wanted: 5.0 },
        Goal { against: &["heyoka-net"], ours: "16 orbits", wanted: 20.0 },
        Goal { against: &["jitcode", "pynamicalsys"], ours: "", wanted: 5.0 },
    ];
    let length = Length { transient: 10, ..Length::new(1000) };
    let case = ([1.0; 3], length, SUM);
    let ladder = if options.quick { vec![1e-4, 1e-8] } else { vec![1e-4, 1e-6, 1e-8, 1e-10, 1e-12] };
    lorenz_method(&mut workload, "DormandPrince853", Erk(DormandPrince853), &ladder, case);
    lorenz_method(&mut workload, "Verner76", Erk(Verner76), &ladder, case);
    lorenz_method(&mut workload, "Tsitouras54", Erk(Tsitouras54), &ladder, case);
    let each = Length { transient: 10, ..Length::new(1000_u64.div_ceil(ORBITS[0] as u64)) };
    let write = |i: usize, x: &mut [f64], rho: &mut [f64]| {
        x.copy_from_slice(&[1.0 + 0.37 * i as f64, 1.0, 20.0]);
        rho[0] = 28.0;
    };
    on_lanes::<_, 3>(&mut workload, &ladder, (ORBITS[0], each, SUM), write, |tolerance| {
        sampled(Lorenz::default(), Erk(Verner76), tolerance, 1.0)
    });
    // steps of a hundredth, as the peer below
    ours::<_, 3>(&mut workload, "RK4", &[0.01], case, |step| Sampled {
        flow: Lorenz::default(),
        plan: Plan::constant(Erk(Rk4), step),
        dt: 1.0,
    });
    peer(&mut workload, script, "heyoka-net", &ladder, SUM);
    peer(&mut workload, script, "heyoka", &[1e-8], SUM);
    peer(&mut workload, script, "jitcode", &[1e-6, 1e-8, 1e-10], SUM);
    peer(&mut workload, script, "pynamicalsys", &[0.01], SUM);
    workload
}

fn lorenz_method<M>(
    workload: &mut Workload<'static>,
    name: &str,
    method: M,
    ladder: &[f64],
    case: ([f64; 3], Length, f64),
) where
    M: for<'a> Method<&'a Lorenz, Dual<f64, 3>> + Copy + 'static,
{
    ours::<_, 3>(workload, name, ladder, case, |tolerance| {
        sampled(Lorenz::default(), method, tolerance, 1.0)
    });
}

/// A hundred time units after twenty, orthonormal again every fifth of one.
fn lorenz96(options: &Options, script: &Script) -> Workload<'static> {
    const SUM: f64 = -(SITES as f64);
    let mut workload =
        workload("lorenz96-exponents", "Lorenz-96, 40 exponents", ("time units", 100.0), &[1e-3, 1e-5]);
    workload.goals = vec![Goal { against: &["jitcode"], ours: "", wanted: 5.0 }];
    let length = Length { transient: 100, ..Length::new(500) };
    let start: Vec<f64> = (0..SITES).map(|i| 8.0 + 0.01 * (i * 7 % 11) as f64).collect();
    let ladder = if options.quick { vec![1e-4, 1e-6] } else { vec![1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-8] };
    let case = (start, length, SUM);
    ours::<_, SITES>(&mut workload, "Tsitouras54", &ladder, case.clone(), |tolerance| {
        sampled(Lorenz96::new(SITES), Erk(Tsitouras54), tolerance, 0.2)
    });
    ours::<_, SITES>(&mut workload, "RK4", &[0.02], case, |step| Sampled {
        flow: Lorenz96::new(SITES),
        plan: Plan::constant(Erk(Rk4), step),
        dt: 0.2,
    });
    peer(&mut workload, script, "jitcode", &ladder, SUM);
    workload
}

/// Ten million iterations, orthonormal again every eighth.
fn henon(script: &Script) -> Workload<'static> {
    let sum = 0.3_f64.ln();
    let mut workload =
        workload("henon-exponents", "Hénon, exponents", ("iterations", ITERATIONS as f64), &[]);
    workload.goals = vec![Goal { against: &["numba"], ours: "", wanted: 5.0 }];
    let length = Length { transient: 104, every: 8, ..Length::new(ITERATIONS) };
    ours::<_, 2>(
        &mut workload,
        "spectrum",
        &[0.0],
        ([0.1, 0.1], length, sum),
        |_| Iterated(Henon::default()),
    );
    let each = Length { units: ITERATIONS / ORBITS[1] as u64, ..length };
    let write = |i: usize, x: &mut [f64], ab: &mut [f64]| {
        x.copy_from_slice(&[0.05 + 0.001 * i as f64, 0.1]);
        ab.copy_from_slice(&[1.4, 0.3]);
    };
    on_lanes::<_, 2>(&mut workload, &[0.0], (ORBITS[1], each, sum), write, |_| Iterated(Henon::default()));
    peer(&mut workload, script, "numba", &[0.0], sum);
    peer(&mut workload, script, "numba-each", &[0.0], sum);
    workload
}
