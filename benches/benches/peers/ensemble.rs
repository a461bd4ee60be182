//! The ensemble of the neuron: 200 s from 128 starts and more, `Q` over the last half.
//!
//! The error is the median over trajectories of `max_j |y_j - r_j| / (1 + |r_j|)` at `t = 5`, against runs at 1e-12:
//! later the neuron is chaotic or has forgotten where it came from.

use crate::child::Script;
use crate::clock::{on_the_wall, timed};
use crate::measure::median;
use crate::neuron::WithMean;
use crate::options::Options;
use crate::row::{Goal, Sample, Side, Workload};
use crate::{differential_equations, diffsol, ode_solvers};
use dynsys::ensemble::{AnyMethod, Resources, StartsBy};
use dynsys::tableau::Tsitouras54;
use dynsys::{Ensemble, Erk, Final, Level, Pid, Plan, Tolerance, WindowMean};
use hhnet::Neuron;
use neurodyn_benches::handwritten::{Handwritten, rows_of_four};
use neurodyn_benches::{SlowGateSquared, Start, spread_starts};
use std::path::Path;
use std::rc::Rc;

/// Trajectories of a row.
const TRAJECTORIES: usize = 128;
const SPAN: (f64, f64) = (0.0, 200.0);
const WINDOW: (f64, f64) = (100.0, 200.0);
/// Until when errors are looked at.
const EARLY: (f64, f64) = (0.0, 5.0);
const REFERENCE: f64 = 1e-12;

/// The starts and where they are at `t = 5`.
struct Neurons {
    starts: Vec<Start>,
    early: Vec<[f64; 3]>,
}

/// The workloads; writes the starts where the script finds them.
pub(crate) fn workloads(options: &Options, script: &Script, work: &Path) -> Vec<Workload<'static>> {
    let wanted = ["neuron", "neuron-avx2", "neuron-threads", "neuron-growth"];
    if !wanted.iter().any(|key| options.wants(key)) {
        return Vec::new();
    }
    let neurons = Rc::new(Neurons::load());
    let bytes: Vec<u8> = neurons.starts.iter().flatten().flat_map(|number| number.to_le_bytes()).collect();
    if let Err(error) = std::fs::write(work.join("starts.bin"), bytes) {
        eprintln!("the script gets no starts: {error}");
    }
    let kernel = Rc::new(Handwritten::build(&work.join("yardstick")));
    let mut found = vec![
        levels("neuron", &neurons, &kernel, (Level::Avx512, "avx512", "avx512 2x8"), 0.8),
        levels("neuron-avx2", &neurons, &kernel, (Level::Avx2, "avx2", "avx2 2x4"), 0.85),
        threads(),
        growth(options.long),
    ];
    peers(&mut found[0], &neurons, script, options.quick);
    found.retain(|workload| options.wants(workload.key));
    found
}

/// Our rows: an ensemble of another method is one line.
fn methods(workload: &mut Workload<'_>, neurons: &Rc<Neurons>, level: Level) {
    ours(workload, neurons, level, "Tsitouras54", Erk(Tsitouras54), &[1e-5, 1e-6, 1e-7, 1e-8]);
}

/// Our rows on one instruction set, and the yardstick's.
fn levels(
    key: &'static str,
    neurons: &Rc<Neurons>,
    kernel: &Rc<Result<Handwritten, String>>,
    (level, name, row): (Level, &'static str, &'static str),
    of_yardstick: f64,
) -> Workload<'static> {
    let mut workload = Workload {
        key,
        title: if key == "neuron" { "Neuron, ensemble" } else { "Neuron, AVX2" },
        error_is: "median over trajectories of the largest error at t = 5, against runs at 1e-12",
        unit: ("trajectories", TRAJECTORIES as f64),
        targets: vec![4e-7, 4e-8],
        rows: Vec::new(),
        goals: vec![Goal { against: &["yardstick"], ours: "", wanted: of_yardstick }],
        on_the_wall: false,
    };
    methods(&mut workload, neurons, level);
    workload.solver("yardstick", Side::Yardstick, &[1e-5, 1e-6, 1e-7, 1e-8], |tolerance| {
        let kernel = kernel.clone();
        move |_| {
            let kernel = kernel.as_ref().as_ref().map_err(Clone::clone)?;
            let found = kernel.run(TRAJECTORIES, name, tolerance, row)?;
            Ok(Sample { seconds: TRAJECTORIES as f64 / found.rate, error: found.error })
        }
    });
    workload
}

fn ours<M: AnyMethod<Neuron> + Copy + 'static>(
    workload: &mut Workload<'_>,
    neurons: &Rc<Neurons>,
    level: Level,
    name: &str,
    method: M,
    tolerances: &[f64],
) {
    workload.solver(name, Side::Ours, tolerances, |tolerance| {
        let neurons = neurons.clone();
        let resources = Resources { threads: 1, level, ..Resources::default() };
        move |repeats| {
            if !level.available() {
                return Err("this processor does not have it".to_owned());
            }
            let whole = || ensemble(method, tolerance, SPAN, &neurons.starts, &resources);
            let (seconds, _) = timed(repeats, whole);
            let early = ensemble(method, tolerance, EARLY, &neurons.starts, &resources);
            Ok(Sample { seconds, error: neurons.error(&early) })
        }
    });
}

/// State at the end of `span` and mean of `S^2` over the window, of every start.
fn ensemble<M: AnyMethod<Neuron>>(
    method: M,
    tolerance: f64,
    span: (f64, f64),
    starts: &[Start],
    resources: &Resources<'_>,
) -> Vec<[f64; 4]> {
    let ensemble = Ensemble {
        family: &Neuron::modified(-36.0),
        plan: Plan::new(method, Pid::default(), Tolerance::both(tolerance)),
        span,
        reducer: (WindowMean { observable: SlowGateSquared, window: WINDOW }, Final),
    };
    let write = |index: usize, x: &mut [f64], parameters: &mut [f64]| {
        x.copy_from_slice(&starts[index][..3]);
        parameters[0] = starts[index][3];
    };
    let outcomes =
        ensemble.run(&StartsBy { count: starts.len(), write }, resources).expect("a tame ensemble");
    let outcome = |outcome: Result<(f64, Vec<f64>), dynsys::Failure>| {
        let (mean, x) = outcome.expect("the neuron is tame");
        [x[0], x[1], x[2], mean]
    };
    outcomes.into_iter().map(outcome).collect()
}

impl Neurons {
    /// The yardstick's starts and references, or starts spread over the box and our own runs at 1e-12.
    fn load() -> Self {
        let read = |folder: &Path| Some((folder.join("ics.bin"), folder.join("ref5.bin")));
        let files = Handwritten::folder().ok().and_then(|folder| read(&folder));
        let known = files.and_then(|(starts, early)| {
            let (mut starts, early) = (rows_of_four(&starts).ok()?, rows_of_four(&early).ok()?);
            starts.truncate(TRAJECTORIES);
            let early: Vec<[f64; 3]> =
                early.into_iter().take(starts.len()).map(|[v, n, s, _]| [v, n, s]).collect();
            (early.len() == TRAJECTORIES).then_some(Self { starts, early })
        });
        known.unwrap_or_else(|| {
            let starts = spread_starts(TRAJECTORIES);
            let found = ensemble(Erk(Tsitouras54), REFERENCE, EARLY, &starts, &Resources::default());
            Self { starts, early: found.into_iter().map(|[v, n, s, _]| [v, n, s]).collect() }
        })
    }

    fn error(&self, found: &[[f64; 4]]) -> f64 {
        let one = |(found, due): (&[f64; 4], &[f64; 3])| {
            (0..3).map(|j| (found[j] - due[j]).abs() / (1.0 + due[j].abs())).fold(0.0, f64::max)
        };
        median(&found.iter().zip(&self.early).map(one).collect::<Vec<_>>())
    }
}

type OneRun = fn(&WithMean, (f64, f64), &[f64; 4], (f64, f64)) -> Result<[f64; 4], String>;

fn peers(workload: &mut Workload<'static>, neurons: &Rc<Neurons>, script: &Script, quick: bool) {
    const RUST: [&str; 3] = ["ode_solvers", "differential-equations", "diffsol"];
    workload.goals.push(Goal { against: &["heyoka"], ours: "", wanted: 2.3 });
    workload.goals.push(Goal { against: &RUST, ours: "", wanted: 11.0 });
    let tsit45: OneRun =
        |flow, span, start, tolerances| four(diffsol::tsit45(*flow, span, *start, tolerances)?()?);
    let bdf: OneRun = |flow, span, start, tolerances| {
        four(diffsol::implicit(diffsol::Method::Bdf, *flow, span, *start, tolerances)?()?)
    };
    // stiff methods are slow here, but shown
    let slow: &[f64] = if quick { &[] } else { &[1e-6] };
    let crates: [(&str, OneRun, &[f64]); 7] = [
        ("ode_solvers Dopri5", ode_solvers::dopri5, &[1e-5, 1e-6, 1e-7]),
        ("ode_solvers Dop853", ode_solvers::dop853, &[1e-5, 1e-6, 1e-7]),
        ("differential-equations Dopri5", differential_equations::dopri5, &[1e-5, 1e-6, 1e-7]),
        ("differential-equations Dop853", differential_equations::dop853, &[1e-5, 1e-6, 1e-7]),
        ("differential-equations Radau5", differential_equations::radau5, slow),
        ("diffsol Tsit45", tsit45, &[1e-6, 1e-7]),
        ("diffsol BDF", bdf, slow),
    ];
    for (name, run, tolerances) in crates {
        workload.solver(name, Side::Rust, tolerances, |tolerance| {
            let neurons = neurons.clone();
            move |repeats| {
                let once = |span| each(run, tolerance, span, &neurons.starts);
                let (seconds, found) = timed(repeats, || once(SPAN));
                found?;
                Ok(Sample { seconds, error: neurons.error(&once(EARLY)?) })
            }
        });
    }
    for (name, tolerances) in [
        ("heyoka", &[1e-3, 1e-4, 1e-5, 1e-6][..]),
        ("numbalsoda-dop853", &[1e-6, 1e-7]),
        ("LSODA", slow),
        ("CVODE", slow),
    ] {
        workload.solver(name, Side::Outside, tolerances, |tolerance| {
            let neurons = neurons.clone();
            script.runner("neuron", name, format!("{tolerance:e}:{tolerance:e}"), move |answer| {
                let early: Vec<[f64; 4]> =
                    answer.end.chunks_exact(3).take(TRAJECTORIES).map(|x| [x[0], x[1], x[2], 0.0]).collect();
                neurons.error(&early)
            })
        });
    }
}

fn four(x: Vec<f64>) -> Result<[f64; 4], String> {
    x.try_into().map_err(|_| "not four coordinates".to_owned())
}

/// Every start on its own, with a stop where the window begins, as peers do it.
fn each(run: OneRun, tolerance: f64, span: (f64, f64), starts: &[Start]) -> Result<Vec<[f64; 4]>, String> {
    let one = |&[v, n, s, vs]: &Start| {
        let (flow, start, tolerances) = (WithMean { vs }, [v, n, s, 0.0], (tolerance, tolerance));
        if span.1 <= WINDOW.0 {
            return run(&flow, span, &start, tolerances);
        }
        let [v, n, s, _] = run(&flow, (span.0, WINDOW.0), &start, tolerances)?;
        let mut end = run(&flow, (WINDOW.0, span.1), &[v, n, s, 0.0], tolerances)?;
        end[3] /= WINDOW.1 - WINDOW.0;
        Ok(end)
    };
    starts.iter().map(one).collect()
}

/// Two threads beside one, on the wall.
fn threads() -> Workload<'static> {
    const MANY: usize = 1024;
    let starts = Rc::new(spread_starts(MANY));
    let mut workload = Workload {
        key: "neuron-threads",
        title: "Neuron, two threads",
        error_is: "none: the bytes are the same",
        unit: ("trajectories", MANY as f64),
        targets: Vec::new(),
        rows: Vec::new(),
        goals: vec![Goal { against: &["one thread"], ours: "", wanted: 1.85 }],
        on_the_wall: true,
    };
    for (name, side, threads) in [("two threads", Side::Ours, 2), ("one thread", Side::Yardstick, 1)] {
        workload.solver(name, side, &[1e-6], |tolerance| {
            let starts = starts.clone();
            move |_| {
                let resources = Resources { threads, ..Resources::default() };
                let run = || ensemble(Erk(Tsitouras54), tolerance, SPAN, &starts, &resources);
                Ok(Sample { seconds: on_the_wall(run).0, error: 0.0 })
            }
        });
    }
    workload
}

/// From a thousand trajectories to a million, 5 s each: time and memory of one of them.
fn growth(long: bool) -> Workload<'static> {
    let mut workload = Workload {
        key: "neuron-growth",
        title: "Neuron, growth",
        error_is: "bytes a trajectory at the peak, beyond what the process had before; the tolerance column counts trajectories",
        unit: ("trajectories", 1.0),
        targets: Vec::new(),
        rows: Vec::new(),
        goals: Vec::new(),
        on_the_wall: false,
    };
    let mut counts = vec![1e3, 1e4, 1e5];
    if long {
        counts.push(1e6);
    }
    workload.solver("Tsitouras54, 5 s, 1e-6", Side::Ours, &counts, |count| {
        move |_| {
            let before = memory::reset();
            let starts = spread_starts(count as usize);
            let resources = Resources { threads: 1, ..Resources::default() };
            let (seconds, found) = timed(1, || ensemble(Erk(Tsitouras54), 1e-6, EARLY, &starts, &resources));
            let grown = memory::peak().saturating_sub(before) as f64;
            drop(found);
            Ok(Sample { seconds: seconds / count, error: grown / count })
        }
    });
    workload
}

/// Memory of this process as Linux counts it; 0 elsewhere.
mod memory {
    fn status(key: &str) -> u64 {
        let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let line = text.lines().find(|line| line.starts_with(key));
        let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
        1024 * kilobytes.unwrap_or(0)
    }

    /// Forgets the peak; the memory in use.
    pub(super) fn reset() -> u64 {
        let _ = std::fs::write("/proc/self/clear_refs", "5");
        status("VmRSS:")
    }

    /// The most since then.
    pub(super) fn peak() -> u64 {
        status("VmHWM:")
    }
}
