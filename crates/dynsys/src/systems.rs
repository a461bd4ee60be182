//! Systems with known behaviour, each with its equation, citation and reference values.

mod lorenz;

pub use lorenz::Lorenz;
