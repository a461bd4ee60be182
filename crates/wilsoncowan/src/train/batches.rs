//! Batches: the order of images, their shifts and their noise, and what goes on from one to the next.

use super::Options;
use super::carried::Sample;
use neurodyn_core::seed::{Seeds, Stream};

/// The images of an epoch, in its order.
pub(super) struct Batches<'a> {
    pub(super) images: &'a [f32],
    pub(super) shape: (usize, usize),
    order: Vec<usize>,
    /// New images of a batch.
    fresh: usize,
    shift: usize,
    /// Of this epoch.
    seeds: Seeds,
    first: u64,
}

impl<'a> Batches<'a> {
    pub(super) fn new(images: &'a [f32], shape: (usize, usize), options: &Options, epoch: usize) -> Self {
        let count = images.len() / (shape.0 * shape.1);
        let seeds = Seeds::new(options.seed);
        let mut order: Vec<usize> = (0..count).collect();
        seeds.named("order").stream(epoch as u64).shuffle(&mut order);
        Self {
            images,
            shape,
            order,
            fresh: options.batch - options.carried,
            shift: options.shift,
            seeds: seeds.named("starts"),
            first: (epoch * count) as u64,
        }
    }
    /// Whole batches.
    pub(super) fn len(&self) -> usize {
        self.order.len() / self.fresh
    }
    /// The images of a batch.
    fn of(&self, batch: usize) -> &[usize] {
        &self.order[batch * self.fresh..(batch + 1) * self.fresh]
    }

    /// Appends the start of the sample at this place of the batch.
    fn start(&self, batch: usize, place: usize, (noise, erased): (f64, f64), to: &mut Vec<f32>) {
        let at = batch * self.fresh + place;
        let size = self.shape.0 * self.shape.1;
        let image = &self.images[self.order[at] * size..(self.order[at] + 1) * size];
        let mut stream = self.seeds.stream(self.first + at as u64);
        let from = to.len();
        if self.shift == 0 {
            to.extend_from_slice(image);
        } else {
            let way = 2 * self.shift as u64 + 1;
            let (down, right) = (stream.below(way) as usize, stream.below(way) as usize);
            let (height, width) = self.shape;
            for row in 0..height {
                for column in 0..width {
                    // what comes in from outside is background
                    let there =
                        (row + down).checked_sub(self.shift).zip((column + right).checked_sub(self.shift));
                    let pixel = there.filter(|&(row, column)| row < height && column < width);
                    to.push(pixel.map_or(0.0, |(row, column)| image[row * width + column]));
                }
            }
        }
        if erased > 0.0 {
            let least = (erased * u64::MAX as f64) as u64;
            for pixel in &mut to[from..] {
                // drawn for dark pixels, too: what one draws must not depend on others
                if stream.bits() < least {
                    *pixel = 0.0;
                }
            }
        }
        disturb(&mut to[from..], noise, &mut stream);
    }
    /// A batch of the next new images and of what goes on.
    pub(super) fn with(&self, number: usize, going: Vec<Sample>) -> Batch<'_> {
        Batch { of: self, number, images: self.of(number), going }
    }
}

/// New images, then samples that go on from the batch before.
pub(super) struct Batch<'a> {
    of: &'a Batches<'a>,
    number: usize,
    images: &'a [usize],
    going: Vec<Sample>,
}

impl Batch<'_> {
    /// How many of its samples are new: they come first.
    pub(super) fn fresh(&self) -> usize {
        self.images.len()
    }
    pub(super) fn len(&self) -> usize {
        self.images.len() + self.going.len()
    }
    /// The sample at this place, if it goes on.
    fn going(&self, place: usize) -> Option<&Sample> {
        self.going.get(place.checked_sub(self.images.len())?)
    }
    /// The image of the sample at this place, and the rounds behind it.
    pub(super) fn image(&self, place: usize) -> (usize, usize) {
        self.going(place).map_or_else(|| (self.images[place], 0), |sample| (sample.image, sample.rounds))
    }
    /// Appends where the sample at this place starts: new ones with noise and erased pixels.
    pub(super) fn start(&self, place: usize, noise: (f64, f64), x: &mut Vec<f32>, y: &mut Vec<f32>) {
        let from = x.len();
        if let Some(sample) = self.going(place) {
            x.extend_from_slice(&sample.x);
            y.extend_from_slice(&sample.y);
        } else {
            self.of.start(self.number, place, noise, x);
            y.extend_from_slice(&x[from..]);
        }
    }
}

/// Adds noise of this standard deviation.
fn disturb(numbers: &mut [f32], sd: f64, stream: &mut Stream) {
    // four uniform numbers of 16 bits: their sum has the variance 4/12
    const SPREAD: f64 = 65536.0 * 0.577_350_269_189_625_8;
    if sd > 0.0 {
        let scale = (sd / SPREAD) as f32;
        for number in numbers {
            let bits = stream.bits();
            let sum = (bits & 0xffff) + (bits >> 16 & 0xffff) + (bits >> 32 & 0xffff) + (bits >> 48);
            *number += scale * (sum as f32 - 131_070.0);
        }
    }
}
