//! The tables of `docs/src/speed.md`, written between its two marks.

use crate::curve::solvers;
use crate::measure::{Measured, median};
use crate::table::{Verdict, at_targets, rate, seconds, spread, tolerance, verdicts};
use serde_json::Value;
use std::fmt::Write;

const BEGIN: &str = "<!-- begin of what `cargo xtask bench peers --markdown` writes -->";
const END: &str = "<!-- end of what it writes -->";

/// The page with new tables between the marks.
pub(crate) fn rewritten(page: &str, machine: &Value, all: &[Measured]) -> Result<String, String> {
    let (before, rest) = page.split_once(BEGIN).ok_or_else(|| format!("the page has no line `{BEGIN}`"))?;
    let (_, after) = rest.split_once(END).ok_or_else(|| format!("the page has no line `{END}`"))?;
    Ok(format!("{before}{BEGIN}\n\n{}\n{END}{after}", tables(machine, all)))
}

fn tables(machine: &Value, all: &[Measured]) -> String {
    let mut text = machine_text(machine);
    text += "\n## Goals\n\n";
    text += "| workload | error | ours | | best of | | ratio (spread) | goal | |\n|---|---|---|---|---|---|---|---|---|\n";
    for verdict in all.iter().flat_map(verdicts) {
        text += &goal(&verdict);
    }
    for measured in all {
        let _ = write!(text, "\n## {}\n\nError: {}.\n\n", measured.title, measured.error_is);
        text += &if measured.targets.iter().any(|target| *target > 0.0) {
            times(measured)
        } else {
            rows(measured)
        };
    }
    text
}

fn machine_text(machine: &Value) -> String {
    let word = |value: &Value| value.as_str().unwrap_or("?").to_owned();
    let versions = |value: &Value| {
        let pairs = value.as_object().into_iter().flatten();
        pairs.map(|(name, version)| format!("{name} {}", word(version))).collect::<Vec<_>>().join(", ")
    };
    let mut text = format!(
        "{}; {} cores, {}. {}. Commit {}. {} rounds. Crates: {}. Beside them: {}.\n",
        word(&machine["processor"]),
        machine["cores"],
        word(&machine["level"]),
        word(&machine["rustc"]),
        word(&machine["commit"]),
        machine["rounds"],
        versions(&machine["crates"]),
        versions(&machine["script"]["versions"]),
    );
    let missing = versions(&machine["script"]["missing"]);
    if !missing.is_empty() {
        let _ = writeln!(text, "\n**Not run**: {missing}.");
    }
    text
}

fn goal(verdict: &Verdict) -> String {
    let named = |found: &Option<(String, f64)>| match found {
        Some((name, time)) => format!("{name} | {}", seconds(*time)),
        None => "none | ".to_owned(),
    };
    let plain = verdict.met() != Some(false) && verdict.ours.is_some() == verdict.theirs.is_some()
        || verdict.theirs.is_none();
    format!(
        "| {} | {} | {} | {} | {} | {:.2} | {} |\n",
        verdict.title,
        verdict.target.map_or(String::new(), |error| if error == 0.0 {
            "same labels".into()
        } else {
            tolerance(error)
        }),
        named(&verdict.ours),
        named(&verdict.theirs),
        verdict.ratio.map_or(String::new(), spread),
        verdict.wanted,
        if plain { verdict.says() } else { format!("**{}**", verdict.says()) },
    )
}

/// Times of every solver at the errors of a workload, read off its curve.
fn times(measured: &Measured) -> String {
    let targets = measured.targets.iter();
    let mut text = "| solver |".to_owned();
    for target in targets {
        let _ = write!(text, " error {} |", tolerance(*target));
    }
    let _ = writeln!(text, "\n|---|{}", "---|".repeat(measured.targets.len()));
    for (name, _, reached) in at_targets(measured) {
        let cells =
            reached.into_iter().map(|time| time.map_or("-".to_owned(), |time| in_units(measured, time)));
        let _ = writeln!(text, "| {name} | {} |", cells.collect::<Vec<_>>().join(" | "));
    }
    text += &faults(measured);
    text
}

fn in_units(measured: &Measured, time: f64) -> String {
    if measured.unit.0 == "trajectories" { format!("{}/s", rate(measured, time)) } else { seconds(time) }
}

/// Every row, where there are no curves.
fn rows(measured: &Measured) -> String {
    let mut text = format!(
        "| solver | tolerance | error | time | {} a second |\n|---|---|---|---|---|\n",
        measured.unit.0
    );
    for line in measured.lines.iter().filter(|line| line.fault.is_none()) {
        let time = median(&line.seconds);
        let _ = writeln!(
            text,
            "| {} | {} | {:.1e} | {} | {} |",
            line.solver,
            tolerance(line.tolerance),
            line.error,
            seconds(time),
            rate(measured, time)
        );
    }
    text + &faults(measured)
}

/// Who failed at which tolerances, and why the first time.
fn faults(measured: &Measured) -> String {
    let mut text = String::new();
    for (name, _, lines) in solvers(measured) {
        let failed: Vec<_> = lines.iter().filter(|line| line.fault.is_some()).collect();
        if let Some(why) = failed.first().and_then(|line| line.fault.as_ref()) {
            let at: Vec<String> = failed.iter().map(|line| tolerance(line.tolerance)).collect();
            let why: String = why.chars().take(120).collect();
            let _ = writeln!(text, "\nNot run: {name} at {}: {}", at.join(", "), why.replace('\n', " "));
        }
    }
    text
}
