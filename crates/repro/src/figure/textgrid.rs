//! A table of text as a figure shows it: a head, rows, and thin rules.

/// Cells of text; mathematics goes between dollar signs.
#[derive(Clone, Debug, Default)]
pub struct TextGrid {
    pub(crate) head: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
    pub(crate) widths: Vec<f64>,
}

impl TextGrid {
    /// A table with these headings and column widths in any common unit.
    #[must_use]
    pub fn new(columns: &[(&str, f64)]) -> Self {
        Self {
            head: columns.iter().map(|(name, _)| (*name).to_owned()).collect(),
            rows: Vec::new(),
            widths: columns.iter().map(|(_, width)| *width).collect(),
        }
    }

    /// Adds a row; missing cells stay empty.
    #[must_use]
    pub fn row<S: Into<String>>(mut self, cells: impl IntoIterator<Item = S>) -> Self {
        self.rows.push(cells.into_iter().map(Into::into).collect());
        self
    }

    /// The height in millimetres at which the rows have comfortable air.
    #[must_use]
    pub fn comfortable_height(&self) -> f64 {
        const ROW: f64 = 5.2;
        ROW * (self.rows.len() as f64 + 1.6)
    }
}
