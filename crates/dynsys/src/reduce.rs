//! Reducers: what an ensemble keeps of each trajectory, computed while it runs.

use neurodyn_core::{Dual, Layers, Mask, Primal, Real, Step};

/// What is kept of a trajectory. Nothing else is stored, so memory grows only with the results.
///
/// One definition serves every width of lanes: the accumulators are numbers `R`.
pub trait Reducer: Sync {
    /// What is kept of one trajectory.
    type Output: Send;
    /// The accumulators of the trajectories in flight.
    type Memory<R: Real>;
    /// Times at which every trajectory must make a step's end, ascending.
    fn stops(&self) -> Vec<f64> {
        Vec::new()
    }
    /// Empty accumulators.
    fn memory<R: Real>(&self) -> Self::Memory<R>;
    /// A trajectory begins in the lanes of `mask`.
    fn begin<R: Real>(&self, mask: R::Mask, memory: &mut Self::Memory<R>, t: Primal<R>, x: &[R]);
    /// One step; gives the lanes whose trajectory needs to go no further.
    fn see<R: Real, P: AsRef<[R]>>(&self, memory: &mut Self::Memory<R>, step: &Step<'_, P, R>) -> R::Mask;
    /// The result of the trajectory in `lane`, which ended at `(t, x)`.
    fn finish<R: Real>(&self, memory: &Self::Memory<R>, lane: usize, t: Primal<R>, x: &[R]) -> Self::Output;
}

/// The last state.
#[derive(Clone, Copy, Debug, Default)]
pub struct Final;

impl Reducer for Final {
    type Output = Vec<f64>;
    type Memory<R: Real> = ();
    #[inline(always)]
    fn memory<R: Real>(&self) {}
    #[inline(always)]
    fn begin<R: Real>(&self, _: R::Mask, (): &mut (), _: Primal<R>, _: &[R]) {}
    #[inline(always)]
    fn see<R: Real, P: AsRef<[R]>>(&self, (): &mut (), _: &Step<'_, P, R>) -> R::Mask {
        R::Mask::splat(false)
    }
    #[inline(always)]
    fn finish<R: Real>(&self, (): &(), lane: usize, _: Primal<R>, x: &[R]) -> Vec<f64> {
        x.iter().map(|c| c.value(lane)).collect()
    }
}

/// A function of the state that a reducer averages.
pub trait Observable: Sync {
    /// The observable at `x`.
    fn value<R: Real>(&self, x: &[R]) -> R;
}

/// The time average of an observable over a window:
///
/// ```text
/// <g> = 1/(t2 - t1) int_t1^t2 g(x(t)) dt
/// ```
/// The integral over a step uses both ends and the rates of change there (`h/2 (g0 + g1) + h^2/12 (g0' - g1')`, the
/// integral of the cubic Hermite interpolant), with `g'` by the chain rule along the slope: fourth order, at the cost
/// of a few operations a step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WindowMean<G> {
    /// The observable.
    pub observable: G,
    /// The window `(t1, t2)`.
    pub window: (f64, f64),
}

impl<G: Observable> Reducer for WindowMean<G> {
    type Output = f64;
    type Memory<R: Real> = Primal<R>;
    fn stops(&self) -> Vec<f64> {
        vec![self.window.0, self.window.1]
    }
    #[inline(always)]
    fn memory<R: Real>(&self) -> Primal<R> {
        <Primal<R> as Real>::lit(0.0)
    }
    #[inline(always)]
    fn begin<R: Real>(&self, mask: R::Mask, memory: &mut Primal<R>, _: Primal<R>, _: &[R]) {
        *memory = Primal::<R>::select(mask, <Primal<R> as Real>::lit(0.0), *memory);
    }
    #[inline(always)]
    fn see<R: Real, P: AsRef<[R]>>(&self, memory: &mut Primal<R>, step: &Step<'_, P, R>) -> R::Mask {
        let lit = <Primal<R> as Real>::lit;
        let (g0, d0) = self.rate(step.before.as_ref(), step.slope_before.as_ref());
        let (g1, d1) = self.rate(step.after.as_ref(), step.slope_after.as_ref());
        let area = step.h * (lit(0.5) * (g0 + g1) + step.h * lit(1.0 / 12.0) * (d0 - d1));
        let inside = step.taken.and(lit(self.window.0).le(step.t)).and(step.t.lt(lit(self.window.1)));
        *memory = Primal::<R>::select(inside, *memory + area, *memory);
        R::Mask::splat(false)
    }
    #[inline(always)]
    fn finish<R: Real>(&self, memory: &Primal<R>, lane: usize, _: Primal<R>, _: &[R]) -> f64 {
        memory.value(lane) / (self.window.1 - self.window.0)
    }
}

impl<G: Observable> WindowMean<G> {
    /// The observable and its rate of change along `slope`.
    #[inline(always)]
    fn rate<R: Real>(&self, x: &[R], slope: &[R]) -> (Primal<R>, Primal<R>) {
        const MOST: usize = 16;
        let zero = Dual::<Primal<R>, 1>::lit(0.0);
        let mut moving = [zero; MOST];
        let n = x.len();
        assert!(n <= MOST, "window means are for states of at most {MOST} coordinates");
        for i in 0..n {
            moving[i] = Dual { re: x[i].primal(), eps: [slope[i].primal()] };
        }
        let g = self.observable.value(&moving[..n]);
        (g.re, g.eps[0])
    }
}
