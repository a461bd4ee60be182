//! Line widths, fonts and the way from millimetres and points to the units of the sheet.

use std::convert::Infallible;

use plotters::drawing::DrawingAreaErrorKind;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color as _, FontStyle, IntoFont as _, RGBColor, ShapeStyle, TextStyle};
use plotters_backend::BackendColor;

use super::super::colour::Colour;
use super::super::plot::Stroke;
use super::super::svg::UNITS_PER_MM;
use super::super::text::{self, Cut};
use crate::error::ReproError;

const MM_PER_POINT: f64 = 25.4 / 72.0;

/// Millimetres in units of the sheet.
pub(super) fn mm(millimetres: f64) -> i32 {
    (millimetres * UNITS_PER_MM).round() as i32
}

/// Points in units of the sheet.
pub(super) fn points(points: f64) -> u32 {
    (points * MM_PER_POINT * UNITS_PER_MM).round().max(1.0) as u32
}

/// Axes and frames.
pub(super) fn axis_style() -> ShapeStyle {
    line(Stroke { points: 0.5, ..Stroke::solid(Colour(0x44, 0x44, 0x44)) })
}

/// A line in the look of a stroke.
pub(super) fn line(stroke: Stroke) -> ShapeStyle {
    rgb(stroke.colour).stroke_width(points(stroke.points))
}

/// A filled area.
pub(super) fn area(colour: Colour) -> ShapeStyle {
    rgb(colour).filled()
}

pub(super) fn rgb(Colour(r, g, b): Colour) -> RGBColor {
    RGBColor(r, g, b)
}

/// A font of a figure.
#[derive(Clone, Copy)]
pub(super) struct Font {
    pub(super) points: f64,
    pub(super) cut: Cut,
    pub(super) colour: Colour,
}

impl Font {
    /// Numbers at ticks, entries of legends.
    pub(super) fn tick() -> Self {
        Self { points: 6.6, cut: Cut::Regular, colour: Colour::INK }
    }

    /// Axis labels, panel titles.
    pub(super) fn label() -> Self {
        Self { points: 7.6, cut: Cut::Regular, colour: Colour::INK }
    }

    /// Panel letters.
    pub(super) fn letter() -> Self {
        Self { points: 9.0, cut: Cut::SemiBold, colour: Colour::INK }
    }

    /// Heads of tables.
    pub(super) fn head() -> Self {
        Self { cut: Cut::SemiBold, ..Self::tick() }
    }

    pub(super) fn size(self) -> f64 {
        self.points * MM_PER_POINT * UNITS_PER_MM
    }

    pub(super) fn width(self, text: &str) -> i32 {
        text::width(text, self.cut, self.size()).round() as i32
    }

    pub(super) fn cap_height(self) -> i32 {
        (text::CAP_HEIGHT * self.size()).round() as i32
    }

    pub(super) fn anchored(self, horizontal: HPos, vertical: VPos) -> TextStyle<'static> {
        let style = match self.cut {
            Cut::Regular => FontStyle::Normal,
            Cut::Italic => FontStyle::Italic,
            Cut::SemiBold => FontStyle::Bold,
        };
        let font = ("sans-serif", self.size(), style).into_font();
        let Colour(r, g, b) = self.colour;
        TextStyle {
            font,
            color: BackendColor { alpha: 1.0, rgb: (r, g, b) },
            pos: Pos::new(horizontal, vertical),
        }
    }

    /// The words of a text in as few lines as this width allows, all about equally long.
    pub(super) fn wrapped(self, text: &str, width: i32) -> Vec<String> {
        const STEPS: i32 = 24;
        let widest = self.filled(text, width);
        let narrower = (1..STEPS).rev().map(|step| self.filled(text, width * step / STEPS));
        narrower.take_while(|lines| lines.len() == widest.len()).last().unwrap_or(widest)
    }

    /// Fills line after line; only spaces break, a no-break space does not.
    fn filled(self, text: &str, width: i32) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            match lines.last_mut() {
                Some(line) if self.width(&format!("{line} {word}")) <= width => {
                    line.push(' ');
                    line.push_str(word);
                }
                _ => lines.push(word.to_owned()),
            }
        }
        lines
    }
}

/// Turns a failure of plotters into one of ours; the sheet itself never fails.
pub(super) fn drawn<T>(result: Result<T, DrawingAreaErrorKind<Infallible>>) -> Result<T, ReproError> {
    result.map_err(|error| ReproError::Figure { fact: error.to_string() })
}
