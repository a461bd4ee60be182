//! Commands that only hand over: the benchmarks to cargo, the book to mdbook.

use crate::cargo;
use anyhow::{Context, Result};
use std::process::{Command, ExitCode};

/// `cargo bench -p neurodyn-benches`, with the words after `bench` handed over unchanged.
pub(crate) fn bench(args: &[String]) -> Result<ExitCode> {
    pass(cargo::command().args(["bench", "--package", "neurodyn-benches"]).args(args))
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
    use super::is_installed;

    #[test]
    fn a_program_that_does_not_exist_is_not_installed() {
        assert!(is_installed("rustc"));
        assert!(!is_installed("neurodyn-no-such-program"));
    }
}
