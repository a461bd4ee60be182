//! A proportion and how sure it is.

/// So many of so many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proportion {
    /// How many.
    pub hits: usize,
    /// Of how many.
    pub of: usize,
}

/// 95 % of a normal distribution lie within this many standard deviations.
const NORMAL_95: f64 = 1.959_963_984_540_054;

impl Proportion {
    /// How many of these are true.
    pub fn count(of: impl IntoIterator<Item = bool>) -> Self {
        let (mut hits, mut all) = (0, 0);
        for hit in of {
            hits += usize::from(hit);
            all += 1;
        }
        Self { hits, of: all }
    }
    /// The fraction; NaN of none.
    #[must_use]
    pub fn fraction(&self) -> f64 {
        self.hits as f64 / self.of as f64
    }
    /// The 95 % interval of E. B. Wilson, J. Am. Stat. Assoc. 22, 209 (1927); `(0, 1)` of none.
    ///
    /// ```
    /// let (low, high) = wilsoncowan::analysis::Proportion { hits: 81, of: 263 }.interval();
    /// assert!((low - 0.2553).abs() < 1e-4 && (high - 0.3662).abs() < 1e-4); // R. G. Newcombe, Stat. Med. 17, 857 (1998)
    /// ```
    #[must_use]
    pub fn interval(&self) -> (f64, f64) {
        if self.of == 0 {
            return (0.0, 1.0);
        }
        let (n, p, square) = (self.of as f64, self.fraction(), NORMAL_95 * NORMAL_95);
        let centre = (p + square / (2.0 * n)) / (1.0 + square / n);
        let half = NORMAL_95 * (p * (1.0 - p) / n + square / (4.0 * n * n)).sqrt() / (1.0 + square / n);
        ((centre - half).max(0.0), (centre + half).min(1.0))
    }
}
