//! What mappings do, in the terms in which their neurons are known: the same measures, beside those of the equations.

mod drift;
mod dynamics;
mod edge;
mod exponents;
mod orbit;
mod spike_trains;
mod steady;

pub use drift::{Drift, ROOM, Rounding, drift, rounding};
pub use dynamics::{Bound, Dynamics, Target, dynamics, rest_dynamics};
pub use edge::edge;
pub use exponents::{Timed, mapping_spectrum};
pub use orbit::mapping_portrait;
pub use spike_trains::{SpikeError, spike_error};
pub use steady::{Border, Crossing, MappingPoint, RestWindow, mapping_steady_state, rest_windows};
