//! What the tests of laws share: numbers into lanes, and bits out of them.
#![allow(dead_code)]

use neurodyn_core::{Level, Real};

/// The levels of this processor.
pub(crate) fn levels() -> impl Iterator<Item = Level> {
    Level::ALL.into_iter().filter(|level| level.available())
}

/// A number with `x(i)`, rounded to the lane's width, in lane `i`.
#[inline(always)]
pub(crate) fn lanes_from<R: Real>(x: impl Fn(usize) -> f64) -> R {
    let mut lanes = R::lit(0.0);
    for i in 0..R::LANES {
        lanes = lanes.with_lane(i, <R::Lane as Real>::lit(x(i)));
    }
    lanes
}

/// The bits of a number, the same for every NaN: the standard leaves the sign and the payload of NaN open.
pub(crate) fn bits(x: f64) -> u64 {
    if x.is_nan() { f64::NAN.to_bits() } else { x.to_bits() }
}
