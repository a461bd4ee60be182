//! Beyond the source: noise, occlusion, the smallest change of an image that changes its class, and other integrators.

use ::wilsoncowan::analysis::{
    ByEuler, Judge, Level, Pictures, Proportion, Search, against_adaptive, noise_curve, occlusion_curve,
    random_directions,
};
use ::wilsoncowan::euler::Euler;
use neurodyn_core::seed::Seeds;
use neurodyn_datasets::known::{Known, MNIST};

use super::bench::{Bench, failed, note, resources};
use super::constants::{STEP, STEPS_TO_40, T_TRAINING};
use super::curves::{intervals, whiskers};
use super::pictures::field;
use crate::card::{Card, Claim, Cost, Expected};
use crate::data_file::DataFile;
use crate::error::ReproError;
use crate::figure::{Axis, Colour, ColourMap, Dots, Figure, Panel, Picture, Plot, Stroke};
use crate::item::{Item, Measured, Outcome, Unit};
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// The item `wilsoncowan/robustness`.
#[derive(Debug)]
pub struct Robustness;

const NONE: &str = "not in the source; expected before the first run";
const NOISE: &str = "noise of 0.1 costs at most two points of accuracy";
const SMALLEST: &str = "gradients find a smaller change than any random direction";
const CHANGES: &str = "every change that was found changes the class";
const SAME: &str = "share of images with the same class by Euler's method (dt = 0.1) and by an adaptive one";
const STEPS: &str = "accuracy with dt = 0.25 and with dt = 0.05 at t = 40: difference";

static CARD: Card = Card {
    id: "wilsoncowan/robustness",
    title: "Noise, occlusion, the smallest change of class, and other integrators",
    item: "none; robustness of the trained network",
    says: "The source measures accuracy on clean images with one integrator.",
    claims: &[
        Claim {
            name: NOISE,
            expected: Expected::Shape { says: "accuracy at t = 3.5 falls by at most 0.02" },
            printed_in: NONE,
        },
        Claim {
            name: SMALLEST,
            expected: Expected::Shape { says: "so for each image looked at" },
            printed_in: NONE,
        },
        Claim {
            name: CHANGES,
            expected: Expected::Shape {
                says: "so for each image looked at, judged by another implementation of the same steps",
            },
            printed_in: NONE,
        },
        Claim { name: SAME, expected: Expected::AtLeast { value: 0.99 }, printed_in: NONE },
        Claim {
            name: STEPS,
            expected: Expected::AtMost { value: 0.005 },
            printed_in: "not in the source; beforehand: under half a point",
        },
    ],
    cost: Cost { quick: "6 s", standard: "15 min", paper: "1 h" },
    differs: &[
        "Quick has the network of 196 nodes that ships, which sees MNIST as means over 2x2 pixels; the others train one of 784, \
         once for all items of a run of the program.",
        "The smallest change is an upper bound: gradients of the margin through the steps to t = 3.5, kept in [0, 1].",
    ],
    not_built: &[],
};

const DEVIATIONS: [f64; 7] = [0.0, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8];
/// Sides of covered squares, as shares of the image's.
const SIDES: [f64; 6] = [0.0, 0.15, 0.25, 0.35, 0.45, 0.6];
/// Steps of Euler's method, to t = 40.
const DTS: [f64; 3] = [0.25, 0.1, 0.05];
/// Random directions from each image.
const DIRECTIONS: usize = 60;
/// The most that is drawn.
const SHOWN: usize = 4;
const TOLERANCE: f64 = 1e-9;

/// To the source's time of training with its step.
const TRAINING: Euler = Euler { dt: STEP, steps: 35 };

/// What a unit does.
#[derive(Clone, Copy)]
enum Work {
    Noise,
    Occlusion,
    Integrators,
    Change(usize),
}

fn works(setting: &Setting) -> Vec<Work> {
    let changes = (0..setting.scale.pick(4, 12, 40)).map(Work::Change);
    [Work::Noise, Work::Occlusion, Work::Integrators].into_iter().chain(changes).collect()
}

fn count(setting: &Setting) -> usize {
    setting.scale.pick(1000, 4000, 10_000)
}

impl Item for Robustness {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn data(&self) -> &'static [Known] {
        &[MNIST]
    }

    fn units(&self, setting: &Setting) -> Vec<Unit> {
        let unit = |work: &Work| match work {
            Work::Noise => Unit::new("noise"),
            Work::Occlusion => Unit::new("occlusion"),
            Work::Integrators => Unit { name: "integrators".to_owned(), weight: 2.0 },
            Work::Change(image) => Unit { name: format!("smallest change {image}"), weight: 0.5 },
        };
        works(setting).iter().map(unit).collect()
    }

    fn compute(&self, setting: &Setting, unit: usize, watch: &Watch<'_>) -> Result<Table, ReproError> {
        let bench = Bench::new(setting, watch)?;
        let seeds = Seeds::new(setting.seed).named("wilsoncowan/robustness");
        let resources = resources(setting, watch);
        let judge =
            |euler: Euler| ByEuler { network: &bench.network, targets: &bench.targets, euler, resources };
        let n = bench.network.nodes();
        let side = n.isqrt();
        let count = count(setting).min(bench.images.len());
        let pixels: Vec<f64> = (0..count).flat_map(|image| bench.start(image)).collect();
        let pictures =
            Pictures { pixels: &pixels, labels: &bench.images.labels()[..count], shape: (side, side) };
        let with =
            |table: Table| table.with("source's", vec![bench.is_sources()]).with("nodes", vec![n as f64]);
        match works(setting)[unit] {
            Work::Noise => {
                let curve = noise_curve(&judge(TRAINING), &pictures, &DEVIATIONS, seeds);
                Ok(with(of_curve(&curve.map_err(failed("noise"))?)))
            }
            Work::Occlusion => {
                let sides = SIDES.map(|share| (share * side as f64).round() as usize);
                let curve = occlusion_curve(&judge(TRAINING), &pictures, &sides, 0.0, seeds);
                Ok(with(of_curve(&curve.map_err(failed("occlusion"))?)))
            }
            Work::Integrators => {
                let (part, half) = (&pixels[..n * (count / 4).max(1)], (count / 2).max(1));
                let found =
                    against_adaptive(&judge(TRAINING), part, TOLERANCE).map_err(failed("integrators"))?;
                let mut right = Vec::new();
                for dt in DTS {
                    let steps = (STEP * STEPS_TO_40 as f64 / dt).round() as usize;
                    let classes = judge(Euler { dt, steps })
                        .classes(&pixels[..n * half])
                        .map_err(failed("integrators"))?;
                    let labels = pictures.labels[..half].iter().map(|&label| Some(usize::from(label)));
                    right
                        .push(classes.iter().zip(labels).filter(|(class, label)| *class == label).count()
                            as f64);
                }
                Ok(with(
                    Table::new()
                        .with("same", vec![found.same.hits as f64, found.same.of as f64])
                        .with("differences", found.differences)
                        .with("right", right)
                        .with("of", vec![half as f64]),
                ))
            }
            Work::Change(image) => {
                let start = bench.start(image);
                let search = Search::new(TRAINING);
                let found = search
                    .smallest(&bench.network, &bench.targets, &start)
                    .map_err(failed("the smallest change"))?;
                let rays = random_directions(
                    &judge(TRAINING),
                    &start,
                    DIRECTIONS,
                    1e-3,
                    seeds.named(&image.to_string()),
                )
                .map_err(failed("random directions"))?;
                let rays: Vec<f64> = rays.iter().flatten().map(|found| found.length).collect();
                let (changed, length, classes) = match found {
                    Some(found) => {
                        let adaptive = against_adaptive(&judge(TRAINING), &found.image, TOLERANCE)
                            .map_err(failed("the change, again"))?;
                        let class = |class: Option<usize>| class.map_or(-1.0, |class| class as f64);
                        let classes = [found.to, adaptive.euler[0], adaptive.adaptive[0]].map(class);
                        (found.image, found.length, [&[found.from as f64], &classes[..]].concat())
                    }
                    None => (start.clone(), f64::INFINITY, vec![-1.0; 4]),
                };
                Ok(with(
                    Table::new()
                        .with("image", start)
                        .with("changed", changed)
                        .with("length", vec![length])
                        .with("classes", classes)
                        .with("random", rays),
                ))
            }
        }
    }

    fn finish(&self, _: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        let (noise, occlusion) = (curve(&units[0])?, curve(&units[1])?);
        let (integrators, changes) = (&units[2], &units[3..]);
        let nodes = units[0].get("nodes")?[0] as usize;
        let mut figure = Figure::new(CARD.title, 8, &[58.0, 58.0, 25.0])
            .wide_panel(
                0,
                0,
                4,
                Panel::plot(noise_plot(&noise)).letter("a").title(format!("noise, {nodes} nodes")),
            )
            .wide_panel(
                0,
                4,
                4,
                Panel::plot(occlusion_plot(&occlusion, nodes.isqrt()))
                    .letter("b")
                    .title("a black square at a random place"),
            )
            .wide_panel(
                1,
                0,
                4,
                Panel::plot(lengths(changes)?)
                    .letter("c")
                    .title("changes of class: gradients, random directions"),
            )
            .wide_panel(
                1,
                4,
                4,
                Panel::plot(spread(integrators.get("differences")?))
                    .letter("d")
                    .title("Euler, $dt$ = 0.1, against the adaptive method"),
            );
        for (k, change) in changes.iter().take(SHOWN).enumerate() {
            let (image, changed, classes) =
                (change.get("image")?, change.get("changed")?, change.get("classes")?);
            let words = format!("{} → {}: {:.2}", classes[0], classes[1], change.get("length")?[0]);
            let first = Panel::picture(field(changed, (0.0, 1.0))?).title(words);
            let first = if k == 0 { first.letter("e") } else { first };
            figure = figure.panel(2, 2 * k, first).panel(
                2,
                2 * k + 1,
                Panel::picture(difference(image, changed)?).title("change"),
            );
        }
        let mut notes = vec![format!(
            "Accuracy at t = 40 with dt = 0.25, 0.1, 0.05: {:?} of {}. The largest difference of x at t = {T_TRAINING} between \
             Euler's method (dt = 0.1) and the adaptive one (tolerance {TOLERANCE:.0e}) is {:.1e}.",
            integrators.get("right")?,
            integrators.get("of")?[0],
            integrators.get("differences")?.iter().copied().fold(0.0, f64::max)
        )];
        notes.extend(note(units[0].get("source's")?, nodes.isqrt()));
        let mut data = Vec::new();
        for (name, levels) in [("noise", &noise), ("occlusion", &occlusion)] {
            let table = Table::new()
                .with("amount", levels.iter().map(|level| level.amount).collect())
                .with("right", levels.iter().map(|level| level.right.hits as f64).collect())
                .with("of", levels.iter().map(|level| level.right.of as f64).collect());
            data.push(DataFile::csv(name, table));
        }
        Ok(Outcome { figure, measured: measured(&noise, integrators, changes)?, data, notes })
    }
}

fn measured(noise: &[Level], integrators: &Table, changes: &[Table]) -> Result<Vec<Measured>, ReproError> {
    let (clean, noisy) = (noise[0].right.fraction(), noise[1].right.fraction());
    let (mut beaten, mut changed, mut adaptive, mut words) = (true, true, 0, Vec::new());
    for change in changes {
        let (length, classes) = (change.get("length")?[0], change.get("classes")?);
        let shortest = change.get("random")?.iter().copied().fold(f64::INFINITY, f64::min);
        beaten &= length < shortest;
        changed &= classes[0] != classes[1] && classes[1] == classes[2];
        adaptive += usize::from(classes[0] != classes[3]);
        words.push(format!("{length:.2} against {shortest:.2}"));
    }
    let (same, right, of) = (integrators.get("same")?, integrators.get("right")?, integrators.get("of")?[0]);
    Ok(vec![
        Measured::holds(
            NOISE,
            clean - noisy <= 0.02,
            format!("{clean:.4} and {noisy:.4} of {} images", noise[0].right.of),
        ),
        Measured::holds(SMALLEST, beaten, words.join("; ")),
        Measured::holds(
            CHANGES,
            changed,
            format!(
                "{} images; by the adaptive method, whose border lies elsewhere, {adaptive} change, too",
                changes.len()
            ),
        ),
        Measured::value(SAME, same[0] / same[1], format!("{} of {} at t = {T_TRAINING}", same[0], same[1])),
        Measured::value(STEPS, (right[0] - right[DTS.len() - 1]).abs() / of, format!("{right:?} of {of}")),
    ])
}

fn of_curve(levels: &[Level]) -> Table {
    Table::new()
        .with("amount", levels.iter().map(|level| level.amount).collect())
        .with("right", levels.iter().map(|level| level.right.hits as f64).collect())
        .with("of", levels.iter().map(|level| level.right.of as f64).collect())
        .with("none", levels.iter().map(|level| level.none as f64).collect())
}

fn curve(table: &Table) -> Result<Vec<Level>, ReproError> {
    let (amount, right, of, none) =
        (table.get("amount")?, table.get("right")?, table.get("of")?, table.get("none")?);
    let level = |i: usize| Level {
        amount: amount[i],
        right: Proportion { hits: right[i] as usize, of: of[i] as usize },
        none: none[i] as usize,
    };
    Ok((0..amount.len()).map(level).collect())
}

fn accuracy(plot: Plot, levels: &[Level], x: &[f64], colour: Colour) -> Plot {
    let shares: Vec<Proportion> = levels.iter().map(|level| level.right).collect();
    let y: Vec<f64> = shares.iter().map(Proportion::fraction).collect();
    whiskers(plot.line(x, &y, Stroke::solid(colour)), x, &intervals(&shares), colour)
}

fn noise_plot(levels: &[Level]) -> Plot {
    let x: Vec<f64> = levels.iter().map(|level| level.amount).collect();
    let plot = Plot::new(
        Axis::new("standard deviation", -0.02, 0.82),
        Axis::new("accuracy at $t$ = 3.5", 0.0, 1.02),
    );
    accuracy(plot.rule_y(0.1, Stroke::dashed(Colour::GREY)), levels, &x, Colour::BLUE)
}

fn occlusion_plot(levels: &[Level], side: usize) -> Plot {
    let x: Vec<f64> = levels.iter().map(|level| level.amount / side as f64).collect();
    let plot = Plot::new(
        Axis::new("side of the square, of the image's", -0.02, 0.65),
        Axis::new("accuracy at $t$ = 3.5", 0.0, 1.02),
    );
    accuracy(plot.rule_y(0.1, Stroke::dashed(Colour::GREY)), levels, &x, Colour::VERMILION)
}

/// Panel c: for each image, lengths of changes.
fn lengths(changes: &[Table]) -> Result<Plot, ReproError> {
    let mut plot = Plot::new(
        Axis::new("image", -0.6, changes.len() as f64 - 0.4),
        Axis::log10("length of the change", 0.1, 30.0),
    );
    for (k, change) in changes.iter().enumerate() {
        let random = change.get("random")?;
        plot = plot.scatter(&vec![k as f64; random.len()], random, Dots::discs(Colour::GREY, 1.4)).scatter(
            &[k as f64],
            change.get("length")?,
            Dots::discs(Colour::BLUE, 4.0),
        );
    }
    Ok(plot)
}

/// Panel d: how the largest differences of images are distributed.
fn spread(differences: &[f64]) -> Plot {
    let mut sorted = differences.to_vec();
    sorted.sort_by(f64::total_cmp);
    let share: Vec<f64> = (1..=sorted.len()).map(|i| i as f64 / sorted.len() as f64).collect();
    let shown: Vec<f64> = sorted.iter().map(|d| d.max(1e-5)).collect();
    Plot::new(
        Axis::log10("largest difference of $x$ at $t$ = 3.5", 1e-5, 1.0),
        Axis::new("share of images", 0.0, 1.02),
    )
    .line(&shown, &share, Stroke::solid(Colour::PURPLE))
}

/// The change of an image, from -0.25 (red) to 0.25 (blue).
fn difference(image: &[f64], changed: &[f64]) -> Result<Picture, ReproError> {
    let side = image.len().isqrt();
    let tone = |(a, b): (&f64, &f64)| ColourMap::RedBlue.at(0.5 + 2.0 * (b - a));
    Picture::new(side, side, image.iter().zip(changed).map(tone).collect())
}
