//! The subsampled series of eq. (6), refused where its start is bad and marked where it dies.

use crate::error::Error;
use crate::logistic::{FULL_CHAOS, Rescaled};

/// ```text
/// X_T(k) = x(T k),   k = 1, 2, ..
/// ```
/// Eq. (6) of the source: every `T`-th state of an orbit of [`Rescaled`] that starts at `x(0)`. The start itself is not
/// among the samples. Changing `T` changes how several series lie beside each other without touching their starts.
///
/// In exact arithmetic almost every orbit at `A = 4` goes on for ever. In floating point some hit the lower edge `-g/2`,
/// a fixed point, and stay there: [`Series::collapsed`] says when.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    samples: Vec<f64>,
    collapsed: Option<u64>,
}

/// An orbit that is dead after as many steps was so from its start.
const STICKS_WITHIN: u64 = 2;

impl Series {
    /// The first `samples` samples with stride `every` (`T` in the equation) of the orbit from `x0`.
    ///
    /// # Errors
    /// Bad parameters, a start that is known beforehand to be bad, or a state that is not finite. An orbit that
    /// collapses later is no error.
    pub fn new(map: Rescaled, x0: f64, every: usize, samples: usize) -> Result<Self, Error> {
        let Rescaled { g, a } = map;
        if !(g > 0.0 && g.is_finite()) {
            return Err(Error::Width { g });
        }
        if !(0.0..=FULL_CHAOS).contains(&a) {
            return Err(Error::Gain { a });
        }
        if every == 0 {
            return Err(Error::Stride);
        }
        let (edge, _) = map.interval();
        if x0.is_nan() || x0.abs() >= -edge {
            return Err(Error::Start { x0, g });
        }
        let mut series = Self { samples: Vec::with_capacity(samples), collapsed: None };
        let (mut x, mut step) = (x0, 0);
        while series.samples.len() < samples {
            for _ in 0..every {
                x = Rescaled::image(g, a, x);
                step += 1;
                if !x.is_finite() {
                    return Err(Error::NotFinite { step, x, x0, g, a, samples: series.samples });
                }
                if x == edge && series.collapsed.is_none() {
                    if step <= STICKS_WITHIN {
                        return Err(Error::Sticks { x0, g, a, step });
                    }
                    series.collapsed = Some(step);
                }
            }
            series.samples.push(x);
        }
        Ok(series)
    }

    /// The samples `X_T(1)`, `X_T(2)`, ..
    #[must_use]
    pub fn samples(&self) -> &[f64] {
        &self.samples
    }

    /// The samples, without the series around them.
    #[must_use]
    pub fn into_samples(self) -> Vec<f64> {
        self.samples
    }

    /// The step of the underlying orbit (not the sample) at which it reached `-g/2`, where it stays; `None` if it lives.
    #[must_use]
    pub fn collapsed(&self) -> Option<u64> {
        self.collapsed
    }
}
