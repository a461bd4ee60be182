//! The kernel written by hand that the ensemble is measured against: where it is, how it is built and asked.
//!
//! `NEURODYN_YARDSTICK` names its folder (`ensemble_kernel`: Cargo.toml, src, ics.bin, ref5.bin, refq.bin); it is copied
//! and built for this processor. It is a limit to measure by, not a part of the workspace.

use crate::Start;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The kernel, built, with its starts and references.
#[derive(Clone, Debug)]
pub struct Handwritten {
    program: PathBuf,
    folder: PathBuf,
}

/// A row of its output.
#[derive(Clone, Copy, Debug)]
pub struct Rate {
    /// Trajectories a second on one core.
    pub rate: f64,
    /// Median error at `t = 5` as it prints it; NaN where it does not.
    pub error: f64,
}

impl Handwritten {
    /// The kernel, built for this processor in the folder `copy`.
    ///
    /// # Errors
    /// What is missing, or that it does not build.
    pub fn build(copy: &Path) -> Result<Self, String> {
        let folder = Self::folder()?;
        let failed = |error: std::io::Error| format!("the kernel cannot be copied: {error}");
        std::fs::create_dir_all(copy.join("src")).map_err(failed)?;
        for file in ["Cargo.toml", "src/main.rs", "src/simd.rs"] {
            let mut text = std::fs::read(folder.join(file)).map_err(failed)?;
            if file == "Cargo.toml" {
                // on its own, wherever the copy lies
                text.extend_from_slice(b"\n[workspace]\n");
            }
            // what is the same is left alone, so that it is not built again
            if std::fs::read(copy.join(file)).ok().as_ref() != Some(&text) {
                std::fs::write(copy.join(file), text).map_err(failed)?;
            }
        }
        let built = Command::new("cargo")
            .args(["build", "--release", "--quiet", "--target-dir", "target"])
            .env("RUSTFLAGS", "-C target-cpu=native -A warnings")
            .env_remove("CARGO_TARGET_DIR")
            .current_dir(copy)
            .status();
        match built {
            Ok(status) if status.success() => {
                Ok(Self { program: copy.join("target/release/w1"), folder: folder.clone() })
            }
            _ => Err("the kernel does not build".to_owned()),
        }
    }

    /// Its folder.
    ///
    /// # Errors
    /// If the variable is not set.
    pub fn folder() -> Result<PathBuf, String> {
        let named = std::env::var_os("NEURODYN_YARDSTICK").map(PathBuf::from);
        named.ok_or_else(|| "NEURODYN_YARDSTICK is not set".to_owned())
    }

    /// The row that begins with `row` in a run of the first `count` starts on `level` (`avx512`, `avx2`).
    ///
    /// # Errors
    /// If the kernel does not run or prints no such row.
    pub fn run(&self, count: usize, level: &str, tolerance: f64, row: &str) -> Result<Rate, String> {
        let arguments = [count.to_string(), level.to_owned(), tolerance.to_string()];
        let output = Command::new(&self.program).args(arguments).current_dir(&self.folder).output();
        let output = output.map_err(|error| format!("the kernel does not run: {error}"))?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let line = text.lines().find(|line| line.starts_with(row) && line.contains("tsit5"));
        let words: Vec<&str> = line.ok_or("the kernel prints no such row")?.split_whitespace().collect();
        let number = |unit: &str, offset: isize| {
            let at = words.iter().position(|word| *word == unit)?;
            words.get(at.checked_add_signed(offset)?)?.parse().ok()
        };
        let rate = number("traj/s/core", -1).ok_or("the kernel prints no rate")?;
        Ok(Rate { rate, error: number("e5", 2).unwrap_or(f64::NAN) })
    }
}

/// Four numbers a row, as the kernel's files hold them: starts, or states.
///
/// # Errors
/// If the file cannot be read.
pub fn rows_of_four(path: &Path) -> Result<Vec<Start>, String> {
    let bytes = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let rows = bytes.chunks_exact(32).map(|row| {
        let mut numbers = [0.0; 4];
        for (number, bytes) in numbers.iter_mut().zip(row.chunks_exact(8)) {
            *number = f64::from_le_bytes(bytes.try_into().unwrap_or_default());
        }
        numbers
    });
    Ok(rows.collect())
}
