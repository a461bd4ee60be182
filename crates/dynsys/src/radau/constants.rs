//! The numbers of Radau IIA of order 5: E. Hairer and G. Wanner, Solving Ordinary Differential Equations II, table IV.5.6
//! and section IV.8, computed from their definitions with 40 digits.

/// Nodes: `(4 - sqrt 6)/10`, `(4 + sqrt 6)/10`, 1.
pub(super) const C: [f64; 3] = [0.1550510257216821901803, 0.6449489742783178098197, 1.0];
/// The real eigenvalue of `A^-1`.
pub(super) const GAMMA: f64 = 3.637834252744495732208;
/// The real part of the complex pair.
pub(super) const ALPHA: f64 = 2.681082873627752133896;
/// Its imaginary part.
pub(super) const BETA: f64 = 3.050430199247410569426;
/// Columns: the real eigenvector, then `t_2`, `t_3` with `A^-1 t_2 = alpha t_2 + beta t_3`, `A^-1 t_3 = alpha t_3 - beta t_2`;
/// scaled so that the last row is `1, 1, 0`.
pub(super) const T: [[f64; 3]; 3] = [
    [0.0944387624889752414875, -0.141255295020954208428, -0.0300291941051474244919],
    [0.250213122965333311377, 0.204129352293799931996, 0.382942112757261937795],
    [1.0, 1.0, 0.0],
];
/// The inverse of [`T`].
pub(super) const T_INVERSE: [[f64; 3]; 3] = [
    [4.17871859155190472735, 0.327682820761062387083, 0.52337644549944954804],
    [-4.17871859155190472735, -0.327682820761062387083, 0.47662355450055045196],
    [-0.502872634945786875951, 2.57192694985560542919, -0.596039204828224924969],
];
/// Weights of the stages in the error estimate, eq. (IV.8.18): `-(13 + 7 sqrt 6)/3`, `(-13 + 7 sqrt 6)/3`, `-1/3`.
pub(super) const ERROR: [f64; 3] =
    [-10.04880939982741556246, 1.382142733160748895794, -0.3333333333333333333333];

#[cfg(test)]
mod tests {
    use super::{ALPHA, BETA, C, ERROR, GAMMA, T, T_INVERSE};

    fn product(a: &[[f64; 3]; 3], b: &[[f64; 3]; 3]) -> [[f64; 3]; 3] {
        core::array::from_fn(|i| core::array::from_fn(|j| (0..3).map(|k| a[i][k] * b[k][j]).sum()))
    }

    /// `T Lambda^-1 T^-1 = A` is the collocation matrix of the nodes: `sum_j a_ij c_j^(k-1) = c_i^k / k` for `k = 1, 2, 3`.
    #[test]
    fn the_transformation_is_that_of_the_collocation_method() {
        let size = ALPHA * ALPHA + BETA * BETA;
        let inverse =
            [[1.0 / GAMMA, 0.0, 0.0], [0.0, ALPHA / size, BETA / size], [0.0, -BETA / size, ALPHA / size]];
        let a = product(&product(&T, &inverse), &T_INVERSE);
        for i in 0..3 {
            for k in 1..=3 {
                let sum: f64 = (0..3).map(|j| a[i][j] * C[j].powi(k - 1)).sum();
                assert!((sum - C[i].powi(k) / f64::from(k)).abs() < 1e-15, "stage {i}, power {k}");
            }
        }
    }

    /// With the weight `1 / gamma` of the slope at the start, the estimate sees nothing of a polynomial of degree 3: its
    /// weights on `z = x(c_i h) - x(0)` fulfil `slope/gamma + sum_i e_i z_i / gamma = 0` for `x = t, t^2, t^3`.
    #[test]
    fn the_estimate_vanishes_on_cubics() {
        for k in 1..=3 {
            let slope = f64::from(u8::from(k == 1));
            let sum: f64 = (0..3).map(|i| ERROR[i] * C[i].powi(k)).sum();
            assert!((slope + sum).abs() < 1e-14, "power {k}: {sum}");
        }
    }
}
