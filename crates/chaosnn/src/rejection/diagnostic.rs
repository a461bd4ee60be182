//! What can only be said with the true classes at hand: how a rule did, and what a leak of them would have done.
//!
//! A rejector works without true classes, so nothing here is one. [`leaky_count_of_true_class`] exists to show what
//! result a mix-up of the counted class with the true one gives.

use super::rule::FewClasses;
use super::votes::Votes;
use crate::error::Error;
use crate::evaluate::{check_truth, exactly};

/// How decisions did on items whose classes are known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Answered and right.
    pub right: usize,
    /// Answered and wrong: the errors that are left.
    pub wrong: usize,
    /// Rejected though the reference would have been right.
    pub rejected_right: usize,
    /// Rejected where the reference would have been wrong.
    pub rejected_wrong: usize,
}

impl Tally {
    /// All rejected ones.
    #[must_use]
    pub fn rejected(&self) -> usize {
        self.rejected_right + self.rejected_wrong
    }
    /// All answered ones.
    #[must_use]
    pub fn answered(&self) -> usize {
        self.right + self.wrong
    }
}

/// Compares decisions with the truth; `reference` is what would have been answered without rejection (the static
/// network's classes, or the votes' winners), by which the rejected ones are told apart.
///
/// # Errors
/// [`Error::Sizes`] if there is not one of each an item.
pub fn tally(decisions: &[Option<u8>], reference: &[u8], truth: &[u8]) -> Result<Tally, Error> {
    exactly("true classes", decisions.len(), truth.len())?;
    exactly("reference classes", decisions.len(), reference.len())?;
    let mut tally = Tally::default();
    for item in 0..decisions.len() {
        match decisions[item] {
            Some(class) if class == truth[item] => tally.right += 1,
            Some(_) => tally.wrong += 1,
            None if reference[item] == truth[item] => tally.rejected_right += 1,
            None => tally.rejected_wrong += 1,
        }
    }
    Ok(tally)
}

/// **Not a rejector: it knows the true class.** The rule of the source with the count of the true class in the place of
/// the largest one. What it lets pass is right by construction as soon as `least` is above half of the passes, which is
/// how a table without errors can come about.
///
/// # Errors
/// [`Error::Sizes`] if there is not one true class an item, [`Error::Range`] for one that there is not.
pub fn leaky_count_of_true_class(
    votes: &Votes,
    rule: FewClasses,
    truth: &[u8],
) -> Result<Vec<Option<u8>>, Error> {
    check_truth(truth, votes.items(), votes.classes())?;
    let decide = |item: usize| {
        let ballot = votes.ballot(item);
        let count = ballot.counts[usize::from(truth[item])];
        (ballot.appearing() <= rule.most_classes && count >= rule.least).then_some(ballot.winner().0)
    };
    Ok((0..votes.items()).map(decide).collect())
}
