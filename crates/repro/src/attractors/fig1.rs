//! Figure 1: the scheme of the network, drawn from the library's own description and checked against the formulas.

use ::chaosnn::feedback::{Feedback, INITIAL};

use super::constants::{DELAYS_RANGE, FIG4, Printed, UNITS_RANGE};
use super::orbit::failed;
use crate::card::{Card, Claim, Cost, Expected};
use crate::data_file::DataFile;
use crate::error::ReproError;
use crate::figure::{Colour, Diagram, Figure, Node, Panel, Stroke};
use crate::item::{Item, Measured, Outcome, Unit};
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// The item `attractors/fig1`.
#[derive(Debug)]
pub struct Fig1;

const LIST: &str = "list below Fig. 1";
const LISTING: &str = "listing of the class below Fig. 1";
const SIZES: &str = "sizes";
const WEIGHTS: &str = "weights w[i,j] at random in [-1, 1]";
const OUTPUT: &str = "output weights b[i] at random in [0, s]";
const HIDDEN: &str = "hidden layer: x[i] = tanh(Σ w[i,j] y[j])";
const SUM: &str = "output: y₀ = Σ b[i] x[i]";
const REGISTER: &str = "the input is a shift register of the last D outputs";

const fn shape(name: &'static str, says: &'static str, printed_in: &'static str) -> Claim {
    Claim { name, expected: Expected::Shape { says }, printed_in }
}

static CARD: Card = Card {
    id: "attractors/fig1",
    title: "A feedback network of tanh units",
    item: "Fig. 1",
    says: "One hidden layer of N tanh units sees the last D outputs; the output, a weighted sum of the units, is fed back.",
    claims: &[
        shape(SIZES, "D from 16 to 32, N from 4 to 8 and below D", LIST),
        shape(WEIGHTS, "all of them inside, both signs there", LIST),
        shape(OUTPUT, "all of them inside", LIST),
        shape(HIDDEN, "to 1e-14 over 1000 iterations", LIST),
        shape(SUM, "to 1e-14 over 1000 iterations", LIST),
        shape(REGISTER, "bit by bit over 1000 iterations", LISTING),
    ],
    cost: Cost { quick: "<1 s", standard: "<1 s", paper: "<1 s" },
    differs: &[
        "The picture did not survive; it is drawn from the code. Lines have the signs and sizes of the weights of Fig. 4.",
    ],
    not_built: &[],
};

/// Iterations over which the formulas are checked.
const CHECKED: usize = 1000;
const ROUNDING: f64 = 1e-14;

impl Item for Fig1 {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn units(&self, _: &Setting) -> Vec<Unit> {
        vec![Unit::new("formulas")]
    }

    fn compute(&self, _: &Setting, _: usize, _: &Watch<'_>) -> Result<Table, ReproError> {
        let network = network()?;
        let (b, w, delays) = (network.b(), network.weights(), network.delays());
        let mut state = network.reset(INITIAL);
        let (mut hidden, mut output, mut shifted) = (0.0_f64, 0.0_f64, 0.0);
        for _ in 0..CHECKED {
            let before = state.clone();
            network.advance(&mut state, 1).map_err(failed)?;
            let y0: f64 = b.iter().zip(&before.x).map(|(b, x)| b * x).sum();
            output = output.max((state.y[0] - y0).abs());
            for (w, x) in w.chunks(delays).zip(&state.x) {
                let u: f64 = w.iter().zip(&state.y).map(|(w, y)| w * y).sum();
                hidden = hidden.max((x - u.tanh()).abs());
            }
            if state.y[1..] == before.y[..delays - 1] {
                shifted += 1.0;
            }
        }
        Ok(Table::new()
            .with("hidden", vec![hidden])
            .with("output", vec![output])
            .with("shifted", vec![shifted]))
    }

    fn finish(&self, _: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        let network = network()?;
        let (units_drawn, delays) = (network.units(), network.delays());
        let one =
            |name: &str| units.first().map_or(Ok(f64::NAN), |unit| unit.get(name).map(|found| found[0]));
        let (hidden, output, shifted) = (one("hidden")?, one("output")?, one("shifted")?);
        let range = |values: &[f64]| {
            values
                .iter()
                .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &v| (low.min(v), high.max(v)))
        };
        let (w, b) = (range(network.weights()), range(network.b()));
        let sizes = (DELAYS_RANGE.0..=DELAYS_RANGE.1).contains(&delays)
            && (UNITS_RANGE.0..=UNITS_RANGE.1).contains(&units_drawn)
            && units_drawn < delays;
        let measured = vec![
            Measured::holds(SIZES, sizes, format!("N = {units_drawn}, D = {delays}, as in Fig. 4")),
            Measured::holds(
                WEIGHTS,
                w.0 >= -1.0 && w.1 <= 1.0 && w.0 < 0.0 && w.1 > 0.0,
                format!("from {:.3} to {:.3}", w.0, w.1),
            ),
            Measured::holds(
                OUTPUT,
                b.0 >= 0.0 && b.1 <= FIG4.gain,
                format!("from {:.3} to {:.3}, s = {}", b.0, b.1, FIG4.gain),
            ),
            Measured::holds(HIDDEN, hidden <= ROUNDING, format!("at most {hidden:.0e} apart")),
            Measured::holds(SUM, output <= ROUNDING, format!("at most {output:.0e} apart")),
            Measured::holds(
                REGISTER,
                shifted == CHECKED as f64,
                format!("in {shifted} of {CHECKED} iterations"),
            ),
        ];
        let weights = Table::new()
            .with_shape("w", vec![units_drawn, delays], network.weights().to_vec())
            .with("b", network.b().to_vec());
        Ok(Outcome {
            figure: Figure::new(CARD.title, 1, &[HEIGHT]).panel(0, 0, Panel::diagram(diagram(&network))),
            measured,
            data: vec![DataFile::npz("weights", weights)],
            notes: vec![
                "Lines between the register and the units are the weights of Fig. 4's network: blue positive, vermilion \
                 negative, as wide as large."
                    .to_owned(),
            ],
        })
    }
}

fn network() -> Result<Feedback, ReproError> {
    let Printed { units, delays, gain, seed, .. } = FIG4;
    Feedback::drawn(units, delays, gain, seed).map_err(failed)
}

/// The height of the diagram, mm.
const HEIGHT: f64 = 107.0;
/// Where the columns of the register, the units and the output stand, mm.
const COLUMNS: [f64; 3] = [34.0, 92.0, 138.0];
/// The part of the height that the register takes, mm.
const REGISTER_SPAN: (f64, f64) = (12.0, 86.0);

fn diagram(network: &Feedback) -> Diagram {
    let (units, delays) = (network.units(), network.delays());
    let (top, bottom) = REGISTER_SPAN;
    let cell = (bottom - top) / delays as f64;
    let register = |j: usize| (COLUMNS[0], (j as f64 + 0.5).mul_add(cell, top));
    let spacing = 17.0f64.min((bottom - top) / units as f64);
    let middle = 0.5 * (top + bottom);
    let unit = |i: usize| (COLUMNS[1], (i as f64 - 0.5 * (units as f64 - 1.0)).mul_add(spacing, middle));
    let output = (COLUMNS[2], middle);
    let wire = |weight: f64, largest: f64| Stroke {
        points: 0.15 + 1.25 * weight.abs() / largest,
        ..Stroke::solid(if weight > 0.0 { Colour::BLUE } else { Colour::VERMILION })
    };
    let mut picture = Diagram::default();
    for (i, row) in network.weights().chunks(delays).enumerate() {
        for (j, &weight) in row.iter().enumerate() {
            picture = picture.wire(&[register(j), unit(i)], wire(weight, 1.0));
        }
    }
    let largest = network.b().iter().copied().fold(f64::MIN_POSITIVE, f64::max);
    for (i, &b) in network.b().iter().enumerate() {
        picture = picture.wire(&[unit(i), output], wire(b, largest));
    }
    for j in 0..delays {
        picture = picture.node(Node {
            at: register(j),
            size: (11.0, cell),
            lines: vec![format!("$y_{{{}}}$", j + 1)],
            below: String::new(),
            colour: Colour::PURPLE,
            round: 0.0,
        });
    }
    let disc = |at, text: String, colour| Node {
        at,
        size: (11.5, 11.5),
        lines: vec![text],
        below: String::new(),
        colour,
        round: 6.0,
    };
    for i in 0..units {
        picture = picture.node(disc(unit(i), format!("$x_{{{}}}$", i + 1), Colour::GREEN));
    }
    picture = picture.node(disc(output, "$y_0$".to_owned(), Colour::AMBER));
    let below = bottom + 6.5;
    picture
        .arrow(
            &[
                (output.0 + 5.8, output.1),
                (output.0 + 20.0, output.1),
                (output.0 + 20.0, HEIGHT - 4.0),
                (9.0, HEIGHT - 4.0),
                (9.0, register(0).1),
                (register(0).0 - 5.6, register(0).1),
            ],
            "each iteration the register moves down by one place and takes the output in at its top",
        )
        .arrow(&[(20.5, register(1).1), (20.5, register(delays - 1).1)], "")
        .words((COLUMNS[0], 4.5), format!("register of $D$ = {delays}"))
        .words((COLUMNS[1], 4.5), format!("$N$ = {units} hidden units"))
        .words((COLUMNS[2], 4.5), "output")
        .words((63.0, below), "$w_{ij}$ in [−1, 1)")
        .words((COLUMNS[1], below), "$x_i$ = tanh($Σ_j$ $w_{ij}$ $y_j$)")
        .words((COLUMNS[2], below), "$y_0$ = $Σ_i$ $b_i$ $x_i$,  $b_i$ in [0, $s$)")
}
