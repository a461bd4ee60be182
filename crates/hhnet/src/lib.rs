//! Hodgkin-Huxley-type neurons, coupled neurons and their neural-network mappings.
pub mod coupled;
pub mod ensembles;
mod error;
pub mod fixed_point;
pub mod neuron;
pub mod observable;
pub mod portrait;
pub mod regime;
pub mod starts;
pub mod transition;

pub use coupled::{Network, Pair};
pub use error::Error;
pub use fixed_point::{Hopf, hopf_points, network_steady_state, pair_steady_state, steady_state};
pub use neuron::Neuron;
pub use observable::Activity;
pub use portrait::{Portrait, portrait};
pub use regime::{Regime, Spikes, Train};
pub use starts::{Axis, Scatter, Section};
pub use transition::burst_to_spike;
