//! Step-size controllers: constant, I, PI and PID.

mod constant;
mod pid;

pub use constant::Constant;
pub use pid::Pid;
