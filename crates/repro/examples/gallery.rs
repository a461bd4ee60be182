//! Draws one panel of every kind, to look at: `cargo run -p neurodyn-repro --example gallery -- DIR`.

use std::path::PathBuf;

use neurodyn_repro::ReproError;
use neurodyn_repro::figure::{
    Axis, Colour, ColourMap, Density, Dots, Figure, Panel, Plot, Raster, Space, Stroke, TextGrid,
};

fn main() -> anyhow::Result<()> {
    let dir = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "target/gallery".to_owned()));
    std::fs::create_dir_all(&dir)?;
    for (name, figure) in [("series", series()), ("maps", maps()?), ("space", space()), ("small", small())] {
        std::fs::write(dir.join(name).with_extension("svg"), figure.svg()?)?;
        std::fs::write(dir.join(name).with_extension("png"), figure.png()?)?;
    }
    Ok(())
}

/// A burst-like signal, long enough to be thinned.
fn bursts(time: f64) -> (f64, f64, f64) {
    let phase = (time / 8.56).fract();
    let spiking =
        if phase < 0.55 { (std::f64::consts::TAU * time * 3.2).sin().powi(9).max(0.0) } else { 0.0 };
    (-52.0 + 30.0 * spiking + 6.0 * phase, 0.002 + 0.12 * spiking, 0.175 + 0.03 * phase)
}

fn series() -> Figure {
    let time: Vec<f64> = (0..20_000).map(|i| f64::from(i) * 0.0025).collect();
    let (v, (n, s)): (Vec<f64>, (Vec<f64>, Vec<f64>)) = time
        .iter()
        .map(|t| {
            let (v, n, s) = bursts(*t);
            (v, (n, s))
        })
        .unzip();
    let strip = |label: &str, y: &[f64]| {
        Plot::new(Axis::new("$t$ (s)", 0.0, 50.0), Axis::around(label, y).ticks(4)).line(
            &time,
            y,
            Stroke::fine(Colour::BLUE),
        )
    };
    let strips = || vec![strip("$V$ (mV)", &v), strip("$n$", &n), strip("$S$", &s)];
    let mapping = || Panel::not_built("the neural-network mapping of eq. (5)");
    Figure::new("Time series", 3, &[58.0, 30.0, 40.0])
        .panel(0, 0, Panel::strips(strips()).letter("a").title("$V_S$ = −36 mV, $S_0$ = 0.185"))
        .panel(0, 1, Panel::strips(strips()).letter("b").title("$V_S$ = −36 mV, $S_0$ = 0.189"))
        .panel(0, 2, Panel::strips(strips()).letter("c").title("$V_S$ = −34 mV"))
        .panel(1, 0, mapping().letter("d"))
        .panel(1, 1, mapping().letter("e"))
        .panel(1, 2, mapping().letter("f"))
        .wide_panel(2, 0, 2, Panel::plot(strip("$V$ (mV)", &v)).letter("g").title("across two columns"))
        .panel(2, 2, Panel::plot(strip("$V$ (mV)", &v)).letter("h"))
}

fn maps() -> Result<Figure, ReproError> {
    let (columns, rows) = (300, 200);
    let mut density = Density::new(columns, rows, (-37.0, -33.0), (0.176, 0.192));
    let mut state = 1_u64;
    for i in 0..300_000_u32 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let share = (state >> 11) as f64 / (1_u64 << 53) as f64;
        let x = -37.0 + 4.0 * f64::from(i % 300) / 299.0;
        let line = if share < 0.004 && x < -35.0 {
            0.1896 - 0.002 * (x + 37.0)
        } else {
            0.1785 + 0.0008 * (share - 0.5)
        };
        density.add(x, if x > -35.0 { 0.1829 - 0.0017 * (x + 35.0) } else { line });
    }
    let basin: Vec<usize> = (0..columns * rows)
        .map(|cell| match ((cell % columns) as f64 / columns as f64, (cell / columns) as f64 / rows as f64) {
            (x, y) if (0.2..0.6).contains(&x) && (0.3..0.7).contains(&y) => 1,
            (x, _) if x < 0.62 => 0,
            _ => 2,
        })
        .collect();
    let wave: Vec<f64> = (0..columns * rows)
        .map(|cell| ((cell % columns) as f64 / 30.0).sin() * ((cell / columns) as f64 / 25.0).cos())
        .collect();
    let vs = || Axis::new("$V_S$ (mV)", -37.0, -33.0);
    let q = Plot::new(vs(), Axis::new("$Q$", 0.176, 0.192)).map(density.log_map().bar_label("trajectories"));
    let names =
        [(Colour(205, 205, 205), "burst"), (Colour(40, 40, 40), "rest"), (Colour(130, 130, 130), "spikes")];
    let map = Raster::categories(columns, rows, &basin, &names)?.over((-37.0, -33.0), (-56.0, -46.0));
    let basins = Plot::new(vs(), Axis::new("$V_0$ (mV)", -56.0, -46.0)).map(map);
    let viridis = |map, label: &str| {
        let raster = Raster::values(columns, rows, &wave, map, (-1.0, 1.0)).over((-37.0, -33.0), (0.0, 2.0));
        Plot::new(vs(), Axis::new("$g_{c,V}$", 0.0, 2.0)).map(raster.bar_label(label))
    };
    Ok(Figure::new("Maps", 2, &[58.0, 58.0])
        .panel(0, 0, Panel::plot(q).letter("a").title("original"))
        .panel(0, 1, Panel::plot(basins).letter("b").title("basins of attraction"))
        .panel(1, 0, Panel::plot(viridis(ColourMap::Viridis, "$λ_1$ (s$^{-1}$)")).letter("c"))
        .panel(1, 1, Panel::plot(viridis(ColourMap::RedBlue, "")).letter("d")))
}

fn space() -> Figure {
    let orbit: Vec<[f64; 3]> = (0..8000)
        .map(|i| {
            let (v, n, s) = bursts(f64::from(i) * 0.0025);
            [v, n, s]
        })
        .collect();
    let portrait = || {
        let axes =
            (Axis::new("$V$ (mV)", -55.0, -15.0), Axis::new("$n$", 0.0, 0.13), Axis::new("$S$", 0.17, 0.21));
        Space::new(axes.0.ticks(5), axes.1.ticks(4), axes.2.ticks(5))
            .curve(orbit.clone(), Stroke::fine(Colour::BLUE))
    };
    let rest = Stroke::solid(Colour::VERMILION);
    Figure::new("Phase portraits", 2, &[70.0])
        .panel(0, 0, Panel::space(portrait()).letter("a").title("burst"))
        .panel(
            0,
            1,
            Panel::space(portrait().curve(vec![[-50.6, 0.02, 0.188]], rest)).letter("b").title("spikes"),
        )
}

fn small() -> Figure {
    let g: Vec<f64> = (0..80).map(|i| 0.12 + 0.002 * f64::from(i)).collect();
    let accuracy: Vec<f64> = g.iter().map(|g| 100.0 - 400.0 * (g - 0.2).max(0.0).powi(2)).collect();
    let classes: Vec<f64> = (0..10).map(f64::from).collect();
    let counts = [0.0, 3.0, 0.0, 12.0, 0.0, 80.0, 1.0, 0.0, 4.0, 0.0];
    let epochs: Vec<f64> = (1..=200).map(f64::from).collect();
    let loss: Vec<f64> = epochs.iter().map(|e| 0.3 * (-e / 15.0).exp() + 1e-5).collect();
    let other: Vec<f64> = loss.iter().map(|l| l * 1.7).collect();
    let learning = Plot::new(Axis::new("epoch", 0.0, 200.0), Axis::log10("loss", 1e-5, 1.0))
        .line(&epochs, &loss, Stroke::solid(Colour::BLUE))
        .line(&epochs, &other, Stroke::dashed(Colour::VERMILION))
        .legend(Stroke::solid(Colour::BLUE), "training")
        .legend(Stroke::dashed(Colour::VERMILION), "validation");
    let sweep = Plot::new(Axis::new("$g$", 0.12, 0.28), Axis::around("accuracy (%)", &accuracy))
        .scatter(&g, &accuracy, Dots::discs(Colour::BLUE, 2.0))
        .rule_x(0.2, Stroke::dashed(Colour::GREY))
        .note(0.203, 98.4, "the source's choice", Colour::GREY);
    let bars = Plot::new(Axis::new("class", -0.6, 9.6).ticks(12), Axis::new("outputs of 100", 0.0, 100.0))
        .bars(&classes, &counts, 0.7, Colour::BLUE);
    let grid = TextGrid::new(&[("parameter", 2.0), ("printed", 1.0), ("in the code", 1.0)])
        .row(["$τ$", "0.02 s", "0.02 s ✓"])
        .row(["$g_{K2}$", "0.12", "0.12 ✓"])
        .row(["$V_{Ca}$", "25 mV", "25 mV ✓"]);
    Figure::new("Small kinds", 2, &[48.0, 48.0])
        .panel(0, 0, Panel::plot(learning).letter("a"))
        .panel(0, 1, Panel::plot(sweep).letter("b"))
        .panel(1, 0, Panel::plot(bars).letter("c"))
        .panel(1, 1, Panel::grid(grid).letter("d").title("table"))
}
