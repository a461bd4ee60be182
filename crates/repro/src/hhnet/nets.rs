//! The nets behind the panels of mappings: which trained net stands for which.

use hhnet::{Net, shipped};

/// On what trajectory segments a net was trained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Chunks {
    /// Segments of 1, 10 and 100 steps together: the nets of all figures that compare no training sets.
    Mixed,
    /// Segments of this many steps, `L_chunk`.
    Of(usize),
}

/// The mapping of the modified neuron, and whether it was trained on the segments asked for.
///
/// Where no net of its own ships yet, the net of all figures stands in.
pub(super) fn modified(chunks: Chunks) -> (Net, bool) {
    (shipped::modified(), chunks == Chunks::Mixed)
}

/// The mapping of the original neuron, and whether it was trained on the segments asked for.
pub(super) fn original(chunks: Chunks) -> (Net, bool) {
    (shipped::original(), chunks == Chunks::Mixed)
}

/// The mapping of the modified or of the original neuron that all figures use which compare no training sets.
pub(super) fn net(modified: bool) -> Net {
    if modified { self::modified(Chunks::Mixed).0 } else { original(Chunks::Mixed).0 }
}

/// What a panel says of a net that stands in for another.
pub(super) fn stands_in(own: bool) -> &'static str {
    if own { "" } else { " (a stand-in)" }
}

/// Why a claim on a training set is not judged.
pub(super) const NOT_TRAINED: &str = "no net trained on these segments alone ships with the crate yet; the panel shows the net of all figures in its place";
