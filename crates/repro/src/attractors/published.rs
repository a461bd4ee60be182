//! What the three published figures share: their claims, their numbers by each definition, and their layout.

use super::constants::{Beforehand, DISCARD, LAST_DIGIT, PIECES, Printed, SKIP, STEPS};
use super::orbit::Case;
use super::portrait::{Portrait, decimals, minus};
use crate::card::{Claim, Expected};
use crate::error::ReproError;
use crate::figure::{Colour, ColourMap, Figure, Panel, Stroke, TextGrid};
use crate::item::{Measured, Outcome};
use crate::setting::Setting;
use crate::table::Table;

/// Where a number stands that the source does not print.
pub(super) const BEFOREHAND: &str = "not in the source; computed beforehand with an independent program";

const PRINTED: &str = "printed exponent, by definition (i)";
const ORIGIN: &str = "definition (i), one step at the origin";
const LARGEST: &str = "largest exponent of the attractor";
const SECOND: &str = "second exponent";
const SUM: &str = "sum of all exponents";
const DETERMINANT: &str = "sum of all exponents less mean ln |g_(D-1)|";
const ROTATION: &str = "rotation number";
const CELLS: &str = "visited cells of 100 x 100 on [-1, 1]²";

const fn number(name: &'static str, value: f64, within: f64, printed_in: &'static str) -> Claim {
    Claim { name, expected: Expected::Number { value, within }, printed_in }
}

/// The claims that all published figures share; tolerances are those of the project's specification.
pub(super) const fn claims(printed: Printed, before: Beforehand, printed_in: &'static str) -> [Claim; 8] {
    [
        number(PRINTED, printed.exponent, LAST_DIGIT, printed_in),
        number(ORIGIN, before.origin, 1e-10, BEFOREHAND),
        number(LARGEST, 0.0, 5e-5, BEFOREHAND),
        number(SECOND, before.second, 1e-4, BEFOREHAND),
        number(SUM, before.sum, 1e-4, BEFOREHAND),
        number(DETERMINANT, 0.0, 1e-10, "not in the source; an identity"),
        number(ROTATION, before.rotation, 1e-7, BEFOREHAND),
        number(CELLS, before.cells, 5.0, BEFOREHAND),
    ]
}

/// What one published figure adds to what all share.
pub(super) struct Words {
    pub(super) title: &'static str,
    /// What the source calls the attractor.
    pub(super) called: &'static str,
    pub(super) extra: Vec<Measured>,
    pub(super) notes: Vec<String>,
}

/// The figure, measurements, data and notes of a published figure.
pub(super) fn outcome(
    case: Case,
    setting: &Setting,
    units: &[Table],
    words: Words,
) -> Result<Outcome, ReproError> {
    let portrait = Portrait::of(case, units)?;
    let printed = case.network.exponent;
    let said = Stroke::dashed(Colour::VERMILION);
    let points = Case::points(setting);
    let numbers = numbers(&portrait, words.called)?;
    let figure = Figure::new(words.title, 6, &[86.0, 50.0, numbers.comfortable_height() + 6.0])
        .wide_panel(
            0,
            0,
            3,
            portrait.chords()?.letter("a").title("as in the source: chords across 16/3 iterations"),
        )
        .wide_panel(
            0,
            3,
            3,
            portrait.points(ColourMap::Grey)?.letter("b").title(format!(
                "the points themselves: density of {} million (log tone)",
                points / 1_000_000
            )),
        )
        .wide_panel(
            1,
            0,
            2,
            portrait
                .neighbours(&[(printed, "printed exponent", said)])?
                .letter("c")
                .title("two orbits, $10^{-8}$ apart"),
        )
        .wide_panel(
            1,
            2,
            2,
            portrait.convergence(Some(printed))?.letter("d").title("the largest exponent settles"),
        )
        .wide_panel(1, 4, 2, portrait.stems()?.letter("e").title("all exponents"))
        .wide_panel(2, 0, 6, Panel::grid(numbers).letter("f").title("the exponent by each definition"));
    let mut measured = measured(&portrait)?;
    measured.extend(words.extra);
    let mut data = portrait.data("")?;
    data.extend(portrait.posters("")?);
    let mut notes = vec![
        format!(
            "a is the source's picture: each step cut into {PIECES}, every {SKIP}th end kept, so a chord spans 16/3 \
             iterations; colour |sin(1.6 y + 0.4 x)|, lines of 0.1 pt at an alpha of 0.1. The texture is made by the \
             chords. b shows the same orbit as the density of its points, toned by the logarithm."
        ),
        "The printed exponent is one step at the zero fixed point, definition (i): the author's routine never resets the \
         network, so it says nothing about the attractor."
            .to_owned(),
        "chords.png is a poster of 3000 x 3000 pixels (10 inches at 300 dots an inch); so is density.png from the standard scale on.".to_owned(),
    ];
    notes.extend(words.notes);
    Ok(Outcome { figure, measured, data, notes })
}

fn numbers(portrait: &Portrait<'_>, called: &str) -> Result<TextGrid, ReproError> {
    let Printed { units, delays, gain, seed, exponent } = portrait.case.network;
    let (found, _) = portrait.spectrum()?;
    let (square, range) = portrait.cells()?;
    let sum: f64 = found.iter().sum();
    let grid = TextGrid::new(&[
        ("", 1.3),
        ("source", 1.0),
        ("definition (i), at the origin", 1.35),
        ("attractor", 2.3),
    ])
    .row([
        "Lyapunov exponent".to_owned(),
        minus(&format!("{exponent:.2}")),
        minus(&format!("{:.4}", portrait.one("origin")?)),
        format!("$λ_1$ = {}, $λ_2$ = {}", decimals(found[0], 5), decimals(found[1], 5)),
    ])
    .row([
        "attractor".to_owned(),
        called.to_owned(),
        "—".to_owned(),
        format!("{}, Kaplan–Yorke dimension {:.2}", portrait.class()?, portrait.one("dimension")?),
    ])
    .row([
        "sum of exponents".to_owned(),
        String::new(),
        String::new(),
        minus(&format!("{sum:.5};  mean ln|$g_{{D-1}}$| = {:.5}", portrait.one("log determinant")?)),
    ])
    .row([
        "rotation number".to_owned(),
        String::new(),
        String::new(),
        format!("{:.10}", portrait.rotation()?),
    ])
    .row([
        "visited cells".to_owned(),
        String::new(),
        String::new(),
        minus(&format!("{square} of 10,000 on [-1, 1]²,  {range} on the range of the data")),
    ]);
    Ok(grid.row([
        "network".to_owned(),
        format!("$N$ = {units}, $D$ = {delays}"),
        format!("$s$ = {gain}, seed {seed}"),
        format!("all units start at {}", portrait.case.start),
    ]))
}

/// What was found for [`claims`].
fn measured(portrait: &Portrait<'_>) -> Result<Vec<Measured>, ReproError> {
    let (found, bars) = portrait.spectrum()?;
    let over = format!("over {} iterations", portrait.one("steps")?);
    let sum: f64 = found.iter().sum();
    let (square, range) = portrait.cells()?;
    let definition =
        "ln (b₀ |(w₀₀, .., w_(N−1)0)|): one step at the zero fixed point, where the author's routine is";
    Ok(vec![
        Measured::value(PRINTED, portrait.one("origin")?, definition),
        Measured::value(ORIGIN, portrait.one("origin")?, definition),
        Measured::value(LARGEST, found[0], format!("{over}, standard error {:.0e}", bars[0])),
        Measured::value(SECOND, found[1], format!("{over}, standard error {:.0e}", bars[1])),
        Measured::value(SUM, sum, format!("{} exponents by QR of the tangent map, {over}", found.len())),
        Measured::value(DETERMINANT, sum - portrait.one("log determinant")?, "on the same orbit"),
        Measured::value(
            ROTATION,
            portrait.rotation()?,
            format!("strongest frequency of x₁ over {STEPS} iterations"),
        ),
        Measured::value(
            CELLS,
            square,
            format!("{STEPS} iterations after {DISCARD}; on the range of the data {range}"),
        ),
    ])
}
