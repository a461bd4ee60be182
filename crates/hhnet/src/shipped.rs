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
}

fn parsed(file: &str, bytes: &[u8]) -> (Net, Manifest) {
    // a test reads them all
    from_bytes(bytes, Path::new(file)).expect("a shipped net is whole")
}
