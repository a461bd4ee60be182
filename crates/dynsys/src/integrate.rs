//! One run from a start to an end, in plain numbers, lanes, duals or lanes of duals.

use crate::check;
use crate::drive::{Ending, Feed, Next, Report, drive};
use crate::failure::{Error, Failure};
use crate::plan::Plan;
use crate::reduce::{Reducer, Reduction};
use neurodyn_core::{Controller, Flow, Layers, Mask, Method, Observer, Point, Primal, Real, Task, with_fma};

/// How a run ended, lane by lane.
#[derive(Clone, Debug)]
pub struct End<P, R: Real> {
    /// The time reached.
    pub t: Primal<R>,
    /// The state there.
    pub x: P,
    /// Lanes that an observer stopped before the end of the span.
    pub stopped: R::Mask,
    /// Trial steps that the slowest lane made.
    pub steps: u64,
}

/// Follows `x0` over `span`, showing each step to `observer`.
///
/// Each lane of `R` is a trajectory of its own, with its own steps. An observer that stops a trajectory is a reason to
/// end, not an error.
///
/// # Errors
/// [`Error::NotFinite`], [`Error::OutOfRange`] for bad input; [`Error::Failed`] with the facts of the first lane that
/// failed (not finite, step underflow, step budget).
///
/// ```
/// use dynsys::{Erk, Pid, Plan, Tolerance, integrate, systems::Lorenz, tableau::Tsitouras54};
///
/// let plan = Plan::new(Erk(Tsitouras54), Pid::default(), Tolerance::both(1e-9));
/// let end = integrate(&Lorenz::default(), &plan, (0.0, 1.0), &[1.0, 1.0, 1.0], &mut ())?;
/// println!("x(1) = {:?} after {} steps", end.x, end.steps);
/// # Ok::<(), dynsys::Error>(())
/// ```
pub fn integrate<S, R, M, C, O>(
    system: &S,
    plan: &Plan<M, C>,
    span: (f64, f64),
    x0: &Point<S, R>,
    observer: &mut O,
) -> Result<End<Point<S, R>, R>, Error>
where
    S: Flow<R>,
    R: Real,
    M: for<'a> Method<&'a S, R>,
    C: Controller,
    O: Observer<Point<S, R>, R>,
{
    check_run(system, plan, span, x0)?;
    let (from, to) = (lit::<R>(span.0), lit::<R>(span.1));
    with_fma(Run { system, plan, from, to, stops: &[], x0, first: None, observer }).all()
}

/// As [`integrate`], but inlined into the caller: for use inside a [`neurodyn_core::Kernel`], whose numbers want the
/// kernel's instruction set.
///
/// # Errors
/// As [`integrate`].
#[inline(always)]
pub fn integrate_here<S, R, M, C, O>(
    system: &S,
    plan: &Plan<M, C>,
    span: (f64, f64),
    x0: &Point<S, R>,
    observer: &mut O,
) -> Result<End<Point<S, R>, R>, Error>
where
    S: Flow<R>,
    R: Real,
    M: for<'a> Method<&'a S, R>,
    C: Controller,
    O: Observer<Point<S, R>, R>,
{
    check_run(system, plan, span, x0)?;
    let (from, to) = (lit::<R>(span.0), lit::<R>(span.1));
    Run { system, plan, from, to, stops: &[], x0, first: None, observer }.run().all()
}

/// Follows `x0` over `span` and keeps of it what `reducer` keeps: an [`Ensemble`](crate::Ensemble) of one, on plain
/// numbers, with the same bytes.
///
/// # Errors
/// As [`integrate`].
pub fn reduce<S, M, C, D>(
    system: &S,
    plan: &Plan<M, C>,
    span: (f64, f64),
    x0: &Point<S, f64>,
    reducer: &D,
) -> Result<D::Output, Error>
where
    S: Flow<f64>,
    M: for<'a> Method<&'a S, f64>,
    C: Controller,
    D: Reducer,
{
    check_run::<S, f64, M, C>(system, plan, span, x0)?;
    let mut stops = reducer.stops();
    stops.sort_by(f64::total_cmp);
    let mut reduction = Reduction::<'_, D, f64>::new(reducer);
    let (from, to, observer) = (span.0, span.1, &mut reduction);
    let end = with_fma(Run { system, plan, from, to, stops: &stops, x0, first: None, observer }).all()?;
    Ok(reduction.finish(0, end.t, end.x.as_ref()))
}

/// The checks of [`integrate`], apart from the run so that they can stay outside a dispatched kernel.
fn check_run<'a, S, R, M, C>(
    system: &'a S,
    plan: &Plan<M, C>,
    span: (f64, f64),
    x0: &Point<S, R>,
) -> Result<(), Error>
where
    S: Flow<R>,
    R: Real,
    M: Method<&'a S, R>,
    C: Controller,
{
    check::plan(plan, plan.method.is_adaptive())?;
    plan.method.suits(&system).map_err(Error::Unsuitable)?;
    check::span(span)?;
    check::dimension("start", x0.as_ref().len(), neurodyn_core::Space::dim(system.space()))?;
    for (index, value) in x0.as_ref().iter().enumerate() {
        if !value.is_finite().all() {
            let lane = value.is_finite().not().bits().trailing_zeros() as usize;
            return Err(Error::NotFinite { what: "start", index, value: value.value(lane) });
        }
    }
    Ok(())
}

/// A run whose arguments have been checked. Each lane has its own span.
pub(crate) struct Run<'a, S: Flow<R>, R: Real, M, C, O> {
    pub(crate) system: &'a S,
    pub(crate) plan: &'a Plan<M, C>,
    pub(crate) from: Primal<R>,
    pub(crate) to: Primal<R>,
    /// Times within the span at which steps must end, ascending.
    pub(crate) stops: &'a [f64],
    pub(crate) x0: &'a Point<S, R>,
    /// The first step, where the caller knows it better than the plan.
    pub(crate) first: Option<Primal<R>>,
    pub(crate) observer: &'a mut O,
}

/// What came of a run.
pub(crate) struct Ran<P, R: Real> {
    pub(crate) end: End<P, R>,
    /// The step that would have come next.
    pub(crate) next: Primal<R>,
    pub(crate) failed: R::Mask,
    /// The facts of the first lane that failed.
    pub(crate) failure: Option<Failure>,
}

impl<P, R: Real> Ran<P, R> {
    /// The end, if no lane failed.
    pub(crate) fn all(self) -> Result<End<P, R>, Error> {
        match self.failure {
            None => Ok(self.end),
            Some(failure) => Err(Error::Failed(failure)),
        }
    }
}

impl<'a, S, R, M, C, O> Task for Run<'a, S, R, M, C, O>
where
    S: Flow<R>,
    R: Real,
    M: Method<&'a S, R>,
    C: Controller,
    O: Observer<Point<S, R>, R>,
{
    type Output = Ran<Point<S, R>, R>;
    #[inline(always)]
    fn run(self) -> Self::Output {
        let nobody = R::Mask::splat(false);
        let mut once = Once {
            system: self.system,
            start: self.x0,
            from: self.from,
            to: self.to,
            stops: self.stops,
            first: self.first,
            ran: Ran {
                end: End { t: self.from, x: self.x0.clone(), stopped: nobody, steps: 0 },
                next: self.to - self.from,
                failed: nobody,
                failure: None,
            },
        };
        drive(self.plan, &mut once, self.observer);
        once.ran
    }
}

/// Feeds each lane with one trajectory.
struct Once<'a, S: Flow<R>, R: Real> {
    system: &'a S,
    start: &'a Point<S, R>,
    from: Primal<R>,
    to: Primal<R>,
    stops: &'a [f64],
    first: Option<Primal<R>>,
    ran: Ran<Point<S, R>, R>,
}

impl<S: Flow<R>, R: Real> Once<'_, S, R> {
    /// The next time after `t` at which the lane must make a step's end.
    #[inline(always)]
    fn stop_after(&self, t: f64, lane: usize) -> f64 {
        let end = self.to.value(lane);
        for stop in self.stops {
            if *stop > t && *stop < end {
                return *stop;
            }
        }
        end
    }
}

impl<'a, S: Flow<R>, R: Real, O> Feed<&'a S, R, O> for Once<'a, S, R> {
    #[inline(always)]
    fn first_step(&self) -> Option<Primal<R>> {
        self.first
    }
    #[inline(always)]
    fn system(&self) -> &'a S {
        self.system
    }
    #[inline(always)]
    fn turn(&mut self, report: &Report<'_, Point<S, R>, R>, _: &mut O, x: &mut Point<S, R>) -> Next {
        let (lane, only) = (report.lane, R::Mask::from_bits(1 << report.lane));
        let (t, last) = (report.t.value(lane), self.to.value(lane));
        let next = match report.ending {
            Ending::Idle => {
                for i in 0..x.as_ref().len() {
                    x.as_mut()[i] = R::select(only, self.start.as_ref()[i], x.as_ref()[i]);
                }
                let from = self.from.value(lane);
                return Next::Begin(from, self.stop_after(from, lane));
            }
            Ending::Arrived if t < last => return Next::Continue(self.stop_after(t, lane)),
            Ending::Arrived => report.wish,
            Ending::Stopped => {
                self.ran.end.stopped = self.ran.end.stopped.or(only);
                report.h
            }
            Ending::Failed(cause) => {
                self.ran.failed = self.ran.failed.or(only);
                if self.ran.failure.is_none() {
                    self.ran.failure = Some(failure(cause, report));
                }
                report.h
            }
        };
        self.ran.next = Primal::<R>::select(only, next, self.ran.next);
        self.ran.end.t = Primal::<R>::select(only, report.t, self.ran.end.t);
        for i in 0..x.as_ref().len() {
            self.ran.end.x.as_mut()[i] = R::select(only, report.x.as_ref()[i], self.ran.end.x.as_ref()[i]);
        }
        self.ran.end.steps = self.ran.end.steps.max(report.steps);
        Next::Park
    }
}

#[inline(always)]
fn lit<R: Real>(c: f64) -> Primal<R> {
    <Primal<R> as Real>::lit(c)
}

/// The facts of a failed lane.
pub(crate) fn failure<P: AsRef<[R]>, R: Real>(cause: crate::Cause, report: &Report<'_, P, R>) -> Failure {
    Failure {
        cause,
        t: report.t.value(report.lane),
        h: report.h.value(report.lane),
        steps: report.steps,
        state: report.x.as_ref().iter().map(|c| c.value(report.lane)).collect(),
    }
}
