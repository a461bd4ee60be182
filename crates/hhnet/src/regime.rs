//! Regimes: bursts, spikes, rest or neither, told from the times of the spikes.

use dynsys::Reducer;
use neurodyn_core::method::hermite;
use neurodyn_core::{Layers, Mask, Primal, Real, Step};

/// A spike is `V` rising through this, mV: spikes reach up to -24 mV and return to below -52 mV.
pub const THRESHOLD: f64 = -35.0;

/// What a neuron does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Regime {
    /// Groups of spikes, with pauses between, that repeat.
    Burst {
        /// Spikes in a period.
        spikes: usize,
        /// Pauses in a period: 1, unless bursts of different lengths alternate.
        bursts: usize,
        /// Time from burst to burst (until the pattern repeats), s.
        period: f64,
    },
    /// Spikes at equal intervals.
    Spike {
        /// The interval, s.
        period: f64,
    },
    /// No spikes.
    Rest,
    /// Spikes in no pattern that repeats within the window.
    Irregular {
        /// How many.
        spikes: usize,
        /// How many pauses there are between them.
        pauses: usize,
        /// The shortest interval, s; infinite for a lone spike.
        shortest: f64,
        /// The longest interval, s; 0 for a lone spike.
        longest: f64,
    },
}

/// The spikes of one neuron in a window of time.
#[derive(Clone, Debug, PartialEq)]
pub struct Train {
    /// When `V` rose through the threshold, s, ascending.
    pub times: Vec<f64>,
    /// The lowest voltage at a step's end, mV.
    pub low: f64,
    /// The highest voltage at a step's end, mV.
    pub high: f64,
}

/// An interval longer than this is a pause, s: the slow gate takes 3.5 s to 6.5 s to let a neuron burst again, while no
/// two spikes of a burst or of a spiking neuron are more than 1.5 s apart.
pub const PAUSE: f64 = 2.0;
/// Intervals repeat if they differ by less than this fraction of the longer one.
const REPEATS: f64 = 2e-3;

impl Train {
    /// The regime that these spikes show.
    ///
    /// Intervals `d_1, d_2, ...` repeat after `k` spikes if `d_(i+k) = d_i` (within 0.2 %) all through the window,
    /// which must hold at least two repetitions. `k = 1` are spikes; a greater `k` with [pauses](PAUSE) are bursts.
    #[must_use]
    pub fn regime(&self) -> Regime {
        if self.times.is_empty() {
            return Regime::Rest;
        }
        let intervals = self.intervals();
        let repeats =
            (1..=intervals.len() / 2).find(|&k| intervals.windows(k + 1).all(|d| alike(d[0], d[k])));
        match repeats {
            Some(1) => Regime::Spike { period: self.period(1) },
            Some(k) if self.pauses() > 0 => {
                let bursts = pauses(&intervals[..k]);
                Regime::Burst { spikes: k, bursts, period: self.period(k) }
            }
            _ => Regime::Irregular {
                spikes: self.times.len(),
                pauses: self.pauses(),
                shortest: intervals.iter().copied().fold(f64::INFINITY, f64::min),
                longest: intervals.iter().copied().fold(0.0, f64::max),
            },
        }
    }

    /// The times between spikes, s.
    #[must_use]
    pub fn intervals(&self) -> Vec<f64> {
        self.times.windows(2).map(|t| t[1] - t[0]).collect()
    }

    /// How many intervals are longer than [`PAUSE`].
    #[must_use]
    pub fn pauses(&self) -> usize {
        pauses(&self.intervals())
    }

    /// The mean time of `k` intervals, over as many whole repetitions as the window holds.
    fn period(&self, k: usize) -> f64 {
        let repetitions = (self.times.len() - 1) / k;
        (self.times[repetitions * k] - self.times[0]) / repetitions as f64
    }
}

fn alike(a: f64, b: f64) -> bool {
    (a - b).abs() <= REPEATS * a.max(b)
}

fn pauses(intervals: &[f64]) -> usize {
    intervals.iter().filter(|d| **d > PAUSE).count()
}

/// Records the spikes of each of `N` neurons from a time on: the reducer whose results are [`Train`]s.
///
/// The time of a spike is the root of the cubic Hermite interpolant of `V` within the step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spikes<const N: usize> {
    /// What counts as a spike: `V` rising through this, mV.
    pub threshold: f64,
    /// Spikes before this time are transient, s.
    pub from: f64,
}

impl<const N: usize> Spikes<N> {
    /// Spikes through [`THRESHOLD`] from this time on.
    #[must_use]
    pub const fn from(t: f64) -> Self {
        Self { threshold: THRESHOLD, from: t }
    }
}

/// The spikes of the trajectories in flight.
#[derive(Clone, Debug)]
pub struct Recording<R, const N: usize> {
    /// Of each neuron, lane by lane.
    times: [Vec<Vec<f64>>; N],
    low: [R; N],
    high: [R; N],
}

impl<const N: usize> Reducer for Spikes<N> {
    type Output = [Train; N];
    type Memory<R: Real> = Recording<Primal<R>, N>;
    fn stops(&self) -> Vec<f64> {
        vec![self.from]
    }
    fn memory<R: Real>(&self) -> Recording<Primal<R>, N> {
        Recording {
            times: core::array::from_fn(|_| vec![Vec::new(); R::LANES]),
            low: [<Primal<R> as Real>::lit(f64::INFINITY); N],
            high: [<Primal<R> as Real>::lit(f64::NEG_INFINITY); N],
        }
    }
    #[inline(always)]
    fn begin<R: Real>(&self, mask: R::Mask, memory: &mut Recording<Primal<R>, N>, _: Primal<R>, _: &[R]) {
        for k in 0..N {
            for lane in 0..R::LANES {
                if mask.lane(lane) {
                    memory.times[k][lane].clear();
                }
            }
            memory.low[k] = Primal::<R>::select(mask, <Primal<R> as Real>::lit(f64::INFINITY), memory.low[k]);
            memory.high[k] =
                Primal::<R>::select(mask, <Primal<R> as Real>::lit(f64::NEG_INFINITY), memory.high[k]);
        }
    }
    #[inline(always)]
    fn see<R: Real, P: AsRef<[R]>>(
        &self,
        memory: &mut Recording<Primal<R>, N>,
        step: &Step<'_, P, R>,
    ) -> R::Mask {
        let threshold = <Primal<R> as Real>::lit(self.threshold);
        let counts = step.taken.and(<Primal<R> as Real>::lit(self.from).le(step.t));
        for k in 0..N {
            let (v0, v1) = (step.before.as_ref()[3 * k].primal(), step.after.as_ref()[3 * k].primal());
            memory.low[k] = Primal::<R>::select(counts, memory.low[k].min(v1), memory.low[k]);
            memory.high[k] = Primal::<R>::select(counts, memory.high[k].max(v1), memory.high[k]);
            let rises = counts.and(v0.lt(threshold)).and(threshold.le(v1));
            if rises.any() {
                let (f0, f1) = (step.slope_before.as_ref()[3 * k], step.slope_after.as_ref()[3 * k]);
                for lane in 0..R::LANES {
                    if rises.lane(lane) {
                        let ends = [v0.value(lane), f0.value(lane), v1.value(lane), f1.value(lane)];
                        let h = step.h.value(lane);
                        memory.times[k][lane].push(step.t.value(lane) + h * rise(self.threshold, h, ends));
                    }
                }
            }
        }
        R::Mask::splat(false)
    }
    fn finish<R: Real>(
        &self,
        memory: &Recording<Primal<R>, N>,
        lane: usize,
        _: Primal<R>,
        _: &[R],
    ) -> [Train; N] {
        core::array::from_fn(|k| Train {
            times: memory.times[k][lane].clone(),
            low: memory.low[k].value(lane),
            high: memory.high[k].value(lane),
        })
    }
}

/// Where in a step of length `h` the cubic with these ends rises through the threshold, in `[0, 1]`: by bisection.
#[cold]
pub(crate) fn rise(threshold: f64, h: f64, [v0, f0, v1, f1]: [f64; 4]) -> f64 {
    // a bit a halving: the root is as good as `f64` can tell it
    const HALVINGS: usize = 53;
    let (mut below, mut above) = (0.0, 1.0);
    for _ in 0..HALVINGS {
        let middle = 0.5 * (below + above);
        if hermite(middle, h, v0, f0, v1, f1) < threshold {
            below = middle;
        } else {
            above = middle;
        }
    }
    above
}
