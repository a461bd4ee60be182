//! `cargo xtask test budget`: instructions of hot kernels, counted by callgrind, against what is allowed.
//!
//! Time on a shared machine says little; instructions are the same in each run. What is allowed stands in
//! `benches/budget.txt`.

use crate::cargo;
use crate::forward::is_installed;
use crate::tally::Outcome;
use anyhow::{Context, Result, bail, ensure};
use std::path::Path;
use std::process::Command;

/// More than this above its budget fails.
const OVER: f64 = 1.02;
/// Less than this below it is good news that the file should know.
const UNDER: f64 = 0.95;

/// One line of the file.
#[derive(Debug, PartialEq)]
struct Budget {
    kernel: String,
    /// The two amounts that are run.
    amounts: [u64; 2],
    /// Instructions that one unit of the amount may take.
    allowed: f64,
}

/// Counts every kernel of the file with `program`, the example that runs them.
pub(crate) fn check(program: &Path) -> Result<Outcome> {
    if !cfg!(all(target_arch = "x86_64", target_os = "linux")) {
        return Ok(Outcome::Skipped("budgets are for Linux on x86-64, skipped".into()));
    }
    if !is_installed("valgrind") {
        return Ok(Outcome::Skipped("not installed, skipped: valgrind (no instruction is counted)".into()));
    }
    let path = cargo::root().join("benches/budget.txt");
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let budgets = parse(&text)?;
    let listed = Command::new(program).output().context("the kernels cannot be listed")?;
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    for kernel in listed.lines() {
        ensure!(budgets.iter().any(|budget| budget.kernel == kernel), "{kernel} has no line in budget.txt");
    }
    let mut faults = Vec::new();
    println!("{:<26}{:>12}{:>12}{:>8}", "kernel", "instructions", "allowed", "ratio");
    for Budget { kernel, amounts, allowed } in budgets {
        let [few, many] = amounts.map(|amount| count(program, &kernel, amount));
        let taken = (many? - few?) / (amounts[1] - amounts[0]) as f64;
        let ratio = taken / allowed;
        println!("{kernel:<26}{taken:>12.1}{allowed:>12.1}{ratio:>8.3}");
        if ratio > OVER {
            faults.push(format!("{kernel} takes {taken:.1} instructions, allowed are {allowed:.1}"));
        } else if ratio < UNDER {
            println!("{kernel} takes less than it may: put {taken:.1} into benches/budget.txt");
        }
    }
    Ok(if faults.is_empty() { Outcome::Passed } else { Outcome::Failed(faults.join("; ")) })
}

/// Instructions of one run.
fn count(program: &Path, kernel: &str, amount: u64) -> Result<f64> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .args([kernel, &amount.to_string()])
        .output()
        .context("valgrind cannot be run")?;
    let talk = String::from_utf8_lossy(&output.stderr).into_owned();
    ensure!(output.status.success(), "{kernel} failed under valgrind: {talk}");
    collected(&talk).with_context(|| format!("callgrind names no count: {talk}"))
}

/// The number behind `Collected :`.
fn collected(talk: &str) -> Option<f64> {
    let line = talk.lines().find(|line| line.contains("Collected"))?;
    line.rsplit(':').next()?.trim().parse().ok()
}

/// Lines `kernel few many allowed`; what stands behind a `#` is talk.
fn parse(text: &str) -> Result<Vec<Budget>> {
    let mut budgets = Vec::new();
    for line in text.lines() {
        let words: Vec<&str> = line.split('#').next().unwrap_or_default().split_whitespace().collect();
        match words[..] {
            [] => {}
            [kernel, few, many, allowed] => {
                let amounts = [few.parse()?, many.parse()?];
                let allowed = allowed.parse()?;
                ensure!(amounts[0] < amounts[1] && allowed > 0.0, "a budget that makes no sense: {line}");
                budgets.push(Budget { kernel: kernel.to_owned(), amounts, allowed });
            }
            _ => bail!("not `kernel few many allowed`: {line}"),
        }
    }
    ensure!(!budgets.is_empty(), "no budget in the file");
    Ok(budgets)
}

#[cfg(test)]
mod tests {
    use super::{Budget, collected, parse};

    #[test]
    fn a_budget_is_four_words() {
        let found = parse("# talk\n\nneuron-avx2 24 48 1234.5 # a trajectory\n").unwrap();
        assert_eq!(found, [Budget { kernel: "neuron-avx2".into(), amounts: [24, 48], allowed: 1234.5 }]);
        for wrong in ["", "neuron 1 2", "neuron 2 1 10", "neuron 1 2 0", "neuron one 2 3"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn callgrinds_count_is_found() {
        assert_eq!(collected("==1== \n==1== Events    : Ir\n==1== Collected : 1234567\n"), Some(1234567.0));
        assert_eq!(collected("nothing"), None);
    }

    #[test]
    fn the_file_in_the_workspace_is_well_formed() {
        let text = std::fs::read_to_string(crate::cargo::root().join("benches/budget.txt")).unwrap();
        assert!(parse(&text).is_ok());
    }
}
