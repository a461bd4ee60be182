//! Fig. 7, a to c: two coupled original neurons in bursts, irregular bursts and spikes, and their exponents.

use hhnet::{Pair, Regime, Train};

use super::constants::{GC_WEAK, V_S1_FIG7};
use super::pairs::{self, Shown, exponent};
use super::runs::{bursts, mapping, only_spikes};
use crate::card::{Card, Claim, Cost, Expected};
use crate::error::ReproError;
use crate::figure::Figure;
use crate::item::{Item, Measured, Outcome, Unit};
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// The item `hhnet/fig7`.
#[derive(Debug)]
pub struct Fig7;

const CAPTION: &str = "caption of fig. 7";

static CARD: Card = Card {
    id: "hhnet/fig7",
    title: "Two coupled original neurons",
    item: "Fig. 7, a to c",
    says: "Two original neurons, coupled with $g_{c,V}$ = 0.001, $V_{S,2}$ = $V_{S,1}$ + 0.1 mV, burst at \
           $V_{S,1}$ = -36 mV, burst irregularly at -33 mV and spike at -31 mV.",
    claims: &[
        Claim {
            name: "a: bursts",
            expected: Expected::Shape { says: "both neurons repeat a burst of the same number of spikes" },
            printed_in: CAPTION,
        },
        exponent("a: first exponent (1/s)", 0.007),
        exponent("a: second exponent (1/s)", -0.13),
        exponent("a: third exponent (1/s)", -0.52),
        Claim {
            name: "b: irregular bursts",
            expected: Expected::Shape {
                says: "both neurons: bursts of different lengths in no pattern that repeats",
            },
            printed_in: CAPTION,
        },
        exponent("b: first exponent (1/s), chaos", 0.29),
        Claim {
            name: "c: spikes",
            expected: Expected::Shape { says: "both neurons spike without a pause" },
            printed_in: CAPTION,
        },
        exponent("c: first exponent (1/s), torus", 0.0015),
        exponent("c: second exponent (1/s), torus", 0.0007),
        exponent("c: third exponent (1/s)", -0.55),
    ],
    cost: Cost { quick: "10 s", standard: "40 s", paper: "3 min" },
    differs: &[
        "the text of the source does not say which variables it draws, nor from when to when: here V of both neurons \
         and both S, for 40 or 5 s after a transient of 200 s; n is in the data",
        "the source prints no exponents and no starts: here the first run starts with both neurons where fig. 1 a \
         starts, and is the one that is drawn; the others start anywhere in the box of table 3",
    ],
    not_built: &["d, e, f: the same for the coupled mappings, eq. (11)"],
};

const PANELS: [Shown; 3] = [
    Shown { letter: "a", pair: Pair::originals, vs1: V_S1_FIG7[0], gc: GC_WEAK, drawn: 40.0 },
    Shown { letter: "b", pair: Pair::originals, vs1: V_S1_FIG7[1], gc: GC_WEAK, drawn: 40.0 },
    Shown { letter: "c", pair: Pair::originals, vs1: V_S1_FIG7[2], gc: GC_WEAK, drawn: 5.0 },
];

impl Item for Fig7 {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn units(&self, setting: &Setting) -> Vec<Unit> {
        pairs::units(&PANELS, setting)
    }

    fn compute(&self, setting: &Setting, unit: usize, watch: &Watch<'_>) -> Result<Table, ReproError> {
        pairs::compute(&PANELS, setting, unit, watch)
    }

    fn finish(&self, setting: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        let found = pairs::found(&PANELS, setting, units)?;
        let mut figure = Figure::new(CARD.title, PANELS.len(), &[76.0, 24.0]);
        for (i, panel) in found.iter().enumerate() {
            let regime = ["bursts", "irregular bursts", "spikes"][i];
            figure = figure.panel(0, i, panel.panel(regime)?).panel(1, i, mapping(["d", "e", "f"][i], "11"));
        }
        let [a, b, c] = &found[..] else { return Err(pairs::panels_missing()) };
        let bursting = spikes_a_burst(&a.trains[0]).is_some_and(|k| spikes_a_burst(&a.trains[1]) == Some(k));
        let measured = vec![
            Measured::holds("a: bursts", bursting, a.words()),
            a.exponent("a: first exponent (1/s)", 0),
            a.exponent("a: second exponent (1/s)", 1),
            a.exponent("a: third exponent (1/s)", 2),
            Measured::holds("b: irregular bursts", b.trains.iter().all(irregular_bursts), b.words()),
            b.exponent("b: first exponent (1/s), chaos", 0),
            Measured::holds("c: spikes", c.trains.iter().all(only_spikes), c.words()),
            c.exponent("c: first exponent (1/s), torus", 0),
            c.exponent("c: second exponent (1/s), torus", 1),
            c.exponent("c: third exponent (1/s)", 2),
        ];
        let mut data: Vec<_> = found.iter().map(pairs::Found::data).collect();
        data.push(pairs::exponent_data(&found));
        Ok(Outcome { figure, measured, data, notes: pairs::notes() })
    }
}

/// Spikes in a burst that repeats.
fn spikes_a_burst(train: &Train) -> Option<usize> {
    if let Regime::Burst { spikes, bursts: 1, .. } = train.regime() { Some(spikes) } else { None }
}

/// Bursts of different lengths in no pattern that repeats.
pub(super) fn irregular_bursts(train: &Train) -> bool {
    let bursts = bursts(train);
    matches!(train.regime(), Regime::Irregular { .. }) && bursts.iter().min() != bursts.iter().max()
}
