//! Steady states, their eigenvalues, and Hopf points.

use crate::coupled::{Network, Pair};
use crate::error::Error;
use crate::neuron::Neuron;
use dynsys::fixed_point::{FixedPoint, Newton, of_flow};
use dynsys::jacobian;

/// Every steady state of a neuron lies between the reversal potential of potassium and this, mV.
const HIGHEST: f64 = 0.0;
const LOWEST: f64 = crate::neuron::table1::V_K;

/// Corrections of Newton's method shrink to this, relative to the state.
const NEWTON: Newton = Newton { tolerance: 1e-12, max_iterations: 50 };

/// The steady state `[V, n, S]` of a neuron, with its eigenvalues (1/s): the root of one scalar equation,
///
/// ```text
/// I(V, n_inf(V), S_inf(V)) = 0,   V in [-75, 0] mV
/// ```
/// by bisection. For `V_S` in `[-40, -30]` there is exactly one.
///
/// # Errors
/// [`Error::NotBracketed`] if `V_S` or the conductance is such that there is no root, [`Error::Run`] if Newton's last
/// corrections do not converge.
///
/// ```
/// let state = hhnet::steady_state(&hhnet::Neuron::modified(-36.0))?;
/// assert!((state.x[0] + 50.6356914146).abs() < 1e-8);
/// assert_eq!(state.kind().to_string(), "stable node: 3 stable");
/// # Ok::<(), hhnet::Error>(())
/// ```
pub fn steady_state(neuron: &Neuron) -> Result<FixedPoint, Error> {
    Ok(of_flow(neuron, &rest(neuron)?, &NEWTON)?)
}

/// The steady state of a pair that continues those of its neurons alone: Newton's method from there.
///
/// # Errors
/// As [`steady_state`].
pub fn pair_steady_state(pair: &Pair) -> Result<FixedPoint, Error> {
    let ([v1, n1, s1], [v2, n2, s2]) = (rest(&pair.first)?, rest(&pair.second)?);
    Ok(of_flow(pair, &[v1, n1, s1, v2, n2, s2], &NEWTON)?)
}

/// The steady state of a network that continues those of its neurons alone: Newton's method from there.
///
/// # Errors
/// As [`steady_state`].
pub fn network_steady_state(network: &Network) -> Result<FixedPoint, Error> {
    let mut guess = Vec::new();
    for neuron in network.neurons() {
        guess.extend(rest(neuron)?);
    }
    Ok(of_flow(network, &guess, &NEWTON)?)
}

/// The steady state by bisection of its scalar equation.
fn rest(neuron: &Neuron) -> Result<[f64; 3], Error> {
    let current = |v: f64| -> Result<f64, Error> {
        let [n, s] = neuron.open(v);
        Ok(neuron.current(v, n, s))
    };
    let v = root("steady state", (LOWEST, HIGHEST), current)?;
    let [n, s] = neuron.open(v);
    Ok([v, n, s])
}

/// Where a steady state becomes an oscillation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hopf {
    /// `V_S`, mV.
    pub vs: f64,
    /// The angular frequency that is born, rad/s.
    pub omega: f64,
}

/// The Hopf points of a neuron's steady state in an interval of `V_S` (mV), in the order of the search.
///
/// The characteristic polynomial `l^3 + a l^2 + b l + c` has a pair `+-i omega` where `a b = c` and `b = omega^2 > 0`.
/// The interval is searched for changes of sign of `a b - c` in so many equal pieces, then bisected to the last bit:
/// two points in one piece are missed. `gk2` is the conductance of the additional current.
///
/// # Errors
/// As [`steady_state`].
pub fn hopf_points(gk2: f64, (from, to): (f64, f64), pieces: usize) -> Result<Vec<Hopf>, Error> {
    let sign = |vs: f64| Ok(hurwitz(&Neuron { vs, gk2 })?.0);
    let values = crate::starts::Axis::new(from, to, pieces + 1).values();
    let mut points = Vec::new();
    for ends in values.windows(2) {
        if sign(ends[0])? * sign(ends[1])? < 0.0 {
            let vs = root("Hopf point", (ends[0], ends[1]), sign)?;
            let square = hurwitz(&Neuron { vs, gk2 })?.1;
            if square > 0.0 {
                points.push(Hopf { vs, omega: square.sqrt() });
            }
        }
    }
    Ok(points)
}

/// `a b - c` and `b` of the characteristic polynomial at the steady state.
fn hurwitz(neuron: &Neuron) -> Result<(f64, f64), Error> {
    let j = jacobian::of_flow(neuron, 0.0, &rest(neuron)?).matrix;
    let minor = |p: usize, q: usize| j[p * 3 + p] * j[q * 3 + q] - j[p * 3 + q] * j[q * 3 + p];
    let determinant =
        j[0] * minor(1, 2) - j[1] * (j[3] * j[8] - j[5] * j[6]) + j[2] * (j[3] * j[7] - j[4] * j[6]);
    let (a, b, c) = (-(j[0] + j[4] + j[8]), minor(0, 1) + minor(0, 2) + minor(1, 2), -determinant);
    Ok((a * b - c, b))
}

/// The root of `f` between two ends where its signs differ, by bisection to the last bit.
fn root(
    what: &'static str,
    (low, high): (f64, f64),
    f: impl Fn(f64) -> Result<f64, Error>,
) -> Result<f64, Error> {
    let (at_low, at_high) = (f(low)?, f(high)?);
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
        if (f(middle)? < 0.0) == (at_low < 0.0) {
            left = middle;
        } else {
            right = middle;
        }
    }
}
