//! `GramSchmidt`: modified Gram-Schmidt, done twice, which is enough.

use super::{LinearError, Orthonormalise, rows_of};
use crate::mask::Mask;
use crate::real::Real;

/// Modified Gram-Schmidt with one re-orthogonalisation, `4 n k^2` operations, for any number.
///
/// Two passes leave the columns orthogonal to rounding, however ill-conditioned they were; a column that the second
/// pass still shortens by more than half was rounding error, and counts as vanished (Kahan and Parlett; Giraud,
/// Langou, Rozloznik and van den Eshof 2005).
#[derive(Clone, Copy, Debug, Default)]
pub struct GramSchmidt;

/// Between these squares of a norm no square of a component that matters leaves the range, not even of `f32`.
const SQUARE_LOW: f64 = 1.0 / SQUARE_HIGH;
const SQUARE_HIGH: f64 = 18446744073709551616.0; // 2^64

impl<R: Real> Orthonormalise<R> for GramSchmidt {
    #[inline(always)]
    fn orthonormalise(&self, columns: &mut [R], stretch: &mut [R]) -> Result<R::Mask, LinearError> {
        let k = stretch.len();
        let n = rows_of(columns.len(), k)?;
        let mut regular = R::Mask::splat(true);
        for j in 0..k {
            let scale = into_range(columns, n, k, j);
            remove_earlier(columns, n, k, j);
            let once = square(columns, n, k, j).sqrt();
            remove_earlier(columns, n, k, j);
            let twice = square(columns, n, k, j).sqrt();
            let vanished = twice.le(once * R::lit(0.5));
            for i in 0..n {
                columns[i * k + j] = columns[i * k + j] / twice;
            }
            stretch[j] = R::select(vanished, R::lit(0.0), twice * scale);
            if vanished.any() {
                replace(columns, n, k, j, vanished);
            }
            regular = regular.and(stretch[j].is_finite()).and(R::lit(0.0).lt(stretch[j]));
        }
        Ok(regular)
    }
}

/// Column `j . ` column `j`.
#[inline(always)]
fn square<R: Real>(columns: &[R], n: usize, k: usize, j: usize) -> R {
    dot(columns, n, k, j, j)
}

#[inline(always)]
fn dot<R: Real>(columns: &[R], n: usize, k: usize, j: usize, l: usize) -> R {
    let mut sum = R::lit(0.0);
    for i in 0..n {
        sum = columns[i * k + j].mul_add(columns[i * k + l], sum);
    }
    sum
}

/// Takes the directions of the columns before `j` out of column `j`, one after the other.
#[inline(always)]
fn remove_earlier<R: Real>(columns: &mut [R], n: usize, k: usize, j: usize) {
    for l in 0..j {
        let along = dot(columns, n, k, j, l);
        for i in 0..n {
            columns[i * k + j] = (-along).mul_add(columns[i * k + l], columns[i * k + j]);
        }
    }
}

/// Divides column `j` by its largest component where its square is out of range; the divisor, 1 elsewhere.
#[inline(always)]
fn into_range<R: Real>(columns: &mut [R], n: usize, k: usize, j: usize) -> R {
    let norm = square(columns, n, k, j);
    let fits = R::lit(SQUARE_LOW).le(norm).and(norm.le(R::lit(SQUARE_HIGH)));
    if fits.all() {
        return R::lit(1.0);
    }
    let mut largest = R::lit(0.0);
    for i in 0..n {
        largest = columns[i * k + j].abs().max(largest);
    }
    // a column of zeros stays one
    let scale = R::select(fits.not().and(R::lit(0.0).lt(largest)), largest, R::lit(1.0));
    for i in 0..n {
        // division by 1 is exact: a lane in range does not notice that its neighbour is not
        columns[i * k + j] = columns[i * k + j] / scale;
    }
    scale
}

/// Puts a unit vector orthogonal to the columns before `j` into column `j`, where it vanished.
///
/// It grows from the coordinate direction that those columns fill least: at least `1 - j/n` of it is left.
#[cold]
fn replace<R: Real>(columns: &mut [R], n: usize, k: usize, j: usize, vanished: R::Mask) {
    let mut least = R::lit(f64::INFINITY);
    let mut place = R::lit(0.0);
    for i in 0..n {
        let mut filled = R::lit(0.0);
        for l in 0..j {
            filled = columns[i * k + l].mul_add(columns[i * k + l], filled);
        }
        let less = filled.lt(least);
        least = R::select(less, filled, least);
        place = R::select(less, R::lit(i as f64), place);
    }
    let kept: Vec<R> = (0..n).map(|i| columns[i * k + j]).collect();
    for i in 0..n {
        let here = place.le(R::lit(i as f64)).and(R::lit(i as f64).le(place));
        columns[i * k + j] = R::select(here, R::lit(1.0), R::lit(0.0));
    }
    remove_earlier(columns, n, k, j);
    remove_earlier(columns, n, k, j);
    let norm = square(columns, n, k, j).sqrt();
    for i in 0..n {
        columns[i * k + j] = R::select(vanished, columns[i * k + j] / norm, kept[i]);
    }
}
