//! Writes down what the program is built from: a checksum of the sources behind each item, the compiler, the target.
//!
//! An item's results are reused only while its checksum stands, so it covers the item's own file, what it shares with
//! its source, the libraries under it, and the locked dependencies; but not its sibling items and not the runner.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use sha2::{Digest, Sha256};

const SOURCES: [&str; 4] = ["attractors", "chaosnn", "wilsoncowan", "hhnet"];
/// Sources whose items read data sets.
const LEARNS_FROM_IMAGES: [&str; 2] = ["chaosnn", "wilsoncowan"];
/// Parts of this crate that cannot change a result.
const RUNNER: [&str; 6] = ["main.rs", "cli", "runner", "page", "registry.rs", "select.rs"];

fn main() -> io::Result<()> {
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let crates = here.join("..");
    let mut common = Vec::new();
    for root in [crates.join("core/src"), crates.join("dynsys/src"), here.join("src"), here.join("fonts")] {
        collect(&root, &mut common)?;
    }
    common.retain(|path| {
        let inside = path.strip_prefix(here.join("src")).ok().and_then(|path| path.iter().next());
        let first = inside.map(|first| first.to_string_lossy().into_owned()).unwrap_or_default();
        !SOURCES.contains(&first.as_str()) && !RUNNER.contains(&first.as_str())
    });
    common.push(here.join("../../Cargo.lock"));

    let mut codes = BTreeMap::new();
    for source in SOURCES {
        let mut model = Vec::new();
        let library = crates.join(library(source));
        collect(&library.join("src"), &mut model)?;
        // trained nets are part of the model, too
        collect(&library.join("nets"), &mut model)?;
        if LEARNS_FROM_IMAGES.contains(&source) {
            collect(&crates.join("datasets/src"), &mut model)?;
        }
        let mut own = Vec::new();
        collect(&here.join("src").join(source), &mut own)?;
        let (items, shared): (Vec<_>, Vec<_>) = own.into_iter().partition(|path| is_item(path));
        let base: Vec<_> = common.iter().chain(&model).chain(&shared).collect();
        for item in &items {
            let name = item.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            codes.insert(format!("{source}/{name}"), checksum(base.iter().copied().chain([item]), &crates));
        }
        codes.insert(source.to_owned(), checksum(base.iter().copied().chain(&items), &crates));
    }
    let mut text = String::from("static CODES: &[(&str, &str)] = &[\n");
    for (id, code) in codes {
        let _ = writeln!(text, "    ({id:?}, {code:?}),");
    }
    text.push_str("];\n");
    fs::write(PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("codes.rs"), text)?;

    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = std::process::Command::new(rustc).arg("--version").output();
    let version =
        version.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default();
    println!("cargo::rustc-env=NEURODYN_RUSTC={version}");
    println!("cargo::rustc-env=NEURODYN_TARGET={}", env::var("TARGET").unwrap_or_default());
    Ok(())
}

/// Items that are no figure or table of their source.
const NAMED: [&str; 12] = [
    "ablations",
    "accuracy",
    "attractors",
    "baselines",
    "bifurcation",
    "cost",
    "probability",
    "rejected",
    "riskcoverage",
    "robustness",
    "strange",
    "synchrony",
];

/// The crate that holds the models of a source: its own, but for feedback networks.
fn library(source: &str) -> &str {
    if source == "attractors" { "chaosnn" } else { source }
}

/// `fig3.rs`, `table1.rs` and those with a name of their own are items, all else is shared.
fn is_item(path: &Path) -> bool {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    if NAMED.contains(&stem.as_ref()) {
        return true;
    }
    let number = stem.strip_prefix("fig").or_else(|| stem.strip_prefix("table"));
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Adds all files below a folder and has cargo watch it; a folder that is not there holds none.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { collect(&path, files)? } else { files.push(path) }
    }
    Ok(())
}

/// Names and contents, in the order of the names.
fn checksum<'a>(files: impl Iterator<Item = &'a PathBuf>, base: &Path) -> String {
    let mut files: Vec<&PathBuf> = files.collect();
    files.sort();
    let mut digest = Sha256::new();
    for file in files {
        // A published crate has no lock file above it.
        if let Ok(content) = fs::read(file) {
            digest.update(file.strip_prefix(base).unwrap_or(file).to_string_lossy().as_bytes());
            digest.update((content.len() as u64).to_le_bytes());
            digest.update(&content);
        }
    }
    digest.finalize().iter().take(16).fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}
