//! Methods with an iteration in each step, BDF: the orders that they show, stiff problems, lanes, and what goes wrong.
#[path = "../problems/mod.rs"]
mod problems;
#[allow(dead_code, reason = "its problem is not for methods that start slowly")]
#[path = "../smooth/mod.rs"]
mod smooth;
mod failures;
mod shown;
mod stiff;
