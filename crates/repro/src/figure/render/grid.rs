//! Draws tables and sentences.

use plotters::element::PathElement;
use plotters::style::text_anchor::{HPos, VPos};

use super::super::colour::Colour;
use super::super::plot::Stroke;
use super::super::textgrid::TextGrid;
use super::Area;
use super::pens::{Font, drawn, line, mm};
use crate::error::ReproError;

/// Draws a table over the whole width: a head, rows, three rules.
pub(super) fn draw(grid: &TextGrid, area: &Area) -> Result<(), ReproError> {
    let (width, height) = area.dim_in_pixel();
    let (width, height) = (width as i32, height as i32);
    let step = height / (grid.rows.len() as i32 + 1).max(1);
    let step = step.min(mm(6.0));
    let total: f64 = grid.widths.iter().sum();
    let mut left = mm(1.0);
    let mut lefts = Vec::new();
    for share in &grid.widths {
        lefts.push(left);
        left += (share / total * f64::from(width - mm(1.0))).round() as i32;
    }
    for (place, row) in std::iter::once(&grid.head).chain(&grid.rows).enumerate() {
        let font = if place == 0 { Font::head() } else { Font::tick() };
        let y = step * place as i32 + step / 2;
        for (cell, left) in row.iter().zip(&lefts) {
            drawn(area.draw_text(cell, &font.anchored(HPos::Left, VPos::Center), (*left, y)))?;
        }
    }
    let rule = |y: i32, points: f64| {
        let style = line(Stroke { points, ..Stroke::solid(Colour::INK) });
        drawn(area.draw(&PathElement::new([(0, y), (width, y)], style)))
    };
    rule(mm(0.2), 0.8)?;
    rule(step, 0.4)?;
    rule(step * (grid.rows.len() as i32 + 1), 0.8)
}

/// Draws sentences from the top, each wrapped to the width.
pub(super) fn words(lines: &[String], area: &Area) -> Result<(), ReproError> {
    let width = area.dim_in_pixel().0 as i32;
    let mut y = mm(2.0);
    for line in lines {
        for piece in Font::label().wrapped(line, width - mm(2.0)) {
            drawn(area.draw_text(&piece, &Font::label().anchored(HPos::Left, VPos::Center), (mm(1.0), y)))?;
            y += mm(4.2);
        }
        y += mm(1.2);
    }
    Ok(())
}
