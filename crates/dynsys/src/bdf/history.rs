//! What BDF remembers of the steps before, lane by lane: a polynomial, the steps, the order.

use super::HIGHEST;
use super::coefficients::{Coefficients, is, lowered, raised};
use crate::differentiate::Differentiate;
use crate::newton::Newton;
use neurodyn_core::linear::LinearSolve;
use neurodyn_core::{Flow, Mask, Point, Primal, Real, Space, Tolerance};

/// Failures in a row after which the history is no longer trusted.
const FAILURES: f64 = 3.0;
/// A coefficient that is not there, because the order is too low: the number that changes no other when it is added.
const NOTHING: f64 = -0.0;

/// The polynomials through the last step and through the trial, and what is needed to choose steps and orders.
#[allow(missing_debug_implementations, reason = "systems need not have one")]
pub struct History<S, R, J, L>
where
    S: Flow<R>,
    R: Real,
    J: Differentiate<S, R, L::Layout>,
    L: LinearSolve<R>,
{
    pub(super) newton: Newton<S, R, J, L>,
    /// `h^j / j!` times the derivatives after the last step that was taken, from `j = 1` on.
    pub(super) z: [Point<S, R>; HIGHEST],
    /// The same of the trial, from `j = 0` on: first as predicted.
    pub(super) w: [Point<S, R>; HIGHEST + 1],
    pub(super) g: Point<S, R>,
    /// What the trial adds to the prediction, and what the step before added.
    pub(super) correction: Point<S, R>,
    pub(super) last: Point<S, R>,
    pub(super) scratch: Point<S, R>,
    /// The steps that were taken, the last one first; the trial's; and `z` is for this one.
    pub(super) past: [Primal<R>; HIGHEST],
    pub(super) h: Primal<R>,
    pub(super) scale: Primal<R>,
    pub(super) order: Primal<R>,
    /// The highest of all lanes' orders.
    pub(super) top: usize,
    pub(super) trial: Coefficients<Primal<R>>,
    /// `share` of the step before.
    pub(super) last_share: Primal<R>,
    /// Steps until the order is looked at; the order after the trial, and the size of its error.
    pub(super) wait: Primal<R>,
    pub(super) next_order: Primal<R>,
    pub(super) size: Primal<R>,
    /// Lanes with a history; those whose trial was not taken yet, and how often that was so in a row.
    pub(super) begun: R::Mask,
    pub(super) pending: R::Mask,
    pub(super) failures: Primal<R>,
    pub(super) tolerance: Tolerance,
    pub(super) goal: f64,
}

impl<S, R, J, L> History<S, R, J, L>
where
    S: Flow<R>,
    R: Real,
    J: Differentiate<S, R, L::Layout>,
    L: LinearSolve<R>,
{
    /// Without a step yet.
    pub(super) fn new(system: &S, newton: Newton<S, R, J, L>) -> Self {
        let lit = <Primal<R> as Real>::lit;
        let point = |c| system.space().constant(c);
        Self {
            newton,
            z: core::array::from_fn(|_| point(NOTHING)),
            w: core::array::from_fn(|_| point(NOTHING)),
            g: point(0.0),
            correction: point(0.0),
            last: point(0.0),
            scratch: point(0.0),
            past: [lit(0.0); HIGHEST],
            h: lit(0.0),
            scale: lit(1.0),
            order: lit(1.0),
            top: 1,
            trial: Coefficients::none(),
            last_share: lit(1.0),
            wait: lit(2.0),
            next_order: lit(1.0),
            size: lit(0.0),
            begun: R::Mask::splat(false),
            pending: R::Mask::splat(false),
            failures: lit(0.0),
            tolerance: Tolerance::both(0.0),
            goal: 0.0,
        }
    }
    /// The lanes of `mask` have no history.
    #[inline(always)]
    pub(super) fn begin(&mut self, mask: R::Mask) {
        let lit = <Primal<R> as Real>::lit;
        let pick = |yes, no| Primal::<R>::select(mask, yes, no);
        self.begun = self.begun.and(mask.not());
        self.pending = self.pending.and(mask.not());
        self.order = pick(lit(1.0), self.order);
        self.wait = pick(lit(2.0), self.wait);
        self.failures = pick(lit(0.0), self.failures);
        for j in 1..HIGHEST {
            for z in self.z[j].as_mut() {
                *z = R::select(mask, R::lit(NOTHING), *z);
            }
        }
        self.bound();
    }

    /// Finds the highest order.
    #[inline(always)]
    fn bound(&mut self) {
        self.top = 1;
        for j in 2..=HIGHEST {
            if <Primal<R> as Real>::lit(j as f64).le(self.order).any() {
                self.top = j;
            }
        }
    }

    /// Begins anew where trials have failed several times in a row.
    #[inline(always)]
    pub(super) fn doubt(&mut self) {
        let lit = <Primal<R> as Real>::lit;
        self.failures = Primal::<R>::select(self.pending, self.failures + lit(1.0), self.failures);
        let lost = self.begun.and(lit(FAILURES).le(self.failures));
        if lost.any() {
            self.begin(lost);
        }
        self.pending = R::Mask::splat(true);
    }

    /// The polynomial of the steps before at the end of the step, in powers of `h`; by Pascal's triangle.
    #[inline(always)]
    pub(super) fn predict(&mut self, h: R, x: &Point<S, R>, slope: &Point<S, R>) {
        let Self { z, w, g, begun, top, .. } = self;
        let (top, n) = (*top, x.as_ref().len());
        let ratio = h / R::lift(self.scale);
        let share = R::lift(<Primal<R> as Real>::lit(1.0) / self.trial.l[1]);
        // one loop over the coordinates after another, so that each runs along them
        w[0].clone_from(x);
        let (first, slope) = (w[1].as_mut(), slope.as_ref());
        for i in 0..n {
            first[i] = R::select(*begun, z[0].as_ref()[i] * ratio, h * slope[i]);
        }
        let mut power = ratio;
        for j in 2..=HIGHEST {
            power *= ratio;
            let (w, z) = (w[j].as_mut(), z[j - 1].as_ref());
            for i in 0..n {
                w[i] = if j <= top { z[i] * power } else { R::lit(NOTHING) };
            }
        }
        for k in 1..=top {
            for j in (k..=top).rev() {
                let (below, from) = w.split_at_mut(j);
                let (below, from) = (below[j - 1].as_mut(), from[0].as_ref());
                for i in 0..n {
                    below[i] += from[i];
                }
            }
        }
        let (g, first) = (g.as_mut(), w[1].as_ref());
        for i in 0..n {
            g[i] = first[i] * share;
        }
    }

    /// The trial becomes the last step in the lanes of `taken`, with the order that was chosen.
    #[inline(always)]
    pub(super) fn remember(&mut self, taken: R::Mask) {
        let lit = <Primal<R> as Real>::lit;
        let pick = |yes, no| Primal::<R>::select(taken, yes, no);
        for j in 1..=self.top {
            let (z, w) = (self.z[j - 1].as_mut(), self.w[j].as_ref());
            let there = taken.and(lit(j as f64).le(self.order));
            for i in 0..z.len() {
                z[i] = R::select(there, w[i], z[i]);
            }
        }
        let (last, correction) = (self.last.as_mut(), self.correction.as_ref());
        for i in 0..last.len() {
            last[i] = R::select(taken, correction[i], last[i]);
        }
        for j in (1..HIGHEST).rev() {
            self.past[j] = pick(self.past[j - 1], self.past[j]);
        }
        self.past[0] = pick(self.h, self.past[0]);
        self.scale = pick(self.h, self.scale);
        self.last_share = pick(self.trial.share, self.last_share);
        self.begun = self.begun.or(taken);
        self.pending = self.pending.and(taken.not());
        self.failures = pick(lit(0.0), self.failures);
        let changed = taken.and(is(self.next_order - self.order, 0).not());
        let waited = Primal::<R>::select(self.wait.le(lit(1.0)), lit(2.0), self.wait - lit(1.0));
        self.wait = pick(waited, self.wait);
        if changed.any() {
            self.rise(changed.and(self.order.lt(self.next_order)));
            self.fall(changed.and(self.next_order.lt(self.order)));
            self.order = Primal::<R>::select(changed, self.next_order, self.order);
            self.wait = Primal::<R>::select(changed, self.order + lit(1.0), self.wait);
            self.bound();
        }
    }

    /// The polynomial of the next higher order.
    #[inline(always)]
    fn rise(&mut self, mask: R::Mask) {
        let (l, factor) = raised(self.order, self.top, &self.past);
        for j in 2..=HIGHEST.min(self.top + 1) {
            let there = mask.and(<Primal<R> as Real>::lit((j - 1) as f64).le(self.order));
            let (z, share) = (self.z[j - 1].as_mut(), R::lift(factor * l[j]));
            for i in 0..z.len() {
                z[i] = R::select(there, self.correction.as_ref()[i].mul_add(share, z[i]), z[i]);
            }
        }
    }

    /// The polynomial of the next lower order.
    #[inline(always)]
    fn fall(&mut self, mask: R::Mask) {
        let l = lowered(self.order, self.top, &self.past);
        for q in 2..=self.top {
            let here = mask.and(is(self.order, q));
            if !here.any() {
                continue;
            }
            let (lower, highest) = self.z.split_at_mut(q - 1);
            let highest = highest[0].as_mut();
            for j in 2..q {
                let (z, share) = (lower[j - 1].as_mut(), R::lift(-l[j]));
                for i in 0..z.len() {
                    z[i] = R::select(here, highest[i].mul_add(share, z[i]), z[i]);
                }
            }
            for z in highest {
                *z = R::select(here, R::lit(NOTHING), *z);
            }
        }
    }
}
