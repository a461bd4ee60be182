//! `manifest.json`: who computed it, when, with what; everything that may differ between two equal runs.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::{code, write};
use crate::error::ReproError;
use crate::setting::Setting;

const NAME: &str = "manifest.json";

/// The provenance of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// The item.
    pub id: String,
    /// The checksum of its inputs; the name of its folder.
    pub hash: String,
    /// The checksum of the sources behind it.
    pub code: String,
    /// What the program was called with.
    pub arguments: Vec<String>,
    /// `quick`, `standard` or `paper`.
    pub scale: String,
    /// The seed.
    pub seed: u64,
    /// Threads that a unit could use.
    pub threads: usize,
    /// SHA-256 of the decompressed files of the data sets that it reads, or `missing`.
    #[serde(default)]
    pub data: BTreeMap<String, String>,
    /// The commit, if this is a git checkout.
    pub commit: Option<String>,
    /// Whether files differed from that commit.
    pub dirty: Option<bool>,
    /// The compiler.
    pub rustc: String,
    /// The machine the program was built for.
    pub target: String,
    /// Vector instructions of the processor it ran on.
    pub cpu_features: Vec<String>,
    /// Units computed by this run.
    pub units_computed: usize,
    /// Units that an earlier run had left on disk.
    pub units_resumed: usize,
    /// When it ended, in seconds since 1970.
    pub finished_unix: f64,
    /// The same for people, in UTC.
    pub finished: String,
    /// Wall time of this run in seconds.
    pub wall_seconds: f64,
    /// SHA-256 of every output.
    pub outputs: BTreeMap<String, String>,
}

impl Manifest {
    pub(crate) fn new(id: &str, hash: &str, setting: &Setting, arguments: &[String]) -> Self {
        let (commit, dirty) = commit();
        Self {
            id: id.to_owned(),
            hash: hash.to_owned(),
            code: code::version(id).to_owned(),
            arguments: arguments.to_vec(),
            scale: setting.scale.to_string(),
            seed: setting.seed,
            threads: setting.threads,
            data: BTreeMap::new(),
            commit,
            dirty,
            rustc: code::RUSTC.to_owned(),
            target: code::TARGET.to_owned(),
            cpu_features: cpu_features(),
            units_computed: 0,
            units_resumed: 0,
            finished_unix: 0.0,
            finished: String::new(),
            wall_seconds: 0.0,
            outputs: BTreeMap::new(),
        }
    }

    pub(crate) fn finish(mut self, wall: Duration) -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        self.finished_unix = now.as_secs_f64();
        self.finished = utc(now.as_secs());
        self.wall_seconds = wall.as_secs_f64();
        self
    }

    /// The manifest of a folder, if it holds a whole run.
    #[must_use]
    pub fn read(dir: &Path) -> Option<Self> {
        serde_json::from_slice(&fs::read(dir.join(NAME)).ok()?).ok()
    }

    pub(crate) fn forget(dir: &Path) {
        let _ = fs::remove_file(dir.join(NAME));
    }

    pub(crate) fn write(&self, dir: &Path) -> Result<(), ReproError> {
        write::whole(&dir.join(NAME), &json_bytes(self))
    }
}

/// JSON for people, with a newline at its end.
pub(crate) fn json_bytes(value: &impl Serialize) -> Vec<u8> {
    let mut text = serde_json::to_string_pretty(value).expect("strings and numbers are always JSON");
    text.push('\n');
    text.into_bytes()
}

/// The commit of the checkout this program was built in, and whether its files differ from it.
fn commit() -> (Option<String>, Option<bool>) {
    let git = |arguments: &[&str]| {
        let output =
            Command::new("git").args(["-C", env!("CARGO_MANIFEST_DIR")]).args(arguments).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let commit = git(&["rev-parse", "--verify", "-q", "HEAD"]);
    let dirty =
        commit.as_ref().and_then(|_| git(&["status", "--porcelain"])).map(|changes| !changes.is_empty());
    (commit, dirty)
}

fn cpu_features() -> Vec<String> {
    let mut found: Vec<&str> = Vec::new();
    #[cfg(target_arch = "x86_64")]
    {
        let seen = [
            ("sse4.2", std::arch::is_x86_feature_detected!("sse4.2")),
            ("avx2", std::arch::is_x86_feature_detected!("avx2")),
            ("fma", std::arch::is_x86_feature_detected!("fma")),
            ("avx512f", std::arch::is_x86_feature_detected!("avx512f")),
            ("avx512dq", std::arch::is_x86_feature_detected!("avx512dq")),
        ];
        found.extend(seen.iter().filter(|(_, has)| *has).map(|(name, _)| *name));
    }
    #[cfg(target_arch = "aarch64")]
    found.push("neon");
    found.into_iter().map(str::to_owned).collect()
}

/// A moment as `2024-01-31T12:00:00Z`; days to dates after Hinnant, "chrono-compatible low-level date algorithms".
fn utc(seconds: u64) -> String {
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_as_dates() {
        assert_eq!(utc(0), "1970-01-01T00:00:00Z");
        assert_eq!(utc(951_782_400), "2000-02-29T00:00:00Z");
        assert_eq!(utc(1_706_702_399), "2024-01-31T11:59:59Z");
    }
}
