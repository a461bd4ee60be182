//! Fig. 11: learning curves on trajectory segments of 1, 10 and 100 steps.

use hhnet::data::{Recipe, of_neuron};
use hhnet::train::{self, Adam, Options, Training};
use hhnet::{Neuron, data};
use neurodyn_core::seed::Seeds;

use super::constants::{L_TRAIN, N_H};
use super::ensembles::{failed, resources};
use crate::card::{Card, Claim, Cost, Expected};
use crate::data_file::DataFile;
use crate::error::ReproError;
use crate::figure::{Axis, Colour, Figure, Panel, Plot, Stroke};
use crate::item::{Item, Measured, Outcome, Unit};
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// The item `hhnet/fig11`.
#[derive(Debug)]
pub struct Fig11;

const CAPTION: &str = "caption of fig. 11";
const TEXT: &str = "text around fig. 11";
const COINCIDE: &str = "a: validation over training loss at the end";
const PART: &str = "the longer the segments, the more the curves part";
const WORSE: &str = "c: validation over training loss at the end";
const LEVEL: &str = "training losses remain at one level";

static CARD: Card = Card {
    id: "hhnet/fig11",
    title: "Learning curves of the mapping of the modified neuron",
    item: "Fig. 11",
    says: "Loss (9) against the epoch for segments of 1, 10 and 100 steps. With single steps the curves of the training and of \
           the validation set coincide; the longer the segments, the higher the latter, while the former stays.",
    claims: &[
        Claim {
            name: COINCIDE,
            expected: Expected::ReadOff { value: 1.0, within: 0.25 },
            printed_in: CAPTION,
        },
        Claim {
            name: PART,
            expected: Expected::Shape { says: "the ratio at the end grows from a to b to c" },
            printed_in: TEXT,
        },
        Claim { name: WORSE, expected: Expected::AtLeast { value: 2.0 }, printed_in: TEXT },
        Claim {
            name: LEVEL,
            expected: Expected::Shape { says: "the three final losses are within a factor of ten" },
            printed_in: TEXT,
        },
    ],
    cost: Cost { quick: "20 s", standard: "5 min", paper: "20 min" },
    differs: &[
        "the source states neither its learning rate nor its number of epochs; here Adam follows a cosine, on \
         standardised outputs, in batches of 2000 rather than 10,000 (ten times the loss at the same cost)",
        "the curves are Adam's alone: the nets of the other figures go on with Levenberg and Marquardt's method",
    ],
    not_built: &[],
};

/// Segments of so many steps, in the order of the panels.
const CHUNKS: [usize; 3] = [1, 10, 100];
/// Batches of an epoch, as many as of 2000 among a million records.
const ASSUMED_BATCHES: usize = 500;

fn records(setting: &Setting) -> usize {
    setting.scale.pick(50_000, 300_000, L_TRAIN)
}
fn epochs(setting: &Setting) -> usize {
    setting.scale.pick(20, 60, 100)
}

impl Item for Fig11 {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn units(&self, _: &Setting) -> Vec<Unit> {
        CHUNKS.iter().map(|length| Unit::new(format!("segments of {length}"))).collect()
    }

    fn compute(&self, setting: &Setting, unit: usize, watch: &Watch<'_>) -> Result<Table, ReproError> {
        let (length, records) = (CHUNKS[unit], records(setting));
        let neuron = Neuron::modified(0.0);
        let recipe =
            Recipe::neuron(vec![(length, records / length)], Seeds::new(setting.seed).named("fig11"));
        let tell = |_: usize| ();
        let threads = resources(setting, watch, &tell);
        let rows = of_neuron(&neuron, &recipe, &threads).map_err(failed("training data"))?;
        let judged = recipe.validation(records * data::VALIDATION / data::TRAINING);
        let validation = of_neuron(&neuron, &judged, &threads).map_err(failed("validation data"))?;
        let form = recipe.form(N_H).map_err(failed("the form of the net"))?;
        let adam = Adam { epochs: epochs(setting), batch: records / ASSUMED_BATCHES, ..Adam::default() };
        let options = Options { adam, iterations: Vec::new(), seed: setting.seed, ..Options::default() };
        let (init, check) = (None, None);
        let training =
            Training { form: &form, rows: &rows, validation: &validation, options: &options, init, check };
        let resources = train::Resources {
            threads: setting.threads,
            cancel: Some(watch.flag()),
            ..train::Resources::default()
        };
        let trained = training.run(&resources).map_err(failed("training"))?;
        // loss (9) is the sum over the variables
        let sum = |of: fn(&train::Epoch) -> f64| {
            (0..epochs(setting)).map(|e| trained.curves.iter().map(|curve| of(&curve[e])).sum()).collect()
        };
        let (training, validation) = (sum(|epoch| epoch.training), sum(|epoch| epoch.validation));
        Ok(Table::new().with("training", training).with("validation", validation))
    }

    fn finish(&self, setting: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        let epoch: Vec<f64> = (1..=epochs(setting)).map(|e| e as f64).collect();
        let mut figure = Figure::new(CARD.title, 3, &[55.0]);
        let mut data = Table::new().with("epoch", epoch.clone());
        let (mut ends, mut ratios) = (Vec::new(), Vec::new());
        let mut all: Vec<f64> = Vec::new();
        for unit in units {
            all.extend(unit.get("training")?.iter().chain(unit.get("validation")?));
        }
        let decade = |of: f64| 10f64.powf(of);
        let low = decade(all.iter().copied().fold(f64::INFINITY, f64::min).log10().floor());
        let high = decade(all.iter().copied().fold(0.0, f64::max).log10().ceil());
        for (k, (unit, length)) in units.iter().zip(CHUNKS).enumerate() {
            let (training, validation) = (unit.get("training")?, unit.get("validation")?);
            let end = training.len() - 1;
            ends.push(training[end]);
            ratios.push(validation[end] / training[end]);
            let [below, above] = [Stroke::solid(Colour::BLUE), Stroke::solid(Colour::VERMILION)];
            let plot = Plot::new(
                Axis::new("epoch", 0.0, epochs(setting) as f64),
                Axis::log10("loss (9)", low, high),
            )
            .line(&epoch, training, below)
            .line(&epoch, validation, above)
            .legend(below, "training")
            .legend(above, "validation");
            let letter = ["a", "b", "c"][k];
            figure = figure.panel(
                0,
                k,
                Panel::plot(plot).letter(letter).title(format!("$L_{{chunk}}$ = {length}")),
            );
            data = data
                .with(format!("training {length}"), training.to_vec())
                .with(format!("validation {length}"), validation.to_vec());
        }
        let words = format!("ratios {:.3}, {:.3}, {:.3}", ratios[0], ratios[1], ratios[2]);
        let level =
            ends.iter().copied().fold(0.0, f64::max) / ends.iter().copied().fold(f64::INFINITY, f64::min);
        let measured = vec![
            Measured::value(COINCIDE, ratios[0], words.clone()),
            Measured::holds(PART, ratios[0] < ratios[1] && ratios[1] < ratios[2], words.clone()),
            Measured::value(WORSE, ratios[2], words),
            Measured::holds(
                LEVEL,
                level < 10.0,
                format!("{:.2e}, {:.2e}, {:.2e}: a factor of {level:.1}", ends[0], ends[1], ends[2]),
            ),
        ];
        let notes = vec![format!(
            "{} records, {} epochs of {ASSUMED_BATCHES} batches. The loss of an epoch of training is its mean while the \
             weights move, that of validation is taken afterwards.",
            records(setting),
            epochs(setting)
        )];
        Ok(Outcome { figure, measured, data: vec![DataFile::csv("learning_curves", data)], notes })
    }
}
