//! Feedback tanh networks as attractors: an article whose text is machine-paraphrased.

pub mod constants;
