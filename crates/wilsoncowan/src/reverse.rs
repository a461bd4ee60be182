//! Time run backwards: an image rebuilt from where it went, how much that amplifies errors, and gradients without a tape.
//!
//! ```
//! use wilsoncowan::reverse::{Method, Reverse};
//! use wilsoncowan::{Error, Network, Node, rk4::RungeKutta4};
//!
//! let network = Network::new(Node::published(), 0.85, vec![-1.0, 0.5, 0.5, -1.0])?;
//! let (image, steps) = ([0.1, 0.9], 350);
//! let way = RungeKutta4 { dt: 0.01, steps }.forward(&network, &image, &image)?;
//! let (x, y) = (&way.x[2 * steps..], &way.y[2 * steps..]);
//!
//! let back = Reverse::new(Method::RungeKutta4, 0.01, steps);
//! let rebuilt = back.run(&network, x, y)?;
//! assert!(rebuilt.distance(&image, &image) < 1e-8);
//! // attractors forget: from far back nothing can be rebuilt
//! let hopeless = Reverse { steps: 4000, ..back }.run(&network, x, y);
//! assert!(matches!(hopeless, Err(Error::Irreversible { .. })));
//! # Ok::<(), Error>(())
//! ```

use crate::error::{Error, exactly};
use crate::euler::Sensitivity;
use crate::network::Network;
use crate::rates::{Gradient, Linear};
use crate::scheme::{EULER, RUNGE_KUTTA_4, Scheme, Stages, add, along, joined, sensitivity};
use neurodyn_core::seed::Seeds;

/// A method that is run with negative steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Explicit: the error of what it rebuilds falls with the step.
    Euler,
    /// Of order 4: the error falls with the fourth power of the step.
    RungeKutta4,
}

/// Backwards integration, `z <- z - dt f(z) + ..`, from a state at `dt steps` to the start.
///
/// The flow runs into attractors, so backwards it runs away from them: every error grows. Before anything is rebuilt the
/// [growth] is estimated, and refused if the end is not known well enough for it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reverse {
    /// The method.
    pub method: Method,
    /// Length of a step, positive.
    pub dt: f64,
    /// Number of steps.
    pub steps: usize,
    /// The error, root of the mean square, with which the coordinates of the end are known.
    pub precision: f64,
    /// The largest error, likewise, that a rebuilt state may have by growth alone; that of the method comes on top.
    pub tolerance: f64,
}

/// A state brought back.
#[derive(Clone, Debug, PartialEq)]
pub struct Rebuilt {
    /// `x(0)`.
    pub x: Vec<f64>,
    /// `y(0)`.
    pub y: Vec<f64>,
    /// How much errors of the end grew.
    pub growth: Growth,
}

impl Rebuilt {
    /// The largest difference from a known start.
    #[must_use]
    pub fn distance(&self, x: &[f64], y: &[f64]) -> f64 {
        let largest = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        largest(&self.x, x).max(largest(&self.y, y))
    }
}

impl Reverse {
    /// From ends that are known to the precision of `f64`; 1e-6 is taken.
    #[must_use]
    pub const fn new(method: Method, dt: f64, steps: usize) -> Self {
        Self { method, dt, steps, precision: f64::EPSILON, tolerance: 1e-6 }
    }

    fn scheme(&self) -> Scheme {
        match self.method {
            Method::Euler => EULER,
            Method::RungeKutta4 => RUNGE_KUTTA_4,
        }
    }

    /// The growth, if it leaves something to rebuild.
    fn check(&self, network: &Network, x: &[f64], y: &[f64]) -> Result<Growth, Error> {
        for (what, value) in
            [("the step", self.dt), ("the precision", self.precision), ("the tolerance", self.tolerance)]
        {
            if !(value > 0.0 && value.is_finite()) {
                return Err(Error::Range { what, value, must_be: "positive" });
            }
        }
        let limit = self.tolerance / self.precision;
        let growth = growth(network, (x, y), self.dt * self.steps as f64, 0, limit)?;
        let error = growth.mean * self.precision;
        if error <= self.tolerance {
            return Ok(growth);
        }
        Err(Error::Irreversible { time: growth.time, growth: growth.mean, error, tolerance: self.tolerance })
    }

    /// The start of the trajectory that ends in `x`, `y`.
    ///
    /// # Errors
    /// [`Error::Irreversible`] if the growth is too large, [`Error::Range`] for numbers that must be positive,
    /// [`Error::Sizes`], [`Error::NotFinite`] (also if the method's own error makes the state run away).
    pub fn run(&self, network: &Network, x: &[f64], y: &[f64]) -> Result<Rebuilt, Error> {
        let growth = self.check(network, x, y)?;
        let mut state = joined(network, x, y)?;
        for _ in 0..self.steps {
            self.scheme().step(network, -self.dt, &mut state);
        }
        rebuilt(&state, growth)
    }

    /// What a loss of the end is sensitive to, from the end alone: state and sensitivity are integrated backwards together,
    /// so memory does not grow with the number of steps.
    ///
    /// ```text
    /// g' = -J(z)^T g,   dA = int_0^T Gamma (g_x (1 - x) f_E') x^T dt,   dgamma = -int_0^T g_y . y' dt / gamma
    /// ```
    /// `end` is `(dL/dx(T), dL/dy(T))`. This is the gradient of the flow: it agrees with the exact adjoint of a
    /// discretisation ([`RungeKutta4::backward`](crate::rk4::RungeKutta4::backward)) up to the error of the method.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn adjoint(
        &self,
        network: &Network,
        (x, y): (&[f64], &[f64]),
        end: (&[f64], &[f64]),
    ) -> Result<(Sensitivity, Rebuilt), Error> {
        let n = network.nodes();
        exactly("sensitivity to x", n, end.0.len())?;
        exactly("sensitivity to y", n, end.1.len())?;
        let growth = self.check(network, x, y)?;
        let mut state = joined(network, x, y)?;
        let mut back = [end.0, end.1].concat();
        let mut gradient = Gradient::zero(n);
        for _ in 0..self.steps {
            step_with_adjoint(self.scheme(), network, self.dt, &mut state, &mut back, &mut gradient);
        }
        Ok((sensitivity(&back, gradient), rebuilt(&state, growth)?))
    }
}

fn rebuilt(state: &[f64], growth: Growth) -> Result<Rebuilt, Error> {
    crate::error::finite("the rebuilt state", state)?;
    let (x, y) = state.split_at(state.len() / 2);
    Ok(Rebuilt { x: x.to_vec(), y: y.to_vec(), growth })
}

/// One step of `dt` back in time of the state `z` and of a sensitivity `g` to it, and the step's share of the integrals.
fn step_with_adjoint(
    scheme: Scheme,
    network: &Network,
    dt: f64,
    z: &mut [f64],
    g: &mut [f64],
    gradient: &mut Gradient,
) {
    let (z_start, g_start) = (z.to_vec(), g.to_vec());
    let (mut z_at, mut g_at) = (z_start.clone(), g_start.clone());
    let (mut slope, mut back) = (vec![0.0; z.len()], vec![0.0; z.len()]);
    for (s, (&c, &b)) in scheme.c.iter().zip(scheme.b).enumerate() {
        if s > 0 {
            along(&z_start, -dt * c, &slope, &mut z_at);
            along(&g_start, dt * c, &back, &mut g_at);
        }
        let linear = Linear::at(network, &z_at, &mut slope);
        linear.pull(network, &g_at, &mut back);
        add(z, -dt * b, &slope);
        add(g, dt * b, &back);
        let share: Vec<f64> = g_at.iter().map(|g| dt * b * g).collect();
        linear.add_to(network, &share, gradient);
    }
}

/// How much small errors of an end grow on the way back to the start.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Growth {
    /// How far back that is: less than asked for if the limit was passed.
    pub time: f64,
    /// Of an error in random directions, root of the mean square: `|B|_F / sqrt(2 N)` with `B` the derivative of the start
    /// by the end, estimated from four random directions.
    pub mean: f64,
    /// Of the worst error, the largest singular value of `B`: by power iterations if some were asked for, else the largest
    /// seen, a lower bound.
    pub largest: f64,
}

/// Steps of the tangent flow are at most this long; it is an estimate, and two digits are plenty.
const TANGENT_STEP: f64 = 0.02;
/// Random directions; the mean square of four is within a third of the truth, usually.
const DIRECTIONS: u64 = 4;
/// Power iterations stop when the growth changes by less than this.
const SETTLED: f64 = 1e-3;

/// How much errors of an end `(x, y)` grow over so much time back, by the tangent flow along the trajectory (Runge-Kutta,
/// steps of at most 0.02): four random directions, then up to so many power iterations `v <- B^T B v` with the tangent and
/// the adjoint flow, which keep the linearised trajectory (some 100 numbers a node and step). Ends early when the growth
/// passes `limit`.
///
/// ```
/// use wilsoncowan::{Network, Node, reverse::growth};
///
/// // at the lower state of one node: rates -1.60 for x and -1.14 for y, gamma = 0.85
/// let node = Node::published();
/// let [low, _, _] = node.bistable()?;
/// let network = Network::new(node, 0.85, vec![0.0])?;
/// let found = growth(&network, (&[low.x], &[low.y]), 3.0, 50, 1e9)?;
/// assert!(found.largest > (1.6_f64 * 3.0).exp() && found.largest < 2.0 * (1.6_f64 * 3.0).exp());
/// # Ok::<(), wilsoncowan::Error>(())
/// ```
///
/// # Errors
/// [`Error::Sizes`], [`Error::NotFinite`], [`Error::Range`] for a time that is negative.
pub fn growth(
    network: &Network,
    (x, y): (&[f64], &[f64]),
    time: f64,
    iterations: usize,
    limit: f64,
) -> Result<Growth, Error> {
    if !(time >= 0.0 && time.is_finite()) {
        return Err(Error::Range { what: "the time", value: time, must_be: "at least 0" });
    }
    let mut state = joined(network, x, y)?;
    let steps = (time / TANGENT_STEP).ceil();
    let h = -time / steps.max(1.0);
    let directions = Seeds::new(0).named("growth");
    let mut errors: Vec<Vec<f64>> = (0..DIRECTIONS)
        .map(|k| {
            let mut stream = directions.stream(k);
            let direction: Vec<f64> = state.iter().map(|_| stream.normal()).collect();
            let length = norm(&direction);
            direction.into_iter().map(|d| d / length).collect()
        })
        .collect();
    let mut way: Vec<Stages> = Vec::new();
    let mut found = Growth { time: 0.0, mean: 1.0, largest: 1.0 };
    for step in 0..steps as usize {
        let stages = RUNGE_KUTTA_4.linearised(network, h, &mut state);
        for error in &mut errors {
            stages.push(network, error);
        }
        if iterations > 0 {
            way.push(stages);
        }
        let squares: Vec<f64> = errors.iter().map(|error| error.iter().map(|e| e * e).sum()).collect();
        let mean = (squares.iter().sum::<f64>() / DIRECTIONS as f64).sqrt();
        let largest = squares.iter().fold(0.0, |most: f64, square| most.max(square.sqrt()));
        // a state that has run away grew beyond any limit
        let mean = if mean.is_finite() { mean } else { f64::INFINITY };
        found = Growth { time: -h * (step + 1) as f64, mean, largest };
        if mean > limit {
            return Ok(found);
        }
    }
    let start = errors.into_iter().max_by(|a, b| norm(a).total_cmp(&norm(b))).unwrap_or_default();
    if iterations > 0 && found.time > 0.0 {
        found.largest = found.largest.max(largest_by_power(network, &way, start, iterations));
    }
    Ok(found)
}

/// The largest singular value of the way back, begun with a direction at the start.
fn largest_by_power(network: &Network, way: &[Stages], mut direction: Vec<f64>, iterations: usize) -> f64 {
    let mut largest = 0.0;
    for _ in 0..iterations {
        scale_to_one(&mut direction);
        for stages in way.iter().rev() {
            stages.pull(network, &mut direction, None);
        }
        scale_to_one(&mut direction);
        for stages in way {
            stages.push(network, &mut direction);
        }
        let next = norm(&direction);
        let change = (next - largest) / next;
        largest = next;
        if change < SETTLED {
            break;
        }
    }
    largest
}

fn norm(v: &[f64]) -> f64 {
    v.iter().map(|v| v * v).sum::<f64>().sqrt()
}

fn scale_to_one(v: &mut [f64]) {
    let length = norm(v);
    for v in v {
        *v /= length;
    }
}
