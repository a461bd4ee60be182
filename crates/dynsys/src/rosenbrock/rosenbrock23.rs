//! Rosenbrock 2(3) of Shampine and Reichelt, the method of MATLAB's `ode23s`.
use super::Linearised;
use core::f64::consts::SQRT_2;

/// Three stages, of which the last is evaluated at the new point; order 2, L-stable, for crude tolerances and lanes.
///
/// Printed with the increments `k`; here with `u = h Gamma k`, where `Gamma = gamma [[1], [-1, 1], [e - 2, -e, 1]]`,
/// `gamma = 1/(2 + sqrt 2)`, `e = 6 + sqrt 2`.
///
/// L. F. Shampine and M. W. Reichelt, *The MATLAB ODE suite*, SIAM J. Sci. Comput. 18 (1997) 1-22.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rosenbrock23;

/// `1 / gamma`
const INVERSE: f64 = 2.0 + SQRT_2;

impl Linearised<3> for Rosenbrock23 {
    const NAME: &'static str = "Rosenbrock 2(3)";
    const ORDER: u32 = 2;
    const ERROR_POWER: u32 = 3;
    const GAMMA: f64 = 1.0 / INVERSE;
    const C: [f64; 3] = [0.0, 0.5, 1.0];
    const A: [[f64; 3]; 3] = [[0.0; 3], [0.5 * INVERSE, 0.0, 0.0], [INVERSE, INVERSE, 0.0]];
    const B: [[f64; 3]; 3] = [[0.0; 3], [-INVERSE, 0.0, 0.0], [-2.0 * INVERSE, -(14.0 + 8.0 * SQRT_2), 0.0]];
    const D: [f64; 3] = [Self::GAMMA, 0.0, -Self::GAMMA];
    const M: [f64; 3] = [INVERSE, INVERSE, 0.0];
    const E: [f64; 3] = [-INVERSE / 6.0, -(5.0 + 3.0 * SQRT_2) / 3.0, -INVERSE / 6.0];
    const DENSE: &'static [[f64; 3]] = &[[0.0, -(4.0 + 3.0 * SQRT_2), 0.0]];
}
