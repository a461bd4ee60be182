//! Basins with symmetries that are exact.

use core::sync::atomic::AtomicBool;
use dynsys::basin::{Approach, Axis, Basin, Grid, Patience, Recognise};
use dynsys::basin::{basins_of_family, basins_of_flow, basins_of_map};
use dynsys::ensemble::Resources;
use dynsys::systems::{CubeRoots, DoubleWell, Henon, MagneticPendulum};
use dynsys::tableau::Tsitouras54;
use dynsys::{Ensemble, Erk, Error, Iterated, Level, Pid, Plan, Tolerance};

fn square(half: f64, cells: usize) -> Grid {
    let axis = |coordinate| Axis { coordinate, from: -half, to: half, cells };
    Grid::new(vec![0.0, 0.0], vec![axis(0), axis(1)]).unwrap()
}

fn root(x: &[f64]) -> Option<Basin> {
    let (h, s) = (-0.5, 3.0_f64.sqrt() / 2.0);
    let near = |k: u16, a: f64, b: f64| ((x[0] - a).hypot(x[1] - b) < 1e-6).then_some(Basin::Attractor(k));
    near(0, 1.0, 0.0).or(near(1, h, s)).or(near(2, h, -s))
}

#[test]
fn the_basins_of_newtons_method_have_its_symmetry() {
    let grid = square(1.5, 256);
    let run = |threads| {
        let resources = Resources { threads, ..Resources::default() };
        basins_of_map(&Iterated(CubeRoots), &grid, &root, 200, &resources).unwrap()
    };
    let basins = run(1);
    for threads in [2, 3] {
        assert_eq!(run(threads), basins);
    }
    // complex conjugation exchanges two roots, exactly
    let conjugate = |basin| match basin {
        Basin::Attractor(1) => Basin::Attractor(2),
        Basin::Attractor(2) => Basin::Attractor(1),
        other => other,
    };
    for row in 0..256 {
        for column in 0..256 {
            let (above, below) =
                (basins.labels[256 * row + column], basins.labels[256 * (255 - row) + column]);
            assert_eq!(above, conjugate(below));
        }
    }
    // a turn by 120 degrees exchanges all three, so that each has a third of the disc
    let mut thirds = [0_u32; 3];
    let mut disc = 0_u32;
    let mut z = [0.0; 2];
    for (index, basin) in basins.labels.iter().enumerate() {
        grid.point(index, &mut z);
        if z[0].hypot(z[1]) < 1.5 {
            disc += 1;
            let Basin::Attractor(k) = basin else { panic!("{z:?} is {basin:?}") };
            thirds[usize::from(*k)] += 1;
        }
    }
    assert_eq!(thirds[1], thirds[2]);
    for third in thirds {
        assert!((f64::from(third) / f64::from(disc) - 1.0 / 3.0).abs() < 0.005, "{thirds:?} of {disc}");
    }
}

#[test]
fn lanes_tell_what_single_cells_tell() {
    // 53 x 41 cells: no multiple of any number of lanes, more than a block, the second coordinate running fastest
    let axis = |coordinate, cells| Axis { coordinate, from: -2.0, to: 1.9, cells };
    let grid = Grid::new(vec![0.0, 0.0], vec![axis(1, 53), axis(0, 41)]).unwrap();
    let points = CubeRoots::ROOTS.map(|root| root.to_vec()).to_vec();
    let near = Approach { points, radius: 1e-6, escape: f64::INFINITY };
    let away = Approach { points: vec![vec![0.6, 0.2]], radius: 0.01, escape: 50.0 };
    let on = |level, threads| Resources { threads, level, ..Resources::default() };
    let one = |rule: &Approach, x: &[f64]| rule.tell(x).basin(0);
    let resources = Resources::default();
    let newton = basins_of_map(&Iterated(CubeRoots), &grid, &|x: &[f64]| one(&near, x), 30, &resources);
    let henon = Iterated(Henon::default());
    let henon = basins_of_map(&henon, &grid, &|x: &[f64]| one(&away, x), 30, &resources);
    for level in Level::ALL.into_iter().filter(|level| level.available()) {
        for threads in [1, 3] {
            let patience = Patience { iterations: 30, every: 1 };
            let found = basins_of_family(&CubeRoots, &grid, &[], &near, patience, &on(level, threads));
            assert_eq!(found, newton);
            let family = Henon::default();
            let found = basins_of_family(&family, &grid, &[1.4, 0.3], &away, patience, &on(level, threads));
            assert_eq!(found, henon);
            // what is near a root stays there, so that looks may be rare
            let seldom = Patience { iterations: 30, every: 4 };
            let found = basins_of_family(&CubeRoots, &grid, &[], &near, seldom, &on(level, threads));
            assert_eq!(found, newton);
        }
    }
    assert_eq!(newton.unwrap().shares().len(), 4, "some cells need more than 30 iterations");
    assert_eq!(henon.unwrap().shares().len(), 3);
}

#[test]
fn maps_on_lanes_end_where_numbers_do() {
    // a line through the origin, where Newton's method divides by zero
    let axis = Axis { coordinate: 1, from: -1.0, to: 1.0, cells: 3 };
    let grid = Grid::new(vec![0.0, 0.0], vec![axis]).unwrap();
    let rule = Approach { points: vec![], radius: 0.0, escape: f64::INFINITY };
    let run = |patience| basins_of_family(&CubeRoots, &grid, &[], &rule, patience, &Resources::default());
    let found = run(Patience { iterations: 4, every: 3 }).unwrap();
    assert_eq!(found.labels, [Basin::Undecided, Basin::Escaped, Basin::Undecided]);
    // no iteration: only the start is seen
    let found = run(Patience { iterations: 0, every: 1 }).unwrap();
    assert_eq!(found.labels, [Basin::Undecided; 3]);
    let refused = run(Patience { iterations: 10, every: 0 });
    assert!(matches!(refused, Err(Error::OutOfRange { what: "iterations between looks", .. })));
    let patience = Patience { iterations: 1, every: 1 };
    let wrong = basins_of_family(&CubeRoots, &grid, &[1.0], &rule, patience, &Resources::default());
    assert_eq!(wrong, Err(Error::Dimension { what: "parameters", found: 1, expected: 0 }));
}

#[test]
fn shares_come_with_wilsons_intervals() {
    let (grid, everywhere) = (square(1.0, 10), |x: &[f64]| (x[0] > 0.0).then_some(Basin::Escaped));
    let basins = basins_of_map(&Iterated(CubeRoots), &grid, &everywhere, 0, &Resources::default()).unwrap();
    let [escaped, undecided] = basins.shares()[..] else { panic!() };
    assert_eq!((escaped.basin, escaped.cells, escaped.fraction), (Basin::Escaped, 50, 0.5));
    assert_eq!((undecided.basin, undecided.cells), (Basin::Undecided, 50));
    // p = 1/2, n = 100: 0.40383 to 0.59617
    assert!((escaped.low - 0.403_831_5).abs() < 1e-6 && (escaped.high - 0.596_168_5).abs() < 1e-6);
}

#[test]
fn what_leaves_the_henon_map_has_escaped() {
    // Henon's quadrilateral, from which no point escapes (Commun. Math. Phys. 50, 69 (1976), section 4)
    let corners = [[-1.33, 0.42], [1.32, 0.133], [1.245, -0.14], [-1.06, -0.5]];
    let inside = |x: f64, y: f64| {
        (0..4).all(|i| {
            let ([a, b], [c, d]) = (corners[i], corners[(i + 1) % 4]);
            (c - a) * (y - b) - (d - b) * (x - a) < 0.0
        })
    };
    let grid = square(2.0, 200);
    let away = |x: &[f64]| (x[0].abs() > 1e3).then_some(Basin::Escaped);
    let basins =
        basins_of_map(&Iterated(Henon::default()), &grid, &away, 500, &Resources::default()).unwrap();
    let (mut z, mut stays) = ([0.0; 2], 0);
    for (index, basin) in basins.labels.iter().enumerate() {
        grid.point(index, &mut z);
        if inside(z[0], z[1]) {
            assert_eq!(*basin, Basin::Undecided, "{z:?} stays");
            stays += 1;
        }
        // x' = 1 - 1.4 x^2 + y < -4 there, and farther out at each step
        if z[0].abs() > 1.95 && z[1] < 0.0 {
            assert_eq!(*basin, Basin::Escaped, "{z:?} leaves");
        }
    }
    assert!(stays > 2000, "{stays}");
    let shares = basins.shares();
    assert_eq!(shares.len(), 2);
    assert!(shares[0].fraction > 0.5 && shares[0].fraction < 0.8, "{shares:?}");
}

#[test]
fn a_double_well_divides_the_plane_in_halves() {
    let family = DoubleWell { delta: 0.25 };
    let points = vec![vec![-1.0, 0.0], vec![1.0, 0.0]];
    let ensemble = Ensemble {
        family: &family,
        plan: Plan::new(Erk(Tsitouras54), Pid::default(), Tolerance::both(1e-8)),
        span: (0.0, 200.0),
        reducer: Approach { points, radius: 0.1, escape: 1e3 },
    };
    let grid = square(2.0, 40);
    let told = |basin: &Basin| Some(*basin);
    let basins = basins_of_flow(&ensemble, &grid, &[0.25], &told, &Resources::default()).unwrap();
    let [left, right] = basins.shares()[..] else { panic!("{:?}", basins.shares()) };
    assert_eq!((left.basin, right.basin), (Basin::Attractor(0), Basin::Attractor(1)));
    assert_eq!(left.cells, right.cells, "(x, v) -> (-x, -v) exchanges the wells, to the last bit");
    for (index, basin) in basins.labels.iter().enumerate() {
        assert_ne!(*basin, basins.labels[basins.labels.len() - 1 - index]);
    }
    // parameters and grids that do not fit
    let run = |grid: &Grid, parameters: &[f64]| {
        basins_of_flow(&ensemble, grid, parameters, &told, &Resources::default()).unwrap_err()
    };
    assert_eq!(run(&grid, &[]), Error::Dimension { what: "parameters", found: 0, expected: 1 });
    let axis = Axis { coordinate: 0, from: 0.0, to: 1.0, cells: 2 };
    let line = Grid::new(vec![0.0; 3], vec![axis]).unwrap();
    assert_eq!(run(&line, &[0.25]), Error::Dimension { what: "grid", found: 3, expected: 2 });
}

#[test]
fn three_magnets_share_the_plane() {
    let family = MagneticPendulum::default();
    let points = family.rest().map(|point| point.to_vec()).to_vec();
    let ensemble = Ensemble {
        family: &family,
        plan: Plan::new(Erk(Tsitouras54), Pid::default(), Tolerance::both(1e-8)),
        span: (0.0, 200.0),
        reducer: Approach { points, radius: 0.1, escape: f64::INFINITY },
    };
    let axis = |coordinate| Axis { coordinate, from: -2.0, to: 2.0, cells: 40 };
    let grid = Grid::new(vec![0.0; 4], vec![axis(0), axis(1)]).unwrap();
    let told = |basin: &Basin| Some(*basin);
    let basins = basins_of_flow(&ensemble, &grid, &[0.2], &told, &Resources::default()).unwrap();
    assert_eq!(basins.shares().len(), 3, "{:?}", basins.shares());
    // the mirror image of a start ends above the mirror image of a magnet: not to the last bit near a basin's boundary,
    // where sums in another order decide
    let mirrored = |index: usize| 40 * (39 - index / 40) + index % 40;
    let broken = (0..1600).filter(|&index| {
        let due = match basins.labels[index] {
            Basin::Attractor(1) => Basin::Attractor(2),
            Basin::Attractor(2) => Basin::Attractor(1),
            other => other,
        };
        basins.labels[mirrored(index)] != due
    });
    assert!(broken.count() < 80);
    for share in basins.shares() {
        assert!((share.fraction - 1.0 / 3.0).abs() < 0.05, "{share:?}");
    }
}

#[test]
fn grids_that_make_no_sense_are_refused() {
    let axis = Axis { coordinate: 0, from: 0.0, to: 1.0, cells: 2 };
    let refused = |axes: &[Axis]| Grid::new(vec![0.0; 2], axes.to_vec()).unwrap_err();
    assert!(matches!(refused(&[]), Error::OutOfRange { what: "number of axes", .. }));
    assert!(matches!(refused(&[axis; 3]), Error::OutOfRange { what: "number of axes", .. }));
    assert!(matches!(refused(&[axis; 2]), Error::OutOfRange { rule: "another axis has it already", .. }));
    assert!(matches!(refused(&[Axis { coordinate: 2, ..axis }]), Error::OutOfRange { .. }));
    assert!(matches!(refused(&[Axis { cells: 0, ..axis }]), Error::OutOfRange { .. }));
    assert!(matches!(refused(&[Axis { to: f64::NAN, ..axis }]), Error::NotFinite { .. }));
    assert!(Grid::new(vec![f64::NAN, 0.0], vec![axis]).is_err());
    let cancel = AtomicBool::new(true);
    let resources = Resources { cancel: Some(&cancel), ..Resources::default() };
    let stopped = basins_of_map(&Iterated(CubeRoots), &square(1.0, 10), &root, 10, &resources);
    assert_eq!(stopped, Err(Error::Cancelled { done: 0, total: 100 }));
}
