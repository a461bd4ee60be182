//! Training's few Euler steps against the flow that they stand for.

use super::judge::ByEuler;
use super::proportion::Proportion;
use super::settling::{Settling, end};
use crate::error::Error;

/// What becomes of images by two integrators, over the same time.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Images with the same class by both.
    pub same: Proportion,
    /// The largest difference of `x` at the end, image by image.
    pub differences: Vec<f64>,
    /// Classes by Euler's method.
    pub euler: Vec<Option<usize>>,
    /// Classes by the adaptive method.
    pub adaptive: Vec<Option<usize>>,
}

impl Comparison {
    /// The largest difference of all.
    #[must_use]
    pub fn largest(&self) -> f64 {
        self.differences.iter().copied().fold(0.0, f64::max)
    }
}

/// Euler's method against the adaptive method of Tsitouras at this tolerance, over the time of the Euler steps.
///
/// ```
/// use dynsys::ensemble::Resources;
/// use wilsoncowan::analysis::{ByEuler, against_adaptive};
/// use wilsoncowan::{Network, Node, Targets, euler::Euler};
///
/// let node = Node::published();
/// let (network, targets) = (Network::new(node, 0.85, vec![0.0; 64])?, Targets::new(&node, 8, 2)?);
/// let euler = Euler { dt: 0.01, steps: 250 };
/// let judge = ByEuler { network: &network, targets: &targets, euler, resources: Resources::default() };
/// let images = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8];
/// let found = against_adaptive(&judge, &images, 1e-9)?;
/// assert_eq!((found.same.hits, found.same.of), (1, 1));
/// assert!(found.largest() < 0.01);
/// # Ok::<(), wilsoncowan::Error>(())
/// ```
///
/// # Errors
/// As [`Settling::run`].
pub fn against_adaptive(judge: &ByEuler<'_>, images: &[f64], tolerance: f64) -> Result<Comparison, Error> {
    let (network, targets) = (judge.network, judge.targets);
    let n = network.nodes();
    let until = judge.euler.dt * judge.euler.steps as f64;
    let settling = Settling { lasting: f64::INFINITY, ..Settling::new(judge.euler.dt, until) };
    let adaptive = settling.run_adaptive(network, targets, images, tolerance, &judge.resources)?;
    let adaptive: Vec<Vec<f64>> = adaptive.into_iter().map(end).collect();
    let euler = judge.ends(images)?;
    let class = |end: &Vec<f64>| targets.nearest(&end[..n]).map(|(class, _)| class);
    let difference = |(a, b): (&Vec<f64>, &Vec<f64>)| {
        let pairs = a[..n].iter().zip(&b[..n]);
        pairs
            .map(|(a, b)| (a - b).abs())
            .fold(0.0, |most: f64, d| if d > most || d.is_nan() { d } else { most })
    };
    let differences = euler.iter().zip(&adaptive).map(difference).collect();
    let (euler, adaptive): (Vec<_>, Vec<_>) =
        (euler.iter().map(class).collect(), adaptive.iter().map(class).collect());
    let same = Proportion::count(euler.iter().zip(&adaptive).map(|(a, b)| a == b));
    Ok(Comparison { same, differences, euler, adaptive })
}
