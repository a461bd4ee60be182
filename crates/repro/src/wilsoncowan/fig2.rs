//! Figure 2: the bistable profile of a node.

use ::wilsoncowan::{Error, Network, Node, Response, Steady, euler::Euler};

use super::constants::{CAPTION_F_E, GAMMA_BEFORE, INHIBITORY, STATES};
use crate::card::{Card, Claim, Cost, Expected};
use crate::data_file::DataFile;
use crate::error::ReproError;
use crate::figure::{Axis, Colour, Dots, Figure, Panel, Plot, Stroke};
use crate::item::{Item, Measured, Outcome, Unit};
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// The item `wilsoncowan/fig2`.
#[derive(Debug)]
pub struct Fig2;

const BEFOREHAND: &str = "not printed; roots of thirty digits, computed beforehand";
const NAMES: [&str; 3] = ["lower stable state", "unstable state", "upper stable state"];
const Y: &str = "inhibitory part";
const BISTABLE: &str = "two stable states, and one between them that is not";
const LITERAL: &str = "the caption's f_E as it is printed";

const fn number(name: &'static str, value: f64) -> Claim {
    Claim { name, expected: Expected::Number { value, within: 1e-12 }, printed_in: BEFOREHAND }
}

static CARD: Card = Card {
    id: "wilsoncowan/fig2",
    title: "The bistable profile of a node",
    item: "Fig. 2",
    says: "Without coupling every node has exactly two stable states, and an unstable one between them.",
    claims: &[
        Claim {
            name: BISTABLE,
            expected: Expected::Shape {
                says: "stable, unstable, stable by ascending x, and no other in [0, 1]",
            },
            printed_in: "Fig. 2 and text above it",
        },
        number(NAMES[0], STATES[0]),
        number(NAMES[1], STATES[1]),
        number(NAMES[2], STATES[2]),
        number(Y, INHIBITORY),
        Claim {
            name: LITERAL,
            expected: Expected::Shape {
                says: "f_E = 0.25 + 0.65 tanh, read literally, gives the bistable node",
            },
            printed_in: "caption of Fig. 3",
        },
    ],
    cost: Cost { quick: "<1 s", standard: "<1 s", paper: "<1 s" },
    differs: &[
        "The source draws a cartoon of a double well; this is the node's own: the rate, the well that it is the slope of, and \
         the way of many starts.",
        "f_E is 0.65 + 0.25 tanh: the caption's two numbers are exchanged, and so read they give the source's states.",
    ],
    not_built: &[],
};

/// Points of the curves.
const POINTS: usize = 1000;
/// Starts that are followed, from x = y = 0 to 1.
const STARTS: usize = 21;
const EULER: Euler = Euler { dt: 0.02, steps: 500 };

fn failed(error: &Error) -> ReproError {
    ReproError::Numerics { what: "the node".to_owned(), facts: error.to_string() }
}

/// `x'` where `y` has its steady value, which does not depend on `x` here.
fn rate(node: &Node, x: f64) -> f64 {
    node.rates(x, INHIBITORY, 0.0).0
}

impl Item for Fig2 {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn units(&self, _: &Setting) -> Vec<Unit> {
        vec![Unit::new("the node")]
    }

    fn compute(&self, _: &Setting, _: usize, _: &Watch<'_>) -> Result<Table, ReproError> {
        let node = Node::published();
        let states = node.steady_states().map_err(|error| failed(&error))?;
        let x: Vec<f64> = (0..=POINTS).map(|i| i as f64 / POINTS as f64).collect();
        let rates: Vec<f64> = x.iter().map(|&x| rate(&node, x)).collect();
        // the well: minus the integral of the rate, by the trapezoidal rule
        let mut well = vec![0.0];
        for i in 1..x.len() {
            well.push(well[i - 1] - 0.5 * (rates[i] + rates[i - 1]) / POINTS as f64);
        }
        let network = Network::new(node, GAMMA_BEFORE, vec![0.0]).map_err(|error| failed(&error))?;
        let mut ways = Vec::new();
        for i in 0..STARTS {
            let start = i as f64 / (STARTS - 1) as f64;
            ways.extend(EULER.forward(&network, &[start], &[start]).map_err(|error| failed(&error))?.x);
        }
        Ok(Table::new()
            .with("x", x)
            .with("rate", rates)
            .with("well", well)
            .with("steady", states.iter().map(|state| state.x).collect())
            .with("inhibitory", states.iter().map(|state| state.y).collect())
            .with(
                "largest",
                states.iter().map(|state: &Steady| state.under(0.0, GAMMA_BEFORE).largest).collect(),
            )
            .with_shape("ways", vec![STARTS, EULER.steps + 1], ways))
    }

    fn finish(&self, _: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        let get = |name: &str| units[0].get(name);
        let (x, rates, well, ways) = (get("x")?, get("rate")?, get("well")?, get("ways")?);
        let (steady, y, largest) = (get("steady")?, get("inhibitory")?, get("largest")?);
        let stable: Vec<bool> = largest.iter().map(|&rate| rate < 0.0).collect();
        let (offset, amplitude) = CAPTION_F_E;
        let literal = Node { excitatory: Response { offset, amplitude, gain: 3.7 }, ..Node::published() };
        let refused = literal.bistable().err().map_or("it does".to_owned(), |error| error.to_string());
        let zeros = vec![0.0; steady.len()];
        let depth: Vec<f64> =
            steady.iter().map(|&s| well[((s * POINTS as f64).round() as usize).min(POINTS)]).collect();
        let dotted = |plot: Plot, at: &[f64]| {
            let of = |which: bool| -> (Vec<f64>, Vec<f64>) {
                let chosen = (0..steady.len()).filter(|&i| stable[i] == which);
                chosen.map(|i| (steady[i], at[i])).unzip()
            };
            let ((on, high), (off, low)) = (of(true), of(false));
            plot.scatter(&on, &high, Dots::discs(Colour::INK, 4.5)).scatter(
                &off,
                &low,
                Dots::rings(Colour::INK, 4.5),
            )
        };
        let axis = || Axis::new("$x$", 0.1, 0.5);
        let rate_plot = Plot::new(axis(), Axis::new("$x'$", -0.1, 0.1))
            .rule_y(0.0, Stroke::dashed(Colour::GREY))
            .line(x, rates, Stroke::solid(Colour::BLUE));
        let shown: Vec<f64> = well[100..=500].to_vec();
        let well_plot =
            Plot::new(axis(), Axis::around("$−∫ x' dx$", &shown)).line(x, well, Stroke::solid(Colour::BLUE));
        let t: Vec<f64> = (0..=EULER.steps).map(|n| n as f64 * EULER.dt).collect();
        let mut way_plot = Plot::new(Axis::new("$t$", 0.0, 10.0), Axis::new("$x$", 0.0, 1.0));
        for state in steady {
            way_plot = way_plot.rule_y(*state, Stroke::dashed(Colour::GREY));
        }
        for way in ways.chunks(t.len()) {
            let upper = way[way.len() - 1] > STATES[1];
            let colour = if upper { Colour::VERMILION } else { Colour::BLUE };
            way_plot = way_plot.line(&t, way, Stroke { points: 0.5, ..Stroke::solid(colour) });
        }
        let figure = Figure::new(CARD.title, 3, &[62.0])
            .panel(0, 0, Panel::plot(dotted(well_plot, &depth)).letter("a").title("the double well"))
            .panel(0, 1, Panel::plot(dotted(rate_plot, &zeros)).letter("b").title("the rate, $y$ at rest"))
            .panel(0, 2, Panel::plot(way_plot).letter("c").title("starts $x = y$ from 0 to 1, $γ$ = 0.25"));
        let mut measured = vec![
            Measured::holds(
                BISTABLE,
                stable == [true, false, true],
                format!("{} steady states in [0, 1]", stable.len()),
            ),
            Measured::holds(LITERAL, literal.bistable().is_ok(), refused),
        ];
        for (k, name) in NAMES.into_iter().enumerate() {
            measured.push(Measured::value(
                name,
                steady.get(k).copied().unwrap_or(f64::NAN),
                "bisection to the last bit",
            ));
        }
        measured.push(Measured::value(Y, y.first().copied().unwrap_or(f64::NAN), "likewise"));
        let data =
            Table::new().with("x", x.to_vec()).with("rate", rates.to_vec()).with("well", well.to_vec());
        Ok(Outcome { figure, measured, data: vec![DataFile::csv("profile", data)], notes: vec![] })
    }
}
