//! Figure 9: how often each class comes out for an image that the static network gets right, and for one that it does not.

use ::chaosnn::chaotic::multiples;
use ::chaosnn::evaluate::Keep;
use ::chaosnn::rejection::Votes;
use neurodyn_datasets::Images;
use neurodyn_datasets::known::{Known, USPS_GPML};

use super::bench::{Bench, Kind};
use super::constants::{G_CHOSEN, MOST_CLASSES, OUTPUTS, PLAIN_DIGIT, STRIDE_CHOSEN, TAKEN_WRONG};
use super::gallery::single;
use crate::card::{Card, Claim, Cost, Expected};
use crate::data_file::DataFile;
use crate::error::ReproError;
use crate::figure::{Axis, Colour, Figure, Panel, Plot, Stroke};
use crate::item::{Item, Measured, Outcome, Unit};
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// The item `chaosnn/fig9`.
#[derive(Debug)]
pub struct Fig9;

const PLAIN: &str = "a 3 is a 3 in all hundred outputs";
const SCATTERED: &str = "a 7 taken for a 1 is scattered over 1, 3 and 9";
const MOST_RIGHT: &str = "right images: most outputs are the static answer";
const MOST_WRONG: &str = "wrong images: outputs of different classes";

static CARD: Card = Card {
    id: "chaosnn/fig9",
    title: "Classes of a hundred outputs for an image read right and one read wrong",
    item: "Fig. 9",
    says: "All hundred outputs take a well-read 3 for a 3; those for a 7 that the static network takes for a 1 are scattered \
           over the classes 1, 3 and 9.",
    claims: &[
        Claim {
            name: PLAIN,
            expected: Expected::Shape {
                says: "there is a 3 that the static network and all 100 outputs take for a 3",
            },
            printed_in: "Fig. 9-1 and text above it",
        },
        Claim {
            name: SCATTERED,
            expected: Expected::Shape {
                says: "there is a 7, taken for a 1, whose outputs are of the classes 1, 3 and 9",
            },
            printed_in: "Fig. 9-2 and text below it",
        },
        Claim {
            name: MOST_RIGHT,
            expected: Expected::Shape {
                says: "for every image read right, more than half of the outputs are its class",
            },
            printed_in: "text above fig. 9-1",
        },
        Claim {
            name: MOST_WRONG,
            expected: Expected::Shape { says: "every image read wrong has outputs of at least two classes" },
            printed_in: "text above fig. 9-1",
        },
    ],
    cost: Cost { quick: "5 s", standard: "5 s", paper: "5 s" },
    differs: &[
        "Which images the source shows is not known; the first test images of the kind are taken.",
        "Panel c is ours.",
    ],
    not_built: &[],
};

impl Item for Fig9 {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn data(&self) -> &'static [Known] {
        &[USPS_GPML]
    }

    fn units(&self, _: &Setting) -> Vec<Unit> {
        vec![Unit::new("the test images")]
    }

    fn compute(&self, setting: &Setting, _: usize, watch: &Watch<'_>) -> Result<Table, ReproError> {
        let bench = Bench::new(setting, Kind::Sigmoid)?;
        let pixels = bench.data.test.pixels();
        let once = bench.outputs_as_they_are(pixels, (setting, watch))?;
        let additions = bench.additions(G_CHOSEN, &multiples(STRIDE_CHOSEN, OUTPUTS), watch)?;
        let outputs = bench.outputs(pixels, &additions, Keep::default(), (setting, watch))?;
        let votes = Votes::of(&outputs);
        let items = 0..votes.items();
        let answers = items.clone().map(|i| f64::from(once.of(i)[0])).collect();
        let counts =
            items.flat_map(|i| votes.ballot(i).counts.iter().map(|&n| f64::from(n)).collect::<Vec<_>>());
        Ok(Table::new().with("answer", answers).with_shape(
            "counts",
            vec![votes.items(), votes.classes()],
            counts.collect(),
        ))
    }

    fn finish(&self, setting: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        let bench = Bench::new(setting, Kind::Sigmoid)?;
        let test = &bench.data.test;
        let all = Answers { answer: units[0].get("answer")?, counts: units[0].get("counts")?, test };
        let items = 0..test.len();
        let plain = items.clone().find(|&i| {
            all.is_right(i)
                && test.labels()[i] == PLAIN_DIGIT
                && all.counts_of(i)[usize::from(PLAIN_DIGIT)] == OUTPUTS as f64
        });
        let (digit, taken, scattered) = TAKEN_WRONG;
        let confused =
            items.clone().filter(|&i| test.labels()[i] == digit && all.answer[i] == f64::from(taken));
        let confused: Vec<usize> = confused.collect();
        let as_printed = confused.iter().copied().find(|&i| all.appearing(i) == scattered.map(usize::from));
        let many = |i: &usize| (all.appearing(*i).len(), std::cmp::Reverse(*i));
        let wrong: Vec<usize> = items.clone().filter(|&i| !all.is_right(i)).collect();
        // the source's image if there is one, else the most scattered of its kind, else of all that are wrong
        let shown = as_printed
            .or(confused.iter().copied().max_by_key(many))
            .or(wrong.iter().copied().max_by_key(many));
        let right: Vec<usize> = items.filter(|&i| all.is_right(i)).collect();
        let loyal = right
            .iter()
            .filter(|&&i| all.counts_of(i)[test.labels()[i] as usize] * 2.0 > OUTPUTS as f64)
            .count();
        let split = wrong.iter().filter(|&&i| all.appearing(i).len() > 1).count();
        let wide = wrong.iter().filter(|&&i| all.appearing(i).len() > MOST_CLASSES).count();
        let panels = [(plain, "read right"), (shown, "read wrong")];
        let mut figure = Figure::new(CARD.title, 3, &[42.0, 56.0]);
        for (column, (image, title)) in panels.into_iter().enumerate() {
            let Some(image) = image else { continue };
            let words = format!("{title}: a {} as {}", test.labels()[image], all.answer[image]);
            let letter = ["a", "b"][column];
            figure = figure
                .panel(0, column, Panel::picture(single(test, image)?).letter(letter).title(words))
                .panel(1, column, Panel::plot(bars(all.counts_of(image))));
        }
        figure = figure.panel(
            0,
            2,
            Panel::words(vec![
                format!("{} of {} test images are read wrong.", wrong.len(), test.len()),
                format!("Of these, {split} have outputs of at least two classes, {wide} of more than two."),
            ]),
        );
        figure = figure.panel(
            1,
            2,
            Panel::plot(agreement(&all, &right, &wrong)).letter("c").title("largest count, all images"),
        );
        let told = |i: usize| {
            let classes = all.appearing(i).into_iter().map(|c| format!("{} x {c}", all.counts_of(i)[c]));
            format!("image {i}: {}", classes.collect::<Vec<_>>().join(", "))
        };
        let seen: Vec<String> = confused.iter().map(|&i| told(i)).collect();
        Ok(Outcome {
            figure,
            measured: vec![
                Measured::holds(PLAIN, plain.is_some(), plain.map_or("none".to_owned(), told)),
                Measured::holds(
                    SCATTERED,
                    as_printed.is_some(),
                    format!("{} such images of a 7 taken for a 1; {}", confused.len(), seen.join("; ")),
                ),
                Measured::holds(MOST_RIGHT, loyal == right.len(), format!("{loyal} of {}", right.len())),
                Measured::holds(MOST_WRONG, split == wrong.len(), format!("{split} of {}", wrong.len())),
            ],
            data: vec![DataFile::npz(
                "outputs",
                Table::new()
                    .with("label", test.labels().iter().map(|&label| f64::from(label)).collect())
                    .with("answer", all.answer.to_vec())
                    .with_shape("counts", vec![test.len(), test.classes()], all.counts.to_vec()),
            )],
            notes: bench.note.into_iter().collect(),
        })
    }
}

/// What the static network and the hundred outputs say of each test image.
struct Answers<'a> {
    answer: &'a [f64],
    counts: &'a [f64],
    test: &'a Images,
}

impl Answers<'_> {
    fn is_right(&self, item: usize) -> bool {
        self.answer[item] == f64::from(self.test.labels()[item])
    }
    fn counts_of(&self, item: usize) -> &[f64] {
        let classes = self.test.classes();
        &self.counts[item * classes..(item + 1) * classes]
    }
    /// The classes among its outputs.
    fn appearing(&self, item: usize) -> Vec<usize> {
        self.counts_of(item).iter().enumerate().filter(|(_, n)| **n > 0.0).map(|(class, _)| class).collect()
    }
}

fn bars(counts: &[f64]) -> Plot {
    let classes: Vec<f64> = (0..counts.len()).map(|c| c as f64).collect();
    let ticks = (0..counts.len()).map(|c| (c as f64, c.to_string())).collect();
    Plot::new(
        Axis::new("class", -0.6, counts.len() as f64 - 0.4).named_ticks(ticks),
        Axis::new("outputs", 0.0, OUTPUTS as f64 * 1.05),
    )
    .bars(&classes, counts, 0.7, Colour::BLUE)
}

/// How many images of each kind have a largest count of at least so much.
fn agreement(all: &Answers<'_>, right: &[usize], wrong: &[usize]) -> Plot {
    let counts: Vec<f64> = (0..=OUTPUTS).map(|n| n as f64).collect();
    let share = |of: &[usize]| -> Vec<f64> {
        let largest: Vec<f64> =
            of.iter().map(|&i| all.counts_of(i).iter().copied().fold(0.0, f64::max)).collect();
        counts
            .iter()
            .map(|&n| largest.iter().filter(|&&most| most < n).count() as f64 / of.len().max(1) as f64)
            .collect()
    };
    let least = super::constants::LEAST_AGREEMENT as f64;
    Plot::new(Axis::new("largest count $n$", 20.0, 100.0), Axis::new("share below $n$", 0.0, 0.5))
        .rule_x(least, Stroke::dashed(Colour::GREY))
        .line(&counts, &share(wrong), Stroke::solid(Colour::VERMILION))
        .line(&counts, &share(right), Stroke::solid(Colour::BLUE))
        .legend(Stroke::solid(Colour::VERMILION), "read wrong")
        .legend(Stroke::solid(Colour::BLUE), "read right")
        .legend(Stroke::dashed(Colour::GREY), "the rule's 80")
}
