//! Dependencies point one way: core <- dynsys <- {chaosnn, wilsoncowan, hhnet} <- repro.

use super::Finding;
use serde_json::Value;

/// Each package of the workspace and its layer; a package may depend only on lower layers, so the model crates
/// never depend on each other. Benches stand on top, and nobody stands on benches or xtask.
const LAYERS: [(&str, u8); 8] = [
    ("neurodyn-core", 0),
    ("neurodyn-datasets", 1),
    ("dynsys", 1),
    ("chaosnn", 2),
    ("wilsoncowan", 2),
    ("hhnet", 2),
    ("neurodyn-repro", 3),
    ("neurodyn-benches", 4),
];

/// A crate of this name hides one that the language itself needs (`::core` in the output of macros).
const RESERVED: [&str; 5] = ["core", "std", "alloc", "test", "proc_macro"];

const XTASK: &str = "xtask";
const XTASK_MAY_USE: [&str; 3] = ["anyhow", "clap", "serde_json"];

/// What is wrong with the packages that `cargo metadata --no-deps` lists.
pub(super) fn check(metadata: &Value) -> Vec<Finding> {
    let packages: Vec<&Value> = metadata["packages"].as_array().into_iter().flatten().collect();
    let members: Vec<&str> = packages.iter().filter_map(|package| package["name"].as_str()).collect();
    let mut findings = Vec::new();
    for package in &packages {
        let name = package["name"].as_str().unwrap_or_default();
        let fault = |says: String| Finding::fault(format!("package {name}"), says);
        if RESERVED.contains(&name) {
            findings.push(fault("this name hides a crate of the language".into()));
        }
        if name != XTASK && layer(name).is_none() {
            findings.push(fault("has no layer; give it one in xtask/src/tidy/layers.rs".into()));
        }
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let on = dependency["name"].as_str().unwrap_or_default();
            let key = dependency["rename"].as_str().unwrap_or(on);
            if RESERVED.contains(&key) {
                findings
                    .push(fault(format!("calls a dependency `{key}`, which hides a crate of the language")));
            }
            if name == XTASK && !XTASK_MAY_USE.contains(&on) {
                findings
                    .push(fault(format!("depends on {on}; it may use {} only", XTASK_MAY_USE.join(", "))));
            }
            if name != XTASK && members.contains(&on) && !points_down(name, on) {
                findings.push(fault(format!("depends on {on}, which is no lower layer")));
            }
        }
    }
    findings
}

fn layer(package: &str) -> Option<u8> {
    LAYERS.iter().find(|(name, _)| *name == package).map(|(_, layer)| *layer)
}

fn points_down(package: &str, on: &str) -> bool {
    layer(on).is_some_and(|lower| layer(package).is_some_and(|upper| lower < upper))
}

#[cfg(test)]
mod tests {
    use super::check;
    use serde_json::{Value, json};

    fn package(name: &str, dependencies: &[&str]) -> Value {
        let dependencies: Vec<Value> =
            dependencies.iter().map(|on| json!({ "name": on, "rename": null })).collect();
        json!({ "name": name, "dependencies": dependencies })
    }

    fn says(packages: &[Value]) -> Vec<String> {
        let findings = check(&json!({ "packages": packages }));
        findings.into_iter().map(|finding| format!("{}: {}", finding.place, finding.says)).collect()
    }

    #[test]
    fn the_way_down_is_free() {
        let packages = [
            package("neurodyn-core", &["faer"]),
            package("dynsys", &["neurodyn-core", "rayon"]),
            package("hhnet", &["neurodyn-core", "dynsys"]),
            package("neurodyn-repro", &["hhnet", "dynsys", "clap"]),
            package("neurodyn-benches", &["neurodyn-repro", "criterion"]),
            package("xtask", &["anyhow", "clap", "serde_json"]),
        ];
        assert_eq!(says(&packages), Vec::<String>::new());
    }

    #[test]
    fn the_way_up_and_sideways_is_closed() {
        let upward = [package("neurodyn-core", &["dynsys"]), package("dynsys", &[])];
        assert_eq!(says(&upward), ["package neurodyn-core: depends on dynsys, which is no lower layer"]);
        let sideways = [package("hhnet", &["chaosnn"]), package("chaosnn", &[])];
        assert_eq!(says(&sideways), ["package hhnet: depends on chaosnn, which is no lower layer"]);
        let on_the_top = [package("neurodyn-repro", &["neurodyn-benches"]), package("neurodyn-benches", &[])];
        assert_eq!(says(&on_the_top).len(), 1);
        let on_xtask = [package("dynsys", &["xtask"]), package("xtask", &[])];
        assert_eq!(says(&on_xtask), ["package dynsys: depends on xtask, which is no lower layer"]);
    }

    #[test]
    fn a_package_without_a_layer_is_found() {
        assert!(says(&[package("newcomer", &[])])[0].contains("has no layer"));
    }

    #[test]
    fn names_of_the_language_are_refused() {
        assert!(says(&[package("core", &[])])[0].contains("hides a crate of the language"));
        let renamed =
            json!({ "name": "dynsys", "dependencies": [{ "name": "neurodyn-core", "rename": "core" }] });
        assert!(says(&[renamed])[0].contains("calls a dependency `core`"));
    }

    #[test]
    fn xtask_stays_thin() {
        let found = says(&[package("xtask", &["anyhow", "faer"])]);
        assert_eq!(found, ["package xtask: depends on faer; it may use anyhow, clap, serde_json only"]);
    }
}
