//! Learning in a Wilson-Cowan metapopulation: the model's own figures; those of trained networks are to come.

pub mod constants;
pub mod fig2;
pub mod fig3;
