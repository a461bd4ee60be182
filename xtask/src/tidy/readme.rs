//! Every crate has a README, and its code is compiled because the crate's documentation includes it.

use super::Finding;
use anyhow::{Context, Result};
use std::path::Path;

const INCLUDED: &str = r#"#![doc = include_str!("../README.md")]"#;

/// What is missing in the directories of `crates/`.
pub(super) fn check(root: &Path) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    let entries = std::fs::read_dir(root.join("crates")).context("crates/ cannot be read")?;
    for entry in entries {
        let directory = entry.context("crates/ cannot be read")?.path();
        if directory.join("Cargo.toml").exists() {
            findings.extend(of_crate(&directory));
        }
    }
    Ok(findings)
}

fn of_crate(directory: &Path) -> Option<Finding> {
    let name = directory.file_name().unwrap_or_default().display();
    if !directory.join("README.md").is_file() {
        return Some(Finding::fault(format!("crates/{name}"), "no README.md"));
    }
    let library = std::fs::read_to_string(directory.join("src/lib.rs")).unwrap_or_default();
    let is_included = library.lines().any(|line| line.trim() == INCLUDED);
    let says = format!("the README's code is not compiled; add `{INCLUDED}`");
    (!is_included).then(|| Finding::fault(format!("crates/{name}/src/lib.rs"), says))
}

#[cfg(test)]
mod tests {
    use super::{INCLUDED, check};
    use std::fs;
    use std::path::PathBuf;

    /// A workspace with one crate, in a directory of its own.
    fn workspace(name: &str, readme: bool, library: &str) -> PathBuf {
        let root = std::env::temp_dir().join(format!("neurodyn-tidy-{name}-{}", std::process::id()));
        let made = root.join("crates/made");
        fs::create_dir_all(made.join("src")).unwrap();
        fs::create_dir_all(root.join("crates/no-crate")).unwrap();
        fs::write(made.join("Cargo.toml"), "").unwrap();
        fs::write(made.join("src/lib.rs"), library).unwrap();
        if readme {
            fs::write(made.join("README.md"), "# made\n").unwrap();
        }
        root
    }

    fn says(name: &str, readme: bool, library: &str) -> Vec<String> {
        let root = workspace(name, readme, library);
        let findings = check(&root).unwrap();
        fs::remove_dir_all(root).unwrap();
        findings.into_iter().map(|finding| format!("{}: {}", finding.place, finding.says)).collect()
    }

    #[test]
    fn a_crate_with_an_included_readme_passes() {
        assert!(says("good", true, &format!("//! Idea.\n{INCLUDED}\n")).is_empty());
    }

    #[test]
    fn a_missing_readme_is_found() {
        assert_eq!(says("none", false, INCLUDED), ["crates/made: no README.md"]);
    }

    #[test]
    fn a_readme_whose_code_is_not_compiled_is_found() {
        let found = says("apart", true, "//! Idea.\n");
        assert_eq!(found.len(), 1);
        assert!(
            found[0].starts_with("crates/made/src/lib.rs: the README's code is not compiled"),
            "{found:?}"
        );
    }
}
