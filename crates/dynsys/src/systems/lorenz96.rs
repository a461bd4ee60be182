//! The Lorenz-96 model.

use neurodyn_core::{Dynamic, Family, Flow, Lift, Primal, Real, System};

/// ```text
/// x_i' = (x_(i+1) - x_(i-2)) x_(i-1) - x_i + F,   i = 0 .. n-1 on a ring
/// ```
/// E. N. Lorenz, "Predictability: a problem partly solved", Proc. Seminar on Predictability, ECMWF (1996), eq. (1).
/// Chaotic at `F = 8`; the Lyapunov exponents add up to `-n` exactly, and `x_i = F` is a fixed point with eigenvalues
/// `F (w - w^-2) - 1`, `w^n = 1`. With fewer than four sites the neighbours coincide.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lorenz96<P = f64> {
    /// Sites on the ring.
    pub n: usize,
    /// The forcing `F`.
    pub forcing: P,
}

impl Lorenz96 {
    /// `n` sites, forced with 8.
    #[must_use]
    pub const fn new(n: usize) -> Self {
        Self { n, forcing: 8.0 }
    }
}

impl<P> System for Lorenz96<P> {
    type Space = Dynamic;
    #[inline(always)]
    fn space(&self) -> Dynamic {
        Dynamic(self.n)
    }
}

impl<P: Copy, R: Real + Lift<P>> Flow<R> for Lorenz96<P> {
    #[inline(always)]
    fn rhs(&self, _t: R, x: &Vec<R>, dx: &mut Vec<R>) {
        let (n, forcing) = (self.n, R::lift(self.forcing));
        for i in 0..n {
            let (next, last, before) = ((i + 1) % n, (i + n - 1) % n, (i + 2 * n - 2) % n);
            dx[i] = (x[next] - x[before]) * x[last] - x[i] + forcing;
        }
    }
    #[inline(always)]
    fn is_autonomous(&self) -> bool {
        true
    }
}

/// The family over `F`.
impl Family for Lorenz96 {
    type Space = Dynamic;
    type Member<R: Real> = Lorenz96<Primal<R>>;
    fn space(&self) -> Dynamic {
        Dynamic(self.n)
    }
    fn parameters(&self) -> usize {
        1
    }
    #[inline(always)]
    fn member<R: Real>(&self, parameters: &[Primal<R>]) -> Lorenz96<Primal<R>> {
        Lorenz96 { n: self.n, forcing: parameters[0] }
    }
}
