//! How accuracy falls with noise and with what is covered.

use super::judge::Judge;
use super::proportion::Proportion;
use crate::error::{Error, exactly};
use neurodyn_core::seed::{Seeds, Stream};

/// Images with their classes.
#[derive(Clone, Copy, Debug)]
pub struct Pictures<'a> {
    /// Numbers in [0, 1], image by image, row by row.
    pub pixels: &'a [f64],
    /// The class of each.
    pub labels: &'a [u8],
    /// Rows and columns of an image.
    pub shape: (usize, usize),
}

/// A point of a curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level {
    /// How much was done to the images: the noise's standard deviation, the covered square's side.
    pub amount: f64,
    /// Images whose class is right.
    pub right: Proportion,
    /// Images without a class (they count as wrong).
    pub none: usize,
}

impl Pictures<'_> {
    fn check(&self) -> Result<usize, Error> {
        let pixels = self.shape.0 * self.shape.1;
        super::frozen::images(pixels, self.pixels)?;
        exactly("pixels for the labels", self.labels.len() * pixels, self.pixels.len())?;
        Ok(pixels)
    }

    /// Accuracy on images changed each by a stream of its own.
    fn judged(
        &self,
        judge: &dyn Judge,
        amount: f64,
        seeds: Seeds,
        change: impl Fn(&mut [f64], &mut Stream),
    ) -> Result<Level, Error> {
        let each = self.check()?;
        let mut images = self.pixels.to_vec();
        for (i, image) in images.chunks_mut(each.max(1)).enumerate() {
            change(image, &mut seeds.stream(i as u64));
        }
        let classes = judge.classes(&images)?;
        exactly("classes by the judge", self.labels.len(), classes.len())?;
        let right = classes.iter().zip(self.labels).map(|(class, &label)| *class == Some(usize::from(label)));
        let none = classes.iter().filter(|class| class.is_none()).count();
        Ok(Level { amount, right: Proportion::count(right), none })
    }
}

/// Accuracy under independent normal noise of each standard deviation, cut off at 0 and 1.
///
/// Image `i` has the same noise at every level, scaled, so that a curve is smoother than its intervals.
///
/// ```
/// use neurodyn_core::seed::Seeds;
/// use wilsoncowan::analysis::{Pictures, noise_curve};
///
/// // any classifier will do: this one asks whether the first pixel is bright
/// let judge = |images: &[f64]| Ok(images.chunks(4).map(|image| Some(usize::from(image[0] > 0.5))).collect());
/// let (pixels, labels) = ([0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0].repeat(50), [0, 1].repeat(50));
/// let pictures = Pictures { pixels: &pixels, labels: &labels, shape: (2, 2) };
/// let curve = noise_curve(&judge, &pictures, &[0.0, 0.5], Seeds::new(7))?;
/// assert_eq!(curve[0].right.fraction(), 1.0);
/// assert!(curve[1].right.interval().0 < 0.84 && curve[1].right.interval().1 > 0.84); // Phi(1) = 0.841
/// # Ok::<(), wilsoncowan::Error>(())
/// ```
///
/// # Errors
/// Sizes that do not fit, pixels outside [0, 1], a negative deviation; those of the judge.
pub fn noise_curve(
    judge: &dyn Judge,
    pictures: &Pictures<'_>,
    deviations: &[f64],
    seeds: Seeds,
) -> Result<Vec<Level>, Error> {
    let seeds = seeds.named("noise");
    let level = |&sd: &f64| {
        if !(sd >= 0.0 && sd.is_finite()) {
            return Err(Error::Range { what: "the deviation", value: sd, must_be: "at least 0" });
        }
        pictures.judged(judge, sd, seeds, |image, stream| {
            for pixel in image {
                *pixel = (*pixel + sd * stream.normal()).clamp(0.0, 1.0);
            }
        })
    };
    deviations.iter().map(level).collect()
}

/// Accuracy with a square of each side, wholly in the image and uniform among such places, put to `background`.
///
/// # Errors
/// As [`noise_curve`]; [`Error::Range`] for a side longer than the image.
pub fn occlusion_curve(
    judge: &dyn Judge,
    pictures: &Pictures<'_>,
    sides: &[usize],
    background: f64,
    seeds: Seeds,
) -> Result<Vec<Level>, Error> {
    if !(0.0..=1.0).contains(&background) {
        return Err(Error::Range { what: "the background", value: background, must_be: "in [0, 1]" });
    }
    let ((rows, columns), seeds) = (pictures.shape, seeds.named("occlusion"));
    let level = |&side: &usize| {
        if side > rows.min(columns) {
            let value = side as f64;
            return Err(Error::Range { what: "the square's side", value, must_be: "at most the image's" });
        }
        pictures.judged(judge, side as f64, seeds, |image, stream| {
            let top = stream.below((rows - side + 1) as u64) as usize;
            let left = stream.below((columns - side + 1) as u64) as usize;
            for row in top..top + side {
                image[row * columns + left..row * columns + left + side].fill(background);
            }
        })
    };
    sides.iter().map(level).collect()
}
