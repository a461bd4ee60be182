//! Whether a net is good: what its mapping does, beside what the equations do, with bounds that were fixed beforehand.

use super::edge::edge;
use super::steady::{Crossing, MappingPoint, RestWindow, mapping_steady_state, rest_windows};
use crate::ensembles::{Precision, mapping_q};
use crate::error::Error;
use crate::net::Net;
use crate::neuron::table1::G_K2;
use crate::observable::WINDOW;
use crate::starts::V_S;
use crate::transition::{START, mapping_burst_to_spike};
use dynsys::ensemble::{Resources, StartsBy};

/// Which neuron a net is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The original neuron.
    Original,
    /// The modified neuron.
    Modified,
}

/// One measure of a net.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bound {
    /// What is measured, with its unit.
    pub name: &'static str,
    /// As found; NaN if the mapping has no such thing.
    pub value: f64,
    /// Of the equations.
    pub reference: f64,
    /// The value must lie between these.
    pub within: (f64, f64),
}

impl Bound {
    /// Whether the value lies within the bounds.
    #[must_use]
    pub fn accepted(&self) -> bool {
        (self.within.0..=self.within.1).contains(&self.value)
    }
    const fn near(name: &'static str, value: f64, reference: f64, by: f64) -> Self {
        Self { name, value, reference, within: (reference - by, reference + by) }
    }
}

/// What a net's mapping does.
#[derive(Clone, Debug, PartialEq)]
pub struct Dynamics {
    /// The neuron that it was compared with.
    pub target: Target,
    /// Every measure that has a bound.
    pub bounds: Vec<Bound>,
    /// The fixed point at -36 mV (modified) or -33.8 mV (original), if there is one near the steady state.
    pub point: Option<MappingPoint>,
    /// Where the fixed point is stable.
    pub rest: Vec<RestWindow>,
}

impl Dynamics {
    /// Whether every measure is within its bounds.
    #[must_use]
    pub fn accepted(&self) -> bool {
        self.bounds.iter().all(Bound::accepted)
    }
    /// The measures that are not.
    #[must_use]
    pub fn missed(&self) -> Vec<Bound> {
        self.bounds.iter().filter(|bound| !bound.accepted()).copied().collect()
    }
}

/// The steady states of the equations at which nets are measured: `V_S`, the state (30-digit Newton).
const MODIFIED: (f64, [f64; 3]) = (-36.0, [-50.6356914146, 0.00205597931711, 0.187922041216]);
const ORIGINAL: (f64, [f64; 3]) = (-33.8, [-46.9978057577, 0.00392943498865, 0.210854802269]);
/// Pieces of the search for rest, 0.05 mV long.
const PIECES: usize = 200;

/// The fixed point, its rates and the window of rest only: milliseconds, for use while training.
///
/// For the modified neuron at -36 mV: `V_f` within 0.15 mV, `lambda_1` in (-0.25, -0.10) 1/s, `lambda_2` in (-25, -12)
/// 1/s, the two ends of the window of rest within 0.2 mV, both Neimark-Sacker points. For the original neuron at -33.8 mV:
/// `V_f` within 0.15 mV, and no rest at any `V_S` of table 3.
///
/// # Errors
/// [`Error::NetSize`] if the net is not of a neuron with one parameter.
///
/// ```
/// use hhnet::{analysis::{Target, rest_dynamics}, shipped};
///
/// let rest = rest_dynamics(&shipped::modified(), Target::Modified)?;
/// assert!(rest.accepted(), "{:?}", rest.missed());
/// # Ok::<(), hhnet::Error>(())
/// ```
pub fn rest_dynamics(net: &Net, target: Target) -> Result<Dynamics, Error> {
    let ((vs, state), gk2) = match target {
        Target::Modified => (MODIFIED, G_K2),
        Target::Original => (ORIGINAL, 0.0),
    };
    let rest = rest_windows(net, gk2, V_S, PIECES)?;
    let point = mapping_steady_state(net, vs, &state).ok();
    let v_f = point.as_ref().map_or(f64::NAN, |point| point.point.x[0]);
    let bounds = match target {
        Target::Modified => {
            let rate = |i: usize| point.as_ref().map_or(f64::NAN, |point| point.rates()[i].0);
            let [low, high] = ends(&rest, vs);
            vec![
                Bound::near("V_f at -36 mV (mV)", v_f, state[0], 0.15),
                Bound {
                    name: "lambda_1 at -36 mV (1/s)",
                    value: rate(0),
                    reference: -0.159_266_916_921,
                    within: (-0.25, -0.10),
                },
                Bound {
                    name: "lambda_2 at -36 mV (1/s)",
                    value: rate(1),
                    reference: -19.521_120_266_6,
                    within: (-25.0, -12.0),
                },
                Bound::near("lower end of rest (mV)", low, -37.052_757_52, 0.2),
                Bound::near("upper end of rest (mV)", high, -34.975_723_78, 0.2),
            ]
        }
        Target::Original => vec![
            Bound::near("V_f at -33.8 mV (mV)", v_f, state[0], 0.15),
            Bound::near("windows of rest", rest.len() as f64, 0.0, 0.0),
        ],
    };
    Ok(Dynamics { target, bounds, point, rest })
}

/// The ends of the window of rest that holds `vs`, where they are Neimark-Sacker points.
fn ends(rest: &[RestWindow], vs: f64) -> [f64; 2] {
    let window = rest.iter().find(|window| (window.from.vs..=window.to.vs).contains(&vs));
    [window.map(|window| window.from), window.map(|window| window.to)].map(|border| match border {
        Some(border) if matches!(border.crossing, Crossing::NeimarkSacker { .. }) => border.vs,
        _ => f64::NAN,
    })
}

/// Everything that a net is accepted by: [`rest_dynamics`], the burst-to-spike point within 0.15 mV, `Q` of bursts, spikes
/// and rest within 5e-4, and for the modified neuron the four edges of the rectangle of figure 4 within 0.4 mV.
///
/// `Q` is that of single precision over the source's [window](WINDOW) from [`START`] (rest: the same with `S` = 0.189). The
/// burst-to-spike point comes from pauses between 100 s and 300 s, to 0.01 mV. Drift is looked at by [`super::drift`]. It
/// takes some ten seconds.
///
/// # Errors
/// [`Error::NetSize`] if the net is not of a neuron with one parameter; [`Error::Run`] if it is cancelled.
pub fn dynamics(net: &Net, target: Target, resources: &Resources<'_>) -> Result<Dynamics, Error> {
    const Q: f64 = 5e-4;
    let mut dynamics = rest_dynamics(net, target)?;
    let from_start = |s: f64, vs: f64| [START[0], START[1], s, vs];
    let bounds = match target {
        Target::Modified => {
            let starts = [from_start(START[2], -36.0), from_start(START[2], -34.0), from_start(0.189, -36.0)];
            let q = settled(net, &starts, resources)?;
            let [low_v, high_v, low_vs, high_vs] = rectangle(net, resources)?;
            vec![
                Bound::near("burst to spike (mV)", transition(net, (-36.0, -34.0))?, -35.0077, 0.15),
                Bound::near("Q of bursts at -36 mV", q[0], 0.178_593, Q),
                Bound::near("Q of spikes at -34 mV", q[1], 0.182_879, Q),
                Bound::near("Q of rest at -36 mV", q[2], 0.187_922_042, Q),
                Bound::near("lowest V_0 at rest (mV)", low_v, -52.7018, 0.4),
                Bound::near("highest V_0 at rest (mV)", high_v, -49.2706, 0.4),
                Bound::near("lowest V_S at rest from the point (mV)", low_vs, -37.05, 0.4),
                Bound::near("highest V_S at rest from the point (mV)", high_vs, -34.98, 0.4),
            ]
        }
        Target::Original => {
            let starts = [-36.0, -34.0, -33.0, -31.0].map(|vs| from_start(START[2], vs));
            let q = settled(net, &starts, resources)?;
            vec![
                Bound::near("burst to spike (mV)", transition(net, (-34.8, -32.8))?, -33.7766, 0.15),
                Bound::near("Q of bursts at -36 mV", q[0], 0.180_28, Q),
                Bound::near("Q of bursts at -34 mV", q[1], 0.181_35, Q),
                Bound::near("Q of spikes at -33 mV", q[2], 0.186_918, Q),
                Bound::near("Q of spikes at -31 mV", q[3], 0.186_406, Q),
            ]
        }
    };
    dynamics.bounds.extend(bounds);
    Ok(dynamics)
}

/// The burst-to-spike point; NaN if a net has none there, or if it does not stay finite.
fn transition(net: &Net, interval: (f64, f64)) -> Result<f64, Error> {
    match mapping_burst_to_spike(net, interval, 0.01, (100.0, 300.0)) {
        Err(Error::NotBracketed { .. } | Error::Run(dynsys::Error::Failed(_))) => Ok(f64::NAN),
        found => found,
    }
}

/// `Q` from these `[V, n, S, V_S]`; NaN for orbits that escape.
fn settled(net: &Net, starts: &[[f64; 4]], resources: &Resources<'_>) -> Result<Vec<f64>, Error> {
    let write = |i: usize, x: &mut [f64], parameters: &mut [f64]| {
        x.copy_from_slice(&starts[i][..3]);
        parameters[0] = starts[i][3];
    };
    let all = StartsBy { count: starts.len(), write };
    let outcomes = mapping_q(net, &all, WINDOW, Precision::Single, resources)?;
    Ok(outcomes.into_iter().map(|q| q.unwrap_or(f64::NAN)).collect())
}

/// A modified neuron rests if its Q is above this: between its highest spikes (0.1829) and its lowest rest (0.1855).
const RESTS: f64 = 0.1842;

/// The edges of the rectangle of figure 4: the lowest and highest `V_0` at -36 mV, then `V_S` from the steady state.
fn rectangle(net: &Net, resources: &Resources<'_>) -> Result<[f64; 4], Error> {
    const ROUNDS: usize = 3;
    const REACH: f64 = 2.0;
    let (vs, point) = MODIFIED;
    let rests = |starts: &[[f64; 4]]| -> Result<Vec<bool>, Error> {
        Ok(settled(net, starts, resources)?.into_iter().map(|q| q > RESTS).collect())
    };
    let along_v = |v: &[f64]| rests(&v.iter().map(|&v| [v, point[1], point[2], vs]).collect::<Vec<_>>());
    let along_vs =
        |vs: &[f64]| rests(&vs.iter().map(|&vs| [point[0], point[1], point[2], vs]).collect::<Vec<_>>());
    let reach = 0.1 * point[0].abs();
    // a net without rest at the point has no rectangle
    if !along_v(&[point[0]])?[0] {
        return Ok([f64::NAN; 4]);
    }
    Ok([
        edge((point[0], point[0] - reach), ROUNDS, along_v)?,
        edge((point[0], point[0] + reach), ROUNDS, along_v)?,
        edge((vs, vs - REACH), ROUNDS, along_vs)?,
        edge((vs, vs + REACH), ROUNDS, along_vs)?,
    ])
}
