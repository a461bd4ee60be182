//! The course of one subnetwork: its epochs, its iterations, and where it stands.

use super::adam::{Descent, Moments};
use super::checkpoint::{self, Standing};
use super::kernel::Subnet;
use super::op::{Loss, mean_square};
use super::table::{Standard, table};
use super::{Epoch, Progress, Resources, Stage, Training};
use crate::error::Error;
use crate::levenberg::{self, Outcome, Problem, State};
use candle_core::{Device, Tensor};
use core::sync::atomic::{AtomicBool, Ordering};
use dynsys::ensemble::Resources as Plain;
use neurodyn_core::seed::Seeds;
use std::path::PathBuf;
use std::sync::Mutex;

/// One subnetwork in training.
pub(super) struct Course<'a> {
    training: &'a Training<'a>,
    resources: &'a Resources<'a>,
    /// Raised by a course that fails.
    stop: &'a AtomicBool,
    spent: &'a Spent,
    variable: usize,
    subnet: Subnet,
    standard: Standard,
    /// What checkpoints are of.
    of: String,
    file: Option<PathBuf>,
    standing: Standing,
}

/// How many times the variance of the outputs (where training begins, about) is a loss beyond which nothing is learned any more.
const HOPELESS: f64 = 1e4;

/// Iterations in a row that may gain next to nothing: damping that had to grow makes steps short for a while.
const PATIENCE: usize = 6;

impl<'a> Course<'a> {
    /// At its beginning, or where its checkpoint stands.
    pub(super) fn begin(
        training: &'a Training<'a>,
        resources: &'a Resources<'a>,
        variable: usize,
        stop: &'a AtomicBool,
        spent: &'a Spent,
    ) -> Result<Self, Error> {
        let form = training.form;
        let subnet = Subnet::of(form);
        let standard = Standard::of(form, training.rows, variable)?;
        let weights = match training.init {
            None => scattered(subnet, training.options.seed, variable),
            Some(net) if net.form().size == form.size => standard.unfold(subnet, net.subnet(variable)),
            Some(net) => {
                return Err(Error::Weights { expected: form.size.net(), found: net.weights().len() });
            }
        };
        let of = checkpoint::fingerprint(training, variable, &weights);
        let mut standing = Standing::first(Moments::at_rest(weights), Stage::Adam);
        let file = resources.checkpoints.map(|folder| checkpoint::file(folder, variable));
        if let (Some(file), true) = (&file, resources.resume)
            && let Some(kept) = checkpoint::load(file, &of, subnet.weights())?
        {
            standing = kept;
        }
        let course =
            Self { training, resources, stop, spent, variable, subnet, standard, of, file, standing };
        course.catch_up();
        Ok(course)
    }

    /// All epochs of Adam.
    pub(super) fn descend(&mut self) -> Result<(), Error> {
        let adam = self.training.options.adam;
        if self.standing.stage != Stage::Adam {
            return Ok(());
        }
        let (rows, validation) = (self.table(self.training.rows), self.table(self.training.validation));
        let width = self.subnet.row();
        let count = rows.len() / width;
        let steps = (adam.epochs * count.div_ceil(adam.batch)) as u64;
        let mut descent = Descent::from(&self.standing.moments).map_err(tensor)?;
        while self.standing.done < adam.epochs {
            let mut order: Vec<u32> = (0..count as u32).collect();
            let item = (self.variable as u64) << 32 | self.standing.done as u64;
            Seeds::new(self.training.options.seed).named("epoch").stream(item).shuffle(&mut order);
            let mut squares = 0.0;
            for batch in order.chunks(adam.batch) {
                self.go_on()?;
                let mut numbers = Vec::with_capacity(batch.len() * width);
                for &row in batch {
                    numbers.extend_from_slice(&rows[row as usize * width..(row as usize + 1) * width]);
                }
                squares += self.step(&mut descent, numbers, steps).map_err(tensor)? * batch.len() as f64;
            }
            let unit = self.standard.loss(self.training.form);
            let loss = squares / count as f64 * unit;
            let moments = descent.numbers().map_err(tensor)?;
            let judged = mean_square(self.subnet, &moments.weights, &validation, self.resources.level) * unit;
            self.check(Stage::Adam, loss, judged, &moments.weights)?;
            self.standing.moments = moments;
            self.finish_round(Stage::Adam, loss, judged)?;
        }
        self.standing.stage = Stage::Levenberg;
        self.standing.done = 0;
        // from here on in the units of the net
        let weights = self.standard.fold(self.subnet, &self.standing.moments.weights);
        self.standing.moments = Moments::at_rest(weights);
        self.keep()
    }

    /// One batch; its loss before the step.
    fn step(&self, descent: &mut Descent, numbers: Vec<f32>, steps: u64) -> candle_core::Result<f64> {
        let width = self.subnet.row();
        let batch = numbers.len() / width;
        let batch = Tensor::from_vec(numbers, (batch, width), &Device::Cpu)?;
        let loss =
            Loss::new(self.training.form, self.resources.level).of(descent.weights.as_tensor(), &batch)?;
        let gradients = loss.backward()?;
        let gradient = gradients.get(descent.weights.as_tensor());
        let gradient =
            gradient.ok_or_else(|| candle_core::Error::Msg("no gradient of the weights".to_owned()))?;
        descent.step(&self.training.options.adam, gradient, steps)?;
        loss.to_scalar::<f64>()
    }

    /// Iterations of Levenberg and Marquardt up to the one of this number.
    pub(super) fn refine(&mut self, until: usize, resources: &Plain<'_>) -> Result<(), Error> {
        let (form, options) = (self.training.form, &self.training.options.levenberg);
        let problem = Problem::new(form, self.variable, self.training.rows, options)?;
        let all = levenberg::Options { rows: self.training.validation.len(), ..*options };
        let validation = Problem::new(form, self.variable, self.training.validation, &all)?;
        let weights = &self.standing.moments.weights;
        let mut state = if self.standing.done == 0 {
            problem.start(weights, resources)?
        } else {
            let Standing { damping, loss, done, .. } = self.standing;
            State { weights: weights.clone(), damping, iteration: done, loss }
        };
        while self.standing.done < until && !self.is_over() {
            self.go_on()?;
            let progress = problem.step(&mut state, resources)?;
            let judged = validation.loss(&state.weights, resources);
            self.check(Stage::Levenberg, state.loss, judged, &state.weights)?;
            self.standing.moments.weights.clone_from(&state.weights);
            (self.standing.damping, self.standing.loss) = (state.damping, state.loss);
            let gained = progress.outcome == Outcome::Improved;
            self.standing.idle = if gained { 0 } else { self.standing.idle + 1 };
            self.finish_round(Stage::Levenberg, state.loss, judged)?;
        }
        Ok(())
    }

    /// Iterations of Levenberg and Marquardt that are done.
    pub(super) fn iterations(&self) -> usize {
        if self.standing.stage == Stage::Levenberg { self.standing.done } else { 0 }
    }
    fn planned(&self) -> usize {
        planned(self.training, self.variable)
    }
    /// Whether there is nothing left to do.
    pub(super) fn is_over(&self) -> bool {
        self.standing.stage == Stage::Levenberg
            && (self.standing.idle >= PATIENCE || self.standing.done >= self.planned())
    }
    /// The weights, in the units of the net.
    pub(super) fn weights(&self) -> Vec<f64> {
        let weights = &self.standing.moments.weights;
        match self.standing.stage {
            Stage::Adam => self.standard.fold(self.subnet, weights),
            Stage::Levenberg => weights.clone(),
        }
    }
    /// The learning curve.
    pub(super) fn curve(self) -> Vec<Epoch> {
        self.standing.curve
    }

    fn table(&self, rows: &crate::data::Rows) -> Vec<f32> {
        table(self.training.form, rows, self.variable, self.standard)
    }
    fn check(&self, stage: Stage, loss: f64, judged: f64, weights: &[f64]) -> Result<(), Error> {
        let finite = weights.iter().all(|w| w.is_finite());
        let most = HOPELESS * self.standard.loss(self.training.form);
        if loss < most && judged < most && finite {
            return Ok(());
        }
        let round = self.standing.done + 1;
        Err(Error::Training { variable: self.variable, stage: stage.name(), round, loss })
    }
    /// Writes down a round that is done.
    fn finish_round(&mut self, stage: Stage, loss: f64, judged: f64) -> Result<(), Error> {
        let epoch = Epoch { stage, training: loss, validation: judged };
        self.standing.curve.push(epoch);
        self.standing.done += 1;
        self.keep()?;
        let [adam, levenberg] = work(self.training, self.variable);
        let (planned, work) = match stage {
            Stage::Adam => (self.training.options.adam.epochs, adam),
            Stage::Levenberg => (self.planned(), levenberg),
        };
        let share = self.spent.more(work / planned as f64);
        if let Some(progress) = self.resources.progress {
            let round = (self.standing.done, planned);
            progress(&Progress { variable: self.variable, epoch, round, share });
        }
        Ok(())
    }
    fn keep(&self) -> Result<(), Error> {
        self.file.as_ref().map_or(Ok(()), |file| checkpoint::save(file, &self.of, &self.standing))
    }
    /// What the checkpoint has behind it.
    fn catch_up(&self) {
        let [adam, levenberg] = work(self.training, self.variable);
        let part = |of: usize| if of == 0 { 0.0 } else { self.standing.done as f64 / of as f64 };
        let _ = self.spent.more(match self.standing.stage {
            Stage::Adam => adam * part(self.training.options.adam.epochs),
            Stage::Levenberg => adam + levenberg * part(self.planned()),
        });
    }
    fn go_on(&self) -> Result<(), Error> {
        let cancelled = self.resources.cancel.is_some_and(|cancel| cancel.load(Ordering::Relaxed));
        if cancelled || self.stop.load(Ordering::Relaxed) {
            let total = self.training.options.adam.epochs + self.planned();
            return Err(Error::Run(dynsys::Error::Cancelled { done: self.standing.curve.len(), total }));
        }
        Ok(())
    }
}

/// The work of all courses, and how much of it is done, in units of no meaning.
pub(super) struct Spent {
    total: f64,
    done: Mutex<f64>,
}

impl Spent {
    pub(super) fn nothing(training: &Training<'_>) -> Self {
        let total = (0..training.form.size.variables).flat_map(|i| work(training, i)).sum();
        Self { total, done: Mutex::new(0.0) }
    }
    /// More is done; the share that is done.
    fn more(&self, work: f64) -> f64 {
        let mut done = self.done.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *done += work;
        *done / self.total
    }
}

/// The work of both stages: Adam looks at each weight a few times a row, Levenberg at each pair of weights.
fn work(training: &Training<'_>, variable: usize) -> [f64; 2] {
    const TIMES: f64 = 8.0;
    let options = training.options;
    let (rows, weights) = (training.rows.len() as f64, training.form.size.subnet() as f64);
    let adam = options.adam.epochs as f64 * rows * weights * TIMES;
    let iterations = planned(training, variable) as f64;
    [adam, iterations * rows.min(options.levenberg.rows as f64) * weights * weights]
}

/// Iterations of Levenberg and Marquardt for a variable.
fn planned(training: &Training<'_>, variable: usize) -> usize {
    let iterations = &training.options.iterations;
    iterations.get(variable).or(iterations.last()).copied().unwrap_or(0)
}

/// Weights that spread the bends of the hidden units over the box: `a` in [-3, 3], `mu` in [-2, 2], those of the inner layer
/// in [-1, 1]; `b` as G. Glorot & Y. Bengio (AISTATS 2010) have it, `gamma` 0.
fn scattered(subnet: Subnet, seed: u64, variable: usize) -> Vec<f64> {
    let mut stream = Seeds::new(seed).named("weights").stream(variable as u64);
    let last = (6.0 / (subnet.hidden as f64 + 1.0)).sqrt();
    let mut weights = Vec::with_capacity(subnet.weights());
    for _ in 0..subnet.hidden {
        weights.push(stream.between(-3.0, 3.0));
        weights.push(stream.between(-2.0, 2.0));
        for _ in 0..=subnet.inputs {
            weights.push(stream.between(-1.0, 1.0));
        }
        weights.push(stream.between(-last, last));
    }
    weights.push(0.0);
    weights
}

/// What candle says.
#[allow(clippy::needless_pass_by_value, reason = "it is what `map_err` wants")]
pub(super) fn tensor(error: candle_core::Error) -> Error {
    Error::Tensor { why: error.to_string() }
}
