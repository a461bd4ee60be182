//! Figure 7: the excitatory and the inhibitory part of all nodes on the way to the attractor.

use ::wilsoncowan::euler::Euler;
use neurodyn_datasets::known::{Known, MNIST};

use super::bench::{Bench, distance};
use super::constants::{
    ASSUMED_SETTLED, INHIBITORY, PRECISION, STATES, STEP, STEPS_TO_40, T_DOMINATED, T_SETTLED, T_TRAINING,
};
use crate::card::{Card, Claim, Cost, Expected};
use crate::data_file::DataFile;
use crate::error::ReproError;
use crate::figure::{Axis, Colour, Figure, Panel, Plot, Stroke};
use crate::item::{Item, Measured, Outcome, Unit};
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// The item `wilsoncowan/fig7`.
#[derive(Debug)]
pub struct Fig7;

const SETTLED_X: &str = "excitatory part at t = 2.5: largest distance from the target";
const SETTLED_Y: &str = "inhibitory part at t = 2.5: largest distance from its steady value";
const DOMINATED: &str = "after t = 1.5 every node is on its attractor's side";
const SLOWER: &str = "the inhibitory part is the slower one";

static CARD: Card = Card {
    id: "wilsoncowan/fig7",
    title: "All nodes on the way to the attractor",
    item: "Fig. 7",
    says: "After training, the network settles within t = 2.5; the inhibitory part is slightly slower, and after t = 1.5 the \
           attractors dominate the excitatory one.",
    claims: &[
        Claim {
            name: SETTLED_X,
            expected: Expected::AtMost { value: ASSUMED_SETTLED },
            printed_in: "text above Fig. 7: settled at t = 2.5, to the eye a twentieth of the axis",
        },
        Claim {
            name: SETTLED_Y,
            expected: Expected::AtMost { value: ASSUMED_SETTLED },
            printed_in: "text above Fig. 7: settled at t = 2.5, to the eye a twentieth of the axis",
        },
        Claim {
            name: DOMINATED,
            expected: Expected::Shape {
                says: "from t = 1.5 on each x is on the side of the unstable state where its target is",
            },
            printed_in: "text above Fig. 7",
        },
        Claim {
            name: SLOWER,
            expected: Expected::Shape {
                says: "at t = 2.5 the mean distance of y from its steady value is larger than that of x from the target",
            },
            printed_in: "text above Fig. 7",
        },
    ],
    cost: Cost { quick: "1 s", standard: "6 min", paper: "20 min" },
    differs: &[
        "Quick has the network of 196 nodes that ships, which sees MNIST as means over 2x2 pixels; the others train one of 784, \
         once for all items of a run of the program.",
        "The source does not say which image it shows: here it is the first of the test set that comes to its target within \
         1e-7.",
    ],
    not_built: &[],
};

/// To the time of training and on to 40, which tells an image that settles.
const EULER: Euler = Euler { dt: STEP, steps: STEPS_TO_40 };
/// Images behind the shares in the note.
const IMAGES: usize = 100;

fn steps_to(t: f64) -> usize {
    (t / STEP).round() as usize
}

impl Item for Fig7 {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn data(&self) -> &'static [Known] {
        &[MNIST]
    }

    fn units(&self, _: &Setting) -> Vec<Unit> {
        vec![Unit::new("one image"), Unit::new("a hundred images")]
    }

    fn compute(&self, setting: &Setting, unit: usize, watch: &Watch<'_>) -> Result<Table, ReproError> {
        let bench = Bench::new(setting, watch)?;
        let n = bench.network.nodes();
        if unit == 0 {
            let (image, way) = bench.settling(0, EULER, PRECISION)?;
            let rows = steps_to(T_TRAINING) + 1;
            return Ok(Table::new()
                .with("image", vec![image as f64, f64::from(bench.images.labels()[image])])
                .with("gamma", vec![bench.network.gamma()])
                .with("target", bench.pattern(image).to_vec())
                .with_shape("x", vec![rows, n], way.x[..rows * n].to_vec())
                .with_shape("y", vec![rows, n], way.y[..rows * n].to_vec()));
        }
        // of those that are recognised: the share of images all of whose nodes are on their side from t = 1.5 on
        let euler = Euler { dt: STEP, steps: steps_to(T_TRAINING) };
        let (mut right, mut sided, mut settled) = (0.0, 0.0, 0.0);
        for image in 0..IMAGES.min(bench.images.len()) {
            watch.check()?;
            let way = bench.way(image, euler)?;
            let at = |step: usize| &way.x[step * n..(step + 1) * n];
            let label = usize::from(bench.images.labels()[image]);
            if bench.targets.nearest(at(euler.steps)).is_none_or(|(class, _)| class != label) {
                continue;
            }
            let target = bench.pattern(image);
            right += 1.0;
            sided += f64::from(u8::from(
                (steps_to(T_DOMINATED)..=euler.steps).all(|k| on_its_side(at(k), target)),
            ));
            settled += f64::from(u8::from(distance(at(steps_to(T_SETTLED)), target) <= ASSUMED_SETTLED));
            watch.done(image as f64 / IMAGES as f64);
        }
        Ok(Table::new()
            .with("counts", vec![right, sided, settled])
            .with("source's", vec![bench.is_sources()]))
    }

    fn finish(&self, _: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        let get = |name: &str| units[0].get(name);
        let (x, y, target, image) = (get("x")?, get("y")?, get("target")?, get("image")?);
        let (n, gamma) = (target.len(), get("gamma")?[0]);
        let rows = x.len() / n;
        let t: Vec<f64> = (0..rows).map(|k| k as f64 * STEP).collect();
        let plot = |values: &[f64], name: &str, rests: &[f64]| {
            let mut plot = Plot::new(Axis::new("$t$", 0.0, T_TRAINING), Axis::new(name, -0.03, 1.03));
            for (node, target) in target.iter().enumerate() {
                let line: Vec<f64> = (0..rows).map(|k| values[k * n + node]).collect();
                let colour = if *target < STATES[1] { Colour::BLUE } else { Colour::VERMILION };
                plot = plot.line(&t, &line, Stroke { points: 0.3, ..Stroke::solid(colour) });
            }
            for rest in rests {
                plot = plot.rule_y(*rest, Stroke::dashed(Colour::INK));
            }
            plot.rule_x(T_DOMINATED, Stroke::dashed(Colour::GREY))
                .rule_x(T_SETTLED, Stroke::dashed(Colour::GREY))
        };
        let upper = plot(x, "$x_i$", &[STATES[0], STATES[2]])
            .legend(Stroke::solid(Colour::VERMILION), "target $x_2$")
            .legend(Stroke::solid(Colour::BLUE), "target $x_1$");
        let lower = plot(y, "$y_i$", &[INHIBITORY]);
        let title = format!("{n} nodes, $γ$ = {gamma:.3}, a {:.0}: test image {:.0}", image[1], image[0]);
        let figure = Figure::new(CARD.title, 1, &[120.0]).width(130.0).panel(
            0,
            0,
            Panel::strips(vec![upper, lower]).title(title),
        );
        let row = |values: &[f64], t: f64| values[steps_to(t) * n..(steps_to(t) + 1) * n].to_vec();
        let steady = vec![INHIBITORY; n];
        let mean = |a: &[f64], b: &[f64]| -> f64 {
            a.iter().zip(b).map(|(a, b)| (a - b).abs()).sum::<f64>() / n as f64
        };
        let (x_end, y_end) = (row(x, T_SETTLED), row(y, T_SETTLED));
        let sided = (steps_to(T_DOMINATED)..rows).all(|k| on_its_side(&x[k * n..(k + 1) * n], target));
        let off =
            row(x, T_DOMINATED).iter().zip(target).filter(|(x, target)| !same_side(**x, **target)).count();
        let (mean_x, mean_y) = (mean(&x_end, target), mean(&y_end, &steady));
        let counts = units[1].get("counts")?;
        let mut notes = vec![format!(
            "Of the first {IMAGES} test images {:.0} are recognised at t = {T_TRAINING}; of these {:.0} have all nodes on their \
             attractor's side from t = 1.5 on, and {:.0} are within {ASSUMED_SETTLED} of it at every node at t = 2.5.",
            counts[0], counts[1], counts[2]
        )];
        notes.extend(super::bench::note(units[1].get("source's")?, n.isqrt()));
        Ok(Outcome {
            figure,
            measured: vec![
                Measured::value(SETTLED_X, distance(&x_end, target), format!("over {n} nodes")),
                Measured::value(SETTLED_Y, distance(&y_end, &steady), format!("over {n} nodes")),
                Measured::holds(DOMINATED, sided, format!("at t = 1.5, {off} of {n} nodes are not")),
                Measured::holds(SLOWER, mean_y > mean_x, format!("{mean_y:.2e} against {mean_x:.2e}")),
            ],
            data: vec![DataFile::npz("ways", units[0].clone())],
            notes,
        })
    }
}

fn same_side(x: f64, target: f64) -> bool {
    (x < STATES[1]) == (target < STATES[1])
}

fn on_its_side(x: &[f64], target: &[f64]) -> bool {
    x.iter().zip(target).all(|(x, target)| same_side(*x, *target))
}
