//! A look at the dynamics of a neuron's mapping: its steady state, how fast it is approached, where it loses stability.

use super::Verdict;
use crate::fixed_point::{hopf_points, steady_state};
use crate::mapping::Mapping;
use crate::net::Net;
use crate::neuron::Neuron;
use dynsys::fixed_point::{FixedPoint, Newton, of_map};

/// How near a mapping's dynamics must come to those of its neuron.
///
/// At `vs`: the steady state's `V` within `v` mV; its rates `ln(rho) / dt`, within the ranges for the two slowest. Where the
/// neuron has Hopf points: the ends of the range of `V_S` in which the steady state is stable, within `ends` mV of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// `V_S` of the steady state, mV.
    pub vs: f64,
    /// mV.
    pub v: f64,
    /// Of the largest rate, 1/s.
    pub first: (f64, f64),
    /// Of the second, 1/s.
    pub second: (f64, f64),
    /// mV.
    pub ends: f64,
}

impl Bounds {
    /// What a mapping of the modified neuron must keep to be of use. The neuron's own rates are -0.159 and -19.5 per second.
    #[must_use]
    pub const fn modified() -> Self {
        Self { vs: -36.0, v: 0.15, first: (-0.25, -0.1), second: (-25.0, -12.0), ends: 0.2 }
    }
    /// The same of the original neuron, which leaves its unstable steady state with 20.77 and 0.0908 per second.
    #[must_use]
    pub const fn original() -> Self {
        Self { vs: -36.0, v: 0.15, first: (19.5, 22.0), second: (0.05, 0.13), ends: 0.2 }
    }
}

/// Where `V_S` is looked for, mV.
const RANGE: (f64, f64) = (-38.5, -33.5);
/// Pieces of the range, each of which has one Hopf point at most.
const PIECES: usize = 50;
/// How far from a Hopf point of the neuron the mapping's is looked for, mV.
const REACH: f64 = 1.0;
/// Halvings of the interval.
const HALVINGS: usize = 24;
const NEWTON: Newton = Newton { tolerance: 1e-10, max_iterations: 50 };

/// The look at a mapping of this neuron (its own `V_S` does not matter), with the bounds drawn in towards the neuron's own
/// numbers: `share` is 1 for the bounds as they are. What cannot be found is not a number in the verdict, and not accepted.
///
/// ```
/// use hhnet::train::check::{Bounds, neuron};
/// use hhnet::{Neuron, shipped};
///
/// let verdict = neuron(Neuron::modified(0.0), Bounds::modified(), 1.0)(&shipped::modified());
/// assert!(verdict.accepted, "{:?}", verdict.measured);
/// ```
pub fn neuron(neuron: Neuron, bounds: Bounds, share: f64) -> impl Fn(&Net) -> Verdict + Sync {
    let own = steady_state(&Neuron { vs: bounds.vs, ..neuron });
    let (v, own) = own.map_or((f64::NAN, [f64::NAN; 2]), |point| {
        (point.x[0], [point.eigenvalues[0].0, point.eigenvalues[1].0])
    });
    let within =
        |known: f64, (low, high): (f64, f64)| (known + share * (low - known), known + share * (high - known));
    let (first, second) = (within(own[0], bounds.first), within(own[1], bounds.second));
    let around = move |known: f64, far: f64| (known - share * far, known + share * far);
    let ends = hopf_points(neuron.gk2, RANGE, PIECES).unwrap_or_default();
    move |net| {
        let mut verdict = Verdict { accepted: true, measured: Vec::new() };
        let mut note = |name: &str, value: f64, (low, high): (f64, f64)| {
            verdict.measured.push((name.to_owned(), value));
            // not a number is in no range
            verdict.accepted &= value >= low && value <= high;
        };
        let rest = fixed_point(net, &neuron, bounds.vs);
        let rates = rest.as_ref().map_or(vec![f64::NAN; 2], |rest| rates(rest, net.form().dt));
        note("V", rest.map_or(f64::NAN, |rest| rest.x[0]), around(v, bounds.v));
        note("first rate", rates[0], first);
        note("second rate", rates[1], second);
        for end in ends.iter().map(|hopf| hopf.vs) {
            let found = border(net, &neuron, end);
            note(&format!("end of rest near {end:.2}"), found, around(end, bounds.ends));
        }
        verdict
    }
}

/// The steady state of the mapping, from that of the neuron.
fn fixed_point(net: &Net, neuron: &Neuron, vs: f64) -> Option<FixedPoint> {
    let guess = steady_state(&Neuron { vs, ..*neuron }).ok()?.x;
    let map = Mapping::<3, 1>::new(net, [vs]).ok()?;
    of_map(&map, 1, &[guess[0], guess[1], guess[2]], &NEWTON).ok()
}

/// `ln|rho| / dt` of the multipliers, largest first.
fn rates(point: &FixedPoint, dt: f64) -> Vec<f64> {
    let mut rates: Vec<f64> = point.eigenvalues.iter().map(|(re, im)| re.hypot(*im).ln() / dt).collect();
    rates.sort_by(|a, b| b.total_cmp(a));
    rates
}

/// `V_S` near `end` where the steady state of the mapping changes its stability, by halving.
fn border(net: &Net, neuron: &Neuron, end: f64) -> f64 {
    let growth =
        |vs: f64| fixed_point(net, neuron, vs).map_or(f64::NAN, |point| rates(&point, net.form().dt)[0]);
    let (mut low, mut high) = (end - REACH, end + REACH);
    let (at_low, at_high) = (growth(low), growth(high));
    if at_low.is_nan() || at_high.is_nan() || (at_low > 0.0) == (at_high > 0.0) {
        return f64::NAN;
    }
    for _ in 0..HALVINGS {
        let middle = 0.5 * (low + high);
        match growth(middle) {
            growth if growth.is_nan() => return f64::NAN,
            growth if (growth > 0.0) == (at_low > 0.0) => low = middle,
            _ => high = middle,
        }
    }
    0.5 * (low + high)
}
