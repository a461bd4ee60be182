//! Draws plots, alone or stacked above each other, with plotters' axes.

use plotters::chart::{ChartBuilder, ChartContext};
use plotters::coord::cartesian::Cartesian2d;
use plotters::element::{Circle, DashedPathElement, PathElement, Rectangle, Text};
use plotters::series::LineSeries;
use plotters::style::text_anchor::{HPos, VPos};

use super::super::panel::Content;
use super::super::plot::{Dots, Layer, Plot, Stroke};
use super::super::raster::Raster;
use super::super::svg::Sheet;
use super::pens::{self, Font, axis_style, drawn, mm, points};
use super::ticks::Ticked;
use super::{Area, Margins, clip, key, ticks};
use crate::error::ReproError;

type Chart<'a> = ChartContext<'a, Sheet, Cartesian2d<Ticked, Ticked>>;

const TICK: f64 = 0.8;
/// Room for half of the last number on the horizontal axis.
const RIGHT: f64 = 2.2;
/// Room for half of the highest number on the vertical axis.
const TOP: f64 = 0.9;
const BETWEEN_STRIPS: f64 = 1.8;

/// The room that a panel needs around its axes.
pub(super) fn margins(content: &Content) -> Margins {
    let plots = match content {
        Content::Plot(plot) => std::slice::from_ref(&**plot),
        Content::Strips(strips) => strips.as_slice(),
        _ => return Margins::default(),
    };
    let widest = |room: fn(&Plot) -> i32| plots.iter().map(room).max().unwrap_or(0);
    let right = |plot: &Plot| plot.key().map_or(0, key::width).max(mm(RIGHT));
    let names = |plot: &Plot| plot.key().map_or(0, key::height);
    Margins { left: widest(left), right: widest(right), names: widest(names) }
}

/// Room at the left for ticks, numbers, and the name of the axis.
fn left(plot: &Plot) -> i32 {
    let numbers = ticks::ticks(&plot.y).iter().map(|(_, label)| Font::tick().width(label)).max().unwrap_or(0);
    let name = if plot.y.label.is_empty() { 0 } else { Font::label().cap_height() + mm(1.7) };
    name + numbers + mm(2.0 * TICK)
}

/// Room below for ticks, numbers, and the name of the axis.
fn foot(plot: &Plot) -> i32 {
    let name = if plot.x.label.is_empty() { mm(0.8) } else { mm(4.3) };
    mm(2.0 * TICK) + Font::tick().cap_height() + name
}

/// Draws plots above each other; only the last shows its horizontal axis.
pub(super) fn draw(plots: &[Plot], margins: Margins, area: &Area, sheet: &Sheet) -> Result<(), ReproError> {
    let Some((last, others)) = plots.split_last() else { return Ok(()) };
    let Margins { left, right, names } = margins;
    let (width, height) = area.dim_in_pixel();
    let free = height as i32 - foot(last) - names - mm(TOP) - others.len() as i32 * mm(BETWEEN_STRIPS);
    let strip = free / plots.len() as i32;
    for (place, plot) in plots.iter().enumerate() {
        let bottom = if place < others.len() { 0 } else { foot(last) };
        let top = mm(TOP) + place as i32 * (strip + mm(BETWEEN_STRIPS));
        let cell = area.clone().shrink((0, top), (width as i32 - right, strip + bottom));
        axes(plot, left, bottom, &cell, sheet)?;
        let (x, y) = area.get_base_pixel();
        let frame = ((x + left, y + top), (width as i32 - left - right, strip));
        if let Some(key) = plot.key() {
            key::draw(key, frame, foot(plot), area, sheet)?;
        }
    }
    Ok(())
}

/// Draws one pair of axes with everything between them.
fn axes(plot: &Plot, left: i32, bottom: i32, cell: &Area, sheet: &Sheet) -> Result<(), ReproError> {
    let (x_ticks, y_ticks) = (ticks::ticks(&plot.x), ticks::ticks(&plot.y));
    let mut chart = drawn(
        ChartBuilder::on(cell)
            .y_label_area_size(left)
            .x_label_area_size(bottom)
            .build_cartesian_2d(Ticked::new(&plot.x, &x_ticks), Ticked::new(&plot.y, &y_ticks)),
    )?;
    layers(plot, &chart, sheet)?;
    let name = |ticks: &[(f64, String)], place: f64| {
        ticks.iter().find(|(at, _)| *at == place).map_or_else(String::new, |(_, name)| name.clone())
    };
    let number = Font::tick().anchored(HPos::Center, VPos::Center);
    let mut mesh = chart.configure_mesh();
    let x_name = |place: &f64| if bottom > 0 { name(&x_ticks, *place) } else { String::new() };
    let y_name = |place: &f64| name(&y_ticks, *place);
    mesh.disable_mesh()
        .axis_style(axis_style())
        .x_labels(x_ticks.len() + 1)
        .y_labels(y_ticks.len() + 1)
        .x_label_formatter(&x_name)
        .y_label_formatter(&y_name)
        .x_label_style(number.clone())
        .y_label_style(number)
        .axis_desc_style(Font::label().anchored(HPos::Center, VPos::Center))
        .set_all_tick_mark_size(mm(TICK));
    if bottom > 0 && !plot.x.label.is_empty() {
        mesh.x_desc(&plot.x.label);
    }
    if !plot.y.label.is_empty() {
        mesh.y_desc(&plot.y.label);
    }
    drawn(mesh.draw())?;
    legend(plot, &chart)?;
    frame(&chart)
}

/// The rectangle around the axes, over everything between them.
fn frame(chart: &Chart<'_>) -> Result<(), ReproError> {
    let area = chart.plotting_area().strip_coord_spec();
    let (width, height) = area.dim_in_pixel();
    drawn(area.draw(&Rectangle::new([(0, 0), (width as i32 - 1, height as i32 - 1)], axis_style())))
}

fn layers(plot: &Plot, chart: &Chart<'_>, sheet: &Sheet) -> Result<(), ReproError> {
    let area = chart.plotting_area();
    let (width, height) = area.dim_in_pixel();
    sheet.clip(area.get_base_pixel(), (width as i32, height as i32));
    for layer in &plot.layers {
        self::layer(layer, plot, chart, sheet)?;
    }
    sheet.release();
    Ok(())
}

fn layer(layer: &Layer, plot: &Plot, chart: &Chart<'_>, sheet: &Sheet) -> Result<(), ReproError> {
    let area = chart.plotting_area();
    let ((x_low, x_high), (y_low, y_high)) = (plot.x.range(), plot.y.range());
    match layer {
        Layer::Line { x, y, stroke } => {
            let at = placed(plot, x, y);
            for run in at.split(|(x, y)| !(x.is_finite() && y.is_finite())) {
                for piece in clip::clipped(run, (x_low, x_high), (y_low, y_high)) {
                    line(&piece, *stroke, chart)?;
                }
            }
            Ok(())
        }
        Layer::Scatter { x, y, dots } => {
            let within =
                |&(x, y): &(f64, f64)| (x_low..=x_high).contains(&x) && (y_low..=y_high).contains(&y);
            let at: Vec<_> = placed(plot, x, y).into_iter().filter(within).collect();
            scatter(&at, *dots, chart, sheet)
        }
        Layer::Bars { x, y, width, colour } => {
            let floor = if plot.y.log { y_low } else { y_low.max(0.0) };
            let half = width / 2.0;
            let bars = x.iter().zip(y).filter(|(x, y)| x.is_finite() && y.is_finite());
            for (x, y) in bars {
                let corners = [(plot.x.place(x - half), floor), (plot.x.place(x + half), plot.y.place(*y))];
                drawn(area.draw(&Rectangle::new(corners, pens::area(*colour))))?;
            }
            Ok(())
        }
        Layer::Map(raster) => map(raster, plot, chart, sheet),
        Layer::RuleX(x, stroke) => {
            line(&[(plot.x.place(*x), y_low), (plot.x.place(*x), y_high)], *stroke, chart)
        }
        Layer::RuleY(y, stroke) => {
            line(&[(x_low, plot.y.place(*y)), (x_high, plot.y.place(*y))], *stroke, chart)
        }
        Layer::Note { x, y, text, colour } => {
            let font = Font { colour: *colour, ..Font::tick() };
            let at = (plot.x.place(*x), plot.y.place(*y));
            drawn(area.draw(&Text::new(text.as_str(), at, font.anchored(HPos::Left, VPos::Center))))
        }
    }
}

fn placed(plot: &Plot, x: &[f64], y: &[f64]) -> Vec<(f64, f64)> {
    x.iter().zip(y).map(|(x, y)| (plot.x.place(*x), plot.y.place(*y))).collect()
}

/// Discs as one path, since there may be ten thousands of them; rings one by one.
fn scatter(at: &[(f64, f64)], dots: Dots, chart: &Chart<'_>, sheet: &Sheet) -> Result<(), ReproError> {
    let area = chart.plotting_area();
    if dots.filled {
        let at: Vec<_> = at.iter().map(|point| area.map_coordinate(point)).collect();
        sheet.dots(&at, points(dots.points), dots.colour);
        return Ok(());
    }
    let style = pens::line(Stroke { points: 0.6, ..Stroke::solid(dots.colour) });
    let radius = (points(dots.points) / 2).max(1);
    for point in at {
        drawn(area.draw(&Circle::new(*point, radius, style)))?;
    }
    Ok(())
}

/// A curve without gaps.
fn line(at: &[(f64, f64)], stroke: Stroke, chart: &Chart<'_>) -> Result<(), ReproError> {
    let style = pens::line(stroke);
    let area = chart.plotting_area();
    if stroke.dashed {
        return drawn(area.draw(&DashedPathElement::new(at.iter().copied(), mm(0.9), mm(0.7), style)));
    }
    for piece in LineSeries::new(at.iter().copied(), style) {
        drawn(area.draw(&piece))?;
    }
    Ok(())
}

fn map(raster: &Raster, plot: &Plot, chart: &Chart<'_>, sheet: &Sheet) -> Result<(), ReproError> {
    let area = chart.plotting_area();
    let low = area.map_coordinate(&(plot.x.place(raster.x.0), plot.y.place(raster.y.0)));
    let high = area.map_coordinate(&(plot.x.place(raster.x.1), plot.y.place(raster.y.1)));
    let (left, top) = (low.0.min(high.0), low.1.min(high.1));
    let size = (low.0.abs_diff(high.0), low.1.abs_diff(high.1));
    sheet.image((left, top), size, (raster.columns, raster.rows), &raster.png()?);
    Ok(())
}

/// Names of curves at the upper or lower right, on paper that hides what is below.
fn legend(plot: &Plot, chart: &Chart<'_>) -> Result<(), ReproError> {
    const SAMPLE: f64 = 4.5;
    const LINE: f64 = 3.4;
    let Some(widest) = plot.legend.iter().map(|(_, name)| Font::tick().width(name)).max() else {
        return Ok(());
    };
    let area = chart.plotting_area().strip_coord_spec();
    let (width, height) = area.dim_in_pixel();
    let left = width as i32 - widest - mm(SAMPLE + 3.2);
    let size = mm(0.8 + LINE * plot.legend.len() as f64);
    let top = if plot.legend_below { height as i32 - mm(0.8) - size } else { mm(0.8) };
    let paper = pens::area(super::Colour::WHITE);
    drawn(area.draw(&Rectangle::new(
        [(left - mm(0.8), top), (left + widest + mm(SAMPLE + 2.2), top + size)],
        paper,
    )))?;
    for (place, (stroke, name)) in plot.legend.iter().enumerate() {
        let y = top + mm(LINE * (place as f64 + 0.6));
        let ends = [(left, y), (left + mm(SAMPLE), y)];
        let style = pens::line(*stroke);
        if stroke.dashed {
            drawn(area.draw(&DashedPathElement::new(ends, mm(0.9), mm(0.7), style)))?;
        } else {
            drawn(area.draw(&PathElement::new(ends, style)))?;
        }
        let at = (left + mm(SAMPLE + 1.2), y);
        drawn(area.draw_text(name, &Font::tick().anchored(HPos::Left, VPos::Center), at))?;
    }
    Ok(())
}
