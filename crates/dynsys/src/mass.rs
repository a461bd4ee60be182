//! Mass matrices: `M x' = f(t, x)` with a constant `M`, which may be singular.

use neurodyn_core::linear::Layout;
use neurodyn_core::{Mask as _, Real, Tolerance};

/// A constant matrix `M` before the derivative. Where a row of `M` is zero the equation is algebraic, `0 = f_i(t, x)`.
///
/// Implicit methods take one (`Rosenbrock::mass`, `Radau::mass`). Systems must be of index 1: the derivatives of the
/// algebraic equations by the algebraic variables form a regular matrix.
pub trait Mass: Sync {
    /// The number of equations it fits; `None` if any.
    fn dim(&self) -> Option<usize>;
    /// True if equation `i` contains no derivative.
    fn is_algebraic(&self, i: usize) -> bool;
    /// `out = M x`
    fn times<R: Real>(&self, x: &[R], out: &mut [R]);
    /// Adds `factor M_ij` to entry `(i, j)` of the `n x n` matrix, for all entries of `M` that are not zero.
    fn add<R: Real>(&self, n: usize, factor: R, matrix: &mut [R], view: &impl View);
    /// True if all entries have a place in this layout.
    fn fits(&self, n: usize, layout: &impl Layout) -> bool;
}

/// Where entry `(i, j)` of an `n x n` matrix stands.
pub trait View {
    /// Its place in the slice.
    fn at(&self, n: usize, i: usize, j: usize) -> usize;
}

impl<Y: Layout> View for Y {
    #[inline(always)]
    fn at(&self, n: usize, i: usize, j: usize) -> usize {
        self.place(n, i, j)
    }
}

/// `x' = f(t, x)`: every equation is a differential one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Identity;

impl Mass for Identity {
    #[inline(always)]
    fn dim(&self) -> Option<usize> {
        None
    }
    #[inline(always)]
    fn is_algebraic(&self, _: usize) -> bool {
        false
    }
    #[inline(always)]
    fn times<R: Real>(&self, x: &[R], out: &mut [R]) {
        out.copy_from_slice(x);
    }
    #[inline(always)]
    fn add<R: Real>(&self, n: usize, factor: R, matrix: &mut [R], view: &impl View) {
        for i in 0..n {
            matrix[view.at(n, i, i)] += factor;
        }
    }
    fn fits(&self, _: usize, _: &impl Layout) -> bool {
        true
    }
}

/// A diagonal matrix: `m_i x_i' = f_i(t, x)`, algebraic where `m_i = 0`.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagonal(pub Vec<f64>);

impl Mass for Diagonal {
    #[inline(always)]
    fn dim(&self) -> Option<usize> {
        Some(self.0.len())
    }
    #[inline(always)]
    fn is_algebraic(&self, i: usize) -> bool {
        self.0[i] == 0.0
    }
    #[inline(always)]
    fn times<R: Real>(&self, x: &[R], out: &mut [R]) {
        for i in 0..x.len() {
            out[i] = R::lit(self.0[i]) * x[i];
        }
    }
    #[inline(always)]
    fn add<R: Real>(&self, n: usize, factor: R, matrix: &mut [R], view: &impl View) {
        for i in 0..n {
            matrix[view.at(n, i, i)] += R::lit(self.0[i]) * factor;
        }
    }
    fn fits(&self, _: usize, _: &impl Layout) -> bool {
        true
    }
}

/// Any matrix, row by row: entry `(i, j)` at `i n + j`.
#[derive(Clone, Debug, PartialEq)]
pub struct Full {
    n: usize,
    entries: Vec<f64>,
}

impl Full {
    /// The square matrix of these entries; `None` if their number is not a square.
    #[must_use]
    pub fn new(entries: Vec<f64>) -> Option<Self> {
        let n = entries.len().isqrt();
        (n * n == entries.len()).then_some(Self { n, entries })
    }
}

impl Mass for Full {
    #[inline(always)]
    fn dim(&self) -> Option<usize> {
        Some(self.n)
    }
    #[inline(always)]
    fn is_algebraic(&self, i: usize) -> bool {
        self.entries[i * self.n..(i + 1) * self.n].iter().all(|m| *m == 0.0)
    }
    #[inline(always)]
    fn times<R: Real>(&self, x: &[R], out: &mut [R]) {
        for i in 0..self.n {
            let mut sum = R::lit(0.0);
            for j in 0..self.n {
                sum = x[j].mul_add(R::lit(self.entries[i * self.n + j]), sum);
            }
            out[i] = sum;
        }
    }
    #[inline(always)]
    fn add<R: Real>(&self, n: usize, factor: R, matrix: &mut [R], view: &impl View) {
        for i in 0..n {
            for j in 0..n {
                let m = self.entries[i * n + j];
                if m != 0.0 {
                    matrix[view.at(n, i, j)] += R::lit(m) * factor;
                }
            }
        }
    }
    fn fits(&self, n: usize, layout: &impl Layout) -> bool {
        let inside = |i: usize, j: usize| layout.rows(n, j).any(|row| row == i);
        (0..n * n).all(|k| self.entries[k] == 0.0 || inside(k / n, k % n))
    }
}

/// Why a mass matrix does not fit a system or the layout of its linear systems.
pub(crate) fn suits(mass: &impl Mass, n: usize, layout: &impl Layout) -> Result<(), &'static str> {
    if mass.dim().is_some_and(|dim| dim != n) {
        return Err("the mass matrix has another number of equations");
    }
    if !layout.fits(n) {
        return Err("the pattern of the linear systems has another number of equations");
    }
    if !mass.fits(n, layout) {
        return Err("the mass matrix has entries outside of the band or pattern");
    }
    Ok(())
}

/// How many times the tolerance a start may be off its constraints.
const SLACK: f64 = 10.0;

/// True in the lanes whose algebraic equations are satisfied: their residuals are what errors of the tolerance's size can make,
///
/// ```text
/// |f_i| <= SLACK sum_j |df_i/dx_j| (atol + rtol |x_j|)
/// ```
#[inline(always)]
pub(crate) fn admits<R: Real, Y: Layout>(
    mass: &impl Mass,
    tolerance: &Tolerance,
    layout: &Y,
    jacobian: &[R],
    x: &[R],
    f: &[R],
) -> R::Mask {
    let n = x.len();
    let (absolute, relative) = (R::lit(SLACK * tolerance.absolute), R::lit(SLACK * tolerance.relative));
    let mut fine = R::Mask::splat(true);
    for i in 0..n {
        if !mass.is_algebraic(i) {
            continue;
        }
        let mut allowed = R::lit(0.0);
        for j in 0..n {
            if layout.rows(n, j).any(|row| row == i) {
                let scale = relative.mul_add(x[j].abs(), absolute);
                allowed = jacobian[layout.place(n, i, j)].abs().mul_add(scale, allowed);
            }
        }
        fine = fine.and(f[i].abs().le(allowed));
    }
    fine
}
