//! Votes: how often each class came out for each item, and perhaps how probable it was.

use super::rule::{Rejector, Score};
use crate::error::Error;
use crate::evaluate::Outputs;

/// The outputs of any model for several items, counted.
///
/// ```
/// use chaosnn::rejection::{FewClasses, Votes};
///
/// // a model of one's own: item and pass in, class out; here the second item is a doubtful one
/// let votes = Votes::of_model(2, 100, 10, |item, pass| if item == 1 && pass % 3 == 0 { 7 } else { 4 })?;
/// assert_eq!(votes.ballot(1).counts[7], 34);
/// assert_eq!(votes.decide(&FewClasses::paper())?, [Some(4), None]);
/// # Ok::<(), chaosnn::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Votes {
    passes: u32,
    classes: usize,
    counts: Vec<u32>,
    probabilities: Vec<f32>,
}

/// What is known of one item.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ballot<'a> {
    /// How many passes there were.
    pub passes: u32,
    /// How many of them gave each class.
    pub counts: &'a [u32],
    /// The mean probability of each class; empty if it was not kept.
    pub probabilities: &'a [f32],
}

impl Votes {
    /// The votes of an evaluation, with its mean probabilities if it kept them.
    #[must_use]
    pub fn of(outputs: &Outputs) -> Self {
        let (items, classes) = (outputs.items(), outputs.classes());
        let mut counts = vec![0; items * classes];
        let mut probabilities = Vec::new();
        for item in 0..items {
            for &class in outputs.of(item) {
                counts[item * classes + usize::from(class)] += 1;
            }
            probabilities.extend_from_slice(outputs.mean_probabilities(item));
        }
        Self { passes: outputs.passes() as u32, classes, counts, probabilities }
    }

    /// The votes of a model that tells its class for each item and pass.
    ///
    /// # Errors
    /// [`Error::Sizes`] without passes, [`Error::Range`] for a class that there is not.
    pub fn of_model(
        items: usize,
        passes: usize,
        classes: usize,
        mut class: impl FnMut(usize, usize) -> usize,
    ) -> Result<Self, Error> {
        if passes == 0 {
            return Err(Error::Sizes { what: "passes", expected: 1, found: 0 });
        }
        let mut counts = vec![0; items * classes];
        for item in 0..items {
            for pass in 0..passes {
                let class = class(item, pass);
                if class >= classes {
                    let must_be = "below the number of classes";
                    return Err(Error::Range { what: "a class", value: class as f64, must_be });
                }
                counts[item * classes + class] += 1;
            }
        }
        Ok(Self { passes: passes as u32, classes, counts, probabilities: Vec::new() })
    }

    /// The votes of several models for the same items: all their passes together, with the mean of their mean
    /// probabilities, by passes, if all have them.
    ///
    /// # Errors
    /// [`Error::Sizes`] for no model, or other items or classes.
    pub fn joined(models: &[Self]) -> Result<Self, Error> {
        let Some((first, others)) = models.split_first() else {
            return Err(Error::Sizes { what: "models", expected: 1, found: 0 });
        };
        let mut all = first.clone();
        let mut sums: Vec<f64> = first.probabilities.iter().map(|&p| weighted(p, first.passes)).collect();
        for other in others {
            crate::evaluate::exactly("classes", first.classes, other.classes)?;
            crate::evaluate::exactly("items", first.items(), other.items())?;
            all.passes += other.passes;
            for (count, more) in all.counts.iter_mut().zip(&other.counts) {
                *count += more;
            }
            if other.probabilities.is_empty() {
                sums.clear();
            }
            for (sum, &p) in sums.iter_mut().zip(&other.probabilities) {
                *sum += weighted(p, other.passes);
            }
        }
        all.probabilities = sums.iter().map(|sum| (sum / f64::from(all.passes)) as f32).collect();
        Ok(all)
    }

    /// Number of items.
    #[must_use]
    pub fn items(&self) -> usize {
        self.counts.len().checked_div(self.classes).unwrap_or(0)
    }
    /// Number of classes.
    #[must_use]
    pub fn classes(&self) -> usize {
        self.classes
    }
    /// Number of passes.
    #[must_use]
    pub fn passes(&self) -> u32 {
        self.passes
    }
    /// Whether mean probabilities were kept.
    #[must_use]
    pub fn has_probabilities(&self) -> bool {
        !self.probabilities.is_empty()
    }
    /// What is known of one item.
    ///
    /// # Panics
    /// If there is no such item.
    #[must_use]
    pub fn ballot(&self, item: usize) -> Ballot<'_> {
        let range = item * self.classes..(item + 1) * self.classes;
        let probabilities = self.probabilities.get(range.clone()).unwrap_or(&[]);
        Ballot { passes: self.passes, counts: &self.counts[range], probabilities }
    }

    /// The class of each item, or `None` where the rule rejects it.
    ///
    /// # Errors
    /// [`Error::Sizes`] if the rule looks at mean probabilities and they were not kept.
    pub fn decide<R: Rejector + ?Sized>(&self, rule: &R) -> Result<Vec<Option<u8>>, Error> {
        self.suffices(rule.needs_probabilities())?;
        Ok((0..self.items()).map(|item| rule.decide(self.ballot(item))).collect())
    }

    /// The class of each item by a score, and how sure it is; larger is surer.
    ///
    /// # Errors
    /// As [`decide`](Self::decide).
    pub fn scores(&self, score: Score) -> Result<(Vec<u8>, Vec<f64>), Error> {
        self.suffices(score.needs_probabilities())?;
        Ok((0..self.items()).map(|item| score.of(self.ballot(item))).unzip())
    }

    fn suffices(&self, needs_probabilities: bool) -> Result<(), Error> {
        if needs_probabilities && !self.has_probabilities() && self.items() > 0 {
            let expected = self.items() * self.classes;
            return Err(Error::Sizes { what: "mean probabilities that were kept", expected, found: 0 });
        }
        Ok(())
    }
}

impl Ballot<'_> {
    /// The class with the most votes, the first one of equals, and how many it has.
    #[must_use]
    pub fn winner(&self) -> (u8, u32) {
        let mut best = 0;
        for class in 1..self.counts.len() {
            if self.counts[class] > self.counts[best] {
                best = class;
            }
        }
        (best as u8, self.counts.get(best).copied().unwrap_or(0))
    }
    /// How many classes appear.
    #[must_use]
    pub fn appearing(&self) -> usize {
        self.counts.iter().filter(|&&count| count > 0).count()
    }
}

fn weighted(p: f32, passes: u32) -> f64 {
    f64::from(p) * f64::from(passes)
}
