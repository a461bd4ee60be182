//! The coupling `A = M (I - V V^T)`: any matrix, made blind to what the targets span.

use crate::dense::{matrix, product};
use crate::error::{Error, exactly, finite};
use crate::targets::Targets;
use neurodyn_core::linear::Orthonormalise as _;
use neurodyn_core::linear::faer::FaerQr;
use neurodyn_core::seed::Seeds;

/// ```text
/// A = M (I - V V^T)
/// ```
/// with an orthonormal basis `V` of what the targets span, so that `A` times a target is zero, and a matrix `M` that is
/// trained. Up to diagonalisability over the real numbers it is what [`Spectral`](crate::Spectral) can be, without an inverse;
/// its eigenvalues and eigenvectors are found by [`to_spectral`](crate::eigenstructure::to_spectral).
#[derive(Clone, Debug, PartialEq)]
pub struct Projected {
    nodes: usize,
    /// `V`, row-major, `nodes` rows of `K`.
    basis: Vec<f64>,
    /// `M`, row-major.
    numbers: Vec<f64>,
}

impl Projected {
    /// A coupling with this `M`, row-major.
    ///
    /// # Errors
    /// [`Error::Sizes`], [`Error::NotFinite`].
    pub fn new(targets: &Targets, numbers: Vec<f64>) -> Result<Self, Error> {
        let nodes = targets.nodes();
        exactly("entries of M", nodes * nodes, numbers.len())?;
        finite("M", &numbers)?;
        Ok(Self { nodes, basis: basis(targets)?, numbers })
    }

    /// Where training begins: `mean` times the identity plus entries drawn from `N(0, deviation^2)`, all of it projected.
    ///
    /// Its eigenvalues fill a disc of radius `deviation sqrt(N)` around `mean`, beside the planted zeros.
    ///
    /// ```
    /// use wilsoncowan::{Node, Projected, Targets};
    ///
    /// let targets = Targets::new(&Node::published(), 64, 10)?;
    /// let coupling = Projected::start(&targets, -8.0, 1.0, 1)?.assemble();
    /// let row = |i: usize| coupling[i * 64..(i + 1) * 64].iter().zip(targets.pattern(3));
    /// assert!((0..64).all(|i| row(i).map(|(a, x)| a * x).sum::<f64>().abs() < 1e-13));
    /// # Ok::<(), wilsoncowan::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::NotFinite`] if `mean` or `deviation` is not finite.
    pub fn start(targets: &Targets, mean: f64, deviation: f64, seed: u64) -> Result<Self, Error> {
        finite("mean and deviation of the start", &[mean, deviation])?;
        let nodes = targets.nodes();
        let mut stream = Seeds::new(seed).named("coupling").stream(0);
        let mut numbers: Vec<f64> = (0..nodes * nodes).map(|_| deviation * stream.normal()).collect();
        for i in 0..nodes {
            numbers[i * nodes + i] += mean;
        }
        let mut start = Self::new(targets, numbers)?;
        start.numbers = start.assemble();
        Ok(start)
    }

    /// Number of nodes.
    #[must_use]
    pub fn nodes(&self) -> usize {
        self.nodes
    }
    /// `V`, row-major, `nodes` rows of `K`.
    #[must_use]
    pub fn basis(&self) -> &[f64] {
        &self.basis
    }
    /// `M`, row-major: what is trained.
    #[must_use]
    pub fn numbers(&self) -> &[f64] {
        &self.numbers
    }
    /// `A`, row-major.
    #[must_use]
    pub fn assemble(&self) -> Vec<f64> {
        project(&self.numbers, &self.basis, self.nodes)
    }
    /// What a gradient with respect to `A` (row-major) is with respect to `M`: `dL/dM = dL/dA (I - V V^T)`.
    ///
    /// # Errors
    /// [`Error::Sizes`].
    pub fn pull_back(&self, gradient: &[f64]) -> Result<Vec<f64>, Error> {
        exactly("entries of the gradient", self.nodes * self.nodes, gradient.len())?;
        Ok(project(gradient, &self.basis, self.nodes))
    }
}

/// An orthonormal basis of what the targets span, row-major with as many columns as classes; column `k` is of the first
/// `k + 1` targets.
///
/// # Errors
/// [`Error::Linear`]: not for targets, which are independent.
pub fn basis(targets: &Targets) -> Result<Vec<f64>, Error> {
    let (nodes, classes) = (targets.nodes(), targets.classes());
    let mut columns: Vec<f64> =
        (0..nodes).flat_map(|i| (0..classes).map(move |class| targets.pattern(class)[i])).collect();
    FaerQr.orthonormalise(&mut columns, &mut vec![0.0; classes])?;
    Ok(columns)
}

/// `M (I - V V^T)`, row-major.
pub(crate) fn project(numbers: &[f64], basis: &[f64], nodes: usize) -> Vec<f64> {
    let basis = matrix(basis, nodes, basis.len() / nodes);
    let seen = product(matrix(numbers, nodes, nodes), basis);
    let mut projected = product(matrix(&seen, nodes, basis.ncols()), basis.transpose());
    projected.iter_mut().zip(numbers).for_each(|(part, number)| *part = number - *part);
    projected
}
