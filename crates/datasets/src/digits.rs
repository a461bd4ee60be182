//! A small set of digits that is part of the crate: what runs where a paper's own data are missing.

use crate::images::Images;
use flate2::read::GzDecoder;
use std::io::Read as _;

/// Height and width in pixels.
const SHAPE: (usize, usize) = (8, 8);
const CLASSES: usize = 10;
/// The brightest grey level.
const WHITE: f32 = 16.0;
const TABLE: &[u8] = include_bytes!("../data/digits.csv.gz");
/// SHA-256 of the table, decompressed.
pub const SHA256: &str = "6ebb3d2fee246a4e99363262ddf8a00a3c41bee6014c373ed9d9216ba7f651b8";

/// 1797 handwritten digits of 8x8 pixels, `p / 8 - 1` of the grey levels `p` from 0 to 16.
///
/// E. Alpaydin and C. Kaynak, *Optical Recognition of Handwritten Digits*, UCI Machine Learning Repository (1998),
/// <https://doi.org/10.24432/C50P49>, CC BY 4.0: the test half, as scikit-learn ships it. It has no split of its own:
/// [`Images::parted`] makes one. It is nobody's benchmark here but a stand-in, and what is computed from it must say so.
///
/// # Panics
/// Never: a test reads the table.
#[must_use]
pub fn uci_digits() -> Images {
    let mut table = String::new();
    // a test reads it all
    GzDecoder::new(TABLE).read_to_string(&mut table).expect("the table in the crate is whole");
    let (mut pixels, mut labels) = (Vec::new(), Vec::new());
    for row in table.lines() {
        let mut levels =
            row.split(',').map(|level| level.parse::<u8>().expect("levels and labels are small numbers"));
        pixels.extend(
            levels.by_ref().take(SHAPE.0 * SHAPE.1).map(|level| f32::from(level) / (0.5 * WHITE) - 1.0),
        );
        labels.extend(levels);
    }
    Images::new(SHAPE, CLASSES, pixels, labels).expect("the table in the crate is whole")
}
