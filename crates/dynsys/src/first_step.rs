//! The first step, chosen from the size of the state, its slope and its curvature.

use neurodyn_core::{Flow, Point, Primal, Real, Tolerance};

/// E. Hairer, S. P. Norsett & G. Wanner, Solving Ordinary Differential Equations I, section II.4, "Starting step size":
///
/// ```text
/// d0 = |x|, d1 = |f|, h0 = 0.01 d0 / d1, d2 = |f(t + h0, x + h0 f) - f| / h0
/// h1 = (0.01 / max(d1, d2))^(1/(p+1)),   h = min(100 h0, h1)
/// ```
/// with the norms of the tolerance; `h0 = 1e-6` where `d0` or `d1` is below `1e-5`. Never longer than `span`. The points of
/// `room` are written over.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub(crate) fn first_step<S: Flow<R>, R: Real>(
    system: &S,
    order: u32,
    tolerance: &Tolerance,
    t: Primal<R>,
    span: Primal<R>,
    x: &Point<S, R>,
    slope: &Point<S, R>,
    [moved, bend]: [&mut Point<S, R>; 2],
) -> Primal<R> {
    let lit = <Primal<R> as Real>::lit;
    // a closure here would stay a call, compiled for the oldest processor
    let d0 = tolerance.measure(x.as_ref(), x.as_ref(), x.as_ref());
    let d1 = tolerance.measure(x.as_ref(), x.as_ref(), slope.as_ref());
    let tiny = d0.min(d1).lt(lit(1e-5));
    let h0 = Primal::<R>::select(tiny, lit(1e-6), lit(0.01) * d0 / d1).min(span);
    let h = R::lift(h0);
    for i in 0..x.as_ref().len() {
        moved.as_mut()[i] = h.mul_add(slope.as_ref()[i], x.as_ref()[i]);
    }
    system.rhs(R::lift(t + h0), moved, bend);
    for i in 0..x.as_ref().len() {
        bend.as_mut()[i] = bend.as_ref()[i] - slope.as_ref()[i];
    }
    let d2 = tolerance.measure(x.as_ref(), x.as_ref(), bend.as_ref()) / h0;
    let steepest = d1.max(d2);
    let flat = steepest.le(lit(1e-15));
    let h1 = (lit(0.01) / Primal::<R>::select(flat, lit(1.0), steepest)).pow(lit(1.0 / f64::from(order + 1)));
    let h1 = Primal::<R>::select(flat, (h0 * lit(1e-3)).max(lit(1e-6)), h1);
    (h0 * lit(100.0)).min(h1).min(span)
}
