//! Selective classification: what is left of the errors where a score is sure, and how sure one is of that.

pub mod bootstrap;
pub mod guarantee;

pub use bootstrap::{Resampled, resample};
pub use guarantee::{Guarantee, guaranteed_risk};

use crate::error::Error;
use crate::evaluate::exactly;
use crate::proportion::clopper_pearson;
use neurodyn_core::Real;

/// Items that a threshold cannot tell apart: their scores are equal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Group {
    /// The score.
    pub score: f64,
    /// How many items have it.
    pub items: u64,
    /// How many of them are wrong.
    pub wrong: u64,
}

/// What a threshold does: everything whose score is at least `threshold` is answered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Operating {
    /// The smallest score that is answered.
    pub threshold: f64,
    /// Answered items.
    pub answered: u64,
    /// Wrong ones among them.
    pub wrong: u64,
    /// All items.
    pub of: u64,
}

impl Operating {
    /// The share that is answered.
    #[must_use]
    pub fn coverage(&self) -> f64 {
        self.answered as f64 / self.of as f64
    }
    /// The share of the answers that is wrong.
    #[must_use]
    pub fn risk(&self) -> f64 {
        self.wrong as f64 / self.answered as f64
    }
    /// The interval of Clopper and Pearson around the risk.
    ///
    /// # Panics
    /// If the confidence is not between 0 and 1.
    #[must_use]
    pub fn risk_interval(&self, confidence: f64) -> (f64, f64) {
        clopper_pearson(self.wrong, self.answered, confidence)
    }
}

/// The risk-coverage curve: items from the surest on, and the errors `E_k` among the first `k` of `n`.
///
/// Equal scores are a group that no threshold splits. Inside of it `E_k` grows evenly, which is its mean over all orders
/// of the group, so no measure depends on the order of the items.
///
/// ```
/// use chaosnn::selective::Curve;
///
/// // five items, sure to unsure; the two in the middle tie, and one of them is wrong
/// let curve = Curve::new(&[0.9, 0.8, 0.8, 0.7, 0.6], &[false, true, false, false, true])?;
/// assert_eq!(curve.errors_among(2), 0.5);
/// assert!((curve.aurc() - (0.0 + 0.5 / 2.0 + 1.0 / 3.0 + 1.0 / 4.0 + 2.0 / 5.0) / 5.0).abs() < 1e-15);
/// assert_eq!(curve.largest_coverage(0.25).unwrap().threshold, 0.7);
/// # Ok::<(), chaosnn::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    groups: Vec<Group>,
    items: u64,
    wrong: u64,
}

impl Curve {
    /// The curve of a score, larger being surer, over items of which some are wrong.
    ///
    /// # Errors
    /// [`Error::Sizes`] for no item or different lengths, [`Error::NotANumber`] for a score that is NaN.
    pub fn new(scores: &[f64], wrong: &[bool]) -> Result<Self, Error> {
        exactly("marks of wrong items", scores.len(), wrong.len())?;
        if scores.is_empty() {
            return Err(Error::Sizes { what: "items of a risk-coverage curve", expected: 1, found: 0 });
        }
        if let Some(index) = scores.iter().position(|score| score.is_nan()) {
            return Err(Error::NotANumber { what: "scores", index, value: scores[index] });
        }
        let mut order: Vec<usize> = (0..scores.len()).collect();
        // -0 and 0 are one score
        order.sort_by(|&a, &b| (scores[b] + 0.0).total_cmp(&(scores[a] + 0.0)));
        let mut groups: Vec<Group> = Vec::new();
        for item in order {
            let (score, is_wrong) = (scores[item], u64::from(wrong[item]));
            match groups.last_mut() {
                Some(group) if group.score == score => {
                    group.items += 1;
                    group.wrong += is_wrong;
                }
                _ => groups.push(Group { score, items: 1, wrong: is_wrong }),
            }
        }
        Ok(Self::of_groups(groups))
    }

    /// Groups without items are left out.
    fn of_groups(mut groups: Vec<Group>) -> Self {
        groups.retain(|group| group.items > 0);
        let items = groups.iter().map(|group| group.items).sum();
        let wrong = groups.iter().map(|group| group.wrong).sum();
        Self { groups, items, wrong }
    }

    /// The groups, from the surest on.
    #[must_use]
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }
    /// `n`.
    #[must_use]
    pub fn items(&self) -> u64 {
        self.items
    }
    /// The risk at full coverage, `r = E_n / n`.
    #[must_use]
    pub fn risk(&self) -> f64 {
        self.wrong as f64 / self.items as f64
    }
    /// `E_k`, the errors among the `k` surest items; ties in the mean over all orders.
    #[must_use]
    pub fn errors_among(&self, k: u64) -> f64 {
        let (mut before, mut errors) = (0, 0);
        for group in &self.groups {
            if before + group.items >= k {
                return errors as f64 + group.wrong as f64 * (k - before) as f64 / group.items as f64;
            }
            before += group.items;
            errors += group.wrong;
        }
        errors as f64
    }
    /// `E_1, .. E_n`.
    fn all_errors(&self) -> impl Iterator<Item = (f64, f64)> {
        let mut at = (0, 0);
        self.groups.iter().flat_map(move |group| {
            let (before, errors) = at;
            at = (before + group.items, errors + group.wrong);
            let slope = group.wrong as f64 / group.items as f64;
            (1..=group.items).map(move |i| ((before + i) as f64, errors as f64 + slope * i as f64))
        })
    }
    /// `AURC = (1/n) sum_k E_k / k`, the area under the risk-coverage curve (Y. Geifman, G. Uziel and R. El-Yaniv, ICLR
    /// 2019). Small is good.
    #[must_use]
    pub fn aurc(&self) -> f64 {
        self.all_errors().map(|(k, errors)| errors / k).sum::<f64>() / self.items as f64
    }
    /// The AURC of a score that puts every error last: about `r + (1 - r) ln(1 - r)` for many items.
    #[must_use]
    pub fn best_aurc(&self) -> f64 {
        let right = self.items - self.wrong;
        let sum: f64 = (1..=self.wrong).map(|e| e as f64 / (right + e) as f64).sum();
        sum / self.items as f64
    }
    /// `E-AURC`, the AURC in excess of the best one.
    #[must_use]
    pub fn excess_aurc(&self) -> f64 {
        self.aurc() - self.best_aurc()
    }
    /// `AUGRC = (1/n) sum_k E_k / n`, the area under the generalized risk-coverage curve (J. Traub et al., `NeurIPS` 2024).
    #[must_use]
    pub fn augrc(&self) -> f64 {
        let n = self.items as f64;
        self.all_errors().map(|(_, errors)| errors).sum::<f64>() / (n * n)
    }
    /// The AUGRC of a score that puts every error last: `r (r + 1/n) / 2`, about `r^2 / 2`.
    #[must_use]
    pub fn best_augrc(&self) -> f64 {
        let n = self.items as f64;
        0.5 * self.wrong as f64 * (self.wrong + 1) as f64 / (n * n)
    }
    /// `E-AUGRC`, the AUGRC in excess of the best one.
    #[must_use]
    pub fn excess_augrc(&self) -> f64 {
        self.augrc() - self.best_augrc()
    }
    /// The accuracy on the surest `ceil(c n)` items, ties in the mean over all orders: what scores can be compared by
    /// even where they tie differently.
    ///
    /// # Errors
    /// [`Error::Range`] for a coverage that is not above 0 and at most 1.
    pub fn accuracy_at(&self, coverage: f64) -> Result<f64, Error> {
        if !(coverage > 0.0 && coverage <= 1.0) {
            let must_be = "above 0, at most 1";
            return Err(Error::Range { what: "the coverage", value: coverage, must_be });
        }
        let k = (coverage * self.items as f64).ceil().clamp(1.0, self.items as f64);
        Ok(1.0 - self.errors_among(k as u64) / k)
    }
    /// Every threshold there is, one a group, from the surest on.
    pub fn thresholds(&self) -> impl Iterator<Item = Operating> {
        let (mut answered, mut wrong) = (0, 0);
        self.groups.iter().map(move |group| {
            answered += group.items;
            wrong += group.wrong;
            Operating { threshold: group.score, answered, wrong, of: self.items }
        })
    }
    /// The threshold with the largest coverage whose risk is at most this, if any has it; how a validation set chooses.
    /// The risk on other data will differ: [`guaranteed_risk`] bounds it.
    #[must_use]
    pub fn largest_coverage(&self, risk: f64) -> Option<Operating> {
        self.thresholds().filter(|point| point.risk() <= risk).last()
    }
    /// The threshold with the least coverage that is at least this; how a validation set chooses an equal coverage.
    #[must_use]
    pub fn threshold_at(&self, coverage: f64) -> Option<Operating> {
        self.thresholds().find(|point| point.coverage() >= coverage)
    }
}

/// `r + (1 - r) ln(1 - r)`: the best AURC for many items of which a share `r` is wrong.
#[must_use]
pub fn best_aurc(r: f64) -> f64 {
    if r < 1.0 { r + (1.0 - r) * Real::ln(1.0 - r) } else { 1.0 }
}
