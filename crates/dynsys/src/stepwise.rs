//! `Stepwise`: a flow seen every few steps of its integrator, as an evolution.

use crate::check;
use crate::failure::Cause;
use crate::first_step::first_step;
use crate::plan::Plan;
use neurodyn_core::{
    Controller, Evolve, Flow, Mask, Method, Point, Primal, Real, Space, Stuck, System, Trial,
};

/// A flow and a way to integrate it; one unit is `steps` trial steps, however much time they take.
///
/// For what need not meet given times, such as exponents: no step is cut, and no lane waits for another, since the lanes of a
/// unit make equally many steps. [`Sampled`](crate::Sampled) meets times. Each lane has its own time. Methods that remember
/// steps (BDF) begin anew in every unit, whose start may have been changed in between. The plan's budget of steps is not
/// looked at.
///
/// ```
/// use dynsys::lyapunov::{Options, spectrum};
/// use dynsys::{Erk, Pid, Plan, Stepwise, Tolerance, systems::Lorenz, tableau::Verner76};
///
/// let plan = Plan::new(Erk(Verner76), Pid::default(), Tolerance::both(1e-8));
/// let lorenz = Stepwise { flow: Lorenz::default(), plan, steps: 8 };
/// let found = spectrum::<3, _>(&lorenz, &[1.0, 1.0, 20.0], &Options::new(2000))?;
/// println!("{:?} over {} units of time", found.exponents, found.time);
/// assert!((found.sum() + 41.0 / 3.0).abs() < 1e-5);
/// # Ok::<(), dynsys::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Stepwise<S, M, C> {
    /// The flow.
    pub flow: S,
    /// How it is integrated.
    pub plan: Plan<M, C>,
    /// Trial steps of one unit.
    pub steps: u64,
}

/// What [`Stepwise`] keeps from one unit to the next.
#[derive(Clone, Debug)]
pub struct Stepping<P, M, C, R> {
    slope: P,
    trial: Trial<P>,
    memory: M,
    control: C,
    /// The step to be tried next; none before the first.
    h: Option<R>,
}

impl<S: System, M, C> System for Stepwise<S, M, C> {
    type Space = S::Space;
    #[inline(always)]
    fn space(&self) -> S::Space {
        self.flow.space()
    }
}

impl<R, S, M, C> Evolve<R> for Stepwise<S, M, C>
where
    R: Real,
    S: Flow<R>,
    M: Method<S, R>,
    C: Controller,
{
    type Work = Stepping<Point<S, R>, M::Memory, C::Memory<Primal<R>>, Primal<R>>;
    #[inline(always)]
    fn work(&self) -> Self::Work {
        let zero = self.flow.space().constant::<R>(0.0);
        let mut memory = self.plan.method.memory(&self.flow);
        self.plan.method.aim(&self.plan.tolerance, &mut memory);
        Stepping {
            slope: zero.clone(),
            trial: Trial { x: zero.clone(), slope: zero.clone(), error: zero },
            memory,
            control: self.plan.control.memory::<Primal<R>>(),
            h: None,
        }
    }
    #[inline(always)]
    fn advance(&self, work: &mut Self::Work, t: &mut Primal<R>, x: &mut Point<Self, R>) -> Result<(), Stuck> {
        let Plan { method, control: controller, tolerance, .. } = &self.plan;
        let Stepping { slope, trial, memory, control, h: kept } = work;
        let lit = <Primal<R> as Real>::lit;
        let all = R::Mask::splat(true);
        if self.steps == 0 {
            return Err(Stuck { lanes: all.bits(), why: "a unit has no steps" });
        }
        if kept.is_none() {
            check::evolution::<R, M, C>(&self.plan, method.is_adaptive(), method.suits(&self.flow))?;
        }
        self.flow.rhs(R::lift(*t), x, slope);
        method.restart(all, memory);
        let mut h = match (*kept, self.plan.first_step) {
            (Some(h), _) => h,
            (None, Some(h)) => lit(h),
            (None, None) => {
                let (order, room) = (method.order(), [&mut trial.x, &mut trial.error]);
                first_step(&self.flow, order, tolerance, *t, lit(f64::MAX), x, slope, room)
            }
        };
        let admitted = method.admits(&self.flow, R::lift(*t), x, slope, memory);
        if !admitted.all() {
            return Err(Stuck { lanes: admitted.not().bits(), why: Cause::Inconsistent.reason() });
        }
        for _ in 0..self.steps {
            method.step(&self.flow, R::lift(*t), R::lift(h), x, slope, memory, trial);
            let error = method.measure(tolerance, x, memory, trial);
            let verdict = controller.judge::<Primal<R>>(error, h, method.error_order(), control);
            let taken = verdict.accept;
            method.commit(taken, memory);
            *t = Primal::<R>::select(taken, *t + h, *t);
            if taken.all() {
                // long states change hands without being copied
                core::mem::swap(x, &mut trial.x);
                core::mem::swap(slope, &mut trial.slope);
            } else {
                for i in 0..x.as_ref().len() {
                    x.as_mut()[i] = R::select(taken, trial.x.as_ref()[i], x.as_ref()[i]);
                    slope.as_mut()[i] = R::select(taken, trial.slope.as_ref()[i], slope.as_ref()[i]);
                }
            }
            h = verdict.h;
        }
        *kept = Some(h);
        let lost = h.le((t.abs() * lit(RESOLUTION * R::EPSILON)).max(lit(f64::MIN_POSITIVE)));
        if !lost.any() {
            return Ok(());
        }
        let mut finite = all;
        for i in 0..x.as_ref().len() {
            finite = finite.and(trial.x.as_ref()[i].is_finite()).and(trial.slope.as_ref()[i].is_finite());
        }
        let cause = if finite.and(lost).any() { Cause::StepUnderflow } else { Cause::NotFinite };
        Err(Stuck { lanes: lost.bits(), why: cause.reason() })
    }
}

/// Steps shorter than this many distances between numbers do not move time.
const RESOLUTION: f64 = 8.0;
