//! One group for each kernel of the libraries: basins, exponents, integrators, small linear systems, elementary functions.

mod basins;
mod elementary;
mod integrators;
mod linear;
mod lyapunov;

use criterion::criterion_main;
use dynsys::ensemble::Resources;
use neurodyn_core::Level;

/// The levels of this processor that have vectors.
fn levels() -> impl Iterator<Item = Level> {
    Level::ALL.into_iter().filter(|level| level.available() && *level != Level::Portable)
}

/// One thread on this level.
fn one_thread(level: Level) -> Resources<'static> {
    Resources { threads: 1, level, ..Resources::default() }
}

criterion_main!(
    basins::benches,
    lyapunov::benches,
    integrators::benches,
    linear::benches,
    elementary::benches
);
