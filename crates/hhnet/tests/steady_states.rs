//! Steady states, eigenvalues and Hopf points: the numbers found beforehand with 30 digits.

use hhnet::{
    Error, Network, Neuron, Pair, hopf_points, network_steady_state, pair_steady_state, steady_state,
};

const STATE: f64 = 1e-8;
const RATE: f64 = 1e-7;
const HOPF: f64 = 1e-6;

fn check(found: &dynsys::FixedPoint, state: &[f64], eigenvalues: &[f64]) {
    assert_eq!((found.x.len(), found.eigenvalues.len()), (state.len(), state.len()));
    for (found, known) in found.x.iter().zip(state) {
        assert!((found - known).abs() < STATE, "{found} is not {known}");
    }
    for ((re, im), known) in found.eigenvalues.iter().zip(eigenvalues) {
        assert!((re - known).abs() < RATE && im.abs() < RATE, "{re} + {im} i is not {known}");
    }
}

#[test]
fn the_modified_neuron_at_minus_36_rests() -> Result<(), Error> {
    let found = steady_state(&Neuron::modified(-36.0))?;
    let state = [-50.6356914146, 0.00205597931711, 0.187922041216];
    check(&found, &state, &[-0.159266916921, -19.5211202666, -38.7854045863]);
    assert_eq!(found.kind().stable, 3);
    Ok(())
}

#[test]
fn the_original_neuron_does_not_rest() -> Result<(), Error> {
    let found = steady_state(&Neuron::original(-33.8))?;
    let state = [-46.9978057577, 0.00392943498865, 0.210854802269];
    check(&found, &state, &[25.4381584597, 0.0924011776368, -40.1910247638]);
    let found = steady_state(&Neuron::original(-36.0))?;
    let state = [-49.8970351642, 0.00234518747091, 0.199455092982];
    check(&found, &state, &[20.7716586478, 0.0908342589553, -42.8844762759]);
    Ok(())
}

#[test]
fn the_modified_neuron_at_minus_34_does_not_rest() -> Result<(), Error> {
    let found = steady_state(&Neuron::modified(-34.0))?;
    let state = [-47.619437444, 0.00351803616054, 0.203924574496];
    check(&found, &state, &[49.4455995617, 0.027800165595, -42.3514580963]);
    Ok(())
}

/// The point that the source prints below figure 9: unstable in the direction of neuron 1.
const MIXED: [f64; 6] =
    [-49.8964949234, 0.00234541319504, 0.199463719295, -50.5545630275, 0.00208591894258, 0.187634216135];

#[test]
fn the_mixed_pair_has_the_printed_point_and_it_is_unstable() -> Result<(), Error> {
    let found = pair_steady_state(&Pair::mixed(-36.0, 0.001))?;
    let eigenvalues =
        [20.8244592835, 0.0905316966476, -0.152432121868, -20.9523751487, -38.2085211579, -42.8868648609];
    check(&found, &MIXED, &eigenvalues);
    assert_eq!(found.kind().unstable, 2);
    let printed = [-49.8965, 2.34541e-3, 0.199464, -50.5546, 2.08592e-3, 0.187634];
    let digits = [5e-5, 5e-9, 5e-7, 5e-5, 5e-9, 5e-7];
    for i in 0..6 {
        assert!((found.x[i] - printed[i]).abs() <= digits[i], "coordinate {i} is {}", found.x[i]);
    }
    Ok(())
}

#[test]
fn a_network_of_two_rests_where_the_pair_does() -> Result<(), Error> {
    let pair = Pair::mixed(-36.0, 0.001);
    let network = Network::ring(vec![pair.first, pair.second], pair.gc);
    assert_eq!(network_steady_state(&network)?.x, pair_steady_state(&pair)?.x);
    Ok(())
}

#[test]
fn the_modified_neuron_has_two_hopf_points_and_the_original_none() -> Result<(), Error> {
    let points = hopf_points(hhnet::neuron::table1::G_K2, (-40.0, -30.0), 100)?;
    assert_eq!(points.len(), 2);
    for (point, known) in points.iter().zip([-37.05275752, -34.97572378]) {
        assert!((point.vs - known).abs() < HOPF, "{} is not {known}", point.vs);
        // the eigenvalues themselves are on the imaginary axis there
        let state = steady_state(&Neuron::modified(point.vs))?;
        let (re, im) = state.eigenvalues[0];
        assert!(re.abs() < 1e-8 && (im - point.omega).abs() < RATE, "{re} + {im} i at {point:?}");
    }
    assert_eq!(hopf_points(0.0, (-40.0, -30.0), 100)?, []);
    Ok(())
}

#[test]
fn a_neuron_without_a_steady_state_says_so() {
    let error = steady_state(&Neuron { vs: f64::NAN, gk2: 0.0 }).expect_err("no root");
    assert!(matches!(error, Error::NotBracketed { low: -75.0, high: 0.0, .. }), "{error}");
}
