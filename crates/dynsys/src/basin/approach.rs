//! The simplest labelling: which known point does a trajectory come near, or does it leave?

use super::Basin;
use super::recognise::{Recognise, Told};
use crate::reduce::Reducer;
use neurodyn_core::{Mask, Primal, Real, Step};

/// Ends a trajectory when a step or an iteration ends within `radius` of one of the points (the first of them that fits is its
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

impl Reducer for Approach {
    type Output = Basin;
    type Memory<R: Real> = Told<Primal<R>>;
    #[inline(always)]
    fn memory<R: Real>(&self) -> Told<Primal<R>> {
        Told::nothing()
    }
    #[inline(always)]
    fn begin<R: Real>(&self, mask: R::Mask, memory: &mut Told<Primal<R>>, _: Primal<R>, _: &[R]) {
        *memory = memory.unless(mask, Told::nothing());
    }
    #[inline(always)]
    fn see<R: Real, P: AsRef<[R]>>(&self, memory: &mut Told<Primal<R>>, step: &Step<'_, P, R>) -> R::Mask {
        let told = self.tell(step.after.as_ref());
        *memory = memory.unless(step.taken, told);
        step.taken.and(told.lanes())
    }
    #[inline(always)]
    fn finish<R: Real>(&self, memory: &Told<Primal<R>>, lane: usize, _: Primal<R>, _: &[R]) -> Basin {
        memory.basin(lane).unwrap_or(Basin::Undecided)
    }
}

impl Recognise for Approach {
    #[inline(always)]
    fn tell<R: Real>(&self, x: &[R]) -> Told<Primal<R>> {
        let lit = <Primal<R> as Real>::lit;
        let mut size = lit(0.0);
        for i in 0..x.len() {
            size = x[i].primal().mul_add(x[i].primal(), size);
        }
        let mut told = Told::nothing().escaped(lit(self.escape * self.escape).lt(size));
        let mut number = self.points.len();
        while number > 0 {
            number -= 1;
            let point = &self.points[number];
            let mut distance = lit(0.0);
            for i in 0..x.len() {
                let d = x[i].primal() - lit(point[i]);
                distance = d.mul_add(d, distance);
            }
            told = told.attractor(number as u16, distance.le(lit(self.radius * self.radius)));
        }
        told
    }
}
