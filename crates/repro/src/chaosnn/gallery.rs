//! Digits side by side with a few words below each.

use crate::error::ReproError;
use crate::figure::{Axis, Colour, ColourMap, Picture, Plot, Raster};
use neurodyn_datasets::Images;

/// Free cells between digits, and below them for the words.
const GUTTER: usize = 4;
const WORDS: usize = 8;

/// The cells of a digit with its gutter and words.
fn cell(images: &Images) -> (usize, usize) {
    let (height, width) = images.shape();
    (width + GUTTER, height + WORDS)
}

/// Digits in rows of `columns`, each an image's place and the words below it.
pub(super) fn gallery(images: &Images, shown: &[(usize, String)], columns: usize, ink: Colour) -> Plot {
    let (height, width) = images.shape();
    let (wide, high) = cell(images);
    let rows = shown.len().div_ceil(columns).max(1);
    let (all_wide, all_high) = (columns * wide, rows * high);
    let mut cells = vec![f64::NAN; all_wide * all_high];
    let corner = |place: usize| {
        let (row, column) = (place / columns, place % columns);
        (column * wide + GUTTER / 2, all_high - 1 - (row * high + 1))
    };
    for (place, (image, _)) in shown.iter().enumerate() {
        let (left, top) = corner(place);
        for (at, &pixel) in images.image(*image).iter().enumerate() {
            cells[(top - at / width) * all_wide + left + at % width] = f64::from(pixel);
        }
    }
    let raster = Raster::values(all_wide, all_high, &cells, ColourMap::Grey, (-1.0, 1.0))
        .over((0.0, all_wide as f64), (0.0, all_high as f64))
        .without_key();
    let bare = |end: usize| Axis::new("", 0.0, end as f64).named_ticks(Vec::new());
    let mut plot = Plot::new(bare(all_wide), bare(all_high)).map(raster);
    for (place, (_, words)) in shown.iter().enumerate() {
        let (left, top) = corner(place);
        let below = (top - height) as f64 - 2.0;
        plot = plot.note(left as f64 + 1.0, below, words.as_str(), ink);
    }
    plot
}

/// The height in millimetres at which digits are not stretched, for this many on a panel of this width.
pub(super) fn height(images: &Images, count: usize, columns: usize, millimetres: f64) -> f64 {
    let (wide, high) = cell(images);
    let rows = count.div_ceil(columns).max(1);
    millimetres * (rows * high) as f64 / (columns * wide) as f64
}

/// One digit, its pixels enlarged.
pub(super) fn single(images: &Images, image: usize) -> Result<Picture, ReproError> {
    const TIMES: usize = 10;
    let (height, width) = images.shape();
    let pixels = images.image(image);
    let ink = |at: usize| {
        let (row, column) = (at / (width * TIMES) / TIMES, at % (width * TIMES) / TIMES);
        ColourMap::Grey.at(0.5 + 0.5 * f64::from(pixels[row * width + column]))
    };
    let (columns, rows) = (width * TIMES, height * TIMES);
    Picture::new(columns, rows, (0..columns * rows).map(ink).collect())
}
