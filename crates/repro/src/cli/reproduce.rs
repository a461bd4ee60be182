//! `reproduce`: runs what was asked for, one item after the other, whatever happens to the others.

use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::Args;
use serde_json::json;

use super::{FOLDER_OF_DATA, MISSED, Place, padded, say};
use crate::error::ReproError;
use crate::item::Item;
use crate::registry::Registry;
use crate::runner::{Line, Options, Progress, Ran, Talk, plan, run};
use crate::select::{Selection, select};
use crate::setting::{Scale, Setting};
use crate::verdict::{Verdict, not_run};
use crate::words;

const DEFAULT_SEED: u64 = 1;

#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools, reason = "they are the switches of the command line")]
pub(super) struct Reproduce {
    /// `hhnet/fig6` is one, `fig6` is every source's, `hhnet` and `all` are many; else the beginning of ids
    #[arg(required = true, value_name = "WHAT")]
    what: Vec<String>,
    /// Leave this one out
    #[arg(long, value_name = "ID")]
    skip: Vec<String>,
    /// How large; changes sizes only
    #[arg(long, value_enum, default_value_t)]
    scale: Scale,
    /// Every random stream is derived from it
    #[arg(long, default_value_t = DEFAULT_SEED)]
    seed: u64,
    /// Threads; the results never depend on them [default: all cores]
    #[arg(long)]
    threads: Option<NonZeroUsize>,
    #[arg(long, value_name = "DIR", help = FOLDER_OF_DATA)]
    data: Option<PathBuf>,
    #[command(flatten)]
    place: Place,
    /// Compute again, whatever is there
    #[arg(long, conflicts_with = "resume")]
    force: bool,
    /// Go on from the finished units of an interrupted run
    #[arg(long)]
    resume: bool,
    /// Say what would run and why, and run nothing
    #[arg(long)]
    dry_run: bool,
    /// Print one JSON object an item
    #[arg(long)]
    json: bool,
    /// How progress is told on stderr
    #[arg(long, value_enum, default_value_t)]
    progress: Progress,
}

impl Reproduce {
    pub(super) fn run(
        self,
        registry: &Registry,
        stdout: &mut dyn Write,
        stop: &AtomicBool,
        arguments: Vec<String>,
    ) -> Result<u8, ReproError> {
        let Selection { mut items, absent } = select(registry, &self.what)?;
        for skipped in &self.skip {
            let before = items.len();
            items.retain(|item| item.card().id != skipped);
            if items.len() == before {
                return Err(ReproError::UnknownId { asked: skipped.clone(), near: Vec::new() });
            }
        }
        let talk = Talk::stderr(self.progress);
        for (id, why) in &absent {
            talk.note(id, why);
        }
        let cores = || std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        let threads = self.threads.unwrap_or_else(cores).get();
        let options = Options {
            setting: Setting { scale: self.scale, seed: self.seed, threads, data: self.data.clone() },
            out: self.place.out.clone(),
            force: self.force,
            resume: self.resume,
            arguments,
        };
        let mut worst = 0;
        for item in items {
            let code = if self.dry_run {
                self.foretell(item, &options, stdout)?
            } else {
                let ran = run(item, &options, stop, &talk);
                self.tell(item, &ran, stdout)?
            };
            worst = worst.max(code);
            if stop.load(Ordering::Relaxed) {
                let _ = writeln!(
                    io::stderr(),
                    "interrupted; finished units are kept, --resume goes on from them"
                );
                return Ok(ReproError::Cancelled.exit_code());
            }
        }
        Ok(worst)
    }

    fn foretell(
        &self,
        item: &'static dyn Item,
        options: &Options,
        stdout: &mut dyn Write,
    ) -> Result<u8, ReproError> {
        let plan = plan(item, options);
        let (id, dir) = (item.card().id, plan.place.dir.display().to_string());
        if self.json {
            let line = json!({"id": id, "dir": dir, "scale": self.scale, "would_run": plan.runs, "units": plan.units.len(), "why": plan.why});
            say(stdout, &line.to_string())?;
        } else {
            let what = if plan.runs { "would run " } else { "would skip" };
            say(stdout, &format!("{what}  {}  {}: {}", padded(id, 16), self.scale, plan.why))?;
        }
        Ok(0)
    }

    /// Prints what came out and returns the exit code that it deserves.
    fn tell(
        &self,
        item: &dyn Item,
        ran: &Result<Ran, ReproError>,
        stdout: &mut dyn Write,
    ) -> Result<u8, ReproError> {
        let card = item.card();
        match ran {
            Ok(Ran { dir, report, .. }) => {
                let dir = dir.display().to_string();
                let line = || report.line(&dir).to_string();
                if self.json { say(stdout, &line()) } else { people(report, &dir, stdout) }?;
                Ok(if report.verdict == Verdict::Missed { MISSED } else { 0 })
            }
            Err(error) => {
                let why = error.to_string();
                if self.json {
                    let (scale, claims) = (self.scale.to_string(), not_run(card, &why));
                    let error = Some(why.as_str());
                    let verdict = Verdict::NotRun;
                    let line =
                        Line { id: card.id, dir: None, scale: &scale, verdict, claims: &claims, error };
                    say(stdout, &line.to_string())?;
                }
                let _ = writeln!(io::stderr(), "error: {}: {why}", card.id);
                Ok(error.exit_code())
            }
        }
    }
}

/// The verdict on an item and on each of its claims.
fn people(report: &crate::runner::Report, dir: &str, stdout: &mut dyn Write) -> Result<(), ReproError> {
    say(stdout, &format!("{}  {}  {}  {dir}", padded(&report.id, 16), report.verdict.word(), report.scale))?;
    let widest =
        report.claims.iter().map(|claim| words::spoken(&claim.name).chars().count()).max().unwrap_or(0);
    for claim in &report.claims {
        let mark = match claim.verdict {
            Verdict::Reproduced => "\u{2713}",
            Verdict::Missed => "\u{2717}",
            Verdict::NotRun => "\u{2013}",
        };
        let found = match claim.verdict {
            Verdict::NotRun => claim.evidence.clone(),
            _ => words::measured(claim),
        };
        let by = claim.missed_by.map_or(String::new(), |by| format!(", outside by {by:.3e}"));
        say(
            stdout,
            &format!(
                "  {mark} {}  claimed {}; measured {found}{by}",
                padded(&words::spoken(&claim.name), widest),
                words::spoken(&words::claimed(claim))
            ),
        )?;
    }
    report.notes.iter().try_for_each(|note| say(stdout, &format!("  note: {}", words::spoken(note))))
}
