//! A training from its first epoch to its last.

use super::Options;
use super::batches::{Batch, Batches};
use super::carried::{self, Sample};
use super::checkpoint;
use super::standing::{Frame, Standing};
use crate::classify::Horizon;
use crate::error::{Error, exactly, images};
use crate::evolve::{Evolution, share_out};
use crate::kernel::Number as _;
use crate::kernel::backward::Backward;
use crate::kernel::forward::Forward;
use crate::kernel::tape::{Tape, padded};
use crate::model::{Manifest, Model};
use crate::node::Node;
use crate::targets::Targets;
use core::sync::atomic::Ordering;
use dynsys::ensemble::Resources as Plain;
use std::path::Path;

/// What to learn.
#[derive(Clone, Debug)]
pub struct Training<'a> {
    /// The law of the nodes.
    pub node: Node,
    /// Height and width of images; a node a pixel.
    pub shape: (usize, usize),
    /// Number of classes.
    pub classes: usize,
    /// Pixels in [0, 1], image by image.
    pub images: &'a [f32],
    /// The class of each image.
    pub labels: &'a [u8],
    /// Images with their classes to measure with after each epoch; training does not see them. May be empty.
    pub judge: (&'a [f32], &'a [u8]),
    /// How.
    pub options: Options,
}

/// What training may use.
#[derive(Clone, Copy, Debug, Default)]
pub struct Resources<'a> {
    /// Threads, the instruction set, and a flag that stops it: it then fails with [`Error::Cancelled`].
    pub plain: Plain<'a>,
    /// A file that is written after each epoch, and from which a training of the same images and options goes on.
    pub checkpoint: Option<&'a Path>,
    /// Told of every epoch.
    pub progress: Option<&'a (dyn Progress + 'a)>,
}

/// Somebody who is told of epochs.
pub trait Progress: Sync {
    /// Another epoch is done, of so many.
    fn epoch(&self, epoch: &Epoch, epochs: usize);
    /// So many of the batches of an epoch are done, with this mean loss and share of right classes so far.
    fn batch(&self, _done: usize, _of: usize, _loss: f64, _accuracy: f64) {}
}
impl core::fmt::Debug for dyn Progress + '_ {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Progress")
    }
}

/// What an epoch came to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Epoch {
    /// From 1.
    pub number: usize,
    /// Mean over images and nodes of the squared distance to the target, while training.
    pub loss: f64,
    /// Share of right classes among the training images as they went by, with their noise.
    pub accuracy: f64,
    /// Gamma at the end.
    pub gamma: f64,
    /// The accuracy of what would be the result, if there are images to measure with.
    pub judged: Option<Judged>,
}

/// Accuracies at two times.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judged {
    /// At the time of training.
    pub early: f64,
    /// At T = 40.
    pub late: f64,
}

impl Training<'_> {
    /// Trains; the model and its learning curve.
    ///
    /// # Errors
    /// [`Error::Sizes`], [`Error::Pixel`], [`Error::Label`], [`Error::Nodes`], [`Error::Range`] and [`Error::Step`] before any
    /// time is spent; [`Error::Diverged`], [`Error::Cancelled`], [`Error::File`].
    pub fn run(&self, resources: &Resources<'_>) -> Result<(Model, Vec<Epoch>), Error> {
        let targets = self.check()?;
        let options = &self.options;
        let nodes = targets.nodes();
        let frame = Frame::new(&targets, &self.node, options.dt)?;
        let mut evolution = Evolution::unset(self.node, options.gamma, nodes, options.dt, &resources.plain);
        let mut standing = Standing::begin(&frame, &targets, options)?;
        let mut curve = Vec::new();
        let of = resources.checkpoint.map(|_| checkpoint::fingerprint(self));
        if let (Some(path), Some(of)) = (resources.checkpoint, &of)
            && let Some(kept) = checkpoint::load(path, of, &standing)?
        {
            (standing, curve) = kept;
        }
        let mut w = vec![0.0; nodes * padded(nodes)];
        let mut gradient = w.clone();
        while standing.epochs < options.epochs {
            standing.unpack(&frame, &mut evolution, &mut w, false);
            let work = (&mut w[..], &mut gradient[..]);
            let (loss, accuracy) =
                self.epoch(&frame, &targets, &mut standing, &mut evolution, work, resources)?;
            standing.epochs += 1;
            let gamma = frame.gamma(standing.gamma[3]);
            let best = curve.iter().map(|epoch: &Epoch| epoch.loss).fold(f64::INFINITY, f64::min);
            let lost = loss > LOST * best && loss > targets.spread();
            if lost || !(loss.is_finite() && gamma.is_finite()) {
                return Err(Error::Diverged { epoch: standing.epochs, loss, gamma });
            }
            standing.unpack(&frame, &mut evolution, &mut w, true);
            let judged = self.judge(&targets, &evolution, &resources.plain)?;
            let epoch = Epoch { number: standing.epochs, loss, accuracy, gamma, judged };
            curve.push(epoch);
            if let (Some(path), Some(of)) = (resources.checkpoint, &of) {
                checkpoint::save(path, of, &standing, &curve)?;
            }
            if let Some(progress) = resources.progress {
                progress.epoch(&epoch, options.epochs);
            }
        }
        let coupling =
            standing.average.chunks(padded(nodes)).flat_map(|row| &row[..nodes]).copied().collect();
        let model = Model {
            node: self.node,
            shape: self.shape,
            classes: self.classes,
            gamma: frame.gamma(standing.gamma[3]),
            coupling,
            dt: options.dt,
            steps: options.steps(1.0),
            manifest: self.manifest(&curve),
        };
        Ok((model, curve))
    }

    /// How a model came about, in words.
    fn manifest(&self, curve: &[Epoch]) -> Manifest {
        let mut manifest = Manifest::new();
        let mut say = |name: &str, what: String| manifest.insert(name.to_owned(), what);
        say("training", checkpoint::fingerprint(self));
        say("options", format!("{:?}", self.options));
        if let Some(Epoch { number, loss, accuracy, judged, .. }) = curve.last() {
            say("epochs", number.to_string());
            say("loss", loss.to_string());
            say("training accuracy", accuracy.to_string());
            if let Some(Judged { early, late }) = judged {
                say("accuracy at the time of training", early.to_string());
                say("accuracy at T = 40", late.to_string());
            }
        }
        manifest
    }

    /// All that can be wrong, before any time is spent.
    fn check(&self) -> Result<Targets, Error> {
        let size = self.shape.0 * self.shape.1;
        let targets = Targets::new(&self.node, size, self.classes)?;
        for (pixels, labels, what) in
            [(self.images, self.labels, "labels"), (self.judge.0, self.judge.1, "labels to measure with")]
        {
            images(pixels, size)?;
            exactly(what, pixels.len() / size, labels.len())?;
            if let Some(image) = labels.iter().position(|&label| usize::from(label) >= self.classes) {
                return Err(Error::Label { image, label: labels[image], classes: self.classes });
            }
        }
        self.options.check(self.labels.len())?;
        Ok(targets)
    }

    /// One pass over the images: the mean loss and the share of right classes.
    fn epoch(
        &self,
        frame: &Frame,
        targets: &Targets,
        standing: &mut Standing,
        evolution: &mut Evolution<f32>,
        (w, gradient): (&mut [f32], &mut [f32]),
        resources: &Resources<'_>,
    ) -> Result<(f64, f64), Error> {
        let options = &self.options;
        let batches = Batches::new(self.images, self.shape, options, standing.epochs);
        let total = (batches.len() * options.epochs) as f64;
        let (mut loss, mut right) = (0.0, 0);
        let fresh = options.batch - options.carried;
        let mut going = Vec::new();
        for batch in 0..batches.len() {
            if resources.plain.cancel.is_some_and(|cancel| cancel.load(Ordering::Relaxed)) {
                return Err(Error::Cancelled { done: standing.epochs, total: options.epochs });
            }
            let share = standing.step as f64 / total;
            let of_batch = batches.with(batch, going);
            evolution.prepare(of_batch.len(), options.steps(share));
            let passed = self.pass(targets, &of_batch, share, evolution);
            loss += passed.loss;
            right += passed.right;
            going = carried::farthest(passed.ends, options.carried, options.rounds);
            standing.descend(frame, options, share, evolution, (&mut *w, &mut *gradient));
            if let Some(progress) = resources.progress {
                let seen = (batch + 1) * fresh;
                let mean = loss / (seen * frame.nodes) as f64;
                progress.batch(batch + 1, batches.len(), mean, right as f64 / seen as f64);
            }
        }
        let seen = (batches.len() * fresh) as f64;
        Ok((loss / seen / frame.nodes as f64, right as f64 / seen))
    }

    /// A batch through the network and back.
    fn pass(
        &self,
        targets: &Targets,
        batch: &Batch<'_>,
        share: f64,
        evolution: &mut Evolution<f32>,
    ) -> Passed {
        let (law, (level, threads)) = (evolution.law(), evolution.resources());
        let (coupling, transposed) = (&evolution.forward, &evolution.transposed);
        let Options { noise, erased, carried, .. } = self.options;
        let noise = (noise.at(share), erased.at(share));
        let numbers = self.options.batch * targets.nodes();
        let mut parts = vec![Passed::default(); evolution.tapes.len()];
        share_out(threads, evolution.tapes.iter_mut().zip(&mut parts), |(tape, passed)| {
            let (mut x, mut y) = (Vec::new(), Vec::new());
            for place in tape.places() {
                batch.start(place, noise, &mut x, &mut y);
            }
            f32::forward(level, Forward { law, coupling, x: &x, y: &y, tape });
            if carried > 0 {
                passed.ends = tape
                    .places()
                    .enumerate()
                    .map(|(lane, place)| Sample::at_end(targets, tape, lane, batch.image(place)))
                    .collect();
            }
            let labels = tape.places().map(|place| self.labels[batch.image(place).0]).collect::<Vec<u8>>();
            let fresh = batch.fresh().saturating_sub(tape.first);
            (passed.loss, passed.right) = misfit(targets, tape, &labels, fresh, numbers);
            f32::backward(level, Backward { law, transposed, tape, start: false });
        });
        let mut all = Passed::default();
        for Passed { loss, right, ends } in parts {
            all.loss += loss;
            all.right += right;
            all.ends.extend(ends);
        }
        all
    }

    fn judge(
        &self,
        targets: &Targets,
        evolution: &Evolution<f32>,
        plain: &Plain<'_>,
    ) -> Result<Option<Judged>, Error> {
        let (pixels, labels) = self.judge;
        if labels.is_empty() {
            return Ok(None);
        }
        let early = self.options.dt * self.options.steps(1.0) as f64;
        let horizon = Horizon::after_training(self.options.dt, early);
        let (early, late) = evolution.classify(targets, pixels, horizon, false, plain)?.accuracy(labels);
        Ok(Some(Judged { early, late }))
    }
}

/// How many times the loss of the best epoch it may be again before a training is given up, if it is also more than a network
/// has that sends everything to the mean of the targets.
const LOST: f64 = 10.0;

/// What a batch came to.
#[derive(Clone, Debug, Default)]
struct Passed {
    /// Sums over the new images: squared distances, right classes.
    loss: f64,
    right: usize,
    /// Where all samples are, if some go on.
    ends: Vec<Sample>,
}

/// The squared distances of the first `fresh` ends to their targets and their right classes; in the place of all ends it leaves
/// what the loss, a mean over `count` numbers, is sensitive to.
fn misfit(
    targets: &Targets,
    tape: &mut Tape<f32>,
    labels: &[u8],
    fresh: usize,
    count: usize,
) -> (f64, usize) {
    let (lanes, segment) = (tape.lanes, targets.segment());
    let (low, high) = targets.states();
    let (low, high) = (low as f32, high as f32);
    let factor = 2.0 / count as f32;
    let (mut squares, mut right) = (0.0, 0);
    // patterns differ in two segments only: the nearest one has the least sum in its own
    let mut own = vec![0.0_f32; targets.classes()];
    for lane in 0..tape.samples {
        let class = usize::from(labels[lane]);
        let on = class * segment..(class + 1) * segment;
        own.fill(0.0);
        let mut sum = 0.0;
        for i in 0..tape.nodes {
            let x = &mut tape.end[0][i * lanes + lane];
            if let Some(own) = own.get_mut(i / segment) {
                *own += *x;
            }
            let off = *x - if on.contains(&i) { low } else { high };
            sum += off * off;
            *x = factor * off;
        }
        if lane >= fresh {
            continue;
        }
        squares += f64::from(sum);
        let least = own.iter().enumerate().min_by(|a, b| a.1.total_cmp(b.1));
        right += usize::from(least.is_some_and(|(nearest, _)| nearest == class));
    }
    for lane in tape.samples..lanes {
        for i in 0..tape.nodes {
            tape.end[0][i * lanes + lane] = 0.0;
        }
    }
    tape.end[1].fill(0.0);
    (squares, right)
}
