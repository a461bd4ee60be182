//! Shared problems of the benchmarks; see the README for how to read them.
#![doc = include_str!("../README.md")]

pub mod handwritten;
pub mod planes;

use dynsys::ensemble::{Outcome, Resources, StartsBy};
use dynsys::reduce::Observable;
use dynsys::tableau::Tsitouras54;
use dynsys::{Ensemble, Erk, Error, Pid, Plan, Tolerance, WindowMean};
use hhnet::Neuron;
use neurodyn_core::{Real, Shape};

/// `S^2` of a neuron.
#[derive(Clone, Copy, Debug)]
pub struct SlowGateSquared;

impl Observable for SlowGateSquared {
    #[inline(always)]
    fn value<R: Real>(&self, x: &[R]) -> R {
        x[2] * x[2]
    }
}

/// One start: `V` (mV), `n`, `S` and the parameter `V_S` (mV).
pub type Start = [f64; 4];

/// The standard ensemble: 200 s of the modified neuron at `rtol = atol = tolerance`, mean of `S^2` over the last 100 s.
///
/// # Errors
/// As [`Ensemble::run`].
pub fn neurons<L: Shape>(
    starts: &[Start],
    tolerance: f64,
    resources: &Resources<'_>,
) -> Result<Vec<Outcome<f64>>, Error> {
    let ensemble = Ensemble {
        family: &Neuron::modified(-36.0),
        plan: Plan::new(Erk(Tsitouras54), Pid::default(), Tolerance::both(tolerance)),
        span: (0.0, 200.0),
        reducer: WindowMean { observable: SlowGateSquared, window: (100.0, 200.0) },
    };
    let write = |index: usize, x: &mut [f64], parameters: &mut [f64]| {
        x.copy_from_slice(&starts[index][..3]);
        parameters[0] = starts[index][3];
    };
    ensemble.run_as::<L>(&StartsBy { count: starts.len(), write }, resources)
}

/// Starts spread over the box of the source's table 3, by an additive recurrence that needs no generator.
#[must_use]
pub fn spread_starts(count: usize) -> Vec<Start> {
    // powers of the inverse of the root of x^5 = x + 1 (a generalised golden ratio) fill four dimensions evenly
    const STEP: [f64; 4] = [0.8566748838545029, 0.7338918566271260, 0.6287067210378087, 0.5385972572236101];
    const LOW: [f64; 4] = [-70.0, 0.0, 0.14, -40.0];
    const WIDTH: [f64; 4] = [52.0, 0.13, 0.12, 10.0];
    let one = |i: usize| core::array::from_fn(|k| LOW[k] + WIDTH[k] * ((i + 1) as f64 * STEP[k]).fract());
    (0..count).map(one).collect()
}
