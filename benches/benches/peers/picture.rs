//! The picture: time over error of every solver on every problem; ours in colours, peers in greys with letters.

use crate::curve::solvers;
use crate::measure::{Line, Measured, median};
use crate::row::Side;
use neurodyn_repro::ReproError;
use neurodyn_repro::figure::{Axis, Colour, Dots, Figure, Panel, Plot, Stroke};

/// Millimetres of a row of panels.
const HEIGHT: f64 = 52.0;
const COLUMNS: usize = 3;
/// Errors beyond these say nothing.
const ERRORS: (f64, f64) = (3e-13, 3e-1);

/// The look of a solver, the same in every panel.
struct Look {
    name: String,
    side: Side,
    stroke: Stroke,
    /// What stands at the end of a peer's curve.
    letter: Option<char>,
}

/// The curves of all workloads that have some; none if there are none.
pub(crate) fn draw(all: &[Measured]) -> Option<Result<(String, Vec<u8>), ReproError>> {
    let shown: Vec<&Measured> = all.iter().filter(|measured| has_curves(measured)).collect();
    if shown.is_empty() {
        return None;
    }
    let looks = looks(&shown);
    // the key takes the cells that are left over, two at least
    let rows = (shown.len() + 2).div_ceil(COLUMNS);
    let mut figure = Figure::new("Time over error of integrators", COLUMNS, &vec![HEIGHT; rows]);
    for (place, measured) in shown.iter().enumerate() {
        let letter = char::from(b'a' + place as u8).to_string();
        let panel = Panel::plot(plot(measured, &looks)).letter(letter).title(measured.title);
        figure = figure.panel(place / COLUMNS, place % COLUMNS, panel);
    }
    let (row, column) = (shown.len() / COLUMNS, shown.len() % COLUMNS);
    let (row, column) = if COLUMNS - column >= 2 { (row, column) } else { (row + 1, 0) };
    figure = figure.wide_panel(
        row,
        column,
        COLUMNS - column,
        Panel::plot(key(&looks)).title("Solvers: ours in colour, crates in grey, others dashed"),
    );
    Some(figure.svg().and_then(|svg| Ok((svg, figure.png()?))))
}

/// Only where errors are errors and some solver has several tolerances.
fn has_curves(measured: &Measured) -> bool {
    let several = solvers(measured).iter().any(|(.., lines)| points(lines, 1.0).len() > 1);
    several && measured.targets.iter().any(|target| *target > 0.0)
}

fn looks(shown: &[&Measured]) -> Vec<Look> {
    let mut looks: Vec<Look> = Vec::new();
    let (mut ours, mut peers) = (0, 0);
    for (name, side, _) in shown.iter().flat_map(|measured| solvers(measured)) {
        if looks.iter().any(|look| look.name == name) {
            continue;
        }
        let (stroke, letter) = match side {
            Side::Ours => {
                ours += 1;
                let stroke = Stroke { points: 1.1, ..Stroke::solid(Colour::series(ours - 1)) };
                // after five colours they begin anew, dashed
                (Stroke { dashed: ours > 5, ..stroke }, None)
            }
            Side::Yardstick => (Stroke { points: 1.1, ..Stroke::dashed(Colour::INK) }, None),
            _ => {
                let grey = [0x58, 0x78, 0x98, 0xb0][peers % 4];
                let stroke = Stroke::solid(Colour(grey, grey, grey));
                peers += 1;
                let letter = char::from(b'A' + (peers - 1) as u8);
                (Stroke { points: 0.6, dashed: side == Side::Outside, ..stroke }, Some(letter))
            }
        };
        looks.push(Look { name: name.to_owned(), side, stroke, letter });
    }
    // ours are drawn last, on top
    looks.sort_by_key(|look| !look.side.is_peer());
    looks
}

/// Error and time of the rows of a solver, by tolerance.
fn points(lines: &[&Line], units: f64) -> Vec<(f64, f64)> {
    let ran = lines.iter().filter(|line| line.fault.is_none() && !line.seconds.is_empty());
    let points = ran.map(|line| (line.error, median(&line.seconds) / units));
    points.filter(|(error, _)| *error > ERRORS.0 && *error < ERRORS.1).collect()
}

fn plot(measured: &Measured, looks: &[Look]) -> Plot {
    // an ensemble in time a trajectory, exponents in time a run
    let units = if measured.unit.0 == "trajectories" { measured.unit.1 } else { 1.0 };
    let all = points(&measured.lines.iter().collect::<Vec<_>>(), units);
    let bound = |pick: fn(f64, f64) -> f64, of: fn(&(f64, f64)) -> f64| all.iter().map(of).reduce(pick);
    let errors = (bound(f64::min, |p| p.0).unwrap_or(1e-9), bound(f64::max, |p| p.0).unwrap_or(1e-3));
    let times = (bound(f64::min, |p| p.1).unwrap_or(1e-5), bound(f64::max, |p| p.1).unwrap_or(1e-3));
    let label = if units == 1.0 { "Time (s)" } else { "Time a trajectory (s)" };
    let (x, y) = (two_ticks(0.4 * errors.0, 2.5 * errors.1), two_ticks(0.6 * times.0, 1.8 * times.1));
    let mut plot = Plot::new(Axis::log10("Error", x.0, x.1), Axis::log10(label, y.0, y.1));
    let found = solvers(measured);
    for look in looks {
        let Some((.., lines)) = found.iter().find(|(name, ..)| *name == look.name) else { continue };
        let points = points(lines, units);
        let (x, y): (Vec<f64>, Vec<f64>) = points.iter().copied().unzip();
        plot = plot.line(&x, &y, look.stroke);
        let size = if look.side.is_peer() { 1.6 } else { 2.6 };
        plot = plot.scatter(&x, &y, Dots::discs(look.stroke.colour, size));
        if let (Some(letter), Some((error, time))) = (look.letter, points.last()) {
            plot = plot.note(0.55 * error, *time, letter.to_string(), Colour(0x50, 0x50, 0x50));
        }
    }
    plot
}

/// A range that holds two powers of ten at least.
fn two_ticks(low: f64, high: f64) -> (f64, f64) {
    let (first, last) = (low.log10().ceil(), high.log10().floor());
    let (down, up) = (10.0_f64.powf(first - 1.0), 10.0_f64.powf(last + 1.0));
    match last - first {
        powers if powers >= 1.0 => (low, high),
        // one inside: the nearer of its neighbours
        powers if powers >= 0.0 && low / down < up / high => (0.9 * down, high),
        powers if powers >= 0.0 => (low, 1.1 * up),
        _ => (0.9 * down, 1.1 * up),
    }
}

/// Names beside samples of their lines, in three columns: ours first.
fn key(looks: &[Look]) -> Plot {
    let ours: Vec<&Look> = looks.iter().filter(|look| !look.side.is_peer()).collect();
    let peers: Vec<&Look> = looks.iter().filter(|look| look.side.is_peer()).collect();
    let half = peers.len().div_ceil(2);
    let rows = ours.len().max(half).max(1);
    let blank = || Axis::new("", 0.0, 1.0).named_ticks(Vec::new());
    let mut plot = Plot::new(blank(), blank());
    let columns = [(0.02, &ours[..]), (0.31, &peers[..half]), (0.66, &peers[half..])];
    for (from, looks) in columns {
        for (place, look) in looks.iter().enumerate() {
            let y = 1.0 - (place as f64 + 0.7) / (rows as f64 + 0.4);
            plot = plot.line(&[from, from + 0.05], &[y, y], look.stroke);
            plot = plot.scatter(&[from + 0.025], &[y], Dots::discs(look.stroke.colour, 2.0));
            let name = look.name.replace("differential-equations", "diff.-eqs.");
            let name = look.letter.map_or_else(|| name.clone(), |letter| format!("{letter}  {name}"));
            plot = plot.note(from + 0.06, y, name, Colour::INK);
        }
    }
    plot
}
