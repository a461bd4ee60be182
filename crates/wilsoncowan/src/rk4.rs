//! The classical Runge-Kutta method of order 4: a trajectory, and its exact discrete adjoint.

use crate::error::Error;
use crate::euler::{Sensitivity, Trajectory, check_step};
use crate::network::Network;
use crate::scheme::RUNGE_KUTTA_4;

/// ```text
/// k1 = f(z), k2 = f(z + dt/2 k1), k3 = f(z + dt/2 k2), k4 = f(z + dt k3),   z <- z + dt/6 (k1 + 2 k2 + 2 k3 + k4)
/// ```
/// Steps of the method of W. Kutta, Z. Math. Phys. 46, 435 (1901), on `z = (x, y)`: the error at a given time falls with
/// the fourth power of the step.
///
/// ```
/// use wilsoncowan::{Network, Node, rk4::RungeKutta4};
///
/// // one node alone falls to its lower state, and small changes of the start are forgotten
/// let network = Network::new(Node::published(), 0.85, vec![0.0])?;
/// let method = RungeKutta4 { dt: 0.1, steps: 400 };
/// let way = method.forward(&network, &[0.0], &[0.0])?;
/// assert!((way.x[400] - 0.21359034124199836).abs() < 1e-12);
/// let sensitivity = method.backward(&network, &way, (&[1.0], &[0.0]))?;
/// assert!(sensitivity.start.0[0].abs() < 1e-20);
/// # Ok::<(), wilsoncowan::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RungeKutta4 {
    /// Length of a step.
    pub dt: f64,
    /// Number of steps.
    pub steps: usize,
}

/// A decay of rate 1 is followed with steps below this: the zero of `1 - z/2 + z^2/6 - z^3/24` (E. Hairer and G. Wanner,
/// Solving Ordinary Differential Equations II, section IV.2).
const RUNGE_KUTTA_LIMIT: f64 = 2.785_293_563_405_282;

impl RungeKutta4 {
    /// Whether the inhibitory part follows, as [`Euler::check`](crate::euler::Euler::check), with steps of up to 2.785
    /// times of its decay.
    ///
    /// # Errors
    /// [`Error::Step`], [`Error::Range`] for a step that is not positive.
    pub fn check(&self, network: &Network) -> Result<(), Error> {
        check_step(self.dt, RUNGE_KUTTA_LIMIT, network)
    }

    /// The trajectory of one sample.
    ///
    /// # Errors
    /// As [`check`](Self::check); [`Error::Sizes`] and [`Error::NotFinite`] for the start.
    pub fn forward(&self, network: &Network, x: &[f64], y: &[f64]) -> Result<Trajectory, Error> {
        self.check(network)?;
        RUNGE_KUTTA_4.forward(network, (self.dt, self.steps), x, y)
    }

    /// The way back from the sensitivity of a loss to the end, `(dL/dx(T), dL/dy(T))`: the derivative of what
    /// [`forward`](Self::forward) computes, with `u_s` the sensitivity to the slope of stage `s`, `c` and `b` its numbers:
    ///
    /// ```text
    /// u_s = dt (b_s g + c_(s+1) J_(s+1)^T u_(s+1)),   g <- g + sum_s J_s^T u_s
    /// dA += Gamma sum_s (u_s,x (1 - x) f_E') x^T,   dgamma -= sum_s u_s,y . y' / gamma
    /// ```
    /// Stages are computed again from the kept states.
    ///
    /// # Errors
    /// [`Error::Sizes`].
    pub fn backward(
        &self,
        network: &Network,
        trajectory: &Trajectory,
        end: (&[f64], &[f64]),
    ) -> Result<Sensitivity, Error> {
        RUNGE_KUTTA_4.backward(network, (self.dt, self.steps), trajectory, end)
    }
}
