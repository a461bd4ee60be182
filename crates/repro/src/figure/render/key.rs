//! Draws what the colours of a map mean: a bar beside the plot, or names below it.

use plotters::element::{PathElement, Rectangle};
use plotters::style::FontTransform;
use plotters::style::text_anchor::{HPos, VPos};

use super::super::axis::Axis;
use super::super::colour::{Colour, ColourMap};
use super::super::raster::{Key, encode};
use super::super::svg::Sheet;
use super::pens::{self, Font, axis_style, drawn, mm};
use super::{Area, ticks};
use crate::error::ReproError;

const GAP: f64 = 2.0;
const BAR: f64 = 2.6;
const TICK: f64 = 0.7;
const SWATCH: f64 = 2.6;
const ABOVE_NAMES: f64 = 1.8;
/// Steps of a colour bar; more than the eye or the printer tells apart.
const STEPS: usize = 256;

/// Where the plot stands on the sheet: upper left corner and size.
type Frame = ((i32, i32), (i32, i32));

/// Room that a key takes at the right.
pub(super) fn width(key: &Key) -> i32 {
    match key {
        Key::Bar { label, .. } => {
            let numbers = marks(key).iter().map(|(_, label)| Font::tick().width(label)).max().unwrap_or(0);
            let name = if label.is_empty() { 0 } else { Font::label().cap_height() + mm(1.6) };
            mm(GAP + BAR + 2.0 * TICK + 0.4) + numbers + name
        }
        Key::Names(_) => 0,
    }
}

/// Room that a key takes below the axis.
pub(super) fn height(key: &Key) -> i32 {
    match key {
        Key::Bar { .. } => 0,
        Key::Names(_) => mm(SWATCH + ABOVE_NAMES + 0.4),
    }
}

/// Draws the key of a plot whose axis takes `foot` below its frame.
pub(super) fn draw(key: &Key, frame: Frame, foot: i32, area: &Area, sheet: &Sheet) -> Result<(), ReproError> {
    let base = area.get_base_pixel();
    let ((x, y), size) = frame;
    let frame = ((x - base.0, y - base.1), size);
    match key {
        Key::Bar { map, label, .. } => bar(key, *map, label, frame, area, sheet),
        Key::Names(names) => self::names(names, frame, foot, area),
    }
}

/// Where the marks of a colour bar stand, as shares of its length.
fn marks(key: &Key) -> Vec<(f64, String)> {
    let Key::Bar { low, high, log1p, .. } = key else { return Vec::new() };
    if !*log1p {
        let axis = Axis::new("", *low, *high);
        return ticks::ticks(&axis).into_iter().map(|(at, name)| ((at - low) / (high - low), name)).collect();
    }
    let mut marks = vec![(0.0, "0".to_owned())];
    let mut power = 0;
    while 10f64.powi(power) <= *high {
        let count = 10f64.powi(power);
        let name = if power < 4 { format!("{count}") } else { format!("$10^{power}$") };
        marks.push((count.ln_1p() / high.ln_1p(), name));
        power += 1;
    }
    marks
}

fn bar(
    key: &Key,
    map: ColourMap,
    label: &str,
    ((x, y), size): Frame,
    area: &Area,
    sheet: &Sheet,
) -> Result<(), ReproError> {
    let (left, right) = (x + size.0 + mm(GAP), x + size.0 + mm(GAP + BAR));
    let base = area.get_base_pixel();
    let pixels: Vec<Colour> = (0..STEPS).rev().map(|step| map.at(step as f64 / (STEPS - 1) as f64)).collect();
    sheet.image(
        (base.0 + left, base.1 + y),
        (mm(BAR) as u32, size.1 as u32),
        (1, 1),
        &encode(1, STEPS, &pixels)?,
    );
    drawn(area.draw(&Rectangle::new([(left, y), (right, y + size.1)], axis_style())))?;
    let mut widest = 0;
    for (share, name) in marks(key) {
        let height = y + size.1 - (share * f64::from(size.1)).round() as i32;
        drawn(area.draw(&PathElement::new([(right, height), (right + mm(TICK), height)], axis_style())))?;
        let at = (right + mm(2.0 * TICK), height);
        drawn(area.draw_text(&name, &Font::tick().anchored(HPos::Left, VPos::Center), at))?;
        widest = widest.max(Font::tick().width(&name));
    }
    if !label.is_empty() {
        let style = Font::label().anchored(HPos::Center, VPos::Top).transform(FontTransform::Rotate270);
        let at = (right + mm(2.0 * TICK + 1.0) + widest, y + size.1 / 2);
        drawn(area.draw_text(label, &style, at))?;
    }
    Ok(())
}

fn names(
    names: &[(Colour, String)],
    ((x, y), size): Frame,
    foot: i32,
    area: &Area,
) -> Result<(), ReproError> {
    let widths = names.iter().map(|(_, name)| mm(SWATCH + 1.2 + 4.0) + Font::tick().width(name));
    let total: i32 = widths.clone().sum::<i32>() - mm(4.0);
    let mut left = x + ((size.0 - total) / 2).max(0);
    let top = y + size.1 + foot + mm(ABOVE_NAMES);
    for ((colour, name), width) in names.iter().zip(widths) {
        let corners = [(left, top), (left + mm(SWATCH), top + mm(SWATCH))];
        drawn(area.draw(&Rectangle::new(corners, pens::area(*colour))))?;
        drawn(area.draw(&Rectangle::new(corners, axis_style())))?;
        let at = (left + mm(SWATCH + 1.2), top + mm(SWATCH / 2.0));
        drawn(area.draw_text(name, &Font::tick().anchored(HPos::Left, VPos::Center), at))?;
        left += width;
    }
    Ok(())
}
