//! The coupling `A = Phi Lambda Phi^-1` with targets planted in its kernel.

use crate::dense::{invert, matrix, product};
use crate::error::{Error, exactly, finite};
use crate::projected::basis;
use crate::targets::Targets;
use neurodyn_core::linear::Orthonormalise as _;
use neurodyn_core::linear::faer::FaerQr;
use neurodyn_core::seed::Seeds;

/// The largest condition of `Phi` that is taken: half of the digits of double precision are left.
pub const CONDITION_LIMIT: f64 = 1e8;
/// The same where numbers have single precision, as in training: one digit is left.
pub const CONDITION_LIMIT_SINGLE: f64 = 1e6;

/// ```text
/// A = Phi Lambda Phi^-1,   Phi = [trainable | planted],   Lambda = diag(lambda, 0)
/// ```
/// A coupling by its eigenvectors and eigenvalues, eq. (4): the planted columns are the targets (or any basis of what they
/// span), their eigenvalues are zero, so at a target nodes do not see each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Spectral {
    nodes: usize,
    /// Row-major, `nodes` rows of `nodes - K`.
    trainable: Vec<f64>,
    eigenvalues: Vec<f64>,
    /// Row-major, `nodes` rows of `K`.
    planted: Vec<f64>,
}

/// What was made of a [`Spectral`] coupling.
#[derive(Clone, Debug, PartialEq)]
pub struct Assembled {
    /// `A`, row-major.
    pub a: Vec<f64>,
    /// `Phi^-1`, row-major: gradients need it.
    pub inverse: Vec<f64>,
    /// The condition of `Phi` in the 1-norm, `|Phi| |Phi^-1|`.
    pub condition: f64,
}

impl Spectral {
    /// A coupling with these trainable columns (row-major, `nodes` rows) and their eigenvalues.
    ///
    /// # Errors
    /// [`Error::Sizes`], [`Error::NotFinite`].
    pub fn new(targets: &Targets, trainable: Vec<f64>, eigenvalues: Vec<f64>) -> Result<Self, Error> {
        let (nodes, classes) = (targets.nodes(), targets.classes());
        exactly("trainable eigenvalues", nodes - classes, eigenvalues.len())?;
        exactly("numbers of the trainable columns", nodes * (nodes - classes), trainable.len())?;
        finite("trainable columns", &trainable)?;
        finite("eigenvalues", &eigenvalues)?;
        let planted = (0..nodes).flat_map(|i| (0..classes).map(move |k| targets.pattern(k)[i])).collect();
        Ok(Self { nodes, trainable, eigenvalues, planted })
    }

    /// Where the source's published code begins: an orthonormal basis of what the targets span, beside it the columns of a
    /// random orthogonal matrix times `gain`, eigenvalues drawn from `N(mean, deviation^2)`.
    ///
    /// The trainable columns are orthogonal to each other, not to the planted ones. Draws come from the seed alone; the
    /// orthogonal matrix is made by `faer`, which agrees across processors to rounding.
    ///
    /// ```
    /// use wilsoncowan::{Node, Spectral, Targets};
    ///
    /// let targets = Targets::new(&Node::published(), 64, 10)?;
    /// let start = Spectral::start(&targets, 1.15, -8.0, 1.0, 1)?;
    /// assert!(start.assemble()?.condition < 1e5);
    /// # Ok::<(), wilsoncowan::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::NotFinite`] if `gain`, `mean` or `deviation` is not finite, [`Error::Range`] for a `gain` of 0.
    pub fn start(targets: &Targets, gain: f64, mean: f64, deviation: f64, seed: u64) -> Result<Self, Error> {
        finite("gain, mean and deviation of the start", &[gain, mean, deviation])?;
        if gain == 0.0 {
            return Err(Error::Range { what: "the gain", value: gain, must_be: "other than 0" });
        }
        let nodes = targets.nodes();
        let free = nodes - targets.classes();
        let seeds = Seeds::new(seed);
        let mut stream = seeds.named("eigenvectors").stream(0);
        let mut trainable: Vec<f64> = (0..nodes * free).map(|_| stream.normal()).collect();
        FaerQr.orthonormalise(&mut trainable, &mut vec![0.0; free])?;
        for number in &mut trainable {
            *number *= gain;
        }
        let mut stream = seeds.named("eigenvalues").stream(0);
        let eigenvalues = (0..free).map(|_| deviation.mul_add(stream.normal(), mean)).collect();
        Self::new(targets, trainable, eigenvalues)?.with_planted(basis(targets)?)
    }

    /// The same with another basis of what the targets span (row-major, `nodes` rows of `K`): it changes the condition and
    /// nothing else.
    ///
    /// # Errors
    /// [`Error::Sizes`], [`Error::NotFinite`].
    pub fn with_planted(mut self, planted: Vec<f64>) -> Result<Self, Error> {
        exactly("numbers of the planted columns", self.planted.len(), planted.len())?;
        finite("planted columns", &planted)?;
        self.planted = planted;
        Ok(self)
    }

    /// Number of nodes.
    #[must_use]
    pub fn nodes(&self) -> usize {
        self.nodes
    }
    /// The trainable eigenvalues.
    #[must_use]
    pub fn eigenvalues(&self) -> &[f64] {
        &self.eigenvalues
    }
    /// The trainable columns, row-major, `nodes` rows of `nodes - K`.
    #[must_use]
    pub fn trainable(&self) -> &[f64] {
        &self.trainable
    }
    /// The planted columns, row-major, `nodes` rows of `K`.
    #[must_use]
    pub fn planted(&self) -> &[f64] {
        &self.planted
    }
    /// `Phi`, row-major: trainable columns, then the planted ones.
    #[must_use]
    pub fn phi(&self) -> Vec<f64> {
        let free = self.eigenvalues.len();
        beside(&self.trainable, free, &self.planted, self.nodes - free)
    }

    /// The matrix of the coupling.
    ///
    /// # Errors
    /// [`Error::Condition`] if columns are nearly dependent, [`Error::Linear`] if they are dependent.
    pub fn assemble(&self) -> Result<Assembled, Error> {
        self.assemble_within(CONDITION_LIMIT)
    }

    /// The same with another limit to the condition: [`CONDITION_LIMIT_SINGLE`] for numbers of single precision.
    ///
    /// # Errors
    /// As [`assemble`](Self::assemble).
    pub fn assemble_within(&self, limit: f64) -> Result<Assembled, Error> {
        let (n, free) = (self.nodes, self.eigenvalues.len());
        let (inverse, condition) = invert(&self.phi(), n, limit)?;
        let mut scaled = self.trainable.clone();
        for row in scaled.chunks_exact_mut(free) {
            row.iter_mut().zip(&self.eigenvalues).for_each(|(number, lambda)| *number *= lambda);
        }
        let a = product(matrix(&scaled, n, free), matrix(&inverse, n, n).subrows(0, free));
        Ok(Assembled { a, inverse, condition })
    }

    /// What a gradient with respect to `A` (row-major) is with respect to the trainable columns and eigenvalues:
    ///
    /// ```text
    /// H = G Phi^-T,   dL/dPhi = H Lambda - A^T H,   dL/dlambda_i = sum_k Phi_ki H_ki
    /// ```
    ///
    /// # Errors
    /// [`Error::Sizes`].
    pub fn pull_back(&self, assembled: &Assembled, gradient: &[f64]) -> Result<(Vec<f64>, Vec<f64>), Error> {
        let (n, free) = (self.nodes, self.eigenvalues.len());
        exactly("entries of the gradient", n * n, gradient.len())?;
        exactly("entries of the coupling", n * n, assembled.a.len())?;
        exactly("entries of the inverse", n * n, assembled.inverse.len())?;
        // H for the trainable columns
        let inverse = matrix(&assembled.inverse, n, n).subrows(0, free);
        let h = product(matrix(gradient, n, n), inverse.transpose());
        let mut columns = product(matrix(&assembled.a, n, n).transpose(), matrix(&h, n, free));
        let mut eigenvalues = vec![0.0; free];
        for i in 0..n {
            for j in 0..free {
                let at = i * free + j;
                columns[at] = h[at] * self.eigenvalues[j] - columns[at];
                eigenvalues[j] += self.trainable[at] * h[at];
            }
        }
        Ok((columns, eigenvalues))
    }

    /// How far the trainable columns are from being orthogonal, and the gradient of that (shaped as they are):
    ///
    /// ```text
    /// weight times the mean over pairs i < j of |u_i . u_j|,   u_i = phi_i / |phi_i|
    /// ```
    /// The published code's regularisation, which keeps the condition small; lengths do not matter to it.
    ///
    /// # Errors
    /// [`Error::Range`] for a column of zeros.
    pub fn orthogonality(&self, weight: f64) -> Result<(f64, Vec<f64>), Error> {
        let (n, free) = (self.nodes, self.eigenvalues.len());
        let mut lengths = vec![0.0; free];
        for row in self.trainable.chunks_exact(free) {
            lengths.iter_mut().zip(row).for_each(|(length, number)| *length += number * number);
        }
        for length in &mut lengths {
            *length = length.sqrt();
        }
        if lengths.contains(&0.0) {
            let what = "the length of a trainable column";
            return Err(Error::Range { what, value: 0.0, must_be: "positive" });
        }
        let mut units = self.trainable.clone();
        for row in units.chunks_exact_mut(free) {
            row.iter_mut().zip(&lengths).for_each(|(number, length)| *number /= length);
        }
        let directions = matrix(&units, n, free);
        let mut signs = product(directions.transpose(), directions);
        let each = weight / (free * (free - 1) / 2).max(1) as f64;
        let mut penalty = 0.0;
        for i in 0..free {
            for j in 0..free {
                let cosine = &mut signs[i * free + j];
                if i < j {
                    penalty += each * cosine.abs();
                }
                *cosine = if i == j || *cosine == 0.0 { 0.0 } else { each * cosine.signum() };
            }
        }
        let mut gradient = product(directions, matrix(&signs, free, free));
        // what would only change a length is taken out
        let mut along = vec![0.0; free];
        for (row, unit) in gradient.chunks_exact(free).zip(units.chunks_exact(free)) {
            for j in 0..free {
                along[j] += row[j] * unit[j];
            }
        }
        for (row, unit) in gradient.chunks_exact_mut(free).zip(units.chunks_exact(free)) {
            for j in 0..free {
                row[j] = (row[j] - unit[j] * along[j]) / lengths[j];
            }
        }
        Ok((penalty, gradient))
    }
}

/// Rows of two row-major matrices side by side.
pub(crate) fn beside(left: &[f64], left_columns: usize, right: &[f64], right_columns: usize) -> Vec<f64> {
    let rows = left.chunks_exact(left_columns).zip(right.chunks_exact(right_columns));
    rows.flat_map(|(left, right)| [left, right].concat()).collect()
}
