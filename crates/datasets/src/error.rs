//! What can go wrong with data: it is missing, damaged, or not what it should be.

use crate::known;
use std::path::PathBuf;

/// Everything that `neurodyn-datasets` reports as an error.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No folder that was looked into holds the set.
    #[error("{set} is missing: {}\n{}", looked(tried), known::advice(set))]
    Missing {
        /// The set.
        set: &'static str,
        /// Every file that was looked for, and what made us look there.
        tried: Vec<(String, PathBuf)>,
    },
    /// A file is there, but its content is not that of the set.
    #[error(
        "{} is damaged or another edition of {set}: {found}\n{}", path.display(), known::advice(set)
    )]
    Damaged {
        /// The set.
        set: &'static str,
        /// The file.
        path: PathBuf,
        /// What it is, against what it should be.
        found: String,
    },
    /// A file cannot be read, or does not hold what it should.
    #[error("{}: {why}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why not.
        why: String,
    },
    /// Numbers of pixels, labels and classes that do not belong together.
    #[error("{what}: {expected} expected, {found} found")]
    Sizes {
        /// Of what.
        what: &'static str,
        /// As it must be.
        expected: usize,
        /// As it is.
        found: usize,
    },
    /// A label that is no class.
    #[error("image {image} (from 0) has the label {label}, there are {classes} classes")]
    Label {
        /// Which image.
        image: usize,
        /// Its label.
        label: u8,
        /// Number of classes.
        classes: usize,
    },
    /// A pixel outside of [-1, 1], or no number.
    #[error("pixel {pixel} of image {image} (both from 0) is {value}, outside of [-1, 1]")]
    Pixel {
        /// Which image.
        image: usize,
        /// Which pixel.
        pixel: usize,
        /// What stands there.
        value: f32,
    },
}

fn looked(tried: &[(String, PathBuf)]) -> String {
    let place = |(why, path): &(String, PathBuf)| format!("no {} ({why})", path.display());
    tried.iter().map(place).collect::<Vec<_>>().join("; ")
}
