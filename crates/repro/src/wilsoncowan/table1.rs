//! Table 1: gamma after training.

use neurodyn_datasets::known::{FASHION_MNIST, Known, MNIST};

use super::constants::{GAMMA_BEFORE, TABLE_1};
use super::runs::{QUICK, Set, by_set, in_words, ink, lasts, mean, notes, runs};
use crate::card::{Card, Claim, Cost, Expected};
use crate::data_file::DataFile;
use crate::error::ReproError;
use crate::figure::{Axis, Figure, Panel, Plot, Stroke, TextGrid};
use crate::item::{Item, Measured, Outcome, Unit};
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// The item `wilsoncowan/table1`.
#[derive(Debug)]
pub struct Table1;

const GAMMA: [&str; 2] = ["MNIST: gamma", "Fashion-MNIST: gamma"];
const GROWS: &str = "gamma grows from 0.25 in every run";

/// Three standard deviations.
const WITHIN: [f64; 2] = [0.093, 0.105];

const fn gamma(k: usize) -> Claim {
    Claim {
        name: GAMMA[k],
        expected: Expected::Number { value: TABLE_1[k].0, within: WITHIN[k] },
        printed_in: "table 1, within three of its standard deviations",
    }
}

static CARD: Card = Card {
    id: "wilsoncowan/table1",
    title: "Gamma after training",
    item: "Table 1",
    says: "Trained together with the coupling, gamma goes from 0.25 to 0.839(31) on MNIST and to 0.922(35) on Fashion-MNIST \
           (784 nodes, five runs).",
    claims: &[
        gamma(0),
        gamma(1),
        Claim {
            name: GROWS,
            expected: Expected::Shape { says: "above 0.4 at the end" },
            printed_in: "text above table 1",
        },
    ],
    cost: Cost { quick: "5 s", standard: "25 min", paper: "3 h" },
    differs: &[
        "Quick trains 64 nodes on the embedded 8x8 digits with two seeds; standard 784 nodes with two seeds a set and few \
         epochs; paper has five seeds.",
        "The coupling is M (I - V V^T), trained by Adam with a falling rate, some noise on images and steps of 0.25: a tenth of \
         the source's 525 and 350 epochs of its own recipe.",
        "Within one run of the program trainings are shared with table2, table6 and table7.",
    ],
    not_built: &[],
};

impl Item for Table1 {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn data(&self) -> &'static [Known] {
        &[MNIST, FASHION_MNIST]
    }

    fn units(&self, setting: &Setting) -> Vec<Unit> {
        runs(setting)
            .iter()
            .map(|run| Unit::new(format!("{}, seed {}", run.set.name(), run.options.seed)))
            .collect()
    }

    fn compute(&self, setting: &Setting, unit: usize, watch: &Watch<'_>) -> Result<Table, ReproError> {
        runs(setting)[unit].table(setting, watch)
    }

    fn finish(&self, setting: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        let runs = runs(setting);
        let sets = by_set(&runs, units);
        let epochs = runs[0].options.epochs;
        let epoch: Vec<f64> = (0..=epochs).map(|epoch| epoch as f64).collect();
        let mut plot = Plot::new(Axis::new("epoch", 0.0, epochs as f64), Axis::new("$γ$", 0.0, 1.6));
        let mut grid = TextGrid::new(&[("", 26.0), ("source", 20.0), ("here", 24.0), ("runs", 10.0)]);
        let (mut measured, mut all_notes) = (Vec::new(), Vec::new());
        let mut data = Table::new().with("epoch", epoch.clone());
        let mut ends = Vec::new();
        for (set, units) in &sets {
            for (k, unit) in units.iter().enumerate() {
                let line = [&[GAMMA_BEFORE], unit.get("gamma")?].concat();
                plot = plot.line(&epoch, &line, Stroke::solid(ink(*set)));
                data = data.with(format!("{} {k}", set.name()), line);
            }
            plot = plot.legend(Stroke::solid(ink(*set)), set.name());
            let gammas = lasts(units, "gamma")?;
            let place = match set {
                Set::Mnist => Some(0),
                Set::Fashion => Some(1),
                Set::Digits => None,
            };
            if let Some(k) = place {
                plot = plot.rule_y(TABLE_1[k].0, Stroke::dashed(ink(*set)));
                measured.push(Measured::value(
                    GAMMA[k],
                    mean(&gammas).0,
                    format!("{} of {} runs", in_words(&gammas), units.len()),
                ));
            }
            let printed = place.map_or("–".to_owned(), |k| format!("{} ± {}", TABLE_1[k].0, TABLE_1[k].1));
            grid = grid.row([set.name().to_owned(), printed, in_words(&gammas), units.len().to_string()]);
            all_notes.extend(notes(*set, runs[0].side, units)?);
            ends.extend(gammas);
        }
        if measured.is_empty() {
            measured.extend(GAMMA.map(|claim| Measured::not_run(claim, QUICK)));
        }
        let words: Vec<String> = ends.iter().map(|gamma| format!("{gamma:.3}")).collect();
        measured.push(Measured::holds(GROWS, ends.iter().all(|gamma| *gamma > 0.4), words.join(", ")));
        let nodes = runs[0].side * runs[0].side;
        let figure = Figure::new(CARD.title, 2, &[62.0])
            .panel(0, 0, Panel::plot(plot).letter("a").title(format!("{nodes} nodes; dashed: the source's")))
            .panel(0, 1, Panel::grid(grid).letter("b").title("mean ± its standard deviation"));
        Ok(Outcome { figure, measured, data: vec![DataFile::csv("gamma", data)], notes: all_notes })
    }
}
