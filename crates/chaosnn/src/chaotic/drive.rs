//! What moves a weight: orbits of a map, or as controls noise and the same orbits in random order.

use super::maps::{WeightMap, width};
use crate::error::Error;
use neurodyn_core::seed::Seeds;

/// A source of one series a weight. Every [`WeightMap`] is one.
pub trait Drive: Sync {
    /// Its name in reports.
    fn name(&self) -> String;
    /// Whether its parameters make sense.
    ///
    /// # Errors
    /// Those of the parameters.
    fn check(&self) -> Result<(), Error>;
    /// The series of the weights `first`, `first + 1`, .. (counted over all perturbed ones) that start at `starts`, at
    /// steps that ascend from 1. What a weight gets must not depend on how weights are grouped.
    ///
    /// # Errors
    /// Which of the starts has a bad series, and why.
    fn series(&self, first: u64, starts: &[f64], steps: &[u64]) -> Result<Orbits, (usize, Error)>;
}

/// Series side by side.
#[derive(Clone, Debug, PartialEq)]
pub struct Orbits {
    /// For every step, one number a weight.
    pub values: Vec<f64>,
    /// For every weight, the step at which it came to rest.
    pub died: Vec<Option<u64>>,
}

impl<M: WeightMap> Drive for M {
    fn name(&self) -> String {
        WeightMap::name(self).to_owned()
    }
    fn check(&self) -> Result<(), Error> {
        WeightMap::check(self)
    }
    fn series(&self, _first: u64, starts: &[f64], steps: &[u64]) -> Result<Orbits, (usize, Error)> {
        let g = self.width();
        let count = starts.len();
        if let Some(at) = starts.iter().position(|x0| !x0.is_finite() || x0.abs() >= 0.5 * g) {
            return Err((at, Error::Start { x0: starts[at], g }));
        }
        let mut orbits = Orbits { values: Vec::with_capacity(count * steps.len()), died: vec![None; count] };
        let mut states: Vec<_> = starts.iter().map(|&x0| self.start(x0)).collect();
        let mut next = states.clone();
        let mut step = 0;
        for &until in steps {
            while step < until {
                for (state, next) in states.iter().zip(&mut next) {
                    self.apply(state, next);
                }
                core::mem::swap(&mut states, &mut next);
                step += 1;
            }
            for at in 0..count {
                let state = states[at].as_ref();
                if state[0].is_nan() || state[0].abs() > 0.5 * g {
                    return Err((at, left(self, starts[at], step)));
                }
                orbits.values.push(state[0]);
                self.apply(&states[at], &mut next[at]);
                if orbits.died[at].is_none() && next[at].as_ref() == state {
                    orbits.died[at] = Some(rest(self, starts[at], step));
                }
            }
        }
        Ok(orbits)
    }
}

/// The first step whose state is its own image; it is known to be at most `until`.
#[cold]
fn rest<M: WeightMap>(map: &M, x0: f64, until: u64) -> u64 {
    let mut state = map.start(x0);
    let mut next = state.clone();
    for step in 0..until {
        map.apply(&state, &mut next);
        if next.as_ref() == state.as_ref() {
            return step;
        }
        core::mem::swap(&mut state, &mut next);
    }
    until
}

/// The first step outside of the interval; it is known to be at most `until`.
#[cold]
fn left<M: WeightMap>(map: &M, x0: f64, until: u64) -> Error {
    let (mut state, g) = (map.start(x0), map.width());
    let mut next = state.clone();
    let mut step = 0;
    while step < until && state.as_ref()[0].abs() <= 0.5 * g {
        map.apply(&state, &mut next);
        core::mem::swap(&mut state, &mut next);
        step += 1;
    }
    Error::Left { step, x: state.as_ref()[0], x0, g }
}

/// Independent normal numbers, another one for every weight and sample: a control without dynamics.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GaussianNoise {
    /// The standard deviation.
    pub deviation: f64,
    /// Where they come from; stream `i` belongs to weight `i`.
    pub seeds: Seeds,
}

impl GaussianNoise {
    /// Noise with the variance `g^2 / 8` of [`crate::Rescaled`] at `A = 4`, whose invariant density is that of `g/2 cos`
    /// of a uniform angle. Not cut off at `g/2`.
    #[must_use]
    pub fn like_logistic(g: f64, seeds: Seeds) -> Self {
        Self { deviation: g / 8.0_f64.sqrt(), seeds }
    }
}

impl Drive for GaussianNoise {
    fn name(&self) -> String {
        "Gaussian noise".to_owned()
    }
    fn check(&self) -> Result<(), Error> {
        width(self.deviation)
    }
    /// The starts do not matter, and a step is not more than a place in the order of samples.
    fn series(&self, first: u64, starts: &[f64], steps: &[u64]) -> Result<Orbits, (usize, Error)> {
        let count = starts.len();
        let mut orbits = Orbits { values: vec![0.0; count * steps.len()], died: vec![None; count] };
        for at in 0..count {
            let mut stream = self.seeds.stream(first + at as u64);
            for sample in 0..steps.len() {
                orbits.values[sample * count + at] = self.deviation * stream.normal();
            }
        }
        Ok(orbits)
    }
}

/// The samples of another drive, those of each weight in a random order of its own: a control that keeps every weight's
/// values and destroys their order in time and between weights.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shuffled<D> {
    /// Whose samples.
    pub drive: D,
    /// Where the orders come from; stream `i` belongs to weight `i`.
    pub seeds: Seeds,
}

impl<D: Drive> Drive for Shuffled<D> {
    fn name(&self) -> String {
        format!("{}, shuffled", self.drive.name())
    }
    fn check(&self) -> Result<(), Error> {
        self.drive.check()
    }
    fn series(&self, first: u64, starts: &[f64], steps: &[u64]) -> Result<Orbits, (usize, Error)> {
        let mut orbits = self.drive.series(first, starts, steps)?;
        let count = starts.len();
        let mut own = vec![0.0; steps.len()];
        for at in 0..count {
            for sample in 0..steps.len() {
                own[sample] = orbits.values[sample * count + at];
            }
            self.seeds.stream(first + at as u64).shuffle(&mut own);
            for sample in 0..steps.len() {
                orbits.values[sample * count + at] = own[sample];
            }
        }
        Ok(orbits)
    }
}
