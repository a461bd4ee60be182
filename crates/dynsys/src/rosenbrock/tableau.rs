//! A Rosenbrock method as a page of constants.

/// The coefficients of a Rosenbrock method with `S` stages, in the form that multiplies no vector by the Jacobian: E. Hairer
/// and G. Wanner, Solving Ordinary Differential Equations II, eq. (IV.7.25).
///
/// ```text
/// (1/(h gamma) - J) u_i = f(t + c_i h, x + sum_{j<i} a_ij u_j) + sum_{j<i} (b_ij / h) u_j + h d_i f_t
/// x1 = x + sum_i m_i u_i,   error = sum_i e_i u_i
/// ```
pub trait Linearised<const S: usize>: Copy + core::fmt::Debug + Send + Sync + 'static {
    /// The method's usual name.
    const NAME: &'static str;
    /// Order of the solution that is carried on.
    const ORDER: u32;
    /// The power of `h` with which the estimated error falls.
    const ERROR_POWER: u32;
    /// The diagonal.
    const GAMMA: f64;
    /// Nodes.
    const C: [f64; S];
    /// Weights of stages in the arguments of later ones, strictly lower triangular.
    const A: [[f64; S]; S];
    /// Weights of stages in the linear systems of later ones, strictly lower triangular.
    const B: [[f64; S]; S];
    /// Weights of the derivative with respect to time.
    const D: [f64; S];
    /// Weights of the solution.
    const M: [f64; S];
    /// Weights of the error estimate.
    const E: [f64; S];
    /// Dense output, from vectors `p_k = sum_i DENSE[k][i] u_i`:
    ///
    /// ```text
    /// x(t + theta h) = (1 - theta) x + theta (x1 + (1 - theta) (p_1 + theta (p_2 + theta p_3)))
    /// ```
    const DENSE: &'static [[f64; S]];
    /// True if the argument of the last stage is the new point.
    const LAST_IS_NEW: bool = last_is_new(&Self::A[S - 1], &Self::M, Self::C[S - 1]);
}

const fn last_is_new<const S: usize>(a: &[f64; S], m: &[f64; S], node: f64) -> bool {
    let mut i = 0;
    while i < S {
        if a[i] != m[i] {
            return false;
        }
        i += 1;
    }
    node == 1.0
}
