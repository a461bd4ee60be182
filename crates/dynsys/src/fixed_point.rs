//! Fixed points by Newton's method, with the eigenvalues that decide their stability.
//!
//! ```text
//! f(x) = 0 for a flow,   f(x) = x for a map, its iterates, a section or any other evolution
//! ```
//! Jacobians come from dual numbers (see [`crate::jacobian`]), so convergence is quadratic down to rounding.

mod kind;
mod newton;

pub use kind::{Kind, Stability};
pub use newton::Newton;

use crate::failure::Error;
use crate::jacobian::{self, Column, Jacobian};
use neurodyn_core::linear::faer::eigenvalues;
use neurodyn_core::{Evolve, Flow, Iterated, Map, Point, Space};

/// Whether an eigenvalue is a rate or a factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Time {
    /// Of a flow: perturbations grow as `e^(lambda t)`.
    Continuous,
    /// Of a map: perturbations are multiplied by `lambda`.
    Discrete,
}

/// A fixed point and the facts of how it was found.
#[derive(Clone, Debug, PartialEq)]
pub struct FixedPoint {
    /// The point.
    pub x: Vec<f64>,
    /// `|f(x)|`, or `|f(x) - x|`, in the largest coordinate.
    pub residual: f64,
    /// Length of the last Newton correction, relative to the size of each coordinate.
    pub correction: f64,
    /// Newton steps made.
    pub iterations: usize,
    /// Steps that had to be shortened.
    pub damped: usize,
    /// The Jacobian of `f` there, row by row.
    pub jacobian: Vec<f64>,
    /// Its eigenvalues `(re, im)` by descending real part: rates of a flow, multipliers of a map.
    pub eigenvalues: Vec<(f64, f64)>,
    /// Which of the two they are.
    pub time: Time,
}

impl FixedPoint {
    /// What kind of point it is; an eigenvalue within `1e-9` of the border counts as neutral.
    #[must_use]
    pub fn kind(&self) -> Kind {
        Kind::of(&self.eigenvalues, self.time, kind::NEUTRAL)
    }
}

/// The fixed point of a flow near `guess`: `f(t, x) = 0`, at the time 0 if the flow is not autonomous.
///
/// # Errors
/// Bad input, [`Error::NoConvergence`], or [`Error::Linear`] where the Jacobian is singular.
///
/// ```
/// use dynsys::{fixed_point::{Newton, of_flow}, systems::Lorenz};
///
/// let point = of_flow(&Lorenz::default(), &[8.0, 8.0, 25.0], &Newton::default())?;
/// assert!((point.x[0] - 72.0_f64.sqrt()).abs() < 1e-13);
/// assert_eq!(point.kind().to_string(), "saddle-focus: 1 stable, 2 unstable");
/// # Ok::<(), dynsys::Error>(())
/// ```
pub fn of_flow<S: Flow<Column>>(
    system: &S,
    guess: &Point<S, f64>,
    newton: &Newton,
) -> Result<FixedPoint, Error> {
    find(system.space(), guess, newton, Time::Continuous, |x| Ok(jacobian::of_flow(system, 0.0, x)))
}

/// The point of period `period` of a map near `guess`: a fixed point for period 1; the eigenvalues are the cycle's
/// multipliers.
///
/// A point whose period divides `period` is one, too.
///
/// # Errors
/// As [`of_flow`].
///
/// ```
/// use dynsys::{fixed_point::{Newton, of_map}, systems::Henon};
///
/// let point = of_map(&Henon::default(), 1, &[0.6, 0.2], &Newton::default())?;
/// assert_eq!(point.kind().to_string(), "saddle: 1 stable, 1 unstable");
/// # Ok::<(), dynsys::Error>(())
/// ```
pub fn of_map<M: Map<Column>>(
    map: &M,
    period: u64,
    guess: &Point<M, f64>,
    newton: &Newton,
) -> Result<FixedPoint, Error> {
    of_evolution(&Iterated(map), 0.0, period, guess, newton)
}

/// The state near `guess` that an evolution brings back to itself after `units` units, begun at time `t`: a periodic
/// orbit, whose multipliers are the eigenvalues.
///
/// The unit must have a duration that is known (an iteration, a period of the force): a sampled autonomous flow has a
/// multiplier 1 along its orbit, and the Jacobian is singular there. An integrator's error must stay below Newton's
/// tolerance.
///
/// # Errors
/// As [`of_flow`], and [`Error::Stuck`].
pub fn of_evolution<E: Evolve<Column>>(
    evolve: &E,
    t: f64,
    units: u64,
    guess: &Point<E, f64>,
    newton: &Newton,
) -> Result<FixedPoint, Error> {
    crate::check::in_range("period", units as f64, units > 0, "it must be at least 1")?;
    find(evolve.space(), guess, newton, Time::Discrete, |x| {
        jacobian::of_evolution(evolve, t, x, units).map_err(|stuck| Error::Stuck { t, why: stuck.why })
    })
}

fn find<S: Space>(
    space: S,
    guess: &S::Point<f64>,
    newton: &Newton,
    time: Time,
    law: impl Fn(&S::Point<f64>) -> Result<Jacobian, Error>,
) -> Result<FixedPoint, Error> {
    let n = space.dim();
    crate::check::dimension("guess", guess.as_ref().len(), n)?;
    let root = newton.solve(guess.as_ref(), |x| {
        let mut at = law(&space.point(|i| x[i]))?;
        if time == Time::Discrete {
            for i in 0..n {
                at.value[i] -= x[i];
                at.matrix[i * n + i] -= 1.0;
            }
        }
        Ok(at)
    })?;
    // once more, without the subtraction of 1
    let matrix = law(&space.point(|i| root.x[i]))?.matrix;
    Ok(FixedPoint {
        eigenvalues: eigenvalues(&matrix, n)?,
        jacobian: matrix,
        x: root.x,
        residual: root.residual,
        correction: root.correction,
        iterations: root.iterations,
        damped: root.damped,
        time,
    })
}
