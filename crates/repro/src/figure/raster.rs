//! Dense maps: one pixel a cell, embedded as an image, with a colour bar or a legend.

use super::colour::{Colour, ColourMap};
use crate::error::ReproError;

/// Cells in rows, the lowest row first, stretched over a rectangle of the axes.
#[derive(Clone, Debug)]
pub struct Raster {
    pub(crate) columns: usize,
    pub(crate) rows: usize,
    pub(crate) x: (f64, f64),
    pub(crate) y: (f64, f64),
    pub(crate) pixels: Vec<Colour>,
    pub(crate) key: Option<Key>,
}

/// What the colours mean.
#[derive(Clone, Debug)]
pub enum Key {
    /// A colour bar.
    Bar {
        /// What it measures, with its unit.
        label: String,
        /// The value at the lower end.
        low: f64,
        /// The value at the upper end.
        high: f64,
        /// Its colours.
        map: ColourMap,
        /// Whether colours follow log(1 + value).
        log1p: bool,
    },
    /// Names of categories.
    Names(Vec<(Colour, String)>),
}

impl Raster {
    /// Values between `low` and `high` in the colours of a map; values that are not finite are left white.
    #[must_use]
    pub fn values(
        columns: usize,
        rows: usize,
        values: &[f64],
        map: ColourMap,
        (low, high): (f64, f64),
    ) -> Self {
        let colour = |v: f64| if v.is_finite() { map.at((v - low) / (high - low)) } else { Colour::WHITE };
        Self::of(columns, rows, values.iter().map(|&v| colour(v)).collect()).keyed(Key::Bar {
            label: String::new(),
            low,
            high,
            map,
            log1p: false,
        })
    }

    /// Counts in grey, dark where dense, by log(1 + count): a single trajectory is still seen.
    #[must_use]
    pub fn log_density(columns: usize, rows: usize, counts: &[f64]) -> Self {
        let high = counts.iter().copied().fold(1.0, f64::max);
        let map = ColourMap::Grey;
        let colour = |v: f64| if v > 0.0 { map.at(v.ln_1p() / high.ln_1p()) } else { Colour::WHITE };
        Self::of(columns, rows, counts.iter().map(|&v| colour(v)).collect()).keyed(Key::Bar {
            label: String::new(),
            low: 0.0,
            high,
            map,
            log1p: true,
        })
    }

    /// Cells that belong to one of several named categories.
    ///
    /// # Errors
    /// [`ReproError::Figure`] if a cell belongs to none of them.
    pub fn categories(
        columns: usize,
        rows: usize,
        cells: &[usize],
        names: &[(Colour, &str)],
    ) -> Result<Self, ReproError> {
        if let Some(odd) = cells.iter().find(|&&cell| cell >= names.len()) {
            return Err(ReproError::Figure { fact: format!("category {odd} of {}", names.len()) });
        }
        let pixels = cells.iter().map(|&cell| names[cell].0).collect();
        let names = names.iter().map(|&(colour, name)| (colour, name.to_owned())).collect();
        Ok(Self::of(columns, rows, pixels).keyed(Key::Names(names)))
    }

    fn of(columns: usize, rows: usize, pixels: Vec<Colour>) -> Self {
        Self { columns, rows, x: (0.0, 1.0), y: (0.0, 1.0), pixels, key: None }
    }

    fn keyed(mut self, key: Key) -> Self {
        self.key = Some(key);
        self
    }

    /// The outer edges of the map on the axes. For a logarithmic axis, give them as they are; cells are equal in the logarithm.
    #[must_use]
    pub fn over(mut self, x: (f64, f64), y: (f64, f64)) -> Self {
        (self.x, self.y) = (x, y);
        self
    }

    /// Names what the colour bar measures.
    #[must_use]
    pub fn bar_label(mut self, text: impl Into<String>) -> Self {
        if let Some(Key::Bar { label, .. }) = &mut self.key {
            *label = text.into();
        }
        self
    }

    /// Draws no colour bar or legend, because another panel has it.
    #[must_use]
    pub fn without_key(mut self) -> Self {
        self.key = None;
        self
    }

    pub(crate) fn defect(&self) -> Option<String> {
        let (want, have) = (self.columns * self.rows, self.pixels.len());
        (want != have || want == 0)
            .then(|| format!("a map of {} x {} with {have} cells", self.columns, self.rows))
    }

    /// The image, its first row on top.
    pub(crate) fn png(&self) -> Result<Vec<u8>, ReproError> {
        let rows: Vec<&[Colour]> = self.pixels.chunks(self.columns).rev().collect();
        encode(self.columns, self.rows, &rows.concat())
    }
}

/// Encodes pixels in rows from the top.
pub(crate) fn encode(columns: usize, rows: usize, pixels: &[Colour]) -> Result<Vec<u8>, ReproError> {
    let failed = |error: png::EncodingError| ReproError::Figure { fact: error.to_string() };
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, columns as u32, rows as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().map_err(failed)?;
    let data: Vec<u8> = pixels.iter().flat_map(|&Colour(r, g, b)| [r, g, b]).collect();
    writer.write_image_data(&data).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(bytes)
}

/// Counts of points in the cells of a rectangle.
#[derive(Clone, Debug)]
pub struct Density {
    columns: usize,
    rows: usize,
    x: (f64, f64),
    y: (f64, f64),
    counts: Vec<f64>,
}

impl Density {
    /// No points yet.
    #[must_use]
    pub fn new(columns: usize, rows: usize, x: (f64, f64), y: (f64, f64)) -> Self {
        Self { columns, rows, x, y, counts: vec![0.0; columns * rows] }
    }

    /// Counts a point; one outside the rectangle is left out.
    pub fn add(&mut self, x: f64, y: f64) {
        let cell = |v: f64, (low, high): (f64, f64), cells: usize| {
            let share = (v - low) / (high - low);
            (0.0..=1.0).contains(&share).then(|| ((share * cells as f64) as usize).min(cells - 1))
        };
        if let (Some(column), Some(row)) = (cell(x, self.x, self.columns), cell(y, self.y, self.rows)) {
            self.counts[row * self.columns + column] += 1.0;
        }
    }

    /// The counts, the lowest row first.
    #[must_use]
    pub fn counts(&self) -> &[f64] {
        &self.counts
    }

    /// The map by log(1 + count), laid over its rectangle.
    #[must_use]
    pub fn log_map(&self) -> Raster {
        Raster::log_density(self.columns, self.rows, &self.counts).over(self.x, self.y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_fall_into_their_cells_and_both_ends_belong() {
        let mut density = Density::new(2, 2, (0.0, 1.0), (0.0, 1.0));
        for (x, y) in [(0.0, 0.0), (1.0, 1.0), (0.75, 0.25), (1.5, 0.5), (f64::NAN, 0.5)] {
            density.add(x, y);
        }
        assert_eq!(density.counts(), [1.0, 1.0, 0.0, 1.0]);
    }

    #[test]
    fn one_count_is_seen_beside_thousands() {
        let raster = Raster::log_density(2, 1, &[1.0, 3000.0]);
        assert!(raster.pixels[0].0 < 240, "a single trajectory must not vanish: {:?}", raster.pixels[0]);
        assert!(raster.pixels[1].0 < 25);
    }

    #[test]
    fn a_cell_without_a_category_is_refused() {
        assert!(Raster::categories(1, 1, &[2], &[(Colour::INK, "rest")]).is_err());
    }
}
