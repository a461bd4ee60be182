//! Tangent directions as the derivatives of a state: put there, and re-orthonormalised in place.

use neurodyn_core::linear::{GramSchmidt, LinearError, Orthonormalise};
use neurodyn_core::seed::Seeds;
use neurodyn_core::{Dual, Mask, Real, Space};

/// The state `x` with `K` random orthonormal tangent directions, which depend on the seed alone.
///
/// With them an [`Evolve`](neurodyn_core::Evolve) on duals, on lanes of duals too, moves state and directions.
///
/// # Errors
/// If there are more directions than coordinates.
pub fn with_tangents<S: Space, R: Real, const K: usize>(
    space: S,
    x: &S::Point<R>,
    seed: u64,
) -> Result<S::Point<Dual<R, K>>, LinearError> {
    let mut stream = Seeds::new(seed).named("tangent directions").stream(0);
    let mut state = space.point(|i| Dual::constant(x.as_ref()[i]));
    for coordinate in state.as_mut() {
        for k in 0..K {
            coordinate.eps[k] = R::lit(stream.normal());
        }
    }
    let mut columns = vec![R::lit(0.0); space.dim() * K];
    orthonormalise(state.as_mut(), &mut columns, &mut [R::lit(0.0); K])?;
    Ok(state)
}

/// Replaces the tangent directions of `x` by orthonormal ones that span the same, `V = Q R`, and writes the stretches
/// `R_kk` (0 for a direction that vanished). `columns` is work space for `x.len() * K` numbers.
///
/// # Errors
/// If `columns` has another size, or there are more directions than coordinates.
#[inline(always)]
pub fn orthonormalise<R: Real, const K: usize>(
    x: &mut [Dual<R, K>],
    columns: &mut [R],
    stretch: &mut [R; K],
) -> Result<R::Mask, LinearError> {
    for i in 0..x.len() {
        columns[i * K..(i + 1) * K].copy_from_slice(&x[i].eps);
    }
    let regular = GramSchmidt.orthonormalise(columns, stretch)?;
    for i in 0..x.len() {
        x[i].eps.copy_from_slice(&columns[i * K..(i + 1) * K]);
    }
    Ok(regular)
}

/// A direction of which less than this is left of its square, the part along those before it being gone, is
/// orthonormalised twice.
///
/// One pass of Gram-Schmidt leaves directions orthogonal up to rounding over the part that is left, `1e-5` at this bound. The
/// stretch carries that error however it is computed, since the direction itself was rounded; volumes feel only the square of
/// what is missing from orthogonality.
const SHRUNK: f64 = 1e-22;

/// Squares of norms between these are no reason to scale.
const SQUARES: [f64; 2] = [1e-200, 1e200];

/// Columns that are worked on together.
const BLOCK: usize = 8;

/// As [`orthonormalise`], in one pass where that is enough for exponents, lane by lane: directions are then orthogonal to
/// `1e-5` or better, and the volumes that they span are as exact as two passes give them.
#[inline(always)]
pub(super) fn renormalise<R: Real, const K: usize>(
    x: &mut [Dual<R, K>],
    columns: &mut [R],
    stretch: &mut [R; K],
) -> Result<(), LinearError> {
    let one = R::lit(1.0);
    for i in 0..x.len() {
        columns[i * K..(i + 1) * K].copy_from_slice(&x[i].eps);
    }
    let mut square = [R::lit(0.0); K];
    for i in 0..x.len() {
        for k in 0..K {
            square[k] = x[i].eps[k].mul_add(x[i].eps[k], square[k]);
        }
    }
    let mut good = R::Mask::splat(true);
    for k in 0..K {
        good = good.and(R::lit(SQUARES[0]).le(square[k])).and(square[k].le(R::lit(SQUARES[1])));
    }
    for j in 0..K {
        // whole blocks are worked on; what stands before the column has no part along it
        let from = if const { K <= BLOCK } { 0 } else { j - j % BLOCK };
        let mut along = [R::lit(0.0); K];
        for i in 0..x.len() {
            let row = &x[i].eps;
            for k in from..K {
                along[k] = row[j].mul_add(row[k], along[k]);
            }
        }
        let left = along[j];
        good = good.and((square[j] * R::lit(SHRUNK)).le(left));
        stretch[j] = left.sqrt();
        let inverse = one / stretch[j];
        for k in from..K {
            along[k] = if k > j { -(along[k] * inverse) } else { R::lit(0.0) };
        }
        for i in 0..x.len() {
            let row = &mut x[i].eps;
            let unit = row[j] * inverse;
            row[j] = unit;
            for k in from..K {
                row[k] = along[k].mul_add(unit, row[k]);
            }
        }
    }
    if good.all() {
        return Ok(());
    }
    let mut careful = [R::lit(0.0); K];
    GramSchmidt.orthonormalise(columns, &mut careful)?;
    for k in 0..K {
        stretch[k] = R::select(good, stretch[k], careful[k]);
        for i in 0..x.len() {
            x[i].eps[k] = R::select(good, x[i].eps[k], columns[i * K + k]);
        }
    }
    Ok(())
}
