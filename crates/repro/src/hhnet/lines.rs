//! The lines that Q forms in figure 3: where they jump, how high they are, and which starts rest.

use dynsys::ensemble::StartsBy;
use hhnet::analysis::{mapping_steady_state, rest_windows};
use hhnet::transition::START;
use hhnet::{Net, Neuron, steady_state};

use super::constants::{REST_RANGE, V_S_RANGE};
use super::density::Columns;
use super::ensembles::{Single, edges, failed, neurons_within};
use crate::error::ReproError;
use crate::item::Measured;
use crate::setting::{Setting, Watch};

/// Bursts are read off up to so far below the transition, where they begin to grow, in mV.
pub(super) const ASSUMED_CLEAR: f64 = 0.5;
/// Q of a trajectory at rest differs from S of the steady state by less than this; the next line is 0.0026 away.
const ASSUMED_AT_REST: f64 = 5e-4;

/// The lines of bursts and spikes: medians of columns. `at` is where they meet; claims are where Q jumps, the lowest and the
/// highest Q of bursts, the highest of spikes, and that of the last column.
pub(super) fn lines(columns: &Columns, at: f64, claims: [&'static str; 5]) -> Vec<Measured> {
    let of = "of the medians of the columns";
    let [jumps, low, high, spikes, last] = claims;
    let bursts = columns.line((V_S_RANGE.0, at - ASSUMED_CLEAR));
    let how = format!("{of} up to V_S* - {ASSUMED_CLEAR}");
    let greatest = columns.line((at, V_S_RANGE.1)).1;
    let end = columns.quantile(columns.vs.len() - 1, 0.5);
    vec![
        jump(columns, jumps),
        Measured::value(low, bursts.0, format!("least {how}")),
        Measured::value(high, bursts.1, format!("greatest {how}")),
        Measured::value(spikes, greatest, format!("greatest {of} above V_S*")),
        Measured::value(last, end, "the median of the last column"),
    ]
}

/// The middle of the two neighbouring columns between which the median rises most.
pub(super) fn jump(columns: &Columns, claim: &'static str) -> Measured {
    let rise = |i: usize| {
        (
            f64::midpoint(columns.vs[i], columns.vs[i - 1]),
            columns.quantile(i, 0.5) - columns.quantile(i - 1, 0.5),
        )
    };
    let (vs, rise) = (1..columns.vs.len())
        .map(rise)
        .fold((f64::NAN, 0.0), |best, here| if here.1 > best.1 { here } else { best });
    Measured::value(claim, vs, format!("the greatest rise of the median, by {rise:.4}"))
}

/// How far the medians of a mapping are from those of the equations, farther than [`ASSUMED_CLEAR`] from where they meet.
pub(super) fn distance(mapping: &Columns, equations: &Columns, at: f64, claim: &'static str) -> Measured {
    let clear = |i: &usize| (mapping.vs[*i] - at).abs() > ASSUMED_CLEAR;
    let away = |i: usize| {
        let nearest = equations.at(mapping.vs[i]);
        ((mapping.quantile(i, 0.5) - equations.quantile(nearest, 0.5)).abs(), mapping.vs[i])
    };
    let (most, vs) = (0..mapping.vs.len())
        .filter(clear)
        .map(away)
        .fold((0.0, f64::NAN), |most, here| if here.0 > most.0 { here } else { most });
    let how = format!(
        "largest distance of medians of columns, at {vs:.3} mV, each from that of the nearest column of the equations, \
         farther than {ASSUMED_CLEAR} mV from V_S*"
    );
    Measured::value(claim, most, how)
}

/// S of the steady state of the equations and the growth of small deviations, 1/s.
pub(super) fn rest_of_equations(neuron: fn(f64) -> Neuron, vs: f64) -> Result<(f64, f64), ReproError> {
    let state = steady_state(&neuron(vs)).map_err(failed("a steady state"))?;
    Ok((state.x[2], state.eigenvalues[0].0))
}

/// S of the fixed point of a mapping and the growth of small deviations, 1/s, `ln |multiplier| / dt` of the largest.
pub(super) fn rest_of_mapping(
    net: &Net,
    neuron: fn(f64) -> Neuron,
    vs: f64,
) -> Result<(f64, f64), ReproError> {
    let state = steady_state(&neuron(vs)).map_err(failed("a steady state"))?;
    let guess: [f64; 3] = core::array::from_fn(|i| state.x[i]);
    let rest = mapping_steady_state(net, vs, &guess).map_err(failed("the fixed point of a mapping"))?;
    Ok((rest.point.x[2], rest.growth()))
}

/// Who rests in a panel.
pub(super) struct Rests {
    /// Starts for `V_S` where the source sees rest.
    pub(super) starts: usize,
    /// Of these, those that rest.
    pub(super) inside: usize,
    /// Starts that rest farther from there than allowed.
    pub(super) elsewhere: usize,
    /// Where the steady state is stable but no start found it: `V_S` and S.
    pub(super) unseen: (Vec<f64>, Vec<f64>),
}

/// Counts the trajectories whose Q is S of the steady state; `rest` gives S and growth at a `V_S`, `about` is how far from
/// the range of the source a start may rest, in mV.
pub(super) fn rests(
    columns: &Columns,
    about: f64,
    rest: impl Fn(f64) -> Result<(f64, f64), ReproError>,
) -> Result<Rests, ReproError> {
    let mut found = Rests { starts: 0, inside: 0, elsewhere: 0, unseen: (Vec::new(), Vec::new()) };
    for (i, &vs) in columns.vs.iter().enumerate() {
        let (s, growth) = rest(vs)?;
        let resting = columns.column(i).iter().filter(|q| (*q - s).abs() < ASSUMED_AT_REST).count();
        if growth < 0.0 && resting == 0 {
            found.unseen.0.push(vs);
            found.unseen.1.push(s);
        }
        if (REST_RANGE.0..=REST_RANGE.1).contains(&vs) {
            found.starts += columns.column(i).len();
            found.inside += resting;
        } else if !(REST_RANGE.0 - about..=REST_RANGE.1 + about).contains(&vs) {
            found.elsewhere += resting;
        }
    }
    Ok(found)
}

/// The range of `V_S` in which the fixed point of a mapping is stable; not numbers unless there is exactly one.
pub(super) fn stable(net: &Net, gk2: f64) -> Result<[f64; 2], ReproError> {
    /// The search goes in steps of 0.1 mV, ends are then bisected.
    const PIECES: usize = 100;
    let windows = rest_windows(net, gk2, V_S_RANGE, PIECES).map_err(failed("the rest of a mapping"))?;
    Ok(if let [window] = windows[..] { [window.from.vs, window.to.vs] } else { [f64::NAN; 2] })
}

/// The window in which the end of bursts of a mapping is sought, in s: near it transients last over 100 s.
pub(super) const LATE_MAPPED: (f64, f64) = (300.0, 400.0);

/// The first `V_S` near this one at which the Q of a mapping is over a level, in a late window from the start of fig. 1.
pub(super) fn end_of_bursts(
    single: &Single,
    near: f64,
    level: f64,
    setting: &Setting,
    watch: &Watch<'_>,
) -> Result<f64, ReproError> {
    const ROUNDS: usize = 2;
    /// How far from the expected place the search begins and ends, in mV.
    const REACH: f64 = 0.4;
    let bursts = |tried: &[(usize, f64)]| -> Result<Vec<bool>, ReproError> {
        let write = |i: usize, x: &mut [f64], parameters: &mut [f64]| {
            x.copy_from_slice(&START);
            parameters[0] = tried[i].1;
        };
        let starts = StartsBy { count: tried.len(), write };
        let q = neurons_within(single, &starts, LATE_MAPPED, setting, watch)?;
        Ok(q.into_iter().map(|q| q < level).collect())
    };
    let [end] = edges([(near - REACH, near + REACH)], ROUNDS, bursts)?;
    Ok(end)
}
