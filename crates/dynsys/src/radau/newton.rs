//! The linear systems of a step, the iteration that finds its stages, and the estimate of its error.

use super::constants::{ALPHA, BETA, C, ERROR, GAMMA, T, T_INVERSE};
use super::{Radau, Stages};
use crate::differentiate::Differentiate;
use crate::erk::weighted;
use crate::mass::{Mass, View};
use neurodyn_core::linear::{Layout, LinearSolve};
use neurodyn_core::{Flow, Mask, Point, Primal, Real};

/// Newton iterations in a step.
const ITERATIONS: u32 = 10;

/// The lower right block of the pair's matrix, `row` and `column` being 0 or 1 within each 2 x 2 block.
struct Block<'a, Y> {
    layout: &'a Y,
    row: usize,
    column: usize,
}

impl<Y: Layout> View for Block<'_, Y> {
    #[inline(always)]
    fn at(&self, n: usize, i: usize, j: usize) -> usize {
        self.layout.place(2 * n, 2 * i + self.row, 2 * j + self.column)
    }
}

impl<J, L, M: Mass> Radau<J, L, M> {
    /// Takes the derivatives, unless the step is tried again, and factors both matrices; true in the lanes that are regular.
    #[inline(always)]
    pub(super) fn linearise<Sys, R>(
        &self,
        system: &Sys,
        t: R,
        h: R,
        x: &Point<Sys, R>,
        memory: &mut Stages<Point<Sys, R>, R, J::Work, L>,
    ) -> R::Mask
    where
        Sys: Flow<R>,
        R: Real,
        J: Differentiate<Sys, R, L::Layout>,
        L: LinearSolve<R>,
    {
        let Stages {
            work,
            jacobian,
            by_time,
            matrix,
            factors,
            pair,
            pair_solver,
            pair_factors,
            from,
            known,
            ..
        } = memory;
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
        let doubled = pair_solver.layout();
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
            self.mass.add(n, back * R::lit(factor), pair, &Block { layout: doubled, row, column });
        }
        let nobody = R::Mask::splat(false);
        let one = self.solver.factor(n, matrix, factors).unwrap_or(nobody);
        one.and(pair_solver.factor(2 * n, pair, pair_factors).unwrap_or(nobody))
    }

    /// Simplified Newton iterations; true in the lanes that converged.
    #[inline(always)]
    pub(super) fn iterate<Sys, R>(
        &self,
        system: &Sys,
        t: R,
        h: R,
        x: &Point<Sys, R>,
        memory: &mut Stages<Point<Sys, R>, R, J::Work, L>,
    ) -> R::Mask
    where
        Sys: Flow<R>,
        R: Real,
        J: Differentiate<Sys, R, L::Layout>,
        L: LinearSolve<R>,
    {
        let lit = <Primal<R> as Real>::lit;
        let Stages {
            z,
            w,
            f,
            at,
            product,
            factors,
            pair_solver,
            pair_factors,
            both,
            rest,
            tolerance,
            goal,
            ..
        } = memory;
        let (n, goal) = (x.as_ref().len(), lit(*goal));
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
                && pair_solver.solve(pair_factors, &mut both[..2 * n]).is_ok();
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
    pub(super) fn estimate<R: Real, P: AsRef<[R]> + AsMut<[R]>>(
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
pub(super) fn turn<R: Real>(a: &[[f64; 3]; 3], v: [R; 3]) -> [R; 3] {
    let mut out = [R::lit(0.0); 3];
    for i in 0..3 {
        out[i] = v[2].mul_add(R::lit(a[i][2]), v[1].mul_add(R::lit(a[i][1]), v[0] * R::lit(a[i][0])));
    }
    out
}
