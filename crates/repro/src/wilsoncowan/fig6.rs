//! Figure 6: stability after training, and where the trained eigenvalues are.

use ::wilsoncowan::eigenstructure::{region, trained_eigenvalues};
use ::wilsoncowan::{Network, Node, Steady, Targets};
use neurodyn_core::linear::faer::eigenvalues;
use neurodyn_datasets::known::{Known, MNIST};

use super::bench::{failed, trained};
use super::constants::{AFTER, GAMMA_AFTER, GAMMA_BEFORE, NODES, PLANTED_RATE};
use crate::card::{Card, Claim, Cost, Expected};
use crate::data_file::DataFile;
use crate::error::ReproError;
use crate::figure::{Axis, Colour, Dots, Figure, Panel, Plot, Stroke};
use crate::item::{Item, Measured, Outcome, Unit};
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// The item `wilsoncowan/fig6`.
#[derive(Debug)]
pub struct Fig6;

const BEFOREHAND: &str = "not printed; computed beforehand";
const VALUES: &str = "curves at gamma = 0.85: largest difference from values computed beforehand";
const INSIDE: &str = "all trained eigenvalues are inside the region";
const KERNEL: &str = "the kernel of the coupling is what the targets span";
const PLANTED: &str = "every planted attractor is stable by the whole Jacobian";
const RATE: &str = "excitatory block at the planted attractors: largest real part";

static CARD: Card = Card {
    id: "wilsoncowan/fig6",
    title: "Stability after training, and the trained eigenvalues",
    item: "Fig. 6",
    says: "After training gamma is about 0.85. All eigenvalues of the trained coupling are in the region where both states are \
           stable.",
    claims: &[
        Claim { name: VALUES, expected: Expected::AtMost { value: 1e-9 }, printed_in: BEFOREHAND },
        Claim {
            name: INSIDE,
            expected: Expected::Shape {
                says: "under each of them the largest real part of eq. (7) is negative at both",
            },
            printed_in: "Fig. 6, bottom, and its caption",
        },
        Claim {
            name: KERNEL,
            expected: Expected::Shape {
                says: "as many eigenvalues are zero as there are classes, and no other",
            },
            printed_in: "section 4: the first K eigenvalues are fixed to be zero",
        },
        Claim {
            name: PLANTED,
            expected: Expected::Shape { says: "all ten largest real parts are negative" },
            printed_in: "not in the source, whose eqs. (7) and (8) hold at homogeneous states",
        },
        Claim {
            name: RATE,
            expected: Expected::Number { value: PLANTED_RATE.0, within: PLANTED_RATE.1 },
            printed_in: BEFOREHAND,
        },
    ],
    cost: Cost { quick: "1 s", standard: "7 min", paper: "20 min" },
    differs: &[
        "Quick has the network of 196 nodes that ships, which sees MNIST as means over 2x2 pixels; the others train one of 784. Curves \
         are those of its number of nodes.",
        "The source's eigenvalues are real by construction; those of a coupling that is trained as M (I - V V^T) come in complex \
         pairs, too (panel c), and the region is about their real parts.",
        "A planted state has two values; its Jacobian is that of all nodes. Where w_IE is 0, the inhibitory block has one \
         eigenvalue, J22 / gamma, and panel d shows the excitatory one.",
    ],
    not_built: &[],
};

/// Points of the curves.
const POINTS: usize = 401;
/// Bars of the histogram.
const BARS: usize = 40;

/// The excitatory block of the Jacobian at a target, `diag(a_i) + diag(b_i) Gamma A`, row-major.
fn block(network: &Network, [low, _, high]: [Steady; 3], target: &[f64]) -> Vec<f64> {
    let n = network.nodes();
    let mut block = network.scaled_coupling().to_vec();
    for (i, &x) in target.iter().enumerate() {
        let state = if x == low.x { low } else { high };
        block[i * n..(i + 1) * n].iter_mut().for_each(|a| *a *= state.gain);
        block[i * n + i] += state.j11;
    }
    block
}

/// The largest real part at both states under an eigenvalue of the coupling of so many nodes.
fn curves(lambda: f64, nodes: usize, gamma: f64, states: [Steady; 3]) -> (f64, f64) {
    let mu = lambda / (nodes as f64).sqrt();
    (states[0].under(mu, gamma).largest, states[2].under(mu, gamma).largest)
}

fn states() -> Result<[Steady; 3], ReproError> {
    Node::published().bistable().map_err(failed("the node"))
}

impl Item for Fig6 {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn data(&self) -> &'static [Known] {
        &[MNIST]
    }

    fn units(&self, _: &Setting) -> Vec<Unit> {
        let planted =
            (0..super::constants::CLASSES).map(|class| Unit::new(format!("planted attractor {class}")));
        [Unit::new("eigenvalues of the coupling")].into_iter().chain(planted).collect()
    }

    fn compute(&self, setting: &Setting, unit: usize, watch: &Watch<'_>) -> Result<Table, ReproError> {
        let (network, targets): (Network, Targets) = trained(setting, watch)?;
        let (n, gamma) = (network.nodes(), network.gamma());
        let states = states()?;
        if unit > 0 {
            let block = block(&network, states, targets.pattern(unit - 1));
            let values = eigenvalues(&block, n).map_err(|error| failed("a Jacobian")(error.into()))?;
            // in the order of descending real parts
            return Ok(Table::new().with("largest", vec![values[0].0]));
        }
        let a: Vec<f64> = network.scaled_coupling().iter().map(|a| a * (n as f64).sqrt()).collect();
        let values = trained_eigenvalues(&a, &targets).map_err(failed("eigenvalues of the coupling"))?;
        let region = region(&values, n, network.node(), gamma).map_err(failed("the region"))?;
        Ok(Table::new()
            .with("nodes", vec![n as f64])
            .with("gamma", vec![gamma])
            .with("limit", vec![region.limit])
            .with("inside", vec![f64::from(u8::from(region.all_inside()))])
            .with("inhibitory", vec![states[0].j22 / gamma])
            .with("re", values.iter().map(|value| value.0).collect())
            .with("im", values.iter().map(|value| value.1).collect()))
    }

    fn finish(&self, _: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        let get = |name: &str| units[0].get(name);
        let (re, im, limit, gamma) = (get("re")?, get("im")?, get("limit")?[0], get("gamma")?[0]);
        let (nodes, states) = (get("nodes")?[0] as usize, states()?);
        let mut planted = Vec::new();
        for unit in &units[1..] {
            planted.push(unit.get("largest")?[0]);
        }
        let off = AFTER.iter().map(|&(lambda, a, b)| {
            let (low, high) = curves(lambda, NODES, GAMMA_AFTER, states);
            (low - a).abs().max((high - b).abs())
        });
        let off = off.fold(0.0, f64::max);
        let largest = planted.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let words: Vec<String> = planted.iter().map(|rate| format!("{rate:.3}")).collect();
        let inhibitory = get("inhibitory")?[0];
        let zeros = nodes - re.len();
        let most = re.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let figure = Figure::new(CARD.title, 2, &[62.0, 52.0, 56.0])
            .wide_panel(
                0,
                0,
                2,
                Panel::plot(stability(nodes, gamma, limit, states, re)).letter("a").title(format!(
                    "{nodes} nodes: before training $γ$ = 0.25 (dashed), after $γ$ = {gamma:.3}"
                )),
            )
            .wide_panel(
                1,
                0,
                2,
                Panel::plot(histogram(re, limit)).letter("b").title("eigenvalues of the trained coupling"),
            )
            .panel(2, 0, Panel::plot(plane(re, im)).letter("c").title("the same in the plane"))
            .panel(
                2,
                1,
                Panel::plot(rates(&planted, inhibitory)).letter("d").title("at the planted attractors"),
            );
        let spectrum = Table::new().with("re", re.to_vec()).with("im", im.to_vec());
        let rates = Table::new()
            .with("class", (0..planted.len()).map(|class| class as f64).collect())
            .with("largest_real_part", planted.clone());
        Ok(Outcome {
            figure,
            measured: vec![
                Measured::value(VALUES, off, "lambda = -28 and 1000 at 784 nodes, both states"),
                Measured::holds(
                    INSIDE,
                    get("inside")? == [1.0],
                    format!("{} eigenvalues, real parts to {most:.2}; the limit is {limit:.2}", re.len()),
                ),
                Measured::holds(KERNEL, zeros == planted.len(), format!("{zeros} of {nodes} are zero")),
                Measured::holds(
                    PLANTED,
                    largest < 0.0 && inhibitory < 0.0,
                    format!("excitatory block: {}; inhibitory block: {inhibitory:.4}", words.join(", ")),
                ),
                Measured::value(RATE, largest, format!("over {} attractors of {nodes} nodes", planted.len())),
            ],
            data: vec![DataFile::csv("eigenvalues", spectrum), DataFile::csv("planted_attractors", rates)],
            notes: Vec::new(),
        })
    }
}

/// Panel a: the curves of eq. (7) before and after training, to twice the limit, and the eigenvalues on the axis.
fn stability(nodes: usize, gamma: f64, limit: f64, states: [Steady; 3], re: &[f64]) -> Plot {
    let lambda: Vec<f64> =
        (0..POINTS).map(|i| limit * (5.0 * i as f64 / (POINTS - 1) as f64 - 2.5)).collect();
    let of = |gamma: f64| -> (Vec<f64>, Vec<f64>) {
        lambda.iter().map(|&lambda| curves(lambda, nodes, gamma, states)).unzip()
    };
    let ((low_before, high_before), (low, high)) = (of(GAMMA_BEFORE), of(gamma));
    let dashed = |colour: Colour| Stroke::dashed(colour);
    let ticks = vec![-3.4; re.len()];
    Plot::new(Axis::new("$λ_i$", -2.5 * limit, 2.5 * limit), Axis::new("max Re $s$", -3.6, 4.6))
        .rule_y(0.0, Stroke::dashed(Colour::GREY))
        .rule_x(limit, Stroke::dashed(Colour::GREY))
        .line(&lambda, &low_before, dashed(Colour::BLUE))
        .line(&lambda, &high_before, dashed(Colour::VERMILION))
        .line(&lambda, &low, Stroke::solid(Colour::BLUE))
        .line(&lambda, &high, Stroke::solid(Colour::VERMILION))
        .scatter(re, &ticks, Dots::discs(Colour::GREEN, 2.0))
        .legend(Stroke::solid(Colour::BLUE), "$x_1$ = 0.2136")
        .legend(Stroke::solid(Colour::VERMILION), "$x_2$ = 0.3733")
        .legend(Stroke::solid(Colour::GREEN), "trained eigenvalues")
}

/// Panel b: how the real parts are distributed.
fn histogram(re: &[f64], limit: f64) -> Plot {
    let (low, high) = bounds(re);
    let width = (high - low) / BARS as f64;
    let mut counts = vec![0.0; BARS];
    for value in re {
        counts[(((value - low) / width) as usize).min(BARS - 1)] += 1.0;
    }
    let middle: Vec<f64> = (0..BARS).map(|bar| low + (bar as f64 + 0.5) * width).collect();
    let tallest = counts.iter().copied().fold(1.0, f64::max);
    let room = 0.04 * (high - low);
    Plot::new(Axis::new("Re $λ_i$", low - room, high + room), Axis::new("eigenvalues", 0.0, 1.15 * tallest))
        .bars(&middle, &counts, 0.92 * width, Colour::GREEN)
        .note(low, 1.06 * tallest, format!("all below the limit, {limit:.1}, far to the right"), Colour::GREY)
}

/// Panel c: the eigenvalues in the complex plane.
fn plane(re: &[f64], im: &[f64]) -> Plot {
    Plot::new(Axis::around("Re $λ_i$", re), Axis::around("Im $λ_i$", im))
        .rule_y(0.0, Stroke::dashed(Colour::PALE))
        .rule_x(0.0, Stroke::dashed(Colour::PALE))
        .scatter(re, im, Dots::discs(Colour::GREEN, 2.2))
}

/// Panel d: the largest real part at each planted attractor.
fn rates(planted: &[f64], inhibitory: f64) -> Plot {
    let class: Vec<f64> = (0..planted.len()).map(|class| class as f64).collect();
    let named = class.iter().map(|class| (*class, format!("{class}"))).collect();
    Plot::new(
        Axis::new("class", -0.6, planted.len() as f64 - 0.4).named_ticks(named),
        Axis::new("max Re of the Jacobian", -2.0, 0.8),
    )
    .rule_y(0.0, Stroke::dashed(Colour::GREY))
    .rule_y(inhibitory, Stroke::dashed(Colour::PURPLE))
    .scatter(&class, planted, Dots::discs(Colour::BLUE, 4.5))
    .legend(Stroke::solid(Colour::BLUE), "excitatory block")
    .legend(Stroke::dashed(Colour::PURPLE), "inhibitory block")
}

fn bounds(values: &[f64]) -> (f64, f64) {
    values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(*v), high.max(*v)))
}
