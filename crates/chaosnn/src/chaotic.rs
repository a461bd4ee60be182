//! Chaotic weights: a weight of its own orbit for each place in some rows of one layer.

pub mod drive;
pub mod maps;
pub mod strides;

pub use drive::{Drive, GaussianNoise, Shuffled};
pub use maps::{Henon, Mouse, Tent, WeightMap};
pub use strides::Strides;

use crate::error::Error;
use crate::network::Network;
use core::ops::Range;
use core::sync::atomic::{AtomicUsize, Ordering};
use dynsys::ensemble::Resources;

/// ```text
/// W_ij -> W_ij + X_T,ij(k),   X_T(k) = x(T k),   x_ij(0) = c W_ij
/// ```
/// Which weights are perturbed and by what. Row `inputs` of a layer of `inputs` inputs is the row of its biases: the
/// layer counts as a matrix of `inputs + 1` rows, and the biases as weights of an input that is always 1.
///
/// ```
/// use chaosnn::{Activation, Layer, Network, Rescaled, chaotic::{ChaoticWeights, multiples}};
///
/// let layer = Layer { inputs: 2, outputs: 2, weights: vec![0.3, -0.2, 0.5, 0.7], biases: vec![0.1, 0.2] };
/// let network = Network::new(Activation::Relu, vec![layer])?;
/// // the row of the first input, each weight on an orbit of the logistic map in [-0.1, 0.1], every 12th state
/// let weights = ChaoticWeights { drive: Rescaled::fully_chaotic(0.2), layer: 0, rows: 0..1, scale: 1e-3 };
/// let additions = weights.additions(&network, &multiples(12, 100), &Default::default())?;
/// assert_eq!((additions.samples(), additions.sample(0).len()), (100, 2));
/// assert!(additions.sample(99).iter().all(|x| x.abs() <= 0.1));
/// assert!(additions.collapsed().is_empty());
/// # Ok::<(), chaosnn::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct ChaoticWeights<D> {
    /// What moves the weights.
    pub drive: D,
    /// Which layer, from 0.
    pub layer: usize,
    /// Which rows of it; the last one possible is that of the biases.
    pub rows: Range<usize>,
    /// `c`: the start of each orbit over its weight. Small, or the orbit starts outside of its interval.
    pub scale: f64,
}

/// An orbit that has come to rest: its weight is perturbed by a constant from then on. An orbit that ends in a cycle, be it
/// one of the last bit around a fixed point, is not found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Collapse {
    /// The row of the weight.
    pub row: usize,
    /// Its column.
    pub column: usize,
    /// The first step whose state is its own image, at most the last that was asked for.
    pub step: u64,
}

/// What is added to some rows of a layer, once for every sample.
#[derive(Clone, Debug, PartialEq)]
pub struct Additions {
    layer: usize,
    rows: Range<usize>,
    columns: usize,
    values: Vec<f64>,
    collapsed: Vec<Collapse>,
}

/// The steps `T`, `2 T`, .. of eq. (6), `samples` of them.
#[must_use]
pub fn multiples(every: u64, samples: u64) -> Vec<u64> {
    (1..=samples).map(|k| every * k).collect()
}

/// Weights that are computed side by side. One loop over them inside one over the steps is what makes orbits cheap:
/// the processor divides for several at once.
const CHUNK: usize = 64;

impl<D: Drive> ChaoticWeights<D> {
    /// The states of all orbits at these steps, which ascend from 1 on.
    ///
    /// # Errors
    /// [`Error::Sizes`] for a layer or rows that the network does not have, [`Error::Stride`] for steps that do not
    /// ascend, [`Error::Range`] for a scale that is no number, the drive's own for bad parameters;
    /// [`Error::Weight`] for one whose orbit starts badly or leaves its interval; [`Error::Cancelled`]. Orbits that
    /// come to rest are no error: see [`Additions::collapsed`]. (A weight of zero, or one that rounding makes zero, starts at
    /// the critical point of the logistic map and rests at `-g/2` from the second step on.)
    pub fn additions(
        &self,
        network: &Network,
        steps: &[u64],
        resources: &Resources<'_>,
    ) -> Result<Additions, Error> {
        let weights = self.weights(network)?;
        if !steps.is_sorted_by(|a, b| a < b) || steps.first() == Some(&0) {
            return Err(Error::Stride);
        }
        if !self.scale.is_finite() {
            return Err(Error::Range { what: "the scale c", value: self.scale, must_be: "finite" });
        }
        self.drive.check()?;
        let starts: Vec<f64> = weights.iter().map(|weight| self.scale * weight).collect();
        let columns = network.layers()[self.layer].outputs;
        let mut all = Additions {
            layer: self.layer,
            rows: self.rows.clone(),
            columns,
            values: vec![0.0; steps.len() * starts.len()],
            collapsed: Vec::new(),
        };
        for (chunk, part) in self.parts(&starts, steps, resources)? {
            let first = chunk * CHUNK;
            let part = part.map_err(|(at, why)| {
                let (row, column) = (self.rows.start + (first + at) / columns, (first + at) % columns);
                Error::Weight { layer: self.layer, row, column, why: Box::new(why) }
            })?;
            let width = part.died.len();
            for (sample, from) in part.values.chunks(width).enumerate() {
                let to = sample * starts.len() + first;
                all.values[to..to + width].copy_from_slice(from);
            }
            all.collapsed.extend(part.died.iter().enumerate().filter_map(|(at, step)| {
                let (row, column) = (self.rows.start + (first + at) / columns, (first + at) % columns);
                step.map(|step| Collapse { row, column, step })
            }));
        }
        Ok(all)
    }

    /// The weights of the rows, row by row.
    fn weights(&self, network: &Network) -> Result<Vec<f64>, Error> {
        let layers = network.layers();
        let Some(layer) = layers.get(self.layer) else {
            let (expected, found) = (layers.len(), self.layer + 1);
            return Err(Error::Sizes { what: "layers of a network with chaotic weights", expected, found });
        };
        let both: Vec<f64> = layer.weights.iter().chain(&layer.biases).copied().collect();
        let of_rows = both.get(self.rows.start * layer.outputs..self.rows.end * layer.outputs);
        of_rows.map(<[f64]>::to_vec).ok_or(Error::Sizes {
            what: "rows of the chaotic layer with its biases",
            expected: layer.inputs + 1,
            found: self.rows.end,
        })
    }

    /// The chunks, in order, whatever thread computed them.
    fn parts(&self, starts: &[f64], steps: &[u64], resources: &Resources<'_>) -> Result<Vec<Chunk>, Error> {
        let total = starts.len().div_ceil(CHUNK);
        let next = AtomicUsize::new(0);
        let worker = || {
            let mut parts = Vec::new();
            while !resources.cancel.is_some_and(|cancel| cancel.load(Ordering::Relaxed)) {
                let chunk = next.fetch_add(1, Ordering::Relaxed);
                let Some(starts) = starts.chunks(CHUNK).nth(chunk) else { break };
                parts.push((chunk, self.drive.series((chunk * CHUNK) as u64, starts, steps)));
            }
            parts
        };
        let mut parts = std::thread::scope(|scope| {
            let helpers: Vec<_> = (1..resources.threads().min(total)).map(|_| scope.spawn(worker)).collect();
            let mut parts = worker();
            for helper in helpers {
                parts.extend(helper.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            }
            parts
        });
        if parts.len() < total {
            return Err(Error::Cancelled { done: parts.len(), total });
        }
        parts.sort_by_key(|&(chunk, _)| chunk);
        Ok(parts)
    }
}

/// Which chunk, and what came of it.
type Chunk = (usize, Result<drive::Orbits, (usize, Error)>);

impl Additions {
    /// Numbers of the caller's own: `values` has for every sample the rows, each of `columns` numbers.
    ///
    /// # Errors
    /// [`Error::Sizes`] if they are no whole number of samples, [`Error::NotANumber`].
    pub fn new(layer: usize, rows: Range<usize>, columns: usize, values: Vec<f64>) -> Result<Self, Error> {
        let (size, found) = (rows.len() * columns, values.len());
        if size == 0 || !found.is_multiple_of(size) {
            let expected = if size == 0 { 1 } else { found.next_multiple_of(size) };
            return Err(Error::Sizes { what: "numbers of additions to weights", expected, found });
        }
        if let Some(index) = values.iter().position(|value| !value.is_finite()) {
            return Err(Error::NotANumber { what: "additions", index, value: values[index] });
        }
        Ok(Self { layer, rows, columns, values, collapsed: Vec::new() })
    }
    /// The layer.
    #[must_use]
    pub fn layer(&self) -> usize {
        self.layer
    }
    /// The rows of the layer.
    #[must_use]
    pub fn rows(&self) -> Range<usize> {
        self.rows.clone()
    }
    /// Columns of every row: the layer's outputs.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.columns
    }
    /// Number of samples.
    #[must_use]
    pub fn samples(&self) -> usize {
        self.values.len().checked_div(self.rows.len() * self.columns).unwrap_or(0)
    }
    /// One sample, row by row.
    ///
    /// # Panics
    /// If there is no such sample.
    #[must_use]
    pub fn sample(&self, sample: usize) -> &[f64] {
        let size = self.rows.len() * self.columns;
        &self.values[sample * size..(sample + 1) * size]
    }
    /// The orbits that came to rest, in the order of rows and columns.
    #[must_use]
    pub fn collapsed(&self) -> &[Collapse] {
        &self.collapsed
    }
    /// The mean of all numbers and their standard deviation (of the population).
    #[must_use]
    pub fn mean_and_deviation(&self) -> (f64, f64) {
        let count = self.values.len() as f64;
        let mean = self.values.iter().sum::<f64>() / count;
        let square = self.values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / count;
        (mean, square.sqrt())
    }
}
