//! MNIST and Fashion-MNIST, as they are and in the size of USPS.

use crate::error::Error;
use crate::folder::Folder;
use crate::idx;
use crate::images::{DataSet, Images};
use crate::known::{FASHION_MNIST, File, Known, MNIST};
use crate::resize;

const CLASSES: usize = 10;
/// MNIST's digits were scaled to fit a square of this side, then put into the frame by their centre of mass.
const DIGIT: usize = 20;
/// The side of an image of USPS, whose digits fill it.
const USPS: usize = 16;

/// 60,000 + 10,000 images of 28x28 pixels, `2 p / 255 - 1` of the bytes `p`: the four files of `mnist`.
///
/// # Errors
/// [`Error::Missing`], [`Error::Damaged`].
pub fn mnist(folder: &Folder) -> Result<DataSet, Error> {
    of(folder, &MNIST)
}

/// [`mnist`] with 16x16 pixels, as USPS frames its digits: the 20x20 pixels around the middle of the digit's bounding box
/// (MNIST's digits were made to fit such a square) are averaged over areas of 1.25 x 1.25 pixels; what lies outside of the
/// 28x28 pixels is background.
///
/// # Errors
/// [`Error::Missing`], [`Error::Damaged`].
pub fn mnist_16x16(folder: &Folder) -> Result<DataSet, Error> {
    let DataSet { train, test, .. } = mnist(folder)?;
    let small = |images: &Images| {
        let (height, width) = images.shape();
        let mut pixels = Vec::with_capacity(images.len() * USPS * USPS);
        for image in 0..images.len() {
            let cut = resize::framed(images.image(image), (height, width), DIGIT);
            pixels.extend(resize::averaged(&cut, (DIGIT, DIGIT), (USPS, USPS)));
        }
        Images::new((USPS, USPS), CLASSES, pixels, images.labels().to_vec())
    };
    Ok(DataSet { name: "mnist_16x16", train: small(&train)?, test: small(&test)? })
}

/// 60,000 + 10,000 images of clothes, 28x28 pixels, `2 p / 255 - 1` of the bytes `p`: the four files of `fashion_mnist`.
///
/// # Errors
/// [`Error::Missing`], [`Error::Damaged`].
pub fn fashion_mnist(folder: &Folder) -> Result<DataSet, Error> {
    of(folder, &FASHION_MNIST)
}

fn of(folder: &Folder, known: &Known) -> Result<DataSet, Error> {
    let part = |images: &File, labels: &File| {
        let (path, content) = folder.read(known, images)?;
        let ([count, height, width], bytes) = idx::bytes(&content, &path)?;
        let (path, content) = folder.read(known, labels)?;
        let ([labels], classes) = idx::bytes(&content, &path)?;
        if labels != count {
            return Err(Error::Sizes { what: "labels", expected: count, found: labels });
        }
        let pixels = bytes.iter().map(|&byte| f32::from(byte) / 127.5 - 1.0).collect();
        Images::new((height, width), CLASSES, pixels, classes.to_vec())
    };
    let [train_images, train_labels, test_images, test_labels] = known.files else {
        return Err(Error::Sizes { what: "files of the set", expected: 4, found: known.files.len() });
    };
    let (train, test) = (part(train_images, train_labels)?, part(test_images, test_labels)?);
    Ok(DataSet { name: known.name, train, test })
}
