//! Basins of maps on lanes: all cells of a block move together, and those of which something is told step out.

use super::recognise::{Recognise, Told};
use super::{Basin, Basins, Grid, share_out};
use crate::check;
use crate::ensemble::Resources;
use crate::failure::Error;
use neurodyn_core::{KernelOn, Layers, Lift, Map, MapFamily, Mask, Real, Space, Wide};

/// How long a map is followed, and how often it is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// Iterations after which a cell is [`Basin::Undecided`].
    pub iterations: u64,
    /// Iterations between two looks, the first being at the start. Where a rule holds on once it holds, looking less often
    /// changes no label and saves what a look costs.
    pub every: u64,
}

/// Basins of a map on lanes and threads: iterates every point of the grid, all with the same parameters, until the rule
/// tells where it belongs. A state that is not finite has escaped.
///
/// The cells of a block stand side by side, move on for [`every`](Patience::every) iterations and are looked at; those that
/// are done step out and the others close ranks, so that no lane waits for its neighbour.
///
/// # Errors
/// [`Error::Dimension`] if the grid or the parameters do not fit, [`Error::OutOfRange`] for looks that are no iteration
/// apart; [`Error::Cancelled`].
///
/// ```
/// use dynsys::basin::{Approach, Axis, Grid, Patience, basins_of_family};
/// use dynsys::{ensemble::Resources, systems::Henon};
///
/// let axis = |coordinate| Axis { coordinate, from: -2.5, to: 2.5, cells: 64 };
/// let grid = Grid::new(vec![0.0, 0.0], vec![axis(0), axis(1)])?;
/// let away = Approach { points: vec![], radius: 0.0, escape: 100.0 };
/// let patience = Patience { iterations: 100, every: 4 };
/// let basins = basins_of_family(&Henon::default(), &grid, &[1.4, 0.3], &away, patience, &Resources::default())?;
/// println!("{:?}", basins.shares());
/// # Ok::<(), dynsys::Error>(())
/// ```
pub fn basins_of_family<F: MapFamily>(
    family: &F,
    grid: &Grid,
    parameters: &[f64],
    rule: &impl Recognise,
    patience: Patience,
    resources: &Resources<'_>,
) -> Result<Basins, Error> {
    check::dimension("grid", grid.base().len(), family.space().dim())?;
    check::dimension("parameters", parameters.len(), family.parameters())?;
    check::finite("parameters", parameters)?;
    let every = patience.every;
    check::in_range("iterations between looks", every as f64, every > 0, "at least one")?;
    let centres = grid.centres();
    let labels = share_out(grid.len(), resources, |first, labels| {
        let sweep = Sweep { family, grid, centres: &centres, parameters, rule, patience, first, labels };
        resources.level.run_on::<f64, VECTORS, _>(sweep);
    })?;
    Ok(Basins { grid: grid.clone(), labels, failures: Vec::new() })
}

/// Vectors side by side: a map of a few operations waits for its own results.
const VECTORS: usize = 4;

/// Cells of a block: their states stay in the first-level cache.
const BLOCK: usize = 1024;

/// Some cells of a grid.
struct Sweep<'a, F, L> {
    family: &'a F,
    grid: &'a Grid,
    centres: &'a [Vec<f64>],
    parameters: &'a [f64],
    rule: &'a L,
    patience: Patience,
    first: usize,
    labels: &'a mut [Basin],
}

impl<F: MapFamily, L: Recognise> KernelOn<f64> for Sweep<'_, F, L> {
    type Output = ();
    #[inline(always)]
    fn run<R: Wide + Layers<Lane = f64> + Lift<f64>>(self) {
        let space = self.family.space();
        let dim = space.dim();
        let parameters: Vec<R> = self.parameters.iter().map(|p| R::lit(*p)).collect();
        let map = self.family.member::<R>(&parameters);
        // a row for each coordinate; the last lanes of a block may reach beyond it
        let room = BLOCK + R::LANES;
        let mut states = vec![0.0; dim * room];
        let mut cells = vec![0_u16; BLOCK];
        let (mut x, mut y) = (space.constant::<R>(0.0), space.constant::<R>(0.0));
        let mut begun = 0;
        while begun < self.labels.len() {
            let mut here = BLOCK.min(self.labels.len() - begun);
            for i in 0..dim {
                let row = &mut states[i * room..i * room + here];
                self.grid.coordinates(self.centres, i, self.first + begun, row);
            }
            for k in 0..here {
                cells[k] = k as u16;
            }
            let labels = &mut self.labels[begun..begun + here];
            begun += here;
            let (mut done, mut stretch) = (0, 0);
            loop {
                let mut kept = 0;
                let mut from = 0;
                while from < here {
                    for i in 0..dim {
                        x.as_mut()[i] = R::load(&states[i * room + from..]);
                    }
                    for _ in 0..stretch {
                        map.apply(&x, &mut y);
                        core::mem::swap(&mut x, &mut y);
                    }
                    let told = self.rule.tell::<R>(x.as_ref()).escaped(finite(x.as_ref()).not());
                    let count = R::LANES.min(here - from);
                    let all = u64::MAX >> (64 - count);
                    let out = told.lanes().bits() & all;
                    if out != 0 {
                        let mut numbers = [0.0; 64];
                        told.numbers().store(&mut numbers);
                        let mut rest = out;
                        while rest != 0 {
                            let lane = rest.trailing_zeros() as usize;
                            labels[usize::from(cells[from + lane])] = Told::<R>::from_number(numbers[lane]);
                            rest &= rest - 1;
                        }
                    }
                    let staying = all & !out;
                    if staying == all {
                        for i in 0..dim {
                            x.as_ref()[i].store(&mut states[i * room + kept..]);
                        }
                        cells.copy_within(from..from + count, kept);
                        kept += count;
                    } else if staying != 0 {
                        for i in 0..dim {
                            x.as_ref()[i].store(&mut states[i * room + from..]);
                        }
                        let mut rest = staying;
                        while rest != 0 {
                            let lane = rest.trailing_zeros() as usize;
                            for i in 0..dim {
                                states[i * room + kept] = states[i * room + from + lane];
                            }
                            cells[kept] = cells[from + lane];
                            kept += 1;
                            rest &= rest - 1;
                        }
                    }
                    from += R::LANES;
                }
                here = kept;
                stretch = self.patience.every.min(self.patience.iterations - done);
                if here == 0 || stretch == 0 {
                    break;
                }
                done += stretch;
            }
        }
    }
}

#[inline(always)]
fn finite<R: Real>(x: &[R]) -> R::Mask {
    let mut sum = R::lit(0.0);
    // zero times a finite number is zero; zero times anything else is NaN
    for i in 0..x.len() {
        sum = x[i].mul_add(R::lit(0.0), sum);
    }
    sum.le(R::lit(0.0))
}
