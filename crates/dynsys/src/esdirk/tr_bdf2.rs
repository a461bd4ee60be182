//! TR-BDF2: a step of the trapezoidal rule, then one of BDF of order 2, as one ESDIRK method.
use super::SinglyDiagonal;
use core::f64::consts::SQRT_2;

/// Three stages, of which two are implicit; order 2 with an embedded solution of order 3, L-stable: for crude tolerances and
/// lanes.
///
/// M. E. Hosea and L. F. Shampine, *Analysis and implementation of TR-BDF2*, Appl. Numer. Math. 20 (1996) 21-37: the tableau
/// of section 2, the estimate of section 3, filtered by the matrix of the iteration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TrBdf2;

const DIAGONAL: f64 = 1.0 - SQRT_2 / 2.0;
const WEIGHT: f64 = SQRT_2 / 4.0;

impl SinglyDiagonal<3> for TrBdf2 {
    const NAME: &'static str = "TR-BDF2";
    const ORDER: u32 = 2;
    const ERROR_POWER: u32 = 3;
    const C: [f64; 3] = [0.0, 2.0 - SQRT_2, 1.0];
    const A: [[f64; 3]; 3] = [[0.0; 3], [DIAGONAL, DIAGONAL, 0.0], [WEIGHT, WEIGHT, DIAGONAL]];
    const E: [f64; 3] =
        [WEIGHT - (1.0 - WEIGHT) / 3.0, WEIGHT - (3.0 * WEIGHT + 1.0) / 3.0, DIAGONAL - DIAGONAL / 3.0];
    const FILTERED: bool = true;
}
