//! Fields of nodes as pictures, and test images of any side.

use neurodyn_datasets::known::{Known, MNIST};
use neurodyn_datasets::{Error, Images, idx};

use super::constants::CLASSES;
use crate::error::ReproError;
use crate::figure::{Colour, ColourMap, Picture};
use crate::setting::Setting;
use crate::stand_in;

/// The test images of MNIST with this side; where they are missing, the embedded digits in that size and a note for the
/// report. The images to learn from are not read.
pub(super) fn test_images(setting: &Setting, side: usize) -> Result<(Images, Option<String>), ReproError> {
    match mnist_test(setting) {
        Ok(images) => Ok((images.to_side(side).map_err(ReproError::data)?, None)),
        Err(Error::Missing { .. }) => {
            let images = stand_in::digits().test.to_side(side).map_err(ReproError::data)?;
            Ok((images, Some(missing(&MNIST, side))))
        }
        Err(error) => Err(ReproError::data(error)),
    }
}

/// What a report must say that did not see the source's images.
pub(super) fn missing(set: &Known, side: usize) -> String {
    format!(
        "not the paper's data: {} is missing, so this is the embedded set of 8x8 digits, made {side}x{side} (SHA-256 {}); \
         `cargo xtask data` says where to get the paper's",
        set.name,
        neurodyn_datasets::digits::SHA256
    )
}

fn mnist_test(setting: &Setting) -> Result<Images, Error> {
    let [_, _, images, labels] = MNIST.files else {
        return Err(Error::Sizes { what: "files of the set", expected: 4, found: MNIST.files.len() });
    };
    let folder = setting.folder();
    let (path, content) = folder.read(&MNIST, images)?;
    let ([_, height, width], bytes) = idx::bytes(&content, &path)?;
    let (path, content) = folder.read(&MNIST, labels)?;
    let ([_], classes) = idx::bytes(&content, &path)?;
    let pixels = bytes.iter().map(|&byte| f32::from(byte) / 127.5 - 1.0).collect();
    Images::new((height, width), CLASSES, pixels, classes.to_vec())
}

/// An image as the start of a network: one number in [0, 1] a node.
pub(super) fn start(images: &Images, image: usize) -> Vec<f64> {
    // (p + 1) / 2 may round to just above 1
    images.image(image).iter().map(|&pixel| (0.5 * (f64::from(pixel) + 1.0)).clamp(0.0, 1.0)).collect()
}

/// The first image of each class, in the order of the classes.
pub(super) fn one_each(images: &Images) -> Vec<usize> {
    (0..images.classes())
        .filter_map(|class| images.labels().iter().position(|&label| usize::from(label) == class))
        .collect()
}

/// A field on a square grid, `low` black and `high` white, as the source draws it.
pub(super) fn field(values: &[f64], (low, high): (f64, f64)) -> Result<Picture, ReproError> {
    let side = values.len().isqrt();
    let shade = |&value: &f64| ColourMap::GreyReversed.at((value - low) / (high - low));
    Picture::new(side, side, values.iter().map(shade).collect())
}

/// The same in a thin frame, for fields as white as the paper.
pub(super) fn framed(values: &[f64], range: (f64, f64)) -> Result<Picture, ReproError> {
    const DOTS: usize = 8;
    let plain = field(values, range)?;
    let side = plain.size().0;
    let wide = side * DOTS + 2;
    let dot = |at: usize| {
        let (y, x) = (at / wide, at % wide);
        let border = y == 0 || x == 0 || y == wide - 1 || x == wide - 1;
        if border { Colour::GREY } else { plain.pixels()[(y - 1) / DOTS * side + (x - 1) / DOTS] }
    };
    Picture::new(wide, wide, (0..wide * wide).map(dot).collect())
}

/// A field with a border around one node, on a grid of this many dots a node.
pub(super) fn marked(
    values: &[f64],
    range: (f64, f64),
    node: usize,
    ink: Colour,
) -> Result<Picture, ReproError> {
    const DOTS: usize = 8;
    let plain = field(values, range)?;
    let side = plain.size().0;
    let (row, column) = (node / side, node % side);
    let inside = |at: usize, place: usize, border: usize| {
        (place * DOTS).saturating_sub(border) <= at && at < (place + 1) * DOTS + border
    };
    let end = side * DOTS - 1;
    let dot = |at: usize| {
        let (y, x) = (at / (side * DOTS), at % (side * DOTS));
        if y == 0 || x == 0 || y == end || x == end {
            return Colour::GREY;
        }
        let border =
            inside(y, row, 3) && inside(x, column, 3) && !(inside(y, row, 0) && inside(x, column, 0));
        if border { ink } else { plain.pixels()[y / DOTS * side + x / DOTS] }
    };
    Picture::new(side * DOTS, side * DOTS, (0..side * side * DOTS * DOTS).map(dot).collect())
}
