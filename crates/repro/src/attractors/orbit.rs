//! What is computed of one network from one start: its orbit, its density, its exponents, and how neighbours part.

use ::chaosnn::Error;
use ::chaosnn::feedback::rotation_number;
use ::chaosnn::feedback::{
    Averaging, Class, Exponents, Feedback, INITIAL, Judging, State, Trajectory, coverage,
};

use super::constants::{ASSUMED_APART, DISCARD, Printed, STEPS};
use crate::error::ReproError;
use crate::figure::Splats;
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// One network from one start.
#[derive(Clone, Copy, Debug)]
pub(super) struct Case {
    pub(super) network: Printed,
    /// The value of all units after the reset.
    pub(super) start: f64,
    /// The plane of its density.
    pub(super) plane: Plane,
}

/// What stands on the axes of a density.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Plane {
    /// The first two units, as in the source.
    Units,
    /// The output against the one before.
    Delay,
}

/// The parts of a case, each a unit of work.
pub(super) const PARTS: [&str; 4] = ["orbit", "density", "exponents", "separation"];

/// Cells a side of the density on the page; a line of one cell is still seen there.
pub(super) const PAGE_CELLS: usize = 500;
/// Pixels a side of a poster: 10 inches at 300 dots an inch.
pub(super) const POSTER: usize = (super::constants::INCHES * super::constants::DOTS_PER_INCH) as usize;
/// Free paper around a density, as a share of the range of the data.
const MARGIN: f64 = 0.02;
/// Iterations between two looks at the watch.
const CHUNK: usize = 100_000;
/// Iterations over which neighbours are followed.
const FOLLOWED: usize = 20_000;

/// An error of the library as one of the runner.
pub(super) fn failed(error: Error) -> ReproError {
    match error {
        Error::Cancelled { .. } => ReproError::Cancelled,
        error => ReproError::Numerics { what: "a feedback network".to_owned(), facts: error.to_string() },
    }
}

impl Case {
    /// As the source draws it.
    pub(super) const fn published(network: Printed) -> Self {
        Self { network, start: INITIAL, plane: Plane::Units }
    }

    /// Its network.
    pub(super) fn feedback(&self) -> Result<Feedback, ReproError> {
        let Printed { units, delays, gain, seed, .. } = self.network;
        Feedback::drawn(units, delays, gain, seed).map_err(failed)
    }

    /// One of [`PARTS`].
    pub(super) fn part(
        &self,
        part: usize,
        setting: &Setting,
        watch: &Watch<'_>,
    ) -> Result<Table, ReproError> {
        match part {
            0 => self.orbit(),
            1 => self.density(setting, watch),
            2 => self.exponents(setting),
            _ => self.separation(),
        }
    }

    /// Iterations in the density.
    pub(super) fn points(setting: &Setting) -> usize {
        setting.scale.pick(4_000_000, 20_000_000, 60_000_000)
    }

    /// Cells a side of the poster of the density: few enough for the points.
    pub(super) fn fine(setting: &Setting) -> usize {
        setting.scale.pick(POSTER / 2, POSTER, POSTER)
    }

    /// Iterations over which exponents are averaged.
    pub(super) fn averaged(setting: &Setting) -> usize {
        setting.scale.pick(STEPS, STEPS, 10 * STEPS)
    }

    fn settled(&self) -> Result<(Feedback, State), ReproError> {
        let network = self.feedback()?;
        let mut state = network.reset(self.start);
        network.advance(&mut state, DISCARD).map_err(failed)?;
        Ok((network, state))
    }

    fn orbit(&self) -> Result<Table, ReproError> {
        let (network, mut state) = self.settled()?;
        let trajectory = network.trajectory(&mut state, 0, STEPS).map_err(failed)?;
        let cells = coverage(&trajectory, [0, 1]).map_err(failed)?;
        let rotation = rotation_number(&trajectory.unit(0)).unwrap_or(f64::NAN);
        Ok(Table::new()
            .with("x1", trajectory.unit(0))
            .with("x2", trajectory.unit(1))
            .with("rotation", vec![rotation])
            .with("cells", vec![cells.square as f64, cells.range as f64]))
    }

    fn density(&self, setting: &Setting, watch: &Watch<'_>) -> Result<Table, ReproError> {
        let (network, mut state) = self.settled()?;
        let first =
            self.plane.pairs(&network, &network.trajectory(&mut state.clone(), 0, CHUNK).map_err(failed)?);
        let edge = |of: fn(&(f64, f64)) -> f64| {
            let range = first
                .iter()
                .map(of)
                .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
            let margin = (MARGIN * (range.1 - range.0)).max(f64::MIN_POSITIVE);
            (range.0 - margin, range.1 + margin)
        };
        let (x, y) = (edge(|pair| pair.0), edge(|pair| pair.1));
        // Both axes at the same scale.
        let half = 0.5 * (x.1 - x.0).max(y.1 - y.0);
        let square =
            |(low, high): (f64, f64)| (f64::midpoint(low, high) - half, f64::midpoint(low, high) + half);
        let (x, y) = (square(x), square(y));
        let mut page = Splats::new(PAGE_CELLS, PAGE_CELLS, x, y)?;
        let fine = Self::fine(setting);
        let mut poster = Splats::new(fine, fine, x, y)?;
        let points = Self::points(setting);
        for done in (0..points).step_by(CHUNK) {
            watch.check()?;
            watch.done(done as f64 / points as f64);
            let chunk = network.trajectory(&mut state, 0, CHUNK).map_err(failed)?;
            for (x, y) in self.plane.pairs(&network, &chunk) {
                page.add(x, y);
                poster.add(x, y);
            }
        }
        let ((cells, weights), (poster_cells, poster_weights)) = (page.sparse(), poster.sparse());
        Ok(Table::new()
            .with("side", vec![fine as f64])
            .with("edges", vec![x.0, x.1, y.0, y.1])
            .with("cells", cells)
            .with("weights", weights)
            .with("poster cells", poster_cells)
            .with("poster weights", poster_weights))
    }

    fn exponents(&self, setting: &Setting) -> Result<Table, ReproError> {
        let network = self.feedback()?;
        let judging = Judging { series: 0, ..Judging::new(Self::averaged(setting)) };
        let averaging = Averaging { directions: None, ..judging.averaging };
        let found = network.spectrum(&network.reset(self.start), &averaging).map_err(failed)?;
        let evidence = network.classify_by(found, &judging).map_err(failed)?;
        let Exponents { exponents, error_bars, history, steps, log_determinant, .. } = &evidence.exponents;
        Ok(Table::new()
            .with("class", class_code(evidence.class))
            .with("dimension", vec![evidence.exponents.kaplan_yorke().unwrap_or(f64::NAN)])
            .with("origin", vec![network.origin_one_step()])
            .with("log determinant", vec![*log_determinant])
            .with("steps", vec![*steps as f64])
            .with("after", history.iter().map(|(steps, _)| *steps as f64).collect())
            .with("estimate", history.iter().map(|(_, found)| found[0]).collect())
            .with("exponents", exponents.clone())
            .with("error bars", error_bars.clone()))
    }

    /// The distance of the registers of two orbits whose first units are a little apart after the transient.
    fn separation(&self) -> Result<Table, ReproError> {
        let (network, mut state) = self.settled()?;
        let mut neighbour = state.clone();
        neighbour.x[0] += ASSUMED_APART;
        let follow = |state: &mut State| network.trajectory(state, 0, FOLLOWED).map_err(failed);
        let (one, other) =
            (outputs(&network, &follow(&mut state)?), outputs(&network, &follow(&mut neighbour)?));
        let squares: Vec<f64> = one.iter().zip(&other).map(|(a, b)| (a - b) * (a - b)).collect();
        let distance = |end: usize| -> f64 {
            squares[(end + 1).saturating_sub(network.delays())..=end].iter().sum::<f64>().sqrt()
        };
        Ok(Table::new().with("distance", (0..FOLLOWED).map(distance).collect()))
    }
}

impl Plane {
    fn pairs(self, network: &Feedback, trajectory: &Trajectory) -> Vec<(f64, f64)> {
        match self {
            Self::Units => trajectory.projection([0, 1]).into_iter().map(|[x, y]| (x, y)).collect(),
            Self::Delay => outputs(network, trajectory).windows(2).map(|pair| (pair[0], pair[1])).collect(),
        }
    }
}

/// The output that follows from each row of units.
fn outputs(network: &Feedback, trajectory: &Trajectory) -> Vec<f64> {
    let output =
        |step: usize| -> f64 { network.b().iter().zip(trajectory.row(step)).map(|(b, x)| b * x).sum() };
    (0..trajectory.len()).map(output).collect()
}

/// A class as numbers: its kind, and its period or dimension.
fn class_code(class: Class) -> Vec<f64> {
    match class {
        Class::FixedPoint => vec![0.0, 1.0],
        Class::Periodic(period) => vec![1.0, period as f64],
        Class::Superstable(period) => vec![2.0, period as f64],
        Class::InvariantCurve => vec![3.0, 1.0],
        Class::Torus(dimension) => vec![4.0, dimension as f64],
        Class::Chaos => vec![5.0, 0.0],
        _ => vec![6.0, 0.0],
    }
}

/// The class that [`class_code`] wrote.
pub(super) fn class_of(code: &[f64]) -> Class {
    let number = code.get(1).map_or(0, |&number| number as usize);
    match code.first().map_or(6, |&kind| kind as usize) {
        0 => Class::FixedPoint,
        1 => Class::Periodic(number),
        2 => Class::Superstable(number),
        3 => Class::InvariantCurve,
        4 => Class::Torus(number),
        5 => Class::Chaos,
        _ => Class::Undecided,
    }
}
