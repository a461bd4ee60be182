//! A threshold whose risk is bounded with high probability: selection with guaranteed risk.

use super::{Curve, Operating};
use crate::error::Error;
use crate::proportion::clopper_pearson;

/// A threshold and the bound of its risk.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Guarantee {
    /// What the threshold does on the calibration items.
    pub point: Operating,
    /// With probability `1 - delta` over the calibration items, the risk on new ones is at most this.
    pub bound: f64,
}

/// Selection with guaranteed risk (SGR; Y. Geifman and R. El-Yaniv, `NeurIPS` 2017, algorithm 1): looks by halving for the
/// largest coverage of the calibration items whose bound is below `risk`; `None` if none of the thresholds tried has it.
///
/// The bound of one threshold with `m` answered items and `e` errors is the `b` with `P(X <= e) = delta / s`, `X`
/// binomial of `m` and `b`, for `s = ceil(log2 n)` thresholds tried (lemma 3.1 and a union bound). Thresholds do not
/// split ties. Where errors do not fall with the score, or so few items are answered that the bound grows, halving goes
/// the wrong way: the answer is then smaller than it might be, or `None`, but never wrong. The calibration items must not
/// have been trained on, nor have chosen anything else.
///
/// ```
/// use chaosnn::selective::{Curve, guaranteed_risk};
///
/// // 2000 items; the 100 least sure ones are half wrong
/// let sure: Vec<f64> = (0..2000).map(f64::from).collect();
/// let wrong: Vec<bool> = (0..2000).map(|i| i < 100 && i % 2 == 0).collect();
/// let found = guaranteed_risk(&Curve::new(&sure, &wrong)?, 0.01, 0.05)?.unwrap();
/// assert!(found.bound < 0.01 && found.point.coverage() > 0.9);
/// # Ok::<(), chaosnn::Error>(())
/// ```
///
/// # Errors
/// [`Error::Range`] for a risk or `delta` that is not between 0 and 1.
pub fn guaranteed_risk(curve: &Curve, risk: f64, delta: f64) -> Result<Option<Guarantee>, Error> {
    for (what, value) in [("the desired risk", risk), ("delta", delta)] {
        if !(value > 0.0 && value < 1.0) {
            return Err(Error::Range { what, value, must_be: "between 0 and 1" });
        }
    }
    let points: Vec<Operating> = curve.thresholds().collect();
    // halving over the items, as in the source: ties make fewer thresholds, not fewer trials
    let trials = curve.items().next_power_of_two().ilog2().max(1);
    let (mut least, mut most) = (1, curve.items());
    let mut best: Option<Guarantee> = None;
    for _ in 0..trials {
        // the source sorts from the least sure on; here `answered` counts from the surest
        let middle = least + (most - least).div_ceil(2);
        let point = points[points.partition_point(|point| point.answered < middle)];
        let bound = upper_bound(point.wrong, point.answered, delta / f64::from(trials));
        if bound < risk {
            least = middle;
            if best.is_none_or(|best| best.point.answered <= point.answered) {
                best = Some(Guarantee { point, bound });
            }
        } else {
            most = (middle - 1).max(least);
        }
    }
    Ok(best)
}

/// The `b` with `P(X <= errors) = tail`: one end of an interval of Clopper and Pearson with both tails so heavy.
fn upper_bound(errors: u64, of: u64, tail: f64) -> f64 {
    // heavier tails than one half make no interval
    if tail < 0.5 { clopper_pearson(errors, of, 1.0 - 2.0 * tail).1 } else { 1.0 }
}
