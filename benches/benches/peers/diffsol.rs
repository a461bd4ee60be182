//! The crate `diffsol`: BDF, diagonally implicit and explicit methods on nalgebra's dynamic vectors.

use crate::by_hand::Stiff;
use diffsol::{
    NalgebraContext, NalgebraLU, NalgebraMat, NalgebraVec, OdeBuilder, OdeEquations, OdeEquationsImplicit,
    OdeSolverMethod, OdeSolverProblem, OdeSolverStopReason,
};
use dynsys::{Fixed, Flow, System};

type Matrix = NalgebraMat<f64>;
type Elimination = NalgebraLU<f64>;

/// Which method.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Method {
    Bdf,
    Esdirk34,
}

/// A problem, built once, whose runs give the state at the end.
pub(crate) fn implicit<S: Stiff<N>, const N: usize>(
    method: Method,
    flow: S,
    span: (f64, f64),
    start: [f64; N],
    (relative, absolute): (f64, f64),
) -> Result<impl Fn() -> Result<Vec<f64>, String>, String> {
    let problem = OdeBuilder::<Matrix>::new()
        .t0(span.0)
        .rtol(relative)
        .atol([absolute])
        .rhs_implicit(
            move |x: &[f64], _: &[f64], t: f64, dx: &mut [f64]| flow.rhs(t, fixed(x), fixed_mut(dx)),
            move |x: &[f64], _: &[f64], _: f64, v: &[f64], dv: &mut [f64]| {
                flow.along(fixed(x), fixed(v), fixed_mut(dv));
            },
        )
        .init(move |_: &[f64], _: f64, x: &mut [f64]| x.copy_from_slice(&start), N)
        .build()
        .map_err(|error| error.to_string())?;
    Ok(move || run_implicit(&problem, method, span.1))
}

/// As [`implicit`], by the explicit method of Tsitouras.
pub(crate) fn tsit45<S: System<Space = Fixed<N>> + Flow<f64> + Copy, const N: usize>(
    flow: S,
    span: (f64, f64),
    start: [f64; N],
    (relative, absolute): (f64, f64),
) -> Result<impl Fn() -> Result<Vec<f64>, String>, String> {
    let problem = OdeBuilder::<Matrix>::new()
        .t0(span.0)
        .rtol(relative)
        .atol([absolute])
        .rhs(move |x: &[f64], _: &[f64], t: f64, dx: &mut [f64]| flow.rhs(t, fixed(x), fixed_mut(dx)))
        .init(move |_: &[f64], _: f64, x: &mut [f64]| x.copy_from_slice(&start), N)
        .build()
        .map_err(|error| error.to_string())?;
    Ok(move || finish(problem.tsit45().map_err(|error| error.to_string())?, span.1))
}

fn run_implicit<E>(problem: &OdeSolverProblem<E>, method: Method, end: f64) -> Result<Vec<f64>, String>
where
    E: OdeEquationsImplicit<M = Matrix, V = NalgebraVec<f64>, T = f64, C = NalgebraContext>,
{
    let say = |error: diffsol::error::DiffsolError| error.to_string();
    match method {
        Method::Bdf => finish(problem.bdf::<Elimination>().map_err(say)?, end),
        Method::Esdirk34 => finish(problem.esdirk34::<Elimination>().map_err(say)?, end),
    }
}

/// Steps to the end, keeping nothing.
fn finish<'a, E, S>(mut solver: S, end: f64) -> Result<Vec<f64>, String>
where
    E: OdeEquations<M = Matrix, V = NalgebraVec<f64>, T = f64, C = NalgebraContext> + 'a,
    S: OdeSolverMethod<'a, E>,
{
    solver.set_stop_time(end).map_err(|error| error.to_string())?;
    loop {
        match solver.step() {
            Ok(OdeSolverStopReason::TstopReached) => return Ok(solver.state().y.batch_as_slice(0).to_vec()),
            Ok(_) => {}
            Err(error) => return Err(error.to_string()),
        }
    }
}

fn fixed<const N: usize>(x: &[f64]) -> &[f64; N] {
    x.try_into().expect("as many coordinates as the system has")
}

fn fixed_mut<const N: usize>(x: &mut [f64]) -> &mut [f64; N] {
    x.try_into().expect("as many coordinates as the system has")
}
