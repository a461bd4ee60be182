//! Ensembles of this source inside a unit of work: parts of a sweep, and edges of what rests.

use core::ops::Range;

use dynsys::Starts;
use dynsys::ensemble::{Outcome, Resources};
use hhnet::ensembles::{TOLERANCE, neuron_q, pair_q};
use hhnet::observable::WINDOW;
use hhnet::{Neuron, Pair};

use crate::error::ReproError;
use crate::item::Unit;
use crate::setting::{Setting, Watch};

/// `Q` of each start, eq. (3).
pub(super) fn neurons(
    neuron: &Neuron,
    starts: &dyn Starts,
    setting: &Setting,
    watch: &Watch<'_>,
) -> Result<Vec<f64>, ReproError> {
    let tell = |done: usize| watch.done(done as f64 / starts.len() as f64);
    kept(neuron_q(neuron, starts, WINDOW, TOLERANCE, &resources(setting, watch, &tell)))
}

/// `[Q_1, Q_2]` of each start.
pub(super) fn pairs(
    pair: &Pair,
    starts: &dyn Starts,
    setting: &Setting,
    watch: &Watch<'_>,
) -> Result<Vec<[f64; 2]>, ReproError> {
    let tell = |done: usize| watch.done(done as f64 / starts.len() as f64);
    kept(pair_q(pair, starts, WINDOW, TOLERANCE, &resources(setting, watch, &tell)))
}

/// Fails if the crate `hhnet` failed; a run that was cancelled was cancelled by the user.
pub(super) fn failed(what: &'static str) -> impl FnOnce(hhnet::Error) -> ReproError {
    move |error| match error {
        hhnet::Error::Run(dynsys::Error::Cancelled { .. }) => ReproError::Cancelled,
        other => ReproError::Numerics { what: what.to_owned(), facts: other.to_string() },
    }
}

fn resources<'a>(setting: &Setting, watch: &Watch<'a>, tell: &'a (dyn Fn(usize) + Sync)) -> Resources<'a> {
    Resources {
        threads: setting.threads,
        cancel: Some(watch.flag()),
        progress: Some(tell),
        ..Resources::default()
    }
}

fn kept<T>(outcomes: Result<Vec<Outcome<T>>, hhnet::Error>) -> Result<Vec<T>, ReproError> {
    let outcomes = outcomes.map_err(failed("an ensemble of neurons"))?;
    let lost = |failure| ReproError::Numerics {
        what: "a trajectory of an ensemble".to_owned(),
        facts: format!("{failure:?}"),
    };
    outcomes.into_iter().map(|outcome| outcome.map_err(lost)).collect()
}

/// A sweep in columns of equally many trajectories, cut into units of a few seconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cuts {
    /// Values of the parameter.
    pub(super) columns: usize,
    /// Trajectories at each.
    pub(super) each: usize,
    /// Columns of a unit.
    wide: usize,
}

impl Cuts {
    /// Units of about this many trajectories, of whole columns.
    pub(super) fn new(columns: usize, each: usize, trajectories: usize) -> Self {
        Self { columns, each, wide: (trajectories / each.max(1)).clamp(1, columns.max(1)) }
    }

    /// How many units there are.
    pub(super) fn len(&self) -> usize {
        self.columns.div_ceil(self.wide)
    }

    /// The units of a panel, by name and weight.
    pub(super) fn units(&self, panel: &str) -> Vec<Unit> {
        let name = |part: Range<usize>| {
            let name = format!("{panel}, V_S {} to {} of {}", part.start + 1, part.end, self.columns);
            Unit { name, weight: part.len() as f64 / self.wide as f64 }
        };
        (0..self.len()).map(|unit| name(self.columns_of(unit))).collect()
    }

    /// The columns of a unit.
    fn columns_of(&self, unit: usize) -> Range<usize> {
        let first = unit * self.wide;
        first..(first + self.wide).min(self.columns)
    }

    /// The trajectories of a unit.
    pub(super) fn part<'a>(&self, unit: usize, all: &'a dyn Starts) -> Part<'a> {
        let columns = self.columns_of(unit);
        Part { all, first: columns.start * self.each, count: columns.len() * self.each }
    }
}

/// A stretch of the trajectories of a sweep.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    all: &'a dyn Starts,
    first: usize,
    count: usize,
}

impl Starts for Part<'_> {
    fn len(&self) -> usize {
        self.count
    }
    fn write(&self, index: usize, x: &mut [f64], parameters: &mut [f64]) {
        self.all.write(self.first + index, x, parameters);
    }
}

/// Values tried at a time: two threads of sixteen lanes.
const TRIED: usize = 32;

/// Where something ends between `inside`, where it holds, and `outside`: of 32 values at a time, the first that is out.
///
/// Each round divides the interval by 33; what holds again farther out is not seen.
pub(super) fn edge(
    (mut inside, mut outside): (f64, f64),
    rounds: usize,
    mut holds: impl FnMut(&[f64]) -> Result<Vec<bool>, ReproError>,
) -> Result<f64, ReproError> {
    for _ in 0..rounds {
        let at = |i: usize| inside + (outside - inside) * i as f64 / (TRIED + 1) as f64;
        let tried: Vec<f64> = (1..=TRIED).map(at).collect();
        let first_out = holds(&tried)?.iter().position(|holds| !holds).unwrap_or(TRIED);
        (inside, outside) = (at(first_out), at(first_out + 1));
    }
    Ok(f64::midpoint(inside, outside))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_sweep_are_the_sweep() {
        let cuts = Cuts::new(7, 10, 25);
        let all = dynsys::ensemble::StartsBy {
            count: 70,
            write: |i: usize, x: &mut [f64], _: &mut [f64]| x[0] = i as f64,
        };
        let mut seen = Vec::new();
        for unit in 0..cuts.len() {
            let part = cuts.part(unit, &all);
            for i in 0..part.len() {
                let mut x = [0.0];
                part.write(i, &mut x, &mut []);
                seen.push(x[0] as usize);
            }
        }
        assert_eq!(seen, (0..70).collect::<Vec<_>>());
        assert_eq!(cuts.units("a").len(), 4);
    }

    #[test]
    fn an_edge_is_found_from_either_side_and_the_inner_one_counts() {
        let found =
            |from, to| edge((from, to), 3, |v| Ok(v.iter().map(|v| v.abs() < 1.25 || *v > 2.0).collect()));
        assert!((found(0.0, 3.0).expect("no error") - 1.25).abs() < 1e-4);
        assert!((found(0.0, -3.0).expect("no error") + 1.25).abs() < 1e-4);
    }
}
