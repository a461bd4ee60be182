//! The tables on the terminal.

use crate::curve::{best, ratio, solvers, times};
use crate::measure::{Line, Measured, median};
use crate::row::{Goal, Side};
use std::fmt::Write;

/// Every row of a workload: solver, tolerance, error, time, and their time over that of our fastest row with no greater error.
pub(crate) fn of(measured: &Measured) -> String {
    let mut text = format!("\n{} ({})\nerror: {}\n", measured.title, measured.key, measured.error_is);
    let clock = if measured.on_the_wall { "on the wall" } else { "processor" };
    let _ = writeln!(
        text,
        "{:34} {:>9} {:>9} {:>11} {:>15} {:>22}",
        "solver", "tolerance", "error", clock, "a second", "times ours (spread)"
    );
    for line in &measured.lines {
        let tolerance = tolerance(line.tolerance);
        if let Some(why) = &line.fault {
            let _ = writeln!(text, "{:34} {tolerance:>9} not run: {why}", line.solver);
            continue;
        }
        let time = median(&line.seconds);
        let rate = if measured.unit.0 == "runs" { String::new() } else { rate(measured, time) };
        let against = if line.side == Side::Ours {
            String::new()
        } else {
            let target = if measured.targets.is_empty() { None } else { Some(line.error) };
            best(measured, target, |_, side| side == Side::Ours)
                .map(|ours| spread(ratio(&ours.seconds, &line.seconds)))
                .unwrap_or_default()
        };
        let _ = writeln!(
            text,
            "{:34} {tolerance:>9} {:>9.1e} {:>11} {rate:>15} {against:>22}",
            line.solver,
            line.error,
            seconds(time)
        );
    }
    text
}

/// One comparison: at which error, ours, theirs, the ratio, and whether a goal is met.
pub(crate) struct Verdict {
    pub(crate) title: &'static str,
    pub(crate) target: Option<f64>,
    pub(crate) against: String,
    pub(crate) wanted: f64,
    pub(crate) ours: Option<(String, f64)>,
    pub(crate) theirs: Option<(String, f64)>,
    pub(crate) ratio: Option<[f64; 3]>,
    /// Whether any of them ran at all.
    pub(crate) they_ran: bool,
}

impl Verdict {
    pub(crate) fn met(&self) -> Option<bool> {
        self.ratio.map(|[median, ..]| median >= self.wanted)
    }

    /// In words.
    pub(crate) fn says(&self) -> String {
        match (self.ratio, &self.ours, &self.theirs) {
            (Some([median, ..]), ..) if median >= self.wanted => "met".to_owned(),
            (Some([median, ..]), ..) => {
                format!("missed by {:.0} %", 100.0 * (1.0 - median / self.wanted))
            }
            (_, None, Some(_)) => "missed: not reached by us".to_owned(),
            _ if !self.they_ran => "not compared: no peer ran".to_owned(),
            (_, Some(_), None) => "no peer reaches it".to_owned(),
            _ => "nobody reaches it".to_owned(),
        }
    }
}

/// The goals of a workload, one at each target.
pub(crate) fn verdicts(measured: &Measured) -> Vec<Verdict> {
    let targets: Vec<Option<f64>> = match &measured.targets[..] {
        [] => vec![None],
        targets => targets.iter().copied().map(Some).collect(),
    };
    let of = |goal: &Goal, target: Option<f64>| {
        let theirs_is = |name: &str, side| side != Side::Ours && is_against(goal, name, side);
        let ours = best(measured, target, |name, side| side == Side::Ours && ours_is(goal, name));
        let theirs = best(measured, target, theirs_is);
        let ran = |line: &Line| line.fault.is_none() && theirs_is(&line.solver, line.side);
        let ratio = ours.as_ref().zip(theirs.as_ref()).map(|(a, b)| ratio(&a.seconds, &b.seconds));
        let named = |reached: crate::curve::Reached| (reached.solver.clone(), median(&reached.seconds));
        Verdict {
            title: measured.title,
            target,
            against: if goal.against.is_empty() { "every peer".to_owned() } else { goal.against.join(", ") },
            wanted: goal.wanted,
            ours: ours.map(named),
            theirs: theirs.map(named),
            ratio,
            they_ran: measured.lines.iter().any(ran),
        }
    };
    let goals = measured.goals.iter();
    goals.flat_map(|goal| targets.iter().map(move |target| (goal, *target))).map(|(g, t)| of(g, t)).collect()
}

fn ours_is(goal: &Goal, name: &str) -> bool {
    name.starts_with(goal.ours)
}

fn is_against(goal: &Goal, name: &str, side: Side) -> bool {
    if goal.against.is_empty() {
        side.is_peer()
    } else {
        goal.against.iter().any(|word| name.starts_with(word))
    }
}

/// All goals of all workloads.
pub(crate) fn ratios(all: &[Measured]) -> String {
    let mut text = format!(
        "\ntheir time over ours at equal error, median of rounds (least to greatest)\n{:22} {:>8} {:>34} {:>34} {:>20} {:>7}\n",
        "workload", "error", "ours", "theirs", "ratio", "wanted"
    );
    let time = |found: &Option<(String, f64)>| match found {
        Some((name, time)) => format!("{name} {}", seconds(*time)),
        None => "-".to_owned(),
    };
    for verdict in all.iter().flat_map(verdicts) {
        let _ = writeln!(
            text,
            "{:22} {:>8} {:>34} {:>34} {:>20} {:>7.2} {}",
            verdict.title,
            verdict.target.map_or(String::new(), tolerance),
            time(&verdict.ours),
            time(&verdict.theirs),
            verdict.ratio.map_or("-".to_owned(), spread),
            verdict.wanted,
            verdict.says()
        );
    }
    text
}

/// The times of each solver at each target: for pages.
pub(crate) fn at_targets(measured: &Measured) -> Vec<(String, Side, Vec<Option<f64>>)> {
    let row = |(name, side, lines): (&str, Side, Vec<&Line>)| {
        let reach = |target: &f64| times(&lines, Some(*target)).map(|seconds| median(&seconds));
        (name.to_owned(), side, measured.targets.iter().map(reach).collect())
    };
    solvers(measured).into_iter().map(row).collect()
}

/// `1e-6`, or nothing where there is none.
pub(crate) fn tolerance(value: f64) -> String {
    if value == 0.0 { "-".to_owned() } else { format!("{value:e}") }
}

/// Seconds with a unit.
pub(crate) fn seconds(value: f64) -> String {
    match value {
        v if v < 1e-3 => format!("{:.1} us", 1e6 * v),
        v if v < 1.0 => format!("{:.2} ms", 1e3 * v),
        v => format!("{v:.2} s"),
    }
}

/// How much of its unit a workload does in a second.
pub(crate) fn rate(measured: &Measured, seconds: f64) -> String {
    let rate = measured.unit.1 / seconds;
    if rate >= 1e5 { format!("{rate:.2e}") } else { format!("{rate:.0}") }
}

/// A ratio with its spread.
pub(crate) fn spread([median, least, greatest]: [f64; 3]) -> String {
    format!("{median:.2} ({least:.2}-{greatest:.2})")
}
