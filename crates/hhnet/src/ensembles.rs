//! Ensembles of neurons and pairs, compiled once here for every instruction set.

use crate::coupled::Pair;
use crate::error::Error;
use crate::neuron::Neuron;
use crate::observable::{self, Activity};
use dynsys::ensemble::{Outcome, Resources};
use dynsys::tableau::Tsitouras54;
use dynsys::{Ensemble, Erk, Pid, Plan, Starts, Tolerance};

/// How ensembles are integrated: Tsitouras 5(4) with proportional-integral control.
pub type EnsemblePlan = Plan<Erk<Tsitouras54, 7>, Pid>;

/// The plan with this absolute and relative tolerance; `1e-6` gives `Q` to about `1e-6`.
#[must_use]
pub const fn plan(tolerance: f64) -> EnsemblePlan {
    Plan::new(Erk(Tsitouras54), Pid::proportional_integral(), Tolerance::both(tolerance))
}

/// The tolerance of ensembles unless one asks for another.
pub const TOLERANCE: f64 = 1e-6;

/// `Q` of single neurons over `window`, one a start; `neuron` gives the conductance, a start its `V_S`.
///
/// # Errors
/// [`Error::Window`]; [`Error::Run`] for a bad tolerance, and if it is cancelled. A trajectory that fails is a failure in its
/// place.
pub fn neuron_q(
    neuron: &Neuron,
    starts: &dyn Starts,
    window: (f64, f64),
    tolerance: f64,
    resources: &Resources<'_>,
) -> Result<Vec<Outcome<f64>>, Error> {
    observable::check(window)?;
    let ensemble = Ensemble {
        family: neuron,
        plan: plan(tolerance),
        span: (0.0, window.1),
        reducer: Activity::<1> { window },
    };
    let outcomes = ensemble.run(&AnyStarts(starts), resources)?;
    Ok(outcomes.into_iter().map(|outcome| outcome.map(|[q]| q)).collect())
}

/// `[Q_1, Q_2]` of pairs over `window`, one a start; `pair` gives conductances and coupling, a start `V_S1` and `V_S2`.
///
/// # Errors
/// As [`neuron_q`].
pub fn pair_q(
    pair: &Pair,
    starts: &dyn Starts,
    window: (f64, f64),
    tolerance: f64,
    resources: &Resources<'_>,
) -> Result<Vec<Outcome<[f64; 2]>>, Error> {
    observable::check(window)?;
    let ensemble = Ensemble {
        family: pair,
        plan: plan(tolerance),
        span: (0.0, window.1),
        reducer: Activity::<2> { window },
    };
    Ok(ensemble.run(&AnyStarts(starts), resources)?)
}

/// Starts of any kind behind one type, so that an ensemble is compiled once.
struct AnyStarts<'a>(&'a dyn Starts);

impl Starts for AnyStarts<'_> {
    fn len(&self) -> usize {
        self.0.len()
    }
    fn write(&self, index: usize, x: &mut [f64], parameters: &mut [f64]) {
        self.0.write(index, x, parameters);
    }
}
