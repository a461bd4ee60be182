//! `Auto`: an explicit method while the system is not stiff, a Rosenbrock method while it is, so a user need not know.

use crate::differentiate::{ByHand, Differentiate, Duals, Twin, Twins};
use crate::ensemble::AnyMethod;
use crate::erk::{self, Erk};
use crate::rosenbrock::{self, Rodas5P, Rosenbrock};
use crate::tableau::Tsitouras54;
use neurodyn_core::linear::{LinearSolve, SmallLu};
use neurodyn_core::{Family, Flow, Mask, Method, Point, Primal, Real, Space, Tolerance, Trial};

type Calm = Erk<Tsitouras54, 7>;
type Stiff<J, L> = Rosenbrock<Rodas5P, 8, J, L>;

/// Tsitouras 5(4) with [`Rodas5P`], each lane by itself.
///
/// An explicit method that works at the border of its stability shows it: the largest eigenvalue that acts within a step,
/// `rho = |f(x1) - f(X6)| / |x1 - X6|` for the last two stages, both at `t + h`, reaches `h rho = 3.5` (E. Hairer and
/// G. Wanner, Solving Ordinary Differential Equations II, eq. (IV.2.13)). After [`PATIENCE`] such steps the lane goes over
/// to the implicit method, whose Jacobian bounds the eigenvalues: where `h` times its norm stays below that border for
/// [`RELIEF`] steps the lane goes back. Both methods are of order 5 with estimates of the same order, so the controller
/// sees one method.
///
/// ```
/// use dynsys::{Plan, Tolerance, integrate, systems::VanDerPol};
///
/// let (plan, start) = (Plan::auto(Tolerance::both(1e-6)), [2.0, 0.0]);
/// let calm = integrate(&VanDerPol { mu: 1.0 }, &plan, (0.0, 20.0), &start, &mut ())?;
/// let stiff = integrate(&VanDerPol { mu: 1e4 }, &plan, (0.0, 2e4), &start, &mut ())?;
/// assert!(calm.steps < 400 && stiff.steps < 2000);
/// # Ok::<(), dynsys::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Auto<J = Duals, L = SmallLu> {
    calm: Calm,
    stiff: Stiff<J, L>,
}

/// Steps at the border of stability after which a lane is stiff.
pub const PATIENCE: u32 = 10;
/// Steps well within it after which it no longer is.
pub const RELIEF: u32 = 3;
/// `h rho` from which on a step counts as stiff: nine tenths of 3.5, where the stability region of Tsitouras 5(4) ends.
pub const BORDER: f64 = 0.9 * 3.5;

impl Auto {
    /// With derivatives by dual numbers and elimination lane by lane.
    #[must_use]
    pub const fn new() -> Self {
        Self { calm: Erk(Tsitouras54), stiff: Rosenbrock::new(Rodas5P) }
    }
}

impl Default for Auto {
    fn default() -> Self {
        Self::new()
    }
}

impl<J, L> Auto<J, L> {
    /// The same with the derivatives that the system has by hand.
    pub fn by_hand(self) -> Auto<ByHand, L> {
        self.derivatives(ByHand)
    }
    /// The same with derivatives from somewhere else.
    #[inline(always)]
    pub fn derivatives<D>(self, derivatives: D) -> Auto<D, L> {
        Auto { calm: self.calm, stiff: self.stiff.derivatives(derivatives) }
    }
    /// The same with another solver of linear systems: `BandLu` for chains, `FaerLu` for large ones.
    pub fn solver<N>(self, solver: N) -> Auto<J, N> {
        Auto { calm: self.calm, stiff: self.stiff.solver(solver) }
    }
}

/// What both methods keep, and which lane uses which.
#[derive(Clone, Debug)]
pub struct Both<P, R: Real, W, F> {
    calm: erk::Stages<P, 7>,
    stiff: rosenbrock::Stages<P, R, W, F, 8>,
    other: Trial<P>,
    /// Lanes that use the implicit method, and those that did in the last trial.
    is_stiff: R::Mask,
    was_stiff: R::Mask,
    /// Steps in a row that spoke for the other method.
    count: Primal<R>,
    h: Primal<R>,
    before: P,
    after: P,
    tolerance: Tolerance,
}

impl<P, R: Real, W, F> Both<P, R, W, F> {
    /// Lanes that use the implicit method now.
    pub fn is_stiff(&self) -> R::Mask {
        self.is_stiff
    }
}

impl<Sys, R, J, L> Method<Sys, R> for Auto<J, L>
where
    Sys: Flow<R>,
    R: Real,
    J: Differentiate<Sys, R, L::Layout>,
    L: LinearSolve<R>,
{
    type Memory = Both<Point<Sys, R>, R, J::Work, L::Factors>;

    #[inline(always)]
    fn order(&self) -> u32 {
        5
    }
    #[inline(always)]
    fn error_order(&self) -> u32 {
        5
    }
    fn memory(&self, system: &Sys) -> Self::Memory {
        let point = || system.space().constant(0.0);
        Both {
            calm: self.calm.memory(system),
            stiff: self.stiff.memory(system),
            other: Trial { x: point(), slope: point(), error: point() },
            is_stiff: R::Mask::splat(false),
            was_stiff: R::Mask::splat(false),
            count: <Primal<R> as Real>::lit(0.0),
            h: <Primal<R> as Real>::lit(0.0),
            before: point(),
            after: point(),
            tolerance: Tolerance::both(0.0),
        }
    }
    #[inline(always)]
    fn aim(&self, tolerance: &Tolerance, memory: &mut Self::Memory) {
        memory.tolerance = *tolerance;
    }
    #[inline(always)]
    fn restart(&self, mask: R::Mask, memory: &mut Self::Memory) {
        Method::<Sys, R>::restart(&self.stiff, mask, &mut memory.stiff);
        memory.is_stiff = memory.is_stiff.and(mask.not());
        memory.count = Primal::<R>::select(mask, <Primal<R> as Real>::lit(0.0), memory.count);
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
        let Both { calm, stiff, other, is_stiff, was_stiff, before, after, .. } = memory;
        if !is_stiff.all() {
            self.calm.step(system, t, h, x, slope, calm, trial);
        }
        if is_stiff.any() {
            self.stiff.step(system, t, h, x, slope, stiff, other);
            for i in 0..x.as_ref().len() {
                merge(*is_stiff, other.x.as_ref()[i], &mut trial.x.as_mut()[i]);
                merge(*is_stiff, other.slope.as_ref()[i], &mut trial.slope.as_mut()[i]);
                merge(*is_stiff, other.error.as_ref()[i], &mut trial.error.as_mut()[i]);
            }
        }
        before.clone_from(x);
        after.clone_from(&trial.x);
        (memory.h, *was_stiff) = (h.primal(), *is_stiff);
    }

    #[inline(always)]
    fn commit(&self, taken: R::Mask, memory: &mut Self::Memory) {
        let lit = <Primal<R> as Real>::lit;
        let Both { calm, stiff, is_stiff, count, h, before, after, tolerance, .. } = memory;
        // |h rho|^2 of the explicit method, a bound of it for the implicit one
        let mut square = lit(0.0);
        if !is_stiff.all() {
            square = Calm::border(R::lift(*h), tolerance, calm, before, after);
        }
        if is_stiff.any() {
            let layout = self.stiff.layout::<R>();
            let (after, room) = (after.as_ref(), before.as_mut());
            let bound = *h * rosenbrock::norm(layout, stiff.jacobian(), tolerance, after, room);
            square = Primal::<R>::select(*is_stiff, bound * bound, square);
        }
        let beyond = lit(BORDER * BORDER).lt(square);
        // a lane's own method is spoken against by being beyond the border, or by not being so
        let against = is_stiff.and(beyond.not()).or(is_stiff.not().and(beyond));
        let counted = Primal::<R>::select(against, *count + lit(1.0), lit(0.0));
        *count = Primal::<R>::select(taken, counted, *count);
        let patience = Primal::<R>::select(*is_stiff, lit(f64::from(RELIEF)), lit(f64::from(PATIENCE)));
        let over = patience.le(*count);
        if over.any() {
            let (stay, go) = (is_stiff.and(over.not()), over.and(is_stiff.not()));
            *is_stiff = stay.or(go);
            *count = Primal::<R>::select(over, lit(0.0), *count);
        }
    }

    #[inline(always)]
    fn interpolate(
        &self,
        theta: R,
        h: R,
        x: &Point<Sys, R>,
        slope: &Point<Sys, R>,
        memory: &Self::Memory,
        trial: &Trial<Point<Sys, R>>,
    ) -> Point<Sys, R> {
        let mut out = x.clone();
        if !memory.was_stiff.all() {
            out = Method::<Sys, R>::interpolate(&self.calm, theta, h, x, slope, &memory.calm, trial);
        }
        if memory.was_stiff.any() {
            let there = Method::<Sys, R>::interpolate(&self.stiff, theta, h, x, slope, &memory.stiff, trial);
            for i in 0..x.as_ref().len() {
                merge(memory.was_stiff, there.as_ref()[i], &mut out.as_mut()[i]);
            }
        }
        out
    }
}

#[inline(always)]
fn merge<R: Real>(mask: R::Mask, new: R, old: &mut R) {
    *old = R::select(mask, new, *old);
}

impl<F: Family> AnyMethod<F> for Auto {
    type System<R: Real> = Twin<F, R>;
    type On<R: Real> = Auto<Twins>;
    #[inline(always)]
    fn system<R: Real>(&self, family: &F, parameters: &[Primal<R>]) -> Twin<F, R> {
        Twin::new(family, parameters)
    }
    #[inline(always)]
    fn on<R: Real>(&self) -> Self::On<R> {
        self.derivatives(Twins)
    }
}
