//! `GramSchmidt`: modified Gram-Schmidt, done twice, which is enough.

use super::{LinearError, Orthonormalise, rows_of};
use crate::mask::Mask;
use crate::real::Real;

/// Modified Gram-Schmidt, all of it twice, `4 n k^2` operations, for any number.
///
/// The second pass leaves the columns orthogonal to rounding, however ill-conditioned they were, and the stretches of
/// the two passes multiply. A column that the second pass still shortens by half was rounding error, and counts as
/// vanished (Kahan and Parlett; Giraud, Langou, Rozloznik and van den Eshof 2005).
#[derive(Clone, Copy, Debug, Default)]
pub struct GramSchmidt;

/// Between these squares of a norm no square of a component that matters leaves the range, not even of `f32`.
const SQUARE_LOW: f64 = 1.0 / SQUARE_HIGH;
const SQUARE_HIGH: f64 = 18446744073709551616.0; // 2^64

/// Columns that are projected together: their sums do not wait for each other, and rows are read in order.
const BLOCK: usize = 8;

impl<R: Real> Orthonormalise<R> for GramSchmidt {
    #[inline(always)]
    fn orthonormalise(&self, columns: &mut [R], stretch: &mut [R]) -> Result<R::Mask, LinearError> {
        let k = stretch.len();
        let n = rows_of(columns.len(), k)?;
        for j in 0..k {
            let scale = into_range(columns, k, j);
            let norm = dot(columns, k, j, j).sqrt();
            stretch[j] = norm * scale;
            // zeros stay zeros for now
            let divisor = R::select(R::lit(0.0).lt(norm), norm, R::lit(1.0));
            for row in columns.chunks_exact_mut(k) {
                row[j] = row[j] / divisor;
            }
            remove_from_later(columns, k, j);
        }
        let mut vanished = R::Mask::splat(false);
        let mut regular = R::Mask::splat(true);
        for j in 0..k {
            let norm = dot(columns, k, j, j).sqrt();
            let lost = norm.le(R::lit(0.5));
            for row in columns.chunks_exact_mut(k) {
                row[j] = R::select(lost, R::lit(0.0), row[j] / norm);
            }
            stretch[j] = R::select(lost, R::lit(0.0), stretch[j] * norm);
            vanished = vanished.or(lost);
            regular = regular.and(stretch[j].is_finite()).and(R::lit(0.0).lt(stretch[j]));
            remove_from_later(columns, k, j);
        }
        if vanished.any() {
            replace(columns, n, stretch);
        }
        Ok(regular)
    }
}

/// Column `j . ` column `l`.
#[inline(always)]
fn dot<R: Real>(columns: &[R], k: usize, j: usize, l: usize) -> R {
    let mut sum = R::lit(0.0);
    for row in columns.chunks_exact(k) {
        sum = row[j].mul_add(row[l], sum);
    }
    sum
}

/// Takes the direction of column `j` out of those after it.
#[inline(always)]
fn remove_from_later<R: Real>(columns: &mut [R], k: usize, j: usize) {
    let mut from = j + 1;
    while from + BLOCK <= k {
        let mut along = [R::lit(0.0); BLOCK];
        for row in columns.chunks_exact(k) {
            for (sum, &x) in along.iter_mut().zip(&row[from..from + BLOCK]) {
                *sum = row[j].mul_add(x, *sum);
            }
        }
        for row in columns.chunks_exact_mut(k) {
            let direction = -row[j];
            for (&along, x) in along.iter().zip(&mut row[from..from + BLOCK]) {
                *x = along.mul_add(direction, *x);
            }
        }
        from += BLOCK;
    }
    for l in from..k {
        remove(columns, k, j, l);
    }
}

/// Takes the direction of column `j` out of column `l`.
#[inline(always)]
fn remove<R: Real>(columns: &mut [R], k: usize, j: usize, l: usize) {
    let along = dot(columns, k, j, l);
    for row in columns.chunks_exact_mut(k) {
        row[l] = along.mul_add(-row[j], row[l]);
    }
}

/// Divides column `j` by its largest component where its square is out of range; the divisor, 1 elsewhere.
#[inline(always)]
fn into_range<R: Real>(columns: &mut [R], k: usize, j: usize) -> R {
    let square = dot(columns, k, j, j);
    let fits = R::lit(SQUARE_LOW).le(square).and(square.le(R::lit(SQUARE_HIGH)));
    if fits.all() {
        return R::lit(1.0);
    }
    let mut largest = R::lit(0.0);
    for row in columns.chunks_exact(k) {
        largest = row[j].abs().max(largest);
    }
    // a column of zeros stays one
    let scale = R::select(fits.not().and(R::lit(0.0).lt(largest)), largest, R::lit(1.0));
    for row in columns.chunks_exact_mut(k) {
        // division by 1 is exact: a lane in range does not notice that its neighbour is not
        row[j] = row[j] / scale;
    }
    scale
}

/// Puts unit vectors orthogonal to all others in the place of the columns whose stretch is 0.
///
/// Each grows from the coordinate direction that the other columns fill least: some of it is left.
#[cold]
fn replace<R: Real>(columns: &mut [R], n: usize, stretch: &[R]) {
    let k = stretch.len();
    for j in 0..k {
        let vanished = stretch[j].le(R::lit(0.0));
        let (mut least, mut place) = (R::lit(f64::INFINITY), R::lit(0.0));
        for (i, row) in columns.chunks_exact(k).enumerate() {
            let filled = row.iter().fold(R::lit(0.0), |sum, &x| x.mul_add(x, sum));
            let less = filled.lt(least);
            least = R::select(less, filled, least);
            place = R::select(less, R::lit(i as f64), place);
        }
        let kept: Vec<R> = (0..n).map(|i| columns[i * k + j]).collect();
        for i in 0..n {
            let at = R::lit(i as f64);
            columns[i * k + j] = R::select(place.le(at).and(at.le(place)), R::lit(1.0), R::lit(0.0));
        }
        for _ in 0..2 {
            for l in (0..k).filter(|&l| l != j) {
                remove(columns, k, l, j);
            }
        }
        let norm = dot(columns, k, j, j).sqrt();
        for i in 0..n {
            columns[i * k + j] = R::select(vanished, columns[i * k + j] / norm, kept[i]);
        }
    }
}
