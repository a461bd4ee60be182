//! What forward leaves for backward, and backward for the gradient: one tape for the samples that share lanes.

use super::tile::{TILE, tiles};
use neurodyn_core::Precision;

/// The numbers of a multiple of 64 bytes, so that vectors of nodes end inside.
pub(crate) const fn padded(nodes: usize) -> usize {
    nodes.next_multiple_of(32)
}

/// A block of samples on its way; filled anew for each batch, allocated once.
#[derive(Clone, Debug)]
pub(crate) struct Tape<T> {
    pub(crate) nodes: usize,
    pub(crate) lanes: usize,
    /// The first of its samples among those of the batch.
    pub(crate) first: usize,
    /// Samples in it, at most one a lane: lanes that are left over repeat the last.
    pub(crate) samples: usize,
    pub(crate) steps: usize,
    /// `x`, `y` before each step and the tanh in it: step, node (filled up to whole tiles), lane.
    pub(crate) x: Vec<T>,
    pub(crate) y: Vec<T>,
    pub(crate) tanh: Vec<T>,
    /// `x` once more: step, lane, node (padded).
    pub(crate) rows: Vec<T>,
    /// `ds`: tile, step, lane, row of the tile.
    pub(crate) ds: Vec<T>,
    /// The state at the end, later the sensitivities at the start: node, lane.
    pub(crate) end: [Vec<T>; 2],
    /// `dL/dgamma` of each lane.
    pub(crate) gamma: Vec<T>,
}

impl<T: Precision> Tape<T> {
    /// With room for so many steps.
    pub(crate) fn new(nodes: usize, lanes: usize, steps: usize) -> Self {
        let mut tape = Self {
            nodes,
            lanes,
            first: 0,
            samples: 0,
            steps: 0,
            x: Vec::new(),
            y: Vec::new(),
            tanh: Vec::new(),
            rows: Vec::new(),
            ds: Vec::new(),
            end: [Vec::new(), Vec::new()],
            gamma: vec![T::lit(0.0); lanes],
        };
        tape.fit(steps);
        tape
    }
    /// Makes room for so many steps.
    pub(crate) fn fit(&mut self, steps: usize) {
        let zero = T::lit(0.0);
        self.steps = steps;
        let each = tiles(self.nodes) * TILE * self.lanes;
        for part in [&mut self.x, &mut self.y, &mut self.tanh, &mut self.ds] {
            part.resize(steps * each, zero);
        }
        self.rows.resize(steps * self.lanes * padded(self.nodes), zero);
        for part in &mut self.end {
            part.resize(each, zero);
        }
    }
    /// Its samples' places in the batch.
    pub(crate) fn places(&self) -> core::ops::Range<usize> {
        self.first..self.first + self.samples
    }
    /// Its samples' numbers among those of the batch.
    pub(crate) fn numbers(&self) -> core::ops::Range<usize> {
        self.first * self.nodes..(self.first + self.samples) * self.nodes
    }
}

/// How many wide and narrow tapes hold so many samples: as many wide ones as keep all threads busy to the end, narrow ones for
/// what is left.
pub(crate) fn share(samples: usize, (wide, narrow): (usize, usize), threads: usize) -> (usize, usize) {
    let each = wide / narrow;
    let all = samples.div_ceil(narrow);
    let (rounds, left) = (all / (each * threads), all % (each * threads));
    if left <= threads { (rounds * threads, left) } else { (rounds * threads + left / each, left % each) }
}
