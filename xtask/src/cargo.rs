//! Where cargo and the workspace are, and what cargo says about them.

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The directory that holds the workspace's `Cargo.toml`.
pub(crate) fn root() -> PathBuf {
    // At run time first: a binary kept from a workspace that has moved must not look in the old place.
    let here = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    Path::new(&here).parent().expect("xtask lives one level below the root").to_path_buf()
}

/// A cargo command that runs in the workspace's root, with the toolchain that runs this program.
pub(crate) fn command() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")));
    command.current_dir(root());
    command
}

/// `cargo metadata --no-deps`: the members of the workspace, without touching the network or the lock file.
pub(crate) fn metadata() -> Result<Value> {
    let output = command()
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .output()
        .context("cargo metadata cannot be run")?;
    ensure!(output.status.success(), "cargo metadata failed: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).context("cargo metadata printed no JSON")
}

/// The directory of build products: `CARGO_TARGET_DIR`, or what the configuration says.
pub(crate) fn target_directory() -> Result<PathBuf> {
    let metadata = metadata()?;
    let directory =
        metadata["target_directory"].as_str().context("cargo metadata names no target directory")?;
    Ok(PathBuf::from(directory))
}

/// The features of one member, or an error if there is no such member.
pub(crate) fn features(package: &str) -> Result<Vec<String>> {
    let metadata = metadata()?;
    let packages = metadata["packages"].as_array().context("cargo metadata lists no packages")?;
    let found = packages.iter().find(|candidate| candidate["name"] == package);
    let found = found.with_context(|| format!("the workspace has no package {package}"))?;
    let features = found["features"].as_object().context("cargo metadata lists no features")?;
    Ok(features.keys().cloned().collect())
}

/// The items of the runner that need more than their source's feature, and which: `[package.metadata.items]` of a member.
pub(crate) fn dear_items(package: &str) -> Result<BTreeMap<String, String>> {
    let metadata = metadata()?;
    let packages = metadata["packages"].as_array().context("cargo metadata lists no packages")?;
    let found = packages.iter().find(|candidate| candidate["name"] == package);
    let items = found.and_then(|package| package["metadata"]["items"].as_object());
    let named = |(item, feature): (&String, &Value)| Some((item.clone(), feature.as_str()?.to_owned()));
    Ok(items.into_iter().flatten().filter_map(named).collect())
}
