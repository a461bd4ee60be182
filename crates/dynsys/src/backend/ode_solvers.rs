//! The explicit integrators of the crate `ode_solvers`.

use super::{BUDGET, Backend, Law, Task, run, save};
use crate::failure::{Cause, Error, Failure};
use crate::save::Trajectory;
use neurodyn_core::{Flow, Point, Tolerance};
use ode_solvers::dop_shared::IntegrationError;
use ode_solvers::{DVector, Dop853, Dopri5, OutputType};

/// The Dormand-Prince methods of the crate `ode_solvers`, after the programs of E. Hairer & G. Wanner.
///
/// It has no dense output at given times that keeps its accuracy, so a run goes from one to the next, each part with a first
/// step of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OdeSolvers {
    /// Order 5(4).
    Dopri5,
    /// Order 8(5,3).
    Dop853,
}

/// A flow as the crate wants it.
#[derive(Clone, Copy)]
struct Wanted<'a>(&'a Law<'a>);

impl ode_solvers::System<f64, DVector<f64>> for Wanted<'_> {
    fn system(&self, t: f64, x: &DVector<f64>, dx: &mut DVector<f64>) {
        (self.0)(t, x.as_slice(), dx.as_mut_slice());
    }
}

/// Defaults of the crate: safety factor, the integral exponent's correction, bounds of a step's change.
const SAFETY: f64 = 0.9;
const DOPRI5: (f64, f64, f64) = (0.04, 0.2, 10.0);
const DOP853: (f64, f64, f64) = (0.0, 0.333, 6.0);
/// Trial steps between two tests of stiffness.
const STIFF: u32 = 1000;

impl<S: Flow<f64>> Backend<S> for OdeSolvers {
    fn run(
        &self,
        system: &S,
        span: (f64, f64),
        start: &Point<S, f64>,
        tolerance: Tolerance,
        times: &[f64],
    ) -> Result<Trajectory<Point<S, f64>>, Error> {
        run(system, span, start, tolerance, times, |task| self.solve(&task))
    }
}

impl OdeSolvers {
    fn solve(self, task: &Task<'_>) -> Result<Trajectory<Vec<f64>>, Error> {
        let (law, tolerance) = (Wanted(task.law), task.tolerance);
        let mut saved = Trajectory::new();
        let (mut from, mut steps) = (task.from, 0);
        let mut x = DVector::from_column_slice(task.start);
        for &to in &task.times {
            if to > from {
                // a macro, as the two have no trait in common
                macro_rules! leg {
                    ($solver:ident, $constants:ident) => {{
                        let (beta, shrink, grow) = $constants;
                        let mut solver = $solver::from_param(
                            law,
                            from,
                            to,
                            to - from,
                            x.clone(),
                            tolerance.relative,
                            tolerance.absolute,
                            SAFETY,
                            beta,
                            shrink,
                            grow,
                            to - from,
                            0.0,
                            BUDGET as u32,
                            STIFF,
                            OutputType::Sparse,
                        );
                        let found = solver.integrate();
                        let (t, at) = (solver.x_out().last().copied(), solver.y_out().last().cloned());
                        (found, t.unwrap_or(from), at.unwrap_or_else(|| x.clone()))
                    }};
                }
                let (found, t, at) = match self {
                    Self::Dopri5 => leg!(Dopri5, DOPRI5),
                    Self::Dop853 => leg!(Dop853, DOP853),
                };
                match found {
                    Ok(made) => steps += u64::from(made.accepted_steps + made.rejected_steps),
                    Err(why) => return Err(failed(&why, t, steps, at.as_slice())),
                }
                (from, x) = (to, at);
            }
            save(to, x.as_slice(), steps, &mut saved)?;
        }
        Ok(saved)
    }
}

/// The crate's error with the last state that was reached.
fn failed(why: &IntegrationError, t: f64, steps: u64, state: &[f64]) -> Error {
    let state = state.to_vec();
    let cause = match why {
        IntegrationError::MaxNumStepReached { .. } => Cause::StepBudget,
        IntegrationError::StepSizeUnderflow { .. } => Cause::StepUnderflow,
        IntegrationError::StiffnessDetected { .. } => {
            return Error::Backend { backend: "ode_solvers", t, steps, state, why: why.to_string() };
        }
    };
    Error::Failed(Failure { cause, t, h: 0.0, steps, state })
}
