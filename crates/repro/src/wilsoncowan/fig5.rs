//! Figure 5: one pixel in its double well, and the whole image on the way to its attractor.

use ::wilsoncowan::Node;
use ::wilsoncowan::euler::Euler;
use neurodyn_datasets::known::{Known, MNIST};

use super::bench::{Bench, distance, note};
use super::constants::{PRECISION, STATES, STEP, STEPS_TO_40};
use super::pictures::{field, marked};
use crate::card::{Card, Claim, Cost, Expected};
use crate::data_file::DataFile;
use crate::error::ReproError;
use crate::figure::{Axis, Colour, Dots, Figure, Panel, Plot, Stroke};
use crate::item::{Item, Measured, Outcome, Unit};
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// The item `wilsoncowan/fig5`.
#[derive(Debug)]
pub struct Fig5;

const NEAREST: &str = "on its own the pixel would stop in the nearest well";
const CORRECT: &str = "coupled it comes to the other one, where its target is";
const END: &str = "the whole image: largest distance from its target at the end";

static CARD: Card = Card {
    id: "wilsoncowan/fig5",
    title: "One pixel in its double well, and the whole image on the way to its attractor",
    item: "Fig. 5",
    says: "A black pixel does not stop in the nearest well: the learned coupling leads it to the one that its target has. The \
           whole image comes to its target, to the seventh decimal digit.",
    claims: &[
        Claim {
            name: NEAREST,
            expected: Expected::Shape {
                says: "from x = y = 0 without coupling, a node ends at the lower state",
            },
            printed_in: "caption of Fig. 5",
        },
        Claim {
            name: CORRECT,
            expected: Expected::Shape { says: "its x ends within 1e-7 of the upper state" },
            printed_in: "caption of Fig. 5",
        },
        Claim {
            name: END,
            expected: Expected::AtMost { value: PRECISION },
            printed_in: "caption of Fig. 5: precision cutoff at the seventh decimal digit",
        },
    ],
    cost: Cost { quick: "1 s", standard: "6 min", paper: "20 min" },
    differs: &[
        "Quick has the network of 196 nodes that ships, which sees MNIST as means over 2x2 pixels; the others train one of 784, \
         once for all items of a run of the program.",
        "The network is stored in single precision; what that leaves of the coupling times a target is taken out, also in the \
         other items of this network.",
        "The source draws a cartoon of one well. Here it is computed, with the pixel's inhibitory part and input as they are at \
         that time: the coupling tilts it.",
        "The image is the first of the test set that comes to its target, the pixel the black one nearest to the middle whose \
         target is the upper state: the source names neither.",
    ],
    not_built: &[],
};

const EULER: Euler = Euler { dt: STEP, steps: STEPS_TO_40 };
/// When the well is drawn, and when the image is.
const WELLS: [f64; 4] = [0.0, 0.3, 1.0, 40.0];
const IMAGES: [f64; 6] = [0.0, 0.5, 1.0, 1.5, 2.5, 40.0];
/// Points of a well, and where it ends.
const POINTS: usize = 240;
const WIDEST: f64 = 0.6;

fn step_of(t: f64) -> usize {
    (t / STEP).round() as usize
}

impl Item for Fig5 {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn data(&self) -> &'static [Known] {
        &[MNIST]
    }

    fn units(&self, _: &Setting) -> Vec<Unit> {
        vec![Unit::new("an image")]
    }

    fn compute(&self, setting: &Setting, _: usize, watch: &Watch<'_>) -> Result<Table, ReproError> {
        let bench = Bench::new(setting, watch)?;
        let n = bench.network.nodes();
        let (image, way) = bench.settling(0, EULER, PRECISION)?;
        let (start, target) = (bench.start(image), bench.pattern(image));
        let pixel = black_pixel(&start, target)?;
        let row = &bench.network.scaled_coupling()[pixel * n..(pixel + 1) * n];
        let steps = 0..=EULER.steps;
        let input = steps.clone().map(|k| row.iter().zip(&way.x[k * n..]).map(|(a, x)| a * x).sum::<f64>());
        let of = |values: &[f64]| steps.clone().map(|k| values[k * n + pixel]).collect::<Vec<f64>>();
        let fields: Vec<f64> =
            IMAGES.iter().flat_map(|&t| way.x[step_of(t) * n..(step_of(t) + 1) * n].to_vec()).collect();
        let off = steps.clone().map(|k| distance(&way.x[k * n..(k + 1) * n], target)).collect();
        Ok(Table::new()
            .with("image", vec![image as f64, f64::from(bench.images.labels()[image])])
            .with("source's", vec![bench.is_sources()])
            .with("pixel", vec![pixel as f64])
            .with("target", target.to_vec())
            .with("input", input.collect())
            .with("x", of(&way.x))
            .with("y", of(&way.y))
            .with("off", off)
            .with_shape("fields", vec![IMAGES.len(), n], fields))
    }

    fn finish(&self, _: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        let get = |name: &str| units[0].get(name);
        let (target, fields, off) = (get("target")?, get("fields")?, get("off")?);
        let (n, pixel, image) = (target.len(), get("pixel")?[0] as usize, get("image")?);
        let states = (STATES[0], STATES[2]);
        let mut figure = Figure::new(CARD.title, 12, &[46.0, 44.0, 32.0])
            .wide_panel(
                0,
                0,
                3,
                Panel::picture(marked(&fields[..n], (0.0, 1.0), pixel, Colour(0xd0, 0x10, 0x10))?)
                    .letter("a")
                    .title(format!("a {:.0}, and one pixel", image[1])),
            )
            .wide_panel(
                0,
                3,
                3,
                Panel::picture(marked(target, states, pixel, Colour(0xd0, 0x10, 0x10))?).title("its target"),
            )
            .wide_panel(
                0,
                6,
                6,
                Panel::plot(way(units, off)?).title("the pixel, and what is left of the image"),
            );
        for (place, t) in WELLS.into_iter().enumerate() {
            let panel = Panel::plot(well(units, t)?).title(format!("$t$ = {t}"));
            let panel = if place == 0 { panel.letter("b") } else { panel };
            figure = figure.wide_panel(1, 3 * place, 3, panel);
        }
        for (place, t) in IMAGES.into_iter().enumerate() {
            let x = &fields[place * n..(place + 1) * n];
            let panel = Panel::picture(field(x, if t == 0.0 { (0.0, 1.0) } else { (0.0, 0.6) })?)
                .title(format!("$t$ = {t}"));
            let panel = if place == 0 { panel.letter("c") } else { panel };
            figure = figure.wide_panel(2, 2 * place, 2, panel);
        }
        let node = Node::published();
        let alone = alone(&node);
        let x = get("x")?[EULER.steps];
        let settled = off.iter().rposition(|off| *off > PRECISION).map_or(0, |last| last + 1);
        let data = Table::new()
            .with("t", (0..=EULER.steps).map(|k| k as f64 * STEP).collect())
            .with("x", get("x")?.to_vec())
            .with("y", get("y")?.to_vec())
            .with("input", get("input")?.to_vec())
            .with("largest_distance_from_target", off.to_vec());
        Ok(Outcome {
            figure,
            measured: vec![
                Measured::holds(
                    NEAREST,
                    (alone - STATES[0]).abs() < PRECISION,
                    format!("from 0 to {alone:.7} at t = 40"),
                ),
                Measured::holds(
                    CORRECT,
                    (x - STATES[2]).abs() < PRECISION && target[pixel] > STATES[1],
                    format!("node {pixel} of {n}: from 0 to {x:.7} at t = 40"),
                ),
                Measured::value(
                    END,
                    off[EULER.steps],
                    format!(
                        "at t = 40; below 1e-7 from t = {:.1} on, test image {:.0}",
                        settled as f64 * STEP,
                        image[0]
                    ),
                ),
            ],
            data: vec![DataFile::csv("pixel", data), DataFile::npz("fields", units[0].clone())],
            notes: note(get("source's")?, n.isqrt()),
        })
    }
}

/// The black pixel nearest to the middle whose target is the upper state.
fn black_pixel(start: &[f64], target: &[f64]) -> Result<usize, ReproError> {
    let side = start.len().isqrt();
    let middle = |at: usize| at as f64 - 0.5 * (side as f64 - 1.0);
    let far = |i: usize| middle(i / side).hypot(middle(i % side));
    let black = (0..start.len()).filter(|&i| start[i] == 0.0 && target[i] > STATES[1]);
    black.min_by(|&a, &b| far(a).total_cmp(&far(b))).ok_or_else(|| {
        let facts = "no pixel is black and has the upper state as its target".to_owned();
        ReproError::Numerics { what: "the pixel to follow".to_owned(), facts }
    })
}

/// Where a black pixel comes to without coupling.
fn alone(node: &Node) -> f64 {
    let (mut x, mut y) = (0.0, 0.0);
    for _ in 0..EULER.steps {
        let (x_rate, y_rate) = node.rates(x, y, 0.0);
        (x, y) = (x + STEP * x_rate, y + STEP * y_rate / super::constants::GAMMA_BEFORE);
    }
    x
}

/// `x` of the pixel, and the largest distance of the image from its target, to t = 5.
fn way(units: &[Table], off: &[f64]) -> Result<Plot, ReproError> {
    let shown = step_of(5.0) + 1;
    let t: Vec<f64> = (0..shown).map(|k| k as f64 * STEP).collect();
    let mut plot = Plot::new(Axis::new("$t$", 0.0, 5.0), Axis::new("$x_i$, distance", 0.0, 1.0));
    for state in STATES {
        plot = plot.rule_y(state, Stroke::dashed(Colour::GREY));
    }
    Ok(plot
        .line(&t, &off[..shown], Stroke::fine(Colour::INK))
        .line(&t, &units[0].get("x")?[..shown], Stroke::solid(Colour::VERMILION))
        .legend(Stroke::solid(Colour::VERMILION), "the pixel")
        .legend(Stroke::fine(Colour::INK), "largest distance from the target"))
}

/// The well of the pixel, `-integral of x' dx`, with its inhibitory part and its input as they are at this time.
fn well(units: &[Table], t: f64) -> Result<Plot, ReproError> {
    let at = |name: &str| -> Result<f64, ReproError> { Ok(units[0].get(name)?[step_of(t)]) };
    let (here, y, input) = (at("x")?, at("y")?, at("input")?);
    let node = Node::published();
    let place = |i: usize| WIDEST * i as f64 / POINTS as f64;
    let mut height = vec![0.0];
    for i in 1..=POINTS {
        let rate = 0.5 * (node.rates(place(i - 1), y, input).0 + node.rates(place(i), y, input).0);
        height.push(height[i - 1] - rate * WIDEST / POINTS as f64);
    }
    let x: Vec<f64> = (0..=POINTS).map(place).collect();
    let ball = (here / WIDEST * POINTS as f64).round() as usize;
    let mut plot =
        Plot::new(Axis::new("$x_i$", 0.0, WIDEST).ticks(4), Axis::around("$−∫ x_i' dx_i$", &height).ticks(4));
    for state in [STATES[0], STATES[2]] {
        plot = plot.rule_x(state, Stroke::dashed(Colour::GREY));
    }
    Ok(plot.line(&x, &height, Stroke::solid(Colour::BLUE)).scatter(
        &[here],
        &[height[ball.min(POINTS)]],
        Dots::discs(Colour(0xd0, 0x10, 0x10), 6.0),
    ))
}
