//! Whether lanes run as fast as they should: what a missed inlining looks like.

use super::{Case, Equations, Nonconformity, check_sizes};
use crate::dispatch::{Doubles, Kernel, Level, ScalarDouble, Wide};

/// How fast lanes are, against the scalar on the same instruction set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ratio {
    /// Seconds an evaluation on one `f64`.
    pub scalar: f64,
    /// Seconds an evaluation in one lane of two vectors of `f64`.
    pub lanes: f64,
    /// Lanes side by side.
    pub width: usize,
}

impl Ratio {
    /// Evaluations in lanes in the time of one on a scalar; up to about [`width`](Self::width).
    ///
    /// Below 1, some function that the equations call is not `#[inline(always)]`: it was compiled for the oldest
    /// processor, without vectors.
    #[must_use]
    pub fn speedup(&self) -> f64 {
        self.scalar / self.lanes
    }
}

/// Measures whether the lanes of these equations run at least as fast as a scalar on the best level.
///
/// This crate reads no clock: `time` runs what it is given and returns the seconds that took. Each measurement makes
/// `rounds` evaluations in a chain.
///
/// # Errors
/// If the case does not fit the equations.
pub fn lanes_not_slower<E: Equations>(
    equations: &E,
    case: &Case,
    rounds: usize,
    mut time: impl FnMut(&mut dyn FnMut()) -> f64,
) -> Result<Ratio, Nonconformity> {
    check_sizes(equations, core::slice::from_ref(case))?;
    let level = Level::best();
    let mut width = 1;
    let scalar = time(&mut || _ = level.run::<ScalarDouble, _>(Chain { equations, case, rounds }));
    let all = time(&mut || width = level.run::<Doubles<2>, _>(Chain { equations, case, rounds }).1);
    let once = 1.0 / rounds.max(1) as f64;
    Ok(Ratio { scalar: scalar * once, lanes: all * once / width as f64, width })
}

/// A chain of evaluations, each at the result of the one before; its end, and the number of lanes.
struct Chain<'a, E> {
    equations: &'a E,
    case: &'a Case,
    rounds: usize,
}

impl<E: Equations> Kernel for Chain<'_, E> {
    type Output = (f64, usize);
    #[inline(always)]
    fn run<R: Wide>(self) -> (f64, usize) {
        // small enough to stay at the case, large enough that no evaluation can be left out
        const NUDGE: f64 = 1.0 / 1099511627776.0; // 2^-40
        let lit = |c: &Vec<f64>| -> Vec<R> { c.iter().map(|&c| R::lit(c)).collect() };
        let (parameters, mut x) = (lit(&self.case.parameters), lit(&self.case.state));
        let mut out = x.clone();
        for _ in 0..self.rounds {
            self.equations.evaluate(R::lit(self.case.t), &parameters, &x, &mut out);
            for (x, out) in x.iter_mut().zip(&out) {
                *x = out.mul_add(R::lit(NUDGE), *x);
            }
        }
        let end = x.iter().fold(R::lit(0.0), |sum, &x| sum + x);
        (core::hint::black_box(end.value(0)), R::LANES)
    }
}
