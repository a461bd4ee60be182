//! What the numbers were measured on and with.

use crate::child::Script;
use crate::options::Options;
use neurodyn_core::Level;
use serde_json::{Value, json};
use std::process::Command;

/// Processor, compiler, commit, versions of peers and what is missing.
pub(crate) fn describe(options: &Options, script: &Script) -> Value {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    json!({
        "processor": processor(),
        "cores": cores,
        "level": format!("{:?}", Level::best()),
        "rustc": said("rustc", &["--version"]),
        "commit": said("git", &["describe", "--always", "--dirty", "--abbrev=12"]),
        "rounds": options.rounds,
        "quick": options.quick,
        "crates": { "diffsol": "0.18", "differential-equations": "0.7", "ode_solvers": "0.6" },
        "script": script.greeting(),
    })
}

fn processor() -> String {
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let value = |key: &str| {
        let line = text.lines().find(|line| line.starts_with(key))?;
        Some(line.split(':').nth(1)?.trim().to_owned())
    };
    match value("model name") {
        Some(name) => {
            let number = |key| value(key).unwrap_or_else(|| "?".to_owned());
            format!("{name}, family {}, model {}", number("cpu family"), number("model\t"))
        }
        None => std::env::consts::ARCH.to_owned(),
    }
}

fn said(program: &str, words: &[&str]) -> String {
    let output = Command::new(program).args(words).output();
    output.map_or_else(
        |error| error.to_string(),
        |output| String::from_utf8_lossy(&output.stdout).trim().to_owned(),
    )
}
