//! Euler: one stage, order 1.
use super::Tableau;

/// Euler's method.
///
/// L. Euler, *Institutionum calculi integralis*, vol. 1, St Petersburg (1768), sectio II, caput VII.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Euler;

impl Tableau<1> for Euler {
    const NAME: &'static str = "Euler";
    const ORDER: u32 = 1;
    const EMBEDDED: u32 = 0;
    const C: [f64; 1] = [0.0];
    const A: [[f64; 1]; 1] = [[0.0; 1]];
    const B: [f64; 1] = [1.0];
    const E: [f64; 1] = [0.0; 1];
}
