//! The classical Runge-Kutta method: four stages, order 4.
use super::Tableau;

/// The classical Runge-Kutta method, without an error estimate.
///
/// W. Kutta, *Beitrag zur näherungsweisen Integration totaler Differentialgleichungen*, Z. Math. Phys. 46
/// (1901) 435-453.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rk4;

impl Tableau<4> for Rk4 {
    const NAME: &'static str = "RK4";
    const ORDER: u32 = 4;
    const EMBEDDED: u32 = 0;
    const C: [f64; 4] = [0.0, 1.0 / 2.0, 1.0 / 2.0, 1.0];
    const A: [[f64; 4]; 4] =
        [[0.0; 4], [1.0 / 2.0, 0.0, 0.0, 0.0], [0.0, 1.0 / 2.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0]];
    const B: [f64; 4] = [1.0 / 6.0, 1.0 / 3.0, 1.0 / 3.0, 1.0 / 6.0];
    const E: [f64; 4] = [0.0; 4];
}
