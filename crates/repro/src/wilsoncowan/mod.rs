//! Learning in a Wilson-Cowan metapopulation.

pub mod ablations;
pub mod attractors;
mod backwards;
mod bench;
pub mod constants;
mod curves;
pub mod fig2;
pub mod fig3;
pub mod fig4;
pub mod fig5;
pub mod fig6;
pub mod fig7;
pub mod fig8;
mod pictures;
mod published;
pub mod robustness;
mod runs;
mod sizes;
pub mod table1;
#[cfg(feature = "wilsoncowan-train")]
pub mod table2;
pub mod table6;
pub mod table7;
