//! The resampled USPS digits, in the split of Rasmussen and Williams.

use crate::error::Error;
use crate::folder::Folder;
use crate::images::{DataSet, Images};
use crate::known::USPS_GPML;
use crate::mat::{self, Matrix};
use std::path::Path;

/// Height and width in pixels.
const SHAPE: (usize, usize) = (16, 16);
const CLASSES: usize = 10;

/// 4649 + 4649 images of 16x16 pixels in [-1, 1]: `usps_gpml/usps_resampled.mat`.
///
/// C. E. Rasmussen and C. K. I. Williams, *Gaussian Processes for Machine Learning*, MIT Press 2006, section 3.7.3. The
/// images are neither those of the classic split nor in another order: their pixels differ. Every pixel is an `f32` in
/// the file's `f64`, so nothing is rounded here.
///
/// # Errors
/// [`Error::Missing`], [`Error::Damaged`].
pub fn usps_gpml(folder: &Folder) -> Result<DataSet, Error> {
    let (path, content) = folder.read(&USPS_GPML, &USPS_GPML.files[0])?;
    of_mat(&content, &path)
}

/// The same from the content of a file, whatever its checksum; `path` is for messages.
///
/// # Errors
/// [`Error::File`] for a file of another form, [`Error::Pixel`] for a pixel outside of [-1, 1].
pub fn of_mat(content: &[u8], path: &Path) -> Result<DataSet, Error> {
    let part = |name: &str| {
        let patterns = mat::matrix(content, &format!("{name}_patterns"), path)?;
        let labels = mat::matrix(content, &format!("{name}_labels"), path)?;
        images(&patterns, &labels).map_err(|why| match why {
            Wrong::Images(error) => error,
            Wrong::Form(why) => Error::File { path: path.to_owned(), why: format!("{name}: {why}") },
        })
    };
    Ok(DataSet { name: USPS_GPML.name, train: part("train")?, test: part("test")? })
}

enum Wrong {
    Form(String),
    Images(Error),
}

/// One image a column; its label is the row of +1 among -1.
fn images(patterns: &Matrix, labels: &Matrix) -> Result<Images, Wrong> {
    let count = patterns.columns;
    if (patterns.rows, labels.rows, labels.columns) != (SHAPE.0 * SHAPE.1, CLASSES, count) {
        let (rows, columns) = (labels.rows, labels.columns);
        return Err(Wrong::Form(format!(
            "patterns {} x {count} and labels {rows} x {columns} do not belong together",
            patterns.rows
        )));
    }
    let mut classes = Vec::with_capacity(count);
    for (image, column) in labels.values.chunks_exact(CLASSES).enumerate() {
        let class = column.iter().position(|&label| label == 1.0);
        let others = column.iter().filter(|&&label| label == -1.0).count();
        match class {
            Some(class) if others == CLASSES - 1 => classes.push(class as u8),
            _ => {
                return Err(Wrong::Form(format!(
                    "the labels of image {image} (from 0) are not one +1 among -1"
                )));
            }
        }
    }
    let pixels = patterns.values.iter().map(|&pixel| pixel as f32).collect();
    Images::new(SHAPE, CLASSES, pixels, classes).map_err(Wrong::Images)
}
