//! Thin anti-aliased lines on paper, in fractions of a level of colour.

use super::colour::Colour;

/// A line on the sheet, in pixels from the upper left.
pub(super) struct Line {
    /// Whether it goes down more than it goes across; then both coordinates are exchanged.
    steep: bool,
    /// The end with the smaller first coordinate, and the other.
    ends: [(f64, f64); 2],
    slope: f64,
    colour: [f32; 4],
}

impl Line {
    /// The line between two points in this colour.
    pub(super) fn new(from: (f64, f64), to: (f64, f64), Colour(red, green, blue): Colour) -> Self {
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
pub(super) struct Band {
    top: usize,
    rows: usize,
    columns: usize,
    levels: Vec<[f32; 4]>,
}

impl Band {
    /// So many rows of paper from this one on.
    pub(super) fn new(top: usize, rows: usize, columns: usize, Colour(red, green, blue): Colour) -> Self {
        let paper = [f32::from(red), f32::from(green), f32::from(blue), 0.0];
        Self { top, rows, columns, levels: vec![paper; rows * columns] }
    }

    /// Draws the part of an anti-aliased line that lies in the band: at each step along its longer side its ink is spread
    /// over the pixels that it touches across.
    pub(super) fn draw(&mut self, line: &Line, half_width: f64, alpha: f32) {
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

    /// What has been drawn, row by row.
    pub(super) fn pixels(&self) -> impl Iterator<Item = Colour> {
        self.levels.iter().map(|level| {
            let [red, green, blue, _] = level.map(|level| level.round() as u8);
            Colour(red, green, blue)
        })
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

    /// What a line puts on a black sheet of 100 x 100 pixels.
    fn drawn(from: (f64, f64), to: (f64, f64), width: f64) -> Vec<f32> {
        let line = Line { colour: [1.0; 4], ..Line::new(from, to, Colour::WHITE) };
        let bands = (0..100).step_by(32).flat_map(|top| {
            let mut band = Band::new(top, 32.min(100 - top), 100, Colour(0, 0, 0));
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
}
