//! Radau IIA of order 5: an implicit method for very stiff systems and tight tolerances, by simplified Newton iterations.

mod constants;

use crate::differentiate::{ByHand, Differentiate, Duals};
use crate::erk::weighted;
use crate::mass::{self, Identity, Mass, View};
use constants::{ALPHA, BETA, C, ERROR, GAMMA, T, T_INVERSE};
use neurodyn_core::linear::{Layout, LinearSolve, SmallLu};
use neurodyn_core::{Flow, Mask, Method, Point, Primal, Real, Space, Tolerance, Trial};

/// The collocation method of three stages at the nodes `(4 -+ sqrt 6)/10` and 1; order 5, L-stable, stiffly accurate.
///
/// ```text
/// z_i = h sum_j a_ij f(t + c_j h, x + z_j),   x1 = x + z_3
/// ```
/// E. Hairer and G. Wanner, Solving Ordinary Differential Equations II, section IV.8, whose ways this follows: with
/// `z = T w` and `T^-1 A^-1 T = [[gamma]] + [[alpha, -beta], [beta, alpha]]` a Newton step is a linear system of `n` equations
/// and one of `2 n`. The estimated error is of order 3, so steps are measured against a tolerance that is raised to the
/// power 2/3 (their program does the same): errors follow the tolerance that was asked for. The Jacobian is taken anew in
/// each step. Each lane iterates until it has converged, whatever its neighbours do.
///
/// ```
/// use dynsys::{Pid, Plan, Radau, Tolerance, integrate, systems::Robertson};
///
/// let plan = Plan::new(Radau::new(), Pid::default(), Tolerance { absolute: 1e-12, relative: 1e-8 });
/// let end = integrate(&Robertson::default(), &plan, (0.0, 40.0), &[1.0, 0.0, 0.0], &mut ())?;
/// let x: f64 = end.x[0];
/// assert!((x - 0.71582706871940509).abs() < 1e-8);
/// # Ok::<(), dynsys::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Radau<J = Duals, L = SmallLu, M = Identity> {
    derivatives: J,
    solver: L,
    mass: M,
}

impl Radau {
    /// With derivatives by dual numbers and elimination lane by lane.
    #[must_use]
    pub const fn new() -> Self {
        Self { derivatives: Duals, solver: SmallLu, mass: Identity }
    }
}

impl<J, L, M> Radau<J, L, M> {
    /// The same with the derivatives that the system has by hand.
    pub fn by_hand(self) -> Radau<ByHand, L, M> {
        self.derivatives(ByHand)
    }
    /// The same with derivatives from somewhere else.
    #[inline(always)]
    pub fn derivatives<D>(self, derivatives: D) -> Radau<D, L, M> {
        Radau { derivatives, solver: self.solver, mass: self.mass }
    }
    /// The same with another solver of linear systems: `BandLu` for chains, `FaerLu` for large ones.
    pub fn solver<N>(self, solver: N) -> Radau<J, N, M> {
        Radau { derivatives: self.derivatives, solver, mass: self.mass }
    }
    /// The same for `M x' = f(t, x)`; see [`Mass`].
    pub fn mass<N>(self, mass: N) -> Radau<J, L, N> {
        Radau { derivatives: self.derivatives, solver: self.solver, mass }
    }
}

/// Newton iterations in a step.
const ITERATIONS: u32 = 10;

/// The stages of a step, its linear systems, and the polynomial through the last step.
#[derive(Clone, Debug)]
pub struct Stages<P, R: Real, W, F> {
    z: [P; 3],
    w: [P; 3],
    /// Right-hand sides at the stages, then what is left of the equations.
    f: [P; 3],
    at: P,
    product: P,
    work: W,
    jacobian: Vec<R>,
    by_time: Vec<R>,
    matrix: Vec<R>,
    factors: F,
    /// The system of `2 n` equations: `w_2` and `w_3` take turns.
    pair: Vec<R>,
    pair_factors: F,
    both: Vec<R>,
    /// Where the derivatives are from: the same for a step that is tried again.
    from: Primal<R>,
    known: R::Mask,
    /// Divided differences of the trial, and of the last step that was taken.
    bends: [P; 3],
    last: [P; 3],
    h: Primal<R>,
    last_h: Primal<R>,
    has_last: R::Mask,
    /// `theta / (1 - theta)` of the last iteration, theta being the rate of convergence.
    rest: Primal<R>,
    tolerance: Tolerance,
    /// The iteration's error, in units of the tolerance.
    goal: f64,
}

/// The lower right block of the pair's matrix, `row` and `column` being 0 or 1 within each 2 x 2 block.
#[derive(Clone, Copy)]
struct Block<Y> {
    layout: Y,
    row: usize,
    column: usize,
}

impl<Y: Layout> View for Block<Y> {
    #[inline(always)]
    fn at(self, n: usize, i: usize, j: usize) -> usize {
        self.layout.place(2 * n, 2 * i + self.row, 2 * j + self.column)
    }
}

impl<Sys, R, J, L, M> Method<Sys, R> for Radau<J, L, M>
where
    Sys: Flow<R>,
    R: Real,
    J: Differentiate<Sys, R, L::Layout>,
    L: LinearSolve<R>,
    M: Mass,
{
    type Memory = Stages<Point<Sys, R>, R, J::Work, L::Factors>;

    #[inline(always)]
    fn order(&self) -> u32 {
        5
    }
    #[inline(always)]
    fn error_order(&self) -> u32 {
        4
    }
    fn suits(&self, system: &Sys) -> Result<(), &'static str> {
        mass::suits(&self.mass, system.space().dim(), self.solver.layout())
    }
    fn memory(&self, system: &Sys) -> Self::Memory {
        let n = system.space().dim();
        let point = || system.space().constant(0.0);
        let three = || core::array::from_fn(|_| point());
        let zero = <Primal<R> as Real>::lit(0.0);
        let layout = self.solver.layout();
        Stages {
            z: three(),
            w: three(),
            f: three(),
            at: point(),
            product: point(),
            work: self.derivatives.work(system),
            jacobian: vec![R::lit(0.0); layout.len(n)],
            by_time: vec![R::lit(0.0); n],
            matrix: vec![R::lit(0.0); layout.len(n)],
            factors: self.solver.factors(n),
            pair: vec![R::lit(0.0); layout.doubled().len(2 * n)],
            pair_factors: self.solver.doubled().factors(2 * n),
            both: vec![R::lit(0.0); 2 * n],
            from: zero,
            known: R::Mask::splat(false),
            bends: three(),
            last: three(),
            h: zero,
            last_h: zero,
            has_last: R::Mask::splat(false),
            rest: <Primal<R> as Real>::lit(1.0),
            tolerance: Tolerance::both(0.0),
            goal: 0.0,
        }
    }
    #[inline(always)]
    fn aim(&self, tolerance: &Tolerance, memory: &mut Self::Memory) {
        // the estimate falls as h^4 where the error falls as h^6: RADAU5 measures against 0.1 rtol^(2/3)
        let asked = if tolerance.relative > 0.0 { tolerance.relative } else { tolerance.absolute };
        let relaxed = 0.1 * Real::pow(asked, 2.0 / 3.0);
        let factor = relaxed / asked;
        memory.tolerance =
            Tolerance { absolute: tolerance.absolute * factor, relative: tolerance.relative * factor };
        memory.goal = (10.0 * R::EPSILON / relaxed).max(Real::sqrt(relaxed).min(0.03));
    }
    #[inline(always)]
    fn admits(
        &self,
        system: &Sys,
        t: R,
        x: &Point<Sys, R>,
        slope: &Point<Sys, R>,
        memory: &mut Self::Memory,
    ) -> R::Mask {
        if self.mass.dim().is_none() {
            return R::Mask::splat(true);
        }
        let (layout, Stages { work, jacobian, by_time, tolerance, .. }) = (self.solver.layout(), memory);
        self.derivatives.at(system, t, x, layout, work, jacobian, by_time);
        mass::admits(&self.mass, tolerance, layout, jacobian, x.as_ref(), slope.as_ref())
    }
    #[inline(always)]
    fn restart(&self, mask: R::Mask, memory: &mut Self::Memory) {
        memory.known = memory.known.and(mask.not());
        memory.has_last = memory.has_last.and(mask.not());
        memory.rest = Primal::<R>::select(mask, <Primal<R> as Real>::lit(1.0), memory.rest);
    }
    #[inline(always)]
    fn commit(&self, taken: R::Mask, memory: &mut Self::Memory) {
        for s in 0..3 {
            let (last, bend) = (memory.last[s].as_mut(), memory.bends[s].as_ref());
            for i in 0..last.len() {
                last[i] = R::select(taken, bend[i], last[i]);
            }
        }
        memory.last_h = Primal::<R>::select(taken, memory.h, memory.last_h);
        memory.has_last = memory.has_last.or(taken);
    }

    #[inline(always)]
    fn step(
        &self,
        system: &Sys,
        t: R,
        h: R,
        x: &Point<Sys, R>,
        slope: &Point<Sys, R>,
        memory: &mut Self::Memory,
        trial: &mut Trial<Point<Sys, R>>,
    ) {
        let n = x.as_ref().len();
        let regular = self.linearise(system, t, h, x, memory);
        self.guess(h, memory);
        let converged = self.iterate(system, t, h, x, memory);
        let fine = converged.and(regular);
        for i in 0..n {
            let end = x.as_ref()[i] + memory.z[2].as_ref()[i];
            trial.x.as_mut()[i] = R::select(fine, end, R::lit(f64::NAN));
        }
        system.rhs(t + h, &trial.x, &mut trial.slope);
        bend(memory);
        memory.h = h.primal();
        let Stages { z, f, at, product, factors, tolerance, .. } = memory;
        self.estimate(h, slope, z, factors, product, &mut trial.error);
        // an estimate that asks for a shorter step is filtered once more: the first one is too large in stiff transients
        let first = tolerance.measure(x.as_ref(), trial.x.as_ref(), trial.error.as_ref());
        let large = <Primal<R> as Real>::lit(1.0).lt(first);
        if large.any() {
            for i in 0..n {
                at.as_mut()[i] = x.as_ref()[i] + trial.error.as_ref()[i];
            }
            system.rhs(t, at, &mut f[0]);
            self.estimate(h, &f[0], z, factors, product, at);
            for i in 0..n {
                trial.error.as_mut()[i] = R::select(large, at.as_ref()[i], trial.error.as_ref()[i]);
            }
        }
    }

    #[inline(always)]
    fn measure(
        &self,
        _: &Tolerance,
        x: &Point<Sys, R>,
        memory: &Self::Memory,
        trial: &Trial<Point<Sys, R>>,
    ) -> Primal<R> {
        memory.tolerance.measure(x.as_ref(), trial.x.as_ref(), trial.error.as_ref())
    }

    #[inline(always)]
    fn interpolate(
        &self,
        theta: R,
        _h: R,
        x: &Point<Sys, R>,
        _slope: &Point<Sys, R>,
        memory: &Self::Memory,
        trial: &Trial<Point<Sys, R>>,
    ) -> Point<Sys, R> {
        let mut out = x.clone();
        let s = theta - R::lit(1.0);
        for i in 0..x.as_ref().len() {
            out.as_mut()[i] = trial.x.as_ref()[i] + collocation(&memory.bends, s, i);
        }
        out
    }
}

/// The polynomial through the stages of a step and its start, less its end, at `s` steps after the end: Newton's form over
/// the nodes `0, c_2 - 1, c_1 - 1, -1`.
#[inline(always)]
fn collocation<R: Real, P: AsRef<[R]>>(bends: &[P; 3], s: R, i: usize) -> R {
    let [first, second, third] = bends;
    let inner = (s - R::lit(C[0] - 1.0)).mul_add(third.as_ref()[i], second.as_ref()[i]);
    s * (s - R::lit(C[1] - 1.0)).mul_add(inner, first.as_ref()[i])
}

/// The divided differences of [`collocation`] from the stages.
#[inline(always)]
fn bend<P: AsRef<[R]> + AsMut<[R]>, R: Real, W, F>(memory: &mut Stages<P, R, W, F>) {
    let Stages { z: [z1, z2, z3], bends: [first, second, third], .. } = memory;
    let (to_second, to_first, between) =
        (R::lit(1.0 / (C[1] - 1.0)), R::lit(1.0 / (C[0] - 1.0)), R::lit(1.0 / (C[0] - C[1])));
    for i in 0..z1.as_ref().len() {
        let (z1, z2, z3) = (z1.as_ref()[i], z2.as_ref()[i], z3.as_ref()[i]);
        let late = (z2 - z3) * to_second;
        let middle = (z1 - z2) * between;
        let early = (middle - z1 * R::lit(1.0 / C[0])) * R::lit(1.0 / C[1]);
        first.as_mut()[i] = late;
        second.as_mut()[i] = (middle - late) * to_first;
        third.as_mut()[i] = second.as_ref()[i] - early;
    }
}

impl<J, L, M: Mass> Radau<J, L, M> {
    /// Takes the derivatives, unless the step is tried again, and factors both matrices; true in the lanes that are regular.
    #[inline(always)]
    fn linearise<Sys, R>(
        &self,
        system: &Sys,
        t: R,
        h: R,
        x: &Point<Sys, R>,
        memory: &mut Stages<Point<Sys, R>, R, J::Work, L::Factors>,
    ) -> R::Mask
    where
        Sys: Flow<R>,
        R: Real,
        J: Differentiate<Sys, R, L::Layout>,
        L: LinearSolve<R>,
    {
        let Stages { work, jacobian, by_time, matrix, factors, pair, pair_factors, from, known, .. } = memory;
        let (n, layout) = (x.as_ref().len(), self.solver.layout());
        let now = t.primal();
        let same = known.and(now.le(*from)).and(from.le(now));
        if !same.all() {
            self.derivatives.at(system, t, x, layout, work, jacobian, by_time);
            (*from, *known) = (now, R::Mask::splat(true));
        }
        let back = R::lit(1.0) / h;
        let entries = layout.len(n);
        let (matrix, jacobian) = (&mut matrix[..entries], &jacobian[..entries]);
        for k in 0..entries {
            matrix[k] = -jacobian[k];
        }
        let doubled = layout.doubled();
        let pair = &mut pair[..doubled.len(2 * n)];
        pair.fill(R::lit(0.0));
        for j in 0..n {
            for i in layout.rows(n, j) {
                let entry = matrix[layout.place(n, i, j)];
                pair[doubled.place(2 * n, 2 * i, 2 * j)] = entry;
                pair[doubled.place(2 * n, 2 * i + 1, 2 * j + 1)] = entry;
            }
        }
        self.mass.add(n, back * R::lit(GAMMA), matrix, layout);
        for (row, column, factor) in [(0, 0, ALPHA), (0, 1, -BETA), (1, 0, BETA), (1, 1, ALPHA)] {
            self.mass.add(n, back * R::lit(factor), pair, Block { layout: doubled, row, column });
        }
        let nobody = R::Mask::splat(false);
        let one = self.solver.factor(n, matrix, factors).unwrap_or(nobody);
        one.and(self.solver.doubled().factor(2 * n, pair, pair_factors).unwrap_or(nobody))
    }

    /// The stages as the polynomial of the last step goes on, zero without one.
    #[inline(always)]
    fn guess<R: Real, P: AsRef<[R]> + AsMut<[R]>, W, F>(&self, h: R, memory: &mut Stages<P, R, W, F>) {
        let Stages { z, w, last, last_h, has_last, .. } = memory;
        let none = has_last.not();
        let stretch = h / R::lift(Primal::<R>::select(none, h.primal(), *last_h));
        for i in 0..z[0].as_ref().len() {
            let mut ahead = [R::lit(0.0); 3];
            for s in 0..3 {
                let there = collocation(last, stretch * R::lit(C[s]), i);
                ahead[s] = R::select(none, R::lit(0.0), there);
                z[s].as_mut()[i] = ahead[s];
            }
            let turned = turn(&T_INVERSE, ahead);
            for s in 0..3 {
                w[s].as_mut()[i] = turned[s];
            }
        }
    }

    /// Simplified Newton iterations; true in the lanes that converged.
    #[inline(always)]
    fn iterate<Sys, R>(
        &self,
        system: &Sys,
        t: R,
        h: R,
        x: &Point<Sys, R>,
        memory: &mut Stages<Point<Sys, R>, R, J::Work, L::Factors>,
    ) -> R::Mask
    where
        Sys: Flow<R>,
        R: Real,
        J: Differentiate<Sys, R, L::Layout>,
        L: LinearSolve<R>,
    {
        let lit = <Primal<R> as Real>::lit;
        let Stages { z, w, f, at, product, factors, pair_factors, both, rest, tolerance, goal, .. } = memory;
        let (n, goal) = (x.as_ref().len(), lit(*goal));
        let doubled = self.solver.doubled();
        let back = R::lit(1.0) / h;
        let (gamma, alpha, beta) = (back * R::lit(GAMMA), back * R::lit(ALPHA), back * R::lit(BETA));
        let mut active = R::Mask::splat(true);
        let mut converged = R::Mask::splat(false);
        let mut before = lit(0.0);
        // without a rate yet, that of the last step is trusted a little less
        *rest = rest.max(lit(R::EPSILON)).rough_pow(0.8);
        for iteration in 0..ITERATIONS {
            for s in 0..3 {
                for i in 0..n {
                    at.as_mut()[i] = x.as_ref()[i] + z[s].as_ref()[i];
                }
                system.rhs(h.mul_add(R::lit(C[s]), t), at, &mut f[s]);
            }
            for i in 0..n {
                let turned = turn(&T_INVERSE, [f[0].as_ref()[i], f[1].as_ref()[i], f[2].as_ref()[i]]);
                for s in 0..3 {
                    f[s].as_mut()[i] = turned[s];
                }
            }
            // f - (Lambda / h) M w
            self.mass.times(w[0].as_ref(), product.as_mut());
            for i in 0..n {
                f[0].as_mut()[i] = (-gamma).mul_add(product.as_ref()[i], f[0].as_ref()[i]);
            }
            self.mass.times(w[1].as_ref(), product.as_mut());
            self.mass.times(w[2].as_ref(), at.as_mut());
            for i in 0..n {
                let (second, third) = (product.as_ref()[i], at.as_ref()[i]);
                both[2 * i] = (-alpha).mul_add(second, beta.mul_add(third, f[1].as_ref()[i]));
                both[2 * i + 1] = (-alpha).mul_add(third, (-beta).mul_add(second, f[2].as_ref()[i]));
            }
            let solved = self.solver.solve(factors, f[0].as_mut()).is_ok()
                && doubled.solve(pair_factors, &mut both[..2 * n]).is_ok();
            for i in 0..n {
                f[1].as_mut()[i] = both[2 * i];
                f[2].as_mut()[i] = both[2 * i + 1];
            }
            let mut square = lit(0.0);
            for s in 0..3 {
                square += tolerance.mean_square(x.as_ref(), x.as_ref(), f[s].as_ref());
            }
            let size = (square * lit(1.0 / 3.0)).sqrt();
            let mut hopeless = R::Mask::splat(!solved).or(size.is_finite().not());
            if iteration > 0 {
                let rate = size / before;
                *rest = Primal::<R>::select(active, rate / (lit(1.0) - rate), *rest);
                // the error that will be left if the rate stays
                let steps = ITERATIONS - 1 - iteration;
                let left = rate.powi(steps) / (lit(1.0) - rate) * size;
                hopeless = hopeless.or(rate.lt(lit(0.99)).not()).or(goal.lt(left));
            }
            before = size;
            let moving = active.and(hopeless.not());
            for i in 0..n {
                for s in 0..3 {
                    let moved = w[s].as_ref()[i] + f[s].as_ref()[i];
                    w[s].as_mut()[i] = R::select(moving, moved, w[s].as_ref()[i]);
                }
                let turned = turn(&T, [w[0].as_ref()[i], w[1].as_ref()[i], w[2].as_ref()[i]]);
                for s in 0..3 {
                    z[s].as_mut()[i] = turned[s];
                }
            }
            let done = moving.and((*rest * size).le(goal));
            converged = converged.or(done);
            active = moving.and(done.not());
            if !active.any() {
                break;
            }
        }
        *rest = Primal::<R>::select(converged, *rest, lit(1.0));
        converged
    }

    /// `error = (gamma/h M - J)^-1 (f + M (e_1 z_1 + e_2 z_2 + e_3 z_3) / h)`: Hairer and Wanner, eq. (IV.8.19).
    #[inline(always)]
    fn estimate<R: Real, P: AsRef<[R]> + AsMut<[R]>>(
        &self,
        h: R,
        f: &P,
        z: &[P; 3],
        factors: &L::Factors,
        product: &mut P,
        error: &mut P,
    ) where
        L: LinearSolve<R>,
    {
        let (n, back, error) = (f.as_ref().len(), R::lit(1.0) / h, error.as_mut());
        for i in 0..n {
            error[i] = weighted(&ERROR, z, i) * back;
        }
        self.mass.times(error, product.as_mut());
        for i in 0..n {
            error[i] = product.as_ref()[i] + f.as_ref()[i];
        }
        if self.solver.solve(factors, error).is_err() {
            error.fill(R::lit(f64::NAN));
        }
    }
}

/// `A v`
#[inline(always)]
fn turn<R: Real>(a: &[[f64; 3]; 3], v: [R; 3]) -> [R; 3] {
    let mut out = [R::lit(0.0); 3];
    for i in 0..3 {
        out[i] = v[2].mul_add(R::lit(a[i][2]), v[1].mul_add(R::lit(a[i][1]), v[0] * R::lit(a[i][0])));
    }
    out
}
