//! Rosenbrock methods, for stiff systems: one trial step of any tableau, a linear system a stage, nothing iterated.

mod rodas4;
mod rodas5p;
mod rosenbrock23;
mod tableau;

pub use rodas4::Rodas4;
pub use rodas5p::Rodas5P;
pub use rosenbrock23::Rosenbrock23;
pub use tableau::Linearised;

use crate::differentiate::{ByHand, Differentiate, Duals, Twin, Twins};
use crate::ensemble::AnyMethod;
use crate::erk::{for_stages, weighted};
use crate::mass::{self, Identity, Mass};
use neurodyn_core::linear::{Layout, LinearSolve, SmallLu};
use neurodyn_core::{Family, Flow, Mask, Method, Point, Primal, Real, Space, Tolerance, Trial};

/// The Rosenbrock method with tableau `T` of `S` stages, which takes derivatives from `J`, solves its systems by `L` and may
/// have a mass matrix `M` before the derivative.
///
/// ```
/// use dynsys::{Pid, Plan, Rosenbrock, Tolerance, integrate, rosenbrock::Rodas5P, systems::Robertson};
///
/// let plan = Plan::new(Rosenbrock::new(Rodas5P), Pid::default(), Tolerance { absolute: 1e-10, relative: 1e-6 });
/// let end = integrate(&Robertson::default(), &plan, (0.0, 40.0), &[1.0, 0.0, 0.0], &mut ())?;
/// let x: f64 = end.x[0];
/// assert!((x - 0.7158270687).abs() < 1e-6);
/// assert!(end.steps < 100);
/// # Ok::<(), dynsys::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Rosenbrock<T, const S: usize, J = Duals, L = SmallLu, M = Identity> {
    tableau: T,
    derivatives: J,
    solver: L,
    mass: M,
}

impl<T: Linearised<S>, const S: usize> Rosenbrock<T, S> {
    /// With derivatives by dual numbers and elimination lane by lane.
    pub const fn new(tableau: T) -> Self {
        Self { tableau, derivatives: Duals, solver: SmallLu, mass: Identity }
    }
}

impl<T, const S: usize, J, L, M> Rosenbrock<T, S, J, L, M> {
    /// The same with the derivatives that the system has by hand.
    pub fn by_hand(self) -> Rosenbrock<T, S, ByHand, L, M> {
        self.derivatives(ByHand)
    }
    /// The same with derivatives from somewhere else.
    #[inline(always)]
    pub fn derivatives<D>(self, derivatives: D) -> Rosenbrock<T, S, D, L, M> {
        Rosenbrock { tableau: self.tableau, derivatives, solver: self.solver, mass: self.mass }
    }
    /// The same with another solver of linear systems: `BandLu` for chains, `FaerLu` for large ones, both of
    /// `neurodyn_core::linear`.
    pub fn solver<N>(self, solver: N) -> Rosenbrock<T, S, J, N, M> {
        Rosenbrock { tableau: self.tableau, derivatives: self.derivatives, solver, mass: self.mass }
    }
    /// The same for `M x' = f(t, x)`; see [`Mass`].
    pub fn mass<N>(self, mass: N) -> Rosenbrock<T, S, J, L, N> {
        Rosenbrock { tableau: self.tableau, derivatives: self.derivatives, solver: self.solver, mass }
    }
}

/// The stages of a step and its linear system.
#[derive(Clone, Debug)]
pub struct Stages<P, R: Real, W, F, const S: usize> {
    u: [P; S],
    /// The argument of a stage and the right-hand side there.
    at: P,
    slope: P,
    work: W,
    jacobian: Vec<R>,
    by_time: Vec<R>,
    matrix: Vec<R>,
    factors: F,
    /// Where the derivatives are from: the same for a step that is tried again.
    from: Primal<R>,
    known: R::Mask,
    tolerance: Tolerance,
}

impl<T, const S: usize, J, L, M> Rosenbrock<T, S, J, L, M> {
    /// Where the entries of the Jacobian stand.
    #[inline(always)]
    pub(crate) fn layout<R: Real>(&self) -> &L::Layout
    where
        L: LinearSolve<R>,
    {
        self.solver.layout()
    }
}

impl<P, R: Real, W, F, const S: usize> Stages<P, R, W, F, S> {
    /// The Jacobian of the last step.
    #[inline(always)]
    pub(crate) fn jacobian(&self) -> &[R] {
        &self.jacobian
    }
}

/// The column norm of a Jacobian in units of the tolerance, `max_j sum_i |J_ij| s_j / s_i` with `s = atol + rtol |x|`: a bound
/// of its eigenvalues that does not depend on the units of the coordinates. Overwrites `inverses` by `1 / s`.
#[inline(always)]
pub(crate) fn norm<R: Real, Y: Layout>(
    layout: &Y,
    jacobian: &[R],
    tolerance: &Tolerance,
    x: &[R],
    inverses: &mut [R],
) -> Primal<R> {
    let (n, mut norm) = (x.len(), <Primal<R> as Real>::lit(0.0));
    for i in 0..n {
        inverses[i] = R::lift(tolerance.scale(x[i].primal()).recip());
    }
    for j in 0..n {
        let mut sum = <Primal<R> as Real>::lit(0.0);
        for i in layout.rows(n, j) {
            sum = jacobian[layout.place(n, i, j)].primal().abs().mul_add(inverses[i].primal(), sum);
        }
        norm = norm.max(sum * tolerance.scale(x[j].primal()));
    }
    norm
}

impl<Sys, R, T, J, L, M, const S: usize> Method<Sys, R> for Rosenbrock<T, S, J, L, M>
where
    Sys: Flow<R>,
    R: Real,
    T: Linearised<S>,
    J: Differentiate<Sys, R, L::Layout>,
    L: LinearSolve<R>,
    M: Mass,
{
    type Memory = Stages<Point<Sys, R>, R, J::Work, L::Factors, S>;

    #[inline(always)]
    fn order(&self) -> u32 {
        T::ORDER
    }
    #[inline(always)]
    fn error_order(&self) -> u32 {
        T::ERROR_POWER
    }
    fn suits(&self, system: &Sys) -> Result<(), &'static str> {
        mass::suits(&self.mass, system.space().dim(), self.solver.layout())
    }
    #[inline(always)]
    fn aim(&self, tolerance: &Tolerance, memory: &mut Self::Memory) {
        memory.tolerance = *tolerance;
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
    fn memory(&self, system: &Sys) -> Self::Memory {
        let n = system.space().dim();
        let point = || system.space().constant(0.0);
        Stages {
            u: core::array::from_fn(|_| point()),
            at: point(),
            slope: point(),
            work: self.derivatives.work(system),
            jacobian: vec![R::lit(0.0); self.solver.layout().len(n)],
            by_time: vec![R::lit(0.0); n],
            matrix: vec![R::lit(0.0); self.solver.layout().len(n)],
            factors: self.solver.factors(n),
            from: <Primal<R> as Real>::lit(0.0),
            known: R::Mask::splat(false),
            tolerance: Tolerance::both(0.0),
        }
    }
    #[inline(always)]
    fn restart(&self, mask: R::Mask, memory: &mut Self::Memory) {
        memory.known = memory.known.and(mask.not());
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
        let Stages { u, at, slope: f, work, jacobian, by_time, matrix, factors, from, known, .. } = memory;
        let (n, layout) = (x.as_ref().len(), self.solver.layout());
        let now = t.primal();
        let same = known.and(now.le(*from)).and(from.le(now));
        if !same.all() {
            self.derivatives.at(system, t, x, layout, work, jacobian, by_time);
            (*from, *known) = (now, R::Mask::splat(true));
        }
        let back = R::lit(1.0) / h;
        let diagonal = back * R::lit(1.0 / T::GAMMA);
        // with lengths that are known when `n` is, loops over them unroll
        let entries = layout.len(n);
        let (matrix, jacobian) = (&mut matrix[..entries], &jacobian[..entries]);
        for k in 0..entries {
            matrix[k] = -jacobian[k];
        }
        self.mass.add(n, diagonal, matrix, layout);
        // a matrix without a solution makes a trial that is not finite: the step shrinks
        let regular = self.solver.factor(n, matrix, factors).is_ok();
        solve(self, factors, regular, &T::D, 0, (slope.as_ref(), by_time, h), &mut u[0]);
        let last = S - 1;
        for_stages!(last, s => {
            let (done, rest) = u.split_at_mut(s);
            if s == last && T::LAST_IS_NEW {
                sum(&T::A[s], done, x.as_ref(), trial.x.as_mut());
                system.rhs(t + h, &trial.x, &mut trial.slope);
                f.clone_from(&trial.slope);
            } else {
                sum(&T::A[s], done, x.as_ref(), at.as_mut());
                system.rhs(h.mul_add(R::lit(T::C[s]), t), at, f);
            }
            couple(&self.mass, &T::B[s], done, back, at.as_mut(), rest[0].as_mut(), f.as_mut());
            solve(self, factors, regular, &T::D, s, (f.as_ref(), by_time, h), &mut rest[0]);
        });
        if !T::LAST_IS_NEW {
            sum(&T::M, u, x.as_ref(), trial.x.as_mut());
            system.rhs(t + h, &trial.x, &mut trial.slope);
        }
        for i in 0..n {
            trial.error.as_mut()[i] = weighted(&T::E, u, i);
        }
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
        let back = R::lit(1.0) - theta;
        for i in 0..x.as_ref().len() {
            let mut bend = R::lit(0.0);
            for weights in T::DENSE.iter().rev() {
                bend = bend.mul_add(theta, weighted(weights, &memory.u, i));
            }
            let inner = back.mul_add(bend, trial.x.as_ref()[i]);
            out.as_mut()[i] = theta.mul_add(inner, back * x.as_ref()[i]);
        }
        out
    }
}

/// `u_s` from the right-hand side of its system but for `h d_s f_t`.
#[inline(always)]
fn solve<R: Real, T, J, L: LinearSolve<R>, M, P: AsMut<[R]>, const S: usize>(
    method: &Rosenbrock<T, S, J, L, M>,
    factors: &L::Factors,
    regular: bool,
    d: &[f64; S],
    s: usize,
    (f, by_time, h): (&[R], &[R], R),
    u: &mut P,
) {
    let u = u.as_mut();
    let share = h * R::lit(d[s]);
    for i in 0..u.len() {
        u[i] = if d[s] == 0.0 { f[i] } else { share.mul_add(by_time[i], f[i]) };
    }
    if !regular || method.solver.solve(factors, u).is_err() {
        u.fill(R::lit(f64::NAN));
    }
}

/// `out = x + sum_j w_j u_j`
#[inline(always)]
fn sum<R: Real, P: AsRef<[R]>, const S: usize>(w: &[f64; S], u: &[P], x: &[R], out: &mut [R]) {
    for i in 0..x.len() {
        out[i] = x[i] + weighted(w, u, i);
    }
}

/// `f += M (sum_j w_j u_j) / h`; overwrites `sum` and `product`.
#[inline(always)]
fn couple<R: Real, P: AsRef<[R]>, const S: usize>(
    mass: &impl Mass,
    w: &[f64; S],
    u: &[P],
    back: R,
    sum: &mut [R],
    product: &mut [R],
    f: &mut [R],
) {
    for i in 0..f.len() {
        sum[i] = weighted(w, u, i);
    }
    mass.times(sum, product);
    for i in 0..f.len() {
        f[i] = product[i].mul_add(back, f[i]);
    }
}

impl<F: Family, T: Linearised<N>, M: Mass + Clone, const N: usize> AnyMethod<F>
    for Rosenbrock<T, N, Duals, SmallLu, M>
{
    type System<R: Real> = Twin<F, R>;
    type On<R: Real> = Rosenbrock<T, N, Twins, SmallLu, M>;
    #[inline(always)]
    fn system<R: Real>(&self, family: &F, parameters: &[Primal<R>]) -> Twin<F, R> {
        Twin::new(family, parameters)
    }
    #[inline(always)]
    fn on<R: Real>(&self) -> Self::On<R> {
        self.clone().derivatives(Twins)
    }
}
