//! The search for a zero within a step, in all lanes at once and in none with regard to another.

use super::{Crossing, Direction, Event};
use neurodyn_core::{Cut, Mask, Primal, Real, Step};

/// A crossing this early in a trajectory's first step, as a fraction of it, is the start itself, put on the wrong side
/// by rounding.
const AT_START: f64 = 1e-8;

/// What a search remembers: the function's value where the last step ended.
#[derive(Clone, Copy, Debug)]
pub struct Seen<R: Real> {
    g: Primal<R>,
    fresh: R::Mask,
}

impl<R: Real> Seen<R> {
    #[inline(always)]
    pub(crate) fn new() -> Self {
        Self { g: <Primal<R> as Real>::lit(0.0), fresh: R::Mask::splat(false) }
    }

    /// The trajectories in the lanes of `mask` begin, or go on, at `(t, x)`.
    #[inline(always)]
    pub(crate) fn begin<E: Event>(&mut self, crossing: &Crossing<E>, mask: R::Mask, t: Primal<R>, x: &[R]) {
        let g = crossing.event.value(R::lift(t), x).primal();
        self.g = Primal::<R>::select(mask, g, self.g);
        self.fresh = self.fresh.or(mask);
    }

    /// The first crossing within the step, in the lanes that took it.
    #[inline(always)]
    pub(crate) fn first<E: Event, P: AsRef<[R]>>(
        &self,
        crossing: &Crossing<E>,
        step: &Step<'_, P, R>,
    ) -> Cut<R> {
        let mut first = Cut::<R>::nowhere();
        let mut g = self.g;
        for part in 1..=crossing.parts.max(1) {
            let (root, g_end) = self.within(crossing, step, part, g);
            let new = root.lanes.and(first.lanes.not());
            first.theta = Primal::<R>::select(new, root.theta, first.theta);
            first.lanes = first.lanes.or(new);
            g = g_end;
        }
        first
    }

    /// The crossing within one part of the step at whose beginning the function is `g`; also its value at the end.
    #[inline(always)]
    pub(crate) fn within<E: Event, P: AsRef<[R]>>(
        &self,
        crossing: &Crossing<E>,
        step: &Step<'_, P, R>,
        part: u32,
        g: Primal<R>,
    ) -> (Cut<R>, Primal<R>) {
        let lit = <Primal<R> as Real>::lit;
        let (zero, parts) = (lit(0.0), f64::from(crossing.parts.max(1)));
        let (from, to) = (lit(f64::from(part - 1) / parts), lit(f64::from(part) / parts));
        let g_end = if part >= crossing.parts {
            crossing.event.value(R::lift(step.t + step.h), step.after.as_ref()).primal()
        } else {
            value_at(crossing, step, to)
        };
        let rises = g.lt(zero).and(zero.le(g_end));
        let falls = zero.lt(g).and(g_end.le(zero));
        let lanes = step.taken.and(match crossing.direction {
            Direction::Rising => rises,
            Direction::Falling => falls,
            Direction::Either => rises.or(falls),
        });
        if !lanes.any() {
            return (Cut::nowhere(), g_end);
        }
        let theta = refine(crossing, step, lanes, (from, g), (to, g_end));
        let lanes = lanes.and(self.fresh.and(theta.lt(lit(AT_START))).not());
        (Cut { lanes, theta: Primal::<R>::select(lanes, theta, lit(1.0)) }, g_end)
    }

    /// The value where the last step ended.
    #[inline(always)]
    pub(crate) fn g(&self) -> Primal<R> {
        self.g
    }

    /// The step is over.
    #[inline(always)]
    pub(crate) fn settle<E: Event, P: AsRef<[R]>>(&mut self, crossing: &Crossing<E>, step: &Step<'_, P, R>) {
        let g = crossing.event.value(R::lift(step.t + step.h), step.after.as_ref()).primal();
        self.g = Primal::<R>::select(step.taken, g, self.g);
        self.fresh = self.fresh.and(step.taken.not());
    }
}

#[inline(always)]
fn value_at<E: Event, P: AsRef<[R]>, R: Real>(
    crossing: &Crossing<E>,
    step: &Step<'_, P, R>,
    theta: Primal<R>,
) -> Primal<R> {
    let x = step.dense.at(R::lift(theta));
    crossing.event.value(R::lift(step.t + theta * step.h), x.as_ref()).primal()
}

/// The least `theta` in a bracket, to rounding, at which the function has reached zero, by the ITP method (interpolate,
/// truncate, project): I. F. D. Oliveira & R. H. C. Takahashi, "An enhancement of the bisection method average
/// performance preserving minmax optimality", ACM Trans. Math. Softw. 47, 5 (2021), with `kappa1 = 0.2 / (b - a)`,
/// `kappa2 = 2` and `n0 = 1`: never slower than bisection by more than one step, and faster than linear on a smooth
/// function.
///
/// The result is always the far end of the bracket, where the function is zero or beyond: a run that goes on from
/// there does not cross again.
#[inline(always)]
fn refine<E: Event, P: AsRef<[R]>, R: Real>(
    crossing: &Crossing<E>,
    step: &Step<'_, P, R>,
    lanes: R::Mask,
    (a, g_a): (Primal<R>, Primal<R>),
    (b, g_b): (Primal<R>, Primal<R>),
) -> Primal<R> {
    let lit = <Primal<R> as Real>::lit;
    let pick = Primal::<R>::select;
    let (zero, half, least) = (lit(0.0), lit(0.5), lit(R::EPSILON));
    // the function's sign is turned so that it rises
    let turn = pick(g_a.lt(zero), lit(1.0), lit(-1.0));
    let (mut a, mut g_a, mut b, mut g_b) = (a, turn * g_a, b, turn * g_b);
    let mut budget = b - a;
    let truncation = lit(0.2) / budget;
    let mut open = lanes.and(zero.lt(g_b));
    for _ in 0..64 {
        open = open.and(least.lt(b - a));
        if !open.any() {
            break;
        }
        let (width, middle) = (b - a, half * (a + b));
        let falsi = (g_b * a - g_a * b) / (g_b - g_a);
        let off = middle - falsi;
        let toward = pick(off.lt(zero), lit(-1.0), lit(1.0));
        // at least the resolution, so that the estimate passes the zero and both ends close in
        let shift = (truncation * width * width).max(least);
        let truncated = pick(shift.le(off.abs()), falsi + toward * shift, middle);
        let radius = budget - half * width;
        let projected = pick((truncated - middle).abs().le(radius), truncated, middle - toward * radius);
        let theta = pick(a.lt(projected).and(projected.lt(b)), projected, middle);
        let g = turn * value_at(crossing, step, theta);
        let beyond = open.and(zero.le(g));
        let before = open.and(beyond.not());
        (b, g_b) = (pick(beyond, theta, b), pick(beyond, g, g_b));
        (a, g_a) = (pick(before, theta, a), pick(before, g, g_a));
        open = open.and(g.abs().le(zero).not());
        budget *= half;
    }
    b
}
