//! Images in another size: cut around what they show, averaged over areas, interpolated between pixels.

/// The darkest value: background.
const BACKGROUND: f32 = -1.0;

/// A square of `side` pixels around the middle of the bounding box of all that is no background (-1); background where the
/// square leaves the image, and an empty image stays empty.
///
/// # Panics
/// If `image` has not `height * width` pixels.
#[must_use]
pub fn framed(image: &[f32], (height, width): (usize, usize), side: usize) -> Vec<f32> {
    assert_eq!(image.len(), height * width, "pixels");
    let shown = |pixel: &f32| *pixel > BACKGROUND;
    let rows = |row: &usize| image[row * width..(row + 1) * width].iter().any(shown);
    let columns = |column: &usize| (0..height).any(|row| shown(&image[row * width + column]));
    // the doubled middle of the first and the last that show something
    let middle = |first: Option<usize>, last: Option<usize>| first.unwrap_or(0) + last.unwrap_or(0) + 1;
    let middle_row = middle((0..height).find(rows), (0..height).rev().find(rows));
    let middle_column = middle((0..width).find(columns), (0..width).rev().find(columns));
    // `side` pixels are put before the image, so that the corner, which may lie outside, has no sign; a half goes up and left
    let (top, left) = (usize::midpoint(middle_row, side), usize::midpoint(middle_column, side));
    let at = |row: usize, column: usize| match (row.checked_sub(side), column.checked_sub(side)) {
        (Some(row), Some(column)) if row < height && column < width => image[row * width + column],
        _ => BACKGROUND,
    };
    (0..side).flat_map(|row| (0..side).map(move |column| at(top + row, left + column))).collect()
}

/// The image in another size: each new pixel is the average of the area that it covers.
///
/// # Panics
/// If `image` has not `height * width` pixels, or a size is zero.
#[must_use]
pub fn averaged(image: &[f32], (height, width): (usize, usize), to: (usize, usize)) -> Vec<f32> {
    let mut made = Vec::with_capacity(to.0 * to.1);
    Resizing { rows: shares(height, to.0), columns: shares(width, to.1), width }.append(image, &mut made);
    made
}

/// How images of one size become images of another: which pixels each new one is made of, with their weights.
///
/// Along a side that does not grow, a new pixel is the average of what it covers: a half of the side is the mean over
/// pairs. Along a side that grows, it lies on the line between the two nearest old pixels (all pixels stand at the middle of
/// their area; beyond the outermost of them it is that one): bilinear interpolation, as of PyTorch's `interpolate` without
/// `align_corners`.
#[derive(Clone, Debug, PartialEq)]
pub struct Resizing {
    rows: Vec<Vec<(usize, f64)>>,
    columns: Vec<Vec<(usize, f64)>>,
    width: usize,
}

impl Resizing {
    /// From height and width to others.
    ///
    /// ```
    /// use neurodyn_datasets::resize::Resizing;
    ///
    /// let mut made = Vec::new();
    /// Resizing::new((2, 2), (1, 1)).append(&[0.0, 0.5, 0.25, 0.25], &mut made);
    /// Resizing::new((1, 2), (1, 4)).append(&[0.0, 1.0], &mut made);
    /// assert_eq!(made, [0.25, 0.0, 0.25, 0.75, 1.0]);
    /// ```
    ///
    /// # Panics
    /// If a size is zero.
    #[must_use]
    pub fn new(from: (usize, usize), to: (usize, usize)) -> Self {
        let weights = |from: usize, to: usize| if to > from { between(from, to) } else { shares(from, to) };
        Self { rows: weights(from.0, to.0), columns: weights(from.1, to.1), width: from.1 }
    }
    /// Makes the new image and appends it, row by row.
    ///
    /// # Panics
    /// If the image has not as many pixels as was said.
    pub fn append(&self, image: &[f32], made: &mut Vec<f32>) {
        let height = self.rows.last().and_then(|row| row.last()).map_or(0, |(last, _)| last + 1);
        assert_eq!(image.len(), height * self.width, "pixels");
        for row in &self.rows {
            for column in &self.columns {
                let mut sum = 0.0;
                for &(i, of_row) in row {
                    for &(j, of_column) in column {
                        sum += of_row * of_column * f64::from(image[i * self.width + j]);
                    }
                }
                // weights add up to one but for rounding
                made.push(sum.clamp(-1.0, 1.0) as f32);
            }
        }
    }
}

/// For each of `to` points of a line of `from` pixels, `to` being more: its two neighbours, with their weights.
fn between(from: usize, to: usize) -> Vec<Vec<(usize, f64)>> {
    assert!(from > 0, "an image without pixels");
    let point = |k: usize| {
        // (k + 1/2) from / to - 1/2 in units of 1 / (2 to) of a pixel, so that it is a whole number
        let place = ((2 * k + 1) * from).saturating_sub(to);
        let (low, over) = (place / (2 * to), place % (2 * to));
        if over == 0 || low + 1 == from {
            return vec![(low, 1.0)];
        }
        let high = over as f64 / (2 * to) as f64;
        vec![(low, 1.0 - high), (low + 1, high)]
    };
    (0..to).map(point).collect()
}

/// For each of `to` equal parts of a line of `from` pixels: the pixels it covers, with their shares of it.
fn shares(from: usize, to: usize) -> Vec<Vec<(usize, f64)>> {
    assert!(from > 0 && to > 0, "an image without pixels");
    let part = |k: usize| {
        // in units of 1 / to of a pixel, so that all borders are whole numbers
        let (low, high) = (k * from, (k + 1) * from);
        let covered = (low / to..high.div_ceil(to)).map(|i| {
            let share = high.min((i + 1) * to) - low.max(i * to);
            (i, share as f64 / from as f64)
        });
        covered.collect()
    };
    (0..to).map(part).collect()
}
