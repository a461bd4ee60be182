//! `SmallLu`: Gaussian elimination in which each lane chooses its own pivots, without a branch.

use super::{Dense, LinearError, LinearSolve, check_size, place_not_finite};
use crate::mask::Mask;
use crate::real::Real;

/// `P A = L U` with partial pivoting, `2/3 n^3` operations, for any number: scalars, lanes, duals.
///
/// Rows are exchanged by selection, so lanes with different pivots stay side by side. Duals pivot by their primal and
/// give the derivative of the solution, `dx = A^-1 (db - dA x)`. A lane is singular when a pivot is exactly zero, as
/// in LAPACK: no threshold can tell a bad matrix from one in unequal units.
#[derive(Clone, Copy, Debug, Default)]
pub struct SmallLu;

/// A matrix factored by [`SmallLu`], column by column, so that every elimination runs along columns.
#[derive(Clone, Debug)]
pub struct SmallFactors<R: Real> {
    n: usize,
    /// `L` below the diagonal, zeros on and above it.
    lower: Vec<R>,
    /// `U` above the diagonal, zeros on and below it.
    upper: Vec<R>,
    /// One over the diagonal of `U`.
    inverses: Vec<R>,
    /// Where row `k` and row `i > k` changed places, at `k n + i`.
    exchanges: Vec<R::Mask>,
    /// Row `k` changed its place in some lane.
    moved: Vec<bool>,
    /// Lanes with `n` pivots.
    regular: R::Mask,
}

/// With more equations than this, eliminations run along whole columns: the zeros cost a scalar less than lengths that change
/// (20 equations: 4.9 instead of 7.3 us a step of `Rodas5P`). Lanes do the same, for the same bytes.
const WHOLE: usize = 10;

/// Where the part of a column that changes begins, `k` being the first such row.
#[inline(always)]
fn from(n: usize, k: usize) -> usize {
    if n > WHOLE { 0 } else { k }
}

/// Where it ends, `k` being the first row that stays.
#[inline(always)]
fn to(n: usize, k: usize) -> usize {
    if n > WHOLE { n } else { k }
}

impl<R: Real> LinearSolve<R> for SmallLu {
    type Layout = Dense;
    type Factors = SmallFactors<R>;

    #[inline(always)]
    fn layout(&self) -> &Dense {
        &Dense
    }
    #[inline(always)]
    fn doubled(&self) -> Self {
        *self
    }

    fn factors(&self, n: usize) -> SmallFactors<R> {
        SmallFactors {
            n,
            lower: vec![R::lit(0.0); n * n],
            upper: vec![R::lit(0.0); n * n],
            inverses: vec![R::lit(0.0); n],
            exchanges: vec![R::Mask::splat(false); n * n],
            moved: vec![false; n],
            regular: R::Mask::splat(n == 0),
        }
    }

    #[inline(always)]
    fn factor(&self, n: usize, a: &[R], factors: &mut SmallFactors<R>) -> Result<R::Mask, LinearError> {
        check_size("the matrix", a.len(), n * n)?;
        check_size("the memory for the matrix", factors.upper.len(), n * n)?;
        let SmallFactors { lower, upper, inverses, exchanges, moved, .. } = factors;
        let (lower, upper, inverses) = (&mut lower[..n * n], &mut upper[..n * n], &mut inverses[..n]);
        let (exchanges, moved) = (&mut exchanges[..n * n], &mut moved[..n]);
        for j in 0..n {
            for i in 0..n {
                upper[j * n + i] = a[i * n + j];
            }
        }
        let mut regular = R::Mask::splat(true);
        for k in 0..n {
            moved[k] = false;
            for i in k + 1..n {
                // strictly larger: the first of equals wins, and NaN never does
                let larger = upper[k * n + k].abs().lt(upper[k * n + i].abs());
                exchanges[k * n + i] = larger;
                // a branch on all lanes at once: it changes the speed, never a byte
                if larger.any() {
                    moved[k] = true;
                    for j in 0..n {
                        let column = if j < k { &mut lower[j * n..] } else { &mut upper[j * n..] };
                        let (x, y) = (column[k], column[i]);
                        column[k] = R::select(larger, y, x);
                        column[i] = R::select(larger, x, y);
                    }
                }
            }
            let (done, rest) = upper.split_at_mut((k + 1) * n);
            let (column, multiples) = (&mut done[k * n..], &mut lower[k * n..(k + 1) * n]);
            let pivot = column[k];
            let usable = pivot.is_finite().and(R::lit(0.0).lt(pivot.abs()));
            regular = regular.and(usable);
            if !regular.any() {
                factors.regular = regular;
                return Err(reason(a, n, k, pivot));
            }
            inverses[k] = pivot.recip();
            for i in from(n, k + 1)..n {
                multiples[i] = if i > k { column[i] * inverses[k] } else { R::lit(0.0) };
            }
            if n > WHOLE {
                // whole columns meet these; triangles do not
                column[k..].fill(R::lit(0.0));
            }
            for other in rest.chunks_exact_mut(n) {
                let first = from(n, k + 1);
                take_away(other[k], &multiples[first..], &mut other[first..]);
            }
        }
        factors.regular = regular;
        Ok(regular)
    }

    #[inline(always)]
    fn solve(&self, factors: &SmallFactors<R>, b: &mut [R]) -> Result<(), LinearError> {
        let n = b.len();
        check_size("the right-hand side", n, factors.n)?;
        let (lower, upper) = (&factors.lower[..n * n], &factors.upper[..n * n]);
        let (exchanges, moved) = (&factors.exchanges[..n * n], &factors.moved[..n]);
        for k in 0..n {
            if moved[k] {
                for i in k + 1..n {
                    let (x, y, larger) = (b[k], b[i], exchanges[k * n + i]);
                    b[k] = R::select(larger, y, x);
                    b[i] = R::select(larger, x, y);
                }
            }
        }
        if n <= WHOLE {
            // a scalar keeps the copy in registers, where each step waits less for the one before
            let mut copy = [R::lit(0.0); WHOLE];
            let x = &mut copy[..n];
            x.copy_from_slice(b);
            eliminate(lower, upper, &factors.inverses, x);
            b.copy_from_slice(x);
        } else {
            eliminate(lower, upper, &factors.inverses, b);
        }
        if !factors.regular.all() {
            for x in b {
                *x = R::select(factors.regular, *x, R::lit(f64::NAN));
            }
        }
        Ok(())
    }
}

/// `b` becomes `U^-1 L^-1 b`.
#[inline(always)]
fn eliminate<R: Real>(lower: &[R], upper: &[R], inverses: &[R], b: &mut [R]) {
    let n = b.len();
    for k in 0..n {
        let first = from(n, k + 1);
        take_away(b[k], &lower[k * n + first..(k + 1) * n], &mut b[first..]);
    }
    for k in (0..n).rev() {
        b[k] *= inverses[k];
        let end = to(n, k);
        take_away(b[k], &upper[k * n..k * n + end], &mut b[..end]);
    }
}

/// `b -= times a`
#[inline(always)]
fn take_away<R: Real>(times: R, a: &[R], b: &mut [R]) {
    for i in 0..b.len() {
        b[i] = a[i].mul_add(-times, b[i]);
    }
}

#[inline(always)]
pub(super) fn exchange_where<R: Real>(mask: R::Mask, a: &mut R, b: &mut R) {
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
