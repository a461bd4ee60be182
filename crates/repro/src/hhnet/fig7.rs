//! Fig. 7: two coupled original neurons, and their mappings, in bursts, irregular bursts and spikes.

use dynsys::tableau::Rk4;
use dynsys::{Erk, Plan, Sampled};
use hhnet::{Regime, Train};

use super::constants::{GC_WEAK, V_S1_FIG7};
use super::pairs::{self, LIKE, Shown, alike, exponent};
use super::runs::{BEFOREHAND, bursts, only_spikes, repeated_burst};
use crate::card::{Card, Claim, Cost, Expected};
use crate::error::ReproError;
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
    item: "Fig. 7",
    says: "Two original neurons, coupled with $g_{c,V}$ = 0.001, $V_{S,2}$ = $V_{S,1}$ + 0.1 mV, burst at \
           $V_{S,1}$ = -36 mV, burst irregularly at -33 mV and spike at -31 mV. Coupled mappings do the same.",
    claims: &[
        Claim {
            name: "a: bursts",
            expected: Expected::Shape {
                says: "both neurons: groups of three or more spikes with pauses between",
            },
            printed_in: CAPTION,
        },
        Claim {
            name: "a: regular bursts",
            expected: Expected::Shape { says: "both neurons repeat a burst of the same number of spikes" },
            printed_in: BEFOREHAND,
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
        alike("d: bursts", "both mappings: groups of three or more spikes with pauses between"),
        alike("d: exponents are those of a", LIKE),
        alike("e: irregular bursts", "both mappings: bursts of different lengths in no pattern that repeats"),
        alike("e: exponents are those of b", LIKE),
        alike("f: spikes", "both mappings spike without a pause"),
        alike("f: exponents are those of c", LIKE),
    ],
    cost: Cost { quick: "25 s", standard: "2 min", paper: "8 min" },
    differs: &[
        "the text of the source does not say which variables it draws, nor from when to when: here V of both neurons \
         and both S, for 40 or 5 s after a transient of 1000 s; n is in the data",
        "the source prints no exponents and no starts: here the first run starts with both neurons where fig. 1 a \
         starts, and is the one that is drawn; the others start anywhere in the box of table 3",
    ],
    not_built: &[],
};

/// A panel of two original neurons, or of their mappings.
const fn shown(letter: &'static str, mapped: bool, regime: usize) -> Shown {
    let drawn = [40.0, 40.0, 5.0][regime];
    Shown { letter, mapped, modified: [false, false], vs1: V_S1_FIG7[regime], gc: GC_WEAK, drawn }
}

const PANELS: [Shown; 6] = [
    shown("a", false, 0),
    shown("b", false, 1),
    shown("c", false, 2),
    shown("d", true, 0),
    shown("e", true, 1),
    shown("f", true, 2),
];

/// Steps of RK4 in s: one that gives the exponents claimed, and half of it.
const STEPS: [f64; 2] = [0.0025, 0.00125];

impl Item for Fig7 {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn units(&self, setting: &Setting) -> Vec<Unit> {
        let mut units = pairs::units(&PANELS, setting);
        units.push(Unit { name: "a: exponents by RK4".to_owned(), weight: 0.3 });
        units
    }

    fn compute(&self, setting: &Setting, unit: usize, watch: &Watch<'_>) -> Result<Table, ReproError> {
        if unit + 1 == self.units(setting).len() {
            return by_runge_kutta(setting, watch);
        }
        pairs::compute(&PANELS, setting, unit, watch)
    }

    fn finish(&self, setting: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        let found = pairs::found(&PANELS, setting, units)?;
        let figure = pairs::figure(CARD.title, &found, &["bursts", "irregular bursts", "spikes"])?;
        let [a, b, c, d, e, f] = &found[..] else { return Err(pairs::panels_missing()) };
        let [one, two] = a.trains.each_ref().map(|train| repeated_burst(train).map(|(spikes, _)| spikes));
        let measured = vec![
            Measured::holds("a: bursts", a.trains.iter().all(bursting), a.words()),
            Measured::holds("a: regular bursts", one.is_some() && one == two, a.words()),
            a.exponent("a: first exponent (1/s)", 0),
            a.exponent("a: second exponent (1/s)", 1),
            a.exponent("a: third exponent (1/s)", 2),
            Measured::holds("b: irregular bursts", b.trains.iter().all(irregular_bursts), b.words()),
            b.exponent("b: first exponent (1/s), chaos", 0),
            Measured::holds("c: spikes", c.trains.iter().all(only_spikes), c.words()),
            c.exponent("c: first exponent (1/s), torus", 0),
            c.exponent("c: second exponent (1/s), torus", 1),
            c.exponent("c: third exponent (1/s)", 2),
            Measured::holds("d: bursts", d.trains.iter().all(bursting), d.words()),
            d.exponents_like("d: exponents are those of a", a),
            Measured::holds("e: irregular bursts", e.trains.iter().all(irregular_bursts), e.words()),
            e.exponents_like("e: exponents are those of b", b),
            Measured::holds("f: spikes", f.trains.iter().all(only_spikes), f.words()),
            f.exponents_like("f: exponents are those of c", c),
        ];
        let mut data: Vec<_> = found.iter().map(pairs::Found::data).collect();
        data.extend(pairs::exponent_data(&found));
        let mut notes = pairs::notes();
        notes.push(about_steps(&units[units.len() - 1])?);
        Ok(Outcome { figure, measured, data, notes })
    }
}

/// The exponents of a by the Runge-Kutta method of order 4, one step after the other.
fn by_runge_kutta(setting: &Setting, watch: &Watch<'_>) -> Result<Table, ReproError> {
    let pair = PANELS[0].pair();
    let mut table = Table::new();
    for step in STEPS {
        watch.check()?;
        let flow = Sampled { flow: pair, plan: Plan::constant(Erk(Rk4), step), dt: pairs::RENORMALISED };
        table = table.with(step.to_string(), pairs::leading(&flow, 0, setting)?.to_vec());
    }
    Ok(table)
}

/// What comes of a with fixed steps, for the report.
fn about_steps(table: &Table) -> Result<String, ReproError> {
    let mut found = Vec::new();
    for step in STEPS {
        let exponents: Vec<_> = table.get(&step.to_string())?.iter().map(|l| format!("{l:.4}")).collect();
        found.push(format!("{} at h = {step} s", exponents.join(", ")));
    }
    let (found, coarse) = (found.join("; "), STEPS[0]);
    Ok(format!(
        "The exponents of a depend on how accurately one integrates. RK4 gives {found}. The values claimed are those \
         of h = {coarse} s; smaller steps agree with DOP853 at 1e-9, so these two misses lie with the values claimed."
    ))
}

/// Groups of at least three spikes with pauses between.
fn bursting(train: &Train) -> bool {
    let bursts = bursts(train);
    bursts.len() > 1 && bursts.iter().all(|burst| *burst > 2)
}

/// Bursts of different lengths in no pattern that repeats.
pub(super) fn irregular_bursts(train: &Train) -> bool {
    let bursts = bursts(train);
    matches!(train.regime(), Regime::Irregular { .. }) && bursts.iter().min() != bursts.iter().max()
}
