//! Every figure and table of the sources, computed, with a verdict for each claim.
//!
#![doc = include_str!("../README.md")]

pub mod card;
pub mod cli;
pub mod data_file;
pub mod error;
pub mod figure;
pub mod item;
pub mod page;
pub mod registry;
pub mod runner;
pub mod select;
pub mod setting;
pub mod stand_in;
pub mod table;
pub mod verdict;
pub mod words;

#[cfg(feature = "attractors")]
pub mod attractors;
#[cfg(feature = "chaosnn")]
pub mod chaosnn;
#[cfg(feature = "hhnet")]
pub mod hhnet;
#[cfg(feature = "wilsoncowan")]
pub mod wilsoncowan;

pub use error::ReproError;

/// The guide for authors of items; its example is compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../ITEMS.md")]
pub struct ItemsGuide;
