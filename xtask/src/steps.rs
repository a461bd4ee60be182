//! `cargo xtask test`: every check in one list, all in one build profile, each timed; no step stops the next.

use crate::cli::TestOptions;
use crate::data::know_the_folder_beside;
use crate::forward::is_installed;
use crate::reproduce;
use crate::tally::{Outcome, Row, Tally};
use crate::{budget, cargo, misses, tidy};
use anyhow::{Result, ensure};
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

/// Tests run optimised like the runner and share its compiled dependencies, but the workspace's own code keeps
/// its debug assertions and overflow checks (docs/src/decisions/0001-one-build-profile.md).
const CHECKED: [&str; 5] = [
    "--release",
    "--config=profile.release.debug-assertions=true",
    "--config=profile.release.overflow-checks=true",
    r#"--config=profile.release.package."*".debug-assertions=false"#,
    r#"--config=profile.release.package."*".overflow-checks=false"#,
];

/// Features that no other member asks for, and that have tests.
const FEATURES: &str = "--features=chaosnn/npz,neurodyn-datasets/hdf5,dynsys/ode_solvers,dynsys/diffsol";

/// What the tests compile. Of the benchmarks clippy sees that they compile: they hold kernels and peers, and no tests.
const EVERYTHING: [&str; 7] =
    ["--workspace", "--exclude=neurodyn-benches", "--lib", "--bins", "--tests", "--examples", FEATURES];

/// Items whose quick scale takes half a minute and more; they run with `--slow`.
const LONG: [&str; 8] = [
    "chaosnn/table1",
    "hhnet/accuracy",
    "hhnet/fig3",
    "hhnet/fig4",
    "hhnet/fig6",
    "hhnet/fig7",
    "hhnet/fig8",
    "hhnet/fig9",
];

struct Step {
    name: &'static str,
    run: fn(&TestOptions) -> Result<Outcome>,
}

/// In the order in which they run: what fails within seconds comes first.
const STEPS: [Step; 12] = [
    Step { name: "fmt", run: |_| finish(cargo::command().args(["fmt", "--all", "--check"])) },
    Step { name: "tidy", run: |_| tidy() },
    Step { name: "typos", run: |_| optional("typos", &[]) },
    Step { name: "machete", run: |_| optional("cargo-machete", &[]) },
    // Advisories need the network; the public workflow checks them.
    Step { name: "deny", run: |_| optional("cargo-deny", &["check", "bans", "licenses", "sources"]) },
    Step { name: "clippy", run: |_| clippy() },
    Step { name: "docs", run: |_| docs() },
    Step { name: "tests", run: tests },
    Step { name: "doctests", run: |_| doctests() },
    Step { name: "budget", run: |_| budget() },
    Step { name: "reproductions", run: reproductions },
    Step { name: "book", run: |_| optional("mdbook", &["build", "docs"]) },
];

/// Runs all steps, or those that `options` names, prints the table and fails if one failed.
pub(crate) fn run(options: &TestOptions) -> Result<ExitCode> {
    for word in &options.only {
        let names = STEPS.map(|step| step.name).join(", ");
        ensure!(STEPS.iter().any(|step| step.name == word), "no step `{word}`; the steps are {names}");
    }
    let mut tally = Tally::default();
    for Step { name, run } in STEPS {
        if !options.only.is_empty() && !options.only.iter().any(|word| word == name) {
            continue;
        }
        println!("\n==> {name}");
        let start = Instant::now();
        let outcome = run(options).unwrap_or_else(|error| Outcome::Failed(format!("{error:#}")));
        if let Outcome::Skipped(why) = &outcome {
            println!("{why}");
        }
        tally.rows.push(Row { name, outcome, took: start.elapsed() });
    }
    println!("\n{tally}");
    Ok(if tally.is_green() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn clippy() -> Result<Outcome> {
    let args = ["clippy", "--workspace", "--all-targets", FEATURES, "--release", "--", "-D", "warnings"];
    finish(cargo::command().args(args))
}

fn docs() -> Result<Outcome> {
    let mut command = cargo::command();
    command.args(["doc", "--workspace", FEATURES, "--no-deps", "--release"]);
    finish(command.env("RUSTDOCFLAGS", "-D warnings"))
}

fn tests(options: &TestOptions) -> Result<Outcome> {
    let mut command = cargo::command();
    let has_nextest = is_installed("cargo-nextest");
    command.args(if has_nextest { &["nextest", "run"][..] } else { &["test"] });
    command.args(CHECKED).args(EVERYTHING).arg("--no-fail-fast");
    if options.slow {
        command.args(if has_nextest { ["--run-ignored", "all"] } else { ["--", "--include-ignored"] });
    }
    finish(&mut command)
}

fn doctests() -> Result<Outcome> {
    finish(cargo::command().arg("test").args(CHECKED).args([
        "--workspace",
        "--exclude=neurodyn-benches",
        FEATURES,
        "--doc",
        "--no-fail-fast",
    ]))
}

/// Every item at its quick scale, without [`LONG`] ones unless slow ones are asked for; a claim that is missed and not known
/// to be fails the step.
///
/// It is the runner that the tests have compiled, debug assertions and all, so that nothing is compiled once more.
fn reproductions(options: &TestOptions) -> Result<Outcome> {
    let mut runner = Command::new(reproduce::build_with(&[&CHECKED[..], &EVERYTHING[..]].concat())?);
    runner.args([
        "reproduce",
        "all",
        "--scale",
        "quick",
        "--force",
        "--json",
        "--progress",
        "plain",
        "--out",
    ]);
    runner.arg(cargo::target_directory()?.join("repro-test")).current_dir(cargo::root());
    if !options.slow {
        println!("without {}: `--slow` runs them, too", LONG.join(", "));
        runner.args(LONG.map(|id| format!("--skip={id}")));
    }
    know_the_folder_beside(&mut runner);
    let output = runner.stderr(Stdio::inherit()).output()?;
    let lines = String::from_utf8_lossy(&output.stdout);
    print!("{lines}");
    // 1: a claim is missed, which the list decides about
    if !matches!(output.status.code(), Some(0 | 1)) {
        return Ok(Outcome::Failed(output.status.to_string()));
    }
    let faults = misses::faults(&lines)?;
    Ok(if faults.is_empty() { Outcome::Passed } else { Outcome::Failed(faults.join("; ")) })
}

/// Instructions of hot kernels, as the tests have compiled them, so that nothing is compiled once more.
fn budget() -> Result<Outcome> {
    reproduce::build_with(&[&CHECKED[..], &EVERYTHING[..]].concat())?;
    budget::check(&cargo::target_directory()?.join("release/examples/budget"))
}

fn tidy() -> Result<Outcome> {
    let faults = tidy::faults()?;
    Ok(if faults == 0 { Outcome::Passed } else { Outcome::Failed(format!("{faults} faults")) })
}

/// Runs a tool that a fresh machine does not have, or says that it was skipped.
fn optional(tool: &str, args: &[&str]) -> Result<Outcome> {
    if !is_installed(tool) {
        return Ok(Outcome::Skipped(format!("not installed, skipped: {tool}")));
    }
    finish(Command::new(tool).args(args).current_dir(cargo::root()))
}

fn finish(command: &mut Command) -> Result<Outcome> {
    let status = command.status()?;
    Ok(if status.success() { Outcome::Passed } else { Outcome::Failed(status.to_string()) })
}

#[cfg(test)]
mod tests {
    use super::{STEPS, finish, optional, run};
    use crate::cli::TestOptions;
    use crate::tally::Outcome;
    use std::process::Command;

    #[test]
    fn steps_have_names_of_their_own() {
        for (i, step) in STEPS.iter().enumerate() {
            assert!(STEPS[..i].iter().all(|other| other.name != step.name), "{} twice", step.name);
        }
    }

    #[test]
    fn a_failing_command_fails_its_step() {
        assert_eq!(finish(Command::new("rustc").arg("--version")).unwrap(), Outcome::Passed);
        let failed = finish(Command::new("rustc").arg("--no-such-flag")).unwrap();
        assert!(matches!(&failed, Outcome::Failed(why) if why.contains("exit")), "{failed:?}");
    }

    #[test]
    fn a_missing_tool_is_skipped_by_name() {
        let outcome = optional("neurodyn-no-such-tool", &[]).unwrap();
        assert_eq!(outcome, Outcome::Skipped("not installed, skipped: neurodyn-no-such-tool".into()));
    }

    #[test]
    fn an_unknown_step_is_refused_before_anything_runs() {
        let error = run(&TestOptions { only: vec!["clipy".into()], slow: false }).unwrap_err();
        assert!(error.to_string().contains("no step `clipy`; the steps are fmt,"), "{error}");
    }
}
