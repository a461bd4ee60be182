//! What kind of fixed point eigenvalues make.

use super::Time;

/// An eigenvalue this near to the border of stability, relative to the largest modulus of a rate, is neutral.
pub(super) const NEUTRAL: f64 = 1e-9;

/// Where perturbations go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stability {
    /// All decay.
    Stable,
    /// Some decay, some grow.
    Saddle,
    /// All grow.
    Unstable,
    /// None grows, and linear terms do not tell of all that they decay.
    Neutral,
}

/// A fixed point's directions, counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Directions in which perturbations decay.
    pub stable: usize,
    /// Directions in which they grow.
    pub unstable: usize,
    /// Directions in which linear terms do not tell.
    pub neutral: usize,
    /// True for a focus: some eigenvalues are complex, and perturbations turn.
    pub focus: bool,
}

impl Kind {
    /// The kind that these eigenvalues make. Rates are compared with 0, `neutral` being relative to the largest
    /// modulus; the moduli of multipliers with 1.
    #[must_use]
    pub fn of(eigenvalues: &[(f64, f64)], time: Time, neutral: f64) -> Self {
        let modulus = |&(re, im): &(f64, f64)| re.hypot(im);
        let largest = eigenvalues.iter().map(modulus).fold(0.0, f64::max);
        let mut kind = Self { stable: 0, unstable: 0, neutral: 0, focus: false };
        for value in eigenvalues {
            let (growth, border) = match time {
                Time::Continuous => (value.0, neutral * largest),
                Time::Discrete => (modulus(value) - 1.0, neutral),
            };
            let count = if growth.abs() <= border {
                &mut kind.neutral
            } else if growth < 0.0 {
                &mut kind.stable
            } else {
                &mut kind.unstable
            };
            *count += 1;
            kind.focus |= value.1 != 0.0;
        }
        kind
    }

    /// Where perturbations go.
    #[must_use]
    pub fn stability(&self) -> Stability {
        match (self.stable, self.unstable, self.neutral) {
            (_, 0, 0) => Stability::Stable,
            (0, _, 0) => Stability::Unstable,
            (_, 0, _) => Stability::Neutral,
            // neutral directions do not keep the growing ones from growing
            (0, _, _) => Stability::Unstable,
            _ => Stability::Saddle,
        }
    }
}

impl core::fmt::Display for Kind {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match (self.stability(), self.focus) {
            (Stability::Stable, false) => "stable node",
            (Stability::Stable, true) => "stable focus",
            (Stability::Unstable, false) => "unstable node",
            (Stability::Unstable, true) => "unstable focus",
            (Stability::Saddle, false) => "saddle",
            (Stability::Saddle, true) => "saddle-focus",
            (Stability::Neutral, false) => "neutral",
            (Stability::Neutral, true) => "neutral, with rotation (a centre, if linear terms decide)",
        })?;
        let mut separator = ": ";
        for (count, name) in [(self.stable, "stable"), (self.unstable, "unstable"), (self.neutral, "neutral")]
        {
            if count > 0 {
                write!(f, "{separator}{count} {name}")?;
                separator = ", ";
            }
        }
        Ok(())
    }
}
