//! What differs from pass to pass: additions to one layer's weights, or hidden units dropped.

use super::exactly;
use super::packed::{narrow, pack};
use crate::chaotic::Additions;
use crate::error::Error;
use crate::network::Network;
use core::ops::Range;
use neurodyn_core::seed::Seeds;

/// How a network is changed, once for every pass. Built once, it serves all images.
#[derive(Clone, Debug, PartialEq)]
pub struct Passes {
    count: usize,
    pub(super) layer: usize,
    pub(super) rows: Range<usize>,
    columns: usize,
    /// For every pass the added rows, packed.
    tiles: Vec<f32>,
    /// For every pass a factor for each hidden unit, layer after layer.
    factors: Vec<f32>,
    hidden: usize,
}

impl Passes {
    /// One pass of the network as it is.
    #[must_use]
    pub fn once() -> Self {
        Self { count: 1, layer: 0, rows: 0..0, columns: 0, tiles: Vec::new(), factors: Vec::new(), hidden: 0 }
    }

    /// A pass for each sample of additions.
    ///
    /// # Errors
    /// [`Error::NotANumber`] for an addition beyond `f32`.
    pub fn perturbed(additions: &Additions) -> Result<Self, Error> {
        let (rows, columns) = (additions.rows(), additions.columns());
        let mut tiles = Vec::new();
        for sample in 0..additions.samples() {
            tiles.extend(pack(&narrow("additions", additions.sample(sample))?, rows.len(), columns));
        }
        Ok(Self {
            count: additions.samples(),
            layer: additions.layer(),
            rows,
            columns,
            tiles,
            ..Self::once()
        })
    }

    /// Passes in which each hidden unit is zero with this probability and otherwise divided by one less it (N.
    /// Srivastava et al., JMLR 15, 1929 (2014); as a measure of doubt Y. Gal and Z. Ghahramani, ICML 2016). Pass `k`
    /// draws from stream `k`; all images of a pass share the thinned network, as they share perturbed weights.
    ///
    /// # Errors
    /// [`Error::Range`] for a probability outside of `0..1`.
    pub fn dropout(network: &Network, probability: f64, count: usize, seeds: Seeds) -> Result<Self, Error> {
        if !(0.0..1.0).contains(&probability) {
            let what = "the probability of dropping a unit";
            return Err(Error::Range { what, value: probability, must_be: "at least 0, below 1" });
        }
        let hidden = hidden(network);
        let mut factors = Vec::with_capacity(count * hidden);
        for pass in 0..count {
            let mut stream = seeds.stream(pass as u64);
            let kept = (1.0 / (1.0 - probability)) as f32;
            factors.extend((0..hidden).map(|_| if stream.uniform() < probability { 0.0 } else { kept }));
        }
        Ok(Self { count, factors, hidden, ..Self::once() })
    }

    /// How many.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count
    }

    pub(super) fn check(&self, network: &Network) -> Result<(), Error> {
        let layers = network.layers();
        if !self.tiles.is_empty() {
            let Some(layer) = layers.get(self.layer) else {
                let (expected, found) = (layers.len(), self.layer + 1);
                return Err(Error::Sizes { what: "layers of a perturbed network", expected, found });
            };
            exactly("columns of the perturbed layer", layer.outputs, self.columns)?;
            if self.rows.end > layer.inputs + 1 {
                let (expected, found) = (layer.inputs + 1, self.rows.end);
                return Err(Error::Sizes { what: "rows of the perturbed layer", expected, found });
            }
        }
        if self.factors.is_empty() { Ok(()) } else { exactly("hidden units", hidden(network), self.hidden) }
    }

    /// The packed additions of a pass; empty for none.
    #[inline(always)]
    pub(super) fn tiles(&self, pass: usize) -> &[f32] {
        let size = self.tiles.len() / self.count.max(1);
        &self.tiles[pass * size..(pass + 1) * size]
    }

    /// The factors of a pass; empty for none.
    #[inline(always)]
    pub(super) fn factors(&self, pass: usize) -> &[f32] {
        let size = self.factors.len() / self.count.max(1);
        &self.factors[pass * size..(pass + 1) * size]
    }
}

fn hidden(network: &Network) -> usize {
    let layers = network.layers();
    layers[..layers.len() - 1].iter().map(|layer| layer.outputs).sum()
}
