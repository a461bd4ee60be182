//! What a network does as its scaling factor grows: the output, and the leading exponents below it.

use ::chaosnn::feedback::{Averaging, Feedback, INITIAL, Recording};
use dynsys::ensemble::Resources;

use super::constants::{ASSUMED_STRANGE, FIG2, FIG4, Printed, STRANGE_EXPONENT};
use super::orbit::failed;
use super::published::BEFOREHAND;
use crate::card::{Card, Claim, Cost, Expected};
use crate::data_file::DataFile;
use crate::error::ReproError;
use crate::figure::{Axis, Colour, ColourMap, Figure, Panel, Plot, Splats, Stroke};
use crate::item::{Item, Measured, Outcome, Unit};
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// The item `attractors/bifurcation`.
#[derive(Debug)]
pub struct Bifurcation;

/// The networks: the seed of figs. 2 and 4 with the D of either.
const NETWORKS: [Printed; 2] = [FIG4, ASSUMED_STRANGE];
/// Scaling factors of the source in the diagram of each.
const MARKS: [&[(f64, &str)]; 2] =
    [&[(FIG4.gain, "Fig. 4")], &[(FIG2.gain, "Fig. 2"), (ASSUMED_STRANGE.gain, "strange")]];
/// The largest scaling factor that is shown.
const ASSUMED_LARGEST: f64 = 3.0;

const PUSHED: &str = "s pushes the network into chaos";
const AT_FIG4: &str = "largest exponent at s = 1.4, D = 16 (Fig. 4)";
const AT_FIG2: &str = "largest exponent at s = 0.22, D = 32 (Fig. 2)";
const AT_STRANGE: &str = "largest exponent at s = 1.4, D = 32";

static CARD: Card = Card {
    id: "attractors/bifurcation",
    title: "Growing the scaling factor",
    item: "text above Figs. 3 and 4",
    says: "The scaling factor s changes what the network does and can push it into chaos.",
    claims: &[
        Claim {
            name: PUSHED,
            expected: Expected::Shape {
                says: "no chaos for s up to 0.3, and some for larger s, with D = 16 or D = 32",
            },
            printed_in: "list above the first formula; text above Fig. 4",
        },
        Claim {
            name: AT_FIG4,
            expected: Expected::Number { value: 0.0, within: 2e-3 },
            printed_in: BEFOREHAND,
        },
        Claim {
            name: AT_FIG2,
            expected: Expected::Number { value: 0.0, within: 2e-3 },
            printed_in: BEFOREHAND,
        },
        Claim {
            name: AT_STRANGE,
            expected: Expected::Number { value: STRANGE_EXPONENT, within: 6e-3 },
            printed_in: BEFOREHAND,
        },
    ],
    cost: Cost { quick: "6 s", standard: "20 s", paper: "1 min" },
    differs: &[
        "The source shows no diagram over s: this is ours, for the seed of Figs. 2 and 4, each s from 0.001 anew.",
    ],
    not_built: &[],
};

/// Leading exponents that are computed.
const LEADING: usize = 4;
/// Iterations before anything counts, averaged over, and drawn.
const TRANSIENT: usize = 5000;
const AVERAGED: usize = 10_000;
const DRAWN: usize = 4000;
/// Values of s in a unit.
const BLOCK: usize = 50;
const ROWS: usize = 380;

/// Values of s: whole multiples of the largest divided by this.
fn columns(setting: &Setting) -> usize {
    setting.scale.pick(300, 900, 1800)
}

fn gain(setting: &Setting, column: usize) -> f64 {
    (column + 1) as f64 * ASSUMED_LARGEST / columns(setting) as f64
}

fn blocks(setting: &Setting) -> usize {
    columns(setting).div_ceil(BLOCK)
}

impl Item for Bifurcation {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn units(&self, setting: &Setting) -> Vec<Unit> {
        let names = NETWORKS
            .iter()
            .flat_map(|network| (0..blocks(setting)).map(move |block| (network.delays, block)));
        names.map(|(delays, block)| Unit::new(format!("D = {delays}, block {block}"))).collect()
    }

    fn compute(&self, setting: &Setting, unit: usize, watch: &Watch<'_>) -> Result<Table, ReproError> {
        let Printed { units, delays, seed, .. } = NETWORKS[unit / blocks(setting)];
        let block = unit % blocks(setting);
        let last = columns(setting).min((block + 1) * BLOCK);
        let gains: Vec<f64> = (block * BLOCK..last).map(|column| gain(setting, column)).collect();
        let network = Feedback::drawn(units, delays, 1.0, seed).map_err(failed)?;
        let averaging =
            Averaging { directions: Some(LEADING), transient: TRANSIENT, ..Averaging::new(AVERAGED) };
        let resources =
            Resources { threads: setting.threads, cancel: Some(watch.flag()), ..Resources::default() };
        let start = network.reset(INITIAL);
        let recording = Recording { averaging, unit: 0, values: 0 };
        let slices = network.bifurcation(&gains, &start, &recording, &resources).map_err(failed)?;
        let mut output = Vec::with_capacity(gains.len() * DRAWN);
        let mut exponents = Vec::with_capacity(gains.len() * LEADING);
        let mut zero = Vec::with_capacity(gains.len());
        for slice in &slices {
            watch.check()?;
            let network = network.rescaled(slice.gain);
            let orbit = network.trajectory(&mut start.clone(), TRANSIENT, DRAWN).map_err(failed)?;
            // The output divided by s, so that diagrams of all s have one height.
            output.extend((0..orbit.len()).map(|step| {
                network.b().iter().zip(orbit.row(step)).map(|(b, x)| b * x).sum::<f64>() / slice.gain
            }));
            exponents.extend_from_slice(&slice.exponents.exponents);
            zero.push((2.0 * slice.exponents.zero(0)).max(5.0 * slice.exponents.error_bars[0]));
        }
        Ok(Table::new()
            .with_shape("output", vec![gains.len(), DRAWN], output)
            .with_shape("exponents", vec![gains.len(), LEADING], exponents)
            .with("chaos above", zero)
            .with("s", gains))
    }

    fn finish(&self, setting: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        let (first, second) = units.split_at(blocks(setting).min(units.len()));
        let diagrams = [Diagram::read(first)?, Diagram::read(second)?];
        let mut figure = Figure::new(CARD.title, 2, &[80.0, 52.0]);
        for (column, (diagram, network)) in diagrams.iter().zip(NETWORKS).enumerate() {
            let letters = [["a", "b"], ["c", "d"]][column];
            let marks = MARKS[column];
            let title = format!("$N$ = {}, $D$ = {}: output over $s$", network.units, network.delays);
            figure = figure.panel(0, column, diagram.orbits(marks)?.letter(letters[0]).title(title)).panel(
                1,
                column,
                diagram.leading(marks).letter(letters[1]).title("leading exponents"),
            );
        }
        let [small, large] = &diagrams;
        let data = diagrams.iter().zip(NETWORKS).map(|(diagram, network)| {
            DataFile::csv(format!("exponents_d{}", network.delays), diagram.table())
        });
        Ok(Outcome {
            figure,
            measured: vec![
                pushed(&diagrams),
                at(AT_FIG4, small, FIG4.gain),
                at(AT_FIG2, large, FIG2.gain),
                at(AT_STRANGE, large, ASSUMED_STRANGE.gain),
            ],
            data: data.collect(),
            notes: vec![],
        })
    }
}

/// All slices of one network.
struct Diagram {
    gains: Vec<f64>,
    output: Vec<f64>,
    exponents: Vec<f64>,
    chaos_above: Vec<f64>,
}

impl Diagram {
    fn read(units: &[Table]) -> Result<Self, ReproError> {
        let all = |name: &str| -> Result<Vec<f64>, ReproError> {
            units.iter().try_fold(Vec::new(), |mut all, unit| {
                all.extend_from_slice(unit.get(name)?);
                Ok(all)
            })
        };
        Ok(Self {
            gains: all("s")?,
            output: all("output")?,
            exponents: all("exponents")?,
            chaos_above: all("chaos above")?,
        })
    }

    fn leading_at(&self, column: usize) -> f64 {
        self.exponents[column * LEADING]
    }

    fn chaotic(&self, column: usize) -> bool {
        self.leading_at(column) > self.chaos_above[column]
    }

    fn orbits(&self, marks: &[(f64, &str)]) -> Result<Panel, ReproError> {
        let columns = self.gains.len();
        let highest = self.output.iter().fold(0.0_f64, |most, y| most.max(y.abs())) * 1.03;
        let reach = (0.0, ASSUMED_LARGEST);
        let mut counts = Splats::new(columns, ROWS, reach, (-highest, highest))?;
        let step = ASSUMED_LARGEST / columns as f64;
        for (orbit, s) in self.output.chunks(DRAWN).zip(&self.gains) {
            for y in orbit {
                // The middle of its own column.
                counts.add(s - 0.5 * step, *y);
            }
        }
        let plot = Plot::new(
            Axis::new("$s$", 0.0, ASSUMED_LARGEST),
            Axis::new("output $y_0$ / $s$", -highest, 1.15 * highest),
        );
        let plot = plot.map(counts.raster(ColourMap::Grey).without_key());
        let named = marks.iter().fold(plot, |plot, &(gain, name)| {
            plot.note(gain + 0.03, 1.08 * highest, name, Colour::VERMILION)
        });
        Ok(Panel::plot(marked(named, marks)))
    }

    fn leading(&self, marks: &[(f64, &str)]) -> Panel {
        const LOWEST: f64 = -0.1;
        // There is room for the legend at the top.
        const HIGHEST: f64 = 0.17;
        let mut plot = Plot::new(
            Axis::new("$s$", 0.0, ASSUMED_LARGEST),
            Axis::new("exponents", LOWEST, HIGHEST).ticks(5),
        );
        plot = plot.rule_y(0.0, Stroke::fine(Colour::GREY));
        let mut legend = Vec::new();
        for place in (0..LEADING).rev() {
            let stroke =
                Stroke { points: if place == 0 { 0.9 } else { 0.5 }, ..Stroke::solid(Colour::series(place)) };
            let line: Vec<f64> =
                (0..self.gains.len()).map(|column| self.exponents[column * LEADING + place]).collect();
            plot = plot.line(&self.gains, &line, stroke);
            legend.push((stroke, format!("$λ_{}$", place + 1)));
        }
        let plot = legend.into_iter().rev().fold(plot, |plot, (stroke, name)| plot.legend(stroke, name));
        Panel::plot(marked(plot, marks))
    }

    fn table(&self) -> Table {
        let named = (0..LEADING).map(|place| {
            let line = self.exponents.iter().skip(place).step_by(LEADING).copied().collect();
            (format!("exponent_{}", place + 1), line)
        });
        let table = Table::new().with("s", self.gains.clone());
        let table = named.fold(table, |table, (name, line): (String, Vec<f64>)| table.with(name, line));
        table.with("chaos_above", self.chaos_above.clone())
    }
}

/// Lines at these scaling factors.
fn marked(plot: Plot, marks: &[(f64, &str)]) -> Plot {
    let stroke = Stroke { points: 0.4, ..Stroke::dashed(Colour::VERMILION) };
    marks.iter().fold(plot, |plot, (gain, _)| plot.rule_x(*gain, stroke))
}

fn pushed(diagrams: &[Diagram; 2]) -> Measured {
    const SMALL: f64 = 0.3;
    let (mut early, mut late) = (0, [0; 2]);
    for (diagram, late) in diagrams.iter().zip(&mut late) {
        for column in (0..diagram.gains.len()).filter(|&column| diagram.chaotic(column)) {
            if diagram.gains[column] <= SMALL { early += 1 } else { *late += 1 }
        }
    }
    let evidence = format!(
        "{early} chaotic values of s up to {SMALL}; above, {} of {} with D = 16 and {} with D = 32",
        late[0],
        diagrams[0].gains.iter().filter(|s| **s > SMALL).count(),
        late[1]
    );
    Measured::holds(PUSHED, early == 0 && late[0] + late[1] > 0, evidence)
}

fn at(name: &'static str, diagram: &Diagram, gain: f64) -> Measured {
    let nearest = (0..diagram.gains.len())
        .min_by(|&a, &b| (diagram.gains[a] - gain).abs().total_cmp(&(diagram.gains[b] - gain).abs()));
    let Some(column) = nearest else { return Measured::not_run(name, "no value of s") };
    let evidence = format!("at s = {:.4}, over {AVERAGED} iterations", diagram.gains[column]);
    Measured::value(name, diagram.leading_at(column), evidence)
}
