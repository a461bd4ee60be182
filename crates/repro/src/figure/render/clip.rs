//! The parts of a curve that lie between the axes: plotters pulls every point outside onto the frame, which bends lines.

/// Pieces of a curve within a rectangle; a segment that crosses an edge ends on it (Y.-D. Liang & B. A. Barsky, ACM
/// Trans. Graphics 3, 1 (1984)).
pub(super) fn clipped(points: &[(f64, f64)], x: (f64, f64), y: (f64, f64)) -> Vec<Vec<(f64, f64)>> {
    let mut pieces: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut piece = Vec::new();
    for ends in points.windows(2) {
        let (a, b) = (ends[0], ends[1]);
        let Some((from, to)) = inside(a, b, x, y) else {
            pieces.extend((!piece.is_empty()).then(|| std::mem::take(&mut piece)));
            continue;
        };
        let at = |share: f64| (a.0 + share * (b.0 - a.0), a.1 + share * (b.1 - a.1));
        if piece.is_empty() {
            piece.push(if from > 0.0 { at(from) } else { a });
        }
        piece.push(if to < 1.0 { at(to) } else { b });
        if to < 1.0 {
            pieces.push(std::mem::take(&mut piece));
        }
    }
    pieces.extend((!piece.is_empty()).then_some(piece));
    pieces
}

/// The shares of the way from `a` to `b` between which it is inside, if it is anywhere.
fn inside(a: (f64, f64), b: (f64, f64), x: (f64, f64), y: (f64, f64)) -> Option<(f64, f64)> {
    let (mut from, mut to) = (0.0_f64, 1.0_f64);
    for (start, way, (low, high)) in [(a.0, b.0 - a.0, x), (a.1, b.1 - a.1, y)] {
        if way == 0.0 {
            if !(low..=high).contains(&start) {
                return None;
            }
        } else {
            let (one, other) = ((low - start) / way, (high - start) / way);
            from = from.max(one.min(other));
            to = to.min(one.max(other));
        }
    }
    (from <= to).then_some((from, to))
}

#[cfg(test)]
mod tests {
    use super::clipped;

    const UNIT: (f64, f64) = (0.0, 1.0);

    #[test]
    fn a_line_keeps_its_slope_where_it_leaves() {
        let pieces = clipped(&[(0.0, 0.0), (1.0, 2.0)], UNIT, UNIT);
        assert_eq!(pieces, [[(0.0, 0.0), (0.5, 1.0)]]);
        let pieces = clipped(&[(-1.0, 0.5), (2.0, 0.5)], UNIT, UNIT);
        assert_eq!(pieces.len(), 1);
        assert!((pieces[0][0].0).abs() < 1e-15 && (pieces[0][1].0 - 1.0).abs() < 1e-15, "{pieces:?}");
    }

    #[test]
    fn what_leaves_and_returns_is_two_pieces_and_what_stays_is_untouched() {
        let inside = [(0.1, 0.1), (0.5, 0.9), (0.9, 0.1)];
        assert_eq!(clipped(&inside, UNIT, UNIT), [inside.to_vec()]);
        assert_eq!(clipped(&[(0.1, 0.5), (0.5, 3.0), (0.9, 0.5)], UNIT, UNIT).len(), 2);
        assert!(clipped(&[(-1.0, -1.0), (-2.0, 3.0)], UNIT, UNIT).is_empty());
        assert!(clipped(&[(0.5, 0.5)], UNIT, UNIT).is_empty());
    }
}
