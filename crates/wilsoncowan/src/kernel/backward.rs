//! Backward: the adjoint of all steps of one tape.

use super::law::Law;
use super::tape::Tape;
use super::tile::{TILE, Tiles, product, tiles};
use neurodyn_core::{KernelOn, Layers, Lift, Precision, Wide};

/// From the sensitivities at the end, which the tape holds node by node in the place of the state, to those at the start.
pub struct Backward<'a, T> {
    pub(crate) law: Law,
    /// `W^T`.
    pub(crate) transposed: &'a Tiles<T>,
    pub(crate) tape: &'a mut Tape<T>,
    /// Whether the sensitivities at the start are wanted: they take one product more.
    pub(crate) start: bool,
}

impl<T: Precision> KernelOn<T> for Backward<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run<R: Wide + Layers<Lane = T> + Lift<T>>(self) {
        let Self { law, transposed, tape, start } = self;
        let law = law.lift::<R>();
        let n = tape.nodes;
        let rows = tiles(n) * TILE;
        let (mut g, mut q) = (vec![R::lit(0.0); rows], vec![R::lit(0.0); rows]);
        for i in 0..n {
            g[i] = R::load(&tape.end[0][i * R::LANES..]);
            q[i] = R::load(&tape.end[1][i * R::LANES..]);
        }
        let mut ds = vec![R::lit(0.0); rows];
        let mut gamma = R::lit(0.0);
        for step in (0..tape.steps).rev() {
            for i in 0..n {
                let at = (step * rows + i) * R::LANES;
                let (x, y, tanh) =
                    (R::load(&tape.x[at..]), R::load(&tape.y[at..]), R::load(&tape.tanh[at..]));
                let share;
                (g[i], q[i], ds[i], share) = law.back(x, y, tanh, g[i], q[i]);
                gamma += share;
            }
            for tile in 0..rows / TILE {
                let to = &mut tape.ds[(tile * tape.steps + step) * R::LANES * TILE..][..R::LANES * TILE];
                for u in 0..TILE {
                    for lane in 0..R::LANES {
                        to[lane * TILE + u] = ds[tile * TILE + u].lane(lane);
                    }
                }
            }
            if step > 0 || start {
                for tile in 0..rows / TILE {
                    let mut through = [R::lit(0.0); TILE];
                    product(transposed.tile(tile), &ds[..n], &mut through);
                    for u in 0..TILE {
                        g[tile * TILE + u] += through[u];
                    }
                }
            }
        }
        for i in 0..rows {
            g[i].store(&mut tape.end[0][i * R::LANES..]);
            q[i].store(&mut tape.end[1][i * R::LANES..]);
        }
        gamma.store(&mut tape.gamma);
    }
}
