//! Single orbits: stiff and not, each solver at a ladder of tolerances.
//!
//! A method of ours is one line in [`stiff_methods`] or [`explicit_methods`].

use crate::by_hand::{Stiff, assert_derivatives};
use crate::child::Script;
use crate::clock::timed;
use crate::options::Options;
use crate::problems::{self, Problem};
use crate::row::{Goal, Sample, Side, Workload};
use crate::{differential_equations, diffsol, ode_solvers};
use dynsys::differentiate::Column;
use dynsys::rosenbrock::{Rodas4, Rodas5P};
use dynsys::systems::{Arenstorf, Lorenz};
use dynsys::tableau::{DormandPrince853, Tsitouras54, Verner76, Verner98};
use dynsys::{
    Auto, Bdf, Dual, Erk, Fixed, Flow, Hold, Method, Pid, Plan, Radau, Rosenbrock, System, Tolerance,
    integrate,
};
use neurodyn_core::Controller;
use std::rc::Rc;

/// The errors at which times are compared.
const TARGETS: [f64; 4] = [1e-4, 1e-6, 1e-8, 1e-10];

/// Whom the goals of issue 6 name.
const BEST_STIFF: [&str; 5] = ["diffsol", "differential-equations", "ode_solvers", "LSODA", "CVODE"];
const RUST: [&str; 3] = ["diffsol", "differential-equations", "ode_solvers"];

/// A crate's run: system, span, start, relative and absolute tolerance; the end.
type OneRun<S, const N: usize> = fn(&S, (f64, f64), &[f64; N], (f64, f64)) -> Result<[f64; N], String>;

struct Builder<'w, S: System> {
    workload: Workload<'w>,
    problem: Rc<Problem<S>>,
    /// Absolute tolerances are this many times the relative ones.
    size: f64,
    ladder: Vec<f64>,
}

/// Our methods for stiff problems.
fn stiff_methods<S>(builder: &mut Builder<'_, S>)
where
    S: Flow<f64> + Flow<Column<f64>> + 'static,
{
    builder.ours("Rodas5P", Rosenbrock::new(Rodas5P));
    builder.ours("Rodas4", Rosenbrock::new(Rodas4));
    builder.ours("Radau", Radau::new());
    builder.ours("Auto", Auto::new());
    builder.controlled("BDF", Bdf::new(), Hold::default());
}

/// Our methods for problems that are not stiff.
fn explicit_methods<S: Flow<f64> + 'static>(builder: &mut Builder<'_, S>) {
    builder.ours("DormandPrince853", Erk(DormandPrince853));
    builder.ours("Verner98", Erk(Verner98));
    builder.ours("Verner76", Erk(Verner76));
    builder.ours("Tsitouras54", Erk(Tsitouras54));
}

/// The workloads of single orbits.
pub(crate) fn workloads(options: &Options, script: &Script) -> Vec<Workload<'static>> {
    let mut found = Vec::new();
    let mut stiff = |workload: Option<Workload<'static>>| found.extend(workload);
    let goal = |wanted| vec![Goal { against: &BEST_STIFF, ours: "", wanted }];
    stiff(stiff_workload("robertson", problems::robertson(), goal(1.5), options, script));
    stiff(stiff_workload("van-der-pol", problems::van_der_pol(), goal(1.5), options, script));
    stiff(stiff_workload(
        "stiffest-van-der-pol",
        problems::stiffest_van_der_pol(),
        goal(1.5),
        options,
        script,
    ));
    stiff(stiff_workload("hires", problems::hires(), goal(1.5), options, script));
    stiff(stiff_workload("orego", problems::orego(), goal(1.0), options, script));
    stiff(stiff_workload("pollution", problems::pollution(), goal(1.0), options, script));
    stiff(explicit_workload("lorenz", lorenz(), options, script));
    stiff(explicit_workload("arenstorf", arenstorf(), options, script));
    found
}

fn stiff_workload<S, const N: usize>(
    key: &'static str,
    problem: Problem<S>,
    goals: Vec<Goal>,
    options: &Options,
    script: &Script,
) -> Option<Workload<'static>>
where
    S: Stiff<N> + Flow<Column<f64>> + Flow<Dual<f64, 1>>,
{
    let known = core::array::from_fn(|i| problem.end[i].1);
    assert_derivatives(&problem.flow, &known);
    let mut builder =
        Builder::new(key, problem, S::SIZE, "largest relative error at the end", goals, options)?;
    stiff_methods(&mut builder);
    builder.rust("differential-equations Radau5", |flow, span, start, tolerances| {
        differential_equations::radau5(flow, span, start, tolerances)
    });
    builder.rust("differential-equations BDF", |flow, span, start, tolerances| {
        differential_equations::bdf(flow, span, start, tolerances)
    });
    for (name, method) in
        [("diffsol BDF", diffsol::Method::Bdf), ("diffsol ESDIRK34", diffsol::Method::Esdirk34)]
    {
        builder.rust_built(name, move |problem, tolerances| {
            diffsol::implicit(method, problem.flow, problem.span, problem.start, tolerances)
        });
    }
    for peer in ["LSODA", "CVODE"] {
        builder.outside(script, peer);
    }
    Some(builder.workload)
}

fn explicit_workload<S, const N: usize>(
    key: &'static str,
    problem: Problem<S>,
    options: &Options,
    script: &Script,
) -> Option<Workload<'static>>
where
    S: System<Space = Fixed<N>> + Flow<f64> + Copy + 'static,
{
    let goals = vec![
        Goal { against: &RUST, ours: "", wanted: 1.3 },
        Goal { against: &["heyoka"], ours: "", wanted: 1.0 / 1.2 },
    ];
    let mut builder = Builder::new(key, problem, 1.0, "largest error at the end", goals, options)?;
    explicit_methods(&mut builder);
    builder.rust("ode_solvers Dop853", ode_solvers::dop853);
    builder.rust("ode_solvers Dopri5", ode_solvers::dopri5);
    builder.rust("differential-equations Dop853", differential_equations::dop853);
    builder.rust("differential-equations Dopri5", differential_equations::dopri5);
    builder.rust("differential-equations Verner 9(8)", differential_equations::rkv988e);
    builder.rust_built("diffsol Tsit45", |problem, tolerances| {
        diffsol::tsit45(problem.flow, problem.span, problem.start, tolerances)
    });
    for peer in ["heyoka", "numbalsoda-dop853"] {
        builder.outside(script, peer);
    }
    Some(builder.workload)
}

impl<S: System + 'static> Builder<'static, S> {
    /// None if the workload is not wanted.
    fn new(
        key: &'static str,
        problem: Problem<S>,
        size: f64,
        error_is: &'static str,
        goals: Vec<Goal>,
        options: &Options,
    ) -> Option<Self> {
        let workload = Workload {
            key,
            title: problem.name,
            error_is,
            unit: ("runs", 1.0),
            targets: TARGETS.to_vec(),
            rows: Vec::new(),
            goals,
            on_the_wall: false,
        };
        options.wants(key).then(|| Self {
            workload,
            problem: Rc::new(problem),
            size,
            ladder: options.ladder(),
        })
    }
}

impl<S: System + 'static> Builder<'_, S> {
    fn ours<M>(&mut self, name: &str, method: M)
    where
        S: Flow<f64>,
        M: for<'a> Method<&'a S, f64> + Copy + 'static,
    {
        self.controlled(name, method, Pid::default());
    }

    /// A method of ours that wants a controller of its own.
    fn controlled<M, C>(&mut self, name: &str, method: M, control: C)
    where
        S: Flow<f64>,
        M: for<'a> Method<&'a S, f64> + Copy + 'static,
        C: Controller + Copy + 'static,
    {
        let (problem, size) = (&self.problem, self.size);
        self.workload.solver(name, Side::Ours, &self.ladder, |relative| {
            let problem = problem.clone();
            let plan = Plan::new(method, control, Tolerance { absolute: relative * size, relative });
            move |repeats| {
                let run = || integrate(&problem.flow, &plan, problem.span, &problem.start, &mut ());
                let (seconds, end) = timed(repeats, run);
                let end = end.map_err(|error| error.to_string())?;
                Ok(Sample { seconds, error: problem.off(end.x.as_ref()) })
            }
        });
    }

    /// A crate whose run is one call.
    fn rust<const N: usize>(&mut self, name: &str, run: OneRun<S, N>)
    where
        S: System<Space = Fixed<N>>,
    {
        let (problem, size) = (&self.problem, self.size);
        self.workload.solver(name, Side::Rust, &self.ladder, |relative| {
            let problem = problem.clone();
            move |repeats| {
                let tolerances = (relative, relative * size);
                let run = || run(&problem.flow, problem.span, &problem.start, tolerances);
                let (seconds, end) = timed(repeats, run);
                Ok(Sample { seconds, error: problem.off(&end?) })
            }
        });
    }

    /// A crate that wants a problem to be built first, which is not timed.
    fn rust_built<B, R>(&mut self, name: &str, build: B)
    where
        B: Fn(&Problem<S>, (f64, f64)) -> Result<R, String>,
        R: Fn() -> Result<Vec<f64>, String> + 'static,
    {
        let (problem, size) = (&self.problem, self.size);
        self.workload.solver(name, Side::Rust, &self.ladder, |relative| {
            let built = build(problem, (relative, relative * size));
            let problem = problem.clone();
            move |repeats| {
                let built = built.as_ref().map_err(Clone::clone)?;
                let (seconds, end) = timed(repeats, built);
                Ok(Sample { seconds, error: problem.off(&end?) })
            }
        });
    }

    /// A peer behind the script.
    fn outside(&mut self, script: &Script, peer: &str) {
        let (problem, size, key) = (&self.problem, self.size, self.workload.key);
        self.workload.solver(peer, Side::Outside, &self.ladder, |relative| {
            let problem = problem.clone();
            let tolerances = format!("{relative:e}:{:e}", relative * size);
            script.runner(key, peer, tolerances, move |answer| problem.off(&answer.end))
        });
    }
}

impl<S: System> Problem<S> {
    /// The error at the end: as the tests measure it, or against 1 where a coordinate ends at zero.
    fn off(&self, x: &[f64]) -> f64 {
        if self.end.iter().all(|(_, due)| *due != 0.0) && x.len() >= self.end.len() {
            return self.error(x);
        }
        if x.len() < self.end.len() {
            return f64::NAN;
        }
        self.end.iter().map(|&(i, due)| (x[i] - due).abs() / due.abs().max(1.0)).fold(0.0, f64::max)
    }
}

/// The Lorenz system from `(1, 1, 1)` to `t = 10`: mpmath, Taylor series of order 60 at 60 digits.
fn lorenz() -> Problem<Lorenz> {
    Problem {
        name: "Lorenz to 10",
        flow: Lorenz::default(),
        start: [1.0, 1.0, 1.0],
        span: (0.0, 10.0),
        end: vec![(0, LORENZ[0]), (1, LORENZ[1]), (2, LORENZ[2])],
        accuracy: 1e-11,
    }
}

const LORENZ: [f64; 3] = [-4.902687541134645731904, -3.743872921802919616315, 24.69085810279055545322];

/// One period of the Arenstorf orbit: it ends where it began.
fn arenstorf() -> Problem<Arenstorf> {
    Problem {
        name: "Arenstorf orbit",
        flow: Arenstorf::default(),
        start: Arenstorf::START,
        span: (0.0, Arenstorf::PERIOD),
        end: Arenstorf::START.into_iter().enumerate().collect(),
        accuracy: 1e-11,
    }
}
