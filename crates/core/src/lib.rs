//! Numbers, systems and runs: what one definition of a dynamical system serves.
#![doc = include_str!("../README.md")]

#[macro_use]
mod unroll;
pub mod mask;
pub mod real;
pub mod scalar;
pub mod vector;
pub mod elementary;
pub mod lanes;
pub mod dual;
pub mod dispatch;
pub mod space;
pub mod system;
pub mod linear;
pub mod seed;
#[cfg(feature = "conformance")]
pub mod conformance;
pub mod tolerance;
pub mod method;
pub mod control;
pub mod observe;
pub mod evolve;

pub use control::{Controller, Verdict};
pub use dispatch::{
    Doubles, Kernel, KernelOn, Level, Precision, ScalarDouble, ScalarSingle, Shape, Singles, Task, Wide,
    with_fma,
};
pub use dual::Dual;
pub use evolve::{Evolve, Iterated, Stuck};
pub use lanes::Lanes;
pub use mask::Mask;
pub use method::{Method, Trial};
pub use observe::{Cut, Dense, Observer, Step, Watch};
pub use real::{Layers, Lift, Primal, Real};
pub use space::{Dynamic, Fixed, Space};
pub use system::{Family, Flow, Map, MapFamily, Point, System};
pub use tolerance::Tolerance;
