//! The numbers as JSON.

use crate::measure::Measured;
use crate::table::verdicts;
use serde_json::{Value, json};

/// Machine, every row with its times of all rounds, and the goals.
pub(crate) fn json(machine: &Value, all: &[Measured]) -> String {
    let workloads: Vec<Value> = all.iter().map(workload).collect();
    let report = json!({ "machine": machine, "workloads": workloads });
    serde_json::to_string_pretty(&report).unwrap_or_default() + "\n"
}

fn workload(measured: &Measured) -> Value {
    let rows = measured.lines.iter().map(|line| {
        json!({
            "solver": line.solver,
            "side": line.side.to_string(),
            "tolerance": line.tolerance,
            "error": line.error,
            "seconds": line.seconds,
            "repeats": line.repeats,
            "not_run": line.fault,
        })
    });
    let goals = verdicts(measured).into_iter().map(|verdict| {
        json!({
            "error": verdict.target,
            "against": verdict.against,
            "wanted": verdict.wanted,
            "ours": verdict.ours,
            "theirs": verdict.theirs,
            "ratio": verdict.ratio,
            "met": verdict.met(),
            "says": verdict.says(),
        })
    });
    json!({
        "key": measured.key,
        "title": measured.title,
        "error_is": measured.error_is,
        "unit": measured.unit.0,
        "units_in_a_run": measured.unit.1,
        "on_the_wall": measured.on_the_wall,
        "rows": rows.collect::<Vec<_>>(),
        "goals": goals.collect::<Vec<_>>(),
    })
}
