//! Fig. 2: the attractors of the modified neuron in (V, n, S): bursts and spikes, each once around.

use hhnet::{Neuron, Regime};

use super::constants::{START_BURSTS, V_S_BISTABLE, V_S_SPIKES};
use super::ensembles::failed;
use super::runs::{BEFOREHAND, range, run, spikes, turnovers};
use crate::card::{Card, Claim, Cost, Expected};
use crate::data_file::DataFile;
use crate::error::ReproError;
use crate::figure::{Axis, Colour, Figure, Panel, Space, Stroke};
use crate::item::{Item, Measured, Outcome, Unit};
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// The item `hhnet/fig2`.
#[derive(Debug)]
pub struct Fig2;

const TEXT: &str = "text above fig. 2";

static CARD: Card = Card {
    id: "hhnet/fig2",
    title: "Phase portraits of the modified neuron",
    item: "Fig. 2",
    says: "The attractor of bursts has several turns and a loop that closes them. The attractor of spikes, where \
           all variables change on the same time scale, is a simple limit cycle.",
    claims: &[
        Claim {
            name: "a: several turns with a loop closing them",
            expected: Expected::Shape {
                says: "more than two turns, and exactly one long way between two of them",
            },
            printed_in: TEXT,
        },
        Claim {
            name: "a: turns",
            expected: Expected::Number { value: 16.0, within: 0.0 },
            printed_in: BEFOREHAND,
        },
        Claim {
            name: "a: how much faster V and n change than S",
            expected: Expected::AtLeast { value: 3.0 },
            printed_in: "text above fig. 1",
        },
        Claim {
            name: "a: return distance",
            expected: Expected::AtMost { value: CLOSED },
            printed_in: "an attractor with a loop that closes: text above fig. 2; the bound is ours",
        },
        Claim {
            name: "b: a limit cycle of one turn",
            expected: Expected::Shape { says: "one turn a period" },
            printed_in: TEXT,
        },
        Claim {
            name: "b: largest ratio of the rates of V, n and S",
            expected: Expected::AtMost { value: 1.5 },
            printed_in: TEXT,
        },
        Claim {
            name: "b: return distance",
            expected: Expected::AtMost { value: CLOSED },
            printed_in: "a limit cycle: text above fig. 2; the bound is ours",
        },
    ],
    cost: Cost { quick: "<1 s", standard: "<1 s", paper: "<1 s" },
    differs: &[
        "the source does not say from where the attractors are seen nor how long they are followed: here each is \
         drawn once around",
        "the source does not define its time scales: here a variable's rate is how often in a second it goes through \
         its whole range, up or down",
    ],
    not_built: &[],
};

/// Start and end of one period are this close, in units of the range of each variable.
const CLOSED: f64 = 1e-3;
/// Points around an attractor.
const POINTS: usize = 6000;
/// A way between two turns is long if it takes so many times the median one.
const ASSUMED_LONG: f64 = 5.0;
/// Where the period is measured, in s, and from whose end on the attractor is followed.
const WINDOW: (f64, f64) = hhnet::observable::WINDOW;

/// A panel: letter, what it shows, `V_S` in mV.
struct Shown(&'static str, &'static str, f64);

const PANELS: [Shown; 2] = [Shown("a", "bursts", V_S_BISTABLE), Shown("b", "spikes", V_S_SPIKES)];

impl Item for Fig2 {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn units(&self, _: &Setting) -> Vec<Unit> {
        PANELS.iter().map(|Shown(letter, what, _)| Unit::new(format!("{letter}: {what}"))).collect()
    }

    fn compute(&self, _: &Setting, unit: usize, _: &Watch<'_>) -> Result<Table, ReproError> {
        let neuron = Neuron::modified(PANELS[unit].2);
        let before = run::<1, _>(&neuron, &START_BURSTS, WINDOW, WINDOW)?;
        let regime = spikes(&before, 1)?.regime();
        let (Regime::Burst { period, .. } | Regime::Spike { period }) = regime else {
            let facts = format!("no period at V_S = {} mV, but {regime:?}", neuron.vs);
            return Err(ReproError::Numerics { what: "the attractors of fig. 2".to_owned(), facts });
        };
        let end = <[f64; 3]>::try_from(before.get("end")?).map_err(|_| ReproError::Table {
            array: "end".to_owned(),
            fact: "a neuron has three variables".to_owned(),
        })?;
        let plan = hhnet::portrait::plan();
        let around = dynsys::trajectory(&neuron, &plan, (0.0, period), &end, period / POINTS as f64);
        let around = around.map_err(|error| failed("a way around an attractor")(error.into()))?;
        let column = |i: usize| around.x.iter().map(|x| x[i]).collect();
        let [v, n, s] = [0, 1, 2].map(column);
        Ok(Table::new().with("t", around.t.clone()).with("V", v).with("n", n).with("S", s))
    }

    fn finish(&self, _: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        let mut figure = Figure::new(CARD.title, PANELS.len(), &[80.0]);
        let mut data = Vec::new();
        for (i, (Shown(letter, what, vs), orbit)) in PANELS.iter().zip(units).enumerate() {
            let title = format!("{what}, $V_S$ = \u{2212}{} mV", -vs);
            figure = figure.panel(0, i, Panel::space(space(orbit)?).letter(*letter).title(title));
            data.push(DataFile::csv(format!("orbit_{letter}"), orbit.clone()));
        }
        let [bursts, spikes] = [Orbit::of(&units[0])?, Orbit::of(&units[1])?];
        let measured = vec![
            Measured::holds(
                "a: several turns with a loop closing them",
                bursts.turns > 2 && bursts.long == 1,
                bursts.words(),
            ),
            Measured::value("a: turns", bursts.turns as f64, bursts.words()),
            Measured::value("a: how much faster V and n change than S", bursts.faster(), bursts.rates()),
            Measured::value("a: return distance", bursts.distance, bursts.closing()),
            Measured::holds("b: a limit cycle of one turn", spikes.turns == 1, spikes.words()),
            Measured::value("b: largest ratio of the rates of V, n and S", spikes.ratio(), spikes.rates()),
            Measured::value("b: return distance", spikes.distance, spikes.closing()),
        ];
        Ok(Outcome { figure, measured, data, notes: Vec::new() })
    }
}

fn space(orbit: &Table) -> Result<Space, ReproError> {
    let [v, n, s] = [orbit.get("V")?, orbit.get("n")?, orbit.get("S")?];
    let points = (0..v.len()).map(|i| [v[i], n[i], s[i]]).collect();
    let axis = |label, values| Axis::around(label, values).ticks(6);
    let space = Space::new(axis("$V$ (mV)", v), axis("$n$", n), axis("$S$", s));
    Ok(space.curve(points, Stroke::solid(Colour::BLUE)))
}

/// One way around an attractor.
struct Orbit {
    period: f64,
    /// Spikes.
    turns: usize,
    /// Long ways between two of them.
    long: usize,
    /// From the last point to the first, in units of the range of each variable.
    distance: f64,
    /// Of V, n, S.
    rates: [f64; 3],
}

impl Orbit {
    fn of(orbit: &Table) -> Result<Self, ReproError> {
        let (t, v) = (orbit.get("t")?, orbit.get("V")?);
        let period = t[t.len() - 1] - t[0];
        let rises = |i: &usize| v[*i] < hhnet::regime::THRESHOLD && hhnet::regime::THRESHOLD <= v[i + 1];
        let spikes: Vec<f64> = (0..v.len() - 1).filter(rises).map(|i| t[i]).collect();
        let next = spikes.iter().skip(1).copied().chain(spikes.first().map(|first| first + period));
        let ways: Vec<f64> = spikes.iter().zip(next).map(|(from, to)| to - from).collect();
        let mut sorted = ways.clone();
        sorted.sort_by(f64::total_cmp);
        let median = sorted.get(sorted.len() / 2).copied().unwrap_or(f64::INFINITY);
        let (mut square, mut rates) = (0.0, [0.0; 3]);
        for (rate, name) in rates.iter_mut().zip(["V", "n", "S"]) {
            let x = orbit.get(name)?;
            let (low, high) = range(x);
            square += ((x[x.len() - 1] - x[0]) / (high - low)).powi(2);
            *rate = turnovers(t, x);
        }
        let long = ways.iter().filter(|way| **way > ASSUMED_LONG * median).count();
        Ok(Self { period, turns: spikes.len(), long, distance: square.sqrt(), rates })
    }

    fn faster(&self) -> f64 {
        self.rates[0].min(self.rates[1]) / self.rates[2]
    }

    fn ratio(&self) -> f64 {
        let (low, high) = range(&self.rates);
        high / low
    }

    fn words(&self) -> String {
        format!("{:.6} s around: turns {}, long ways between them {}", self.period, self.turns, self.long)
    }

    fn rates(&self) -> String {
        let [v, n, s] = self.rates;
        format!("V, n, S go through their ranges {v:.3}, {n:.3}, {s:.3} times a second")
    }

    fn closing(&self) -> String {
        format!("distance after {:.6} s, each variable in units of its range", self.period)
    }
}
