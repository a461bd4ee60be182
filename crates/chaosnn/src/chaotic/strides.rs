//! A sweep over the stride `T` that computes every state of the orbits once.

use super::multiples;
use crate::error::Error;
use crate::evaluate::exactly;

/// The strides `T = 1, .. most`, each with `samples` samples `X_T(k) = x(T k)`. Many of the products `T k` are equal: for
/// 100 strides of 100 samples, 2906 differ.
///
/// ```
/// use chaosnn::chaotic::Strides;
///
/// let strides = Strides { most: 3, samples: 2 };
/// assert_eq!(strides.steps(), [1, 2, 3, 4, 6]);
/// // a value for each of these steps makes a mean for each stride: over 1 2, over 2 4, over 3 6
/// assert_eq!(strides.means(&[10.0, 20.0, 30.0, 40.0, 60.0])?, [15.0, 30.0, 45.0]);
/// # Ok::<(), chaosnn::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Strides {
    /// The largest `T`.
    pub most: u64,
    /// Samples of each.
    pub samples: u64,
}

impl Strides {
    /// The steps that any stride needs, each one once, ascending.
    #[must_use]
    pub fn steps(&self) -> Vec<u64> {
        let mut steps: Vec<u64> = (1..=self.most).flat_map(|every| multiples(every, self.samples)).collect();
        steps.sort_unstable();
        steps.dedup();
        steps
    }

    /// The mean over the samples of each stride, given a value for each of the [`steps`](Self::steps).
    ///
    /// # Errors
    /// [`Error::Sizes`] if there is not one value a step.
    pub fn means(&self, values: &[f64]) -> Result<Vec<f64>, Error> {
        let steps = self.steps();
        exactly("values of the steps of all strides", steps.len(), values.len())?;
        let at = |step: u64| values[steps.partition_point(|&other| other < step)];
        let mean = |every: u64| multiples(every, self.samples).into_iter().map(at).sum::<f64>();
        Ok((1..=self.most).map(|every| mean(every) / self.samples as f64).collect())
    }
}
