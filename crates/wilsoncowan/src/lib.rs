//! Wilson-Cowan metapopulations whose attractors are planted in the kernel of their coupling.
#![doc = include_str!("../README.md")]

pub mod error;
pub mod node;
pub mod steady;
pub mod targets;
pub mod coupling;
pub mod network;
pub mod euler;

pub use coupling::Spectral;
pub use error::Error;
pub use network::Network;
pub use node::{Node, Response};
pub use steady::{Stability, Steady};
pub use targets::Targets;
