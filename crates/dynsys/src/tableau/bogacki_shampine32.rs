//! Bogacki-Shampine 3(2): four stages, first same as last.
use super::Tableau;

/// The pair 3(2) of Bogacki and Shampine, four stages of which the last is the first of the next step.
///
/// Its dense output is the cubic Hermite interpolant, of order 3 too.
///
/// P. Bogacki and L. F. Shampine, *A 3(2) pair of Runge-Kutta formulas*, Appl. Math. Lett. 2 (1989) 321-325.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BogackiShampine32;

impl Tableau<4> for BogackiShampine32 {
    const NAME: &'static str = "Bogacki-Shampine 3(2)";
    const ORDER: u32 = 3;
    const EMBEDDED: u32 = 2;
    const C: [f64; 4] = [0.0, 1.0 / 2.0, 3.0 / 4.0, 1.0];
    const A: [[f64; 4]; 4] = [
        [0.0; 4],
        [1.0 / 2.0, 0.0, 0.0, 0.0],
        [0.0, 3.0 / 4.0, 0.0, 0.0],
        [2.0 / 9.0, 1.0 / 3.0, 4.0 / 9.0, 0.0],
    ];
    const B: [f64; 4] = Self::A[3];
    const E: [f64; 4] = [-5.0 / 72.0, 1.0 / 12.0, 1.0 / 9.0, -1.0 / 8.0];
}
