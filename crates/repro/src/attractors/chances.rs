//! Counts of chaotic networks over N, D and s: what is counted, and the figure of it.

use ::chaosnn::feedback::Probability as Point;

use super::constants::{PERCENT_CHAOTIC, PERCENT_GAINS, PERCENT_SEEDS};
use crate::data_file::DataFile;
use crate::error::ReproError;
use crate::figure::{Axis, Colour, ColourMap, Dots, Figure, Panel, Plot, Raster, Stroke};
use crate::setting::Scale;
use crate::table::Table;

/// Of all intervals.
const CONFIDENCE: f64 = 0.95;
/// The values of D in the maps at N = 4 and N = 8, and of N in the map at D = 32.
const DELAYS: [usize; 5] = [4, 8, 16, 32, 64];
const UNITS: [usize; 5] = [1, 2, 4, 8, 16];
const AT_UNITS: [usize; 2] = [4, 8];
const AT_DELAYS: usize = 32;

/// All sizes that are counted.
pub(super) fn sizes() -> Vec<(usize, usize)> {
    let over_delays = AT_UNITS.iter().flat_map(|&units| DELAYS.iter().map(move |&delays| (units, delays)));
    let over_units = UNITS.iter().filter(|units| !AT_UNITS.contains(units)).map(|&units| (units, AT_DELAYS));
    over_delays.chain(over_units).collect()
}

/// The gains: octaves, and half octaves from the standard scale on.
pub(super) fn gains(scale: Scale) -> Vec<f64> {
    let steps = scale.pick(1, 2, 2);
    let count = steps * (PERCENT_GAINS.len() - 1) + 1;
    let gain = |place: usize| PERCENT_GAINS[place / steps];
    (0..count).map(|place| if place % steps == 0 { gain(place) } else { gain(place) * 2f64.sqrt() }).collect()
}

pub(super) fn seeds(scale: Scale) -> u32 {
    scale.pick(PERCENT_SEEDS as u32, 1000, 10_000)
}

/// All counts: how many of the first 60 are chaotic, and the point with all seeds.
pub(super) struct Counts {
    gains: Vec<f64>,
    points: Vec<(f64, Point)>,
}

impl Counts {
    /// What the units counted, in the order of sizes and gains.
    pub(super) fn read(scale: Scale, tables: &[Table]) -> Result<Self, ReproError> {
        let gains = gains(scale);
        let places = sizes().into_iter().flat_map(|size| gains.iter().map(move |&gain| (size, gain)));
        let mut points = Vec::new();
        for (((units, delays), gain), table) in places.zip(tables) {
            let one = |name: &str| table.get(name).map(|found| found[0]);
            let (chaotic, of) = (one("chaotic")? as u64, one("of")? as u64);
            points.push((one("of the first 60")?, Point { units, delays, gain, chaotic, of }));
        }
        Ok(Self { gains, points })
    }

    /// How many of the first 60 are chaotic, and of all.
    pub(super) fn at(&self, units: usize, delays: usize, gain: f64) -> Option<(f64, Point)> {
        let fits = |point: &&(f64, Point)| {
            point.1.units == units && point.1.delays == delays && (point.1.gain / gain - 1.0).abs() < 1e-9
        };
        self.points.iter().find(fits).copied()
    }

    /// Whether the probability at the largest gain is above that at the smallest beyond doubt, for the claimed sizes.
    pub(super) fn prone(&self) -> (bool, String) {
        let (first, last) = (PERCENT_GAINS[0], PERCENT_GAINS[PERCENT_GAINS.len() - 1]);
        let mut holds = true;
        let mut evidence = Vec::new();
        for (units, delays, _) in PERCENT_CHAOTIC {
            let interval = |gain| self.at(units, delays, gain).map(|(_, point)| point.interval(CONFIDENCE));
            let (Some(small), Some(large)) = (interval(first), interval(last)) else { continue };
            holds &= large.0 > small.1;
            evidence.push(format!(
                "N = {units}, D = {delays}: {:.0} to {:.0} % against at most {:.0} %",
                100.0 * large.0,
                100.0 * large.1,
                100.0 * small.1
            ));
        }
        (holds && evidence.len() == PERCENT_CHAOTIC.len(), evidence.join("; "))
    }

    /// Curves for the claimed sizes, and three maps.
    pub(super) fn figure(&self, title: &str) -> Figure {
        let seeds = self.points.first().map_or(0, |(_, point)| point.of);
        let over_delays = |units| DELAYS.map(|delays| (units, delays));
        let heading = format!(
            "percent of {seeds} random networks that are chaotic, with 95 % intervals (rings: computed beforehand, of 60)"
        );
        let names = DELAYS.map(|delays| delays.to_string());
        Figure::new(title, 6, &[70.0, 62.0])
            .wide_panel(0, 0, 6, Panel::plot(self.curves()).letter("a").title(heading))
            .wide_panel(
                1,
                0,
                2,
                self.map(&over_delays(AT_UNITS[0]), "$D$", &names).letter("b").title("$N$ = 4"),
            )
            .wide_panel(
                1,
                2,
                2,
                self.map(&over_delays(AT_UNITS[1]), "$D$", &names).letter("c").title("$N$ = 8"),
            )
            .wide_panel(
                1,
                4,
                2,
                self.map(
                    &UNITS.map(|units| (units, AT_DELAYS)),
                    "$N$",
                    &UNITS.map(|units| units.to_string()),
                )
                .letter("d")
                .title("$D$ = 32"),
            )
    }

    /// The probability over s for the three sizes of the claims.
    fn curves(&self) -> Plot {
        let ticks = PERCENT_GAINS.iter().map(|gain| (*gain, gain.to_string())).collect();
        let axis = Axis::log10("scaling factor $s$", 0.22, 9.2).named_ticks(ticks);
        let percents = [0.0, 20.0, 40.0, 60.0, 80.0, 100.0].map(|percent| (percent, percent.to_string()));
        // Above 100 there is room for the legend.
        let mut plot = Plot::new(axis, Axis::new("chaotic (%)", -4.0, 134.0).named_ticks(percents.to_vec()));
        for (place, (units, delays, claimed)) in PERCENT_CHAOTIC.into_iter().enumerate().rev() {
            let colour = Colour::series(place);
            // Side by side, or bars would hide each other.
            let shift = 1.0 + 0.018 * (place as f64 - 1.0);
            let found: Vec<Point> = self
                .gains
                .iter()
                .filter_map(|&gain| self.at(units, delays, gain))
                .map(|(_, point)| point)
                .collect();
            let x: Vec<f64> = found.iter().map(|point| point.gain * shift).collect();
            let y: Vec<f64> = found.iter().map(|point| 100.0 * point.share()).collect();
            for (&x, point) in x.iter().zip(&found) {
                let (low, high) = point.interval(CONFIDENCE);
                plot = plot.line(
                    &[x, x],
                    &[100.0 * low, 100.0 * high],
                    Stroke { points: 1.6, ..Stroke::solid(colour) },
                );
            }
            let stroke = Stroke { points: 0.9, ..Stroke::solid(colour) };
            let rings: Vec<f64> = PERCENT_GAINS.iter().map(|gain| gain * shift).collect();
            plot = plot
                .line(&x, &y, stroke)
                .scatter(&x, &y, Dots::discs(colour, 3.4))
                .scatter(&rings, &claimed, Dots::rings(Colour::INK, 5.6))
                .legend(stroke, format!("$N$ = {units}, $D$ = {delays}"));
        }
        plot
    }

    /// The probability over s and one size, with its percentage in each cell.
    fn map(&self, sizes: &[(usize, usize)], name: &str, rows: &[String]) -> Panel {
        let mut values = Vec::new();
        for &(units, delays) in sizes {
            for &gain in &self.gains {
                let point = self.at(units, delays, gain).map(|(_, point)| point);
                values.push(point.map_or(f64::NAN, |point| 100.0 * point.share()));
            }
        }
        let (columns, count) = (self.gains.len(), sizes.len());
        let octave = (columns - 1) / (PERCENT_GAINS.len() - 1);
        let ticks =
            PERCENT_GAINS.iter().enumerate().map(|(i, gain)| ((octave * i) as f64 + 0.5, gain.to_string()));
        let x = Axis::new("$s$", 0.0, columns as f64).named_ticks(ticks.collect());
        let named = rows.iter().enumerate().map(|(row, text)| (row as f64 + 0.5, text.clone())).collect();
        let y = Axis::new(name, 0.0, count as f64).named_ticks(named);
        let raster = Raster::values(columns, count, &values, ColourMap::Viridis, (0.0, 100.0))
            .over((0.0, columns as f64), (0.0, count as f64))
            .bar_label("chaotic (%)");
        let raster = if sizes[0].1 == sizes[1].1 { raster } else { raster.without_key() };
        let mut plot = Plot::new(x, y).map(raster);
        for (cell, value) in
            values.iter().enumerate().filter(|(cell, _)| (cell % columns).is_multiple_of(octave))
        {
            let colour = if *value < 60.0 { Colour::WHITE } else { Colour::INK };
            let text = format!("{value:.0}");
            let left = 0.13 * text.len() as f64 * columns as f64 / 6.0;
            // Narrow cells: the last number would touch the frame.
            let left = if octave > 1 && cell % columns == columns - 1 { left + 0.25 } else { left };
            plot =
                plot.note((cell % columns) as f64 + 0.5 - left, (cell / columns) as f64 + 0.5, text, colour);
        }
        Panel::plot(plot)
    }

    /// Every point with its interval.
    pub(super) fn data(&self) -> DataFile {
        let column = |of: &dyn Fn(&Point) -> f64| self.points.iter().map(|(_, point)| of(point)).collect();
        let table = Table::new()
            .with("units", column(&|point| point.units as f64))
            .with("delays", column(&|point| point.delays as f64))
            .with("gain", column(&|point| point.gain))
            .with("chaotic", column(&|point| point.chaotic as f64))
            .with("of", column(&|point| point.of as f64))
            .with("low", column(&|point| point.interval(CONFIDENCE).0))
            .with("high", column(&|point| point.interval(CONFIDENCE).1));
        DataFile::csv("probability", table)
    }
}
