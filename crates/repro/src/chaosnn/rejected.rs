//! The rejected images to look at, the errors that are not rejected, and what is rejected of images unlike the learned ones.

use ::chaosnn::chaotic::multiples;
use ::chaosnn::evaluate::{Evaluator, Keep, Passes};
use ::chaosnn::rejection::Votes;
use ::chaosnn::rejection::diagnostic::tally;
use neurodyn_core::seed::Seeds;
use neurodyn_datasets::known::{Known, MNIST, USPS_GPML};
use neurodyn_datasets::{Images, mnist_16x16};

use super::bench::{Bench, Kind, failed, resources};
use super::constants::{G_CHOSEN, OUTPUTS, STRIDE_CHOSEN};
use super::gallery::{gallery, height};
use super::rule::rule;
use super::shift::Shift;
use crate::card::{Card, Claim, Cost, Expected};
use crate::data_file::DataFile;
use crate::error::ReproError;
use crate::figure::{Axis, Colour, Dots, Figure, Panel, Plot, Stroke};
use crate::item::{Item, Measured, Outcome, Unit};
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// The item `chaosnn/rejected`.
#[derive(Debug)]
pub struct Rejected;

const NEAR_BOUNDARY: &str = "rejected images are harder than others";
const NOISE: &str = "noise is rejected more, the stronger it is";
const TURN: &str = "turned digits are rejected more";
const OTHER: &str = "errors outnumber refusals on MNIST";
const HERE: &str = "not in the source; its text says that the rejected lie near the boundary";

const fn shape(name: &'static str, says: &'static str) -> Claim {
    Claim { name, expected: Expected::Shape { says }, printed_in: HERE }
}

static CARD: Card = Card {
    id: "chaosnn/rejected",
    title: "The images that the chaotic network rejects, and the errors that it does not",
    item: "beside Table 1",
    says: "The chaotic network finds the images near the boundary of decision, which may be read wrong.",
    claims: &[
        shape(
            NEAR_BOUNDARY,
            "the static network is wrong on a larger share of the rejected images than of the others",
        ),
        shape(NOISE, "the share of refusals grows with the deviation of the noise, from 0 to 0.8"),
        shape(TURN, "the share of refusals at a turn of 60 degrees is at least five times that at none"),
        shape(OTHER, "of MNIST's test digits (16x16) more are answered wrongly than rejected"),
    ],
    cost: Cost { quick: "5 s", standard: "30 s", paper: "30 s" },
    differs: &["The source shows none of its rejected images, and tests on no other digits."],
    not_built: &[],
};

/// Digits that are shown of each kind, and how many a row.
const SHOWN: usize = 60;
const COLUMNS: usize = 15;

/// What is done to the images, unit after unit; then other digits.
fn shifts(setting: &Setting) -> Vec<Shift> {
    let turns: &[f64] = setting.scale.pick(
        &[15.0, 30.0, 60.0],
        &[10.0, 20.0, 30.0, 45.0, 60.0, 90.0],
        &[10.0, 20.0, 30.0, 45.0, 60.0, 90.0],
    );
    let noises: &[f64] = setting.scale.pick(
        &[0.2, 0.4, 0.8],
        &[0.1, 0.2, 0.3, 0.4, 0.6, 0.8],
        &[0.1, 0.2, 0.3, 0.4, 0.6, 0.8],
    );
    let turned = turns.iter().map(|&degrees| Shift::Turned(degrees));
    turned.chain(noises.iter().map(|&deviation| Shift::Noisy(deviation))).collect()
}

/// Of so many images the quick scale shifts one.
fn every(setting: &Setting) -> usize {
    setting.scale.pick(4, 1, 1)
}

impl Item for Rejected {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn data(&self) -> &'static [Known] {
        &[USPS_GPML, MNIST]
    }

    fn units(&self, setting: &Setting) -> Vec<Unit> {
        let share = 1.0 / every(setting) as f64;
        let shifted = |shift: Shift| Unit { name: shift.name(), weight: share };
        let mut units = vec![Unit::new("the test images")];
        units.extend(shifts(setting).into_iter().map(shifted));
        units.push(Unit { name: "MNIST".to_owned(), weight: 2.0 * share });
        units
    }

    fn compute(&self, setting: &Setting, unit: usize, watch: &Watch<'_>) -> Result<Table, ReproError> {
        let bench = Bench::new(setting, Kind::Sigmoid)?;
        let test = &bench.data.test;
        let run = (setting, watch);
        if unit == 0 {
            return answered(&bench, test.pixels(), run);
        }
        let part = thinned(test, every(setting))?;
        if let Some(&shift) = shifts(setting).get(unit - 1) {
            let pixels =
                shift.of(&part, Seeds::new(setting.seed).named("noise on digits").named(&shift.name()));
            return counted(&bench, &pixels, part.labels(), run);
        }
        // another hand; without the set, or beside the digits of the crate, there is nothing to count
        match mnist_16x16(&setting.folder()) {
            Ok(mnist) if bench.note.is_none() => {
                let part = thinned(&mnist.test, every(setting))?;
                counted(&bench, part.pixels(), part.labels(), run)
            }
            Ok(_) | Err(neurodyn_datasets::Error::Missing { .. }) => Ok(shares([f64::NAN; 3])),
            Err(error) => Err(ReproError::data(error)),
        }
    }

    fn finish(&self, setting: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        let bench = Bench::new(setting, Kind::Sigmoid)?;
        let test = &bench.data.test;
        let (decision, answer) = (units[0].get("decision")?, units[0].get("answer")?);
        let is_wrong = |&i: &usize| answer[i] != f64::from(test.labels()[i]);
        let of =
            |kept: &dyn Fn(usize) -> bool| -> Vec<usize> { (0..test.len()).filter(|&i| kept(i)).collect() };
        let rejected = of(&|i| decision[i].is_nan());
        let left = of(&|i| !decision[i].is_nan() && decision[i] != f64::from(test.labels()[i]));
        let others = test.len() - rejected.len();
        let wrong_rejected = rejected.iter().filter(|i| is_wrong(i)).count();
        let wrong_others = (0..test.len()).filter(is_wrong).count() - wrong_rejected;
        let share = |part: usize, of: usize| part as f64 / of.max(1) as f64;
        let shown = |which: &[usize]| -> Vec<(usize, String)> {
            which.iter().take(SHOWN).map(|&i| (i, format!("{}→{}", test.labels()[i], answer[i]))).collect()
        };
        let (above, below) = (shown(&rejected), shown(&left));
        let none = {
            let (n, kept) = (test.len() as f64, rejected.len() as f64);
            [kept / n, left.len() as f64 / n, 1.0 - (kept + left.len() as f64) / n]
        };
        let shifts = shifts(setting);
        let mut turned = vec![(0.0, none)];
        let mut noisy = vec![(0.0, none)];
        for (shift, table) in shifts.iter().zip(&units[1..]) {
            let found = read(table)?;
            match *shift {
                Shift::Turned(degrees) => turned.push((degrees, found)),
                Shift::Noisy(deviation) => noisy.push((deviation, found)),
            }
        }
        let mnist = read(&units[units.len() - 1])?;
        let figure = figure(
            test,
            &[
                (&above, titled("rejected", &rejected)),
                (&below, titled("errors that are not rejected", &left)),
            ],
            [&turned, &noisy],
        );
        let grows = noisy.windows(2).all(|pair| pair[1].1[0] > pair[0].1[0]);
        let at_sixty =
            turned.iter().find(|(degrees, _)| *degrees == 60.0).map_or(f64::NAN, |(_, found)| found[0]);
        let told = |points: &Points| {
            let each = points.iter().map(|(at, [rejected, wrong, _])| {
                format!("{at}: {:.2} %, {:.2} %", 100.0 * rejected, 100.0 * wrong)
            });
            format!("rejected, wrong at {}", each.collect::<Vec<_>>().join("; "))
        };
        let mut measured = vec![
            Measured::holds(
                NEAR_BOUNDARY,
                share(wrong_rejected, rejected.len()) > share(wrong_others, others),
                format!("{wrong_rejected} of {} rejected, {wrong_others} of {others} others", rejected.len()),
            ),
            Measured::holds(NOISE, grows, told(&noisy)),
            Measured::holds(TURN, at_sixty >= 5.0 * none[0], told(&turned)),
        ];
        measured.push(if mnist[0].is_nan() {
            Measured::not_run(OTHER, "needs MNIST and the USPS digits")
        } else {
            let evidence = format!("{:.1} % rejected, {:.1} % wrong", 100.0 * mnist[0], 100.0 * mnist[1]);
            Measured::holds(OTHER, mnist[1] > mnist[0], evidence)
        });
        let mut notes = vec![
            "Below each digit: its class and the answer of the static network. Many errors are ambiguous to the eye and \
             certain to the network."
                .to_owned(),
        ];
        notes.extend(bench.note.clone());
        Ok(Outcome {
            figure,
            measured,
            data: vec![DataFile::csv("turned", table(&turned)), DataFile::csv("noisy", table(&noisy))],
            notes,
        })
    }
}

/// What is answered after shifts: the size of each with the shares of rejected, wrong and right images.
type Points = [(f64, [f64; 3])];

fn figure(test: &Images, shown: &[(&[(usize, String)], String); 2], shifted: [&Points; 2]) -> Figure {
    let high = |k: usize| height(test, shown[k].0.len(), COLUMNS, 165.0);
    let mut figure = Figure::new(CARD.title, 2, &[high(0), high(1), 58.0]);
    let inks = [Colour::BLUE, Colour::VERMILION];
    for (row, (digits, title)) in shown.iter().enumerate() {
        let plot = gallery(test, digits, COLUMNS, inks[row]);
        figure = figure.wide_panel(row, 0, 2, Panel::plot(plot).letter(["a", "b"][row]).title(title));
    }
    let [turned, noisy] = shifted;
    figure
        .panel(2, 0, Panel::plot(curve("turn (degrees)", turned)).letter("c").title("turned to the left"))
        .panel(
            2,
            1,
            Panel::plot(curve("deviation of noise", noisy)).letter("d").title("noise on every pixel"),
        )
}

/// The numbers behind a curve.
fn table(points: &Points) -> Table {
    let column = |k: usize| points.iter().map(|(_, found)| found[k]).collect();
    Table::new()
        .with("at", points.iter().map(|(at, _)| *at).collect())
        .with("rejected", column(0))
        .with("wrong", column(1))
        .with("right", column(2))
}

fn titled(what: &str, all: &[usize]) -> String {
    let shown = all.len().min(SHOWN);
    if shown == all.len() {
        format!("{what}: all {shown}")
    } else {
        format!("{what}: the first {shown} of {}", all.len())
    }
}

/// One image in so many.
fn thinned(images: &Images, every: usize) -> Result<Images, ReproError> {
    let which: Vec<usize> = (0..images.len()).step_by(every).collect();
    let (pixels, labels) = super::bench::gathered(images, &which);
    Images::new(images.shape(), images.classes(), pixels, labels).map_err(ReproError::data)
}

/// The decision for every image (NaN: rejected) and the static answer.
fn answered(bench: &Bench, pixels: &[f32], run: (&Setting, &Watch<'_>)) -> Result<Table, ReproError> {
    let once = bench.outputs_as_they_are(pixels, run)?;
    let additions = bench.additions(G_CHOSEN, &multiples(STRIDE_CHOSEN, OUTPUTS), run.1)?;
    let votes = Votes::of(&bench.outputs(pixels, &additions, Keep::default(), run)?);
    let decided = votes.decide(&rule()).map_err(failed("the rule"))?;
    Ok(Table::new()
        .with("decision", decided.into_iter().map(|class| class.map_or(f64::NAN, f64::from)).collect())
        .with("answer", (0..once.items()).map(|i| f64::from(once.of(i)[0])).collect()))
}

/// The shares of rejected, wrong and right images, without the outputs that could not change them.
fn counted(
    bench: &Bench,
    pixels: &[f32],
    truth: &[u8],
    (setting, watch): (&Setting, &Watch<'_>),
) -> Result<Table, ReproError> {
    let additions = bench.additions(G_CHOSEN, &multiples(STRIDE_CHOSEN, OUTPUTS), watch)?;
    let found = || -> Result<[f64; 3], ::chaosnn::Error> {
        let evaluator = Evaluator::new(&bench.network)?;
        let passes = Passes::perturbed(&additions)?;
        let decided = evaluator.decide(pixels, &passes, &rule(), &resources(setting.threads, watch))?;
        let tally = tally(&decided.decisions, truth, truth)?;
        Ok([tally.rejected(), tally.wrong, tally.right].map(|n| n as f64 / truth.len() as f64))
    };
    Ok(shares(found().map_err(failed("the rule"))?))
}

fn shares(found: [f64; 3]) -> Table {
    Table::new().with("shares", found.to_vec())
}

fn read(table: &Table) -> Result<[f64; 3], ReproError> {
    let found = table.get("shares")?;
    Ok([found[0], found[1], found[2]])
}

fn curve(label: &str, points: &Points) -> Plot {
    let at: Vec<f64> = points.iter().map(|(at, _)| *at).collect();
    let most = at.last().copied().unwrap_or(1.0);
    let mut plot = Plot::new(Axis::new(label, 0.0, 1.02 * most), Axis::new("share of images", 0.0, 1.35));
    for (k, (name, colour)) in [
        ("rejected", Colour::BLUE),
        ("answered, wrong", Colour::VERMILION),
        ("answered, right", Colour::GREEN),
    ]
    .into_iter()
    .enumerate()
    {
        let share: Vec<f64> = points.iter().map(|(_, found)| found[k]).collect();
        plot = plot.line(&at, &share, Stroke::solid(colour)).scatter(&at, &share, Dots::discs(colour, 2.4));
        plot = plot.legend(Stroke::solid(colour), name);
    }
    plot
}
