//! The end of a trajectory that has come to rest.

use crate::reduce::Reducer;
use neurodyn_core::{Layers, Mask, Primal, Real, Step, Tolerance};

/// Ends a trajectory once it has stood still for a while:
///
/// ```text
/// sqrt( 1/n sum_i (f_i / (absolute + relative |x_i|))^2 ) <= 1   at every step's end for `lasting`
/// ```
/// with `f` the slope. The scales are rates: `absolute` in units of the coordinate over time, `relative` in units of
/// one over time. A slow passage looks like rest; `lasting` should be longer than the slowest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Steady {
    /// A slope of this size is small.
    pub small: Tolerance,
    /// How long it must be small.
    pub lasting: f64,
}

/// Where a trajectory under [`Steady`] ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Rest {
    /// True if it came to rest.
    pub steady: bool,
    /// When it ended.
    pub t: f64,
    /// The state there.
    pub x: Vec<f64>,
}

/// When each lane's slope became small; infinite where it is not.
#[derive(Clone, Copy, Debug)]
pub struct Since<R: Real> {
    small: Primal<R>,
    done: R::Mask,
}

impl Reducer for Steady {
    type Output = Rest;
    type Memory<R: Real> = Since<R>;
    #[inline(always)]
    fn memory<R: Real>(&self) -> Since<R> {
        Since { small: <Primal<R> as Real>::lit(f64::INFINITY), done: R::Mask::splat(false) }
    }
    #[inline(always)]
    fn begin<R: Real>(&self, mask: R::Mask, memory: &mut Since<R>, _: Primal<R>, _: &[R]) {
        memory.small = Primal::<R>::select(mask, <Primal<R> as Real>::lit(f64::INFINITY), memory.small);
        memory.done = memory.done.and(mask.not());
    }
    #[inline(always)]
    fn see<R: Real, P: AsRef<[R]>>(&self, memory: &mut Since<R>, step: &Step<'_, P, R>) -> R::Mask {
        let lit = <Primal<R> as Real>::lit;
        let (x, slope) = (step.after.as_ref(), step.slope_after.as_ref());
        let small = self.small.mean_square(x, x, slope).le(lit(1.0));
        let now = step.t + step.h;
        let since = Primal::<R>::select(small, memory.small.min(now), lit(f64::INFINITY));
        memory.small = Primal::<R>::select(step.taken, since, memory.small);
        let done = step.taken.and(lit(self.lasting).le(now - memory.small));
        memory.done = memory.done.or(done);
        done
    }
    #[inline(always)]
    fn land<R: Real>(&self, mask: R::Mask, memory: &mut Since<R>, t: Primal<R>, x: &[R]) {
        self.begin(mask, memory, t, x);
    }
    #[inline(always)]
    fn finish<R: Real>(&self, memory: &Since<R>, lane: usize, t: Primal<R>, x: &[R]) -> Rest {
        Rest {
            steady: memory.done.lane(lane),
            t: t.value(lane),
            x: x.iter().map(|c| c.value(lane)).collect(),
        }
    }
}
