//! Figure 7: how many outputs for the training images are right, against the width of the chaotic weights.

use ::chaosnn::chaotic::multiples;
use ::chaosnn::evaluate::Keep;
use neurodyn_datasets::known::{Known, USPS_GPML};

use super::bench::{Bench, Kind, gathered, margin};
use super::constants::{G_CHOSEN, OUTPUTS, STRIDE_CHOSEN, WIDTHS_TRIED};
use crate::card::{Card, Claim, Cost, Expected};
use crate::data_file::DataFile;
use crate::error::ReproError;
use crate::figure::{Axis, Colour, Dots, Figure, Panel, Plot, Stroke};
use crate::item::{Item, Measured, Outcome, Unit};
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// The item `chaosnn/fig7`.
#[derive(Debug)]
pub struct Fig7;

const TEXT: &str = "text above fig. 7; its curve did not survive";
const LARGEST: &str = "largest g with a training accuracy of 100.00 %";
const FALLS: &str = "a wider search errs";
const STATIC: &str = "training accuracy of the static network (%)";
/// A tenth: the source's network is another one, with other weights.
const WITHIN: f64 = 0.02;

static CARD: Card = Card {
    id: "chaosnn/fig7",
    title: "Training accuracy against the width of the chaotic weights",
    item: "Fig. 7",
    says: "With chaotic weights of width $g$ the accuracy on the training images stays at 100 %, to two decimals, up to g = 0.2.",
    claims: &[
        Claim {
            name: STATIC,
            expected: Expected::Number { value: 100.0, within: 0.0 },
            printed_in: "text above table 1",
        },
        Claim {
            name: LARGEST,
            expected: Expected::Number { value: G_CHOSEN, within: WITHIN },
            printed_in: TEXT,
        },
        Claim {
            name: FALLS,
            expected: Expected::Shape { says: "at the largest g tried the accuracy is below 100.00 %" },
            printed_in: TEXT,
        },
    ],
    cost: Cost { quick: "8 s", standard: "30 s", paper: "90 s" },
    differs: &[
        "The source does not say with which T it searched g: T = 12 here, that of its fig. 8.",
        "Accuracy is over all hundred outputs of all training images.",
    ],
    not_built: &[],
};

/// At the quick scale only the images of the smallest margins are tried, one in so many; the others are taken to stay
/// right, which the larger scales check. (Fewer widths would not do: the curve is not monotone, and a coarser grid finds
/// another largest g.)
const HARDEST: usize = 16;
/// Reading the images takes longer than a width at the quick scale.
const WIDTHS_A_UNIT: usize = 9;

impl Fig7 {
    /// The widths, read from their decimals: a unit in the last place changes the orbits.
    fn widths() -> Vec<f64> {
        let (low, high, step) = WIDTHS_TRIED;
        (low..=high).step_by(step as usize).map(thousandths).collect()
    }
}

fn thousandths(n: u64) -> f64 {
    format!("0.{n:03}").parse().expect("a decimal")
}

impl Item for Fig7 {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn data(&self) -> &'static [Known] {
        &[USPS_GPML]
    }

    fn units(&self, _: &Setting) -> Vec<Unit> {
        let named = |part: &[f64]| Unit::new(format!("g = {} to {}", part[0], part[part.len() - 1]));
        Self::widths().chunks(WIDTHS_A_UNIT).map(named).collect()
    }

    fn compute(&self, setting: &Setting, unit: usize, watch: &Watch<'_>) -> Result<Table, ReproError> {
        let widths = Self::widths();
        let part = widths.chunks(WIDTHS_A_UNIT).nth(unit).unwrap_or_default();
        let bench = Bench::new(setting, Kind::Sigmoid)?;
        let train = &bench.data.train;
        let once = bench.outputs_as_they_are(train.pixels(), (setting, watch))?;
        let right = once.right(train.labels()).map_err(super::bench::failed("labels"))?[0];
        // hardest first, so that the order does not depend on the scale
        let mut order: Vec<usize> = (0..train.len()).collect();
        let margins: Vec<f32> = order.iter().map(|&i| margin(once.mean_probabilities(i))).collect();
        order.sort_by(|&a, &b| margins[a].total_cmp(&margins[b]).then(a.cmp(&b)));
        let hardest = train.len() / HARDEST;
        order.truncate(setting.scale.pick(hardest, train.len() / 4, train.len()));
        let (pixels, labels) = gathered(train, &order);
        let (mut hard, mut easy, mut collapsed) = (Vec::new(), Vec::new(), Vec::new());
        for (done, &g) in part.iter().enumerate() {
            watch.done(done as f64 / part.len() as f64);
            let additions = bench.additions(g, &multiples(STRIDE_CHOSEN, OUTPUTS), watch)?;
            let outputs = bench.outputs(&pixels, &additions, Keep::default(), (setting, watch))?;
            let wrong = |range: std::ops::Range<usize>| -> f64 {
                let of = |i: usize| outputs.of(i).iter().filter(|&&label| label != labels[i]).count();
                range.map(of).sum::<usize>() as f64
            };
            hard.push(wrong(0..hardest));
            easy.push(wrong(hardest..order.len()));
            collapsed.push(additions.collapsed().len() as f64);
        }
        Ok(Table::new()
            .with("static_right", vec![right as f64])
            .with("images", vec![train.len() as f64])
            .with("tried", vec![order.len() as f64])
            .with("wrong_among_hardest", hard)
            .with("wrong_among_others", easy)
            .with("collapsed", collapsed))
    }

    fn finish(&self, setting: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        let widths = Self::widths();
        let column = |name: &str| -> Result<Vec<f64>, ReproError> {
            units.iter().try_fold(Vec::new(), |all, unit| Ok([all, unit.get(name)?.to_vec()].concat()))
        };
        let (images, tried) = (column("images")?[0], column("tried")?[0]);
        let (hard, easy) = (column("wrong_among_hardest")?, column("wrong_among_others")?);
        let outputs = images * OUTPUTS as f64;
        let accuracy: Vec<f64> =
            hard.iter().zip(&easy).map(|(a, b)| 100.0 * (1.0 - (a + b) / outputs)).collect();
        let whole = |i: &usize| accuracy[*i] >= 99.995;
        let strict = (0..widths.len()).rev().find(|&i| accuracy[i] == 100.0);
        let rounded = (0..widths.len()).rev().find(whole);
        let first_miss = (0..widths.len()).find(|i| !whole(i));
        let told = |i: Option<usize>| i.map_or("none".to_owned(), |i| widths[i].to_string());
        let evidence = format!(
            "strictly 100 %: {}; the first g tried that falls below 100.00 %: {}; {} values tried",
            told(strict),
            told(first_miss),
            widths.len()
        );
        let last = widths.len() - 1;
        let static_right = column("static_right")?[0];
        let wrong: Vec<f64> = hard.iter().zip(&easy).map(|(a, b)| a + b).collect();
        let figure = Figure::new(CARD.title, 2, &[70.0])
            .panel(
                0,
                0,
                Panel::plot(shares(&widths, &accuracy)).letter("a").title("training images, all outputs"),
            )
            .panel(
                0,
                1,
                Panel::plot(counts(&widths, &wrong)).letter("b").title(format!("wrong ones of {outputs}")),
            );
        let mut notes = vec![format!(
            "The curve need not fall everywhere: a wider search is another set of orbits. Orbits that came to rest: {} at most.",
            column("collapsed")?.into_iter().fold(0.0, f64::max)
        )];
        if tried < images {
            notes.push(format!(
                "Only the {tried} of {images} training images with the smallest margins were tried; the others are taken to \
                 stay right."
            ));
        } else {
            notes.push(format!(
                "Wrong outputs among the images that the quick scale leaves out (all but a sixteenth): {} at most.",
                easy.iter().copied().fold(0.0, f64::max)
            ));
        }
        notes.extend(Bench::new(setting, Kind::Sigmoid)?.note);
        Ok(Outcome {
            figure,
            measured: vec![
                Measured::value(
                    STATIC,
                    100.0 * static_right / images,
                    format!("{static_right} of {images} right"),
                ),
                match rounded {
                    Some(i) => Measured::value(LARGEST, widths[i], evidence),
                    None => Measured::value(LARGEST, 0.0, evidence),
                },
                Measured::holds(
                    FALLS,
                    !whole(&last),
                    format!("{:.4} % at g = {}", accuracy[last], widths[last]),
                ),
            ],
            data: vec![DataFile::csv(
                "accuracy",
                Table::new()
                    .with("g", widths)
                    .with("accuracy_percent", accuracy)
                    .with("wrong_among_hardest", hard)
                    .with("wrong_among_others", easy),
            )],
            notes,
        })
    }
}

fn range(widths: &[f64]) -> Axis {
    Axis::new("$g$", widths[0] - 0.005, widths[widths.len() - 1] + 0.005)
}

fn shares(widths: &[f64], accuracy: &[f64]) -> Plot {
    let low = accuracy.iter().copied().fold(99.99, f64::min);
    let room = 0.1 * (100.0 - low);
    // the legend stands above the curve
    Plot::new(range(widths), Axis::new("right outputs (%)", low - room, 100.0 + 3.0 * room))
        .rule_y(99.995, Stroke::dashed(Colour::GREY))
        .rule_x(G_CHOSEN, Stroke::dashed(Colour::VERMILION))
        .line(widths, accuracy, Stroke::solid(Colour::BLUE))
        .scatter(widths, accuracy, Dots::discs(Colour::BLUE, 2.4))
        .legend(Stroke::dashed(Colour::VERMILION), "the source's $g$")
        .legend(Stroke::dashed(Colour::GREY), "rounds to 100.00 %")
}

fn counts(widths: &[f64], wrong: &[f64]) -> Plot {
    let step = widths.get(1).map_or(0.002, |next| next - widths[0]);
    let most = wrong.iter().copied().fold(1.0, f64::max);
    Plot::new(range(widths), Axis::new("wrong outputs", 0.0, 1.08 * most))
        .rule_x(G_CHOSEN, Stroke::dashed(Colour::VERMILION))
        .bars(widths, wrong, 0.8 * step, Colour::BLUE)
}
