//! Figure 6: fifty samples of the subsampled series for three strides, from two starts.

use ::chaosnn::{Error, Logistic, Rescaled, Series};

use super::constants::{ASSUMED_A, ASSUMED_G_OF_SERIES, EDGE, SAMPLES, STARTS, STRIDES};
use crate::card::{Card, Claim, Cost, Expected};
use crate::data_file::DataFile;
use crate::error::ReproError;
use crate::figure::{Axis, Colour, Dots, Figure, Panel, Plot, Stroke};
use crate::item::{Item, Measured, Outcome, Unit};
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// The item `chaosnn/fig6`.
#[derive(Debug)]
pub struct Fig6;

const BEFOREHAND: &str = "not in the source; computed beforehand with eq. (5) in f64, to the last bit";
const ABOVE: &str = "text around eq. (6), without numbers";

const fn exact(name: &'static str, value: f64) -> Claim {
    Claim { name, expected: Expected::Number { value, within: 0.0 }, printed_in: BEFOREHAND }
}

const fn shape(name: &'static str, says: &'static str, printed_in: &'static str) -> Claim {
    Claim { name, expected: Expected::Shape { says }, printed_in }
}

static CARD: Card = Card {
    id: "chaosnn/fig6",
    title: "Subsampled chaotic series from two starts",
    item: "Fig. 6",
    says: "The series X_T takes every T-th state of eq. (5). Another T changes how two series lie beside each other, \
           from the same starts, and because the map is chaotic nothing ever repeats.",
    claims: &[
        exact("x(1) from 0.4", -0.14000000000000012),
        exact("x(2) from 0.4", 0.42159999999999986),
        exact("x(3) from 0.4", -0.21098623999999955),
        exact("x(4) from 0.4", 0.32193922612265036),
        exact("x(5) from 0.4", 0.08542053873419597),
        exact("x(20) from 0.4", 0.32001387335341314),
        exact("x(1) from −0.49", -0.4603999999999999),
        exact("x(2) from −0.49", -0.34787263999999973),
        exact("x(3) from −0.49", 0.015938505357722343),
        exact("x(4) from −0.49", 0.49898385618784746),
        exact("x(5) from −0.49", -0.4959395549443778),
        exact("x(20) from −0.49", -0.42007166968139065),
        shape(
            "within the axes",
            "every sample lies between −0.5 and 0.5, and the samples come within 1 % of both",
            "axes of fig. 6",
        ),
        shape("every T-th state", "T = 2 takes the even states of the base series, T = 3 every third", ABOVE),
        shape(
            "another T, another arrangement",
            "which series is above differs between any two T for a fifth of the samples or more",
            ABOVE,
        ),
        shape(
            "nothing repeats",
            "no state of either base series, up to 150, comes within 10⁻⁹ of an earlier one",
            ABOVE,
        ),
        shape(
            "even map",
            "the series from −0.4 is that from 0.4, and from 0.49 that from −0.49, bit for bit",
            "derived from eq. (5)",
        ),
        Claim {
            name: "steps until another order of operations is another orbit",
            expected: Expected::ReadOff { value: 45.0, within: 10.0 },
            printed_in: "not in the source; found beforehand",
        },
    ],
    cost: Cost { quick: "<1 s", standard: "<1 s", paper: "<1 s" },
    differs: &[
        "Eqs. (5) and (6) did not survive as text; they are reconstructed, with A = 4, and g = 1 from the axes.",
        "The legend of the source counts from x(1) = 0.4; here the start is x(0) and X_T(k) = x(Tk), so that each state \
         is numbered one less than in the source, and T = 2 and 3 meet other states of the same orbit.",
        "The source marks the second series with triangles; here they are filled discs.",
    ],
    not_built: &[],
};

/// States of the base series that are needed for the largest stride.
const STATES: usize = SAMPLES * STRIDES[STRIDES.len() - 1];
/// The states whose values are claimed.
const CLAIMED: [usize; 6] = [1, 2, 3, 4, 5, 20];
/// Orbits further apart than this have parted.
const PARTED: f64 = 0.1;
const MAP: Rescaled = Rescaled { g: ASSUMED_G_OF_SERIES, a: ASSUMED_A };

impl Item for Fig6 {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn units(&self, _: &Setting) -> Vec<Unit> {
        STARTS.iter().map(|x0| Unit::new(format!("from {x0}"))).collect()
    }

    fn compute(&self, _: &Setting, unit: usize, _: &Watch<'_>) -> Result<Table, ReproError> {
        let x0 = STARTS[unit];
        // The base series by the map itself; the others by the library's series, and compared later.
        let base = std::iter::successors(Some(x0), |&x| Some(Rescaled::image(MAP.g, MAP.a, x)));
        let mut table = Table::new().with("x", base.take(STATES + 1).collect());
        for every in STRIDES {
            table = table.with(format!("X_{every}"), series(x0, every)?);
        }
        Ok(table.with("mirrored", series(-x0, 1)?))
    }

    fn finish(&self, _: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        let mut measured = Vec::new();
        for (unit, claims) in units.iter().zip(CARD.claims.chunks(CLAIMED.len())) {
            let x = unit.get("x")?;
            let values = claims.iter().zip(CLAIMED);
            measured.extend(
                values.map(|(claim, n)| Measured::value(claim.name, x[n], "iterated in f64, no fused step")),
            );
        }
        measured.extend([
            within_the_axes(units)?,
            every_state(units)?,
            arrangement(units)?,
            nothing_repeats(units)?,
            even_map(units)?,
            other_order(units)?,
        ]);
        Ok(Outcome { figure: figure(units)?, measured, data: data(units)?, notes: vec![] })
    }
}

fn series(x0: f64, every: usize) -> Result<Vec<f64>, ReproError> {
    let failed = |facts: String| ReproError::Numerics { what: "the series of eq. (6)".to_owned(), facts };
    let series = Series::new(MAP, x0, every, SAMPLES).map_err(|error: Error| failed(error.to_string()))?;
    match series.collapsed() {
        Some(step) => Err(failed(format!("the orbit from {x0} dies at step {step}"))),
        None => Ok(series.into_samples()),
    }
}

fn name(every: usize) -> String {
    format!("X_{every}")
}

fn within_the_axes(units: &[Table]) -> Result<Measured, ReproError> {
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for unit in units {
        for every in STRIDES {
            let samples = unit.get(&name(every))?;
            low = samples.iter().copied().fold(low, f64::min);
            high = samples.iter().copied().fold(high, f64::max);
        }
    }
    let holds = low >= -EDGE && high <= EDGE && low < -0.99 * EDGE && high > 0.99 * EDGE;
    Ok(Measured::holds("within the axes", holds, format!("from {low:.5} to {high:.5}")))
}

fn every_state(units: &[Table]) -> Result<Measured, ReproError> {
    let mut holds = true;
    for unit in units {
        let x = unit.get("x")?;
        for every in STRIDES {
            let samples = unit.get(&name(every))?;
            holds &= samples.len() == SAMPLES;
            holds &= samples.iter().enumerate().all(|(k, &sample)| sample == x[every * (k + 1)]);
        }
    }
    Ok(Measured::holds(
        "every T-th state",
        holds,
        "the library's series beside the iterated map, bit for bit",
    ))
}

fn arrangement(units: &[Table]) -> Result<Measured, ReproError> {
    let mut above = Vec::new();
    for every in STRIDES {
        let (one, other) = (units[0].get(&name(every))?, units[1].get(&name(every))?);
        above.push(one.iter().zip(other).map(|(x, y)| x > y).collect::<Vec<bool>>());
    }
    let differ = |i: usize, j: usize| above[i].iter().zip(&above[j]).filter(|(a, b)| a != b).count();
    let counts = [differ(0, 1), differ(0, 2), differ(1, 2)];
    let holds = counts.iter().all(|count| 5 * count >= SAMPLES);
    let evidence = format!("{counts:?} of {SAMPLES} samples, for T = 1 and 2, 1 and 3, 2 and 3");
    Ok(Measured::holds("another T, another arrangement", holds, evidence))
}

fn nothing_repeats(units: &[Table]) -> Result<Measured, ReproError> {
    let mut nearest = f64::INFINITY;
    for unit in units {
        let mut x = unit.get("x")?.to_vec();
        x.sort_by(f64::total_cmp);
        nearest = x.windows(2).map(|pair| pair[1] - pair[0]).fold(nearest, f64::min);
    }
    Ok(Measured::holds("nothing repeats", nearest > 1e-9, format!("the nearest two are {nearest:.1e} apart")))
}

fn even_map(units: &[Table]) -> Result<Measured, ReproError> {
    let mut holds = true;
    for unit in units {
        holds &= unit.get("mirrored")? == unit.get(&name(1))?;
    }
    Ok(Measured::holds("even map", holds, "both starts, 50 samples"))
}

fn other_order(units: &[Table]) -> Result<Measured, ReproError> {
    let mut first = STATES;
    for unit in units {
        let x = unit.get("x")?;
        let other = std::iter::successors(Some(MAP.to_unit(x[0])), |&u| Some(Logistic::image(MAP.a, u)));
        let parted = x.iter().zip(other).position(|(&x, u)| (x - MAP.from_unit(u)).abs() > PARTED);
        first = first.min(parted.unwrap_or(STATES));
    }
    let evidence =
        format!("eq. (4) on x/g + 1/2 is more than {PARTED} g away for the first time, the earlier of both");
    Ok(Measured::value("steps until another order of operations is another orbit", first as f64, evidence))
}

fn data(units: &[Table]) -> Result<Vec<DataFile>, ReproError> {
    let start = ["0.4", "-0.49"];
    let mut samples = Table::new().with("k", (1..=SAMPLES).map(|k| k as f64).collect());
    let mut base = Table::new().with("n", (0..=STATES).map(|n| n as f64).collect());
    for (unit, start) in units.iter().zip(start) {
        base = base.with(format!("x_from_{start}"), unit.get("x")?.to_vec());
        for every in STRIDES {
            samples = samples.with(format!("X_{every}_from_{start}"), unit.get(&name(every))?.to_vec());
        }
    }
    Ok(vec![DataFile::csv("samples", samples), DataFile::csv("base_series", base)])
}

fn figure(units: &[Table]) -> Result<Figure, ReproError> {
    let k: Vec<f64> = (1..=SAMPLES).map(|k| k as f64).collect();
    let looks = [Dots::rings(Colour::BLUE, 3.4), Dots::discs(Colour::VERMILION, 3.0)];
    let titles = ["$T$ = 1;  rings from $x$(0) = 0.4, discs from $x$(0) = −0.49", "$T$ = 2", "$T$ = 3"];
    let states = ["$x(k)$", "$x(2k)$", "$x(3k)$"];
    let mut figure = Figure::new(CARD.title, 1, &[46.0; STRIDES.len()]);
    for (row, every) in STRIDES.into_iter().enumerate() {
        let across = Axis::new("sample $k$", 0.0, SAMPLES as f64 + 1.0).ticks(11);
        let ticks = [-EDGE, 0.0, EDGE].map(|tick| (tick, tick.to_string().replace('-', "−")));
        let mut plot =
            Plot::new(across, Axis::new(states[row], -1.1 * EDGE, 1.1 * EDGE).named_ticks(ticks.into()));
        for (unit, dots) in units.iter().zip(looks) {
            let samples = unit.get(&name(every))?;
            plot = plot.line(&k, samples, Stroke::fine(dots.colour)).scatter(&k, samples, dots);
        }
        figure = figure.panel(row, 0, Panel::plot(plot).title(titles[row]));
    }
    Ok(figure)
}
