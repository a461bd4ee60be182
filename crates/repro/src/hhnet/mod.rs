//! Kuptsov and Stankevich (2024): Hodgkin-Huxley-type neurons and neural networks that stand in for them.
//!
//! Items of this source are named after its figures and tables. Panels that show the neural-network
//! mapping of eq. (5) are drawn as "not built yet" until there are mappings.

pub mod constants;
mod density;
mod ensembles;
pub mod fig1;
pub mod fig2;
pub mod fig3;
pub mod fig4;
pub mod fig5;
pub mod fig6;
pub mod fig7;
pub mod fig8;
pub mod fig9;
mod pairs;
mod runs;
mod sections;
pub mod table1;
