//! An ESDIRK method as a page of constants.

/// The coefficients of a method whose first of `S` stages is explicit, whose others share one diagonal entry, and whose last
/// stage is the new point: `b` is the last row of `A`.
pub trait SinglyDiagonal<const S: usize>: Copy + core::fmt::Debug + Send + Sync + 'static {
    /// The method's usual name.
    const NAME: &'static str;
    /// Order of the solution that is carried on.
    const ORDER: u32;
    /// The power of `h` with which the estimated error falls.
    const ERROR_POWER: u32;
    /// Nodes.
    const C: [f64; S];
    /// Weights of the stages, lower triangular.
    const A: [[f64; S]; S];
    /// Weights of the error estimate: `b` less the weights of the embedded solution.
    const E: [f64; S];
    /// True if the estimate is `(I - h gamma J)^-1 h sum_i e_i k_i`, which does not grow with stiffness.
    const FILTERED: bool;
    /// Weights of earlier slopes in the guess of a stage's slope.
    const GUESS: [[f64; S]; S] = guesses(&Self::C);
}

/// Slopes that a guess goes through.
const THROUGH: usize = 3;

/// The polynomial through the last few slopes, at the node of the stage: Lagrange's weights.
const fn guesses<const S: usize>(c: &[f64; S]) -> [[f64; S]; S] {
    let mut weights = [[0.0; S]; S];
    let mut s = 1;
    while s < S {
        let first = s.saturating_sub(THROUGH);
        let mut j = first;
        while j < s {
            let (mut product, mut l) = (1.0, first);
            while l < s {
                if l != j {
                    product *= (c[s] - c[l]) / (c[j] - c[l]);
                }
                l += 1;
            }
            weights[s][j] = product;
            j += 1;
        }
        s += 1;
    }
    weights
}
