//! Trainings that several items share; within one run of the program each is done once.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use ::wilsoncowan::train::{Epoch, Options, Progress, Resources, Training};
use ::wilsoncowan::{Model, Node};
use neurodyn_datasets::known::{FASHION_MNIST, Known, MNIST};
use neurodyn_datasets::{DataSet, Error, Folder, fashion_mnist, mnist};

use super::bench::{failed, resources};
use super::constants::NODES;
use super::pictures::missing;
use crate::error::ReproError;
use crate::figure::Colour;
use crate::setting::{Scale, Setting, Watch};
use crate::stand_in;
use crate::table::Table;

/// Which images.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Set {
    Mnist,
    Fashion,
    /// The embedded 8x8 digits, where the point is that something is trained, not what.
    Digits,
}

/// The side of the embedded digits.
pub(super) const DIGITS_SIDE: usize = 8;

impl Set {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Mnist => "MNIST",
            Self::Fashion => "Fashion-MNIST",
            Self::Digits => "digits",
        }
    }

    pub(super) fn known(self) -> &'static Known {
        match self {
            Self::Fashion => &FASHION_MNIST,
            Self::Mnist | Self::Digits => &MNIST,
        }
    }

    /// The images with this side; the embedded digits where the source's are missing, and whether these are the ones asked
    /// for.
    pub(super) fn images(self, folder: &Folder, side: usize) -> Result<(DataSet, bool), ReproError> {
        let found = match self {
            Self::Mnist => mnist(folder),
            Self::Fashion => fashion_mnist(folder),
            Self::Digits => Ok(stand_in::digits()),
        };
        let (data, own) = match found {
            Ok(data) => (data, true),
            Err(Error::Missing { .. }) => (stand_in::digits(), false),
            Err(error) => return Err(ReproError::data(error)),
        };
        if data.train.shape() == (side, side) {
            return Ok((data, own));
        }
        Ok((data.to_side(side).map_err(ReproError::data)?, own))
    }
}

/// A training.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    pub(super) set: Set,
    pub(super) side: usize,
    pub(super) options: Options,
}

/// What came of it.
#[derive(Debug)]
pub(super) struct Done {
    pub(super) model: Model,
    pub(super) curve: Vec<Epoch>,
    /// Whether it saw the images that were asked for.
    pub(super) own: bool,
}

/// How networks are trained at a scale on images of a set, with this seed.
pub(super) fn options(scale: Scale, set: Set, seed: u64) -> Options {
    let of = match (scale, set) {
        (Scale::Quick, _) => Options { epochs: 60, batch: 20, ..Options::small() },
        (Scale::Standard, _) => Options::default(),
        (Scale::Paper, Set::Fashion) => Options::clothes(),
        (Scale::Paper, _) => Options::full(),
    };
    Options { seed, ..of }
}

/// What has been trained, by all that it depends on.
static TRAINED: Mutex<BTreeMap<String, Arc<Done>>> = Mutex::new(BTreeMap::new());

impl Run {
    /// Trains, unless that has been done before.
    pub(super) fn done(&self, setting: &Setting, watch: &Watch<'_>) -> Result<Arc<Done>, ReproError> {
        let key = format!("{self:?} {:?}", setting.folder());
        let mut trained = TRAINED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(done) = trained.get(&key) {
            return Ok(Arc::clone(done));
        }
        watch.check()?;
        let (data, own) = self.set.images(&setting.folder(), self.side)?;
        let (images, judge) = (data.train.unit_pixels(), data.test.unit_pixels());
        let training = Training {
            node: Node::published(),
            shape: (self.side, self.side),
            classes: data.train.classes(),
            images: &images,
            labels: data.train.labels(),
            judge: (&judge, data.test.labels()),
            options: self.options,
        };
        let voice = Voice { watch, epochs: self.options.epochs };
        let resources =
            Resources { plain: resources(setting, watch), checkpoint: None, progress: Some(&voice) };
        let (model, curve) = training.run(&resources).map_err(failed("training"))?;
        let done = Arc::new(Done { model, curve, own });
        trained.insert(key, Arc::clone(&done));
        Ok(done)
    }

    /// The training as the result of a unit: a row an epoch.
    pub(super) fn table(&self, setting: &Setting, watch: &Watch<'_>) -> Result<Table, ReproError> {
        let done = self.done(setting, watch)?;
        let column = |of: &dyn Fn(&Epoch) -> f64| done.curve.iter().map(of).collect::<Vec<f64>>();
        let judged = |early: bool| {
            column(&|epoch| epoch.judged.map_or(f64::NAN, |both| if early { both.early } else { both.late }))
        };
        Ok(Table::new()
            .with("gamma", column(&|epoch| epoch.gamma))
            .with("loss", column(&|epoch| epoch.loss))
            .with("learned", column(&|epoch| epoch.accuracy))
            .with("early", judged(true))
            .with("late", judged(false))
            .with("time", vec![done.model.time()])
            .with("own", vec![f64::from(u8::from(done.own))]))
    }
}

struct Voice<'a> {
    watch: &'a Watch<'a>,
    epochs: usize,
}

impl Progress for Voice<'_> {
    fn epoch(&self, epoch: &Epoch, _: usize) {
        self.watch.done(epoch.number as f64 / self.epochs as f64);
    }
}

/// The mean of some numbers, and its standard deviation; none from a single one.
pub(super) fn mean(values: &[f64]) -> (f64, Option<f64>) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let square: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    (mean, (values.len() > 1).then(|| (square / (n - 1.0) / n).sqrt()))
}

/// The mean with its standard deviation, for people.
pub(super) fn in_words(values: &[f64]) -> String {
    match mean(values) {
        (mean, Some(deviation)) => format!("{mean:.4} ± {deviation:.4}"),
        (mean, None) => format!("{mean:.4}"),
    }
}

/// The last number of a column of each of these units.
pub(super) fn lasts(units: &[&Table], column: &str) -> Result<Vec<f64>, ReproError> {
    units.iter().map(|unit| Ok(unit.get(column)?.last().copied().unwrap_or(f64::NAN))).collect()
}

/// What a report must say of units that did not see the images that were asked for.
pub(super) fn notes(set: Set, side: usize, units: &[&Table]) -> Result<Vec<String>, ReproError> {
    for unit in units {
        if unit.get("own")? != [1.0] {
            return Ok(vec![missing(set.known(), side)]);
        }
    }
    Ok(Vec::new())
}

/// Why a claim about MNIST is not judged at the quick scale.
pub(super) const QUICK: &str =
    "quick trains 64 nodes on the embedded 8x8 digits; judged at the larger scales";

/// Sets and seeds that are trained, in order.
pub(super) fn runs(setting: &Setting) -> Vec<Run> {
    let (sets, seeds, side): (&[Set], u64, usize) = match setting.scale {
        Scale::Quick => (&[Set::Digits], 2, DIGITS_SIDE),
        Scale::Standard => (&[Set::Mnist, Set::Fashion], 2, NODES.isqrt()),
        Scale::Paper => (&[Set::Mnist, Set::Fashion], 5, NODES.isqrt()),
    };
    let run = |set: Set| {
        (0..seeds).map(move |k| Run { set, side, options: options(setting.scale, set, setting.seed + k) })
    };
    sets.iter().flat_map(|&set| run(set)).collect()
}

/// The sets of these runs, each with the results of its units.
pub(super) fn by_set<'a>(runs: &[Run], units: &'a [Table]) -> Vec<(Set, Vec<&'a Table>)> {
    let mut sets: Vec<(Set, Vec<&Table>)> = Vec::new();
    for (run, unit) in runs.iter().zip(units) {
        match sets.iter_mut().find(|(set, _)| *set == run.set) {
            Some((_, units)) => units.push(unit),
            None => sets.push((run.set, vec![unit])),
        }
    }
    sets
}

/// The ink of a set.
pub(super) fn ink(set: Set) -> Colour {
    match set {
        Set::Mnist | Set::Digits => Colour::BLUE,
        Set::Fashion => Colour::VERMILION,
    }
}
