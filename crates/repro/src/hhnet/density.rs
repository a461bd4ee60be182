//! Distributions of Q against `V_S`: figures 3 and 6.

use dynsys::Starts as _;
use hhnet::{Axis as Values, Scatter, coupled, observable};
use neurodyn_core::seed::Seeds;

use super::constants::REST_RANGE;
use super::ensembles::Cuts;
use crate::error::ReproError;
use crate::figure::{Axis, Density, Plot};
use crate::setting::Setting;
use crate::table::Table;

/// Cells of Q in a panel: larger ones for fewer starts, and no more than the picture has dots.
pub(super) fn rows(setting: &Setting) -> usize {
    setting.scale.pick(140, 200, 240)
}

/// Starts scatter if the 10th and 90th percentiles of a neuron's Q are farther apart: three times what the window does to
/// bursts.
pub(super) const ASSUMED_SCATTER: f64 = 1e-3;

/// The starts of a panel: uniform in the box of table 3, at each of so many values of `V_S` (of neuron 1).
pub(super) fn starts(vs: (f64, f64), cuts: &Cuts, setting: &Setting, panel: &str) -> Scatter {
    Scatter {
        vs: Values::new(vs.0, vs.1, cuts.columns),
        each: cuts.each,
        shift: coupled::SHIFT,
        seeds: Seeds::new(setting.seed).named("hhnet").named(panel),
    }
}

/// The values of Q of a panel, column by column.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    /// `V_S` (of neuron 1) of each column.
    pub(super) vs: Vec<f64>,
    each: usize,
    q: Vec<f64>,
    /// The values of each column in ascending order.
    sorted: Vec<f64>,
}

impl Columns {
    /// The values of trajectories in the order of `starts`.
    pub(super) fn new(starts: &Scatter, q: Vec<f64>) -> Result<Self, ReproError> {
        if q.len() != starts.len() {
            let fact = format!("{} values for {} trajectories", q.len(), starts.len());
            return Err(ReproError::Table { array: "Q".to_owned(), fact });
        }
        let mut sorted = q.clone();
        sorted.chunks_mut(starts.each).for_each(|column| column.sort_by(f64::total_cmp));
        Ok(Self { vs: starts.vs.values(), each: starts.each, q, sorted })
    }

    /// The distance of neighbouring columns, mV.
    pub(super) fn spacing(&self) -> f64 {
        if self.vs.len() > 1 { self.vs[1] - self.vs[0] } else { 1.0 }
    }

    /// The values of a column, in the order of the starts.
    pub(super) fn column(&self, i: usize) -> &[f64] {
        &self.q[i * self.each..(i + 1) * self.each]
    }

    /// The value below which this share of a column lies.
    pub(super) fn quantile(&self, i: usize, share: f64) -> f64 {
        self.sorted[i * self.each + (share * (self.each - 1) as f64).round() as usize]
    }

    /// The columns between two values of `V_S`, both included.
    pub(super) fn between(&self, (low, high): (f64, f64)) -> impl Iterator<Item = usize> + '_ {
        (0..self.vs.len()).filter(move |&i| (low..=high).contains(&self.vs[i]))
    }

    /// The column nearest to a value of `V_S`.
    pub(super) fn at(&self, vs: f64) -> usize {
        ((vs - self.vs[0]) / self.spacing()).round().clamp(0.0, (self.vs.len() - 1) as f64) as usize
    }

    /// The least and the greatest median of the columns between two values of `V_S`.
    pub(super) fn line(&self, range: (f64, f64)) -> (f64, f64) {
        let medians = self.between(range).map(|i| self.quantile(i, 0.5));
        medians.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), q| (low.min(q), high.max(q)))
    }

    /// The plot: log(1 + count) in grey, dark where dense.
    pub(super) fn plot(&self, axis: &str, q: (f64, f64), rows: usize) -> Plot {
        let half = 0.5 * self.spacing();
        let (low, high) = (self.vs[0] - half, self.vs[self.vs.len() - 1] + half);
        let mut density = Density::new(self.vs.len(), rows, (low, high), q);
        for (i, &vs) in self.vs.iter().enumerate() {
            self.column(i).iter().for_each(|&q| density.add(vs, q));
        }
        let map = density.log_map().bar_label("trajectories");
        Plot::new(Axis::new(axis, low, high), Axis::new("$Q$", q.0, q.1)).map(map)
    }

    /// How many trajectories lie outside a range of Q.
    pub(super) fn outside(&self, (low, high): (f64, f64)) -> usize {
        self.q.iter().filter(|q| !(low..=high).contains(*q)).count()
    }

    /// `V_S` and Q as arrays whose names end with the panel's letter.
    pub(super) fn data(&self, table: Table, letter: &str) -> Table {
        table.with(format!("V_S_{letter}"), self.vs.clone()).with_shape(
            format!("Q_{letter}"),
            vec![self.vs.len(), self.each],
            self.q.clone(),
        )
    }
}

/// The values of Q of a panel of pairs.
#[derive(Clone, Debug)]
pub(super) struct Distribution {
    /// `(Q_1 + Q_2)/2`.
    pub(super) mean: Columns,
    first: Vec<f64>,
    pub(super) second: Vec<f64>,
}

impl Distribution {
    pub(super) fn new(units: &[Table], starts: &Scatter) -> Result<Self, ReproError> {
        let [first, second] = [joined(units, "Q1")?, joined(units, "Q2")?];
        let mean = first.iter().zip(&second).map(|(&q1, &q2)| observable::mean(&[q1, q2])).collect();
        Ok(Self { mean: Columns::new(starts, mean)?, first, second })
    }

    /// How far the 90th percentile of a column is above the 10th: of Q1 or of Q2, whichever is more.
    ///
    /// Not of their mean, which halves what one neuron does while the other is regular.
    pub(super) fn scatter(&self, column: usize) -> f64 {
        let each = self.mean.column(0).len();
        let spread = |q: &[f64]| {
            let mut q = q[column * each..(column + 1) * each].to_vec();
            q.sort_by(f64::total_cmp);
            let at = |share: f64| q[(share * (each - 1) as f64).round() as usize];
            at(0.9) - at(0.1)
        };
        spread(&self.first).max(spread(&self.second))
    }

    /// The first and the last `V_S1` at which starts scatter, in mV.
    pub(super) fn region(&self) -> (f64, f64) {
        let mut scattered = (0..self.mean.vs.len()).filter(|&i| self.scatter(i) > ASSUMED_SCATTER);
        let at = |i: Option<usize>| i.map_or(f64::NAN, |i| self.mean.vs[i]);
        let first = scattered.next();
        (at(first), at(scattered.next_back().or(first)))
    }

    /// Starts in the range of rest, and for how many of them this holds of Q1, Q2 and their column's median.
    pub(super) fn count(&self, holds: impl Fn(f64, f64, f64) -> bool) -> (usize, usize) {
        let each = self.mean.column(0).len();
        let range: Vec<usize> = self.mean.between(REST_RANGE).collect();
        let of = |&i: &usize| {
            let median = self.mean.quantile(i, 0.5);
            (i * each..(i + 1) * each).filter(|&k| holds(self.first[k], self.second[k], median)).count()
        };
        (range.len() * each, range.iter().map(of).sum())
    }
}

/// All values of an array of several units, in their order.
pub(super) fn joined(units: &[Table], name: &str) -> Result<Vec<f64>, ReproError> {
    let mut all = Vec::new();
    for unit in units {
        all.extend_from_slice(unit.get(name)?);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_are_those_of_columns() {
        let starts = Scatter { vs: Values::new(-40.0, -38.0, 3), each: 3, shift: 0.0, seeds: Seeds::new(1) };
        let columns =
            Columns::new(&starts, vec![3.0, 1.0, 2.0, 6.0, 5.0, 4.0, 9.0, 9.0, 7.0]).expect("nine values");
        assert_eq!([0, 1, 2].map(|i| columns.quantile(i, 0.5)), [2.0, 5.0, 9.0]);
        assert_eq!(columns.line((-39.5, -38.0)), (5.0, 9.0));
        assert_eq!(columns.at(-38.9), 1);
        assert_eq!(columns.column(0), [3.0, 1.0, 2.0]);
        assert!(Columns::new(&starts, vec![1.0]).is_err());
    }
}
