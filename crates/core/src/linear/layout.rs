//! `Layout`: where the entries of a matrix stand in a slice, and which of them may be other than zero.

/// Where the entries of an `n x n` matrix stand in a slice.
///
/// What fills a matrix and what factors it agree on a layout, so that a band costs what a band costs.
pub trait Layout: Clone + core::fmt::Debug + Send + Sync + 'static {
    /// True if `n x n` matrices have this layout.
    fn fits(&self, _n: usize) -> bool {
        true
    }
    /// Numbers in the slice.
    fn len(&self, n: usize) -> usize;
    /// The rows in which column `j` may have entries.
    fn rows(&self, n: usize, j: usize) -> impl Iterator<Item = usize> + Clone;
    /// The place of entry `(i, j)`, where `i` is one of the rows of `j`.
    fn place(&self, n: usize, i: usize, j: usize) -> usize;
    /// The layout of the matrix whose entries are 2 x 2 blocks in place of the entries of this one.
    #[must_use]
    fn doubled(&self) -> Self;
    /// How many colours the columns have.
    fn colours(&self, n: usize) -> usize;
    /// The colour of column `j`: columns of one colour share no row, so that one directional derivative gives them all.
    fn colour(&self, j: usize) -> usize;
    /// Puts derivatives into their places: those of row `i` in the directions of the colours `first` to `first + K - 1` are
    /// `derivatives(i)`.
    #[inline(always)]
    fn put<T: Copy, const K: usize>(
        &self,
        n: usize,
        first: usize,
        derivatives: impl Fn(usize) -> [T; K],
        matrix: &mut [T],
    ) {
        for j in 0..n {
            let colour = self.colour(j);
            if first <= colour && colour < first + K {
                for i in self.rows(n, j) {
                    matrix[self.place(n, i, j)] = derivatives(i)[colour - first];
                }
            }
        }
    }
}

/// Every entry, row by row: `(i, j)` at `i n + j`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dense;

impl Layout for Dense {
    #[inline(always)]
    fn len(&self, n: usize) -> usize {
        n * n
    }
    #[inline(always)]
    fn rows(&self, n: usize, _: usize) -> impl Iterator<Item = usize> + Clone {
        0..n
    }
    #[inline(always)]
    fn place(&self, n: usize, i: usize, j: usize) -> usize {
        i * n + j
    }
    #[inline(always)]
    fn doubled(&self) -> Self {
        *self
    }
    #[inline(always)]
    fn colours(&self, n: usize) -> usize {
        n
    }
    #[inline(always)]
    fn colour(&self, j: usize) -> usize {
        j
    }
    /// Row by row, whose entries are neighbours.
    #[inline(always)]
    fn put<T: Copy, const K: usize>(
        &self,
        n: usize,
        first: usize,
        derivatives: impl Fn(usize) -> [T; K],
        matrix: &mut [T],
    ) {
        for i in 0..n {
            let (row, derivatives) = (&mut matrix[i * n..(i + 1) * n], derivatives(i));
            if first + K <= n {
                row[first..first + K].copy_from_slice(&derivatives);
            } else if first < n {
                row[first..].copy_from_slice(&derivatives[..n - first]);
            }
        }
    }
}

/// So many diagonals below and above the main one, row by row: `(i, j)` at `i (below + 1 + above) + below + j - i`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Band {
    /// Diagonals below the main one.
    pub below: usize,
    /// Diagonals above it.
    pub above: usize,
}

impl Band {
    /// Entries of a row.
    #[inline(always)]
    #[must_use]
    pub fn width(self) -> usize {
        self.below + 1 + self.above
    }
}

impl Layout for Band {
    #[inline(always)]
    fn len(&self, n: usize) -> usize {
        n * self.width()
    }
    #[inline(always)]
    fn rows(&self, n: usize, j: usize) -> impl Iterator<Item = usize> + Clone {
        j.saturating_sub(self.above)..n.min(j + self.below + 1)
    }
    #[inline(always)]
    fn place(&self, _: usize, i: usize, j: usize) -> usize {
        i * self.width() + self.below + j - i
    }
    #[inline(always)]
    fn doubled(&self) -> Self {
        Self { below: 2 * self.below + 1, above: 2 * self.above + 1 }
    }
    #[inline(always)]
    fn colours(&self, n: usize) -> usize {
        n.min(self.width())
    }
    #[inline(always)]
    fn colour(&self, j: usize) -> usize {
        j % self.width()
    }
}
