//! Fig. 8, a to c: an original neuron coupled to a modified one, with Lyapunov exponents.

use hhnet::{Pair, Regime, Train};

use super::constants::{GC_FIG8, V_S1_FIG8};
use super::fig7::irregular_bursts;
use super::pairs::{self, Shown, exponent};
use super::runs::{bursts, mapping, only_spikes};
use crate::card::{Card, Claim, Cost, Expected};
use crate::error::ReproError;
use crate::figure::Figure;
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
    item: "Fig. 8, a to c",
    says: "At $V_{S,1}$ = -34.4 mV both burst, with lengths that are irregular and differ between the two; at -33.3 \
           mV the first bursts while the second spikes; at -30.5 mV, with the stronger coupling $g_{c,V}$ = 0.01, \
           both spike irregularly.",
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
    ],
    cost: Cost { quick: "10 s", standard: "40 s", paper: "3 min" },
    differs: &[
        "the text of the source does not say which variables it draws, nor from when to when: here V of both neurons \
         and both S, for 40 or 8 s after a transient of 1000 s; n is in the data",
        "the source prints no exponents and no starts: here the first run starts with both neurons where fig. 1 a \
         starts, and is the one that is drawn; the others start anywhere in the box of table 3",
    ],
    not_built: &["d, e, f: the same for the coupled mappings, eq. (11)"],
};

/// Lengths of bursts differ if their means do by more than this part.
const DIFFER: f64 = 0.1;
/// Intervals are irregular if their standard deviation is more than this part of their mean.
const VARY: f64 = 0.02;

const PANELS: [Shown; 3] = [
    Shown { letter: "a", pair: Pair::mixed, vs1: V_S1_FIG8[0], gc: GC_FIG8[0], drawn: 40.0 },
    Shown { letter: "b", pair: Pair::mixed, vs1: V_S1_FIG8[1], gc: GC_FIG8[1], drawn: 40.0 },
    Shown { letter: "c", pair: Pair::mixed, vs1: V_S1_FIG8[2], gc: GC_FIG8[2], drawn: 8.0 },
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
        let mut figure = Figure::new(CARD.title, PANELS.len(), &[76.0, 24.0]);
        for (i, panel) in found.iter().enumerate() {
            let regime = ["irregular bursts", "bursts and spikes", "irregular spikes"][i];
            figure = figure.panel(0, i, panel.panel(regime)?).panel(1, i, mapping(["d", "e", "f"][i], "11"));
        }
        let [a, b, c] = &found[..] else { return Err(pairs::panels_missing()) };
        let [one, two] = a.trains.each_ref().map(mean_burst);
        let differ = (one - two).abs() > DIFFER * one.min(two);
        let split = !bursts(&b.trains[0]).is_empty() && only_spikes(&b.trains[1]);
        let measured = vec![
            Measured::holds("a: irregular bursts", a.trains.iter().all(irregular_bursts), a.words()),
            Measured::holds(
                "a: different lengths in the two neurons",
                differ,
                format!("{one:.2} and {two:.2} spikes in a burst on average"),
            ),
            a.exponent("a: first exponent (1/s)", 0),
            Measured::holds("b: bursts and spikes", split, b.words()),
            b.exponent("b: first exponent (1/s)", 0),
            Measured::holds("c: irregular spikes", c.trains.iter().all(irregular_spikes), c.words()),
            c.exponent("c: first exponent (1/s)", 0),
        ];
        let mut data: Vec<_> = found.iter().map(pairs::Found::data).collect();
        data.push(pairs::exponent_data(&found));
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
