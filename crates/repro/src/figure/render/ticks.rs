//! Where ticks stand and what they say: as few digits as tell neighbours apart.

use std::ops::Range;

use plotters::coord::ranged1d::{DefaultFormatting, KeyPointHint, Ranged};
use plotters::coord::types::RangedCoordf64;

use super::super::axis::Axis;

/// Above and below these, numbers are written with a power of ten.
const LARGE: f64 = 1e5;
const SMALL: f64 = 1e-3;

/// Ticks in the range of the axis, each with its label.
pub(super) fn ticks(axis: &Axis) -> Vec<(f64, String)> {
    if let Some(named) = &axis.named_ticks {
        return named.iter().map(|(value, name)| (axis.place(*value), name.clone())).collect();
    }
    let (low, high) = axis.range();
    if axis.log {
        return decades(low, high, axis.most_ticks);
    }
    let places = RangedCoordf64::from(low..high).key_points(axis.most_ticks);
    let step = places.windows(2).map(|pair| pair[1] - pair[0]).fold(high - low, f64::min);
    let largest = low.abs().max(high.abs());
    places.into_iter().map(|place| (place, number(place, step, largest))).collect()
}

/// An axis as plotters wants it: a range with our ticks.
pub(super) struct Ticked {
    range: RangedCoordf64,
    places: Vec<f64>,
}

impl Ticked {
    pub(super) fn new(axis: &Axis, ticks: &[(f64, String)]) -> Self {
        let (low, high) = axis.range();
        Self {
            range: RangedCoordf64::from(low..high),
            places: ticks.iter().map(|(place, _)| *place).collect(),
        }
    }
}

impl Ranged for Ticked {
    type FormatOption = DefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
        self.range.map(value, limit)
    }

    fn key_points<H: KeyPointHint>(&self, hint: H) -> Vec<f64> {
        if hint.weight().allow_light_points() { Vec::new() } else { self.places.clone() }
    }

    fn range(&self) -> Range<f64> {
        self.range.range()
    }
}

/// A number with the digits that a step of this size needs.
pub(super) fn number(value: f64, step: f64, largest: f64) -> String {
    if !(SMALL..LARGE).contains(&largest) {
        let power = largest.log10().floor();
        let unit = 10f64.powf(power);
        if value.abs() < step / 2.0 {
            return "0".to_owned();
        }
        return format!("${}·10^{{{power}}}$", digits(value / unit, step / unit));
    }
    digits(value, step)
}

fn digits(value: f64, step: f64) -> String {
    // 0.25 needs two digits although its logarithm says one.
    let decimals = (0..9).find(|&d| {
        let scaled = step * 10f64.powi(d);
        (scaled - scaled.round()).abs() < 1e-6 * scaled.max(1.0)
    });
    let value = if value.abs() < step * 1e-9 { 0.0 } else { value };
    format!("{value:.*}", decimals.unwrap_or(3) as usize).replace('-', "\u{2212}")
}

/// Whole powers of ten, thinned to fit.
fn decades(low: f64, high: f64, most: usize) -> Vec<(f64, String)> {
    let (first, last) = ((low - 1e-9).ceil() as i32, (high + 1e-9).floor() as i32);
    let stride = ((last - first).max(0) as usize / most + 1).max(1);
    (first..=last)
        .step_by(stride)
        .map(|power| {
            let label = match power {
                0 => "1".to_owned(),
                1 => "10".to_owned(),
                _ => format!("$10^{{{power}}}$"),
            };
            (f64::from(power), label)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_have_the_digits_that_the_step_needs() {
        assert_eq!(number(0.25, 0.25, 1.0), "0.25");
        assert_eq!(number(-36.0, 1.0, 37.0), "\u{2212}36");
        assert_eq!(number(0.18, 0.002, 0.19), "0.180");
        assert_eq!(number(1e-17, 0.5, 1.0), "0.0");
        assert_eq!(number(2e6, 1e6, 4e6), "$2·10^{6}$");
    }

    #[test]
    fn ticks_lie_inside_the_axis() {
        for axis in [Axis::new("", -37.2, -32.9), Axis::log10("", 1e-9, 3.0), Axis::new("", 0.0, 0.02)] {
            let (low, high) = axis.range();
            let ticks = ticks(&axis);
            assert!((2..=10).contains(&ticks.len()), "{ticks:?}");
            assert!(ticks.iter().all(|(place, _)| (low - 1e-9..=high + 1e-9).contains(place)));
        }
    }
}
