//! Planes whose basins are mapped, shared by the benchmarks.

use dynsys::basin::{Approach, Axis, Basin, Basins, Grid, Patience, basins_of_family, basins_of_flow};
use dynsys::ensemble::Resources;
use dynsys::systems::{CubeRoots, DoubleWell, Henon, MagneticPendulum};
use dynsys::tableau::Tsitouras54;
use dynsys::{Ensemble, Erk, Error, Pid, Plan, Tolerance};

/// `cells` by `cells` over the square of this half width about the origin, the other coordinates being 0.
///
/// # Panics
/// If there is no cell.
#[must_use]
pub fn plane(dimension: usize, half: f64, cells: usize) -> Grid {
    let axis = |coordinate| Axis { coordinate, from: -half, to: half, cells };
    Grid::new(vec![0.0; dimension], vec![axis(0), axis(1)]).expect("a plane")
}

/// Newton's method for the cube roots of 1, looked at every second iteration, at most 60.
///
/// # Errors
/// As [`basins_of_family`].
pub fn newton(cells: usize, resources: &Resources<'_>) -> Result<Basins, Error> {
    let points = CubeRoots::ROOTS.map(|root| root.to_vec()).to_vec();
    let rule = Approach { points, radius: 1e-6, escape: f64::INFINITY };
    let patience = Patience { iterations: 60, every: 2 };
    basins_of_family(&CubeRoots, &plane(2, 2.0, cells), &[], &rule, patience, resources)
}

/// Which starts stay bounded for 100 iterations of the Hénon map, looked at every fourth.
///
/// # Errors
/// As [`basins_of_family`].
pub fn henon(cells: usize, resources: &Resources<'_>) -> Result<Basins, Error> {
    let rule = Approach { points: vec![], radius: 0.0, escape: 100.0 };
    let (family, patience) = (Henon::default(), Patience { iterations: 100, every: 4 });
    basins_of_family(&family, &plane(2, 2.5, cells), &[1.4, 0.3], &rule, patience, resources)
}

/// The wells of a damped particle, `rtol = atol = 1e-6`, until 60; a trajectory within `radius` of a well ends there. Up to
/// 0.4 the energy keeps it in that well.
///
/// # Errors
/// As [`basins_of_flow`].
pub fn double_well(cells: usize, radius: f64, resources: &Resources<'_>) -> Result<Basins, Error> {
    let points = vec![vec![-1.0, 0.0], vec![1.0, 0.0]];
    let ensemble = Ensemble {
        family: &DoubleWell::default(),
        plan: Plan::new(Erk(Tsitouras54), Pid::default(), Tolerance::both(1e-6)).first_step(0.05),
        span: (0.0, 60.0),
        reducer: Approach { points, radius, escape: f64::INFINITY },
    };
    basins_of_flow(&ensemble, &plane(2, 2.0, cells), &[0.15], &|basin: &Basin| Some(*basin), resources)
}

/// A pendulum over three magnets from rest, `rtol = atol = 1e-6`, until it is within 0.1 of a fixed point or 100.
///
/// # Errors
/// As [`basins_of_flow`].
pub fn pendulum(cells: usize, resources: &Resources<'_>) -> Result<Basins, Error> {
    let family = MagneticPendulum::default();
    let ensemble = Ensemble {
        family: &family,
        plan: Plan::new(Erk(Tsitouras54), Pid::default(), Tolerance::both(1e-6)),
        span: (0.0, 100.0),
        reducer: Approach {
            points: family.rest().map(|point| point.to_vec()).to_vec(),
            radius: 0.1,
            escape: f64::INFINITY,
        },
    };
    basins_of_flow(&ensemble, &plane(4, 2.0, cells), &[0.2], &|basin: &Basin| Some(*basin), resources)
}
