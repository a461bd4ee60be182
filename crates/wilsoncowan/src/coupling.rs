//! The coupling `A = Phi Lambda Phi^-1` with targets planted in its kernel.

use crate::error::{Error, exactly, finite};
use crate::targets::Targets;
use neurodyn_core::linear::LinearSolve;
use neurodyn_core::linear::faer::FaerLu;

/// The largest condition of `Phi` that is taken: half of the digits of double precision are left.
pub const CONDITION_LIMIT: f64 = 1e8;

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
    /// `Phi`, row-major: trainable columns, then the planted ones.
    #[must_use]
    pub fn phi(&self) -> Vec<f64> {
        let (n, free) = (self.nodes, self.eigenvalues.len());
        let row = |i: usize| {
            [&self.trainable[i * free..(i + 1) * free], &self.planted[i * (n - free)..(i + 1) * (n - free)]]
        };
        (0..n).flat_map(|i| row(i).concat()).collect()
    }

    /// The matrix of the coupling.
    ///
    /// # Errors
    /// [`Error::Condition`] if columns are nearly dependent, [`Error::Linear`] if they are dependent.
    pub fn assemble(&self) -> Result<Assembled, Error> {
        let n = self.nodes;
        let phi = self.phi();
        let solver = FaerLu;
        let mut factors = LinearSolve::<f64>::factors(&solver, n);
        solver.factor(&phi, &mut factors)?;
        let mut inverse = vec![0.0; n * n];
        for j in 0..n {
            let mut column = vec![0.0; n];
            column[j] = 1.0;
            solver.solve(&factors, &mut column)?;
            for i in 0..n {
                inverse[i * n + j] = column[i];
            }
        }
        let norm =
            |m: &[f64]| (0..n).map(|j| (0..n).map(|i| m[i * n + j].abs()).sum::<f64>()).fold(0.0, f64::max);
        let condition = norm(&phi) * norm(&inverse);
        if condition.is_nan() || condition > CONDITION_LIMIT {
            return Err(Error::Condition { condition, limit: CONDITION_LIMIT });
        }
        let mut a = vec![0.0; n * n];
        for i in 0..n {
            for (k, lambda) in self.eigenvalues.iter().enumerate() {
                let weight = phi[i * n + k] * lambda;
                for j in 0..n {
                    a[i * n + j] = weight.mul_add(inverse[k * n + j], a[i * n + j]);
                }
            }
        }
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
        // H_ij = sum_k G_ik (Phi^-1)_jk, for the trainable j
        let mut h = vec![0.0; n * free];
        for i in 0..n {
            for j in 0..free {
                h[i * free + j] = (0..n).map(|k| gradient[i * n + k] * assembled.inverse[j * n + k]).sum();
            }
        }
        let mut columns = vec![0.0; n * free];
        for i in 0..n {
            for j in 0..free {
                let back: f64 = (0..n).map(|k| assembled.a[k * n + i] * h[k * free + j]).sum();
                columns[i * free + j] = h[i * free + j] * self.eigenvalues[j] - back;
            }
        }
        let of = |j: usize| (0..n).map(|k| self.trainable[k * free + j] * h[k * free + j]).sum();
        Ok((columns, (0..free).map(of).collect()))
    }
}
