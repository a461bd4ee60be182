//! The size of a trial's error, and the order that would allow the longest step.

use super::coefficients::is;
use super::{ERROR_POWER, HIGHEST, History};
use crate::differentiate::Differentiate;
use neurodyn_core::linear::LinearSolve;
use neurodyn_core::{Flow, Mask, Point, Primal, Real, Trial};

/// A higher order must be better by more: errors are over-estimated by these factors (CVODE: 6, 6, 10).
const RISE: f64 = 10.0 / 6.0;
/// An order is changed for a step that is longer by this factor.
const CLEAR: f64 = 1.1;
/// After two failures in a row a step is to be shorter by this factor.
const FALL: f64 = 4.0;

impl<S, R, J, L> History<S, R, J, L>
where
    S: Flow<R>,
    R: Real,
    J: Differentiate<S, R, L::Layout>,
    L: LinearSolve<R>,
{
    /// Sizes the error of the trial, and chooses the order after it in the lanes whose time has come.
    ///
    /// With the error `d_p` at order `p` a step could be `d_p^(-1/(p+1))` times as long. The size that the controller is told
    /// is the sixth power of `d_p^(1/(p+1))`, `p` being the order after this step, so one power serves all orders.
    #[inline(always)]
    pub(super) fn weigh(&mut self, max_order: usize, x: &Point<S, R>, trial: &Trial<Point<S, R>>) {
        let lit = <Primal<R> as Real>::lit;
        let (tolerance, top, order) = (self.tolerance, self.top, self.order);
        let error = tolerance.measure(x.as_ref(), trial.x.as_ref(), trial.error.as_ref());
        let fine = error.le(lit(1.0));
        let mut stretch = root(error, order + lit(1.0), top + 1);
        self.next_order = order;
        let due = self.wait.le(lit(1.0));
        if due.any() {
            let (scratch, one) = (&mut self.scratch, lit(1.0));
            scratch.as_mut().fill(R::lit(0.0));
            for j in 2..=top {
                let (here, highest) = (is(order, j), self.w[j].as_ref());
                for i in 0..highest.len() {
                    let below = highest[i] * R::lift(self.trial.below);
                    scratch.as_mut()[i] = R::select(here, below, scratch.as_ref()[i]);
                }
            }
            let below = root(tolerance.measure(x.as_ref(), trial.x.as_ref(), scratch.as_ref()), order, top);
            let mut power = one;
            let growth = self.h / self.past[0];
            for j in 0..=top {
                power = Primal::<R>::select(lit(j as f64).le(order), power * growth, power);
            }
            let ratio = R::lift(self.trial.share / self.last_share * power);
            for i in 0..x.as_ref().len() {
                let change = (-ratio).mul_add(self.last.as_ref()[i], self.correction.as_ref()[i]);
                scratch.as_mut()[i] = change * R::lift(self.trial.above * lit(RISE));
            }
            let above = tolerance.measure(x.as_ref(), trial.x.as_ref(), scratch.as_ref());
            let above = root(above, order + lit(2.0), top + 2);
            let clear = stretch * lit(1.0 / CLEAR);
            let rises = due.and(order.lt(lit(max_order as f64))).and(above.lt(clear));
            let falls = due.and(one.lt(order)).and(below.lt(clear));
            let falls = falls.and(rises.and(above.le(below)).not());
            let rises = rises.and(falls.not());
            self.next_order = Primal::<R>::select(rises, order + one, self.next_order);
            self.next_order = Primal::<R>::select(falls, order - one, self.next_order);
            // a trial that fails is tried again at its own order
            stretch = Primal::<R>::select(rises.and(fine), above, stretch);
            stretch = Primal::<R>::select(falls.and(fine), below, stretch);
        }
        // a second failure in a row is no near miss: the step is to fall far enough for the history to matter less
        let again = fine.not().and(lit(1.0).le(self.failures));
        stretch = Primal::<R>::select(again, stretch.max(lit(FALL)), stretch);
        // roots are rough: the verdict is that of the error itself
        let size = stretch.powi(ERROR_POWER);
        let size = Primal::<R>::select(fine, size.min(lit(1.0)), size.max(lit(JUST_TOO_LARGE)));
        self.size = Primal::<R>::select(error.is_finite(), size, lit(f64::NAN));
    }
}

/// Larger than 1 in any precision.
const JUST_TOO_LARGE: f64 = 1.001;

/// `error^(1/power)`, roughly, for powers from 2 to `highest`.
#[inline(always)]
fn root<R: Real>(error: R, power: R, highest: usize) -> R {
    let mut root = error;
    for j in 2..=highest.min(HIGHEST + 2) {
        root = R::select(is(power, j), error.rough_pow(1.0 / j as f64), root);
    }
    root
}
