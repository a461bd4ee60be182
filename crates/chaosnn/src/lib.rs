//! Chaotic maps that perturb the weights of a neural network.
#![doc = include_str!("../README.md")]

pub mod logistic;
pub mod series;

pub use logistic::{FULL_CHAOS, Logistic, Rescaled};
pub use series::{Error, Series};
