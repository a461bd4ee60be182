//! Ensembles of this source inside a unit of work: parts of a sweep, and edges of what rests.

use core::ops::Range;

use dynsys::Starts;
use dynsys::ensemble::{Outcome, Resources, StartsBy};
use hhnet::ensembles::{TOLERANCE, kicked_q, mapping_q, neuron_q, pair_mapping_q, pair_q};
use hhnet::observable::WINDOW;
use hhnet::{Axis, Kicked, Net, Neuron, Pair, Precision, coupled, pair_steady_state};

use crate::error::ReproError;
use crate::item::Unit;
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// What makes the trajectories of a single neuron.
#[derive(Clone, Debug)]
pub(super) enum Single {
    /// Eqs. (1), integrated.
    Equations(Neuron),
    /// The neural-network mapping, eq. (5), iterated in single precision.
    Mapping(Net),
}

/// `Q` of each start, eq. (3).
pub(super) fn neurons(
    single: &Single,
    starts: &dyn Starts,
    setting: &Setting,
    watch: &Watch<'_>,
) -> Result<Vec<f64>, ReproError> {
    neurons_within(single, starts, WINDOW, setting, watch)
}

/// `Q` of each start over another window, s.
pub(super) fn neurons_within(
    single: &Single,
    starts: &dyn Starts,
    window: (f64, f64),
    setting: &Setting,
    watch: &Watch<'_>,
) -> Result<Vec<f64>, ReproError> {
    let tell = |done: usize| watch.done(done as f64 / starts.len() as f64);
    let resources = resources(setting, watch, &tell);
    kept(match single {
        Single::Equations(neuron) => neuron_q(neuron, starts, window, TOLERANCE, &resources),
        Single::Mapping(net) => mapping_q(net, starts, window, Precision::Single, &resources),
    })
}

/// What makes the trajectories of two coupled neurons.
#[derive(Clone, Debug)]
pub(super) enum Double {
    /// Eqs. (4), integrated.
    Equations(Pair),
    /// Two mappings coupled as in eq. (11), with this coupling, iterated in single precision.
    Mappings(Box<[Net; 2]>, f64),
    /// Eqs. (1) over one step of the mappings, then the term of eq. (11): mappings without error.
    Kicked(Kicked),
}

/// `[Q_1, Q_2]` of each start.
pub(super) fn pairs(
    double: &Double,
    starts: &dyn Starts,
    setting: &Setting,
    watch: &Watch<'_>,
) -> Result<Vec<[f64; 2]>, ReproError> {
    let tell = |done: usize| watch.done(done as f64 / starts.len() as f64);
    let resources = resources(setting, watch, &tell);
    kept(match double {
        Double::Equations(pair) => pair_q(pair, starts, WINDOW, TOLERANCE, &resources),
        Double::Mappings(nets, gc) => {
            pair_mapping_q(nets.each_ref(), *gc, starts, WINDOW, Precision::Single, &resources)
        }
        Double::Kicked(kicked) => kicked_q(kicked, starts, WINDOW, &resources),
    })
}

/// `[Q_1, Q_2]` from the steady state of the pair of equations at each of these `V_S1`.
pub(super) fn from_steady_states(
    double: &Double,
    pair: &Pair,
    scan: Axis,
    setting: &Setting,
    watch: &Watch<'_>,
) -> Result<Vec<[f64; 2]>, ReproError> {
    let state = |vs1: f64| {
        let Pair { mut first, mut second, gc } = *pair;
        (first.vs, second.vs) = (vs1, vs1 + coupled::SHIFT);
        Ok(pair_steady_state(&Pair { first, second, gc }).map_err(failed("the steady state of a pair"))?.x)
    };
    let states = scan.values().into_iter().map(state).collect::<Result<Vec<_>, ReproError>>()?;
    let write = |i: usize, x: &mut [f64], parameters: &mut [f64]| {
        x.copy_from_slice(&states[i]);
        parameters.copy_from_slice(&[scan.value(i), scan.value(i) + coupled::SHIFT]);
    };
    pairs(double, &StartsBy { count: states.len(), write }, setting, watch)
}

/// Fails if the crate `hhnet` failed; a run that was cancelled was cancelled by the user.
pub(super) fn failed(what: &'static str) -> impl FnOnce(hhnet::Error) -> ReproError {
    move |error| match error {
        hhnet::Error::Run(dynsys::Error::Cancelled { .. }) => ReproError::Cancelled,
        other => ReproError::Numerics { what: what.to_owned(), facts: other.to_string() },
    }
}

pub(super) fn resources<'a>(
    setting: &Setting,
    watch: &Watch<'a>,
    tell: &'a (dyn Fn(usize) + Sync),
) -> Resources<'a> {
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

/// The sweeps of an item's panels, one after another in its list of units.
#[derive(Clone, Debug)]
pub(super) struct Sweeps(Vec<(String, Cuts)>);

impl Sweeps {
    /// The sweeps of these panels, each with a name for its units.
    pub(super) fn new(panels: impl IntoIterator<Item = (String, Cuts)>) -> Self {
        Self(panels.into_iter().collect())
    }

    /// How many units there are.
    pub(super) fn len(&self) -> usize {
        self.0.iter().map(|(_, cuts)| cuts.len()).sum()
    }

    /// All units.
    pub(super) fn units(&self) -> Vec<Unit> {
        self.0.iter().flat_map(|(name, cuts)| cuts.units(name)).collect()
    }

    /// The sweep of a panel.
    pub(super) fn cuts(&self, panel: usize) -> Cuts {
        self.0[panel].1
    }

    /// The panel of a unit and the unit's place in it; `Err` with how many units come before, beyond the sweeps.
    pub(super) fn find(&self, unit: usize) -> Result<(usize, usize), usize> {
        let mut first = 0;
        for (panel, (_, cuts)) in self.0.iter().enumerate() {
            if unit < first + cuts.len() {
                return Ok((panel, unit - first));
            }
            first += cuts.len();
        }
        Err(unit - first)
    }

    /// The results of a panel's units.
    pub(super) fn of<'t>(&self, panel: usize, units: &'t [Table]) -> &'t [Table] {
        let first: usize = self.0[..panel].iter().map(|(_, cuts)| cuts.len()).sum();
        &units[first..first + self.0[panel].1.len()]
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
/// Each round divides each interval by 33; what holds again farther out is not seen. All edges are tried together, as
/// `(which, value)`.
pub(super) fn edges<const K: usize>(
    mut spans: [(f64, f64); K],
    rounds: usize,
    mut holds: impl FnMut(&[(usize, f64)]) -> Result<Vec<bool>, ReproError>,
) -> Result<[f64; K], ReproError> {
    let at =
        |(inside, outside): (f64, f64), i: usize| inside + (outside - inside) * i as f64 / (TRIED + 1) as f64;
    for _ in 0..rounds {
        let tried: Vec<(usize, f64)> = (0..K)
            .flat_map(|k| (1..=TRIED).map(move |i| (k, i)))
            .map(|(k, i)| (k, at(spans[k], i)))
            .collect();
        let held = holds(&tried)?;
        for (span, held) in spans.iter_mut().zip(held.chunks(TRIED)) {
            let first_out = held.iter().position(|holds| !holds).unwrap_or(TRIED);
            *span = (at(*span, first_out), at(*span, first_out + 1));
        }
    }
    Ok(spans.map(|(inside, outside)| f64::midpoint(inside, outside)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_sweep_are_the_sweep() {
        let cuts = Cuts::new(7, 10, 25);
        let all = StartsBy { count: 70, write: |i: usize, x: &mut [f64], _: &mut [f64]| x[0] = i as f64 };
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
    fn units_of_several_sweeps_stand_one_after_another() {
        let sweeps =
            Sweeps::new([("a".to_owned(), Cuts::new(7, 10, 25)), ("b".to_owned(), Cuts::new(3, 10, 10))]);
        assert_eq!((sweeps.len(), sweeps.units().len()), (7, 7));
        assert_eq!(
            [3, 4, 6, 7, 9].map(|unit| sweeps.find(unit)),
            [Ok((0, 3)), Ok((1, 0)), Ok((1, 2)), Err(0), Err(2)]
        );
    }

    #[test]
    fn edges_are_found_from_either_side_and_the_inner_one_counts() {
        let inside = |v: f64| v.abs() < 1.25 || v > 2.0;
        let found = edges([(0.0, 3.0), (0.0, -3.0)], 3, |v| Ok(v.iter().map(|(_, v)| inside(*v)).collect()));
        let [up, down] = found.expect("no error");
        assert!((up - 1.25).abs() < 1e-4 && (down + 1.25).abs() < 1e-4);
    }
}
