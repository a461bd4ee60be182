//! One run from a start to an end, in plain numbers, lanes, duals or lanes of duals.

use crate::drive::{Ending, Feed, Next, Report, drive};
use crate::failure::{Error, Failure};
use crate::plan::Plan;
use crate::check;
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
    with_fma(Run { system, plan, span, x0, first: None, observer }).map(|(end, _)| end)
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
    Run { system, plan, span, x0, first: None, observer }.run().map(|(end, _)| end)
}

/// The checks of [`integrate`], apart from the run so that they can stay outside a dispatched kernel.
pub(crate) fn check_run<S, R, M, C>(
    system: &S,
    plan: &Plan<M, C>,
    span: (f64, f64),
    x0: &Point<S, R>,
) -> Result<(), Error>
where
    S: neurodyn_core::System,
    R: Real,
{
    check::plan(plan)?;
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

/// A run whose arguments have been checked; it ends with the step that would have come next.
pub(crate) struct Run<'a, S: Flow<R>, R: Real, M, C, O> {
    pub(crate) system: &'a S,
    pub(crate) plan: &'a Plan<M, C>,
    pub(crate) span: (f64, f64),
    pub(crate) x0: &'a Point<S, R>,
    pub(crate) first: Option<Primal<R>>,
    pub(crate) observer: &'a mut O,
}

impl<'a, S, R, M, C, O> Task for Run<'a, S, R, M, C, O>
where
    S: Flow<R>,
    R: Real,
    M: Method<&'a S, R>,
    C: Controller,
    O: Observer<Point<S, R>, R>,
{
    type Output = Result<(End<Point<S, R>, R>, Primal<R>), Error>;
    #[inline(always)]
    fn run(self) -> Self::Output {
        let zero = <Primal<R> as Real>::lit(0.0);
        let t = <Primal<R> as Real>::lit(self.span.0);
        let mut once = Once {
            system: self.system,
            start: self.x0,
            span: self.span,
            first: self.first,
            wish: zero,
            end: End { t, x: self.x0.clone(), stopped: R::Mask::splat(false), steps: 0 },
            failure: None,
        };
        drive(self.plan, &mut once, self.observer);
        match once.failure {
            None => Ok((once.end, once.wish)),
            Some(failure) => Err(Error::Failed(failure)),
        }
    }
}

/// Feeds each lane with one trajectory.
struct Once<'a, S: Flow<R>, R: Real> {
    system: &'a S,
    start: &'a Point<S, R>,
    span: (f64, f64),
    first: Option<Primal<R>>,
    wish: Primal<R>,
    end: End<Point<S, R>, R>,
    failure: Option<Failure>,
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
        let only = R::Mask::from_bits(1 << report.lane);
        if report.ending == Ending::Idle {
            for i in 0..x.as_ref().len() {
                x.as_mut()[i] = R::select(only, self.start.as_ref()[i], x.as_ref()[i]);
            }
            return Next::Begin(self.span.0, self.span.1);
        }
        self.end.t = Primal::<R>::select(only, report.t, self.end.t);
        self.wish = Primal::<R>::select(only, report.wish, self.wish);
        for i in 0..x.as_ref().len() {
            self.end.x.as_mut()[i] = R::select(only, report.x.as_ref()[i], self.end.x.as_ref()[i]);
        }
        self.end.steps = self.end.steps.max(report.steps);
        match report.ending {
            Ending::Stopped => self.end.stopped = self.end.stopped.or(only),
            Ending::Failed(cause) if self.failure.is_none() => {
                self.failure = Some(failure(cause, report));
            }
            _ => {}
        }
        Next::Park
    }
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

