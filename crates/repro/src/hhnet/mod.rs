//! Kuptsov and Stankevich (2024): Hodgkin-Huxley-type neurons and neural networks that stand in for them.
//!
//! Items of this source are named after its figures and tables. Panels of equations and panels of mappings are drawn and
//! measured by the same code; only what makes the trajectories differs (`ensembles`).

pub mod accuracy;
#[cfg(feature = "hhnet-train")]
pub mod baselines;
pub mod constants;
pub mod cost;
mod counted;
mod density;
mod ensembles;
pub mod fig1;
pub mod fig10;
#[cfg(feature = "hhnet-train")]
pub mod fig11;
pub mod fig2;
pub mod fig3;
pub mod fig4;
pub mod fig5;
pub mod fig6;
pub mod fig7;
pub mod fig8;
pub mod fig9;
mod lines;
mod nets;
mod pair_lines;
mod pairs;
mod runs;
mod sections;
pub mod table1;
pub mod table2;
pub mod table3;
