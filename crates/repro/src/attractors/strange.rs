//! The real strange attractor: the seed and s of figure 4 with D = 32, beside the torus that another start finds.

use ::chaosnn::feedback::Class;

use super::constants::{
    ASSUMED_OTHER_START, ASSUMED_STRANGE, DISCARD, STEPS, STRANGE_DIMENSION, STRANGE_EXPONENT,
};
use super::orbit::{Case, PARTS, Plane};
use super::portrait::{Portrait, decimals, quasiperiodic};
use super::published::BEFOREHAND;
use crate::card::{Card, Claim, Cost, Expected};
use crate::error::ReproError;
use crate::figure::{Colour, ColourMap, Figure, Panel, Stroke, TextGrid};
use crate::item::{Item, Measured, Outcome, Unit};
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// The item `attractors/strange`.
#[derive(Debug)]
pub struct Strange;

const CHAOS: Case = Case { plane: Plane::Delay, ..Case::published(ASSUMED_STRANGE) };
const TORUS: Case = Case { start: ASSUMED_OTHER_START, ..CHAOS };

const CHAOTIC: &str = "chaos from 0.001";
const LARGEST: &str = "largest exponent from 0.001";
const DIMENSION: &str = "Kaplan-Yorke dimension from 0.001";
const BUTTERFLY: &str = "orbits that start very near part, from 0.001";
const OTHER: &str = "a torus from −0.3";
const DETERMINANT: &str = "sum of all exponents less mean ln |g_(D-1)|";

static CARD: Card = Card {
    id: "attractors/strange",
    title: "The real strange attractor, and the torus beside it",
    item: "Fig. 4 with D = 32",
    says: "A network of this kind can be chaotic (the source shows one that is not): with the seed and s of Fig. 4 and D = 32 \
           it is, and another start of the same network goes to a torus.",
    claims: &[
        Claim {
            name: CHAOTIC,
            expected: Expected::Shape { says: "a largest exponent above zero beyond doubt" },
            printed_in: BEFOREHAND,
        },
        Claim {
            name: LARGEST,
            expected: Expected::Number { value: STRANGE_EXPONENT, within: 0.002 },
            printed_in: BEFOREHAND,
        },
        Claim {
            name: DIMENSION,
            expected: Expected::Number { value: STRANGE_DIMENSION, within: 0.3 },
            printed_in: BEFOREHAND,
        },
        Claim {
            name: BUTTERFLY,
            expected: Expected::Shape {
                says: "two orbits 1e-8 apart are more than 1e-2 apart after 20,000 iterations",
            },
            printed_in: "text below Fig. 4, of the butterfly effect",
        },
        Claim {
            name: OTHER,
            expected: Expected::Shape {
                says: "quasi-periodic: zero exponents, none positive, and no period",
            },
            printed_in: BEFOREHAND,
        },
        Claim {
            name: DETERMINANT,
            expected: Expected::Number { value: 0.0, within: 1e-10 },
            printed_in: "not in the source; an identity",
        },
    ],
    cost: Cost { quick: "15 s", standard: "20 s", paper: "2 min" },
    differs: &[
        "The source does not show this network.",
        "Its units saturate, so the plane of two units shows little; the densities are in the plane of the output and the one \
         before.",
    ],
    not_built: &[],
};

impl Item for Strange {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn units(&self, _: &Setting) -> Vec<Unit> {
        let named = |case: &Case| PARTS.map(|part| Unit::new(format!("{part} from {}", case.start)));
        [CHAOS, TORUS].iter().flat_map(named).collect()
    }

    fn compute(&self, setting: &Setting, unit: usize, watch: &Watch<'_>) -> Result<Table, ReproError> {
        let case = if unit < PARTS.len() { CHAOS } else { TORUS };
        case.part(unit % PARTS.len(), setting, watch)
    }

    fn finish(&self, setting: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        let (first, second) = units.split_at(PARTS.len().min(units.len()));
        let (chaos, torus) = (Portrait::of(CHAOS, first)?, Portrait::of(TORUS, second)?);
        let mut data = chaos.data("chaos_")?;
        data.extend(torus.data("torus_")?);
        data.extend(chaos.posters("chaos_")?);
        data.extend(torus.posters("torus_")?);
        Ok(Outcome {
            figure: figure(&chaos, &torus, setting)?,
            measured: measured(&chaos, &torus)?,
            data,
            notes: vec![
                "Chords as in the source's pictures (each step cut into 3, every 16th end kept); the densities show the points \
                 themselves, toned by the logarithm, in the plane of the output and the one before."
                    .to_owned(),
                "The .png files are posters; those of the density have 3000 x 3000 pixels from the standard scale on.".to_owned(),
            ],
        })
    }
}

fn measured(chaos: &Portrait<'_>, torus: &Portrait<'_>) -> Result<Vec<Measured>, ReproError> {
    let (found, bars) = chaos.spectrum()?;
    let steps = chaos.one("steps")?;
    let (class, other) = (chaos.class()?, torus.class()?);
    let (others, _) = torus.spectrum()?;
    let growth = chaos.growth()?;
    let apart = growth * super::constants::ASSUMED_APART;
    let sum = |of: &Portrait<'_>| -> Result<f64, ReproError> {
        Ok((of.spectrum()?.0.iter().sum::<f64>() - of.one("log determinant")?).abs())
    };
    let over = format!("over {steps} iterations, standard error {:.0e}", bars[0]);
    Ok(vec![
        Measured::holds(CHAOTIC, class == Class::Chaos, format!("{class}: {:.5} {over}", found[0])),
        Measured::value(LARGEST, found[0], over),
        Measured::value(
            DIMENSION,
            chaos.one("dimension")?,
            format!(
                "exponents {:.4}, {:.4}, {:.4}, {:.4}, {:.4}, ..",
                found[0], found[1], found[2], found[3], found[4]
            ),
        ),
        Measured::holds(
            BUTTERFLY,
            apart > 1e-2,
            format!("{apart:.2} apart at most in the last thousand iterations"),
        ),
        Measured::holds(
            OTHER,
            quasiperiodic(other),
            format!(
                "{other}: exponents {:.1e}, {:.5}; rotation number {:.8}",
                others[0],
                others[1],
                torus.rotation()?
            ),
        ),
        Measured::value(DETERMINANT, sum(chaos)?.max(sum(torus)?), "the larger one of both orbits"),
    ])
}

fn figure(chaos: &Portrait<'_>, torus: &Portrait<'_>, setting: &Setting) -> Result<Figure, ReproError> {
    let (found, _) = chaos.spectrum()?;
    let growing = Stroke::dashed(Colour::VERMILION);
    let name = format!("{:.4} an iteration", found[0]);
    let numbers = numbers(chaos, torus)?;
    let millions = Case::points(setting) / 1_000_000;
    let figure = Figure::new(CARD.title, 6, &[86.0, 86.0, 50.0, numbers.comfortable_height() + 6.0])
        .wide_panel(
            0,
            0,
            3,
            chaos
                .points(ColourMap::Inferno)?
                .letter("a")
                .title(format!("from 0.001: chaos (density of {millions} million points, log tone)")),
        )
        .wide_panel(
            0,
            3,
            3,
            torus.points(ColourMap::Inferno)?.letter("b").title("from −0.3: a closed curve, likewise"),
        )
        .wide_panel(
            1,
            0,
            3,
            chaos.chords()?.letter("c").title("a as the source draws: chords in ($x_1$, $x_2$)"),
        )
        .wide_panel(1, 3, 3, torus.chords()?.letter("d").title("b as the source draws"))
        .wide_panel(
            2,
            0,
            2,
            chaos
                .neighbours(&[(found[0], &name, growing)])?
                .letter("e")
                .title("two orbits of a, $10^{-8}$ apart"),
        )
        .wide_panel(2, 2, 2, chaos.convergence(None)?.letter("f").title("the largest exponent of a settles"))
        .wide_panel(2, 4, 2, chaos.stems()?.letter("g").title("all exponents of a"))
        .wide_panel(3, 0, 6, Panel::grid(numbers).letter("h").title("one network, two attractors"));
    Ok(figure)
}

fn numbers(chaos: &Portrait<'_>, torus: &Portrait<'_>) -> Result<TextGrid, ReproError> {
    let leading = |of: &Portrait<'_>| -> Result<String, ReproError> {
        let (found, bars) = of.spectrum()?;
        let leading = [found[0], found[1], found[2]].map(|value| decimals(value, 5));
        Ok(format!("{} ± {:.5},  {},  {}", leading[0], bars[0], leading[1], leading[2]))
    };
    let sum = |of: &Portrait<'_>| -> Result<String, ReproError> {
        Ok(decimals(of.spectrum()?.0.iter().sum::<f64>(), 5))
    };
    let cells = |of: &Portrait<'_>| of.cells().map(|(square, _)| format!("{square} of 10,000"));
    let both = |name: &str, of: &dyn Fn(&Portrait<'_>) -> Result<String, ReproError>| {
        Ok::<_, ReproError>([name.to_owned(), of(chaos)?, of(torus)?])
    };
    Ok(TextGrid::new(&[("", 1.2), ("all units start at 0.001", 2.0), ("all units start at −0.3", 2.0)])
        .row(both("attractor", &|of| Ok(of.class()?.to_string()))?)
        .row(both("leading exponents", &leading)?)
        .row(both("sum of exponents", &sum)?)
        .row(both("Kaplan–Yorke dimension", &|of| Ok(format!("{:.2}", of.one("dimension")?)))?)
        .row(both("strongest frequency of $x_1$", &|of| Ok(format!("{:.8}", of.rotation()?)))?)
        .row(both("visited cells, [−1, 1]²", &cells)?)
        .row([
            "network".to_owned(),
            "$N$ = 4, $D$ = 32, $s$ = 1.4, seed 174658140".to_owned(),
            format!("{} thousand iterations after {DISCARD}", STEPS / 1000),
        ]))
}
