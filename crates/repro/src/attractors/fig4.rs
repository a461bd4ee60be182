//! Figure 4: the attractor that the source calls strange, and that is a closed curve.

use ::chaosnn::feedback::Class;

use super::constants::{BEFORE4, FIG4};
use super::orbit::{Case, PARTS};
use super::portrait::Portrait;
use super::published::{BEFOREHAND, Words, claims, outcome};
use crate::card::{Card, Claim, Cost, Expected};
use crate::error::ReproError;
use crate::item::{Item, Measured, Outcome, Unit};
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// The item `attractors/fig4`.
#[derive(Debug)]
pub struct Fig4;

const CASE: Case = Case::published(FIG4);
const TEXT: &str = "text above and below Fig. 4";
const CHAOTIC: &str = "the attractor is strange (chaotic)";
const BUTTERFLY: &str = "the butterfly effect: orbits that start very near part";
const CURVE: &str = "the attractor is an invariant closed curve";

const SHARED: [Claim; 8] = claims(FIG4, BEFORE4, TEXT);

static CARD: Card = Card {
    id: "attractors/fig4",
    title: "The attractor that is called strange",
    item: "Fig. 4",
    says: "With s = 1.4 the attractor is strange: erratic, never repeating; its exponent 0.32 is positive, so orbits that start \
           very near part.",
    claims: &[
        SHARED[0],
        Claim {
            name: CHAOTIC,
            expected: Expected::Shape { says: "a largest exponent above zero beyond doubt" },
            printed_in: TEXT,
        },
        Claim {
            name: BUTTERFLY,
            expected: Expected::Shape {
                says: "two orbits 1e-8 apart are more than 1e-6 apart after 20,000 iterations",
            },
            printed_in: TEXT,
        },
        Claim {
            name: CURVE,
            expected: Expected::Shape { says: "one zero exponent, the others negative, no period" },
            printed_in: BEFOREHAND,
        },
        SHARED[1],
        SHARED[2],
        SHARED[3],
        SHARED[4],
        SHARED[5],
        SHARED[6],
        SHARED[7],
    ],
    cost: Cost { quick: "6 s", standard: "8 s", paper: "30 s" },
    differs: &["Panels b to f are ours."],
    not_built: &[],
};

impl Item for Fig4 {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn units(&self, _: &Setting) -> Vec<Unit> {
        PARTS.iter().map(|part| Unit::new(*part)).collect()
    }

    fn compute(&self, setting: &Setting, unit: usize, watch: &Watch<'_>) -> Result<Table, ReproError> {
        CASE.part(unit, setting, watch)
    }

    fn finish(&self, setting: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        let portrait = Portrait::of(CASE, units)?;
        let (class, dimension, growth) = (portrait.class()?, portrait.one("dimension")?, portrait.growth()?);
        let (found, bars) = portrait.spectrum()?;
        let exponents = format!(
            "{class}: largest exponent {:.1e} with a standard error of {:.0e}, second {:.5}; Kaplan-Yorke dimension {dimension}",
            found[0], bars[0], found[1]
        );
        let words = Words {
            title: CARD.title,
            called: "strange (chaotic)",
            extra: vec![
                Measured::holds(CHAOTIC, class == Class::Chaos, exponents.clone()),
                Measured::holds(
                    BUTTERFLY,
                    growth > 100.0,
                    format!("{growth:.2} times as far apart as at first, at most, in the last thousand of 20,000"),
                ),
                Measured::holds(CURVE, class == Class::InvariantCurve, exponents),
            ],
            notes: vec![
                "The claim of chaos does not hold: the printed 0.32 is one step at the origin, where the zero fixed point is \
                 unstable, and the sign of that was read as chaos. With D = 32 the same seed and s are chaotic: see \
                 attractors/strange."
                    .to_owned(),
            ],
        };
        outcome(CASE, setting, units, words)
    }
}
