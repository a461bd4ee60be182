//! The panels of figures 7 and 8: a pair of coupled neurons, its oscillations, spikes and Lyapunov exponents.

use core::ops::Range;
use std::panic::resume_unwind;

use dynsys::Sampled;
use dynsys::lyapunov::{Options, spectrum};
use hhnet::starts::BOX;
use hhnet::{Pair, Train, portrait};
use neurodyn_core::seed::Seeds;
use neurodyn_core::{Dual, Evolve, Fixed, System};

use super::constants::START_BURSTS;
use super::ensembles::failed;
use super::runs::{SAMPLED, range, run, samples, spikes, strip, words};
use crate::card::{Claim, Expected};
use crate::data_file::DataFile;
use crate::error::ReproError;
use crate::figure::{Colour, Panel};
use crate::item::{Measured, Unit};
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// A panel.
pub(super) struct Shown {
    pub(super) letter: &'static str,
    /// The pair of this `V_S1` and this coupling.
    pub(super) pair: fn(f64, f64) -> Pair,
    pub(super) vs1: f64,
    pub(super) gc: f64,
    /// How many seconds are drawn.
    pub(super) drawn: f64,
}

/// Where neurons are watched, in s: after a transient, since fig. 7 a settles within some 140 s. The source does not
/// say when it looks.
const ASSUMED_WINDOW: (f64, f64) = (1000.0, 1400.0);
/// Exponents are averaged so long in each run, in s, after the same transient.
const AVERAGED: f64 = 1000.0;
/// Directions are made orthonormal again after so long, in s; eigenvalues of the flow are below 300 / s in size.
pub(super) const RENORMALISED: f64 = 0.05;
/// The leading exponents that are computed.
pub(super) const EXPONENTS: usize = 3;
/// Runs of a unit.
const AT_ONCE: usize = 4;

/// An exponent averaged over 1000 s is not known better than this, in 1/s: around a cycle, the length of a
/// direction along the flow varies by a factor of a thousand or more, and ln(1000) / 1000 s is 0.007 / s. Fixed
/// beforehand.
const FLOOR: f64 = 0.02;

/// The claim of an exponent: 15 %, or the floor.
pub(super) const fn exponent(name: &'static str, value: f64) -> Claim {
    let part = 0.15 * value.abs();
    let within = if part > FLOOR { part } else { FLOOR };
    let printed_in = "not printed; computed beforehand by the project (tangent dynamics over 1000 s)";
    Claim { name, expected: Expected::Number { value, within }, printed_in }
}

/// What exponents cost in this scale: groups of runs.
fn groups(setting: &Setting) -> usize {
    setting.scale.pick(1, 4, 16)
}

/// A unit for the oscillations of each panel, then those of its exponents.
pub(super) fn units(panels: &[Shown], setting: &Setting) -> Vec<Unit> {
    let of = |shown: &Shown| {
        let letter = shown.letter;
        let exponents = move |group: usize| {
            let (first, last) = (group * AT_ONCE + 1, (group + 1) * AT_ONCE);
            Unit::new(format!("{letter}: exponents, runs {first} to {last}"))
        };
        let oscillations = Unit { name: format!("{letter}: oscillations"), weight: 0.05 };
        core::iter::once(oscillations).chain((0..groups(setting)).map(exponents))
    };
    panels.iter().flat_map(of).collect()
}

/// The result of a unit.
pub(super) fn compute(
    panels: &[Shown],
    setting: &Setting,
    unit: usize,
    watch: &Watch<'_>,
) -> Result<Table, ReproError> {
    let each = 1 + groups(setting);
    let shown = &panels[unit / each];
    let pair = (shown.pair)(shown.vs1, shown.gc);
    match unit % each {
        0 => run::<2, _>(&pair, &start(0, setting), ASSUMED_WINDOW, shown.span()),
        group => exponents(&pair, group - 1, setting, watch),
    }
}

/// Run 0 starts with both neurons where fig. 1 a starts, the others anywhere in the box of table 3.
fn start(run: usize, setting: &Setting) -> [f64; 6] {
    if run == 0 {
        let [v, n, s] = START_BURSTS;
        return [v, n, s, v, n, s];
    }
    let mut stream = Seeds::new(setting.seed).named("hhnet").named("exponents").stream(run as u64);
    core::array::from_fn(|i| stream.between(BOX[i % 3].0, BOX[i % 3].1))
}

/// The exponents of a group of runs, one run after another on each thread.
fn exponents(pair: &Pair, group: usize, setting: &Setting, watch: &Watch<'_>) -> Result<Table, ReproError> {
    let runs: Range<usize> = group * AT_ONCE..(group + 1) * AT_ONCE;
    let threads = setting.threads.clamp(1, AT_ONCE);
    let work = |thread: usize| -> Result<Vec<[f64; EXPONENTS]>, ReproError> {
        let mine = runs.clone().skip(thread).step_by(threads);
        let flow = Sampled { flow: *pair, plan: portrait::plan(), dt: RENORMALISED };
        mine.map(|run| watch.check().and_then(|()| leading(&flow, run, setting))).collect()
    };
    let work = &work;
    let found: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|thread| scope.spawn(move || work(thread))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    });
    let found: Vec<_> = found.into_iter().collect::<Result<_, ReproError>>()?;
    // run i is entry i / threads of thread i % threads
    let values = (0..AT_ONCE).flat_map(|i| found[i % threads][i / threads]).collect();
    Ok(Table::new().with_shape("exponents", vec![AT_ONCE, EXPONENTS], values))
}

/// The leading exponents of one run, largest first, of a pair seen every so often.
pub(super) fn leading<E>(flow: &E, run: usize, setting: &Setting) -> Result<[f64; EXPONENTS], ReproError>
where
    E: Evolve<Dual<f64, EXPONENTS>> + System<Space = Fixed<6>>,
{
    let units = |time: f64| (time / RENORMALISED).round() as u64;
    let (transient, seed) = (units(ASSUMED_WINDOW.0), run as u64);
    let options = Options { transient, seed, ..Options::new(units(AVERAGED)) };
    let found = spectrum::<EXPONENTS, _>(flow, &start(run, setting), &options);
    let found = found.map_err(|error| failed("Lyapunov exponents of a pair")(error.into()))?;
    Ok(core::array::from_fn(|k| found.exponents[k]))
}

impl Shown {
    fn span(&self) -> (f64, f64) {
        (ASSUMED_WINDOW.0, ASSUMED_WINDOW.0 + self.drawn)
    }
}

/// What was found for a panel.
pub(super) struct Found {
    letter: &'static str,
    vs1: f64,
    drawn: Table,
    /// The spikes of both neurons.
    pub(super) trains: [Train; 2],
    /// Run by run.
    exponents: Vec<[f64; EXPONENTS]>,
}

/// What was found for each panel.
pub(super) fn found(panels: &[Shown], setting: &Setting, units: &[Table]) -> Result<Vec<Found>, ReproError> {
    let of = |(shown, units): (&Shown, &[Table])| {
        let (run, rest) = (&units[0], &units[1..]);
        let mut exponents = Vec::new();
        for group in rest {
            exponents.extend_from_slice(group.get("exponents")?.as_chunks().0);
        }
        Ok(Found {
            letter: shown.letter,
            vs1: shown.vs1,
            drawn: samples::<2>(run, shown.span())?,
            trains: [spikes(run, 1)?, spikes(run, 2)?],
            exponents,
        })
    };
    panels.iter().zip(units.chunks(1 + groups(setting))).map(of).collect()
}

impl Found {
    /// Mean and standard error of exponent `k`, counted from 0, over the runs.
    fn mean(&self, k: usize) -> (f64, f64) {
        let count = self.exponents.len() as f64;
        let mean = self.exponents.iter().map(|l| l[k]).sum::<f64>() / count;
        let square: f64 = self.exponents.iter().map(|l| (l[k] - mean).powi(2)).sum();
        (mean, (square / (count * (count - 1.0))).sqrt())
    }

    /// Exponent `k`, counted from 0, for a claim.
    pub(super) fn exponent(&self, claim: &'static str, k: usize) -> Measured {
        let (mean, error) = self.mean(k);
        let all: Vec<f64> = self.exponents.iter().map(|l| l[k]).collect();
        let (low, high) = range(&all);
        let evidence = format!(
            "mean of {} runs of {AVERAGED} s, tangent dynamics on dual numbers; standard error {error:.1e}, runs \
             from {low:.4} to {high:.4}",
            all.len()
        );
        Measured::value(claim, mean, evidence)
    }

    /// What both neurons do, in words.
    pub(super) fn words(&self) -> String {
        let (from, to) = ASSUMED_WINDOW;
        let [one, two] = self.trains.each_ref().map(words);
        format!("{from} to {to} s; neuron 1: {one}; neuron 2: {two}")
    }

    /// The panel: both voltages, and both slow gates on one axis.
    pub(super) fn panel(&self, regime: &str) -> Result<Panel, ReproError> {
        let (one, two) = (Colour::BLUE, Colour::VERMILION);
        let get = |name| self.drawn.get(name);
        let t = get("t")?;
        let slow = strip("$S_1$, $S_2$", t, &[(get("S_1")?, one), (get("S_2")?, two)]);
        let strips = vec![
            strip("$V_1$ (mV)", t, &[(get("V_1")?, one)]),
            strip("$V_2$ (mV)", t, &[(get("V_2")?, two)]),
            slow,
        ];
        let vs1 = format!("{}", self.vs1).replace('-', "\u{2212}");
        let title = format!("{regime}, $V_{{S,1}}$ = {vs1} mV");
        Ok(Panel::strips(strips).letter(self.letter).title(title))
    }

    /// The samples that are drawn.
    pub(super) fn data(&self) -> DataFile {
        DataFile::csv(format!("series_{}", self.letter), self.drawn.clone())
    }
}

/// The panels are not those of the card: a defect of the item.
pub(super) fn panels_missing() -> ReproError {
    ReproError::Table { array: "panels".to_owned(), fact: "there are not three".to_owned() }
}

/// The exponents of all panels, one line a run.
pub(super) fn exponent_data(found: &[Found]) -> DataFile {
    let mut table = Table::new();
    for panel in found {
        for k in 0..EXPONENTS {
            let name = format!("{}_{}", panel.letter, k + 1);
            table = table.with(name, panel.exponents.iter().map(|l| l[k]).collect());
        }
    }
    DataFile::csv("exponents", table)
}

/// How exponents and series were made, for the report.
pub(super) fn notes() -> Vec<String> {
    let (from, to) = ASSUMED_WINDOW;
    vec![
        format!(
            "Exponents in 1/s: Dormand-Prince 8(5,3) at 1e-9 on dual numbers, directions made orthonormal every \
             {RENORMALISED} s, {from} s of transient. A claim allows 15 %, or {FLOOR} / s near zero; scale changes \
             the number of runs, not their length."
        ),
        format!(
            "Neuron 1 is blue, neuron 2 vermilion. Regimes are told from spikes between {from} and {to} s; series are sampled every {SAMPLED} s."
        ),
    ]
}
