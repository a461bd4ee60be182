//! The multi-layer perceptron of equal size: what a metapopulation that classifies is measured against.
//!
//! One hidden layer of tanh units, trained by Adam down the cross-entropy. Numbers are `f32`, by candle; draws come from the
//! recipe's seed alone, and the same machine gives the same bytes.

mod model;

use crate::error::Error;
use candle_nn::Optimizer as _;
use core::f64::consts::PI;
use core::sync::atomic::{AtomicBool, Ordering};
use model::Model;
use neurodyn_core::Real;
use neurodyn_core::seed::Seeds;

/// Numbers of a perceptron: `(inputs + 1) hidden + (hidden + 1) classes`.
#[must_use]
pub fn parameters(inputs: usize, hidden: usize, classes: usize) -> usize {
    (inputs + 1) * hidden + (hidden + 1) * classes
}

/// The number of hidden units with which a perceptron has as many numbers as a metapopulation trains, or as nearly as can be.
///
/// A metapopulation of `N` nodes and `K` classes has `(N - K)` trainable columns of `N` numbers, their eigenvalues, and gamma:
/// `(N - K)(N + 1) + 1`.
///
/// ```
/// use wilsoncowan::mlp::{equal_width, parameters};
///
/// assert_eq!(equal_width(784, 10), 764);
/// assert_eq!(parameters(784, 764, 10), 607_390);
/// ```
#[must_use]
pub fn equal_width(nodes: usize, classes: usize) -> usize {
    let trained = (nodes.saturating_sub(classes)) * (nodes + 1) + 1;
    let each = nodes + 1 + classes;
    ((2 * trained.saturating_sub(classes) + each) / (2 * each)).max(1)
}

/// Labelled images: `inputs` pixels in [0, 1] each, one after another, and a class from 0 for each.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Samples<'a> {
    /// Pixels of an image.
    pub inputs: usize,
    /// Number of classes.
    pub classes: usize,
    /// All pixels.
    pub pixels: &'a [f32],
    /// The class of each image.
    pub labels: &'a [u8],
}

impl Samples<'_> {
    /// Whether everything belongs together.
    ///
    /// # Errors
    /// [`Error::Sizes`], [`Error::Pixel`], [`Error::Label`].
    pub fn check(&self) -> Result<(), Error> {
        let Self { inputs, classes, pixels, labels } = *self;
        for (what, found) in [("images", labels.len()), ("pixels of an image", inputs), ("classes", classes)]
        {
            if found == 0 {
                return Err(Error::Sizes { what, expected: 1, found });
            }
        }
        if pixels.len() != inputs * labels.len() {
            let (expected, found) = (inputs * labels.len(), pixels.len());
            return Err(Error::Sizes { what: "pixels", expected, found });
        }
        check_pixels(pixels, inputs)?;
        match labels.iter().position(|&label| usize::from(label) >= classes) {
            Some(image) => Err(Error::Label { image, label: labels[image], classes }),
            None => Ok(()),
        }
    }
}

/// How a perceptron is trained: D. P. Kingma & J. Ba, arXiv:1412.6980, with memories 0.9 and 0.999; the rate falls to zero
/// along half a period of a cosine, once a batch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recipe {
    /// Hidden units; [`equal_width`] says how many.
    pub hidden: usize,
    /// Passes over all images.
    pub epochs: usize,
    /// Images a step.
    pub batch: usize,
    /// Adam's rate at the beginning.
    pub rate: f64,
    /// What all numbers lose in a step, in units of the rate (decoupled: I. Loshchilov & F. Hutter, arXiv:1711.05101).
    pub weight_decay: f64,
    /// Of first weights and of the order of the images.
    pub seed: u64,
}

impl Recipe {
    /// Ten epochs in batches of 200 at the rate 1e-3, without weight decay.
    #[must_use]
    pub fn new(hidden: usize, seed: u64) -> Self {
        Self { hidden, epochs: 10, batch: 200, rate: 1e-3, weight_decay: 0.0, seed }
    }
}

/// One pass over all images: a line of the log.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Epoch {
    /// Its number, from 1.
    pub number: usize,
    /// How many there are.
    pub of: usize,
    /// The mean cross-entropy while it lasted.
    pub loss: f64,
    /// The share of images to learn from in their class, while it lasted.
    pub train_accuracy: f64,
    /// The share of images to test with in their class, after it; none without such images.
    pub test_accuracy: Option<f64>,
}

/// A way to listen and to stop.
#[derive(Clone, Copy, Default)]
pub struct Watch<'a> {
    /// Images to test with after each epoch.
    pub test: Option<Samples<'a>>,
    /// Set it to stop.
    pub cancel: Option<&'a AtomicBool>,
    /// Told of every epoch.
    pub progress: Option<&'a dyn Fn(&Epoch)>,
}

/// A trained perceptron and how it came about.
#[derive(Clone, Debug, PartialEq)]
pub struct Trained {
    /// The perceptron.
    pub perceptron: Perceptron,
    /// All epochs.
    pub log: Vec<Epoch>,
}

/// ```text
/// logits = W2 tanh(W1 x + b1) + b2,   class = argmax
/// ```
/// A perceptron as plain numbers; matrices are row-major, one row a unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Perceptron {
    inputs: usize,
    hidden: usize,
    classes: usize,
    /// `W1`, `b1`, `W2`, `b2`.
    numbers: [Vec<f32>; 4],
}

impl Recipe {
    /// Trains a perceptron on these images.
    ///
    /// ```
    /// use wilsoncowan::mlp::{Recipe, Samples, Watch};
    ///
    /// // four images of two pixels: the class is whether they are equal
    /// let (pixels, labels) = ([1.0, 1.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0], [1, 0, 0, 1]);
    /// let samples = Samples { inputs: 2, classes: 2, pixels: &pixels, labels: &labels };
    /// let recipe = Recipe { epochs: 200, batch: 4, rate: 0.05, ..Recipe::new(8, 1) };
    /// let trained = recipe.train(&samples, &Watch::default())?;
    /// assert_eq!(trained.perceptron.classes_of(&pixels)?, [Some(1), Some(0), Some(0), Some(1)]);
    /// # Ok::<(), wilsoncowan::Error>(())
    /// ```
    ///
    /// # Errors
    /// What [`Samples::check`] finds; [`Error::Sizes`] if the images to test with are of another form; [`Error::Range`] for
    /// sizes or rates that are not positive; [`Error::Training`] if the loss is no number any more, or if candle fails;
    /// [`Error::Cancelled`].
    pub fn train(&self, samples: &Samples<'_>, watch: &Watch<'_>) -> Result<Trained, Error> {
        self.check(samples, watch)?;
        let model = Model::first(self, samples).map_err(tensors)?;
        let mut adam = model.adam(self).map_err(tensors)?;
        let count = samples.labels.len();
        let steps = count.div_ceil(self.batch) * self.epochs;
        let orders = Seeds::new(self.seed).named("order");
        let mut order: Vec<usize> = (0..count).collect();
        let (mut step, mut log) = (0_usize, Vec::with_capacity(self.epochs));
        for number in 1..=self.epochs {
            orders.stream(number as u64).shuffle(&mut order);
            let (mut loss, mut right) = (0.0, 0);
            for places in order.chunks(self.batch) {
                if watch.cancel.is_some_and(|cancel| cancel.load(Ordering::Relaxed)) {
                    return Err(Error::Cancelled { done: log.len(), total: self.epochs });
                }
                adam.set_learning_rate(0.5 * self.rate * (1.0 + Real::cos(PI * step as f64 / steps as f64)));
                let (of_step, right_ones) = model.step(&mut adam, samples, places).map_err(tensors)?;
                loss += of_step * places.len() as f64 / count as f64;
                right += right_ones;
                step += 1;
            }
            if !loss.is_finite() {
                return Err(Error::Training { why: format!("the loss is {loss} in epoch {number}") });
            }
            let accuracy = |test: Samples<'_>| -> Result<f64, Error> {
                Ok(share(&model.classes_of(test.pixels, test.inputs).map_err(tensors)?, test.labels))
            };
            let epoch = Epoch {
                number,
                of: self.epochs,
                loss,
                train_accuracy: right as f64 / count as f64,
                test_accuracy: watch.test.map(accuracy).transpose()?,
            };
            log.push(epoch);
            if let Some(progress) = watch.progress {
                progress(&epoch);
            }
        }
        Ok(Trained { perceptron: model.perceptron().map_err(tensors)?, log })
    }

    fn check(&self, samples: &Samples<'_>, watch: &Watch<'_>) -> Result<(), Error> {
        samples.check()?;
        if let Some(test) = watch.test {
            test.check()?;
            for (what, expected, found) in [
                ("pixels of an image to test with", samples.inputs, test.inputs),
                ("classes of images to test with", samples.classes, test.classes),
            ] {
                if expected != found {
                    return Err(Error::Sizes { what, expected, found });
                }
            }
        }
        let sizes =
            [("hidden units", self.hidden), ("epochs", self.epochs), ("images of a batch", self.batch)];
        for (what, found) in sizes {
            if found == 0 {
                return Err(Error::Sizes { what, expected: 1, found });
            }
        }
        if !(self.rate > 0.0 && self.rate.is_finite()) {
            return Err(Error::Range { what: "the rate", value: self.rate, must_be: "positive" });
        }
        if !(self.weight_decay >= 0.0 && self.weight_decay.is_finite()) {
            let value = self.weight_decay;
            return Err(Error::Range { what: "the weight decay", value, must_be: "at least 0" });
        }
        Ok(())
    }
}

impl Perceptron {
    /// Inputs, hidden units and classes.
    #[must_use]
    pub fn shape(&self) -> (usize, usize, usize) {
        (self.inputs, self.hidden, self.classes)
    }
    /// `W1`, `b1`, `W2`, `b2`.
    #[must_use]
    pub fn numbers(&self) -> &[Vec<f32>; 4] {
        &self.numbers
    }
    /// The class of each image; none where logits are no numbers.
    ///
    /// # Errors
    /// [`Error::Sizes`] if pixels are no whole images, [`Error::Pixel`], [`Error::Training`] if candle fails.
    pub fn classes_of(&self, pixels: &[f32]) -> Result<Vec<Option<u8>>, Error> {
        let whole = pixels.len() / self.inputs * self.inputs;
        if whole != pixels.len() {
            return Err(Error::Sizes { what: "pixels", expected: whole, found: pixels.len() });
        }
        check_pixels(pixels, self.inputs)?;
        let classes = Model::from(self).and_then(|model| model.classes_of(pixels, self.inputs));
        classes.map_err(tensors)
    }
    /// The share of images that are in their class.
    ///
    /// # Errors
    /// As [`classes_of`](Self::classes_of), and what [`Samples::check`] finds.
    pub fn accuracy(&self, samples: &Samples<'_>) -> Result<f64, Error> {
        samples.check()?;
        Ok(share(&self.classes_of(samples.pixels)?, samples.labels))
    }
}

fn check_pixels(pixels: &[f32], inputs: usize) -> Result<(), Error> {
    match pixels.iter().position(|pixel| !(0.0..=1.0).contains(pixel)) {
        Some(at) => Err(Error::Pixel { image: at / inputs, pixel: at % inputs, value: pixels[at] }),
        None => Ok(()),
    }
}

fn share(classes: &[Option<u8>], labels: &[u8]) -> f64 {
    let right = classes.iter().zip(labels).filter(|(class, label)| **class == Some(**label)).count();
    right as f64 / labels.len() as f64
}

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn tensors(why: candle_core::Error) -> Error {
    Error::Training { why: format!("tensors: {why}") }
}
