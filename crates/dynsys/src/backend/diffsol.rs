//! The implicit integrators of the crate `diffsol`.

use super::{BUDGET, Backend, Task, run, save};
use crate::failure::{Cause, Error, Failure};
use crate::save::Trajectory;
use diffsol::{
    DiffsolError, NalgebraLU, NalgebraMat, OdeBuilder, OdeEquations, OdeSolverMethod, OdeSolverStopReason,
    VectorCommon,
};
use neurodyn_core::{Dual, Flow, Point, Space, Tolerance};

/// The implicit methods of the crate `diffsol`, on the linear algebra of `nalgebra`.
///
/// It takes products of the Jacobian matrix with vectors, which are derivatives of the flow on dual numbers.
///
/// ```
/// use dynsys::backend::{Backend, Diffsol};
/// use dynsys::{Tolerance, systems::Robertson};
///
/// let tolerance = Tolerance { absolute: 1e-10, relative: 1e-6 };
/// let found = Diffsol::Bdf.run(&Robertson::default(), (0.0, 40.0), &[1.0, 0.0, 0.0], tolerance, &[])?;
/// assert!((found.x[0][0] - 0.7158270687).abs() < 1e-5);
/// # Ok::<(), dynsys::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Diffsol {
    /// Backward differentiation formulas of order 1 to 5.
    Bdf,
    /// TR-BDF2, a singly diagonally implicit method of order 2.
    TrBdf2,
    /// A singly diagonally implicit method of order 4(3).
    Esdirk34,
}

/// A step shorter than this part of the span is an error: the crate's own bound is the same for all time scales.
const SHORTEST: f64 = 1e-30;

type Matrix = NalgebraMat<f64>;
type Lu = NalgebraLU<f64>;

impl<S: Flow<f64> + Flow<Dual<f64, 1>>> Backend<S> for Diffsol {
    fn run(
        &self,
        system: &S,
        span: (f64, f64),
        start: &Point<S, f64>,
        tolerance: Tolerance,
        times: &[f64],
    ) -> Result<Trajectory<Point<S, f64>>, Error> {
        let along = |t: f64, x: &[f64], v: &[f64], image: &mut [f64]| {
            let at = system.space().point(|i| Dual { re: x[i], eps: [v[i]] });
            let mut slope = system.space().constant::<Dual<f64, 1>>(0.0);
            system.rhs(Dual::constant(t), &at, &mut slope);
            for i in 0..image.len() {
                image[i] = slope.as_ref()[i].eps[0];
            }
        };
        run(system, span, start, tolerance, times, |task| self.solve(&task, &along))
    }
}

/// The product `(t, x, v, image)` of the Jacobian matrix at `x` with `v`.
type Along<'a> = dyn Fn(f64, &[f64], &[f64], &mut [f64]) + 'a;

impl Diffsol {
    fn solve(self, task: &Task<'_>, along: &Along<'_>) -> Result<Trajectory<Vec<f64>>, Error> {
        let Task { law, from, start, tolerance, times } = task;
        let problem = OdeBuilder::<Matrix>::new()
            .t0(*from)
            .rtol(tolerance.relative)
            .atol([tolerance.absolute])
            .rhs_implicit(
                |x: &[f64], _: &[f64], t: f64, dx: &mut [f64]| law(t, x, dx),
                |x: &[f64], _: &[f64], t: f64, v: &[f64], image: &mut [f64]| along(t, x, v, image),
            )
            .init(|_: &[f64], _: f64, x: &mut [f64]| x.copy_from_slice(start), start.len())
            .build();
        let begun = |why: DiffsolError| failed(&why, *from, 0, start);
        let mut problem = problem.map_err(begun)?;
        problem.ode_options.min_timestep = SHORTEST * (times[times.len() - 1] - from);
        match self {
            Self::Bdf => follow(problem.bdf::<Lu>().map_err(begun)?, times),
            Self::TrBdf2 => follow(problem.tr_bdf2::<Lu>().map_err(begun)?, times),
            Self::Esdirk34 => follow(problem.esdirk34::<Lu>().map_err(begun)?, times),
        }
    }
}

/// Steps until the last of `times` is reached.
fn follow<'a, E, M>(mut solver: M, times: &[f64]) -> Result<Trajectory<Vec<f64>>, Error>
where
    E: OdeEquations<M = Matrix, T = f64, V = diffsol::NalgebraVec<f64>> + 'a,
    M: OdeSolverMethod<'a, E>,
{
    let mut saved = Trajectory::new();
    let mut steps = 0;
    let mut times = times.iter().peekable();
    let first = solver.state().t;
    while let Some(&&t) = times.peek().filter(|t| ***t <= first) {
        save(t, solver.state().y.inner().as_slice(), steps, &mut saved)?;
        times.next();
    }
    let stuck = |why: &DiffsolError, solver: &M, steps| {
        let state = solver.state();
        failed(why, state.t, steps, state.y.inner().as_slice())
    };
    if let Some(&end) = times.clone().last() {
        solver.set_stop_time(end).map_err(|why| stuck(&why, &solver, steps))?;
    }
    while times.peek().is_some() {
        if steps == BUDGET {
            let state = solver.state();
            let (t, h, state) = (state.t, state.h, state.y.inner().as_slice().to_vec());
            return Err(Error::Failed(Failure { cause: Cause::StepBudget, t, h, steps, state }));
        }
        let made = solver.step().map_err(|why| stuck(&why, &solver, steps))?;
        steps += 1;
        let now = solver.state().t;
        while let Some(&&t) = times.peek().filter(|t| ***t <= now) {
            let x = solver.interpolate(t).map_err(|why| stuck(&why, &solver, steps))?;
            save(t, x.inner().as_slice(), steps, &mut saved)?;
            times.next();
        }
        if made == OdeSolverStopReason::TstopReached {
            break;
        }
    }
    Ok(saved)
}

/// The crate's error with the last state that was reached.
fn failed(why: &DiffsolError, t: f64, steps: u64, state: &[f64]) -> Error {
    Error::Backend { backend: "diffsol", t, steps, state: state.to_vec(), why: why.to_string() }
}
