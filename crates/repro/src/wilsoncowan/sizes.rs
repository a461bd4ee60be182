//! Accuracy by the size of images: what tables 6 and 7 share.

use super::constants::{CLASSES, SIDES, Size};
use super::runs::{QUICK, Run, Set, notes, options};
use crate::card::Card;
use crate::data_file::DataFile;
use crate::error::ReproError;
use crate::figure::{Axis, Colour, Dots, Figure, Panel, Plot, Stroke, TextGrid};
use crate::item::{Measured, Outcome, Unit};
use crate::setting::{Scale, Setting, Watch};
use crate::table::Table;

/// What is claimed at all scales.
pub(super) const LARGER: &str = "more nodes do not make it worse";
/// See [`LARGER`].
pub(super) const LEARNS: &str = "every size learns";
/// Names of the claims of both tables, size by size.
pub(super) const ACCURACY: [&str; SIDES.len()] = [
    "accuracy with 196 nodes",
    "accuracy with 289 nodes",
    "accuracy with 441 nodes",
    "accuracy with 576 nodes",
    "accuracy with 784 nodes",
    "accuracy with 961 nodes",
    "accuracy with 1225 nodes",
];

/// Sides of quick, of the embedded digits.
const QUICK_SIDES: [usize; 3] = [7, 8, 10];

/// The trainings of a table.
pub(super) fn runs(setting: &Setting, set: Set) -> Vec<Run> {
    let run = |set: Set| {
        let options = options(setting.scale, set, setting.seed);
        move |&side: &usize| Run { set, side, options }
    };
    match setting.scale {
        Scale::Quick => QUICK_SIDES.iter().map(run(Set::Digits)).collect(),
        Scale::Standard | Scale::Paper => SIDES.iter().map(run(set)).collect(),
    }
}

pub(super) fn units(setting: &Setting, set: Set) -> Vec<Unit> {
    let unit = |run: &Run| Unit {
        name: format!("{}, {} nodes", run.set.name(), run.side * run.side),
        weight: (run.side as f64).powi(4) / 1e4,
    };
    runs(setting, set).iter().map(unit).collect()
}

pub(super) fn compute(
    setting: &Setting,
    set: Set,
    unit: usize,
    watch: &Watch<'_>,
) -> Result<Table, ReproError> {
    runs(setting, set)[unit].table(setting, watch)
}

pub(super) fn finish(
    setting: &Setting,
    set: Set,
    (card, printed): (&'static Card, &[Size]),
    units: &[Table],
) -> Result<Outcome, ReproError> {
    let runs = runs(setting, set);
    let full = setting.scale != Scale::Quick;
    let (mut nodes, mut early, mut late, mut gamma) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (run, unit) in runs.iter().zip(units) {
        let last = |name: &str| -> Result<f64, ReproError> {
            Ok(unit.get(name)?.last().copied().unwrap_or(f64::NAN))
        };
        nodes.push((run.side * run.side) as f64);
        early.push(last("early")?);
        late.push(last("late")?);
        gamma.push(last("gamma")?);
    }
    let mut grid = TextGrid::new(&[
        ("nodes", 12.0),
        ("$γ$: source", 16.0),
        ("here", 12.0),
        ("accuracy: source", 22.0),
        ("here, $t$ = 40", 20.0),
        ("time of training", 22.0),
        ("products an epoch ($10^9$)", 32.0),
    ]);
    for (k, run) in runs.iter().enumerate() {
        let of = |text: fn(&Size) -> String| if full { text(&printed[k]) } else { "–".to_owned() };
        grid = grid.row([
            format!("{}", nodes[k]),
            of(|size| size.gamma.to_string()),
            format!("{:.3}", gamma[k]),
            of(|size| size.accuracy.to_string()),
            format!("{:.4}", late[k]),
            format!("{:.4}", early[k]),
            format!("{:.1}", work(run) / 1e9),
        ]);
    }
    let lowest = late.iter().chain(&early).copied().fold(1.0, f64::min);
    let low = (20.0 * lowest - 0.5).floor() / 20.0;
    let widest = nodes.iter().copied().fold(0.0, f64::max) * 1.08;
    let mut plot =
        Plot::new(Axis::new("nodes", 0.0, widest), Axis::new("test accuracy", low, 1.0 + 0.2 * (1.0 - low)))
            .line(&nodes, &late, Stroke::solid(Colour::BLUE))
            .scatter(&nodes, &late, Dots::discs(Colour::BLUE, 3.0))
            .line(&nodes, &early, Stroke::dashed(Colour::BLUE))
            .legend(Stroke::solid(Colour::BLUE), "$t$ = 40")
            .legend(Stroke::dashed(Colour::BLUE), "time of training");
    if full {
        let source: Vec<f64> = printed.iter().map(|size| size.accuracy).collect();
        plot = plot
            .line(&nodes, &source, Stroke::fine(Colour::INK))
            .scatter(&nodes, &source, Dots::rings(Colour::INK, 3.5))
            .legend(Stroke::fine(Colour::INK), "source");
    }
    let height = grid.comfortable_height() + 6.0;
    let figure = Figure::new(card.title, 1, &[height, 60.0])
        .panel(0, 0, Panel::grid(grid).letter("a").title(runs[0].set.name()))
        .panel(1, 0, Panel::plot(plot).letter("b"));
    let first = late[0];
    let worst = late.iter().copied().fold(f64::INFINITY, f64::min);
    let mut measured: Vec<Measured> = ACCURACY
        .iter()
        .enumerate()
        .map(|(k, claim)| match late.get(k) {
            Some(late) if full => {
                Measured::value(claim, *late, format!("at t = 40; {:.4} at the time of training", early[k]))
            }
            _ => Measured::not_run(claim, QUICK),
        })
        .collect();
    let least = early.iter().copied().fold(f64::INFINITY, f64::min);
    measured.push(Measured::holds(
        LEARNS,
        least > 0.5,
        format!("{least:.4} at the worst, at the time of training"),
    ));
    measured.push(if full {
        let words = format!("{first:.4} at the least size, {worst:.4} at the worst");
        Measured::holds(LARGER, worst >= first - 0.01, words)
    } else {
        Measured::not_run(LARGER, QUICK)
    });
    let all: Vec<&Table> = units.iter().collect();
    let notes = notes(runs[0].set, runs[0].side, &all)?;
    let data = Table::new().with("nodes", nodes).with("gamma", gamma).with("late", late).with("early", early);
    Ok(Outcome { figure, measured, data: vec![DataFile::csv("by_size", data)], notes })
}

/// Multiply-adds of an epoch: forwards, backwards and the gradient take `N^2` a step and image each.
fn work(run: &Run) -> f64 {
    let images = if run.set == Set::Digits { 1000.0 } else { 60_000.0 };
    let nodes = (run.side * run.side) as f64;
    let steps = 0.5 * (run.options.steps.from + run.options.steps.to);
    debug_assert!(nodes > CLASSES as f64, "more nodes than classes");
    3.0 * images * steps * nodes * nodes
}
