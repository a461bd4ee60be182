//! Distributions of Q against V_S: figures 3 and 6.

use dynsys::Starts as _;
use hhnet::{Axis as Values, Scatter, coupled};
use neurodyn_core::seed::Seeds;

use super::ensembles::Cuts;
use crate::error::ReproError;
use crate::figure::{Axis, Density, Panel, Plot};
use crate::setting::Setting;
use crate::table::Table;

/// Cells of Q in a panel: about one a tenth of a millimetre.
const ROWS: usize = 240;
/// The values of Q on the vertical axes; all that was seen lies between them.
const ASSUMED_Q_RANGE: (f64, f64) = (0.1765, 0.1905);

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

    /// The panel: log(1 + count) in grey, dark where dense.
    pub(super) fn panel(&self, letter: &str, title: &str, axis: &str) -> Panel {
        let half = 0.5 * self.spacing();
        let (low, high) = (self.vs[0] - half, self.vs[self.vs.len() - 1] + half);
        let mut density = Density::new(self.vs.len(), ROWS, (low, high), ASSUMED_Q_RANGE);
        for (i, &vs) in self.vs.iter().enumerate() {
            self.column(i).iter().for_each(|&q| density.add(vs, q));
        }
        let q_axis = Axis::new("$Q$", ASSUMED_Q_RANGE.0, ASSUMED_Q_RANGE.1);
        let plot = Plot::new(Axis::new(axis, low, high), q_axis).map(density.log_map().bar_label("trajectories"));
        Panel::plot(plot).letter(letter).title(title)
    }

    /// How many trajectories are drawn outside the panel.
    pub(super) fn outside(&self) -> usize {
        self.q.iter().filter(|q| !(ASSUMED_Q_RANGE.0..=ASSUMED_Q_RANGE.1).contains(*q)).count()
    }

    /// `V_S` and Q as arrays whose names end with the panel's letter.
    pub(super) fn data(&self, table: Table, letter: &str) -> Table {
        table
            .with(format!("V_S_{letter}"), self.vs.clone())
            .with_shape(format!("Q_{letter}"), vec![self.vs.len(), self.each], self.q.clone())
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
        let columns = Columns::new(&starts, vec![3.0, 1.0, 2.0, 6.0, 5.0, 4.0, 9.0, 9.0, 7.0]).expect("nine values");
        assert_eq!([0, 1, 2].map(|i| columns.quantile(i, 0.5)), [2.0, 5.0, 9.0]);
        assert_eq!(columns.line((-39.5, -38.0)), (5.0, 9.0));
        assert_eq!(columns.at(-38.9), 1);
        assert_eq!(columns.column(0), [3.0, 1.0, 2.0]);
        assert!(Columns::new(&starts, vec![1.0]).is_err());
    }
}
