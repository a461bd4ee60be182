//! Figure 4: the bifurcation diagram of the logistic map, and the exponent under it.

use std::f64::consts::{FRAC_2_PI, LN_2};

use super::attractor::Attractor;
use super::constants::{
    ASSUMED_A, ASSUMED_A_RANGE, BANDS_MERGE, FEIGENBAUM, FIRST_DOUBLING, ONSET_OF_CHAOS, PERIOD_3,
    PERIOD_3_DOUBLES, SECOND_DOUBLING, THIRD_DOUBLING,
};
use super::cycles;
use crate::card::{Card, Claim, Cost, Expected};
use crate::data_file::DataFile;
use crate::error::ReproError;
use crate::figure::{Axis, Colour, Figure, Panel, Plot, Raster, Stroke};
use crate::item::{Item, Measured, Outcome, Unit};
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// The item `chaosnn/fig4`.
#[derive(Debug)]
pub struct Fig4;

const TEXTBOOK: &str = "not in the source; textbook value (May 1976, Feigenbaum 1978)";
const ABOVE: &str = "text above fig. 4, without numbers";

/// Newton's method on duals finds a bifurcation to rounding; this leaves a thousandfold.
const SOLVED: f64 = 1e-10;

const fn number(name: &'static str, value: f64, within: f64, printed_in: &'static str) -> Claim {
    Claim { name, expected: Expected::Number { value, within }, printed_in }
}

static CARD: Card = Card {
    id: "chaosnn/fig4",
    title: "Bifurcation diagram of the logistic map",
    item: "Fig. 4",
    says: "Eq. (4) changes with its parameter A from periodic to chaotic behaviour of many kinds.",
    claims: &[
        Claim {
            name: "from periodic to chaotic",
            expected: Expected::Shape {
                says: "no positive exponent before the onset of chaos, and one in four fifths of the columns after it",
            },
            printed_in: ABOVE,
        },
        Claim {
            name: "periods in the diagram",
            expected: Expected::Shape {
                says: "period 1 below A = 3, then 2 up to 1 + √6, then 4 up to 3.5441, and 3 from 1 + √8 to 3.8415",
            },
            printed_in: TEXTBOOK,
        },
        number("A of the first period doubling", FIRST_DOUBLING, SOLVED, TEXTBOOK),
        number("A of the second period doubling", SECOND_DOUBLING, SOLVED, TEXTBOOK),
        number("A of the onset of chaos", ONSET_OF_CHAOS, 1e-8, TEXTBOOK),
        number("ratio of successive doublings", FEIGENBAUM, 1e-4, TEXTBOOK),
        number("A at which the last two bands merge", BANDS_MERGE, SOLVED, TEXTBOOK),
        number("A at which the window of period 3 opens", PERIOD_3, SOLVED, TEXTBOOK),
        Claim {
            name: "range of x at A = 4",
            expected: Expected::AtLeast { value: 0.9999 },
            printed_in: "text above fig. 5: the whole region is searched chaotically; the number is derived",
        },
        Claim {
            name: "distance from the arcsine law at A = 4",
            expected: Expected::AtMost { value: 0.01 },
            printed_in: "not in the source; S. M. Ulam and J. von Neumann (1947)",
        },
        number("exponent at A = 4", LN_2, 1e-3, "not in the source; textbook value ln 2"),
    ],
    cost: Cost { quick: "1 s", standard: "3 s", paper: "10 s" },
    differs: &[
        "Eq. (4) and the range of A did not survive as text: the textbook's equation, and A from 2.5 to 4.",
        "The strip with the Lyapunov exponent is ours.",
        "Grey is the logarithm of how often a cell is visited; whether the source has dots or grey is not known.",
    ],
    not_built: &[],
};

const ROWS: usize = 500;
const COLUMNS_A_UNIT: usize = 100;
/// Columns this near a bifurcation have not settled, and are not asked for their period.
const MARGIN: f64 = 0.005;
/// An exponent above this is positive, below it the sum has not settled.
const POSITIVE: f64 = 0.01;
/// The steps of the orbit at A = 4, at every scale.
const LONG: usize = 100_000;
/// Doublings that are solved for; the next ones are lost in rounding.
const DOUBLINGS: u32 = 10;

impl Fig4 {
    fn columns(setting: &Setting) -> usize {
        setting.scale.pick(1200, 1200, 2400)
    }

    fn kept(setting: &Setting) -> usize {
        setting.scale.pick(12_000, 40_000, 100_000)
    }
}

impl Item for Fig4 {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn units(&self, setting: &Setting) -> Vec<Unit> {
        let diagram = (0..Self::columns(setting) / COLUMNS_A_UNIT).map(|i| Unit::new(format!("columns {i}")));
        diagram.chain([Unit::new("bifurcations and A = 4")]).collect()
    }

    fn compute(&self, setting: &Setting, unit: usize, watch: &Watch<'_>) -> Result<Table, ReproError> {
        let columns = Self::columns(setting);
        let first = unit * COLUMNS_A_UNIT;
        if first == columns {
            return special();
        }
        let (low, high) = ASSUMED_A_RANGE;
        let (mut parameter, mut period, mut exponent) = (Vec::new(), Vec::new(), Vec::new());
        let mut counts = vec![0.0; COLUMNS_A_UNIT * ROWS];
        for (column, counts) in counts.chunks_mut(ROWS).enumerate() {
            watch.check()?;
            watch.done(column as f64 / COLUMNS_A_UNIT as f64);
            let a = low + (high - low) * ((first + column) as f64 + 0.5) / columns as f64;
            let attractor = Attractor::of(a, Self::kept(setting));
            for x in &attractor.x {
                counts[((x * ROWS as f64) as usize).min(ROWS - 1)] += 1.0;
            }
            parameter.push(a);
            period.push(attractor.period().unwrap_or(0) as f64);
            exponent.push(attractor.exponent);
        }
        Ok(Table::new().with("A", parameter).with("period", period).with("exponent", exponent).with_shape(
            "counts",
            vec![COLUMNS_A_UNIT, ROWS],
            counts,
        ))
    }

    fn finish(&self, setting: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        let (special, diagram) = units.split_last().ok_or_else(|| ReproError::Table {
            array: "bifurcations".to_owned(),
            fact: "no unit was computed".to_owned(),
        })?;
        let joined = |name: &str| -> Result<Vec<f64>, ReproError> {
            let parts: Result<Vec<&[f64]>, ReproError> = diagram.iter().map(|unit| unit.get(name)).collect();
            Ok(parts?.concat())
        };
        let (a, period, exponent, counts) =
            (joined("A")?, joined("period")?, joined("exponent")?, joined("counts")?);
        let mut measured = vec![from_periodic_to_chaotic(&a, &exponent), periods_in_the_diagram(&a, &period)];
        for claim in &CARD.claims[measured.len()..] {
            measured.push(Measured::value(claim.name, special.get(claim.name)?[0], how(claim.name)));
        }
        let columns = a.len();
        let data = vec![
            DataFile::csv(
                "columns",
                Table::new().with("A", a.clone()).with("period", period).with("exponent", exponent.clone()),
            ),
            DataFile::npz(
                "diagram",
                Table::new().with_shape("visits", vec![columns, ROWS], counts.clone()).with("A", a.clone()),
            ),
        ];
        Ok(Outcome {
            figure: figure(&a, &exponent, &counts, Self::kept(setting)),
            measured,
            data,
            notes: vec![],
        })
    }
}

/// Everything that is solved for, and the orbit at A = 4, each under the name of its claim.
fn special() -> Result<Table, ReproError> {
    let doubling =
        |period, before: f64| cycles::bifurcation(period, -1.0, before, cycles::attracting(before));
    let (onset, ratio) = cycles::cascade(DOUBLINGS)?;
    let fold = cycles::bifurcation(3, 1.0, 3.83, cycles::attracting(3.83))?;
    let full = Attractor::of(ASSUMED_A, LONG);
    let mut sorted = full.x;
    sorted.sort_by(f64::total_cmp);
    let law = |x: f64| FRAC_2_PI * x.sqrt().asin();
    let distances = sorted.iter().enumerate().map(|(i, &x)| {
        let (below, above) = (i as f64 / LONG as f64, (i + 1) as f64 / LONG as f64);
        (law(x) - below).abs().max((law(x) - above).abs())
    });
    let numbers = [
        doubling(1, 2.9)?.0,
        doubling(2, 3.4)?.0,
        onset,
        ratio,
        cycles::bands_merge(3.68)?,
        fold.0,
        sorted[LONG - 1] - sorted[0],
        distances.fold(0.0, f64::max),
        full.exponent,
    ];
    let named = CARD.claims[CARD.claims.len() - numbers.len()..].iter().zip(numbers);
    Ok(named.fold(Table::new(), |table, (claim, number)| table.with(claim.name, vec![number])))
}

/// How a number of [`special`] was found.
fn how(claim: &str) -> &'static str {
    match claim {
        "A of the first period doubling" | "A of the second period doubling" => {
            "the cycle's multiplier is \u{2212}1: Newton's method for (x, A) on duals of duals"
        }
        "A at which the window of period 3 opens" => {
            "the multiplier of a cycle of period 3 is 1: Newton's method for (x, A) on duals of duals"
        }
        "A of the onset of chaos" => "limit of the superstable cycles of period 1 to 1024",
        "ratio of successive doublings" => "of the superstable cycles of period 256, 512 and 1024",
        "A at which the last two bands merge" => "the third image of x = 1/2 is the unstable fixed point",
        _ => "100,000 states after 2000 from x = 0.3",
    }
}

fn from_periodic_to_chaotic(a: &[f64], exponent: &[f64]) -> Measured {
    let (mut early, mut late, mut chaotic) = (0, 0, 0);
    for (&a, &exponent) in a.iter().zip(exponent) {
        if a < ONSET_OF_CHAOS - MARGIN {
            early += usize::from(exponent > POSITIVE);
        } else if a > ONSET_OF_CHAOS {
            late += 1;
            chaotic += usize::from(exponent > POSITIVE);
        }
    }
    let evidence = format!("{early} chaotic columns before A = 3.57, {chaotic} of {late} after it");
    Measured::holds("from periodic to chaotic", early == 0 && 5 * chaotic >= 4 * late, evidence)
}

fn periods_in_the_diagram(a: &[f64], period: &[f64]) -> Measured {
    let stretches = [
        (ASSUMED_A_RANGE.0, FIRST_DOUBLING, 1.0),
        (FIRST_DOUBLING, SECOND_DOUBLING, 2.0),
        (SECOND_DOUBLING, THIRD_DOUBLING, 4.0),
        (PERIOD_3, PERIOD_3_DOUBLES, 3.0),
    ];
    let inside = |a: f64| stretches.iter().find(|(low, high, _)| a > low + MARGIN && a < high - MARGIN);
    let asked: Vec<bool> = a
        .iter()
        .zip(period)
        .filter_map(|(&a, &found)| inside(a).map(|&(_, _, want)| want == found))
        .collect();
    let right = asked.iter().filter(|&&right| right).count();
    let evidence = format!("{right} of {} columns at least {MARGIN} away from a bifurcation", asked.len());
    Measured::holds("periods in the diagram", !asked.is_empty() && right == asked.len(), evidence)
}

fn figure(a: &[f64], exponent: &[f64], counts: &[f64], kept: usize) -> Figure {
    /// A cell with its even share of the visits is as grey as this many trajectories, whatever the scale.
    const EVEN: f64 = 8.0;
    /// What is beyond this many even shares is equally dark, so that bands keep their inner structure.
    const DARKEST: f64 = 30.0;
    let columns = a.len();
    let shares = |count: f64| (count * ROWS as f64 / kept as f64).min(DARKEST);
    let rows: Vec<f64> = (0..ROWS)
        .flat_map(|row| (0..columns).map(move |column| EVEN * shares(counts[column * ROWS + row])))
        .collect();
    let (low, high) = ASSUMED_A_RANGE;
    let map = Raster::log_density(columns, ROWS, &rows).over((low, high), (0.0, 1.0)).without_key();
    let diagram = Plot::new(Axis::new("$A$", low, high), Axis::new("$x$", 0.0, 1.0)).map(map);
    let marks =
        [(FIRST_DOUBLING, "3"), (SECOND_DOUBLING, "1+√6"), (ONSET_OF_CHAOS, "3.5699"), (PERIOD_3, "1+√8")];
    let strip = Plot::new(Axis::new("$A$", low, high), Axis::new("exponent $λ$", -2.0, 1.0).ticks(4))
        .rule_y(0.0, Stroke::fine(Colour::GREY));
    let strip = marks.iter().fold(strip, |strip, &(a, name)| {
        strip.rule_x(a, Stroke::dashed(Colour::PALE)).note(a + 0.006, -1.8, name, Colour::GREY)
    });
    let strip = strip.line(a, exponent, Stroke::fine(Colour::BLUE));
    Figure::new(CARD.title, 1, &[95.0, 40.0]).panel(0, 0, Panel::plot(diagram)).panel(
        1,
        0,
        Panel::plot(strip).title("ours: Lyapunov exponent"),
    )
}
