//! Systems with known behaviour, each with its equation, citation and reference values.

mod arenstorf;
mod brusselator;
mod cube_root;
mod decay;
mod double_well;
mod duffing;
mod henon;
mod hires;
mod kepler;
mod linear;
mod logistic;
mod lorenz;
mod lorenz96;
mod magnetic_pendulum;
mod orego;
mod oscillator;
mod pollution;
mod robertson;
mod rossler;
mod torus;
mod van_der_pol;

pub use arenstorf::Arenstorf;
pub use brusselator::Brusselator;
pub use cube_root::CubeRoots;
pub use decay::Decay;
pub use double_well::DoubleWell;
pub use duffing::Duffing;
pub use henon::Henon;
pub use hires::Hires;
pub use kepler::Kepler;
pub use linear::Linear;
pub use logistic::Logistic;
pub use lorenz::Lorenz;
pub use lorenz96::Lorenz96;
pub use magnetic_pendulum::MagneticPendulum;
pub use orego::Oregonator;
pub use oscillator::HarmonicOscillator;
pub use pollution::Pollution;
pub use robertson::Robertson;
pub use rossler::Rossler;
pub use torus::Torus;
pub use van_der_pol::{StiffVanDerPol, VanDerPol};

/// Asserts a right-hand side at time 0, to 14 digits in each coordinate.
#[cfg(test)]
fn assert_rhs<S: neurodyn_core::Flow<f64>>(system: &S, x: &neurodyn_core::Point<S, f64>, due: &[f64]) {
    let mut slope = x.clone();
    system.rhs(0.0, x, &mut slope);
    assert_eq!(slope.as_ref().len(), due.len());
    for (i, (found, due)) in slope.as_ref().iter().zip(due).enumerate() {
        assert!((found - due).abs() <= 1e-14 * due.abs(), "coordinate {i}: {found:e} instead of {due:e}");
    }
}
