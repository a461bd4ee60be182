//! Heun 2(1): two stages, order 2.
use super::Tableau;

/// Heun's method of order 2, the explicit trapezoidal rule, with Euler's method embedded.
///
/// C. Runge, *Ueber die numerische Auflösung von Differentialgleichungen*, Math. Ann. 46 (1895) 167-178; K.
/// Heun, *Neue Methoden zur approximativen Integration der Differentialgleichungen einer unabhängigen
/// Veränderlichen*, Z. Math. Phys. 45 (1900) 23-38.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Heun;

impl Tableau<2> for Heun {
    const NAME: &'static str = "Heun 2(1)";
    const ORDER: u32 = 2;
    const EMBEDDED: u32 = 1;
    const C: [f64; 2] = [0.0, 1.0];
    const A: [[f64; 2]; 2] = [[0.0; 2], [1.0, 0.0]];
    const B: [f64; 2] = [1.0 / 2.0, 1.0 / 2.0];
    const E: [f64; 2] = [-1.0 / 2.0, 1.0 / 2.0];
}
