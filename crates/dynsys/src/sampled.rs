//! `Sampled`: a flow seen every `dt`, as an evolution.

use crate::check;
use crate::integrate::Run;
use crate::plan::Plan;
use neurodyn_core::{Controller, Evolve, Flow, Mask, Method, Point, Primal, Real, Stuck, System, Task};

/// A flow and a way to integrate it; one unit is `dt` of time. Each lane has its own time. With constant
/// control and a step that divides `dt`, a unit is a whole number of steps.
#[derive(Clone, Copy, Debug)]
pub struct Sampled<S, M, C> {
    /// The flow.
    pub flow: S,
    /// How it is integrated.
    pub plan: Plan<M, C>,
    /// The time of one unit.
    pub dt: f64,
}

impl<S: System, M, C> System for Sampled<S, M, C> {
    type Space = S::Space;
    #[inline(always)]
    fn space(&self) -> S::Space {
        self.flow.space()
    }
}

impl<R, S, M, C> Evolve<R> for Sampled<S, M, C>
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
        check::unit::<R>(self.dt)?;
        if work.is_none() {
            let (method, flow) = (&self.plan.method, &&self.flow);
            check::evolution::<R, M, C>(&self.plan, method.is_adaptive(), method.suits(flow))?;
        }
        let run = Run {
            system: &self.flow,
            plan: &self.plan,
            from: *t,
            to: *t + <Primal<R> as Real>::lit(self.dt),
            stops: &[],
            x0: x,
            first: *work,
            observer: &mut (),
        };
        let ran = run.run();
        *x = ran.end.x;
        *t = ran.end.t;
        *work = Some(ran.next);
        match ran.failure {
            None => Ok(()),
            Some(failure) => Err(Stuck { lanes: ran.failed.bits(), why: failure.cause.reason() }),
        }
    }
}
