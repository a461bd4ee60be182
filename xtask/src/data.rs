//! Lists the data sets by the smallest runner there is, and tells every runner of the folder beside the workspace.

use crate::cargo;
use crate::reproduce::{Need, become_it, build};
use anyhow::Result;
use std::path::Path;
use std::process::{Command, ExitCode};

/// The variable that names the folder of data sets, as `neurodyn-datasets` reads it.
const VARIABLE: &str = "NEURODYN_DATA";
/// Where a checkout may have data sets beside it.
const BESIDE: &str = "../shared/data";

/// Runs `data args` and ends with the runner's exit code.
pub(crate) fn run(args: &[String]) -> Result<ExitCode> {
    let mut runner = Command::new(build(&Need::Sources(Vec::new()))?);
    runner.arg("data").args(args);
    know_the_folder_beside(&mut runner);
    become_it(runner)
}

/// Lets the runner look beside the workspace where there is such a folder and the user has named no other.
pub(crate) fn know_the_folder_beside(runner: &mut Command) {
    if let Some(folder) = folder(&cargo::root(), std::env::var_os(VARIABLE).is_some()) {
        runner.env(VARIABLE, folder);
    }
}

fn folder(root: &Path, named: bool) -> Option<std::path::PathBuf> {
    if named {
        return None;
    }
    root.join(BESIDE).canonicalize().ok().filter(|folder| folder.is_dir())
}

#[cfg(test)]
mod tests {
    use super::folder;

    #[test]
    fn the_folder_beside_counts_where_it_is_and_no_other_is_named() {
        let place = std::env::temp_dir().join(format!("neurodyn-data-{}", std::process::id()));
        let root = place.join("main");
        std::fs::create_dir_all(&root).unwrap();
        assert_eq!(folder(&root, false), None);
        std::fs::create_dir_all(place.join("shared/data")).unwrap();
        let found = folder(&root, false);
        let named = folder(&root, true);
        let beside = place.join("shared/data").canonicalize().unwrap();
        std::fs::remove_dir_all(place).unwrap();
        assert_eq!((found, named), (Some(beside), None));
    }
}
