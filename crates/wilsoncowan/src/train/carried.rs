//! Samples that go on: those that are farthest from every target when a batch ends begin the next one where they are.
//!
//! Every node has two stable states of its own, so a trained network can have attractors beside the planted ones, most of them
//! a planted pattern with a few nodes in the other state. A short time of integration hardly sees them; what goes on
//! through several batches does, for the price of a short time.

use crate::kernel::tape::Tape;
use crate::targets::Targets;

/// A sample where a batch left it.
#[derive(Clone, Debug)]
pub(super) struct Sample {
    pub(super) image: usize,
    /// Batches in a row that it has been part of.
    pub(super) rounds: usize,
    pub(super) x: Vec<f32>,
    pub(super) y: Vec<f32>,
    /// The squared distance from the nearest target.
    distance: f32,
}

impl Sample {
    /// A lane of a tape at its end, with the sample's image and the rounds that were behind it at the start.
    pub(super) fn at_end(
        targets: &Targets,
        tape: &Tape<f32>,
        lane: usize,
        (image, rounds): (usize, usize),
    ) -> Self {
        let [x, y] =
            [0, 1].map(|k| (0..tape.nodes).map(|i| tape.end[k][i * tape.lanes + lane]).collect::<Vec<f32>>());
        Self { image, rounds: rounds + 1, distance: nearest(targets, &x), x, y }
    }
}

/// The squared distance from the nearest target.
fn nearest(targets: &Targets, x: &[f32]) -> f32 {
    let (low, high) = targets.states();
    let (low, high) = (low as f32, high as f32);
    // all nodes against the high state, then each class's own against the low one
    let from = |state: f32, nodes: &[f32]| nodes.iter().fold(0.0, |sum, x| sum + (x - state) * (x - state));
    let all = from(high, x);
    let own = x.chunks(targets.segment()).take(targets.classes());
    own.map(|own| all - from(high, own) + from(low, own)).fold(f32::INFINITY, f32::min)
}

/// The `count` samples farthest from every target, of those with fewer than `most` rounds behind them.
pub(super) fn farthest(mut samples: Vec<Sample>, count: usize, most: usize) -> Vec<Sample> {
    samples.retain(|sample| sample.rounds < most && sample.distance.is_finite());
    samples.sort_by(|a, b| b.distance.total_cmp(&a.distance));
    samples.truncate(count);
    samples
}
