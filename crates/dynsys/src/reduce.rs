//! Reducers: what an ensemble keeps of each trajectory, computed while it runs.

use neurodyn_core::{Cut, Dual, Layers, Mask, Observer, Primal, Real, Step};

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
    /// Where a step must end early; see [`Observer::cut`].
    #[inline(always)]
    fn cut<R: Real, P: AsRef<[R]>>(&self, _memory: &mut Self::Memory<R>, _step: &Step<'_, P, R>) -> Cut<R> {
        Cut::nowhere()
    }
    /// One step; gives the lanes whose trajectory needs to go no further.
    fn see<R: Real, P: AsRef<[R]>>(&self, memory: &mut Self::Memory<R>, step: &Step<'_, P, R>) -> R::Mask;
    /// Called where a step was cut: may change the state in those lanes, and says in which it did.
    #[inline(always)]
    fn jump<R: Real, P: AsRef<[R]> + AsMut<[R]> + Clone>(
        &self,
        _cut: R::Mask,
        _memory: &mut Self::Memory<R>,
        _t: Primal<R>,
        _x: &mut P,
    ) -> R::Mask {
        R::Mask::splat(false)
    }
    /// The states in the lanes of `mask` have jumped to `x`, from where the trajectories go on.
    #[inline(always)]
    fn land<R: Real>(&self, _mask: R::Mask, _memory: &mut Self::Memory<R>, _t: Primal<R>, _x: &[R]) {}
    /// The result of the trajectory in `lane`, which ended at `(t, x)`.
    fn finish<R: Real>(&self, memory: &Self::Memory<R>, lane: usize, t: Primal<R>, x: &[R]) -> Self::Output;
}

/// Two reducers on the same trajectory; of two cuts the earlier holds, and the first reducer jumps first.
impl<A: Reducer, B: Reducer> Reducer for (A, B) {
    type Output = (A::Output, B::Output);
    type Memory<R: Real> = (A::Memory<R>, B::Memory<R>);
    fn stops(&self) -> Vec<f64> {
        let mut stops = self.0.stops();
        stops.extend(self.1.stops());
        stops
    }
    #[inline(always)]
    fn memory<R: Real>(&self) -> Self::Memory<R> {
        (self.0.memory(), self.1.memory())
    }
    #[inline(always)]
    fn begin<R: Real>(&self, mask: R::Mask, (a, b): &mut Self::Memory<R>, t: Primal<R>, x: &[R]) {
        self.0.begin(mask, a, t, x);
        self.1.begin(mask, b, t, x);
    }
    #[inline(always)]
    fn cut<R: Real, P: AsRef<[R]>>(&self, (a, b): &mut Self::Memory<R>, step: &Step<'_, P, R>) -> Cut<R> {
        self.0.cut(a, step).earlier(self.1.cut(b, step))
    }
    #[inline(always)]
    fn see<R: Real, P: AsRef<[R]>>(&self, (a, b): &mut Self::Memory<R>, step: &Step<'_, P, R>) -> R::Mask {
        self.0.see(a, step).or(self.1.see(b, step))
    }
    #[inline(always)]
    fn jump<R: Real, P: AsRef<[R]> + AsMut<[R]> + Clone>(
        &self,
        cut: R::Mask,
        (a, b): &mut Self::Memory<R>,
        t: Primal<R>,
        x: &mut P,
    ) -> R::Mask {
        let first = self.0.jump(cut, a, t, x);
        first.or(self.1.jump(cut, b, t, x))
    }
    #[inline(always)]
    fn land<R: Real>(&self, mask: R::Mask, (a, b): &mut Self::Memory<R>, t: Primal<R>, x: &[R]) {
        self.0.land(mask, a, t, x);
        self.1.land(mask, b, t, x);
    }
    #[inline(always)]
    fn finish<R: Real>(&self, (a, b): &Self::Memory<R>, lane: usize, t: Primal<R>, x: &[R]) -> Self::Output {
        (self.0.finish(a, lane, t, x), self.1.finish(b, lane, t, x))
    }
}

/// A reducer at work: an [`Observer`] for numbers `R`.
#[derive(Clone, Debug)]
pub struct Reduction<'a, D: Reducer, R: Real> {
    reducer: &'a D,
    memory: D::Memory<R>,
}

impl<'a, D: Reducer, R: Real> Reduction<'a, D, R> {
    /// The reducer with empty accumulators.
    #[inline(always)]
    #[must_use]
    pub fn new(reducer: &'a D) -> Self {
        Self { reducer, memory: reducer.memory() }
    }
    /// The result of the trajectory in `lane`, which ended at `(t, x)`.
    #[inline(always)]
    pub fn finish(&self, lane: usize, t: Primal<R>, x: &[R]) -> D::Output {
        self.reducer.finish(&self.memory, lane, t, x)
    }
}

impl<P: AsRef<[R]> + AsMut<[R]> + Clone, D: Reducer, R: Real> Observer<P, R> for Reduction<'_, D, R> {
    #[inline(always)]
    fn begin(&mut self, mask: R::Mask, t: Primal<R>, x: &P) {
        self.reducer.begin(mask, &mut self.memory, t, x.as_ref());
    }
    #[inline(always)]
    fn cut(&mut self, step: &Step<'_, P, R>) -> Cut<R> {
        self.reducer.cut(&mut self.memory, step)
    }
    #[inline(always)]
    fn see(&mut self, step: &Step<'_, P, R>) -> R::Mask {
        self.reducer.see(&mut self.memory, step)
    }
    #[inline(always)]
    fn jump(&mut self, cut: R::Mask, t: Primal<R>, x: &mut P) -> R::Mask {
        self.reducer.jump(cut, &mut self.memory, t, x)
    }
    #[inline(always)]
    fn land(&mut self, mask: R::Mask, t: Primal<R>, x: &P) {
        self.reducer.land(mask, &mut self.memory, t, x.as_ref());
    }
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
