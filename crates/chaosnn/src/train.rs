//! Training of the static classifier: restricted Boltzmann machines, then Adam, then the hardest images again and again.
//!
//! G. E. Hinton & R. R. Salakhutdinov, "Reducing the dimensionality of data with neural networks", Science 313, 504 (2006),
//! whose recipe the source follows: a stack of Boltzmann machines learns the images without labels, their weights become
//! the first layers, and gradients of the cross-entropy do the rest. The source's network makes no error on what it learned
//! from; a few odd images resist, so the last stage shows those of lowest margin over and over until none is wrong.
//!
//! Numbers are `f32` in here, by candle. Draws come from the recipe's seed alone; the same machine gives the same bytes for
//! any number of threads (candle takes that number from `RAYON_NUM_THREADS`). Another processor may sum in another order.

mod descent;
mod examples;
mod hard;
mod machines;

pub use descent::Adam;
pub use examples::Examples;
pub use hard::Hard;
pub use machines::Pretraining;

use crate::error::Error;
use crate::network::{Activation, Layer, Network};
use core::sync::atomic::{AtomicBool, Ordering};
use descent::Model;

/// How a network is trained.
#[derive(Clone, Debug, PartialEq)]
pub struct Recipe {
    /// Units of the hidden layers, from the inputs on.
    pub hidden: Vec<usize>,
    /// The function on hidden units.
    pub activation: Activation,
    /// Before all else, for sigmoid units only; without it first weights are drawn at random.
    pub pretraining: Option<Pretraining>,
    /// Then.
    pub adam: Adam,
    /// At last.
    pub hard: Hard,
    /// Of first weights, of the order of the images and of the states of the Boltzmann machines.
    pub seed: u64,
}

impl Recipe {
    /// The source's classifier: 200, 200 and 750 hidden units, pretrained if they are sigmoids.
    ///
    /// The source says no more than its sizes and that pretraining is Hinton's; the rest is what worked.
    #[must_use]
    pub fn of_the_source(activation: Activation, seed: u64) -> Self {
        Self {
            hidden: vec![200, 200, 750],
            activation,
            pretraining: (activation == Activation::Sigmoid).then(Pretraining::default),
            adam: Adam { epochs: if activation == Activation::Sigmoid { 60 } else { 40 }, ..Adam::default() },
            hard: Hard::default(),
            seed,
        }
    }
}

/// The part of training under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The Boltzmann machine of this layer, from 0; a round is an epoch, its loss the mean squared error of the visible
    /// units' reconstruction.
    Pretraining(usize),
    /// Adam; a round is an epoch, its loss the mean cross-entropy while it lasts.
    Adam,
    /// The hardest images over and over; the losses as with Adam.
    Hard,
}

/// One round of training: a line of its log.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Round {
    /// Of which stage.
    pub stage: Stage,
    /// Its number, from 1.
    pub number: usize,
    /// How many this stage has at most.
    pub of: usize,
    /// See [`Stage`].
    pub loss: f64,
    /// Wrong classes on the images that it learns from: with [`Stage::Adam`] while the epoch lasts, with [`Stage::Hard`] at
    /// its beginning.
    pub errors: Option<usize>,
    /// The share of all rounds that is done; the last stage may end early.
    pub share: f64,
}

/// A way to listen and to stop.
#[derive(Clone, Copy, Default)]
pub struct Watch<'a> {
    /// Set it to stop.
    pub cancel: Option<&'a AtomicBool>,
    /// Told of every round.
    pub progress: Option<&'a dyn Fn(&Round)>,
}

/// A trained network and how it came about.
#[derive(Clone, Debug, PartialEq)]
pub struct Trained {
    /// The network; its weights are `f32` numbers.
    pub network: Network,
    /// All rounds.
    pub log: Vec<Round>,
    /// Images to learn from that it puts into a wrong class, computed in double precision; none if all went well.
    pub errors: usize,
    /// The smallest margin on these images: the logit of the right class minus the largest of the others.
    pub margin: f64,
}

impl Recipe {
    /// Trains a network on these images. That some stay wrong when the rounds are over is no error: [`Trained::errors`].
    ///
    /// ```
    /// use chaosnn::Activation;
    /// use chaosnn::train::{Adam, Examples, Recipe, Watch};
    ///
    /// // four images of two pixels: the class is whether they are equal
    /// let (pixels, labels) = ([1.0, 1.0, -1.0, 1.0, 1.0, -1.0, -1.0, -1.0], [1, 0, 0, 1]);
    /// let examples = Examples { inputs: 2, classes: 2, pixels: &pixels, labels: &labels };
    /// let recipe = Recipe {
    ///     hidden: vec![8],
    ///     adam: Adam { epochs: 100, batch: 4, rate: 0.05 },
    ///     ..Recipe::of_the_source(Activation::Tanh, 1)
    /// };
    /// let trained = recipe.train(&examples, &Watch::default())?;
    /// assert_eq!(trained.errors, 0);
    /// # Ok::<(), chaosnn::Error>(())
    /// ```
    ///
    /// # Errors
    /// What [`Examples::check`] finds; [`Error::Range`] for sizes, batches or rates that are not positive;
    /// [`Error::Training`] if the loss is no number any more, for pretraining of units that are no sigmoids, or if candle
    /// fails; [`Error::Cancelled`].
    pub fn train(&self, examples: &Examples<'_>, watch: &Watch<'_>) -> Result<Trained, Error> {
        examples.check()?;
        self.check()?;
        let mut course = Course { recipe: self, watch, log: Vec::new() };
        let mut sizes = vec![examples.inputs];
        sizes.extend(&self.hidden);
        sizes.push(examples.classes);
        let mut layers = descent::first_layers(self, &sizes);
        if let Some(pretraining) = &self.pretraining {
            machines::pretrain(pretraining, examples, &mut layers, &mut course)?;
        }
        let model = Model::from(self.activation, &layers).map_err(tensors)?;
        descent::descend(&model, examples, &mut course)?;
        hard::insist(&model, examples, &mut course)?;
        let network = model.network()?;
        let log = course.log;
        let margins = examples.margins(&network.logits(examples.pixels)?);
        let errors = margins.iter().filter(|&&margin| margin <= 0.0).count();
        let margin = margins.into_iter().fold(f64::INFINITY, f64::min);
        Ok(Trained { network, log, errors, margin })
    }

    fn check(&self) -> Result<(), Error> {
        let Self { hidden, adam, hard, pretraining, .. } = self;
        let mut numbers = vec![
            ("batch", adam.batch as f64),
            ("rate", adam.rate),
            ("batch of the hardest images", hard.batch as f64),
            ("steps of a round", hard.steps as f64),
            ("rate for the hardest images", hard.rate),
        ];
        numbers.extend(hidden.iter().map(|&units| ("number of units of a layer", units as f64)));
        numbers.extend(pretraining.iter().flat_map(|pretraining| {
            [("batch of pretraining", pretraining.batch as f64), ("rate of pretraining", pretraining.rate)]
        }));
        for (what, value) in numbers {
            if !(value > 0.0 && value.is_finite()) {
                return Err(Error::Range { what, value, must_be: "positive" });
            }
        }
        if hard.items > hard.batch {
            let value = hard.items as f64;
            return Err(Error::Range { what: "number of hardest images", value, must_be: "at most a batch" });
        }
        if pretraining.is_some() && self.activation != Activation::Sigmoid {
            let why = format!("Boltzmann machines have sigmoid units, not {}", self.activation.name());
            return Err(Error::Training { why });
        }
        Ok(())
    }

    /// Rounds of all stages.
    fn rounds(&self) -> usize {
        let machines = self.pretraining.map_or(0, |pretraining| pretraining.epochs * self.hidden.len());
        machines + self.adam.epochs + self.hard.rounds
    }
}

/// A training under way.
struct Course<'a> {
    recipe: &'a Recipe,
    watch: &'a Watch<'a>,
    log: Vec<Round>,
}

impl Course<'_> {
    /// Writes down a round and tells of it; stops if it went astray.
    fn note(
        &mut self,
        stage: Stage,
        (number, of): (usize, usize),
        loss: f64,
        errors: Option<usize>,
    ) -> Result<(), Error> {
        if !loss.is_finite() {
            return Err(Error::Training {
                why: format!("the loss is {loss} in round {number} of {stage:?}"),
            });
        }
        let share = (self.log.len() + 1) as f64 / self.recipe.rounds() as f64;
        let round = Round { stage, number, of, loss, errors, share };
        self.log.push(round);
        if let Some(progress) = self.watch.progress {
            progress(&round);
        }
        Ok(())
    }
    /// To be asked before every step.
    fn go_on(&self) -> Result<(), Error> {
        if self.watch.cancel.is_some_and(|cancel| cancel.load(Ordering::Relaxed)) {
            return Err(Error::Cancelled { done: self.log.len(), total: self.recipe.rounds() });
        }
        Ok(())
    }
}

/// A layer on its way: rows of `inputs`, as in [`Layer`], in single precision.
struct SingleLayer {
    inputs: usize,
    outputs: usize,
    weights: Vec<f32>,
    biases: Vec<f32>,
}

impl From<&SingleLayer> for Layer {
    fn from(of: &SingleLayer) -> Self {
        let double = |numbers: &[f32]| numbers.iter().copied().map(f64::from).collect();
        Self {
            inputs: of.inputs,
            outputs: of.outputs,
            weights: double(&of.weights),
            biases: double(&of.biases),
        }
    }
}

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn tensors(why: candle_core::Error) -> Error {
    Error::Training { why: format!("tensors: {why}") }
}
