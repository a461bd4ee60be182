//! The nets behind the panels of mappings: which trained net stands for which.

use hhnet::{Net, shipped};

/// The mapping of the modified neuron, trained on segments of 10 steps, of 1 or of 100, as fig. 4 has them.
pub(super) fn of_segments(length: usize) -> Net {
    match length {
        1 => shipped::chunk1(),
        100 => shipped::chunk100(),
        _ => shipped::chunk10(),
    }
}

/// The mapping of the original neuron, trained on segments of 10 steps, as fig. 5 has it.
pub(super) fn original_of_segments() -> Net {
    shipped::original10()
}

/// The mapping of the modified or of the original neuron that all figures use which compare no training sets: trained on
/// segments of 1, 10 and 100 steps together.
pub(super) fn net(modified: bool) -> Net {
    if modified { shipped::modified() } else { shipped::original() }
}

/// The seed of the nets of the figures, and those of others trained alike.
pub(super) const SEED: u64 = 1;
pub(super) const OTHER_SEEDS: [u64; 2] = [2, 3];

/// The mapping of the modified or of the original neuron from [`OTHER_SEEDS`]`[k]`.
pub(super) fn other(k: usize, modified: bool) -> Net {
    match (k, modified) {
        (0, true) => shipped::modified_2(),
        (0, false) => shipped::original_2(),
        (_, true) => shipped::modified_3(),
        (_, false) => shipped::original_3(),
    }
}
