//! Table 1: errors, refusals and right answers of the static and of the chaotic network.

use ::chaosnn::baselines::Scored;
use ::chaosnn::rejection::diagnostic::Tally;
use neurodyn_datasets::known::{Known, USPS_GPML};

use super::bench::{Bench, Kind, failed};
use super::constants as source;
use super::doubt::{AGREEMENT, CHAOS, Doubts, GAUSSIAN, SHUFFLED, SOFTMAX, WAYS};
use super::rule::{Found, test, width};
use crate::card::{Card, Claim, Cost, Expected};
use crate::data_file::DataFile;
use crate::error::ReproError;
use crate::figure::{Axis, Colour, Dots, Figure, Panel, Plot, Stroke, TextGrid};
use crate::item::{Item, Measured, Outcome, Unit};
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// The item `chaosnn/table1`.
#[derive(Debug)]
pub struct Table1;

const STATIC_PERCENT: &str = "static: right (%)";
const STATIC_WRONG: &str = "static: wrong";
const REJECTED: &str = "chaotic: rejected";
const WRONG: &str = "chaotic: wrong";
const RIGHT: &str = "chaotic: right";
const RIGHT_REJECTED: &str = "right ones among the rejected";
const ALL_ERRORS: &str = "all errors are among the rejected";
const LEAK: &str = "a leak of the true class would explain it";

/// Another training gives another network; the numbers of errors of ours differ by as much from seed to seed.
const PERCENT_WITHIN: f64 = 0.4;
const WRONG_WITHIN: f64 = 20.0;
/// A tenth.
const REJECTED_WITHIN: f64 = 19.0;

const fn number(name: &'static str, value: f64, within: f64, printed_in: &'static str) -> Claim {
    Claim { name, expected: Expected::Number { value, within }, printed_in }
}

static CARD: Card = Card {
    id: "chaosnn/table1",
    title: "Errors and refusals of the static and of the chaotic network",
    item: "Table 1",
    says: "On 4649 test images the static network errs 143 times. The chaotic one rejects 187 images, all 143 errors among \
           them, and is right on the other 4462.",
    claims: &[
        number(STATIC_PERCENT, source::STATIC_PERCENT, PERCENT_WITHIN, "table 1"),
        number(STATIC_WRONG, source::STATIC_WRONG as f64, WRONG_WITHIN, "table 1"),
        number(REJECTED, source::REJECTED as f64, REJECTED_WITHIN, "table 1"),
        number(WRONG, source::CHAOTIC_WRONG as f64, 0.0, "table 1"),
        number(RIGHT, source::CHAOTIC_RIGHT as f64, WRONG_WITHIN, "table 1"),
        number(
            RIGHT_REJECTED,
            source::RIGHT_REJECTED as f64,
            10.0,
            "text above table 1; the table implies 44",
        ),
        Claim {
            name: ALL_ERRORS,
            expected: Expected::Shape { says: "every image that the static network gets wrong is rejected" },
            printed_in: "text above table 1",
        },
        Claim {
            name: LEAK,
            expected: Expected::Shape {
                says: "with the count of the true class in the rule, no error is left",
            },
            printed_in: "not in the source; the suspected cause",
        },
    ],
    cost: Cost { quick: "20 s", standard: "30 s", paper: "45 s" },
    differs: &[
        "g = 0.2 and T = 12 are the source's; panel a shows other widths. The sweeps themselves are chaosnn/fig7 and fig8.",
        "c = 0.001 and A = 4 are assumed; the network is trained here. ReLU is a control.",
        "The source does not say which answer counts where the chaotic network gives one; here it is the class with most \
         outputs.",
    ],
    not_built: &[],
};

const KINDS: [Kind; 2] = [Kind::Sigmoid, Kind::Relu];

/// Widths of the trade-off between refusals and errors.
fn widths(setting: &Setting) -> &'static [f64] {
    setting.scale.pick(
        &[0.1, 0.2, 0.8],
        &[0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.8],
        &[0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7, 0.8, 0.9, 1.0],
    )
}

/// What a unit does.
enum Work {
    Test(Kind),
    Doubts(Kind),
    Width(Kind, f64),
}

fn works(setting: &Setting) -> Vec<Work> {
    let of = |kind: Kind| widths(setting).iter().map(move |&g| Work::Width(kind, g));
    let mut works: Vec<Work> = KINDS.map(Work::Test).into();
    works.extend(KINDS.map(Work::Doubts));
    works.extend(KINDS.into_iter().flat_map(of));
    works
}

impl Item for Table1 {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn data(&self) -> &'static [Known] {
        &[USPS_GPML]
    }

    fn units(&self, setting: &Setting) -> Vec<Unit> {
        let unit = |work: &Work| match work {
            Work::Test(kind) => Unit::new(format!("{}: a hundred outputs", kind.name())),
            Work::Doubts(kind) => Unit { name: format!("{}: other doubts", kind.name()), weight: 4.0 },
            Work::Width(kind, g) => Unit::new(format!("{}: g = {g}", kind.name())),
        };
        works(setting).iter().map(unit).collect()
    }

    fn compute(&self, setting: &Setting, unit: usize, watch: &Watch<'_>) -> Result<Table, ReproError> {
        match works(setting).swap_remove(unit) {
            Work::Test(kind) => test(&Bench::new(setting, kind)?, (setting, watch)),
            Work::Doubts(kind) => {
                let bench = Bench::new(setting, kind)?;
                Ok(Doubts::new(&bench.network, bench.data.test.pixels(), (setting, watch))?.table())
            }
            Work::Width(kind, g) => width(&Bench::new(setting, kind)?, g, (setting, watch)),
        }
    }

    fn finish(&self, setting: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        let bench = Bench::new(setting, Kind::Sigmoid)?;
        let truth = bench.data.test.labels();
        let (tests, rest) = units.split_at(KINDS.len());
        let (doubts, by_width) = rest.split_at(KINDS.len());
        let found: Result<Vec<Found>, ReproError> = tests.iter().map(Found::of).collect();
        let found = found?;
        let mut equal = Vec::new();
        for name in WAYS {
            let mut row = Vec::new();
            for table in doubts {
                row.push(left_at(&Doubts::scored(table, name)?, truth)?);
            }
            equal.push((name, row));
        }
        let curves: Result<Vec<Curve>, ReproError> = by_width
            .chunks(widths(setting).len())
            .map(|tables| {
                let column = |name: &str| -> Result<Vec<f64>, ReproError> {
                    tables.iter().map(|table| Ok(table.get(name)?[0])).collect()
                };
                Ok(Curve { rejected: column("rejected")?, wrong: column("wrong")? })
            })
            .collect();
        let curves = curves?;
        let figure = Figure::new(CARD.title, 2, &[40.0, 72.0])
            .wide_panel(0, 0, 2, Panel::grid(main_table(&found)))
            .panel(
                1,
                0,
                Panel::plot(trade_off(&curves, &found))
                    .letter("a")
                    .title("errors left against refusals, by width"),
            )
            .panel(
                1,
                1,
                Panel::grid(equal_table(&equal)).letter("b").title("errors left if 187 images are rejected"),
            );
        let mut data = Table::new();
        for (kind, curve) in KINDS.iter().zip(&curves) {
            data = data.with(format!("{}_g", kind.name()), widths(setting).to_vec());
            data = data.with(format!("{}_rejected", kind.name()), curve.rejected.clone());
            data = data.with(format!("{}_wrong", kind.name()), curve.wrong.clone());
        }
        let mut notes = notes(&found, &equal);
        notes.extend(bench.note);
        Ok(Outcome {
            figure,
            measured: measured(&found, truth.len()),
            data: vec![DataFile::csv("by_width", data)],
            notes,
        })
    }
}

fn measured(found: &[Found], images: usize) -> Vec<Measured> {
    let static_wrong = |k: usize| found[k].static_wrong;
    let ours = &found[0];
    let n = images as f64;
    let evidence = |f: &Found| {
        format!("{} rejected, {} wrong, {} right of {n}", f.rule.rejected(), f.rule.wrong, f.rule.right)
    };
    let both = format!("sigmoid {}; ReLU {}", evidence(&found[0]), evidence(&found[1]));
    vec![
        Measured::value(
            STATIC_PERCENT,
            100.0 * (1.0 - static_wrong(0) as f64 / n),
            format!("ReLU {:.2}", 100.0 * (1.0 - static_wrong(1) as f64 / n)),
        ),
        Measured::value(STATIC_WRONG, static_wrong(0) as f64, format!("ReLU {}", static_wrong(1))),
        Measured::value(REJECTED, ours.rule.rejected() as f64, both.clone()),
        Measured::value(WRONG, ours.rule.wrong as f64, both.clone()),
        Measured::value(RIGHT, ours.rule.right as f64, both),
        Measured::value(
            RIGHT_REJECTED,
            ours.rule.rejected_right as f64,
            format!("ReLU {}", found[1].rule.rejected_right),
        ),
        Measured::holds(
            ALL_ERRORS,
            ours.rule.rejected_wrong == ours.static_wrong,
            format!(
                "{} of {} are; ReLU {} of {}",
                ours.rule.rejected_wrong,
                ours.static_wrong,
                found[1].rule.rejected_wrong,
                found[1].static_wrong
            ),
        ),
        Measured::holds(
            LEAK,
            found.iter().all(|f| f.leak.wrong == 0),
            format!(
                "sigmoid: {} rejected, {} wrong; ReLU: {}, {}",
                found[0].leak.rejected(),
                found[0].leak.wrong,
                found[1].leak.rejected(),
                found[1].leak.wrong
            ),
        ),
    ]
}

fn notes(found: &[Found], equal: &[(&str, Vec<Equal>)]) -> Vec<String> {
    vec![
        "Table 1 does not reproduce. Errors of a network trained to 100 % often lie far from any boundary: all hundred \
         outputs agree on the wrong class, and no rule that sees outputs alone can find them."
            .to_owned(),
        format!(
            "The rule reads either \"the largest count is below 80\" or, with a leak, \"the count of the true class is \
             below 80\". Only the second one leaves no error ({} rejected with the sigmoid network, {} with ReLU; the \
             source has 187); it cannot be used, since it needs the class that is sought.",
            found[0].leak.rejected(),
            found[1].leak.rejected()
        ),
        format!(
            "No width does it either: panel a. If 187 images are rejected, the agreement of chaotic outputs leaves {:.1} errors; \
             with ties broken by the softmax of a single output {:.1}, that of their shuffled series so {:.1}, that under \
             Gaussian noise {:.1}, and that softmax alone {:.1} (sigmoid): panel b. Without it agreement cannot order the images \
             on which all outputs agree; ties are averaged.",
            equal[AGREEMENT].1[0].wrong,
            equal[CHAOS].1[0].wrong,
            equal[SHUFFLED].1[0].wrong,
            equal[GAUSSIAN].1[0].wrong,
            equal[SOFTMAX].1[0].wrong
        ),
    ]
}

/// Errors and refusals, width after width.
struct Curve {
    rejected: Vec<f64>,
    wrong: Vec<f64>,
}

/// A score at the source's number of refusals.
struct Equal {
    wrong: f64,
    aurc: f64,
}

fn left_at(scored: &Scored, truth: &[u8]) -> Result<Equal, ReproError> {
    let curve = scored.curve(truth).map_err(failed("risk-coverage curve"))?;
    let kept = curve.items().saturating_sub(source::REJECTED as u64);
    Ok(Equal { wrong: curve.errors_among(kept), aurc: curve.aurc() })
}

fn main_table(found: &[Found]) -> TextGrid {
    let head = [
        ("", 40.0),
        ("source", 16.0),
        ("sigmoid", 18.0),
        ("ReLU", 16.0),
        ("sigmoid, leak", 22.0),
        ("ReLU, leak", 20.0),
    ];
    let row = |name: &str, source: usize, of: &dyn Fn(&Tally) -> usize| {
        let cells = found.iter().map(|f| of(&f.rule)).chain(found.iter().map(|f| of(&f.leak)));
        let cells: Vec<String> = cells.map(|n| n.to_string()).collect();
        [vec![name.to_owned(), source.to_string()], cells].concat()
    };
    let fixed: Vec<String> = found.iter().map(|f| f.static_wrong.to_string()).collect();
    TextGrid::new(&head)
        .row([vec!["static: wrong".to_owned(), source::STATIC_WRONG.to_string()], fixed].concat())
        .row(row("chaotic: wrong", source::CHAOTIC_WRONG, &|t| t.wrong))
        .row(row("chaotic: right", source::CHAOTIC_RIGHT, &|t| t.right))
        .row(row("chaotic: rejected", source::REJECTED, &Tally::rejected))
        .row(row("right ones among the rejected", source::RIGHT_REJECTED, &|t| t.rejected_right))
        .row(row("errors among the rejected", source::STATIC_WRONG, &|t| t.rejected_wrong))
}

fn equal_table(equal: &[(&str, Vec<Equal>)]) -> TextGrid {
    let mut grid =
        TextGrid::new(&[("chosen by", 62.0), ("sigmoid", 15.0), ("ReLU", 12.0), ("AURC·$10^3$", 24.0)]);
    for (name, row) in equal {
        grid = grid.row([
            (*name).to_owned(),
            format!("{:.1}", row[0].wrong),
            format!("{:.1}", row[1].wrong),
            format!("{:.3}, {:.3}", 1e3 * row[0].aurc, 1e3 * row[1].aurc),
        ]);
    }
    grid
}

fn trade_off(curves: &[Curve], found: &[Found]) -> Plot {
    let most = curves.iter().flat_map(|curve| curve.wrong.iter().copied()).fold(150.0, f64::max);
    let mut plot =
        Plot::new(Axis::log10("rejected images", 3.0, 5000.0), Axis::new("errors left", -5.0, 1.1 * most));
    for (place, (kind, curve)) in KINDS.iter().zip(curves).enumerate() {
        let colour = Colour::series(place);
        plot = plot
            .line(&curve.rejected, &curve.wrong, Stroke::solid(colour))
            .scatter(&curve.rejected, &curve.wrong, Dots::discs(colour, 2.4))
            .scatter(
                &[found[place].leak.rejected() as f64],
                &[found[place].leak.wrong as f64],
                Dots::rings(colour, 5.0),
            )
            .legend(Stroke::solid(colour), kind.name());
    }
    let printed = (source::REJECTED as f64, source::CHAOTIC_WRONG as f64);
    plot.scatter(&[printed.0], &[printed.1], Dots::discs(Colour::INK, 4.0))
        .note(printed.0 * 1.25, 6.0, "the source", Colour::INK)
        .note(4.0, 6.0, "rings: with the leak", Colour::GREY)
}
