//! What SVG needs to know of a line: its ink, its points, and no more of them than can be seen.

use std::fmt::Write as _;

use plotters_backend::{BackendColor, BackendCoord, BackendStyle};

/// Paths longer than this are thinned to what a column of `COLUMN` units can show.
const LONG_PATH: usize = 1500;
const COLUMN: i32 = 6;
/// Nothing is drawn farther off the sheet than this; it keeps differences of coordinates within range.
const FAR: i32 = 1_000_000;

pub(super) fn fill(color: BackendColor) -> String {
    let (r, g, b) = color.rgb;
    let mut paint = format!(r##"fill="#{r:02x}{g:02x}{b:02x}""##);
    if color.alpha < 1.0 {
        let _ = write!(paint, r#" fill-opacity="{}""#, color.alpha);
    }
    paint
}

pub(super) fn stroke<S: BackendStyle>(style: &S) -> String {
    let BackendColor { alpha, rgb: (r, g, b) } = style.color();
    let mut paint = format!(
        r##"fill="none" stroke="#{r:02x}{g:02x}{b:02x}" stroke-width="{}" stroke-linejoin="round""##,
        style.stroke_width()
    );
    if alpha < 1.0 {
        let _ = write!(paint, r#" stroke-opacity="{alpha}""#);
    }
    paint
}

/// Path data in relative whole numbers, the shortest exact form.
pub(super) fn path_data(points: &[BackendCoord]) -> String {
    let (mut x, mut y) = points[0];
    let mut d = format!("M{x} {y}l");
    for (i, &(next_x, next_y)) in points[1..].iter().enumerate() {
        let gap = if i == 0 { "" } else { " " };
        let _ = write!(d, "{gap}{} {}", next_x - x, next_y - y);
        (x, y) = (next_x, next_y);
    }
    d
}

/// The points of a path that can be told apart on paper.
pub(super) fn visible(mut points: Vec<BackendCoord>) -> Vec<BackendCoord> {
    for point in &mut points {
        *point = (point.0.clamp(-FAR, FAR), point.1.clamp(-FAR, FAR));
    }
    points.dedup();
    if points.len() > LONG_PATH { thinned(&points) } else { points }
}

/// Of each stretch inside one column keeps the first, lowest, highest and last point: what the eye can see of it.
fn thinned(points: &[BackendCoord]) -> Vec<BackendCoord> {
    let mut kept = Vec::new();
    for stretch in points.chunk_by(|a, b| a.0.div_euclid(COLUMN) == b.0.div_euclid(COLUMN)) {
        let low = (0..stretch.len()).min_by_key(|&i| stretch[i].1).unwrap_or(0);
        let high = (0..stretch.len()).max_by_key(|&i| stretch[i].1).unwrap_or(0);
        let mut marks = [0, low, high, stretch.len() - 1];
        marks.sort_unstable();
        kept.extend(marks.iter().map(|&i| stretch[i]));
    }
    kept.dedup();
    kept
}

/// Text that is safe inside an XML attribute or element.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thinning_keeps_the_ends_and_the_extremes_of_a_long_series() {
        let mut points: Vec<BackendCoord> = (0..60_000).map(|i| (i / 10, i % 7)).collect();
        points[31_415] = (3141, 900);
        points[27_182] = (2718, -900);
        let thin = visible(points.clone());
        assert!(thin.len() < 5_000, "{} points are left", thin.len());
        assert_eq!((thin.first(), thin.last()), (points.first(), points.last()));
        assert!(thin.contains(&(3141, 900)) && thin.contains(&(2718, -900)));
    }

    #[test]
    fn short_paths_keep_every_point_and_far_ones_stay_in_range() {
        let zigzag: Vec<BackendCoord> = (0..1000).map(|i| (0, i % 2)).collect();
        assert_eq!(visible(zigzag.clone()), zigzag);
        assert_eq!(path_data(&visible(vec![(i32::MIN, 0), (i32::MAX, 1)])), "M-1000000 0l2000000 1");
    }

    #[test]
    fn text_cannot_break_out_of_an_attribute() {
        assert_eq!(escape(r#"a<b>&"c""#), "a&lt;b&gt;&amp;&quot;c&quot;");
    }
}
