//! Poincaré and stroboscopic maps: a flow seen at the events of a surface or of a clock, as an evolution.

use crate::check;
use crate::event::{Crossing, Event, Until};
use crate::integrate::Run;
use crate::plan::Plan;
use crate::reduce::Reduction;
use neurodyn_core::{
    Controller, Dual, Evolve, Flow, Layers, Mask, Method, Point, Primal, Real, Space, Stuck, System, Task,
};

/// The return map of a flow to a surface; one unit is one return.
///
/// A state off the surface is first carried to it. On duals the derivative is that of the return map, the variation of
/// the return time included:
///
/// ```text
/// dx_section = dx - f (dg . dx) / (dg . f + dg/dt)
/// ```
/// with `f` the flow and `g` the surface's function at the return (M. Henon, Physica D 5, 412 (1982), makes the same
/// change of variable), so that its eigenvalues are a cycle's multipliers, one of them 0 for the direction of the
/// flow. First derivatives only.
///
/// ```
/// use dynsys::event::{Coordinate, Crossing};
/// use dynsys::{Erk, Pid, Plan, Poincare, Tolerance, systems::Lorenz, tableau::Tsitouras54};
/// use neurodyn_core::Evolve;
///
/// let section = Poincare {
///     flow: Lorenz::default(),
///     plan: Plan::new(Erk(Tsitouras54), Pid::default(), Tolerance::both(1e-9)),
///     crossing: Crossing::rising(Coordinate { index: 2, level: 27.0 }),
///     max_time: 100.0,
/// };
/// let (mut work, mut t, mut x) = (Evolve::<f64>::work(&section), 0.0, [1.0_f64, 1.0, 20.0]);
/// for _ in 0..10 {
///     section.advance(&mut work, &mut t, &mut x).map_err(|stuck| stuck.why)?;
///     assert!((x[2] - 27.0).abs() < 1e-12);
/// }
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Poincare<S, M, C, E> {
    /// The flow.
    pub flow: S,
    /// How it is integrated.
    pub plan: Plan<M, C>,
    /// The surface, and from which side it is crossed.
    pub crossing: Crossing<E>,
    /// A trajectory that takes longer than this to return is stuck.
    pub max_time: f64,
}

impl<S: System, M, C, E> System for Poincare<S, M, C, E> {
    type Space = S::Space;
    #[inline(always)]
    fn space(&self) -> S::Space {
        self.flow.space()
    }
}

impl<R, S, M, C, E> Evolve<R> for Poincare<S, M, C, E>
where
    R: Real,
    S: Flow<R>,
    M: for<'a> Method<&'a S, R>,
    C: Controller,
    E: Event,
{
    /// The step that the last unit would have tried next.
    type Work = Option<Primal<R>>;
    fn work(&self) -> Self::Work {
        None
    }
    #[inline(always)]
    fn advance(&self, work: &mut Self::Work, t: &mut Primal<R>, x: &mut Point<Self, R>) -> Result<(), Stuck> {
        check::unit::<R>(self.max_time)?;
        let until = Until::first(Crossing {
            event: &self.crossing.event,
            direction: self.crossing.direction,
            parts: self.crossing.parts,
        });
        let run = Run {
            system: &self.flow,
            plan: &self.plan,
            from: *t,
            to: *t + <Primal<R> as Real>::lit(self.max_time),
            stops: &[],
            x0: x,
            first: *work,
            observer: &mut Reduction::new(&until),
        };
        let ran = run.run();
        *t = ran.end.t;
        *x = ran.end.x;
        *work = Some(ran.next);
        let lost = ran.end.stopped.not();
        if lost.any() {
            let why = match ran.failure {
                Some(failure) => failure.cause.reason(),
                None => "the section is not reached again within the time allowed",
            };
            return Err(Stuck { lanes: lost.bits(), why });
        }
        self.project(*t, x);
        Ok(())
    }
}

impl<S: System, M, C, E: Event> Poincare<S, M, C, E> {
    /// Turns derivatives at a fixed time into derivatives on the surface.
    #[inline(always)]
    fn project<R: Real>(&self, t: Primal<R>, x: &mut Point<S, R>)
    where
        S: Flow<R>,
    {
        if size_of::<R>() == size_of::<Primal<R>>() {
            return;
        }
        let mut f = x.clone();
        self.flow.rhs(R::lift(t), x, &mut f);
        // the rate of g along the flow, by a dual of our own
        let moving =
            self.flow.space().point(|i| Dual { re: x.as_ref()[i].primal(), eps: [f.as_ref()[i].primal()] });
        let time = Dual { re: t, eps: [<Primal<R> as Real>::lit(1.0)] };
        let rate = self.crossing.event.value::<Dual<Primal<R>, 1>>(time, moving.as_ref()).eps[0];
        // zero with the derivative dg . dx
        let g = self.crossing.event.value(R::lift(t), x.as_ref());
        let delay = (g - R::lift(g.primal())) / R::lift(rate);
        for i in 0..f.as_ref().len() {
            let slope = R::lift(f.as_ref()[i].primal());
            x.as_mut()[i] = x.as_ref()[i] - slope * delay;
        }
    }
}

/// A periodically driven flow seen once a period: one unit goes to the next time `phase + k period`.
#[derive(Clone, Copy, Debug)]
pub struct Stroboscopic<S, M, C> {
    /// The flow.
    pub flow: S,
    /// How it is integrated.
    pub plan: Plan<M, C>,
    /// The time between two flashes.
    pub period: f64,
    /// The time of one flash.
    pub phase: f64,
}

impl<S: System, M, C> System for Stroboscopic<S, M, C> {
    type Space = S::Space;
    #[inline(always)]
    fn space(&self) -> S::Space {
        self.flow.space()
    }
}

/// A time this close to a flash, as a fraction of the period, is the flash.
const AT_FLASH: f64 = 1e-9;

impl<R, S, M, C> Evolve<R> for Stroboscopic<S, M, C>
where
    R: Real,
    S: Flow<R>,
    M: for<'a> Method<&'a S, R>,
    C: Controller,
{
    /// The step that the last unit would have tried next.
    type Work = Option<Primal<R>>;
    fn work(&self) -> Self::Work {
        None
    }
    #[inline(always)]
    fn advance(&self, work: &mut Self::Work, t: &mut Primal<R>, x: &mut Point<Self, R>) -> Result<(), Stuck> {
        check::unit::<R>(self.period)?;
        let mut to = *t;
        for lane in 0..R::LANES {
            let flashes = ((t.value(lane) - self.phase) / self.period + AT_FLASH).floor() + 1.0;
            let next = flashes.mul_add(self.period, self.phase);
            let only = <Primal<R> as Layers>::Mask::from_bits(1 << lane);
            to = Primal::<R>::select(only, <Primal<R> as Real>::lit(next), to);
        }
        let run = Run {
            system: &self.flow,
            plan: &self.plan,
            from: *t,
            to,
            stops: &[],
            x0: x,
            first: *work,
            observer: &mut (),
        };
        let ran = run.run();
        *t = ran.end.t;
        *x = ran.end.x;
        *work = Some(ran.next);
        match ran.failure {
            None => Ok(()),
            Some(failure) => Err(Stuck { lanes: ran.failed.bits(), why: failure.cause.reason() }),
        }
    }
}
