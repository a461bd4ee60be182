//! `cargo xtask tidy`: the house rules that no compiler checks.

mod layers;
mod readme;
mod text;

use crate::cargo;
use anyhow::{Context, Result, ensure};
use std::path::Path;
use std::process::{Command, ExitCode};

/// One broken rule, or a warning of one nearly broken.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    /// File and line (from 1), or the package.
    place: String,
    says: String,
    is_warning: bool,
}

impl Finding {
    fn fault(place: impl Into<String>, says: impl Into<String>) -> Self {
        Self { place: place.into(), says: says.into(), is_warning: false }
    }

    fn warning(place: impl Into<String>, says: impl Into<String>) -> Self {
        Self { place: place.into(), says: says.into(), is_warning: true }
    }
}

/// Prints the findings and fails if a rule is broken.
pub(crate) fn run() -> Result<ExitCode> {
    Ok(if faults()? == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Prints the findings and returns how many rules are broken.
pub(crate) fn faults() -> Result<usize> {
    let root = cargo::root();
    let paths = files(&root)?;
    let mut findings = Vec::new();
    for path in &paths {
        // Pictures and other binary files have no lines; what was deleted and not yet committed has no text.
        if let Ok(text) = std::fs::read_to_string(root.join(path)) {
            findings.extend(text::check(path, &text));
        }
    }
    let metadata = cargo::metadata()?;
    findings.extend(layers::check(&metadata));
    findings.extend(readme::check(&root)?);
    for Finding { place, says, is_warning } in &findings {
        println!("{}: {place}: {says}", if *is_warning { "warning" } else { "error" });
    }
    let faults = findings.iter().filter(|finding| !finding.is_warning).count();
    println!("tidy: {} files, {faults} faults, {} warnings", paths.len(), findings.len() - faults);
    Ok(faults)
}

/// What git tracks, and what it would track if it were added now.
fn files(root: &Path) -> Result<Vec<String>> {
    let output = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"])
        .current_dir(root)
        .output()
        .context("git cannot be run, so there is no list of files to check")?;
    ensure!(output.status.success(), "git ls-files failed: {}", String::from_utf8_lossy(&output.stderr));
    let names = String::from_utf8(output.stdout).context("a file name is not UTF-8")?;
    Ok(names.split_terminator('\0').map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::files;
    use crate::cargo::root;

    #[test]
    fn the_list_of_files_has_this_one_and_no_build_product() {
        let files = files(&root()).unwrap();
        assert!(files.iter().any(|path| path == "xtask/src/tidy.rs"));
        assert!(files.iter().all(|path| !path.starts_with("target/")));
    }
}
