//! Step-size controllers: constant, held, I, PI and PID.

mod constant;
mod hold;
mod pid;

pub use constant::Constant;
pub use hold::Hold;
pub use pid::Pid;
