//! Targets: patterns of the two stable states, one a class.

use crate::error::Error;
use crate::node::Node;

/// One pattern a class: a segment of `floor(N / (K + 2))` nodes at the lower stable state on a background at the upper one;
/// class `k` has the `k`-th segment. Section 4 and fig. 4 of the source.
#[derive(Clone, Debug, PartialEq)]
pub struct Targets {
    nodes: usize,
    patterns: Vec<Vec<f64>>,
    segment: usize,
    states: (f64, f64),
}

impl Targets {
    /// The targets of so many classes on so many nodes.
    ///
    /// ```
    /// use wilsoncowan::{Node, Targets};
    ///
    /// let targets = Targets::new(&Node::published(), 784, 10)?;
    /// assert_eq!(targets.segment(), 65);
    /// let square: f64 = targets.pattern(0).iter().map(|x| x * x).sum();
    /// assert!((square - 103.1434335870).abs() < 1e-9);
    /// # Ok::<(), wilsoncowan::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Nodes`] if a segment would be empty, [`Error::NotBistable`], and as [`Node::check`].
    pub fn new(node: &Node, nodes: usize, classes: usize) -> Result<Self, Error> {
        let [low, _, high] = node.bistable()?;
        let segment = nodes / (classes + 2);
        if segment == 0 || classes == 0 {
            return Err(Error::Nodes { nodes, classes });
        }
        let pattern = |class: usize| {
            let on = class * segment..(class + 1) * segment;
            (0..nodes).map(|i| if on.contains(&i) { low.x } else { high.x }).collect()
        };
        Ok(Self { nodes, patterns: (0..classes).map(pattern).collect(), segment, states: (low.x, high.x) })
    }
    /// Number of nodes, `N`.
    #[must_use]
    pub fn nodes(&self) -> usize {
        self.nodes
    }
    /// Number of classes, `K`.
    #[must_use]
    pub fn classes(&self) -> usize {
        self.patterns.len()
    }
    /// Nodes of a segment.
    #[must_use]
    pub fn segment(&self) -> usize {
        self.segment
    }
    /// The lower and the upper stable state.
    #[must_use]
    pub fn states(&self) -> (f64, f64) {
        self.states
    }
    /// The pattern of a class, one number a node.
    ///
    /// # Panics
    /// If there is no such class.
    #[must_use]
    pub fn pattern(&self, class: usize) -> &[f64] {
        &self.patterns[class]
    }
    /// The mean squared distance of a node from the mean of all patterns: the loss of a network that has learned nothing.
    #[must_use]
    pub fn spread(&self) -> f64 {
        let share = 1.0 / self.classes() as f64;
        // in each segment one pattern of all is at the other state
        let step = self.states.1 - self.states.0;
        (self.classes() * self.segment) as f64 / self.nodes as f64 * share * (1.0 - share) * step * step
    }
    /// The class whose pattern is nearest by squared distance (eq. (11)), the first one of equals, and that distance; none
    /// for a state that is not finite or of another size.
    #[must_use]
    pub fn nearest(&self, x: &[f64]) -> Option<(usize, f64)> {
        if x.len() != self.nodes || !x.iter().all(|x| x.is_finite()) {
            return None;
        }
        let distance =
            |pattern: &Vec<f64>| -> f64 { x.iter().zip(pattern).map(|(x, t)| (x - t) * (x - t)).sum() };
        let distances = self.patterns.iter().map(distance).enumerate();
        distances.min_by(|a, b| a.1.total_cmp(&b.1))
    }
}
