//! The ensemble of the neuron beside the hand-written kernel it is measured against, interleaved, in processor time.
//!
//! `NEURODYN_YARDSTICK` names the folder of the kernel (`ensemble_kernel`: Cargo.toml, src, ics.bin, refq.bin); it is
//! copied into the target folder and built there for this processor. Without it the benchmark says so and ends.

use dynsys::ensemble::Resources;
use neurodyn_benches::{Start, neurons};
use neurodyn_core::{Doubles, Level};
use rustix::time::{ClockId, clock_gettime};
use std::path::{Path, PathBuf};
use std::process::Command;

const ROUNDS: usize = 5;
const TRAJECTORIES: usize = 128;
const TOLERANCE: f64 = 1e-6;

fn main() {
    let Some(folder) = std::env::var_os("NEURODYN_YARDSTICK").map(PathBuf::from) else {
        eprintln!("NEURODYN_YARDSTICK is not set: nothing to compare with, skipped");
        return;
    };
    let kernel = build(&folder);
    let starts = numbers(&folder.join("ics.bin"));
    let reference = numbers(&folder.join("refq.bin"));
    println!("trajectories a second and core, {ROUNDS} interleaved rounds, median (least to greatest)");
    for (level, name, row) in [(Level::Avx512, "avx512", "avx512 2x8"), (Level::Avx2, "avx2", "avx2 2x4")] {
        if !level.available() {
            println!("{level:?}: this processor does not have it");
            continue;
        }
        let (mut ours, mut theirs, mut bytes) = (Vec::new(), Vec::new(), 0);
        for _ in 0..ROUNDS {
            let resources = Resources { threads: 1, level, ..Resources::default() };
            let begin = processor_seconds();
            let means = neurons::<Doubles<3>>(&starts[..TRAJECTORIES], TOLERANCE, &resources).expect("tame");
            ours.push(TRAJECTORIES as f64 / (processor_seconds() - begin));
            let means: Vec<f64> = means.into_iter().map(|mean| mean.expect("tame")).collect();
            bytes = means.iter().fold(0_u64, |hash, mean| hash.rotate_left(5) ^ mean.to_bits());
            report_error(&means, &reference, ours.len() == 1);
            theirs.push(run(&kernel, &folder, name, row));
        }
        let ratio = median(&ours) / median(&theirs);
        println!("{level:?}: ours {}, yardstick {}, ratio {ratio:.3}", spread(&ours), spread(&theirs));
        println!("{level:?}: bytes {bytes:016x}");
    }
}

fn report_error(means: &[f64], reference: &[Start], wanted: bool) {
    if wanted {
        let mut errors: Vec<f64> =
            means.iter().zip(reference).map(|(m, r)| (m.sqrt() - r[3]).abs()).collect();
        errors.sort_by(f64::total_cmp);
        println!("error of Q against 1e-12: median {:.1e}", errors[errors.len() / 2]);
    }
}

/// Builds the kernel for this processor and gives its program.
fn build(folder: &Path) -> PathBuf {
    let copy = std::env::temp_dir().join("neurodyn-yardstick");
    std::fs::create_dir_all(copy.join("src")).expect("a folder for the kernel");
    for file in ["Cargo.toml", "src/main.rs", "src/simd.rs"] {
        let text = std::fs::read(folder.join(file)).expect("the kernel's sources");
        std::fs::write(copy.join(file), text).expect("a copy of the kernel");
    }
    let built = Command::new("cargo")
        .args(["build", "--release", "--quiet", "--target-dir", "target"])
        .env("RUSTFLAGS", "-C target-cpu=native -A warnings")
        .env_remove("CARGO_TARGET_DIR")
        .current_dir(&copy)
        .status()
        .expect("cargo");
    assert!(built.success(), "the kernel does not build");
    copy.join("target/release/w1")
}

/// Trajectories a second in one row of the kernel's output.
fn run(kernel: &Path, folder: &Path, level: &str, row: &str) -> f64 {
    let arguments = [TRAJECTORIES.to_string(), level.to_owned(), TOLERANCE.to_string()];
    let output = Command::new(kernel).args(arguments).current_dir(folder).output().expect("the kernel runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let line =
        text.lines().find(|line| line.starts_with(row) && line.contains("tsit5")).expect("a row of results");
    let words: Vec<&str> = line.split_whitespace().collect();
    let unit = words.iter().position(|word| *word == "traj/s/core").expect("a rate");
    words[unit - 1].parse().expect("a number")
}

fn numbers(path: &Path) -> Vec<Start> {
    let bytes = std::fs::read(path).expect("a file of starts");
    let number = |chunk: &[u8]| f64::from_le_bytes(chunk.try_into().expect("eight bytes"));
    bytes.chunks_exact(32).map(|row| core::array::from_fn(|k| number(&row[8 * k..8 * k + 8]))).collect()
}

fn processor_seconds() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + 1e-9 * time.tv_nsec as f64
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

fn spread(values: &[f64]) -> String {
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let greatest = values.iter().copied().fold(0.0, f64::max);
    format!("{:.0} ({least:.0} to {greatest:.0})", median(values))
}
