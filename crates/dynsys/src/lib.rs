//! Integrators, ensembles, Lyapunov exponents, sections, fixed points and basins of dynamical systems.
#![doc = include_str!("../README.md")]

pub mod auto;
#[cfg(any(feature = "ode_solvers", feature = "diffsol"))]
pub mod backend;
pub mod basin;
pub mod bdf;
mod check;
pub mod compare;
pub mod control;
pub mod differentiate;
mod drive;
pub mod ensemble;
pub mod erk;
pub mod esdirk;
pub mod event;
mod failure;
mod first_step;
pub mod fixed_point;
mod integrate;
pub mod jacobian;
pub mod lyapunov;
pub mod map_ensemble;
pub mod mass;
mod newton;
mod plan;
pub mod radau;
pub mod reduce;
pub mod rosenbrock;
mod sampled;
pub mod save;
mod section;
pub mod steady;
mod stepwise;
pub mod systems;
pub mod tableau;

pub use auto::Auto;
pub use basin::{Basin, Basins};
pub use bdf::Bdf;
pub use control::{Constant, Hold, Pid};
pub use ensemble::{Ensemble, Starts};
pub use erk::Erk;
pub use esdirk::Esdirk;
pub use failure::{Cause, Error, Failure};
pub use fixed_point::FixedPoint;
pub use integrate::{End, integrate, integrate_here, reduce};
pub use lyapunov::Spectrum;
pub use map_ensemble::{MapEnsemble, Tally};
pub use neurodyn_core::Tolerance;
pub use plan::Plan;
pub use radau::Radau;
pub use reduce::{Final, Reducer, Reduction, WindowMean};
pub use rosenbrock::Rosenbrock;
pub use sampled::Sampled;
pub use save::{Save, Trajectory, trajectory};
pub use section::{Poincare, Stroboscopic};
pub use steady::Steady;
pub use stepwise::Stepwise;

pub use neurodyn_core::{
    Dense, Doubles, Dual, Dynamic, Evolve, Family, Fixed, Flow, Iterated, Kernel, Layers, Level, Lift, Map,
    MapFamily, Mask, Method, Observer, Point, Primal, Real, ScalarDouble, ScalarSingle, Singles, Space, Step,
    Stuck, System, Watch,
};

/// The README of the whole workspace, whose examples are tests of this crate.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct WorkspaceReadme;
