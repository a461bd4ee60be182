//! The `faer` backend: blocked LU, Cholesky, Householder QR and eigenvalues for matrices of run-time size.
//!
//! It works on one thread. Its blocked kernels follow the processor, so results agree across processors to rounding,
//! not to the byte: use it for analyses of single points, and the in-house solvers inside trajectories.

use super::{
    Dense, GramSchmidt, LinearError, LinearSolve, Orthonormalise, check_size, place_not_finite, rows_of,
};
use core::mem::MaybeUninit;
use faer::diag::Diag;
use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::cholesky::llt;
use faer::linalg::evd::{self, ComputeEigenvectors};
use faer::linalg::matmul::triangular::{self, BlockStructure};
use faer::linalg::{householder, lu::partial_pivoting as lu, qr::no_pivoting as qr, triangular_solve};
use faer::{Accum, Conj, Mat, MatMut, MatRef, Par, Spec};

/// `P A = L U` with partial pivoting, blocked: the faster one from about `n = 100`.
#[derive(Clone, Copy, Debug, Default)]
pub struct FaerLu;

/// A matrix factored by [`FaerLu`].
#[derive(Clone, Debug)]
pub struct FaerFactors<T> {
    n: usize,
    /// `L` below the diagonal (its own diagonal is 1), `U` on and above it; column-major.
    lu: Vec<T>,
    rows: Vec<usize>,
    rows_inverse: Vec<usize>,
    /// The same exchange of rows, two at a time.
    exchanges: Vec<(usize, usize)>,
    /// What the elimination needs, made once.
    workspace: Vec<MaybeUninit<u8>>,
    regular: bool,
}

/// `A = Q R` by Householder reflections, signs chosen so that `R_jj >= 0`; columns that vanish go to [`GramSchmidt`].
#[derive(Clone, Copy, Debug, Default)]
pub struct FaerQr;

macro_rules! backend {
    ($t:ty) => {
        impl LinearSolve<$t> for FaerLu {
            type Layout = Dense;
            type Factors = FaerFactors<$t>;

            fn layout(&self) -> &Dense {
                &Dense
            }

            fn doubled(&self) -> Self {
                *self
            }

            fn factors(&self, n: usize) -> FaerFactors<$t> {
                let identity: Vec<usize> = (0..n).collect();
                let need = lu::factor::lu_in_place_scratch::<usize, $t>(n, n, Par::Seq, Spec::default());
                FaerFactors {
                    n,
                    lu: vec![0.0; n * n],
                    rows: identity.clone(),
                    rows_inverse: identity,
                    exchanges: Vec::with_capacity(n),
                    workspace: vec![MaybeUninit::uninit(); need.unaligned_bytes_required()],
                    regular: n == 0,
                }
            }

            fn factor(&self, n: usize, a: &[$t], factors: &mut FaerFactors<$t>) -> Result<bool, LinearError> {
                check_size("the matrix", a.len(), n * n)?;
                check_size("the memory for the matrix", factors.lu.len(), n * n)?;
                factors.regular = false;
                if let Some(error) = place_not_finite(a, n) {
                    return Err(error);
                }
                for (at, &x) in a.iter().enumerate() {
                    factors.lu[at % n * n + at / n] = x;
                }
                lu::factor::lu_in_place(
                    MatMut::from_column_major_slice_mut(&mut factors.lu, n, n),
                    &mut factors.rows,
                    &mut factors.rows_inverse,
                    Par::Seq,
                    MemStack::new(&mut factors.workspace),
                    Spec::default(),
                );
                factors.exchanges.clear();
                let to = &mut factors.rows_inverse;
                for place in 0..n {
                    while to[place] != place {
                        let other = to[place];
                        factors.exchanges.push((place, other));
                        to.swap(place, other);
                    }
                }
                for column in 0..n {
                    let pivot = factors.lu[column * n + column];
                    if pivot == 0.0 {
                        return Err(LinearError::Singular { n, column });
                    }
                    if !pivot.is_finite() {
                        return Err(LinearError::Overflow { column });
                    }
                }
                factors.regular = true;
                Ok(true)
            }

            fn solve(&self, factors: &FaerFactors<$t>, b: &mut [$t]) -> Result<(), LinearError> {
                let n = factors.n;
                check_size("the right-hand side", b.len(), n)?;
                if !factors.regular {
                    b.fill(<$t>::NAN);
                    return Ok(());
                }
                for &(i, j) in &factors.exchanges {
                    b.swap(i, j);
                }
                let both = MatRef::from_column_major_slice(&factors.lu, n, n);
                let mut b = MatMut::from_column_major_slice_mut(b, n, 1);
                triangular_solve::solve_unit_lower_triangular_in_place(both, b.as_mut(), Par::Seq);
                triangular_solve::solve_upper_triangular_in_place(both, b, Par::Seq);
                Ok(())
            }
        }

        impl Orthonormalise<$t> for FaerQr {
            fn orthonormalise(&self, columns: &mut [$t], stretch: &mut [$t]) -> Result<bool, LinearError> {
                let k = stretch.len();
                let n = rows_of(columns.len(), k)?;
                if k == 0 {
                    return Ok(true);
                }
                let mut reflections = Mat::from_fn(n, k, |i, j| columns[i * k + j]);
                let block = qr::factor::recommended_block_size::<$t>(n, k);
                let mut coefficients = Mat::<$t>::zeros(block, k);
                let need = qr::factor::qr_in_place_scratch::<$t>(n, k, block, Par::Seq, Spec::default());
                qr::factor::qr_in_place(
                    reflections.as_mut(),
                    coefficients.as_mut(),
                    Par::Seq,
                    MemStack::new(&mut MemBuffer::new(need)),
                    Spec::default(),
                );
                let mut q = Mat::<$t>::identity(n, k);
                let need = householder::apply_block_householder_sequence_on_the_left_in_place_scratch::<$t>(
                    n, block, k,
                );
                householder::apply_block_householder_sequence_on_the_left_in_place_with_conj(
                    reflections.as_ref(),
                    coefficients.as_ref(),
                    Conj::No,
                    q.as_mut(),
                    Par::Seq,
                    MemStack::new(&mut MemBuffer::new(need)),
                );
                // the columns of `R` are as long as those of `A`
                let length = |j: usize| (0..=j).fold(0.0, |sum: $t, i| sum.hypot(reflections[(i, j)]));
                if (0..k).any(|j| reflections[(j, j)].abs() <= length(j) * <$t>::EPSILON) {
                    // reflections would charge what a vanished column leaves open to those after it
                    return GramSchmidt.orthonormalise(columns, stretch);
                }
                for j in 0..k {
                    let along = reflections[(j, j)];
                    stretch[j] = along.abs();
                    let sign: $t = if along < 0.0 { -1.0 } else { 1.0 };
                    for i in 0..n {
                        columns[i * k + j] = sign * q[(i, j)];
                    }
                }
                Ok(stretch.iter().all(|s| s.is_finite()))
            }
        }
    };
}
backend!(f64);
backend!(f32);

/// `A = L L^T` of a symmetric, positive definite matrix, blocked. Only entries on and above the diagonal are read.
#[derive(Clone, Copy, Debug, Default)]
pub struct FaerCholesky;

/// A matrix factored by [`FaerCholesky`].
#[derive(Clone, Debug)]
pub struct CholeskyFactors {
    n: usize,
    /// `L` on and below the diagonal; column-major.
    lower: Vec<f64>,
    definite: bool,
}

impl LinearSolve<f64> for FaerCholesky {
    type Layout = Dense;
    type Factors = CholeskyFactors;

    fn layout(&self) -> &Dense {
        &Dense
    }

    fn doubled(&self) -> Self {
        *self
    }

    fn factors(&self, n: usize) -> CholeskyFactors {
        CholeskyFactors { n, lower: vec![0.0; n * n], definite: n == 0 }
    }

    fn factor(&self, n: usize, a: &[f64], factors: &mut CholeskyFactors) -> Result<bool, LinearError> {
        check_size("the matrix", a.len(), n * n)?;
        check_size("the memory for the matrix", factors.lower.len(), n * n)?;
        factors.definite = false;
        if let Some(at) = (0..n * n).find(|at| at % n >= at / n && !a[*at].is_finite()) {
            return Err(LinearError::NotFinite { row: at / n, column: at % n });
        }
        // what is above the diagonal row by row is below it column by column
        factors.lower.copy_from_slice(a);
        let need = llt::factor::cholesky_in_place_scratch::<f64>(n, Par::Seq, Spec::default());
        let done = llt::factor::cholesky_in_place(
            MatMut::from_column_major_slice_mut(&mut factors.lower, n, n),
            llt::factor::LltRegularization::default(),
            Par::Seq,
            MemStack::new(&mut MemBuffer::new(need)),
            Spec::default(),
        );
        if let Err(llt::factor::LltError::NonPositivePivot { index }) = done {
            return Err(LinearError::NotDefinite { n, column: index });
        }
        factors.definite = true;
        Ok(true)
    }

    fn solve(&self, factors: &CholeskyFactors, b: &mut [f64]) -> Result<(), LinearError> {
        let n = factors.n;
        check_size("the right-hand side", b.len(), n)?;
        if !factors.definite {
            b.fill(f64::NAN);
            return Ok(());
        }
        llt::solve::solve_in_place(
            MatRef::from_column_major_slice(&factors.lower, n, n),
            MatMut::from_column_major_slice_mut(b, n, 1),
            Par::Seq,
            MemStack::new(&mut MemBuffer::new(llt::solve::solve_in_place_scratch::<f64>(n, 1, Par::Seq))),
        );
        Ok(())
    }
}

/// `G += A^T A` on and above the diagonal of the row-major `k x k` matrix `gram`; entries below it stay.
///
/// Column `j` of the `rows x k` matrix `A` stands at `columns[j * stride ..]`, with `rows <= stride`: unlike elsewhere it is
/// column-major, as a tall Jacobian is made on lanes.
///
/// # Errors
/// If the sizes do not fit.
pub fn add_gram(columns: &[f64], rows: usize, stride: usize, gram: &mut [f64]) -> Result<(), LinearError> {
    let k = gram.len().isqrt();
    check_size("the Gram matrix", gram.len(), k * k)?;
    check_size("the columns", columns.len(), k * stride)?;
    if rows > stride {
        return Err(LinearError::Size { what: "a column", found: stride, expected: rows });
    }
    if k == 0 || rows == 0 {
        return Ok(());
    }
    let a = MatRef::from_column_major_slice_with_stride(columns, rows, k, stride);
    triangular::matmul(
        MatMut::from_column_major_slice_mut(gram, k, k),
        BlockStructure::TriangularLower,
        Accum::Add,
        a.transpose(),
        BlockStructure::Rectangular,
        a,
        BlockStructure::Rectangular,
        1.0,
        Par::Seq,
    );
    Ok(())
}

/// The eigenvalues `(re, im)` of a real `n x n` matrix, by descending real part, then by descending imaginary part.
///
/// A complex pair stands side by side, the one with positive imaginary part first.
///
/// # Errors
/// If the size is wrong, an entry is not finite, or the iteration does not converge.
pub fn eigenvalues(a: &[f64], n: usize) -> Result<Vec<(f64, f64)>, LinearError> {
    let mut values = decompose(a, n, None)?;
    values.sort_by(descending);
    Ok(values)
}

/// An eigenvalue and its eigenvector.
#[derive(Clone, Debug, PartialEq)]
pub struct Eigenpair {
    /// `(re, im)`.
    pub value: (f64, f64),
    /// `n` components `(re, im)`, of Euclidean norm 1; the largest is real and positive.
    pub vector: Vec<(f64, f64)>,
}

/// The eigenvalues of a real `n x n` matrix in the order of [`eigenvalues`], each with its eigenvector.
///
/// A defective matrix has fewer directions than values: then some vectors are equal up to about the square root of
/// rounding.
///
/// # Errors
/// As [`eigenvalues`].
pub fn eigenpairs(a: &[f64], n: usize) -> Result<Vec<Eigenpair>, LinearError> {
    let mut vectors = Mat::zeros(n, n);
    let values = decompose(a, n, Some(&mut vectors))?;
    let mut pairs = Vec::with_capacity(n);
    for (j, &value) in values.iter().enumerate() {
        // a complex pair j, j + 1 shares two columns: the real and the imaginary part, the positive value first
        let (re, im, sign) = match value.1 {
            0.0 => (j, None, 0.0),
            y if y > 0.0 => (j, Some(j + 1), 1.0),
            _ => (j - 1, Some(j), -1.0),
        };
        let vector = (0..n).map(|i| (vectors[(i, re)], im.map_or(0.0, |im| sign * vectors[(i, im)])));
        pairs.push(Eigenpair { value, vector: normalised(vector.collect()) });
    }
    pairs.sort_by(|a, b| descending(&a.value, &b.value));
    Ok(pairs)
}

fn decompose(a: &[f64], n: usize, vectors: Option<&mut Mat<f64>>) -> Result<Vec<(f64, f64)>, LinearError> {
    check_size("the matrix", a.len(), n * n)?;
    if let Some(error) = place_not_finite(a, n) {
        return Err(error);
    }
    let (mut re, mut im) = (Diag::zeros(n), Diag::zeros(n));
    let right = if vectors.is_some() { ComputeEigenvectors::Yes } else { ComputeEigenvectors::No };
    let need = evd::evd_scratch::<f64>(n, ComputeEigenvectors::No, right, Par::Seq, Spec::default());
    evd::evd_real(
        MatRef::from_row_major_slice(a, n, n),
        re.as_mut(),
        im.as_mut(),
        None,
        vectors.map(Mat::as_mut),
        Par::Seq,
        MemStack::new(&mut MemBuffer::new(need)),
        Spec::default(),
    )
    .map_err(|_| LinearError::NoConvergence { n })?;
    // the sum turns -0 into 0, so that equal values sort as equal
    let values: Vec<(f64, f64)> = (0..n).map(|j| (re[j] + 0.0, im[j] + 0.0)).collect();
    if values.iter().all(|(re, im)| re.is_finite() && im.is_finite()) {
        Ok(values)
    } else {
        Err(LinearError::NoConvergence { n })
    }
}

fn descending(a: &(f64, f64), b: &(f64, f64)) -> core::cmp::Ordering {
    b.0.total_cmp(&a.0).then(b.1.total_cmp(&a.1))
}

fn normalised(mut vector: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    let norm = vector.iter().fold(0.0f64, |sum, &(x, y)| sum.hypot(x).hypot(y));
    // the first of the largest, so that the phase does not hang on the last bit of equals
    let largest = vector.iter().copied().fold((0.0, 0.0), |best: (f64, f64), z| {
        if z.0.hypot(z.1) > best.0.hypot(best.1) * (1.0 + 1e-9) { z } else { best }
    });
    let size = largest.0.hypot(largest.1);
    if norm > 0.0 {
        let (c, s) = (largest.0 / size / norm, -largest.1 / size / norm);
        for z in &mut vector {
            *z = (z.0 * c - z.1 * s, z.0 * s + z.1 * c);
        }
    }
    vector
}
