//! Builds the runner with training, which no figure waits for, then becomes it.

use crate::data::know_the_folder_beside;
use crate::reproduce::{Need, become_it, build};
use anyhow::Result;
use std::process::{Command, ExitCode};

/// The sources that train nets, each with the feature that its training needs.
const FEATURES: [(&str, &str); 3] =
    [("hhnet", "hhnet-train"), ("chaosnn", "chaosnn-train"), ("wilsoncowan", "wilsoncowan")];

/// Runs `train args` and ends with the runner's exit code.
pub(crate) fn run(args: &[String]) -> Result<ExitCode> {
    let mut runner = Command::new(build(&need(args))?);
    runner.arg("train").args(args);
    know_the_folder_beside(&mut runner);
    become_it(runner)
}

/// The feature of the source that is the first word, or all of them.
fn need(args: &[String]) -> Need {
    let own = FEATURES.iter().find(|(source, _)| args.first().is_some_and(|word| word == source));
    let features = own.map_or(FEATURES.to_vec(), |&own| vec![own]);
    Need::Sources(features.into_iter().map(|(_, feature)| feature.to_owned()).collect())
}

#[cfg(test)]
mod tests {
    use super::{Need, need};

    #[test]
    fn a_source_needs_its_own_training_and_help_needs_all() {
        let asked = |line: &str| need(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
        let only = |features: &[&str]| Need::Sources(features.iter().map(|&f| f.to_owned()).collect());
        assert_eq!(asked("chaosnn --seed 1"), only(&["chaosnn-train"]));
        assert_eq!(asked("hhnet"), only(&["hhnet-train"]));
        assert_eq!(asked("--help"), only(&["hhnet-train", "chaosnn-train", "wilsoncowan"]));
        assert_eq!(asked("wilsoncowan --set digits"), only(&["wilsoncowan"]));
    }
}
