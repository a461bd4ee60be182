//! Runs items: decides what is to be done, keeps finished units, writes outputs whole, and says why.

mod code;
mod manifest;
mod place;
mod report;
mod run;
mod talk;
mod unit_file;
mod write;

pub use manifest::Manifest;
pub use place::{Place, State, is_current, last_run};
pub use report::{Line, Report};
pub use run::{Options, Plan, Ran, plan, run};
pub use talk::{Progress, Talk, in_words};
pub(crate) use write::whole;
