//! Steady states of a node and their stability under a coupling, eqs. (5) to (8).

use crate::error::Error;
use crate::node::Node;

/// A steady state of the uncoupled node.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Steady {
    /// The excitatory part.
    pub x: f64,
    /// The inhibitory part.
    pub y: f64,
    /// `-alpha_E - f_E + (1 - x) f_E' w_EE`, the Jacobian's first entry without coupling.
    pub j11: f64,
    /// `(1 - x) f_E'`: how an input changes `x'`; a coupling eigenvalue `mu` adds `mu` times this.
    pub gain: f64,
    /// `-(1 - x) f_E' w_EI`.
    pub j12: f64,
    /// `(1 - y) f_I' w_IE`, to be divided by gamma.
    pub j21: f64,
    /// `-alpha_I - f_I - (1 - y) f_I' w_II`, to be divided by gamma.
    pub j22: f64,
}

/// The eigenvalues of the Jacobian at a homogeneous state, for one eigenvalue of the coupling.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stability {
    /// Real part of the larger one.
    pub largest: f64,
    /// Real part of the smaller one.
    pub smallest: f64,
}

/// Intervals of [0, 1] in which steady states are looked for.
const INTERVALS: usize = 4000;

impl Node {
    /// All steady states with `x` in [0, 1], by ascending `x`.
    ///
    /// For every `x` the inhibitory part has one steady value; the excitatory rate is then a function of `x`, whose changes
    /// of sign on a grid of 4000 are refined by bisection to the last bit.
    ///
    /// ```
    /// let states = wilsoncowan::Node::published().steady_states()?;
    /// let x: Vec<f64> = states.iter().map(|state| state.x).collect();
    /// for (found, known) in x.iter().zip([0.21359034124199836, 0.28396015318819607, 0.37326898463326615]) {
    ///     assert!((found - known).abs() < 1e-14);
    /// }
    /// # Ok::<(), wilsoncowan::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Node::check`].
    pub fn steady_states(&self) -> Result<Vec<Steady>, Error> {
        self.check()?;
        // an inhibitory part that does not see the excitatory one has one steady value for all
        let blind = (self.w_ie == 0.0).then(|| self.inhibitory_part(0.0));
        let rate = |x: f64| self.rates(x, blind.unwrap_or_else(|| self.inhibitory_part(x)), 0.0).0;
        let at = |i: usize| i as f64 / INTERVALS as f64;
        let mut states = Vec::new();
        let mut before = rate(0.0);
        if before == 0.0 {
            states.push(self.steady(0.0));
        }
        for i in 1..=INTERVALS {
            let after = rate(at(i));
            if after == 0.0 || before * after < 0.0 {
                states.push(self.steady(root(rate, at(i - 1), at(i))));
            }
            before = after;
        }
        Ok(states)
    }

    /// The two stable states and the unstable one between them: `[x1, unstable, x2]` with `x1 < x2`.
    ///
    /// # Errors
    /// [`Error::NotBistable`], and as [`Node::check`].
    pub fn bistable(&self) -> Result<[Steady; 3], Error> {
        let states = self.steady_states()?;
        let stable: Vec<bool> = states.iter().map(|state| state.under(0.0, 1.0).largest < 0.0).collect();
        if let (&[low, middle, high], [true, false, true]) = (&states[..], &stable[..]) {
            return Ok([low, middle, high]);
        }
        let found = states.iter().zip(stable).map(|(state, stable)| (state.x, stable));
        Err(Error::NotBistable { states: found.collect() })
    }

    /// Where `gamma y'` is zero for this `x`; it falls with `y`.
    fn inhibitory_part(&self, x: f64) -> f64 {
        root(|y| self.rates(x, y, 0.0).1, 0.0, 1.0)
    }

    fn steady(&self, x: f64) -> Steady {
        let y = self.inhibitory_part(x);
        let s_e = self.w_ee * x - self.w_ei * y + self.h_e;
        let s_i = self.w_ie * x - self.w_ii * y + self.h_i;
        let gain = (1.0 - x) * self.excitatory.slope(s_e);
        let inhibitory = (1.0 - y) * self.inhibitory.slope(s_i);
        Steady {
            x,
            y,
            j11: -self.alpha_e - self.excitatory.of(s_e) + gain * self.w_ee,
            gain,
            j12: -gain * self.w_ei,
            j21: inhibitory * self.w_ie,
            j22: -self.alpha_i - self.inhibitory.of(s_i) - inhibitory * self.w_ii,
        }
    }
}

impl Steady {
    /// The stability of the homogeneous state in the direction of a coupling eigenvalue, eqs. (7) and (8); `mu` is
    /// `Gamma lambda`.
    ///
    /// This reduction to two equations is exact where all nodes are in the same state. A planted state has two values; there
    /// [`Network::planted_stability`](crate::Network::planted_stability) is right.
    #[must_use]
    pub fn under(&self, mu: f64, gamma: f64) -> Stability {
        let (a, d) = (self.gain.mul_add(mu, self.j11), self.j22 / gamma);
        let product = self.j12 * self.j21 / gamma;
        let (middle, half) = (0.5 * (a + d), 0.5 * (a - d));
        let square = half.mul_add(half, product);
        let root = square.max(0.0).sqrt();
        Stability { largest: middle + root, smallest: middle - root }
    }

    /// The `Gamma lambda` at which the state loses its stability, if it has it without coupling and `w_IE` is 0.
    #[must_use]
    pub fn crossing(&self) -> f64 {
        -self.j11 / self.gain
    }
}

/// A zero between two points of different signs, to the last bit.
fn root(f: impl Fn(f64) -> f64, mut low: f64, mut high: f64) -> f64 {
    let rises = f(high) > f(low);
    loop {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            return if f(low).abs() < f(high).abs() { low } else { high };
        }
        if (f(middle) > 0.0) == rises { high = middle } else { low = middle }
    }
}
