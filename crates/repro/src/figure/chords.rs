//! A trajectory as a web of faint chords between points that are several iterations apart, each with the colour of its start.
//!
//! A chord is not a piece of the orbit: where the orbit is a closed curve, the web between far points of it makes a texture
//! that the attractor does not have. [`Splats`](super::Splats) shows the points themselves.

use super::colour::{Colour, ColourMap};
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
/// Rows of a band.
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
            pixels.extend(band.levels.iter().map(|level| {
                let [red, green, blue, _] = level.map(|level| level.round() as u8);
                Colour(red, green, blue)
            }));
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

/// A line on the sheet, in pixels from the upper left.
struct Line {
    /// Whether it goes down more than it goes across; then both coordinates are exchanged.
    steep: bool,
    /// The end with the smaller first coordinate, and the other.
    ends: [(f64, f64); 2],
    slope: f64,
    colour: [f32; 4],
}

impl Line {
    fn new(from: (f64, f64), to: (f64, f64), Colour(red, green, blue): Colour) -> Self {
        let steep = (to.1 - from.1).abs() > (to.0 - from.0).abs();
        let turned = |(x, y): (f64, f64)| if steep { (y, x) } else { (x, y) };
        let (mut first, mut last) = (turned(from), turned(to));
        if first.0 > last.0 {
            (first, last) = (last, first);
        }
        let along = last.0 - first.0;
        let slope = if along > 0.0 { (last.1 - first.1) / along } else { 0.0 };
        let colour = [f32::from(red), f32::from(green), f32::from(blue), 0.0];
        Self { steep, ends: [first, last], slope, colour }
    }
}

/// Some rows of the sheet: red, green, blue in fractions of a level, since an alpha of a few hundredths of a pixel would be
/// lost in whole ones. The fourth number makes a pixel one vector.
struct Band {
    top: usize,
    rows: usize,
    columns: usize,
    levels: Vec<[f32; 4]>,
}

impl Band {
    fn new(top: usize, rows: usize, columns: usize, Colour(red, green, blue): Colour) -> Self {
        let paper = [f32::from(red), f32::from(green), f32::from(blue), 0.0];
        Self { top, rows, columns, levels: vec![paper; rows * columns] }
    }

    /// Draws the part of an anti-aliased line that lies in the band: at each step along its longer side its ink is spread
    /// over the pixels that it touches across.
    fn draw(&mut self, line: &Line, half_width: f64, alpha: f32) {
        let [first, last] = line.ends;
        let slope = line.slope;
        // Across the steps the line is thicker than along its normal.
        let half = half_width * (1.0 + slope * slope).sqrt();
        let thin = half <= 0.5;
        let (low, high) = (self.top as f64, (self.top + self.rows) as f64);
        let (along, across) = if line.steep {
            ((low, high), (0, self.columns))
        } else {
            // A flat line is in the band only where it is near enough; one more step does no harm.
            let reach = half + 2.0;
            let (near, far) = ((low - reach - first.1) / slope, (high + reach - first.1) / slope);
            let inside = if slope == 0.0 {
                let touches = (low - reach..high + reach).contains(&first.1);
                if touches { (0.0, self.columns as f64) } else { return }
            } else {
                (first.0 + near.min(far) - 1.0, first.0 + near.max(far) + 1.0)
            };
            ((inside.0.max(0.0), inside.1.min(self.columns as f64)), (self.top, self.rows))
        };
        let (begin, end) = (first.0.max(along.0), last.0.min(along.1));
        if begin >= end {
            return;
        }
        for step in begin as usize..=(end as usize).min(along.1 as usize - 1) {
            let (left, right) = (first.0.max(step as f64), last.0.min(step as f64 + 1.0));
            let share = right - left;
            if share <= 0.0 {
                continue;
            }
            let centre = first.1 + slope * (0.5 * (left + right) - first.0) - across.0 as f64;
            let ink = alpha * share as f32;
            let mut put = |place: usize, cover: f32| {
                let (row, column) = if line.steep { (step - self.top, place) } else { (place, step) };
                let pixel = &mut self.levels[row * self.columns + column];
                for (level, colour) in pixel.iter_mut().zip(line.colour) {
                    *level += cover * (colour - *level);
                }
            };
            if thin {
                // The filter is as good as the line itself: two pixels share its ink.
                let above = (centre - 0.5).floor();
                let below = (centre - 0.5 - above) as f32;
                let ink = 2.0 * half as f32 * ink;
                if above >= 0.0 && (above as usize) < across.1 {
                    put(above as usize, (1.0 - below) * ink);
                }
                if above >= -1.0 && ((above + 1.0) as usize) < across.1 {
                    put((above + 1.0) as usize, below * ink);
                }
                continue;
            }
            let (low, high) = ((centre - half) as f32, (centre + half) as f32);
            // The filter reaches one pixel to either side.
            let from = (low - 1.5).ceil().max(0.0) as usize;
            let to = ((high + 1.5).floor().max(0.0) as usize).min(across.1);
            for place in from..to {
                let middle = place as f32 + 0.5;
                put(place, ink * (tent_up_to(high - middle) - tent_up_to(low - middle)));
            }
        }
    }
}

/// The integral of the tent `1 - |u|` from -1 to here.
fn tent_up_to(u: f32) -> f32 {
    let u = u.clamp(-1.0, 1.0);
    let below = 1.0 - u.abs();
    if u < 0.0 { 0.5 * below * below } else { 1.0 - 0.5 * below * below }
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

    /// What a line puts on a black sheet of 100 x 100 pixels.
    fn drawn(from: (f64, f64), to: (f64, f64), width: f64) -> Vec<f32> {
        let line = Line { colour: [1.0; 4], ..Line::new(from, to, Colour::WHITE) };
        let bands = (0..100).step_by(BAND).flat_map(|top| {
            let mut band = Band::new(top, BAND.min(100 - top), 100, Colour(0, 0, 0));
            band.draw(&line, 0.5 * width, 1.0);
            band.levels
        });
        bands.map(|level| level[0]).collect()
    }

    /// The ink of a line is its length times its width, whatever its direction and however many bands it crosses.
    #[test]
    fn ink_is_length_times_width() {
        let ends = [
            (90.0, 50.0),
            (90.0, 10.25),
            (90.0, 84.0),
            (31.0, 91.5),
            (14.2, 90.0),
            (10.5, 90.0),
            (4.0, 63.0),
        ];
        for (to, width) in ends.into_iter().zip([0.4, 0.4, 0.7, 0.4, 3.0, 0.1, 1.0]) {
            let from = (10.5, 10.25);
            let ink: f32 = drawn(from, to, width).iter().sum();
            let expected = width * (to.0 - from.0).hypot(to.1 - from.1);
            assert!((f64::from(ink) / expected - 1.0).abs() < 1e-3, "{ink} of {expected} to {to:?}");
        }
    }

    #[test]
    fn lines_beyond_the_sheet_are_cut() {
        for (from, to) in
            [((-20.0, -30.0), (140.0, 250.0)), ((-5.0, -3.0), (40.0, -3.0)), ((-9.0, 50.0), (300.0, 51.0))]
        {
            let levels = drawn(from, to, 2.0);
            assert!(levels.iter().all(|level| (0.0..=1.001).contains(level)), "{from:?} to {to:?}");
        }
    }

    #[test]
    fn what_cannot_be_drawn_is_refused() {
        assert!(BLACK.draw(&[0.0, 1.0], &[0.0], 10).is_err());
        assert!(BLACK.draw(&[0.0, f64::NAN], &[0.0, 1.0], 10).is_err());
        assert!(Chords { skip: 0, ..BLACK }.draw(&[0.0, 1.0], &[0.0, 1.0], 10).is_err());
        assert!(BLACK.draw(&[0.5, 0.5], &[0.5, 0.5], 10).is_ok(), "a fixed point is a picture, too");
    }
}
