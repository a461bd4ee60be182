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
use neurodyn_core::{Point, Space, System, Tolerance};

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

/// Checks what every backend is given; the times at which it must give states, the end of the span being the last.
fn check_run<S: System>(
    system: &S,
    span: (f64, f64),
    start: &Point<S, f64>,
    tolerance: Tolerance,
    times: &[f64],
) -> Result<Vec<f64>, Error> {
    check::tolerance(tolerance)?;
    check::span(span)?;
    check::times(times, span)?;
    check::dimension("start", start.as_ref().len(), system.space().dim())?;
    check::finite("start", start.as_ref())?;
    let mut times = times.to_vec();
    if times.last() != Some(&span.1) {
        times.push(span.1);
    }
    Ok(times)
}

/// The point with these coordinates.
fn point<S: System>(system: &S, coordinates: &[f64]) -> Point<S, f64> {
    system.space().point(|i| coordinates[i])
}

/// Adds a state to what was saved, unless it is not finite.
fn save<S: System>(
    system: &S,
    (t, state): (f64, &[f64]),
    steps: u64,
    saved: &mut Trajectory<Point<S, f64>>,
) -> Result<(), Error> {
    if state.iter().all(|x| x.is_finite()) {
        saved.push(t, point(system, state));
        return Ok(());
    }
    let state = saved.x.last().map(|x| x.as_ref().to_vec()).unwrap_or_default();
    let reached = saved.t.last().copied().unwrap_or(t);
    Err(Error::Failed(Failure { cause: Cause::NotFinite, t: reached, h: t - reached, steps, state }))
}
