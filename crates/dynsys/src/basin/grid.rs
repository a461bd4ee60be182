//! A grid of starts over one or two coordinates, the others fixed.

use crate::check;
use crate::ensemble::Starts;
use crate::failure::Error;

/// One side of a grid.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axis {
    /// The coordinate that varies along it.
    pub coordinate: usize,
    /// Where the first cell begins.
    pub from: f64,
    /// Where the last cell ends.
    pub to: f64,
    /// Cells.
    pub cells: usize,
}

impl Axis {
    /// The centre of cell `i`.
    #[must_use]
    pub fn centre(&self, i: usize) -> f64 {
        // symmetric to the last bit on an interval symmetric about 0
        let (left, right) = ((2 * (self.cells - i) - 1) as f64, (2 * i + 1) as f64);
        (left * self.from + right * self.to) / (2 * self.cells) as f64
    }
}

/// Cells over one or two coordinates; a start is the centre of a cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    base: Vec<f64>,
    axes: Vec<Axis>,
}

impl Grid {
    /// The grid over `axes` (one or two), through `base`, which gives the other coordinates.
    ///
    /// # Errors
    /// [`Error::Dimension`], [`Error::NotFinite`] or [`Error::OutOfRange`], for axes that are none, too many, empty or
    /// of coordinates that the state does not have or that are used already.
    pub fn new(base: Vec<f64>, axes: Vec<Axis>) -> Result<Self, Error> {
        check::finite("base of the grid", &base)?;
        let sides = axes.len();
        check::in_range("number of axes", sides as f64, sides == 1 || sides == 2, "it must be 1 or 2")?;
        for axis in &axes {
            let (coordinate, cells) = (axis.coordinate, axis.cells);
            check::finite("axis of the grid", &[axis.from, axis.to])?;
            let exists = coordinate < base.len();
            check::in_range("coordinate of an axis", coordinate as f64, exists, "the state must have it")?;
            check::in_range("cells of an axis", cells as f64, cells > 0, "there must be one")?;
        }
        let twice = sides == 2 && axes[0].coordinate == axes[1].coordinate;
        check::in_range(
            "coordinate of an axis",
            axes[0].coordinate as f64,
            !twice,
            "another axis has it already",
        )?;
        Ok(Self { base, axes })
    }
    /// The state through which the grid lies.
    #[must_use]
    pub fn base(&self) -> &[f64] {
        &self.base
    }
    /// The axes; along the first, cells are neighbours in memory.
    #[must_use]
    pub fn axes(&self) -> &[Axis] {
        &self.axes
    }
    /// Number of cells.
    #[must_use]
    pub fn len(&self) -> usize {
        self.axes.iter().map(|axis| axis.cells).product()
    }
    /// False: there is always a cell.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Writes the centre of cell `index` into `x`; the first axis runs fastest.
    ///
    /// # Panics
    /// If `x` does not have the length of [`base`](Self::base).
    pub fn point(&self, index: usize, x: &mut [f64]) {
        x.copy_from_slice(&self.base);
        let mut rest = index;
        for axis in &self.axes {
            x[axis.coordinate] = axis.centre(rest % axis.cells);
            rest /= axis.cells;
        }
    }
    /// The centres of the cells along each axis.
    pub(super) fn centres(&self) -> Vec<Vec<f64>> {
        self.axes.iter().map(|axis| (0..axis.cells).map(|i| axis.centre(i)).collect()).collect()
    }
    /// Writes coordinate `i` of the cells from `first` on into `row`, given the [`centres`](Self::centres).
    pub(super) fn coordinates(&self, centres: &[Vec<f64>], i: usize, first: usize, row: &mut [f64]) {
        let fast = self.axes[0].cells;
        match self.axes.iter().position(|axis| axis.coordinate == i) {
            None => row.fill(self.base[i]),
            Some(0) => {
                let mut written = 0;
                while written < row.len() {
                    let line = &centres[0][(first + written) % fast..];
                    let count = line.len().min(row.len() - written);
                    row[written..written + count].copy_from_slice(&line[..count]);
                    written += count;
                }
            }
            Some(_) => {
                let mut written = 0;
                while written < row.len() {
                    let cell = first + written;
                    let count = (fast - cell % fast).min(row.len() - written);
                    row[written..written + count].fill(centres[1][cell / fast]);
                    written += count;
                }
            }
        }
    }
    /// The grid as the starts of an ensemble, all with these parameters.
    #[must_use]
    pub fn starts<'a>(&'a self, parameters: &'a [f64]) -> impl Starts + 'a {
        GridStarts { grid: self, parameters }
    }
}

struct GridStarts<'a> {
    grid: &'a Grid,
    parameters: &'a [f64],
}

impl Starts for GridStarts<'_> {
    fn len(&self) -> usize {
        self.grid.len()
    }
    fn write(&self, index: usize, x: &mut [f64], parameters: &mut [f64]) {
        self.grid.point(index, x);
        parameters.copy_from_slice(self.parameters);
    }
}
