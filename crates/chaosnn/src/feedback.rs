//! Feedback networks: one layer of tanh units whose output is fed back through a shift register, and its attractors.
//!
//! ```text
//! y0 = sum_i b_i x_i,   y <- (y0, y_0, .., y_(D-2)),   x_i = tanh(sum_j w_ij y_j)
//! ```
//! J. C. Sprott, "Artificial neural net attractors", Computers & Graphics 22, 143 (1998), in the form of the seed:
//! `w` is uniform in `[-1, 1)`, `b` in `[0, s)`, and no unit has a bias, so with every orbit its mirror image
//! `x -> -x` is one. [`Feedback`] is the network, drawn as the seed draws it or a user's own.

mod network;
mod trajectory;
mod orbit;
mod map;
mod parallel;
mod columns;
mod tangent;
mod exponents;
mod sweep;
mod rotation;
mod classify;
mod coverage;
mod search;
mod probability;
mod bifurcation;
mod multistability;

pub use bifurcation::{Recording, Slice};
pub use classify::{Class, Evidence, Judging};
pub use coverage::{Coverage, GRID, coverage};
pub use exponents::{Averaging, Exponents};
pub use multistability::{Attractor, Telling};
pub use network::{Feedback, INITIAL, State};
pub use probability::{Counting, Probability};
pub use rotation::rotation_number;
pub use search::{Candidate, Finding, Search};
pub use sweep::{spectra, spectra_as};
pub use trajectory::Trajectory;
