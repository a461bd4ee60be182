//! Draws a phase portrait in three variables: back walls, axes at the outline of the box, curves.

use plotters::element::PathElement;
use plotters::style::text_anchor::{HPos, VPos};

use super::super::colour::Colour;
use super::super::plot::{Dots, Stroke};
use super::super::space::Space;
use super::super::svg::Sheet;
use super::pens::{self, Font, axis_style, drawn, mm, points};
use super::{Area, ticks};
use crate::error::ReproError;

/// Paper kept free around the box for numbers and names, in millimetres.
const LEFT: f64 = 13.0;
const RIGHT: f64 = 7.0;
const TOP: f64 = 1.5;
const BOTTOM: f64 = 9.0;
const TICK: f64 = 0.9;

/// From the unit box to the paper.
struct View<'a> {
    space: &'a Space,
    scale: (f64, f64),
    origin: (f64, f64),
}

impl<'a> View<'a> {
    fn new(space: &'a Space, (width, height): (u32, u32)) -> Self {
        let corners = (0..8).map(|i| space.project([0, 1, 2].map(|axis| f64::from(i >> axis & 1) - 0.5)));
        let (mut low, mut high) = ((f64::INFINITY, f64::INFINITY), (f64::NEG_INFINITY, f64::NEG_INFINITY));
        for (x, y) in corners {
            low = (low.0.min(x), low.1.min(y));
            high = (high.0.max(x), high.1.max(y));
        }
        let free_width = f64::from(width) - f64::from(mm(LEFT + RIGHT));
        let free_height = f64::from(height) - f64::from(mm(TOP + BOTTOM));
        // The box is stretched to the panel: the three units have nothing in common anyway.
        let scale = (free_width / (high.0 - low.0), free_height / (high.1 - low.1));
        let origin = (f64::from(mm(LEFT)) - low.0 * scale.0, f64::from(mm(TOP)) + high.1 * scale.1);
        Self { space, scale, origin }
    }

    /// The place on the paper of a point of the unit box.
    fn on_paper(&self, point: [f64; 3]) -> (i32, i32) {
        let (x, y) = self.space.project(point);
        ((self.origin.0 + x * self.scale.0).round() as i32, (self.origin.1 - y * self.scale.1).round() as i32)
    }
}

/// An axis at the outline of the box and where its numbers stand.
struct Edge {
    axis: usize,
    /// The corner at which it starts; the coordinate along the axis is replaced.
    corner: [f64; 3],
    /// The direction of the ticks on the paper.
    outwards: (f64, f64),
    anchor: (HPos, VPos),
    /// How far the name of the axis is from its middle, in millimetres.
    name: (f64, f64),
}

/// Near bottom edge, right bottom edge, left upright edge.
const EDGES: [Edge; 3] = [
    Edge {
        axis: 0,
        corner: [0.0, -0.5, -0.5],
        outwards: (-0.35, 1.0),
        anchor: (HPos::Center, VPos::Top),
        name: (-4.0, 5.6),
    },
    Edge {
        axis: 1,
        corner: [0.5, 0.0, -0.5],
        outwards: (0.8, 0.6),
        anchor: (HPos::Left, VPos::Top),
        name: (5.5, 4.8),
    },
    Edge {
        axis: 2,
        corner: [-0.5, -0.5, 0.0],
        outwards: (-1.0, 0.0),
        anchor: (HPos::Right, VPos::Center),
        name: (-11.0, 0.0),
    },
];

/// Draws the portrait over the whole area.
pub(super) fn draw(space: &Space, area: &Area, sheet: &Sheet) -> Result<(), ReproError> {
    let view = View::new(space, area.dim_in_pixel());
    walls(&view, area)?;
    for curve in &space.curves {
        let at: Vec<_> = curve.points.iter().map(|&point| view.on_paper(space.in_box(point))).collect();
        if let [single] = at[..] {
            let dots = Dots::discs(curve.stroke.colour, 3.0);
            let style = pens::area(dots.colour);
            drawn(area.draw(&plotters::element::Circle::new(single, points(dots.points) / 2, style)))?;
        } else {
            drawn(area.draw(&PathElement::new(at, pens::line(curve.stroke))))?;
        }
    }
    EDGES.iter().try_for_each(|edge| axis(edge, &view, area))?;
    let _ = sheet;
    Ok(())
}

/// The three walls behind the curves, with a pale grid at the ticks.
fn walls(view: &View<'_>, area: &Area) -> Result<(), ReproError> {
    let pale = pens::line(Stroke { points: 0.35, ..Stroke::solid(Colour(0xe2, 0xe2, 0xe0)) });
    let wall = pens::line(Stroke { points: 0.5, ..Stroke::solid(Colour(0xb4, 0xb4, 0xb0)) });
    // (axis that the wall is normal to, where it stands)
    let back = [(0, -0.5), (1, 0.5), (2, -0.5)];
    let segment = |from: [f64; 3], to: [f64; 3], style| {
        drawn(area.draw(&PathElement::new([view.on_paper(from), view.on_paper(to)], style)))
    };
    for (normal, stands) in back {
        for along in (0..3).filter(|axis| *axis != normal) {
            let across = 3 - normal - along;
            let (low, high) = view.space.axes[along].range();
            let shares = ticks::ticks(&view.space.axes[along])
                .into_iter()
                .map(|(at, _)| (at - low) / (high - low) - 0.5);
            for share in shares {
                let end = |side: f64| {
                    std::array::from_fn(|i| {
                        if i == normal {
                            stands
                        } else if i == along {
                            share
                        } else {
                            side
                        }
                    })
                };
                debug_assert_ne!(across, normal);
                segment(end(-0.5), end(0.5), pale)?;
            }
        }
    }
    for (normal, stands) in back {
        let [a, b] = match normal {
            0 => [1, 2],
            1 => [0, 2],
            _ => [0, 1],
        };
        let corner = |u: f64, v: f64| {
            std::array::from_fn(|i| {
                if i == normal {
                    stands
                } else if i == a {
                    u
                } else {
                    debug_assert_eq!(i, b);
                    v
                }
            })
        };
        let round = [(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5), (-0.5, -0.5)];
        for pair in round.windows(2) {
            segment(corner(pair[0].0, pair[0].1), corner(pair[1].0, pair[1].1), wall)?;
        }
    }
    Ok(())
}

fn axis(edge: &Edge, view: &View<'_>, area: &Area) -> Result<(), ReproError> {
    let axis = &view.space.axes[edge.axis];
    let at = |share: f64| {
        let mut point = edge.corner;
        point[edge.axis] = share;
        view.on_paper(point)
    };
    let off = |(x, y): (i32, i32), by: (f64, f64)| (x + mm(by.0), y + mm(by.1));
    drawn(area.draw(&PathElement::new([at(-0.5), at(0.5)], axis_style())))?;
    let (low, high) = axis.range();
    for (place, name) in ticks::ticks(axis) {
        let foot = at((place - low) / (high - low) - 0.5);
        let out = (edge.outwards.0 * TICK, edge.outwards.1 * TICK);
        drawn(area.draw(&PathElement::new([foot, off(foot, out)], axis_style())))?;
        let style = Font::tick().anchored(edge.anchor.0, edge.anchor.1);
        drawn(area.draw_text(&name, &style, off(foot, (out.0 * 1.8, out.1 * 1.8))))?;
    }
    let style = Font::label().anchored(if edge.axis == 2 { HPos::Left } else { HPos::Center }, VPos::Center);
    drawn(area.draw_text(&axis.label, &style, off(at(0.0), edge.name)))
}
