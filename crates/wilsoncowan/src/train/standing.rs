//! Where a training stands: the weights, what Adam remembers, and the steps that change them.

use super::Options;
use crate::error::Error;
use crate::evolve::{Evolution, share_out};
use crate::kernel;
use crate::kernel::tape::padded;
use crate::kernel::tile::TILE;
use crate::kernel::update::{Rates, Update};
use crate::node::Node;
use crate::projected::Projected;
use crate::targets::Targets;
use neurodyn_core::Real;

/// Everything that changes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Standing {
    /// The coupling, what Adam remembers of it and its mean: rows, each padded.
    pub(super) a: Vec<f32>,
    pub(super) first: Vec<f32>,
    pub(super) second: Vec<f32>,
    pub(super) average: Vec<f32>,
    /// The parameter of gamma, what Adam remembers of it, its mean.
    pub(super) gamma: [f64; 4],
    /// Steps of Adam that are done.
    pub(super) step: u64,
    /// Epochs that are done.
    pub(super) epochs: usize,
}

/// What stays the same.
pub(super) struct Frame {
    pub(super) nodes: usize,
    /// An orthonormal basis of what targets span: vector by vector, each padded.
    basis: Vec<f32>,
    /// The least gamma that is taken.
    pub(super) least: f64,
}

impl Frame {
    pub(super) fn new(targets: &Targets, node: &Node, dt: f64) -> Result<Self, Error> {
        let (nodes, classes) = (targets.nodes(), targets.classes());
        let by_nodes = crate::projected::basis(targets)?;
        let mut basis = Vec::with_capacity(classes * padded(nodes));
        for k in 0..classes {
            basis.extend((0..nodes).map(|i| by_nodes[i * classes + k] as f32));
            basis.resize(basis.len().next_multiple_of(padded(nodes)), 0.0);
        }
        Ok(Self { nodes, basis, least: least_gamma(node, dt)? })
    }

    /// `gamma = least + ln(1 + e^p)`: always above what Euler's method can follow.
    pub(super) fn gamma(&self, parameter: f64) -> f64 {
        self.least + if parameter > 30.0 { parameter } else { Real::ln(1.0 + Real::exp(parameter)) }
    }
}

/// The least gamma that training takes: a tenth above what steps of Euler's method can follow.
///
/// # Errors
/// As [`Node::check`], [`Error::Range`] for the step.
pub(crate) fn least_gamma(node: &Node, dt: f64) -> Result<f64, Error> {
    let fastest = node.steady_states()?.iter().map(|state| -state.j22).fold(0.0, f64::max);
    Ok(0.55 * dt * fastest)
}

/// The parameter `p` that gives this gamma.
///
/// # Errors
/// [`Error::Range`] for a gamma that is too small.
pub(crate) fn parameter_of_gamma(gamma: f64, least: f64) -> Result<f64, Error> {
    if gamma > least {
        Ok(Real::ln(Real::exp(gamma - least) - 1.0))
    } else {
        let must_be = "above what the step of Euler's method can follow";
        Err(Error::Range { what: "gamma at the beginning", value: gamma, must_be })
    }
}

impl Standing {
    /// At the beginning.
    pub(super) fn begin(frame: &Frame, targets: &Targets, options: &Options) -> Result<Self, Error> {
        let (nodes, wide) = (frame.nodes, padded(frame.nodes));
        let mean = options.mean.unwrap_or(-(nodes as f64).sqrt());
        let start = Projected::start(targets, mean, options.sd, options.seed)?;
        let mut a = Vec::with_capacity(nodes * wide);
        for row in start.numbers().chunks(nodes) {
            a.extend(row.iter().map(|&a| a as f32));
            a.resize(a.len().next_multiple_of(wide), 0.0);
        }
        let zeros = vec![0.0; a.len()];
        let parameter = parameter_of_gamma(options.gamma, frame.least)?;
        Ok(Self {
            average: a.clone(),
            a,
            first: zeros.clone(),
            second: zeros,
            gamma: [parameter, 0.0, 0.0, parameter],
            step: 0,
            epochs: 0,
        })
    }

    /// Puts the coupling into the network.
    pub(super) fn unpack(&self, frame: &Frame, evolution: &mut Evolution<f32>, w: &mut [f32], average: bool) {
        let scale = scale(frame.nodes);
        let (from, parameter) =
            if average { (&self.average, self.gamma[3]) } else { (&self.a, self.gamma[0]) };
        w.iter_mut().zip(from).for_each(|(w, a)| *w = (scale as f32) * a);
        evolution.set(w, padded(frame.nodes));
        evolution.set_gamma(frame.gamma(parameter));
    }

    /// A step of Adam against the gradient of the batch that went through the network last; `share` of the training is done.
    pub(super) fn descend(
        &mut self,
        frame: &Frame,
        options: &Options,
        share: f64,
        evolution: &mut Evolution<f32>,
        (w, gradient): (&mut [f32], &mut [f32]),
    ) {
        self.step += 1;
        let n = u32::try_from(self.step).unwrap_or(u32::MAX);
        let (b1, b2) = options.memory;
        let schedule = options.schedule(share);
        let unbias = (1.0 / (1.0 - Real::powi(b1, n)), 1.0 / (1.0 - Real::powi(b2, n)));
        let rate = options.rate / scale(frame.nodes) * schedule;
        // the mean of so few steps that all count alike, at first
        let average = (1.0 - options.average).max(1.0 / f64::from(n));
        let rates = Rates {
            rate: rate * unbias.0,
            unbias: unbias.1,
            memory: options.memory,
            epsilon: options.epsilon,
            left: 1.0 - options.rate * schedule * options.decay,
            average,
        };
        let dgamma = evolution.gamma_gradient();
        evolution.gradient_into(gradient);
        let (level, threads) = evolution.resources();
        let (nodes, wide, band) = (frame.nodes, padded(frame.nodes), evolution.band());
        let rows = band * TILE * wide;
        let (tiles, each) = evolution.forward.parts();
        let numbers = (self.a.chunks_mut(rows).zip(self.first.chunks_mut(rows)))
            .zip(self.second.chunks_mut(rows).zip(self.average.chunks_mut(rows)));
        let made = gradient.chunks_mut(rows).zip(w.chunks_mut(rows).zip(tiles.chunks_mut(band * each)));
        let basis = &frame.basis[..];
        share_out(threads, numbers.zip(made), |(((a, first), (second, average)), (gradient, (w, tiles)))| {
            let scale = scale(nodes);
            let update = Update { nodes, scale, rates, basis, gradient, a, first, second, average, w, tiles };
            kernel::update(level, update);
        });
        evolution.transpose(w, wide);
        // gamma, in double precision
        let [parameter, first, second, mean] = &mut self.gamma;
        let slope = Real::sigmoid(*parameter) * dgamma;
        *first = b1 * *first + (1.0 - b1) * slope;
        *second = b2 * *second + (1.0 - b2) * slope * slope;
        let size = Real::sqrt(*second * unbias.1) + options.epsilon;
        *parameter -= options.gamma_rate * schedule * *first * unbias.0 / size;
        *mean += average * (*parameter - *mean);
        let gamma = frame.gamma(self.gamma[0]);
        evolution.set_gamma(gamma);
    }
}

/// `Gamma = 1 / sqrt(N)`
pub(super) fn scale(nodes: usize) -> f64 {
    1.0 / (nodes as f64).sqrt()
}
