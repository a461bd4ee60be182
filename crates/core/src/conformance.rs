//! Conformance: what every number and every system must pass, for the tests and benches of those who write them.
//!
//! Each suite returns the first [`Nonconformity`] it finds. A test of a system is three lines:
//!
//! ```
//! # use neurodyn_core::*;
//! # #[derive(Clone, Copy)] struct Decay<P>(P);
//! # impl<P> System for Decay<P> { type Space = Fixed<1>; fn space(&self) -> Fixed<1> { Fixed } }
//! # impl<R: Real + Lift<P>, P: Copy> Flow<R> for Decay<P> {
//! #     fn rhs(&self, _: R, x: &[R; 1], dx: &mut [R; 1]) { dx[0] = -R::lift(self.0) * x[0]; }
//! # }
//! # struct Decays;
//! # impl Family for Decays {
//! #     type Space = Fixed<1>;
//! #     type Member<R: Real> = Decay<Primal<R>>;
//! #     fn space(&self) -> Fixed<1> { Fixed }
//! #     fn parameters(&self) -> usize { 1 }
//! #     fn member<R: Real>(&self, p: &[Primal<R>]) -> Decay<Primal<R>> { Decay(p[0]) }
//! # }
//! use neurodyn_core::conformance::{self, Case};
//! # fn main() -> Result<(), conformance::Nonconformity> {
//! let starts: Vec<Case> = (1..20).map(|i| Case::new(0.0, &[f64::from(i)], &[0.5])).collect();
//! conformance::flow_lanes_match_scalar(&Decays, &starts)?;
//! conformance::dual_matches_finite_difference(&conformance::Flows(&Decays), &starts, 1e-7)?;
//! # Ok(())
//! # }
//! ```

mod number;
mod speed;

pub use number::number_conforms;
pub use speed::{Ratio, lanes_not_slower};

use crate::dispatch::{Doubles, Kernel, Level, ScalarDouble, ScalarSingle, Shape, Singles, Wide};
use crate::dual::Dual;
use crate::real::{Primal, Real};
use crate::space::Space;
use crate::system::{Family, Flow, Point};

/// A place at which equations are evaluated.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// The time.
    pub t: f64,
    /// The parameters.
    pub parameters: Vec<f64>,
    /// The state.
    pub state: Vec<f64>,
}

impl Case {
    /// At time `t`.
    #[must_use]
    pub fn new(t: f64, parameters: &[f64], state: &[f64]) -> Self {
        Self { t, parameters: parameters.to_vec(), state: state.to_vec() }
    }
}

/// Equations on any number: a [`Family`] through [`Flows`], a map or a network by an `impl` of its own.
pub trait Equations {
    /// Coordinates of a state, and parameters.
    fn sizes(&self) -> (usize, usize);
    /// Writes the right-hand side, or the image, of `x` into `out`.
    fn evaluate<R: Real>(&self, t: R, parameters: &[Primal<R>], x: &[R], out: &mut [R]);
}

/// The right-hand sides of a family of flows.
#[derive(Clone, Copy, Debug)]
pub struct Flows<'a, F>(pub &'a F);

impl<F: Family> Equations for Flows<'_, F> {
    fn sizes(&self) -> (usize, usize) {
        (self.0.space().dim(), self.0.parameters())
    }
    #[inline(always)]
    fn evaluate<R: Real>(&self, t: R, parameters: &[Primal<R>], x: &[R], out: &mut [R]) {
        let space = self.0.space();
        let point = space.point(|i| x[i]);
        let mut slope = space.constant(0.0);
        self.0.member::<R>(parameters).rhs(t, &point, &mut slope);
        out.copy_from_slice(slope.as_ref());
    }
}

/// The first place where a suite failed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Nonconformity {
    /// A case does not fit the equations.
    #[error("case {case} has {found} {what} where {expected} are expected")]
    Size {
        /// Which case.
        case: usize,
        /// States or parameters.
        what: &'static str,
        /// How many it has.
        found: usize,
        /// How many it needs.
        expected: usize,
    },
    /// A lane differs from the scalar.
    #[error(
        "{shape} on {level:?}: coordinate {coordinate} of case {case} is {found:e}, and {scalar:e} on a scalar"
    )]
    Lanes {
        /// The shape of the number.
        shape: &'static str,
        /// The instruction set.
        level: Level,
        /// Which case.
        case: usize,
        /// Which coordinate of the result.
        coordinate: usize,
        /// The value in the lane.
        found: f64,
        /// The value of the scalar.
        scalar: f64,
    },
    /// A derivative on duals differs from the finite difference.
    #[error(
        "d(out {row})/d(x {column}) of case {case} is {found:e}, and {difference:e} by central difference"
    )]
    Derivative {
        /// Which case.
        case: usize,
        /// Which coordinate of the result.
        row: usize,
        /// Which coordinate of the state.
        column: usize,
        /// The derivative on duals.
        found: f64,
        /// The central difference.
        difference: f64,
    },
    /// A flow that says it is autonomous looks at the time.
    #[error("coordinate {coordinate} of an autonomous flow is {found:e} at t = {t}, and {due:e} at t = 0")]
    Clock {
        /// Which coordinate of the right-hand side.
        coordinate: usize,
        /// The time.
        t: f64,
        /// The value there.
        found: f64,
        /// The value at time 0.
        due: f64,
    },
    /// A law of numbers is broken.
    #[error("{law}: in lane {lane}, of {a:e} and {b:e}: {found:e} where {expected:e} is expected")]
    Number {
        /// Which law.
        law: &'static str,
        /// In which lane.
        lane: usize,
        /// The first operand.
        a: f64,
        /// The second operand.
        b: f64,
        /// What the number gives.
        found: f64,
        /// What it must give.
        expected: f64,
    },
}

/// The right-hand side of a family of flows gives in every lane the bytes of the scalar; see [`lanes_match_scalar`].
///
/// # Errors
/// The first difference.
pub fn flow_lanes_match_scalar<F: Family>(family: &F, cases: &[Case]) -> Result<(), Nonconformity> {
    lanes_match_scalar(&Flows(family), cases)
}

/// A flow that says it is [autonomous](Flow::is_autonomous) gives the same bytes at `x` at all times.
///
/// # Errors
/// The first difference.
pub fn autonomous_means_autonomous<S: Flow<f64>>(flow: &S, x: &Point<S, f64>) -> Result<(), Nonconformity> {
    if !flow.is_autonomous() {
        return Ok(());
    }
    let [mut at_zero, mut slope] = [0.0, 0.0].map(|zero| flow.space().constant::<f64>(zero));
    flow.rhs(0.0, x, &mut at_zero);
    for t in [-3.5, 0.75, 1e3] {
        flow.rhs(t, x, &mut slope);
        for (coordinate, (&found, &due)) in slope.as_ref().iter().zip(at_zero.as_ref()).enumerate() {
            if !same(found, due) {
                return Err(Nonconformity::Clock { coordinate, t, found, due });
            }
        }
    }
    Ok(())
}

/// Equations give in every lane the bytes of the scalar, in `f64` and `f32`, for one to three vectors side by side, on
/// every level of this processor. All NaN count as equal.
///
/// # Errors
/// The first difference.
pub fn lanes_match_scalar<E: Equations>(equations: &E, cases: &[Case]) -> Result<(), Nonconformity> {
    check_sizes(equations, cases)?;
    let (double, single) = (Evaluate(equations, cases).run::<f64>(), Evaluate(equations, cases).run::<f32>());
    for level in Level::ALL.into_iter().filter(|level| level.available()) {
        compare::<ScalarDouble, E>("one f64", level, equations, cases, &double)?;
        compare::<Doubles<1>, E>("one vector of f64", level, equations, cases, &double)?;
        compare::<Doubles<2>, E>("two vectors of f64", level, equations, cases, &double)?;
        compare::<Doubles<3>, E>("three vectors of f64", level, equations, cases, &double)?;
        compare::<ScalarSingle, E>("one f32", level, equations, cases, &single)?;
        compare::<Singles<1>, E>("one vector of f32", level, equations, cases, &single)?;
        compare::<Singles<2>, E>("two vectors of f32", level, equations, cases, &single)?;
    }
    Ok(())
}

/// The Jacobian on duals equals central differences within `tolerance` of the largest derivative in its row, or of 1.
///
/// The step is `eps^(1/3) max(1, |x|)`, so `tolerance` can be about `1e-7` for smooth equations. Differences are taken
/// here, by name, to check derivatives, and nowhere else in this crate.
///
/// # Errors
/// The first difference.
pub fn dual_matches_finite_difference<E: Equations>(
    equations: &E,
    cases: &[Case],
    tolerance: f64,
) -> Result<(), Nonconformity> {
    check_sizes(equations, cases)?;
    let n = equations.sizes().0;
    let (mut ahead, mut behind) = (vec![0.0; n], vec![0.0; n]);
    for (case, Case { t, parameters, state }) in cases.iter().enumerate() {
        let (mut exact, mut difference) = (vec![0.0; n * n], vec![0.0; n * n]);
        for column in 0..n {
            let mut x: Vec<Dual<f64, 1>> = state.iter().map(|&x| Dual::constant(x)).collect();
            x[column].eps = [1.0];
            let mut out = x.clone();
            equations.evaluate(Dual::constant(*t), parameters, &x, &mut out);
            let mut moved = state.clone();
            let step = f64::EPSILON.cbrt() * state[column].abs().max(1.0);
            moved[column] = state[column] + step;
            let right = moved[column];
            equations.evaluate(*t, parameters, &moved, &mut ahead);
            moved[column] = state[column] - step;
            // the step that was made, after rounding
            let width = right - moved[column];
            equations.evaluate(*t, parameters, &moved, &mut behind);
            for row in 0..n {
                exact[row * n + column] = out[row].eps[0];
                difference[row * n + column] = (ahead[row] - behind[row]) / width;
            }
        }
        for row in 0..n {
            let scale = difference[row * n..][..n].iter().fold(1.0f64, |scale, d| scale.max(d.abs()));
            for column in 0..n {
                let (found, difference) = (exact[row * n + column], difference[row * n + column]);
                // a NaN on either side fails
                let near = (found - difference).abs() <= tolerance * scale;
                if !near {
                    return Err(Nonconformity::Derivative { case, row, column, found, difference });
                }
            }
        }
    }
    Ok(())
}

/// The results of all cases, as many side by side as the number has lanes.
struct Evaluate<'a, E>(&'a E, &'a [Case]);

impl<E: Equations> Kernel for Evaluate<'_, E> {
    type Output = Vec<Vec<f64>>;
    #[inline(always)]
    fn run<R: Wide>(self) -> Vec<Vec<f64>> {
        let Self(equations, cases) = self;
        let (n, p) = equations.sizes();
        let mut results = Vec::with_capacity(cases.len());
        for some in cases.chunks(R::LANES) {
            // the last case stands in for those that are missing
            let lanes = |at: &dyn Fn(&Case) -> f64| -> R { lanes_from(|i| at(&some[i.min(some.len() - 1)])) };
            let t = lanes(&|case| case.t);
            let parameters: Vec<R> = (0..p).map(|i| lanes(&|case| case.parameters[i])).collect();
            let x: Vec<R> = (0..n).map(|i| lanes(&|case| case.state[i])).collect();
            let mut out = vec![R::lit(0.0); n];
            equations.evaluate(t, &parameters, &x, &mut out);
            results
                .extend((0..some.len()).map(|lane| out.iter().map(|x| x.value(lane)).collect::<Vec<f64>>()));
        }
        results
    }
}

fn compare<S: Shape, E: Equations>(
    shape: &'static str,
    level: Level,
    equations: &E,
    cases: &[Case],
    scalar: &[Vec<f64>],
) -> Result<(), Nonconformity> {
    let found = level.run::<S, _>(Evaluate(equations, cases));
    for (case, (found, scalar)) in found.iter().zip(scalar).enumerate() {
        for (coordinate, (&found, &scalar)) in found.iter().zip(scalar).enumerate() {
            if !same(found, scalar) {
                return Err(Nonconformity::Lanes { shape, level, case, coordinate, found, scalar });
            }
        }
    }
    Ok(())
}

fn check_sizes<E: Equations>(equations: &E, cases: &[Case]) -> Result<(), Nonconformity> {
    let (n, p) = equations.sizes();
    for (case, Case { parameters, state, .. }) in cases.iter().enumerate() {
        for (what, found, expected) in [("coordinates", state.len(), n), ("parameters", parameters.len(), p)]
        {
            if found != expected {
                return Err(Nonconformity::Size { case, what, found, expected });
            }
        }
    }
    Ok(())
}

/// A number with `x(i)`, rounded to the lane's width, in lane `i`.
#[inline(always)]
fn lanes_from<R: Real>(x: impl Fn(usize) -> f64) -> R {
    let mut lanes = R::lit(0.0);
    for i in 0..R::LANES {
        lanes = lanes.with_lane(i, <R::Lane as Real>::lit(x(i)));
    }
    lanes
}

/// The same bytes, all NaN being one.
fn same(a: f64, b: f64) -> bool {
    a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan()
}
