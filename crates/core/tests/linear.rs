//! The in-house linear algebra: known answers, residuals, failures, derivatives, and lanes against scalars in bytes.

mod common;

use common::{lanes_from, levels};
use neurodyn_core::linear::{
    Band, BandLu, GramSchmidt, Layout, LinearError, LinearSolve, Orthonormalise, Pattern, PatternLu, SmallLu,
    solve,
};
use neurodyn_core::{Doubles, Dual, Kernel, Mask, Singles, Wide};
use proptest::prelude::*;

const EPSILON: f64 = f64::EPSILON;

fn hilbert(n: usize) -> Vec<f64> {
    (0..n * n).map(|at| 1.0 / (at / n + at % n + 1) as f64).collect()
}

fn matrix(n: usize) -> impl Strategy<Value = Vec<f64>> {
    proptest::collection::vec(-1.0..1.0f64, n * n)
}

#[test]
fn known_systems() {
    assert_eq!(solve(&SmallLu, &[4.0], &[2.0]), Ok(vec![0.5]));
    assert_eq!(solve::<f64, _>(&SmallLu, &[], &[]), Ok(vec![]));
    // the inverse of the Hilbert matrix of order 3 has integer entries
    let inverse = [[9.0, -36.0, 30.0], [-36.0, 192.0, -180.0], [30.0, -180.0, 180.0]];
    for (j, column) in inverse.iter().enumerate() {
        let mut unit = [0.0; 3];
        unit[j] = 1.0;
        for (x, exact) in solve(&SmallLu, &hilbert(3), &unit).unwrap().iter().zip(column) {
            assert!((x - exact).abs() < 1e-11, "{x} {exact}");
        }
    }
    // without pivoting 1e-20 would swallow the second equation
    let x = solve(&SmallLu, &[1e-20, 1.0, 1.0, 1.0], &[1.0, 2.0]).unwrap();
    assert_eq!(x, [1.0, 1.0]);
}

#[test]
fn failures_state_their_facts() {
    let wrong = solve(&SmallLu, &[1.0, 2.0, 3.0], &[1.0, 2.0]).unwrap_err();
    assert_eq!(wrong, LinearError::Size { what: "the matrix", found: 3, expected: 4 });
    assert_eq!(wrong.to_string(), "the matrix has 3 numbers where 4 are expected");
    let singular = solve(&SmallLu, &[1.0, 2.0, 2.0, 4.0], &[1.0, 2.0]);
    assert_eq!(singular, Err(LinearError::Singular { n: 2, column: 1 }));
    assert_eq!(solve(&SmallLu, &[0.0], &[1.0]), Err(LinearError::Singular { n: 1, column: 0 }));
    for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        for at in 0..9 {
            let mut a = hilbert(3);
            a[at] = bad;
            assert_eq!(
                solve(&SmallLu, &a, &[1.0; 3]),
                Err(LinearError::NotFinite { row: at / 3, column: at % 3 })
            );
        }
    }
    let overflow = solve(&SmallLu, &[1.0, 1e308, -1.0, 1e308], &[1.0, 1.0]);
    assert_eq!(overflow, Err(LinearError::Overflow { column: 1 }));
    let mut stretch = [0.0; 3];
    assert_eq!(
        GramSchmidt.orthonormalise(&mut [1.0; 6], &mut stretch),
        Err(LinearError::Shape { found: 6, columns: 3 })
    );
    assert_eq!(
        GramSchmidt.orthonormalise(&mut [1.0; 10], &mut stretch),
        Err(LinearError::Shape { found: 10, columns: 3 })
    );
    assert_eq!(GramSchmidt.orthonormalise(&mut [0.0f64; 0], &mut []), Ok(true));
}

#[test]
fn a_solution_carries_its_derivative() {
    // x(p) with A(p) = [[p, 1], [1, 2]], b = (1, p): x = (2 - p, p^2 - 1) / (2 p - 1)
    let p = 3.0;
    let (v, c) = (Dual::<f64, 1>::variable(p, 0), Dual::constant);
    let x = solve(&SmallLu, &[v, c(1.0), c(1.0), c(2.0)], &[c(1.0), v]).unwrap();
    let d = 2.0 * p - 1.0;
    assert!((x[0].eps[0] - (-d - 2.0 * (2.0 - p)) / (d * d)).abs() < 1e-15);
    assert!((x[1].eps[0] - (2.0 * p * d - 2.0 * (p * p - 1.0)) / (d * d)).abs() < 1e-15);
}

/// Largest `|Q^T Q - I|`.
fn skew(q: &[f64], n: usize, k: usize) -> f64 {
    let mut worst = 0.0f64;
    for j in 0..k {
        for l in 0..k {
            let dot: f64 = (0..n).map(|i| q[i * k + j] * q[i * k + l]).sum();
            worst = worst.max((dot - f64::from(u8::from(j == l))).abs());
        }
    }
    worst
}

#[test]
fn known_directions() {
    let mut a = [3.0f64, 1.0, 4.0, 2.0];
    let mut stretch = [0.0f64; 2];
    assert_eq!(GramSchmidt.orthonormalise(&mut a, &mut stretch), Ok(true));
    for (x, exact) in a.iter().zip([0.6, -0.8, 0.8, 0.6]).chain(stretch.iter().zip([5.0, 0.4])) {
        assert!((x - exact).abs() < 4.0 * EPSILON, "{x} {exact}");
    }
    // a Hilbert matrix of order 10 has condition 1e13, and still gives orthonormal columns
    let mut a = hilbert(10);
    let mut stretch = [0.0; 10];
    assert_eq!(GramSchmidt.orthonormalise(&mut a, &mut stretch), Ok(true));
    assert!(skew(&a, 10, 10) < 1e-15, "{}", skew(&a, 10, 10));
}

#[test]
fn columns_far_out_of_range_are_scaled() {
    for size in [1e-300f64, 1e-200, 1e-20, 1e20, 1e200, 1e300] {
        let mut a = [3.0 * size, 1.0, 4.0 * size, 2.0];
        let mut stretch = [0.0f64; 2];
        assert_eq!(GramSchmidt.orthonormalise(&mut a, &mut stretch), Ok(true));
        assert!((stretch[0] / size - 5.0).abs() < 1e-14, "{size} {}", stretch[0]);
        assert!((stretch[1] - 0.4).abs() < 1e-14, "{size} {}", stretch[1]);
    }
}

#[test]
fn columns_that_vanish_are_replaced() {
    for columns in [
        vec![0.0; 9],
        vec![1.0; 9],
        vec![1.0, 2.0, 0.1, 1.0, 2.0, 0.2, 1.0, 2.0, 0.3],
        vec![1.0, 0.0, 0.5, 0.0, 0.0, 0.25, 0.0, 0.0, 0.125],
    ] {
        let mut q = columns.clone();
        let mut stretch = [f64::NAN; 3];
        assert_eq!(GramSchmidt.orthonormalise(&mut q, &mut stretch), Ok(false));
        assert!(skew(&q, 3, 3) < 1e-15, "{columns:?} {q:?}");
        assert_eq!(stretch[1], 0.0, "{columns:?} {stretch:?}");
    }
    // what is left of the others does not depend on the replacement
    let mut q = [0.0, 1.0, 0.0, 2.0];
    let mut stretch = [f64::NAN; 2];
    assert_eq!(GramSchmidt.orthonormalise(&mut q, &mut stretch), Ok(false));
    assert!(stretch[0] == 0.0 && (stretch[1] - 5f64.sqrt()).abs() < 1e-15, "{stretch:?}");
    let mut q = [1.0, f64::NAN, 0.0, 1.0];
    let mut stretch = [0.0; 2];
    assert_eq!(GramSchmidt.orthonormalise(&mut q, &mut stretch), Ok(false));
    assert!(stretch[0] == 1.0 && stretch[1].is_nan());
}

proptest! {
    #[test]
    fn residuals_are_small((n, a, b) in (1usize..13).prop_flat_map(|n| (Just(n), matrix(n), proptest::collection::vec(-1.0..1.0f64, n)))) {
        let x = solve(&SmallLu, &a, &b).unwrap();
        // Wilkinson: |b - A x| <= growth * n * eps * |A| |x|
        let size = x.iter().fold(1.0f64, |m, x| m.max(x.abs()));
        for i in 0..n {
            let residual = (0..n).map(|j| a[i * n + j] * x[j]).sum::<f64>() - b[i];
            prop_assert!(residual.abs() <= 10.0 * (n * n) as f64 * EPSILON * size, "{residual} {size}");
        }
    }

    #[test]
    fn q_times_r_is_a((n, k, a) in (1usize..10).prop_flat_map(|n| (Just(n), 1..=n, matrix(n)))) {
        let a = &a[..n * k];
        let (mut q, mut stretch) = (a.to_vec(), vec![0.0; k]);
        GramSchmidt.orthonormalise(&mut q, &mut stretch).unwrap();
        prop_assert!(skew(&q, n, k) < 4.0 * n as f64 * EPSILON);
        for j in 0..k {
            // R = Q^T A: upper triangular, with the stretches on its diagonal, and Q R = A
            let r: Vec<f64> = (0..k).map(|l| (0..n).map(|i| q[i * k + l] * a[i * k + j]).sum()).collect();
            prop_assert!((r[j] - stretch[j]).abs() < 8.0 * n as f64 * EPSILON);
            prop_assert!(r[j + 1..].iter().all(|r| r.abs() < 8.0 * n as f64 * EPSILON));
            for i in 0..n {
                let back: f64 = (0..k).map(|l| q[i * k + l] * r[l]).sum();
                prop_assert!((back - a[i * k + j]).abs() < 8.0 * n as f64 * EPSILON);
            }
        }
    }
}

/// The band of a matrix, and the matrix with zeros outside of it.
fn banded(a: &[f64], n: usize, band: Band) -> (Vec<f64>, Vec<f64>) {
    let (mut inside, mut full) = (vec![0.0; band.len(n)], vec![0.0; n * n]);
    for j in 0..n {
        for i in band.rows(n, j) {
            inside[band.place(n, i, j)] = a[i * n + j];
            full[i * n + j] = a[i * n + j];
        }
    }
    (inside, full)
}

#[test]
fn a_ring_is_a_band_in_another_order() {
    let ring = Pattern::ring(32, 3, 1);
    assert_eq!((ring.band().below, ring.band().above), (8, 8));
    assert_eq!(ring.doubled().band(), ring.band().doubled());
    assert_eq!(Pattern::ring(3, 1, 5).len(3), 3 * 5);
    assert!(Pattern::ring(0, 3, 1).fits(0) && !ring.fits(95));
    let outside = Pattern::new(4, [(1, 4)]).unwrap_err();
    assert_eq!(
        outside.to_string(),
        "a matrix with an entry of the pattern has 4 numbers where 5 are expected"
    );
}

#[test]
fn a_band_fails_with_its_facts() {
    let lu = BandLu::new(1, 1);
    // [[1, 2, 0], [2, 4, 0], [0, 0, 1]]: rows of the band below, on and above the diagonal
    let singular = solve(&lu, &[0.0, 1.0, 2.0, 2.0, 4.0, 0.0, 0.0, 1.0, 0.0], &[1.0; 3]);
    assert_eq!(singular, Err(LinearError::Singular { n: 3, column: 1 }));
    let nan = solve(&lu, &[0.0, 1.0, 2.0, 2.0, f64::NAN, 0.0, 0.0, 1.0, 0.0], &[1.0; 3]);
    assert_eq!(nan, Err(LinearError::NotFinite { row: 1, column: 1 }));
    let short = solve(&lu, &[0.0; 8], &[1.0; 3]);
    assert_eq!(short, Err(LinearError::Size { what: "the matrix", found: 8, expected: 9 }));
    assert_eq!(solve::<f64, _>(&lu, &[], &[]), Ok(vec![]));
}

proptest! {
    #[test]
    fn a_band_is_solved_as_the_full_matrix(
        (n, below, above, a, b) in (1usize..13, 0usize..4, 0usize..4).prop_flat_map(|(n, below, above)| (
            Just(n), Just(below), Just(above), matrix(n), proptest::collection::vec(-1.0..1.0f64, n)))
    ) {
        let lu = BandLu::new(below, above);
        let (inside, full) = banded(&a, n, lu.0);
        let (band, dense) = (solve(&lu, &inside, &b), solve(&SmallLu, &full, &b));
        match (band, dense) {
            (Ok(x), Ok(y)) => {
                let size = x.iter().fold(1.0f64, |m, x| m.max(x.abs()));
                for i in 0..n {
                    let residual = (0..n).map(|j| full[i * n + j] * x[j]).sum::<f64>() - b[i];
                    prop_assert!(residual.abs() <= 10.0 * (n * n) as f64 * EPSILON * size, "{residual} {size}");
                }
                // partial pivoting chooses the same rows, so the same numbers meet
                prop_assert!(x.iter().zip(&y).all(|(x, y)| (x - y).abs() <= 1e-9 * size * size));
            }
            (band, dense) => prop_assert_eq!(band.is_err(), dense.is_err()),
        }
    }

    #[test]
    fn a_sparse_matrix_is_solved_as_the_full_one(
        (n, a, b, chosen) in (1usize..16).prop_flat_map(|n| (
            Just(n), matrix(n), proptest::collection::vec(-1.0..1.0f64, n),
            proptest::collection::vec((0..n, 0..n), 0..2 * n)))
    ) {
        let pattern = Pattern::new(n, chosen).unwrap();
        let (mut sparse, mut full) = (vec![0.0; pattern.len(n)], vec![0.0; n * n]);
        let mut met = vec![vec![false; n]; pattern.colours(n)];
        for j in 0..n {
            for i in pattern.rows(n, j) {
                // columns of one colour share no row
                prop_assert!(!std::mem::replace(&mut met[pattern.colour(j)][i], true));
                let entry = a[i * n + j] + if i == j { 3.0 } else { 0.0 };
                (sparse[pattern.place(n, i, j)], full[i * n + j]) = (entry, entry);
            }
        }
        let x = solve(&PatternLu::new(pattern), &sparse, &b).unwrap();
        let size = x.iter().fold(1.0f64, |m, x| m.max(x.abs()));
        for i in 0..n {
            let residual = (0..n).map(|j| full[i * n + j] * x[j]).sum::<f64>() - b[i];
            prop_assert!(residual.abs() <= 40.0 * (n * n) as f64 * EPSILON * size, "{residual} {size}");
        }
    }

    #[test]
    fn scalars_of_many_equations_are_solved(
        (n, a, b) in (11usize..24).prop_flat_map(|n| (Just(n), matrix(n), proptest::collection::vec(-1.0..1.0f64, n)))
    ) {
        let x = solve(&SmallLu, &a, &b).unwrap();
        let size = x.iter().fold(1.0f64, |m, x| m.max(x.abs()));
        for i in 0..n {
            let residual = (0..n).map(|j| a[i * n + j] * x[j]).sum::<f64>() - b[i];
            prop_assert!(residual.abs() <= 10.0 * (n * n) as f64 * EPSILON * size, "{residual} {size}");
        }
    }
}

/// Solves and orthonormalises one `n x n` system a lane; every number of both, lane by lane.
struct Both<'a> {
    n: usize,
    systems: &'a [Vec<f64>],
}

impl Kernel for Both<'_> {
    type Output = Vec<(bool, bool, Vec<u64>)>;
    #[inline(always)]
    fn run<R: Wide>(self) -> Self::Output {
        let n = self.n;
        let mut lanes = Vec::new();
        for some in self.systems.chunks(R::LANES) {
            // the last systems stand in for those that are missing
            let at = |entry: usize| lanes_from::<R>(|lane| some[lane.min(some.len() - 1)][entry]);
            let mut q: Vec<R> = (0..n * n).map(at).collect();
            let mut x: Vec<R> = (0..n).map(|i| at(n * n + i)).collect();
            let mut factors = SmallLu.factors(n);
            let regular = SmallLu.factor(n, &q, &mut factors).unwrap_or(R::Mask::splat(false));
            SmallLu.solve(&factors, &mut x).unwrap();
            let band = BandLu::new(1, 2);
            let mut inside = vec![R::lit(0.0); band.0.len(n)];
            for j in 0..n {
                for i in band.0.rows(n, j) {
                    inside[band.0.place(n, i, j)] = q[i * n + j];
                }
            }
            let mut y: Vec<R> = (0..n).map(|i| at(n * n + i)).collect();
            let mut factors = band.factors(n);
            let regular_band = band.factor(n, &inside, &mut factors).unwrap_or(R::Mask::splat(false));
            band.solve(&factors, &mut y).unwrap();
            let regular = if n == 0 { regular } else { regular.and(regular_band) };
            let mut stretch = vec![R::lit(0.0); n];
            let full = GramSchmidt.orthonormalise(&mut q, &mut stretch).unwrap();
            for lane in 0..some.len() {
                let bytes = |x: &R| common::bits(x.value(lane));
                let numbers = x.iter().chain(&y).chain(&q).chain(&stretch).map(bytes).collect();
                lanes.push((regular.lane(lane), full.lane(lane), numbers));
            }
        }
        lanes
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn a_lane_gives_the_bytes_of_the_scalar(
        (n, mut systems) in (0usize..13).prop_flat_map(|n| (Just(n), proptest::collection::vec(
            proptest::collection::vec(prop_oneof![8 => -2.0..2.0f64, 1 => Just(0.0), 1 => Just(1e30)], n * n + n), 1..40)))
    ) {
        // some lanes singular, some not finite, among good ones
        for (i, system) in systems.iter_mut().enumerate() {
            if n > 0 && i % 7 == 3 {
                system[..n].fill(0.0);
            } else if n > 0 && i % 7 == 5 {
                system[n - 1] = f64::NAN;
            }
        }
        let both = || Both { n, systems: &systems };
        let (doubles, singles) = (both().run::<f64>(), both().run::<f32>());
        for level in levels() {
            prop_assert_eq!(&level.run::<Doubles<1>, _>(both()), &doubles);
            prop_assert_eq!(&level.run::<Doubles<2>, _>(both()), &doubles);
            prop_assert_eq!(&level.run::<Singles<1>, _>(both()), &singles);
        }
    }
}
