//! The drawing surface: a plotters backend that writes SVG in hundredths of a millimetre, with outlined text and images.

use std::cell::RefCell;
use std::convert::Infallible;
use std::fmt::Write as _;
use std::rc::Rc;

use base64::Engine as _;
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontStyle,
    FontTransform,
};

use super::colour::Colour;
use super::path::{escape, fill, path_data, stroke, visible};
use super::text::{self, CAP_HEIGHT, Cut, DESCENT, Glyphs};

/// Units of the sheet in a millimetre; plotters counts in whole units, so a unit is finer than any printer.
pub(crate) const UNITS_PER_MM: f64 = 100.0;

/// Dots of the PNG in a unit of the sheet.
const DOTS_PER_UNIT: f64 = super::DOTS_PER_INCH as f64 / (25.4 * UNITS_PER_MM);

/// What has been drawn so far.
#[derive(Debug, Default)]
struct Ink {
    body: String,
    glyphs: Glyphs,
    clips: usize,
}

/// A sheet of paper; clones draw on the same sheet.
#[derive(Clone, Debug)]
pub(crate) struct Sheet {
    size: (u32, u32),
    ink: Rc<RefCell<Ink>>,
}

impl Sheet {
    pub(crate) fn new(width: u32, height: u32) -> Self {
        Self { size: (width, height), ink: Rc::default() }
    }

    /// The finished SVG.
    pub(crate) fn svg(&self, title: &str) -> String {
        let ink = self.ink.borrow();
        let (width, height) = self.size;
        let (mm_x, mm_y) = (f64::from(width) / UNITS_PER_MM, f64::from(height) / UNITS_PER_MM);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{mm_x}mm\" height=\"{mm_y}mm\" \
             viewBox=\"0 0 {width} {height}\" role=\"img\">\n<title>{}</title>\n{}\
             <rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n{}</svg>\n",
            escape(&text::plain(title)),
            ink.glyphs.definitions(),
            ink.body,
        )
    }

    /// Draws an image of so many pixels over a rectangle; pixels stay squares unless they are finer than the PNG.
    pub(crate) fn image(
        &self,
        (x, y): (i32, i32),
        (width, height): (u32, u32),
        cells: (usize, usize),
        png: &[u8],
    ) {
        let fits = |units: u32, cells: usize| cells as f64 <= f64::from(units) * DOTS_PER_UNIT;
        let rendering = if fits(width, cells.0) && fits(height, cells.1) { "pixelated" } else { "auto" };
        let data = base64::engine::general_purpose::STANDARD.encode(png);
        let _ = writeln!(
            self.ink.borrow_mut().body,
            r#"<image x="{x}" y="{y}" width="{width}" height="{height}" preserveAspectRatio="none" style="image-rendering:{rendering}" href="data:image/png;base64,{data}"/>"#
        );
    }

    /// Draws discs as one path: a stretch of no length with a round cap is a disc.
    pub(crate) fn dots(&self, at: &[(i32, i32)], diameter: u32, Colour(r, g, b): Colour) {
        let mut at = at.to_vec();
        at.sort_unstable();
        at.dedup();
        let mut d = String::new();
        for (x, y) in at {
            let _ = write!(d, "M{x} {y}h0");
        }
        let _ = writeln!(
            self.ink.borrow_mut().body,
            r##"<path d="{d}" fill="none" stroke="#{r:02x}{g:02x}{b:02x}" stroke-width="{diameter}" stroke-linecap="round"/>"##
        );
    }

    /// Everything drawn until [`Sheet::release`] is cut at this rectangle.
    pub(crate) fn clip(&self, (x, y): (i32, i32), (width, height): (i32, i32)) {
        let mut ink = self.ink.borrow_mut();
        ink.clips += 1;
        let id = ink.clips;
        let _ = writeln!(
            ink.body,
            r#"<clipPath id="c{id}"><rect x="{x}" y="{y}" width="{width}" height="{height}"/></clipPath><g clip-path="url(#c{id})">"#
        );
    }

    pub(crate) fn release(&self) {
        self.ink.borrow_mut().body.push_str("</g>\n");
    }

    /// Thin diagonal lines over a rectangle: nothing was measured here.
    pub(crate) fn hatch(&self, (x, y): (i32, i32), (width, height): (i32, i32)) {
        const STEP: i32 = 220;
        self.clip((x, y), (width, height));
        let mut d = String::new();
        let mut offset = STEP;
        while offset < width + height {
            let _ = write!(d, "M{} {}l{} {}", x + offset, y, -height, height);
            offset += STEP;
        }
        let _ = writeln!(
            self.ink.borrow_mut().body,
            r##"<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="#f5f5f4"/><path d="{d}" stroke="#e4e4e1" stroke-width="10"/>"##
        );
        self.release();
    }
}

impl DrawingBackend for Sheet {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Result<(), DrawingErrorKind<Infallible>> {
        Ok(())
    }

    fn present(&mut self) -> Result<(), DrawingErrorKind<Infallible>> {
        Ok(())
    }

    fn draw_pixel(
        &mut self,
        (x, y): BackendCoord,
        color: BackendColor,
    ) -> Result<(), DrawingErrorKind<Infallible>> {
        let _ = writeln!(
            self.ink.borrow_mut().body,
            r#"<rect x="{x}" y="{y}" width="1" height="1" {}/>"#,
            fill(color)
        );
        Ok(())
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Result<(), DrawingErrorKind<Infallible>> {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        (x0, y0): BackendCoord,
        (x1, y1): BackendCoord,
        style: &S,
        filled: bool,
    ) -> Result<(), DrawingErrorKind<Infallible>> {
        let paint = if filled { fill(style.color()) } else { stroke(style) };
        let (x, y, width, height) = (x0.min(x1), y0.min(y1), (x1 - x0).abs(), (y1 - y0).abs());
        let _ = writeln!(
            self.ink.borrow_mut().body,
            r#"<rect x="{x}" y="{y}" width="{width}" height="{height}" {paint}/>"#
        );
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Result<(), DrawingErrorKind<Infallible>> {
        let points = visible(path.into_iter().collect());
        if points.len() > 1 && style.color().alpha > 0.0 {
            let d = path_data(&points);
            let _ = writeln!(self.ink.borrow_mut().body, r#"<path d="{d}" {}/>"#, stroke(style));
        }
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        (x, y): BackendCoord,
        radius: u32,
        style: &S,
        filled: bool,
    ) -> Result<(), DrawingErrorKind<Infallible>> {
        let paint = if filled { fill(style.color()) } else { stroke(style) };
        let _ = writeln!(self.ink.borrow_mut().body, r#"<circle cx="{x}" cy="{y}" r="{radius}" {paint}/>"#);
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        vertices: I,
        style: &S,
    ) -> Result<(), DrawingErrorKind<Infallible>> {
        let points: Vec<BackendCoord> = vertices.into_iter().collect();
        if points.len() > 2 {
            let d = path_data(&points);
            let _ = writeln!(self.ink.borrow_mut().body, r#"<path d="{d}z" {}/>"#, fill(style.color()));
        }
        Ok(())
    }

    fn draw_text<T: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &T,
        (x, y): BackendCoord,
    ) -> Result<(), DrawingErrorKind<Infallible>> {
        let (cut, size) = (cut(style), style.size());
        let dx = match style.anchor().h_pos {
            HPos::Left => 0.0,
            HPos::Center => -text::width(text, cut, size) / 2.0,
            HPos::Right => -text::width(text, cut, size),
        };
        let dy = match style.anchor().v_pos {
            VPos::Top => CAP_HEIGHT * size,
            VPos::Center => CAP_HEIGHT * size / 2.0,
            VPos::Bottom => -DESCENT * size,
        };
        let turn = match style.transform() {
            FontTransform::None => "",
            FontTransform::Rotate90 => " rotate(90)",
            FontTransform::Rotate180 => " rotate(180)",
            FontTransform::Rotate270 => " rotate(-90)",
        };
        let mut ink = self.ink.borrow_mut();
        let glyphs = ink.glyphs.draw(text, cut, size);
        let _ = writeln!(
            ink.body,
            r#"<g aria-label="{}" {} transform="translate({x} {y}){turn} translate({dx:.0} {dy:.0})">{glyphs}</g>"#,
            escape(&text::plain(text)),
            fill(style.color()),
        );
        Ok(())
    }

    fn estimate_text_size<T: BackendTextStyle>(
        &self,
        text: &str,
        style: &T,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let size = style.size();
        let width = text::width(text, cut(style), size).round() as u32;
        Ok((width, ((CAP_HEIGHT + DESCENT) * size).round() as u32))
    }
}

fn cut<T: BackendTextStyle>(style: &T) -> Cut {
    match style.style() {
        FontStyle::Bold => Cut::SemiBold,
        FontStyle::Italic | FontStyle::Oblique => Cut::Italic,
        FontStyle::Normal => Cut::Regular,
    }
}
