//! How long a prediction holds.

use crate::check;
use crate::failure::Error;

/// The valid prediction time, in states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prediction {
    /// States before the first whose error exceeds the threshold.
    pub states: usize,
    /// False if none does: the prediction holds at least as long.
    pub ends: bool,
}

impl Prediction {
    /// In units of time, for states `dt` apart.
    #[must_use]
    pub fn time(&self, dt: f64) -> f64 {
        self.states as f64 * dt
    }
    /// In units of `1 / lambda_1`, the time in which small errors grow by `e`.
    #[must_use]
    pub fn lyapunov_times(&self, dt: f64, largest_exponent: f64) -> f64 {
        self.time(dt) * largest_exponent
    }
}

/// How long a predicted orbit stays near the true one:
///
/// ```text
/// e(t) = |y(t) - x(t)| / sqrt( < |x - <x>|^2 > ) <= threshold
/// ```
/// with means over the true orbit `x`; `y` is the prediction. States are row by row, `dimension` numbers each; the two
/// begin at the same time. Coordinates of different units should be scaled before. A prediction that is not finite has
/// ended. P. R. Vlachas et al., Neural Netw. 126, 191 (2020), whose threshold is 0.5.
///
/// # Errors
/// [`Error::OutOfRange`] for a dimension of 0, orbits of different lengths or no whole number of states, a threshold that is
/// not positive, a true orbit that does not move; [`Error::NotFinite`] if that is not finite.
///
/// ```
/// use dynsys::compare::valid_prediction;
///
/// let truth = [0.0, 1.0, 0.0, 1.0, 0.0, 1.0];
/// let prediction = valid_prediction(&truth, &[0.0, 1.0, 0.1, 0.5, 0.0, 1.0], 1, 0.5)?;
/// assert_eq!(prediction.states, 3); // the fourth is wrong by 0.5, as far as the orbit is from its mean
/// # Ok::<(), dynsys::Error>(())
/// ```
pub fn valid_prediction(
    truth: &[f64],
    predicted: &[f64],
    dimension: usize,
    threshold: f64,
) -> Result<Prediction, Error> {
    check::in_range("dimension", dimension as f64, dimension > 0, "there must be a coordinate")?;
    let whole = truth.len() == predicted.len() && truth.len().is_multiple_of(dimension) && !truth.is_empty();
    let rule = "as many as of the true orbit, some whole number of states";
    check::in_range("numbers of the prediction", predicted.len() as f64, whole, rule)?;
    check::in_range("threshold", threshold, threshold > 0.0, "it must be positive")?;
    check::finite("true orbit", truth)?;
    let states = truth.len() / dimension;
    let mut square = 0.0;
    for c in 0..dimension {
        let values = || truth.iter().skip(c).step_by(dimension);
        let mean = values().sum::<f64>() / states as f64;
        square += values().map(|x| (x - mean) * (x - mean)).sum::<f64>() / states as f64;
    }
    check::in_range("spread of the true orbit", square, square > 0.0, "it must move")?;
    let limit = threshold * threshold * square;
    let holds =
        |(x, y): (&[f64], &[f64])| x.iter().zip(y).map(|(x, y)| (x - y) * (x - y)).sum::<f64>() <= limit;
    let pairs = || truth.chunks_exact(dimension).zip(predicted.chunks_exact(dimension));
    let first = pairs().position(|pair| !holds(pair));
    Ok(Prediction { states: first.unwrap_or(states), ends: first.is_some() })
}
