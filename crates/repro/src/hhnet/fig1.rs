//! Fig. 1: the modified neuron and its mapping in bursts, at rest and in spikes.

use hhnet::{Mapping, Neuron, Regime, Train, steady_state};

use super::constants::{START_BURSTS, START_REST, V_S_BISTABLE, V_S_SPIKES};
use super::ensembles::failed;
use super::nets;
use super::runs::{
    BEFOREHAND, SAMPLED, iterate, only_spikes, range, rates, repeated_burst, run, samples, spikes, strip,
    words,
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

/// Where claims on the mapping come from: the agreement is printed, how near it must be is not.
const AGREEMENT: &str =
    "section 5 (\"very good agreement with fig. 1, a, b and c\"); tolerance by the project";

const fn agrees(name: &'static str, value: f64, within: f64) -> Claim {
    Claim { name, expected: Expected::Number { value, within }, printed_in: AGREEMENT }
}

static CARD: Card = Card {
    id: "hhnet/fig1",
    title: "Bursts, rest and spikes of the modified neuron",
    item: "Fig. 1",
    says: "The modified neuron is bistable at $V_S$ = -36 mV: it bursts from one start and comes to rest from \
           another. In bursts $V$ and $n$ change much faster than $S$. At $V_S$ = -34 mV it spikes, and all three \
           change on the same time scale. The mapping does the same.",
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
        Claim {
            name: "d: bursts",
            expected: Expected::Shape { says: "groups of spikes with a pause between that repeat" },
            printed_in: AGREEMENT,
        },
        agrees("d: spikes in a burst", 16.0, 0.0),
        agrees("d: period of bursts (s)", 8.55813, OF_PERIODS * 8.55813),
        agrees("d: Q", 0.178593, OF_Q),
        Claim {
            name: "e: approach of the fixed point",
            expected: Expected::Shape {
                says: "no spikes after 100 s, and V at 200 s within 0.15 mV of the neuron's steady state",
            },
            printed_in: AGREEMENT,
        },
        agrees("e: Q", 0.187922042, OF_Q),
        Claim {
            name: "f: spikes",
            expected: Expected::Shape { says: "spikes at equal intervals" },
            printed_in: AGREEMENT,
        },
        agrees("f: period of spikes (s)", 0.568507, OF_PERIODS * 0.568507),
        agrees("f: Q", 0.182879, OF_Q),
    ],
    cost: Cost { quick: "<1 s", standard: "<1 s", paper: "<1 s" },
    differs: &[
        "the source does not say which stretch of time it draws: here a and b show the first 30 s, c 4 s after 100 s",
        "the source does not print the start of c: here it is that of a",
        "the source does not define its time scales: here a variable's rate is how often in a second it goes through \
         its whole range, up or down, from 100 to 200 s",
    ],
    not_built: &[],
};

/// "Much faster" is at least so many times.
const FASTER: f64 = 3.0;
/// "The same time scale" is within such a factor.
const ALIKE: f64 = 1.5;
/// At rest V is so close to the steady state at the end, in mV.
const NEAR: f64 = 1e-6;
/// The rest of the mapping is so close to that of the neuron, in mV: the bound for a net to be accepted.
const NEAR_OF_MAPPING: f64 = 0.15;
/// Q of the mapping agrees within this: the bound for a net to be accepted.
const OF_Q: f64 = 5e-4;
/// Periods of the mapping agree within this part.
const OF_PERIODS: f64 = 0.02;
/// Where regimes, Q and rates are measured, in s: the window of eq. (3).
const WINDOW: (f64, f64) = hhnet::observable::WINDOW;

/// A column: the letters of its panels, what it shows, `V_S` in mV, start, and from when to when it is drawn, in s.
struct Shown([&'static str; 2], &'static str, f64, [f64; 3], (f64, f64));

const PANELS: [Shown; 3] = [
    Shown(["a", "d"], "bursts", V_S_BISTABLE, START_BURSTS, (0.0, 30.0)),
    Shown(["b", "e"], "fixed point", V_S_BISTABLE, START_REST, (0.0, 30.0)),
    Shown(["c", "f"], "spikes", V_S_SPIKES, START_BURSTS, (100.0, 104.0)),
];

/// What the rows show.
const ROWS: [&str; 2] = ["equations", "mapping"];

impl Item for Fig1 {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn units(&self, _: &Setting) -> Vec<Unit> {
        ROWS.iter()
            .flat_map(|row| PANELS.map(|Shown(_, what, ..)| Unit::new(format!("{row}: {what}"))))
            .collect()
    }

    fn compute(&self, _: &Setting, unit: usize, _: &Watch<'_>) -> Result<Table, ReproError> {
        let Shown(_, _, vs, start, _) = PANELS[unit % PANELS.len()];
        if unit < PANELS.len() {
            return run::<1, _>(&Neuron::modified(vs), &start, WINDOW, (0.0, WINDOW.1));
        }
        let net = nets::net(true);
        let map = Mapping::<3, 1>::new(&net, [vs]).map_err(failed("the mapping of the modified neuron"))?;
        iterate::<1, _>(&map, &start, WINDOW, (0.0, WINDOW.1))
    }

    fn finish(&self, _: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        let mut figure = Figure::new(CARD.title, PANELS.len(), &[66.0; ROWS.len()]);
        let mut data = Vec::new();
        for (i, run) in units.iter().enumerate() {
            let (row, column) = (i / PANELS.len(), i % PANELS.len());
            let shown = &PANELS[column];
            let drawn = samples::<1>(run, shown.4)?;
            figure = figure.panel(row, column, panel(shown, row, &drawn)?);
            data.push(DataFile::csv(format!("series_{}", shown.0[row]), drawn));
        }
        let [a, b, c, d, e, f] = units else {
            return Err(ReproError::Table {
                array: "units".to_owned(),
                fact: format!("{} of 6", units.len()),
            });
        };
        let mut measured = bursting(a)?;
        measured.extend(resting(b, NEAR, ["b: approach of the fixed point", "b: Q"])?);
        measured.extend(spiking(c)?);
        measured.extend(bursts(d, ["d: bursts", "d: spikes in a burst", "d: period of bursts (s)", "d: Q"])?);
        measured.extend(resting(e, NEAR_OF_MAPPING, ["e: approach of the fixed point", "e: Q"])?);
        measured.extend(spikes_only(f, ["f: spikes", "f: period of spikes (s)", "f: Q"])?);
        let (from, to) = WINDOW;
        let notes = vec![
            format!(
                "Series are sampled every {SAMPLED} s, the step of the mapping; regimes, Q and rates are those of {from} \
                 to {to} s."
            ),
            "The mapping is the net of the modified neuron that ships with the crate hhnet, in double precision.".to_owned(),
            "Spikes of the mapping are some 114 steps apart, and what a step gets wrong depends on where in the spike it falls: \
             intervals vary where those of the equations are equal. Equal means within 0.2 %; if this claim is missed, the \
             evidence says by how much, and the cause is the net's error of a step."
                .to_owned(),
        ];
        Ok(Outcome { figure, measured, data, notes })
    }
}

fn panel(
    &Shown(letters, what, vs, [_, _, s], _): &Shown,
    row: usize,
    drawn: &Table,
) -> Result<Panel, ReproError> {
    let t = drawn.get("t")?;
    let colour = [Colour::BLUE, Colour::VERMILION][row];
    let strip = |label, name| Ok::<_, ReproError>(strip(label, t, &[(drawn.get(name)?, colour)]));
    let strips = vec![strip("$V$ (mV)", "V")?, strip("$n$", "n")?, strip("$S$", "S")?];
    let start = if vs == V_S_BISTABLE && row == 0 { format!(", $S_0$ = {s}") } else { String::new() };
    let of = ["", "mapping: "][row];
    let title = format!("{of}{what}, $V_S$ = \u{2212}{} mV{start}", -vs);
    Ok(Panel::strips(strips).letter(letters[row]).title(title))
}

/// What the regime of a single neuron was, for the report.
fn seen(train: &Train) -> String {
    format!("{}, from {} to {} s", words(train), WINDOW.0, WINDOW.1)
}

fn q(run: &Table, claim: &'static str) -> Result<Measured, ReproError> {
    let evidence = "eq. (3), t0 = T = 100 s; of the equations by fourth-order quadrature along the steps, of the mapping the mean over \
                    iterates";
    Ok(Measured::value(claim, run.get("Q")?[0], evidence))
}

/// Regime, spikes in a burst, period and Q, under these claims.
fn bursts(
    run: &Table,
    [regime, spikes_in, period_of, of_q]: [&'static str; 4],
) -> Result<Vec<Measured>, ReproError> {
    let train = spikes(run, 1)?;
    let (count, period) =
        repeated_burst(&train).map_or((f64::NAN, f64::NAN), |(k, period)| (k as f64, period));
    Ok(vec![
        Measured::holds(regime, period.is_finite(), seen(&train)),
        Measured::value(spikes_in, count, seen(&train)),
        Measured::value(period_of, period, seen(&train)),
        q(run, of_q)?,
    ])
}

fn bursting(run: &Table) -> Result<Vec<Measured>, ReproError> {
    let [v, n, s] = rates(run, WINDOW)?;
    let mut measured = bursts(run, ["a: bursts", "a: spikes in a burst", "a: period of bursts (s)", "a: Q"])?;
    measured.push(Measured::value(
        "a: how much faster V and n change than S",
        v.min(n) / s,
        format!("V, n, S go through their ranges {v:.3}, {n:.3}, {s:.3} times a second"),
    ));
    Ok(measured)
}

fn resting(run: &Table, near: f64, [approach, of_q]: [&'static str; 2]) -> Result<Vec<Measured>, ReproError> {
    let train = spikes(run, 1)?;
    let point = steady_state(&Neuron::modified(V_S_BISTABLE)).map_err(failed("the steady state"))?;
    let away = (run.get("end")?[0] - point.x[0]).abs();
    let rests = matches!(train.regime(), Regime::Rest) && away < near;
    let evidence = format!(
        "{}; V at 200 s is {away:.1e} mV from the steady state of the equations that Newton's method finds",
        seen(&train)
    );
    Ok(vec![Measured::holds(approach, rests, evidence), q(run, of_q)?])
}

/// Regime, period and Q, under these claims.
fn spikes_only(
    run: &Table,
    [regime, period_of, of_q]: [&'static str; 3],
) -> Result<Vec<Measured>, ReproError> {
    let train = spikes(run, 1)?;
    let equal = matches!(train.regime(), Regime::Spike { .. });
    let mean = train.intervals().iter().sum::<f64>() / train.intervals().len() as f64;
    let period = match train.regime() {
        Regime::Spike { period } => period,
        _ if only_spikes(&train) => mean,
        _ => f64::NAN,
    };
    Ok(vec![
        Measured::holds(regime, equal, seen(&train)),
        Measured::value(period_of, period, format!("{}, {mean:.6} s on average", seen(&train))),
        q(run, of_q)?,
    ])
}

fn spiking(run: &Table) -> Result<Vec<Measured>, ReproError> {
    let [v, n, s] = rates(run, WINDOW)?;
    let (least, most) = range(&[v, n, s]);
    let mut measured = spikes_only(run, ["c: spikes", "c: period of spikes (s)", "c: Q"])?;
    measured.push(Measured::value(
        "c: largest ratio of the rates of V, n and S",
        most / least,
        format!("V, n, S go through their ranges {v:.3}, {n:.3}, {s:.3} times a second"),
    ));
    Ok(measured)
}
