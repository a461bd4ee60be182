//! Where starts go and when they have arrived: the ensemble behind basins, census, settling times and classes.

use super::frozen::{Frozen, from_images};
use crate::error::{Error, exactly};
use crate::network::Network;
use crate::targets::Targets;
use dynsys::basin::Basin;
use dynsys::ensemble::{Outcome, Resources};
use dynsys::tableau::{Euler, Tsitouras54};
use dynsys::{Cause, Ensemble, Erk, Pid, Plan, Reducer, Tolerance};
use neurodyn_core::{Layers, Mask, Primal, Real, Step};

/// How long starts are followed, and what counts as arrived.
///
/// A start is at a target from the first time after which `max_i |x_i - target_i| <= within` for good; for good is until
/// `until`, or for `lasting`, after which it is followed no further. It rests elsewhere if no rate is above `rest` for
/// `lasting`: a passage slower than that looks like rest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settling {
    /// Step of Euler's method.
    pub dt: f64,
    /// The longest time.
    pub until: f64,
    /// Nearer than this to a target, in every node, is there.
    pub within: f64,
    /// No faster than this, in every coordinate, is at rest.
    pub rest: f64,
    /// For so long; infinite follows every start until the end.
    pub lasting: f64,
}

/// How a start ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ending {
    /// At a target.
    Target {
        /// Whose.
        class: usize,
        /// Since when.
        time: f64,
    },
    /// At rest, at no target.
    Rest,
    /// Still moving at the end of the time, at no target.
    Moving,
    /// Not at all.
    Failed(Cause),
}

/// Where a start went. (The state takes `16 N` bytes: 125 MB for 10,000 images of 784 pixels.)
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// How it ended.
    pub ending: Ending,
    /// How long it was followed.
    pub t: f64,
    /// The last state, all `x`, then all `y`.
    pub state: Vec<f64>,
}

impl Course {
    /// The class of the target where it ended.
    #[must_use]
    pub fn class(&self) -> Option<usize> {
        match self.ending {
            Ending::Target { class, .. } => Some(class),
            _ => None,
        }
    }
    /// The same in the terms of `dynsys`.
    #[must_use]
    pub fn basin(&self) -> Basin {
        self.class().map_or(Basin::Undecided, |class| Basin::Attractor(class as u16))
    }
}

impl Settling {
    /// Within 1e-3 of a target, or slower than 1e-9, for 5 units of time.
    #[must_use]
    pub const fn new(dt: f64, until: f64) -> Self {
        Self { dt, until, within: 1e-3, rest: 1e-9, lasting: 5.0 }
    }

    /// Follows images by Euler's method; course `i` is that of image `i`.
    ///
    /// # Errors
    /// [`Error::Step`], [`Error::Sizes`], [`Error::Pixel`], [`Error::Range`], [`Error::Cancelled`].
    pub fn run(
        &self,
        network: &Network,
        targets: &Targets,
        images: &[f64],
        resources: &Resources<'_>,
    ) -> Result<Vec<Course>, Error> {
        crate::euler::Euler { dt: self.dt, steps: 1 }.check(network)?;
        let watch = self.watch(network, targets)?;
        let family = &Frozen(network);
        let plan = Plan::constant(Erk(Euler), self.dt);
        let ensemble = Ensemble { family, plan, span: (0.0, self.until), reducer: watch };
        let outcomes = from_images(network.nodes(), images, |starts| ensemble.run(starts, resources))??;
        Ok(outcomes.into_iter().map(course).collect())
    }

    /// The same by the adaptive method of Tsitouras at this tolerance, absolute and relative; `dt` is not used.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn run_adaptive(
        &self,
        network: &Network,
        targets: &Targets,
        images: &[f64],
        tolerance: f64,
        resources: &Resources<'_>,
    ) -> Result<Vec<Course>, Error> {
        let watch = self.watch(network, targets)?;
        let family = &Frozen(network);
        let plan = Plan::new(Erk(Tsitouras54), Pid::default(), Tolerance::both(tolerance));
        let ensemble = Ensemble { family, plan, span: (0.0, self.until), reducer: watch };
        let outcomes = from_images(network.nodes(), images, |starts| ensemble.run(starts, resources))??;
        Ok(outcomes.into_iter().map(course).collect())
    }

    fn watch<'a>(&self, network: &Network, targets: &'a Targets) -> Result<Watch<'a>, Error> {
        exactly("nodes of the targets", network.nodes(), targets.nodes())?;
        for (what, value) in [("the nearness", self.within), ("the rate of rest", self.rest)] {
            if !(value > 0.0 && value.is_finite()) {
                return Err(Error::Range { what, value, must_be: "positive" });
            }
        }
        if self.lasting.is_nan() || self.lasting < 0.0 {
            return Err(Error::Range {
                what: "the time of rest",
                value: self.lasting,
                must_be: "at least 0",
            });
        }
        Ok(Watch { targets, settling: *self })
    }
}

fn course(outcome: Outcome<Course>) -> Course {
    outcome.unwrap_or_else(|failure| Course {
        ending: Ending::Failed(failure.cause),
        t: failure.t,
        state: failure.state,
    })
}

/// Looks at every step for targets and rest.
#[derive(Clone, Copy, Debug)]
struct Watch<'a> {
    targets: &'a Targets,
    settling: Settling,
}

/// What is known of each lane.
#[derive(Clone, Copy, Debug)]
struct Known<R: Real> {
    /// The class of the target that it is at, plus 1; 0 for none.
    at: Primal<R>,
    /// Since when.
    since: Primal<R>,
    /// Since when it rests; infinite if it does not.
    rests: Primal<R>,
}

impl Reducer for Watch<'_> {
    type Output = Course;
    type Memory<R: Real> = Known<R>;
    #[inline(always)]
    fn memory<R: Real>(&self) -> Known<R> {
        let lit = <Primal<R> as Real>::lit;
        Known { at: lit(0.0), since: lit(0.0), rests: lit(f64::INFINITY) }
    }
    #[inline(always)]
    fn begin<R: Real>(&self, mask: R::Mask, memory: &mut Known<R>, t: Primal<R>, x: &[R]) {
        let lit = <Primal<R> as Real>::lit;
        memory.at = Primal::<R>::select(mask, self.target::<R>(x), memory.at);
        memory.since = Primal::<R>::select(mask, t, memory.since);
        memory.rests = Primal::<R>::select(mask, lit(f64::INFINITY), memory.rests);
    }
    #[inline(always)]
    fn see<R: Real, P: AsRef<[R]>>(&self, memory: &mut Known<R>, step: &Step<'_, P, R>) -> R::Mask {
        let lit = <Primal<R> as Real>::lit;
        let now = step.t + step.h;
        let at = self.target::<R>(step.after.as_ref());
        let same = at.le(memory.at).and(memory.at.le(at));
        let since = Primal::<R>::select(same, memory.since, now);
        let slope = step.slope_after.as_ref();
        let mut fastest = lit(0.0);
        for i in 0..slope.len() {
            fastest = fastest.max(slope[i].primal().abs());
        }
        let slow = fastest.le(lit(self.settling.rest));
        let rests = Primal::<R>::select(slow, memory.rests.min(now), lit(f64::INFINITY));
        memory.at = Primal::<R>::select(step.taken, at, memory.at);
        memory.since = Primal::<R>::select(step.taken, since, memory.since);
        memory.rests = Primal::<R>::select(step.taken, rests, memory.rests);
        let lasting = lit(self.settling.lasting);
        let settled = lit(0.0).lt(at).and(lasting.le(now - since));
        step.taken.and(settled.or(lasting.le(now - rests)))
    }
    #[inline(always)]
    fn finish<R: Real>(&self, memory: &Known<R>, lane: usize, t: Primal<R>, x: &[R]) -> Course {
        let at = memory.at.value(lane);
        let ending = if at > 0.0 {
            Ending::Target { class: at as usize - 1, time: memory.since.value(lane) }
        } else if memory.rests.value(lane) < f64::INFINITY {
            Ending::Rest
        } else {
            Ending::Moving
        };
        Course { ending, t: t.value(lane), state: x.iter().map(|c| c.value(lane)).collect() }
    }
}

impl Watch<'_> {
    /// The class of the target that each lane is at, plus 1; 0 for none.
    #[inline(always)]
    fn target<R: Real>(&self, x: &[R]) -> Primal<R> {
        let lit = <Primal<R> as Real>::lit;
        let mut at = lit(0.0);
        let mut class = self.targets.classes();
        while class > 0 {
            let pattern = self.targets.pattern(class - 1);
            let mut farthest = lit(0.0);
            for i in 0..pattern.len() {
                farthest = farthest.max((x[i].primal() - lit(pattern[i])).abs());
            }
            at = Primal::<R>::select(farthest.le(lit(self.settling.within)), lit(class as f64), at);
            class -= 1;
        }
        at
    }
}

/// The last state, not finite if there was no end.
pub(super) fn end(course: Course) -> Vec<f64> {
    match course.ending {
        Ending::Failed(_) => vec![f64::NAN; course.state.len()],
        _ => course.state,
    }
}
