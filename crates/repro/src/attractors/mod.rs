//! Feedback tanh networks as attractors: an article whose text is machine-paraphrased.

pub mod bifurcation;
mod chances;
pub mod constants;
pub mod fig1;
pub mod fig2;
pub mod fig3;
pub mod fig4;
mod orbit;
mod portrait;
pub mod probability;
mod published;
pub mod strange;
