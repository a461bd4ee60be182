//! `SmallLu`: Gaussian elimination in which each lane chooses its own pivots, without a branch.

use super::{LinearError, LinearSolve, check_size, place_not_finite};
use crate::mask::Mask;
use crate::real::Real;

/// `P A = L U` with partial pivoting, `2/3 n^3` operations, for any number: scalars, lanes, duals.
///
/// Rows are exchanged by selection, so lanes with different pivots stay side by side. Duals pivot by their primal and
/// give the derivative of the solution, `dx = A^-1 (db - dA x)`. A lane is singular when a pivot is exactly zero, as
/// in LAPACK: no threshold can tell a bad matrix from one in unequal units.
#[derive(Clone, Copy, Debug, Default)]
pub struct SmallLu;

/// A matrix factored by [`SmallLu`].
#[derive(Clone, Debug)]
pub struct SmallFactors<R: Real> {
    n: usize,
    /// `L` below the diagonal (its own diagonal is 1), `U` on and above it.
    lu: Vec<R>,
    /// In the order of the elimination: where row `k` and row `i > k` changed places.
    exchanges: Vec<R::Mask>,
    /// Lanes with `n` pivots.
    regular: R::Mask,
}

impl<R: Real> LinearSolve<R> for SmallLu {
    type Factors = SmallFactors<R>;

    fn factors(&self, n: usize) -> SmallFactors<R> {
        SmallFactors {
            n,
            lu: vec![R::lit(0.0); n * n],
            exchanges: vec![R::Mask::splat(false); n * n.saturating_sub(1) / 2],
            regular: R::Mask::splat(n == 0),
        }
    }

    #[inline(always)]
    fn factor(&self, a: &[R], factors: &mut SmallFactors<R>) -> Result<R::Mask, LinearError> {
        let n = factors.n;
        check_size("the matrix", a.len(), n * n)?;
        let SmallFactors { lu, exchanges, .. } = factors;
        lu.copy_from_slice(a);
        let mut regular = R::Mask::splat(true);
        let mut exchange = exchanges.iter_mut();
        for k in 0..n {
            let (above, below) = lu.split_at_mut((k + 1) * n);
            let pivot_row = &mut above[k * n..];
            for row in below.chunks_exact_mut(n) {
                // strictly larger: the first of equals wins, and NaN never does
                let larger = pivot_row[k].abs().lt(row[k].abs());
                if let Some(place) = exchange.next() {
                    *place = larger;
                }
                // a branch on all lanes at once: it changes the speed, never a byte
                if larger.any() {
                    for j in 0..n {
                        exchange_where(larger, &mut pivot_row[j], &mut row[j]);
                    }
                }
            }
            let pivot = pivot_row[k];
            let usable = pivot.is_finite().and(R::lit(0.0).lt(pivot.abs()));
            regular = regular.and(usable);
            if !regular.any() {
                factors.regular = regular;
                return Err(reason(a, n, k, pivot));
            }
            for row in below.chunks_exact_mut(n) {
                let factor = row[k] / pivot;
                row[k] = factor;
                for j in k + 1..n {
                    row[j] = (-factor).mul_add(pivot_row[j], row[j]);
                }
            }
        }
        factors.regular = regular;
        Ok(regular)
    }

    #[inline(always)]
    fn solve(&self, factors: &SmallFactors<R>, b: &mut [R]) -> Result<(), LinearError> {
        let SmallFactors { n, ref lu, ref exchanges, regular } = *factors;
        check_size("the right-hand side", b.len(), n)?;
        let mut exchange = exchanges.iter();
        for k in 0..n {
            let (above, below) = b.split_at_mut(k + 1);
            for (x, &larger) in below.iter_mut().zip(&mut exchange) {
                exchange_where(larger, &mut above[k], x);
            }
        }
        for i in 0..n {
            let mut sum = b[i];
            for j in 0..i {
                sum = (-lu[i * n + j]).mul_add(b[j], sum);
            }
            b[i] = sum;
        }
        for i in (0..n).rev() {
            let mut sum = b[i];
            for j in i + 1..n {
                sum = (-lu[i * n + j]).mul_add(b[j], sum);
            }
            b[i] = sum / lu[i * n + i];
        }
        if !regular.all() {
            for x in b {
                *x = R::select(regular, *x, R::lit(f64::NAN));
            }
        }
        Ok(())
    }
}

#[inline(always)]
fn exchange_where<R: Real>(mask: R::Mask, a: &mut R, b: &mut R) {
    (*a, *b) = (R::select(mask, *b, *a), R::select(mask, *a, *b));
}

/// Why the last regular lane was lost at this pivot.
#[cold]
fn reason<R: Real>(a: &[R], n: usize, column: usize, pivot: R) -> LinearError {
    place_not_finite(a, n).unwrap_or(if pivot.is_finite().any() {
        LinearError::Singular { n, column }
    } else {
        LinearError::Overflow { column }
    })
}
