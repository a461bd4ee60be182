//! Hodgkin-Huxley-type neurons, coupled neurons and their neural-network mappings.
pub mod neuron;
pub use neuron::Neuron;
