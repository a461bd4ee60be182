//! The USPS digits and the networks of the prototype, where they are there.
#![allow(dead_code, reason = "every test takes what it needs")]

use neurodyn_datasets::{DataSet, Folder, known, usps_gpml};
use std::path::{Path, PathBuf};

/// The digits; nothing, and a word about it, if they are missing.
pub(crate) fn usps() -> Option<DataSet> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = Folder::find(None).or("beside the workspace", beside);
    if !folder.has(&known::USPS_GPML) {
        eprintln!("SKIPPED: usps_gpml is not there");
        return None;
    }
    Some(usps_gpml(&folder).expect("the digits are whole"))
}

/// The path of a file of the prototype; nothing, and a word about it, if it is missing.
pub(crate) fn vector(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("NEURODYN_VECTORS").map(PathBuf::from);
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors");
    let path = folder.unwrap_or_else(beside).join(name);
    if !path.is_file() {
        eprintln!("SKIPPED: {name} is not there");
        return None;
    }
    Some(path)
}
