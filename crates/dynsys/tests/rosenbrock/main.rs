//! Rosenbrock methods: their order conditions, the orders that they show, stiff problems, lanes, and what goes wrong.
#[path = "../order_conditions/trees.rs"]
mod trees;
#[path = "../problems/mod.rs"]
mod problems;
#[path = "../smooth/mod.rs"]
mod smooth;
mod conditions;
mod failures;
mod shown;
mod stiff;

/// Calls a generic function for each method.
#[macro_export]
macro_rules! for_each_method {
    ($check:ident) => {
        $check::<dynsys::rosenbrock::Rosenbrock23, 3>();
        $check::<dynsys::rosenbrock::Rodas4, 6>();
        $check::<dynsys::rosenbrock::Rodas5P, 8>();
    };
}
