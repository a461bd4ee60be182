//! How much of the plane an orbit visits: the seed's rule for finding attractors worth a picture.

use super::trajectory::Trajectory;
use crate::error::Error;

/// Cells a side of the grid.
pub const GRID: usize = 100;

/// Visited cells of a grid of 100 x 100.
///
/// The seed looks for orbits that do not stay in a narrow range of the space, on the whole square. Thin curves are
/// rejected by that rule, all three published figures among them, so it is counted on the range of the data as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// Visited cells of `[-1, 1]^2`.
    pub square: usize,
    /// Visited cells of the smallest rectangle that holds the orbit.
    pub range: usize,
}

/// Counts the visited cells in the plane of two units.
///
/// # Errors
/// [`Error::Range`] if there is no such unit.
pub fn coverage(trajectory: &Trajectory, units: [usize; 2]) -> Result<Coverage, Error> {
    for unit in units {
        if unit >= trajectory.units() {
            return Err(Error::Range {
                what: "a unit",
                value: unit as f64,
                must_be: "below the number of units",
            });
        }
    }
    let points = trajectory.projection(units);
    let (mut low, mut high) = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
    for point in &points {
        for k in 0..2 {
            low[k] = low[k].min(point[k]);
            high[k] = high[k].max(point[k]);
        }
    }
    Ok(Coverage { square: visited(&points, [-1.0; 2], [1.0; 2]), range: visited(&points, low, high) })
}

fn visited(points: &[[f64; 2]], low: [f64; 2], high: [f64; 2]) -> usize {
    let mut seen = vec![false; GRID * GRID];
    for point in points {
        let mut at = 0;
        for k in 0..2 {
            let width = high[k] - low[k];
            let place = if width > 0.0 { (point[k] - low[k]) / width * GRID as f64 } else { 0.0 };
            // the upper end belongs to the last cell
            at = at * GRID + (place as usize).min(GRID - 1);
        }
        seen[at] = true;
    }
    seen.into_iter().filter(|seen| *seen).count()
}
