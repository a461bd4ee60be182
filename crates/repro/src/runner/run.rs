//! One item from its units to its outputs.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use super::manifest::{Manifest, json_bytes};
use super::place::{Place, State, data};
use super::report::Report;
use super::talk::Talk;
use super::{unit_file, write};
use crate::error::ReproError;
use crate::figure::rasterised;
use crate::item::{Item, Outcome, Unit};
use crate::setting::{Setting, Watch};
use crate::table::Table;
use crate::verdict;

/// How items are run.
#[derive(Clone, Debug)]
pub struct Options {
    /// Scale, seed, threads.
    pub setting: Setting,
    /// The folder under which every run has its own.
    pub out: PathBuf,
    /// Compute again, whatever is there.
    pub force: bool,
    /// Go on from the finished units that an interrupted run has left.
    pub resume: bool,
    /// What the program was called with, for the manifest.
    pub arguments: Vec<String>,
}

/// What would be done for an item, and why.
#[derive(Debug)]
pub struct Plan {
    /// Where.
    pub place: Place,
    /// Its units.
    pub units: Vec<Unit>,
    /// Whether anything is to be computed.
    pub runs: bool,
    /// Why, or why not.
    pub why: String,
    /// The report that stands, if nothing is to be computed.
    standing: Option<Box<Report>>,
}

/// What was done for an item.
#[derive(Clone, Debug)]
pub struct Ran {
    /// Where its outputs are.
    pub dir: PathBuf,
    /// What came out.
    pub report: Report,
    /// Whether it was computed now.
    pub fresh: bool,
}

/// Decides what is to be done for an item.
#[must_use]
pub fn plan(item: &dyn Item, options: &Options) -> Plan {
    let place = Place::new(&options.out, item, &options.setting);
    let units = item.units(&options.setting);
    let total = units.len();
    let state = place.state(&units);
    let (runs, why, standing) = match state {
        _ if options.force => (true, "forced".to_owned(), None),
        State::Done(report) => (false, "done and up to date".to_owned(), Some(report)),
        State::Spoilt(fact) => (true, format!("done before, but {fact}"), None),
        State::Units(count) if options.resume => {
            (true, format!("{count} of {total} units on disk, going on from there"), None)
        }
        State::Units(count) => (
            true,
            format!("{count} of {total} units on disk, but starting anew; --resume goes on from them"),
            None,
        ),
        State::Empty => (true, "not done yet".to_owned(), None),
    };
    Plan { place, units, runs, why, standing }
}

/// Runs an item, or finds that nothing is to be done.
///
/// # Errors
/// Whatever the item, the disk or the user says; finished units stay on disk.
pub fn run(item: &dyn Item, options: &Options, stop: &AtomicBool, talk: &Talk) -> Result<Ran, ReproError> {
    let began = Instant::now();
    let plan = plan(item, options);
    let (card, dir) = (item.card(), plan.place.dir.clone());
    if let Some(report) = plan.standing {
        talk.note(card.id, &plan.why);
        return Ok(Ran { dir, report: *report, fresh: false });
    }
    talk.begin(card.id, &options.setting.scale.to_string(), plan.units.len(), &plan.why);
    let made = make(item, options, &plan, stop, talk, began);
    let how = match &made {
        Ok(report) => report.verdict.word().to_owned(),
        Err(error) => error.to_string(),
    };
    talk.end(card.id, &how, began.elapsed().as_secs_f64());
    Ok(Ran { dir, report: made?, fresh: true })
}

fn make(
    item: &dyn Item,
    options: &Options,
    plan: &Plan,
    stop: &AtomicBool,
    talk: &Talk,
    began: Instant,
) -> Result<Report, ReproError> {
    let (card, place, setting) = (item.card(), &plan.place, &options.setting);
    if options.force {
        place.clear()?;
    }
    // What stands here is no longer true from now on; only a whole run may claim to be one.
    Manifest::forget(&place.dir);
    let mut manifest = Manifest::new(card.id, &place.hash, setting, &options.arguments);
    manifest.data = data(item, setting);
    let tables = tables(item, options, plan, stop, talk, &mut manifest)?;
    let outcome = guarded("finishing", || item.finish(setting, &tables))?;
    let report = outputs(item, options, &outcome, place, &mut manifest)?;
    // The manifest comes last: with it the run is whole, and its units are in the data files.
    manifest.finish(began.elapsed()).write(&place.dir)?;
    let _ = std::fs::remove_dir_all(place.units());
    Ok(report)
}

/// The results of all units, from disk where that is wanted and possible.
fn tables(
    item: &dyn Item,
    options: &Options,
    plan: &Plan,
    stop: &AtomicBool,
    talk: &Talk,
    manifest: &mut Manifest,
) -> Result<Vec<Table>, ReproError> {
    let (id, folder) = (item.card().id, plan.place.units());
    let total: f64 = plan.units.iter().map(|unit| unit.weight).sum::<f64>().max(f64::MIN_POSITIVE);
    let mut behind = 0.0;
    let mut tables = Vec::with_capacity(plan.units.len());
    for (place, unit) in plan.units.iter().enumerate() {
        let path = unit_file::path(&folder, place);
        let kept = if options.resume { unit_file::load(&path, place, &unit.name) } else { Ok(None) };
        let kept = kept.or_else(|error| match error {
            ReproError::DamagedUnit { .. } => {
                talk.note(id, &format!("{error}; computing it again"));
                Ok(None)
            }
            other => Err(other),
        })?;
        let share = (behind + unit.weight) / total;
        if let Some(table) = kept {
            manifest.units_resumed += 1;
            tables.push(table);
            talk.resumed(share);
        } else {
            let tell = |done: f64| talk.moved((behind + done * unit.weight) / total, false);
            let watch = Watch::new(stop, &tell);
            watch.check()?;
            let table = guarded(&unit.name, || item.compute(&options.setting, place, &watch))?;
            unit_file::save(&path, place, &unit.name, &table)?;
            manifest.units_computed += 1;
            tables.push(table);
            talk.computed(share);
        }
        behind += unit.weight;
    }
    Ok(tables)
}

fn outputs(
    item: &dyn Item,
    options: &Options,
    outcome: &Outcome,
    place: &Place,
    manifest: &mut Manifest,
) -> Result<Report, ReproError> {
    let card = item.card();
    let claims = verdict::judge(card, &outcome.measured)?;
    let names = outcome.data.iter().map(crate::data_file::DataFile::name).collect();
    let report = Report::new(card, &options.setting, claims, outcome.notes.clone(), names);
    let svg = outcome.figure.svg()?;
    let mut files =
        vec![("figure.png".to_owned(), rasterised(&svg)?), ("figure.svg".to_owned(), svg.into_bytes())];
    for data in &outcome.data {
        files.push((data.name(), data.bytes()?));
    }
    files.push(("report.json".to_owned(), json_bytes(&report)));
    for (name, bytes) in files {
        write::whole(&place.dir.join(&name), &bytes)?;
        manifest.outputs.insert(name, write::sha256(&bytes));
    }
    Ok(report)
}

/// Turns a panic, which is a defect of the item, into an error, so that the other items still run.
fn guarded<T>(what: &str, work: impl FnOnce() -> Result<T, ReproError>) -> Result<T, ReproError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let facts = format!("a defect of the item: {}", message(panic.as_ref()));
        Err(ReproError::Numerics { what: what.to_owned(), facts })
    })
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "panic".to_owned())
}
