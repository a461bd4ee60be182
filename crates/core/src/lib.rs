//! Numbers, systems and runs: what one definition of a dynamical system serves.
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

pub use dispatch::{Doubles, Kernel, Level, ScalarDouble, ScalarSingle, Shape, Singles, Wide};
pub use dual::Dual;
pub use lanes::Lanes;
pub use mask::Mask;
pub use real::{Layers, Lift, Primal, Real};
pub use space::{Dynamic, Fixed, Space};
pub use system::{Family, Flow, Map, Point, System};
