//! Explicit steps whose stages follow each other, forwards and in exact adjoint backwards: what Euler and Runge-Kutta share.

use crate::error::{Error, exactly, finite};
use crate::euler::{Sensitivity, Trajectory};
use crate::network::Network;
use crate::rates::{Gradient, Linear, rates};

/// ```text
/// z_s = z + h c_s k_(s-1),   k_s = f(z_s),   z <- z + h sum_s b_s k_s
/// ```
/// A method each of whose stages begins with the slope of the one before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Scheme {
    pub(crate) c: &'static [f64],
    pub(crate) b: &'static [f64],
}

/// Euler's method.
pub(crate) const EULER: Scheme = Scheme { c: &[0.0], b: &[1.0] };
/// The classical method of order 4: W. Kutta, Z. Math. Phys. 46, 435 (1901).
pub(crate) const RUNGE_KUTTA_4: Scheme =
    Scheme { c: &[0.0, 0.5, 0.5, 1.0], b: &[1.0 / 6.0, 1.0 / 3.0, 1.0 / 3.0, 1.0 / 6.0] };

/// A step linearised: the law at each of its stages.
pub(crate) struct Stages {
    scheme: Scheme,
    h: f64,
    laws: Vec<Linear>,
}

/// The two parts of a state, as one.
pub(crate) fn joined(network: &Network, x: &[f64], y: &[f64]) -> Result<Vec<f64>, Error> {
    exactly("x of the state", network.nodes(), x.len())?;
    exactly("y of the state", network.nodes(), y.len())?;
    finite("x of the state", x)?;
    finite("y of the state", y)?;
    Ok([x, y].concat())
}

impl Scheme {
    /// One step.
    pub(crate) fn step(self, network: &Network, h: f64, state: &mut [f64]) {
        let start = state.to_vec();
        let (mut at, mut slope) = (start.clone(), vec![0.0; start.len()]);
        for (s, (&c, &b)) in self.c.iter().zip(self.b).enumerate() {
            if s > 0 {
                along(&start, h * c, &slope, &mut at);
            }
            rates(network, &at, &mut slope);
            add(state, h * b, &slope);
        }
    }

    /// One step, and the step linearised where it began.
    pub(crate) fn linearised(self, network: &Network, h: f64, state: &mut [f64]) -> Stages {
        let start = state.to_vec();
        let (mut at, mut slope) = (start.clone(), vec![0.0; start.len()]);
        let mut laws = Vec::with_capacity(self.c.len());
        for (s, (&c, &b)) in self.c.iter().zip(self.b).enumerate() {
            if s > 0 {
                along(&start, h * c, &slope, &mut at);
            }
            laws.push(Linear::at(network, &at, &mut slope));
            add(state, h * b, &slope);
        }
        Stages { scheme: self, h, laws }
    }

    /// A trajectory that is kept.
    pub(crate) fn forward(
        self,
        network: &Network,
        (dt, steps): (f64, usize),
        x: &[f64],
        y: &[f64],
    ) -> Result<Trajectory, Error> {
        let n = network.nodes();
        let mut state = joined(network, x, y)?;
        let mut trajectory =
            Trajectory { x: Vec::with_capacity(n * (steps + 1)), y: Vec::with_capacity(n * (steps + 1)) };
        trajectory.x.extend(x);
        trajectory.y.extend(y);
        for _ in 0..steps {
            self.step(network, dt, &mut state);
            trajectory.x.extend(&state[..n]);
            trajectory.y.extend(&state[n..]);
        }
        Ok(trajectory)
    }

    /// The way back of a sensitivity to the end, in place, and to the parameters if they are asked for.
    pub(crate) fn back(
        self,
        network: &Network,
        (dt, steps): (f64, usize),
        trajectory: &Trajectory,
        sensitivity: &mut [f64],
        mut gradient: Option<&mut Gradient>,
    ) -> Result<(), Error> {
        let n = network.nodes();
        exactly("x of the trajectory", n * (steps + 1), trajectory.x.len())?;
        exactly("y of the trajectory", n * (steps + 1), trajectory.y.len())?;
        for step in (0..steps).rev() {
            let here = step * n..(step + 1) * n;
            let mut state = [&trajectory.x[here.clone()], &trajectory.y[here]].concat();
            let stages = self.linearised(network, dt, &mut state);
            stages.pull(network, sensitivity, gradient.as_deref_mut());
        }
        Ok(())
    }

    /// The way back of one sensitivity to the end, `(dL/dx(T), dL/dy(T))`, to all there is.
    pub(crate) fn backward(
        self,
        network: &Network,
        run: (f64, usize),
        trajectory: &Trajectory,
        end: (&[f64], &[f64]),
    ) -> Result<Sensitivity, Error> {
        let n = network.nodes();
        exactly("sensitivity to x", n, end.0.len())?;
        exactly("sensitivity to y", n, end.1.len())?;
        let mut gradient = Gradient::zero(n);
        let mut start = [end.0, end.1].concat();
        self.back(network, run, trajectory, &mut start, Some(&mut gradient))?;
        Ok(sensitivity(&start, gradient))
    }
}

/// What a loss is sensitive to, of its parts.
pub(crate) fn sensitivity(start: &[f64], gradient: Gradient) -> Sensitivity {
    let (x, y) = start.split_at(start.len() / 2);
    Sensitivity { start: (x.to_vec(), y.to_vec()), coupling: gradient.coupling, gamma: gradient.gamma }
}

impl Stages {
    /// What a small difference before the step is after it.
    pub(crate) fn push(&self, network: &Network, difference: &mut [f64]) {
        let start = difference.to_vec();
        let (mut at, mut slope) = (start.clone(), vec![0.0; start.len()]);
        for (s, law) in self.laws.iter().enumerate() {
            if s > 0 {
                along(&start, self.h * self.scheme.c[s], &slope, &mut at);
            }
            law.push(network, &at, &mut slope);
            add(difference, self.h * self.scheme.b[s], &slope);
        }
    }

    /// What a sensitivity to the state after the step is to the one before it: the exact transpose of [`push`](Self::push).
    pub(crate) fn pull(
        &self,
        network: &Network,
        sensitivity: &mut [f64],
        mut gradient: Option<&mut Gradient>,
    ) {
        let end = sensitivity.to_vec();
        let mut back = vec![0.0; end.len()];
        for (s, law) in self.laws.iter().enumerate().rev() {
            // of k_s: by the sum, and by the stage that begins with it
            let next = self.scheme.c.get(s + 1).copied().unwrap_or(0.0);
            let mut of_slope: Vec<f64> = end.iter().map(|g| self.h * self.scheme.b[s] * g).collect();
            add(&mut of_slope, self.h * next, &back);
            law.pull(network, &of_slope, &mut back);
            add(sensitivity, 1.0, &back);
            if let Some(gradient) = gradient.as_deref_mut() {
                law.add_to(network, &of_slope, gradient);
            }
        }
    }
}

/// `out = start + h slope`
pub(crate) fn along(start: &[f64], h: f64, slope: &[f64], out: &mut [f64]) {
    for i in 0..start.len() {
        out[i] = h.mul_add(slope[i], start[i]);
    }
}

/// `sum += h term`
pub(crate) fn add(sum: &mut [f64], h: f64, term: &[f64]) {
    for i in 0..sum.len() {
        sum[i] = h.mul_add(term[i], sum[i]);
    }
}
