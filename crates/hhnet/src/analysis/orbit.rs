//! A portrait of an orbit of a mapping: the same facts as of a trajectory of the equations.

use crate::error::Error;
use crate::observable;
use crate::portrait::Portrait;
use crate::regime::{THRESHOLD, Train, rise};
use dynsys::map_ensemble::Sum;
use dynsys::{Cause, Failure};
use neurodyn_core::{Map, Point, Space, System, Task, with_fma};

/// Follows `N` neurons that are mappings with steps of `dt` s (a [`Mapping`](crate::Mapping), a
/// [`PairMapping`](crate::PairMapping), a [`NetworkMapping`](crate::NetworkMapping), a [`Kicked`](crate::Kicked) pair; in
/// mV) from `x0` to the end of `window` (s), and tells what they do within it: [`portrait`](crate::portrait()) of mappings.
///
/// `Q` is the mean over the iterations within the window. The time of a spike is the root of the cubic between two
/// iterations whose slopes are central differences, `(V(t + dt) - V(t - dt)) / 2 dt`.
///
/// # Errors
/// [`Error::Run`] if `x0` has a wrong length, and with the iteration if the orbit leaves the finite numbers;
/// [`Error::Window`]; [`Error::Form`] for a step that is not positive.
///
/// ```
/// use hhnet::{Mapping, Portrait, Regime, analysis::mapping_portrait, shipped};
///
/// let net = shipped::modified();
/// let map = Mapping::<3, 1>::new(&net, [-34.0])?;
/// let neuron: Portrait<1> = mapping_portrait(&map, map.dt(), &[-51.0, 0.002, 0.185], (20.0, 30.0))?;
/// assert!(neuron.trains[0].times.len() > 10);
/// # Ok::<(), hhnet::Error>(())
/// ```
pub fn mapping_portrait<const N: usize, M: Map<f64>>(
    map: &M,
    dt: f64,
    x0: &[f64],
    window: (f64, f64),
) -> Result<Portrait<N>, Error> {
    let dim = map.space().dim();
    for (what, found, expected) in [("start", x0.len(), dim), ("portrait", 3 * N, dim)] {
        if found != expected {
            return Err(dynsys::Error::Dimension { what, found, expected }.into());
        }
    }
    observable::check(window)?;
    if !(dt.is_finite() && dt > 0.0) {
        return Err(Error::Form { what: "time step", value: dt });
    }
    let [from, to] = [window.0, window.1].map(|t| (t / dt).round() as u64);
    with_fma(Follow::<M, N> { map, dt, start: map.space().point(|i| x0[i]), from, to })
}

struct Follow<'a, M: System, const N: usize> {
    map: &'a M,
    dt: f64,
    start: Point<M, f64>,
    /// The window, in iterations.
    from: u64,
    to: u64,
}

impl<M: Map<f64>, const N: usize> Task for Follow<'_, M, N> {
    type Output = Result<Portrait<N>, Error>;
    #[inline(always)]
    fn run(self) -> Self::Output {
        let Self { map, dt, start, from, to } = self;
        let (mut x, mut next) = (start.clone(), start);
        let mut sums = [Sum::<f64>::zero(); N];
        let mut trains = core::array::from_fn(|_| Train {
            times: Vec::new(),
            low: f64::INFINITY,
            high: f64::NEG_INFINITY,
        });
        // V after n - 3, n - 2, n - 1 and n iterations; before the first, that at the start
        let mut v = [[0.0; 4]; N];
        for k in 0..N {
            v[k] = [x.as_ref()[3 * k]; 4];
        }
        let mut end = Vec::new();
        // one iteration more, for the slope at the end of the window
        for n in 1..=to + 1 {
            map.apply(&x, &mut next);
            if !is_finite(next.as_ref()) {
                return Err(escaped(n, x.as_ref()));
            }
            core::mem::swap(&mut x, &mut next);
            for k in 0..N {
                let [_, a, b, c] = v[k];
                let (now, s) = (x.as_ref()[3 * k], x.as_ref()[3 * k + 2]);
                v[k] = [a, b, c, now];
                if n >= from + 2 && b < THRESHOLD && THRESHOLD <= c {
                    let slope = 0.5 / dt;
                    let ends = [b, (c - a) * slope, c, (now - b) * slope];
                    trains[k].times.push(dt * ((n - 2) as f64 + rise(THRESHOLD, dt, ends)));
                }
                if from < n && n <= to {
                    trains[k].low = trains[k].low.min(now);
                    trains[k].high = trains[k].high.max(now);
                    sums[k].add(s * s);
                }
            }
            if n == to {
                end = x.as_ref().to_vec();
            }
        }
        let q = core::array::from_fn(|k| (sums[k].value(0) / (to - from) as f64).sqrt());
        Ok(Portrait { q, trains, end })
    }
}

#[inline(always)]
pub(super) fn is_finite(x: &[f64]) -> bool {
    let mut sum = 0.0;
    for i in 0..x.len() {
        sum += x[i] * 0.0;
    }
    sum == 0.0
}

#[cold]
pub(super) fn escaped(n: u64, x: &[f64]) -> Error {
    let failure = Failure { cause: Cause::NotFinite, t: (n - 1) as f64, h: 1.0, steps: n, state: x.to_vec() };
    dynsys::Error::Failed(failure).into()
}
