//! Integrators, ensembles, Lyapunov exponents, sections, fixed points and basins of dynamical systems.
#![doc = include_str!("../README.md")]

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
pub use integrate::{End, integrate, integrate_here, reduce};
pub use sampled::Sampled;
pub use neurodyn_core::Tolerance;
pub use plan::Plan;
pub use reduce::{Final, Reducer, Reduction, WindowMean};

pub use neurodyn_core::{
    Dense, Doubles, Dual, Dynamic, Evolve, Family, Fixed, Flow, Iterated, Kernel, Layers, Level, Lift, Map, Mask, Method,
    Observer, Point, Primal, Real, ScalarDouble, ScalarSingle, Singles, Space, Step, Stuck, System, Watch,
};

/// The README of the whole workspace, whose examples are tests of this crate.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct WorkspaceReadme;
