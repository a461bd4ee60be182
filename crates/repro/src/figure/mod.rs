//! Figures for print: panels in a grid, described as data here and drawn elsewhere.
//!
//! An item builds a [`Figure`] out of [`Panel`]s; [`Figure::svg`] draws it with plotters, and
//! [`Figure::png`] rasterises that very SVG, so both show the same.
//!
//! Labels may hold mathematics between dollar signs: `"$V_S$ (mV)"`, `"$10^{-3}$"`.

mod axis;
mod chords;
mod colour;
mod diagram;
mod ink;
mod panel;
mod path;
mod picture;
mod plot;
mod raster;
mod render;
mod space;
mod splats;
mod svg;
mod text;
mod textgrid;

pub use axis::Axis;
pub use chords::Chords;
pub use colour::{Colour, ColourMap};
pub use diagram::{Arrow, Diagram, Node, Wire};
pub use panel::{Content, Panel};
pub use picture::Picture;
pub use plot::{Dots, Layer, Plot, Stroke};
pub use raster::{Density, Key, Raster};
pub use space::{Curve, Space};
pub use splats::Splats;
pub use textgrid::TextGrid;

pub(crate) use path::escape;
pub(crate) use text::html;

use crate::error::ReproError;

/// Dots an inch of the PNG.
const DOTS_PER_INCH: f32 = 200.0;

/// The width of a figure that fills a page, in millimetres.
pub const PAGE_WIDTH: f64 = 170.0;

/// Panels in a grid, 170 mm wide unless told otherwise.
#[derive(Clone, Debug)]
pub struct Figure {
    pub(crate) title: String,
    pub(crate) width: f64,
    pub(crate) columns: usize,
    pub(crate) row_heights: Vec<f64>,
    pub(crate) placed: Vec<Placed>,
}

/// A panel and the cells it covers.
#[derive(Clone, Debug)]
pub(crate) struct Placed {
    pub(crate) row: usize,
    pub(crate) column: usize,
    pub(crate) columns: usize,
    pub(crate) panel: Panel,
}

impl Figure {
    /// An empty grid with this many columns and rows of these heights in millimetres.
    ///
    /// The title is for screen readers and the report; it is not drawn.
    #[must_use]
    pub fn new(title: impl Into<String>, columns: usize, row_heights: &[f64]) -> Self {
        Self {
            title: title.into(),
            width: PAGE_WIDTH,
            columns: columns.max(1),
            row_heights: row_heights.to_vec(),
            placed: Vec::new(),
        }
    }

    /// Sets the width in millimetres.
    #[must_use]
    pub fn width(mut self, millimetres: f64) -> Self {
        self.width = millimetres;
        self
    }

    /// Puts a panel into a cell; counting starts at 0.
    #[must_use]
    pub fn panel(self, row: usize, column: usize, panel: Panel) -> Self {
        self.wide_panel(row, column, 1, panel)
    }

    /// Puts a panel across several columns of a row.
    #[must_use]
    pub fn wide_panel(mut self, row: usize, column: usize, columns: usize, panel: Panel) -> Self {
        self.placed.push(Placed { row, column, columns, panel });
        self
    }

    /// The figure as SVG; all text is outlines of the shipped font.
    ///
    /// # Errors
    /// [`ReproError::Figure`] if a panel lies outside the grid, an axis is empty or not finite, or arrays differ in length.
    pub fn svg(&self) -> Result<String, ReproError> {
        render::svg(self)
    }

    /// The SVG rasterised at 200 dots an inch.
    ///
    /// # Errors
    /// As [`Figure::svg`].
    pub fn png(&self) -> Result<Vec<u8>, ReproError> {
        rasterised(&self.svg()?)
    }
}

/// The PNG of an SVG that [`Figure::svg`] made.
///
/// # Errors
/// [`ReproError::Figure`] if this is not such an SVG.
pub fn rasterised(svg: &str) -> Result<Vec<u8>, ReproError> {
    let failed = |fact: String| ReproError::Figure { fact };
    let options = resvg::usvg::Options { dpi: DOTS_PER_INCH, ..Default::default() };
    let tree = resvg::usvg::Tree::from_str(svg, &options).map_err(|error| failed(error.to_string()))?;
    let size = tree.size().to_int_size();
    let mut pixels = resvg::tiny_skia::Pixmap::new(size.width(), size.height())
        .ok_or_else(|| failed(format!("cannot hold {} x {} pixels", size.width(), size.height())))?;
    resvg::render(&tree, resvg::tiny_skia::Transform::identity(), &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| failed(error.to_string()))
}
