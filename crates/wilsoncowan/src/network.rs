//! The frozen network as a flow, and the stability of what is planted in it.

use crate::error::{Error, exactly, finite};
use crate::node::Node;
use crate::targets::Targets;
use neurodyn_core::linear::faer::eigenvalues;
use neurodyn_core::{Dynamic, Flow, Lift, Real, System};

/// ```text
/// x' = -alpha_E x + (1 - x) f_E(w_EE x - w_EI y + h_E + Gamma A x),   Gamma = 1 / sqrt(N)
/// y' = ( -alpha_I y + (1 - y) f_I(w_IE x - w_II y + h_I) ) / gamma
/// ```
/// `N` coupled nodes, eq. (3): a flow of `2 N` coordinates, first all `x`, then all `y`.
///
/// ```
/// use neurodyn_core::Flow;
/// use wilsoncowan::{Network, Node, Targets};
///
/// // two uncoupled nodes at the two stable states rest
/// let node = Node::published();
/// let [low, _, high] = node.bistable()?;
/// let network = Network::new(node, 0.25, vec![0.0; 4])?;
/// let mut rates = vec![1.0; 4];
/// network.rhs(0.0, &vec![low.x, high.x, low.y, high.y], &mut rates);
/// assert!(rates.iter().all(|rate: &f64| rate.abs() < 1e-15));
/// # Ok::<(), wilsoncowan::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    node: Node,
    gamma: f64,
    nodes: usize,
    /// `Gamma A`, row-major.
    scaled: Vec<f64>,
    /// `-gamma dy'/dy` at the steady state where it is largest: found once, since every run asks for it.
    fastest: f64,
}

impl Network {
    /// A network of these nodes with this coupling `A`, row-major.
    ///
    /// # Errors
    /// [`Error::Sizes`] if the coupling is not square, [`Error::NotFinite`], [`Error::Range`] for gamma, and as
    /// [`Node::check`].
    pub fn new(node: Node, gamma: f64, coupling: Vec<f64>) -> Result<Self, Error> {
        node.check()?;
        if !(gamma > 0.0 && gamma.is_finite()) {
            return Err(Error::Range { what: "gamma", value: gamma, must_be: "positive" });
        }
        let nodes = coupling.len().isqrt();
        exactly("entries of the coupling", nodes * nodes, coupling.len())?;
        finite("coupling", &coupling)?;
        let scale = 1.0 / (nodes as f64).sqrt();
        let scaled = coupling.into_iter().map(|a| scale * a).collect();
        let fastest = node.steady_states()?.iter().map(|state| -state.j22).fold(0.0, f64::max);
        Ok(Self { node, gamma, nodes, scaled, fastest })
    }
    /// Number of nodes.
    #[must_use]
    pub fn nodes(&self) -> usize {
        self.nodes
    }
    /// The law of a node.
    #[must_use]
    pub fn node(&self) -> &Node {
        &self.node
    }
    /// The ratio of time scales.
    #[must_use]
    pub fn gamma(&self) -> f64 {
        self.gamma
    }
    /// The largest `-gamma dy'/dy` over the steady states of a node: how fast the inhibitory part decays.
    #[must_use]
    pub fn fastest(&self) -> f64 {
        self.fastest
    }
    /// `Gamma A`, row-major.
    #[must_use]
    pub fn scaled_coupling(&self) -> &[f64] {
        &self.scaled
    }

    /// The largest real part of the eigenvalues of the whole Jacobian at each target, in the order of the classes.
    ///
    /// The source's two equations (7) and (8) hold at homogeneous states; at a target, which has two values, the excitatory
    /// block is `diag(a_i) + diag(b_i) Gamma A`. Computed by `faer` on that block where inhibitory parts do not see the excitatory
    /// ones (`w_IE = 0`: their own rates are the rest of the spectrum), else on all `2 N` coordinates.
    ///
    /// # Errors
    /// [`Error::Sizes`] for targets of other nodes, and as [`Node::bistable`].
    pub fn planted_stability(&self, targets: &Targets) -> Result<Vec<f64>, Error> {
        let n = self.nodes;
        exactly("nodes of the targets", n, targets.nodes())?;
        let [low, _, high] = self.node.bistable()?;
        let mut largest = Vec::with_capacity(targets.classes());
        let apart = self.node.w_ie == 0.0;
        let size = if apart { n } else { 2 * n };
        for class in 0..targets.classes() {
            let mut jacobian = vec![0.0; size * size];
            let mut alone = f64::NEG_INFINITY;
            for (i, &x) in targets.pattern(class).iter().enumerate() {
                let state = if x == low.x { low } else { high };
                for j in 0..n {
                    jacobian[i * size + j] = state.gain * self.scaled[i * n + j];
                }
                jacobian[i * size + i] += state.j11;
                if apart {
                    alone = alone.max(state.j22 / self.gamma);
                } else {
                    jacobian[i * size + n + i] = state.j12;
                    jacobian[(n + i) * size + i] = state.j21 / self.gamma;
                    jacobian[(n + i) * size + n + i] = state.j22 / self.gamma;
                }
            }
            // sorted by descending real part
            largest.push(eigenvalues(&jacobian, size)?[0].0.max(alone));
        }
        Ok(largest)
    }
}

impl System for Network {
    type Space = Dynamic;
    fn space(&self) -> Dynamic {
        Dynamic(2 * self.nodes)
    }
}

impl<R: Real + Lift<f64>> Flow<R> for Network {
    #[inline(always)]
    fn rhs(&self, _: R, state: &Vec<R>, rates: &mut Vec<R>) {
        let n = self.nodes;
        let faster = R::lift(1.0 / self.gamma);
        for i in 0..n {
            let mut input = R::lit(0.0);
            for j in 0..n {
                input = R::lift(self.scaled[i * n + j]).mul_add(state[j], input);
            }
            let (x_rate, y_rate) = self.node.rates(state[i], state[n + i], input);
            rates[i] = x_rate;
            rates[n + i] = y_rate * faster;
        }
    }
}
