//! Simplified Newton iterations for one implicit equation, with a Jacobian that is kept over steps: what BDF and ESDIRK share.

use crate::differentiate::Differentiate;
use neurodyn_core::linear::{Layout, LinearSolve};
use neurodyn_core::{Flow, Mask, Point, Primal, Real, Space, Tolerance};

/// Iterations before a step is given up.
const ITERATIONS: u32 = 4;
/// Taken steps after which the Jacobian is taken anew.
const OLD: f64 = 20.0;
/// Slower than this, an iteration does not converge in time.
const SLOWEST: f64 = 0.9;

/// `f(t, base + z) = back (z + g)`, to be solved for `z`.
pub(crate) struct Equation<'a, P, R> {
    pub(crate) t: R,
    pub(crate) base: &'a P,
    pub(crate) g: &'a P,
    pub(crate) back: R,
}

/// Where derivatives come from, what solves linear systems, and how errors are measured: at the state `x`.
pub(crate) struct Means<'a, S: Flow<R>, R: Real, J, L> {
    pub(crate) system: &'a S,
    pub(crate) derivatives: &'a J,
    pub(crate) solver: &'a L,
    pub(crate) tolerance: Tolerance,
    pub(crate) x: &'a Point<S, R>,
}

/// ```text
/// (back - J) dz = f(t, base + z) - back (z + g),   z += dz
/// ```
/// The rate of convergence, and when to stop, as in E. Hairer and G. Wanner, Solving Ordinary Differential Equations II,
/// section IV.8. Each lane iterates until it has converged and has a Jacobian of its own age, whatever its neighbours do.
pub(crate) struct Newton<S, R, J, L>
where
    S: Flow<R>,
    R: Real,
    J: Differentiate<S, R, L::Layout>,
    L: LinearSolve<R>,
{
    work: J::Work,
    jacobian: Vec<R>,
    by_time: Vec<R>,
    matrix: Vec<R>,
    factors: L::Factors,
    /// Steps that were taken since the Jacobian was; infinite where there is none.
    age: Primal<R>,
    /// `back` of the matrix that is factored; zero if the Jacobian has changed since.
    back: Primal<R>,
    /// `theta / (1 - theta)` of the last iteration, theta being the rate of convergence.
    rest: Primal<R>,
    at: Point<S, R>,
    change: Point<S, R>,
}

impl<S, R, J, L> Newton<S, R, J, L>
where
    S: Flow<R>,
    R: Real,
    J: Differentiate<S, R, L::Layout>,
    L: LinearSolve<R>,
{
    pub(crate) fn new(derivatives: &J, solver: &L, system: &S) -> Self {
        let n = system.space().dim();
        let entries = solver.layout().len(n);
        Self {
            work: derivatives.work(system),
            jacobian: vec![R::lit(0.0); entries],
            by_time: vec![R::lit(0.0); n],
            matrix: vec![R::lit(0.0); entries],
            factors: solver.factors(n),
            age: <Primal<R> as Real>::lit(f64::INFINITY),
            back: <Primal<R> as Real>::lit(0.0),
            rest: <Primal<R> as Real>::lit(1.0),
            at: system.space().constant(0.0),
            change: system.space().constant(0.0),
        }
    }

    /// Forgets the Jacobian in these lanes.
    #[inline(always)]
    pub(crate) fn forget(&mut self, mask: R::Mask) {
        let lit = <Primal<R> as Real>::lit;
        self.age = Primal::<R>::select(mask, lit(f64::INFINITY), self.age);
        self.rest = Primal::<R>::select(mask, lit(1.0), self.rest);
    }
    /// A step was taken in these lanes.
    #[inline(always)]
    pub(crate) fn grow_older(&mut self, taken: R::Mask) {
        self.age = Primal::<R>::select(taken, self.age + <Primal<R> as Real>::lit(1.0), self.age);
    }

    /// Takes the Jacobian at `(t, x)` where it is too old and factors the matrix of steps with this `back`.
    #[inline(always)]
    pub(crate) fn prepare(&mut self, means: &Means<'_, S, R, J, L>, t: R, x: &Point<S, R>, back: R) {
        // a lane that is parked has steps of zero: it asks for nothing
        let old = <Primal<R> as Real>::lit(OLD).le(self.age).and(back.is_finite());
        if old.any() {
            self.linearise(means, t, x, old);
        }
        self.factor(means, x.as_ref().len(), back);
    }

    /// Takes the Jacobian in the lanes of `mask`.
    #[inline(always)]
    fn linearise(&mut self, means: &Means<'_, S, R, J, L>, t: R, x: &Point<S, R>, mask: R::Mask) {
        let lit = <Primal<R> as Real>::lit;
        let Self { work, jacobian, by_time, matrix, age, back, .. } = self;
        let layout = means.solver.layout();
        let entries = layout.len(x.as_ref().len());
        let (fresh, kept) = (&mut matrix[..entries], &mut jacobian[..entries]);
        fresh.fill(R::lit(0.0));
        means.derivatives.at(means.system, t, x, layout, work, fresh, by_time);
        for k in 0..entries {
            kept[k] = R::select(mask, fresh[k], kept[k]);
        }
        *age = Primal::<R>::select(mask, lit(0.0), *age);
        *back = lit(0.0);
    }

    /// Factors `back - J`, unless that is what is factored already.
    #[inline(always)]
    fn factor(&mut self, means: &Means<'_, S, R, J, L>, n: usize, back: R) {
        let now = back.primal();
        if now.le(self.back).and(self.back.le(now)).all() {
            return;
        }
        self.back = now;
        let layout = means.solver.layout();
        let entries = layout.len(n);
        let (matrix, jacobian) = (&mut self.matrix[..entries], &self.jacobian[..entries]);
        for k in 0..entries {
            matrix[k] = -jacobian[k];
        }
        for i in 0..n {
            matrix[layout.place(n, i, i)] += back;
        }
        // a matrix that cannot be factored gives changes that are not finite, and no convergence
        let _ = means.solver.factor(n, matrix, &mut self.factors);
    }

    /// Solves the equation in the lanes of `mask`; true where that succeeded. Where it did not with an old Jacobian, it is tried
    /// again with a fresh one.
    #[inline(always)]
    pub(crate) fn solve(
        &mut self,
        means: &Means<'_, S, R, J, L>,
        equation: &Equation<'_, Point<S, R>, R>,
        goal: Primal<R>,
        mask: R::Mask,
        z: &mut Point<S, R>,
    ) -> R::Mask {
        let lit = <Primal<R> as Real>::lit;
        let mut converged = self.iterate(means, equation, goal, mask, z);
        let old = lit(0.0).lt(self.age).and(equation.back.is_finite());
        let again = mask.and(converged.not()).and(old);
        if again.any() {
            self.linearise(means, equation.t, equation.base, again);
            self.factor(means, z.as_ref().len(), equation.back);
            converged = converged.or(self.iterate(means, equation, goal, again, z));
        }
        // a shorter step begins with a Jacobian from nearer by
        self.forget(mask.and(converged.not()));
        converged
    }

    /// `v` becomes `back (back - J)^-1 v`, with the matrix that was factored last.
    #[inline(always)]
    pub(crate) fn filter(&self, solver: &L, back: R, v: &mut [R]) {
        for x in v.iter_mut() {
            *x *= back;
        }
        if solver.solve(&self.factors, v).is_err() {
            v.fill(R::lit(f64::NAN));
        }
    }

    /// The iteration from zero in the lanes of `mask`; true where it converged.
    #[inline(always)]
    fn iterate(
        &mut self,
        means: &Means<'_, S, R, J, L>,
        equation: &Equation<'_, Point<S, R>, R>,
        goal: Primal<R>,
        mask: R::Mask,
        z: &mut Point<S, R>,
    ) -> R::Mask {
        let lit = <Primal<R> as Real>::lit;
        let (Self { factors, rest, at, change, .. }, z) = (self, z.as_mut());
        let (n, base, g) = (z.len(), equation.base.as_ref(), equation.g.as_ref());
        for i in 0..n {
            z[i] = R::select(mask, R::lit(0.0), z[i]);
        }
        let (mut active, mut converged) = (mask, R::Mask::splat(false));
        let mut before = lit(0.0);
        // without a rate yet, that of the last step is trusted a little less
        *rest = Primal::<R>::select(mask, rest.max(lit(R::EPSILON)).rough_pow(0.8), *rest);
        for iteration in 0..ITERATIONS {
            for i in 0..n {
                at.as_mut()[i] = base[i] + z[i];
            }
            means.system.rhs(equation.t, at, change);
            for i in 0..n {
                let f = change.as_ref()[i];
                change.as_mut()[i] = (-equation.back).mul_add(z[i] + g[i], f);
            }
            let solved = means.solver.solve(factors, change.as_mut()).is_ok();
            let size = means.tolerance.measure(means.x.as_ref(), means.x.as_ref(), change.as_ref());
            let mut hopeless = R::Mask::splat(!solved).or(size.is_finite().not());
            if iteration > 0 {
                let rate = size / before;
                *rest = Primal::<R>::select(active, rate / (lit(1.0) - rate), *rest);
                // the error that will be left if the rate stays
                let left = rate.powi(ITERATIONS - 1 - iteration) / (lit(1.0) - rate) * size;
                hopeless = hopeless.or(rate.lt(lit(SLOWEST)).not()).or(goal.lt(left));
            }
            before = size;
            let moving = active.and(hopeless.not());
            for i in 0..n {
                z[i] = R::select(moving, z[i] + change.as_ref()[i], z[i]);
            }
            let done = moving.and((*rest * size).le(goal));
            converged = converged.or(done);
            active = moving.and(done.not());
            if !active.any() {
                break;
            }
        }
        *rest = Primal::<R>::select(mask.and(converged.not()), lit(1.0), *rest);
        converged
    }
}
