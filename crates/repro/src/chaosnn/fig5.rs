//! Figure 5: eq. (5) as a map for two widths, and the interval that each searches.

use std::f64::consts::LN_2;

use ::chaosnn::{Rescaled, Series};
use neurodyn_core::Dual;

use super::constants::{ASSUMED_A, ASSUMED_WIDTHS};
use crate::card::{Card, Claim, Cost, Expected};
use crate::data_file::DataFile;
use crate::error::ReproError;
use crate::figure::{Axis, Colour, Figure, Panel, Plot, Stroke};
use crate::item::{Item, Measured, Outcome, Unit};
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// The item `chaosnn/fig5`.
#[derive(Debug)]
pub struct Fig5;

const CAPTION: &str = "caption of fig. 5; its numbers did not survive, these are derived from eq. (5)";
const DERIVED: &str = "derived from eq. (5)";
/// The ends of the searched interval must be met to a thousandth of the width.
const NEAR: f64 = 1e-3;

const fn end(name: &'static str, value: f64, g: f64) -> Claim {
    Claim { name, expected: Expected::Number { value, within: NEAR * g }, printed_in: CAPTION }
}

const fn exponent(name: &'static str) -> Claim {
    Claim { name, expected: Expected::Number { value: LN_2, within: 1e-3 }, printed_in: DERIVED }
}

const fn shape(name: &'static str, says: &'static str) -> Claim {
    Claim { name, expected: Expected::Shape { says }, printed_in: DERIVED }
}

const WIDE: f64 = ASSUMED_WIDTHS[0];
const NARROW: f64 = ASSUMED_WIDTHS[1];

static CARD: Card = Card {
    id: "chaosnn/fig5",
    title: "The rescaled logistic map and the interval it searches",
    item: "Fig. 5",
    says: "Eq. (5) searches an interval around zero chaotically; its parameter $g$ sets the width of the interval.",
    claims: &[
        end("lower end searched, g = 1", -0.5 * WIDE, WIDE),
        end("upper end searched, g = 1", 0.5 * WIDE, WIDE),
        end("lower end searched, g = 0.2", -0.5 * NARROW, NARROW),
        end("upper end searched, g = 0.2", 0.5 * NARROW, NARROW),
        exponent("exponent, g = 1"),
        exponent("exponent, g = 0.2"),
        shape("invariant interval", "[−g/2, g/2] is mapped onto itself, and no rounding leads out of it"),
        shape("outside the interval", "orbits that start 1 % outside grow beyond 1000 g within 20 steps"),
        shape("one map, two widths", "at g = 0.2 every image is 0.2 times that at g = 1, to rounding"),
    ],
    cost: Cost { quick: "<1 s", standard: "<1 s", paper: "<1 s" },
    differs: &[
        "Eq. (5) did not survive as text; it is reconstructed from its purpose, the name of its parameter and fig. 6.",
        "The two widths and A did not survive: g = 1 (fig. 6) and g = 0.2 (which the source settles on), A = 4.",
        "The stair of an orbit, and the enlarged third panel, are ours.",
    ],
    not_built: &[],
};

const NAMES: [[&str; 3]; 2] = [
    ["lower end searched, g = 1", "upper end searched, g = 1", "exponent, g = 1"],
    ["lower end searched, g = 0.2", "upper end searched, g = 0.2", "exponent, g = 0.2"],
];
/// Steps of the orbit whose ends and exponent are measured.
const STEPS: usize = 100_000;
/// Its start, as a share of the width: the one of fig. 6.
const ASSUMED_START: f64 = 0.4;
/// Steps of the orbit that is drawn.
const STAIR: usize = 40;
/// Points on a side of the grid on which shapes are decided.
const GRID: i32 = 5000;

impl Item for Fig5 {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn units(&self, _: &Setting) -> Vec<Unit> {
        ASSUMED_WIDTHS.iter().map(|g| Unit::new(format!("g = {g}"))).collect()
    }

    fn compute(&self, _: &Setting, unit: usize, _: &Watch<'_>) -> Result<Table, ReproError> {
        let g = ASSUMED_WIDTHS[unit];
        let map = Rescaled { g, a: ASSUMED_A };
        let series = Series::new(map, ASSUMED_START * g, 1, STEPS).map_err(|error| ReproError::Numerics {
            what: "an orbit of eq. (5)".to_owned(),
            facts: error.to_string(),
        })?;
        if let Some(step) = series.collapsed() {
            let facts = format!("the orbit from {} dies at step {step}", ASSUMED_START * g);
            return Err(ReproError::Numerics { what: "an orbit of eq. (5)".to_owned(), facts });
        }
        let x = series.samples();
        let sum: f64 = x.iter().map(|&x| slope(map, x).abs().ln()).sum();
        let low = x.iter().copied().fold(f64::INFINITY, f64::min);
        let high = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let [lower, upper, exponent] = NAMES[unit];
        Ok(Table::new()
            .with(lower, vec![low])
            .with(upper, vec![high])
            .with(exponent, vec![sum / STEPS as f64])
            .with("orbit", x[..STAIR].to_vec()))
    }

    fn finish(&self, _: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        let mut measured = Vec::new();
        for (names, unit) in NAMES.iter().zip(units) {
            for name in names {
                let evidence = format!("{STEPS} states from {ASSUMED_START} g");
                measured.push(Measured::value(name, unit.get(name)?[0], evidence));
            }
        }
        measured.extend([invariant(), outside(), one_map()]);
        let [wide, narrow] = ASSUMED_WIDTHS;
        let (first, second) = (units[0].get("orbit")?, units[1].get("orbit")?);
        let plot = |of, shown, orbit| Panel::plot(plot(of, shown, orbit));
        let figure = Figure::new(CARD.title, 3, &[58.0])
            .panel(0, 0, plot(wide, wide, first).letter("1").title("$g$ = 1: from −0.5 to 0.5"))
            .panel(0, 1, plot(narrow, wide, second).letter("2").title("$g$ = 0.2: from −0.1 to 0.1"))
            .panel(0, 2, plot(narrow, narrow, second).title("ours: (2), enlarged"));
        let shares: Vec<f64> = (-GRID..=GRID).step_by(20).map(share).collect();
        let data = ASSUMED_WIDTHS.iter().fold(Table::new().with("x_over_g", shares.clone()), |table, &g| {
            let images = shares.iter().map(|&u| Rescaled::image(g, ASSUMED_A, u * g)).collect();
            table.with(format!("image_at_g_{g}"), images)
        });
        Ok(Outcome { figure, measured, data: vec![DataFile::csv("map", data)], notes: vec![] })
    }
}

/// The derivative of the map, on duals.
fn slope(Rescaled { g, a }: Rescaled, x: f64) -> f64 {
    Rescaled::image(Dual::constant(g), Dual::constant(a), Dual::<f64, 1>::variable(x, 0)).eps[0]
}

/// From -1/2 to 1/2 in 2 `GRID` steps.
fn share(i: i32) -> f64 {
    0.5 * f64::from(i) / f64::from(GRID)
}

fn invariant() -> Measured {
    let onto = ASSUMED_WIDTHS.iter().all(|&g| {
        let (low, high) = Rescaled { g, a: ASSUMED_A }.interval();
        let images = || (-GRID..=GRID).map(|i| Rescaled::image(g, ASSUMED_A, share(i) * g));
        images().all(|x| (low..=high).contains(&x))
            && images().any(|x| x == low)
            && images().any(|x| x == high)
    });
    let evidence = format!("{} starts for each width; both ends are met exactly", 2 * GRID + 1);
    Measured::holds("invariant interval", onto, evidence)
}

fn outside() -> Measured {
    let runs_away = |g: f64, x0: f64| {
        let last = (0..20).fold(x0, |x, _| Rescaled::image(g, ASSUMED_A, x));
        // Overflow is running away, too.
        last.is_nan() || last < -1000.0 * g
    };
    let all = ASSUMED_WIDTHS.iter().all(|&g| runs_away(g, 0.505 * g) && runs_away(g, -0.505 * g));
    Measured::holds("outside the interval", all, "from ±0.505 g, both widths")
}

fn one_map() -> Measured {
    let [wide, narrow] = ASSUMED_WIDTHS;
    let apart = |i: i32| {
        let image = |g: f64| Rescaled::image(g, ASSUMED_A, share(i) * g) / g;
        (image(wide) - image(narrow)).abs()
    };
    let most = (-GRID..=GRID).map(apart).fold(0.0, f64::max);
    Measured::holds("one map, two widths", most <= 4.0 * f64::EPSILON, format!("at most {most:.1e} g apart"))
}

/// The map of width `g` on axes that suit the width `shown`: curve, diagonal, box and the stair of an orbit.
fn plot(g: f64, shown: f64, orbit: &[f64]) -> Plot {
    /// How far the axes reach, and how far the curve is drawn, in widths.
    const REACH: f64 = 0.62;
    let edge = REACH * shown;
    let axis = |label| Axis::new(label, -edge, edge).ticks(4);
    let curve: Vec<f64> = (-GRID..=GRID).step_by(20).map(|i| 2.0 * REACH * g * share(i)).collect();
    let images: Vec<f64> = curve.iter().map(|&x| Rescaled::image(g, ASSUMED_A, x)).collect();
    // Below the axes the parabola goes on without us.
    let images: Vec<f64> = images.iter().map(|&y| if y < -edge { f64::NAN } else { y }).collect();
    let (low, high) = Rescaled { g, a: ASSUMED_A }.interval();
    let (across, up): (Vec<f64>, Vec<f64>) =
        orbit.windows(2).flat_map(|pair| [(pair[0], pair[0]), (pair[0], pair[1])]).unzip();
    Plot::new(axis("$x(k)$"), axis("$x(k+1)$"))
        .line(&[-edge, edge], &[-edge, edge], Stroke::dashed(Colour::GREY))
        .line(&across, &up, Stroke::fine(Colour::PALE))
        .line(&[low, high, high, low, low], &[low, low, high, high, low], Stroke::solid(Colour::VERMILION))
        .line(&curve, &images, Stroke { points: 1.2, ..Stroke::solid(Colour::BLUE) })
}
