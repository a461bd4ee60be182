//! Steady states, their eigenvalues, and Hopf points.

use crate::coupled::{Network, Pair};
use crate::error::Error;
use crate::neuron::Neuron;
use neurodyn_core::linear::{SmallLu, faer::eigenvalues, solve};
use neurodyn_core::{Dual, Flow, Point, Space};

/// A state that does not change, and how disturbances of it grow.
#[derive(Clone, Debug, PartialEq)]
pub struct SteadyState {
    /// The state: `[V, n, S]`, or `[V1, n1, S1, V2, n2, S2, ...]`.
    pub state: Vec<f64>,
    /// The eigenvalues `(re, im)` of the Jacobian, 1/s, by descending real part.
    pub eigenvalues: Vec<(f64, f64)>,
}

impl SteadyState {
    /// True if every disturbance decays.
    #[must_use]
    pub fn is_stable(&self) -> bool {
        self.eigenvalues.iter().all(|(re, _)| *re < 0.0)
    }
}

/// Every steady state of the model lies between the reversal potential of potassium and this, mV.
const HIGHEST: f64 = 0.0;
const LOWEST: f64 = crate::neuron::table1::V_K;

/// The steady state of a neuron: the root of its one scalar equation,
///
/// ```text
/// I(V, n_inf(V), S_inf(V)) = 0,   V in [-75, 0] mV
/// ```
/// by bisection to the last bit. For `V_S` in `[-40, -30]` there is exactly one.
///
/// # Errors
/// [`Error::NotBracketed`] if `V_S` or the conductance is such that there is no root; [`Error::Linear`].
pub fn steady_state(neuron: &Neuron) -> Result<SteadyState, Error> {
    let rest = |v: f64| -> f64 {
        let [n, s] = neuron.open(v);
        neuron.current(v, n, s)
    };
    let v = root("steady state", (LOWEST, HIGHEST), rest)?;
    let [n, s] = neuron.open(v);
    described(neuron, &[v, n, s])
}

/// The steady state of a pair that continues those of its neurons alone: Newton's method from there.
///
/// # Errors
/// As [`steady_state`], and [`Error::NoConvergence`].
pub fn pair_steady_state(pair: &Pair) -> Result<SteadyState, Error> {
    let [one, two] = [steady_state(&pair.first)?, steady_state(&pair.second)?];
    let guess: Vec<f64> = one.state.into_iter().chain(two.state).collect();
    let state = newton(pair, &guess)?;
    described(pair, state.as_ref())
}

/// The steady state of a network that continues those of its neurons alone: Newton's method from there.
///
/// # Errors
/// As [`pair_steady_state`].
pub fn network_steady_state(network: &Network) -> Result<SteadyState, Error> {
    let mut guess = Vec::new();
    for neuron in network.neurons() {
        guess.extend(steady_state(neuron)?.state);
    }
    let state = newton(network, &guess)?;
    described(network, &state)
}

/// The Jacobian of a flow at `x`, row-major, exact: one direction a pass on duals.
#[must_use]
pub fn jacobian<S: Flow<Dual<f64, 1>>>(flow: &S, x: &[f64]) -> Vec<f64> {
    let n = x.len();
    let mut jacobian = vec![0.0; n * n];
    for column in 0..n {
        let at: Point<S, Dual<f64, 1>> =
            flow.space().point(|i| if i == column { Dual::variable(x[i], 0) } else { Dual::constant(x[i]) });
        let mut slope = flow.space().constant(0.0);
        flow.rhs(Dual::constant(0.0), &at, &mut slope);
        for row in 0..n {
            jacobian[row * n + column] = slope.as_ref()[row].eps[0];
        }
    }
    jacobian
}

fn described<S: Flow<Dual<f64, 1>>>(flow: &S, state: &[f64]) -> Result<SteadyState, Error> {
    Ok(SteadyState { state: state.to_vec(), eigenvalues: eigenvalues(&jacobian(flow, state), state.len())? })
}

/// Newton's method for `f(x) = 0`, until the corrections are rounding.
fn newton<S>(flow: &S, guess: &[f64]) -> Result<Vec<f64>, Error>
where
    S: Flow<f64> + Flow<Dual<f64, 1>>,
{
    const ITERATIONS: usize = 50;
    const ROUNDING: f64 = 1e-12;
    let mut x: Point<S, f64> = flow.space().point(|i| guess[i]);
    let mut slope = x.clone();
    let mut correction = f64::INFINITY;
    for _ in 0..ITERATIONS {
        flow.rhs(0.0, &x, &mut slope);
        let step = solve(&SmallLu, &jacobian(flow, x.as_ref()), slope.as_ref())?;
        correction = 0.0;
        for (x, step) in x.as_mut().iter_mut().zip(step) {
            *x -= step;
            correction = correction.max(step.abs());
        }
        if correction <= ROUNDING {
            return Ok(x.as_ref().to_vec());
        }
    }
    Err(Error::NoConvergence { what: "steady state", iterations: ITERATIONS, correction })
}

/// Where a steady state becomes an oscillation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hopf {
    /// `V_S`, mV.
    pub vs: f64,
    /// The frequency that is born, rad/s.
    pub omega: f64,
}

/// The Hopf points of a neuron's steady state in an interval of `V_S`, ascending.
///
/// The characteristic polynomial `l^3 + a l^2 + b l + c` has a pair `+-i omega` where `a b = c` and `b = omega^2 > 0`.
/// The interval is searched for changes of sign of `a b - c` at `samples + 1` equally spaced values, then bisected to
/// the last bit: two points closer than a sample are missed.
///
/// # Errors
/// As [`steady_state`].
pub fn hopf_points(gk2: f64, (from, to): (f64, f64), samples: usize) -> Result<Vec<Hopf>, Error> {
    let axis = crate::starts::Axis::new(from, to, samples + 1);
    let mut points = Vec::new();
    let mut last = (from, hurwitz(gk2, from)?.0);
    for vs in axis.values().into_iter().skip(1) {
        let here = (vs, hurwitz(gk2, vs)?.0);
        if last.1 * here.1 < 0.0 {
            let vs = root("Hopf point", (last.0, vs), |vs| hurwitz(gk2, vs).map_or(f64::NAN, |(h, _)| h))?;
            let square = hurwitz(gk2, vs)?.1;
            if square > 0.0 {
                points.push(Hopf { vs, omega: square.sqrt() });
            }
        }
        last = here;
    }
    Ok(points)
}

/// `a b - c` and `b` of the steady state at `V_S`.
fn hurwitz(gk2: f64, vs: f64) -> Result<(f64, f64), Error> {
    let neuron = Neuron { vs, gk2 };
    let j = jacobian(&neuron, &steady_state(&neuron)?.state);
    let minor = |p: usize, q: usize| j[p * 3 + p] * j[q * 3 + q] - j[p * 3 + q] * j[q * 3 + p];
    let determinant = j[0] * minor(1, 2) - j[1] * (j[3] * j[8] - j[5] * j[6]) + j[2] * (j[3] * j[7] - j[4] * j[6]);
    let (a, b, c) = (-(j[0] + j[4] + j[8]), minor(0, 1) + minor(0, 2) + minor(1, 2), -determinant);
    Ok((a * b - c, b))
}

/// The root of `f` between two ends where its signs differ, by bisection to the last bit.
fn root(what: &'static str, (low, high): (f64, f64), f: impl Fn(f64) -> f64) -> Result<f64, Error> {
    let (at_low, at_high) = (f(low), f(high));
    let brackets = at_low * at_high <= 0.0;
    if !brackets {
        return Err(Error::NotBracketed { what, low, high, at_low, at_high });
    }
    let (mut left, mut right) = (low, high);
    loop {
        let middle = 0.5 * (left + right);
        if middle <= left || middle >= right {
            return Ok(middle);
        }
        if (f(middle) < 0.0) == (at_low < 0.0) {
            left = middle;
        } else {
            right = middle;
        }
    }
}
