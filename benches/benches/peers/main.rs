//! `cargo xtask bench peers`: dynsys beside its peers in one interleaved run, as a table, JSON, a page and a picture.

mod basins;
mod by_hand;
mod child;
mod clock;
mod curve;
mod differential_equations;
mod diffsol;
mod ensemble;
mod exponents;
mod machine;
mod markdown;
mod measure;
mod neuron;
mod ode_solvers;
mod options;
mod orbits;
mod picture;
#[path = "../../../crates/dynsys/tests/problems/mod.rs"]
mod problems;
mod report;
mod row;
mod table;
mod wells;

use child::Script;
use measure::{Measured, measure};
use options::Options;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> std::io::Result<()> {
    let work = target().join("bench-peers");
    std::fs::create_dir_all(&work)?;
    let script = Script::start(options.python, &work);
    let machine = machine::describe(options, &script);
    let mut all = Vec::new();
    let mut workloads = orbits::workloads(options, &script);
    workloads.extend(ensemble::workloads(options, &script, &work));
    workloads.extend(exponents::workloads(options, &script));
    workloads.extend(basins::workloads(options, &script));
    for workload in workloads {
        let measured = measure(workload, options);
        println!("{}", table::of(&measured));
        all.push(measured);
        // after each workload, so that a run that is broken off leaves what it has
        write(options, &work, &machine, &all)?;
    }
    println!("{}", table::ratios(&all));
    eprintln!("numbers and picture: {}", work.display());
    Ok(())
}

/// Numbers, picture and page.
fn write(options: &Options, work: &Path, machine: &Value, all: &[Measured]) -> std::io::Result<()> {
    let json = options.json.as_deref().map_or_else(|| work.join("peers.json"), from_root);
    std::fs::write(&json, report::json(machine, all))?;
    let page = options.markdown.as_deref().map(from_root);
    if let Some(drawn) = picture::draw(all) {
        let (svg, png) = drawn.map_err(std::io::Error::other)?;
        std::fs::write(work.join("work_precision.svg"), svg)?;
        std::fs::write(work.join("work_precision.png"), &png)?;
        // beside the page, where the book has its figures
        if let Some(figures) = page.as_deref().and_then(Path::parent).map(|folder| folder.join("figures")) {
            std::fs::create_dir_all(&figures)?;
            std::fs::write(figures.join("speed.png"), &png)?;
        }
    }
    if let Some(page) = &page {
        let text = markdown::rewritten(&std::fs::read_to_string(page)?, machine, all);
        std::fs::write(page, text.map_err(std::io::Error::other)?)?;
    }
    Ok(())
}

/// A path that a user has written in the workspace's root; cargo runs benchmarks elsewhere.
fn from_root(path: &Path) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

/// The folder of build products: this program lies in `release/deps` of it.
fn target() -> PathBuf {
    let program = std::env::current_exe().ok();
    let folder = program.as_deref().and_then(Path::parent).and_then(Path::parent).and_then(Path::parent);
    folder.map_or_else(|| from_root(Path::new("target")), Path::to_path_buf)
}
