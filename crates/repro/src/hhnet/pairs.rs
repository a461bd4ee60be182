//! The panels of figures 7 and 8: a pair of neurons or of mappings, its oscillations, spikes and Lyapunov exponents.

use core::ops::Range;
use std::panic::resume_unwind;

use dynsys::Sampled;
use dynsys::lyapunov::{Options, spectrum};
use hhnet::analysis::{mapping_portrait, mapping_spectrum};
use hhnet::starts::BOX;
use hhnet::{Neuron, Pair, PairMapping, Train, coupled, portrait};
use neurodyn_core::seed::Seeds;
use neurodyn_core::{Dual, Evolve, Fixed, System};

use super::constants::{DT, START_BURSTS};
use super::ensembles::failed;
use super::nets;
use super::runs::{SAMPLED, iterate, range, run, samples, spikes, strip, words};
use crate::card::{Claim, Expected};
use crate::data_file::DataFile;
use crate::error::ReproError;
use crate::figure::{Colour, Figure, Panel};
use crate::item::{Measured, Unit};
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// A panel.
pub(super) struct Shown {
    pub(super) letter: &'static str,
    /// Whether it shows mappings instead of equations.
    pub(super) mapped: bool,
    /// Whether neurons 1 and 2 are modified.
    pub(super) modified: [bool; 2],
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
/// Runs of a unit, of the equations and of mappings.
const AT_ONCE: [usize; 2] = [4, 2];
/// After the transient, directions of mappings turn into place for so long, in s.
const ALIGNED: f64 = 50.0;

/// An exponent averaged over 1000 s is not known better than this, in 1/s: around a cycle, the length of a
/// direction along the flow varies by a factor of a thousand or more, and ln(1000) / 1000 s is 0.007 / s. Fixed
/// beforehand.
const FLOOR: f64 = 0.02;

/// Exponents of mappings agree with those of the equations within this part, or within so much, in 1/s. Fixed beforehand.
const AGREES: (f64, f64) = (0.25, 0.05);

/// The claim of an exponent: 15 %, or the floor.
pub(super) const fn exponent(name: &'static str, value: f64) -> Claim {
    let part = 0.15 * value.abs();
    let within = if part > FLOOR { part } else { FLOOR };
    let printed_in = "not printed; computed beforehand by the project (tangent dynamics over 1000 s)";
    Claim { name, expected: Expected::Number { value, within }, printed_in }
}

/// The claim that a panel of mappings does what one of equations does.
pub(super) const fn alike(name: &'static str, says: &'static str) -> Claim {
    let printed_in =
        "section 5 (\"very good compliance across all cases\"); measures and tolerance by the project";
    Claim { name, expected: Expected::Shape { says }, printed_in }
}

/// What [`Found::exponents_like`] decides.
pub(super) const LIKE: &str =
    "the leading three differ by at most 25 % or 0.05 / s from those of the equations";

/// What exponents cost in this scale: groups of runs.
fn groups(setting: &Setting) -> usize {
    setting.scale.pick(1, 4, 16)
}

/// A unit for the oscillations of each panel, then those of its exponents.
pub(super) fn units(panels: &[Shown], setting: &Setting) -> Vec<Unit> {
    let of = |shown: &Shown| {
        let (letter, at_once) = (shown.letter, shown.at_once());
        let exponents = move |group: usize| {
            let (first, last) = (group * at_once + 1, (group + 1) * at_once);
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
    let group = (unit % each).checked_sub(1);
    if !shown.mapped {
        let pair = shown.pair();
        let flow = Sampled { flow: pair, plan: portrait::plan(), dt: RENORMALISED };
        return match group {
            None => run::<2, _>(&pair, &start(0, setting), ASSUMED_WINDOW, shown.span()),
            Some(group) => exponents(|run| leading(&flow, run, setting), shown, group, setting, watch),
        };
    }
    let nets = shown.modified.map(nets::net);
    let [one, two] = &nets;
    let pair = PairMapping::new([one, two], [shown.vs1, shown.vs1 + coupled::SHIFT], shown.gc);
    let pair = pair.map_err(failed("a pair of mappings"))?;
    match group {
        None => iterate::<2, _>(&pair, &start(0, setting), ASSUMED_WINDOW, shown.span()),
        Some(group) => exponents(|run| leading_of_map(&pair, run, setting), shown, group, setting, watch),
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
fn exponents(
    leading: impl Fn(usize) -> Result<[f64; EXPONENTS], ReproError> + Sync,
    shown: &Shown,
    group: usize,
    setting: &Setting,
    watch: &Watch<'_>,
) -> Result<Table, ReproError> {
    let at_once = shown.at_once();
    let runs: Range<usize> = group * at_once..(group + 1) * at_once;
    let threads = setting.threads.clamp(1, at_once);
    let work = |thread: usize| -> Result<Vec<[f64; EXPONENTS]>, ReproError> {
        let mine = runs.clone().skip(thread).step_by(threads);
        mine.map(|run| watch.check().and_then(|()| leading(run))).collect()
    };
    let work = &work;
    let found: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|thread| scope.spawn(move || work(thread))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    });
    let found: Vec<_> = found.into_iter().collect::<Result<_, ReproError>>()?;
    // run i is entry i / threads of thread i % threads
    let values = (0..at_once).flat_map(|i| found[i % threads][i / threads]).collect();
    Ok(Table::new().with_shape("exponents", vec![at_once, EXPONENTS], values))
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

/// The leading exponents of one run of a pair of mappings, largest first, in 1/s.
fn leading_of_map(
    pair: &PairMapping<'_>,
    run: usize,
    setting: &Setting,
) -> Result<[f64; EXPONENTS], ReproError> {
    let settled = (ASSUMED_WINDOW.0 - DT, ASSUMED_WINDOW.0);
    let settled = mapping_portrait::<2, _>(pair, DT, &start(run, setting), settled);
    let failed = |error| failed("Lyapunov exponents of a pair of mappings")(error);
    let end = settled.map_err(failed)?.end;
    let x: [f64; 6] = core::array::from_fn(|i| end[i]);
    let found = mapping_spectrum::<EXPONENTS, _>(pair, DT, &x, ALIGNED, AVERAGED).map_err(failed)?;
    Ok(core::array::from_fn(|k| found.exponents[k]))
}

impl Shown {
    /// The pair of neurons.
    pub(super) fn pair(&self) -> Pair {
        let neuron =
            |modified: bool, vs: f64| if modified { Neuron::modified(vs) } else { Neuron::original(vs) };
        let [one, two] = self.modified;
        Pair { first: neuron(one, self.vs1), second: neuron(two, self.vs1 + coupled::SHIFT), gc: self.gc }
    }

    fn at_once(&self) -> usize {
        AT_ONCE[usize::from(self.mapped)]
    }

    fn span(&self) -> (f64, f64) {
        (ASSUMED_WINDOW.0, ASSUMED_WINDOW.0 + self.drawn)
    }
}

/// What was found for a panel.
pub(super) struct Found {
    letter: &'static str,
    mapped: bool,
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
            mapped: shown.mapped,
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

    /// Whether the exponents of mappings are those of the equations, for a claim.
    pub(super) fn exponents_like(&self, claim: &'static str, equations: &Self) -> Measured {
        let (part, floor) = AGREES;
        let [ours, theirs] = [self, equations].map(|found| [0, 1, 2].map(|k| found.mean(k).0));
        let near = ours
            .iter()
            .zip(theirs)
            .all(|(ours, theirs)| (ours - theirs).abs() <= floor.max(part * theirs.abs()));
        let words = |l: [f64; EXPONENTS]| l.map(|l| format!("{l:.4}")).join(", ");
        let evidence = format!(
            "{} of the mappings ({} runs), {} of the equations ({} runs)",
            words(ours),
            self.exponents.len(),
            words(theirs),
            equations.exponents.len()
        );
        Measured::holds(claim, near, evidence)
    }

    /// What both neurons do, in words.
    pub(super) fn words(&self) -> String {
        let (from, to) = ASSUMED_WINDOW;
        let [one, two] = self.trains.each_ref().map(words);
        format!("{from} to {to} s; neuron 1: {one}; neuron 2: {two}")
    }

    /// The panel: both voltages, and both slow gates on one axis.
    fn panel(&self, regime: &str) -> Result<Panel, ReproError> {
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
        let of = if self.mapped { "mappings: " } else { "" };
        let title = format!("{of}{regime}, $V_{{S,1}}$ = {vs1} mV");
        Ok(Panel::strips(strips).letter(self.letter).title(title))
    }

    /// The samples that are drawn.
    pub(super) fn data(&self) -> DataFile {
        DataFile::csv(format!("series_{}", self.letter), self.drawn.clone())
    }
}

/// The panels are not those of the card: a defect of the item.
pub(super) fn panels_missing() -> ReproError {
    ReproError::Table { array: "panels".to_owned(), fact: "there are not six".to_owned() }
}

/// The exponents of all panels, one line a run: of the equations, and of mappings.
pub(super) fn exponent_data(found: &[Found]) -> [DataFile; 2] {
    [("exponents_equations", false), ("exponents_mappings", true)].map(|(name, mapped)| {
        let mut table = Table::new();
        for panel in found.iter().filter(|panel| panel.mapped == mapped) {
            for k in 0..EXPONENTS {
                let name = format!("{}_{}", panel.letter, k + 1);
                table = table.with(name, panel.exponents.iter().map(|l| l[k]).collect());
            }
        }
        DataFile::csv(name, table)
    })
}

/// The figure: equations on the left, mappings on the right, one row a regime.
pub(super) fn figure(title: &str, found: &[Found], regimes: &[&str]) -> Result<Figure, ReproError> {
    let mut figure = Figure::new(title, 2, &vec![60.0; regimes.len()]);
    for (i, panel) in found.iter().enumerate() {
        let (column, row) = (i / regimes.len(), i % regimes.len());
        figure = figure.panel(row, column, panel.panel(regimes[row])?);
    }
    Ok(figure)
}

/// How exponents and series were made, for the report.
pub(super) fn notes() -> Vec<String> {
    let (from, to) = ASSUMED_WINDOW;
    vec![
        format!(
            "Exponents in 1/s: Dormand-Prince 8(5,3) at 1e-9 on dual numbers, directions made orthonormal every \
             {RENORMALISED} s, {from} s of transient. A claim allows 15 %, or {FLOOR} / s near zero; scale changes \
             the number of runs, not their length. Those of mappings come from tangent dynamics of the iterates and are \
             divided by the time step, from {ALIGNED} s after the same transient."
        ),
        format!(
            "Neuron 1 is blue, neuron 2 vermilion. Regimes are told from spikes between {from} and {to} s; series are sampled every {SAMPLED} s."
        ),
    ]
}
