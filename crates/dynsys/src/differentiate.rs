//! Derivatives of a right-hand side, for methods that solve linear systems with them.

use neurodyn_core::linear::{Dense, Layout};
use neurodyn_core::{Dual, Family, Flow, Point, Primal, Real, Space, System};

/// Derivatives that one evaluation with duals gives.
const COLUMNS: usize = 4;

/// A number with these derivatives.
pub type Column<R> = Dual<R, COLUMNS>;

/// A way to the Jacobian matrix of a right-hand side, laid out as `Y` says, and its derivative with respect to time.
pub trait Differentiate<S: Flow<R>, R: Real, Y: Layout = Dense>: Sync {
    /// Work space.
    type Work;
    /// Fresh work space.
    fn work(&self, system: &S) -> Self::Work;
    /// Writes `df_i/dx_j` to the place of entry `(i, j)` in `jacobian`, and `df/dt` to `by_time`.
    #[allow(clippy::too_many_arguments)]
    fn at(
        &self,
        system: &S,
        t: R,
        x: &Point<S, R>,
        layout: &Y,
        work: &mut Self::Work,
        jacobian: &mut [R],
        by_time: &mut [R],
    );
}

/// By dual numbers, four colours of columns an evaluation, exact to rounding: nothing has to be derived by hand.
///
/// Columns of a dense matrix have a colour each; a band has as many colours as diagonals.
#[derive(Clone, Copy, Debug, Default)]
pub struct Duals;

/// By the system's own formulas.
#[derive(Clone, Copy, Debug, Default)]
pub struct ByHand;

/// A flow whose derivatives are written by hand, which saves evaluations.
pub trait Differentiable<R: Real>: Flow<R> {
    /// Writes `df_i/dx_j` to place `i n + j`.
    fn jacobian(&self, t: R, x: &Point<Self, R>, jacobian: &mut [R]);
    /// Writes `df/dt`; zeros unless the law changes in time.
    #[inline(always)]
    fn by_time(&self, _t: R, _x: &Point<Self, R>, by_time: &mut [R]) {
        by_time.fill(R::lit(0.0));
    }
}

impl<R: Real, S: Differentiable<R> + ?Sized> Differentiable<R> for &S {
    #[inline(always)]
    fn jacobian(&self, t: R, x: &Point<Self, R>, jacobian: &mut [R]) {
        (**self).jacobian(t, x, jacobian);
    }
    #[inline(always)]
    fn by_time(&self, t: R, x: &Point<Self, R>, by_time: &mut [R]) {
        (**self).by_time(t, x, by_time);
    }
}

impl<R: Real, S: Flow<R> + Flow<Column<R>>, Y: Layout> Differentiate<S, R, Y> for Duals {
    /// A point and its image.
    type Work = [Point<S, Column<R>>; 2];

    fn work(&self, system: &S) -> Self::Work {
        [0.0, 0.0].map(|zero| system.space().constant(zero))
    }
    #[inline(always)]
    fn at(
        &self,
        system: &S,
        t: R,
        x: &Point<S, R>,
        layout: &Y,
        [seeded, image]: &mut Self::Work,
        jacobian: &mut [R],
        by_time: &mut [R],
    ) {
        columns(system, t, x.as_ref(), layout, [seeded, image], jacobian, by_time);
    }
}

/// Seeds the colours of variables a few at a time, time being the last one, and takes the derivatives of their image apart.
#[inline(always)]
fn columns<R: Real, S: Flow<Column<R>>, Y: Layout>(
    system: &S,
    t: R,
    x: &[R],
    layout: &Y,
    [seeded, image]: [&mut Point<S, Column<R>>; 2],
    jacobian: &mut [R],
    by_time: &mut [R],
) {
    let (n, time) = (x.len(), layout.colours(x.len()));
    by_time.fill(R::lit(0.0));
    let last = if system.is_autonomous() { time } else { time + 1 };
    for first in (0..last).step_by(COLUMNS) {
        for j in 0..n {
            seeded.as_mut()[j] = seed(x[j], layout.colour(j), first);
        }
        system.rhs(seed(t, time, first), seeded, image);
        let image = image.as_ref();
        layout.put(n, first, |i| image[i].eps, jacobian);
        if time < first + COLUMNS {
            for i in 0..n {
                by_time[i] = image[i].eps[time - first];
            }
        }
    }
}

/// The variable of this number as one of those from `first` on, or as a constant.
#[inline(always)]
fn seed<R: Real>(value: R, variable: usize, first: usize) -> Column<R> {
    if variable >= first && variable < first + COLUMNS {
        Column::variable(value, variable - first)
    } else {
        Column::constant(value)
    }
}

/// The members of a family twice: on numbers, and on duals for their derivatives.
#[allow(missing_debug_implementations, reason = "members need not have one")]
pub struct Twin<F: Family, R: Real> {
    law: F::Member<R>,
    dual: F::Member<Column<R>>,
}

impl<F: Family, R: Real> Twin<F, R> {
    /// With these parameters.
    #[inline(always)]
    pub fn new(family: &F, parameters: &[Primal<R>]) -> Self {
        Self { law: family.member::<R>(parameters), dual: family.member::<Column<R>>(parameters) }
    }
}

impl<F: Family, R: Real> System for Twin<F, R> {
    type Space = F::Space;
    #[inline(always)]
    fn space(&self) -> F::Space {
        self.law.space()
    }
}
impl<F: Family, R: Real> Flow<R> for Twin<F, R> {
    #[inline(always)]
    fn rhs(&self, t: R, x: &Point<Self, R>, dx: &mut Point<Self, R>) {
        self.law.rhs(t, x, dx);
    }
    #[inline(always)]
    fn is_autonomous(&self) -> bool {
        self.law.is_autonomous()
    }
}

/// [`Duals`] for [`Twin`]: what ensembles use.
#[derive(Clone, Copy, Debug, Default)]
pub struct Twins;

impl<F: Family, R: Real, Y: Layout> Differentiate<Twin<F, R>, R, Y> for Twins {
    type Work = [Point<F::Member<Column<R>>, Column<R>>; 2];

    fn work(&self, system: &Twin<F, R>) -> Self::Work {
        [0.0, 0.0].map(|zero| system.dual.space().constant(zero))
    }
    #[inline(always)]
    fn at(
        &self,
        system: &Twin<F, R>,
        t: R,
        x: &Point<Twin<F, R>, R>,
        layout: &Y,
        [seeded, image]: &mut Self::Work,
        jacobian: &mut [R],
        by_time: &mut [R],
    ) {
        columns(&system.dual, t, x.as_ref(), layout, [seeded, image], jacobian, by_time);
    }
}

impl<R: Real, S: Differentiable<R>> Differentiate<S, R> for ByHand {
    type Work = ();

    fn work(&self, _: &S) {}
    #[inline(always)]
    fn at(
        &self,
        system: &S,
        t: R,
        x: &Point<S, R>,
        _: &Dense,
        (): &mut (),
        jacobian: &mut [R],
        by_time: &mut [R],
    ) {
        system.jacobian(t, x, jacobian);
        system.by_time(t, x, by_time);
    }
}
