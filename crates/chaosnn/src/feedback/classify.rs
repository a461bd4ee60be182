//! What kind of attractor an orbit goes to, with the evidence.

use super::exponents::{Averaging, Exponents};
use super::network::{Feedback, State};
use super::rotation::rotation_number;
use crate::error::Error;

/// What an orbit settles on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Class {
    /// A state that stays.
    FixedPoint,
    /// So many states, one after the other; at least 2.
    Periodic(usize),
    /// A period (1 for a fixed point) on which every direction is destroyed by saturated units: all exponents are minus
    /// infinity.
    Superstable(usize),
    /// A closed curve, or several: one exponent is 0, the orbit has no period.
    InvariantCurve,
    /// A torus of two or more dimensions: as many exponents are 0.
    Torus(usize),
    /// The largest exponent is positive beyond doubt.
    Chaos,
    /// None of these beyond doubt: transients, weak chaos, periods that are too long.
    Undecided,
}

impl core::fmt::Display for Class {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::FixedPoint => f.write_str("fixed point"),
            Self::Periodic(p) => write!(f, "period {p}"),
            Self::Superstable(p) => write!(f, "superstable, period {p}"),
            Self::InvariantCurve => f.write_str("invariant curve"),
            Self::Torus(dimension) => write!(f, "{dimension}-torus"),
            Self::Chaos => f.write_str("chaos"),
            Self::Undecided => f.write_str("undecided"),
        }
    }
}

/// How an orbit is judged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judging {
    /// How exponents are averaged; two directions at least, or tori cannot be told from curves.
    pub averaging: Averaging,
    /// The longest period that is looked for.
    pub longest: usize,
    /// How near a state must return to itself.
    pub return_within: f64,
    /// The series for the rotation number is so long; 0 for none.
    pub series: usize,
}

impl Judging {
    /// Four exponents over so many iterations, periods up to 5000, a series of 2^15.
    #[must_use]
    pub const fn new(steps: usize) -> Self {
        let averaging = Averaging { directions: Some(4), ..Averaging::new(steps) };
        Self { averaging, longest: 5000, return_within: 1e-9, series: 1 << 15 }
    }
}

/// A class, and what speaks for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// The class.
    pub class: Class,
    /// The leading exponents.
    pub exponents: Exponents,
    /// The shortest period within which the state returned, and how near.
    pub period: Option<(usize, f64)>,
    /// The strongest frequency of the first unit, for curves and tori.
    pub rotation: Option<f64>,
}

impl Feedback {
    /// Follows the orbit from `start` and says what it settles on.
    ///
    /// ```
    /// use chaosnn::feedback::{Class, Feedback, INITIAL, Judging};
    ///
    /// let network = Feedback::drawn(4, 16, 1.4, 174658140)?; // called strange by the seed
    /// let evidence = network.classify(&network.reset(INITIAL), &Judging::new(20_000))?;
    /// assert_eq!(evidence.class, Class::InvariantCurve);
    /// assert!((evidence.rotation.unwrap() - 0.10332395).abs() < 1e-7);
    /// # Ok::<(), chaosnn::Error>(())
    /// ```
    ///
    /// # Errors
    /// A state that does not fit, or numbers out of range.
    pub fn classify(&self, start: &State, judging: &Judging) -> Result<Evidence, Error> {
        let directions = judging.averaging.directions.map(|k| k.min(self.delays()));
        let exponents = self.spectrum(start, &Averaging { directions, ..judging.averaging })?;
        self.classify_by(exponents, judging)
    }
    /// The same from exponents that are known, for the end of their orbit.
    ///
    /// # Errors
    /// If the exponents belong to a network of another size.
    pub fn classify_by(&self, exponents: Exponents, judging: &Judging) -> Result<Evidence, Error> {
        let period = self.period(&exponents.end, judging.longest, judging.return_within)?;
        let class = judge(&exponents, period);
        let rotation = if matches!(class, Class::InvariantCurve | Class::Torus(_)) && judging.series > 0 {
            let series = self.trajectory(&mut exponents.end.clone(), 0, judging.series)?;
            rotation_number(&series.unit(0))
        } else {
            None
        };
        Ok(Evidence { class, exponents, period, rotation })
    }
    /// The shortest period up to `longest` after which `state` returns to within `tolerance` in every coordinate, and
    /// how far it is then.
    ///
    /// # Errors
    /// [`Error::Sizes`] or [`Error::NotANumber`] for a state that does not fit.
    pub fn period(
        &self,
        state: &State,
        longest: usize,
        tolerance: f64,
    ) -> Result<Option<(usize, f64)>, Error> {
        let (delays, rows) =
            (self.delays(), self.trajectory(&mut state.clone(), 0, longest + self.delays())?);
        // `y` is the output over time, and follows from the units
        let fed: Vec<f64> = (0..rows.len()).map(|t| super::network::output(self.b(), rows.row(t))).collect();
        let now = &fed[..delays];
        let distance = |p: usize| {
            let mut farthest = 0.0_f64;
            for (later, now) in fed[p..p + delays].iter().zip(now) {
                farthest = farthest.max((later - now).abs());
                if farthest > tolerance {
                    break;
                }
            }
            farthest
        };
        Ok((1..=longest).map(|p| (p, distance(p))).find(|(_, distance)| *distance <= tolerance))
    }
}

/// What an exponent's sum must exceed to be no bounded one for certain: ten times that of [`Exponents::zero`].
const GROWN: f64 = 40.0;
/// Error bars that a positive exponent must exceed.
const BEYOND_DOUBT: f64 = 4.0;

/// The class by these rules, in this order. A zero exponent is found as something over the number of iterations, of
/// either sign, so the sign alone decides nothing.
///
/// 1. The state returns, and `l_1` is minus infinity: superstable.
/// 2. The state returns, and `l_1` is zero ([`Exponents::zero`]) or less: a fixed point or a period.
/// 3. `l_1` is positive by four error bars, its sum exceeds 40, and it grows by a sum of 20 in each half: chaos.
/// 4. `l_1` is zero: as many dimensions as exponents are zero, provided that the next one is negative by twice that.
/// 5. Else undecided.
fn judge(found: &Exponents, period: Option<(usize, f64)>) -> Class {
    let l = &found.exponents;
    match period {
        Some((p, _)) if l[0] == f64::NEG_INFINITY => return Class::Superstable(p),
        Some((1, _)) if l[0] <= found.zero(0) => return Class::FixedPoint,
        Some((p, _)) if l[0] <= found.zero(0) => return Class::Periodic(p),
        _ => {}
    }
    let grown = l[0] * found.steps as f64 > GROWN && l[0] > BEYOND_DOUBT * found.error_bars[0];
    if grown && grows_in_both_halves(found) {
        return Class::Chaos;
    }
    let zeros = (0..l.len()).take_while(|&k| l[k].abs() <= found.zero(k)).count();
    let next_is_negative = if zeros == l.len() {
        l.len() == found.end.y.len() // there is none
    } else {
        l[zeros] < -2.0 * found.zero(zeros)
    };
    match zeros {
        1 if next_is_negative => Class::InvariantCurve,
        2.. if next_is_negative => Class::Torus(zeros),
        _ => Class::Undecided,
    }
}

fn grows_in_both_halves(found: &Exponents) -> bool {
    let Some((end, last)) = found.history.last() else { return false };
    let (half, first) = &found.history[(found.history.len() - 1) / 2];
    let (early, all) = (first[0] * *half as f64, last[0] * *end as f64);
    early > 0.5 * GROWN && all - early > 0.5 * GROWN
}
