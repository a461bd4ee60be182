//! Many outputs of one network: every image under every perturbation of the weights.

mod early;
mod kernel;
mod packed;
mod passes;

pub use early::Decided;
pub use passes::Passes;

use crate::error::Error;
use crate::network::Network;
use core::ops::Range;
use core::sync::atomic::AtomicUsize;
use dynsys::ensemble::Resources;
use kernel::{Block, Worker};
use neurodyn_core::Singles;
use packed::Packed;

/// What to keep of every output besides its class. What is not asked for costs nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Keep<'a> {
    /// The mean probability (softmax) of every class over the passes.
    pub probabilities: bool,
    /// The squared error against these true classes, one an image: `sum_c (p_c - [c is the class])^2` for each pass.
    /// For measuring, as in the sweep over `T`; no rejector sees it.
    pub errors_against: Option<&'a [u8]>,
}

/// The outputs of a network for several images and passes.
#[derive(Clone, Debug, PartialEq)]
pub struct Outputs {
    items: usize,
    passes: usize,
    classes: usize,
    labels: Vec<u8>,
    probabilities: Vec<f32>,
    squared_errors: Vec<f64>,
}

/// ```text
/// h_0 = x,   h_l = f(h_(l-1) (W_l + X_l(k)) + b_l),   k = 1, 2, ..
/// ```
/// A network made ready for many outputs, in `f32`.
///
/// Images stand side by side in lanes, and every sum is a chain of fused multiply-adds over the inner index, begun at
/// the bias: no byte depends on the number of lanes, images, threads or passes, nor on the instruction set. What
/// layers give before the perturbed one, and the unperturbed sums of that one, are computed once an image; a block of
/// images then goes through all passes while it is in the cache. Functions are in `f32`, too: `tanh` is
/// [`Real::squash`](neurodyn_core::Real::squash) and the sigmoid follows from it, within 1e-7.
///
/// ```
/// use chaosnn::{Activation, Layer, Network, evaluate::{Evaluator, Keep, Passes}};
///
/// let layer = Layer { inputs: 2, outputs: 2, weights: vec![1.0, 0.0, 0.0, 1.0], biases: vec![0.0, 0.5] };
/// let network = Network::new(Activation::Relu, vec![layer])?;
/// let images = [0.9, -0.2, /* and */ 0.1, 0.3];
/// let keep = Keep { probabilities: true, ..Keep::default() };
/// let outputs = Evaluator::new(&network)?.outputs(&images, &Passes::once(), keep, &Default::default())?;
/// assert_eq!((outputs.of(0), outputs.of(1)), (&[0][..], &[1][..]));
/// assert!((outputs.mean_probabilities(0)[0] - 0.6457).abs() < 1e-4);
/// # Ok::<(), chaosnn::Error>(())
/// ```
#[derive(Debug)]
pub struct Evaluator<'a> {
    network: &'a Network,
    packed: Packed,
}

impl<'a> Evaluator<'a> {
    /// Makes the network ready.
    ///
    /// # Errors
    /// [`Error::Sizes`] for more than 256 classes, [`Error::NotANumber`] for a weight beyond `f32`.
    pub fn new(network: &'a Network) -> Result<Self, Error> {
        if network.classes() > 256 {
            let found = network.classes();
            return Err(Error::Sizes { what: "classes that fit a byte, at most", expected: 256, found });
        }
        Ok(Self { network, packed: Packed::new(network)? })
    }

    /// The network.
    #[must_use]
    pub fn network(&self) -> &'a Network {
        self.network
    }

    /// Every pass for every image; `images` stand one after another.
    ///
    /// # Errors
    /// [`Error::Sizes`] for images, true classes or passes that do not fit the network, [`Error::NotANumber`] for a
    /// pixel or an output that is none, [`Error::Range`] for a class that there is not, [`Error::Cancelled`].
    pub fn outputs(
        &self,
        images: &[f32],
        passes: &Passes,
        keep: Keep<'_>,
        resources: &Resources<'_>,
    ) -> Result<Outputs, Error> {
        let items: Vec<usize> = (0..self.count(images)?).collect();
        self.outputs_of(&items, images, passes, 0..passes.count(), keep, resources)
    }

    /// Some passes for some of the images, in the given order; same bytes as in [`outputs`](Self::outputs). Mean
    /// probabilities are over these passes.
    ///
    /// # Errors
    /// As [`outputs`](Self::outputs), and [`Error::Sizes`] for an image or a pass that there is not.
    pub fn outputs_of(
        &self,
        items: &[usize],
        images: &[f32],
        passes: &Passes,
        range: Range<usize>,
        keep: Keep<'_>,
        resources: &Resources<'_>,
    ) -> Result<Outputs, Error> {
        let count = self.count(images)?;
        passes.check(self.network)?;
        at_most("images", count, items.iter().map(|item| item + 1).max().unwrap_or(0))?;
        at_most("passes", passes.count(), range.end)?;
        if let Some(truth) = keep.errors_against {
            check_truth(truth, count, self.network.classes())?;
        }
        let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let worker = || {
            let range = range.clone();
            let worker = Worker {
                packed: &self.packed,
                activation: self.network.activation(),
                items,
                images,
                passes,
                range,
                keep,
                next: &next,
                done: &done,
                resources,
            };
            resources.level.run::<Singles<3>, _>(worker)
        };
        let parts = std::thread::scope(|scope| {
            let helpers: Vec<_> =
                (1..resources.threads().min(items.len())).map(|_| scope.spawn(worker)).collect();
            let mut parts = worker();
            for helper in helpers {
                parts.extend(helper.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            }
            parts
        });
        let finished = parts.iter().map(|part| part.items).sum();
        let mut outputs = Outputs::empty(items.len(), range.len(), self.network.classes(), keep);
        let mut errors = vec![0.0; if keep.errors_against.is_some() { items.len() * range.len() } else { 0 }];
        // the same failure whatever thread found one first
        if let Some((at, pass)) = parts.iter().filter_map(|part| part.failure).min() {
            let index = items[at] * passes.count() + range.start + pass;
            return Err(Error::NotANumber {
                what: "outputs (image by image, pass by pass)",
                index,
                value: f64::NAN,
            });
        }
        if finished < items.len() {
            return Err(Error::Cancelled { done: finished, total: items.len() });
        }
        for part in parts {
            outputs.place(&part, &mut errors);
        }
        for (pass, sum) in outputs.squared_errors.iter_mut().enumerate() {
            *sum = errors[pass * items.len()..(pass + 1) * items.len()].iter().map(|&e| f64::from(e)).sum();
        }
        Ok(outputs)
    }

    /// How many images these pixels are.
    fn count(&self, images: &[f32]) -> Result<usize, Error> {
        let (size, found) = (self.network.inputs(), images.len());
        if size == 0 || !found.is_multiple_of(size) {
            let expected = found.next_multiple_of(size.max(1));
            return Err(Error::Sizes { what: "pixels of images", expected, found });
        }
        if let Some(index) = images.iter().position(|pixel| !pixel.is_finite()) {
            return Err(Error::NotANumber { what: "pixels", index, value: images[index].into() });
        }
        Ok(found / size)
    }
}

impl Outputs {
    /// Labels from elsewhere: `passes` an image, image by image.
    ///
    /// # Errors
    /// [`Error::Sizes`], [`Error::Range`] for a label that is no class.
    pub fn from_labels(passes: usize, classes: usize, labels: Vec<u8>) -> Result<Self, Error> {
        if passes == 0 || !labels.len().is_multiple_of(passes) {
            let expected = labels.len().next_multiple_of(passes.max(1));
            return Err(Error::Sizes { what: "labels of outputs", expected, found: labels.len() });
        }
        check_truth(&labels, labels.len(), classes)?;
        let items = labels.len() / passes;
        Ok(Self { items, passes, classes, labels, probabilities: Vec::new(), squared_errors: Vec::new() })
    }
    /// Number of images.
    #[must_use]
    pub fn items(&self) -> usize {
        self.items
    }
    /// Number of passes.
    #[must_use]
    pub fn passes(&self) -> usize {
        self.passes
    }
    /// Number of classes.
    #[must_use]
    pub fn classes(&self) -> usize {
        self.classes
    }
    /// The classes of one image, pass by pass: that of the largest logit, the first one of equals.
    ///
    /// # Panics
    /// If there is no such image.
    #[must_use]
    pub fn of(&self, item: usize) -> &[u8] {
        &self.labels[item * self.passes..(item + 1) * self.passes]
    }
    /// The mean probability of each class over the passes; empty if it was not kept.
    #[must_use]
    pub fn mean_probabilities(&self, item: usize) -> &[f32] {
        self.probabilities.get(item * self.classes..(item + 1) * self.classes).unwrap_or(&[])
    }
    /// The squared error of each pass, summed over images (in order, in `f64`) and classes; empty if it was not kept.
    #[must_use]
    pub fn squared_errors(&self) -> &[f64] {
        &self.squared_errors
    }
    /// How many outputs of each pass are the true class, over these `truth`s. For measuring: no rejector sees it.
    ///
    /// # Errors
    /// [`Error::Sizes`] if there is not one class an image.
    pub fn right(&self, truth: &[u8]) -> Result<Vec<usize>, Error> {
        exactly("true classes", self.items, truth.len())?;
        let mut right = vec![0; self.passes];
        for item in 0..self.items {
            for (count, &label) in right.iter_mut().zip(self.of(item)) {
                *count += usize::from(label == truth[item]);
            }
        }
        Ok(right)
    }

    fn empty(items: usize, passes: usize, classes: usize, keep: Keep<'_>) -> Self {
        Self {
            items,
            passes,
            classes,
            labels: vec![0; items * passes],
            probabilities: vec![0.0; if keep.probabilities { items * classes } else { 0 }],
            squared_errors: vec![0.0; if keep.errors_against.is_some() { passes } else { 0 }],
        }
    }

    /// Puts a block in its place; `errors` are pass by pass.
    fn place(&mut self, block: &Block, errors: &mut [f32]) {
        for pass in 0..self.passes {
            for at in 0..block.items {
                self.labels[(block.first + at) * self.passes + pass] = block.labels[pass * block.items + at];
            }
            if !errors.is_empty() {
                let to = pass * self.items + block.first;
                errors[to..to + block.items]
                    .copy_from_slice(&block.errors[pass * block.items..(pass + 1) * block.items]);
            }
        }
        if !self.probabilities.is_empty() {
            let to = block.first * self.classes;
            self.probabilities[to..to + block.probabilities.len()].copy_from_slice(&block.probabilities);
        }
    }
}

pub(crate) fn check_truth(truth: &[u8], items: usize, classes: usize) -> Result<(), Error> {
    exactly("true classes", items, truth.len())?;
    match truth.iter().find(|&&class| usize::from(class) >= classes) {
        Some(&class) => {
            Err(Error::Range { what: "a class", value: class.into(), must_be: "below the number of classes" })
        }
        None => Ok(()),
    }
}

pub(crate) fn exactly(what: &'static str, expected: usize, found: usize) -> Result<(), Error> {
    if found == expected { Ok(()) } else { Err(Error::Sizes { what, expected, found }) }
}

fn at_most(what: &'static str, expected: usize, found: usize) -> Result<(), Error> {
    if found <= expected { Ok(()) } else { Err(Error::Sizes { what, expected, found }) }
}
