//! The trained nets that ship with the crate.

use crate::net::Net;
use crate::net_file::{Manifest, from_bytes};
use std::path::Path;

macro_rules! shipped {
    ($($(#[$says:meta])* $name:ident = $file:literal;)*) => {
        $($(#[$says])*
        #[must_use]
        pub fn $name() -> Net {
            parsed($file, include_bytes!(concat!("../nets/", $file))).0
        })*
        /// Every shipped net: its file, the net and how it was made.
        #[must_use]
        pub fn all() -> Vec<(&'static str, Net, Manifest)> {
            vec![$({
                let (net, manifest) = parsed($file, include_bytes!(concat!("../nets/", $file)));
                ($file, net, manifest)
            }),*]
        }
    };
}

shipped! {
    /// The mapping of the original neuron, over `V_S` (mV).
    original = "original.safetensors";
    /// The mapping of the modified neuron, over `V_S` (mV).
    modified = "modified.safetensors";
    /// The mapping of the modified neuron, trained on segments of single steps alone: figure 4c.
    chunk1 = "chunk1.safetensors";
    /// The same on segments of 10 steps: figure 4b, as the source trains all its nets.
    chunk10 = "chunk10.safetensors";
    /// The same on segments of 100 steps: figure 4d.
    chunk100 = "chunk100.safetensors";
    /// The mapping of the original neuron, trained on segments of 10 steps: figure 5b.
    original10 = "original10.safetensors";
    /// [`modified`], trained again with seed 2: another set of data, other first weights.
    modified_2 = "modified_2.safetensors";
    /// [`original`], with seed 2.
    original_2 = "original_2.safetensors";
    /// [`modified`], with seed 3.
    modified_3 = "modified_3.safetensors";
    /// [`original`], with seed 3.
    original_3 = "original_3.safetensors";
}

fn parsed(file: &str, bytes: &[u8]) -> (Net, Manifest) {
    // a test reads them all
    from_bytes(bytes, Path::new(file)).expect("a shipped net is whole")
}
