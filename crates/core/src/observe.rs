//! `Observer`: sees the steps of a run, may end it, cut a step short or make the state jump.

use crate::mask::Mask;
use crate::real::{Primal, Real};

/// One step: the lanes in `taken` went from `before` to `after`; the others tried and did not.
pub struct Step<'a, P, R: Real> {
    /// The time at which the step begins.
    pub t: Primal<R>,
    /// Its length.
    pub h: Primal<R>,
    /// Lanes that took it.
    pub taken: R::Mask,
    /// The state at `t`.
    pub before: &'a P,
    /// The state at `t + h`.
    pub after: &'a P,
    /// The right-hand side at `t`.
    pub slope_before: &'a P,
    /// The right-hand side at `t + h`.
    pub slope_after: &'a P,
    /// The state in between.
    pub dense: &'a dyn Dense<P, R>,
}

impl<P, R: Real> core::fmt::Debug for Step<'_, P, R> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Step {{ t: {:?}, h: {:?}, taken: {:?} }}", self.t, self.h, self.taken)
    }
}

/// The state within a step.
pub trait Dense<P, R: Real> {
    /// The state at `t + theta h`, `theta` in `[0, 1]`.
    fn at(&self, theta: R) -> P;
}

/// What an observer asks for after a step, lane by lane.
#[derive(Clone, Copy, Debug)]
pub struct Demand<R: Real> {
    /// Lanes whose trajectory ends here (after the cut, if they have one).
    pub stop: R::Mask,
    /// Lanes whose step ends at `t + theta h` instead of `t + h`.
    pub cut: R::Mask,
    /// Where it ends, in `(0, 1]`.
    pub theta: Primal<R>,
}

impl<R: Real> Demand<R> {
    /// Go on.
    #[inline(always)]
    #[must_use]
    pub fn nothing() -> Self {
        Self::stop(R::Mask::splat(false))
    }
    /// End the trajectories of these lanes.
    #[inline(always)]
    #[must_use]
    pub fn stop(lanes: R::Mask) -> Self {
        Self { stop: lanes, cut: R::Mask::splat(false), theta: <Primal<R> as Real>::lit(1.0) }
    }
}

/// Something that watches a run. Tuples `(a, b)` watch together; `()` watches nothing.
pub trait Observer<P, R: Real> {
    /// A trajectory begins (or begins anew after a jump) in the lanes of `mask`.
    #[inline(always)]
    fn begin(&mut self, _mask: R::Mask, _t: Primal<R>, _x: &P) {}
    /// One step.
    fn see(&mut self, step: &Step<'_, P, R>) -> Demand<R>;
    /// Called where a step was cut: may change the state in those lanes, and says in which it did.
    #[inline(always)]
    fn jump(&mut self, _cut: R::Mask, _t: Primal<R>, _x: &mut P) -> R::Mask {
        R::Mask::splat(false)
    }
}

impl<P, R: Real> Observer<P, R> for () {
    #[inline(always)]
    fn see(&mut self, _: &Step<'_, P, R>) -> Demand<R> {
        Demand::nothing()
    }
}

impl<P, R: Real, O: Observer<P, R>> Observer<P, R> for &mut O {
    #[inline(always)]
    fn begin(&mut self, mask: R::Mask, t: Primal<R>, x: &P) {
        (**self).begin(mask, t, x);
    }
    #[inline(always)]
    fn see(&mut self, step: &Step<'_, P, R>) -> Demand<R> {
        (**self).see(step)
    }
    #[inline(always)]
    fn jump(&mut self, cut: R::Mask, t: Primal<R>, x: &mut P) -> R::Mask {
        (**self).jump(cut, t, x)
    }
}

impl<P, R: Real, A: Observer<P, R>, B: Observer<P, R>> Observer<P, R> for (A, B) {
    #[inline(always)]
    fn begin(&mut self, mask: R::Mask, t: Primal<R>, x: &P) {
        self.0.begin(mask, t, x);
        self.1.begin(mask, t, x);
    }
    #[inline(always)]
    fn see(&mut self, step: &Step<'_, P, R>) -> Demand<R> {
        let (a, b) = (self.0.see(step), self.1.see(step));
        // the earlier cut wins; a lane that one of them does not cut has theta 1 there
        let a_first = a.theta.le(b.theta);
        let theta = Primal::<R>::select(a_first, a.theta, b.theta);
        // a stop that belongs to a later cut has not happened yet
        let a_stops = a.stop.and(a_first.or(b.cut.not()));
        let b_stops = b.stop.and(b.theta.le(a.theta).or(a.cut.not()));
        Demand { stop: a_stops.or(b_stops), cut: a.cut.or(b.cut), theta }
    }
    #[inline(always)]
    fn jump(&mut self, cut: R::Mask, t: Primal<R>, x: &mut P) -> R::Mask {
        let first = self.0.jump(cut, t, x);
        first.or(self.1.jump(cut, t, x))
    }
}

/// A closure as an observer: it sees each step and says which lanes stop (`bool` for a scalar).
#[derive(Debug)]
pub struct Watch<F>(pub F);

impl<P, R: Real, F: FnMut(&Step<'_, P, R>) -> R::Mask> Observer<P, R> for Watch<F> {
    #[inline(always)]
    fn see(&mut self, step: &Step<'_, P, R>) -> Demand<R> {
        Demand::stop((self.0)(step))
    }
}
