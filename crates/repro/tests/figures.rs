//! Every kind of panel is drawn, the same everywhere; what cannot be drawn is an error.

use neurodyn_repro::ReproError;
use neurodyn_repro::figure::{
    Axis, Colour, ColourMap, Density, Diagram, Dots, Figure, Node, Panel, Plot, Raster, Space, Stroke,
    TextGrid,
};

fn axes() -> Plot {
    Plot::new(Axis::new("$V_S$ (mV)", -37.0, -33.0), Axis::new("$Q$", 0.0, 1.0))
}

fn one(panel: Panel) -> Figure {
    Figure::new("A test", 1, &[50.0]).panel(0, 0, panel)
}

fn svg(panel: Panel) -> String {
    one(panel).svg().expect("a figure that can be drawn")
}

#[test]
fn text_is_outlines_so_no_font_is_asked_for() {
    let svg = svg(Panel::plot(axes()).letter("a").title("a title"));
    assert!(!svg.contains("<text") && !svg.contains("font-family"));
    assert!(svg.contains(r#"aria-label="VS (mV)""#), "labels are kept for screen readers");
    assert!(svg.contains(r#"aria-label="−37""#) && svg.contains(r#"aria-label="0.4""#), "ticks are labelled");
}

#[test]
fn a_dense_map_is_one_image_whatever_its_size() {
    let cells = 400 * 300;
    let values: Vec<f64> = (0..cells).map(|i| f64::from(i % 97)).collect();
    let map =
        Raster::values(400, 300, &values, ColourMap::Viridis, (0.0, 96.0)).over((-37.0, -33.0), (0.0, 1.0));
    let drawn = svg(Panel::plot(axes().map(map)));
    assert_eq!(drawn.matches("<image").count(), 2, "the map and its colour bar");
    assert!(drawn.matches("<rect").count() < 10, "cells must not be rectangles");
}

#[test]
fn ten_thousand_dots_are_one_path() {
    let x: Vec<f64> = (0..10_000).map(|i| -37.0 + 4e-4 * f64::from(i)).collect();
    let y: Vec<f64> = x.iter().map(|x| (x * 100.0).sin().abs()).collect();
    let drawn = svg(Panel::plot(axes().scatter(&x, &y, Dots::discs(Colour::INK, 0.5))));
    assert_eq!(drawn.matches("<circle").count(), 0);
    assert!(drawn.len() < 300_000, "{} bytes", drawn.len());
}

#[test]
fn the_png_shows_what_the_svg_says_and_is_always_the_same() {
    let mut density = Density::new(8, 8, (-37.0, -33.0), (0.0, 1.0));
    density.add(-35.0, 0.5);
    let panel = Panel::plot(axes().map(density.log_map()).rule_x(-34.0, Stroke::solid(Colour(255, 0, 0))));
    let figure = one(panel);
    let png = figure.png().expect("drawn");
    assert_eq!(png, figure.png().expect("drawn"));
    let mut reader = png::Decoder::new(std::io::Cursor::new(&png)).read_info().expect("a PNG");
    let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
    let info = reader.next_frame(&mut pixels).expect("a frame");
    // 170 mm at 200 dots an inch.
    assert_eq!(info.width, 1339);
    let red = pixels.chunks(4).filter(|pixel| pixel[0] > 200 && pixel[1] < 60 && pixel[2] < 60).count();
    assert!(red > 100, "the rule is {red} red pixels");
}

#[test]
fn gaps_are_not_bridged() {
    let x = [-37.0, -36.0, -35.0, -34.0, -33.0];
    let paths = |y: &[f64]| {
        svg(Panel::plot(axes().line(&x, y, Stroke::solid(Colour(1, 2, 3))))).matches("#010203").count()
    };
    assert_eq!(paths(&[0.1, 0.2, 0.3, 0.4, 0.5]), 1);
    assert_eq!(paths(&[0.1, 0.2, f64::NAN, 0.4, 0.5]), 2);
}

#[test]
fn every_kind_of_panel_is_drawn() {
    let orbit: Vec<[f64; 3]> =
        (0..100).map(|i| [f64::from(i), f64::from(i % 7), f64::from(i % 11)]).collect();
    let space =
        Space::new(Axis::new("$V$", 0.0, 100.0), Axis::new("$n$", 0.0, 7.0), Axis::new("$S$", 0.0, 11.0));
    let grid = TextGrid::new(&[("a", 1.0), ("b", 2.0)]).row(["$θ_m$", "12 mV"]);
    let names = [(Colour::INK, "rest"), (Colour::PALE, "burst")];
    let basins =
        Raster::categories(2, 1, &[0, 1], &names).expect("two categories").over((-37.0, -33.0), (0.0, 1.0));
    let panels = [
        (
            Panel::space(
                space
                    .curve(orbit, Stroke::fine(Colour::BLUE))
                    .curve(vec![[1.0, 1.0, 1.0]], Stroke::solid(Colour::INK)),
            ),
            "n",
        ),
        (Panel::grid(grid), "12 mV"),
        (Panel::plot(axes().map(basins)), "burst"),
        (Panel::strips(vec![axes(), axes(), axes()]), "Q"),
        (Panel::words(vec!["the rest state is quasi-fixed".to_owned()]), "the rest state is quasi-fixed"),
        (Panel::not_built("the mapping"), "not built yet"),
        (Panel::diagram(diagram(20.0).arrow(&[(0.0, 0.0), (20.0, 0.0)], "$N_h$ = 100")), "Nh = 100"),
        (Panel::plot(axes().bars(&[-36.0, -35.0], &[0.5, 0.7], 0.4, Colour::GREEN)), "0.4"),
        (Panel::plot(axes().legend(Stroke::dashed(Colour::BLUE), "training")), "training"),
        (Panel::plot(Plot::new(Axis::log10("loss", 1e-6, 1.0), Axis::new("$Q$", 0.0, 1.0))), "10−4"),
    ];
    for (panel, label) in panels {
        let drawn = svg(panel);
        assert!(drawn.contains(&format!(r#"aria-label="{label}""#)), "`{label}` is not drawn");
        neurodyn_repro::figure::rasterised(&drawn).expect("the SVG is sound");
    }
}

/// One box at this height.
fn diagram(y: f64) -> Diagram {
    Diagram::default().node(Node {
        at: (20.0, y),
        size: (20.0, 10.0),
        lines: vec!["tanh".to_owned()],
        below: "(8c)".to_owned(),
        colour: Colour::GREEN,
        round: 1.5,
    })
}

#[test]
fn what_cannot_be_drawn_is_an_error_with_facts() {
    let refused = |figure: Figure, fact: &str| match figure.svg() {
        Err(ReproError::Figure { fact: said }) => assert!(said.contains(fact), "{said}"),
        other => panic!("{other:?}"),
    };
    refused(one(Panel::plot(Plot::new(Axis::new("$t$", 1.0, 1.0), Axis::new("y", 0.0, 1.0)))), "from 1 to 1");
    refused(one(Panel::plot(Plot::new(Axis::log10("y", 0.0, 1.0), Axis::new("y", 0.0, 1.0)))), "from 0 to 1");
    refused(
        one(Panel::plot(axes().line(&[1.0], &[1.0, 2.0], Stroke::fine(Colour::INK)))),
        "1 abscissae and 2 ordinates",
    );
    refused(one(Panel::strips(Vec::new())), "without strips");
    refused(one(Panel::diagram(diagram(f64::NAN))), "something at (20.0, NaN)");
    refused(one(Panel::diagram(diagram(20.0).arrow(&[(0.0, 0.0)], ""))), "fewer than two points");
    refused(Figure::new("outside", 1, &[50.0]).panel(0, 1, Panel::plot(axes())), "a panel at row 0");
    refused(Figure::new("flat", 1, &[1.0]).panel(0, 0, Panel::plot(axes())), "row heights");
    refused(one(Panel::plot(axes().map(Raster::log_density(3, 3, &[1.0])))), "3 x 3 with 1 cells");
}
