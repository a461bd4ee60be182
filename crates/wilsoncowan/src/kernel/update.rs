//! A step of Adam on some rows of a projected coupling, in one pass over memory.

use super::tape::padded;
use super::tile::{TILE, pack_rows};
use neurodyn_core::{KernelOn, Layers, Lift, Precision, Wide};

/// The numbers of one step, the same for all entries.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rates {
    /// `rate / (1 - b1^n)`
    pub(crate) rate: f64,
    /// `1 / (1 - b2^n)`
    pub(crate) unbias: f64,
    pub(crate) memory: (f64, f64),
    pub(crate) epsilon: f64,
    /// What is left of the coupling after decay: `1 - rate * decay`.
    pub(crate) left: f64,
    /// How far the average moves towards the coupling.
    pub(crate) average: f64,
}

/// Rows of the optimiser's state, each [`padded`], and of what it makes.
pub(crate) struct Update<'a, T> {
    pub(crate) nodes: usize,
    /// `Gamma`
    pub(crate) scale: f64,
    pub(crate) rates: Rates,
    /// An orthonormal basis of what targets span: vector by vector, each [`padded`].
    pub(crate) basis: &'a [T],
    /// `dL/dW`; used up.
    pub(crate) gradient: &'a mut [T],
    pub(crate) a: &'a mut [T],
    pub(crate) first: &'a mut [T],
    pub(crate) second: &'a mut [T],
    pub(crate) average: &'a mut [T],
    /// `W = Gamma A`: rows, and in tiles.
    pub(crate) w: &'a mut [T],
    pub(crate) tiles: &'a mut [T],
}

impl<T: Precision> KernelOn<T> for Update<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run<R: Wide + Layers<Lane = T> + Lift<T>>(self) {
        let Self { nodes, scale, rates, basis, gradient, a, first, second, average, w, tiles } = self;
        let wide = padded(nodes);
        let rows = a.len() / wide;
        let basis = Basis::<T, R>::new(basis, nodes);
        basis.remove(gradient, rows);
        let lit = R::lit;
        let (b1, b2) = rates.memory;
        let gamma = lit(scale);
        for at in (0..a.len()).step_by(R::LANES) {
            let g = gamma * R::load(&gradient[at..]);
            let m = lit(1.0 - b1).mul_add(g - R::load(&first[at..]), R::load(&first[at..]));
            let v = lit(b2).mul_add(R::load(&second[at..]), lit(1.0 - b2) * (g * g));
            m.store(&mut first[at..]);
            v.store(&mut second[at..]);
            let step = lit(rates.rate) * m / ((v * lit(rates.unbias)).sqrt() + lit(rates.epsilon));
            (lit(rates.left) * R::load(&a[at..]) - step).store(&mut a[at..]);
        }
        basis.remove(a, rows);
        for at in (0..a.len()).step_by(R::LANES) {
            let new = R::load(&a[at..]);
            let mean = R::load(&average[at..]);
            lit(rates.average).mul_add(new - mean, mean).store(&mut average[at..]);
            (gamma * new).store(&mut w[at..]);
        }
        let each = TILE * nodes;
        for tile in 0..tiles.len() / each {
            let part = &w[tile * TILE * wide..];
            let count = TILE.min(rows - tile * TILE);
            pack_rows(part, wide, nodes, count, &mut tiles[tile * each..(tile + 1) * each]);
        }
    }
}

/// The basis in two orders: for the products with rows, and for what is taken off them.
struct Basis<'a, T, R> {
    nodes: usize,
    /// Vector by vector, padded.
    vectors: &'a [T],
    /// Node by node: as many numbers as there are vectors, in lanes.
    across: Vec<R>,
    /// Lanes that the numbers of a node take.
    parts: usize,
}

/// Rows whose sums are in flight at once.
const ROWS: usize = 8;

impl<'a, T: Precision, R: Wide + Layers<Lane = T> + Lift<T>> Basis<'a, T, R> {
    #[inline(always)]
    fn new(vectors: &'a [T], nodes: usize) -> Self {
        let wide = padded(nodes);
        let count = vectors.len() / wide;
        let parts = count.div_ceil(R::LANES);
        let mut across = Vec::with_capacity(parts * nodes);
        for part in 0..parts {
            for node in 0..nodes {
                let mut numbers = R::lit(0.0);
                for lane in 0..R::LANES.min(count - part * R::LANES) {
                    numbers = numbers.with_lane(lane, vectors[(part * R::LANES + lane) * wide + node]);
                }
                across.push(numbers);
            }
        }
        Self { nodes, vectors, across, parts }
    }

    #[inline(always)]
    fn remove(&self, rows: &mut [T], count: usize) {
        let wide = padded(self.nodes);
        let vectors = self.vectors.len() / wide;
        // all products come before anything is taken off: else the order of sums would follow the number of lanes
        let mut along = vec![T::lit(0.0); ROWS * self.parts * R::LANES];
        for first in (0..count).step_by(ROWS) {
            // rows that are left over are summed again and not used
            let mut at = [0; ROWS];
            for u in 0..ROWS {
                at[u] = (first + u).min(count - 1) * wide;
            }
            for part in 0..self.parts {
                let mut sums = [R::lit(0.0); ROWS];
                for node in 0..self.nodes {
                    let across = self.across[part * self.nodes + node];
                    for u in 0..ROWS {
                        sums[u] = across.mul_add(R::lift(rows[at[u] + node]), sums[u]);
                    }
                }
                for u in 0..ROWS {
                    sums[u].store(&mut along[(u * self.parts + part) * R::LANES..]);
                }
            }
            for u in 0..ROWS.min(count - first) {
                let along = &along[u * self.parts * R::LANES..][..vectors];
                for node in (0..wide).step_by(R::LANES) {
                    let mut left = R::load(&rows[at[u] + node..]);
                    for k in 0..vectors {
                        let vector = R::load(&self.vectors[k * wide + node..]);
                        left = (-R::lift(along[k])).mul_add(vector, left);
                    }
                    left.store(&mut rows[at[u] + node..]);
                }
            }
        }
    }
}
