//! Other ways to doubt an answer, as scores of one form, so that they can be compared at equal coverage.

use crate::chaotic::{ChaoticWeights, GaussianNoise, multiples};
use crate::error::Error;
use crate::evaluate::{Evaluator, Keep, Passes, exactly};
use crate::network::Network;
use crate::rejection::{Score, Votes};
use crate::selective::Curve;
use core::ops::Range;
use dynsys::ensemble::Resources;
use neurodyn_core::seed::Seeds;

/// What a way of doubting says of every item: a class and how sure it is of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Scored {
    /// What it is: `"MC-dropout 0.1: agreement"`.
    pub name: String,
    /// The class it answers.
    pub classes: Vec<u8>,
    /// How sure it is; larger is surer.
    pub sure: Vec<f64>,
}

impl Scored {
    /// One score of some votes.
    ///
    /// # Errors
    /// As [`Votes::scores`].
    pub fn new(source: &str, votes: &Votes, score: Score) -> Result<Self, Error> {
        let (classes, sure) = votes.scores(score)?;
        Ok(Self { name: format!("{source}: {}", score.name()), classes, sure })
    }

    /// The same doubt about another answer, such as the static network's: then all scores judge the same errors.
    ///
    /// # Errors
    /// [`Error::Sizes`] if there is not one class an item.
    pub fn about(self, classes: &[u8]) -> Result<Self, Error> {
        exactly("answers", self.sure.len(), classes.len())?;
        Ok(Self { classes: classes.to_vec(), ..self })
    }

    /// The same order with its ties broken by another score: agreement takes few values, and most items agree fully.
    /// What is left tied is so in both. The new score is minus the place in the order, from 0.
    ///
    /// # Errors
    /// [`Error::Sizes`] for another number of items.
    pub fn ties_by(self, other: &Self) -> Result<Self, Error> {
        exactly("items of the score that breaks ties", self.sure.len(), other.sure.len())?;
        let key = |item: usize| (self.sure[item] + 0.0, other.sure[item] + 0.0);
        let surer =
            |&a: &usize, &b: &usize| key(b).0.total_cmp(&key(a).0).then(key(b).1.total_cmp(&key(a).1));
        let mut order: Vec<usize> = (0..self.sure.len()).collect();
        order.sort_by(surer);
        let mut sure = vec![0.0; order.len()];
        for at in 1..order.len() {
            let tied = surer(&order[at - 1], &order[at]).is_eq();
            sure[order[at]] = if tied { sure[order[at - 1]] } else { -(at as f64) };
        }
        Ok(Self { name: format!("{}, then {}", self.name, other.name), sure, classes: self.classes })
    }

    /// Where the answers are wrong.
    ///
    /// # Errors
    /// [`Error::Sizes`] if there is not one true class an item.
    pub fn wrong(&self, truth: &[u8]) -> Result<Vec<bool>, Error> {
        exactly("true classes", self.classes.len(), truth.len())?;
        Ok(self.classes.iter().zip(truth).map(|(class, truth)| class != truth).collect())
    }

    /// Its risk-coverage curve.
    ///
    /// # Errors
    /// [`Error::Sizes`], and as [`Curve::new`].
    pub fn curve(&self, truth: &[u8]) -> Result<Curve, Error> {
        Curve::new(&self.sure, &self.wrong(truth)?)
    }
}

/// The votes of many passes of one network, with mean probabilities.
///
/// # Errors
/// As [`Evaluator::outputs`].
pub fn passes(
    network: &Network,
    images: &[f32],
    passes: &Passes,
    resources: &Resources<'_>,
) -> Result<Votes, Error> {
    let keep = Keep { probabilities: true, ..Keep::default() };
    Ok(Votes::of(&Evaluator::new(network)?.outputs(images, passes, keep, resources)?))
}

/// The network as it is: one vote an item, and the softmax. Its scores are the largest probability, the margin and the
/// entropy (D. Hendrycks and K. Gimpel, ICLR 2017, is the first one).
///
/// # Errors
/// As [`Evaluator::outputs`].
pub fn softmax(network: &Network, images: &[f32], resources: &Resources<'_>) -> Result<Votes, Error> {
    passes(network, images, &Passes::once(), resources)
}

/// Monte Carlo dropout ([`Passes::dropout`]).
///
/// # Errors
/// As [`Evaluator::outputs`], [`Error::Range`] for the probability.
pub fn dropout(
    network: &Network,
    images: &[f32],
    (probability, count): (f64, usize),
    seeds: Seeds,
    resources: &Resources<'_>,
) -> Result<Votes, Error> {
    passes(network, images, &Passes::dropout(network, probability, count, seeds)?, resources)
}

/// Gaussian noise of this deviation on some rows of a layer, another one for every pass.
///
/// # Errors
/// As [`Evaluator::outputs`] and [`ChaoticWeights::additions`].
pub fn weight_noise(
    network: &Network,
    images: &[f32],
    (layer, rows): (usize, Range<usize>),
    (deviation, count): (f64, usize),
    seeds: Seeds,
    resources: &Resources<'_>,
) -> Result<Votes, Error> {
    let drive = GaussianNoise { deviation, seeds };
    let weights = ChaoticWeights { drive, layer, rows, scale: 1.0 };
    let additions = weights.additions(network, &multiples(1, count as u64), resources)?;
    passes(network, images, &Passes::perturbed(&additions)?, resources)
}

/// A deep ensemble: one vote of each network (B. Lakshminarayanan, A. Pritzel and C. Blundell, `NeurIPS` 2017).
///
/// # Errors
/// As [`Evaluator::outputs`] and [`Votes::joined`].
pub fn ensemble(networks: &[Network], images: &[f32], resources: &Resources<'_>) -> Result<Votes, Error> {
    let votes: Result<Vec<Votes>, Error> =
        networks.iter().map(|network| softmax(network, images, resources)).collect();
    Votes::joined(&votes?)
}
