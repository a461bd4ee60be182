//! Figure 3: the toroidal attractor, quasi-periodic indeed.

use super::constants::{BEFORE3, FIG3};
use super::orbit::{Case, PARTS};
use super::portrait::{Portrait, quasiperiodic};
use super::published::{Words, claims, outcome};
use crate::card::{Card, Claim, Cost, Expected};
use crate::error::ReproError;
use crate::item::{Item, Measured, Outcome, Unit};
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// The item `attractors/fig3`.
#[derive(Debug)]
pub struct Fig3;

const CASE: Case = Case::published(FIG3);
const TEXT: &str = "text below Fig. 3";
const TORUS: &str = "quasi-periodic";

const SHARED: [Claim; 8] = claims(FIG3, BEFORE3, TEXT);

static CARD: Card = Card {
    id: "attractors/fig3",
    title: "The toroidal attractor of a feedback network",
    item: "Fig. 3",
    says: "With s = 0.55 the attractor is toroidal, quasi-periodic: sheets that wrap around in an ordered way; its exponent \
           −0.20 is larger, but still negative.",
    claims: &[
        SHARED[0],
        Claim {
            name: TORUS,
            expected: Expected::Shape {
                says: "as many zero exponents as dimensions, none positive, and no period",
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
    ],
    cost: Cost { quick: "6 s", standard: "8 s", paper: "30 s" },
    differs: &["Panels b to f are ours."],
    not_built: &[],
};

impl Item for Fig3 {
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
        let (class, dimension) = (portrait.class()?, portrait.one("dimension")?);
        let evidence = format!("{class}, Kaplan-Yorke dimension {dimension}, no period up to 5000");
        let words = Words {
            title: CARD.title,
            called: "torus",
            extra: vec![Measured::holds(TORUS, quasiperiodic(class), evidence)],
            notes: vec![
                "The torus has dimension 1: a closed curve. The sheets that wrap around are made by the chords; the points \
                 fill a line."
                    .to_owned(),
            ],
        };
        outcome(CASE, setting, units, words)
    }
}
