//! How probable chaos is in networks drawn at random, over N, D and s, with exact intervals.

use ::chaosnn::feedback::{Counting, Probability as Point};
use dynsys::ensemble::Resources;

use super::constants::{CHAOS_ABOVE, PERCENT_CHAOTIC, PERCENT_GAINS, PERCENT_RUN, PERCENT_SEEDS};
use super::orbit::failed;
use super::published::BEFOREHAND;
use crate::card::{Card, Claim, Cost, Expected};
use crate::data_file::DataFile;
use crate::error::ReproError;
use crate::figure::{Axis, Colour, ColourMap, Dots, Figure, Panel, Plot, Raster, Stroke};
use crate::item::{Item, Measured, Outcome, Unit};
use crate::setting::{Scale, Setting, Watch};
use crate::table::Table;

/// The item `attractors/probability`.
#[derive(Debug)]
pub struct Probability;

/// How far a percentage of 60 networks may be off, in points: rounding moves networks at the border.
const WITHIN: f64 = 6.0;
const CONFIDENCE: f64 = 0.95;
const PRONE: &str = "more prone to chaos with growing s";

const NAMES: [[&str; 6]; 3] = [
    [
        "N = 4, D = 16, s = 0.25: percent chaotic",
        "N = 4, D = 16, s = 0.5: percent chaotic",
        "N = 4, D = 16, s = 1: percent chaotic",
        "N = 4, D = 16, s = 2: percent chaotic",
        "N = 4, D = 16, s = 4: percent chaotic",
        "N = 4, D = 16, s = 8: percent chaotic",
    ],
    [
        "N = 4, D = 32, s = 0.25: percent chaotic",
        "N = 4, D = 32, s = 0.5: percent chaotic",
        "N = 4, D = 32, s = 1: percent chaotic",
        "N = 4, D = 32, s = 2: percent chaotic",
        "N = 4, D = 32, s = 4: percent chaotic",
        "N = 4, D = 32, s = 8: percent chaotic",
    ],
    [
        "N = 8, D = 64, s = 0.25: percent chaotic",
        "N = 8, D = 64, s = 0.5: percent chaotic",
        "N = 8, D = 64, s = 1: percent chaotic",
        "N = 8, D = 64, s = 2: percent chaotic",
        "N = 8, D = 64, s = 4: percent chaotic",
        "N = 8, D = 64, s = 8: percent chaotic",
    ],
];

const CLAIMS: [Claim; 19] = {
    let prone = Claim {
        name: PRONE,
        expected: Expected::Shape {
            says: "at s = 8 the interval of the probability lies above that at s = 0.25, for all three sizes below",
        },
        printed_in: "text above Fig. 4",
    };
    let mut claims = [prone; 19];
    let mut place = 0;
    while place < 18 {
        let (size, gain) = (place / 6, place % 6);
        let expected = Expected::Number { value: PERCENT_CHAOTIC[size].2[gain], within: WITHIN };
        claims[place + 1] = Claim { name: NAMES[size][gain], expected, printed_in: BEFOREHAND };
        place += 1;
    }
    claims
};

static CARD: Card = Card {
    id: "attractors/probability",
    title: "How probable chaos is",
    item: "text above Fig. 4",
    says: "With a larger scaling factor s networks are more prone to chaos.",
    claims: &CLAIMS,
    cost: Cost { quick: "2 s", standard: "1 min", paper: "10 min" },
    differs: &[
        "The source gives no numbers; percentages of 60 seeds were computed beforehand. A network counts as chaotic if its \
         largest exponent is above 0.003 over 6000 iterations after 4000, from 0.001.",
        "The claimed percentages are counted on the seeds 0 to 59 at every scale; the figure shows all seeds of the scale.",
    ],
    not_built: &[],
};

/// The values of D in the maps at N = 4 and N = 8, and of N in the map at D = 32.
const DELAYS: [usize; 5] = [4, 8, 16, 32, 64];
const UNITS: [usize; 5] = [1, 2, 4, 8, 16];
const AT_UNITS: [usize; 2] = [4, 8];
const AT_DELAYS: usize = 32;

/// All sizes that are counted.
fn sizes() -> Vec<(usize, usize)> {
    let over_delays = AT_UNITS.iter().flat_map(|&units| DELAYS.iter().map(move |&delays| (units, delays)));
    let over_units = UNITS.iter().filter(|units| !AT_UNITS.contains(units)).map(|&units| (units, AT_DELAYS));
    over_delays.chain(over_units).collect()
}

/// The gains: octaves, and half octaves from the standard scale on.
fn gains(scale: Scale) -> Vec<f64> {
    let steps = scale.pick(1, 2, 2);
    let count = steps * (PERCENT_GAINS.len() - 1) + 1;
    let gain = |place: usize| PERCENT_GAINS[place / steps];
    (0..count).map(|place| if place % steps == 0 { gain(place) } else { gain(place) * 2f64.sqrt() }).collect()
}

fn seeds(scale: Scale) -> u32 {
    scale.pick(PERCENT_SEEDS as u32, 1000, 10_000)
}

impl Item for Probability {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn units(&self, setting: &Setting) -> Vec<Unit> {
        let gains = gains(setting.scale);
        let named = |(units, delays): (usize, usize)| {
            let weight = (units * delays + 8 * (units + delays)) as f64;
            let name = move |gain: &f64| Unit {
                weight,
                ..Unit::new(format!("N = {units}, D = {delays}, s = {gain:.2}"))
            };
            gains.iter().map(name).collect::<Vec<_>>()
        };
        sizes().into_iter().flat_map(named).collect()
    }

    fn compute(&self, setting: &Setting, unit: usize, watch: &Watch<'_>) -> Result<Table, ReproError> {
        let gains = gains(setting.scale);
        let ((units, delays), gain) = (sizes()[unit / gains.len()], gains[unit % gains.len()]);
        let all = seeds(setting.scale);
        let progress = |done: usize| watch.done(done as f64 / f64::from(all));
        let resources = Resources {
            threads: setting.threads,
            cancel: Some(watch.flag()),
            progress: Some(&progress),
            ..Resources::default()
        };
        let (transient, steps) = PERCENT_RUN;
        let mut counting = Counting { threshold: CHAOS_ABOVE, ..Counting::default() };
        (counting.averaging.transient, counting.averaging.steps) = (transient, steps);
        let first = PERCENT_SEEDS as u32;
        let count = |seeds| counting.probability(units, delays, gain, seeds, &resources).map_err(failed);
        let claimed = count(0..first)?;
        let total = if all > first { claimed.with(count(first..all)?) } else { claimed };
        Ok(Table::new()
            .with("of the first 60", vec![claimed.chaotic as f64])
            .with("chaotic", vec![total.chaotic as f64])
            .with("of", vec![total.of as f64]))
    }

    fn finish(&self, setting: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        let counts = Counts::read(setting.scale, units)?;
        let mut measured = vec![counts.prone()];
        for (names, (units, delays, _)) in NAMES.iter().zip(PERCENT_CHAOTIC) {
            for (&name, gain) in names.iter().zip(PERCENT_GAINS) {
                let chaotic = counts.at(units, delays, gain).map_or(f64::NAN, |(first, _)| first);
                let percent = 100.0 * chaotic / PERCENT_SEEDS as f64;
                measured.push(Measured::value(
                    name,
                    percent,
                    format!("{chaotic} of {PERCENT_SEEDS} seeds, from 0"),
                ));
            }
        }
        Ok(Outcome { figure: counts.figure(), measured, data: vec![counts.data()], notes: vec![] })
    }
}

/// All counts: how many of the first 60 are chaotic, and the point with all seeds.
struct Counts {
    gains: Vec<f64>,
    points: Vec<(f64, Point)>,
}

impl Counts {
    fn read(scale: Scale, tables: &[Table]) -> Result<Self, ReproError> {
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

    fn at(&self, units: usize, delays: usize, gain: f64) -> Option<(f64, Point)> {
        let fits = |point: &&(f64, Point)| {
            point.1.units == units && point.1.delays == delays && (point.1.gain / gain - 1.0).abs() < 1e-9
        };
        self.points.iter().find(fits).copied()
    }

    fn prone(&self) -> Measured {
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
        Measured::holds(PRONE, holds, evidence.join("; "))
    }

    fn figure(&self) -> Figure {
        let seeds = self.points.first().map_or(0, |(_, point)| point.of);
        let over_delays = |units| DELAYS.map(|delays| (units, delays));
        let title = format!(
            "percent of {seeds} random networks that are chaotic, with 95 % intervals (rings: computed beforehand, of 60)"
        );
        let names = DELAYS.map(|delays| delays.to_string());
        Figure::new(CARD.title, 6, &[70.0, 62.0])
            .wide_panel(0, 0, 6, Panel::plot(self.curves()).letter("a").title(title))
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
            plot =
                plot.note((cell % columns) as f64 + 0.5 - left, (cell / columns) as f64 + 0.5, text, colour);
        }
        Panel::plot(plot)
    }

    fn data(&self) -> DataFile {
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
