//! Kuptsov and Stankevich (2024): Hodgkin-Huxley-type neurons and neural networks that stand in for them.
//!
//! Items of this source are named after its figures and tables. Panels that show the neural-network
//! mapping of eq. (5) are drawn as "not built yet" until there are mappings.

pub mod constants;
pub mod table1;
