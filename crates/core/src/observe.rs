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

/// Where steps must end early, lane by lane.
#[derive(Clone, Copy, Debug)]
pub struct Cut<R: Real> {
    /// Lanes whose step ends at `t + theta h` instead of `t + h`.
    pub lanes: R::Mask,
    /// Where it ends, in `(0, 1]`; 1 in all other lanes.
    pub theta: Primal<R>,
}

impl<R: Real> Cut<R> {
    /// No step ends early.
    #[inline(always)]
    #[must_use]
    pub fn nowhere() -> Self {
        Self { lanes: R::Mask::splat(false), theta: <Primal<R> as Real>::lit(1.0) }
    }
    /// The earlier of two cuts, lane by lane.
    #[inline(always)]
    #[must_use]
    pub fn earlier(self, o: Self) -> Self {
        Self { lanes: self.lanes.or(o.lanes), theta: self.theta.min(o.theta) }
    }
}

/// Something that watches a run. Tuples `(a, b)` watch together; `()` watches nothing.
///
/// A step is shown twice: first to [`cut`](Self::cut), as the method made it, then to [`see`](Self::see), as it
/// ended after the earliest cut. So nothing is ever recorded of the part of a step that did not happen.
pub trait Observer<P, R: Real> {
    /// A trajectory begins in the lanes of `mask`.
    #[inline(always)]
    fn begin(&mut self, _mask: R::Mask, _t: Primal<R>, _x: &P) {}
    /// Where this step must end early. Another observer may end it earlier still.
    #[inline(always)]
    fn cut(&mut self, _step: &Step<'_, P, R>) -> Cut<R> {
        Cut::nowhere()
    }
    /// One step, as it ended; gives the lanes whose trajectory ends with it.
    fn see(&mut self, step: &Step<'_, P, R>) -> R::Mask;
    /// Called where a step was cut: may change the state in those lanes, and says in which it did.
    #[inline(always)]
    fn jump(&mut self, _cut: R::Mask, _t: Primal<R>, _x: &mut P) -> R::Mask {
        R::Mask::splat(false)
    }
    /// The states in the lanes of `mask` have jumped to `x`, from where the trajectories go on.
    #[inline(always)]
    fn land(&mut self, _mask: R::Mask, _t: Primal<R>, _x: &P) {}
}

impl<P, R: Real> Observer<P, R> for () {
    #[inline(always)]
    fn see(&mut self, _: &Step<'_, P, R>) -> R::Mask {
        R::Mask::splat(false)
    }
}

impl<P, R: Real, O: Observer<P, R>> Observer<P, R> for &mut O {
    #[inline(always)]
    fn begin(&mut self, mask: R::Mask, t: Primal<R>, x: &P) {
        (**self).begin(mask, t, x);
    }
    #[inline(always)]
    fn cut(&mut self, step: &Step<'_, P, R>) -> Cut<R> {
        (**self).cut(step)
    }
    #[inline(always)]
    fn see(&mut self, step: &Step<'_, P, R>) -> R::Mask {
        (**self).see(step)
    }
    #[inline(always)]
    fn jump(&mut self, cut: R::Mask, t: Primal<R>, x: &mut P) -> R::Mask {
        (**self).jump(cut, t, x)
    }
    #[inline(always)]
    fn land(&mut self, mask: R::Mask, t: Primal<R>, x: &P) {
        (**self).land(mask, t, x);
    }
}

/// Both watch; of two cuts the earlier holds, and the first observer jumps first.
impl<P, R: Real, A: Observer<P, R>, B: Observer<P, R>> Observer<P, R> for (A, B) {
    #[inline(always)]
    fn begin(&mut self, mask: R::Mask, t: Primal<R>, x: &P) {
        self.0.begin(mask, t, x);
        self.1.begin(mask, t, x);
    }
    #[inline(always)]
    fn cut(&mut self, step: &Step<'_, P, R>) -> Cut<R> {
        self.0.cut(step).earlier(self.1.cut(step))
    }
    #[inline(always)]
    fn see(&mut self, step: &Step<'_, P, R>) -> R::Mask {
        let first = self.0.see(step);
        first.or(self.1.see(step))
    }
    #[inline(always)]
    fn jump(&mut self, cut: R::Mask, t: Primal<R>, x: &mut P) -> R::Mask {
        let first = self.0.jump(cut, t, x);
        first.or(self.1.jump(cut, t, x))
    }
    #[inline(always)]
    fn land(&mut self, mask: R::Mask, t: Primal<R>, x: &P) {
        self.0.land(mask, t, x);
        self.1.land(mask, t, x);
    }
}

/// A closure as an observer: it sees each step and says which lanes stop (`bool` for a scalar).
#[derive(Debug)]
pub struct Watch<F>(pub F);

impl<P, R: Real, F: FnMut(&Step<'_, P, R>) -> R::Mask> Observer<P, R> for Watch<F> {
    #[inline(always)]
    fn see(&mut self, step: &Step<'_, P, R>) -> R::Mask {
        (self.0)(step)
    }
}
