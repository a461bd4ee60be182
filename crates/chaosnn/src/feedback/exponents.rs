//! Lyapunov exponents of feedback networks, each definition by its name.

use super::network::{Feedback, State};
use super::sweep::spectra;
use super::tangent::{Course, Growth};
use crate::error::Error;
use dynsys::ensemble::Resources;
use dynsys::lyapunov::{Largest, Options, kaplan_yorke, largest_by_separation};
use neurodyn_core::Iterated;

/// How exponents are averaged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Averaging {
    /// How many exponents, from the largest on; `None` is all `D`.
    pub directions: Option<usize>,
    /// Iterations before anything else, on the way to the attractor; at least 1.
    pub transient: usize,
    /// Iterations in which directions turn into place and do not count.
    pub turning: usize,
    /// Iterations that count, at most; rounded up to [`Averaging::BATCHES`] batches.
    pub steps: usize,
    /// Iterations between two orthonormalisations. Four change exponents by less than `1e-9` beside one, as long as units
    /// do not saturate; eight are a third faster and good to `1e-6`. Directions that part by more than about `1e13` in
    /// between cannot be told from vanished ones: where units saturate, one iteration can do that, and the most negative
    /// exponents are known roughly or found to be minus infinity.
    pub every: usize,
    /// Stop as soon as every error bar is at most this, after half of the batches at the earliest.
    pub error: Option<f64>,
}

impl Averaging {
    /// Batches in a full run.
    pub const BATCHES: usize = 32;
    /// All exponents over so many iterations, after 1000 on the way and a tenth for turning.
    #[must_use]
    pub const fn new(steps: usize) -> Self {
        Self { directions: None, transient: 1000, turning: steps / 10, steps, every: 4, error: None }
    }
    /// The largest exponent alone.
    #[must_use]
    pub const fn leading(steps: usize) -> Self {
        Self { directions: Some(1), ..Self::new(steps) }
    }
    pub(super) fn course(&self, delays: usize) -> Result<Course, Error> {
        let directions = self.directions.unwrap_or(delays);
        let range = |what, value: usize, fits, must_be| {
            if fits { Ok(()) } else { Err(Error::Range { what, value: value as f64, must_be }) }
        };
        range(
            "directions",
            directions,
            (1..=delays).contains(&directions),
            "from 1 to the number of delays",
        )?;
        range(
            "transient",
            self.transient,
            self.transient > 0,
            "at least 1, since a reset is no state of the map",
        )?;
        range("steps", self.steps, self.steps > 0, "at least 1")?;
        range("iterations between orthonormalisations", self.every, self.every > 0, "at least 1")?;
        if let Some(error) = self.error {
            range_of_error(error)?;
        }
        Ok(Course {
            directions,
            transient: self.transient,
            turning: self.turning.next_multiple_of(self.every),
            batch: self.steps.div_ceil(Self::BATCHES).next_multiple_of(self.every),
            batches: Self::BATCHES,
            every: self.every,
            error: self.error.unwrap_or(f64::NAN),
        })
    }
}

fn range_of_error(error: f64) -> Result<(), Error> {
    let must_be = "a positive number";
    if error > 0.0 {
        Ok(())
    } else {
        Err(Error::Range { what: "error bar to stop at", value: error, must_be })
    }
}

/// Lyapunov exponents of one orbit, with what is known of their accuracy.
#[derive(Clone, Debug, PartialEq)]
pub struct Exponents {
    /// The exponents, largest first, per iteration; minus infinity for directions that saturated units destroy.
    pub exponents: Vec<f64>,
    /// Their standard errors from batch means.
    pub error_bars: Vec<f64>,
    /// The estimates after each batch, as `(iterations, exponents)`.
    pub history: Vec<(usize, Vec<f64>)>,
    /// Iterations averaged over.
    pub steps: usize,
    /// True if the run stopped because the error bars were small enough.
    pub settled: bool,
    /// The mean of `ln |g_(D-1)|`, the logarithm of the Jacobian's determinant: what all exponents add up to.
    pub log_determinant: f64,
    /// The state at the end.
    pub end: State,
}

/// An exponent that is 0 is found as a bounded sum over the number of iterations: below this many of them it is taken
/// for 0. (The published closed curves stay below 1.)
const ZERO_SUM: f64 = 4.0;

impl Exponents {
    /// The modulus up to which exponent `k` counts as 0: three error bars, or 4 over the iterations.
    #[must_use]
    pub fn zero(&self, k: usize) -> f64 {
        (3.0 * self.error_bars[k]).max(ZERO_SUM / self.steps as f64)
    }
    /// The sum of the exponents that were computed.
    #[must_use]
    pub fn sum(&self) -> f64 {
        self.exponents.iter().sum()
    }
    /// The Kaplan-Yorke dimension, where exponents below [`zero`](Self::zero) count as 0: a closed curve has 1, not 0.
    /// `None` if more exponents are needed to tell.
    #[must_use]
    pub fn kaplan_yorke(&self) -> Option<f64> {
        let zero: Vec<f64> = (0..self.exponents.len()).map(|k| self.zero(k)).collect();
        kaplan_yorke(&self.exponents, &zero, self.end.y.len())
    }

    pub(super) fn new(growth: &Growth, course: &Course) -> Self {
        let Course { directions, batch, .. } = *course;
        let found: Vec<_> =
            (0..directions).map(|k| mean_and_error(&growth.stretched, directions, k, batch)).collect();
        // directions find their order by themselves, but exponents that are nearly equal may stand in any
        let mut order: Vec<usize> = (0..directions).collect();
        order.sort_by(|&i, &j| found[j].0.total_cmp(&found[i].0));
        let mut sums = vec![0.0; directions];
        let mut history = Vec::with_capacity(growth.batches);
        for (done, sum) in growth.stretched.chunks_exact(directions).enumerate() {
            let steps = (done + 1) * batch;
            for k in 0..directions {
                sums[k] += sum[k];
            }
            history.push((steps, order.iter().map(|&k| sums[k] / steps as f64).collect()));
        }
        let steps = growth.batches * batch;
        Self {
            exponents: order.iter().map(|&k| found[k].0).collect(),
            error_bars: order.iter().map(|&k| found[k].1).collect(),
            history,
            steps,
            settled: growth.batches < course.batches,
            log_determinant: growth.log_determinant / steps as f64,
            end: growth.end.clone(),
        }
    }
}

/// The mean of column `k` of sums over batches, an iteration, and its standard error by the scatter of the batches.
pub(super) fn mean_and_error(growth: &[f64], directions: usize, k: usize, batch: usize) -> (f64, f64) {
    let rates = growth[k..].iter().step_by(directions).map(|sum| sum / batch as f64);
    let count = (growth.len() / directions) as f64;
    let mean = rates.clone().sum::<f64>() / count;
    if mean == f64::NEG_INFINITY {
        return (mean, 0.0);
    }
    let scatter: f64 = rates.map(|rate| (rate - mean) * (rate - mean)).sum();
    (mean, if count > 1.0 { (scatter / (count * (count - 1.0))).sqrt() } else { f64::INFINITY })
}

impl Feedback {
    /// Definition (i), the seed's: one step at the zero fixed point.
    ///
    /// ```text
    /// ln (b_0 |(w_00, .., w_(N-1)0)|)
    /// ```
    /// The seed's routine moves one unit by a little and measures the distance of all units after one iteration, but it
    /// never resets the network, so it does so at the origin. What it prints is no property of the attractor.
    #[must_use]
    pub fn origin_one_step(&self) -> f64 {
        let square: f64 = self.weights().iter().step_by(self.delays()).map(|w| w * w).sum();
        (self.b()[0].abs() * square.sqrt()).ln()
    }
    /// The largest exponent from two trajectories at a small distance, renormalised after every iteration (Benettin).
    /// The time of the result counts iterations.
    ///
    /// # Errors
    /// A state that does not fit, and what [`largest_by_separation`] refuses ([`Error::Dynamics`]).
    pub fn two_trajectory(&self, start: &State, distance: f64, options: &Options) -> Result<Largest, Error> {
        let y = self.first_register(start)?;
        largest_by_separation(&Iterated(self), &y, distance, options)
            .map_err(|error| Error::Dynamics(error.to_string()))
    }
    /// The exponents of the orbit from `start`, by tangent dynamics on the Jacobian of the map of `y`.
    ///
    /// ```
    /// use chaosnn::feedback::{Averaging, Feedback, INITIAL};
    ///
    /// let network = Feedback::drawn(4, 16, 1.4, 174658140)?;
    /// let found = network.spectrum(&network.reset(INITIAL), &Averaging::new(20_000))?;
    /// assert!(found.exponents[0].abs() < found.zero(0)); // a closed curve, no chaos
    /// assert!((found.sum() - found.log_determinant).abs() < 1e-10);
    /// assert_eq!(found.kaplan_yorke(), Some(1.0));
    /// # Ok::<(), chaosnn::Error>(())
    /// ```
    ///
    /// # Errors
    /// A state that does not fit, or numbers out of range.
    pub fn spectrum(&self, start: &State, averaging: &Averaging) -> Result<Exponents, Error> {
        let resources = Resources { threads: 1, ..Resources::default() };
        let mut found =
            spectra(1, |_| Ok((self.clone(), start.clone())), averaging, &resources, |_, found| found)?;
        Ok(found.remove(0))
    }
}
