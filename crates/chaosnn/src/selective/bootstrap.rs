//! The bootstrap: measures of curves over items drawn anew, the same ones for every score that is compared.

use super::{Curve, Group};
use crate::error::Error;
use neurodyn_core::seed::Seeds;

/// A measure over items drawn anew many times.
#[derive(Clone, Debug, PartialEq)]
pub struct Resampled {
    /// In ascending order.
    values: Vec<f64>,
}

impl Resampled {
    /// The values, ascending.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }
    /// The interval between the percentiles `(1 - confidence)/2` and `(1 + confidence)/2` (B. Efron, Ann. Statist. 7, 1
    /// (1979)): the order statistics nearest outside.
    ///
    /// # Panics
    /// If the confidence is not between 0 and 1.
    #[must_use]
    pub fn interval(&self, confidence: f64) -> (f64, f64) {
        assert!(confidence > 0.0 && confidence < 1.0, "confidence {confidence}");
        let last = self.values.len() - 1;
        let below = (0.5 * (1.0 - confidence) * last as f64).floor() as usize;
        (self.values[below], self.values[last - below])
    }
}

/// Draws as many items as there are, with replacement, `replicates` times, and takes the measure of the curves of all
/// `scores` over the same draw: so a difference of two scores keeps what they share. Replicate `i` draws from stream `i`.
///
/// A score is its value for each item and whether its answer is wrong there.
///
/// ```
/// use chaosnn::selective::resample;
/// use neurodyn_core::seed::Seeds;
///
/// let sure: Vec<f64> = (0..200).map(f64::from).collect();
/// let wrong: Vec<bool> = (0..200).map(|i| i % 10 == 0).collect();
/// let risks = resample(&[(&sure, &wrong)], 500, Seeds::new(1), |curves| curves[0].risk())?;
/// let (low, high) = risks.interval(0.95);
/// assert!(low < 0.1 && 0.1 < high);
/// # Ok::<(), chaosnn::Error>(())
/// ```
///
/// # Errors
/// As [`Curve::new`]; [`Error::Sizes`] for scores of different lengths or no replicate, [`Error::NotANumber`] for a
/// measure that is NaN.
pub fn resample(
    scores: &[(&[f64], &[bool])],
    replicates: usize,
    seeds: Seeds,
    measure: impl Fn(&[Curve]) -> f64,
) -> Result<Resampled, Error> {
    if replicates == 0 || scores.is_empty() {
        return Err(Error::Sizes { what: "replicates and scores of a bootstrap", expected: 1, found: 0 });
    }
    let items = scores[0].0.len();
    let mut placed = Vec::new();
    for (score, wrong) in scores {
        crate::evaluate::exactly("items of a score", items, score.len())?;
        placed.push(Placed::new(score, wrong)?);
    }
    let mut values = Vec::with_capacity(replicates);
    for replicate in 0..replicates {
        let mut stream = seeds.stream(replicate as u64);
        let mut times = vec![0; items];
        for _ in 0..items {
            times[stream.below(items as u64) as usize] += 1;
        }
        let curves: Vec<Curve> = placed.iter().map(|placed| placed.drawn(&times)).collect();
        values.push(measure(&curves));
    }
    if let Some(index) = values.iter().position(|value| value.is_nan()) {
        return Err(Error::NotANumber { what: "the measure of a replicate", index, value: values[index] });
    }
    values.sort_by(f64::total_cmp);
    Ok(Resampled { values })
}

/// Items that know their group, so that a draw needs no sorting.
struct Placed<'a> {
    /// The scores of the groups, descending.
    scores: Vec<f64>,
    /// The group of each item.
    group: Vec<usize>,
    wrong: &'a [bool],
}

impl<'a> Placed<'a> {
    fn new(scores: &[f64], wrong: &'a [bool]) -> Result<Self, Error> {
        let curve = Curve::new(scores, wrong)?;
        let sorted: Vec<f64> = curve.groups().iter().map(|group| group.score).collect();
        let group = scores.iter().map(|score| sorted.partition_point(|other| other > score)).collect();
        Ok(Self { scores: sorted, group, wrong })
    }

    /// The curve of items that were drawn so many times.
    fn drawn(&self, times: &[u64]) -> Curve {
        let empty = |&score: &f64| Group { score, items: 0, wrong: 0 };
        let mut groups: Vec<Group> = self.scores.iter().map(empty).collect();
        for item in 0..times.len() {
            let group = &mut groups[self.group[item]];
            group.items += times[item];
            group.wrong += times[item] * u64::from(self.wrong[item]);
        }
        Curve::of_groups(groups)
    }
}
