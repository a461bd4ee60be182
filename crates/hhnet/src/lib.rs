//! Hodgkin-Huxley-type neurons, coupled neurons and their neural-network mappings.
#![doc = include_str!("../README.md")]

pub mod neuron;
pub mod coupled;
pub mod fixed_point;
pub mod observable;
pub mod regime;
pub mod portrait;
pub mod transition;
pub mod starts;
pub mod ensembles;
pub mod net;
pub mod mapping;
pub mod mlp;
pub mod net_file;
pub mod shipped;
pub mod data;
pub mod levenberg;
pub mod coupled_mapping;
pub mod kicked;
pub mod analysis;
#[cfg(feature = "npz")]
pub mod npz;
#[cfg(feature = "train")]
pub mod train;
mod error;
mod links;

pub use coupled::{Network, Pair};
pub use coupled_mapping::{NetworkMapping, PairMapping};
pub use ensembles::Precision;
pub use error::Error;
pub use fixed_point::{Hopf, hopf_points, network_steady_state, pair_steady_state, steady_state};
pub use kicked::Kicked;
pub use mapping::{Mapping, Scaled, ScaledFamily};
pub use net::{Activation, Form, Net, Scaling, Size};
pub use neuron::Neuron;
pub use observable::Activity;
pub use portrait::{Portrait, portrait};
pub use regime::{Regime, Spikes, Train};
pub use starts::{Axis, Scatter, Section};
pub use transition::{burst_to_spike, mapping_burst_to_spike};
