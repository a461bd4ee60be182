//! A proportion and how sure it is: exact binomial intervals.

use statrs::function::beta::beta_reg;

/// The interval that holds the true proportion with at least this confidence, if `hits` of `of` were counted: Clopper
/// and Pearson, Biometrika 26, 404 (1934).
///
/// ```text
/// P(X >= hits | low) = P(X <= hits | high) = (1 - confidence) / 2,   X binomial
/// ```
/// `(0, 1)` if nothing was counted; the end is 0 for no hit, 1 for nothing but hits.
///
/// ```
/// let (low, high) = chaosnn::proportion::clopper_pearson(12, 60, 0.95);
/// assert!((low - 0.107841).abs() < 1e-5 && (high - 0.323300).abs() < 1e-5);
/// ```
///
/// # Panics
/// If `hits > of`, or the confidence is not between 0 and 1.
#[must_use]
pub fn clopper_pearson(hits: u64, of: u64, confidence: f64) -> (f64, f64) {
    assert!(hits <= of, "{hits} hits of {of}");
    assert!(confidence > 0.0 && confidence < 1.0, "confidence {confidence}");
    let tail = 0.5 * (1.0 - confidence);
    let (k, n) = (hits as f64, of as f64);
    let low = if hits == 0 { 0.0 } else { quantile(tail, k, n - k + 1.0) };
    let high = if hits == of { 1.0 } else { quantile(1.0 - tail, k + 1.0, n - k) };
    (low, high)
}

/// Where the regularised incomplete beta function is `p`, by halving to the last bit: it is monotone.
fn quantile(p: f64, a: f64, b: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    loop {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            return middle;
        }
        if beta_reg(a, b, middle) < p {
            low = middle;
        } else {
            high = middle;
        }
    }
}
