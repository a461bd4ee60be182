//! Labelled images of one size, and a data set of two parts.

use crate::error::Error;
use crate::resize::Resizing;
use neurodyn_core::seed::Seeds;

/// Labelled grey images of one size, checked: pixels in [-1, 1], labels below the number of classes.
#[derive(Clone, Debug, PartialEq)]
pub struct Images {
    height: usize,
    width: usize,
    classes: usize,
    pixels: Vec<f32>,
    labels: Vec<u8>,
}

impl Images {
    /// Images whose `pixels` stand one image after another, row by row; one label an image.
    ///
    /// # Errors
    /// [`Error::Sizes`], [`Error::Label`], [`Error::Pixel`].
    pub fn new(
        (height, width): (usize, usize),
        classes: usize,
        pixels: Vec<f32>,
        labels: Vec<u8>,
    ) -> Result<Self, Error> {
        let size = height * width;
        if pixels.len() != size * labels.len() {
            let (expected, found) = (size * labels.len(), pixels.len());
            return Err(Error::Sizes { what: "pixels", expected, found });
        }
        if let Some(image) = labels.iter().position(|&label| usize::from(label) >= classes) {
            return Err(Error::Label { image, label: labels[image], classes });
        }
        if let Some(at) = pixels.iter().position(|pixel| !(-1.0..=1.0).contains(pixel)) {
            return Err(Error::Pixel { image: at / size, pixel: at % size, value: pixels[at] });
        }
        Ok(Self { height, width, classes, pixels, labels })
    }
    /// Number of images.
    #[must_use]
    pub fn len(&self) -> usize {
        self.labels.len()
    }
    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }
    /// Height and width of each, in pixels.
    #[must_use]
    pub fn shape(&self) -> (usize, usize) {
        (self.height, self.width)
    }
    /// Number of classes.
    #[must_use]
    pub fn classes(&self) -> usize {
        self.classes
    }
    /// All pixels, one image after another, each row by row, in [-1, 1].
    #[must_use]
    pub fn pixels(&self) -> &[f32] {
        &self.pixels
    }
    /// All pixels in the same order, in [0, 1] instead of [-1, 1].
    ///
    /// Of bytes `p`, kept here as `2 p / 255 - 1` in single precision, it is `p / 255` to the last bit: what lies within the
    /// rounding of that (`2^-23`) from a byte is that byte. Other numbers are `(pixel + 1) / 2` to `2^-24`.
    ///
    /// ```
    /// let images = neurodyn_datasets::Images::new((1, 3), 1, vec![-1.0, 51.0 / 127.5 - 1.0, 0.25], vec![0])?;
    /// assert_eq!(images.unit_pixels(), [0.0, 51.0 / 255.0, 0.625]);
    /// # Ok::<(), neurodyn_datasets::Error>(())
    /// ```
    #[must_use]
    pub fn unit_pixels(&self) -> Vec<f32> {
        self.pixels.iter().map(|&pixel| unit(pixel)).collect()
    }
    /// The same images with `side` x `side` pixels: averages over areas where a side shrinks (half of it: the mean over 2x2
    /// pixels), bilinear where it grows, see [`Resizing`].
    ///
    /// ```
    /// let digits = neurodyn_datasets::uci_digits();
    /// let (small, large) = (digits.to_side(4)?, digits.to_side(11)?);
    /// assert_eq!((small.shape(), large.shape()), ((4, 4), (11, 11)));
    /// assert_eq!(small.labels(), digits.labels());
    /// # Ok::<(), neurodyn_datasets::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Sizes`] for a side of 0, of the images or asked for.
    pub fn to_side(&self, side: usize) -> Result<Self, Error> {
        for (what, found) in [("side", side), ("pixels of an image", self.height * self.width)] {
            if found == 0 {
                return Err(Error::Sizes { what, expected: 1, found });
            }
        }
        let resizing = Resizing::new(self.shape(), (side, side));
        let mut pixels = Vec::with_capacity(self.len() * side * side);
        for image in 0..self.len() {
            resizing.append(self.image(image), &mut pixels);
        }
        Self::new((side, side), self.classes, pixels, self.labels.clone())
    }
    /// The pixels of one image, row by row.
    ///
    /// # Panics
    /// If there is no such image.
    #[must_use]
    pub fn image(&self, index: usize) -> &[f32] {
        let size = self.height * self.width;
        &self.pixels[index * size..(index + 1) * size]
    }
    /// The class of each image.
    #[must_use]
    pub fn labels(&self) -> &[u8] {
        &self.labels
    }
    /// How many images each class has.
    #[must_use]
    pub fn counts(&self) -> Vec<usize> {
        let mut counts = vec![0; self.classes];
        for &label in &self.labels {
            counts[usize::from(label)] += 1;
        }
        counts
    }
    /// The images at these places, in this order.
    ///
    /// # Panics
    /// If there is no such image.
    #[must_use]
    pub fn picked(&self, places: &[usize]) -> Self {
        let pixels = places.iter().flat_map(|&place| self.image(place)).copied().collect();
        let labels = places.iter().map(|&place| self.labels[place]).collect();
        Self { pixels, labels, ..*self }
    }
    /// Two parts, drawn at random: the first has `first` images, the second all others.
    ///
    /// ```
    /// let digits = neurodyn_datasets::uci_digits();
    /// let (train, test) = digits.parted(1000, 1);
    /// assert_eq!((train.len(), test.len()), (1000, 797));
    /// ```
    ///
    /// # Panics
    /// If there are fewer than `first` images.
    #[must_use]
    pub fn parted(&self, first: usize, seed: u64) -> (Self, Self) {
        let mut places: Vec<usize> = (0..self.len()).collect();
        Seeds::new(seed).named("parts").stream(0).shuffle(&mut places);
        let (one, other) = places.split_at(first);
        (self.picked(one), self.picked(other))
    }
}

/// Images to learn from and images to test with.
#[derive(Clone, Debug, PartialEq)]
pub struct DataSet {
    /// Its name: `"usps_gpml"`.
    pub name: &'static str,
    /// To learn from.
    pub train: Images,
    /// To test with.
    pub test: Images,
}

impl DataSet {
    /// Both parts by [`Images::to_side`].
    ///
    /// # Errors
    /// As [`Images::to_side`].
    pub fn to_side(&self, side: usize) -> Result<Self, Error> {
        Ok(Self { name: self.name, train: self.train.to_side(side)?, test: self.test.to_side(side)? })
    }
}

/// From [-1, 1] to [0, 1].
fn unit(pixel: f32) -> f32 {
    const WHITE: f64 = 255.0;
    // making `p / 127.5 - 1` rounds twice, by 2^-24 at most each time
    const ROUNDING: f64 = 0.5 * WHITE / 8388608.0; // 2^23
    let level = 0.5 * WHITE * (f64::from(pixel) + 1.0);
    let byte = level.round();
    if (level - byte).abs() <= ROUNDING { byte as f32 / WHITE as f32 } else { (level / WHITE) as f32 }
}
