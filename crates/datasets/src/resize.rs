//! Images in another size: cut around what they show, averaged over areas.

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
    assert_eq!(image.len(), height * width, "pixels");
    assert!(height * width * to.0 * to.1 > 0, "an image without pixels");
    let (rows, columns) = (shares(height, to.0), shares(width, to.1));
    let mut made = Vec::with_capacity(to.0 * to.1);
    for row in &rows {
        for column in &columns {
            let mut sum = 0.0;
            for &(i, height_share) in row {
                for &(j, width_share) in column {
                    sum += height_share * width_share * f64::from(image[i * width + j]);
                }
            }
            // shares add up to one but for rounding
            made.push(sum.clamp(-1.0, 1.0) as f32);
        }
    }
    made
}

/// For each of `to` equal parts of a line of `from` pixels: the pixels it covers, with their shares of it.
fn shares(from: usize, to: usize) -> Vec<Vec<(usize, f64)>> {
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
