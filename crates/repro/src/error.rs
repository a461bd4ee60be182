//! Everything that can go wrong, with the facts and the exit code.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// What stopped a run.
#[derive(Debug, Error)]
pub enum ReproError {
    /// The user asked to stop; finished units are on disk.
    #[error("interrupted")]
    Cancelled,
    /// A computation failed: NaN, step underflow, no convergence.
    #[error("numerical failure in {what}: {facts}")]
    Numerics {
        /// What was being computed.
        what: String,
        /// Time, step, state, counts: whatever helps to find it.
        facts: String,
    },
    /// A data set is missing or is not what it should be.
    #[error("{what}: {hint}")]
    Input {
        /// What is missing or wrong.
        what: String,
        /// Where to get it and how to place it.
        hint: String,
    },
    /// No item has this id.
    #[error("no item is called `{asked}`{}", near_misses(.near))]
    UnknownId {
        /// What was asked for.
        asked: String,
        /// Ids that look like it, nearest first.
        near: Vec<String>,
    },
    /// The source has this item, but this program does not compute it (yet).
    #[error("cannot run {asked}: {why}")]
    NotThere {
        /// What was asked for.
        asked: String,
        /// Not written yet, or left out of this build.
        why: String,
    },
    /// A file or folder could not be written.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// Where.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A file could not be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// Where.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A unit file is truncated, changed or of another kind; the runner recomputes it.
    #[error("unit file {} is damaged: {fact}", path.display())]
    DamagedUnit {
        /// Where.
        path: PathBuf,
        /// What is wrong with it.
        fact: String,
    },
    /// An array is missing from a table or has the wrong shape.
    #[error("array `{array}`: {fact}")]
    Table {
        /// Its name.
        array: String,
        /// What is wrong with it.
        fact: String,
    },
    /// A figure cannot be drawn from what it was given.
    #[error("figure: {fact}")]
    Figure {
        /// What is wrong with it.
        fact: String,
    },
    /// An item measured a claim that its card does not make, or measured it twice or in the wrong kind.
    #[error("claim `{claim}` of {id}: {fact}")]
    Claim {
        /// The item.
        id: String,
        /// The claim.
        claim: String,
        /// What is wrong with it.
        fact: String,
    },
}

impl ReproError {
    /// The exit code of the program that ends with this error.
    ///
    /// 2: usage. 3: data or files, also output that cannot be written. 4: a computation failed,
    /// which includes an item that contradicts its own card. 130: interrupted.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::UnknownId { .. } | Self::NotThere { .. } => 2,
            Self::Input { .. } | Self::Write { .. } | Self::Read { .. } | Self::DamagedUnit { .. } => 3,
            Self::Numerics { .. } | Self::Table { .. } | Self::Figure { .. } | Self::Claim { .. } => 4,
            Self::Cancelled => 130,
        }
    }

    /// What is wrong with a data set; for `map_err`.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
    pub fn data(error: neurodyn_datasets::Error) -> Self {
        Self::Input { what: "data".to_owned(), hint: error.to_string() }
    }

    pub(crate) fn write(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Write { path: path.to_owned(), source }
    }

    pub(crate) fn read(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Read { path: path.to_owned(), source }
    }
}

fn near_misses(near: &[String]) -> String {
    match near {
        [] => "; `list` shows what there is".to_owned(),
        near => format!("; did you mean {}?", near.join(", ")),
    }
}
