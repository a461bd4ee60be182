//! The second lines of figure 6, where neurons rest, and the names under which both columns claim the same.

use hhnet::{Axis, observable};

use super::density::Distribution;
use super::sections::ASSUMED_REST;
use crate::error::ReproError;
use crate::item::Measured;
use crate::table::Table;

/// A start is off a line if its Q is farther from the median of its column.
const ASSUMED_OFF: f64 = 1.5e-3;

/// What is claimed of the four panels of equations and, in the same words, of those of mappings.
pub(super) struct Names {
    pub(super) region: &'static str,
    pub(super) no_line: &'static str,
    pub(super) bistable: &'static str,
    pub(super) wider: [&'static str; 2],
    pub(super) rest: &'static str,
    pub(super) light: &'static str,
}

/// The second lines, from random starts and from the steady states of the last three of four panels.
pub(super) fn lines(
    panels: &[Distribution],
    rests: &[Table],
    names: &Names,
    (strong, expected_lost): (&'static str, bool),
    scan: Axis,
) -> Result<Vec<Measured>, ReproError> {
    let rest = |panel: usize| -> Result<Vec<[bool; 2]>, ReproError> {
        let table = &rests[panel - 1];
        let both = table.get("Q1")?.iter().zip(table.get("Q2")?);
        Ok(both.map(|(q1, q2)| [*q1 > ASSUMED_REST, *q2 > ASSUMED_REST]).collect())
    };
    let [b, c, d] = [rest(1)?, rest(2)?, rest(3)?];
    let middle = scan.count / 2;
    let ends = |rest: &[[bool; 2]]| {
        let low = (0..=middle).rev().take_while(|&i| rest[i][1]).last();
        let high = (middle..rest.len()).take_while(|&i| rest[i][1]).last();
        let at = |i: Option<usize>| i.map_or(f64::NAN, |i| scan.value(i));
        (at(low), at(high))
    };
    let (ends_c, ends_d) = (ends(&c), ends(&d));
    let (starts, off) =
        panels[0].count(|q1, q2, median| (observable::mean(&[q1, q2]) - median).abs() > ASSUMED_OFF);
    let (_, any) = panels[1].count(|q1, q2, _| q1 > ASSUMED_REST || q2 > ASSUMED_REST);
    let (_, both) = panels[1].count(|q1, q2, _| q1 > ASSUMED_REST && q2 > ASSUMED_REST);
    let [(_, in_c), (_, in_d)] = [2, 3].map(|k: usize| panels[k].count(|_, q2, _| q2 > ASSUMED_REST));
    let window = |(low, high): (f64, f64)| format!("{low:.2} to {high:.2} mV");
    let stays = b[middle] == [true, true];
    // few starts of the mappings: only the steady state counts there
    let bistable = stays && (any > 0 || expected_lost);
    let reduced = d[middle][1] && ends_d.1 - ends_d.0 < ends_c.1 - ends_c.0;
    let lost = d.iter().all(|rests| !rests[1]);
    Ok(vec![
        Measured::holds(
            names.no_line,
            off == 0,
            format!("{off} of {starts} starts are farther than {ASSUMED_OFF} from the median"),
        ),
        Measured::holds(
            names.bistable,
            bistable,
            format!(
                "{any} of {starts} starts leave a neuron at rest, {both} leave both; from the steady state both rest: {stays}"
            ),
        ),
        Measured::holds(
            names.rest,
            c[middle][1],
            format!(
                "from the steady states Q2 > {ASSUMED_REST} for V_S1 from {}; {in_c} of {starts} starts",
                window(ends_c)
            ),
        ),
        Measured::holds(
            names.light,
            (in_c as f64) < 0.1 * starts as f64,
            format!("{in_c} of {starts} starts"),
        ),
        Measured::holds(
            strong,
            if expected_lost { lost } else { reduced },
            format!(
                "{} with the strong coupling, {} with the weak one; {in_d} of {starts} starts",
                window(ends_d),
                window(ends_c)
            ),
        ),
    ])
}
