//! How much two things agree: labelled maps, invariant densities, spectra, predictions.
//!
//! For systems that are to be the same: a learned map and its equations, single and double precision, two integrators.

mod agreement;
mod density;
mod power;
mod prediction;

pub use agreement::Agreement;
pub use density::{Bins, state_space_divergence};
pub use power::{hellinger, power_spectrum, spectral_distance};
pub use prediction::{Prediction, valid_prediction};
