//! The `faer` backend: known spectra, agreement with the in-house solvers, and failures with facts.
#![cfg(feature = "faer")]

use neurodyn_core::linear::faer::{FaerCholesky, FaerLu, FaerQr, add_gram, eigenpairs, eigenvalues};
use neurodyn_core::linear::{GramSchmidt, LinearError, LinearSolve, Orthonormalise, SmallLu, solve};
use neurodyn_core::seed::Seeds;
use proptest::prelude::*;

fn random(n: usize, stream: u64) -> Vec<f64> {
    Seeds::new(1).named("matrix").stream(stream).in_box(&vec![(-1.0, 1.0); n])
}

fn assert_near(found: &[(f64, f64)], exact: &[(f64, f64)], tolerance: f64) {
    assert_eq!(found.len(), exact.len());
    for (z, w) in found.iter().zip(exact) {
        assert!((z.0 - w.0).hypot(z.1 - w.1) <= tolerance, "{found:?}\n{exact:?}");
    }
}

/// The companion matrix of the monic polynomial with these roots.
fn companion(roots: &[f64]) -> Vec<f64> {
    let n = roots.len();
    let mut polynomial = vec![1.0];
    for r in roots {
        polynomial.push(0.0);
        for i in (1..polynomial.len()).rev() {
            polynomial[i] -= r * polynomial[i - 1];
        }
    }
    let mut a = vec![0.0; n * n];
    for j in 0..n {
        a[j] = -polynomial[j + 1];
        if j > 0 {
            a[j * n + j - 1] = 1.0;
        }
    }
    a
}

#[test]
fn known_spectra() {
    assert_eq!(eigenvalues(&[], 0), Ok(vec![]));
    assert_eq!(eigenvalues(&[-3.0], 1), Ok(vec![(-3.0, 0.0)]));
    let (s, c) = 0.7f64.sin_cos();
    assert_near(&eigenvalues(&[c, -s, s, c], 2).unwrap(), &[(c, s), (c, -s)], 1e-15);
    let roots = eigenvalues(&companion(&[1.0, 2.0, 3.0, 4.0, 5.0]), 5).unwrap();
    assert_near(&roots, &[(5.0, 0.0), (4.0, 0.0), (3.0, 0.0), (2.0, 0.0), (1.0, 0.0)], 1e-10);
    // x^4 = 1
    let unity = eigenvalues(&[0., 0., 0., 1., 1., 0., 0., 0., 0., 1., 0., 0., 0., 0., 1., 0.], 4).unwrap();
    assert_near(&unity, &[(1.0, 0.0), (0.0, 1.0), (0.0, -1.0), (-1.0, 0.0)], 1e-14);
    // a defective block: three equal values, found to the cube root of rounding
    let jordan = [2.0, 1.0, 0.0, 0.0, 2.0, 1.0, 0.0, 0.0, 2.0];
    assert_near(&eigenvalues(&jordan, 3).unwrap(), &[(2.0, 0.0); 3], 2e-5);
    // Lorenz at its origin, 10, 28, 8/3
    let lorenz = [-10.0, 10.0, 0.0, 28.0, -1.0, 0.0, 0.0, 0.0, -8.0 / 3.0];
    let root = 1201f64.sqrt();
    let exact = [(-5.5 + root / 2.0, 0.0), (-8.0 / 3.0, 0.0), (-5.5 - root / 2.0, 0.0)];
    assert_near(&eigenvalues(&lorenz, 3).unwrap(), &exact, 1e-13);
}

#[test]
fn failures_state_their_facts() {
    assert_eq!(eigenvalues(&[1.0], 2), Err(LinearError::Size { what: "the matrix", found: 1, expected: 4 }));
    let nan = [1.0, 2.0, f64::NAN, 4.0];
    assert_eq!(eigenvalues(&nan, 2), Err(LinearError::NotFinite { row: 1, column: 0 }));
    assert_eq!(solve(&FaerLu, &nan, &[1.0, 1.0]), Err(LinearError::NotFinite { row: 1, column: 0 }));
    let singular = solve(&FaerLu, &[1.0, 2.0, 2.0, 4.0], &[1.0, 1.0]);
    assert_eq!(singular, Err(LinearError::Singular { n: 2, column: 1 }));
    assert_eq!(solve::<f64, _>(&FaerLu, &[], &[]), Ok(vec![]));
    assert_eq!(solve(&FaerLu, &[4.0f32], &[2.0]), Ok(vec![0.5]));
    let mut factors = LinearSolve::<f64>::factors(&FaerLu, 2);
    assert!(FaerLu.factor(2, &nan, &mut factors).is_err());
    let mut x = [1.0f64, 1.0];
    FaerLu.solve(&factors, &mut x).unwrap();
    assert!(x.iter().all(|x| x.is_nan()));
}

#[test]
fn vanishing_columns_are_replaced() {
    let mut q = [1.0, 2.0, 0.1, 1.0, 2.0, 0.2, 1.0, 2.0, 0.3];
    let mut stretch = [0.0; 3];
    assert_eq!(FaerQr.orthonormalise(&mut q, &mut stretch), Ok(false));
    assert_eq!(stretch[1], 0.0);
    let (mut q, mut stretch) = ([0.0f64, 1.0, 0.0, 2.0], [f64::NAN; 2]);
    assert_eq!(FaerQr.orthonormalise(&mut q, &mut stretch), Ok(false));
    assert!(stretch[0] == 0.0 && (stretch[1] - 5f64.sqrt()).abs() < 1e-15, "{stretch:?}");
    assert_eq!(FaerQr.orthonormalise(&mut [0.0f64; 0], &mut []), Ok(true));
    let (mut one, mut by) = ([-2.0f32], [0.0]);
    assert_eq!(FaerQr.orthonormalise(&mut one, &mut by), Ok(true));
    assert_eq!((one, by), ([1.0f32.copysign(-1.0)], [2.0]));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn backends_agree(n in 1usize..40, stream in 0u64..1000) {
        let (a, b) = (random(n * n, stream), random(n, stream + 5000));
        let (x, y) = (solve(&FaerLu, &a, &b).unwrap(), solve(&SmallLu, &a, &b).unwrap());
        let size = x.iter().fold(1.0f64, |m, x| m.max(x.abs()));
        for i in 0..n {
            let residual = (0..n).map(|j| a[i * n + j] * x[j]).sum::<f64>() - b[i];
            prop_assert!(residual.abs() < 1e-13 * n as f64 * size);
            // differences are rounding times the condition, which `size` only hints at
            prop_assert!((x[i] - y[i]).abs() < 1e-9 * size * size);
        }
        let k = 1 + stream as usize % n;
        let (mut q, mut p) = (a[..n * k].to_vec(), a[..n * k].to_vec());
        let (mut s, mut t) = (vec![0.0; k], vec![0.0; k]);
        FaerQr.orthonormalise(&mut q, &mut s).unwrap();
        GramSchmidt.orthonormalise(&mut p, &mut t).unwrap();
        for (x, y) in s.iter().zip(&t).chain(q.iter().zip(&p)) {
            prop_assert!((x - y).abs() < 1e-10, "{x} {y}");
        }
    }

    #[test]
    fn eigenpairs_satisfy_their_equation(n in 1usize..20, stream in 0u64..1000) {
        let a = random(n * n, stream);
        let pairs = eigenpairs(&a, n).unwrap();
        let values: Vec<(f64, f64)> = pairs.iter().map(|p| p.value).collect();
        assert_near(&values, &eigenvalues(&a, n).unwrap(), 1e-9);
        let trace: f64 = (0..n).map(|i| a[i * n + i]).sum();
        prop_assert!((values.iter().map(|z| z.0).sum::<f64>() - trace).abs() < 1e-11);
        for pair in &pairs {
            let ((x, y), v) = (pair.value, &pair.vector);
            prop_assert!((v.iter().map(|z| z.0 * z.0 + z.1 * z.1).sum::<f64>() - 1.0).abs() < 1e-13);
            for i in 0..n {
                let re: f64 = (0..n).map(|j| a[i * n + j] * v[j].0).sum::<f64>() - (x * v[i].0 - y * v[i].1);
                let im: f64 = (0..n).map(|j| a[i * n + j] * v[j].1).sum::<f64>() - (x * v[i].1 + y * v[i].0);
                prop_assert!(re.hypot(im) < 1e-11, "{re} {im}");
            }
        }
        // pairs stand side by side, the positive first
        for (j, z) in values.iter().enumerate() {
            if z.1 > 0.0 {
                prop_assert_eq!(values[j + 1], (z.0, -z.1));
            }
        }
    }
}

/// `A^T A` of the `rows x k` matrix whose column `j` stands at `j * stride`, entry by entry.
fn gram(columns: &[f64], rows: usize, stride: usize, k: usize) -> Vec<f64> {
    let dot = |i: usize, j: usize| (0..rows).map(|r| columns[i * stride + r] * columns[j * stride + r]).sum();
    (0..k * k).map(|at| dot(at / k, at % k)).collect()
}

#[test]
fn gram_matrices_are_added_above_the_diagonal() {
    for (rows, stride, k) in [(1, 1, 1), (3, 8, 2), (100, 128, 37), (300, 300, 90), (5, 5, 0), (0, 4, 3)] {
        let columns = random(stride * k, 3);
        let before = random(k * k, 4);
        let mut sum = before.clone();
        add_gram(&columns, rows, stride, &mut sum).unwrap();
        for (at, product) in gram(&columns, rows, stride, k).into_iter().enumerate() {
            let expected = if at % k >= at / k { before[at] + product } else { before[at] };
            assert!((sum[at] - expected).abs() < 1e-12, "{k}: entry {at}");
        }
    }
    let size = |what, found, expected| Err(LinearError::Size { what, found, expected });
    assert_eq!(add_gram(&[1.0; 6], 3, 3, &mut [0.0; 3]), size("the Gram matrix", 3, 1));
    assert_eq!(add_gram(&[1.0; 6], 3, 3, &mut [0.0; 1]), size("the columns", 6, 3));
    assert_eq!(add_gram(&[1.0; 6], 4, 3, &mut [0.0; 4]), size("a column", 3, 4));
}

#[test]
fn cholesky_solves_what_lu_solves_and_refuses_the_indefinite() {
    for k in [1, 2, 30, 200] {
        let mut a = gram(&random(2 * k * k, 5), 2 * k, 2 * k, k);
        let b = random(k, 6);
        let exact = solve(&FaerLu, &a, &b).unwrap();
        // nothing below the diagonal is read
        for at in 0..k * k {
            if at % k < at / k {
                a[at] = f64::NAN;
            }
        }
        for (x, y) in solve(&FaerCholesky, &a, &b).unwrap().iter().zip(exact) {
            assert!((x - y).abs() < 1e-9 * (1.0 + y.abs()), "{k}: {x} {y}");
        }
    }
    assert_eq!(solve(&FaerCholesky, &[], &[]), Ok(vec![]));
    let indefinite = [1.0, 2.0, 2.0, 1.0];
    assert_eq!(
        solve(&FaerCholesky, &indefinite, &[1.0, 1.0]),
        Err(LinearError::NotDefinite { n: 2, column: 1 })
    );
    let infinite = [1.0, f64::INFINITY, 0.0, 1.0];
    assert_eq!(
        solve(&FaerCholesky, &infinite, &[1.0, 1.0]),
        Err(LinearError::NotFinite { row: 0, column: 1 })
    );
    let mut factors = LinearSolve::<f64>::factors(&FaerCholesky, 2);
    assert!(FaerCholesky.factor(2, &indefinite, &mut factors).is_err());
    let mut b = [1.0, 1.0];
    FaerCholesky.solve(&factors, &mut b).unwrap();
    assert!(b.iter().all(|x| x.is_nan()));
}
