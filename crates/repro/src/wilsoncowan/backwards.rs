//! There and back: a network run forwards and then backwards, without keeping the way.

use ::wilsoncowan::euler::{Euler, Trajectory};
use ::wilsoncowan::reverse::{Method, Reverse};
use ::wilsoncowan::rk4::RungeKutta4;
use ::wilsoncowan::{Error, Network};
use neurodyn_core::Flow;

use super::bench::{distance, failed};
use crate::error::ReproError;
use crate::setting::Watch;

/// Steps of Euler's method; the last one is the source's.
pub(super) const EULER_STEPS: [f64; 3] = [1e-3, 5e-4, 1e-4];
/// Steps of Runge and Kutta's.
pub(super) const KUTTA_STEPS: [f64; 4] = [0.05, 0.02, 0.01, 0.005];
/// Steps between two looks at the watch.
const BLOCK: usize = 500;

/// A state, `x` and `y`.
pub(super) type State = (Vec<f64>, Vec<f64>);

/// What goes there and back.
pub(super) struct Rebuilding<'a> {
    pub(super) network: &'a Network,
    pub(super) start: &'a [f64],
    pub(super) watch: &'a Watch<'a>,
}

impl Rebuilding<'_> {
    /// From a state so much time ahead.
    pub(super) fn forward(
        &self,
        method: Method,
        dt: f64,
        state: State,
        time: f64,
    ) -> Result<State, ReproError> {
        let n = self.network.nodes();
        let (mut left, mut state) = ((time / dt).round() as usize, state);
        while left > 0 {
            self.watch.check()?;
            let steps = left.min(BLOCK);
            let way = forward(method, (dt, steps), self.network, &state).map_err(failed("the way there"))?;
            state = (way.x[steps * n..].to_vec(), way.y[steps * n..].to_vec());
            left -= steps;
        }
        Ok(state)
    }

    /// From a state so much time back, however much errors grow.
    pub(super) fn back(
        &self,
        method: Method,
        dt: f64,
        state: &State,
        time: f64,
    ) -> Result<State, ReproError> {
        let steps = (time / dt).round() as usize;
        let back = Reverse { tolerance: f64::MAX, ..Reverse::new(method, dt, steps) };
        let rebuilt = back.run(self.network, &state.0, &state.1).map_err(failed("the way back"))?;
        Ok((rebuilt.x, rebuilt.y))
    }

    /// From the start and back, and the largest error.
    pub(super) fn there_and_back(
        &self,
        method: Method,
        dt: f64,
        time: f64,
    ) -> Result<(State, f64), ReproError> {
        let end = self.forward(method, dt, (self.start.to_vec(), self.start.to_vec()), time)?;
        let rebuilt = self.back(method, dt, &end, time)?;
        let error = distance(&rebuilt.0, self.start).max(distance(&rebuilt.1, self.start));
        Ok((rebuilt, error))
    }
}

fn forward(
    method: Method,
    (dt, steps): (f64, usize),
    network: &Network,
    (x, y): &State,
) -> Result<Trajectory, Error> {
    match method {
        Method::Euler => Euler { dt, steps }.forward(network, x, y),
        Method::RungeKutta4 => RungeKutta4 { dt, steps }.forward(network, x, y),
    }
}

/// The largest error of a state that went there and back by Runge and Kutta's method in single precision.
pub(super) fn in_single_precision(network: &Network, start: &[f64], dt: f64, time: f64) -> f64 {
    let begin: Vec<f32> = start.iter().chain(start).map(|x| *x as f32).collect();
    let mut state = begin.clone();
    let steps = (time / dt).round() as usize;
    for h in [dt as f32, -dt as f32] {
        for _ in 0..steps {
            step(network, h, &mut state);
        }
    }
    state.iter().zip(&begin).map(|(a, b)| f64::from((a - b).abs())).fold(0.0, f64::max)
}

fn step(network: &Network, h: f32, state: &mut [f32]) {
    let start = state.to_vec();
    let (mut at, mut slope) = (start.clone(), vec![0.0; start.len()]);
    for (c, b) in [(0.0, 1.0 / 6.0), (0.5, 1.0 / 3.0), (0.5, 1.0 / 3.0), (1.0, 1.0 / 6.0)] {
        for i in 0..start.len() {
            at[i] = start[i] + h * c * slope[i];
        }
        network.rhs(0.0_f32, &at, &mut slope);
        for i in 0..start.len() {
            state[i] += h * b * slope[i];
        }
    }
}
