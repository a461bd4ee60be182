//! Training's integrator in plain numbers: Euler's method forwards, and its exact adjoint backwards.
//!
//! The tensor operation that trains is checked against this one, and this one against finite differences.

use crate::error::{Error, exactly, finite};
use crate::network::Network;
use neurodyn_core::Real;

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

impl Euler {
    /// Whether the inhibitory part follows: near its steady states it decays at the rate
    /// [`fastest`](Network::fastest) over gamma, and Euler's method needs `dt` below two of its times.
    ///
    /// # Errors
    /// [`Error::Step`], [`Error::Range`] for a step that is not positive.
    pub fn check(&self, network: &Network) -> Result<(), Error> {
        if !(self.dt > 0.0 && self.dt.is_finite()) {
            return Err(Error::Range { what: "the step", value: self.dt, must_be: "positive" });
        }
        let least = 0.5 * self.dt * network.fastest();
        let gamma = network.gamma();
        if gamma > least { Ok(()) } else { Err(Error::Step { dt: self.dt, gamma, least }) }
    }

    /// The trajectory of one sample.
    ///
    /// # Errors
    /// As [`check`](Self::check); [`Error::Sizes`] and [`Error::NotFinite`] for the start.
    pub fn forward(&self, network: &Network, x: &[f64], y: &[f64]) -> Result<Trajectory, Error> {
        self.check(network)?;
        let n = network.nodes();
        exactly("x of the start", n, x.len())?;
        exactly("y of the start", n, y.len())?;
        finite("x of the start", x)?;
        finite("y of the start", y)?;
        let mut trajectory = Trajectory { x: x.to_vec(), y: y.to_vec() };
        for step in 0..self.steps {
            let (mut next_x, mut next_y) = (Vec::with_capacity(n), Vec::with_capacity(n));
            let (x, y) = (&trajectory.x[step * n..], &trajectory.y[step * n..]);
            for i in 0..n {
                let (x_rate, y_rate) = network.node().rates(x[i], y[i], input(network, x, i));
                next_x.push(self.dt.mul_add(x_rate, x[i]));
                next_y.push(self.dt.mul_add(y_rate / network.gamma(), y[i]));
            }
            trajectory.x.extend(next_x);
            trajectory.y.extend(next_y);
        }
        Ok(trajectory)
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
        let n = network.nodes();
        exactly("x of the trajectory", n * (self.steps + 1), trajectory.x.len())?;
        exactly("sensitivity to x", n, end.0.len())?;
        exactly("sensitivity to y", n, end.1.len())?;
        let (node, gamma, dt) = (network.node(), network.gamma(), self.dt);
        let scale = 1.0 / (n as f64).sqrt();
        let (mut g, mut q) = (end.0.to_vec(), end.1.to_vec());
        let mut sensitivity =
            Sensitivity { start: (Vec::new(), Vec::new()), coupling: vec![0.0; n * n], gamma: 0.0 };
        for step in (0..self.steps).rev() {
            let (x, y) = (&trajectory.x[step * n..(step + 1) * n], &trajectory.y[step * n..(step + 1) * n]);
            let (mut ds, mut dr) = (vec![0.0; n], vec![0.0; n]);
            for i in 0..n {
                let s = node.w_ee.mul_add(x[i], node.h_e) - node.w_ei * y[i] + input(network, x, i);
                let r = node.w_ie.mul_add(x[i], node.h_i) - node.w_ii * y[i];
                ds[i] = g[i] * dt * (1.0 - x[i]) * node.excitatory.slope(s);
                dr[i] = q[i] * dt * (1.0 - y[i]) * node.inhibitory.slope(r) / gamma;
                let y_rate = (1.0 - y[i]) * node.inhibitory.of(r) - node.alpha_i * y[i];
                sensitivity.gamma -= q[i] * dt * y_rate / (gamma * gamma);
                g[i] *= 1.0 - dt * (node.alpha_e + node.excitatory.of(s));
                q[i] *= 1.0 - dt * (node.alpha_i + node.inhibitory.of(r)) / gamma;
            }
            for i in 0..n {
                g[i] += node.w_ee * ds[i] + node.w_ie * dr[i];
                q[i] -= node.w_ei * ds[i] + node.w_ii * dr[i];
                for j in 0..n {
                    g[j] = network.scaled_coupling()[i * n + j].mul_add(ds[i], g[j]);
                    sensitivity.coupling[i * n + j] += scale * ds[i] * x[j];
                }
            }
        }
        sensitivity.start = (g, q);
        Ok(sensitivity)
    }
}

/// `Gamma sum_j A_ij x_j`
fn input(network: &Network, x: &[f64], i: usize) -> f64 {
    let n = network.nodes();
    let row = &network.scaled_coupling()[i * n..(i + 1) * n];
    row.iter().zip(x).fold(0.0, |sum, (a, x)| Real::mul_add(*a, *x, sum))
}
