//! The projected coupling: blind to targets, with eigenvalues and eigenvectors that give it back.

use neurodyn_core::linear::faer::eigenvalues;
use neurodyn_core::seed::Seeds;
use proptest::prelude::*;
use wilsoncowan::eigenstructure::{region, to_spectral, trained_eigenvalues};
use wilsoncowan::{Error, Network, Node, Projected, Spectral, Targets};

fn near(found: f64, known: f64, within: f64) {
    assert!((found - known).abs() <= within, "{found} is not {known} +- {within}");
}

fn drawn(count: usize, seed: u64) -> Vec<f64> {
    let mut stream = Seeds::new(seed).named("test").stream(0);
    (0..count).map(|_| stream.normal()).collect()
}

fn inner(a: &[f64], b: &[f64]) -> f64 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn product(a: &[f64], b: &[f64], n: usize) -> Vec<f64> {
    let entry = |i: usize, j: usize| (0..n).map(|k| a[i * n + k] * b[k * n + j]).sum();
    (0..n * n).map(|at| entry(at / n, at % n)).collect()
}

fn targets(nodes: usize, classes: usize) -> Targets {
    Targets::new(&Node::published(), nodes, classes).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    /// Whatever is trained, a target sees nothing, and gradients do not try to change that.
    #[test]
    fn targets_are_in_the_kernel(classes in 1_usize..7, more in 2_usize..40, seed in 0_u64..1000, size in -3_f64..3.0) {
        let n = classes + more;
        let targets = targets(n, classes);
        let size = 10_f64.powf(size);
        let numbers: Vec<f64> = drawn(n * n, seed).iter().map(|number| size * number).collect();
        let coupling = Projected::new(&targets, numbers).unwrap();
        let (a, gradient) = (coupling.assemble(), coupling.pull_back(&drawn(n * n, seed + 1)).unwrap());
        for class in 0..classes {
            for (row, slope) in a.chunks_exact(n).zip(gradient.chunks_exact(n)) {
                prop_assert!(inner(row, targets.pattern(class)).abs() < 1e-13 * size * n as f64);
                prop_assert!(inner(slope, targets.pattern(class)).abs() < 1e-13 * n as f64);
            }
        }
        // a projection, once and for all
        let again = Projected::new(&targets, a.clone()).unwrap().assemble();
        prop_assert!(a.iter().zip(again).all(|(a, b)| (a - b).abs() < 1e-13 * size * n as f64));
        // A is linear in M, so this is its gradient: <G, A(M)> = <dM, M>
        let given = drawn(n * n, seed + 1);
        let (one, other) = (inner(&given, &a), inner(&gradient, coupling.numbers()));
        prop_assert!((one - other).abs() < 1e-11 * size * (n * n) as f64, "{one} {other}");
    }
}

#[test]
fn the_gradient_is_that_of_finite_differences() -> Result<(), Error> {
    let (n, targets) = (12, targets(12, 3));
    let (numbers, pulled) = (drawn(n * n, 1), drawn(n * n, 2));
    // a loss that is not linear: <G, A^2> / 2 by entries
    let loss = |numbers: Vec<f64>| -> Result<f64, Error> {
        let a = Projected::new(&targets, numbers)?.assemble();
        Ok(a.iter().zip(&pulled).map(|(a, g)| 0.5 * g * a * a).sum())
    };
    let coupling = Projected::new(&targets, numbers.clone())?;
    let slope: Vec<f64> = coupling.assemble().iter().zip(&pulled).map(|(a, g)| a * g).collect();
    let gradient = coupling.pull_back(&slope)?;
    for place in 0..n * n {
        let moved = |by: f64| {
            let mut numbers = numbers.clone();
            numbers[place] += by;
            loss(numbers)
        };
        near(gradient[place], (moved(1e-5)? - moved(-1e-5)?) / 2e-5, 1e-8);
    }
    Ok(())
}

#[test]
fn the_start_is_as_it_is_described() -> Result<(), Error> {
    let (n, targets) = (196, targets(196, 10));
    let start = Projected::start(&targets, -14.0, 1.0, 1)?;
    assert_eq!(start, Projected::start(&targets, -14.0, 1.0, 1)?);
    assert_ne!(start, Projected::start(&targets, -14.0, 1.0, 2)?);
    // columns of the basis are orthonormal
    let column = |j: usize| (0..n).map(|i| start.basis()[i * 10 + j]).collect::<Vec<_>>();
    for i in 0..10 {
        for j in 0..10 {
            near(inner(&column(i), &column(j)), f64::from(i == j), 1e-13);
        }
    }
    // what is drawn is projected: it stays as it is
    for (a, b) in start.numbers().iter().zip(start.assemble()) {
        near(*a, b, 1e-13);
    }
    // the eigenvalues fill the disc of radius sqrt(196) around -14, up to what a finite matrix has outside
    let values = trained_eigenvalues(start.numbers(), &targets)?;
    assert_eq!(values.len(), 186);
    let far = |&(re, im): &(f64, f64)| (re + 14.0).hypot(im) / 14.0;
    assert!(values.iter().all(|value| far(value) < 1.2));
    let mean = values.iter().map(|value| value.0).sum::<f64>() / 186.0;
    // the trace of normal numbers has the deviation sqrt(186)
    near(mean, -14.0, 5.0 / 186_f64.sqrt());
    // half of the area lies within 1 / sqrt(2) of the radius
    let inner_half = values.iter().filter(|value| far(value) < 0.5_f64.sqrt()).count();
    near(inner_half as f64 / 186.0, 0.5, 0.08);
    Ok(())
}

#[test]
fn eigenvectors_give_the_coupling_back() -> Result<(), Error> {
    let (n, targets) = (60, targets(60, 10));
    let a = Projected::start(&targets, -7.0, 1.0, 4)?.assemble();
    let found = to_spectral(&a, &targets)?;
    assert!(found.rebuilt < 1e-11, "{}", found.rebuilt);
    assert!(found.planted < 1e-13 && found.kernel < 1e-10, "{} {}", found.planted, found.kernel);
    for (a, b) in product(&product(found.phi(), &found.lambda(), n), found.inverse(), n).iter().zip(&a) {
        near(*a, *b, 1e-9);
    }
    // there are complex pairs, the positive one first, and real ones
    let pairs = found.values().iter().filter(|value| value.1 > 0.0).count();
    assert!(pairs > 10 && 2 * pairs < 50, "{pairs}");
    for pair in 0..50 {
        let (re, im) = found.values()[pair];
        if im > 0.0 {
            assert_eq!(found.values()[pair + 1], (re, -im));
            // A p = a p - b q
            let column = |j: usize| (0..n).map(|i| found.phi()[i * n + j]).collect::<Vec<_>>();
            let (p, q) = (column(pair), column(pair + 1));
            for (i, row) in a.chunks_exact(n).enumerate() {
                near(inner(row, &p), re * p[i] - im * q[i], 1e-11);
                near(inner(row, &q), re * q[i] + im * p[i], 1e-11);
            }
        }
    }
    // the same values without vectors
    let mut without = trained_eigenvalues(&a, &targets)?;
    let mut with = found.values().to_vec();
    let order = |a: &(f64, f64), b: &(f64, f64)| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1));
    without.sort_by(order);
    with.sort_by(order);
    for (a, b) in with.iter().zip(&without) {
        near(a.0, b.0, 1e-10);
        near(a.1, b.1, 1e-10);
    }
    Ok(())
}

#[test]
fn a_coupling_of_real_eigenvalues_is_found_again() -> Result<(), Error> {
    let targets = targets(48, 4);
    let spectral = Spectral::start(&targets, 1.15, -7.0, 1.0, 2)?;
    let found = to_spectral(&spectral.assemble()?.a, &targets)?;
    let mut known = spectral.eigenvalues().to_vec();
    known.sort_by(|a, b| b.total_cmp(a));
    assert_eq!(found.values().len(), 44);
    for ((re, im), known) in found.values().iter().zip(known) {
        near(*re, known, 1e-9);
        assert_eq!(*im, 0.0);
    }
    assert!(found.rebuilt < 1e-11);
    Ok(())
}

#[test]
fn single_precision_is_near_enough() -> Result<(), Error> {
    let targets = targets(60, 10);
    let exact = Projected::start(&targets, -7.0, 1.0, 4)?.assemble();
    let single: Vec<f64> = exact.iter().map(|&a| f64::from(a as f32)).collect();
    let found = to_spectral(&single, &targets)?;
    assert!(found.planted > 1e-10 && found.planted < 1e-7, "{}", found.planted);
    assert!(found.rebuilt > 1e-10 && found.rebuilt < 1e-7, "{}", found.rebuilt);
    Ok(())
}

#[test]
fn another_kernel_is_refused() -> Result<(), Error> {
    let (n, ten) = (60, targets(60, 10));
    let a = Projected::start(&ten, -7.0, 1.0, 4)?.assemble();
    // nine targets have segments as long, so they are the first nine of the ten; those of eight are longer
    assert!(matches!(to_spectral(&a, &targets(60, 9)), Err(Error::Kernel { found: 10, planted: 9, .. })));
    assert!(matches!(to_spectral(&a, &targets(60, 8)), Err(Error::Kernel { found: 0, planted: 8, .. })));
    let said = to_spectral(&a, &targets(60, 8)).unwrap_err().to_string();
    assert!(said.contains("not that of the 8 targets"), "{said}");
    // one direction more
    let mut spectral = Spectral::start(&ten, 1.15, -7.0, 1.0, 2)?;
    let mut values = spectral.eigenvalues().to_vec();
    values[3] = 0.0;
    spectral = Spectral::new(&ten, spectral.trainable().to_vec(), values)?;
    let refused = to_spectral(&spectral.assemble()?.a, &ten);
    assert!(matches!(refused, Err(Error::Kernel { found: 11, planted: 10, .. })), "{refused:?}");
    let refused = to_spectral(&vec![0.0; n * n], &ten);
    assert!(matches!(refused, Err(Error::Kernel { found: 60, .. })), "{refused:?}");
    assert!(matches!(to_spectral(&a[1..], &ten), Err(Error::Sizes { .. })));
    let mut broken = a;
    broken[7] = f64::NAN;
    assert!(matches!(to_spectral(&broken, &ten), Err(Error::NotFinite { index: 7, .. })));
    assert!(matches!(Projected::new(&ten, broken), Err(Error::NotFinite { .. })));
    assert!(matches!(Projected::new(&ten, vec![0.0; 5]), Err(Error::Sizes { .. })));
    Ok(())
}

#[test]
fn nearly_dependent_eigenvectors_are_refused() -> Result<(), Error> {
    let (n, targets) = (12, targets(12, 2));
    let free = n - 2;
    let start = Spectral::start(&targets, 1.0, -3.0, 1.0, 1)?;
    // columns that lean, with eigenvalues that are far apart, so that they are found as they are
    let mut columns = start.trainable().to_vec();
    for row in columns.chunks_exact_mut(free) {
        row[1] = 1e-7 * row[1] + row[0];
    }
    let values = (1..=free).map(|i| -(i as f64)).collect();
    let bad = Spectral::new(&targets, columns, values)?.assemble_within(1e12)?.a;
    let refused = to_spectral(&bad, &targets);
    assert!(matches!(refused, Err(Error::Condition { .. })), "{refused:?}");
    // eigenvalues alone need no condition
    assert_eq!(trained_eigenvalues(&bad, &targets)?.len(), free);
    Ok(())
}

#[test]
fn the_region_ends_at_the_limit() -> Result<(), Error> {
    let node = Node::published();
    for gamma in [0.25, 0.85] {
        let limit = region(&[], 784, &node, gamma)?.limit;
        near(limit, 1056.74823521, 1e-8);
        let around =
            [(limit - 1e-6, 0.0), (limit - 1e-6, 500.0), (limit + 1e-6, 0.0), (limit + 1e-6, -500.0)];
        let found = region(&around, 784, &node, gamma)?;
        let inside: Vec<bool> = found.stability.iter().map(|largest| *largest < 0.0).collect();
        assert_eq!(inside, [true, true, false, false]);
        assert!(!found.all_inside());
        assert_eq!(found.largest, limit + 1e-6);
        assert!(region(&around[..2], 784, &node, gamma)?.all_inside());
    }
    assert!(matches!(region(&[], 784, &node, 0.0), Err(Error::Range { .. })));
    Ok(())
}

#[test]
fn complex_eigenvalues_under_full_connections_are_those_of_the_jacobian() -> Result<(), Error> {
    // with w_IE the two equations are coupled, and the imaginary part matters
    let node = Node { w_ie: 0.6, ..Node::published() };
    let (gamma, nodes) = (0.5, 100);
    let [low, _, high] = node.bistable()?;
    for value in [(-30.0, 40.0), (100.0, -20.0), (250.0, 300.0), (5.0, 0.0)] {
        let found = region(&[value], nodes, &node, gamma)?.stability[0];
        let mut known = f64::NEG_INFINITY;
        for state in [low, high] {
            let (re, im) = (value.0 / 10.0, value.1 / 10.0);
            let (a, b) = (state.j11 + state.gain * re, state.gain * im);
            let (c, d, e) = (state.j12, state.j21 / gamma, state.j22 / gamma);
            // a complex matrix of two rows as a real one of four
            let real = [a, c, -b, 0.0, d, e, 0.0, 0.0, b, 0.0, a, c, 0.0, 0.0, d, e];
            known = known.max(eigenvalues(&real, 4)?[0].0);
        }
        near(found, known, 1e-11);
    }
    Ok(())
}

#[test]
fn a_start_is_stable_at_every_target() -> Result<(), Error> {
    let (node, targets) = (Node::published(), targets(48, 4));
    let coupling = Projected::start(&targets, -(48_f64.sqrt()), 1.0, 1)?;
    let found = to_spectral(&coupling.assemble(), &targets)?;
    assert!(found.region(&node, 0.25)?.all_inside());
    let network = Network::new(node, 0.25, coupling.assemble())?;
    for largest in network.planted_stability(&targets)? {
        assert!(largest < -1.0, "{largest}");
    }
    Ok(())
}
