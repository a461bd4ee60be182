//! `Tolerance`: how the errors of the coordinates become one number.

use crate::real::{Primal, Real};

/// The error that a step may make: `absolute + relative * |x|` in each coordinate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tolerance {
    /// In the units of the coordinate.
    pub absolute: f64,
    /// As a fraction of the coordinate.
    pub relative: f64,
}

impl Tolerance {
    /// Absolute and relative tolerance alike.
    #[must_use]
    pub const fn both(tolerance: f64) -> Self {
        Self { absolute: tolerance, relative: tolerance }
    }

    /// The error that is just tolerable in a coordinate of this value.
    #[inline(always)]
    pub fn scale<R: Real>(&self, x: R) -> R {
        x.abs().mul_add(R::lit(self.relative), R::lit(self.absolute))
    }

    /// ```text
    /// sqrt( 1/n sum_i (e_i / (atol + rtol max(|x0_i|, |x1_i|)))^2 )
    /// ```
    /// Hairer, Norsett & Wanner I, eq. (II.4.11). Derivatives are not looked at.
    #[inline(always)]
    pub fn measure<R: Real>(&self, x0: &[R], x1: &[R], error: &[R]) -> Primal<R> {
        self.mean_square(x0, x1, error).sqrt()
    }

    /// The mean square below the root of [`measure`](Self::measure).
    #[inline(always)]
    pub fn mean_square<R: Real>(&self, x0: &[R], x1: &[R], error: &[R]) -> Primal<R> {
        let lit = <Primal<R> as Real>::lit;
        let mut sum = lit(0.0);
        for i in 0..error.len() {
            let size = x0[i].primal().abs().max(x1[i].primal().abs());
            let ratio = error[i].primal() / self.scale(size);
            sum = ratio.mul_add(ratio, sum);
        }
        sum * lit(1.0 / error.len() as f64)
    }
}
