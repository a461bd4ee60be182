//! Basins of attraction: a grid of starts, each with the name of where it goes.
//!
//! ```
//! use dynsys::basin::{Axis, Basin, Grid, basins_of_map};
//! use dynsys::{Iterated, ensemble::Resources, systems::Henon};
//!
//! // which starts stay bounded under the Hénon map?
//! let axis = |coordinate| Axis { coordinate, from: -2.0, to: 2.0, cells: 64 };
//! let grid = Grid::new(vec![0.0, 0.0], vec![axis(0), axis(1)])?;
//! let escapes = |x: &[f64]| (x[0].abs() > 100.0).then_some(Basin::Escaped);
//! let basins = basins_of_map(&Iterated(Henon::default()), &grid, &escapes, 200, &Resources::default())?;
//! for share in basins.shares() {
//!     println!("{:?}: {:.3} ({:.3} to {:.3})", share.basin, share.fraction, share.low, share.high);
//! }
//! # Ok::<(), dynsys::Error>(())
//! ```

mod approach;
mod grid;
mod recognise;
mod sweep;

use crate::check;
use crate::ensemble::{AnyMethod, Ensemble, Resources};
use crate::failure::{Error, Failure};
use crate::reduce::Reducer;
pub use approach::Approach;
use core::sync::atomic::{AtomicUsize, Ordering};
pub use grid::{Axis, Grid};
use neurodyn_core::{Controller, Doubles, Evolve, Family, Space, Task, with_fma};
pub use recognise::{Recognise, Told};
pub use sweep::{Patience, basins_of_family};

/// Where a start goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basin {
    /// To the attractor of this number.
    Attractor(u16),
    /// Away, without bound.
    Escaped,
    /// The rule could not tell within its time, or the trajectory failed.
    Undecided,
}

/// A labelling rule: names the basin from what it sees, `None` while it cannot tell.
///
/// On maps it sees each state in turn (`T = [f64]`), on flows the result of the ensemble's reducer. Closures are rules.
pub trait Label<T: ?Sized>: Sync {
    /// The basin, if it can be told.
    fn label(&self, seen: &T) -> Option<Basin>;
}

impl<T: ?Sized, F: Fn(&T) -> Option<Basin> + Sync> Label<T> for F {
    fn label(&self, seen: &T) -> Option<Basin> {
        self(seen)
    }
}

/// A labelled grid.
#[derive(Clone, Debug, PartialEq)]
pub struct Basins {
    /// The starts.
    pub grid: Grid,
    /// The basin of each, in the order of [`Grid::point`].
    pub labels: Vec<Basin>,
    /// Starts whose trajectories failed, and how.
    pub failures: Vec<(usize, Failure)>,
}

/// How much of a grid belongs to one basin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// The basin.
    pub basin: Basin,
    /// Cells in it.
    pub cells: usize,
    /// Cells in it over all cells.
    pub fraction: f64,
    /// Lower end of the 95 % interval of the fraction.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// 95 % of a normal distribution lie within this many standard deviations.
const NORMAL_95: f64 = 1.959_963_984_540_054;

impl Basins {
    /// The share of each basin that occurs, attractors in order of number, then escaped, then undecided.
    ///
    /// The interval is E. B. Wilson's for a binomial fraction (J. Am. Stat. Assoc. 22, 209 (1927)), as if the cells
    /// were independent draws; a regular grid does better where boundaries are smooth.
    #[must_use]
    pub fn shares(&self) -> Vec<Share> {
        let mut counts = std::collections::BTreeMap::new();
        for basin in &self.labels {
            *counts.entry(*basin).or_insert(0_usize) += 1;
        }
        let n = self.labels.len() as f64;
        let share = |(basin, cells): (Basin, usize)| {
            let p = cells as f64 / n;
            let square = NORMAL_95 * NORMAL_95;
            let centre = (p + square / (2.0 * n)) / (1.0 + square / n);
            let half = NORMAL_95 * (p * (1.0 - p) / n + square / (4.0 * n * n)).sqrt() / (1.0 + square / n);
            Share { basin, cells, fraction: p, low: (centre - half).max(0.0), high: (centre + half).min(1.0) }
        };
        counts.into_iter().map(share).collect()
    }
}

/// Basins of a flow: runs the ensemble from every point of the grid, with the same parameters, and labels each result.
/// The span and the reducer of the ensemble say how long and what is looked at, [`Approach`] for example.
///
/// # Errors
/// As [`Ensemble::run`]; [`Error::Dimension`] if the grid or the parameters do not fit. A trajectory that fails is
/// [`Basin::Undecided`] and listed.
pub fn basins_of_flow<F: Family, M: AnyMethod<F>, C: Controller, D: Reducer>(
    ensemble: &Ensemble<'_, F, M, C, D>,
    grid: &Grid,
    parameters: &[f64],
    rule: &impl Label<D::Output>,
    resources: &Resources<'_>,
) -> Result<Basins, Error> {
    check::dimension("grid", grid.base().len(), ensemble.family.space().dim())?;
    check::dimension("parameters", parameters.len(), ensemble.family.parameters())?;
    check::finite("parameters", parameters)?;
    let mut failures = Vec::new();
    let mut labels = Vec::with_capacity(grid.len());
    // three vectors hide more of the latency than two
    let outcomes = ensemble.run_as::<Doubles<3>>(&grid.starts(parameters), resources)?;
    for (index, outcome) in outcomes.into_iter().enumerate() {
        labels.push(match outcome {
            Ok(result) => rule.label(&result).unwrap_or(Basin::Undecided),
            Err(failure) => {
                failures.push((index, failure));
                Basin::Undecided
            }
        });
    }
    Ok(Basins { grid: grid.clone(), labels, failures })
}

/// Basins of any evolution, one cell after the other ([`basins_of_family`] puts maps on lanes): advances every point of the grid until the rule can tell, at most
/// `units` times; the rule sees the start, too. A state that is not finite has escaped; a stuck one is undecided.
///
/// # Errors
/// [`Error::Dimension`] if the grid does not fit; [`Error::Cancelled`].
pub fn basins_of_map<E: Evolve<f64> + Sync>(
    evolution: &E,
    grid: &Grid,
    rule: &impl Label<[f64]>,
    units: u64,
    resources: &Resources<'_>,
) -> Result<Basins, Error> {
    check::dimension("grid", grid.base().len(), evolution.space().dim())?;
    let labels = share_out(grid.len(), resources, |first, labels| {
        with_fma(Cells { evolution, grid, rule, units, first, labels });
    })?;
    Ok(Basins { grid: grid.clone(), labels, failures: Vec::new() })
}

/// Hands cells to threads, a few thousand at a time: `work` gets the first cell and the labels to be written.
fn share_out(
    total: usize,
    resources: &Resources<'_>,
    work: impl Fn(usize, &mut [Basin]) + Sync,
) -> Result<Vec<Basin>, Error> {
    /// Enough to make the hand-over cheap, few enough to spread over threads.
    const CELLS: usize = 2048;
    let mut labels = vec![Basin::Undecided; total];
    let threads = resources.threads();
    let done = AtomicUsize::new(0);
    let cancelled = || resources.cancel.is_some_and(|cancel| cancel.load(Ordering::Relaxed));
    let chunks = std::sync::Mutex::new(labels.chunks_mut(CELLS).enumerate());
    let worker = || {
        while !cancelled() {
            let next = chunks.lock().ok().and_then(|mut chunks| chunks.next());
            let Some((chunk, labels)) = next else { return };
            let cells = labels.len();
            work(chunk * CELLS, labels);
            let done = done.fetch_add(cells, Ordering::Relaxed) + cells;
            if let Some(progress) = resources.progress {
                progress(done);
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(worker);
        }
        worker();
    });
    let done = done.into_inner();
    if done < total {
        return Err(Error::Cancelled { done, total });
    }
    Ok(labels)
}

/// Some cells of a grid, labelled one after the other.
struct Cells<'a, E, L> {
    evolution: &'a E,
    grid: &'a Grid,
    rule: &'a L,
    units: u64,
    first: usize,
    labels: &'a mut [Basin],
}

impl<E: Evolve<f64>, L: Label<[f64]>> Task for Cells<'_, E, L> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let mut start = vec![0.0; self.grid.base().len()];
        let cells = self.labels.len();
        for i in 0..cells {
            self.grid.point(self.first + i, &mut start);
            let mut x = self.evolution.space().point(|k| start[k]);
            let (mut work, mut t) = (self.evolution.work(), 0.0);
            let mut found = self.rule.label(x.as_ref());
            let mut unit = 0;
            while found.is_none() && unit < self.units {
                if self.evolution.advance(&mut work, &mut t, &mut x).is_err() {
                    break;
                }
                let finite = x.as_ref().iter().all(|c| c.is_finite());
                found = if finite { self.rule.label(x.as_ref()) } else { Some(Basin::Escaped) };
                unit += 1;
            }
            self.labels[i] = found.unwrap_or(Basin::Undecided);
        }
    }
}
