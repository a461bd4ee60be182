//! Table 2: accuracy, beside a perceptron of equal size.

use ::wilsoncowan::mlp::{Recipe, Samples, Watch as Listening, equal_width, parameters};
use neurodyn_datasets::known::{FASHION_MNIST, Known, MNIST};

use super::bench::failed;
use super::constants::{CLASSES, MLP_PARAMETERS, NODES, TABLE_2};
use super::runs::{QUICK, Run, Set, by_set, in_words, ink, lasts, mean, notes, runs};
use crate::card::{Card, Claim, Cost, Expected};
use crate::data_file::DataFile;
use crate::error::ReproError;
use crate::figure::{Axis, Colour, Figure, Panel, Plot, Stroke, TextGrid};
use crate::item::{Item, Measured, Outcome, Unit};
use crate::setting::{Scale, Setting, Watch};
use crate::table::Table;

/// The item `wilsoncowan/table2`.
#[derive(Debug)]
pub struct Table2;

const ACCURACY: [&str; 2] = ["MNIST: accuracy at t = 40", "Fashion-MNIST: accuracy at t = 40"];
const PERCEPTRON: [&str; 2] =
    ["MNIST: accuracy of the perceptron", "Fashion-MNIST: accuracy of the perceptron"];
const WEIGHTS: &str = "numbers of the perceptron of equal size";
const NEAR: &str = "planted attractors are only marginally worse than the perceptron";
const LATE: &str = "accuracy at t = 40 is that at the time of training";

const fn accuracy(name: &'static str, value: f64, within: f64) -> Claim {
    Claim {
        name,
        expected: Expected::Number { value, within },
        printed_in: "table 2, within three of its standard deviations",
    }
}

static CARD: Card = Card {
    id: "wilsoncowan/table2",
    title: "Accuracy, beside a perceptron of equal size",
    item: "Table 2",
    says: "784 nodes reach 0.9813(3) on MNIST and 0.8839(19) on Fashion-MNIST; a perceptron with one hidden layer of 764 tanh \
           units reaches 0.9829(13) and 0.8955(30).",
    claims: &[
        accuracy(ACCURACY[0], TABLE_2[0].0.0, 0.0009),
        accuracy(ACCURACY[1], TABLE_2[1].0.0, 0.0057),
        accuracy(PERCEPTRON[0], TABLE_2[0].1.0, 0.0039),
        accuracy(PERCEPTRON[1], TABLE_2[1].1.0, 0.009),
        Claim {
            name: WEIGHTS,
            expected: Expected::Number { value: MLP_PARAMETERS, within: 0.0 },
            printed_in: "text above table 2: 764 units",
        },
        Claim {
            name: NEAR,
            expected: Expected::Shape { says: "at most 0.015 worse, on average over runs, for each set" },
            printed_in: "text above table 2, and table 2: 0.0013 and 0.0116",
        },
        Claim {
            name: LATE,
            expected: Expected::Shape { says: "within 0.01, on average over runs, for each set" },
            printed_in: "section 4: T is so large that a stationary state is reached",
        },
    ],
    cost: Cost { quick: "6 s", standard: "30 min", paper: "4 h" },
    differs: &[
        "Quick trains 64 nodes on the embedded 8x8 digits with two seeds; standard 784 nodes with two seeds a set and few \
         epochs; paper has five seeds.",
        "The coupling is M (I - V V^T), trained by Adam with a falling rate, some noise on images and steps of 0.25: a tenth of \
         the source's 525 and 350 epochs of its own recipe.",
        "The source does not say how the perceptron was trained: here Adam at 0.001 with a falling rate, batches of 200, without \
         noise.",
    ],
    not_built: &[],
};

/// Passes of the perceptron.
fn passes(setting: &Setting) -> usize {
    setting.scale.pick(30, 12, 30)
}

fn perceptron(run: &Run, setting: &Setting, watch: &Watch<'_>) -> Result<Table, ReproError> {
    let (data, own) = run.set.images(&setting.folder(), run.side)?;
    let (learned, judged) = (data.train.unit_pixels(), data.test.unit_pixels());
    let inputs = run.side * run.side;
    let samples = |pixels, labels| Samples { inputs, classes: CLASSES, pixels, labels };
    let recipe = Recipe {
        epochs: passes(setting),
        batch: setting.scale.pick(20, 200, 200),
        ..Recipe::new(equal_width(inputs, CLASSES), run.options.seed)
    };
    let tell = |epoch: &::wilsoncowan::mlp::Epoch| watch.done(epoch.number as f64 / epoch.of as f64);
    let listening = Listening {
        test: Some(samples(&judged, data.test.labels())),
        cancel: Some(watch.flag()),
        progress: Some(&tell),
    };
    let trained = recipe
        .train(&samples(&learned, data.train.labels()), &listening)
        .map_err(failed("the perceptron"))?;
    let accuracy = trained.log.iter().map(|epoch| epoch.test_accuracy.unwrap_or(f64::NAN)).collect();
    Ok(Table::new().with("perceptron", accuracy).with("own", vec![f64::from(u8::from(own))]))
}

impl Item for Table2 {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn data(&self) -> &'static [Known] {
        &[MNIST, FASHION_MNIST]
    }

    fn units(&self, setting: &Setting) -> Vec<Unit> {
        let runs = runs(setting);
        let name = |run: &Run, what: &str| format!("{}, seed {}: {what}", run.set.name(), run.options.seed);
        let attractors = runs.iter().map(|run| Unit { name: name(run, "planted attractors"), weight: 4.0 });
        let perceptrons = runs.iter().map(|run| Unit::new(name(run, "perceptron")));
        attractors.chain(perceptrons).collect()
    }

    fn compute(&self, setting: &Setting, unit: usize, watch: &Watch<'_>) -> Result<Table, ReproError> {
        let runs = runs(setting);
        match runs.get(unit) {
            Some(run) => run.table(setting, watch),
            None => perceptron(&runs[unit - runs.len()], setting, watch),
        }
    }

    fn finish(&self, setting: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        let runs = runs(setting);
        let (attractors, perceptrons) = units.split_at(runs.len());
        let (attractors, perceptrons) = (by_set(&runs, attractors), by_set(&runs, perceptrons));
        let mut grid = TextGrid::new(&[
            ("", 24.0),
            ("source", 28.0),
            ("here, $t$ = 40", 28.0),
            ("at the time of training", 32.0),
            ("perceptron: source", 30.0),
            ("here", 26.0),
        ]);
        let (mut measured, mut all_notes) = (Vec::new(), Vec::new());
        let (mut near, mut late) = (Vec::new(), Vec::new());
        let mut figure = Figure::new(CARD.title, 2, &[24.0, 66.0]);
        let mut data = Table::new();
        for (column, ((set, planted), (_, plain))) in attractors.iter().zip(&perceptrons).enumerate() {
            let (late_ones, early, of_plain) =
                (lasts(planted, "late")?, lasts(planted, "early")?, lasts(plain, "perceptron")?);
            near.push(mean(&of_plain).0 - mean(&late_ones).0);
            late.push((mean(&late_ones).0 - mean(&early).0).abs());
            let place = match set {
                Set::Mnist => Some(0),
                Set::Fashion => Some(1),
                Set::Digits => None,
            };
            if let Some(k) = place {
                let runs = planted.len();
                measured.push(Measured::value(
                    ACCURACY[k],
                    mean(&late_ones).0,
                    format!(
                        "{} of {runs} runs; {} at the time of training",
                        in_words(&late_ones),
                        in_words(&early)
                    ),
                ));
                measured.push(Measured::value(PERCEPTRON[k], mean(&of_plain).0, in_words(&of_plain)));
            }
            let printed = |(value, deviation): (f64, f64)| format!("{value} ± {deviation}");
            let cell = |of: fn(usize) -> (f64, f64)| place.map_or("–".to_owned(), |k| printed(of(k)));
            grid = grid.row([
                set.name().to_owned(),
                cell(|k| TABLE_2[k].0),
                in_words(&late_ones),
                in_words(&early),
                cell(|k| TABLE_2[k].1),
                in_words(&of_plain),
            ]);
            let panel = Panel::plot(learning(*set, planted, plain, place)?).title(set.name());
            let panel = if column == 0 { panel.letter("b") } else { panel };
            figure = if attractors.len() == 1 {
                figure.wide_panel(1, 0, 2, panel)
            } else {
                figure.panel(1, column, panel)
            };
            all_notes.extend(notes(*set, runs[0].side, planted)?);
            data = data
                .with(format!("{} t = 40", set.name()), late_ones)
                .with(format!("{} time of training", set.name()), early)
                .with(format!("{} perceptron", set.name()), of_plain);
        }
        if measured.is_empty() {
            measured
                .extend(ACCURACY.into_iter().chain(PERCEPTRON).map(|claim| Measured::not_run(claim, QUICK)));
        }
        let hidden = equal_width(NODES, CLASSES);
        measured.push(Measured::value(
            WEIGHTS,
            parameters(NODES, hidden, CLASSES) as f64,
            format!("784-{hidden}-10, the width nearest to (N - K)(N + 1) + 1 numbers"),
        ));
        let words = |values: &[f64]| values.iter().map(|v| format!("{v:.4}")).collect::<Vec<_>>().join(", ");
        if setting.scale == Scale::Quick {
            measured.extend([NEAR, LATE].map(|claim| Measured::not_run(claim, QUICK)));
        } else {
            measured.push(Measured::holds(NEAR, near.iter().all(|gap| *gap <= 0.015), words(&near)));
            measured.push(Measured::holds(LATE, late.iter().all(|gap| *gap <= 0.01), words(&late)));
        }
        let nodes = runs[0].side * runs[0].side;
        figure = figure.wide_panel(
            0,
            0,
            2,
            Panel::grid(grid)
                .letter("a")
                .title(format!("test accuracy, {nodes} nodes: mean ± its standard deviation")),
        );
        Ok(Outcome { figure, measured, data: vec![DataFile::csv("accuracy", data)], notes: all_notes })
    }
}

/// Learning curves of a set: planted attractors at both times, and the perceptron.
fn learning(
    set: Set,
    planted: &[&Table],
    plain: &[&Table],
    place: Option<usize>,
) -> Result<Plot, ReproError> {
    let longest = planted[0].get("late")?.len().max(plain[0].get("perceptron")?.len());
    let low = match set {
        Set::Mnist => 0.9,
        Set::Fashion => 0.75,
        Set::Digits => 0.3,
    };
    let mut plot = Plot::new(
        Axis::new("epoch", 0.0, longest as f64),
        Axis::new("test accuracy", low, if set == Set::Fashion { 0.95 } else { 1.005 }),
    );
    let draw = |plot: Plot, unit: &Table, column: &str, stroke: Stroke| -> Result<Plot, ReproError> {
        let y: Vec<f64> = unit.get(column)?.iter().map(|a| if *a < low { f64::NAN } else { *a }).collect();
        let x: Vec<f64> = (1..=y.len()).map(|epoch| epoch as f64).collect();
        Ok(plot.line(&x, &y, stroke))
    };
    for unit in plain {
        plot = draw(plot, unit, "perceptron", Stroke::fine(Colour::GREY))?;
    }
    for unit in planted {
        plot = draw(plot, unit, "early", Stroke::dashed(ink(set)))?;
        plot = draw(plot, unit, "late", Stroke::solid(ink(set)))?;
    }
    if let Some(k) = place {
        plot = plot.rule_y(TABLE_2[k].0.0, Stroke::dashed(Colour::INK));
    }
    Ok(plot
        .legend(Stroke::solid(ink(set)), "$t$ = 40")
        .legend(Stroke::dashed(ink(set)), "time of training")
        .legend(Stroke::fine(Colour::GREY), "perceptron")
        .legend_below())
}
