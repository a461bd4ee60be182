//! Integrators, ensembles, Lyapunov exponents, sections, fixed points and basins of dynamical systems.
mod check;
pub mod control;
mod drive;
pub mod ensemble;
pub mod erk;
mod failure;
mod first_step;
mod integrate;
mod plan;
pub mod reduce;
mod sampled;
pub mod systems;
pub mod tableau;

pub use control::{Constant, Pid};
pub use ensemble::{Ensemble, Starts};
pub use erk::Erk;
pub use failure::{Cause, Error, Failure};
pub use integrate::{End, integrate, integrate_here};
pub use sampled::Sampled;
pub use neurodyn_core::Tolerance;
pub use plan::Plan;
pub use reduce::{Final, Reducer, WindowMean};
