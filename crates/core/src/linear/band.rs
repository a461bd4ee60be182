//! `BandLu`: Gaussian elimination of a band, in which each lane chooses its own pivots.

use super::small::exchange_where;
use super::{Band, Layout, LinearError, LinearSolve, check_size};
use crate::mask::Mask;
use crate::real::Real;

/// `P A = L U` of a band with partial pivoting, about `2 n below (below + above)` operations, for any number.
///
/// Exchanges widen the band of `U` by `below` diagonals, as in LAPACK's `gbtrf`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BandLu(pub Band);

impl BandLu {
    /// For matrices with so many diagonals below and above the main one.
    #[must_use]
    pub const fn new(below: usize, above: usize) -> Self {
        Self(Band { below, above })
    }
    /// Entries of a row of the factors: columns `i - below` to `i + above + below` of row `i`.
    #[inline(always)]
    fn width(self) -> usize {
        self.0.width() + self.0.below
    }
}

/// A band factored by [`BandLu`].
#[derive(Clone, Debug)]
pub struct BandFactors<R: Real> {
    n: usize,
    /// Row by row: entry `(i, j)` at `i width + below + j - i`; on the diagonal the inverses of the pivots.
    lu: Vec<R>,
    /// Where row `k` and row `k + 1 + l` changed places, at `k below + l`.
    exchanges: Vec<R::Mask>,
    /// Lanes with `n` pivots.
    regular: R::Mask,
}

impl<R: Real> LinearSolve<R> for BandLu {
    type Layout = Band;
    type Factors = BandFactors<R>;

    #[inline(always)]
    fn layout(&self) -> &Band {
        &self.0
    }
    #[inline(always)]
    fn doubled(&self) -> Self {
        Self(self.0.doubled())
    }

    fn factors(&self, n: usize) -> BandFactors<R> {
        BandFactors {
            n,
            lu: vec![R::lit(0.0); n * self.width()],
            exchanges: vec![R::Mask::splat(false); n * self.0.below],
            regular: R::Mask::splat(n == 0),
        }
    }

    #[inline(always)]
    fn factor(&self, n: usize, a: &[R], factors: &mut BandFactors<R>) -> Result<R::Mask, LinearError> {
        let (band, width) = (self.0, self.width());
        let (below, given) = (band.below, band.width());
        check_size("the matrix", a.len(), band.len(n))?;
        check_size("the memory for the matrix", factors.lu.len(), n * width)?;
        let BandFactors { lu, exchanges, .. } = factors;
        for i in 0..n {
            let row = &mut lu[i * width..(i + 1) * width];
            row[..given].copy_from_slice(&a[i * given..(i + 1) * given]);
            row[given..].fill(R::lit(0.0));
        }
        let mut regular = R::Mask::splat(true);
        for k in 0..n {
            // row i holds column j at below + j - i, so row k + 1 + l holds column k at below - 1 - l
            let (above_rows, rows) = lu.split_at_mut((k + 1) * width);
            let pivot_row = &mut above_rows[k * width + below..];
            let reach = pivot_row.len().min(n - k);
            let under = below.min(n - k - 1);
            for l in 0..under {
                let row = &mut rows[l * width + below - 1 - l..];
                let larger = pivot_row[0].abs().lt(row[0].abs());
                exchanges[k * below + l] = larger;
                if larger.any() {
                    for j in 0..reach {
                        exchange_where(larger, &mut pivot_row[j], &mut row[j]);
                    }
                }
            }
            let pivot = pivot_row[0];
            let usable = pivot.is_finite().and(R::lit(0.0).lt(pivot.abs()));
            regular = regular.and(usable);
            if !regular.any() {
                factors.regular = regular;
                return Err(self.reason(a, n, k, pivot));
            }
            let inverse = pivot.recip();
            pivot_row[0] = inverse;
            for l in 0..under {
                let row = &mut rows[l * width + below - 1 - l..];
                row[0] *= inverse;
                let factor = -row[0];
                for j in 1..reach {
                    row[j] = pivot_row[j].mul_add(factor, row[j]);
                }
            }
        }
        factors.regular = regular;
        Ok(regular)
    }

    #[inline(always)]
    fn solve(&self, factors: &BandFactors<R>, b: &mut [R]) -> Result<(), LinearError> {
        let (n, below, width) = (b.len(), self.0.below, self.width());
        check_size("the right-hand side", n, factors.n)?;
        let lu = &factors.lu;
        for k in 0..n {
            let under = below.min(n - k - 1);
            let (above, rest) = b.split_at_mut(k + 1);
            for l in 0..under {
                exchange_where(factors.exchanges[k * below + l], &mut above[k], &mut rest[l]);
            }
            let known = -above[k];
            for l in 0..under {
                rest[l] = lu[(k + 1 + l) * width + below - 1 - l].mul_add(known, rest[l]);
            }
        }
        for i in (0..n).rev() {
            let row = &lu[i * width + below..(i + 1) * width];
            let mut sum = b[i];
            for j in 1..row.len().min(n - i) {
                sum = (-row[j]).mul_add(b[i + j], sum);
            }
            b[i] = sum * row[0];
        }
        if !factors.regular.all() {
            for x in b {
                *x = R::select(factors.regular, *x, R::lit(f64::NAN));
            }
        }
        Ok(())
    }
}

impl BandLu {
    /// Why the last regular lane was lost at this pivot.
    #[cold]
    fn reason<R: Real>(self, a: &[R], n: usize, column: usize, pivot: R) -> LinearError {
        for i in 0..n {
            for j in i.saturating_sub(self.0.below)..n.min(i + self.0.above + 1) {
                if !a[self.0.place(n, i, j)].is_finite().any() {
                    return LinearError::NotFinite { row: i, column: j };
                }
            }
        }
        if pivot.is_finite().any() {
            LinearError::Singular { n, column }
        } else {
            LinearError::Overflow { column }
        }
    }
}
