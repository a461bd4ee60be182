//! `Q`: one number that tells apart where a neuron's trajectory has gone.

use crate::error::Error;
use crate::net::Net;
use dynsys::Tally;
use dynsys::map_ensemble::Sum;
use dynsys::reduce::Observable;
use dynsys::{Reducer, WindowMean};
use neurodyn_core::{Mask, Primal, Real, Step};

/// The source's window: `t0 = 100 s`, `T = 100 s`, as (begin, end).
pub const WINDOW: (f64, f64) = (100.0, 200.0);

/// ```text
/// Q_k = sqrt( 1/T int_t0^(t0+T) S_k(t)^2 dt ),   k = 1 ... N
/// ```
/// of each of `N` neurons, as the reducer of an ensemble: nothing of the trajectory is stored. Eq. (3) of P. V. Kuptsov
/// & N. V. Stankevich, Izvestiya VUZ. Applied Nonlinear Dynamics 32(1), 72-95 (2024).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Activity<const N: usize> {
    /// `(t0, t0 + T)`, s.
    pub window: (f64, f64),
}

/// A window that is not empty, after a start at 0 s.
pub(crate) fn check((from, to): (f64, f64)) -> Result<(), Error> {
    let fits = 0.0 <= from && from < to && to.is_finite();
    if fits { Ok(()) } else { Err(Error::Window { from, to }) }
}

/// `(Q_1 + ... + Q_N) / N`: what the source plots of coupled neurons.
#[must_use]
pub fn mean(q: &[f64]) -> f64 {
    q.iter().sum::<f64>() / q.len() as f64
}

/// `S_k^2` of neuron `k`, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SquaredS(pub usize);

impl Observable for SquaredS {
    #[inline(always)]
    fn value<R: Real>(&self, x: &[R]) -> R {
        let s = x[3 * self.0 + 2];
        s * s
    }
}

impl<const N: usize> Activity<N> {
    #[inline(always)]
    fn mean_square(&self, neuron: usize) -> WindowMean<SquaredS> {
        WindowMean { observable: SquaredS(neuron), window: self.window }
    }
}

impl<const N: usize> Reducer for Activity<N> {
    type Output = [f64; N];
    type Memory<R: Real> = [Primal<R>; N];
    fn stops(&self) -> Vec<f64> {
        vec![self.window.0, self.window.1]
    }
    #[inline(always)]
    fn memory<R: Real>(&self) -> [Primal<R>; N] {
        [<Primal<R> as Real>::lit(0.0); N]
    }
    #[inline(always)]
    fn begin<R: Real>(&self, mask: R::Mask, memory: &mut [Primal<R>; N], t: Primal<R>, x: &[R]) {
        for k in 0..N {
            self.mean_square(k).begin(mask, &mut memory[k], t, x);
        }
    }
    #[inline(always)]
    fn see<R: Real, P: AsRef<[R]>>(&self, memory: &mut [Primal<R>; N], step: &Step<'_, P, R>) -> R::Mask {
        for k in 0..N {
            self.mean_square(k).see(&mut memory[k], step);
        }
        R::Mask::splat(false)
    }
    #[inline(always)]
    fn finish<R: Real>(&self, memory: &[Primal<R>; N], lane: usize, t: Primal<R>, x: &[R]) -> [f64; N] {
        let mut q = [0.0; N];
        for k in 0..N {
            q[k] = self.mean_square(k).finish::<R>(&memory[k], lane, t, x).sqrt();
        }
        q
    }
}

/// [`Activity`] of mappings, whose states are scaled: the mean over the iterations after the first `after`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScaledActivity<const N: usize> {
    /// Iterations before the window.
    pub after: u64,
    /// `S = middle + half u_S`, of each neuron.
    pub scaling: [(f64, f64); N],
}

impl<const N: usize> ScaledActivity<N> {
    /// For neurons that are all scaled as this net is.
    #[must_use]
    pub fn of<W>(net: &Net<W>, after: u64) -> Self {
        const S: usize = 2;
        let scaling = &net.form().variables;
        Self { after, scaling: [(scaling.middle[S], scaling.half[S]); N] }
    }
}

/// Sums, and how many terms they have.
#[derive(Clone, Copy, Debug)]
pub struct Sums<R, const N: usize> {
    sums: [Sum<R>; N],
    terms: u64,
}

impl<const N: usize> Tally for ScaledActivity<N> {
    type Output = [f64; N];
    type Memory<R: Real> = Sums<Primal<R>, N>;
    #[inline(always)]
    fn memory<R: Real>(&self) -> Sums<Primal<R>, N> {
        Sums { sums: [Sum::zero(); N], terms: 0 }
    }
    #[inline(always)]
    fn see<R: Real>(&self, memory: &mut Sums<Primal<R>, N>, n: u64, u: &[R]) {
        if n <= self.after {
            return;
        }
        for k in 0..N {
            let (middle, half) = self.scaling[k];
            let s = u[3 * k + 2]
                .primal()
                .mul_add(<Primal<R> as Real>::lit(half), <Primal<R> as Real>::lit(middle));
            memory.sums[k].add(s * s);
        }
        memory.terms += 1;
    }
    #[inline(always)]
    fn finish<R: Real>(&self, memory: &Sums<Primal<R>, N>, lane: usize, _: &[R]) -> [f64; N] {
        let mut q = [0.0; N];
        for k in 0..N {
            q[k] = (memory.sums[k].value(lane) / memory.terms as f64).sqrt();
        }
        q
    }
}
