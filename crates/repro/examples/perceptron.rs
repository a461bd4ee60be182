//! Draws the perceptron of the book's page on decision boundaries: `cargo run -p neurodyn-repro --example perceptron -- DIR`.

use std::path::PathBuf;

use neurodyn_repro::figure::{Axis, Colour, Diagram, Dots, Figure, Node, Panel, Plot, Stroke};

/// `x2` on the line `w0 + w1 x1 + w2 x2 = 0`.
fn boundary([w0, w1, w2]: [f64; 3], x1: f64) -> f64 {
    -(w0 + w1 * x1) / w2
}

const ENDS: [f64; 2] = [-2.0, 2.0];
const ZEROS: [(f64, f64); 7] =
    [(-1.5, -0.3), (-1.2, -1.1), (-0.9, -0.5), (-0.6, -1.4), (-0.2, -0.9), (0.3, -1.5), (-1.6, -1.5)];
const CROSSES: [(f64, f64); 7] =
    [(1.5, 0.4), (1.1, 1.2), (0.8, 0.6), (0.5, 1.5), (0.1, 1.0), (-0.5, 1.5), (1.6, 1.5)];
/// Lines that part the two groups: two that barely do, and the one in the middle.
const LINES: [([f64; 3], &str); 3] =
    [([0.05, 0.25, 1.0], "$L_1$"), ([-0.02, 0.8, 1.0], "$L_2$"), ([0.0, 1.9, 1.0], "$L_3$")];

fn main() -> anyhow::Result<()> {
    let dir = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "target/perceptron".to_owned()));
    std::fs::create_dir_all(&dir)?;
    let figure = Figure::new("A perceptron and its decision boundary", 2, &[58.0, 62.0])
        .panel(0, 0, Panel::diagram(structure()).letter("a").title("a perceptron (Fig. 1)"))
        .panel(0, 1, Panel::plot(line()).letter("b").title("its boundary among inputs (Fig. 2)"))
        .panel(1, 0, Panel::plot(region()).letter("c").title("weights that answer 1, 0, 1 (Fig. 3)"))
        .panel(1, 1, Panel::plot(moving()).letter("d").title("moving weights move the line (Figs. 10, 11)"));
    std::fs::write(dir.join("perceptron.svg"), figure.svg()?)?;
    std::fs::write(dir.join("perceptron.png"), figure.png()?)?;
    Ok(())
}

fn structure() -> Diagram {
    let node = |at, size, line: &str, colour, round| Node {
        at,
        size,
        lines: vec![line.to_owned()],
        below: String::new(),
        colour,
        round,
    };
    let mut diagram = Diagram::default()
        .node(node((42.0, 26.0), (16.0, 12.0), "$Σ w_i x_i$", Colour::BLUE, 2.0))
        .node(node((66.0, 26.0), (12.0, 12.0), "step", Colour::VERMILION, 2.0));
    for (i, name) in ["1", "$x_1$", "$x_2$"].into_iter().enumerate() {
        let y = 10.0 + 16.0 * i as f64;
        diagram = diagram
            .node(node((8.0, y), (9.0, 9.0), name, Colour::GREY, 4.5))
            .arrow(&[(12.5, y), (24.0, y), (34.0, 26.0 + 2.5 * (i as f64 - 1.0))], format!("$w_{i}$"));
    }
    diagram.arrow(&[(50.0, 26.0), (60.0, 26.0)], "").arrow(&[(72.0, 26.0), (80.0, 26.0)], "$y$")
}

fn inputs() -> Plot {
    Plot::new(Axis::new("$x_1$", -2.0, 2.0).ticks(5), Axis::new("$x_2$", -2.0, 2.0).ticks(5))
}

/// The source's weights did not survive; these are ours.
fn line() -> Plot {
    let w = [0.4, 1.0, 0.8];
    let foot = (-w[0] * w[1] / (w[1] * w[1] + w[2] * w[2]), -w[0] * w[2] / (w[1] * w[1] + w[2] * w[2]));
    inputs()
        .line(&ENDS, &ENDS.map(|x| boundary(w, x)), Stroke::solid(Colour::INK))
        .line(
            &[foot.0, foot.0 + 0.8 * w[1]],
            &[foot.1, foot.1 + 0.8 * w[2]],
            Stroke { points: 1.4, ..Stroke::solid(Colour::VERMILION) },
        )
        .note(foot.0 + 0.86 * w[1], foot.1 + 0.8 * w[2], "$(w_1, w_2)$", Colour::VERMILION)
        .note(0.6, 1.5, "$y$ = 1", Colour::BLUE)
        .note(-1.7, -1.2, "$y$ = 0", Colour::GREY)
}

/// Three inputs ask for 1, 0, 1; their planes pass through the origin and leave a region of good weights.
fn region() -> Plot {
    let inputs = [([1.0, 0.35], true), ([0.6, -1.0], false), ([-0.35, 1.0], true)];
    let good = |w: [f64; 2]| inputs.iter().all(|&(x, one)| (w[0] * x[0] + w[1] * x[1] > 0.0) == one);
    let side = |i: usize| -2.0 + 4.0 * (i as f64 + 0.5) / 44.0;
    let inside: Vec<[f64; 2]> =
        (0..44 * 44).map(|k| [side(k % 44), side(k / 44)]).filter(|&w| good(w)).collect();
    let (w1, w2): (Vec<f64>, Vec<f64>) = inside.iter().map(|w| (w[0], w[1])).unzip();
    let mut plot = Plot::new(Axis::new("$w_1$", -2.0, 2.0).ticks(5), Axis::new("$w_2$", -2.0, 2.0).ticks(5))
        .scatter(&w1, &w2, Dots::discs(Colour::PALE, 1.4));
    for (i, (x, _)) in inputs.iter().enumerate() {
        plot = plot
            .line(&ENDS, &ENDS.map(|w| boundary([0.0, x[0], x[1]], w)), Stroke::solid(Colour::series(i)))
            .legend(Stroke::solid(Colour::series(i)), format!("input {}", i + 1));
    }
    plot.note(0.35, 1.2, "I", Colour::INK)
}

fn moving() -> Plot {
    let of = |points: [(f64, f64); 7]| -> (Vec<f64>, Vec<f64>) { points.into_iter().unzip() };
    let ((x0, y0), (x1, y1)) = (of(ZEROS), of(CROSSES));
    let mut plot = inputs();
    for k in 0..=24 {
        let share = f64::from(k) / 24.0;
        let w = [0.05 - 0.05 * share, 0.25 + 1.65 * share, 1.0];
        plot = plot.line(
            &ENDS,
            &ENDS.map(|x| boundary(w, x)),
            Stroke { points: 0.3, ..Stroke::solid(Colour::PALE) },
        );
    }
    for (i, (w, name)) in LINES.into_iter().enumerate() {
        plot = plot.line(&ENDS, &ENDS.map(|x| boundary(w, x)), Stroke::solid(Colour::series(i)));
        plot = plot.legend(Stroke::solid(Colour::series(i)), name);
    }
    plot.scatter(&x0, &y0, Dots::rings(Colour::BLUE, 4.0))
        .scatter(&x1, &y1, Dots::discs(Colour::VERMILION, 3.5))
        .scatter(&[-1.2, 0.25], &[0.72, -0.2], Dots::discs(Colour::INK, 3.5))
}
