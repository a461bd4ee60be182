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
        let own = count.div_ceil(TILE);
        // the terms of the sum in its order: tape, step, sample
        let mut terms = Vec::new();
        for step in 0..steps {
            for (tape, of) in tapes.iter().enumerate() {
                terms.extend((0..of.samples).map(|sample| (tape, step, sample)));
            }
        }
        rows.fill(T::lit(0.0));
        let (mut left, mut right) = (vec![T::lit(0.0); own * PART * TILE], vec![R::lit(0.0); PART]);
        for terms in terms.chunks(PART) {
            for (tile, left) in left.chunks_mut(PART * TILE).enumerate() {
                for (&(tape, step, sample), left) in terms.iter().zip(left.as_chunks_mut::<TILE>().0) {
                    let tape = &tapes[tape];
                    let from = (((first + tile) * steps + step) * tape.lanes + sample) * TILE;
                    left.copy_from_slice(&tape.ds[from..from + TILE]);
                }
            }
            for panel in 0..nodes.div_ceil(R::LANES) {
                for (&(tape, step, sample), right) in terms.iter().zip(&mut right) {
                    let tape = &tapes[tape];
                    *right = R::load(&tape.rows[(step * tape.lanes + sample) * wide + panel * R::LANES..]);
                }
                for (tile, left) in left.chunks(PART * TILE).enumerate() {
                    let to = |u: usize| (tile * TILE + u) * wide + panel * R::LANES;
                    let mut sums = [R::lit(0.0); TILE];
                    for u in 0..TILE.min(count - tile * TILE) {
                        sums[u] = R::load(&rows[to(u)..]);
                    }
                    product(&left[..terms.len() * TILE], &right[..terms.len()], &mut sums);
                    for u in 0..TILE.min(count - tile * TILE) {
                        sums[u].store(&mut rows[to(u)..]);
                    }
                }
            }
        }
    }
}

/// Terms of the sums at a time: those of one panel and one tile stay in the second cache.
const PART: usize = 1024;
