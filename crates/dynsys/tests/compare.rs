//! Measures of agreement against values worked out by hand.

use dynsys::compare::{
    Agreement, Bins, Prediction, hellinger, power_spectrum, spectral_distance, state_space_divergence,
    valid_prediction,
};
use dynsys::{Error, Map, systems::Henon};
use neurodyn_core::seed::Seeds;

fn is_bad<T: core::fmt::Debug>(result: &Result<T, Error>) {
    assert!(matches!(result, Err(Error::OutOfRange { .. } | Error::NotFinite { .. })), "{result:?}");
}

#[test]
fn agreement_of_labels() -> Result<(), Error> {
    let (a, b) = ([0, 0, 0, 1, 1, 2, 2, 2, 2, 2], [0, 0, 1, 1, 1, 1, 2, 2, 2, 0]);
    let found = Agreement::of(&a, &b, 4)?;
    assert_eq!((found.count(0, 1), found.count(2, 0), found.count(1, 1), found.cells()), (1, 1, 2, 10));
    assert_eq!(found.accuracy(), 0.7);
    assert_eq!([0, 1, 2, 3].map(|c| found.iou(c)), [Some(0.5), Some(0.5), Some(0.6), None]);
    // chance: (3 * 3 + 2 * 4 + 5 * 3) / 100
    let kappa = found.kappa().expect("more than one label");
    assert!((kappa - (0.7 - 0.32) / 0.68).abs() < 1e-15);
    assert_eq!(Agreement::of(&a, &a, 3)?.kappa(), Some(1.0));
    assert_eq!(Agreement::of(&[1, 1], &[1, 1], 2)?.kappa(), None);
    assert_eq!(Agreement::of(&[0, 1], &[1, 0], 2)?.kappa(), Some(-1.0));
    is_bad(&Agreement::of(&[0], &[0, 1], 2));
    is_bad(&Agreement::of(&[], &[], 2));
    is_bad(&Agreement::of(&[0, 2], &[0, 1], 2));
    Ok(())
}

#[test]
fn divergence_of_densities_is_the_sum_by_hand() -> Result<(), Error> {
    // two bins over [0, 1] and one for the rest: counts 3, 1, 0 and 1, 2, 1
    let bins = Bins { each: 2, smoothing: 0.5 };
    let found = state_space_divergence(&[0.0, 0.1, 0.2, 1.0], &[0.4, 0.6, 0.5, 1.1], 1, &bins)?;
    let [p, q] = [[3.5, 1.5, 0.5], [1.5, 2.5, 1.5]].map(|counts: [f64; 3]| counts.map(|c| c / 5.5));
    let by_hand: f64 = (0..3).map(|k| p[k] * (p[k] / q[k]).ln()).sum();
    assert!((found - by_hand).abs() < 1e-14, "{found} is not {by_hand}");
    assert!(state_space_divergence(&[0.0, 0.1, 1.0], &[0.0, 0.1, 1.0], 1, &bins)?.abs() < 1e-15);
    // a coordinate that does not vary, and a state that is no number
    assert!(state_space_divergence(&[1.0, 1.0], &[1.0, f64::NAN], 1, &bins)? > 0.0);
    is_bad(&state_space_divergence(&[], &[0.0], 1, &bins));
    is_bad(&state_space_divergence(&[0.0, 1.0, 2.0], &[0.0, 1.0], 2, &bins));
    is_bad(&state_space_divergence(&[0.0], &[0.0], 0, &bins));
    is_bad(&state_space_divergence(&[f64::NAN], &[0.0], 1, &bins));
    is_bad(&state_space_divergence(&[0.0], &[0.0], 1, &Bins { each: 0, smoothing: 1.0 }));
    is_bad(&state_space_divergence(&[0.0], &[0.0], 1, &Bins { each: 2, smoothing: 0.0 }));
    Ok(())
}

fn henon(a: f64, n: usize) -> Vec<f64> {
    let map = Henon { a, ..Henon::default() };
    let (mut x, mut next, mut orbit) = ([0.1, 0.1], [0.0; 2], Vec::new());
    for i in 0..n + 100 {
        map.apply(&x, &mut next);
        x = next;
        if i >= 100 {
            orbit.extend(x);
        }
    }
    orbit
}

#[test]
fn orbits_of_one_attractor_are_near_and_of_two_are_far() -> Result<(), Error> {
    let bins = Bins::default();
    let (one, other) = (henon(1.4, 20_000), henon(1.3, 20_000));
    let (first, second) = one.split_at(20_000);
    let (near, far) = (
        state_space_divergence(first, second, 2, &bins)?,
        state_space_divergence(first, &other[..20_000], 2, &bins)?,
    );
    assert!(near < 0.1 && far > 5.0 * near, "{near} and {far}");
    let (near, far) =
        (spectral_distance(first, second, 2, 20.0)?, spectral_distance(first, &other[..20_000], 2, 20.0)?);
    assert!(near < 0.1 && far > 2.0 * near, "{near} and {far}");
    Ok(())
}

#[test]
fn the_transform_is_the_sum_by_definition() -> Result<(), Error> {
    let mut stream = Seeds::new(1).named("series").stream(0);
    let series: Vec<f64> = (0..11).map(|_| stream.normal()).collect();
    let mean = series.iter().sum::<f64>() / 11.0;
    let by_definition: Vec<f64> = (1..=8)
        .map(|k| {
            let angle = |j: usize| core::f64::consts::TAU * (k * j) as f64 / 16.0;
            let part = |of: fn(f64) -> f64| -> f64 {
                series.iter().enumerate().map(|(j, x)| (x - mean) * of(angle(j))).sum()
            };
            part(f64::cos).powi(2) + part(f64::sin).powi(2)
        })
        .collect();
    let total: f64 = by_definition.iter().sum();
    let found = power_spectrum(&series, 0.0)?;
    for (found, power) in found.iter().zip(by_definition) {
        assert!((found - power / total).abs() < 1e-14);
    }
    let smooth = power_spectrum(&series, 2.0)?;
    assert!((smooth.iter().sum::<f64>() - 1.0).abs() < 1e-14);
    let rough = |f: &[f64]| f.windows(2).map(|f| (f[1] - f[0]).abs()).sum::<f64>();
    assert!(rough(&smooth) < 0.5 * rough(&found));
    assert_eq!(power_spectrum(&[3.0; 8], 1.0)?, [1.0, 0.0, 0.0, 0.0]);
    assert_eq!(hellinger(&[1.0, 0.0], &[0.0, 1.0]), 1.0);
    assert!((hellinger(&[0.5, 0.5], &[1.0, 0.0]) - (1.0 - 0.5_f64.sqrt()).sqrt()).abs() < 1e-15);
    is_bad(&power_spectrum(&[1.0; 3], 1.0));
    is_bad(&power_spectrum(&[1.0, 2.0, f64::INFINITY, 1.0], 1.0));
    is_bad(&power_spectrum(&[1.0; 8], -1.0));
    is_bad(&spectral_distance(&[1.0; 8], &[1.0; 7], 1, 1.0));
    is_bad(&spectral_distance(&[1.0; 8], &[1.0; 8], 0, 1.0));
    Ok(())
}

#[test]
fn a_prediction_holds_until_its_error_is_too_large() -> Result<(), Error> {
    // two coordinates, variance 1 in the first and 3 in the second: the spread is 2
    let root = 3.0_f64.sqrt();
    let truth = [1.0, root, -1.0, -root, 1.0, root, -1.0, -root];
    let mut predicted = truth;
    assert_eq!(valid_prediction(&truth, &predicted, 2, 0.4)?, Prediction { states: 4, ends: false });
    predicted[4] += 0.79;
    assert_eq!(valid_prediction(&truth, &predicted, 2, 0.4)?, Prediction { states: 4, ends: false });
    predicted[4] += 0.02;
    let found = valid_prediction(&truth, &predicted, 2, 0.4)?;
    assert_eq!(found, Prediction { states: 2, ends: true });
    assert_eq!((found.time(0.5), found.lyapunov_times(0.5, 0.9)), (1.0, 0.9));
    predicted[3] = f64::NAN;
    assert_eq!(valid_prediction(&truth, &predicted, 2, 0.4)?.states, 1);
    is_bad(&valid_prediction(&truth, &predicted[..6], 2, 0.4));
    is_bad(&valid_prediction(&truth, &predicted, 3, 0.4));
    is_bad(&valid_prediction(&[1.0, 1.0], &[1.0, 1.0], 1, 0.4));
    is_bad(&valid_prediction(&truth, &predicted, 2, 0.0));
    is_bad(&valid_prediction(&[f64::NAN, 1.0], &[1.0, 1.0], 1, 0.4));
    Ok(())
}
