//! What implicit peers are given: Jacobian matrices by hand, whole and times a vector, and the absolute tolerances.

use dynsys::systems::{Hires, Oregonator, Pollution, Robertson, StiffVanDerPol};
use dynsys::{Fixed, Flow, System};

/// A system on plain numbers with its derivatives.
pub(crate) trait Stiff<const N: usize>: System<Space = Fixed<N>> + Flow<f64> + Copy + 'static {
    /// Tolerances are absolute at this size, as in the tests of the methods.
    const SIZE: f64;
    /// Writes `df_i/dx_j` to row `i`, place `j`.
    fn jacobian(&self, x: &[f64; N], jacobian: &mut [[f64; N]; N]);
    /// Writes the Jacobian matrix times `v`.
    fn along(&self, x: &[f64; N], v: &[f64; N], dv: &mut [f64; N]) {
        let mut jacobian = [[0.0; N]; N];
        self.jacobian(x, &mut jacobian);
        for i in 0..N {
            dv[i] = (0..N).map(|j| jacobian[i][j] * v[j]).sum();
        }
    }
}

impl Stiff<3> for Robertson {
    const SIZE: f64 = 1e-8;
    fn jacobian(&self, &[_, y2, y3]: &[f64; 3], jacobian: &mut [[f64; 3]; 3]) {
        let (a, b, c) = (self.k1, self.k3 * y3, self.k3 * y2);
        let d = 2.0 * self.k2 * y2;
        *jacobian = [[-a, b, c], [a, -b - d, -c], [0.0, d, 0.0]];
    }
}

impl Stiff<2> for StiffVanDerPol {
    const SIZE: f64 = 1.0;
    fn jacobian(&self, &[y1, y2]: &[f64; 2], jacobian: &mut [[f64; 2]; 2]) {
        *jacobian = [[0.0, 1.0], [(-2.0 * y1 * y2 - 1.0) / self.epsilon, (1.0 - y1 * y1) / self.epsilon]];
    }
}

impl Stiff<3> for Oregonator {
    const SIZE: f64 = 1e-2;
    fn jacobian(&self, &[y1, y2, _]: &[f64; 3], jacobian: &mut [[f64; 3]; 3]) {
        let Self { s, q, w } = *self;
        *jacobian = [
            [s * (1.0 - y2 - 2.0 * q * y1), s * (1.0 - y1), 0.0],
            [-y2 / s, (-1.0 - y1) / s, 1.0 / s],
            [w, 0.0, -w],
        ];
    }
}

impl Stiff<8> for Hires {
    const SIZE: f64 = 1e-3;
    fn jacobian(&self, x: &[f64; 8], jacobian: &mut [[f64; 8]; 8]) {
        let Self { k1, k2, k3, k4, k5, k6, k_plus, k_minus, k_star, .. } = *self;
        let (by6, by8) = (k_plus * x[7], k_plus * x[5]);
        let held = k2 + k_minus + k_star;
        *jacobian = [
            [-k1, k2, k6, 0.0, 0.0, 0.0, 0.0, 0.0],
            [k1, -k2 - k3, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
            [0.0, 0.0, -k6 - k1, k2, k5, 0.0, 0.0, 0.0],
            [0.0, k3, k1, -k4 - k2, 0.0, 0.0, 0.0, 0.0],
            [0.0, 0.0, 0.0, 0.0, -k5 - k1, k2, k2, 0.0],
            [0.0, 0.0, 0.0, k4, k1, -by6 - k2, k_minus, -by8],
            [0.0, 0.0, 0.0, 0.0, 0.0, by6, -held, by8],
            [0.0, 0.0, 0.0, 0.0, 0.0, -by6, held, -by8],
        ];
    }
}

/// One reaction: what it consumes, one or two of each, and by how much it changes what.
type Reaction = (&'static [usize], &'static [(usize, f64)]);

/// The reactions of [`Pollution`], in their order; species count from 0 in the order of its state.
#[rustfmt::skip]
const REACTIONS: [Reaction; 25] = [
    (&[0], &[(0, -1.0), (1, 1.0), (2, 1.0)]),
    (&[1, 3], &[(1, -1.0), (3, -1.0), (0, 1.0)]),
    (&[4, 1], &[(4, -1.0), (1, -1.0), (0, 1.0), (5, 1.0)]),
    (&[6], &[(6, -1.0), (4, 2.0), (7, 1.0)]),
    (&[6], &[(6, -1.0), (7, 1.0)]),
    (&[6, 5], &[(6, -1.0), (5, -1.0), (4, 1.0), (7, 1.0)]),
    (&[8], &[(8, -1.0), (9, 1.0), (4, 1.0), (7, 1.0)]),
    (&[8, 5], &[(8, -1.0), (5, -1.0), (10, 1.0)]),
    (&[10, 1], &[(10, -1.0), (1, -1.0), (0, 1.0), (9, 1.0), (11, 1.0)]),
    (&[10, 0], &[(10, -1.0), (0, -1.0), (12, 1.0)]),
    (&[12], &[(12, -1.0), (10, 1.0), (0, 1.0)]),
    (&[9, 1], &[(9, -1.0), (1, -1.0), (13, 1.0), (0, 1.0)]),
    (&[13], &[(13, -1.0), (6, 1.0), (4, 1.0)]),
    (&[0, 5], &[(0, -1.0), (5, -1.0), (14, 1.0)]),
    (&[2], &[(2, -1.0), (3, 1.0)]),
    (&[3], &[(3, -1.0), (15, 1.0)]),
    (&[3], &[(3, -1.0), (2, 1.0)]),
    (&[15], &[(15, -1.0), (5, 2.0)]),
    (&[15], &[(15, -1.0), (2, 1.0)]),
    (&[16, 5], &[(16, -1.0), (5, -1.0), (17, 1.0), (4, 1.0)]),
    (&[18], &[(18, -1.0), (1, 1.0)]),
    (&[18], &[(18, -1.0), (0, 1.0), (2, 1.0)]),
    (&[0, 3], &[(0, -1.0), (3, -1.0), (18, 1.0)]),
    (&[18, 0], &[(18, -1.0), (0, -1.0), (19, 1.0)]),
    (&[19], &[(19, -1.0), (18, 1.0), (0, 1.0)]),
];

impl Stiff<20> for Pollution {
    const SIZE: f64 = 1e-3;
    fn jacobian(&self, x: &[f64; 20], jacobian: &mut [[f64; 20]; 20]) {
        *jacobian = [[0.0; 20]; 20];
        for (k, (left, changes)) in self.k.iter().zip(&REACTIONS) {
            for (place, &by) in left.iter().enumerate() {
                let other = if left.len() == 2 { x[left[1 - place]] } else { 1.0 };
                for &(of, change) in *changes {
                    jacobian[of][by] += change * k * other;
                }
            }
        }
    }
    fn along(&self, x: &[f64; 20], v: &[f64; 20], dv: &mut [f64; 20]) {
        *dv = [0.0; 20];
        for (k, (left, changes)) in self.k.iter().zip(&REACTIONS) {
            let rate = match left[..] {
                [a, b] => x[a] * v[b] + v[a] * x[b],
                _ => v[left[0]],
            };
            for &(of, change) in *changes {
                dv[of] += change * k * rate;
            }
        }
    }
}

/// Asserts that derivatives by hand are those of dual numbers: a peer with a wrong Jacobian would be slow by our fault.
pub(crate) fn assert_derivatives<S, const N: usize>(flow: &S, x: &[f64; N])
where
    S: Stiff<N> + Flow<dynsys::Dual<f64, 1>>,
{
    let mut hand = [[0.0; N]; N];
    flow.jacobian(x, &mut hand);
    for j in 0..N {
        let mut lifted = x.map(dynsys::Dual::constant);
        lifted[j].eps[0] = 1.0;
        let mut slope = lifted;
        flow.rhs(dynsys::Dual::constant(0.0), &lifted, &mut slope);
        let (mut unit, mut product) = ([0.0; N], [0.0; N]);
        unit[j] = 1.0;
        flow.along(x, &unit, &mut product);
        for i in 0..N {
            let due = slope[i].eps[0];
            let near = |found: f64| (found - due).abs() <= 1e-12 * due.abs().max(1.0);
            assert!(near(hand[i][j]) && near(product[i]), "df{i}/dx{j}: {} instead of {due}", hand[i][j]);
        }
    }
}
