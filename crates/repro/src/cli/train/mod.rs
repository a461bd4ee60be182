//! `train`: makes the nets of a source anew.

#[cfg(feature = "chaosnn-train")]
mod chaosnn;
#[cfg(feature = "hhnet-train")]
mod hhnet;
mod voice;
#[cfg(feature = "wilsoncowan")]
mod wilsoncowan;

use std::io::Write;
use std::sync::atomic::AtomicBool;

use clap::Subcommand;

use crate::error::ReproError;

#[derive(Debug, Subcommand)]
pub(super) enum Train {
    /// The neural-network mappings of the neurons
    #[cfg(feature = "hhnet-train")]
    Hhnet(hhnet::Hhnet),
    /// The classifier of digits
    #[cfg(feature = "chaosnn-train")]
    Chaosnn(chaosnn::Chaosnn),
    /// The network with planted attractors
    #[cfg(feature = "wilsoncowan")]
    Wilsoncowan(wilsoncowan::Wilsoncowan),
}

impl Train {
    pub(super) fn run(&self, stdout: &mut dyn Write, stop: &AtomicBool) -> Result<u8, ReproError> {
        match self {
            #[cfg(feature = "hhnet-train")]
            Self::Hhnet(hhnet) => hhnet.run(stdout, stop),
            #[cfg(feature = "chaosnn-train")]
            Self::Chaosnn(chaosnn) => chaosnn.run(stdout, stop),
            #[cfg(feature = "wilsoncowan")]
            Self::Wilsoncowan(wilsoncowan) => wilsoncowan.run(stdout, stop),
        }
    }
}
