//! Fig. 1, a to c: the modified neuron in bursts, at rest and in spikes.

use hhnet::{Neuron, Regime, Train, steady_state};

use super::constants::{START_BURSTS, START_REST, V_S_BISTABLE, V_S_SPIKES};
use super::ensembles::failed;
use super::runs::{
    BEFOREHAND, SAMPLED, mapping, range, rates, repeated_burst, run, samples, spikes, strip, words,
};
use crate::card::{Card, Claim, Cost, Expected};
use crate::data_file::DataFile;
use crate::error::ReproError;
use crate::figure::{Colour, Figure, Panel};
use crate::item::{Item, Measured, Outcome, Unit};
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// The item `hhnet/fig1`.
#[derive(Debug)]
pub struct Fig1;

const CAPTION: &str = "caption of fig. 1";
const TEXT: &str = "text above fig. 1";

const fn number(name: &'static str, value: f64, within: f64) -> Claim {
    Claim { name, expected: Expected::Number { value, within }, printed_in: BEFOREHAND }
}

static CARD: Card = Card {
    id: "hhnet/fig1",
    title: "Bursts, rest and spikes of the modified neuron",
    item: "Fig. 1, a to c",
    says: "The modified neuron is bistable at $V_S$ = -36 mV: it bursts from one start and comes to rest from \
           another. In bursts $V$ and $n$ change much faster than $S$. At $V_S$ = -34 mV it spikes, and all three \
           change on the same time scale.",
    claims: &[
        Claim {
            name: "a: bursts",
            expected: Expected::Shape { says: "groups of spikes with a pause between that repeat" },
            printed_in: CAPTION,
        },
        Claim {
            name: "a: how much faster V and n change than S",
            expected: Expected::AtLeast { value: FASTER },
            printed_in: TEXT,
        },
        number("a: spikes in a burst", 16.0, 0.0),
        number("a: period of bursts (s)", 8.55813, 2e-4),
        number("a: Q", 0.178593, 3e-4),
        Claim {
            name: "b: approach of the fixed point",
            expected: Expected::Shape {
                says: "no spikes after 100 s, and V at 200 s within 1e-6 mV of the steady state",
            },
            printed_in: CAPTION,
        },
        number("b: Q", 0.187922042, 1e-6),
        Claim {
            name: "c: spikes",
            expected: Expected::Shape { says: "spikes at equal intervals" },
            printed_in: CAPTION,
        },
        Claim {
            name: "c: largest ratio of the rates of V, n and S",
            expected: Expected::AtMost { value: ALIKE },
            printed_in: TEXT,
        },
        number("c: period of spikes (s)", 0.568507, 2e-5),
        number("c: Q", 0.182879, 1e-6),
    ],
    cost: Cost { quick: "<1 s", standard: "<1 s", paper: "<1 s" },
    differs: &[
        "the source does not say which stretch of time it draws: here a and b show the first 30 s, c 4 s after 100 s",
        "the source does not print the start of c: here it is that of a",
        "the source does not define its time scales: here a variable's rate is how often in a second it goes through \
         its whole range, up or down, from 100 to 200 s",
    ],
    not_built: &["d, e, f: the same for the neural-network mapping, eq. (5)"],
};

/// "Much faster" is at least so many times.
const FASTER: f64 = 3.0;
/// "The same time scale" is within such a factor.
const ALIKE: f64 = 1.5;
/// At rest V is so close to the steady state at the end, in mV.
const NEAR: f64 = 1e-6;
/// Where regimes, Q and rates are measured, in s: the window of eq. (3).
const WINDOW: (f64, f64) = hhnet::observable::WINDOW;

/// A panel: letter, what it shows, `V_S` in mV, start, and from when to when it is drawn, in s.
struct Shown(&'static str, &'static str, f64, [f64; 3], (f64, f64));

const PANELS: [Shown; 3] = [
    Shown("a", "bursts", V_S_BISTABLE, START_BURSTS, (0.0, 30.0)),
    Shown("b", "fixed point", V_S_BISTABLE, START_REST, (0.0, 30.0)),
    Shown("c", "spikes", V_S_SPIKES, START_BURSTS, (100.0, 104.0)),
];

impl Item for Fig1 {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn units(&self, _: &Setting) -> Vec<Unit> {
        PANELS.iter().map(|Shown(letter, what, ..)| Unit::new(format!("{letter}: {what}"))).collect()
    }

    fn compute(&self, _: &Setting, unit: usize, _: &Watch<'_>) -> Result<Table, ReproError> {
        let Shown(_, _, vs, start, _) = PANELS[unit];
        run::<1, _>(&Neuron::modified(vs), &start, WINDOW, (0.0, WINDOW.1))
    }

    fn finish(&self, _: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        let mut figure = Figure::new(CARD.title, PANELS.len(), &[76.0, 24.0]);
        let mut data = Vec::new();
        for (i, (shown, run)) in PANELS.iter().zip(units).enumerate() {
            let drawn = samples::<1>(run, shown.4)?;
            figure = figure.panel(0, i, panel(shown, &drawn)?).panel(1, i, mapping(["d", "e", "f"][i], "5"));
            data.push(DataFile::csv(format!("series_{}", shown.0), drawn));
        }
        let mut measured = bursting(&units[0])?;
        measured.extend(resting(&units[1])?);
        measured.extend(spiking(&units[2])?);
        let (from, to) = WINDOW;
        let notes = vec![format!(
            "Series are sampled every {SAMPLED} s; regimes, Q and rates are those of {from} to {to} s."
        )];
        Ok(Outcome { figure, measured, data, notes })
    }
}

fn panel(&Shown(letter, what, vs, [_, _, s], _): &Shown, drawn: &Table) -> Result<Panel, ReproError> {
    let t = drawn.get("t")?;
    let strip = |label, name| Ok::<_, ReproError>(strip(label, t, &[(drawn.get(name)?, Colour::BLUE)]));
    let strips = vec![strip("$V$ (mV)", "V")?, strip("$n$", "n")?, strip("$S$", "S")?];
    let start = if vs == V_S_BISTABLE { format!(", $S_0$ = {s}") } else { String::new() };
    let title = format!("{what}, $V_S$ = \u{2212}{} mV{start}", -vs);
    Ok(Panel::strips(strips).letter(letter).title(title))
}

/// What the regime of a single neuron was, for the report.
fn seen(train: &Train) -> String {
    format!("{}, from {} to {} s", words(train), WINDOW.0, WINDOW.1)
}

fn q(run: &Table, claim: &'static str) -> Result<Measured, ReproError> {
    let evidence = "eq. (3), t0 = T = 100 s; fourth-order quadrature along the steps";
    Ok(Measured::value(claim, run.get("Q")?[0], evidence))
}

fn bursting(run: &Table) -> Result<Vec<Measured>, ReproError> {
    let train = spikes(run, 1)?;
    let (count, period) =
        repeated_burst(&train).map_or((f64::NAN, f64::NAN), |(k, period)| (k as f64, period));
    let [v, n, s] = rates(run, WINDOW)?;
    Ok(vec![
        Measured::holds("a: bursts", period.is_finite(), seen(&train)),
        Measured::value(
            "a: how much faster V and n change than S",
            v.min(n) / s,
            format!("V, n, S go through their ranges {v:.3}, {n:.3}, {s:.3} times a second"),
        ),
        Measured::value("a: spikes in a burst", count, seen(&train)),
        Measured::value("a: period of bursts (s)", period, seen(&train)),
        q(run, "a: Q")?,
    ])
}

fn resting(run: &Table) -> Result<Vec<Measured>, ReproError> {
    let train = spikes(run, 1)?;
    let point = steady_state(&Neuron::modified(V_S_BISTABLE)).map_err(failed("the steady state"))?;
    let away = (run.get("end")?[0] - point.x[0]).abs();
    let rests = matches!(train.regime(), Regime::Rest) && away < NEAR;
    let evidence = format!(
        "{}; V at 200 s is {away:.1e} mV from the steady state that Newton's method finds",
        seen(&train)
    );
    Ok(vec![Measured::holds("b: approach of the fixed point", rests, evidence), q(run, "b: Q")?])
}

fn spiking(run: &Table) -> Result<Vec<Measured>, ReproError> {
    let train = spikes(run, 1)?;
    let period = if let Regime::Spike { period } = train.regime() { period } else { f64::NAN };
    let [v, n, s] = rates(run, WINDOW)?;
    let (least, most) = range(&[v, n, s]);
    Ok(vec![
        Measured::holds("c: spikes", period.is_finite(), seen(&train)),
        Measured::value(
            "c: largest ratio of the rates of V, n and S",
            most / least,
            format!("V, n, S go through their ranges {v:.3}, {n:.3}, {s:.3} times a second"),
        ),
        Measured::value("c: period of spikes (s)", period, seen(&train)),
        q(run, "c: Q")?,
    ])
}
