//! Training: a net learns from records, its subnetworks beside each other, first by Adam, then by Levenberg and Marquardt.
//!
//! ```text
//! L = |u(t + dt) - v|^2 = sum_i (u_i(t + dt) - v_i)^2
//! ```
//! averaged over records, eq. (9) of P. V. Kuptsov & N. V. Stankevich, Izvestiya VUZ. Applied Nonlinear Dynamics 32(1),
//! 72-95 (2024). No weight serves two variables, so the loss is a sum of independent ones. The factor `chi` lets only
//! a thousandth of each output through: outputs are learned in units of their own spread, from weights that spread the
//! bends of the hidden units all over the box.
//!
//! Results depend on the records, the options and the seed; neither threads nor interruptions change a byte. (Levenberg's
//! products of matrices follow the instruction set, see [`crate::levenberg`].)

mod adam;
mod checkpoint;
mod course;
mod kernel;
mod table;

pub mod check;
pub mod nets;
pub mod op;
pub mod perceptron;

pub use adam::Adam;

use crate::data::Rows;
use crate::error::Error;
use crate::levenberg;
use crate::net::{Form, Net};
use core::sync::atomic::{AtomicBool, Ordering};
use course::{Course, Spent};
use neurodyn_core::Level;
use std::path::Path;
use std::sync::Mutex;

/// How a net is trained.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// First.
    pub adam: Adam,
    /// Then, on its number of records.
    pub levenberg: levenberg::Options,
    /// The latter's iterations for each variable; variables beyond the list get its last number, none if it is empty.
    pub iterations: Vec<usize>,
    /// Iterations between two looks at the dynamics.
    pub check_every: usize,
    /// Of the first weights and of the order of the records.
    pub seed: u64,
}

impl Default for Options {
    /// What the neuron needs.
    fn default() -> Self {
        Self {
            adam: Adam::default(),
            levenberg: levenberg::Options::default(),
            iterations: vec![60],
            check_every: 5,
            seed: 1,
        }
    }
}

/// What a look at a net's dynamics says: training ends early when it is good enough.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Verdict {
    /// Whether the net is good enough.
    pub accepted: bool,
    /// What was measured, by name.
    pub measured: Vec<(String, f64)>,
}

/// A look at a net's dynamics. It depends on nothing but the net.
pub type Check<'a> = dyn Fn(&Net) -> Verdict + Sync + 'a;

/// What a net learns, and from what.
#[derive(Clone, Copy)]
pub struct Training<'a> {
    /// Of the net to be made.
    pub form: &'a Form,
    /// It learns from these records, in random order.
    pub rows: &'a Rows,
    /// It is judged by these.
    pub validation: &'a Rows,
    /// How.
    pub options: &'a Options,
    /// Where it begins, instead of at random weights.
    pub init: Option<&'a Net>,
    /// What ends it before its iterations are over.
    pub check: Option<&'a Check<'a>>,
}

/// The method under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Adam; one round is an epoch.
    Adam,
    /// Levenberg and Marquardt; one round is an iteration.
    Levenberg,
}

impl Stage {
    /// Its name in files and messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Adam => "adam",
            Self::Levenberg => "levenberg",
        }
    }
    fn named(name: &str) -> Option<Self> {
        [Self::Adam, Self::Levenberg].into_iter().find(|stage| stage.name() == name)
    }
}

/// One point of a learning curve, in the units of loss (9).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Epoch {
    /// The method.
    pub stage: Stage,
    /// The loss of a variable over the records it learns from: during an epoch of Adam, after an iteration of Levenberg.
    pub training: f64,
    /// The loss over the validation set, afterwards.
    pub validation: f64,
}

/// What training says while it runs, from any thread.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// Which variable's subnetwork.
    pub variable: usize,
    /// The round that is done.
    pub epoch: Epoch,
    /// Its number, from 1, of how many in this stage.
    pub round: (usize, usize),
    /// The share of the whole work that is done, by an estimate of its cost.
    pub share: f64,
}

/// How training uses the machine, and where it is kept.
#[derive(Clone, Copy)]
pub struct Resources<'a> {
    /// Threads; 0 is as many as the machine has cores. Adam uses at most one a variable.
    pub threads: usize,
    /// The instruction set.
    pub level: Level,
    /// Set it to stop early; checkpoints are kept.
    pub cancel: Option<&'a AtomicBool>,
    /// The folder of the checkpoints, one file a subnetwork, rewritten after each round.
    pub checkpoints: Option<&'a Path>,
    /// Go on from the checkpoints that are there.
    pub resume: bool,
    /// Told of every round.
    pub progress: Option<&'a (dyn Fn(&Progress) + Sync)>,
}

impl Default for Resources<'_> {
    fn default() -> Self {
        Self {
            threads: 0,
            level: Level::best(),
            cancel: None,
            checkpoints: None,
            resume: false,
            progress: None,
        }
    }
}

/// A trained net and how it came about.
#[derive(Clone, Debug, PartialEq)]
pub struct Trained {
    /// The net.
    pub net: Net,
    /// Learning curves, one for each variable.
    pub curves: Vec<Vec<Epoch>>,
    /// The last look at its dynamics.
    pub verdict: Option<Verdict>,
}

impl Trained {
    /// Training and validation loss at the end, summed over the variables.
    #[must_use]
    pub fn loss(&self) -> (f64, f64) {
        let last = self.curves.iter().filter_map(|curve| curve.last());
        last.fold((0.0, 0.0), |sum, epoch| (sum.0 + epoch.training, sum.1 + epoch.validation))
    }
}

impl Training<'_> {
    /// Trains.
    ///
    /// # Errors
    /// [`Error::Sides`] for records or a first net of another size, [`Error::Target`] for a variable that never deviates from
    /// `(1 - chi) u`, [`Error::Form`] for an option that must be positive; [`Error::Diverged`], with the last good checkpoint
    /// kept; [`Error::File`] for checkpoints that cannot be written, are damaged or of another training; [`Error::Run`] if
    /// cancelled.
    pub fn run(&self, resources: &Resources<'_>) -> Result<Trained, Error> {
        self.form.check()?;
        self.rows.fits(self.form)?;
        self.validation.fits(self.form)?;
        let options = self.options;
        for (what, value) in [
            ("number of records", self.rows.len()),
            ("number of validation records", self.validation.len()),
            ("batch", options.adam.batch),
            ("number of iterations between checks", options.check_every),
        ] {
            if value == 0 {
                return Err(Error::Form { what, value: 0.0 });
            }
        }
        let stop = AtomicBool::new(false);
        let spent = Spent::nothing(self);
        let mut courses = Vec::new();
        for i in 0..self.form.size.variables {
            courses.push(Course::begin(self, resources, i, &stop, &spent)?);
        }
        let Resources { threads, level, cancel, .. } = *resources;
        let plain = dynsys::ensemble::Resources { threads, level, cancel, progress: None };
        beside(courses.iter_mut().collect(), plain.threads(), &stop)?;
        let verdict = loop {
            let open: Vec<usize> = (0..courses.len()).filter(|&i| !courses[i].is_over()).collect();
            let least = open.iter().map(|&i| courses[i].iterations()).min();
            // all stand at the same border, or an interrupted round is not over yet
            let verdict = if open.iter().all(|&i| Some(courses[i].iterations()) == least) {
                self.look(&courses)?
            } else {
                None
            };
            let Some(least) = least.filter(|_| !verdict.as_ref().is_some_and(|verdict| verdict.accepted))
            else {
                break verdict;
            };
            let until = (least / options.check_every + 1) * options.check_every;
            // its sums over rows are on all threads
            for course in courses.iter_mut().filter(|course| !course.is_over()) {
                course.refine(until, &plain)?;
            }
        };
        let net = self.net(&courses)?;
        let curves = courses.into_iter().map(Course::curve).collect();
        Ok(Trained { net, curves, verdict })
    }

    fn look(&self, courses: &[Course<'_>]) -> Result<Option<Verdict>, Error> {
        self.check.map(|check| Ok(check(&self.net(courses)?))).transpose()
    }
    fn net(&self, courses: &[Course<'_>]) -> Result<Net, Error> {
        Net::new(self.form.clone(), courses.iter().flat_map(Course::weights).collect())
    }
}

/// Adam's epochs of all courses, several at a time. An error stops the others.
fn beside(courses: Vec<&mut Course<'_>>, threads: usize, stop: &AtomicBool) -> Result<(), Error> {
    let threads = threads.min(courses.len());
    let queue = Mutex::new(courses.into_iter());
    let take = || queue.lock().unwrap_or_else(std::sync::PoisonError::into_inner).next();
    let worker = || {
        while let Some(course) = take() {
            if let Err(error) = course.descend() {
                stop.store(true, Ordering::Relaxed);
                return Err(error);
            }
        }
        Ok(())
    };
    let results = std::thread::scope(|scope| {
        let helpers: Vec<_> = (1..threads).map(|_| scope.spawn(worker)).collect();
        let mut results = vec![worker()];
        for helper in helpers {
            results.push(helper.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        results
    });
    // what stopped the others comes first
    let mut errors: Vec<Error> = results.into_iter().filter_map(Result::err).collect();
    errors.sort_by_key(|error| matches!(error, Error::Run(dynsys::Error::Cancelled { .. })));
    errors.into_iter().next().map_or(Ok(()), Err)
}
