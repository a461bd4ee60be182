//! Variable-order BDF: the implicit multistep method for stiff systems whose right-hand side is dear.

mod coefficients;
mod history;
mod order;

pub use history::History;

use crate::differentiate::{ByHand, Differentiate, Duals, Twin, Twins};
use crate::ensemble::AnyMethod;
use crate::mass::{self, Identity};
use crate::newton::{Equation, Means, Newton};
use coefficients::coefficients;
use neurodyn_core::linear::{LinearSolve, SmallLu};
use neurodyn_core::{Family, Flow, Mask, Method, Point, Primal, Real, Space, Tolerance, Trial};

/// The highest order: those above are not stable enough.
const HIGHEST: usize = 5;

/// Backward differentiation formulas of orders 1 to 5 in fixed-leading-coefficient form; the order is chosen as the run goes.
///
/// ```text
/// h x1' = w_1 + l_1 (x1 - w_0),   w the polynomial through the steps before, in powers of h (Nordsieck's array)
/// ```
/// One equation a step, whatever the order. C. W. Gear, Numerical Initial Value Problems in Ordinary Differential Equations
/// (1971); K. R. Jackson and R. Sacks-Davis, ACM Trans. Math. Softw. 6 (1980) 295-318; G. D. Byrne and A. C. Hindmarsh, ACM
/// Trans. Math. Softw. 1 (1975) 71-96; choice of the order as in CVODE, A. C. Hindmarsh et al., ACM Trans. Math. Softw. 31
/// (2005) 363-396. Each lane has an order, a history and a Jacobian of its own. Runs begin with order 1, and again after
/// an event: for runs with many of these a one-step method is better. [`Hold`](crate::Hold) is the controller that suits it.
///
/// ```
/// use dynsys::{Bdf, Hold, Plan, Tolerance, integrate, systems::Robertson};
///
/// let plan = Plan::new(Bdf::new(), Hold::default(), Tolerance { absolute: 1e-12, relative: 1e-8 });
/// let end = integrate(&Robertson::default(), &plan, (0.0, 40.0), &[1.0, 0.0, 0.0], &mut ())?;
/// let x: f64 = end.x[0];
/// assert!((x - 0.71582706871940509).abs() < 1e-6);
/// # Ok::<(), dynsys::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Bdf<J = Duals, L = SmallLu> {
    derivatives: J,
    solver: L,
    max_order: usize,
}

impl Bdf {
    /// With derivatives by dual numbers and elimination lane by lane.
    #[must_use]
    pub const fn new() -> Self {
        Self { derivatives: Duals, solver: SmallLu, max_order: HIGHEST }
    }
}

impl Default for Bdf {
    fn default() -> Self {
        Self::new()
    }
}

impl<J, L> Bdf<J, L> {
    /// The same with the derivatives that the system has by hand.
    pub fn by_hand(self) -> Bdf<ByHand, L> {
        self.derivatives(ByHand)
    }
    /// The same with derivatives from somewhere else.
    #[inline(always)]
    pub fn derivatives<D>(self, derivatives: D) -> Bdf<D, L> {
        Bdf { derivatives, solver: self.solver, max_order: self.max_order }
    }
    /// The same with another solver of linear systems: `BandLu` for chains, `FaerLu` for large ones.
    pub fn solver<N>(self, solver: N) -> Bdf<J, N> {
        Bdf { derivatives: self.derivatives, solver, max_order: self.max_order }
    }
    /// The same with orders up to this one, from 1 to 5: those up to 2 are stable for any decay and any oscillation.
    #[must_use]
    pub fn max_order(self, max_order: usize) -> Self {
        Self { max_order: max_order.clamp(1, HIGHEST), ..self }
    }
}

/// The error that an iteration may leave, in units of what a step may.
const LEFT: f64 = 0.05;
/// The power that sizes of errors are told in: that of the highest order, whose errors are told as they are.
const ERROR_POWER: u32 = HIGHEST as u32 + 1;

impl<S, R, J, L> Method<S, R> for Bdf<J, L>
where
    S: Flow<R>,
    R: Real,
    J: Differentiate<S, R, L::Layout>,
    L: LinearSolve<R>,
{
    type Memory = History<S, R, J, L>;

    /// That of the first step, for which the loop asks.
    #[inline(always)]
    fn order(&self) -> u32 {
        1
    }
    #[inline(always)]
    fn error_order(&self) -> u32 {
        ERROR_POWER
    }
    fn suits(&self, system: &S) -> Result<(), &'static str> {
        mass::suits(&Identity, system.space().dim(), self.solver.layout())
    }
    fn memory(&self, system: &S) -> Self::Memory {
        History::new(system, Newton::new(&self.derivatives, &self.solver, system))
    }
    #[inline(always)]
    fn aim(&self, tolerance: &Tolerance, memory: &mut Self::Memory) {
        let asked = if tolerance.relative > 0.0 { tolerance.relative } else { tolerance.absolute };
        memory.tolerance = *tolerance;
        memory.goal = LEFT.max(10.0 * R::EPSILON / asked);
    }
    #[inline(always)]
    fn restart(&self, mask: R::Mask, memory: &mut Self::Memory) {
        memory.newton.forget(mask);
        memory.begin(mask);
    }
    #[inline(always)]
    fn commit(&self, taken: R::Mask, memory: &mut Self::Memory) {
        memory.remember(taken);
        memory.newton.grow_older(taken);
    }

    #[inline(always)]
    fn step(
        &self,
        system: &S,
        t: R,
        h: R,
        x: &Point<S, R>,
        slope: &Point<S, R>,
        memory: &mut Self::Memory,
        trial: &mut Trial<Point<S, R>>,
    ) {
        let lit = <Primal<R> as Real>::lit;
        let n = x.as_ref().len();
        memory.doubt();
        memory.h = h.primal();
        memory.trial = coefficients(memory.order, memory.top, memory.h, &memory.past);
        memory.predict(h, x, slope);
        let back = R::lift(memory.trial.l[1]) / h;
        let (tolerance, goal) = (memory.tolerance, lit(memory.goal) / memory.trial.error);
        let History { newton, w, g, correction, top, .. } = memory;
        let means = Means { system, derivatives: &self.derivatives, solver: &self.solver, tolerance, x };
        newton.prepare(&means, t + h, &w[0], back);
        let equation = Equation { t: t + h, base: &w[0], g, back };
        let converged = newton.solve(&means, &equation, goal, R::Mask::splat(true), correction);
        for j in 0..=*top {
            let (w, l) = (w[j].as_mut(), R::lift(memory.trial.l[j]));
            for i in 0..n {
                w[i] = correction.as_ref()[i].mul_add(l, w[i]);
            }
        }
        let per_time = R::lit(1.0) / h;
        for i in 0..n {
            trial.x.as_mut()[i] = R::select(converged, w[0].as_ref()[i], R::lit(f64::NAN));
            trial.slope.as_mut()[i] = w[1].as_ref()[i] * per_time;
            trial.error.as_mut()[i] = correction.as_ref()[i] * R::lift(memory.trial.error);
        }
        memory.weigh(self.max_order, x, trial);
    }

    #[inline(always)]
    fn measure(
        &self,
        _: &Tolerance,
        _: &Point<S, R>,
        memory: &Self::Memory,
        _: &Trial<Point<S, R>>,
    ) -> Primal<R> {
        memory.size
    }

    #[inline(always)]
    fn interpolate(
        &self,
        theta: R,
        _h: R,
        x: &Point<S, R>,
        _slope: &Point<S, R>,
        memory: &Self::Memory,
        trial: &Trial<Point<S, R>>,
    ) -> Point<S, R> {
        let mut out = x.clone();
        let s = theta - R::lit(1.0);
        for i in 0..x.as_ref().len() {
            let mut sum = R::lit(0.0);
            for j in (1..=HIGHEST).rev() {
                sum = s.mul_add(sum, memory.w[j].as_ref()[i]);
            }
            out.as_mut()[i] = s.mul_add(sum, trial.x.as_ref()[i]);
        }
        out
    }
}

impl<F: Family> AnyMethod<F> for Bdf {
    type System<R: Real> = Twin<F, R>;
    type On<R: Real> = Bdf<Twins>;
    #[inline(always)]
    fn system<R: Real>(&self, family: &F, parameters: &[Primal<R>]) -> Twin<F, R> {
        Twin::new(family, parameters)
    }
    #[inline(always)]
    fn on<R: Real>(&self) -> Self::On<R> {
        self.derivatives(Twins)
    }
}
