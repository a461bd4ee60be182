//! A picture without axes: pixels that keep their shape, as a panel of a figure or as a poster of its own.

use super::colour::Colour;
use super::raster::encode;
use crate::error::ReproError;

/// Pixels in rows, the first row on top.
#[derive(Clone, PartialEq)]
pub struct Picture {
    pub(crate) columns: usize,
    pub(crate) rows: usize,
    pub(crate) pixels: Vec<Colour>,
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Picture")
            .field("columns", &self.columns)
            .field("rows", &self.rows)
            .finish_non_exhaustive()
    }
}

impl Picture {
    /// A picture of these pixels, row by row from the top.
    ///
    /// # Errors
    /// [`ReproError::Figure`] if the pixels do not fill so many rows of so many columns, or there are none.
    pub fn new(columns: usize, rows: usize, pixels: Vec<Colour>) -> Result<Self, ReproError> {
        if pixels.is_empty() || columns.checked_mul(rows) != Some(pixels.len()) {
            let fact = format!("a picture of {columns} x {rows} with {} pixels", pixels.len());
            return Err(ReproError::Figure { fact });
        }
        Ok(Self { columns, rows, pixels })
    }

    /// Columns and rows.
    #[must_use]
    pub fn size(&self) -> (usize, usize) {
        (self.columns, self.rows)
    }

    /// The pixels, row by row from the top.
    #[must_use]
    pub fn pixels(&self) -> &[Colour] {
        &self.pixels
    }

    /// The picture as a PNG; the same pixels give the same bytes.
    ///
    /// # Errors
    /// [`ReproError::Figure`] if the encoder refuses it.
    pub fn png(&self) -> Result<Vec<u8>, ReproError> {
        encode(self.columns, self.rows, &self.pixels)
    }
}
