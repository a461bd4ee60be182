//! Linear algebra behind narrow seams: small systems lane by lane in-house, large ones by a backend that is named.
//!
//! | Question | Seam | In-house, any number | Feature `faer`, `f64` and `f32` |
//! |---|---|---|---|
//! | `A x = b` | [`LinearSolve`] | [`SmallLu`], [`BandLu`], [`PatternLu`] | `faer::FaerLu`, from about `n = 100`; `faer::FaerCholesky` |
//! | `A^T A` | a function | | `faer::add_gram` |
//! | `A = Q R` | [`Orthonormalise`] | [`GramSchmidt`] | `faer::FaerQr` |
//! | `A v = lambda v` | a function | | `faer::eigenvalues`, `faer::eigenpairs` |
//!
//! Matrices are slices in row-major order, entry `(i, j)` of an `n x k` matrix at `i * k + j`, or as a [`Layout`] says. No type of a backend
//! appears in a signature, and no feature changes what [`SmallLu`] and [`GramSchmidt`] give: a backend is chosen by
//! naming its type. The in-house solvers keep the first law, lane `i` gives the bytes that the scalar gives.

#[cfg(feature = "faer")]
pub mod faer;
mod band;
mod gram_schmidt;
mod layout;
mod pattern;
mod small;

pub use band::{BandFactors, BandLu};
pub use gram_schmidt::GramSchmidt;
pub use layout::{Band, Dense, Layout};
pub use pattern::{Pattern, PatternLu};
pub use small::{SmallFactors, SmallLu};

use crate::mask::Mask;
use crate::real::Real;

/// Solves `A x = b` by factoring `A` once.
///
/// Memory is made once by [`factors`](Self::factors) and passed in, so that an integrator allocates nothing in a step.
///
/// ```
/// use neurodyn_core::linear::{LinearSolve, SmallLu};
/// # fn main() -> Result<(), neurodyn_core::linear::LinearError> {
/// let mut factors = LinearSolve::<f64>::factors(&SmallLu, 2);
/// SmallLu.factor(2, &[0.0, 2.0, 4.0, 0.0], &mut factors)?;
/// let mut x = [6.0, 8.0];
/// SmallLu.solve(&factors, &mut x)?;
/// assert_eq!(x, [2.0, 3.0]);
/// # Ok(())
/// # }
/// ```
pub trait LinearSolve<R: Real>: Sync {
    /// Where the entries of a matrix stand.
    type Layout: Layout;
    /// A factored matrix, and the memory for it.
    type Factors: Clone + Send;
    /// Where the entries of a matrix stand.
    fn layout(&self) -> &Self::Layout;
    /// The same solver for matrices with 2 x 2 blocks in place of entries.
    #[must_use]
    fn doubled(&self) -> Self
    where
        Self: Sized;
    /// Memory for an `n x n` matrix.
    fn factors(&self, n: usize) -> Self::Factors;
    /// Factors the `n x n` matrix `a`; true in the lanes whose matrix is regular. (A compiler that knows `n` unrolls.)
    ///
    /// # Errors
    /// If `a` or the memory has a wrong size, and if no lane is regular: then with the reason.
    fn factor(&self, n: usize, a: &[R], factors: &mut Self::Factors) -> Result<R::Mask, LinearError>;
    /// Replaces `b` by the solution of `A x = b`; NaN in the lanes that are not regular.
    ///
    /// # Errors
    /// If `b` has a wrong size.
    fn solve(&self, factors: &Self::Factors, b: &mut [R]) -> Result<(), LinearError>;
}

/// Splits columns into orthonormal directions and stretches: `A = Q R` with `R_jj >= 0`.
///
/// This is the step between two stretches of tangent dynamics: `ln R_jj`, summed and divided by the time, gives the
/// Lyapunov exponents.
pub trait Orthonormalise<R: Real>: Sync {
    /// Replaces the `k` columns of an `n x k` matrix (`k = stretch.len()`) by `Q`, and writes `R_jj` into `stretch`.
    ///
    /// A column that is zero, or lies in the span of those before it as far as rounding can tell, has stretch 0 and is
    /// replaced by a direction orthogonal to all others, so that tangent dynamics can go on. True in the lanes where
    /// every stretch is positive and finite.
    ///
    /// # Errors
    /// If the sizes do not fit, or there are more columns than rows.
    fn orthonormalise(&self, columns: &mut [R], stretch: &mut [R]) -> Result<R::Mask, LinearError>;
}

/// Why linear algebra gave no result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LinearError {
    /// A slice has a wrong length.
    #[error("{what} has {found} numbers where {expected} are expected")]
    Size {
        /// Which slice.
        what: &'static str,
        /// Its length.
        found: usize,
        /// The length it must have.
        expected: usize,
    },
    /// The length of a row-major matrix is not a multiple of its number of columns, or rows are fewer than columns.
    #[error("{found} numbers are not {columns} columns of {columns} or more rows")]
    Shape {
        /// Numbers in the matrix.
        found: usize,
        /// Columns asked for.
        columns: usize,
    },
    /// No pivot: the matrix is singular.
    #[error("the {n} x {n} matrix is singular: no pivot in column {column} (counted from 0)")]
    Singular {
        /// Rows of the matrix.
        n: usize,
        /// The first column that depends on those before it, counted from 0.
        column: usize,
    },
    /// No real root for a pivot: the matrix is not positive definite.
    #[error("the {n} x {n} matrix is not positive definite: found in column {column} (counted from 0)")]
    NotDefinite {
        /// Rows of the matrix.
        n: usize,
        /// The first column whose pivot is not positive, counted from 0.
        column: usize,
    },
    /// An entry is NaN or infinite.
    #[error("the entry in row {row}, column {column} (counted from 0) is not finite")]
    NotFinite {
        /// Row of the first such entry, from 0.
        row: usize,
        /// Its column, from 0.
        column: usize,
    },
    /// Every entry is finite, but the elimination left the range of the numbers.
    #[error("the elimination of column {column} (counted from 0) overflowed")]
    Overflow {
        /// The column, from 0.
        column: usize,
    },
    /// The iteration for eigenvalues did not converge.
    #[error("the eigenvalue iteration of the {n} x {n} matrix did not converge")]
    NoConvergence {
        /// Rows of the matrix.
        n: usize,
    },
}

/// `A x = b` once, with any solver: `x`. The matrix stands as the solver's layout says.
///
/// # Errors
/// Those of [`LinearSolve::factor`] and [`LinearSolve::solve`].
pub fn solve<R: Real, S: LinearSolve<R>>(solver: &S, a: &[R], b: &[R]) -> Result<Vec<R>, LinearError> {
    let mut factors = solver.factors(b.len());
    solver.factor(b.len(), a, &mut factors)?;
    let mut x = b.to_vec();
    solver.solve(&factors, &mut x)?;
    Ok(x)
}

#[inline(always)]
fn check_size(what: &'static str, found: usize, expected: usize) -> Result<(), LinearError> {
    if found == expected { Ok(()) } else { Err(LinearError::Size { what, found, expected }) }
}

/// The rows of a matrix of so many numbers and columns; at least as many as columns.
#[inline(always)]
fn rows_of(found: usize, columns: usize) -> Result<usize, LinearError> {
    let rows = found.checked_div(columns).unwrap_or(0);
    if rows * columns == found && rows >= columns {
        Ok(rows)
    } else {
        Err(LinearError::Shape { found, columns })
    }
}

/// The place of the first entry that is not finite in any lane.
#[cold]
fn place_not_finite<R: Real>(a: &[R], columns: usize) -> Option<LinearError> {
    let at = a.iter().position(|x| !x.is_finite().any())?;
    Some(LinearError::NotFinite { row: at / columns, column: at % columns })
}
