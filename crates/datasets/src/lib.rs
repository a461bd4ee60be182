//! Data sets of images: found, checked, read.
#![doc = include_str!("../README.md")]

pub mod error;
pub mod images;

pub use error::Error;
pub use images::{DataSet, Images};
