//! Newton's method for the cube roots of 1.

use neurodyn_core::{Fixed, Map, MapFamily, Primal, Real, System};

/// ```text
/// z -> z - (z^3 - 1) / (3 z^2),   z = x + i y
/// ```
/// A. Cayley, "Desiderata and suggestions. No. 3: the Newton-Fourier imaginary problem", Am. J. Math. 2, 97 (1879): which
/// start goes to which root? The basins of the three roots have one common boundary, a fractal (H.-O. Peitgen & P. H.
/// Richter, The Beauty of Fractals, Springer 1986).
///
/// It is computed as `2 z / 3 + conj(z)^2 / (3 |z|^4)`, which takes one division.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CubeRoots;

impl CubeRoots {
    /// The roots, as `[x, y]`.
    pub const ROOTS: [[f64; 2]; 3] = [[1.0, 0.0], [-0.5, HALF_ROOT_3], [-0.5, -HALF_ROOT_3]];
}

/// `sqrt(3) / 2`.
const HALF_ROOT_3: f64 = 0.866_025_403_784_438_6;

impl System for CubeRoots {
    type Space = Fixed<2>;
    #[inline(always)]
    fn space(&self) -> Fixed<2> {
        Fixed
    }
}

impl<R: Real> Map<R> for CubeRoots {
    #[inline(always)]
    fn apply(&self, &[x, y]: &[R; 2], next: &mut [R; 2]) {
        let (two_thirds, twice) = (R::lit(2.0 / 3.0), x + x);
        let square = x.mul_add(x, -(y * y));
        let size = x.mul_add(x, y * y);
        let scale = (size * size * R::lit(3.0)).recip();
        *next = [square.mul_add(scale, x * two_thirds), (-(twice * y)).mul_add(scale, y * two_thirds)];
    }
}

/// The family of one, which has no parameters.
impl MapFamily for CubeRoots {
    type Space = Fixed<2>;
    type Member<'a, R: Real> = Self;
    fn space(&self) -> Fixed<2> {
        Fixed
    }
    fn parameters(&self) -> usize {
        0
    }
    #[inline(always)]
    fn member<R: Real>(&self, _: &[Primal<R>]) -> Self {
        Self
    }
}

#[cfg(test)]
mod tests {
    use super::CubeRoots;
    use neurodyn_core::Map;

    #[test]
    fn one_step_is_newtons() {
        // z = 2: 2 - 7/12; z = 2 i: z^3 - 1 = -1 - 8 i, 3 z^2 = -12, so z' = 2 i - (1 + 8 i) / 12
        let mut next = [0.0_f64; 2];
        CubeRoots.apply(&[2.0, 0.0], &mut next);
        assert!((next[0] - 17.0 / 12.0).abs() < 1e-15 && next[1] == 0.0, "{next:?}");
        CubeRoots.apply(&[0.0, 2.0], &mut next);
        assert!((next[0] + 1.0 / 12.0).abs() < 1e-15 && (next[1] - 4.0 / 3.0).abs() < 1e-15, "{next:?}");
        for root in CubeRoots::ROOTS {
            CubeRoots.apply(&root, &mut next);
            assert!((next[0] - root[0]).hypot(next[1] - root[1]) < 4e-16, "{next:?}");
        }
    }
}
