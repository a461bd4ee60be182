//! ESDIRK methods: implicit Runge-Kutta stages one after another, all with one matrix.

mod kennedy_carpenter43;
mod tableau;
mod tr_bdf2;

pub use kennedy_carpenter43::KennedyCarpenter43;
pub use tableau::SinglyDiagonal;
pub use tr_bdf2::TrBdf2;

use crate::differentiate::{ByHand, Differentiate, Duals, Twin, Twins};
use crate::ensemble::AnyMethod;
use crate::erk::weighted;
use crate::mass::{self, Identity};
use crate::newton::{Equation, Means, Newton};
use neurodyn_core::linear::{LinearSolve, SmallLu};
use neurodyn_core::{Family, Flow, Mask, Method, Point, Primal, Real, Space, Tolerance, Trial};

/// The ESDIRK method with tableau `T` of `S` stages, which takes derivatives from `J` and solves its systems by `L`.
///
/// ```text
/// k_i = f(t + c_i h, x + h sum_(j<i) a_ij k_j + h gamma k_i),   k_1 = f(t, x),   x1 = x + h sum_j a_Sj k_j
/// ```
/// Simplified Newton iterations in each stage, with a Jacobian that is kept over steps: for systems whose Jacobian is dear,
/// and for events, which cost a multistep method its history. E. Hairer and G. Wanner, Solving Ordinary Differential
/// Equations II, section IV.6; C. A. Kennedy and M. H. Carpenter, NASA/TM-2016-219173.
///
/// ```
/// use dynsys::{Esdirk, Pid, Plan, Tolerance, esdirk::KennedyCarpenter43, integrate, systems::Robertson};
///
/// let tolerance = Tolerance { absolute: 1e-12, relative: 1e-8 };
/// let plan = Plan::new(Esdirk::new(KennedyCarpenter43), Pid::default(), tolerance);
/// let end = integrate(&Robertson::default(), &plan, (0.0, 40.0), &[1.0, 0.0, 0.0], &mut ())?;
/// let x: f64 = end.x[0];
/// assert!((x - 0.71582706871940509).abs() < 1e-6);
/// # Ok::<(), dynsys::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Esdirk<T, const S: usize, J = Duals, L = SmallLu> {
    tableau: T,
    derivatives: J,
    solver: L,
}

impl<T: SinglyDiagonal<S>, const S: usize> Esdirk<T, S> {
    /// With derivatives by dual numbers and elimination lane by lane.
    pub const fn new(tableau: T) -> Self {
        Self { tableau, derivatives: Duals, solver: SmallLu }
    }
}

impl<T, const S: usize, J, L> Esdirk<T, S, J, L> {
    /// The same with the derivatives that the system has by hand.
    pub fn by_hand(self) -> Esdirk<T, S, ByHand, L> {
        self.derivatives(ByHand)
    }
    /// The same with derivatives from somewhere else.
    #[inline(always)]
    pub fn derivatives<D>(self, derivatives: D) -> Esdirk<T, S, D, L> {
        Esdirk { tableau: self.tableau, derivatives, solver: self.solver }
    }
    /// The same with another solver of linear systems: `BandLu` for chains, `FaerLu` for large ones.
    pub fn solver<N>(self, solver: N) -> Esdirk<T, S, J, N> {
        Esdirk { tableau: self.tableau, derivatives: self.derivatives, solver }
    }
}

/// The error that an iteration may leave, in units of what a step may.
const LEFT: f64 = 0.03;

/// The stages of a step, and the iteration.
#[allow(missing_debug_implementations, reason = "systems need not have one")]
pub struct Stages<Sys, R, J, L, const S: usize>
where
    Sys: Flow<R>,
    R: Real,
    J: Differentiate<Sys, R, L::Layout>,
    L: LinearSolve<R>,
{
    newton: Newton<Sys, R, J, L>,
    /// `h k_i`
    k: [Point<Sys, R>; S],
    /// A stage as guessed, less what is known of it, and what is found to be missing.
    base: Point<Sys, R>,
    g: Point<Sys, R>,
    z: Point<Sys, R>,
    tolerance: Tolerance,
    goal: f64,
}

impl<Sys, R, T, J, L, const S: usize> Method<Sys, R> for Esdirk<T, S, J, L>
where
    Sys: Flow<R>,
    R: Real,
    T: SinglyDiagonal<S>,
    J: Differentiate<Sys, R, L::Layout>,
    L: LinearSolve<R>,
{
    type Memory = Stages<Sys, R, J, L, S>;

    #[inline(always)]
    fn order(&self) -> u32 {
        T::ORDER
    }
    #[inline(always)]
    fn error_order(&self) -> u32 {
        T::ERROR_POWER
    }
    fn suits(&self, system: &Sys) -> Result<(), &'static str> {
        mass::suits(&Identity, system.space().dim(), self.solver.layout())
    }
    fn memory(&self, system: &Sys) -> Self::Memory {
        let point = || system.space().constant(0.0);
        Stages {
            newton: Newton::new(&self.derivatives, &self.solver, system),
            k: core::array::from_fn(|_| point()),
            base: point(),
            g: point(),
            z: point(),
            tolerance: Tolerance::both(0.0),
            goal: 0.0,
        }
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
    }
    #[inline(always)]
    fn commit(&self, taken: R::Mask, memory: &mut Self::Memory) {
        memory.newton.grow_older(taken);
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
        let Stages { newton, k, base, g, z, tolerance, goal } = memory;
        let (tolerance, goal) = (*tolerance, R::lit(*goal).primal());
        let gamma = R::lit(T::A[S - 1][S - 1]);
        let (per_gamma, per_time) = (R::lit(1.0 / T::A[S - 1][S - 1]), R::lit(1.0) / h);
        let back = per_gamma * per_time;
        let means = Means { system, derivatives: &self.derivatives, solver: &self.solver, tolerance, x };
        newton.prepare(&means, t, x, back);
        for i in 0..n {
            k[0].as_mut()[i] = h * slope.as_ref()[i];
        }
        let mut converged = R::Mask::splat(true);
        for s in 1..S {
            let (done, rest) = k.split_at_mut(s);
            for i in 0..n {
                let known = x.as_ref()[i] + weighted(&T::A[s], done, i);
                g.as_mut()[i] = gamma * weighted(&T::GUESS[s], done, i);
                base.as_mut()[i] = known + g.as_ref()[i];
            }
            let at = h.mul_add(R::lit(T::C[s]), t);
            let equation = Equation { t: at, base: &*base, g: &*g, back };
            converged = newton.solve(&means, &equation, goal, converged, z);
            if !converged.any() {
                break;
            }
            for i in 0..n {
                rest[0].as_mut()[i] = (z.as_ref()[i] + g.as_ref()[i]) * per_gamma;
            }
        }
        for i in 0..n {
            let end = base.as_ref()[i] + z.as_ref()[i];
            trial.x.as_mut()[i] = R::select(converged, end, R::lit(f64::NAN));
            trial.slope.as_mut()[i] = k[S - 1].as_ref()[i] * per_time;
            trial.error.as_mut()[i] = weighted(&T::E, k, i);
        }
        if T::FILTERED {
            newton.filter(&self.solver, back, trial.error.as_mut());
        }
    }
}

impl<F: Family, T: SinglyDiagonal<S>, const S: usize> AnyMethod<F> for Esdirk<T, S> {
    type System<R: Real> = Twin<F, R>;
    type On<R: Real> = Esdirk<T, S, Twins>;
    #[inline(always)]
    fn system<R: Real>(&self, family: &F, parameters: &[Primal<R>]) -> Twin<F, R> {
        Twin::new(family, parameters)
    }
    #[inline(always)]
    fn on<R: Real>(&self) -> Self::On<R> {
        self.derivatives(Twins)
    }
}
