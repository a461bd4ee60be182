//! What a training depends on besides its images.

use crate::error::Error;
use neurodyn_core::Real;

/// ```text
/// from + (to - from) (share / until)^bend,   then to
/// ```
/// A number that changes along a training.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ramp {
    /// At the beginning.
    pub from: f64,
    /// From `until` on.
    pub to: f64,
    /// The share of the training after which it stays.
    pub until: f64,
    /// 1 is a straight line; above 1 most of the change comes late.
    pub bend: f64,
}

impl Ramp {
    /// The same all along.
    #[must_use]
    pub const fn constant(value: f64) -> Self {
        Self::line(value, value, 1.0)
    }
    /// A straight line, then constant.
    #[must_use]
    pub const fn line(from: f64, to: f64, until: f64) -> Self {
        Self { from, to, until, bend: 1.0 }
    }
    /// Its value after this share of the training.
    #[must_use]
    pub fn at(&self, share: f64) -> f64 {
        let way = if self.until > 0.0 { (share / self.until).min(1.0) } else { 1.0 };
        // a straight line takes no power, so that it is exact
        let way = if self.bend == 1.0 { way } else { Real::pow(way, self.bend) };
        self.from + (self.to - self.from) * way
    }
}

/// How to train.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// Passes over all images.
    pub epochs: usize,
    /// Images a step of Adam; those that are left over at the end of an epoch wait for another one.
    pub batch: usize,
    /// Length of a step of Euler's method.
    pub dt: f64,
    /// Number of steps of Euler's method, rounded: `T / dt`.
    pub steps: Ramp,
    /// Rate of Adam for the coupling at its highest, times `sqrt(N)`: entries of `Gamma A` move so much a step.
    pub rate: f64,
    /// Rate of Adam for the logarithm-like parameter of gamma.
    pub gamma_rate: f64,
    /// Share of the training over which rates rise from 0; then they fall to 0 along half a period of a cosine.
    pub warm_up: f64,
    /// How much of the mean gradient, and of its mean square, remains after a step: `b1`, `b2`.
    pub memory: (f64, f64),
    /// `epsilon` of Adam.
    pub epsilon: f64,
    /// What decays of the coupling: `rate decay A` a step (Loshchilov & Hutter 2019), beside Adam.
    pub decay: f64,
    /// Standard deviation of the noise added to each pixel of a start: the sum of four uniform numbers.
    pub noise: Ramp,
    /// Share of the pixels of a start that are set to 0, drawn anew for each.
    pub erased: Ramp,
    /// Pixels by which images are shifted at random, up and down, left and right. Not in the source.
    pub shift: usize,
    /// Samples of each batch that are not new: they go on from where the batch before left those farthest from every target.
    pub carried: usize,
    /// The most batches in a row that a sample is part of.
    pub rounds: usize,
    /// The result is the mean of the weights, each with `average` of the weight of the next; 0 takes the last ones.
    pub average: f64,
    /// The coupling begins as `mean` on the complement of the targets (`None`: `-sqrt(N)`), with normal entries of this
    /// standard deviation.
    pub mean: Option<f64>,
    /// See `mean`.
    pub sd: f64,
    /// Gamma at the beginning.
    pub gamma: f64,
    /// The seed of weights, order, noise and shifts.
    pub seed: u64,
}

impl Default for Options {
    /// A few minutes on MNIST with 784 nodes: [`full`](Self::full) with fewer epochs.
    fn default() -> Self {
        Self {
            epochs: 10,
            batch: 64,
            dt: 0.25,
            steps: Ramp { from: 8.0, to: 14.0, until: 1.0, bend: 3.0 },
            rate: 0.0125,
            gamma_rate: 0.02,
            warm_up: 0.05,
            memory: (0.9, 0.999),
            epsilon: 1e-7,
            decay: 0.01,
            noise: Ramp::line(0.2, 0.05, 1.0),
            erased: Ramp::constant(0.0),
            shift: 0,
            carried: 16,
            rounds: 8,
            average: 0.999,
            mean: None,
            sd: 1.0,
            gamma: 0.25,
            seed: 1,
        }
    }
}

impl Options {
    /// For images of 14 x 14 pixels: three minutes of a core on MNIST.
    #[must_use]
    pub fn quick() -> Self {
        let (steps, noise) = (Ramp::line(8.0, 14.0, 0.7), Ramp::line(0.1, 0.02, 1.0));
        Self { epochs: 50, steps, noise, decay: 0.0, carried: 0, ..Self::default() }
    }
    /// For a thousand or two images of 8 x 8 pixels: some seconds.
    #[must_use]
    pub fn small() -> Self {
        let (steps, noise) = (Ramp::line(8.0, 14.0, 1.0), Ramp::constant(0.02));
        Self { epochs: 150, batch: 20, noise, steps, decay: 0.0, carried: 5, average: 0.0, ..Self::default() }
    }
    /// A quarter of an hour of two cores on MNIST with 784 nodes: noise that falls, and a quarter of each batch that goes on.
    #[must_use]
    pub fn full() -> Self {
        Self { epochs: 40, ..Self::default() }
    }
    /// [`full`](Self::full) for images that are told apart less easily, as those of Fashion-MNIST: more noise, more that goes on.
    #[must_use]
    pub fn clothes() -> Self {
        Self { epochs: 36, noise: Ramp::line(0.25, 0.08, 1.0), decay: 0.02, carried: 24, ..Self::default() }
    }

    /// # Errors
    /// [`Error::Range`].
    pub(super) fn check(&self, images: usize) -> Result<(), Error> {
        let range = |what, value: f64, holds: bool, must_be| {
            if holds { Ok(()) } else { Err(Error::Range { what, value, must_be }) }
        };
        let Self { steps, noise, erased, memory, .. } = self;
        range("epochs", self.epochs as f64, self.epochs > 0, "at least 1")?;
        range(
            "images of a batch",
            self.batch as f64,
            (1..=images).contains(&self.batch),
            "at least 1 and at most all images",
        )?;
        range("samples that go on", self.carried as f64, self.carried < self.batch, "less than the batch")?;
        range("the rounds of a sample", self.rounds as f64, self.rounds > 0, "at least 1")?;
        range("the step", self.dt, self.dt > 0.0 && self.dt.is_finite(), "positive")?;
        for ramp in [steps, noise, erased] {
            range(
                "the end of a ramp",
                ramp.until,
                (0.0..=1.0).contains(&ramp.until),
                "a share of the training",
            )?;
            range("the bend of a ramp", ramp.bend, ramp.bend > 0.0 && ramp.bend < 100.0, "positive")?;
        }
        for count in [steps.from, steps.to] {
            range("the number of steps", count, (1.0..=10_000.0).contains(&count), "between 1 and 10000")?;
        }
        for share in [erased.from, erased.to] {
            range(
                "the share of erased pixels",
                share,
                (0.0..1.0).contains(&share),
                "at least 0 and below 1",
            )?;
        }
        for sd in [noise.from, noise.to] {
            range("the noise", sd, (0.0..=10.0).contains(&sd), "between 0 and 10")?;
        }
        for (what, rate) in [
            ("the rate", self.rate),
            ("the rate of gamma", self.gamma_rate),
            ("the decay", self.decay),
            ("sd", self.sd),
        ] {
            range(what, rate, (0.0..1e6).contains(&rate), "at least 0")?;
        }
        range("epsilon", self.epsilon, self.epsilon > 0.0 && self.epsilon < 1.0, "positive")?;
        for (what, share) in [("b1", memory.0), ("b2", memory.1), ("average", self.average)] {
            range(what, share, (0.0..1.0).contains(&share), "at least 0 and below 1")?;
        }
        range(
            "the share of the warm-up",
            self.warm_up,
            (0.0..=1.0).contains(&self.warm_up),
            "a share of the training",
        )?;
        range(
            "the mean of the coupling",
            self.mean.unwrap_or(0.0),
            self.mean.is_none_or(f64::is_finite),
            "finite",
        )?;
        range("gamma", self.gamma, self.gamma > 0.0 && self.gamma.is_finite(), "positive")
    }

    /// What rates are multiplied with after this share of the training.
    pub(super) fn schedule(&self, share: f64) -> f64 {
        if share < self.warm_up {
            share / self.warm_up
        } else {
            let way = (share - self.warm_up) / (1.0 - self.warm_up).max(f64::MIN_POSITIVE);
            0.5 * (1.0 + Real::cos(core::f64::consts::PI * way))
        }
    }
    /// Steps of Euler's method after this share of the training.
    pub(super) fn steps(&self, share: f64) -> usize {
        self.steps.at(share).round() as usize
    }
}
