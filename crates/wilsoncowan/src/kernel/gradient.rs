//! The gradient of the coupling: one product over all steps and samples.

use super::tape::{Tape, padded};
use super::tile::{TILE, product};
use neurodyn_core::{KernelOn, Layers, Lift, Precision, Wide};

/// `dL/dW` for some tiles of rows, from the tapes of the whole batch, over steps and then samples.
pub struct Gradient<'a, T> {
    pub(crate) tapes: &'a [Tape<T>],
    /// The first tile, and the rows from it on, each [`padded`]: where the gradient goes.
    pub(crate) first: usize,
    pub(crate) rows: &'a mut [T],
}

impl<T: Precision> KernelOn<T> for Gradient<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run<R: Wide + Layers<Lane = T> + Lift<T>>(self) {
        let Self { tapes, first, rows } = self;
        let Some(Tape { nodes, steps, .. }) = tapes.first() else { return };
        let (nodes, steps, wide) = (*nodes, *steps, padded(*nodes));
        let count = rows.len() / wide;
        let samples: usize = tapes.iter().map(|tape| tape.samples).sum();
        let inner = steps * samples;
        // `ds` of these tiles, in the order of the sum
        let own = count.div_ceil(TILE);
        let mut left = Vec::with_capacity(own * inner * TILE);
        for tile in first..first + own {
            for step in 0..steps {
                for tape in tapes {
                    let from = (tile * steps + step) * R::LANES * TILE;
                    left.extend_from_slice(&tape.ds[from..from + tape.samples * TILE]);
                }
            }
        }
        let mut right = vec![R::lit(0.0); inner];
        for panel in 0..nodes.div_ceil(R::LANES) {
            let mut at = 0;
            for step in 0..steps {
                for tape in tapes {
                    for sample in 0..tape.samples {
                        right[at] =
                            R::load(&tape.rows[(step * R::LANES + sample) * wide + panel * R::LANES..]);
                        at += 1;
                    }
                }
            }
            for tile in 0..own {
                let mut sums = [R::lit(0.0); TILE];
                product(&left[tile * inner * TILE..(tile + 1) * inner * TILE], &right, &mut sums);
                for u in 0..TILE.min(count - tile * TILE) {
                    sums[u].store(&mut rows[(tile * TILE + u) * wide + panel * R::LANES..]);
                }
            }
        }
    }
}
