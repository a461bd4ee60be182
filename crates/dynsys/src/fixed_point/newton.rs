//! Newton's method, damped by the natural monotonicity test.

use crate::check;
use crate::failure::Error;
use crate::jacobian::Jacobian;
use neurodyn_core::linear::{LinearSolve, SmallLu};

/// Newton's method for `g(x) = 0`:
///
/// ```text
/// J(x) d = -g(x),   x -> x + s d,   s = 1, 1/2, 1/4, ..
/// ```
/// A step is accepted if the next simplified correction shrinks, `|J(x)^-1 g(x + s d)| <= (1 - s/4) |d|`, a test that
/// does not depend on the units of `g` (P. Deuflhard, Newton Methods for Nonlinear Problems, Springer 2004, section
/// 3.3). Lengths are the largest of `|d_i| / (1 + |x_i|)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Newton {
    /// The length of a correction that is the last.
    pub tolerance: f64,
    /// Steps that may be made.
    pub max_iterations: usize,
}

impl Default for Newton {
    fn default() -> Self {
        Self { tolerance: 1e-10, max_iterations: 100 }
    }
}

/// The shortest fraction of a step that is tried.
const LEAST_FRACTION: f64 = 1.0 / 1048576.0; // 2^-20

/// What Newton's method found.
pub(crate) struct Root {
    pub(crate) x: Vec<f64>,
    pub(crate) residual: f64,
    pub(crate) correction: f64,
    pub(crate) iterations: usize,
    pub(crate) damped: usize,
}

impl Newton {
    /// The root near `guess` of the function whose values and Jacobians `law` gives.
    pub(crate) fn solve(
        &self,
        guess: &[f64],
        law: impl Fn(&[f64]) -> Result<Jacobian, Error>,
    ) -> Result<Root, Error> {
        check::finite("guess", guess)?;
        check::in_range("tolerance", self.tolerance, self.tolerance > 0.0, "it must be positive")?;
        let mut x = guess.to_vec();
        let mut at = law(&x)?;
        check::finite("value of the law at the guess", &at.value)?;
        let mut factors = SmallLu.factors(x.len());
        let mut damped = 0;
        for iterations in 0..self.max_iterations {
            SmallLu.factor(x.len(), &at.matrix, &mut factors)?;
            let step = correction(&factors, &at.value)?;
            let length = size(&step, &x);
            if length <= self.tolerance {
                for i in 0..x.len() {
                    x[i] += step[i];
                }
                let residual = largest(&law(&x)?.value);
                return Ok(Root { x, residual, correction: length, iterations: iterations + 1, damped });
            }
            let mut fraction = 1.0;
            let (next_x, next_at) = loop {
                let trial: Vec<f64> = x.iter().zip(&step).map(|(x, d)| x + fraction * d).collect();
                // an evolution that gets stuck there has gone too far, like one that is not finite
                if let Ok(there) = law(&trial)
                    && size(&correction(&factors, &there.value)?, &x) <= (1.0 - 0.25 * fraction) * length
                {
                    break (trial, there);
                }
                fraction *= 0.5;
                if fraction < LEAST_FRACTION {
                    return Err(no_convergence(iterations, &at));
                }
            };
            damped += usize::from(fraction < 1.0);
            (x, at) = (next_x, next_at);
        }
        Err(no_convergence(self.max_iterations, &at))
    }
}

/// `-J^-1 g`.
fn correction(factors: &<SmallLu as LinearSolve<f64>>::Factors, value: &[f64]) -> Result<Vec<f64>, Error> {
    let mut step: Vec<f64> = value.iter().map(|g| -g).collect();
    SmallLu.solve(factors, &mut step)?;
    Ok(step)
}

/// The length of a step from `x`; NaN if a coordinate of it is.
fn size(step: &[f64], x: &[f64]) -> f64 {
    step.iter().zip(x).fold(0.0, |most, (d, x)| larger(most, d.abs() / (1.0 + x.abs())))
}

fn largest(values: &[f64]) -> f64 {
    values.iter().fold(0.0, |most, v| larger(most, v.abs()))
}

fn larger(a: f64, b: f64) -> f64 {
    if b > a || b.is_nan() { b } else { a }
}

#[cold]
fn no_convergence(iterations: usize, at: &Jacobian) -> Error {
    Error::NoConvergence { what: "Newton's method", iterations, residual: largest(&at.value) }
}
