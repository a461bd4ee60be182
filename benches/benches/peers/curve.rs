//! Work over precision: the time in which a solver reaches an error, read off its runs at several tolerances.

use crate::measure::{Line, Measured, median};
use crate::row::Side;

/// Runs of one solver, cheapest first, each with a smaller error than all before it.
///
/// A run that takes longer and errs more than another is nobody's choice, of ours or of a peer.
#[derive(Clone, Debug)]
pub(crate) struct Front {
    points: Vec<(f64, f64)>,
}

impl Front {
    /// From `(error, seconds)` of each run.
    pub(crate) fn new(runs: impl IntoIterator<Item = (f64, f64)>) -> Self {
        let mut runs: Vec<(f64, f64)> =
            runs.into_iter().filter(|(error, seconds)| error.is_finite() && seconds.is_finite()).collect();
        runs.sort_by(|a, b| a.1.total_cmp(&b.1));
        let mut points: Vec<(f64, f64)> = Vec::new();
        for (error, seconds) in runs {
            if points.last().is_none_or(|(least, _)| error < *least) {
                points.push((error, seconds));
            }
        }
        Self { points }
    }

    /// The time in which `error` is reached: straight between the runs on logarithmic scales, the cheapest run's where
    /// that reaches it, none where no run does.
    pub(crate) fn seconds(&self, error: f64) -> Option<f64> {
        let after = self.points.iter().position(|point| point.0 <= error)?;
        let (close, time) = self.points[after];
        if after == 0 || close == 0.0 {
            return Some(time);
        }
        let (far, before) = self.points[after - 1];
        let share = (far / error).ln() / (far / close).ln();
        Some((before.ln() + share * (time / before).ln()).exp())
    }
}

/// The times of one solver at one target, a round each.
#[derive(Clone, Debug)]
pub(crate) struct Reached {
    pub(crate) solver: String,
    pub(crate) seconds: Vec<f64>,
}

/// Solvers in the order in which they were added, with their lines.
pub(crate) fn solvers(measured: &Measured) -> Vec<(&str, Side, Vec<&Line>)> {
    let mut found: Vec<(&str, Side, Vec<&Line>)> = Vec::new();
    for line in &measured.lines {
        match found.iter_mut().find(|(name, ..)| *name == line.solver) {
            Some((.., lines)) => lines.push(line),
            None => found.push((&line.solver, line.side, vec![line])),
        }
    }
    found
}

/// The fastest solver among those that `choose` takes, at `target` (or, with none, of all rows): by the median of rounds.
pub(crate) fn best(
    measured: &Measured,
    target: Option<f64>,
    choose: impl Fn(&str, Side) -> bool,
) -> Option<Reached> {
    let chosen = solvers(measured).into_iter().filter(|(name, side, _)| choose(name, *side));
    let reached = chosen.filter_map(|(name, _, lines)| {
        let seconds = times(&lines, target)?;
        Some(Reached { solver: name.to_owned(), seconds })
    });
    reached.min_by(|a, b| median(&a.seconds).total_cmp(&median(&b.seconds)))
}

/// The times of one solver at `target`, a round each; without a target, of its fastest row.
pub(crate) fn times(lines: &[&Line], target: Option<f64>) -> Option<Vec<f64>> {
    let ran: Vec<&&Line> = lines.iter().filter(|line| line.fault.is_none()).collect();
    let rounds = ran.iter().map(|line| line.seconds.len()).min()?;
    let of_round = |round: usize| match target {
        Some(error) => Front::new(ran.iter().map(|line| (line.error, line.seconds[round]))).seconds(error),
        None => ran.iter().map(|line| line.seconds[round]).min_by(f64::total_cmp),
    };
    let seconds: Option<Vec<f64>> = (0..rounds).map(of_round).collect();
    seconds.filter(|seconds| !seconds.is_empty())
}

/// Their time over ours in each round: median, least, greatest.
pub(crate) fn ratio(ours: &[f64], theirs: &[f64]) -> [f64; 3] {
    let ratios: Vec<f64> = ours.iter().zip(theirs).map(|(ours, theirs)| theirs / ours).collect();
    let least = ratios.iter().copied().fold(f64::INFINITY, f64::min);
    let greatest = ratios.iter().copied().fold(0.0, f64::max);
    [median(&ratios), least, greatest]
}
