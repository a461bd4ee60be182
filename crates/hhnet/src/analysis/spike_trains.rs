//! How far two spike trains are apart.

use crate::error::Error;

/// What it takes to turn one spike train into another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SpikeError {
    /// Spikes that have a partner in the other train.
    pub matched: usize,
    /// Spikes of the reference that have none.
    pub missed: usize,
    /// Spikes of the other train that have none.
    pub extra: usize,
    /// The mean time between partners, s; NaN if there are none.
    pub mean: f64,
    /// The longest time between partners, s; NaN if there are none.
    pub worst: f64,
    /// The Victor-Purpura distance, which is least for these partners: `missed + extra + cost sum |dt|`.
    pub distance: f64,
}

/// The cheapest way to turn one train into another, when to move a spike by `dt` costs `cost |dt|` and to delete or insert
/// one costs 1; so partners are never more than `2 / cost` apart.
///
/// J. D. Victor & K. P. Purpura, J. Neurophysiol. 76, 1310 (1996), `D^spike`. Times must ascend (s), `cost` is in 1/s. Time
/// and memory grow as the product of the numbers of spikes.
///
/// # Errors
/// [`Error::NotFinite`] for times that are not, [`Error::Form`] for a cost that is not positive.
///
/// ```
/// let error = hhnet::analysis::spike_error(&[1.0, 2.0, 3.0], &[1.1, 3.0, 7.0], 1.0)?;
/// assert_eq!((error.matched, error.missed, error.extra), (2, 1, 1));
/// assert!((error.mean - 0.05).abs() < 1e-12 && (error.distance - 2.1).abs() < 1e-12);
/// # Ok::<(), hhnet::Error>(())
/// ```
pub fn spike_error(reference: &[f64], other: &[f64], cost: f64) -> Result<SpikeError, Error> {
    if !(cost.is_finite() && cost > 0.0) {
        return Err(Error::Form { what: "cost of moving a spike", value: cost });
    }
    for (what, times) in [("spikes of the reference", reference), ("spikes of the other train", other)] {
        if let Some(index) = times.iter().position(|t| !t.is_finite()) {
            return Err(Error::NotFinite { what, index, value: times[index] });
        }
    }
    // at i * (m + 1) + j: the distance of the first i spikes from the first j
    let (n, m) = (reference.len(), other.len());
    let at = |i: usize, j: usize| i * (m + 1) + j;
    let move_by = |i: usize, j: usize| cost * (reference[i - 1] - other[j - 1]).abs();
    let mut distance = vec![0.0; (n + 1) * (m + 1)];
    for i in 0..=n {
        for j in 0..=m {
            distance[at(i, j)] = match (i, j) {
                (0, _) => j as f64,
                (_, 0) => i as f64,
                _ => (distance[at(i - 1, j - 1)] + move_by(i, j))
                    .min(distance[at(i - 1, j)] + 1.0)
                    .min(distance[at(i, j - 1)] + 1.0),
            };
        }
    }
    let (mut i, mut j, mut sum, mut worst, mut matched) = (n, m, 0.0, f64::NAN, 0);
    while i > 0 && j > 0 {
        let here = distance[at(i, j)];
        if here == distance[at(i - 1, j - 1)] + move_by(i, j) {
            let apart = (reference[i - 1] - other[j - 1]).abs();
            (sum, worst, matched) = (sum + apart, apart.max(worst), matched + 1);
            (i, j) = (i - 1, j - 1);
        } else if here == distance[at(i - 1, j)] + 1.0 {
            i -= 1;
        } else {
            j -= 1;
        }
    }
    Ok(SpikeError {
        matched,
        missed: n - matched,
        extra: m - matched,
        mean: sum / matched as f64,
        worst,
        distance: distance[at(n, m)],
    })
}
