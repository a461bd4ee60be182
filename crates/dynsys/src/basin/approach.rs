//! The simplest labelling of a flow: which known point does a trajectory come near, or does it leave?

use super::Basin;
use crate::reduce::Reducer;
use neurodyn_core::{Layers, Mask, Primal, Real, Step};

/// Ends a trajectory when a step ends within `radius` of one of the points (the first of them that fits is its
/// [`Basin::Attractor`]) or farther than `escape` from the origin.
///
/// The points are attracting fixed points, or points on attractors that trajectories come near; within `radius` of them
/// there must be no other basin.
#[derive(Clone, Debug, PartialEq)]
pub struct Approach {
    /// The points.
    pub points: Vec<Vec<f64>>,
    /// Nearer is there.
    pub radius: f64,
    /// Farther is away; infinite for never.
    pub escape: f64,
}

/// What is known of each lane: the number of its point, plus 1; 0 for nothing, -1 for escaped.
#[derive(Clone, Copy, Debug)]
pub struct Known<R: Real>(Primal<R>);

impl Reducer for Approach {
    type Output = Basin;
    type Memory<R: Real> = Known<R>;
    #[inline(always)]
    fn memory<R: Real>(&self) -> Known<R> {
        Known(<Primal<R> as Real>::lit(0.0))
    }
    #[inline(always)]
    fn begin<R: Real>(&self, mask: R::Mask, memory: &mut Known<R>, _: Primal<R>, _: &[R]) {
        memory.0 = Primal::<R>::select(mask, <Primal<R> as Real>::lit(0.0), memory.0);
    }
    #[inline(always)]
    fn see<R: Real, P: AsRef<[R]>>(&self, memory: &mut Known<R>, step: &Step<'_, P, R>) -> R::Mask {
        let lit = <Primal<R> as Real>::lit;
        let x = step.after.as_ref();
        let mut size = lit(0.0);
        for i in 0..x.len() {
            size = x[i].primal().mul_add(x[i].primal(), size);
        }
        let mut known = Primal::<R>::select(lit(self.escape * self.escape).lt(size), lit(-1.0), lit(0.0));
        let mut number = self.points.len();
        while number > 0 {
            let point = &self.points[number - 1];
            let mut distance = lit(0.0);
            for i in 0..x.len() {
                let d = x[i].primal() - lit(point[i]);
                distance = d.mul_add(d, distance);
            }
            let near = distance.le(lit(self.radius * self.radius));
            known = Primal::<R>::select(near, lit(number as f64), known);
            number -= 1;
        }
        memory.0 = Primal::<R>::select(step.taken, known, memory.0);
        step.taken.and(known.le(lit(0.0)).and(lit(0.0).le(known)).not())
    }
    #[inline(always)]
    fn finish<R: Real>(&self, memory: &Known<R>, lane: usize, _: Primal<R>, _: &[R]) -> Basin {
        let known = memory.0.value(lane);
        if known == 0.0 {
            Basin::Undecided
        } else if known < 0.0 {
            Basin::Escaped
        } else {
            Basin::Attractor(known as u16 - 1)
        }
    }
}
