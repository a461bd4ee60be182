//! Lays panels out on the sheet and draws each with plotters.

#![allow(clippy::cast_possible_wrap, reason = "a sheet is some ten thousand units wide, far below 2^31")]

mod clip;
mod diagram;
mod grid;
mod key;
mod pens;
mod plot;
mod space;
mod ticks;

use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::style::text_anchor::{HPos, VPos};

use self::pens::{Font, drawn, mm};
use super::colour::Colour;
use super::panel::{Content, Panel};
use super::picture::Picture;
use super::svg::Sheet;
use super::{Figure, Placed};
use crate::error::ReproError;

/// An area of the sheet in hundredths of a millimetre.
type Area = DrawingArea<Sheet, Shift>;

/// Free paper between panels and around the sheet, in millimetres.
const GUTTER: f64 = 3.5;
const BORDER: f64 = 1.5;
/// The line above a panel that holds its letter and title.
const HEADER: f64 = 5.2;

/// The figure as SVG.
pub(super) fn svg(figure: &Figure) -> Result<String, ReproError> {
    if let Some(fact) = figure.defect() {
        return Err(ReproError::Figure { fact });
    }
    let height = figure.row_heights.iter().sum::<f64>()
        + GUTTER * (figure.row_heights.len() as f64 - 1.0)
        + 2.0 * BORDER;
    let sheet = Sheet::new(mm(figure.width) as u32, mm(height) as u32);
    let root = sheet.clone().into_drawing_area();
    for placed in &figure.placed {
        let cell = cell(figure, placed, &root);
        let area = header(&placed.panel, &cell)?;
        let margins = shared_margins(figure, placed);
        match &placed.panel.content {
            Content::Plot(plot) => plot::draw(std::slice::from_ref(plot), margins, &area, &sheet)?,
            Content::Strips(strips) => plot::draw(strips, margins, &area, &sheet)?,
            Content::Space(space) => space::draw(space, &area, &sheet)?,
            Content::Diagram(diagram) => diagram::draw(diagram, &area)?,
            Content::Picture(it) => picture(it, &area, &sheet)?,
            Content::Grid(grid) => grid::draw(grid, &area)?,
            Content::Words(lines) => grid::words(lines, &area)?,
            Content::NotBuilt(why) => not_built(why, &area, &sheet)?,
        }
    }
    Ok(sheet.svg(&figure.title))
}

/// The part of the sheet that a panel may use.
fn cell(figure: &Figure, placed: &Placed, root: &Area) -> Area {
    let columns = figure.columns as f64;
    let column_width = (figure.width - 2.0 * BORDER - GUTTER * (columns - 1.0)) / columns;
    let x = BORDER + placed.column as f64 * (column_width + GUTTER);
    let y = BORDER + figure.row_heights[..placed.row].iter().map(|height| height + GUTTER).sum::<f64>();
    let width = placed.columns as f64 * (column_width + GUTTER) - GUTTER;
    root.clone().shrink((mm(x), mm(y)), (mm(width), mm(figure.row_heights[placed.row])))
}

/// Draws letter and title and returns what is left below them.
fn header(panel: &Panel, cell: &Area) -> Result<Area, ReproError> {
    let (width, height) = cell.dim_in_pixel();
    if panel.letter.is_none() && panel.title.is_empty() {
        return Ok(cell.clone());
    }
    let mut x = 0;
    let middle = mm(HEADER * 0.4);
    if let Some(letter) = &panel.letter {
        let font = Font::letter();
        drawn(cell.draw_text(letter, &font.anchored(HPos::Left, VPos::Center), (x, middle)))?;
        x += font.width(letter) + mm(1.8);
    }
    drawn(cell.draw_text(&panel.title, &Font::label().anchored(HPos::Left, VPos::Center), (x, middle)))?;
    Ok(cell.clone().shrink((0, mm(HEADER)), (width as i32, height as i32 - mm(HEADER))))
}

/// Room around the axes of a plot, in units of the sheet.
#[derive(Clone, Copy, Default)]
struct Margins {
    left: i32,
    right: i32,
    /// Below the axis, for the names of categories.
    names: i32,
}

/// Margins in common with the panels that begin or end in the same column or stand in the same row, so that axes line up.
fn shared_margins(figure: &Figure, placed: &Placed) -> Margins {
    let end = |placed: &Placed| placed.column + placed.columns;
    figure.placed.iter().fold(Margins::default(), |shared, other| {
        let own = plot::margins(&other.panel.content);
        let if_so = |so: bool, room: i32| if so { room } else { 0 };
        Margins {
            left: shared.left.max(if_so(other.column == placed.column, own.left)),
            right: shared.right.max(if_so(end(other) == end(placed), own.right)),
            names: shared.names.max(if_so(other.row == placed.row, own.names)),
        }
    })
}

/// A picture in the middle of its panel, as large as fits.
fn picture(picture: &Picture, area: &Area, sheet: &Sheet) -> Result<(), ReproError> {
    let (width, height) = area.dim_in_pixel();
    let (columns, rows) = picture.size();
    let unit = (f64::from(width) / columns as f64).min(f64::from(height) / rows as f64);
    let size = ((unit * columns as f64) as u32, (unit * rows as f64) as u32);
    let (left, top) = area.get_base_pixel();
    let corner = (left + (width - size.0) as i32 / 2, top + (height - size.1) as i32 / 2);
    sheet.image(corner, size, (columns, rows), &picture.png()?);
    Ok(())
}

/// A hatched panel with its reason.
fn not_built(why: &str, area: &Area, sheet: &Sheet) -> Result<(), ReproError> {
    let (width, height) = area.dim_in_pixel();
    let (width, height) = (width as i32, height as i32);
    sheet.hatch(area.get_base_pixel(), (width, height));
    let mut y = height / 2 - mm(2.2);
    let font = Font { colour: Colour(0x6b, 0x6b, 0x6b), ..Font::label() };
    drawn(area.draw_text("not built yet", &font.anchored(HPos::Center, VPos::Center), (width / 2, y)))?;
    for line in font.wrapped(why, width - mm(6.0)) {
        y += mm(4.2);
        let font = Font { colour: Colour::GREY, ..Font::tick() };
        drawn(area.draw_text(&line, &font.anchored(HPos::Center, VPos::Center), (width / 2, y)))?;
    }
    Ok(())
}

impl Figure {
    /// A defect that makes the figure impossible to draw.
    fn defect(&self) -> Option<String> {
        if self.row_heights.is_empty() || self.row_heights.iter().any(|height| *height < 2.0 * HEADER) {
            return Some(format!("row heights {:?} mm", self.row_heights));
        }
        self.placed.iter().find_map(|placed| {
            let Placed { row, column, columns, .. } = placed;
            let outside = *row >= self.row_heights.len() || *columns == 0 || column + columns > self.columns;
            if outside {
                return Some(format!(
                    "a panel at row {row}, columns {column}..{} of the grid",
                    column + columns
                ));
            }
            match &placed.panel.content {
                Content::Plot(plot) => plot.defect(),
                Content::Strips(strips) if strips.is_empty() => Some("a panel without strips".to_owned()),
                Content::Strips(strips) => strips.iter().find_map(super::Plot::defect),
                Content::Space(space) => space.axes.iter().find_map(super::Axis::defect),
                Content::Diagram(diagram) => diagram.defect(),
                Content::Picture(_) | Content::Grid(_) | Content::Words(_) | Content::NotBuilt(_) => None,
            }
        })
    }
}
