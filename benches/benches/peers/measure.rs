//! The rounds: every row of a workload once in each, so that what slows the machine down slows all alike.

use crate::options::Options;
use crate::row::{Goal, Row, Side, Workload};

/// What became of a row.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) solver: String,
    pub(crate) side: Side,
    pub(crate) tolerance: f64,
    /// Runs in a timed sample.
    pub(crate) repeats: u32,
    /// Seconds of one run, in each round.
    pub(crate) seconds: Vec<f64>,
    /// How far it was off.
    pub(crate) error: f64,
    /// Why it did not run.
    pub(crate) fault: Option<String>,
}

/// A workload that has run.
#[derive(Clone, Debug)]
pub(crate) struct Measured {
    pub(crate) key: &'static str,
    pub(crate) title: &'static str,
    pub(crate) error_is: &'static str,
    pub(crate) unit: (&'static str, f64),
    pub(crate) targets: Vec<f64>,
    pub(crate) goals: Vec<Goal>,
    pub(crate) on_the_wall: bool,
    pub(crate) lines: Vec<Line>,
}

/// Repeats that a sample is never longer than.
const MOST_REPEATS: f64 = 20_000.0;

/// Runs a workload: first every row twice, to compile what is compiled late and to see how long it takes, then the rounds.
pub(crate) fn measure(workload: Workload<'_>, options: &Options) -> Measured {
    let Workload { key, title, error_is, unit, targets, mut rows, goals, on_the_wall } = workload;
    let mut lines: Vec<Line> = rows.iter_mut().map(|row| warm(row, options)).collect();
    for round in 1..=options.rounds {
        eprintln!("{key}: round {round} of {}", options.rounds);
        for (row, line) in rows.iter_mut().zip(&mut lines) {
            if line.fault.is_some() {
                continue;
            }
            match (row.run)(line.repeats) {
                // a time net of something else
                Ok(sample) if sample.seconds <= 0.0 => {
                    line.fault = Some("too short to be measured".to_owned());
                }
                Ok(sample) => line.seconds.push(sample.seconds),
                Err(why) => line.fault = Some(why),
            }
        }
    }
    Measured { key, title, error_is, unit, targets, goals, on_the_wall, lines }
}

fn warm(row: &mut Row<'_>, options: &Options) -> Line {
    let mut line = Line {
        solver: row.solver.clone(),
        side: row.side,
        tolerance: row.tolerance,
        repeats: 1,
        seconds: Vec::new(),
        error: f64::NAN,
        fault: None,
    };
    let first = (row.run)(1).and_then(|first| {
        let short = first.seconds < options.sample;
        if short { (row.run)(1) } else { Ok(first) }
    });
    match first {
        Ok(sample) => {
            line.error = sample.error;
            line.repeats = (options.sample / sample.seconds.max(1e-9)).ceil().clamp(1.0, MOST_REPEATS) as u32;
        }
        Err(why) => {
            eprintln!("{} at {:e}: not run: {why}", line.solver, line.tolerance);
            line.fault = Some(why);
        }
    }
    line
}

/// The middle of some numbers.
pub(crate) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => f64::NAN,
        n if n % 2 == 1 => sorted[n / 2],
        n => 0.5 * (sorted[n / 2 - 1] + sorted[n / 2]),
    }
}
