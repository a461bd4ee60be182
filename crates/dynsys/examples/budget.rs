//! Hot kernels in a fixed amount, to count their instructions: `budget KERNEL AMOUNT`; without words, the kernels' names.
//!
//! `cargo xtask test budget` runs each kernel twice under callgrind, in two amounts; the difference has no start-up in it.

use dynsys::basin::{Approach, Axis, Grid, Patience, basins_of_family};
use dynsys::ensemble::{Resources, StartsBy};
use dynsys::lyapunov::{Options, spectra, spectra_as, spectrum};
use dynsys::rosenbrock::Rodas5P;
use dynsys::systems::{CubeRoots, DoubleWell, Henon, Hires, Lorenz, Pollution};
use dynsys::tableau::{Tsitouras54, Verner76};
use dynsys::{
    Bdf, Doubles, Ensemble, Erk, Final, Hold, Iterated, Level, Pid, Plan, Rosenbrock, Stepwise, Tolerance,
    integrate,
};
use neurodyn_core::linear::{LinearSolve, SmallLu};
use neurodyn_core::{Real, Task, with_fma};
use std::hint::black_box;

/// A kernel in a given amount.
type Run = fn(usize);

const KERNELS: [(&str, Run); 10] = [
    ("ensemble-avx2", ensemble),
    ("newton-basin-avx2", newton_basin),
    ("henon-basin-avx2", henon_basin),
    ("henon-exponents-avx2", henon_exponents),
    ("henon-exponents-scalar", henon_exponents_scalar),
    ("lorenz-scalar", lorenz),
    ("lorenz-exponents-avx2", lorenz_exponents),
    ("hires-rodas5p-scalar", hires),
    ("pollution-bdf-scalar", pollution),
    ("lu4-scalar", lu),
];

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [kernel, amount] = &words[..] else {
        for (name, _) in KERNELS {
            println!("{name}");
        }
        return;
    };
    let (_, run) = KERNELS.iter().find(|(name, _)| name == kernel).expect("a kernel of the list");
    run(amount.parse().expect("an amount"));
}

/// One thread, and the widest instruction set that valgrind knows.
fn resources() -> Resources<'static> {
    Resources { threads: 1, level: Level::Avx2, ..Resources::default() }
}

/// Trajectories in a double well until 10.
fn ensemble(amount: usize) {
    let write = |i: usize, x: &mut [f64], delta: &mut [f64]| {
        x.copy_from_slice(&[-2.0 + 0.04 * (i % 100) as f64, 0.5]);
        delta[0] = 0.15;
    };
    let run = Ensemble {
        family: &DoubleWell::default(),
        plan: Plan::new(Erk(Tsitouras54), Pid::default(), Tolerance::both(1e-6)),
        span: (0.0, 10.0),
        reducer: Final,
    };
    black_box(run.run(&StartsBy { count: amount, write }, &resources()).expect("tame"));
}

/// A plane of 64 cells by as many as `amount`.
fn plane(half: f64, amount: usize) -> Grid {
    let axis = |coordinate, cells| Axis { coordinate, from: -half, to: half, cells };
    Grid::new(vec![0.0; 2], vec![axis(0, 64), axis(1, amount)]).expect("a plane")
}

fn newton_basin(amount: usize) {
    let points = CubeRoots::ROOTS.map(|root| root.to_vec()).to_vec();
    let rule = Approach { points, radius: 1e-6, escape: f64::INFINITY };
    let patience = Patience { iterations: 60, every: 2 };
    black_box(
        basins_of_family(&CubeRoots, &plane(2.0, amount), &[], &rule, patience, &resources()).expect("tame"),
    );
}

fn henon_basin(amount: usize) {
    let rule = Approach { points: vec![], radius: 0.0, escape: 100.0 };
    let (family, patience) = (Henon::default(), Patience { iterations: 100, every: 4 });
    let grid = plane(2.5, amount);
    black_box(basins_of_family(&family, &grid, &[1.4, 0.3], &rule, patience, &resources()).expect("tame"));
}

fn henon_exponents(amount: usize) {
    let write = |i: usize, x: &mut [f64], ab: &mut [f64]| {
        x.copy_from_slice(&[0.05 + 0.001 * i as f64, 0.1]);
        ab.copy_from_slice(&[1.4, 0.3]);
    };
    let options = Options { transient: 0, every: 8, ..Options::new(amount as u64) };
    let starts = StartsBy { count: 8, write };
    black_box(spectra::<2, _>(&Iterated(Henon::default()), &starts, &options, &resources()).expect("tame"));
}

fn henon_exponents_scalar(amount: usize) {
    let options = Options { transient: 0, every: 8, ..Options::new(amount as u64) };
    black_box(spectrum::<2, _>(&Iterated(Henon::default()), &[0.05, 0.1], &options).expect("tame"));
}

fn lorenz(amount: usize) {
    let plan = Plan::new(Erk(Tsitouras54), Pid::default(), Tolerance::both(1e-8));
    let span = (0.0, amount as f64);
    black_box(integrate(&Lorenz::default(), &plan, span, &[1.0, 1.0, 20.0], &mut ()).expect("tame"));
}

fn lu(amount: usize) {
    with_fma(Systems(amount));
}

/// So many systems of four equations.
struct Systems(usize);

impl Task for Systems {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let mut factors = LinearSolve::<f64>::factors(&SmallLu, 4);
        let a: [f64; 16] = core::array::from_fn(|i| Real::sin((i * i) as f64));
        for turn in 0..self.0 {
            let mut b = [turn as f64, 2.0, 3.0, 4.0];
            SmallLu.factor(4, black_box(&a), &mut factors).expect("regular");
            SmallLu.solve(&factors, &mut b).expect("as many");
            black_box(b);
        }
    }
}

/// Four orbits by Verner's 7(6) method, orthonormal again every ten steps.
const STEPWISE: Stepwise<Lorenz, Erk<Verner76, 11>, Pid> = Stepwise {
    flow: Lorenz { sigma: 10.0, rho: 28.0, beta: 8.0 / 3.0 },
    plan: Plan::new(
        Erk(Verner76),
        Pid::proportional_integral(),
        Tolerance { absolute: 1e-8, relative: 1e-8 },
    ),
    steps: 10,
};

fn lorenz_exponents(amount: usize) {
    let write = |i: usize, x: &mut [f64], rho: &mut [f64]| {
        x.copy_from_slice(&[1.0 + 0.37 * i as f64, 1.0, 20.0]);
        rho[0] = 28.0;
    };
    let (starts, options) = (StartsBy { count: 4, write }, Options::new(amount as u64));
    black_box(spectra_as::<Doubles<1>, 3, _>(&STEPWISE, &starts, &options, &resources()).expect("tame"));
}

/// HIRES again and again, in 401 steps each.
fn hires(amount: usize) {
    let tolerance = Tolerance { absolute: 1e-10, relative: 1e-7 };
    let plan = Plan::new(Rosenbrock::new(Rodas5P), Pid::default(), tolerance);
    for _ in 0..amount {
        let start = black_box(Hires::START);
        black_box(integrate(&Hires::default(), &plan, Hires::SPAN, &start, &mut ()).expect("tame"));
    }
}

/// Pollution again and again, in 364 steps each.
fn pollution(amount: usize) {
    let tolerance = Tolerance { absolute: 1e-11, relative: 1e-8 };
    let plan = Plan::new(Bdf::new(), Hold::default(), tolerance);
    for _ in 0..amount {
        let start = black_box(Pollution::START);
        black_box(integrate(&Pollution::default(), &plan, Pollution::SPAN, &start, &mut ()).expect("tame"));
    }
}
