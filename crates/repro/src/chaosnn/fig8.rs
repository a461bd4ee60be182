//! Figure 8: the mean squared error of the first hundred outputs against the stride T.

use ::chaosnn::chaotic::Strides;
use ::chaosnn::evaluate::Keep;
use neurodyn_datasets::known::{Known, USPS_GPML};

use super::bench::{Bench, Kind, failed, gathered};
use super::constants::{G_CHOSEN, OUTPUTS, STRIDE_CHOSEN, STRIDES_TRIED};
use crate::card::{Card, Claim, Cost, Expected};
use crate::data_file::DataFile;
use crate::error::ReproError;
use crate::figure::{Axis, Colour, Dots, Figure, Panel, Plot, Stroke};
use crate::item::{Item, Measured, Outcome, Unit};
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// The item `chaosnn/fig8`.
#[derive(Debug)]
pub struct Fig8;

const TEXT: &str = "text above fig. 8 and its caption; the curve and its least value did not survive";
const LEAST: &str = "T of the smallest error";
const FALLS: &str = "small T err more";
const FLAT: &str = "no other T is as good";

static CARD: Card = Card {
    id: "chaosnn/fig8",
    title: "Mean squared error of the outputs against the stride T",
    item: "Fig. 8",
    says: "The stride T shifts the chaotic weights against each other; of T = 1 to 100 the error is least at T = 12.",
    claims: &[
        Claim {
            name: LEAST,
            expected: Expected::Number { value: STRIDE_CHOSEN as f64, within: 0.0 },
            printed_in: TEXT,
        },
        Claim {
            name: FALLS,
            expected: Expected::Shape { says: "every T below 12 has a larger error than T = 12" },
            printed_in: TEXT,
        },
        Claim {
            name: FLAT,
            expected: Expected::Shape {
                says: "every T above 12 has an error at least 1 % larger than T = 12",
            },
            printed_in: "meant by choosing T = 12",
        },
    ],
    cost: Cost { quick: "8 s", standard: "40 s", paper: "40 s" },
    differs: &[
        "The error is that of softmax probabilities against the true class, the mean over images, outputs and classes.",
        "Outputs of different T share weights wherever T k is the same step: 2906 steps instead of 10,000 outputs.",
    ],
    not_built: &[],
};

/// Of so many training images the quick scale takes one.
const QUICK_TAKES_EVERY: usize = 8;
const STEPS_A_UNIT: usize = 300;

/// Every stride, and every step that one of them needs once.
const STRIDES: Strides = Strides { most: STRIDES_TRIED, samples: OUTPUTS };

impl Item for Fig8 {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn data(&self) -> &'static [Known] {
        &[USPS_GPML]
    }

    fn units(&self, _: &Setting) -> Vec<Unit> {
        let steps = STRIDES.steps();
        let name = |part: &[u64]| Unit::new(format!("steps {} to {}", part[0], part[part.len() - 1]));
        steps.chunks(STEPS_A_UNIT).map(name).collect()
    }

    fn compute(&self, setting: &Setting, unit: usize, watch: &Watch<'_>) -> Result<Table, ReproError> {
        let steps = STRIDES.steps();
        let part = steps.chunks(STEPS_A_UNIT).nth(unit).unwrap_or_default();
        let bench = Bench::new(setting, Kind::Sigmoid)?;
        let every = setting.scale.pick(QUICK_TAKES_EVERY, 1, 1);
        let which: Vec<usize> = (0..bench.data.train.len()).step_by(every).collect();
        let (pixels, labels) = gathered(&bench.data.train, &which);
        let additions = bench.additions(G_CHOSEN, part, watch)?;
        let keep = Keep { errors_against: Some(&labels), ..Keep::default() };
        let outputs = bench.outputs(&pixels, &additions, keep, (setting, watch))?;
        let numbers = (which.len() * outputs.classes()) as f64;
        Ok(Table::new()
            .with("step", part.iter().map(|&n| n as f64).collect())
            .with("error", outputs.squared_errors().iter().map(|sum| sum / numbers).collect())
            .with("images", vec![which.len() as f64])
            .with("collapsed", vec![additions.collapsed().len() as f64]))
    }

    fn finish(&self, setting: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        let steps = STRIDES.steps();
        let mut of_step = Vec::new();
        let mut collapsed = 0.0_f64;
        for unit in units {
            of_step.extend_from_slice(unit.get("error")?);
            collapsed = collapsed.max(unit.get("collapsed")?[0]);
        }
        let strides: Vec<u64> = (1..=STRIDES_TRIED).collect();
        let errors = STRIDES.means(&of_step).map_err(failed("means over strides"))?;
        let best = (0..errors.len()).min_by(|&a, &b| errors[a].total_cmp(&errors[b])).unwrap_or(0);
        let twelve = errors[STRIDE_CHOSEN as usize - 1];
        let below = &errors[..STRIDE_CHOSEN as usize - 1];
        let above = &errors[STRIDE_CHOSEN as usize..];
        let (low, high) = span(above);
        let t: Vec<f64> = strides.iter().map(|&t| t as f64).collect();
        let images = units[0].get("images")?[0];
        let evidence = format!(
            "error {:.6} at T = {}, {twelve:.6} at T = 12, {low:.6} to {high:.6} above 12; {images} training images",
            errors[best], strides[best]
        );
        // the first forty steps are all there
        let early: Vec<f64> = steps[..40].iter().map(|&n| n as f64).collect();
        let of_early = of_step[..40].to_vec();
        let figure = Figure::new(CARD.title, 2, &[70.0])
            .panel(
                0,
                0,
                Panel::plot(by_stride(&t, &errors)).letter("a").title("mean over outputs k = 1..100"),
            )
            .panel(
                0,
                1,
                Panel::plot(by_step(&early, &of_early))
                    .letter("b")
                    .title("ours: the output at one step n = T k"),
            );
        let mut notes = vec![
            format!("Orbits that came to rest by step {}: {collapsed} at most.", steps[steps.len() - 1]),
            "Panel b says why: at first all weights move together, and such a movement does harm; chaosnn/synchrony shows it. \
             Above T = 12 no output falls into that time any more, and what is left is chance."
                .to_owned(),
        ];
        notes.extend(Bench::new(setting, Kind::Sigmoid)?.note);
        Ok(Outcome {
            figure,
            measured: vec![
                Measured::value(LEAST, strides[best] as f64, evidence),
                Measured::holds(
                    FALLS,
                    below.iter().all(|&error| error > twelve),
                    format!(
                        "T = 1: {:.6}, T = 11: {:.6}, T = 12: {twelve:.6}",
                        below[0],
                        below[below.len() - 1]
                    ),
                ),
                Measured::holds(
                    FLAT,
                    above.iter().all(|&error| error > 1.01 * twelve),
                    format!(
                        "above 12 from {:.2} % less to {:.2} % more",
                        100.0 * (1.0 - low / twelve),
                        100.0 * (high / twelve - 1.0)
                    ),
                ),
            ],
            data: vec![
                DataFile::csv("by_stride", Table::new().with("T", t).with("mean_squared_error", errors)),
                DataFile::csv(
                    "by_step",
                    Table::new()
                        .with("n", steps.iter().map(|&n| n as f64).collect())
                        .with("squared_error", of_step),
                ),
            ],
            notes,
        })
    }
}

fn span(values: &[f64]) -> (f64, f64) {
    values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &v| (low.min(v), high.max(v)))
}

fn by_stride(t: &[f64], errors: &[f64]) -> Plot {
    let (low, high) = span(errors);
    Plot::new(Axis::new("$T$", 0.0, 101.0), Axis::log10("mean squared error", 0.8 * low, 1.5 * high))
        .rule_x(STRIDE_CHOSEN as f64, Stroke::dashed(Colour::VERMILION))
        .line(t, errors, Stroke::solid(Colour::BLUE))
        .scatter(t, errors, Dots::discs(Colour::BLUE, 2.0))
        .legend(Stroke::dashed(Colour::VERMILION), "T = 12")
}

fn by_step(n: &[f64], errors: &[f64]) -> Plot {
    let (low, high) = span(errors);
    Plot::new(Axis::new("$n$", 0.0, 41.0), Axis::log10("squared error", 0.8 * low, 1.3 * high))
        .rule_x(STRIDE_CHOSEN as f64, Stroke::dashed(Colour::VERMILION))
        .line(n, errors, Stroke::solid(Colour::BLUE))
        .scatter(n, errors, Dots::discs(Colour::BLUE, 2.4))
}
