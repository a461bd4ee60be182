//! Forward: all steps of the samples of one tape.

use super::law::Law;
use super::tape::{Tape, padded};
use super::tile::{TILE, Tiles, product, tiles};
use neurodyn_core::{KernelOn, Layers, Lift, Precision, Wide};

/// Steps from the starts, which stand sample by sample.
pub struct Forward<'a, T> {
    pub(crate) law: Law,
    pub(crate) coupling: &'a Tiles<T>,
    pub(crate) x: &'a [T],
    pub(crate) y: &'a [T],
    pub(crate) tape: &'a mut Tape<T>,
}

impl<T: Precision> KernelOn<T> for Forward<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run<R: Wide + Layers<Lane = T> + Lift<T>>(self) {
        let Self { law, coupling, tape, .. } = self;
        let law = law.lift::<R>();
        let n = tape.nodes;
        let rows = tiles(n) * TILE;
        let mut x = side_by_side::<T, R>(self.x, n, rows);
        let mut y = side_by_side::<T, R>(self.y, n, rows);
        let mut next = x.clone();
        for step in 0..tape.steps {
            let from = step * rows * R::LANES;
            for tile in 0..rows / TILE {
                let mut input = [R::lit(0.0); TILE];
                product(coupling.tile(tile), &x[..n], &mut input);
                for u in 0..TILE {
                    let i = tile * TILE + u;
                    let at = from + i * R::LANES;
                    let (x_next, y_next, tanh) = law.step(x[i], y[i], input[u]);
                    x[i].store(&mut tape.x[at..]);
                    y[i].store(&mut tape.y[at..]);
                    tanh.store(&mut tape.tanh[at..]);
                    next[i] = x_next;
                    y[i] = y_next;
                }
            }
            let wide = padded(n) * R::LANES;
            let (taken, made) =
                (&tape.x[from..from + n * R::LANES], &mut tape.rows[step * wide..(step + 1) * wide]);
            for lane in 0..R::LANES {
                for i in 0..n {
                    made[lane * padded(n) + i] = taken[i * R::LANES + lane];
                }
            }
            core::mem::swap(&mut x, &mut next);
        }
        for i in 0..rows {
            x[i].store(&mut tape.end[0][i * R::LANES..]);
            y[i].store(&mut tape.end[1][i * R::LANES..]);
        }
    }
}

/// Samples that stand one after another, side by side in lanes; lanes that are left over repeat the last one, nodes zero.
#[inline(always)]
pub(crate) fn side_by_side<T: Precision, R: Wide + Layers<Lane = T>>(
    samples: &[T],
    nodes: usize,
    rows: usize,
) -> Vec<R> {
    let last = samples.len() / nodes - 1;
    let mut made = vec![R::lit(0.0); rows];
    for i in 0..nodes {
        let mut x = R::lit(0.0);
        for lane in 0..R::LANES {
            x = x.with_lane(lane, samples[lane.min(last) * nodes + i]);
        }
        made[i] = x;
    }
    made
}
