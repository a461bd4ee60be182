//! The explicit Runge-Kutta engine: one trial step of any tableau.

use crate::tableau::Tableau;
use neurodyn_core::{Flow, Method, Point, Primal, Real, Space, Tolerance, Trial};

/// The explicit Runge-Kutta method with tableau `T` of `S` stages.
#[derive(Clone, Copy, Debug, Default)]
pub struct Erk<T, const S: usize>(pub T);

impl<T: Tableau<S>, const S: usize> Erk<T, S> {
    const HAS_ERROR: bool = any(&T::E);
    const HAS_SECOND_ERROR: bool = any(&T::E3);
}

impl<T: Tableau<S>, const S: usize> Erk<T, S> {
    /// `(h rho)^2` with the largest eigenvalue `rho` that the last two stages show, both being at the end of the step:
    /// `|f(x1) - f(X)| / |x1 - X|`, in the norm of the tolerance. Infinite where the stages meet in one point.
    #[inline(always)]
    pub(crate) fn border<R: Real, P: AsRef<[R]>>(
        h: R,
        tolerance: &Tolerance,
        memory: &Stages<P, S>,
        x: &P,
        x1: &P,
    ) -> Primal<R> {
        const { assert!(T::FSAL && T::C[S - 2] == 1.0, "the last two stages are not at the end") };
        let lit = <Primal<R> as Real>::lit;
        let (x, x1) = (x.as_ref(), x1.as_ref());
        let (mut above, mut below) = (lit(0.0), lit(0.0));
        for i in 0..x.len() {
            let scale = tolerance.scale(x1[i].primal());
            let last = h.mul_add(weighted(&T::A[S - 2], &memory.k[..S - 2], i), x[i]);
            let slope = h * (memory.k[S - 1].as_ref()[i] - memory.k[S - 2].as_ref()[i]);
            let (slope, apart) = (slope.primal() / scale, (x1[i] - last).primal() / scale);
            above = slope.mul_add(slope, above);
            below = apart.mul_add(apart, below);
        }
        above / below
    }
}

const fn any<const S: usize>(weights: &[f64; S]) -> bool {
    let mut i = 0;
    while i < S {
        if weights[i] != 0.0 {
            return true;
        }
        i += 1;
    }
    false
}

/// The stages of a step.
#[derive(Clone, Debug)]
pub struct Stages<P, const S: usize> {
    k: [P; S],
    second_error: P,
}

/// Repeats a statement with a literal stage number, so that every coefficient becomes a constant of the instruction.
macro_rules! for_stages {
    ($last:expr, $s:ident => $body:block) => {
        for_stages!(@ $last, $s, $body, 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15)
    };
    (@ $last:expr, $s:ident, $body:block, $($number:literal)*) => {
        $(if $number <= $last { let $s = $number; $body })*
    };
}

pub(crate) use for_stages;

impl<Sys: Flow<R>, R: Real, T: Tableau<S>, const S: usize> Method<Sys, R> for Erk<T, S> {
    type Memory = Stages<Point<Sys, R>, S>;

    #[inline(always)]
    fn order(&self) -> u32 {
        T::ORDER
    }
    #[inline(always)]
    fn error_order(&self) -> u32 {
        T::ERROR_POWER
    }
    #[inline(always)]
    fn is_adaptive(&self) -> bool {
        Self::HAS_ERROR
    }
    #[inline(always)]
    fn memory(&self, system: &Sys) -> Self::Memory {
        Stages {
            k: core::array::from_fn(|_| system.space().constant(0.0)),
            second_error: system.space().constant(0.0),
        }
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
        let k = &mut memory.k;
        k[0].clone_from(slope);
        let last = if T::FSAL { S - 2 } else { S - 1 };
        for_stages!(last, s => {
            let (done, rest) = k.split_at_mut(s);
            advance(&T::A[s], done, x.as_ref(), h, trial.x.as_mut());
            system.rhs(h.mul_add(R::lit(T::C[s]), t), &trial.x, &mut rest[0]);
        });
        advance(&T::B, k, x.as_ref(), h, trial.x.as_mut());
        system.rhs(t + h, &trial.x, &mut trial.slope);
        if T::FSAL {
            k[S - 1].clone_from(&trial.slope);
        }
        if Self::HAS_ERROR {
            weigh(&T::E, k, h, trial.error.as_mut());
        }
        if Self::HAS_SECOND_ERROR {
            weigh(&T::E3, k, h, memory.second_error.as_mut());
        }
    }

    #[inline(always)]
    fn measure(
        &self,
        tolerance: &Tolerance,
        x: &Point<Sys, R>,
        memory: &Self::Memory,
        trial: &Trial<Point<Sys, R>>,
    ) -> Primal<R> {
        let (x, x1) = (x.as_ref(), trial.x.as_ref());
        if !Self::HAS_ERROR {
            // zero times a finite number is zero; zero times anything else is NaN
            let mut sum = <Primal<R> as Real>::lit(0.0);
            for i in 0..x1.len() {
                sum = x1[i].primal().mul_add(<Primal<R> as Real>::lit(0.0), sum);
            }
            return sum;
        }
        let first = tolerance.mean_square(x, x1, trial.error.as_ref());
        if !Self::HAS_SECOND_ERROR {
            return first.sqrt();
        }
        // |e5|^2 / sqrt(|e5|^2 + 0.01 |e3|^2): Hairer, Norsett & Wanner I, section II.10
        let second = tolerance.mean_square(x, x1, memory.second_error.as_ref());
        let below = second.mul_add(<Primal<R> as Real>::lit(0.01), first);
        let none = below.le(<Primal<R> as Real>::lit(0.0));
        let safe = <Primal<R> as Real>::select(none, <Primal<R> as Real>::lit(1.0), below);
        first / safe.sqrt()
    }

    #[inline(always)]
    fn interpolate(
        &self,
        theta: R,
        h: R,
        x: &Point<Sys, R>,
        slope: &Point<Sys, R>,
        memory: &Self::Memory,
        trial: &Trial<Point<Sys, R>>,
    ) -> Point<Sys, R> {
        let (mut out, k) = (x.clone(), &memory.k);
        let (x, f0, x1, f1) = (x.as_ref(), slope.as_ref(), trial.x.as_ref(), trial.slope.as_ref());
        for i in 0..x.len() {
            if T::DENSE.is_empty() {
                out.as_mut()[i] = neurodyn_core::method::hermite(theta, h, x[i], f0[i], x1[i], f1[i]);
                continue;
            }
            // Horner in theta over the weights' polynomials
            let mut sum = R::lit(0.0);
            for weights in T::DENSE.iter().rev() {
                let mut coefficient = R::lit(0.0);
                for s in 0..S {
                    if weights[s] != 0.0 {
                        coefficient = k[s].as_ref()[i].mul_add(R::lit(weights[s]), coefficient);
                    }
                }
                sum = sum.mul_add(theta, coefficient);
            }
            out.as_mut()[i] = h.mul_add(sum * theta, x[i]);
        }
        out
    }
}

/// `out = x + h sum_j w_j k_j`.
#[inline(always)]
fn advance<R: Real, P: AsRef<[R]>, const S: usize>(w: &[f64; S], k: &[P], x: &[R], h: R, out: &mut [R]) {
    for i in 0..x.len() {
        out[i] = weighted(w, k, i).scale_add(h.primal(), x[i]);
    }
}

/// `out = h sum_j w_j k_j`.
#[inline(always)]
fn weigh<R: Real, P: AsRef<[R]>, const S: usize>(w: &[f64; S], k: &[P], h: R, out: &mut [R]) {
    for i in 0..out.len() {
        out[i] = weighted(w, k, i).scale(h.primal());
    }
}

/// `sum_j w_j k_j[i]`, zeros left out.
#[inline(always)]
pub(crate) fn weighted<R: Real, P: AsRef<[R]>, const S: usize>(w: &[f64; S], k: &[P], i: usize) -> R {
    let mut sum = R::lit(0.0);
    let mut first = true;
    for j in 0..k.len() {
        if w[j] != 0.0 {
            let (term, weight) = (k[j].as_ref()[i], <Primal<R> as Real>::lit(w[j]));
            // weights and steps have no derivatives: on duals this is half the work of products
            sum = if first { term.scale(weight) } else { term.scale_add(weight, sum) };
            first = false;
        }
    }
    sum
}
