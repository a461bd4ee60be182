//! The trained classifiers that ship with the crate.

use crate::network::Network;
use crate::network_file::{Manifest, from_bytes};
use std::path::Path;

macro_rules! shipped {
    ($($(#[$says:meta])* $name:ident = $file:literal;)*) => {
        $($(#[$says])*
        #[must_use]
        pub fn $name() -> Network {
            parsed($file, include_bytes!(concat!("../nets/", $file))).0
        })*
        /// Every shipped network: its file, the network and how it was made.
        #[must_use]
        pub fn all() -> Vec<(&'static str, Network, Manifest)> {
            vec![$({
                let (network, manifest) = parsed($file, include_bytes!(concat!("../nets/", $file)));
                ($file, network, manifest)
            }),*]
        }
    };
}

shipped! {
    /// 256-200-200-750-10 sigmoids for the USPS digits in the split of Rasmussen and Williams, pretrained by Boltzmann
    /// machines as the source's classifier; no error in training.
    ///
    /// ```
    /// let network = chaosnn::shipped::sigmoid();
    /// assert_eq!((network.inputs(), network.classes()), (256, 10));
    /// ```
    sigmoid = "sigmoid_1.safetensors";
    /// The same of rectified units, from random weights.
    relu = "relu_1.safetensors";
    /// 64-50-50-180-10 sigmoids for the digits of 8x8 pixels that `neurodyn-datasets` embeds: what stands in where the USPS
    /// digits are missing.
    digits_sigmoid = "digits_sigmoid_1.safetensors";
    /// The same of rectified units.
    digits_relu = "digits_relu_1.safetensors";
}

fn parsed(file: &str, bytes: &[u8]) -> (Network, Manifest) {
    // a test reads them all
    from_bytes(bytes, Path::new(file)).expect("a shipped network is whole")
}
