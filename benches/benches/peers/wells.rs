//! Flows whose basins are compared: each with the label of an end.

use dynsys::{Family, Fixed, Flow, Primal, Real, System};

/// Half the side of a grid, its cells, the time, and the goal.
pub(crate) type Square = (f64, usize, f64, f64);

/// A flow whose end tells the basin.
pub(crate) trait Ends: Family + Copy + 'static {
    /// The label of an end.
    fn label(x: &[f64]) -> u8;
    /// Where trajectories end, in the order of labels, and how near one has to be to stay. That it stays is not proved here:
    /// the labels are compared.
    fn rests() -> (Vec<Vec<f64>>, f64);
}

/// The double well without a force, so that nobody computes a cosine for nothing:
///
/// ```text
/// x' = v,   v' = x - x^3 - 0.15 v
/// ```
#[derive(Clone, Copy)]
pub(crate) struct DoubleWell;

impl DoubleWell {
    /// Its grid.
    pub(crate) const GRID: Square = (2.0, 500, 60.0, 6.0);
}

impl System for DoubleWell {
    type Space = Fixed<2>;
    #[inline(always)]
    fn space(&self) -> Fixed<2> {
        Fixed
    }
}

impl<R: Real> Flow<R> for DoubleWell {
    #[inline(always)]
    fn rhs(&self, _: R, &[x, v]: &[R; 2], dx: &mut [R; 2]) {
        *dx = [v, (R::lit(1.0) - x * x).mul_add(x, R::lit(-0.15) * v)];
    }
}

impl Family for DoubleWell {
    type Space = Fixed<2>;
    type Member<R: Real> = Self;
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

impl Ends for DoubleWell {
    fn label(x: &[f64]) -> u8 {
        u8::from(x[0] > 0.0)
    }
    fn rests() -> (Vec<Vec<f64>>, f64) {
        (vec![vec![-1.0, 0.0], vec![1.0, 0.0]], 0.4)
    }
}

/// A pendulum over three magnets at the corners of a triangle, in the plane:
///
/// ```text
/// x'' = -w^2 x - a x' + sum_k (m_k - x) / (|m_k - x|^2 + d^2)^(3/2),   w = 0.5, a = 0.2, d = 0.2, |m_k| = 1
/// ```
/// A. E. Motter, M. Gruiz, G. Karolyi & T. Tel, "Doubly transient chaos: generic form of chaos in autonomous dissipative
/// systems", Phys. Rev. Lett. 111, 194101 (2013).
#[derive(Clone, Copy)]
pub(crate) struct Magnets;

impl Magnets {
    /// Its grid.
    pub(crate) const GRID: Square = (2.0, 200, 100.0, 10.0);
    /// Where they are.
    pub(crate) const AT: [[f64; 2]; 3] =
        [[1.0, 0.0], [-0.5, 0.866_025_403_784_438_6], [-0.5, -0.866_025_403_784_438_6]];
}

impl System for Magnets {
    type Space = Fixed<4>;
    #[inline(always)]
    fn space(&self) -> Fixed<4> {
        Fixed
    }
}

impl<R: Real> Flow<R> for Magnets {
    #[inline(always)]
    fn rhs(&self, _: R, &[x, y, vx, vy]: &[R; 4], dx: &mut [R; 4]) {
        let c = R::lit;
        let (mut ax, mut ay) = (c(-0.25).mul_add(x, c(-0.2) * vx), c(-0.25).mul_add(y, c(-0.2) * vy));
        for k in 0..3 {
            let (to_x, to_y) = (c(Self::AT[k][0]) - x, c(Self::AT[k][1]) - y);
            let square = to_x.mul_add(to_x, to_y.mul_add(to_y, c(0.04)));
            let pull = (square * square.sqrt()).recip();
            (ax, ay) = (to_x.mul_add(pull, ax), to_y.mul_add(pull, ay));
        }
        *dx = [vx, vy, ax, ay];
    }
}

impl Family for Magnets {
    type Space = Fixed<4>;
    type Member<R: Real> = Self;
    fn space(&self) -> Fixed<4> {
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

impl Ends for Magnets {
    fn label(x: &[f64]) -> u8 {
        let away = |k: &u8| (0..2).map(|i| (x[i] - Self::AT[usize::from(*k)][i]).powi(2)).sum::<f64>();
        (0..3_u8).min_by(|a, b| away(a).total_cmp(&away(b))).unwrap_or(0)
    }
    fn rests() -> (Vec<Vec<f64>>, f64) {
        (Self::AT.map(|[x, y]| vec![x, y, 0.0, 0.0]).to_vec(), 0.2)
    }
}
