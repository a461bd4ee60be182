//! Many outputs: against networks perturbed by hand, on every instruction set, in every company, with an early exit.

use chaosnn::chaotic::{Additions, ChaoticWeights, GaussianNoise, multiples};
use chaosnn::evaluate::{Evaluator, Keep, Outputs, Passes};
use chaosnn::network::largest;
use chaosnn::rejection::{FewClasses, Rejector, Score, Threshold, Votes};
use chaosnn::{Activation, Error, Layer, Network};
use dynsys::ensemble::Resources;
use neurodyn_core::Level;
use neurodyn_core::seed::Seeds;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Sizes that fill no tile and no vector.
const SIZES: [usize; 4] = [11, 13, 9, 5];
const ITEMS: usize = 131;

fn network(activation: Activation, sizes: &[usize]) -> Network {
    let mut stream = Seeds::new(3).named("weights").stream(0);
    let mut numbers =
        |count: usize, size: f64| (0..count).map(|_| size * stream.normal()).collect::<Vec<_>>();
    let layer = |pair: &[usize]| Layer {
        inputs: pair[0],
        outputs: pair[1],
        weights: numbers(pair[0] * pair[1], 1.5 / (pair[0] as f64).sqrt()),
        biases: numbers(pair[1], 0.3),
    };
    Network::new(activation, sizes.windows(2).map(layer).collect()).unwrap()
}

fn images() -> Vec<f32> {
    let mut stream = Seeds::new(3).named("images").stream(0);
    (0..ITEMS * SIZES[0]).map(|_| stream.between(-1.0, 1.0) as f32).collect()
}

fn truth() -> Vec<u8> {
    (0..ITEMS).map(|item| (item * 7 % SIZES[3]) as u8).collect()
}

fn noise(network: &Network, layer: usize, rows: std::ops::Range<usize>, samples: u64) -> Additions {
    let drive = GaussianNoise { deviation: 0.4, seeds: Seeds::new(9) };
    let weights = ChaoticWeights { drive, layer, rows, scale: 1.0 };
    weights.additions(network, &multiples(1, samples), &Resources::default()).unwrap()
}

/// The network with one sample added to its weights and biases.
fn moved(network: &Network, additions: &Additions, sample: usize) -> Network {
    let mut layers = network.layers().to_vec();
    let layer = &mut layers[additions.layer()];
    for (at, &value) in additions.sample(sample).iter().enumerate() {
        let (row, column) = (additions.rows().start + at / layer.outputs, at % layer.outputs);
        if row < layer.inputs {
            layer.weights[row * layer.outputs + column] += value;
        } else {
            layer.biases[column] += value;
        }
    }
    Network::new(network.activation(), layers).unwrap()
}

fn probabilities(network: &Network, image: &[f32]) -> Vec<f64> {
    let x: Vec<f64> = image.iter().copied().map(f64::from).collect();
    let mut logits = vec![0.0; network.classes()];
    network.respond(&x, &mut logits);
    let powers: Vec<f64> = logits.iter().map(|logit| logit.exp()).collect();
    powers.iter().map(|power| power / powers.iter().sum::<f64>()).collect()
}

/// Compares everything that is kept with `f64` networks, one a pass.
fn compare(outputs: &Outputs, networks: &[Network], images: &[f32], truth: &[u8], what: &str) {
    let mut errors = vec![0.0; networks.len()];
    for (item, image) in images.chunks_exact(SIZES[0]).enumerate() {
        let mut mean = vec![0.0; outputs.classes()];
        for (pass, network) in networks.iter().enumerate() {
            let p = probabilities(network, image);
            let mut sorted = p.clone();
            sorted.sort_by(f64::total_cmp);
            let is_close = sorted[sorted.len() - 1] - sorted[sorted.len() - 2] < 1e-5;
            assert!(is_close || usize::from(outputs.of(item)[pass]) == largest(&p), "{what}: {item}, {pass}");
            for (class, p) in p.iter().enumerate() {
                mean[class] += p / networks.len() as f64;
                errors[pass] += (p - f64::from(u8::from(class == usize::from(truth[item])))).powi(2);
            }
        }
        for (ours, mean) in outputs.mean_probabilities(item).iter().zip(mean) {
            assert!((f64::from(*ours) - mean).abs() < 3e-6, "{what}: {ours} {mean}");
        }
    }
    for (ours, error) in outputs.squared_errors().iter().zip(errors) {
        assert!((ours / error - 1.0).abs() < 1e-5, "{what}: {ours} {error}");
    }
}

#[test]
fn outputs_are_those_of_networks_perturbed_by_hand() {
    let (images, truth) = (images(), truth());
    let keep = Keep { probabilities: true, errors_against: Some(&truth) };
    for activation in Activation::ALL {
        let network = network(activation, &SIZES);
        let evaluator = Evaluator::new(&network).unwrap();
        // every layer, with and without the row of biases, down to a single row
        for (layer, rows) in
            [(0, 0..12), (0, 3..7), (0, 11..12), (1, 2..13), (1, 12..14), (2, 0..1), (2, 4..10)]
        {
            let what = format!("{activation:?}, layer {layer}, rows {rows:?}");
            let additions = noise(&network, layer, rows, 5);
            let passes = Passes::perturbed(&additions).unwrap();
            let outputs = evaluator.outputs(&images, &passes, keep, &Resources::default()).unwrap();
            let by_hand: Vec<Network> = (0..5).map(|pass| moved(&network, &additions, pass)).collect();
            compare(&outputs, &by_hand, &images, &truth, &what);
        }
        let outputs = evaluator.outputs(&images, &Passes::once(), keep, &Resources::default()).unwrap();
        compare(&outputs, std::slice::from_ref(&network), &images, &truth, "unperturbed");
    }
}

#[test]
fn a_single_layer_is_a_network_too() {
    let network = network(Activation::Sigmoid, &SIZES[..2]);
    let additions = noise(&network, 0, 0..12, 3);
    let passes = Passes::perturbed(&additions).unwrap();
    let keep = Keep { probabilities: true, errors_against: None };
    let outputs = Evaluator::new(&network).unwrap().outputs(&images(), &passes, keep, &Resources::default());
    let by_hand: Vec<Network> = (0..3).map(|pass| moved(&network, &additions, pass)).collect();
    compare(&outputs.unwrap(), &by_hand, &images(), &truth(), "one layer");
}

#[test]
fn no_byte_depends_on_levels_threads_or_company() {
    let (images, truth) = (images(), truth());
    let keep = Keep { probabilities: true, errors_against: Some(&truth) };
    for activation in Activation::ALL {
        let network = network(activation, &SIZES);
        let evaluator = Evaluator::new(&network).unwrap();
        let passes = Passes::perturbed(&noise(&network, 0, 0..9, 6)).unwrap();
        let all = evaluator.outputs(&images, &passes, keep, &Resources::default()).unwrap();
        for level in Level::ALL.into_iter().filter(|level| level.available()) {
            for threads in [1, 3] {
                let resources = Resources { threads, level, ..Resources::default() };
                let again = evaluator.outputs(&images, &passes, keep, &resources).unwrap();
                assert_eq!(again, all, "{level:?}, {threads} threads");
            }
        }
        // some items in another order, alone and in company; some passes
        let some = [130, 0, 77, 78, 5];
        let resources = Resources::default();
        let picked = evaluator.outputs_of(&some, &images, &passes, 2..5, keep, &resources).unwrap();
        for (at, item) in some.into_iter().enumerate() {
            assert_eq!(picked.of(at), &all.of(item)[2..5]);
            let alone = evaluator.outputs_of(&[item], &images, &passes, 2..5, keep, &resources).unwrap();
            assert_eq!(alone.mean_probabilities(0), picked.mean_probabilities(at));
        }
    }
}

#[test]
fn dropout_is_a_thinned_network() {
    let network = network(Activation::Tanh, &SIZES);
    let evaluator = Evaluator::new(&network).unwrap();
    let keep = Keep { probabilities: true, errors_against: None };
    let run = |passes: &Passes| evaluator.outputs(&images(), passes, keep, &Resources::default()).unwrap();
    let none = run(&Passes::dropout(&network, 0.0, 1, Seeds::new(1)).unwrap());
    assert_eq!(none, run(&Passes::once()));
    let by_hand: Vec<Network> = (0..4)
        .map(|pass| {
            let mut stream = Seeds::new(1).stream(pass);
            let mut layers = network.layers().to_vec();
            // a factor on a unit is one on the row of weights that leaves it
            for layer in &mut layers[1..] {
                for row in layer.weights.chunks_mut(layer.outputs) {
                    let factor = if stream.uniform() < 0.25 { 0.0 } else { 4.0 / 3.0 };
                    for weight in row {
                        *weight *= factor;
                    }
                }
            }
            Network::new(Activation::Tanh, layers).unwrap()
        })
        .collect();
    let four = run(&Passes::dropout(&network, 0.25, 4, Seeds::new(1)).unwrap());
    compare(&four, &by_hand, &images(), &truth(), "dropout");
    assert_ne!(by_hand[0], by_hand[1]);
}

#[test]
fn an_early_exit_gives_the_same_answers_for_less() {
    let network = network(Activation::Relu, &SIZES);
    let evaluator = Evaluator::new(&network).unwrap();
    let passes = Passes::perturbed(&noise(&network, 0, 0..9, 37)).unwrap();
    let resources = Resources::default();
    let outputs = evaluator.outputs(&images(), &passes, Keep::default(), &resources).unwrap();
    let votes = Votes::of(&outputs);
    let rules: [(&str, Box<dyn Rejector>); 5] = [
        ("two classes, 30", Box::new(FewClasses { most_classes: 2, least: 30 })),
        ("one class", Box::new(FewClasses { most_classes: 1, least: 0 })),
        ("37 of 37", Box::new(FewClasses { most_classes: 5, least: 37 })),
        ("never", Box::new(FewClasses { most_classes: 5, least: 0 })),
        ("agreement 0.8", Box::new(Threshold::new(Score::Agreement, 0.8).unwrap())),
    ];
    for (name, rule) in rules {
        let early = evaluator.decide(&images(), &passes, &*rule, &resources).unwrap();
        assert_eq!(early.decisions, votes.decide(&*rule).unwrap(), "{name}");
        let rejected = early.decisions.iter().filter(|decision| decision.is_none()).count();
        assert_eq!(early.computed == ITEMS * 37, rejected == 0, "{name}: {} computed", early.computed);
        assert_eq!(rejected == 0, name == "never", "{name}: {rejected} rejected");
    }
    let rule = Threshold::new(Score::Entropy, -0.1).unwrap();
    assert!(matches!(evaluator.decide(&images(), &passes, &rule, &resources), Err(Error::Sizes { .. })));
}

#[test]
fn counts_of_right_outputs_are_those_of_the_labels() {
    let network = network(Activation::Relu, &SIZES);
    let passes = Passes::perturbed(&noise(&network, 0, 0..9, 4)).unwrap();
    let outputs = Evaluator::new(&network).unwrap();
    let outputs = outputs.outputs(&images(), &passes, Keep::default(), &Resources::default()).unwrap();
    let truth = truth();
    let by_hand = |pass: usize| (0..ITEMS).filter(|&item| outputs.of(item)[pass] == truth[item]).count();
    assert_eq!(outputs.right(&truth).unwrap(), (0..4).map(by_hand).collect::<Vec<_>>());
    assert!(outputs.right(&truth[1..]).is_err());
}

#[test]
fn what_does_not_fit_is_refused_and_nothing_hangs() {
    let network = network(Activation::Sigmoid, &SIZES);
    let evaluator = Evaluator::new(&network).unwrap();
    let (images, once, resources) = (images(), Passes::once(), Resources::default());
    let run =
        |images: &[f32], passes: &Passes, keep: Keep<'_>| evaluator.outputs(images, passes, keep, &resources);
    let plain = Keep::default();
    assert!(matches!(run(&images[1..], &once, plain), Err(Error::Sizes { what: "pixels of images", .. })));
    let mut bad = images.clone();
    bad[14] = f32::NAN;
    assert!(matches!(run(&bad, &once, plain), Err(Error::NotANumber { what: "pixels", index: 14, .. })));
    let none = run(&[], &once, Keep { probabilities: true, ..plain }).unwrap();
    assert_eq!((none.items(), none.passes()), (0, 1));
    let mut labels = truth();
    let few = Keep { errors_against: Some(&labels[1..]), ..plain };
    assert!(matches!(run(&images, &once, few), Err(Error::Sizes { .. })));
    labels[3] = 5;
    let unknown = Keep { errors_against: Some(&labels), ..plain };
    assert!(matches!(run(&images, &once, unknown), Err(Error::Range { .. })));
    // passes of another network
    let other = self::network(Activation::Sigmoid, &[11, 12, 5]);
    let foreign = Passes::perturbed(&noise(&other, 0, 0..3, 2)).unwrap();
    assert!(matches!(run(&images, &foreign, plain), Err(Error::Sizes { expected: 13, found: 12, .. })));
    let thinned = Passes::dropout(&other, 0.1, 2, Seeds::new(1)).unwrap();
    assert!(matches!(run(&images, &thinned, plain), Err(Error::Sizes { what: "hidden units", .. })));
    let far = Passes::perturbed(&Additions::new(3, 0..1, 5, vec![0.1; 5]).unwrap()).unwrap();
    assert!(matches!(run(&images, &far, plain), Err(Error::Sizes { .. })));
    assert!(matches!(Passes::dropout(&network, 1.0, 2, Seeds::new(1)), Err(Error::Range { .. })));
    let huge = Additions::new(0, 0..1, 13, vec![1e300; 13]).unwrap();
    assert!(matches!(Passes::perturbed(&huge), Err(Error::NotANumber { .. })));
    assert!(matches!(
        evaluator.outputs_of(&[131], &images, &once, 0..1, plain, &resources),
        Err(Error::Sizes { .. })
    ));
    assert!(matches!(
        evaluator.outputs_of(&[0], &images, &once, 0..2, plain, &resources),
        Err(Error::Sizes { .. })
    ));
}

#[test]
fn an_output_that_is_no_number_is_an_error() {
    let layer = |weight: f64| Layer { inputs: 2, outputs: 2, weights: vec![weight; 4], biases: vec![0.0; 2] };
    let network = Network::new(Activation::Relu, vec![layer(1e38), layer(1e38)]).unwrap();
    let images = [0.0, 0.0, 1.0, 1.0];
    let refused = Evaluator::new(&network).unwrap().outputs(
        &images,
        &Passes::once(),
        Keep::default(),
        &Resources::default(),
    );
    assert!(matches!(refused, Err(Error::NotANumber { index: 1, .. })), "{refused:?}");
    let beyond = Network::new(Activation::Relu, vec![layer(1e39)]).unwrap();
    assert!(matches!(Evaluator::new(&beyond), Err(Error::NotANumber { what: "weights", index: 0, .. })));
}

#[test]
fn a_run_can_be_stopped_and_watched() {
    let network = network(Activation::Relu, &SIZES);
    let evaluator = Evaluator::new(&network).unwrap();
    let seen = AtomicUsize::new(0);
    let progress = |done: usize| {
        seen.fetch_max(done, Ordering::Relaxed);
    };
    let resources = Resources { progress: Some(&progress), ..Resources::default() };
    evaluator.outputs(&images(), &Passes::once(), Keep::default(), &resources).unwrap();
    assert_eq!(seen.load(Ordering::Relaxed), ITEMS);
    let stop = AtomicBool::new(true);
    let resources = Resources { cancel: Some(&stop), ..Resources::default() };
    let stopped = evaluator.outputs(&images(), &Passes::once(), Keep::default(), &resources);
    assert_eq!(stopped, Err(Error::Cancelled { done: 0, total: ITEMS }));
}
