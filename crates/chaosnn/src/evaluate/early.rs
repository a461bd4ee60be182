//! Early exit: an item has no further passes once its rejection is certain.

use super::{Evaluator, Keep, Passes};
use crate::error::Error;
use crate::rejection::{Ballot, Rejector};
use dynsys::ensemble::Resources;

/// What a rule says of every image, and what it cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// The class of each image, or `None` where it was rejected.
    pub decisions: Vec<Option<u8>>,
    /// Outputs that were computed.
    pub computed: usize,
}

/// Passes between two looks at who is left.
const ROUND: usize = 10;

impl Evaluator<'_> {
    /// The decisions of a rule over all passes, as [`outputs`](Self::outputs) and
    /// [`Votes::decide`](crate::rejection::Votes::decide) give them, without the passes that could not change them.
    ///
    /// # Errors
    /// As [`outputs`](Self::outputs); [`Error::Sizes`] for a rule that looks at mean probabilities, which take all passes.
    pub fn decide<R: Rejector + ?Sized>(
        &self,
        images: &[f32],
        passes: &Passes,
        rule: &R,
        resources: &Resources<'_>,
    ) -> Result<Decided, Error> {
        let (items, classes) = (self.count(images)?, self.network.classes());
        if rule.needs_probabilities() {
            let what = "mean probabilities, which an early exit does not keep";
            return Err(Error::Sizes { what, expected: items * classes, found: 0 });
        }
        let mut counts = vec![0; items * classes];
        let mut open: Vec<usize> = (0..items).collect();
        let (mut done, mut computed) = (0, 0);
        while done < passes.count() && !open.is_empty() {
            let range = done..(done + ROUND).min(passes.count());
            computed += open.len() * range.len();
            done = range.end;
            let outputs = self.outputs_of(&open, images, passes, range, Keep::default(), resources)?;
            for (at, &item) in open.iter().enumerate() {
                for &class in outputs.of(at) {
                    counts[item * classes + usize::from(class)] += 1;
                }
            }
            let left = (passes.count() - done) as u32;
            open.retain(|&item| !rule.is_certain_to_reject(ballot(&counts, item, classes, done), left));
        }
        let mut decisions = vec![None; items];
        for item in open {
            decisions[item] = rule.decide(ballot(&counts, item, classes, done));
        }
        Ok(Decided { decisions, computed })
    }
}

fn ballot(counts: &[u32], item: usize, classes: usize, passes: usize) -> Ballot<'_> {
    let counts = &counts[item * classes..(item + 1) * classes];
    Ballot { passes: passes as u32, counts, probabilities: &[] }
}
