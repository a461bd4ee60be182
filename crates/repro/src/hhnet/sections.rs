//! One-dimensional sections of basins of attraction against `V_S`: figures 4, 5 and 9.

use dynsys::compare::Agreement;
use dynsys::ensemble::StartsBy;
use hhnet::{Axis as Values, Section};

use super::constants::REACH;
use super::ensembles::{Cuts, Single, edges, neurons};
use crate::error::ReproError;
use crate::figure::{Axis, Colour, ColourMap, Panel, Plot, Raster};
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// The source states no range of `V_S`; this reach to both sides of its point shows all three regions, in mV.
pub(super) const ASSUMED_REACH: f64 = 2.0;
/// A modified neuron rests if its Q is above this: between its highest spikes (0.1829) and its lowest rest (0.1855).
pub(super) const ASSUMED_REST: f64 = 0.1842;

/// Kappa from here on is called almost perfect agreement: J. R. Landis & G. G. Koch, Biometrics 33, 159 (1977).
pub(super) const ALMOST_PERFECT: f64 = 0.81;
/// An area of the mapping overlaps that of the equations so far, as intersection over union. Fixed beforehand.
pub(super) const OVERLAPS: f64 = 0.8;

/// The sweep of a panel of a mapping: a trajectory costs some ten times that of the equations.
pub(super) fn mapping_cuts(setting: &Setting) -> Cuts {
    Cuts::new(setting.scale.pick(44, 80, 200), setting.scale.pick(22, 50, 160), MAPPED)
}

/// Trajectories of a mapping in a unit: about three seconds.
const MAPPED: usize = 500;

/// The starts of a panel: along the line through a point, at each of so many values of `V_S` (of neuron 1).
pub(super) fn section(point: &[f64], vs: f64, cuts: &Cuts) -> Section {
    Section::around(point, cuts.each, Values::new(vs - ASSUMED_REACH, vs + ASSUMED_REACH, cuts.columns))
}

/// Values of a section, column by column.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cells<'a> {
    section: &'a Section,
    values: &'a [f64],
}

impl<'a> Cells<'a> {
    /// The values of trajectories in the order of the section.
    pub(super) fn new(section: &'a Section, values: &'a [f64]) -> Result<Self, ReproError> {
        let cells = section.vs.count * section.offsets.count;
        if values.len() == cells {
            return Ok(Self { section, values });
        }
        let fact = format!("{} values for {cells} cells", values.len());
        Err(ReproError::Table { array: "Q".to_owned(), fact })
    }

    /// The values, column by column.
    pub(super) fn values(&self) -> &'a [f64] {
        self.values
    }

    fn columns(&self) -> usize {
        self.section.vs.count
    }

    fn rows(&self) -> usize {
        self.section.offsets.count
    }

    /// The values of a row, from the lowest `V_S`.
    fn row(&self, j: usize) -> impl Iterator<Item = f64> + '_ {
        self.values.iter().skip(j).step_by(self.rows()).copied()
    }

    /// Half of a cell, `V_S` and `V_0`, in mV.
    pub(super) fn half_cell(&self) -> (f64, f64) {
        let half = |axis: &Values| 0.5 * (axis.to - axis.from) / (axis.count.max(2) - 1) as f64;
        (half(&self.section.vs), half(&self.section.offsets))
    }

    /// The panel in grey from white at the first to black at the second of `grey`, with words where their region is.
    pub(super) fn panel(
        &self,
        axes: [&str; 2],
        grey: (f64, f64),
        bar: &str,
        words: &[(&str, f64, f64)],
    ) -> Panel {
        let ((dx, dy), Section { vs, offsets, point, .. }) = (self.half_cell(), self.section);
        let x = (vs.from - dx, vs.to + dx);
        let y = (point[0] + offsets.from - dy, point[0] + offsets.to + dy);
        let rows: Vec<f64> = (0..self.rows()).flat_map(|j| self.row(j)).collect();
        let raster = Raster::values(self.columns(), self.rows(), &rows, ColourMap::Grey, grey)
            .over(x, y)
            .bar_label(bar);
        let plot = Plot::new(Axis::new(axes[0], x.0, x.1), Axis::new(axes[1], y.0, y.1)).map(raster);
        let plot = words.iter().fold(plot, |plot, &(word, x, y)| {
            let column = (((x - vs.from) / (2.0 * dx)).round().max(0.0) as usize).min(self.columns() - 1);
            let row =
                (((y - point[0] - offsets.from) / (2.0 * dy)).round().max(0.0) as usize).min(self.rows() - 1);
            let dark = (self.values[column * self.rows() + row] - grey.0) / (grey.1 - grey.0) > 0.5;
            plot.note(x, y, word, if dark { Colour::WHITE } else { Colour::INK })
        });
        Panel::plot(plot)
    }

    /// The cells for which this holds of `V_S`, `V_0` and the value.
    pub(super) fn count(&self, holds: impl Fn(f64, f64, f64) -> bool) -> usize {
        let of = |k: usize| {
            holds(
                self.section.vs.value(k / self.rows()),
                self.section.voltage(k % self.rows()),
                self.values[k],
            )
        };
        (0..self.values.len()).filter(|&k| of(k)).count()
    }

    /// Of the cells for which the first holds, the share for which the second holds; not a number if there are none.
    pub(super) fn share(
        &self,
        of: impl Fn(f64, f64, f64) -> bool,
        holds: impl Fn(f64, f64, f64) -> bool,
    ) -> f64 {
        let both = self.count(|vs, v0, q| of(vs, v0, q) && holds(vs, v0, q));
        both as f64 / self.count(&of) as f64
    }

    /// In each row without rest, the middle of the cells between which Q rises through `level` for good.
    pub(super) fn border(&self, level: f64, rest: f64) -> Vec<f64> {
        let crossing = |j: usize| {
            let row: Vec<f64> = self.row(j).collect();
            let last_below = row.iter().rposition(|&q| q < level)?;
            let clear = row.iter().all(|&q| q < rest) && last_below + 1 < row.len();
            clear.then(|| {
                f64::midpoint(self.section.vs.value(last_below), self.section.vs.value(last_below + 1))
            })
        };
        (0..self.rows()).filter_map(crossing).collect()
    }

    /// The values as an array of columns.
    pub(super) fn data(&self, table: Table, name: &str) -> Table {
        table.with_shape(name, vec![self.columns(), self.rows()], self.values.to_vec())
    }
}

/// How far a mapping agrees with the equations on the class, of so many, that each start belongs to.
pub(super) fn agreement(
    mapping: &[f64],
    equations: &[f64],
    classes: usize,
    class: fn(f64) -> usize,
) -> Result<Agreement, ReproError> {
    let [ours, theirs] = [mapping, equations].map(|q| q.iter().map(|q| class(*q)).collect::<Vec<_>>());
    Agreement::of(&ours, &theirs, classes)
        .map_err(|error| ReproError::Table { array: "Q_equations".to_owned(), fact: error.to_string() })
}

/// The overlap of a class, 0 where neither has it.
pub(super) fn overlap(agreement: &Agreement, class: usize) -> f64 {
    agreement.iou(class).unwrap_or(0.0)
}

/// The four edges of the rectangle of rest around a point: `V_0` at this `V_S`, and `V_S` from the point itself.
pub(super) fn rectangle(
    single: &Single,
    (point, vs): (&[f64; 3], f64),
    setting: &Setting,
    watch: &Watch<'_>,
) -> Result<Table, ReproError> {
    const ROUNDS: usize = 3;
    const ALONG_V_S: usize = 2;
    let rests = |tried: &[(usize, f64)]| -> Result<Vec<bool>, ReproError> {
        let write = |i: usize, x: &mut [f64], parameters: &mut [f64]| {
            let (edge, value) = tried[i];
            x.copy_from_slice(point);
            parameters[0] = vs;
            *(if edge < ALONG_V_S { &mut x[0] } else { &mut parameters[0] }) = value;
        };
        let q = neurons(single, &StartsBy { count: tried.len(), write }, setting, watch)?;
        Ok(q.into_iter().map(|q| q > ASSUMED_REST).collect())
    };
    let reach = REACH * point[0].abs();
    let spans = [
        (point[0], point[0] - reach),
        (point[0], point[0] + reach),
        (vs, vs - ASSUMED_REACH),
        (vs, vs + ASSUMED_REACH),
    ];
    let rounds = if matches!(single, Single::Mapping(_)) { ROUNDS - 1 } else { ROUNDS };
    Ok(Table::new().with("edges", edges(spans, rounds, rests)?.to_vec()))
}

/// The axes of a section as arrays.
pub(super) fn axes(section: &Section) -> Table {
    let voltages = (0..section.offsets.count).map(|j| section.voltage(j)).collect();
    Table::new().with("V_S", section.vs.values()).with("V_0", voltages)
}

/// The middle and the extent of a border.
pub(super) fn middle(border: &[f64]) -> (f64, f64) {
    let mut sorted = border.to_vec();
    sorted.sort_by(f64::total_cmp);
    match (sorted.first(), sorted.last()) {
        (Some(first), Some(last)) => (sorted[sorted.len() / 2], last - first),
        _ => (f64::NAN, f64::NAN),
    }
}

/// Whether a computed point is the printed one: each number within half a unit of its sixth significant digit.
pub(super) fn is_printed(computed: &[f64], printed: &[f64]) -> bool {
    const SIX_DIGITS: f64 = 0.5e-5;
    let unit = |value: f64| 10f64.powf(value.abs().log10().floor());
    computed.len() == printed.len()
        && computed.iter().zip(printed).all(|(c, p)| (c - p).abs() <= 1.000_001 * SIX_DIGITS * unit(*p))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn borders_are_those_of_rows_without_rest() {
        // Two columns of three rows, then two more: the middle row holds rest.
        let section = Section::around(&[-50.0, 0.0, 0.0], 3, Values::new(0.0, 3.0, 4));
        let values = [1.0, 1.0, 1.0, 1.0, 9.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0];
        let cells = Cells::new(&section, &values).expect("twelve values");
        assert_eq!(cells.border(1.5, 8.0), [1.5, 0.5]);
        assert_eq!(cells.count(|_, _, q| q > 8.0), 1);
        assert_eq!(cells.share(|vs, v0, _| vs == 1.0 && v0 == -50.0, |_, _, q| q > 8.0), 1.0);
        assert_eq!(middle(&cells.border(1.5, 8.0)), (1.5, 1.0));
        assert!(Cells::new(&section, &values[1..]).is_err());
    }

    #[test]
    fn printed_points_are_known_to_six_digits() {
        assert!(is_printed(&[-50.635_691_4, 0.002_055_979_3], &[-50.6357, 2.05598e-3]));
        assert!(!is_printed(&[-50.6358, 0.002_055_979_3], &[-50.6357, 2.05598e-3]));
    }
}
