//! One sample: nodes in lanes, since there is nothing else to fill them with.

use super::law::Law;
use neurodyn_core::{KernelOn, Layers, Lift, Precision, Wide};

/// Rows of a panel: so many sums are in flight at once.
pub(crate) const PANEL: usize = 64;

/// `W`, panel by panel of rows, each column by column, filled up with zeros.
pub(crate) fn panels<T: Precision>(w: &[f64], nodes: usize) -> Vec<T> {
    let mut made = vec![T::lit(0.0); nodes.div_ceil(PANEL) * PANEL * nodes];
    for i in 0..nodes {
        for k in 0..nodes {
            made[(i / PANEL * nodes + k) * PANEL + i % PANEL] = T::lit(w[i * nodes + k]);
        }
    }
    made
}

/// Steps of one sample, in place: both parts filled up to whole panels.
pub struct Alone<'a, T> {
    pub(crate) law: Law,
    pub(crate) nodes: usize,
    pub(crate) panels: &'a [T],
    pub(crate) x: &'a mut [T],
    pub(crate) y: &'a mut [T],
    pub(crate) steps: usize,
}

impl<T: Precision> KernelOn<T> for Alone<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run<R: Wide + Layers<Lane = T> + Lift<T>>(self) {
        let law = self.law.lift::<R>();
        let n = self.nodes;
        let mut next = vec![T::lit(0.0); self.x.len()];
        let mut input = [T::lit(0.0); PANEL];
        for _ in 0..self.steps {
            for panel in 0..self.x.len() / PANEL {
                let numbers = &self.panels[panel * n * PANEL..(panel + 1) * n * PANEL];
                // as many vectors as a panel has, where that is known
                if const { R::LANES * 2 == PANEL } {
                    sums::<T, R, 2>(numbers, &self.x[..n], &mut input, 0);
                } else if const { R::LANES * 4 == PANEL } {
                    sums::<T, R, 4>(numbers, &self.x[..n], &mut input, 0);
                } else {
                    for part in 0..PANEL / R::LANES {
                        sums::<T, R, 1>(numbers, &self.x[..n], &mut input, part * R::LANES);
                    }
                }
                for part in (0..PANEL).step_by(R::LANES) {
                    let at = panel * PANEL + part;
                    let (x, y) = (R::load(&self.x[at..]), R::load(&self.y[at..]));
                    let (x, y, _) = law.step(x, y, R::load(&input[part..]));
                    x.store(&mut next[at..]);
                    y.store(&mut self.y[at..]);
                }
            }
            self.x.copy_from_slice(&next);
        }
    }
}

/// Sums of `M` vectors of rows from `first` of a panel, each a chain over `k` as in batches.
#[inline(always)]
fn sums<T: Precision, R: Wide + Layers<Lane = T> + Lift<T>, const M: usize>(
    panel: &[T],
    x: &[T],
    out: &mut [T; PANEL],
    first: usize,
) {
    let mut sums = [R::lit(0.0); M];
    for (&x, column) in x.iter().zip(panel.as_chunks::<PANEL>().0) {
        let x = R::lift(x);
        for m in 0..M {
            sums[m] = x.mul_add(R::load(&column[first + m * R::LANES..]), sums[m]);
        }
    }
    for m in 0..M {
        sums[m].store(&mut out[first + m * R::LANES..]);
    }
}
