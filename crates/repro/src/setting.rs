//! What a run is given: scale, seed, threads, where data sets are, and a way to stop it.

use std::fmt;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::ValueEnum;
use neurodyn_datasets::Folder;
use serde::Serialize;

use crate::error::ReproError;

/// How large a run is; it changes sizes only, never a method.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Scale {
    /// Well under a minute on two cores.
    #[default]
    Quick,
    /// Minutes.
    Standard,
    /// The size that the source used.
    Paper,
}

impl Scale {
    /// The size that belongs to this scale.
    pub fn pick<T>(self, quick: T, standard: T, paper: T) -> T {
        match self {
            Self::Quick => quick,
            Self::Standard => standard,
            Self::Paper => paper,
        }
    }
}

impl fmt::Display for Scale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.pick("quick", "standard", "paper"))
    }
}

/// What a run is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// How large.
    pub scale: Scale,
    /// The seed from which an item derives every random stream.
    pub seed: u64,
    /// How many threads a unit may use; at least one. Results never depend on it.
    pub threads: usize,
    /// The folder of data sets, if one was given.
    pub data: Option<PathBuf>,
}

impl Setting {
    /// Where data sets are looked for.
    #[must_use]
    pub fn folder(&self) -> Folder {
        Folder::find(self.data.as_deref())
    }
}

/// The way out of a unit: how far it is, and whether to stop.
#[derive(Clone, Copy)]
pub struct Watch<'a> {
    stop: &'a AtomicBool,
    tell: &'a (dyn Fn(f64) + Sync),
}

impl<'a> Watch<'a> {
    /// A watch over this flag, which reports to this function.
    #[must_use]
    pub fn new(stop: &'a AtomicBool, tell: &'a (dyn Fn(f64) + Sync)) -> Self {
        Self { stop, tell }
    }

    /// Tells how much of the unit is done, between 0 and 1.
    pub fn done(&self, share: f64) {
        (self.tell)(share.clamp(0.0, 1.0));
    }

    /// Whether the user asked to stop.
    #[must_use]
    pub fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// The flag itself, for a library that takes one.
    #[must_use]
    pub fn flag(&self) -> &'a AtomicBool {
        self.stop
    }

    /// Leaves a unit with `?` when the user asked to stop.
    ///
    /// # Errors
    /// [`ReproError::Cancelled`].
    pub fn check(&self) -> Result<(), ReproError> {
        if self.stopped() { Err(ReproError::Cancelled) } else { Ok(()) }
    }
}

impl fmt::Debug for Watch<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").field("stopped", &self.stopped()).finish_non_exhaustive()
    }
}
