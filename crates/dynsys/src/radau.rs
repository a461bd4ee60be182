//! Radau IIA of order 5: an implicit method for very stiff systems and tight tolerances, by simplified Newton iterations.

mod collocation;
mod constants;
mod newton;

use crate::differentiate::{ByHand, Differentiate, Duals, Twin, Twins};
use crate::ensemble::AnyMethod;
use crate::mass::{self, Identity, Mass};
use collocation::{bend, collocation, guess};
use neurodyn_core::linear::{Layout, LinearSolve, SmallLu};
use neurodyn_core::{Family, Flow, Mask, Method, Point, Primal, Real, Space, Tolerance, Trial};

/// The collocation method of three stages at the nodes `(4 -+ sqrt 6)/10` and 1; order 5, L-stable, stiffly accurate.
///
/// ```text
/// z_i = h sum_j a_ij f(t + c_j h, x + z_j),   x1 = x + z_3
/// ```
/// E. Hairer and G. Wanner, Solving Ordinary Differential Equations II, section IV.8, whose ways this follows: with
/// `z = T w` and `T^-1 A^-1 T = [[gamma]] + [[alpha, -beta], [beta, alpha]]` a Newton step is a linear system of `n` equations
/// and one of `2 n`. The estimated error falls as `h^4` and that of a run as `h^5`, so steps are measured against
/// `0.1 rtol^(4/5)`, and the error is proportional to the tolerance that was asked for (their program has
/// `0.1 rtol^(2/3)`, with which it falls more slowly than the tolerance). The Jacobian is taken anew in each step. Each lane iterates until it has converged, whatever its neighbours do.
///
/// ```
/// use dynsys::{Pid, Plan, Radau, Tolerance, integrate, systems::Robertson};
///
/// let plan = Plan::new(Radau::new(), Pid::default(), Tolerance { absolute: 1e-12, relative: 1e-8 });
/// let end = integrate(&Robertson::default(), &plan, (0.0, 40.0), &[1.0, 0.0, 0.0], &mut ())?;
/// let x: f64 = end.x[0];
/// assert!((x - 0.71582706871940509).abs() < 1e-8);
/// # Ok::<(), dynsys::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Radau<J = Duals, L = SmallLu, M = Identity> {
    derivatives: J,
    solver: L,
    mass: M,
}

impl Radau {
    /// With derivatives by dual numbers and elimination lane by lane.
    #[must_use]
    pub const fn new() -> Self {
        Self { derivatives: Duals, solver: SmallLu, mass: Identity }
    }
}

impl<J, L, M> Radau<J, L, M> {
    /// The same with the derivatives that the system has by hand.
    pub fn by_hand(self) -> Radau<ByHand, L, M> {
        self.derivatives(ByHand)
    }
    /// The same with derivatives from somewhere else.
    #[inline(always)]
    pub fn derivatives<D>(self, derivatives: D) -> Radau<D, L, M> {
        Radau { derivatives, solver: self.solver, mass: self.mass }
    }
    /// The same with another solver of linear systems: `BandLu` for chains, `FaerLu` for large ones.
    pub fn solver<N>(self, solver: N) -> Radau<J, N, M> {
        Radau { derivatives: self.derivatives, solver, mass: self.mass }
    }
    /// The same for `M x' = f(t, x)`; see [`Mass`].
    pub fn mass<N>(self, mass: N) -> Radau<J, L, N> {
        Radau { derivatives: self.derivatives, solver: self.solver, mass }
    }
}

/// The stages of a step, its linear systems, and the polynomial through the last step.
#[allow(missing_debug_implementations, reason = "factors need not have one")]
pub struct Stages<P, R: Real, W, L: LinearSolve<R>> {
    z: [P; 3],
    w: [P; 3],
    /// Right-hand sides at the stages, then what is left of the equations.
    f: [P; 3],
    at: P,
    product: P,
    work: W,
    jacobian: Vec<R>,
    by_time: Vec<R>,
    matrix: Vec<R>,
    factors: L::Factors,
    /// The system of `2 n` equations: `w_2` and `w_3` take turns.
    pair: Vec<R>,
    pair_solver: L,
    pair_factors: L::Factors,
    both: Vec<R>,
    /// Where the derivatives are from: the same for a step that is tried again.
    from: Primal<R>,
    known: R::Mask,
    /// Divided differences of the trial, and of the last step that was taken.
    bends: [P; 3],
    last: [P; 3],
    h: Primal<R>,
    last_h: Primal<R>,
    has_last: R::Mask,
    /// `theta / (1 - theta)` of the last iteration, theta being the rate of convergence.
    rest: Primal<R>,
    tolerance: Tolerance,
    /// The iteration's error, in units of the tolerance.
    goal: f64,
}

impl<Sys, R, J, L, M> Method<Sys, R> for Radau<J, L, M>
where
    Sys: Flow<R>,
    R: Real,
    J: Differentiate<Sys, R, L::Layout>,
    L: LinearSolve<R>,
    M: Mass,
{
    type Memory = Stages<Point<Sys, R>, R, J::Work, L>;

    #[inline(always)]
    fn order(&self) -> u32 {
        5
    }
    #[inline(always)]
    fn error_order(&self) -> u32 {
        4
    }
    fn suits(&self, system: &Sys) -> Result<(), &'static str> {
        mass::suits(&self.mass, system.space().dim(), self.solver.layout())
    }
    fn memory(&self, system: &Sys) -> Self::Memory {
        let n = system.space().dim();
        let point = || system.space().constant(0.0);
        let three = || core::array::from_fn(|_| point());
        let zero = <Primal<R> as Real>::lit(0.0);
        let (layout, pair_solver) = (self.solver.layout(), self.solver.doubled());
        Stages {
            z: three(),
            w: three(),
            f: three(),
            at: point(),
            product: point(),
            work: self.derivatives.work(system),
            jacobian: vec![R::lit(0.0); layout.len(n)],
            by_time: vec![R::lit(0.0); n],
            matrix: vec![R::lit(0.0); layout.len(n)],
            factors: self.solver.factors(n),
            pair: vec![R::lit(0.0); pair_solver.layout().len(2 * n)],
            pair_factors: pair_solver.factors(2 * n),
            pair_solver,
            both: vec![R::lit(0.0); 2 * n],
            from: zero,
            known: R::Mask::splat(false),
            bends: three(),
            last: three(),
            h: zero,
            last_h: zero,
            has_last: R::Mask::splat(false),
            rest: <Primal<R> as Real>::lit(1.0),
            tolerance: Tolerance::both(0.0),
            goal: 0.0,
        }
    }
    #[inline(always)]
    fn aim(&self, tolerance: &Tolerance, memory: &mut Self::Memory) {
        // the estimate falls as h^4, the error of a run as h^5
        let asked = if tolerance.relative > 0.0 { tolerance.relative } else { tolerance.absolute };
        let relaxed = 0.1 * Real::pow(asked, 0.8);
        let factor = relaxed / asked;
        memory.tolerance =
            Tolerance { absolute: tolerance.absolute * factor, relative: tolerance.relative * factor };
        memory.goal = (10.0 * R::EPSILON / relaxed).max(Real::sqrt(relaxed).min(0.03));
    }
    #[inline(always)]
    fn admits(
        &self,
        system: &Sys,
        t: R,
        x: &Point<Sys, R>,
        slope: &Point<Sys, R>,
        memory: &mut Self::Memory,
    ) -> R::Mask {
        if self.mass.dim().is_none() {
            return R::Mask::splat(true);
        }
        let (layout, Stages { work, jacobian, by_time, tolerance, .. }) = (self.solver.layout(), memory);
        self.derivatives.at(system, t, x, layout, work, jacobian, by_time);
        mass::admits(&self.mass, tolerance, layout, jacobian, x.as_ref(), slope.as_ref())
    }
    #[inline(always)]
    fn restart(&self, mask: R::Mask, memory: &mut Self::Memory) {
        memory.known = memory.known.and(mask.not());
        memory.has_last = memory.has_last.and(mask.not());
        memory.rest = Primal::<R>::select(mask, <Primal<R> as Real>::lit(1.0), memory.rest);
    }
    #[inline(always)]
    fn commit(&self, taken: R::Mask, memory: &mut Self::Memory) {
        for s in 0..3 {
            let (last, bend) = (memory.last[s].as_mut(), memory.bends[s].as_ref());
            for i in 0..last.len() {
                last[i] = R::select(taken, bend[i], last[i]);
            }
        }
        memory.last_h = Primal::<R>::select(taken, memory.h, memory.last_h);
        memory.has_last = memory.has_last.or(taken);
    }

    #[inline(always)]
    fn step(
        &self,
        system: &Sys,
        t: R,
        h: R,
        x: &Point<Sys, R>,
        slope: &Point<Sys, R>,
        memory: &mut Self::Memory,
        trial: &mut Trial<Point<Sys, R>>,
    ) {
        let n = x.as_ref().len();
        let regular = self.linearise(system, t, h, x, memory);
        guess(h, memory);
        let converged = self.iterate(system, t, h, x, memory);
        let fine = converged.and(regular);
        for i in 0..n {
            let end = x.as_ref()[i] + memory.z[2].as_ref()[i];
            trial.x.as_mut()[i] = R::select(fine, end, R::lit(f64::NAN));
        }
        system.rhs(t + h, &trial.x, &mut trial.slope);
        bend(memory);
        memory.h = h.primal();
        let Stages { z, f, at, product, factors, tolerance, .. } = memory;
        self.estimate(h, slope, z, factors, product, &mut trial.error);
        // an estimate that asks for a shorter step is filtered once more: the first one is too large in stiff transients
        let first = tolerance.measure(x.as_ref(), trial.x.as_ref(), trial.error.as_ref());
        let large = <Primal<R> as Real>::lit(1.0).lt(first);
        if large.any() {
            for i in 0..n {
                at.as_mut()[i] = x.as_ref()[i] + trial.error.as_ref()[i];
            }
            system.rhs(t, at, &mut f[0]);
            self.estimate(h, &f[0], z, factors, product, at);
            for i in 0..n {
                trial.error.as_mut()[i] = R::select(large, at.as_ref()[i], trial.error.as_ref()[i]);
            }
        }
    }

    #[inline(always)]
    fn measure(
        &self,
        _: &Tolerance,
        x: &Point<Sys, R>,
        memory: &Self::Memory,
        trial: &Trial<Point<Sys, R>>,
    ) -> Primal<R> {
        memory.tolerance.measure(x.as_ref(), trial.x.as_ref(), trial.error.as_ref())
    }

    #[inline(always)]
    fn interpolate(
        &self,
        theta: R,
        _h: R,
        x: &Point<Sys, R>,
        _slope: &Point<Sys, R>,
        memory: &Self::Memory,
        trial: &Trial<Point<Sys, R>>,
    ) -> Point<Sys, R> {
        let mut out = x.clone();
        let s = theta - R::lit(1.0);
        for i in 0..x.as_ref().len() {
            out.as_mut()[i] = trial.x.as_ref()[i] + collocation(&memory.bends, s, i);
        }
        out
    }
}

impl<F: Family, M: Mass + Clone> AnyMethod<F> for Radau<Duals, SmallLu, M> {
    type System<R: Real> = Twin<F, R>;
    type On<R: Real> = Radau<Twins, SmallLu, M>;
    #[inline(always)]
    fn system<R: Real>(&self, family: &F, parameters: &[Primal<R>]) -> Twin<F, R> {
        Twin::new(family, parameters)
    }
    #[inline(always)]
    fn on<R: Real>(&self) -> Self::On<R> {
        self.clone().derivatives(Twins)
    }
}
