//! What became of each step of `cargo xtask test`: the table at the end and the exit code.

use std::fmt;
use std::time::Duration;

/// How one step ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    Passed,
    /// With what went wrong, in a few words.
    Failed(String),
    /// With the reason.
    Skipped(String),
}

/// One line of the table.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) outcome: Outcome,
    pub(crate) took: Duration,
}

/// All steps of a run in the order in which they ran.
#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) rows: Vec<Row>,
}

impl Tally {
    /// Whether no step failed.
    pub(crate) fn is_green(&self) -> bool {
        self.count(|outcome| matches!(outcome, Outcome::Failed(_))) == 0
    }

    fn count(&self, is_such: impl Fn(&Outcome) -> bool) -> usize {
        self.rows.iter().filter(|row| is_such(&row.outcome)).count()
    }
}

/// The table; its last line is `N passed, M failed, K skipped`.
impl fmt::Display for Tally {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{:<15}{:<9}{:>9}", "step", "result", "seconds")?;
        for Row { name, outcome, took } in &self.rows {
            let (word, note) = match outcome {
                Outcome::Passed => ("passed", ""),
                Outcome::Failed(note) => ("FAILED", note.as_str()),
                Outcome::Skipped(note) => ("skipped", note.as_str()),
            };
            let line = format!("{name:<15}{word:<9}{:>9.1}  {note}", took.as_secs_f64());
            writeln!(out, "{}", line.trim_end())?;
        }
        let passed = self.count(|outcome| *outcome == Outcome::Passed);
        let failed = self.count(|outcome| matches!(outcome, Outcome::Failed(_)));
        let skipped = self.count(|outcome| matches!(outcome, Outcome::Skipped(_)));
        write!(out, "{passed} passed, {failed} failed, {skipped} skipped")
    }
}

#[cfg(test)]
mod tests {
    use super::{Outcome, Row, Tally};
    use std::time::Duration;

    fn tally(outcomes: &[Outcome]) -> Tally {
        let row = |outcome: &Outcome| Row {
            name: "step",
            outcome: outcome.clone(),
            took: Duration::from_millis(1250),
        };
        Tally { rows: outcomes.iter().map(row).collect() }
    }

    #[test]
    fn the_last_line_counts() {
        let failed = Outcome::Failed("exit code 2".into());
        let text =
            tally(&[Outcome::Passed, failed, Outcome::Skipped("why".into()), Outcome::Passed]).to_string();
        assert_eq!(text.lines().last(), Some("2 passed, 1 failed, 1 skipped"));
        assert!(text.contains("FAILED         1.2  exit code 2"), "{text}");
    }

    #[test]
    fn one_failure_is_enough_and_a_skip_is_none() {
        assert!(tally(&[Outcome::Passed, Outcome::Skipped(String::new())]).is_green());
        assert!(!tally(&[Outcome::Passed, Outcome::Failed(String::new())]).is_green());
    }
}
