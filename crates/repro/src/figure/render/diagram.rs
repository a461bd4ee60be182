//! Draws boxes and arrows.

use plotters::element::{PathElement, Polygon};
use plotters::style::text_anchor::{HPos, VPos};

use super::super::colour::Colour;
use super::super::diagram::{Arrow, Diagram, Node};
use super::super::plot::Stroke;
use super::Area;
use super::pens::{self, Font, drawn, line, mm};
use crate::error::ReproError;

/// Lines of text in a box, in millimetres.
const LINE: f64 = 4.0;
/// Length and half the width of the head of an arrow, in millimetres.
const HEAD: (f64, f64) = (2.2, 0.85);

/// Draws wires, arrows, boxes over their ends, words.
pub(super) fn draw(diagram: &Diagram, area: &Area) -> Result<(), ReproError> {
    for wire in &diagram.wires {
        let path: Vec<(i32, i32)> = wire.through.iter().copied().map(at).collect();
        drawn(area.draw(&PathElement::new(path, line(wire.stroke))))?;
    }
    diagram.arrows.iter().try_for_each(|it| arrow(it, area))?;
    diagram.boxes.iter().try_for_each(|it| node(it, area))?;
    let font = Font::label().anchored(HPos::Center, VPos::Center);
    diagram.words.iter().try_for_each(|(place, text)| drawn(area.draw_text(text, &font, at(*place))))
}

fn at((x, y): (f64, f64)) -> (i32, i32) {
    (mm(x), mm(y))
}

fn node(node: &Node, area: &Area) -> Result<(), ReproError> {
    let outline: Vec<(i32, i32)> = rounded(node).into_iter().map(at).collect();
    drawn(area.draw(&Polygon::new(outline.clone(), pens::area(tint(node.colour)))))?;
    drawn(area.draw(&PathElement::new(outline, line(Stroke { points: 0.9, ..Stroke::solid(node.colour) }))))?;
    let ((x, y), (width, height)) = (node.at, node.size);
    let first = y - 0.5 * LINE * (node.lines.len() as f64 - 1.0);
    for (i, text) in node.lines.iter().enumerate() {
        let font = if i == 0 { Font { points: 8.4, ..Font::label() } } else { Font::tick() };
        let place = at((x, LINE.mul_add(i as f64, first)));
        drawn(area.draw_text(text, &font.anchored(HPos::Center, VPos::Center), place))?;
    }
    let small = Font { colour: Colour(0x6b, 0x6b, 0x6b), ..Font::tick() };
    let place = at((x - 0.5 * width + 0.4, 0.5f64.mul_add(height, y) + 2.4));
    drawn(area.draw_text(&node.below, &small.anchored(HPos::Left, VPos::Center), place))
}

fn arrow(arrow: &Arrow, area: &Area) -> Result<(), ReproError> {
    let ink = Colour(0x44, 0x44, 0x44);
    let [.., before, end] = arrow.through[..] else { return Ok(()) };
    let (dx, dy) = (end.0 - before.0, end.1 - before.1);
    let length = dx.hypot(dy).max(f64::MIN_POSITIVE);
    let (ux, uy) = (dx / length, dy / length);
    let (long, half) = HEAD;
    let foot = (end.0 - long * ux, end.1 - long * uy);
    let mut path = arrow.through.clone();
    path.pop();
    path.push(foot);
    let path: Vec<(i32, i32)> = path.into_iter().map(at).collect();
    drawn(area.draw(&PathElement::new(path, line(Stroke { points: 0.9, ..Stroke::solid(ink) }))))?;
    let side = |side: f64| at((foot.0 - side * half * uy, foot.1 + side * half * ux));
    drawn(area.draw(&Polygon::new(vec![at(end), side(1.0), side(-1.0)], pens::area(ink))))?;
    // above the longest level part, else beside the longest part
    let parts = arrow.through.windows(2).map(|ends| (ends[0], ends[1]));
    let level = |(a, b): &((f64, f64), (f64, f64))| if a.1 == b.1 { (b.0 - a.0).abs() } else { 0.0 };
    let Some((a, b)) = parts.max_by(|one, other| level(one).total_cmp(&level(other))) else { return Ok(()) };
    let middle = (f64::midpoint(a.0, b.0), f64::midpoint(a.1, b.1));
    let (place, anchor) = if a.1 == b.1 {
        ((middle.0, middle.1 - 2.0), HPos::Center)
    } else {
        ((middle.0 + 1.2, middle.1), HPos::Left)
    };
    drawn(area.draw_text(&arrow.label, &Font::tick().anchored(anchor, VPos::Center), at(place)))
}

/// The outline of a box, closed, its corners arcs of so many pieces.
fn rounded(node: &Node) -> Vec<(f64, f64)> {
    const PIECES: usize = 8;
    let ((x, y), (width, height)) = (node.at, node.size);
    let round = node.round.min(0.5 * width).min(0.5 * height);
    let (across, along) = (0.5 * width - round, 0.5 * height - round);
    let quarter = core::f64::consts::FRAC_PI_2;
    let mut outline = Vec::new();
    for (corner, (sx, sy)) in [(1.0, 1.0), (-1.0, 1.0), (-1.0, -1.0), (1.0, -1.0)].into_iter().enumerate() {
        for piece in 0..=PIECES {
            let angle = quarter * (corner as f64 + piece as f64 / PIECES as f64);
            outline.push((x + sx * across + round * angle.cos(), y + sy * along + round * angle.sin()));
        }
    }
    outline.push(outline[0]);
    outline
}

/// A pale tint of a colour.
fn tint(Colour(r, g, b): Colour) -> Colour {
    const INK: f64 = 0.12;
    let pale = |c: u8| (255.0 - INK * (255.0 - f64::from(c))).round() as u8;
    Colour(pale(r), pale(g), pale(b))
}
