//! Linear systems with constant coefficients.

use neurodyn_core::{Fixed, Flow, Lift, Map, Real, System};

/// ```text
/// x' = A x   as a flow,   x -> A x   as a map
/// ```
/// The Lyapunov exponents are the real parts of the eigenvalues of `A` for the flow, the logarithms of their moduli for
/// the map; the only fixed point is 0 where `A` (for the map `A - 1`) is regular.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Linear<const N: usize, P = f64> {
    /// The matrix, row by row.
    pub a: [[P; N]; N],
}

impl<const N: usize, P> System for Linear<N, P> {
    type Space = Fixed<N>;
    #[inline(always)]
    fn space(&self) -> Fixed<N> {
        Fixed
    }
}

impl<const N: usize, P: Copy> Linear<N, P> {
    #[inline(always)]
    fn times<R: Real + Lift<P>>(&self, x: &[R; N], out: &mut [R; N]) {
        for i in 0..N {
            let mut sum = R::lit(0.0);
            for j in 0..N {
                sum = R::lift(self.a[i][j]).mul_add(x[j], sum);
            }
            out[i] = sum;
        }
    }
}

impl<const N: usize, P: Copy, R: Real + Lift<P>> Flow<R> for Linear<N, P> {
    #[inline(always)]
    fn rhs(&self, _t: R, x: &[R; N], dx: &mut [R; N]) {
        self.times(x, dx);
    }
    #[inline(always)]
    fn is_autonomous(&self) -> bool {
        true
    }
}

impl<const N: usize, P: Copy, R: Real + Lift<P>> Map<R> for Linear<N, P> {
    #[inline(always)]
    fn apply(&self, x: &[R; N], next: &mut [R; N]) {
        self.times(x, next);
    }
}
