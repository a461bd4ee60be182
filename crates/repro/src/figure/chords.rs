//! A trajectory as a web of faint chords between points that are several iterations apart, each with the colour of its start.
//!
//! A chord is not a piece of the orbit: where the orbit is a closed curve, the web between far points of it makes a texture
//! that the attractor does not have. [`Splats`](super::Splats) shows the points themselves.

use super::colour::{Colour, ColourMap};
use super::ink::{Band, Line};
use super::picture::Picture;
use crate::error::ReproError;

/// How chords are drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chords {
    /// Each stretch between two iterates is cut into this many pieces first.
    pub pieces: usize,
    /// Of the ends of pieces every so many is kept; a chord spans `skip / pieces` iterations.
    pub skip: usize,
    /// `(a, b)`: a chord that starts at (x, y) has the colour at `|sin(a x + b y)|` of the palette.
    pub multipliers: (f64, f64),
    /// The colours.
    pub palette: ColourMap,
    /// The width of a line in points (1/72 inch) of a sheet as wide as `inches`.
    pub points: f64,
    /// How much a line hides of what is below it, 0 to 1.
    pub alpha: f64,
    /// The width of the sheet to which `points` refers.
    pub inches: f64,
    /// The colour below all.
    pub paper: Colour,
}

/// The share of the sheet that stays free on each side.
const MARGIN: f64 = 0.01;
const POINTS_PER_INCH: f64 = 72.0;
/// Rows that are drawn at a time.
const BAND: usize = 32;

impl Chords {
    /// Draws the chords of a trajectory on a square of so many pixels a side, both axes at the same scale.
    ///
    /// # Errors
    /// [`ReproError::Figure`] if the coordinates differ in number, are fewer than two or not finite, or if a parameter is
    /// out of range.
    pub fn draw(&self, x: &[f64], y: &[f64], side: usize) -> Result<Picture, ReproError> {
        if let Some(fact) = self.defect(x, y, side) {
            return Err(ReproError::Figure { fact });
        }
        let place = Place::around(x, y, side);
        let ends = self.ends(x, y);
        let (a, b) = self.multipliers;
        let lines: Vec<Line> = ends
            .windows(2)
            .map(|pair| {
                let (x, y) = pair[0];
                Line::new(place.of(pair[0]), place.of(pair[1]), self.palette.at((a * x + b * y).sin().abs()))
            })
            .collect();
        let half_width = 0.5 * self.points / POINTS_PER_INCH * side as f64 / self.inches;
        let mut pixels = Vec::with_capacity(side * side);
        // A steep line crosses a whole sheet of memory; a band of it stays in the cache.
        for top in (0..side).step_by(BAND) {
            let mut band = Band::new(top, BAND.min(side - top), side, self.paper);
            for line in &lines {
                band.draw(line, half_width, self.alpha as f32);
            }
            pixels.extend(band.pixels());
        }
        Picture::new(side, side, pixels)
    }

    /// The number of chords that a trajectory of so many points gives.
    #[must_use]
    pub fn count(&self, points: usize) -> usize {
        self.pieces * points.saturating_sub(1) / self.skip.max(1)
    }

    /// Every `skip`-th of the ends of the pieces.
    fn ends(&self, x: &[f64], y: &[f64]) -> Vec<(f64, f64)> {
        let last = x.len() - 1;
        (0..=self.pieces * last)
            .step_by(self.skip)
            .map(|end| {
                let (from, share) = (end / self.pieces, (end % self.pieces) as f64 / self.pieces as f64);
                let to = (from + 1).min(last);
                (x[from] + share * (x[to] - x[from]), y[from] + share * (y[to] - y[from]))
            })
            .collect()
    }

    fn defect(&self, x: &[f64], y: &[f64], side: usize) -> Option<String> {
        let sound = |v: f64| v.is_finite() && v > 0.0;
        if x.len() != y.len() || x.len() < 2 || side == 0 {
            return Some(format!("chords between {} and {} coordinates on {side} pixels", x.len(), y.len()));
        }
        if self.pieces == 0 || self.skip == 0 || !sound(self.points) || !sound(self.inches) {
            return Some(format!("chords with a size that is not above zero: {self:?}"));
        }
        if !(0.0..=1.0).contains(&self.alpha)
            || !self.multipliers.0.is_finite()
            || !self.multipliers.1.is_finite()
        {
            return Some(format!("chords with a colour that is no colour: {self:?}"));
        }
        x.iter().chain(y).find(|v| !v.is_finite()).map(|wild| format!("a chord that ends at {wild}"))
    }
}

/// Where data lie on the sheet.
struct Place {
    middle: (f64, f64),
    pixels_per_unit: f64,
    half: f64,
}

impl Place {
    /// The range of the data fills the sheet but for its margin.
    fn around(x: &[f64], y: &[f64], side: usize) -> Self {
        let (x, y) = (range(x), range(y));
        let longest = (x.1 - x.0).max(y.1 - y.0);
        // A fixed point is drawn in the middle, at any scale.
        let longest = if longest > 0.0 { longest } else { 1.0 };
        Self {
            middle: (f64::midpoint(x.0, x.1), f64::midpoint(y.0, y.1)),
            pixels_per_unit: (1.0 - 2.0 * MARGIN) * side as f64 / longest,
            half: 0.5 * side as f64,
        }
    }

    /// In pixels from the upper left.
    fn of(&self, (x, y): (f64, f64)) -> (f64, f64) {
        (
            self.half + (x - self.middle.0) * self.pixels_per_unit,
            self.half - (y - self.middle.1) * self.pixels_per_unit,
        )
    }
}

fn range(values: &[f64]) -> (f64, f64) {
    values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &v| (low.min(v), high.max(v)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BLACK: Chords = Chords {
        pieces: 3,
        skip: 16,
        multipliers: (0.4, 1.6),
        palette: ColourMap::GreyReversed,
        points: 0.1,
        alpha: 0.1,
        inches: 10.0,
        paper: Colour::WHITE,
    };

    #[test]
    fn chords_are_cut_first_and_thinned_then() {
        let x: Vec<f64> = (0..100).map(f64::from).collect();
        let ends = BLACK.ends(&x, &x);
        assert_eq!(ends.len(), 1 + BLACK.count(x.len()));
        let apart = ends[1].0 - ends[0].0;
        assert!((apart - 16.0 / 3.0).abs() < 1e-12, "a chord spans {apart} iterations");
        assert_eq!(BLACK.count(100_000), 18_749);
    }

    #[test]
    fn what_cannot_be_drawn_is_refused() {
        assert!(BLACK.draw(&[0.0, 1.0], &[0.0], 10).is_err());
        assert!(BLACK.draw(&[0.0, f64::NAN], &[0.0, 1.0], 10).is_err());
        assert!(Chords { skip: 0, ..BLACK }.draw(&[0.0, 1.0], &[0.0, 1.0], 10).is_err());
        assert!(BLACK.draw(&[0.5, 0.5], &[0.5, 0.5], 10).is_ok(), "a fixed point is a picture, too");
    }
}
