//! Ensembles of coupled mappings, and of the control experiment.

use super::{AnyStarts, Precision};
use crate::coupled_mapping::PairFamily;
use crate::error::Error;
use crate::kicked::Kicked;
use crate::net::Net;
use crate::observable::{self, ScaledActivity};
use dynsys::ensemble::{Outcome, Resources};
use dynsys::{Doubles, MapEnsemble, Singles, Starts};

/// `[Q_1, Q_2]` of coupled mappings over `window` (s), one a start, as [`pair_q`](super::pair_q) of the equations: starts in
/// mV and 1, `V_S1` and `V_S2` in mV.
///
/// # Errors
/// [`Error::NetSize`] and [`Error::TimeSteps`] for nets that are no pair of neurons, [`Error::NotFinite`] for the coupling,
/// [`Error::Window`]; [`Error::Run`] if it is cancelled. An orbit that leaves the finite numbers is a failure in its place.
pub fn pair_mapping_q(
    nets: [&Net; 2],
    gc: f64,
    starts: &dyn Starts,
    window: (f64, f64),
    precision: Precision,
    resources: &Resources<'_>,
) -> Result<Vec<Outcome<[f64; 2]>>, Error> {
    const S: usize = 2;
    observable::check(window)?;
    // before anything is rounded or indexed
    let family = &PairFamily::new(nets, gc)?;
    let starts = ScaledPairStarts { starts, nets };
    let [after, iterations] = iterations(window, nets[0].form().dt);
    let scaling = nets.map(|net| {
        let scaling = &net.form().variables;
        (scaling.middle[S], scaling.half[S])
    });
    let tally = ScaledActivity { after, scaling };
    Ok(match precision {
        Precision::Single => {
            let [one, two] = nets.map(Net::single);
            let family = &PairFamily::new([&one, &two], gc)?;
            MapEnsemble { family, iterations, tally }.run_as::<Singles<2>>(&starts, resources)?
        }
        Precision::Double => {
            MapEnsemble { family, iterations, tally }.run_as::<Doubles<2>>(&starts, resources)?
        }
    })
}

/// `[Q_1, Q_2]` of the control experiment over `window` (s), one a start, as [`pair_q`](super::pair_q) of the equations;
/// `kicked` gives conductances, coupling and step, a start `V_S1` and `V_S2`.
///
/// # Errors
/// [`Error::Window`]; [`Error::Run`] if it is cancelled. An orbit that leaves the finite numbers is a failure in its place.
pub fn kicked_q(
    kicked: &Kicked,
    starts: &dyn Starts,
    window: (f64, f64),
    resources: &Resources<'_>,
) -> Result<Vec<Outcome<[f64; 2]>>, Error> {
    observable::check(window)?;
    let [after, iterations] = iterations(window, kicked.dt());
    let tally = ScaledActivity { after, scaling: [(0.0, 1.0); 2] };
    Ok(MapEnsemble { family: kicked, iterations, tally }.run(&AnyStarts(starts), resources)?)
}

/// Iterations until the window begins, and until it ends.
fn iterations((from, to): (f64, f64), dt: f64) -> [u64; 2] {
    [from, to].map(|t| (t / dt).round() as u64)
}

/// Starts of two neurons, each in the scaled variables of its net.
struct ScaledPairStarts<'a> {
    starts: &'a dyn Starts,
    nets: [&'a Net; 2],
}

impl Starts for ScaledPairStarts<'_> {
    fn len(&self) -> usize {
        self.starts.len()
    }
    fn write(&self, index: usize, x: &mut [f64], parameters: &mut [f64]) {
        self.starts.write(index, x, parameters);
        for i in 0..x.len() {
            x[i] = self.nets[i / 3].form().variables.scaled(i % 3, x[i]);
        }
    }
}
