//! Fig. 8: an original neuron coupled to a modified one, and their mappings, with Lyapunov exponents.

use hhnet::{Regime, Train};

use super::constants::{GC_FIG8, V_S1_FIG8};
use super::fig7::irregular_bursts;
use super::pairs::{self, LIKE, Shown, alike, exponent};
use super::runs::{bursts, only_spikes};
use crate::card::{Card, Claim, Cost, Expected};
use crate::error::ReproError;
use crate::item::{Item, Measured, Outcome, Unit};
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// The item `hhnet/fig8`.
#[derive(Debug)]
pub struct Fig8;

const CAPTION: &str = "caption of fig. 8";
const TEXT: &str = "text above fig. 9";

static CARD: Card = Card {
    id: "hhnet/fig8",
    title: "An original neuron coupled to a modified one",
    item: "Fig. 8",
    says: "At $V_{S,1}$ = -34.4 mV both burst, with lengths that are irregular and differ between the two; at -33.3 \
           mV the first bursts while the second spikes; at -30.5 mV, with the stronger coupling $g_{c,V}$ = 0.01, \
           both spike irregularly. Coupled mappings do the same.",
    claims: &[
        Claim {
            name: "a: irregular bursts",
            expected: Expected::Shape {
                says: "both neurons: bursts of different lengths in no pattern that repeats",
            },
            printed_in: CAPTION,
        },
        Claim {
            name: "a: different lengths in the two neurons",
            expected: Expected::Shape {
                says: "the mean numbers of spikes in a burst differ by more than 10 %",
            },
            printed_in: TEXT,
        },
        exponent("a: first exponent (1/s)", 0.18),
        Claim {
            name: "b: bursts and spikes",
            expected: Expected::Shape { says: "neuron 1 has pauses between its spikes, neuron 2 has none" },
            printed_in: "caption of fig. 8; which neuron does what: text above fig. 9",
        },
        exponent("b: first exponent (1/s)", 0.16),
        Claim {
            name: "c: irregular spikes",
            expected: Expected::Shape {
                says: "both neurons spike without a pause, in no pattern that repeats, intervals vary by over 2 %",
            },
            printed_in: CAPTION,
        },
        exponent("c: first exponent (1/s)", 1.78),
        alike("d: irregular bursts", "both mappings: bursts of different lengths in no pattern that repeats"),
        alike("d: exponents are those of a", LIKE),
        alike("e: bursts and spikes", "mapping 1 has pauses between its spikes, mapping 2 has none"),
        alike("e: exponents are those of b", LIKE),
        alike(
            "f: irregular spikes",
            "both mappings spike without a pause, in no pattern that repeats, intervals vary by over 2 %",
        ),
        alike("f: exponents are those of c", LIKE),
    ],
    cost: Cost { quick: "25 s", standard: "2 min", paper: "8 min" },
    differs: &[
        "the text of the source does not say which variables it draws, nor from when to when: here V of both neurons \
         and both S, for 40 or 8 s after a transient of 1000 s; n is in the data",
        "the source prints no exponents and no starts: here the first run starts with both neurons where fig. 1 a \
         starts, and is the one that is drawn; the others start anywhere in the box of table 3",
    ],
    not_built: &[],
};

/// Lengths of bursts differ if their means do by more than this part.
const DIFFER: f64 = 0.1;
/// Intervals are irregular if their standard deviation is more than this part of their mean.
const VARY: f64 = 0.02;

/// A panel of an original and a modified neuron, or of their mappings.
const fn shown(letter: &'static str, mapped: bool, regime: usize) -> Shown {
    let drawn = [40.0, 40.0, 8.0][regime];
    Shown { letter, mapped, modified: [false, true], vs1: V_S1_FIG8[regime], gc: GC_FIG8[regime], drawn }
}

const PANELS: [Shown; 6] = [
    shown("a", false, 0),
    shown("b", false, 1),
    shown("c", false, 2),
    shown("d", true, 0),
    shown("e", true, 1),
    shown("f", true, 2),
];

impl Item for Fig8 {
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
        let regimes = ["irregular bursts", "bursts and spikes", "irregular spikes"];
        let figure = pairs::figure(CARD.title, &found, &regimes)?;
        let [a, b, c, d, e, f] = &found[..] else { return Err(pairs::panels_missing()) };
        let [one, two] = a.trains.each_ref().map(mean_burst);
        let differ = (one - two).abs() > DIFFER * one.min(two);
        let split = |[one, two]: &[Train; 2]| !bursts(one).is_empty() && only_spikes(two);
        let measured = vec![
            Measured::holds("a: irregular bursts", a.trains.iter().all(irregular_bursts), a.words()),
            Measured::holds(
                "a: different lengths in the two neurons",
                differ,
                format!("{one:.2} and {two:.2} spikes in a burst on average"),
            ),
            a.exponent("a: first exponent (1/s)", 0),
            Measured::holds("b: bursts and spikes", split(&b.trains), b.words()),
            b.exponent("b: first exponent (1/s)", 0),
            Measured::holds("c: irregular spikes", c.trains.iter().all(irregular_spikes), c.words()),
            c.exponent("c: first exponent (1/s)", 0),
            Measured::holds("d: irregular bursts", d.trains.iter().all(irregular_bursts), d.words()),
            d.exponents_like("d: exponents are those of a", a),
            Measured::holds("e: bursts and spikes", split(&e.trains), e.words()),
            e.exponents_like("e: exponents are those of b", b),
            Measured::holds("f: irregular spikes", f.trains.iter().all(irregular_spikes), f.words()),
            f.exponents_like("f: exponents are those of c", c),
        ];
        let mut data: Vec<_> = found.iter().map(pairs::Found::data).collect();
        data.extend(pairs::exponent_data(&found));
        Ok(Outcome { figure, measured, data, notes: pairs::notes() })
    }
}

/// Spikes in a burst on average.
fn mean_burst(train: &Train) -> f64 {
    let bursts = bursts(train);
    bursts.iter().sum::<usize>() as f64 / bursts.len() as f64
}

/// Spikes without a pause in no pattern that repeats, at intervals that vary.
fn irregular_spikes(train: &Train) -> bool {
    let intervals = train.intervals();
    let count = intervals.len() as f64;
    let mean = intervals.iter().sum::<f64>() / count;
    let deviation = (intervals.iter().map(|d| (d - mean).powi(2)).sum::<f64>() / count).sqrt();
    only_spikes(train) && matches!(train.regime(), Regime::Irregular { .. }) && deviation > VARY * mean
}
