//! Feedback networks against the seed: draws and orbits to the digit, symmetry, same bytes everywhere.

use chaosnn::feedback::{Feedback, INITIAL, State};
use chaosnn::{Error, proportion::clopper_pearson};
use neurodyn_core::Map;
use proptest::prelude::*;
use serde_json::Value;
use std::path::PathBuf;

/// The published sets and some neighbours, computed beforehand.
fn vectors() -> Option<Vec<Value>> {
    let folder = std::env::var_os("NEURODYN_VECTORS").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/vectors")),
        PathBuf::from,
    );
    let Ok(text) = std::fs::read_to_string(folder.join("attractors.json")) else {
        eprintln!("SKIPPED: no attractors.json in {}", folder.display());
        return None;
    };
    Some(serde_json::from_str(&text).expect("JSON"))
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

fn network(set: &Value) -> Feedback {
    let size = |key: &str| set[key].as_u64().expect("a size") as usize;
    Feedback::drawn(size("N"), size("D"), number(&set["s"]), size("seed") as u32).expect("a network")
}

#[test]
fn draws_are_those_of_numpy_bit_by_bit() {
    let Some(sets) = vectors() else { return };
    for set in &sets {
        let network = network(set);
        let b: Vec<f64> = set["b"].as_array().expect("b").iter().map(number).collect();
        assert_eq!(network.b(), b);
        for (w, u) in network.weights().iter().zip(set["first_draws"].as_array().expect("draws")) {
            assert_eq!(*w, 2.0 * number(u) - 1.0);
        }
        assert_eq!(network.weights().first(), Some(&number(&set["w00"])));
        assert_eq!(network.weights().last(), Some(&number(&set["wlast"])));
    }
}

#[test]
fn orbits_are_those_computed_beforehand() {
    let Some(sets) = vectors() else { return };
    let mut worst = [0.0_f64; 2];
    for set in &sets {
        let network = network(set);
        let orbit = network.trajectory(&mut network.reset(INITIAL), 0, 1000).expect("tame");
        // this one is chaotic: its orbit parts from any other after some hundred iterations
        let chaotic = set["D"] == 32 && set["s"] == 1.4;
        for pair in set["iters"].as_array().expect("iterates") {
            let step = pair[0].as_u64().expect("a step") as usize;
            for (x, y) in orbit.row(step - 1).iter().zip(pair[1].as_array().expect("units")) {
                let error = (x - number(y)).abs();
                match step {
                    1..=5 => worst[0] = worst[0].max(error),
                    1000 if !chaotic => worst[1] = worst[1].max(error),
                    _ => {}
                }
            }
        }
    }
    println!("iterates 1..5 to {:.1e}, x(1000) to {:.1e}", worst[0], worst[1]);
    assert!(worst[0] < 1e-12 && worst[1] < 1e-11, "{worst:?}");
}

/// Grid cells that points fall into, 100 x 100 on the square from -1 to 1.
fn cells(points: &[[f64; 2]]) -> usize {
    let cell = |x: f64| ((x + 1.0) * 50.0) as usize;
    let mut seen = vec![false; 10_000];
    for [x, y] in points {
        seen[cell(*x).min(99) * 100 + cell(*y).min(99)] = true;
    }
    seen.into_iter().filter(|seen| *seen).count()
}

#[test]
fn the_figures_visit_as_many_cells() {
    let Some(sets) = vectors() else { return };
    for (set, expected) in sets.iter().zip([254_usize, 448, 438]) {
        let network = network(set);
        let orbit = network.trajectory(&mut network.reset(INITIAL), 1000, 100_000).expect("tame");
        let found = cells(&orbit.projection([0, 1]));
        assert!(found.abs_diff(expected) <= 5, "{found} instead of {expected}");
        let coverage = chaosnn::feedback::coverage(&orbit, [0, 1]).expect("two units");
        assert_eq!(coverage.square, found);
    }
}

#[test]
fn the_map_goes_the_way_of_the_orbit() {
    for delays in [1, 2, 5, 19] {
        let network = Feedback::drawn(9, delays, 1.5, 7).expect("a network");
        let mut state = network.reset(INITIAL);
        let mut y = network.first_register(&state).expect("fits");
        let mut next = y.clone();
        for _ in 0..60 {
            network.advance(&mut state, 1).expect("tame");
            assert_eq!(state.y, y);
            network.apply(&y, &mut next);
            std::mem::swap(&mut y, &mut next);
        }
    }
}

#[test]
fn stretches_join_without_a_seam() {
    let network = Feedback::drawn(5, 12, 2.0, 3).expect("a network");
    let whole = network.trajectory(&mut network.reset(INITIAL), 0, 300).expect("tame");
    let mut state = network.reset(INITIAL);
    let mut rows = Vec::new();
    for steps in [1, 2, 97, 200] {
        rows.extend_from_slice(network.trajectory(&mut state, 0, steps).expect("tame").rows());
    }
    assert_eq!(whole.rows(), rows);
    let later = network.trajectory(&mut network.reset(INITIAL), 250, 50).expect("tame");
    assert_eq!(later.rows(), &whole.rows()[250 * 5..]);
    assert_eq!(whole.delayed::<3>(1, 4)[10], [whole.row(10)[1], whole.row(14)[1], whole.row(18)[1]]);
    assert_eq!(whole.delayed::<3>(1, 4).len(), 292);
    assert_eq!(whole.delayed::<3>(1, 200).len(), 0);
}

#[test]
fn another_gain_is_another_draw() {
    let network = Feedback::drawn(4, 8, 0.3, 11).expect("a network");
    assert_eq!(network.rescaled(1.7), Feedback::drawn(4, 8, 1.7, 11).expect("a network"));
}

#[test]
fn bad_input_is_refused_with_the_facts() {
    assert!(matches!(Feedback::drawn(0, 8, 1.0, 1), Err(Error::Range { .. })));
    assert!(matches!(Feedback::drawn(4, 0, 1.0, 1), Err(Error::Range { .. })));
    assert!(matches!(Feedback::drawn(4, 8, f64::NAN, 1), Err(Error::Range { .. })));
    assert!(matches!(
        Feedback::new(2, vec![0.0; 3], vec![1.0; 2]),
        Err(Error::Sizes { expected: 4, found: 3, .. })
    ));
    assert!(matches!(Feedback::new(1, vec![f64::NAN], vec![1.0]), Err(Error::NotANumber { index: 0, .. })));
    let network = Feedback::drawn(4, 8, 1.0, 1).expect("a network");
    let mut state = State { y: vec![0.0; 7], x: vec![0.0; 4] };
    assert!(matches!(network.trajectory(&mut state, 0, 1), Err(Error::Sizes { expected: 8, found: 7, .. })));
    let mut state = network.reset(f64::INFINITY);
    assert!(matches!(network.trajectory(&mut state, 0, 1), Err(Error::NotANumber { .. })));
    // an output that is no number any more
    let huge = Feedback::new(2, vec![1.0, -1.0, 0.5, 1.0], vec![1e308, 1e308]).expect("finite");
    let mut state = huge.reset(0.5);
    assert_eq!(huge.trajectory(&mut state, 0, 9).err(), Some(Error::Diverged { step: 2, of: 9 }));
    assert_eq!(state, huge.reset(0.5));
}

#[test]
fn exact_intervals() {
    assert_eq!(clopper_pearson(0, 0, 0.9), (0.0, 1.0));
    assert_eq!(clopper_pearson(0, 10, 0.95).0, 0.0);
    // (1 - p)^10 = 0.025
    assert!((clopper_pearson(0, 10, 0.95).1 - (1.0 - 0.025_f64.powf(0.1))).abs() < 1e-12);
    let (low, high) = clopper_pearson(3, 10, 0.95);
    let (other_low, other_high) = clopper_pearson(7, 10, 0.95);
    assert!((low - (1.0 - other_high)).abs() < 1e-12 && (high - (1.0 - other_low)).abs() < 1e-12);
}

proptest! {
    #[test]
    fn mirror_images_stay_mirror_images(
        seed in 0..u32::MAX, units in 1_usize..12, delays in 1_usize..20, gain in 0.1..6.0, x in -1.0..1.0
    ) {
        let network = Feedback::drawn(units, delays, gain, seed).expect("a network");
        let mut state = network.reset(x);
        let mut mirrored = state.mirrored();
        let orbit = network.trajectory(&mut state, 10, 50).expect("tame");
        let image = network.trajectory(&mut mirrored, 10, 50).expect("tame");
        prop_assert!(orbit.rows().iter().zip(image.rows()).all(|(x, y)| *x == -*y));
        prop_assert_eq!(state.mirrored(), mirrored);
    }
}
