//! `D_stsp`: how far two invariant densities are apart in state space.

use crate::check;
use crate::failure::Error;
use neurodyn_core::Real;
use std::collections::BTreeMap;

/// How states are counted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bins {
    /// Bins along each coordinate, over the range of the reference.
    pub each: usize,
    /// Added to every count, so that no bin is empty.
    pub smoothing: f64,
}

impl Default for Bins {
    /// 30 bins, smoothed by 1e-6.
    fn default() -> Self {
        Self { each: 30, smoothing: 1e-6 }
    }
}

/// The Kullback-Leibler divergence between the densities that two orbits leave in state space, in nats:
///
/// ```text
/// D_stsp = sum_k p_k ln (p_k / q_k),   p_k = (a_k + s) / (A + s K),   q_k = (b_k + s) / (B + s K)
/// ```
/// `a_k` of the `A` states of the reference and `b_k` of the `B` states of the other orbit lie in bin `k`. Bins are boxes:
/// `m` equal ones along each coordinate from the least to the greatest value of the reference (a coordinate that does not
/// vary has all in one), and one more for everything outside: `K = m^dimension + 1`. `s` is the smoothing. It is 0 for
/// equal densities, and at most about `ln (B / s)`. G. Koppe, H. Toutounji, P. Kirsch, S. Lis & D. Durstewitz, PLOS Comput.
/// Biol. 15, e1007263 (2019); M. Brenner et al., ICML 2022 (PMLR 162, 2292), who smooth in this way.
///
/// States are row by row, `dimension` numbers each. A state that is not finite counts as outside.
///
/// # Errors
/// [`Error::OutOfRange`] for a dimension of 0, an orbit that is empty or no whole number of states, no bins, or smoothing
/// that is not positive; [`Error::NotFinite`] if the reference is not finite.
///
/// ```
/// use dynsys::compare::{Bins, state_space_divergence};
///
/// let circle = |turn: f64| (0..1000).flat_map(move |i| { let a = turn * i as f64; [a.cos(), a.sin()] }).collect::<Vec<_>>();
/// let bins = Bins { each: 10, ..Bins::default() };
/// let same = state_space_divergence(&circle(0.1), &circle(0.1234), 2, &bins)?;
/// let half: Vec<f64> = circle(0.1).iter().map(|x| 0.5 * x).collect();
/// assert!(same < 0.1 && state_space_divergence(&circle(0.1), &half, 2, &bins)? > 5.0);
/// # Ok::<(), dynsys::Error>(())
/// ```
pub fn state_space_divergence(
    reference: &[f64],
    other: &[f64],
    dimension: usize,
    bins: &Bins,
) -> Result<f64, Error> {
    check::in_range("dimension", dimension as f64, dimension > 0, "there must be a coordinate")?;
    for orbit in [reference, other] {
        let whole = !orbit.is_empty() && orbit.len().is_multiple_of(dimension);
        check::in_range("numbers of an orbit", orbit.len() as f64, whole, "some whole number of states")?;
    }
    check::in_range("bins", bins.each as f64, bins.each > 0, "at least one along each coordinate")?;
    let Bins { each, smoothing } = *bins;
    check::in_range("smoothing", smoothing, smoothing > 0.0, "it must be positive")?;
    check::finite("reference orbit", reference)?;

    let range = |c: usize| {
        let values = reference.iter().skip(c).step_by(dimension);
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &x| (low.min(x), high.max(x)))
    };
    let ranges: Vec<(f64, f64)> = (0..dimension).map(range).collect();
    let mut counts: BTreeMap<Option<Vec<usize>>, [f64; 2]> = BTreeMap::new();
    for (which, orbit) in [reference, other].into_iter().enumerate() {
        for state in orbit.chunks_exact(dimension) {
            let bin = state.iter().zip(&ranges).map(|(&x, &range)| place(x, range, each)).collect();
            counts.entry(bin).or_default()[which] += 1.0;
        }
    }
    let bins = (each as f64).powi(i32::try_from(dimension).unwrap_or(i32::MAX)) + 1.0;
    let [all, all_other] =
        [reference, other].map(|orbit| (orbit.len() / dimension) as f64 + smoothing * bins);
    let term = |a: f64, b: f64| {
        let (p, q) = ((a + smoothing) / all, (b + smoothing) / all_other);
        p * Real::ln(p / q)
    };
    let seen: f64 = counts.values().map(|&[a, b]| term(a, b)).sum();
    // bins in which neither has been: all alike
    Ok(seen + (bins - counts.len() as f64) * term(0.0, 0.0))
}

/// The bin of a coordinate; `None` outside.
fn place(x: f64, (low, high): (f64, f64), each: usize) -> Option<usize> {
    if !(low..=high).contains(&x) {
        return None;
    }
    let part = (x - low) / (high - low);
    // a range of length 0: 0 / 0
    Some(if part.is_nan() { 0 } else { ((part * each as f64) as usize).min(each - 1) })
}
