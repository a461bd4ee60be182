//! The source's own way of training, by eigenvectors and eigenvalues, whole and with parts of it taken away.

use ::wilsoncowan::coupling::Assembled;
use ::wilsoncowan::evolve::Evolution;
use ::wilsoncowan::{Network, Node, Spectral, Targets};
use neurodyn_core::Real;
use neurodyn_core::seed::Seeds;
use neurodyn_datasets::DataSet;

use super::bench::{failed, resources};
use super::constants::{
    ASSUMED_OUTSIDE, CLASSES, GAMMA_BEFORE, ORTHOGONAL_GAIN, RATE, SHIFTED_EIGENVALUE, TO_40,
};
use crate::error::ReproError;
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// What is taken away, appendix E.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Variant {
    /// Nothing.
    Whole,
    /// Eigenvalues are kept above the limit of stability.
    Unstable,
    /// Planted columns are trained like the others.
    FreeColumns,
    /// Planted columns have an eigenvalue that is not zero.
    OutsideKernel,
}

/// A training by `A = Phi Lambda Phi^-1`: Adam on columns, eigenvalues and gamma.
#[derive(Clone, Copy, Debug)]
pub(super) struct Published {
    pub(super) variant: Variant,
    pub(super) epochs: usize,
    pub(super) batch: usize,
    pub(super) seed: u64,
}

/// Steps of Euler's method, as all trainings here have them.
const DT: f64 = 0.25;
const STEPS: usize = 10;
/// The least gamma, above what Euler's method can follow.
const LEAST_GAMMA: f64 = 0.14;
/// Memories and epsilon of Adam.
const MEMORY: (f64, f64) = (0.9, 0.999);
const EPSILON: f64 = 1e-7;
/// Images that are judged at once.
const AT_ONCE: usize = 500;

/// What is trained: columns (planted ones last, if they are), eigenvalues, gamma.
struct Weights {
    columns: Vec<f64>,
    planted: Vec<f64>,
    eigenvalues: Vec<f64>,
    gamma: f64,
}

/// Adam of some numbers.
struct Adam {
    first: Vec<f64>,
    second: Vec<f64>,
}

impl Adam {
    fn new(size: usize) -> Self {
        Self { first: vec![0.0; size], second: vec![0.0; size] }
    }

    /// The `step`-th step, from 1.
    fn descend(&mut self, numbers: &mut [f64], gradient: &[f64], rate: f64, step: i32) {
        let rate = rate * (1.0 - MEMORY.1.powi(step)).sqrt() / (1.0 - MEMORY.0.powi(step));
        for i in 0..numbers.len() {
            let g = gradient[i];
            self.first[i] += (1.0 - MEMORY.0) * (g - self.first[i]);
            self.second[i] += (1.0 - MEMORY.1) * (g * g - self.second[i]);
            numbers[i] -= rate * self.first[i] / (self.second[i].sqrt() + EPSILON);
        }
    }
}

/// Images in numbers, and their labels.
struct Samples<'a> {
    pixels: Vec<f32>,
    labels: &'a [u8],
}

impl Published {
    /// Trains; accuracies, gamma and the largest eigenvalue after each epoch.
    pub(super) fn train(
        &self,
        targets: &Targets,
        data: &DataSet,
        (setting, watch): (&Setting, &Watch<'_>),
    ) -> Result<Table, ReproError> {
        let n = targets.nodes();
        let root = (n as f64).sqrt();
        let limit = Node::published().bistable().map_err(failed("the node"))?[0].crossing() * root;
        let mean = if self.variant == Variant::Unstable { ASSUMED_OUTSIDE * limit } else { -root };
        let start =
            Spectral::start(targets, ORTHOGONAL_GAIN, mean, 1.0, self.seed).map_err(failed("the start"))?;
        let mut weights = Weights {
            columns: start.trainable().to_vec(),
            planted: start.planted().to_vec(),
            eigenvalues: start.eigenvalues().to_vec(),
            gamma: GAMMA_BEFORE,
        };
        let learned = Samples { pixels: data.train.unit_pixels(), labels: data.train.labels() };
        let judged = Samples { pixels: data.test.unit_pixels(), labels: data.test.labels() };
        let count = learned.labels.len();
        let batches = count / self.batch;
        let total = (batches * self.epochs) as f64;
        let mut adam = [
            Adam::new(weights.columns.len()),
            Adam::new(weights.planted.len()),
            Adam::new(weights.eigenvalues.len()),
            Adam::new(1),
        ];
        let orders = Seeds::new(self.seed).named("order");
        let mut order: Vec<usize> = (0..count).collect();
        let mut rows = [Vec::new(), Vec::new(), Vec::new(), Vec::new()];
        let mut step = 0;
        // a training that diverges stays what it was when it last could be computed
        let mut lost = false;
        for epoch in 0..self.epochs {
            orders.stream(epoch as u64).shuffle(&mut order);
            for places in order.chunks_exact(self.batch) {
                watch.check()?;
                if lost {
                    break;
                }
                step += 1;
                let fall = 0.5 * (1.0 + Real::cos(core::f64::consts::PI * f64::from(step) / total));
                lost = self.step(
                    targets,
                    &mut weights,
                    &mut adam,
                    (&learned, places),
                    (RATE * fall, step),
                    (setting, watch),
                )?;
                if self.variant == Variant::Unstable {
                    weights.eigenvalues.iter_mut().for_each(|lambda| *lambda = lambda.max(1.05 * limit));
                }
            }
            let (early, late) = self.judge(targets, &weights, &judged, (setting, watch))?;
            for (column, value) in
                rows.iter_mut().zip([early, late, weights.gamma, largest(&weights.eigenvalues)])
            {
                column.push(value);
            }
            watch.done((epoch + 1) as f64 / self.epochs as f64);
        }
        let [early, late, gamma, largest] = rows;
        Ok(Table::new()
            .with("early", early)
            .with("late", late)
            .with("gamma", gamma)
            .with("largest", largest)
            .with("lost", vec![f64::from(u8::from(lost))]))
    }

    /// `Phi`, and `A` and `Phi^-1` with the planted eigenvalue; none if its columns are nearly dependent.
    fn assembled(&self, targets: &Targets, weights: &Weights) -> Option<(Spectral, Assembled)> {
        let spectral = Spectral::new(targets, weights.columns.clone(), weights.eigenvalues.clone()).ok()?;
        let spectral = spectral.with_planted(weights.planted.clone()).ok()?;
        let mut assembled = spectral.assemble_within(CONDITION).ok()?;
        if self.variant == Variant::OutsideKernel {
            let n = targets.nodes();
            let free = n - CLASSES;
            for i in 0..n {
                for k in 0..CLASSES {
                    let weight = SHIFTED_EIGENVALUE * weights.planted[i * CLASSES + k];
                    for j in 0..n {
                        assembled.a[i * n + j] += weight * assembled.inverse[(free + k) * n + j];
                    }
                }
            }
        }
        Some((spectral, assembled))
    }

    /// One step of Adam; whether the training is lost.
    fn step(
        &self,
        targets: &Targets,
        weights: &mut Weights,
        adam: &mut [Adam; 4],
        (learned, places): (&Samples<'_>, &[usize]),
        (rate, step): (f64, i32),
        (setting, watch): (&Setting, &Watch<'_>),
    ) -> Result<bool, ReproError> {
        let n = targets.nodes();
        let Some((spectral, assembled)) = self.assembled(targets, weights) else { return Ok(true) };
        let Ok(network) = Network::new(Node::published(), weights.gamma, assembled.a.clone()) else {
            return Ok(true);
        };
        let mut evolution =
            Evolution::<f32>::new(&network, DT, &resources(setting, watch)).map_err(failed("the batch"))?;
        let starts: Vec<f32> =
            places.iter().flat_map(|&place| &learned.pixels[place * n..(place + 1) * n]).copied().collect();
        let (x, _) = evolution.forward(&starts, &starts, STEPS).map_err(failed("the batch"))?;
        // the loss is the mean over images and nodes of the squared distance
        let scale = 2.0 / (n * places.len()) as f32;
        let mut back = Vec::with_capacity(x.len());
        for (x, &place) in x.chunks(n).zip(places) {
            let target = targets.pattern(usize::from(learned.labels[place]));
            back.extend(x.iter().zip(target).map(|(x, target)| scale * (x - *target as f32)));
        }
        evolution.backward(&back, &vec![0.0; back.len()]).map_err(failed("the way back"))?;
        let gain = 1.0 / (n as f64).sqrt();
        let gradient: Vec<f64> = evolution.coupling_gradient().iter().map(|&g| gain * f64::from(g)).collect();
        let of_gamma = evolution.gamma_gradient();
        if !(of_gamma.is_finite() && gradient.iter().all(|g| g.is_finite())) {
            return Ok(true);
        }
        let (columns, eigenvalues) =
            spectral.pull_back(&assembled, &gradient).map_err(failed("the gradient"))?;
        adam[0].descend(&mut weights.columns, &columns, rate, step);
        adam[2].descend(&mut weights.eigenvalues, &eigenvalues, rate, step);
        if self.variant == Variant::FreeColumns {
            let planted = of_planted(&assembled, &gradient, n);
            adam[1].descend(&mut weights.planted, &planted, rate, step);
        }
        adam[3].descend(std::slice::from_mut(&mut weights.gamma), &[of_gamma], rate, step);
        weights.gamma = weights.gamma.max(LEAST_GAMMA);
        Ok(false)
    }

    /// The share of images with the right class at the time of training and at t = 40.
    fn judge(
        &self,
        targets: &Targets,
        weights: &Weights,
        judged: &Samples<'_>,
        (setting, watch): (&Setting, &Watch<'_>),
    ) -> Result<(f64, f64), ReproError> {
        let n = targets.nodes();
        let Some((_, assembled)) = self.assembled(targets, weights) else { return Ok((0.0, 0.0)) };
        let Ok(network) = Network::new(Node::published(), weights.gamma, assembled.a) else {
            return Ok((0.0, 0.0));
        };
        let resources = resources(setting, watch);
        let mut right = [0.0; 2];
        for (right, time) in right.iter_mut().zip([DT * STEPS as f64, TO_40]) {
            let steps = (time / DT).round() as usize;
            let mut evolution =
                Evolution::<f32>::new(&network, DT, &resources).map_err(failed("the judgement"))?;
            for (pixels, labels) in judged.pixels.chunks(AT_ONCE * n).zip(judged.labels.chunks(AT_ONCE)) {
                watch.check()?;
                let (x, _) = evolution.forward(pixels, pixels, steps).map_err(failed("the judgement"))?;
                for (x, &label) in x.chunks(n).zip(labels) {
                    let x: Vec<f64> = x.iter().map(|&x| x.into()).collect();
                    let class = targets.nearest(&x).map(|(class, _)| class);
                    *right += f64::from(u8::from(class == Some(usize::from(label))));
                }
            }
            *right /= judged.labels.len() as f64;
        }
        Ok((right[0], right[1]))
    }
}

/// Above this `Phi` is not inverted any more.
const CONDITION: f64 = 1e6;

/// `dL/dPhi` of the planted columns, `-A^T H` with `H = G Phi^-T`: their eigenvalues are zero.
fn of_planted(assembled: &Assembled, gradient: &[f64], n: usize) -> Vec<f64> {
    let free = n - CLASSES;
    let mut h = vec![0.0; n * CLASSES];
    for i in 0..n {
        for k in 0..CLASSES {
            let row = &assembled.inverse[(free + k) * n..(free + k + 1) * n];
            h[i * CLASSES + k] = gradient[i * n..(i + 1) * n].iter().zip(row).map(|(g, p)| g * p).sum();
        }
    }
    let mut planted = vec![0.0; n * CLASSES];
    for j in 0..n {
        for i in 0..n {
            for k in 0..CLASSES {
                planted[i * CLASSES + k] -= assembled.a[j * n + i] * h[j * CLASSES + k];
            }
        }
    }
    planted
}

fn largest(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}
