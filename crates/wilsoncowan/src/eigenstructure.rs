//! The eigenvalues and eigenvectors of a trained coupling, and whether they are where attractors stay attractors.

use crate::coupling::{CONDITION_LIMIT, beside};
use crate::dense::{frobenius, invert, matrix, product};
use crate::error::{Error, exactly, finite};
use crate::node::Node;
use crate::projected::{basis, project};
use crate::steady::Steady;
use crate::targets::Targets;
use neurodyn_core::linear::faer::{Eigenpair, eigenpairs, eigenvalues};

/// `|A V| / |A|` up to which targets count as planted: what single precision leaves of zero, times a hundred.
pub const PLANTED: f64 = 1e-5;
/// Eigenvalues of at most this times `|A| / sqrt(N)` are zero: what double precision leaves of zero, with room for a bad
/// condition.
const ZERO: f64 = 1e-7;

/// ```text
/// A = Phi Lambda Phi^-1,   Phi = [eigenvectors | planted],   all real
/// ```
/// An eigenvalue `a` that is real has its eigenvector as a column; a complex pair `a +- i b` with the vectors `p +- i q` has
/// the two columns `p`, `q` and the block `[[a, b], [-b, a]]` on the diagonal of `Lambda`.
#[derive(Clone, Debug, PartialEq)]
pub struct Eigenstructure {
    nodes: usize,
    values: Vec<(f64, f64)>,
    phi: Vec<f64>,
    inverse: Vec<f64>,
    /// The condition of `Phi` in the 1-norm.
    pub condition: f64,
    /// `|Phi Lambda Phi^-1 - A| / |A|`, by sums of squares.
    pub rebuilt: f64,
    /// `|A V| / |A|` of the matrix as it was given: how well the targets are planted in it.
    pub planted: f64,
    /// The largest distance of a unit eigenvector of eigenvalue zero from what the targets span.
    pub kernel: f64,
}

/// The eigenvalues and eigenvectors of a coupling, row-major, whose kernel is what the targets span.
///
/// What single precision left of `A V` is taken out before; [`Eigenstructure::planted`] says how much it was.
///
/// ```
/// use wilsoncowan::eigenstructure::to_spectral;
/// use wilsoncowan::{Node, Projected, Targets};
///
/// let targets = Targets::new(&Node::published(), 48, 10)?;
/// let coupling = Projected::start(&targets, -8.0, 1.0, 1)?.assemble();
/// let found = to_spectral(&coupling, &targets)?;
/// assert_eq!(found.values().len(), 38);
/// assert!(found.rebuilt < 1e-11 && found.kernel < 1e-11);
/// assert!(found.region(&Node::published(), 0.25)?.all_inside());
/// # Ok::<(), wilsoncowan::Error>(())
/// ```
///
/// # Errors
/// [`Error::Sizes`], [`Error::NotFinite`]; [`Error::Kernel`] if the kernel is not that of the targets, [`Error::Condition`] if
/// eigenvectors are nearly dependent, [`Error::Linear`] if they are dependent or the iteration fails.
pub fn to_spectral(coupling: &[f64], targets: &Targets) -> Result<Eigenstructure, Error> {
    let (n, classes) = (targets.nodes(), targets.classes());
    let planted = Planted::of(coupling, targets)?;
    let pairs = eigenpairs(&planted.a, n)?;
    let zero = planted.zero(pairs.iter().map(|pair| pair.value))?;
    let (mut values, mut columns, mut kernel) = (Vec::new(), Vec::new(), 0.0_f64);
    for (Eigenpair { value, vector }, zero) in pairs.into_iter().zip(zero) {
        let (real, imaginary): (Vec<f64>, Vec<f64>) = vector.into_iter().unzip();
        if zero {
            kernel = kernel.max(planted.distance(&real).hypot(planted.distance(&imaginary)));
        } else if value.1 == 0.0 {
            values.push(value);
            columns.push(real);
        } else if value.1 > 0.0 {
            values.extend([value, (value.0, -value.1)]);
            columns.extend([real, imaginary]);
        }
    }
    let free = columns.len();
    let trainable: Vec<f64> = (0..n).flat_map(|i| columns.iter().map(move |column| column[i])).collect();
    let phi = beside(&trainable, free, &planted.basis, classes);
    let (inverse, condition) = invert(&phi, n, CONDITION_LIMIT)?;
    let planted = planted.residual;
    let mut found =
        Eigenstructure { nodes: n, values, phi, inverse, condition, rebuilt: 0.0, planted, kernel };
    let off: Vec<f64> = found.assemble().iter().zip(coupling).map(|(made, given)| made - given).collect();
    found.rebuilt = frobenius(&off) / frobenius(coupling);
    Ok(found)
}

/// The eigenvalues of a coupling, row-major, without the planted zeros: by descending real part, complex pairs side by side
/// unless several have one real part. It takes half of the time of [`to_spectral`], and no condition.
///
/// # Errors
/// As [`to_spectral`], but for [`Error::Condition`].
pub fn trained_eigenvalues(coupling: &[f64], targets: &Targets) -> Result<Vec<(f64, f64)>, Error> {
    let planted = Planted::of(coupling, targets)?;
    let values = eigenvalues(&planted.a, targets.nodes())?;
    let zero = planted.zero(values.iter().copied())?;
    Ok(values.into_iter().zip(zero).filter_map(|(value, zero)| (!zero).then_some(value)).collect())
}

impl Eigenstructure {
    /// The eigenvalues `(re, im)` without the planted zeros, in the order of the columns of `Phi`; of a complex pair the one
    /// with positive imaginary part comes first.
    #[must_use]
    pub fn values(&self) -> &[(f64, f64)] {
        &self.values
    }
    /// `Phi`, row-major; the planted columns, orthonormal, are the last.
    #[must_use]
    pub fn phi(&self) -> &[f64] {
        &self.phi
    }
    /// `Phi^-1`, row-major.
    #[must_use]
    pub fn inverse(&self) -> &[f64] {
        &self.inverse
    }
    /// `Lambda`, row-major.
    #[must_use]
    pub fn lambda(&self) -> Vec<f64> {
        let n = self.nodes;
        let mut lambda = vec![0.0; n * n];
        for (i, &(re, im)) in self.values.iter().enumerate() {
            lambda[i * n + i] = re;
            // the first of a pair has its partner to the right of it, the second one to the left
            if im > 0.0 {
                lambda[i * n + i + 1] = im;
            } else if im < 0.0 {
                lambda[i * n + i - 1] = im;
            }
        }
        lambda
    }
    /// `Phi Lambda Phi^-1`, row-major.
    #[must_use]
    pub fn assemble(&self) -> Vec<f64> {
        let n = self.nodes;
        let scaled = product(matrix(&self.phi, n, n), matrix(&self.lambda(), n, n));
        product(matrix(&scaled, n, n), matrix(&self.inverse, n, n))
    }
    /// [`region`] of these eigenvalues.
    ///
    /// # Errors
    /// As [`region`].
    pub fn region(&self, node: &Node, gamma: f64) -> Result<Region, Error> {
        region(&self.values, self.nodes, node, gamma)
    }
}

/// Where eigenvalues stand to the region in which both stable states stay stable.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// The real part of an eigenvalue at which the first of both states loses its stability, if `w_IE` is 0.
    pub limit: f64,
    /// The largest real part of an eigenvalue.
    pub largest: f64,
    /// For each eigenvalue, the largest real part of an eigenvalue of the Jacobian at a homogeneous state, at the worse of both
    /// states: negative inside of the region.
    pub stability: Vec<f64>,
}

impl Region {
    /// Whether both states are stable under every eigenvalue.
    #[must_use]
    pub fn all_inside(&self) -> bool {
        self.stability.iter().all(|&largest| largest < 0.0)
    }
}

/// Eqs. (7) and (8) for eigenvalues `(re, im)` of a coupling of so many nodes: with `w_IE = 0` they hold where the real part
/// is below the limit, whatever the imaginary one.
///
/// That is about homogeneous states, as in fig. 6 of the source; at a target
/// [`Network::planted_stability`](crate::Network::planted_stability) is right.
///
/// # Errors
/// [`Error::NotBistable`], [`Error::Range`] for a gamma that is not positive, and as [`Node::check`].
pub fn region(values: &[(f64, f64)], nodes: usize, node: &Node, gamma: f64) -> Result<Region, Error> {
    if !(gamma > 0.0 && gamma.is_finite()) {
        return Err(Error::Range { what: "gamma", value: gamma, must_be: "positive" });
    }
    let [low, _, high] = node.bistable()?;
    let scale = 1.0 / (nodes as f64).sqrt();
    let worse = |&(re, im): &(f64, f64)| {
        let mu = (scale * re, scale * im);
        largest_under(&low, mu, gamma).max(largest_under(&high, mu, gamma))
    };
    Ok(Region {
        limit: low.crossing().min(high.crossing()) / scale,
        largest: values.iter().map(|value| value.0).fold(f64::NEG_INFINITY, f64::max),
        stability: values.iter().map(worse).collect(),
    })
}

/// The larger real part of the eigenvalues of `[[j11 + gain mu, j12], [j21 / gamma, j22 / gamma]]` for a complex `mu`.
fn largest_under(state: &Steady, mu: (f64, f64), gamma: f64) -> f64 {
    let (a, d) = (state.gain.mul_add(mu.0, state.j11), state.j22 / gamma);
    let half = (0.5 * (a - d), 0.5 * state.gain * mu.1);
    let product = state.j12 * state.j21 / gamma;
    let square = (half.0 * half.0 - half.1 * half.1 + product, 2.0 * half.0 * half.1);
    // the root of a complex number in the right half-plane
    let root = (0.5 * (square.0.hypot(square.1) + square.0)).max(0.0).sqrt();
    0.5 * (a + d) + root
}

/// A coupling with the targets planted exactly.
pub(crate) struct Planted {
    pub(crate) a: Vec<f64>,
    nodes: usize,
    classes: usize,
    basis: Vec<f64>,
    residual: f64,
}

impl Planted {
    pub(crate) fn of(coupling: &[f64], targets: &Targets) -> Result<Self, Error> {
        let (nodes, classes) = (targets.nodes(), targets.classes());
        exactly("entries of the coupling", nodes * nodes, coupling.len())?;
        finite("coupling", coupling)?;
        let basis = basis(targets)?;
        let seen = product(matrix(coupling, nodes, nodes), matrix(&basis, nodes, classes));
        let residual = frobenius(&seen) / frobenius(coupling);
        // a coupling of zeros has a residual that is no number, and too large a kernel
        if residual > PLANTED {
            return Err(Error::Kernel { found: 0, planted: classes, residual });
        }
        Ok(Self { a: project(coupling, &basis, nodes), nodes, classes, basis, residual })
    }
    /// Which eigenvalues are zero: as many as there are targets.
    fn zero(&self, values: impl Iterator<Item = (f64, f64)>) -> Result<Vec<bool>, Error> {
        let size = frobenius(&self.a) / (self.nodes as f64).sqrt();
        let zero: Vec<bool> = values.map(|(re, im)| re.hypot(im) <= ZERO * size).collect();
        let found = zero.iter().filter(|&&zero| zero).count();
        if found == self.classes {
            return Ok(zero);
        }
        Err(Error::Kernel { found, planted: self.classes, residual: self.residual })
    }
    /// How far a vector is from what the targets span.
    fn distance(&self, vector: &[f64]) -> f64 {
        let (n, classes) = (self.nodes, self.classes);
        let basis = matrix(&self.basis, n, classes);
        let along = product(matrix(vector, 1, n), basis);
        let inside = product(matrix(&along, 1, classes), basis.transpose());
        let off: Vec<f64> = vector.iter().zip(inside).map(|(vector, inside)| vector - inside).collect();
        frobenius(&off)
    }
}
