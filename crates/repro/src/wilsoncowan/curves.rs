//! Shares with their intervals as points with whiskers and as bands.

use ::wilsoncowan::analysis::Proportion;

use crate::figure::{Colour, Dots, Plot, Stroke};

/// A share and its 95 % interval.
pub(super) type Interval = (f64, (f64, f64));

/// The shares with their intervals.
pub(super) fn intervals(of: &[Proportion]) -> Vec<Interval> {
    of.iter().map(|share| (share.fraction(), share.interval())).collect()
}

/// Points with whiskers.
pub(super) fn whiskers(mut plot: Plot, x: &[f64], y: &[Interval], colour: Colour) -> Plot {
    for (x, (_, (low, high))) in x.iter().zip(y) {
        plot = plot.line(&[*x, *x], &[*low, *high], Stroke { points: 0.9, ..Stroke::solid(colour) });
    }
    let y: Vec<f64> = y.iter().map(|(share, _)| *share).collect();
    plot.scatter(x, &y, Dots::discs(colour, 3.0))
}
