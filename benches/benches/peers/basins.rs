//! Basins: grids of starts, of flows and of maps; the error is the share of cells whose label is another.

use crate::child::{Answer, Script};
use crate::clock::timed;
use crate::options::Options;
use crate::row::{Goal, Sample, Side, Workload};
use crate::wells::{DoubleWell, Ends, Magnets, Square};
use dynsys::basin::{Approach, Axis, Basin, Basins, Grid, basins_of_map};
use dynsys::ensemble::{AnyMethod, Resources};
use dynsys::systems::Henon;
use dynsys::tableau::{DormandPrince853, Tsitouras54, Verner76};
use dynsys::{Ensemble, Erk, Error, Final, Fixed, Iterated, Map, Pid, Plan, Real, Space, System, Tolerance};
use neurodyn_benches::planes;
use std::cell::OnceCell;
use std::rc::Rc;

/// The workloads.
pub(crate) fn workloads(options: &Options, script: &Script) -> Vec<Workload<'static>> {
    let mut found = Vec::new();
    if options.wants("duffing-basins") {
        found.push(flow("duffing-basins", "Duffing, 500 x 500", DoubleWell, DoubleWell::GRID, script));
    }
    if options.wants("newton-basins") {
        found.push(newton(script));
    }
    if options.wants("henon-basins") {
        found.push(henon(script));
    }
    if options.wants("pendulum-basins") {
        found.push(flow("pendulum-basins", "Magnetic pendulum, 200 x 200", Magnets, Magnets::GRID, script));
    }
    found
}

fn workload(
    key: &'static str,
    title: &'static str,
    cells: usize,
    wanted: f64,
    targets: &[f64],
) -> Workload<'static> {
    Workload {
        key,
        title,
        error_is: "share of cells whose label differs from the reference's",
        unit: ("cells", cells as f64),
        targets: targets.to_vec(),
        rows: Vec::new(),
        goals: vec![Goal { against: &[], ours: "", wanted }],
        on_the_wall: false,
    }
}

/// A square grid over the first two coordinates, the others zero.
fn square(half: f64, cells: usize, dimension: usize) -> Grid {
    let axis = |coordinate| Axis { coordinate, from: -half, to: half, cells };
    Grid::new(vec![0.0; dimension], vec![axis(0), axis(1)]).expect("a grid")
}

/// Tolerances of flows, and of the reference.
const LADDER: [f64; 3] = [1e-4, 1e-6, 1e-8];
const OUR_LADDER: [f64; 5] = [1e-4, 1e-5, 1e-6, 1e-7, 1e-8];
const REFERENCE: f64 = 1e-12;

fn flow<F: Ends>(
    key: &'static str,
    title: &'static str,
    family: F,
    (half, cells, time, wanted): Square,
    script: &Script,
) -> Workload<'static> {
    // no label may differ: then it is the cheapest run with no error at all
    let mut workload = workload(key, title, cells * cells, wanted, &[0.0]);
    let grid = Rc::new(square(half, cells, family.space().dim()));
    // computed when it is first needed
    let reference = Rc::new(OnceCell::new());
    let due = move |grid: &Grid| ends(family, Erk(Tsitouras54), REFERENCE, time, grid);
    workload.solver("Tsitouras54", Side::Ours, &LADDER, |tolerance| {
        let (grid, reference) = (grid.clone(), reference.clone());
        move |repeats| {
            let (seconds, labels) = timed(repeats, || ends(family, Erk(Tsitouras54), tolerance, time, &grid));
            Ok(Sample { seconds, error: differ(&labels, reference.get_or_init(|| due(&grid))) })
        }
    });
    macro_rules! until_told {
        ($name:literal, $method:expr) => {
            workload.solver(concat!($name, ", until told"), Side::Ours, &OUR_LADDER, |tolerance| {
                let (grid, reference) = (grid.clone(), reference.clone());
                move |repeats| {
                    let (seconds, labels) = timed(repeats, || told(family, $method, tolerance, time, &grid));
                    Ok(Sample { seconds, error: differ(&labels, reference.get_or_init(|| due(&grid))) })
                }
            });
        };
    }
    until_told!("Tsitouras54", Erk(Tsitouras54));
    until_told!("Verner76", Erk(Verner76));
    until_told!("DormandPrince853", Erk(DormandPrince853));
    workload.solver("heyoka", Side::Outside, &LADDER, |tolerance| {
        let (grid, reference) = (grid.clone(), reference.clone());
        script.runner(key, "heyoka", format!("{tolerance:e}:0"), move |answer| {
            differ(&digits(answer), reference.get_or_init(|| due(&grid)))
        })
    });
    workload
}

/// The labels of a grid by a flow, on one thread.
fn ends<F: Ends, M: AnyMethod<F>>(family: F, method: M, tolerance: f64, time: f64, grid: &Grid) -> Vec<u8> {
    let ensemble = Ensemble {
        family: &family,
        plan: Plan::new(method, Pid::default(), Tolerance::both(tolerance)),
        span: (0.0, time),
        reducer: Final,
    };
    let resources = Resources { threads: 1, ..Resources::default() };
    let ends = ensemble.run(&grid.starts(&[]), &resources).expect("an ensemble");
    ends.into_iter().map(|end| end.map_or(u8::MAX, |x| F::label(&x))).collect()
}

/// The same by trajectories that end as soon as they are near a point of rest.
fn told<F: Ends, M: AnyMethod<F>>(family: F, method: M, tolerance: f64, time: f64, grid: &Grid) -> Vec<u8> {
    let (points, radius) = F::rests();
    let ensemble = Ensemble {
        family: &family,
        plan: Plan::new(method, Pid::default(), Tolerance::both(tolerance)),
        span: (0.0, time),
        reducer: Approach { points, radius, escape: f64::INFINITY },
    };
    let resources = Resources { threads: 1, ..Resources::default() };
    let basins = ensemble.run(&grid.starts(&[]), &resources).expect("an ensemble");
    let label = |basin: Basin| if let Basin::Attractor(k) = basin { k as u8 } else { u8::MAX };
    basins.into_iter().map(|basin| basin.map_or(u8::MAX, label)).collect()
}

fn differ(labels: &[u8], due: &[u8]) -> f64 {
    if labels.len() != due.len() {
        return f64::NAN;
    }
    labels.iter().zip(due).filter(|(found, due)| found != due).count() as f64 / due.len() as f64
}

fn digits(answer: &Answer) -> Vec<u8> {
    answer.labels.bytes().map(|digit| digit - b'0').collect()
}

/// Newton's method for `z^3 = 1`, one division a step.
#[derive(Clone, Copy)]
struct Newton;

impl System for Newton {
    type Space = Fixed<2>;
    #[inline(always)]
    fn space(&self) -> Fixed<2> {
        Fixed
    }
}

impl<R: Real> Map<R> for Newton {
    #[inline(always)]
    fn apply(&self, &[x, y]: &[R; 2], next: &mut [R; 2]) {
        // z' = 2 z / 3 + conj(z)^2 / (3 |z|^4)
        let (re, im) = (x * x - y * y, R::lit(2.0) * x * y);
        let size = x * x + y * y;
        let scale = (R::lit(3.0) * size * size).recip();
        let share = R::lit(2.0 / 3.0);
        *next = [share * x + re * scale, share * y - im * scale];
    }
}

const NEWTON: (f64, usize, u64) = (2.0, 500, 60);
const HENON: (f64, usize, u64) = (2.5, 1000, 100);
/// A root is reached within the square root of this.
const NEAR: f64 = 1e-12;
const FAR: f64 = 100.0;

fn newton(script: &Script) -> Workload<'static> {
    let (half, cells, most) = NEWTON;
    let mut workload = workload("newton-basins", "Newton, 500 x 500", cells * cells, 10.0, &[]);
    let grid = Rc::new(square(half, cells, 2));
    let reference: Rc<Vec<u8>> = Rc::new(plain(&grid, most, 3, newton_step, near));
    let rule = |x: &[f64]| near([x[0], x[1]]).map(|k| Basin::Attractor(u16::from(k)));
    map(&mut workload, "basins_of_map", &grid, &reference, Iterated(Newton), rule, (most, 3));
    let (due, code) = (reference.clone(), |basin| number(basin, 3));
    mapped(&mut workload, ("basins_of_family", 0.0), cells, planes::newton, code, move || due.clone());
    map_peers(&mut workload, &reference, script);
    workload
}

fn henon(script: &Script) -> Workload<'static> {
    let (half, cells, most) = HENON;
    let mut workload = workload("henon-basins", "Hénon, 1000 x 1000", cells * cells, 10.0, &[]);
    let grid = Rc::new(square(half, cells, 2));
    let step = |[x, y]: [f64; 2]| [1.0 - 1.4 * x * x + y, 0.3 * x];
    let gone = |x: [f64; 2]| (x[0].abs() > FAR).then_some(0);
    let reference: Rc<Vec<u8>> = Rc::new(plain(&grid, most, 1, step, gone));
    let rule = |x: &[f64]| (x[0].abs() > FAR).then_some(Basin::Attractor(0));
    map(&mut workload, "basins_of_map", &grid, &reference, Iterated(Henon::default()), rule, (most, 1));
    let (due, code) = (reference.clone(), |basin| u8::from(basin != Basin::Escaped));
    mapped(&mut workload, ("basins_of_family", 0.0), cells, planes::henon, code, move || due.clone());
    map_peers(&mut workload, &reference, script);
    workload
}

/// The number of an attractor, or `other`.
fn number(basin: Basin, other: u8) -> u8 {
    match basin {
        Basin::Attractor(k) => k as u8,
        _ => other,
    }
}

fn newton_step([x, y]: [f64; 2]) -> [f64; 2] {
    let (re, im, size) = (x * x - y * y, 2.0 * x * y, x * x + y * y);
    [2.0 / 3.0 * x + re / (3.0 * size * size), 2.0 / 3.0 * y - im / (3.0 * size * size)]
}

fn near([x, y]: [f64; 2]) -> Option<u8> {
    let close = |k: &u8| {
        let [a, b] = Magnets::AT[usize::from(*k)];
        (x - a).powi(2) + (y - b).powi(2) < NEAR
    };
    (0..3).find(close)
}

/// The labels by plain loops: `other` where nothing is told.
fn plain(
    grid: &Grid,
    most: u64,
    other: u8,
    step: impl Fn([f64; 2]) -> [f64; 2],
    told: impl Fn([f64; 2]) -> Option<u8>,
) -> Vec<u8> {
    let mut x = [0.0; 2];
    let mut one = |index| {
        grid.point(index, &mut x);
        let mut z = x;
        (0..most).find_map(|_| {
            z = step(z);
            told(z)
        })
    };
    (0..grid.len()).map(|index| one(index).unwrap_or(other)).collect()
}

fn map<E, L>(
    workload: &mut Workload<'static>,
    name: &str,
    grid: &Rc<Grid>,
    reference: &Rc<Vec<u8>>,
    evolution: E,
    rule: L,
    (most, other): (u64, u8),
) where
    E: dynsys::Evolve<f64> + Sync + Copy + 'static,
    L: Fn(&[f64]) -> Option<Basin> + Sync + Copy + 'static,
{
    workload.solver(name, Side::Ours, &[0.0], |_| {
        let (grid, reference) = (grid.clone(), reference.clone());
        move |repeats| {
            let resources = Resources { threads: 1, ..Resources::default() };
            let run = || basins_of_map(&evolution, &grid, &rule, most, &resources);
            let (seconds, basins) = timed(repeats, run);
            let labels = basins.map_err(|error| error.to_string())?.labels;
            let labels: Vec<u8> = labels.into_iter().map(|basin| number(basin, other)).collect();
            Ok(Sample { seconds, error: differ(&labels, &reference) })
        }
    });
}

/// A function of the benchmarks' library that maps `cells` by `cells`; `code` is the label of a basin.
fn mapped(
    workload: &mut Workload<'static>,
    (name, tolerance): (&str, f64),
    cells: usize,
    run: impl Fn(usize, &Resources<'_>) -> Result<Basins, Error> + Copy + 'static,
    code: fn(Basin) -> u8,
    due: impl Fn() -> Rc<Vec<u8>> + Clone + 'static,
) {
    workload.solver(name, Side::Ours, &[tolerance], |_| {
        let due = due.clone();
        move |repeats| {
            let resources = Resources { threads: 1, ..Resources::default() };
            let (seconds, basins) = timed(repeats, || run(cells, &resources));
            let labels: Vec<u8> =
                basins.map_err(|error| error.to_string())?.labels.into_iter().map(code).collect();
            Ok(Sample { seconds, error: differ(&labels, &due()) })
        }
    });
}

fn map_peers(workload: &mut Workload<'static>, reference: &Rc<Vec<u8>>, script: &Script) {
    let key = workload.key;
    for name in ["numba", "jax"] {
        workload.solver(name, Side::Outside, &[0.0], |_| {
            let reference = reference.clone();
            script.runner(key, name, "0:0".to_owned(), move |answer| differ(&digits(answer), &reference))
        });
    }
}
