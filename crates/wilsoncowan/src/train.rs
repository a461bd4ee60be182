//! Training: a coupling with planted attractors learns to send images to them.
//!
//! ```text
//! A = M (I - V V^T),   V an orthonormal basis of what the targets span
//! L = 1/(B N) sum_b |x_b(T) - target_b|^2,   x(0) = y(0) = image
//! ```
//! `M` and gamma go down the gradient of the discrete steps (Euler's method) by Adam. It is the class of couplings of
//! eq. (4) of the source up to diagonalisability over the reals: no inverse is needed, and epochs count for more.

mod batches;
mod carried;
mod checkpoint;
mod options;
mod session;
mod standing;

pub use options::{Options, Ramp};
pub use session::{Epoch, Judged, Progress, Resources, Training};
#[cfg(feature = "train")]
pub(crate) use standing::{least_gamma, parameter_of_gamma};
