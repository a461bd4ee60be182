//! Beyond the source: where starts go, how soon, and the attractors that nobody planted.

use ::wilsoncowan::analysis::{
    Census, Course, Ending, Fractions, Proportion, Settling, noisy_starts, random_starts,
};
use neurodyn_core::seed::Seeds;
use neurodyn_datasets::known::{Known, MNIST};

use super::bench::{Bench, failed, note, resources};
use super::constants::{CLASSES, SPURIOUS, STATES, STEP};
use super::curves::{intervals, whiskers};
use super::pictures::field;
use crate::card::{Card, Claim, Cost, Expected};
use crate::data_file::DataFile;
use crate::error::ReproError;
use crate::figure::{Axis, Colour, Figure, Panel, Plot, Stroke};
use crate::item::{Item, Measured, Outcome, Unit};
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// The item `wilsoncowan/attractors`.
#[derive(Debug)]
pub struct Attractors;

const NONE: &str = "not in the source";
const ELSEWHERE: &str = "share of test images that settle at no target";
const REACHED: &str = "every planted attractor is reached by test images";
const STEADY: &str = "unplanted attractors are stable steady states";
const DOUBT: &str = "what settles at no target is wrong more often";

static CARD: Card = Card {
    id: "wilsoncowan/attractors",
    title: "Where starts go, how soon, and the attractors that nobody planted",
    item: "none; basins, settling times and a census of the trained network",
    says: "Planted attractors take nearly all images. Starts can also settle elsewhere, which the source does not mention.",
    claims: &[
        Claim {
            name: ELSEWHERE,
            expected: Expected::AtMost { value: SPURIOUS },
            printed_in: "not in the source; 0.8 % seen beforehand with 196 nodes, 11 % with 784 and too little training",
        },
        Claim {
            name: REACHED,
            expected: Expected::Shape { says: "at least one image in a hundred settles at each" },
            printed_in: NONE,
        },
        Claim {
            name: STEADY,
            expected: Expected::Shape {
                says: "Newton's method finds each of the most frequent ones, and all its eigenvalues have negative real parts",
            },
            printed_in: NONE,
        },
        Claim {
            name: DOUBT,
            expected: Expected::Shape {
                says: "the nearest target is wrong more often for images that settle at none than for the others",
            },
            printed_in: NONE,
        },
    ],
    cost: Cost { quick: "5 s", standard: "10 min", paper: "45 min" },
    differs: &[
        "Quick has the network of 196 nodes that ships, which sees MNIST as means over 2x2 pixels; the others train one of 784, \
         once for all items of a run of the program.",
        "Panel c has the most frequent ends of those starts that settle at no target, with how many of each kind do.",
        "At a target is within 0.001 of it at every node for five units of time; followed to t = 100.",
    ],
    not_built: &[],
};

/// The longest time.
const UNTIL: f64 = 100.0;
/// States that differ by less are one.
const APART: f64 = 1e-2;
/// The most frequent unplanted attractors: drawn, and looked at closely.
const SHOWN: usize = 6;
/// Noise on images in panel b.
const NOISE: f64 = 0.2;
/// Points of a curve of settling.
const POINTS: usize = 200;
const LONGEST: f64 = 20.0;

/// What starts are.
#[derive(Clone, Copy)]
enum Starts {
    Images,
    Noisy,
    Random,
}

const STARTS: [(Starts, &str, Colour); 3] = [
    (Starts::Images, "test images", Colour::BLUE),
    (Starts::Noisy, "with noise of 0.2", Colour::GREEN),
    (Starts::Random, "random pixels", Colour::VERMILION),
];

fn count(setting: &Setting) -> usize {
    setting.scale.pick(1500, 5000, 10_000)
}

impl Item for Attractors {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn data(&self) -> &'static [Known] {
        &[MNIST]
    }

    fn units(&self, _: &Setting) -> Vec<Unit> {
        STARTS.iter().map(|(_, name, _)| Unit::new(*name)).collect()
    }

    fn compute(&self, setting: &Setting, unit: usize, watch: &Watch<'_>) -> Result<Table, ReproError> {
        let bench = Bench::new(setting, watch)?;
        let (n, seeds) = (bench.network.nodes(), Seeds::new(setting.seed).named("wilsoncowan/attractors"));
        let count = count(setting).min(bench.images.len());
        let each = |change: &dyn Fn(usize, Vec<f64>) -> Vec<f64>| -> Vec<f64> {
            (0..count).flat_map(|image| change(image, bench.start(image))).collect()
        };
        let starts = match STARTS[unit].0 {
            Starts::Images => each(&|_, start| start),
            Starts::Noisy => {
                each(&|image, start| noisy_starts(&start, NOISE, 1, seeds.named(&format!("image {image}"))))
            }
            Starts::Random => random_starts(n, count, seeds),
        };
        let mut courses = Vec::with_capacity(count);
        let settling = Settling::new(STEP, UNTIL);
        let resources = resources(setting, watch);
        // in portions, to be stopped and to tell
        for portion in starts.chunks(500 * n) {
            watch.check()?;
            courses.extend(
                settling
                    .run(&bench.network, &bench.targets, portion, &resources)
                    .map_err(failed("settling"))?,
            );
            watch.done(courses.len() as f64 / count as f64);
        }
        let labels = match STARTS[unit].0 {
            Starts::Random => vec![f64::NAN; count],
            _ => bench.images.labels()[..count].iter().map(|&label| f64::from(label)).collect(),
        };
        let table =
            of_courses(&courses, &bench).with("label", labels).with("source's", vec![bench.is_sources()]);
        let mut census = Census::of(&courses, APART);
        census.states.truncate(SHOWN);
        let x: Vec<f64> = census.states.iter().flat_map(|found| found.state[..n].to_vec()).collect();
        let largest = census.refine(&bench.network).into_iter().map(|point| match point {
            Ok(point) => point.eigenvalues[0].0,
            Err(_) => f64::NAN,
        });
        Ok(table
            .with("spurious largest", largest.collect())
            .with("spurious starts", census.states.iter().map(|found| found.starts.len() as f64).collect())
            .with_shape("spurious x", vec![census.states.len(), n], x)
            .with("moving", vec![census.moving.len() as f64, census.failed.len() as f64])
            .with("nodes", vec![n as f64]))
    }

    fn finish(&self, _: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        let (nodes, mut shares) = (units[0].get("nodes")?[0] as usize, Vec::new());
        for unit in units {
            shares.push(fractions(unit.get("class")?));
        }
        let images = &shares[0];
        let (class, nearest, label) =
            (units[0].get("class")?, units[0].get("nearest")?, units[0].get("label")?);
        let wrong = |there: bool| {
            let of = (0..class.len()).filter(|&i| (class[i] >= 0.0) == there);
            Proportion::count(of.map(|i| nearest[i] != label[i]))
        };
        let (wrong_there, wrong_elsewhere) = (wrong(true), wrong(false));
        let mut largest = Vec::new();
        for unit in units {
            largest.extend_from_slice(unit.get("spurious largest")?);
        }
        let least = images.targets.iter().map(Proportion::fraction).fold(1.0, f64::min);
        let (low, high) = images.elsewhere.interval();
        let measured = vec![
            Measured::value(
                ELSEWHERE,
                images.elsewhere.fraction(),
                format!(
                    "{} of {}, 95 % from {low:.4} to {high:.4}; {nodes} nodes",
                    images.elsewhere.hits, images.elsewhere.of
                ),
            ),
            Measured::holds(REACHED, least >= 0.01, format!("the least takes {least:.3} of them")),
            if largest.is_empty() {
                Measured::not_run(STEADY, "none was found")
            } else {
                let most = largest.iter().fold(f64::NEG_INFINITY, |most: f64, rate| {
                    if rate.is_nan() { f64::NAN } else { most.max(*rate) }
                });
                Measured::holds(
                    STEADY,
                    largest.iter().all(|rate| *rate < 0.0),
                    format!("{} of them; their largest real part is {most:.3}", largest.len()),
                )
            },
            if wrong_elsewhere.of == 0 {
                Measured::not_run(DOUBT, "all images settled at targets")
            } else {
                let words = format!(
                    "{} of {} against {} of {}",
                    wrong_elsewhere.hits, wrong_elsewhere.of, wrong_there.hits, wrong_there.of
                );
                Measured::holds(DOUBT, wrong_elsewhere.fraction() > wrong_there.fraction(), words)
            },
        ];
        let figure = figure(units, &shares, nodes)?;
        let mut notes = notes(units, &shares)?;
        notes.extend(note(units[0].get("source's")?, nodes.isqrt()));
        let courses = Table::new()
            .with("label", label.to_vec())
            .with("settled_at", class.to_vec())
            .with("nearest", nearest.to_vec())
            .with("time", units[0].get("time")?.to_vec());
        Ok(Outcome { figure, measured, data: vec![DataFile::csv("test_images", courses)], notes })
    }
}

/// Class (-1 for none), nearest class and time of each.
fn of_courses(courses: &[Course], bench: &Bench) -> Table {
    let n = bench.network.nodes();
    let class = |course: &Course| course.class().map_or(-1.0, |class| class as f64);
    let nearest =
        |course: &Course| bench.targets.nearest(&course.state[..n]).map_or(-1.0, |(class, _)| class as f64);
    let time = |course: &Course| match course.ending {
        Ending::Target { time, .. } => time,
        _ => f64::INFINITY,
    };
    Table::new()
        .with("class", courses.iter().map(class).collect())
        .with("nearest", courses.iter().map(nearest).collect())
        .with("time", courses.iter().map(time).collect())
}

fn fractions(class: &[f64]) -> Fractions {
    let share = |at: f64| Proportion::count(class.iter().map(|class| *class == at));
    Fractions { targets: (0..CLASSES).map(|class| share(class as f64)).collect(), elsewhere: share(-1.0) }
}

fn figure(units: &[Table], shares: &[Fractions], nodes: usize) -> Result<Figure, ReproError> {
    let mut settled = Plot::new(Axis::new("$t$", 0.0, LONGEST), Axis::new("share at a target", 0.0, 1.02));
    let t: Vec<f64> = (0..=POINTS).map(|i| LONGEST * i as f64 / POINTS as f64).collect();
    for (unit, (_, name, colour)) in units.iter().zip(STARTS) {
        let times = unit.get("time")?;
        let share = |t: &f64| times.iter().filter(|time| *time <= t).count() as f64 / times.len() as f64;
        let line: Vec<f64> = t.iter().map(share).collect();
        settled = settled.line(&t, &line, Stroke::solid(colour)).legend(Stroke::solid(colour), name);
    }
    settled = settled.legend_below();
    let names = (0..CLASSES).map(|class| (class as f64, class.to_string()));
    let names = names.chain([(CLASSES as f64, "none".to_owned())]).collect();
    let highest = shares.iter().flat_map(|of| of.targets.iter().chain([&of.elsewhere]));
    let highest = highest.map(|share| share.interval().1).fold(0.2, f64::max);
    let mut basins = Plot::new(
        Axis::new("target", -0.6, CLASSES as f64 + 0.6).named_ticks(names),
        Axis::new("share of starts", 0.0, 1.05 * highest),
    );
    for (k, (of, (_, _, colour))) in shares.iter().zip(STARTS).enumerate() {
        let all: Vec<Proportion> = of.targets.iter().chain([&of.elsewhere]).copied().collect();
        let x: Vec<f64> = (0..all.len()).map(|class| class as f64 + 0.22 * (k as f64 - 1.0)).collect();
        basins = whiskers(basins, &x, &intervals(&all), colour);
    }
    let mut figure = Figure::new(CARD.title, 6, &[62.0, 32.0])
        .wide_panel(
            0,
            0,
            3,
            Panel::plot(settled).letter("a").title(format!("settled within 0.001, {nodes} nodes")),
        )
        .wide_panel(0, 3, 3, Panel::plot(basins).letter("b").title("basins, with 95 % intervals"));
    // of test images first; others fill the row
    let mut shown = 0;
    for (unit, name) in units.iter().zip(["images", "noisy", "random"]) {
        let (x, starts) = (unit.get("spurious x")?, unit.get("spurious starts")?);
        for (x, starts) in x.chunks(nodes).zip(starts).take(SHOWN - shown) {
            let panel = Panel::picture(field(x, (STATES[0] - 0.05, STATES[2] + 0.05))?)
                .title(format!("{starts} {name}"));
            figure = figure.panel(1, shown, if shown == 0 { panel.letter("c") } else { panel });
            shown += 1;
        }
    }
    if shown == 0 {
        let words = vec!["no unplanted attractor was found".to_owned()];
        figure = figure.wide_panel(1, 0, 6, Panel::words(words).letter("c"));
    }
    Ok(figure)
}

fn notes(units: &[Table], shares: &[Fractions]) -> Result<Vec<String>, ReproError> {
    let mut notes = Vec::new();
    for ((unit, of), (_, name, _)) in units.iter().zip(shares).zip(STARTS) {
        let mut times = unit.get("time")?.to_vec();
        times.sort_by(f64::total_cmp);
        let at = |share: f64| {
            let time = times[(share * (times.len() - 1) as f64) as usize];
            if time.is_finite() { format!("from t = {time:.1} on") } else { "never".to_owned() }
        };
        let (low, high) = of.elsewhere.interval();
        notes.push(format!(
            "{name}: {:.4} at no target ({low:.4} to {high:.4}), of these {} still moved at t = {UNTIL}; at a target are half \
             {}, 90 % {}, 99 % {}.",
            of.elsewhere.fraction(),
            unit.get("moving")?[0],
            at(0.5),
            at(0.9),
            at(0.99)
        ));
    }
    Ok(notes)
}
