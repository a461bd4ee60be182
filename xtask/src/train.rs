//! Builds the runner with training, which no figure waits for, then becomes it.

use crate::reproduce::{Need, become_it, build};
use anyhow::Result;
use std::process::{Command, ExitCode};

/// The features that train nets, one for each source that has some.
const FEATURES: [&str; 1] = ["hhnet-train"];

/// Runs `train args` and ends with the runner's exit code.
pub(crate) fn run(args: &[String]) -> Result<ExitCode> {
    let need = Need::Sources(FEATURES.map(str::to_owned).to_vec());
    let mut runner = Command::new(build(&need)?);
    runner.arg("train").args(args);
    become_it(runner)
}
