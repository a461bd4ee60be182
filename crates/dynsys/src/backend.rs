//! Integrators of other crates that do a whole run: independent checks of our own, on the same systems.
//!
//! Each is behind a feature of its name. They see a flow on plain numbers, and none of their types is seen from outside.

#[cfg(feature = "diffsol")]
mod diffsol;
#[cfg(feature = "ode_solvers")]
mod ode_solvers;

#[cfg(feature = "diffsol")]
pub use diffsol::Diffsol;
#[cfg(feature = "ode_solvers")]
pub use ode_solvers::OdeSolvers;

use crate::check;
use crate::failure::{Cause, Error, Failure};
use crate::save::Trajectory;
use neurodyn_core::{Flow, Point, Space, System, Tolerance};

/// An integrator that does whole runs of the systems `S`.
pub trait Backend<S: System> {
    /// The states at `times`, which ascend within `span`, and at its end, on the way from `start`.
    ///
    /// # Errors
    /// [`Error::NotFinite`], [`Error::OutOfRange`], [`Error::Dimension`] for bad input; [`Error::Backend`] or
    /// [`Error::Failed`] where the integrator gave up, with the last state that it reached.
    fn run(
        &self,
        system: &S,
        span: (f64, f64),
        start: &Point<S, f64>,
        tolerance: Tolerance,
        times: &[f64],
    ) -> Result<Trajectory<Point<S, f64>>, Error>;
}

/// Trial steps after which a run is given up: as in [`Plan::new`](crate::Plan::new).
const BUDGET: u64 = 10_000_000;

/// A right-hand side `(t, x, dx)` behind a pointer: the integrators are compiled once, not for every system.
type Law<'a> = dyn Fn(f64, &[f64], &mut [f64]) + 'a;

/// What of a run is the same for all systems.
struct Task<'a> {
    law: &'a Law<'a>,
    from: f64,
    start: &'a [f64],
    tolerance: Tolerance,
    /// Times of states, the last being the end.
    times: Vec<f64>,
}

/// Checks what a backend is given, and has `solve` do it.
fn run<S: Flow<f64>>(
    system: &S,
    span: (f64, f64),
    start: &Point<S, f64>,
    tolerance: Tolerance,
    times: &[f64],
    solve: impl FnOnce(Task<'_>) -> Result<Trajectory<Vec<f64>>, Error>,
) -> Result<Trajectory<Point<S, f64>>, Error> {
    check::tolerance(tolerance)?;
    check::span(span)?;
    check::times(times, span)?;
    check::dimension("start", start.as_ref().len(), system.space().dim())?;
    check::finite("start", start.as_ref())?;
    let mut times = times.to_vec();
    if times.last() != Some(&span.1) {
        times.push(span.1);
    }
    let law = |t: f64, x: &[f64], dx: &mut [f64]| {
        let mut slope = system.space().constant(0.0);
        system.rhs(t, &system.space().point(|i| x[i]), &mut slope);
        dx.copy_from_slice(slope.as_ref());
    };
    let Trajectory { t, x } =
        solve(Task { law: &law, from: span.0, start: start.as_ref(), tolerance, times })?;
    Ok(Trajectory { t, x: x.iter().map(|x| system.space().point(|i| x[i])).collect() })
}

/// Adds a state to what was saved, unless it is not finite.
fn save(t: f64, state: &[f64], steps: u64, saved: &mut Trajectory<Vec<f64>>) -> Result<(), Error> {
    if state.iter().all(|x| x.is_finite()) {
        saved.push(t, state.to_vec());
        return Ok(());
    }
    let state = saved.x.last().cloned().unwrap_or_default();
    let reached = saved.t.last().copied().unwrap_or(t);
    Err(Error::Failed(Failure { cause: Cause::NotFinite, t: reached, h: t - reached, steps, state }))
}
