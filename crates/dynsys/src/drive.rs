//! The loop: it knows all the parts of a run and computes nothing itself.

use crate::failure::Cause;
use crate::first_step::first_step;
use crate::plan::Plan;
use neurodyn_core::{
    Controller, Dense, Flow, Mask, Method, Observer, Point, Primal, Real, Space, Step, Trial,
};

/// How a trajectory came to its end (or to one of its stops).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Ending {
    /// The lane has not run yet.
    Idle,
    /// It arrived at the time it was sent to.
    Arrived,
    /// An observer stopped it.
    Stopped,
    /// It failed.
    Failed(Cause),
}

/// What the loop reports when a lane needs attention.
pub(crate) struct Report<'a, P, R: Real> {
    pub(crate) lane: usize,
    pub(crate) ending: Ending,
    pub(crate) t: Primal<R>,
    pub(crate) h: Primal<R>,
    /// The step that the controller would have tried next, had the end not been so near.
    pub(crate) wish: Primal<R>,
    pub(crate) x: &'a P,
    pub(crate) steps: u64,
}

/// What a lane does next.
pub(crate) enum Next {
    /// Nothing: no trajectory is left for it.
    Park,
    /// The trajectory goes on to this time.
    Continue(f64),
    /// A new trajectory begins at the first time (its state was written) and goes on to the second.
    Begin(f64, f64),
}

/// Where lanes get their trajectories from.
pub(crate) trait Feed<S: Flow<R>, R: Real, O> {
    /// The first step of the trajectories that begin, where the feed knows it better than the plan.
    #[inline(always)]
    fn first_step(&self) -> Option<Primal<R>> {
        None
    }
    /// The system, as its lanes' parameters now stand.
    fn system(&self) -> S;
    /// Takes the report of a lane and says what it does next; writes a new trajectory's state into lane `lane` of `x`.
    fn turn(&mut self, report: &Report<'_, Point<S, R>, R>, observer: &mut O, x: &mut Point<S, R>) -> Next;
}

/// Follows trajectories in all lanes until the feed has parked them all.
///
/// Each lane has its own time, step and history, and no lane looks at another: what happens in it does not depend on
/// its neighbours.
#[inline(always)]
#[allow(clippy::too_many_lines)] // the one place where all parts meet; parting it would hide the order of things
pub(crate) fn drive<S, R, M, C, O, F>(plan: &Plan<M, C>, feed: &mut F, observer: &mut O)
where
    S: Flow<R>,
    R: Real,
    M: Method<S, R>,
    C: Controller,
    O: Observer<Point<S, R>, R>,
    F: Feed<S, R, O>,
{
    const { assert!(R::LANES <= 64, "a mask has 64 bits") };
    let lit = <Primal<R> as Real>::lit;
    let pick = |mask, yes, no| Primal::<R>::select(mask, yes, no);
    let mut system = feed.system();
    let zero = system.space().constant::<R>(0.0);
    let (mut x, mut slope, mut seen) = (zero.clone(), zero.clone(), zero.clone());
    let mut trial = Trial { x: zero.clone(), slope: zero.clone(), error: zero };
    let mut memory = plan.method.memory(&system);
    plan.method.aim(&plan.tolerance, &mut memory);
    let mut control = plan.control.memory::<Primal<R>>();
    let (mut t, mut end, mut h) = (lit(0.0), lit(0.0), lit(0.0));
    // `wish` keeps the step that was cut to meet the end; `tiny` is the resolution of time there
    let (mut wish, mut tiny) = (lit(0.0), lit(0.0));
    let mut alive = R::Mask::splat(false);
    let mut attention = R::Mask::splat(true);
    let mut stopped = R::Mask::splat(false);
    let mut refused = R::Mask::splat(false);
    let (mut trials, mut deadline) = (0_u64, u64::MAX);
    let mut began = [0_u64; 64];
    loop {
        if attention.any() {
            let mut fresh = 0_u64;
            let finite = all_finite::<R>(trial.x.as_ref()).and(all_finite::<R>(trial.slope.as_ref()));
            for lane in 0..R::LANES {
                if !attention.lane(lane) {
                    continue;
                }
                let steps = trials - began[lane];
                let ending = if !alive.lane(lane) {
                    Ending::Idle
                } else if refused.lane(lane) {
                    Ending::Failed(Cause::Inconsistent)
                } else if stopped.lane(lane) {
                    Ending::Stopped
                } else if (end - t).le(tiny).lane(lane) {
                    Ending::Arrived
                } else if steps >= plan.max_steps {
                    Ending::Failed(Cause::StepBudget)
                } else if finite.lane(lane) {
                    Ending::Failed(Cause::StepUnderflow)
                } else {
                    Ending::Failed(Cause::NotFinite)
                };
                let only = R::Mask::from_bits(1 << lane);
                if ending == Ending::Arrived {
                    t = pick(only, end, t);
                }
                seen.clone_from(&x);
                let report = Report { lane, ending, t, h, wish, x: &seen, steps };
                let next = feed.turn(&report, observer, &mut x);
                alive = R::Mask::from_bits(alive.bits() & !(1 << lane));
                let (from, to) = match next {
                    Next::Park => continue,
                    Next::Continue(to) => {
                        h = pick(only, wish.min(lit(to) - t), h);
                        (None, to)
                    }
                    Next::Begin(from, to) => (Some(from), to),
                };
                alive = R::Mask::from_bits(alive.bits() | 1 << lane);
                end = pick(only, lit(to), end);
                if let Some(from) = from {
                    fresh |= 1 << lane;
                    began[lane] = trials;
                    t = pick(only, lit(from), t);
                    tiny = pick(only, lit(resolution::<R>(from.abs().max(to.abs()))), tiny);
                } else {
                    tiny = pick(only, lit(resolution::<R>(to.abs())).max(tiny), tiny);
                }
            }
            if !alive.any() {
                return;
            }
            system = feed.system();
            let fresh = R::Mask::from_bits(fresh);
            if fresh.any() {
                begin_lanes(
                    &system,
                    plan,
                    feed.first_step(),
                    fresh,
                    t,
                    end,
                    &x,
                    &mut slope,
                    &mut h,
                    &mut trial,
                );
                wish = pick(fresh, h, wish);
                plan.method.restart(fresh, &mut memory);
                plan.control.restart::<Primal<R>>(fresh, &mut control);
                observer.begin(fresh, t, &x);
                let admitted = plan.method.admits(&system, R::lift(t), &x, &slope, &mut memory);
                refused = fresh.and(admitted.not());
                if refused.any() {
                    attention = refused;
                    continue;
                }
            }
            deadline = u64::MAX;
            for lane in 0..R::LANES {
                if alive.lane(lane) {
                    deadline = deadline.min(began[lane].saturating_add(plan.max_steps));
                }
            }
        }

        plan.method.step(&system, R::lift(t), R::lift(h), &x, &slope, &mut memory, &mut trial);
        let error = plan.method.measure(&plan.tolerance, &x, &memory, &trial);
        let verdict = plan.control.judge::<Primal<R>>(error, h, plan.method.error_order(), &mut control);
        let taken = verdict.accept.and(alive);
        trials += 1;

        let (length, stops);
        let whole = Within { plan, h, part: lit(1.0), x: &x, slope: &slope, memory: &memory, trial: &trial };
        let step = Step {
            t,
            h,
            taken,
            before: &x,
            after: &trial.x,
            slope_before: &slope,
            slope_after: &trial.slope,
            dense: &whole,
        };
        let cut = observer.cut(&step);
        let early = cut.lanes.and(taken);
        if early.any() {
            let part = Within { part: pick(early, cut.theta, lit(1.0)), ..whole };
            length = part.part * h;
            let (after, slope_after) = part.end(&system, t, early);
            stops = observer.see(&Step {
                h: length,
                after: &after,
                slope_after: &slope_after,
                dense: &part,
                ..step
            });
            (trial.x, trial.slope) = (after, slope_after);
        } else {
            length = h;
            stops = observer.see(&step);
        }
        plan.method.commit(taken, &mut memory);
        stopped = stops.and(taken);
        replace(taken, &trial.x, &mut x);
        replace(taken, &trial.slope, &mut slope);
        t = pick(taken, t + length, t);
        let mut next = verdict.h;
        if early.any() {
            let jumped = observer.jump(early, t, &mut x).and(early);
            plan.method.restart(early, &mut memory);
            if jumped.any() {
                begin_lanes(&system, plan, None, jumped, t, end, &x, &mut slope, &mut h, &mut trial);
                next = pick(jumped, h, next);
                plan.control.restart::<Primal<R>>(jumped, &mut control);
                observer.land(jumped, t, &x);
            }
        }
        let left = end - t;
        let clipped = left.lt(next * lit(STRETCH));
        if clipped.any() {
            wish = pick(clipped.and(tiny.lt(left)), next, wish);
        }
        h = pick(clipped, left, next);
        // far from the end, time has a finer resolution than there
        let lost = h.le(t.abs() * lit(resolution::<R>(1.0)));
        attention = left.le(tiny).or(lost).or(stopped).and(alive);
        if trials >= deadline {
            for lane in 0..R::LANES {
                if alive.lane(lane) && trials - began[lane] >= plan.max_steps {
                    attention = attention.or(R::Mask::from_bits(1 << lane));
                }
            }
        }
    }
}

/// A step is stretched by up to this factor to meet the end: constant steps, whose sum rounds, leave no sliver.
const STRETCH: f64 = 1.0 + 1e-9;

/// Steps shorter than this do not move a time of size `t`.
fn resolution<R: Real>(t: f64) -> f64 {
    8.0 * t * R::EPSILON
}

#[inline(always)]
fn all_finite<R: Real>(x: &[R]) -> R::Mask {
    let mut finite = R::Mask::splat(true);
    for i in 0..x.len() {
        finite = finite.and(x[i].is_finite());
    }
    finite
}

/// Slope and first step of the trajectories that begin in the lanes of `fresh`; `spare` is room to work in, so that nothing is
/// allocated.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
fn begin_lanes<S: Flow<R>, R: Real, M: Method<S, R>, C>(
    system: &S,
    plan: &Plan<M, C>,
    known: Option<Primal<R>>,
    fresh: R::Mask,
    t: Primal<R>,
    end: Primal<R>,
    x: &Point<S, R>,
    slope: &mut Point<S, R>,
    h: &mut Primal<R>,
    spare: &mut Trial<Point<S, R>>,
) {
    let there = &mut spare.slope;
    system.rhs(R::lift(t), x, there);
    let span = end - t;
    let first = match (known, plan.first_step) {
        (Some(first), _) => first.min(span),
        (None, Some(first)) => <Primal<R> as Real>::lit(first).min(span),
        (None, None) => {
            let room = [&mut spare.x, &mut spare.error];
            first_step(system, plan.method.order(), &plan.tolerance, t, span, x, there, room)
        }
    };
    replace(fresh, there, slope);
    *h = Primal::<R>::select(fresh, first, *h);
}

/// Writes `new` over `old` in the lanes of `mask`.
#[inline(always)]
fn replace<R: Real, P: AsRef<[R]> + AsMut<[R]>>(mask: R::Mask, new: &P, old: &mut P) {
    for i in 0..new.as_ref().len() {
        old.as_mut()[i] = R::select(mask, new.as_ref()[i], old.as_ref()[i]);
    }
}

/// The inside of a trial step, up to the fraction `part` of it.
struct Within<'a, S: Flow<R>, R: Real, M: Method<S, R>, C> {
    plan: &'a Plan<M, C>,
    h: Primal<R>,
    part: Primal<R>,
    x: &'a Point<S, R>,
    slope: &'a Point<S, R>,
    memory: &'a M::Memory,
    trial: &'a Trial<Point<S, R>>,
}

impl<S: Flow<R>, R: Real, M: Method<S, R>, C> Within<'_, S, R, M, C> {
    /// State and slope at the end of the part, in the lanes of `early`; of the whole trial in the others.
    #[inline(always)]
    fn end(&self, system: &S, t: Primal<R>, early: R::Mask) -> (Point<S, R>, Point<S, R>) {
        let (mut x, mut slope) = (self.trial.x.clone(), self.trial.slope.clone());
        // a cut at the very end keeps the method's state, which the dense output meets only up to rounding
        let before_end = early.and(self.part.lt(<Primal<R> as Real>::lit(1.0)));
        replace(before_end, &self.at(R::lit(1.0)), &mut x);
        let mut there = slope.clone();
        system.rhs(R::lift(t + self.part * self.h), &x, &mut there);
        replace(early, &there, &mut slope);
        (x, slope)
    }
}

impl<S: Flow<R>, R: Real, M: Method<S, R>, C> Dense<Point<S, R>, R> for Within<'_, S, R, M, C> {
    #[inline(always)]
    fn at(&self, theta: R) -> Point<S, R> {
        let theta = theta * R::lift(self.part);
        self.plan.method.interpolate(theta, R::lift(self.h), self.x, self.slope, self.memory, self.trial)
    }
}
