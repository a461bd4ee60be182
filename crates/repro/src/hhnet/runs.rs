//! One trajectory of a neuron or a pair: what is drawn of it, its Q and its spikes, in a single integration.

use dynsys::{Reduction, Save, integrate};
use hhnet::analysis::mapping_portrait;
use hhnet::{Activity, Regime, Spikes, Train, portrait};
use neurodyn_core::{Flow, Map, Point, Space, Task, with_fma};

use super::ensembles::failed;
use crate::error::ReproError;
use crate::figure::{Axis, Colour, Plot, Stroke};
use crate::table::Table;

/// Where claims come from that the source does not print.
pub(super) const BEFOREHAND: &str = "not printed; computed beforehand by the project (RK4, DOP853)";

/// From sample to sample, in s: the step of the source's mappings (section 3).
pub(super) const SAMPLED: f64 = 0.005;

/// Follows `N` neurons from `x0` at 0 s and keeps
///
/// - samples within `drawn`: `t`, `V_1`, `n_1`, `S_1`, `V_2`, ... (a single neuron has no index),
/// - of what happens within `window`: `Q`, and the times of spikes, `spikes_1`, ...,
/// - the state at its end: `end`. Nothing is drawn after it.
pub(super) fn run<const N: usize, S: Flow<f64>>(
    system: &S,
    x0: &[f64],
    window: (f64, f64),
    drawn: (f64, f64),
) -> Result<Table, ReproError> {
    let count = ((drawn.1 - drawn.0) / SAMPLED).round() as usize;
    let times = (0..=count).map(|i| (drawn.1 - drawn.0).mul_add(i as f64 / count as f64, drawn.0)).collect();
    let reducer = (Activity::<N> { window }, Spikes::<N>::from(window.0));
    let wrong = |error: dynsys::Error| failed("a trajectory")(error.into());
    let save = Save::at(times, (0.0, window.1)).map_err(wrong)?;
    let mut observer = (save, Reduction::<'_, _, f64>::new(&reducer));
    let (plan, mut x) = (portrait::plan(), system.space().point(|i| x0[i]));
    // in two parts, so that a step ends where the window begins
    for span in [(0.0, window.0), window] {
        x = integrate(system, &plan, span, &x, &mut observer).map_err(wrong)?.x;
    }
    let (save, reduction) = observer;
    let (q, trains) = reduction.finish(0, window.1, x.as_ref());
    let mut table =
        Table::new().with("t", save.saved.t).with("Q", q.to_vec()).with("end", x.as_ref().to_vec());
    for (k, train) in trains.into_iter().enumerate() {
        table = table.with(format!("spikes_{}", k + 1), train.times);
    }
    for i in 0..3 * N {
        table = table.with(name::<N>(i), save.saved.x.iter().map(|x| x.as_ref()[i]).collect());
    }
    Ok(table)
}

/// As [`run`], of a mapping whose state is in mV and 1 and whose step takes [`SAMPLED`].
pub(super) fn iterate<const N: usize, M: Map<f64>>(
    map: &M,
    x0: &[f64],
    window: (f64, f64),
    drawn: (f64, f64),
) -> Result<Table, ReproError> {
    let portrait = mapping_portrait::<N, M>(map, SAMPLED, x0, window);
    let portrait = portrait.map_err(failed("a trajectory of a mapping"))?;
    let [from, to] = [drawn.0, drawn.1].map(|t| (t / SAMPLED).round() as usize);
    let kept = with_fma(Iterating { map, x: map.space().point(|i| x0[i]), from, to });
    let mut table = Table::new()
        .with("t", (from..=to).map(|step| SAMPLED * step as f64).collect())
        .with("Q", portrait.q.to_vec())
        .with("end", portrait.end);
    for (k, train) in portrait.trains.into_iter().enumerate() {
        table = table.with(format!("spikes_{}", k + 1), train.times);
    }
    for i in 0..3 * N {
        table = table.with(name::<N>(i), kept.iter().skip(i).step_by(3 * N).copied().collect());
    }
    Ok(table)
}

/// Iterates number `from` up to number `to`, one after another.
struct Iterating<'a, M: Map<f64>> {
    map: &'a M,
    x: Point<M, f64>,
    from: usize,
    to: usize,
}

impl<M: Map<f64>> Task for Iterating<'_, M> {
    type Output = Vec<f64>;
    #[inline(always)]
    fn run(self) -> Vec<f64> {
        let Self { map, mut x, from, to } = self;
        let mut next = x.clone();
        let mut kept = Vec::new();
        for step in 0..=to {
            if step >= from {
                kept.extend_from_slice(x.as_ref());
            }
            map.apply(&x, &mut next);
            core::mem::swap(&mut x, &mut next);
        }
        kept
    }
}

/// What a variable is called in the data.
fn name<const N: usize>(i: usize) -> String {
    let letter = ["V", "n", "S"][i % 3];
    if N == 1 { letter.to_owned() } else { format!("{letter}_{}", i / 3 + 1) }
}

/// The samples of a run within a span of time, as columns.
pub(super) fn samples<const N: usize>(run: &Table, span: (f64, f64)) -> Result<Table, ReproError> {
    let t = run.get("t")?;
    let half = 0.5 * SAMPLED;
    let first = t.partition_point(|t| *t < span.0 - half);
    let last = t.partition_point(|t| *t < span.1 + half);
    let mut part = Table::new().with("t", t[first..last].to_vec());
    for name in (0..3 * N).map(name::<N>) {
        part = part.with(name.as_str(), run.get(&name)?[first..last].to_vec());
    }
    Ok(part)
}

/// The spikes of neuron `k`, counted from 1, in the window of a run.
pub(super) fn spikes(run: &Table, k: usize) -> Result<Train, ReproError> {
    let (v, times) = (f64::NAN, run.get(&format!("spikes_{k}"))?.to_vec());
    Ok(Train { times, low: v, high: v })
}

/// A pause is an interval longer than so many times the median one. Towards the end of a burst intervals grow to 4
/// medians (0.7 s), pauses last 7 and more (over 3.5 s).
const ASSUMED_PAUSE: f64 = 5.0;

/// Which intervals are pauses.
fn pauses(train: &Train) -> Vec<usize> {
    let intervals = train.intervals();
    let mut sorted = intervals.clone();
    sorted.sort_by(f64::total_cmp);
    let median = sorted.get(sorted.len() / 2).copied().unwrap_or(f64::INFINITY);
    (0..intervals.len()).filter(|&i| intervals[i] > ASSUMED_PAUSE * median).collect()
}

/// Spikes in each whole burst: from pause to pause.
pub(super) fn bursts(train: &Train) -> Vec<usize> {
    pauses(train).windows(2).map(|pair| pair[1] - pair[0]).collect()
}

/// Spikes in a burst and the period, where one burst repeats.
pub(super) fn repeated_burst(train: &Train) -> Option<(usize, f64)> {
    let Regime::Burst { spikes, period, .. } = train.regime() else { return None };
    let bursts = bursts(train);
    let same = !bursts.is_empty() && bursts.iter().all(|burst| *burst == spikes);
    same.then_some((spikes, period))
}

/// Spikes without a pause.
pub(super) fn only_spikes(train: &Train) -> bool {
    train.times.len() > 2 && pauses(train).is_empty()
}

/// What a neuron does, in words.
pub(super) fn words(train: &Train) -> String {
    let (intervals, bursts) = (train.intervals(), bursts(train));
    let (shortest, longest) = range(&intervals);
    match (train.regime(), bursts.iter().min(), bursts.iter().max()) {
        (Regime::Rest, ..) => "rest".to_owned(),
        (Regime::Spike { period }, ..) => format!("a spike every {period:.6} s"),
        (Regime::Burst { spikes, period, .. }, Some(least), Some(most)) if *least < spikes => {
            let lengths = if least == most { least.to_string() } else { format!("{least} to {most}") };
            format!("bursts of {lengths} spikes, a pattern of {spikes} spikes every {period:.5} s")
        }
        (Regime::Burst { spikes, period, .. }, ..) => format!("{spikes} spikes every {period:.5} s"),
        (Regime::Irregular { .. }, Some(least), Some(most)) => {
            format!("{} irregular bursts of {least} to {most} spikes", bursts.len())
        }
        (Regime::Irregular { spikes, .. }, ..) => {
            format!("{spikes} spikes at intervals from {shortest:.4} to {longest:.4} s")
        }
    }
}

/// The least and the greatest value.
pub(super) fn range(x: &[f64]) -> (f64, f64) {
    x.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(*x), high.max(*x)))
}

/// How often in a second a variable goes through its whole range: its total variation over range and time.
pub(super) fn turnovers(t: &[f64], x: &[f64]) -> f64 {
    let (low, high) = range(x);
    let way: f64 = x.windows(2).map(|x| (x[1] - x[0]).abs()).sum();
    way / (high - low) / (t[t.len() - 1] - t[0])
}

/// The turnovers of V, n and S of a single neuron within a span of time, in 1/s.
pub(super) fn rates(run: &Table, span: (f64, f64)) -> Result<[f64; 3], ReproError> {
    let part = samples::<1>(run, span)?;
    let rate = |name| Ok(turnovers(part.get("t")?, part.get(name)?));
    Ok([rate("V")?, rate("n")?, rate("S")?])
}

/// One strip of a time series: curves above a common axis of time.
pub(super) fn strip(label: &str, t: &[f64], curves: &[(&[f64], Colour)]) -> Plot {
    let all: Vec<f64> = curves.iter().flat_map(|(x, _)| x.iter().copied()).collect();
    let time = Axis::new("$t$ (s)", t[0], t[t.len() - 1]);
    let plot = Plot::new(time.ticks(5), Axis::around(label, &all).ticks(4));
    curves.iter().fold(plot, |plot, (x, colour)| plot.line(t, x, Stroke::fine(*colour)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn train(groups: &[usize]) -> Train {
        let (mut t, mut times) = (0.0, Vec::new());
        for &spikes in groups {
            times.extend((0..spikes).map(|i| t + 0.4 * i as f64));
            t += 0.4 * spikes as f64 + 4.0;
        }
        Train { times, low: -50.0, high: -20.0 }
    }

    #[test]
    fn bursts_are_counted_from_pause_to_pause() {
        let regular = train(&[5; 8]);
        assert_eq!(bursts(&regular), [5; 6]);
        assert!(!only_spikes(&regular));
        let irregular = train(&[5, 9, 4, 7, 12, 5]);
        assert_eq!(bursts(&irregular), [9, 4, 7, 12]);
        assert_eq!(words(&irregular), "4 irregular bursts of 4 to 12 spikes");
        assert!(only_spikes(&train(&[30])) && !only_spikes(&train(&[20, 20])) && !only_spikes(&train(&[])));
    }

    #[test]
    fn a_sine_turns_over_twice_a_period() {
        let t: Vec<f64> = (0..=1000).map(|i| 0.01 * f64::from(i)).collect();
        let x: Vec<f64> = t.iter().map(|t| 7.0 * (core::f64::consts::TAU * t).sin()).collect();
        assert!((turnovers(&t, &x) - 2.0).abs() < 1e-3);
    }
}
