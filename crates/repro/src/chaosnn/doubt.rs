//! Ways to doubt the static network's answer, all computed for the same images.

use ::chaosnn::baselines::{Scored, dropout, softmax};
use ::chaosnn::chaotic::{Drive, GaussianNoise, Shuffled, multiples};
use ::chaosnn::evaluate::{Evaluator, Keep, Outputs, Passes};
use ::chaosnn::rejection::{Score, Votes};
use ::chaosnn::{Network, Rescaled};
use neurodyn_core::seed::Seeds;

use super::bench::{chaotic, failed, resources};
use super::constants::{ASSUMED_A, G_CHOSEN, OUTPUTS, STRIDE_CHOSEN};
use crate::error::ReproError;
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// The share of units that MC-dropout drops.
const DROPPED: f64 = 0.1;

/// Everything that one network and its perturbations say of some images.
pub(super) struct Doubts {
    /// The static network's classes.
    pub(super) answers: Vec<u8>,
    /// Its probabilities, image by image.
    pub(super) probabilities: Vec<f32>,
    /// How sure each way is of these answers.
    pub(super) scored: Vec<Scored>,
}

/// Names of the ways, in the order of reports.
pub(super) const WAYS: [&str; 10] = [
    "softmax: largest probability",
    "softmax: margin",
    "softmax: entropy",
    "chaos: agreement",
    "chaos: agreement + softmax",
    "chaos: largest probability",
    "shuffled chaos: agreement + softmax",
    "Gaussian noise: agreement + softmax",
    "MC-dropout: agreement + softmax",
    "MC-dropout: largest probability",
];

/// Places in [`WAYS`]: what is compared.
pub(super) const SOFTMAX: usize = 0;
/// Most images have outputs of one class only, and full agreement does not order them.
pub(super) const AGREEMENT: usize = 3;
pub(super) const CHAOS: usize = 4;
pub(super) const SHUFFLED: usize = 6;
pub(super) const GAUSSIAN: usize = 7;

impl Doubts {
    pub(super) fn new(
        network: &Network,
        images: &[f32],
        (setting, watch): (&Setting, &Watch<'_>),
    ) -> Result<Self, ReproError> {
        let resources = resources(setting.threads, watch);
        let seeds = Seeds::new(setting.seed);
        let passes = OUTPUTS as usize;
        let found = || -> Result<Self, ::chaosnn::Error> {
            let once = softmax(network, images, &resources)?;
            let (answers, _) = once.scores(Score::Probability)?;
            let logistic = Rescaled { g: G_CHOSEN, a: ASSUMED_A };
            let chaos = perturbed(network, images, logistic, (setting, watch))?;
            let shuffled = Shuffled { drive: logistic, seeds: seeds.named("shuffled") };
            let shuffled = perturbed(network, images, shuffled, (setting, watch))?;
            let noise = GaussianNoise::like_logistic(G_CHOSEN, seeds.named("noise"));
            let noise = perturbed(network, images, noise, (setting, watch))?;
            let drop = dropout(network, images, (DROPPED, passes), seeds.named("dropout"), &resources)?;
            let of = [
                (&once, Score::Probability),
                (&once, Score::Margin),
                (&once, Score::Entropy),
                (&chaos, Score::Agreement),
                (&chaos, Score::Agreement),
                (&chaos, Score::Probability),
                (&shuffled, Score::Agreement),
                (&noise, Score::Agreement),
                (&drop, Score::Agreement),
                (&drop, Score::Probability),
            ];
            let mut scored: Vec<Scored> = Vec::new();
            for (name, (votes, score)) in WAYS.iter().zip(of) {
                let mut way = Scored::new("", votes, score)?.about(&answers)?;
                if name.ends_with(" + softmax") {
                    way = way.ties_by(&scored[SOFTMAX])?;
                }
                scored.push(Scored { name: (*name).to_owned(), ..way });
            }
            let probabilities =
                (0..once.items()).flat_map(|i| once.ballot(i).probabilities.to_vec()).collect();
            Ok(Self { answers, probabilities, scored })
        };
        found().map_err(failed("ways to doubt"))
    }

    /// As arrays of a unit.
    pub(super) fn table(self) -> Table {
        let table = Table::new()
            .with("answer", self.answers.iter().map(|&c| f64::from(c)).collect())
            .with("probabilities", self.probabilities.iter().map(|&p| f64::from(p)).collect());
        self.scored.into_iter().fold(table, |table, scored| table.with(scored.name, scored.sure))
    }

    /// The score of this name, back from a unit, about the answers there.
    pub(super) fn scored(table: &Table, name: &str) -> Result<Scored, ReproError> {
        Ok(Scored {
            name: name.to_owned(),
            classes: classes(table.get("answer")?),
            sure: table.get(name)?.to_vec(),
        })
    }
}

/// Classes that were stored as numbers.
fn classes(numbers: &[f64]) -> Vec<u8> {
    numbers.iter().map(|&c| c as u8).collect()
}

/// A hundred passes of a network whose weights follow this drive.
fn perturbed<D: Drive>(
    network: &Network,
    images: &[f32],
    drive: D,
    (setting, watch): (&Setting, &Watch<'_>),
) -> Result<Votes, ::chaosnn::Error> {
    let resources = resources(setting.threads, watch);
    let additions = chaotic(drive).additions(network, &multiples(STRIDE_CHOSEN, OUTPUTS), &resources)?;
    let keep = Keep { probabilities: true, ..Keep::default() };
    let outputs: Outputs =
        Evaluator::new(network)?.outputs(images, &Passes::perturbed(&additions)?, keep, &resources)?;
    Ok(Votes::of(&outputs))
}
