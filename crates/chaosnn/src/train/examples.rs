//! Labelled images to learn from.

use crate::error::Error;

/// Images one after another, pixels in [-1, 1], with their classes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Examples<'a> {
    /// Pixels of an image.
    pub inputs: usize,
    /// Number of classes.
    pub classes: usize,
    /// `inputs` pixels an image, each in [-1, 1].
    pub pixels: &'a [f32],
    /// The class of each image, from 0.
    pub labels: &'a [u8],
}

impl Examples<'_> {
    /// Whether everything belongs together.
    ///
    /// # Errors
    /// [`Error::Sizes`] for no image at all, no classes, or pixels that are not those of the labels' images; [`Error::Label`],
    /// [`Error::Pixel`].
    pub fn check(&self) -> Result<(), Error> {
        let Self { inputs, classes, pixels, labels } = *self;
        for (what, found) in [("images", labels.len()), ("pixels of an image", inputs), ("classes", classes)]
        {
            if found == 0 {
                return Err(Error::Sizes { what, expected: 1, found });
            }
        }
        if pixels.len() != inputs * labels.len() {
            return Err(Error::Sizes {
                what: "pixels",
                expected: inputs * labels.len(),
                found: pixels.len(),
            });
        }
        if let Some(image) = labels.iter().position(|&label| usize::from(label) >= classes) {
            return Err(Error::Label { image, label: labels[image], classes });
        }
        if let Some(at) = pixels.iter().position(|pixel| !(-1.0..=1.0).contains(pixel)) {
            return Err(Error::Pixel { image: at / inputs, pixel: at % inputs, value: pixels[at] });
        }
        Ok(())
    }
    /// How far the logit of the right class is above the largest of the others, for each image; equal ones count as wrong.
    pub(super) fn margins(&self, logits: &[f64]) -> Vec<f64> {
        let margin = |(row, &label): (&[f64], &u8)| {
            let right = usize::from(label);
            let others = row.iter().enumerate().filter(|(class, _)| *class != right);
            row[right] - others.fold(f64::NEG_INFINITY, |largest, (_, &logit)| largest.max(logit))
        };
        logits.chunks_exact(self.classes).zip(self.labels).map(margin).collect()
    }
    /// The pixels and labels of these images.
    pub(super) fn gathered(&self, places: &[usize]) -> (Vec<f32>, Vec<u32>) {
        let image = |&place: &usize| &self.pixels[place * self.inputs..(place + 1) * self.inputs];
        let pixels = places.iter().flat_map(image).copied().collect();
        (pixels, places.iter().map(|&place| u32::from(self.labels[place])).collect())
    }
}
