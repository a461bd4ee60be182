//! Where a run is kept, and what is there already.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::manifest::Manifest;
use super::report::Report;
use super::{code, unit_file, write};
use crate::error::ReproError;
use crate::item::{Item, Unit};
use crate::setting::Setting;

/// Digits of the checksum in the name of a folder.
const HASH_DIGITS: usize = 16;

/// In place of a checksum.
const MISSING: &str = "missing";

/// The folder of one item at one setting: `<out>/<id>/<hash>`.
#[derive(Clone, Debug)]
pub struct Place {
    /// The folder.
    pub dir: PathBuf,
    /// The checksum of everything that a result depends on: id, card, scale, seed, code, data.
    pub hash: String,
}

/// What a folder holds.
#[derive(Debug)]
pub enum State {
    /// Nothing of use.
    Empty,
    /// Sound files of so many units.
    Units(usize),
    /// A whole run, every output as the manifest says.
    Done(Box<Report>),
    /// A run whose output is no longer what the manifest says.
    Spoilt(String),
}

impl Place {
    /// The place of an item; threads are no part of it.
    #[must_use]
    pub fn new(out: &Path, item: &dyn Item, setting: &Setting) -> Self {
        let card = item.card();
        let mut inputs = json!({
            "id": card.id,
            "card": card,
            "scale": setting.scale,
            "seed": setting.seed,
            "code": code::version(card.id),
        });
        // where an item reads data, a run with them is not that on a stand-in
        if !item.data().is_empty() {
            inputs["data"] = json!(data(item, setting));
        }
        let mut hash = write::sha256(inputs.to_string().as_bytes());
        hash.truncate(HASH_DIGITS);
        Self { dir: out.join(card.id).join(&hash), hash }
    }

    /// The folder of finished units.
    #[must_use]
    pub fn units(&self) -> PathBuf {
        self.dir.join("units")
    }

    /// Looks at what is there.
    #[must_use]
    pub fn state(&self, units: &[Unit]) -> State {
        if let Some(manifest) = Manifest::read(&self.dir) {
            return match checked(&self.dir, &manifest.outputs) {
                Ok(report) => State::Done(Box::new(report)),
                Err(fact) => State::Spoilt(fact),
            };
        }
        let folder = self.units();
        let sound = |(place, unit): &(usize, &Unit)| {
            let path = unit_file::path(&folder, *place);
            matches!(unit_file::load(&path, *place, &unit.name), Ok(Some(_)))
        };
        match units.iter().enumerate().filter(sound).count() {
            0 => State::Empty,
            count => State::Units(count),
        }
    }

    /// Forgets everything that is there.
    ///
    /// # Errors
    /// [`ReproError::Write`].
    pub fn clear(&self) -> Result<(), ReproError> {
        match fs::remove_dir_all(&self.dir) {
            Err(error) if self.dir.exists() => Err(ReproError::write(&self.dir)(error)),
            _ => Ok(()),
        }
    }
}

/// The files of the data sets that an item reads, with the checksums that their content must have, or `missing`.
pub(super) fn data(item: &dyn Item, setting: &Setting) -> BTreeMap<String, String> {
    let folder = setting.folder();
    let files = item.data().iter().flat_map(|known| {
        let there = folder.has(known);
        known.files.iter().map(move |file| {
            let sum = if there { file.sha256 } else { MISSING };
            (format!("{}/{}", known.name, file.name), sum.to_owned())
        })
    });
    files.collect()
}

/// The report of a folder, if every output is what its checksum says.
fn checked(dir: &Path, outputs: &BTreeMap<String, String>) -> Result<Report, String> {
    for (name, sum) in outputs {
        let bytes = fs::read(dir.join(name)).map_err(|error| format!("{name} is missing ({error})"))?;
        if write::sha256(&bytes) != *sum {
            return Err(format!("{name} was changed"));
        }
    }
    let report =
        fs::read(dir.join("report.json")).map_err(|error| format!("report.json is missing ({error})"))?;
    serde_json::from_slice(&report).map_err(|error| format!("report.json: {error}"))
}

/// The newest whole run of an item at any scale and of any code, with its manifest and folder.
#[must_use]
pub fn last_run(out: &Path, id: &str) -> Option<(PathBuf, Manifest, Report)> {
    let folders = fs::read_dir(out.join(id)).ok()?.filter_map(Result::ok).map(|entry| entry.path());
    let runs = folders.filter_map(|dir| {
        let manifest = Manifest::read(&dir)?;
        let report = checked(&dir, &manifest.outputs).ok()?;
        Some((dir, manifest, report))
    });
    // The folder breaks ties, so that the answer never depends on the order in which a disk lists them.
    runs.max_by(|a, b| a.1.finished_unix.total_cmp(&b.1.finished_unix).then_with(|| a.0.cmp(&b.0)))
}

/// Whether a run was made by the code that this program has.
#[must_use]
pub fn is_current(manifest: &Manifest) -> bool {
    manifest.code == code::version(&manifest.id)
}
