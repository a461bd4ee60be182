//! Claims and measurements as people write them.

use serde_json::Value;

use crate::verdict::Judged;

/// What is claimed: `0.1786 ± 0.0003`, `at least 0.8`, or the statement of a shape.
#[must_use]
pub fn claimed(claim: &Judged) -> String {
    let value = claim.claimed.as_f64().map(plain).unwrap_or_default();
    match claim.kind.as_str() {
        "at_least" => format!("≥ {value}"),
        "at_most" => format!("≤ {value}"),
        "shape" => claim.claimed.as_str().unwrap_or_default().to_owned(),
        _ => format!("{value} ± {}", plain(claim.within.unwrap_or(0.0))),
    }
}

/// What was measured, with the digits that the tolerance makes worth reading.
#[must_use]
pub fn measured(claim: &Judged) -> String {
    match (&claim.measured, claim.measured.as_f64()) {
        (_, Some(value)) => to_digits(value, claim.within),
        (Value::Bool(holds), _) => if *holds { "holds" } else { "does not hold" }.to_owned(),
        (Value::String(odd), _) => odd.clone(),
        _ => "\u{2013}".to_owned(),
    }
}

/// A text with mathematics as a terminal shows it: `V_S` for `$V_S$`.
#[must_use]
pub fn spoken(text: &str) -> String {
    text.replace('$', "")
}

/// The shortest exact form, with a true minus sign.
fn plain(value: f64) -> String {
    minus(&if value != 0.0 && (value.abs() < 1e-3 || value.abs() >= 1e6) {
        format!("{value:e}")
    } else {
        value.to_string()
    })
}

/// A value to a tenth of its tolerance; six significant digits where there is none.
fn to_digits(value: f64, within: Option<f64>) -> String {
    const SIGNIFICANT: i32 = 6;
    let scale = within.filter(|within| *within > 0.0).map_or_else(
        || SIGNIFICANT - 1 - value.abs().max(f64::MIN_POSITIVE).log10().floor() as i32,
        |within| 1 - within.log10().floor() as i32,
    );
    if value != 0.0 && (value.abs() < 1e-3 || value.abs() >= 1e6) {
        let digits = scale + value.abs().log10().floor() as i32;
        return minus(&format!("{value:.*e}", digits.clamp(0, 12) as usize));
    }
    minus(&format!("{value:.*}", scale.clamp(0, 12) as usize))
}

fn minus(number: &str) -> String {
    number.replace('-', "\u{2212}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_a_digit_more_than_their_tolerance() {
        assert_eq!(to_digits(-50.6356914146, Some(5e-5)), "\u{2212}50.635691");
        assert_eq!(to_digits(0.002055979, Some(5e-9)), "0.0020559790");
        assert_eq!(to_digits(1.8e-7, None), "1.80000e\u{2212}7");
        assert_eq!(to_digits(16.0, None), "16.0000");
        assert_eq!(plain(5e-5), "5e\u{2212}5");
    }
}
