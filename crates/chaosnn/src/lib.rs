//! Chaos in and from neural networks: feedback networks as attractors, and a classifier whose weights follow chaotic maps.
#![doc = include_str!("../README.md")]

pub mod error;
pub mod feedback;
pub mod logistic;
pub mod series;
pub mod network;
pub mod network_file;
pub mod shipped;
#[cfg(feature = "npz")]
pub mod npz;
#[cfg(feature = "train")]
pub mod train;
pub mod chaotic;
pub mod evaluate;
pub mod rejection;
pub mod selective;
pub mod baselines;
pub mod proportion;

pub use error::Error;
pub use logistic::{FULL_CHAOS, Logistic, Rescaled};
pub use network::{Activation, Layer, Network};
pub use series::Series;
