//! A row: one solver with one tolerance on one workload, run again and again.

use std::fmt;

/// Whose solver a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// Of this workspace.
    Ours,
    /// A crate.
    Rust,
    /// Behind the script: Python, C or Fortran.
    Outside,
    /// A kernel written by hand for one problem: a limit, not a library.
    Yardstick,
}

impl Side {
    pub(crate) fn is_peer(self) -> bool {
        matches!(self, Self::Rust | Self::Outside)
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ours => "ours",
            Self::Rust => "rust",
            Self::Outside => "outside",
            Self::Yardstick => "yardstick",
        })
    }
}

/// What one timed sample gave.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sample {
    /// Seconds for one run.
    pub(crate) seconds: f64,
    /// How far it was off, in the measure of the workload.
    pub(crate) error: f64,
}

/// Runs the given number of times and times it, or says why it cannot.
pub(crate) type Runner<'a> = Box<dyn FnMut(u32) -> Result<Sample, String> + 'a>;

/// One solver with one tolerance.
pub(crate) struct Row<'a> {
    /// The solver, as it is called in tables and pictures.
    pub(crate) solver: String,
    /// Whose it is.
    pub(crate) side: Side,
    /// The relative tolerance, or the step of a method that has none.
    pub(crate) tolerance: f64,
    /// How it runs.
    pub(crate) run: Runner<'a>,
}

/// What a workload asks of us in issue 6: at least so many times as fast as any of these peers.
#[derive(Clone, Debug)]
pub(crate) struct Goal {
    /// Beginnings of the names of the solvers to compare with; empty for every peer.
    pub(crate) against: &'static [&'static str],
    /// Beginning of the name of our solver; empty for our best.
    pub(crate) ours: &'static str,
    /// The wanted ratio, their time over ours.
    pub(crate) wanted: f64,
}

/// What is compared: a problem, its rows, and the errors at which times are compared.
pub(crate) struct Workload<'a> {
    /// The word that chooses it.
    pub(crate) key: &'static str,
    /// What it is.
    pub(crate) title: &'static str,
    /// What its errors are.
    pub(crate) error_is: &'static str,
    /// What one run does, and how many of it: `("trajectories", 128.0)`.
    pub(crate) unit: (&'static str, f64),
    /// The errors at which curves are compared; empty where every row does the same work.
    pub(crate) targets: Vec<f64>,
    /// The rows.
    pub(crate) rows: Vec<Row<'a>>,
    /// The goals.
    pub(crate) goals: Vec<Goal>,
    /// Time on the wall instead of the processor's.
    pub(crate) on_the_wall: bool,
}

impl<'a> Workload<'a> {
    /// Adds one solver at several tolerances.
    pub(crate) fn solver<F>(&mut self, name: &str, side: Side, tolerances: &[f64], run: impl Fn(f64) -> F)
    where
        F: FnMut(u32) -> Result<Sample, String> + 'a,
    {
        for &tolerance in tolerances {
            let run: Runner<'a> = Box::new(run(tolerance));
            self.rows.push(Row { solver: name.to_owned(), side, tolerance, run });
        }
    }
}
