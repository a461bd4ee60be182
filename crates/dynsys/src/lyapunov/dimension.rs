//! The Kaplan-Yorke dimension.

/// The dimension of an attractor, from its Lyapunov exponents:
///
/// ```text
/// D = j + (l_1 + .. + l_j) / |l_(j+1)|,   j the largest number with l_1 + .. + l_j >= 0
/// ```
/// J. L. Kaplan & J. A. Yorke, Lecture Notes in Mathematics 730, 204 (1979). `exponents` descend; one whose modulus is
/// at most its entry in `zero` counts as 0, so that a limit cycle has dimension 1 and a torus 2. `dimension` is that
/// of the space.
///
/// `None` if the leading exponents that are given do not tell: their sums are never negative and there are more
/// directions in the space, or a `zero` is not finite.
///
/// ```
/// use dynsys::lyapunov::kaplan_yorke;
/// let lorenz = kaplan_yorke(&[0.9056, 1e-4, -14.572], &[1e-3; 3], 3);
/// assert!((lorenz.unwrap() - 2.062).abs() < 1e-3);
/// assert_eq!(kaplan_yorke(&[-1e-9, -0.3], &[1e-6; 2], 5), Some(1.0));
/// assert_eq!(kaplan_yorke(&[0.9, 0.0], &[1e-3; 2], 3), None);
/// ```
#[must_use]
pub fn kaplan_yorke(exponents: &[f64], zero: &[f64], dimension: usize) -> Option<f64> {
    let mut sum = 0.0;
    for (j, (&exponent, &zero)) in exponents.iter().zip(zero).enumerate() {
        if !zero.is_finite() {
            return None;
        }
        let exponent = if exponent.abs() <= zero { 0.0 } else { exponent };
        if sum + exponent < 0.0 {
            return Some(j as f64 + sum / -exponent);
        }
        sum += exponent;
    }
    (exponents.len() == dimension).then_some(dimension as f64)
}
