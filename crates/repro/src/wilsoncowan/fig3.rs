//! Figure 3: how stable the two homogeneous states are, against an eigenvalue of the coupling, before training.

use ::wilsoncowan::{Error, Node, Steady};

use super::constants::{ASSUMED_RANGE, CROSSINGS, GAMMA_BEFORE, LARGEST, NODES};
use crate::card::{Card, Claim, Cost, Expected};
use crate::data_file::DataFile;
use crate::error::ReproError;
use crate::figure::{Axis, Colour, Dots, Figure, Panel, Plot, Stroke};
use crate::item::{Item, Measured, Outcome, Unit};
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// The item `wilsoncowan/fig3`.
#[derive(Debug)]
pub struct Fig3;

const BEFOREHAND: &str = "read off nothing: computed beforehand in thirty digits";
const LOW: &str = "lambda at which the lower state loses stability";
const HIGH: &str = "lambda at which the upper state loses stability";
const BINDING: &str = "the lower state decides";
const VALUES: &str = "largest difference from values computed beforehand";

static CARD: Card = Card {
    id: "wilsoncowan/fig3",
    title: "Stability of the two states against an eigenvalue of the coupling, before training",
    item: "Fig. 3",
    says: "Both stable states stay so as long as the eigenvalues of the coupling are below a limit; the region is known before \
           training.",
    claims: &[
        Claim {
            name: LOW,
            expected: Expected::Number { value: CROSSINGS[0], within: 1e-6 },
            printed_in: BEFOREHAND,
        },
        Claim {
            name: HIGH,
            expected: Expected::Number { value: CROSSINGS[1], within: 1e-6 },
            printed_in: BEFOREHAND,
        },
        Claim { name: VALUES, expected: Expected::AtMost { value: 1e-9 }, printed_in: BEFOREHAND },
        Claim {
            name: BINDING,
            expected: Expected::Shape {
                says: "below 1056 both curves are below zero; between 1057 and 2007 the lower one is not",
            },
            printed_in: "Fig. 3",
        },
    ],
    cost: Cost { quick: "<1 s", standard: "<1 s", paper: "<1 s" },
    differs: &[
        "Eqs. (7) and (8) are exact at homogeneous states only; a planted state has two values, and its Jacobian is that of all \
         nodes (`Network::planted_stability`).",
        "The printed range of lambda did not survive.",
    ],
    not_built: &[],
};

const POINTS: usize = 1001;

fn failed(error: &Error) -> ReproError {
    ReproError::Numerics { what: "the node".to_owned(), facts: error.to_string() }
}

/// The largest real part under an eigenvalue of `A`.
fn largest(state: &Steady, lambda: f64) -> f64 {
    state.under(lambda / (NODES as f64).sqrt(), GAMMA_BEFORE).largest
}

impl Item for Fig3 {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn units(&self, _: &Setting) -> Vec<Unit> {
        vec![Unit::new("both states")]
    }

    fn compute(&self, _: &Setting, _: usize, _: &Watch<'_>) -> Result<Table, ReproError> {
        let [low, _, high] = Node::published().bistable().map_err(|error| failed(&error))?;
        let (from, to) = ASSUMED_RANGE;
        let lambda: Vec<f64> =
            (0..POINTS).map(|i| from + (to - from) * i as f64 / (POINTS - 1) as f64).collect();
        let of = |state: &Steady| lambda.iter().map(|&lambda| largest(state, lambda)).collect();
        let off = LARGEST
            .iter()
            .map(|&(lambda, a, b)| (largest(&low, lambda) - a).abs().max((largest(&high, lambda) - b).abs()));
        let root = (NODES as f64).sqrt();
        Ok(Table::new()
            .with("low", of(&low))
            .with("high", of(&high))
            .with("crossings", vec![low.crossing() * root, high.crossing() * root])
            .with("off", vec![off.fold(0.0, f64::max)])
            .with("lambda", lambda))
    }

    fn finish(&self, _: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        let get = |name: &str| units[0].get(name);
        let (lambda, low, high, crossings) = (get("lambda")?, get("low")?, get("high")?, get("crossings")?);
        let binding = (0..lambda.len()).all(|i| {
            let (a, b) = (low[i], high[i]);
            match lambda[i] {
                below if below < CROSSINGS[0].floor() => a < 0.0 && b < 0.0,
                between if between > CROSSINGS[0].ceil() && between < CROSSINGS[1].floor() => {
                    a > 0.0 && b < 0.0
                }
                _ => true,
            }
        });
        let (from, to) = ASSUMED_RANGE;
        let plot = Plot::new(Axis::new("$λ_i$", from, to), Axis::new("max Re $s$", -4.5, 4.0))
            .rule_y(0.0, Stroke::dashed(Colour::GREY))
            .line(lambda, low, Stroke::solid(Colour::BLUE))
            .line(lambda, high, Stroke::solid(Colour::VERMILION))
            .scatter(crossings, &[0.0, 0.0], Dots::discs(Colour::INK, 4.0))
            .legend(Stroke::solid(Colour::BLUE), "$x_1$ = 0.2136")
            .legend(Stroke::solid(Colour::VERMILION), "$x_2$ = 0.3733");
        let figure = Figure::new(CARD.title, 1, &[80.0]).width(120.0).panel(
            0,
            0,
            Panel::plot(plot).title("$γ$ = 0.25, $N$ = 784, before training"),
        );
        let data = Table::new()
            .with("lambda", lambda.to_vec())
            .with("lower_state", low.to_vec())
            .with("upper_state", high.to_vec());
        Ok(Outcome {
            figure,
            measured: vec![
                Measured::value(LOW, crossings[0], "-J11 / gain, times sqrt N"),
                Measured::value(HIGH, crossings[1], "likewise"),
                Measured::value(VALUES, get("off")?[0], "six values at lambda = -784, 0, 1500"),
                Measured::holds(BINDING, binding, format!("on {} values of lambda", lambda.len())),
            ],
            data: vec![DataFile::csv("stability", data)],
            notes: vec![
                "Far to the left the curves are level: there the inhibitory direction, which does not feel the coupling, is the \
                 slower one."
                    .to_owned(),
            ],
        })
    }
}
