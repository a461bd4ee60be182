//! Training's integrator in plain numbers: Euler's method forwards, and its exact adjoint backwards.
//!
//! The tensor operation that trains is checked against this one, and this one against finite differences.

use crate::error::Error;
use crate::network::Network;
use crate::scheme::EULER;

/// Steps of Euler's method, `x <- x + dt x'`, `y <- y + dt y'`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Euler {
    /// Length of a step.
    pub dt: f64,
    /// Number of steps.
    pub steps: usize,
}

/// A trajectory of one sample, kept for the way back.
#[derive(Clone, Debug, PartialEq)]
pub struct Trajectory {
    /// `x` before each step and at the end, step by step.
    pub x: Vec<f64>,
    /// `y` likewise.
    pub y: Vec<f64>,
}

/// What a loss is sensitive to.
#[derive(Clone, Debug, PartialEq)]
pub struct Sensitivity {
    /// With respect to the start, `x` and `y`.
    pub start: (Vec<f64>, Vec<f64>),
    /// With respect to `A`, row-major.
    pub coupling: Vec<f64>,
    /// With respect to gamma.
    pub gamma: f64,
}

/// A decay of rate 1 is followed by Euler's method with steps below 2.
const EULER_LIMIT: f64 = 2.0;

impl Euler {
    /// Whether the inhibitory part follows: near its steady states it decays at the rate
    /// [`fastest`](Network::fastest) over gamma, and Euler's method needs `dt` below two of its times.
    ///
    /// # Errors
    /// [`Error::Step`], [`Error::Range`] for a step that is not positive.
    pub fn check(&self, network: &Network) -> Result<(), Error> {
        check_step(self.dt, EULER_LIMIT, network)
    }

    /// The trajectory of one sample.
    ///
    /// # Errors
    /// As [`check`](Self::check); [`Error::Sizes`] and [`Error::NotFinite`] for the start.
    pub fn forward(&self, network: &Network, x: &[f64], y: &[f64]) -> Result<Trajectory, Error> {
        self.check(network)?;
        EULER.forward(network, (self.dt, self.steps), x, y)
    }

    /// The way back from the sensitivity of a loss to the end, `(dL/dx(T), dL/dy(T))`, in exact arithmetic of the discrete
    /// steps: with `g`, `q` for `x`, `y`, and `s` the input of `f_E`, each step is
    ///
    /// ```text
    /// ds = g dt (1 - x) f_E'(s),   dr = q dt (1 - y) f_I'(r) / gamma
    /// g <- g (1 - dt (alpha_E + f_E)) + w_EE ds + Gamma A^T ds + w_IE dr
    /// q <- q (1 - dt (alpha_I + f_I) / gamma) - w_EI ds - w_II dr
    /// dA += Gamma ds x^T,   dgamma -= q dt (gamma y') / gamma^2
    /// ```
    ///
    /// # Errors
    /// [`Error::Sizes`].
    pub fn backward(
        &self,
        network: &Network,
        trajectory: &Trajectory,
        end: (&[f64], &[f64]),
    ) -> Result<Sensitivity, Error> {
        EULER.backward(network, (self.dt, self.steps), trajectory, end)
    }
}

/// Whether steps of this length follow the inhibitory part; `limit` is the step at which a decay of rate 1 is lost.
pub(crate) fn check_step(dt: f64, limit: f64, network: &Network) -> Result<(), Error> {
    if !(dt > 0.0 && dt.is_finite()) {
        return Err(Error::Range { what: "the step", value: dt, must_be: "positive" });
    }
    let least = dt * network.fastest() / limit;
    let gamma = network.gamma();
    if gamma > least { Ok(()) } else { Err(Error::Step { dt, gamma, least }) }
}
