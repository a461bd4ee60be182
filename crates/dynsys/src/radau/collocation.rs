//! The polynomial through the stages of a step: dense output, and a guess of the next stages.

use super::Stages;
use super::constants::{C, T_INVERSE};
use super::newton::turn;
use neurodyn_core::linear::LinearSolve;
use neurodyn_core::{Mask as _, Primal, Real};

/// The polynomial through the stages of a step and its start, less its end, at `s` steps after the end: Newton's form over
/// the nodes `0, c_2 - 1, c_1 - 1, -1`.
#[inline(always)]
pub(super) fn collocation<R: Real, P: AsRef<[R]>>(bends: &[P; 3], s: R, i: usize) -> R {
    let [first, second, third] = bends;
    let inner = (s - R::lit(C[0] - 1.0)).mul_add(third.as_ref()[i], second.as_ref()[i]);
    s * (s - R::lit(C[1] - 1.0)).mul_add(inner, first.as_ref()[i])
}

/// The divided differences of [`collocation`] from the stages.
#[inline(always)]
pub(super) fn bend<P: AsRef<[R]> + AsMut<[R]>, R: Real, W, L: LinearSolve<R>>(
    memory: &mut Stages<P, R, W, L>,
) {
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

/// The stages as the polynomial of the last step goes on, zero without one.
#[inline(always)]
pub(super) fn guess<R: Real, P: AsRef<[R]> + AsMut<[R]>, W, L: LinearSolve<R>>(
    h: R,
    memory: &mut Stages<P, R, W, L>,
) {
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
