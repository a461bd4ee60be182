//! What the program was built from, as the build script wrote it down.

include!(concat!(env!("OUT_DIR"), "/codes.rs"));

/// The compiler.
pub(crate) const RUSTC: &str = env!("NEURODYN_RUSTC");
/// The machine it was built for.
pub(crate) const TARGET: &str = env!("NEURODYN_TARGET");

/// The checksum of the sources behind an item; that of its source, or the version of this crate, if it has no file of its own.
pub(crate) fn version(id: &str) -> &'static str {
    let source = id.split_once('/').map_or(id, |(source, _)| source);
    let find = |name| CODES.iter().find(|(id, _)| *id == name).map(|(_, code)| *code);
    find(id).or_else(|| find(source)).unwrap_or(env!("CARGO_PKG_VERSION"))
}
