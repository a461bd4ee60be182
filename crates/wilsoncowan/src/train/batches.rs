//! Batches: the order of images, their shifts and their noise.

use super::Options;
use neurodyn_core::seed::Seeds;

/// The images of an epoch, in its order.
pub(super) struct Batches<'a> {
    pub(super) images: &'a [f32],
    pub(super) shape: (usize, usize),
    order: Vec<usize>,
    batch: usize,
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
            batch: options.batch,
            shift: options.shift,
            seeds: seeds.named("starts"),
            first: (epoch * count) as u64,
        }
    }
    /// Whole batches.
    pub(super) fn len(&self) -> usize {
        self.order.len() / self.batch
    }
    /// The images of a batch.
    pub(super) fn of(&self, batch: usize) -> &[usize] {
        &self.order[batch * self.batch..(batch + 1) * self.batch]
    }

    /// Appends the start of the sample at this place of the batch.
    pub(super) fn start(&self, batch: usize, place: usize, (noise, erased): (f64, f64), to: &mut Vec<f32>) {
        let at = batch * self.batch + place;
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
        if noise > 0.0 {
            // four uniform numbers of 16 bits: their sum has the variance 4/12
            const SPREAD: f64 = 65536.0 * 0.577_350_269_189_625_8;
            let scale = (noise / SPREAD) as f32;
            for pixel in &mut to[from..] {
                let bits = stream.bits();
                let sum = (bits & 0xffff) + (bits >> 16 & 0xffff) + (bits >> 32 & 0xffff) + (bits >> 48);
                *pixel += scale * (sum as f32 - 131_070.0);
            }
        }
    }
}
