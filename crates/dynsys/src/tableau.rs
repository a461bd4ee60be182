//! A Runge-Kutta method as a page of constants.

/// The coefficients of an explicit Runge-Kutta method with `S` stages.
///
/// ```text
/// k_i = f(t + c_i h, x + h sum_{j<i} a_ij k_j),   x1 = x + h sum_i b_i k_i,   error = h sum_i e_i k_i
/// ```
/// Where the last stage is evaluated at the new point (`a_S = b`, "first same as last") it serves as the slope there.
pub trait Tableau<const S: usize>: Copy + core::fmt::Debug + Send + Sync + 'static {
    /// The method's usual name.
    const NAME: &'static str;
    /// Order of the solution that is carried on.
    const ORDER: u32;
    /// Order of the embedded solution behind the error estimate; 0 if there is none.
    const EMBEDDED: u32;
    /// Nodes.
    const C: [f64; S];
    /// Stage weights, strictly lower triangular.
    const A: [[f64; S]; S];
    /// Weights of the solution.
    const B: [f64; S];
    /// Weights of the error estimate: `b` minus the embedded weights; all zero if there is none.
    const E: [f64; S];
    /// Weights of a second, cruder error estimate; all zero if there is none.
    const E3: [f64; S] = [0.0; S];
    /// The power of `h` with which the estimated error falls.
    const ERROR_POWER: u32 = if Self::EMBEDDED < Self::ORDER { Self::EMBEDDED + 1 } else { Self::ORDER + 1 };
    /// Dense output: `DENSE[d][i]` is the coefficient of `theta^(d+1)` in `b_i(theta)`, where
    /// `x(t + theta h) = x + h sum_i b_i(theta) k_i`. Empty: cubic Hermite interpolation.
    const DENSE: &'static [[f64; S]] = &[];
    /// True if the last stage is the slope at the new point.
    const FSAL: bool = first_same_as_last(&Self::A, &Self::B, Self::C[S - 1]);
}

const fn first_same_as_last<const S: usize>(a: &[[f64; S]; S], b: &[f64; S], last_node: f64) -> bool {
    let mut i = 0;
    while i < S {
        if a[S - 1][i] != b[i] {
            return false;
        }
        i += 1;
    }
    S > 1 && last_node == 1.0
}

/// A row from its entries that are not zero: stages, counted from 1 as published, and values.
const fn row<const S: usize, const N: usize>(entries: [(usize, f64); N]) -> [f64; S] {
    let mut row = [0.0; S];
    let mut i = 0;
    while i < N {
        row[entries[i].0 - 1] = entries[i].1;
        i += 1;
    }
    row
}

mod bogacki_shampine32;
mod dormand_prince54;
mod dormand_prince853;
mod euler;
mod heun;
mod rk4;
mod tsitouras54;
mod verner65;
mod verner76;
mod verner98;

pub use bogacki_shampine32::BogackiShampine32;
pub use dormand_prince54::DormandPrince54;
pub use dormand_prince853::DormandPrince853;
pub use euler::Euler;
pub use heun::Heun;
pub use rk4::Rk4;
pub use tsitouras54::Tsitouras54;
pub use verner65::Verner65;
pub use verner76::Verner76;
pub use verner98::Verner98;
