//! Chaotic weights: the known series, starts that are refused, orbits that come to rest, and the controls.

use chaosnn::chaotic::{
    Additions, ChaoticWeights, Collapse, Drive, GaussianNoise, Henon, Mouse, Shuffled, Strides, Tent,
    WeightMap, multiples,
};
use chaosnn::{Activation, Error, FULL_CHAOS, Layer, Network, Rescaled, Series};
use dynsys::ensemble::Resources;
use neurodyn_core::seed::Seeds;
use neurodyn_core::{Dual, Map};
use proptest::prelude::*;
use std::ops::Range;
use std::sync::atomic::AtomicBool;

#[cfg(feature = "npz")]
mod digits;

/// 40 inputs, 30 outputs and then 3, weights of both signs and none of them 0.
fn network() -> Network {
    let number = |i: usize| ((i * 37 + 11) % 29) as f64 / 7.0 - 2.01;
    let layer = |inputs: usize, outputs: usize| Layer {
        inputs,
        outputs,
        weights: (0..inputs * outputs).map(number).collect(),
        biases: (0..outputs).map(|j| number(j + 5)).collect(),
    };
    Network::new(Activation::Tanh, vec![layer(40, 30), layer(30, 3)]).unwrap()
}

fn weights<D: Drive>(drive: D, rows: Range<usize>) -> ChaoticWeights<D> {
    ChaoticWeights { drive, layer: 0, rows, scale: 1e-3 }
}

fn additions<D: Drive>(drive: D, rows: Range<usize>, steps: &[u64]) -> Result<Additions, Error> {
    weights(drive, rows).additions(&network(), steps, &Resources::default())
}

/// Every value of a sample and its neighbours, by sample, row and column.
fn value(additions: &Additions, sample: usize, row: usize, column: usize) -> f64 {
    additions.sample(sample)[(row - additions.rows().start) * additions.columns() + column]
}

#[test]
#[cfg(feature = "npz")]
fn the_prototypes_net_gives_the_known_series_and_one_orbit_that_rests() {
    let Some(path) = digits::vector("chaosnn_net_sigmoid.npz") else { return };
    let network = chaosnn::npz::load(&path).unwrap();
    let weights = weights(Rescaled::fully_chaotic(0.2), 0..30);
    let additions = weights.additions(&network, &multiples(12, 100), &Resources::default()).unwrap();
    let known = [0.09618441641312286, -0.060297512718021064, 0.09880140775895793, 0.09473616984443853];
    assert_eq!(additions.sample(0)[..4], known);
    // one of 6000, found by this program; checked against the plain series
    let [rest] = additions.collapsed() else { panic!("{:?}", additions.collapsed()) };
    let x0 = 1e-3 * network.layers()[0].weights[rest.row * 200 + rest.column];
    let series = Series::new(Rescaled::fully_chaotic(0.2), x0, 12, 100).unwrap();
    assert_eq!(series.collapsed(), Some(rest.step));
}

#[test]
fn the_logistic_drive_is_the_series_of_every_weight() {
    let (network, map) = (network(), Rescaled { g: 0.2, a: 3.9 });
    let additions = additions(map, 3..9, &multiples(7, 40)).unwrap();
    assert_eq!((additions.samples(), additions.columns(), additions.rows()), (40, 30, 3..9));
    for row in 3..9 {
        for column in 0..30 {
            let x0 = 1e-3 * network.layers()[0].weights[row * 30 + column];
            let series = Series::new(map, x0, 7, 40).unwrap();
            let own: Vec<f64> = (0..40).map(|sample| value(&additions, sample, row, column)).collect();
            assert_eq!(own, series.samples());
        }
    }
}

#[test]
fn biases_are_the_last_row() {
    let (network, map) = (network(), Rescaled::fully_chaotic(0.2));
    let additions = additions(map, 39..41, &[1]).unwrap();
    let mut next = [0.0];
    map.apply(&[1e-3 * network.layers()[0].biases[4]], &mut next);
    assert_eq!(value(&additions, 0, 40, 4), next[0]);
}

/// Every drive gives a weight the same series whatever threads, rows and steps were asked for besides.
fn does_not_depend_on_company<D: Drive + Clone>(drive: D) {
    let all = additions(drive.clone(), 0..41, &multiples(3, 20)).unwrap();
    for threads in [1, 2, 5] {
        let resources = Resources { threads, ..Resources::default() };
        let again = weights(drive.clone(), 0..41).additions(&network(), &multiples(3, 20), &resources);
        assert_eq!(again.unwrap(), all, "{} on {threads} threads", drive.name());
    }
    let some = additions(drive, 0..7, &multiples(3, 20)).unwrap();
    for sample in 0..20 {
        assert_eq!(some.sample(sample), &all.sample(sample)[..7 * 30]);
    }
}

#[test]
fn series_do_not_depend_on_threads_or_rows() {
    let (g, seeds) = (0.3, Seeds::new(5));
    does_not_depend_on_company(Rescaled::fully_chaotic(g));
    does_not_depend_on_company(Tent::fully_chaotic(g));
    does_not_depend_on_company(Mouse::textbook(g));
    does_not_depend_on_company(Henon::classic(g));
    does_not_depend_on_company(GaussianNoise::like_logistic(g, seeds));
    does_not_depend_on_company(Shuffled { drive: Rescaled::fully_chaotic(g), seeds });
}

#[test]
fn steps_that_are_left_out_do_not_change_the_others() {
    let all = additions(Henon::classic(0.2), 0..2, &multiples(1, 60)).unwrap();
    let some = additions(Henon::classic(0.2), 0..2, &[1, 2, 17, 60]).unwrap();
    for (sample, step) in [1, 2, 17, 60].into_iter().enumerate() {
        assert_eq!(some.sample(sample), all.sample(step - 1));
    }
}

proptest! {
    #[test]
    fn orbits_stay_in_the_interval(g in 1e-3..10.0_f64, share in 0.001..0.2_f64, a in 0.1..1.0_f64) {
        let starts = [share * g, -share * g];
        let steps = multiples(5, 40);
        let inside = |drive: &dyn Drive| {
            let orbits = drive.series(0, &starts, &steps).unwrap();
            orbits.values.len() == 80 && orbits.values.iter().all(|x| x.abs() <= 0.5 * g)
        };
        let logistic = Rescaled { g, a: FULL_CHAOS * a };
        let tent = Tent { g, a: 2.0 * a };
        prop_assert!(inside(&logistic) && inside(&tent) && inside(&Mouse::textbook(g)));
        prop_assert!(inside(&Henon::classic(g)));
    }

    #[test]
    fn the_slopes_of_the_maps_are_those_of_calculus(x in -0.09..0.09_f64) {
        let slope = |next: [Dual<f64, 1>; 1]| next[0].eps[0];
        let at = [Dual::<f64, 1>::variable(x, 0)];
        let (mut tent, mut mouse) = ([Dual::constant(0.0)], [Dual::constant(0.0)]);
        Tent::fully_chaotic(0.2).apply(&at, &mut tent);
        Mouse::textbook(0.2).apply(&at, &mut mouse);
        prop_assert!((slope(tent).abs() - 2.0).abs() < 1e-12);
        let u = x / 0.2;
        prop_assert!((slope(mouse) + 12.4 * u * (-6.2 * u * u).exp()).abs() < 1e-12);
    }
}

#[test]
fn the_henon_map_is_the_textbooks() {
    let (mut x, mut y) = (0.01 * 2.6 / 0.2, 0.0);
    let orbits = Henon::classic(0.2).series(0, &[0.01], &multiples(1, 20)).unwrap();
    for ours in orbits.values {
        (x, y) = (1.0 - 1.4 * x * x + y, 0.3 * x);
        assert!((ours * 2.6 / 0.2 - x).abs() < 1e-9, "{ours} {x}");
    }
}

#[test]
fn an_orbit_that_comes_to_rest_is_reported_with_its_step() {
    // with g = 1 every operation is exact, and the tent map shifts the bits of its start out
    let orbits = Tent::fully_chaotic(1.0).series(0, &[0.3, 0.0078125], &multiples(10, 9)).unwrap();
    assert!((50..60).contains(&orbits.died[0].unwrap()), "{:?}", orbits.died);
    assert_eq!(orbits.died[1], Some(8)); // 1/128: doubled six times it is the tip, then the foot
    assert_eq!(orbits.values[2 * 8..], [-0.5, -0.5]);
    // at A = 2 the logistic map falls into its fixed point 0 with quadratic speed
    let network = network();
    let weights = ChaoticWeights { drive: Rescaled { g: 0.2, a: 2.0 }, layer: 1, rows: 0..31, scale: 0.03 };
    let additions = weights.additions(&network, &multiples(12, 100), &Resources::default()).unwrap();
    assert_eq!(additions.collapsed().len(), 93);
    assert_eq!((additions.collapsed()[92].row, additions.collapsed()[92].column), (30, 2));
    assert!(
        additions.collapsed().iter().all(|rest| (3..8).contains(&rest.step)),
        "{:?}",
        additions.collapsed()
    );
    assert_eq!(additions.sample(99), [0.0; 93]);
}

#[test]
fn noise_has_its_variance_and_shuffling_keeps_the_values() {
    let (g, seeds) = (0.2, Seeds::new(11).named("noise"));
    let noise = additions(GaussianNoise::like_logistic(g, seeds), 0..41, &multiples(1, 100)).unwrap();
    let (mean, deviation) = noise.mean_and_deviation();
    let of = g / 8.0_f64.sqrt();
    // 123,000 numbers: five standard errors
    assert!(
        mean.abs() < 5.0 * of / 351.0 && (deviation / of - 1.0).abs() < 5.0 / 496.0,
        "{mean} {deviation}"
    );
    let logistic = Rescaled::fully_chaotic(g);
    let plain = additions(logistic, 0..1, &multiples(12, 50)).unwrap();
    let (_, deviation) = additions(logistic, 0..41, &multiples(50, 100)).unwrap().mean_and_deviation();
    assert!((deviation / of - 1.0).abs() < 0.01, "{deviation} {of}");
    let shuffled = additions(Shuffled { drive: logistic, seeds }, 0..1, &multiples(12, 50)).unwrap();
    for column in 0..30 {
        let series = |additions: &Additions| -> Vec<f64> {
            (0..50).map(|sample| value(additions, sample, 0, column)).collect()
        };
        let (mut a, mut b) = (series(&plain), series(&shuffled));
        assert_ne!(a, b);
        a.sort_by(f64::total_cmp);
        b.sort_by(f64::total_cmp);
        assert_eq!(a, b);
    }
}

/// Trained networks have weights that are tiny, and pruned ones have zeros: one of them does not spoil the others.
#[test]
fn a_weight_of_zero_is_reported_as_at_rest_from_the_second_step() -> Result<(), Error> {
    let layer = Layer { inputs: 1, outputs: 2, weights: vec![0.5, 0.0], biases: vec![0.1; 2] };
    let zero = Network::new(Activation::Relu, vec![layer])?;
    for steps in [multiples(12, 5), vec![1, 2], vec![2]] {
        let map = Rescaled::fully_chaotic(0.2);
        let found = weights(map, 0..1).additions(&zero, &steps, &Resources::default())?;
        assert_eq!(found.collapsed(), [Collapse { row: 0, column: 1, step: 2 }]);
        assert_eq!(found.sample(found.samples() - 1)[1], -0.1);
    }
    Ok(())
}

#[test]
fn bad_weights_and_parameters_are_refused_with_the_facts() {
    let map = Rescaled::fully_chaotic(0.2);
    let with = |layer, rows, scale| {
        let weights = ChaoticWeights { drive: map, layer, rows, scale };
        weights.additions(&network(), &[1], &Resources::default())
    };
    // the first weight from 0.1/c on, counted by rows
    let Err(Error::Weight { layer: 0, row, column, why }) = with(0, 2..5, 0.06) else { panic!() };
    let x0 = 0.06 * network().layers()[0].weights[row * 30 + column];
    assert!(x0.abs() >= 0.1 && row >= 2);
    assert_eq!(*why, Error::Start { x0, g: 0.2 });
    assert!(matches!(with(2, 0..1, 1e-3), Err(Error::Sizes { expected: 2, found: 3, .. })));
    assert!(matches!(with(0, 0..42, 1e-3), Err(Error::Sizes { expected: 41, found: 42, .. })));
    assert!(matches!(with(0, 0..1, f64::NAN), Err(Error::Range { .. })));
    for a in [0.0, -1.0, 4.1, f64::NAN] {
        let refused = additions(Rescaled { g: 0.2, a }, 0..1, &[1]);
        assert!(matches!(refused, Err(Error::Gain { .. })), "{refused:?}");
    }
    for steps in [vec![0], vec![3, 3], vec![4, 2], multiples(0, 3)] {
        assert_eq!(additions(map, 0..1, &steps), Err(Error::Stride));
    }
    for g in [0.0, -0.2, f64::INFINITY, f64::NAN] {
        assert!(matches!(additions(Rescaled::fully_chaotic(g), 0..1, &[1]), Err(Error::Width { .. })));
        assert!(matches!(additions(Henon::classic(g), 0..1, &[1]), Err(Error::Width { .. })));
    }
    assert!(Drive::check(&Tent { g: 1.0, a: 2.1 }).is_err());
    assert!(WeightMap::check(&Mouse { g: 1.0, alpha: 0.0, beta: 0.0 }).is_err());
    assert!(WeightMap::check(&Henon { g: 1.0, a: 1.4, b: 1.0 }).is_err());
    assert!(Drive::check(&GaussianNoise { deviation: 0.0, seeds: Seeds::new(1) }).is_err());
    // outside of the basin
    let left = Henon { g: 0.2, a: 2.0, b: 0.3 }.series(0, &[0.099], &[100]);
    assert!(matches!(left, Err((0, Error::Left { step: 1, .. }))), "{left:?}");
    let stop = AtomicBool::new(true);
    let resources = Resources { cancel: Some(&stop), ..Resources::default() };
    let stopped = weights(map, 0..3).additions(&network(), &[1], &resources);
    assert_eq!(stopped, Err(Error::Cancelled { done: 0, total: 2 }));
}

#[test]
fn a_sweep_over_strides_needs_each_step_once() {
    let strides = Strides { most: 100, samples: 100 };
    let steps = strides.steps();
    assert_eq!((steps.len(), steps[0], steps[2905]), (2906, 1, 10_000));
    let squares: Vec<f64> = steps.iter().map(|&step| (step * step) as f64).collect();
    // the mean of (T k)^2 over k = 1..=100 is T^2 338,350 / 100
    for (every, mean) in (1..=100_u64).zip(strides.means(&squares).unwrap()) {
        assert!((mean / ((every * every) as f64 * 3383.5) - 1.0).abs() < 1e-12);
    }
    assert!(strides.means(&squares[1..]).is_err());
}

#[test]
fn additions_of_ones_own_are_checked() {
    let own = Additions::new(0, 1..3, 2, vec![0.1; 8]).unwrap();
    assert_eq!((own.samples(), own.sample(1)), (2, &[0.1; 4][..]));
    assert!(matches!(Additions::new(0, 1..3, 2, vec![0.1; 7]), Err(Error::Sizes { expected: 8, .. })));
    assert!(matches!(Additions::new(0, 1..1, 2, vec![]), Err(Error::Sizes { .. })));
    assert!(matches!(Additions::new(0, 0..1, 1, vec![f64::NAN]), Err(Error::NotANumber { .. })));
}
