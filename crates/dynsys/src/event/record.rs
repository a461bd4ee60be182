//! Events written down: when they happened, and the states there.

use super::{Crossing, Event, Seen};
use crate::reduce::Reducer;
use neurodyn_core::{Layers, Mask, Primal, Real, Step};

/// Writes down every crossing; the run goes on as if nobody looked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Record<E>(pub Crossing<E>);

/// An event that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// When.
    pub t: f64,
    /// The state there.
    pub x: Vec<f64>,
}

/// The search and what each lane's trajectory has met so far.
#[derive(Clone, Debug)]
pub struct Records<R: Real> {
    seen: Seen<R>,
    hits: Vec<Vec<Hit>>,
}

impl<E: Event> Reducer for Record<E> {
    type Output = Vec<Hit>;
    type Memory<R: Real> = Records<R>;
    #[inline(always)]
    fn memory<R: Real>(&self) -> Records<R> {
        Records { seen: Seen::new(), hits: vec![Vec::new(); R::LANES] }
    }
    #[inline(always)]
    fn begin<R: Real>(&self, mask: R::Mask, memory: &mut Records<R>, t: Primal<R>, x: &[R]) {
        memory.seen.begin(&self.0, mask, t, x);
        for lane in 0..R::LANES {
            if mask.lane(lane) {
                memory.hits[lane].clear();
            }
        }
    }
    #[inline(always)]
    fn see<R: Real, P: AsRef<[R]>>(&self, memory: &mut Records<R>, step: &Step<'_, P, R>) -> R::Mask {
        let mut g = memory.seen.g();
        for part in 1..=self.0.parts.max(1) {
            let (root, g_end) = memory.seen.within(&self.0, step, part, g);
            g = g_end;
            if root.lanes.any() {
                let t = step.t + root.theta * step.h;
                let inside = step.dense.at(R::lift(root.theta));
                let at_end = <Primal<R> as Real>::lit(1.0).le(root.theta);
                for lane in 0..R::LANES {
                    if root.lanes.lane(lane) {
                        let x = if at_end.lane(lane) { step.after.as_ref() } else { inside.as_ref() };
                        let x = x.iter().map(|c| c.value(lane)).collect();
                        memory.hits[lane].push(Hit { t: t.value(lane), x });
                    }
                }
            }
        }
        memory.seen.settle(&self.0, step);
        R::Mask::splat(false)
    }
    #[inline(always)]
    fn land<R: Real>(&self, mask: R::Mask, memory: &mut Records<R>, t: Primal<R>, x: &[R]) {
        memory.seen.begin(&self.0, mask, t, x);
    }
    #[inline(always)]
    fn finish<R: Real>(&self, memory: &Records<R>, lane: usize, _: Primal<R>, _: &[R]) -> Vec<Hit> {
        memory.hits[lane].clone()
    }
}
