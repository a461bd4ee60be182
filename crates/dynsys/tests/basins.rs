//! Basins with symmetries that are exact.

use core::sync::atomic::AtomicBool;
use dynsys::basin::{Approach, Axis, Basin, Grid, basins_of_flow, basins_of_map};
use dynsys::ensemble::Resources;
use dynsys::systems::{Duffing, Henon};
use dynsys::tableau::Tsitouras54;
use dynsys::{Ensemble, Erk, Error, Iterated, Pid, Plan, Tolerance};
use neurodyn_core::{Fixed, Map, Real, System};

/// Newton's method for `z^3 = 1`: `z -> z - (z^3 - 1) / (3 z^2)`.
struct Newton;
impl System for Newton {
    type Space = Fixed<2>;
    fn space(&self) -> Fixed<2> {
        Fixed
    }
}
impl<R: Real> Map<R> for Newton {
    #[inline(always)]
    fn apply(&self, &[x, y]: &[R; 2], next: &mut [R; 2]) {
        // z' = (2 z + 1 / z^2) / 3, and 1 / z^2 = conj(z^2) / |z|^4
        let (re, im) = (x * x - y * y, R::lit(2.0) * x * y);
        let size = re * re + im * im;
        *next = [(R::lit(2.0) * x + re / size) / R::lit(3.0), (R::lit(2.0) * y - im / size) / R::lit(3.0)];
    }
}

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
        basins_of_map(&Iterated(Newton), &grid, &root, 200, &resources).unwrap()
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
fn shares_come_with_wilsons_intervals() {
    let (grid, everywhere) = (square(1.0, 10), |x: &[f64]| (x[0] > 0.0).then_some(Basin::Escaped));
    let basins = basins_of_map(&Iterated(Newton), &grid, &everywhere, 0, &Resources::default()).unwrap();
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
    let family = Duffing { delta: 0.25, alpha: -1.0, beta: 1.0, gamma: 0.0, omega: 1.0 };
    let points = vec![vec![-1.0, 0.0], vec![1.0, 0.0]];
    let ensemble = Ensemble {
        family: &family,
        plan: Plan::new(Erk(Tsitouras54), Pid::default(), Tolerance::both(1e-8)),
        span: (0.0, 200.0),
        reducer: Approach { points, radius: 0.1, escape: 1e3 },
    };
    let grid = square(2.0, 40);
    let told = |basin: &Basin| Some(*basin);
    let basins = basins_of_flow(&ensemble, &grid, &[0.0, 1.0], &told, &Resources::default()).unwrap();
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
    assert_eq!(run(&grid, &[0.0]), Error::Dimension { what: "parameters", found: 1, expected: 2 });
    let axis = Axis { coordinate: 0, from: 0.0, to: 1.0, cells: 2 };
    let line = Grid::new(vec![0.0; 3], vec![axis]).unwrap();
    assert_eq!(run(&line, &[0.0, 1.0]), Error::Dimension { what: "grid", found: 3, expected: 2 });
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
    let stopped = basins_of_map(&Iterated(Newton), &square(1.0, 10), &root, 10, &resources);
    assert_eq!(stopped, Err(Error::Cancelled { done: 0, total: 100 }));
}
