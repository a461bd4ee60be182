//! Adam on tensors, with moments that can be kept and brought back.

use candle_core::{Device, Result, Tensor, Var};
use neurodyn_core::Real;

/// ```text
/// m <- b1 m + (1 - b1) g,   v <- b2 v + (1 - b2) g^2
/// w <- w - rate m / (1 - b1^n) / ( sqrt(v / (1 - b2^n)) + epsilon )
/// ```
/// D. P. Kingma & J. Ba, ICLR 2015, arXiv:1412.6980, algorithm 1. The rate rises linearly over the first `warm_up` steps
/// and falls from `rate` to `last_rate` along half a period of a cosine over all of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adam {
    /// Passes over all rows; 0 leaves it out.
    pub epochs: usize,
    /// Rows a step.
    pub batch: usize,
    /// The rate at the beginning, after the warm-up.
    pub rate: f64,
    /// The rate at the end.
    pub last_rate: f64,
    /// Steps until the full rate.
    pub warm_up: u64,
    /// How much of the mean gradient, and of its mean square, remains after a step: `b1`, `b2`.
    pub memory: (f64, f64),
    /// `epsilon`.
    pub epsilon: f64,
}

impl Default for Adam {
    /// What worked for the neuron, with targets of variance 1. (The source's batches of 10,000 take as long and lead to five
    /// times the loss; with a rate of 0.03 and such small batches, half of the units die of the noise.)
    fn default() -> Self {
        Self {
            epochs: 60,
            batch: 2000,
            rate: 4e-3,
            last_rate: 1e-5,
            warm_up: 1000,
            memory: (0.9, 0.999),
            epsilon: 1e-8,
        }
    }
}

impl Adam {
    /// The rate of step `n` (from 1) of `steps`.
    fn rate(&self, n: u64, steps: u64) -> f64 {
        let share = n as f64 / steps as f64;
        let cosine = Real::cos(core::f64::consts::PI * share);
        let rate = self.last_rate + (self.rate - self.last_rate) * 0.5 * (1.0 + cosine);
        let warm = if n < self.warm_up { n as f64 / self.warm_up as f64 } else { 1.0 };
        rate * warm
    }
}

/// Weights on their way down, in double precision.
#[derive(Clone, Debug)]
pub(super) struct Descent {
    pub(super) weights: Var,
    first: Tensor,
    second: Tensor,
    pub(super) step: u64,
}

/// A [`Descent`] as numbers.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Moments {
    pub(super) weights: Vec<f64>,
    pub(super) first: Vec<f64>,
    pub(super) second: Vec<f64>,
    pub(super) step: u64,
}

impl Descent {
    /// Goes on from these numbers.
    pub(super) fn from(moments: &Moments) -> Result<Self> {
        let tensor = |numbers: &[f64]| Tensor::from_slice(numbers, numbers.len(), &Device::Cpu);
        Ok(Self {
            weights: Var::from_tensor(&tensor(&moments.weights)?)?,
            first: tensor(&moments.first)?,
            second: tensor(&moments.second)?,
            step: moments.step,
        })
    }
    pub(super) fn numbers(&self) -> Result<Moments> {
        Ok(Moments {
            weights: self.weights.as_tensor().to_vec1()?,
            first: self.first.to_vec1()?,
            second: self.second.to_vec1()?,
            step: self.step,
        })
    }
    /// One step, of `steps`, against this gradient.
    pub(super) fn step(&mut self, adam: &Adam, gradient: &Tensor, steps: u64) -> Result<()> {
        self.step += 1;
        let (b1, b2) = adam.memory;
        self.first = ((&self.first * b1)? + (gradient * (1.0 - b1))?)?;
        self.second = ((&self.second * b2)? + (gradient.sqr()? * (1.0 - b2))?)?;
        let n = u32::try_from(self.step).unwrap_or(u32::MAX);
        let first = (&self.first * (1.0 / (1.0 - Real::powi(b1, n))))?;
        let second = (&self.second * (1.0 / (1.0 - Real::powi(b2, n))))?;
        let change = (first / (second.sqrt()? + adam.epsilon)?)?;
        let weights = (self.weights.as_tensor().detach() - (change * adam.rate(self.step, steps))?)?;
        self.weights.set(&weights)
    }
}

impl Moments {
    /// Weights that have not moved yet.
    pub(super) fn at_rest(weights: Vec<f64>) -> Self {
        let zeros = vec![0.0; weights.len()];
        Self { weights, first: zeros.clone(), second: zeros, step: 0 }
    }
}
