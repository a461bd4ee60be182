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

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn threads_end_together() {
        for threads in 1..9 {
            for samples in 1..700 {
                let (wide, narrow) = share(samples, (32, 16), threads);
                let places = 32 * wide + 16 * narrow;
                assert!(places >= samples && places < samples + 16, "{samples} {threads}");
                // in turn, wide ones first: nobody works longer than the best possible by more than a narrow one
                let rounds = 2 * wide.div_ceil(threads)
                    + narrow.saturating_sub((threads - wide % threads) % threads * 2).div_ceil(threads);
                let best = samples.div_ceil(16).div_ceil(threads);
                assert!(rounds <= best + 1, "{samples} {threads}: {rounds} {best}");
            }
        }
        assert_eq!(share(200, (32, 16), 2), (6, 1));
        assert_eq!(share(64, (32, 16), 2), (2, 0));
        assert_eq!(share(48, (32, 16), 2), (1, 1));
        assert_eq!(share(96, (32, 16), 2), (2, 2));
    }
}
