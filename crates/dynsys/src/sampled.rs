//! `Sampled`: a flow seen every `dt`, as an evolution.

use crate::failure::Error;
use crate::integrate::Run;
use crate::plan::Plan;
use neurodyn_core::{Controller, Evolve, Flow, Method, Point, Primal, Real, Stuck, System, Task};

/// A flow and a way to integrate it; one unit is `dt` of time. All lanes share the time of lane 0. With constant
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
        let from = neurodyn_core::Layers::value(*t, 0);
        let run = Run {
            system: &self.flow,
            plan: &self.plan,
            span: (from, from + self.dt),
            x0: x,
            first: *work,
            observer: &mut (),
        };
        match run.run() {
            Ok((end, wish)) => {
                *x = end.x;
                *t = end.t;
                *work = Some(wish);
                Ok(())
            }
            Err(Error::Failed(failure)) => Err(Stuck { lanes: u64::MAX, why: failure.cause.reason() }),
            Err(_) => Err(Stuck { lanes: u64::MAX, why: "the run could not begin" }),
        }
    }
}
