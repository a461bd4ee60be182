//! Products, inverses and eigenvalues of whole matrices, by `faer` on one thread.

use crate::error::Error;
use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::lu::partial_pivoting::{factor, inverse};
use faer::linalg::matmul::matmul;
use faer::{Accum, Mat, MatMut, MatRef, Par, Spec};
use neurodyn_core::linear::LinearError;

/// A row-major slice as a matrix.
pub(crate) fn matrix(numbers: &[f64], rows: usize, columns: usize) -> MatRef<'_, f64> {
    MatRef::from_row_major_slice(numbers, rows, columns)
}

/// `A B`, row-major.
pub(crate) fn product(a: MatRef<'_, f64>, b: MatRef<'_, f64>) -> Vec<f64> {
    let (rows, columns) = (a.nrows(), b.ncols());
    let mut made = vec![0.0; rows * columns];
    let out = MatMut::from_row_major_slice_mut(&mut made, rows, columns);
    matmul(out, Accum::Replace, a, b, 1.0, Par::Seq);
    made
}

/// The inverse of a row-major `n x n` matrix with its condition in the 1-norm, if that is no more than `limit`.
pub(crate) fn invert(a: &[f64], n: usize, limit: f64) -> Result<(Vec<f64>, f64), Error> {
    // the inverse of the transpose, column by column, is that of the matrix, row by row
    let mut lu = Mat::from_fn(n, n, |i, j| a[j * n + i]);
    let (mut rows, mut rows_inverse) = (vec![0_usize; n], vec![0_usize; n]);
    let need = factor::lu_in_place_scratch::<usize, f64>(n, n, Par::Seq, Spec::default());
    let memory = &mut MemBuffer::new(need);
    let stack = MemStack::new(memory);
    let (_, order) =
        factor::lu_in_place(lu.as_mut(), &mut rows, &mut rows_inverse, Par::Seq, stack, Spec::default());
    for column in 0..n {
        let pivot = lu[(column, column)];
        if pivot == 0.0 {
            return Err(LinearError::Singular { n, column }.into());
        }
        if !pivot.is_finite() {
            return Err(LinearError::Overflow { column }.into());
        }
    }
    let mut inverted = vec![0.0; n * n];
    let memory = &mut MemBuffer::new(inverse::inverse_scratch::<usize, f64>(n, Par::Seq));
    let out = MatMut::from_column_major_slice_mut(&mut inverted, n, n);
    inverse::inverse(out, lu.as_ref(), lu.as_ref(), order, Par::Seq, MemStack::new(memory));
    let condition = norm(a, n) * norm(&inverted, n);
    if condition.is_nan() || condition > limit {
        return Err(Error::Condition { condition, limit });
    }
    Ok((inverted, condition))
}

/// The largest sum of sizes in a column of a row-major matrix.
fn norm(a: &[f64], n: usize) -> f64 {
    let mut sums = vec![0.0; n];
    for row in a.chunks_exact(n) {
        for (sum, a) in sums.iter_mut().zip(row) {
            *sum += a.abs();
        }
    }
    // `max` would lose a NaN
    sums.into_iter().fold(0.0, |largest, sum: f64| if sum > largest || sum.is_nan() { sum } else { largest })
}

/// The square root of the sum of squares.
pub(crate) fn frobenius(a: &[f64]) -> f64 {
    a.iter().map(|a| a * a).sum::<f64>().sqrt()
}
