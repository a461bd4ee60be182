//! What the items of the classifier share: network, digits, chaotic weights and how they are evaluated.

use ::chaosnn::chaotic::{Additions, ChaoticWeights};
use ::chaosnn::evaluate::{Evaluator, Keep, Outputs, Passes};
use ::chaosnn::{Error, Network, Rescaled, shipped};
use dynsys::ensemble::Resources;
use neurodyn_datasets::DataSet;

use super::constants::{ASSUMED_A, ASSUMED_SCALE, CHAOTIC_ROWS};
use crate::error::ReproError;
use crate::setting::{Setting, Watch};
use crate::stand_in::usps_or_digits;

/// A trained network beside the digits that it learned, and others.
pub(super) struct Bench {
    pub(super) network: Network,
    pub(super) data: DataSet,
    /// What the report must say of the data, if they are not the source's.
    pub(super) note: Option<String>,
}

/// Which of the networks that ship.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Sigmoids after pretraining: the source's.
    Sigmoid,
    /// A control.
    Relu,
}

impl Kind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Sigmoid => "sigmoid",
            Self::Relu => "ReLU",
        }
    }
}

impl Bench {
    pub(super) fn new(setting: &Setting, kind: Kind) -> Result<Self, ReproError> {
        let (data, note) = usps_or_digits(setting)?;
        let network = match (&note, kind) {
            (None, Kind::Sigmoid) => shipped::sigmoid(),
            (None, Kind::Relu) => shipped::relu(),
            (Some(_), Kind::Sigmoid) => shipped::digits_sigmoid(),
            (Some(_), Kind::Relu) => shipped::digits_relu(),
        };
        Ok(Self { network, data, note })
    }

    /// The perturbations of these widths, at these steps.
    pub(super) fn additions(
        &self,
        g: f64,
        steps: &[u64],
        watch: &Watch<'_>,
    ) -> Result<Additions, ReproError> {
        chaotic(Rescaled { g, a: ASSUMED_A })
            .additions(&self.network, steps, &resources(1, watch))
            .map_err(failed("chaotic weights"))
    }

    /// All outputs of these images under these perturbations.
    pub(super) fn outputs(
        &self,
        images: &[f32],
        additions: &Additions,
        keep: Keep<'_>,
        (setting, watch): (&Setting, &Watch<'_>),
    ) -> Result<Outputs, ReproError> {
        let passes = Passes::perturbed(additions).map_err(failed("passes"))?;
        let evaluator = Evaluator::new(&self.network).map_err(failed("the network"))?;
        let outputs = evaluator.outputs(images, &passes, keep, &resources(setting.threads, watch));
        outputs.map_err(failed("outputs"))
    }

    /// One output an image of the network as it is, with its probabilities.
    pub(super) fn outputs_as_they_are(
        &self,
        images: &[f32],
        (setting, watch): (&Setting, &Watch<'_>),
    ) -> Result<Outputs, ReproError> {
        let keep = Keep { probabilities: true, ..Keep::default() };
        let evaluator = Evaluator::new(&self.network).map_err(failed("the network"))?;
        let outputs = evaluator.outputs(images, &Passes::once(), keep, &resources(setting.threads, watch));
        outputs.map_err(failed("outputs"))
    }
}

/// The weights that the source makes chaotic.
pub(super) fn chaotic<D>(drive: D) -> ChaoticWeights<D> {
    ChaoticWeights { drive, layer: 0, rows: 0..CHAOTIC_ROWS, scale: ASSUMED_SCALE }
}

pub(super) fn resources<'a>(threads: usize, watch: &Watch<'a>) -> Resources<'a> {
    Resources { threads, cancel: Some(watch.flag()), ..Resources::default() }
}

/// The error of the library as one of the runner.
pub(super) fn failed(what: &'static str) -> impl Fn(Error) -> ReproError {
    move |error| match error {
        Error::Cancelled { .. } => ReproError::Cancelled,
        other => ReproError::Numerics { what: what.to_owned(), facts: other.to_string() },
    }
}

/// The gap between the largest probability and the next.
pub(super) fn margin(probabilities: &[f32]) -> f32 {
    let (mut first, mut second) = (f32::MIN, f32::MIN);
    for &p in probabilities {
        if p > first {
            (first, second) = (p, first);
        } else if p > second {
            second = p;
        }
    }
    first - second
}

/// Some images one after another.
pub(super) fn gathered(images: &neurodyn_datasets::Images, which: &[usize]) -> (Vec<f32>, Vec<u8>) {
    let pixels = which.iter().flat_map(|&i| images.image(i).iter().copied()).collect();
    (pixels, which.iter().map(|&i| images.labels()[i]).collect())
}
