//! Products of a matrix with lanes, twelve rows at a time.

use neurodyn_core::{Lift, Precision, Wide};

/// Rows of a tile: so many sums are in flight at once.
pub(crate) const TILE: usize = 12;

/// A square matrix in the order in which products read it: tiles of rows, each column by column, filled up with zeros.
#[derive(Clone, Debug)]
pub(crate) struct Tiles<T> {
    pub(crate) size: usize,
    numbers: Vec<T>,
}

/// Tiles that so many rows take.
pub(crate) const fn tiles(rows: usize) -> usize {
    rows.div_ceil(TILE)
}

impl<T: Precision> Tiles<T> {
    pub(crate) fn zero(size: usize) -> Self {
        Self { size, numbers: vec![T::lit(0.0); tiles(size) * TILE * size] }
    }
    /// The columns of one tile, twelve numbers each.
    #[inline(always)]
    pub(crate) fn tile(&self, tile: usize) -> &[T] {
        &self.numbers[tile * TILE * self.size..(tile + 1) * TILE * self.size]
    }
    /// All tiles, to be filled by [`pack_rows`] or [`pack_columns`]; so many numbers each.
    pub(crate) fn parts(&mut self) -> (&mut [T], usize) {
        let each = TILE * self.size;
        (&mut self.numbers, each)
    }
}

/// Fills a tile with the first `count` rows of a matrix; `stride` is the distance of its rows.
#[inline(always)]
pub(crate) fn pack_rows<T: Precision>(
    matrix: &[T],
    stride: usize,
    size: usize,
    count: usize,
    tile: &mut [T],
) {
    for u in 0..count {
        let row = &matrix[u * stride..u * stride + size];
        for (at, &number) in row.iter().enumerate() {
            tile[at * TILE + u] = number;
        }
    }
}

/// Fills a tile with the columns from `first`: the rows of the transposed matrix.
pub(crate) fn pack_columns<T: Precision>(
    matrix: &[T],
    stride: usize,
    size: usize,
    first: usize,
    tile: &mut [T],
) {
    let count = TILE.min(size - first);
    for at in 0..size {
        let from = &matrix[at * stride + first..at * stride + first + count];
        tile[at * TILE..at * TILE + count].copy_from_slice(from);
    }
}

/// `out_u += sum_k panel_ku h_k`, each a chain of fused multiply-adds over `k`.
///
/// With 32 registers all at once; with 16 of them, two vectors of samples leave room for six sums.
#[inline(always)]
pub(crate) fn product<T: Copy, R: Wide + Lift<T>>(panel: &[T], h: &[R], out: &mut [R; TILE]) {
    if const { R::LANES * size_of::<T>() >= 128 } {
        accumulate::<T, R, 12, 0>(panel, h, out);
    } else {
        accumulate::<T, R, 6, 0>(panel, h, out);
        accumulate::<T, R, 6, 6>(panel, h, out);
    }
}

#[inline(always)]
fn accumulate<T: Copy, R: Wide + Lift<T>, const U: usize, const FROM: usize>(
    panel: &[T],
    h: &[R],
    out: &mut [R; TILE],
) {
    let mut sum = [R::lit(0.0); U];
    sum.copy_from_slice(&out[FROM..FROM + U]);
    for (&x, column) in h.iter().zip(panel.as_chunks::<TILE>().0) {
        for u in 0..U {
            sum[u] = x.mul_add(R::lift(column[FROM + u]), sum[u]);
        }
    }
    out[FROM..FROM + U].copy_from_slice(&sum);
}
