//! Events: a function of the state reaches zero, and the run records it, ends there or jumps.
//!
//! An event is a [`Reducer`], so it works alike in a run of its own (through [`Reduction`](crate::Reduction), which is
//! an observer, or [`reduce`](crate::reduce())) and in an [`Ensemble`](crate::Ensemble); tuples watch several events,
//! of which the earliest in a step counts. Its time is found on the dense output of the step, to the resolution of the
//! step, so its accuracy is that of the method's dense output.
//!
//! ```
//! use dynsys::event::{Coordinate, Crossing, Until};
//! use dynsys::{Erk, Pid, Plan, Tolerance, reduce, systems::Lorenz, tableau::Tsitouras54};
//!
//! let plan = Plan::new(Erk(Tsitouras54), Pid::default(), Tolerance::both(1e-9));
//! let surface = Crossing::falling(Coordinate { index: 2, level: 27.0 });
//! let end = reduce(&Lorenz::default(), &plan, (0.0, 100.0), &[1.0, 1.0, 30.0], &Until::first(surface))?;
//! assert!(end.reached && (end.x[2] - 27.0).abs() < 1e-12);
//! # Ok::<(), dynsys::Error>(())
//! ```

mod record;
mod search;

use crate::reduce::Reducer;
use neurodyn_core::{Cut, Layers, Mask, Primal, Real, Step};
pub use record::{Hit, Record, Records};
pub use search::Seen;

/// A scalar function of time and state; the event is where it is zero.
pub trait Event: Sync {
    /// `g(t, x)`.
    fn value<R: Real>(&self, t: R, x: &[R]) -> R;
}

impl<E: Event> Event for &E {
    #[inline(always)]
    fn value<R: Real>(&self, t: R, x: &[R]) -> R {
        (**self).value(t, x)
    }
}

/// `g = x_index - level`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coordinate {
    /// Which coordinate.
    pub index: usize,
    /// The level that it reaches.
    pub level: f64,
}

impl Event for Coordinate {
    #[inline(always)]
    fn value<R: Real>(&self, _: R, x: &[R]) -> R {
        x[self.index] - R::lit(self.level)
    }
}

/// `g = normal . x - offset`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plane<const N: usize> {
    /// A vector across the plane.
    pub normal: [f64; N],
    /// `normal . x` on the plane.
    pub offset: f64,
}

impl<const N: usize> Event for Plane<N> {
    #[inline(always)]
    fn value<R: Real>(&self, _: R, x: &[R]) -> R {
        let mut g = R::lit(-self.offset);
        for i in 0..N {
            g = x[i].mul_add(R::lit(self.normal[i]), g);
        }
        g
    }
}

/// Which way the function passes zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From below.
    Rising,
    /// From above.
    Falling,
    /// From below or above.
    Either,
}

/// The moment at which an event's function reaches zero from a given side.
///
/// A trajectory that begins at zero is not there yet: it must leave and come back. (So is one that comes to zero
/// within the first `1e-8` of its first step, which rounding has put on the wrong side.)
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crossing<E> {
    /// The function.
    pub event: E,
    /// From which side.
    pub direction: Direction,
    /// Each step is searched in this many equal parts; two crossings within a part are not seen.
    pub parts: u32,
}

impl<E: Event> Crossing<E> {
    /// The function reaches zero from below.
    pub const fn rising(event: E) -> Self {
        Self { event, direction: Direction::Rising, parts: 1 }
    }
    /// The function reaches zero from above.
    pub const fn falling(event: E) -> Self {
        Self { event, direction: Direction::Falling, parts: 1 }
    }
    /// The function reaches zero.
    pub const fn either(event: E) -> Self {
        Self { event, direction: Direction::Either, parts: 1 }
    }
    /// The same crossing, with each step searched in this many parts.
    #[must_use]
    pub fn parts(self, parts: u32) -> Self {
        Self { parts, ..self }
    }
}

/// Ends the trajectory at an event: time and state of its end are those of the event.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Until<E> {
    /// The event.
    pub crossing: Crossing<E>,
    /// End at this one: 1 is the first.
    pub count: u32,
}

impl<E> Until<E> {
    /// Ends at the first event.
    pub const fn first(crossing: Crossing<E>) -> Self {
        Self { crossing, count: 1 }
    }
}

/// Where a trajectory under [`Until`] ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Reached {
    /// True if the event came; false if the trajectory ended otherwise.
    pub reached: bool,
    /// The time of the end.
    pub t: f64,
    /// The state there.
    pub x: Vec<f64>,
}

/// The state of a search whose crossings cut the step.
#[derive(Clone, Copy, Debug)]
pub struct Cutting<R: Real> {
    seen: Seen<R>,
    /// From the step's beginning to the crossing in it; infinite where there is none.
    ahead: Primal<R>,
    /// Lanes whose step has just ended at the crossing.
    here: R::Mask,
    count: Primal<R>,
}

impl<R: Real> Cutting<R> {
    #[inline(always)]
    fn new() -> Self {
        let lit = <Primal<R> as Real>::lit;
        Self { seen: Seen::new(), ahead: lit(f64::INFINITY), here: R::Mask::splat(false), count: lit(0.0) }
    }
    #[inline(always)]
    fn begin<E: Event>(&mut self, crossing: &Crossing<E>, mask: R::Mask, t: Primal<R>, x: &[R]) {
        self.seen.begin(crossing, mask, t, x);
        self.count = Primal::<R>::select(mask, <Primal<R> as Real>::lit(0.0), self.count);
    }
    #[inline(always)]
    fn cut<E: Event, P: AsRef<[R]>>(&mut self, crossing: &Crossing<E>, step: &Step<'_, P, R>) -> Cut<R> {
        let root = self.seen.first(crossing, step);
        let never = <Primal<R> as Real>::lit(f64::INFINITY);
        self.ahead = Primal::<R>::select(root.lanes, root.theta * step.h, never);
        root
    }
    #[inline(always)]
    fn see<E: Event, P: AsRef<[R]>>(&mut self, crossing: &Crossing<E>, step: &Step<'_, P, R>) {
        let lit = <Primal<R> as Real>::lit;
        self.here = step.taken.and(self.ahead.le(step.h));
        self.count += Primal::<R>::select(self.here, lit(1.0), lit(0.0));
        self.seen.settle(crossing, step);
    }
}

impl<E: Event> Reducer for Until<E> {
    type Output = Reached;
    type Memory<R: Real> = Cutting<R>;
    #[inline(always)]
    fn memory<R: Real>(&self) -> Cutting<R> {
        Cutting::new()
    }
    #[inline(always)]
    fn begin<R: Real>(&self, mask: R::Mask, memory: &mut Cutting<R>, t: Primal<R>, x: &[R]) {
        memory.begin(&self.crossing, mask, t, x);
    }
    #[inline(always)]
    fn cut<R: Real, P: AsRef<[R]>>(&self, memory: &mut Cutting<R>, step: &Step<'_, P, R>) -> Cut<R> {
        memory.cut(&self.crossing, step)
    }
    #[inline(always)]
    fn see<R: Real, P: AsRef<[R]>>(&self, memory: &mut Cutting<R>, step: &Step<'_, P, R>) -> R::Mask {
        memory.see(&self.crossing, step);
        memory.here.and(<Primal<R> as Real>::lit(f64::from(self.count)).le(memory.count))
    }
    #[inline(always)]
    fn land<R: Real>(&self, mask: R::Mask, memory: &mut Cutting<R>, t: Primal<R>, x: &[R]) {
        memory.seen.begin(&self.crossing, mask, t, x);
    }
    #[inline(always)]
    fn finish<R: Real>(&self, memory: &Cutting<R>, lane: usize, t: Primal<R>, x: &[R]) -> Reached {
        Reached {
            reached: memory.count.value(lane) >= f64::from(self.count),
            t: t.value(lane),
            x: x.iter().map(|c| c.value(lane)).collect(),
        }
    }
}

/// A jump of the state.
pub trait Jump: Sync {
    /// Changes `x` at time `t`.
    fn jump<R: Real>(&self, t: R, x: &mut [R]);
}

/// Makes the state jump at an event, as the reset of an integrate-and-fire neuron does; keeps the number of jumps.
///
/// The run starts afresh after a jump, with a slope and a step of its own. Derivatives carried by duals go through the
/// jump at a fixed time: the variation of the event's time is not in them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reset<E, J> {
    /// The event.
    pub crossing: Crossing<E>,
    /// What happens there.
    pub jump: J,
}

impl<E: Event, J: Jump> Reducer for Reset<E, J> {
    type Output = u64;
    type Memory<R: Real> = Cutting<R>;
    #[inline(always)]
    fn memory<R: Real>(&self) -> Cutting<R> {
        Cutting::new()
    }
    #[inline(always)]
    fn begin<R: Real>(&self, mask: R::Mask, memory: &mut Cutting<R>, t: Primal<R>, x: &[R]) {
        memory.begin(&self.crossing, mask, t, x);
    }
    #[inline(always)]
    fn cut<R: Real, P: AsRef<[R]>>(&self, memory: &mut Cutting<R>, step: &Step<'_, P, R>) -> Cut<R> {
        memory.cut(&self.crossing, step)
    }
    #[inline(always)]
    fn see<R: Real, P: AsRef<[R]>>(&self, memory: &mut Cutting<R>, step: &Step<'_, P, R>) -> R::Mask {
        memory.see(&self.crossing, step);
        R::Mask::splat(false)
    }
    #[inline(always)]
    fn jump<R: Real, P: AsRef<[R]> + AsMut<[R]> + Clone>(
        &self,
        cut: R::Mask,
        memory: &mut Cutting<R>,
        t: Primal<R>,
        x: &mut P,
    ) -> R::Mask {
        let here = cut.and(memory.here);
        let mut there = x.clone();
        self.jump.jump(R::lift(t), there.as_mut());
        for i in 0..there.as_ref().len() {
            x.as_mut()[i] = R::select(here, there.as_ref()[i], x.as_ref()[i]);
        }
        here
    }
    #[inline(always)]
    fn land<R: Real>(&self, mask: R::Mask, memory: &mut Cutting<R>, t: Primal<R>, x: &[R]) {
        memory.seen.begin(&self.crossing, mask, t, x);
    }
    #[inline(always)]
    fn finish<R: Real>(&self, memory: &Cutting<R>, lane: usize, _: Primal<R>, _: &[R]) -> u64 {
        memory.count.value(lane) as u64
    }
}
