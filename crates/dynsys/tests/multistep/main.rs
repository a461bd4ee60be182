//! Methods that iterate in each step and keep their Jacobian, BDF and ESDIRK: order conditions, the orders that runs show, stiff
//! problems, lanes, and what goes wrong.
#[path = "../order_conditions/trees.rs"]
mod trees;
#[path = "../problems/mod.rs"]
mod problems;
#[allow(dead_code, reason = "its problem is not for methods that start slowly")]
#[path = "../smooth/mod.rs"]
mod smooth;
mod conditions;
mod failures;
mod shown;
mod stiff;
