//! Wilson-Cowan metapopulations whose attractors are planted in the kernel of their coupling.
#![doc = include_str!("../README.md")]

pub mod error;
pub mod node;
pub mod steady;
pub mod targets;
pub mod coupling;
pub mod projected;
pub mod eigenstructure;
pub mod network;
mod rates;
mod scheme;
pub mod euler;
#[cfg(feature = "train")]
pub mod mlp;
#[cfg(feature = "train")]
pub mod op;
#[cfg(feature = "train")]
pub mod integrate;
#[cfg(feature = "train")]
pub mod layer;
pub mod rk4;
pub mod reverse;
pub mod evolve;
pub mod classify;
pub mod alone;
pub mod train;
pub mod model;
pub mod shipped;
mod file;
pub mod analysis;
mod dense;
mod kernel;

pub use coupling::Spectral;
pub use error::Error;
pub use kernel::Number;
pub use model::Model;
pub use network::Network;
pub use node::{Node, Response};
pub use projected::Projected;
pub use steady::{Stability, Steady};
pub use targets::Targets;
