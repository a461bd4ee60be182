//! Ensembles of neurons and pairs, compiled once here for every instruction set.

mod pairs;

pub use pairs::{kicked_q, pair_mapping_q};

use crate::coupled::Pair;
use crate::error::Error;
use crate::mapping::ScaledFamily;
use crate::net::{Net, Scaling};
use crate::neuron::Neuron;
use crate::observable::{self, Activity, ScaledActivity};
use dynsys::ensemble::{Outcome, Resources};
use dynsys::tableau::Tsitouras54;
use dynsys::{Doubles, Ensemble, Erk, MapEnsemble, Pid, Plan, Singles, Starts, Tolerance};

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
    // three vectors: at two the processor waits for the results of long chains (decision 0003)
    let outcomes = ensemble.run_as::<Doubles<3>>(&AnyStarts(starts), resources)?;
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

/// The precision of an ensemble of mappings. Fixed points, multipliers and exponents want `Double`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Precision {
    /// `f32`: `Q` to about 1e-6, in half the time.
    #[default]
    Single,
    /// `f64`.
    Double,
}

/// `Q` of mappings over `window` (s), one a start, as [`neuron_q`] of the equations: starts in mV and 1, `V_S` in mV.
///
/// # Errors
/// [`Error::NetSize`] if the net is not of a neuron with one parameter, [`Error::Window`]; [`Error::Run`] if it is cancelled.
/// An orbit that leaves the finite numbers is a failure in its place.
pub fn mapping_q(
    net: &Net,
    starts: &dyn Starts,
    window: (f64, f64),
    precision: Precision,
    resources: &Resources<'_>,
) -> Result<Vec<Outcome<f64>>, Error> {
    observable::check(window)?;
    let scaling = &net.form().variables;
    let starts = ScaledStarts { starts, scaling };
    let iterations = |t: f64| (t / net.form().dt).round() as u64;
    let tally = ScaledActivity::<1>::of(net, iterations(window.0));
    let iterations = iterations(window.1);
    let outcomes = match precision {
        Precision::Single => {
            let net = net.single();
            let family = &ScaledFamily::<3, 1, f32>::new(&net)?;
            MapEnsemble { family, iterations, tally }.run_as::<Singles<4>>(&starts, resources)?
        }
        Precision::Double => {
            let family = &ScaledFamily::<3, 1>::new(net)?;
            MapEnsemble { family, iterations, tally }.run_as::<Doubles<4>>(&starts, resources)?
        }
    };
    Ok(outcomes.into_iter().map(|outcome| outcome.map(|[q]| q)).collect())
}

/// Starts in scaled variables.
struct ScaledStarts<'a> {
    starts: &'a dyn Starts,
    scaling: &'a Scaling,
}

impl Starts for ScaledStarts<'_> {
    fn len(&self) -> usize {
        self.starts.len()
    }
    fn write(&self, index: usize, x: &mut [f64], parameters: &mut [f64]) {
        self.starts.write(index, x, parameters);
        for i in 0..x.len() {
            x[i] = self.scaling.scaled(i % self.scaling.half.len(), x[i]);
        }
    }
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
