//! The coupling by eigenvectors: gradients against finite differences, the published start, the penalty by hand.

use neurodyn_core::seed::Seeds;
use wilsoncowan::coupling::{CONDITION_LIMIT_SINGLE, Spectral};
use wilsoncowan::{Error, Node, Targets};

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

#[test]
fn the_columns_are_eigenvectors() -> Result<(), Error> {
    let n = 120;
    let targets = Targets::new(&Node::published(), n, 10)?;
    let spectral = Spectral::start(&targets, 1.15, -11.0, 1.0, 3)?;
    let assembled = spectral.assemble()?;
    let phi = spectral.phi();
    for j in 0..n {
        let lambda = spectral.eigenvalues().get(j).copied().unwrap_or(0.0);
        for i in 0..n {
            let image: f64 = (0..n).map(|k| assembled.a[i * n + k] * phi[k * n + j]).sum();
            near(image, lambda * phi[i * n + j], 1e-9);
            let unit: f64 = (0..n).map(|k| phi[i * n + k] * assembled.inverse[k * n + j]).sum();
            near(unit, f64::from(i == j), 1e-10);
        }
    }
    Ok(())
}

#[test]
fn the_published_start_is_as_it_is_described() -> Result<(), Error> {
    let (n, free) = (196, 186);
    let targets = Targets::new(&Node::published(), n, 10)?;
    let start = Spectral::start(&targets, 1.15, -14.0, 1.0, 1)?;
    let column = |numbers: &[f64], columns: usize, j: usize| {
        (0..n).map(|i| numbers[i * columns + j]).collect::<Vec<_>>()
    };
    for i in 0..free {
        for j in [i, (i + 1) % free, (7 * i) % free] {
            let product = inner(&column(start.trainable(), free, i), &column(start.trainable(), free, j));
            near(product, if i == j { 1.15 * 1.15 } else { 0.0 }, 1e-12);
        }
    }
    for i in 0..10 {
        for j in 0..10 {
            let product = inner(&column(start.planted(), 10, i), &column(start.planted(), 10, j));
            near(product, f64::from(i == j), 1e-13);
        }
    }
    // 186 draws: five standard errors
    let mean = start.eigenvalues().iter().sum::<f64>() / free as f64;
    near(mean, -14.0, 5.0 / (free as f64).sqrt());
    let square = start.eigenvalues().iter().map(|lambda| (lambda - mean).powi(2)).sum::<f64>() / free as f64;
    near(square, 1.0, 5.0 * (2.0 / free as f64).sqrt());
    // targets are in the kernel
    let a = start.assemble_within(CONDITION_LIMIT_SINGLE)?.a;
    for class in 0..10 {
        for row in a.chunks_exact(n) {
            near(inner(row, targets.pattern(class)), 0.0, 1e-10);
        }
    }
    assert_eq!(start, Spectral::start(&targets, 1.15, -14.0, 1.0, 1)?);
    assert_ne!(start, Spectral::start(&targets, 1.15, -14.0, 1.0, 2)?);
    assert!(matches!(Spectral::start(&targets, 0.0, -14.0, 1.0, 1), Err(Error::Range { .. })));
    assert!(matches!(
        Spectral::start(&targets, 1.0, f64::NAN, 1.0, 1),
        Err(Error::NotFinite { index: 1, .. })
    ));
    Ok(())
}

#[test]
fn gradients_are_those_of_finite_differences() -> Result<(), Error> {
    let n = 14;
    let targets = Targets::new(&Node::published(), n, 3)?;
    let free = n - 3;
    let start = Spectral::start(&targets, 1.15, -4.0, 1.0, 5)?;
    let planted = start.planted().to_vec();
    // any loss that is linear in A has one gradient everywhere
    let gradient = drawn(n * n, 6);
    let loss = |columns: &[f64], lambda: &[f64]| {
        let spectral = Spectral::new(&targets, columns.to_vec(), lambda.to_vec())?;
        Ok::<f64, Error>(inner(&spectral.with_planted(planted.clone())?.assemble()?.a, &gradient))
    };
    let (columns, lambda) = start.pull_back(&start.assemble()?, &gradient)?;
    let (at, h) = ((start.trainable().to_vec(), start.eigenvalues().to_vec()), 1e-5);
    for place in 0..n * free {
        let moved = |by: f64| {
            let mut columns = at.0.clone();
            columns[place] += by;
            loss(&columns, &at.1)
        };
        near(columns[place], (moved(h)? - moved(-h)?) / (2.0 * h), 1e-5 * (1.0 + columns[place].abs()));
    }
    for place in 0..free {
        let moved = |by: f64| {
            let mut lambda = at.1.clone();
            lambda[place] += by;
            loss(&at.0, &lambda)
        };
        near(lambda[place], (moved(h)? - moved(-h)?) / (2.0 * h), 1e-7 * (1.0 + lambda[place].abs()));
    }
    assert!(matches!(start.pull_back(&start.assemble()?, &[0.0; 3]), Err(Error::Sizes { .. })));
    Ok(())
}

#[test]
fn the_penalty_is_the_mean_cosine() -> Result<(), Error> {
    // three columns of four numbers: cosines 0, 0.6 and 0.8 whatever the lengths
    let targets = Targets::new(&Node::published(), 4, 1)?;
    let columns = vec![2.0, 0.0, 1.8, 0.0, 5.0, -2.4, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
    let spectral = Spectral::new(&targets, columns.clone(), vec![-1.0; 3])?;
    let (penalty, gradient) = spectral.orthogonality(0.03)?;
    near(penalty, 0.03 * (0.6 + 0.8) / 3.0, 1e-15);
    // lengths do not matter, so the gradient is orthogonal to each column
    for j in 0..3 {
        let along: f64 = (0..4).map(|i| columns[i * 3 + j] * gradient[i * 3 + j]).sum();
        near(along, 0.0, 1e-15);
    }
    // the first column turns towards (0.6, -0.8) at the rate 0.01 sin / length, sin being 0.8 downwards
    near(gradient[3], 0.01 * -0.8 / 2.0, 1e-15);
    let zero = Spectral::new(&targets, vec![0.0; 12], vec![-1.0; 3])?;
    assert!(matches!(zero.orthogonality(0.01), Err(Error::Range { .. })));
    Ok(())
}

#[test]
fn the_gradient_of_the_penalty_is_that_of_finite_differences() -> Result<(), Error> {
    let n = 12;
    let targets = Targets::new(&Node::published(), n, 2)?;
    let columns = drawn(n * 10, 9);
    let penalty = |columns: Vec<f64>| Spectral::new(&targets, columns, vec![-1.0; 10])?.orthogonality(0.01);
    let (_, gradient) = penalty(columns.clone())?;
    let h = 1e-6;
    for place in 0..n * 10 {
        let moved = |by: f64| {
            let mut columns = columns.clone();
            columns[place] += by;
            penalty(columns).map(|(penalty, _)| penalty)
        };
        near(gradient[place], (moved(h)? - moved(-h)?) / (2.0 * h), 1e-10);
    }
    Ok(())
}

#[test]
fn nearly_dependent_columns_are_refused_sooner_in_single_precision() -> Result<(), Error> {
    let (n, free) = (12, 10);
    let targets = Targets::new(&Node::published(), n, 2)?;
    let start = Spectral::start(&targets, 1.0, -3.0, 1.0, 1)?;
    let leaning = |by: f64| {
        // the second column is the first one and a little of itself
        let mut columns = start.trainable().to_vec();
        for row in columns.chunks_exact_mut(free) {
            row[1] = by * row[1] + row[0];
        }
        Spectral::new(&targets, columns, start.eigenvalues().to_vec())
    };
    let middling = leaning(1e-5)?;
    assert!(middling.assemble().is_ok());
    let refused = middling.assemble_within(CONDITION_LIMIT_SINGLE);
    assert!(
        matches!(refused, Err(Error::Condition { condition, limit: 1e6 }) if condition > 1e6 && condition < 1e8),
        "{refused:?}"
    );
    assert!(matches!(leaning(1e-8)?.assemble(), Err(Error::Condition { .. })));
    let said = leaning(1e-8)?.assemble().unwrap_err().to_string();
    assert!(said.contains("nearly dependent"), "{said}");
    let refused = leaning(0.0)?.assemble();
    assert!(matches!(refused, Err(Error::Condition { .. } | Error::Linear(_))), "{refused:?}");
    Ok(())
}
