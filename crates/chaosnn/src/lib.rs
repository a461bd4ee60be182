//! Chaos in and from neural networks: feedback networks as attractors, and a classifier whose weights follow chaotic maps.
#![doc = include_str!("../README.md")]

pub mod error;
pub mod logistic;
pub mod series;
pub mod network;

pub use error::Error;
pub use logistic::{FULL_CHAOS, Logistic, Rescaled};
pub use network::{Activation, Layer, Network};
pub use series::Series;
