//! Commands that only hand over: the benchmarks to cargo, the book to mdbook.

use crate::cargo;
use anyhow::{Context, Result};
use std::path::PathBuf;
use std::process::{Command, ExitCode};

/// `cargo bench -p neurodyn-benches`, with the words after `bench` handed over unchanged; `bench peers` switches on what it
/// needs and hands its words to that program.
pub(crate) fn bench(args: &[String]) -> Result<ExitCode> {
    let mut command = cargo::command();
    pass(command.args(["bench", "--package", "neurodyn-benches"]).args(bench_words(args)).envs(yardstick()))
}

/// The words for cargo.
fn bench_words(args: &[String]) -> Vec<&str> {
    let words = args.iter().map(String::as_str);
    match args.first().map(String::as_str) {
        Some("peers") => {
            ["--features", "peers", "--bench", "peers", "--"].into_iter().chain(words.skip(1)).collect()
        }
        _ => words.collect(),
    }
}

/// The kernel that ensembles are measured against, where it lies beside the workspace and no other is named.
fn yardstick() -> Option<(&'static str, PathBuf)> {
    const VARIABLE: &str = "NEURODYN_YARDSTICK";
    let folder = cargo::root().join("../shared/prototype/ensemble_kernel").canonicalize().ok()?;
    std::env::var_os(VARIABLE).is_none().then_some((VARIABLE, folder))
}

/// Builds docs/ with mdbook.
pub(crate) fn book() -> Result<ExitCode> {
    if !is_installed("mdbook") {
        eprintln!("mdbook is not installed, so the book is not built: `cargo install mdbook` gets it.");
        eprintln!("The pages are plain Markdown in docs/src; SUMMARY.md lists them in reading order.");
        return Ok(ExitCode::FAILURE);
    }
    pass(Command::new("mdbook").args(["build", "docs"]).current_dir(cargo::root()))
}

/// Whether a program of this name can be run.
pub(crate) fn is_installed(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}

fn pass(command: &mut Command) -> Result<ExitCode> {
    let status =
        command.status().with_context(|| format!("{} cannot be run", command.get_program().display()))?;
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from))
}

#[cfg(test)]
mod tests {
    use super::{bench_words, is_installed};

    #[test]
    fn only_the_comparison_with_peers_switches_on_what_it_needs() {
        let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(bench_words(&words("ensemble --quick")), ["ensemble", "--quick"]);
        let due = ["--features", "peers", "--bench", "peers", "--", "--only", "robertson"];
        assert_eq!(bench_words(&words("peers --only robertson")), due);
    }

    #[test]
    fn a_program_that_does_not_exist_is_not_installed() {
        assert!(is_installed("rustc"));
        assert!(!is_installed("neurodyn-no-such-program"));
    }
}
