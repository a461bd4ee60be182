//! Training: what it learns, that it is the same every time, and how it stops. (The networks that ship are tested, too.)
#![cfg(feature = "train")]

mod digits;

use chaosnn::train::{Adam, Examples, Hard, Pretraining, Recipe, Round, Stage, Trained, Watch};
use chaosnn::{Activation, Error};
use neurodyn_datasets::{Images, uci_digits};
use std::cell::RefCell;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

fn examples(images: &Images) -> Examples<'_> {
    Examples { inputs: 64, classes: 10, pixels: images.pixels(), labels: images.labels() }
}

/// A network of seconds for the small digits.
fn small(activation: Activation) -> Recipe {
    let machines = Pretraining { epochs: 4, ..Pretraining::default() };
    Recipe {
        hidden: vec![50, 30],
        pretraining: (activation == Activation::Sigmoid).then_some(machines),
        adam: Adam { epochs: 12, batch: 50, rate: 5e-3 },
        hard: Hard { margin: 0.5, ..Hard::default() },
        ..Recipe::of_the_source(activation, 7)
    }
}

fn trained(recipe: &Recipe, images: &Images) -> Trained {
    recipe.train(&examples(images), &Watch::default()).unwrap()
}

#[test]
fn every_activation_learns_all_it_is_shown_and_most_of_what_it_is_not() {
    let (train, test) = uci_digits().parted(1000, 1);
    for activation in Activation::ALL {
        let made = trained(&small(activation), &train);
        assert_eq!(made.errors, 0, "{activation:?}");
        // single precision stops at the margin, double precision may find it a little lower
        assert!(made.margin > 0.499, "{activation:?}: {}", made.margin);
        assert!(made.network.errors(train.pixels(), train.labels()).unwrap().is_empty());
        let wrong = made.network.errors(test.pixels(), test.labels()).unwrap().len();
        assert!(wrong < 80, "{activation:?}: {wrong} of 797");
        assert!(made.network.layers()[0].weights.iter().all(|&weight| weight == f64::from(weight as f32)));
    }
}

#[test]
fn boltzmann_machines_learn_to_give_the_images_back() {
    let (train, _) = uci_digits().parted(1000, 1);
    let mut recipe = small(Activation::Sigmoid);
    (recipe.adam.epochs, recipe.hard.rounds) = (1, 0);
    recipe.pretraining = Some(Pretraining { epochs: 15, ..Pretraining::default() });
    let log = trained(&recipe, &train).log;
    let loss = |layer: usize| {
        let rounds: Vec<f64> = log
            .iter()
            .filter(|round| round.stage == Stage::Pretraining(layer))
            .map(|round| round.loss)
            .collect();
        assert_eq!(rounds.len(), 15);
        (rounds[0], rounds[14])
    };
    for layer in 0..2 {
        let (first, last) = loss(layer);
        assert!(last < 0.5 * first, "layer {layer}: {first} {last}");
    }
}

#[test]
fn the_seed_alone_decides() {
    let (train, _) = uci_digits().parted(300, 1);
    let mut recipe = small(Activation::Sigmoid);
    recipe.adam.epochs = 3;
    let (one, again) = (trained(&recipe, &train), trained(&recipe, &train));
    assert_eq!(one, again);
    recipe.seed = 8;
    assert_ne!(trained(&recipe, &train).network, one.network);
}

/// Prints a checksum of a network whose products of matrices are large enough for several threads.
#[test]
#[ignore = "run by the test below"]
fn checksum() {
    let (train, _) = uci_digits().parted(600, 1);
    let mut recipe = small(Activation::Relu);
    recipe.hidden = vec![150, 200];
    recipe.adam = Adam { epochs: 3, batch: 300, rate: 1e-3 };
    recipe.hard.rounds = 2;
    let made = trained(&recipe, &train);
    let weights = made.network.layers().iter().flat_map(|layer| &layer.weights);
    let sum = weights.fold(0_u64, |sum, weight| sum.rotate_left(5) ^ weight.to_bits());
    println!("checksum {sum:016x}");
}

#[test]
fn threads_change_no_byte() {
    let with = |threads: &str| {
        let own = std::env::current_exe().unwrap();
        let mut child = Command::new(own);
        child.args(["checksum", "--exact", "--ignored", "--nocapture"]).env("RAYON_NUM_THREADS", threads);
        let said = String::from_utf8(child.output().unwrap().stdout).unwrap();
        let at = said.find("checksum ").expect("a checksum");
        said[at..].lines().next().unwrap().to_owned()
    };
    let one = with("1");
    assert_eq!(one.len(), "checksum ".len() + 16, "{one}");
    assert_eq!((with("2"), with("3")), (one.clone(), one));
}

#[test]
fn it_stops_when_asked_and_tells_every_round() {
    let (train, _) = uci_digits().parted(300, 1);
    let recipe = small(Activation::Sigmoid);
    let (stop, told) = (AtomicBool::new(false), RefCell::new(Vec::new()));
    let progress = |round: &Round| {
        told.borrow_mut().push(*round);
        if round.stage == Stage::Adam && round.number == 2 {
            stop.store(true, Ordering::Relaxed);
        }
    };
    let watch = Watch { cancel: Some(&stop), progress: Some(&progress) };
    let total = 8 + 12 + recipe.hard.rounds;
    assert_eq!(recipe.train(&examples(&train), &watch), Err(Error::Cancelled { done: 10, total }));
    let told = told.into_inner();
    assert_eq!(told.len(), 10);
    assert!(told.windows(2).all(|pair| pair[0].share < pair[1].share));
    assert!(told.iter().all(|round| round.loss.is_finite() && round.number <= round.of));
}

#[test]
fn bad_input_is_refused_with_facts() {
    let images = uci_digits().picked(&[0, 1, 2]);
    let good = examples(&images);
    let recipe = small(Activation::Tanh);
    let refused = |examples: Examples<'_>| recipe.train(&examples, &Watch::default()).unwrap_err();
    let sizes = |what, expected, found| Error::Sizes { what, expected, found };
    assert_eq!(refused(Examples { pixels: &[], labels: &[], ..good }), sizes("images", 1, 0));
    assert_eq!(refused(Examples { inputs: 65, ..good }), sizes("pixels", 195, 192));
    assert_eq!(refused(Examples { classes: 2, ..good }), Error::Label { image: 2, label: 2, classes: 2 });
    let mut pixels = images.pixels().to_vec();
    pixels[70] = 1.5;
    let found = refused(Examples { pixels: &pixels, ..good });
    assert_eq!(found, Error::Pixel { image: 1, pixel: 6, value: 1.5 });
    pixels[70] = f32::NAN;
    assert!(matches!(refused(Examples { pixels: &pixels, ..good }), Error::Pixel { image: 1, pixel: 6, .. }));
    let with = |change: &dyn Fn(&mut Recipe)| {
        let mut recipe = recipe.clone();
        change(&mut recipe);
        recipe.train(&good, &Watch::default()).unwrap_err()
    };
    assert!(matches!(with(&|recipe| recipe.adam.batch = 0), Error::Range { what: "batch", .. }));
    assert!(matches!(with(&|recipe| recipe.adam.rate = f64::NAN), Error::Range { what: "rate", .. }));
    assert!(matches!(with(&|recipe| recipe.hidden = vec![3, 0]), Error::Range { .. }));
    assert!(matches!(with(&|recipe| recipe.hard.items = 1000), Error::Range { .. }));
    let unfit = with(&|recipe| recipe.pretraining = Some(Pretraining::default()));
    assert!(
        matches!(unfit, Error::Training { .. }) && unfit.to_string().contains("sigmoid units"),
        "{unfit}"
    );
    let astray = with(&|recipe| (recipe.activation, recipe.adam.rate) = (Activation::Relu, 1e30));
    assert!(
        matches!(astray, Error::Training { .. }) && astray.to_string().contains("the loss is"),
        "{astray}"
    );
}
