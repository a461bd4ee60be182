//! Rules: a class or a refusal from one item's votes.

use super::votes::Ballot;
use crate::error::Error;
use neurodyn_core::Real;

/// A rule that answers or refuses. It gets votes and probabilities, never a true class.
pub trait Rejector {
    /// The class, or `None`.
    fn decide(&self, ballot: Ballot<'_>) -> Option<u8>;
    /// Whether it looks at mean probabilities.
    fn needs_probabilities(&self) -> bool {
        false
    }
    /// Whether it will refuse whatever the last `left` of the passes give; `ballot` has those before. A rule that does
    /// not know says no, and costs all passes.
    fn is_certain_to_reject(&self, ballot: Ballot<'_>, left: u32) -> bool {
        let _ = (ballot, left);
        false
    }
}

/// The rule of the source: refuse if more than `most_classes` classes appear, or if the largest count is below `least`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FewClasses {
    /// The largest number of classes that may appear.
    pub most_classes: usize,
    /// The smallest count that the largest one may have.
    pub least: u32,
}

impl FewClasses {
    /// More than two classes, or a largest count below 80 (of 100).
    #[must_use]
    pub const fn paper() -> Self {
        Self { most_classes: 2, least: 80 }
    }
}

impl Rejector for FewClasses {
    fn decide(&self, ballot: Ballot<'_>) -> Option<u8> {
        let (class, count) = ballot.winner();
        (ballot.appearing() <= self.most_classes && count >= self.least).then_some(class)
    }
    fn is_certain_to_reject(&self, ballot: Ballot<'_>, left: u32) -> bool {
        ballot.appearing() > self.most_classes || ballot.winner().1 + left < self.least
    }
}

/// How sure an answer is, as one number: larger is surer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Score {
    /// The share of the passes that agree on the class with the most votes.
    Agreement,
    /// Minus the entropy of the votes, in nats; the class is that with the most votes.
    VoteEntropy,
    /// The largest mean probability, and its class. Of a single pass: the maximum of the softmax.
    Probability,
    /// The largest mean probability less the second one.
    Margin,
    /// Minus the entropy of the mean probabilities, in nats.
    Entropy,
}

impl Score {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Agreement, Self::VoteEntropy, Self::Probability, Self::Margin, Self::Entropy];

    /// Its name in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Agreement => "agreement",
            Self::VoteEntropy => "entropy of votes",
            Self::Probability => "largest probability",
            Self::Margin => "margin",
            Self::Entropy => "entropy",
        }
    }

    /// Whether it looks at mean probabilities.
    #[must_use]
    pub fn needs_probabilities(self) -> bool {
        matches!(self, Self::Probability | Self::Margin | Self::Entropy)
    }

    /// The class and how sure it is; without the probabilities that it needs, class 0 and NaN.
    #[must_use]
    pub fn of(self, ballot: Ballot<'_>) -> (u8, f64) {
        let (class, count) = ballot.winner();
        let passes = f64::from(ballot.passes);
        match self {
            Self::Agreement => (class, f64::from(count) / passes),
            Self::VoteEntropy => {
                (class, -entropy(ballot.counts.iter().map(|&count| f64::from(count) / passes)))
            }
            Self::Probability | Self::Margin | Self::Entropy => {
                let Some((class, first, second)) = two_largest(ballot.probabilities) else {
                    return (0, f64::NAN);
                };
                let sure = match self {
                    Self::Probability => first,
                    Self::Margin => first - second,
                    _ => -entropy(ballot.probabilities.iter().map(|&p| f64::from(p))),
                };
                (class, sure)
            }
        }
    }
}

/// Refuses what is less sure than a threshold, which a validation set may choose
/// ([`Curve::largest_coverage`](crate::selective::Curve::largest_coverage)).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Threshold {
    score: Score,
    at_least: f64,
}

impl Threshold {
    /// Refuses what is not at least so sure.
    ///
    /// # Errors
    /// [`Error::Range`] for NaN.
    pub fn new(score: Score, at_least: f64) -> Result<Self, Error> {
        if at_least.is_nan() {
            return Err(Error::Range { what: "the threshold", value: at_least, must_be: "a number" });
        }
        Ok(Self { score, at_least })
    }
}

impl Rejector for Threshold {
    fn decide(&self, ballot: Ballot<'_>) -> Option<u8> {
        let (class, sure) = self.score.of(ballot);
        (sure >= self.at_least).then_some(class)
    }
    fn needs_probabilities(&self) -> bool {
        self.score.needs_probabilities()
    }
    fn is_certain_to_reject(&self, ballot: Ballot<'_>, left: u32) -> bool {
        let most = f64::from(ballot.winner().1 + left) / f64::from(ballot.passes + left);
        self.score == Score::Agreement && most < self.at_least
    }
}

/// `-sum p ln p`
fn entropy(probabilities: impl Iterator<Item = f64>) -> f64 {
    // the logarithm of this workspace: the same bytes on every platform
    probabilities.filter(|&p| p > 0.0).map(|p| -p * Real::ln(p)).sum()
}

/// The class of the largest number, it, and the second largest one.
fn two_largest(numbers: &[f32]) -> Option<(u8, f64, f64)> {
    let (&first, others) = numbers.split_first()?;
    let mut best = (0, f64::from(first), f64::NEG_INFINITY);
    for (class, &p) in others.iter().enumerate() {
        let p = f64::from(p);
        if p > best.1 {
            best = ((class + 1) as u8, p, best.1);
        } else if p > best.2 {
            best.2 = p;
        }
    }
    Some(best)
}
