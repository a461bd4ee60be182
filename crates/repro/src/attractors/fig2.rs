//! Figure 2: the limit cycle, which is a closed curve that an orbit of a map fills without ever repeating.

use ::chaosnn::feedback::{Averaging, Class};

use super::constants::{BEFORE2, DECAY_OF_FIG2_AT_16, DELAYS_IN_NAME_OF_FIG2, FIG2, Printed};
use super::orbit::{Case, PARTS, failed};
use super::portrait::Portrait;
use super::published::{BEFOREHAND, Words, claims, outcome};
use crate::card::{Card, Claim, Cost, Expected};
use crate::error::ReproError;
use crate::item::{Item, Measured, Outcome, Unit};
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// The item `attractors/fig2`.
#[derive(Debug)]
pub struct Fig2;

const CASE: Case = Case::published(FIG2);
const TEXT: &str = "text below Fig. 2";
const LOOP: &str = "a single closed loop";
const STABLE: &str = "the orbit does not part from its neighbours";
const DECAY: &str = "largest exponent with D = 16, as the figure's file is named";

const SHARED: [Claim; 8] = claims(FIG2, BEFORE2, TEXT);

static CARD: Card = Card {
    id: "attractors/fig2",
    title: "The limit cycle of a feedback network",
    item: "Fig. 2",
    says: "With s = 0.22 the network's attractor is a limit cycle, a single closed loop; its exponent −3.65 is negative, which \
           means that it is stable.",
    claims: &[
        SHARED[0],
        Claim {
            name: LOOP,
            expected: Expected::Shape { says: "one closed curve of dimension 1" },
            printed_in: TEXT,
        },
        Claim {
            name: STABLE,
            expected: Expected::Shape {
                says: "two orbits 1e-8 apart are not 1e-6 apart after 20,000 iterations",
            },
            printed_in: TEXT,
        },
        SHARED[1],
        SHARED[2],
        SHARED[3],
        SHARED[4],
        SHARED[5],
        SHARED[6],
        SHARED[7],
        Claim {
            name: DECAY,
            expected: Expected::Number { value: DECAY_OF_FIG2_AT_16, within: 1e-4 },
            printed_in: BEFOREHAND,
        },
    ],
    cost: Cost { quick: "6 s", standard: "8 s", paper: "30 s" },
    differs: &[
        "The caption says D = 32, the name of the picture's file 16; 32 is drawn, since with 16 the orbit decays to zero.",
        "Panels b to f are ours.",
    ],
    not_built: &[],
};

impl Item for Fig2 {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn units(&self, _: &Setting) -> Vec<Unit> {
        PARTS.iter().map(|part| Unit::new(*part)).chain([Unit::new("D = 16")]).collect()
    }

    fn compute(&self, setting: &Setting, unit: usize, watch: &Watch<'_>) -> Result<Table, ReproError> {
        if unit < PARTS.len() { CASE.part(unit, setting, watch) } else { decay(setting) }
    }

    fn finish(&self, setting: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        let portrait = Portrait::of(CASE, units)?;
        let (class, dimension) = (portrait.class()?, portrait.one("dimension")?);
        let growth = portrait.growth()?;
        let decay = units.last().map_or(Ok(f64::NAN), |unit| unit.get("largest").map(|found| found[0]))?;
        let words = Words {
            title: CARD.title,
            called: "limit cycle",
            extra: vec![
                Measured::holds(
                    LOOP,
                    class == Class::InvariantCurve && dimension == 1.0,
                    format!("{class}, Kaplan-Yorke dimension {dimension}"),
                ),
                Measured::holds(STABLE, growth < 100.0, format!("{growth:.2} times as far apart as at first, at most")),
                Measured::value(DECAY, decay, "the orbit goes to zero: the logarithm of the spectral radius there"),
            ],
            notes: vec![
                "The loop is a closed curve on which the orbit turns by an irrational-looking share of a turn each step; \
                 it never repeats, so \"limit cycle\" is a name from flows. Its largest exponent is 0, along the curve."
                    .to_owned(),
            ],
        };
        outcome(CASE, setting, units, words)
    }
}

fn decay(setting: &Setting) -> Result<Table, ReproError> {
    let case = Case::published(Printed { delays: DELAYS_IN_NAME_OF_FIG2, ..FIG2 });
    let network = case.feedback()?;
    let averaging = Averaging::leading(Case::averaged(setting));
    let found = network.spectrum(&network.reset(case.start), &averaging).map_err(failed)?;
    Ok(Table::new().with("largest", found.exponents))
}
