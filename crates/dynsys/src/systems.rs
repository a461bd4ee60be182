//! Systems with known behaviour, each with its equation, citation and reference values.

mod arenstorf;
mod decay;
mod duffing;
mod henon;
mod kepler;
mod linear;
mod logistic;
mod lorenz;
mod lorenz96;
mod oscillator;
mod robertson;
mod rossler;
mod torus;
mod van_der_pol;

pub use arenstorf::Arenstorf;
pub use decay::Decay;
pub use duffing::Duffing;
pub use henon::Henon;
pub use kepler::Kepler;
pub use linear::Linear;
pub use logistic::Logistic;
pub use lorenz::Lorenz;
pub use lorenz96::Lorenz96;
pub use oscillator::HarmonicOscillator;
pub use robertson::Robertson;
pub use rossler::Rossler;
pub use torus::Torus;
pub use van_der_pol::VanDerPol;
