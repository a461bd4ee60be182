//! Levenberg-Marquardt: the last digits of a subnetwork, in double precision.

mod pass;

use crate::data::Rows;
use crate::error::Error;
use crate::net::{Form, Net};
use dynsys::ensemble::Resources;
use neurodyn_core::linear::{LinearSolve, faer::FaerCholesky};
use pass::Regression;

/// How to descend. [`Options::default`] takes the neuron's `V` from wide random weights to a loss of 2e-9 in 50 iterations of
/// 0.6 s.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// The first so many records are used (all, if there are fewer): they must be [shuffled](Rows::shuffled).
    pub rows: usize,
    /// The damping `lambda` to begin with.
    pub damping: f64,
    /// A step that makes the loss smaller divides the damping by this.
    pub easier: f64,
    /// A step that does not multiplies it by this.
    pub harder: f64,
    /// The damping stays between these.
    pub damping_range: (f64, f64),
    /// Steps that are tried in an iteration before it counts as stalled.
    pub tries: usize,
    /// The longest step that is trusted, relative to the length of the weights (`b` and `gamma` in units of the output's
    /// spread): a longer one is not tried, but damped more.
    pub trust: Option<f64>,
    /// An iteration that makes the loss smaller by less than this part has converged.
    pub enough: f64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            rows: 50_000,
            damping: 1e-3,
            easier: 4.0,
            harder: 6.0,
            damping_range: (1e-13, 1e10),
            tries: 8,
            trust: None,
            enough: 1e-6,
        }
    }
}

impl Options {
    fn check(&self) -> Result<(), Error> {
        let positive = |what, value: f64| {
            let fits = value.is_finite() && value > 0.0;
            if fits { Ok(()) } else { Err(Error::Form { what, value }) }
        };
        positive("number of records to learn from", self.rows as f64)?;
        positive("damping", self.damping)?;
        positive("smallest damping", self.damping_range.0)?;
        positive("largest damping less the smallest", self.damping_range.1 - self.damping_range.0)?;
        positive("number of tries", self.tries as f64)?;
        positive("factor less 1 of less damping", self.easier - 1.0)?;
        positive("factor less 1 of more damping", self.harder - 1.0)?;
        positive("longest step", self.trust.unwrap_or(1.0))
    }
}

/// All that is needed to go on to the same bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// The subnetwork's weights, in the order of [`Net`].
    pub weights: Vec<f64>,
    /// The damping that the next iteration tries first.
    pub damping: f64,
    /// Iterations made.
    pub iteration: usize,
    /// The mean square error at these weights, as [`loss`] has it, on the problem's records.
    pub loss: f64,
}

/// How an iteration ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The loss is smaller.
    Improved,
    /// The loss is smaller by less than [`Options::enough`] of itself, or cannot be.
    Converged,
    /// No try made the loss smaller: the weights are as before, the damping is larger.
    Stalled,
}

/// What an iteration did.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// How it ended.
    pub outcome: Outcome,
    /// The loss before.
    pub before: f64,
    /// The loss after.
    pub after: f64,
    /// Steps tried.
    pub tries: usize,
}

/// One subnetwork and the records it must fit.
///
/// With residuals `r = F(u, p; w) - u'` of the mapping's eq. (5) and `J = dr/dw`, an iteration solves
/// ```text
/// (J^T J + lambda diag(J^T J)) s = J^T r,   w -> w - s
/// ```
/// where entries of the last diagonal that all but vanish count as a small number, and minimises `|r|^2 / n`, eq. (9) of P. V. Kuptsov & N. V. Stankevich, Izvestiya VUZ. Applied Nonlinear Dynamics 32(1),
/// 72-95 (2024). The output need not be standardised for this: the damping is invariant when a weight is rescaled, and the
/// equations are scaled to a unit diagonal before they are factored. K. Levenberg, Quart. Appl. Math. 2, 164 (1944);
/// D. W. Marquardt, J. SIAM 11, 431 (1963).
///
/// Rows are divided into parts whose number is fixed and whose sums are added in order, so threads change no byte.
/// Residuals and the Jacobian are the same on every instruction set; the products of matrices (`faer`) are not: two
/// processors agree to rounding, one always gives the same bytes.
///
/// ```
/// use dynsys::ensemble::Resources;
/// use hhnet::data::{Recipe, of_neuron};
/// use hhnet::levenberg::{Options, Problem};
/// use hhnet::{Neuron, shipped};
/// use neurodyn_core::seed::Seeds;
///
/// let resources = Resources::default();
/// let net = shipped::modified();
/// let rows = of_neuron(&Neuron::modified(0.0), &Recipe::neuron(vec![(10, 40)], Seeds::new(1)), &resources)?;
/// let problem = Problem::new(net.form(), 2, &rows, &Options::default())?; // S
/// let mut state = problem.start(net.subnet(2), &resources)?;
/// let progress = problem.step(&mut state, &resources)?;
/// assert!(progress.after <= progress.before);
/// # Ok::<(), hhnet::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Problem<'a> {
    regression: Regression<'a>,
    options: Options,
    /// The spread of what the units must sum to, `(u' - (1 - chi) u) / chi`.
    spread: f64,
}

impl<'a> Problem<'a> {
    /// To fit variable `subnet` (from 0) of a net of this form to these records.
    ///
    /// # Errors
    /// [`Error::Sides`] if the records are of another number of variables or parameters, [`Error::Form`] for options that make
    /// no sense, [`Error::Column`] if there is nothing to learn.
    pub fn new(form: &'a Form, subnet: usize, rows: &'a Rows, options: &Options) -> Result<Self, Error> {
        options.check()?;
        let regression = Regression::new(form, subnet, rows, options.rows)?;
        let spread = regression.spread();
        if !(spread > 0.0 && spread.is_finite()) {
            let column = format!("next[{subnet}] - (1 - chi) u[{subnet}]");
            return Err(Error::Column { column, why: "is the same in every row" });
        }
        Ok(Self { regression, options: *options, spread })
    }

    /// The state to begin with.
    ///
    /// # Errors
    /// [`Error::Weights`] for a wrong number of weights, [`Error::NotFinite`] for weights, [`Error::Diverged`] for a loss that is
    /// not finite.
    pub fn start(&self, weights: &[f64], resources: &Resources<'_>) -> Result<State, Error> {
        check_weights(weights, self.regression.weights())?;
        let loss = self.loss(weights, resources);
        if !loss.is_finite() {
            return Err(Error::Diverged { iteration: 0, loss });
        }
        Ok(State { weights: weights.to_vec(), damping: self.options.damping, iteration: 0, loss })
    }

    /// The mean square error (9) on the problem's records.
    ///
    /// # Panics
    /// If the weights are not as many as the subnetwork's.
    #[must_use]
    pub fn loss(&self, weights: &[f64], resources: &Resources<'_>) -> f64 {
        self.regression.loss(weights, resources)
    }

    /// Residuals `r` and their derivatives `dr/dw` on the problem's records, one entry a record: the derivatives
    /// by the weights in their order, and the residual last.
    ///
    /// # Panics
    /// If the weights are not as many as the subnetwork's.
    #[must_use]
    pub fn jacobian(&self, weights: &[f64], resources: &Resources<'_>) -> Vec<Vec<f64>> {
        self.regression.jacobian(weights, resources)
    }

    /// One iteration.
    ///
    /// # Errors
    /// [`Error::Weights`] for a state of another problem; [`Error::Diverged`] if the derivatives overflow, [`Error::Run`] if
    /// it is cancelled. Then the state is as before.
    pub fn step(&self, state: &mut State, resources: &Resources<'_>) -> Result<Progress, Error> {
        let Options { easier, harder, damping_range: (least, most), tries: most_tries, .. } = self.options;
        check_weights(&state.weights, self.regression.weights())?;
        let before = state.loss;
        let Some(normal) = self.regression.normal(&state.weights, resources) else {
            return Err(Error::Run(dynsys::Error::Cancelled { done: 0, total: 1 }));
        };
        let Some(equations) = Equations::scaled(&normal, &self.least_squares()) else {
            return Err(Error::Diverged { iteration: state.iteration, loss: before });
        };
        let mut damping = state.damping;
        let mut tries = 0;
        while tries < most_tries {
            // a matrix that cannot be factored wants more damping, like a step that leads up
            let step = equations.solve(damping);
            if step.as_ref().is_some_and(|step| damping < most && !self.trusts(step, &state.weights)) {
                damping = (damping * harder).min(most);
                continue;
            }
            tries += 1;
            if let Some(step) = step {
                let weights: Vec<f64> = state.weights.iter().zip(&step).map(|(w, s)| w - s).collect();
                let after = self.loss(&weights, resources);
                if after < before {
                    let small = before - after < self.options.enough * before;
                    let outcome = if small { Outcome::Converged } else { Outcome::Improved };
                    let damping = (damping / easier).max(least);
                    *state = State { weights, damping, iteration: state.iteration + 1, loss: after };
                    return Ok(Progress { outcome, before, after, tries });
                }
            }
            damping = (damping * harder).min(most);
        }
        state.damping = damping;
        state.iteration += 1;
        let outcome = if before > 0.0 { Outcome::Stalled } else { Outcome::Converged };
        Ok(Progress { outcome, before, after: before, tries })
    }

    /// Whether a step is no longer than is trusted.
    fn trusts(&self, step: &[f64], weights: &[f64]) -> bool {
        let length = |x: &[f64]| -> f64 {
            let part =
                |(j, x): (usize, &f64)| if self.regression.is_output(j) { x / self.spread } else { *x };
            x.iter().enumerate().map(part).map(|x| x * x).sum::<f64>().sqrt()
        };
        self.options.trust.is_none_or(|trust| length(step) <= trust * length(weights))
    }

    /// The least `|J_j|^2` that damping reckons with: a unit that is saturated on all records depends on its weights so
    /// little that damping by that alone would let them go anywhere (to 1e24 in 15 iterations).
    fn least_squares(&self) -> Vec<f64> {
        let whole = self.regression.rows() as f64 * (self.regression.chi() * self.spread).powi(2);
        let output = whole / self.spread.powi(2);
        let least = |j| FLOOR * if self.regression.is_output(j) { output } else { whole };
        (0..self.regression.weights()).map(least).collect()
    }
}

/// See [`Problem::least_squares`]: of the mean square of a derivative, with the output standardised.
const FLOOR: f64 = 1e-8;

/// The mean square error of subnetwork `i` on all records, eq. (9), in scaled variables.
///
/// Residuals are the mapping's own bytes, whatever `resources` say.
///
/// # Errors
/// [`Error::Sides`] if the records do not fit the net.
pub fn loss(net: &Net, i: usize, rows: &Rows, resources: &Resources<'_>) -> Result<f64, Error> {
    Ok(Regression::new(net.form(), i, rows, rows.len())?.loss(net.subnet(i), resources))
}

fn check_weights(weights: &[f64], expected: usize) -> Result<(), Error> {
    if weights.len() != expected {
        return Err(Error::Weights { expected, found: weights.len() });
    }
    match weights.iter().position(|w| !w.is_finite()) {
        Some(index) => Err(Error::NotFinite { what: "weights", index, value: weights[index] }),
        None => Ok(()),
    }
}

/// `J^T J` scaled so that its diagonal is 1, or less for weights of little effect, with `J^T r` likewise.
struct Equations {
    /// Row-major; of the entries below the diagonal nothing is said.
    matrix: Vec<f64>,
    right: Vec<f64>,
    /// `1 / |J_j|`, or less.
    scale: Vec<f64>,
}

impl Equations {
    /// From `[J r]^T [J r]` and the least that counts as `|J_j|^2`; `None` if it is not finite.
    fn scaled(normal: &[f64], least: &[f64]) -> Option<Self> {
        let n = least.len();
        let side = n + 1;
        let scale: Vec<f64> = (0..n).map(|j| 1.0 / normal[j * side + j].max(least[j]).sqrt()).collect();
        let mut matrix = vec![0.0; n * n];
        for i in 0..n {
            for j in i..n {
                matrix[i * n + j] = normal[i * side + j] * scale[i] * scale[j];
            }
        }
        let right: Vec<f64> = (0..n).map(|j| normal[j * side + n] * scale[j]).collect();
        let whole = normal[side * side - 1].is_finite() && matrix.iter().chain(&right).all(|x| x.is_finite());
        whole.then_some(Self { matrix, right, scale })
    }

    /// The step for this damping; `None` if the matrix is not positive definite in double precision.
    fn solve(&self, damping: f64) -> Option<Vec<f64>> {
        let n = self.right.len();
        let mut matrix = self.matrix.clone();
        for j in 0..n {
            matrix[j * n + j] += damping;
        }
        let mut factors = LinearSolve::<f64>::factors(&FaerCholesky, n);
        FaerCholesky.factor(n, &matrix, &mut factors).ok()?;
        let mut step = self.right.clone();
        FaerCholesky.solve(&factors, &mut step).ok()?;
        for j in 0..n {
            step[j] *= self.scale[j];
        }
        step.iter().all(|s| s.is_finite()).then_some(step)
    }
}
