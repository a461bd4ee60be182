//! Tangent directions as the derivatives of a state: put there, and re-orthonormalised in place.

use neurodyn_core::linear::{GramSchmidt, LinearError, Orthonormalise};
use neurodyn_core::seed::Seeds;
use neurodyn_core::{Dual, Real, Space};

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
