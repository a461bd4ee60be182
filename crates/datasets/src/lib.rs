//! Data sets of images: found, checked, read.
#![doc = include_str!("../README.md")]

pub mod error;
pub mod images;
pub mod known;
pub mod folder;
pub mod usps;
pub mod mnist;
pub mod digits;
pub mod resize;
pub mod mat;
#[cfg(feature = "hdf5")]
pub mod hdf5;
pub mod idx;

pub use digits::uci_digits;
pub use error::Error;
pub use folder::Folder;
#[cfg(feature = "hdf5")]
pub use hdf5::usps_classic;
pub use images::{DataSet, Images};
pub use mnist::{fashion_mnist, mnist, mnist_16x16};
pub use usps::usps_gpml;
