//! The perceptron of equal size: its size, that it learns, that its bytes are those of its seed.

#![cfg(feature = "train")]

use core::cell::RefCell;
use core::sync::atomic::AtomicBool;
use neurodyn_datasets::{Folder, Images, mnist, uci_digits};
use std::path::Path;
use wilsoncowan::Error;
use wilsoncowan::mlp::{Recipe, Samples, Watch, equal_width, parameters};

fn samples<'a>(images: &'a Images, pixels: &'a [f32]) -> Samples<'a> {
    let (height, width) = images.shape();
    Samples { inputs: height * width, classes: images.classes(), pixels, labels: images.labels() }
}

#[test]
fn sizes_are_equal_as_far_as_they_can_be() {
    assert_eq!((equal_width(784, 10), parameters(784, 764, 10)), (764, 607_390));
    for nodes in [12, 64, 196, 289, 441, 576, 784, 961, 1225] {
        let trained = (nodes - 10) * (nodes + 1) + 1;
        let off = |hidden: usize| parameters(nodes, hidden, 10).abs_diff(trained);
        let hidden = equal_width(nodes, 10);
        assert!(off(hidden) <= off(hidden + 1) && off(hidden) <= off(hidden.max(2) - 1), "{nodes}");
    }
}

#[test]
fn it_learns_digits_and_its_bytes_are_those_of_its_seed() -> Result<(), Error> {
    let (train, test) = uci_digits().parted(1297, 1);
    let (pixels, other) = (train.unit_pixels(), test.unit_pixels());
    let (train, test) = (samples(&train, &pixels), samples(&test, &other));
    let recipe = Recipe { epochs: 40, batch: 50, rate: 3e-3, ..Recipe::new(equal_width(64, 10), 7) };
    let told = RefCell::new(Vec::new());
    let progress = |epoch: &_| told.borrow_mut().push(*epoch);
    let trained =
        recipe.train(&train, &Watch { test: Some(test), cancel: None, progress: Some(&progress) })?;
    assert_eq!(trained.log, *told.borrow());
    assert_eq!(trained.log.len(), 40);
    let last = trained.log[39];
    assert_eq!((last.number, last.of), (40, 40));
    let accuracy = trained.perceptron.accuracy(&test)?;
    assert!(accuracy > 0.95, "{accuracy}");
    assert_eq!(last.test_accuracy, Some(accuracy));
    assert!(last.train_accuracy > 0.98 && last.loss < trained.log[0].loss);
    let count: usize = trained.perceptron.numbers().iter().map(Vec::len).sum();
    assert_eq!(
        (trained.perceptron.shape(), count),
        ((64, equal_width(64, 10), 10), parameters(64, equal_width(64, 10), 10))
    );
    // that somebody looks on changes nothing; another seed does
    assert_eq!(recipe.train(&train, &Watch::default())?.perceptron, trained.perceptron);
    assert_ne!(Recipe { seed: 8, ..recipe }.train(&train, &Watch::default())?.perceptron, trained.perceptron);
    Ok(())
}

#[test]
fn the_plain_numbers_are_those_of_the_equation() -> Result<(), Error> {
    let digits = uci_digits();
    let pixels = digits.unit_pixels();
    let recipe = Recipe { epochs: 1, ..Recipe::new(5, 3) };
    let trained = recipe.train(&samples(&digits, &pixels), &Watch::default())?.perceptron;
    let [w1, b1, w2, b2] = trained.numbers();
    let classes = trained.classes_of(&pixels)?;
    for (image, class) in pixels.chunks_exact(64).zip(classes).step_by(97) {
        let unit = |h: usize| {
            let sum: f64 = (0..64).map(|i| f64::from(w1[h * 64 + i]) * f64::from(image[i])).sum();
            (sum + f64::from(b1[h])).tanh()
        };
        let logit =
            |k: usize| (0..5).map(|h| f64::from(w2[k * 5 + h]) * unit(h)).sum::<f64>() + f64::from(b2[k]);
        let largest = (0..10).max_by(|a, b| logit(*a).total_cmp(&logit(*b))).unwrap();
        assert_eq!(class, Some(largest as u8));
    }
    Ok(())
}

#[test]
fn what_does_not_fit_is_refused_before_it_begins() {
    let pixels = [0.0, 0.5, 1.0, 0.25];
    let good = Samples { inputs: 2, classes: 2, pixels: &pixels, labels: &[0, 1] };
    let recipe = Recipe { epochs: 1, batch: 2, ..Recipe::new(3, 1) };
    let error = |recipe: Recipe, samples: Samples<'_>| recipe.train(&samples, &Watch::default()).unwrap_err();
    assert!(recipe.train(&good, &Watch::default()).is_ok());
    let bright = [0.0, 0.5, 1.5, 0.25];
    assert_eq!(
        error(recipe, Samples { pixels: &bright, ..good }),
        Error::Pixel { image: 1, pixel: 0, value: 1.5 }
    );
    let nothing = [0.0, f32::NAN, 0.5, 0.25];
    assert!(matches!(error(recipe, Samples { pixels: &nothing, ..good }), Error::Pixel { pixel: 1, .. }));
    assert_eq!(
        error(recipe, Samples { labels: &[0, 2], ..good }),
        Error::Label { image: 1, label: 2, classes: 2 }
    );
    assert!(matches!(
        error(recipe, Samples { labels: &[0], ..good }),
        Error::Sizes { expected: 2, found: 4, .. }
    ));
    assert!(matches!(error(recipe, Samples { pixels: &[], labels: &[], ..good }), Error::Sizes { .. }));
    assert!(matches!(error(Recipe { hidden: 0, ..recipe }, good), Error::Sizes { .. }));
    assert!(matches!(error(Recipe { batch: 0, ..recipe }, good), Error::Sizes { .. }));
    assert!(matches!(error(Recipe { rate: 0.0, ..recipe }, good), Error::Range { .. }));
    assert!(matches!(error(Recipe { weight_decay: -1.0, ..recipe }, good), Error::Range { .. }));
    let other = Samples { inputs: 4, classes: 2, pixels: &pixels, labels: &[0] };
    let watch = Watch { test: Some(other), ..Watch::default() };
    assert!(matches!(recipe.train(&good, &watch), Err(Error::Sizes { expected: 2, found: 4, .. })));
    let stop = AtomicBool::new(true);
    let watch = Watch { cancel: Some(&stop), ..Watch::default() };
    assert_eq!(recipe.train(&good, &watch), Err(Error::Cancelled { done: 0, total: 1 }));
    let wild = Recipe { epochs: 50, rate: 1e38, ..recipe };
    assert!(matches!(error(wild, good), Error::Training { .. }));
}

/// One epoch of MNIST: `cargo test -p wilsoncowan --release --features train --test mlp -- --ignored --nocapture`.
#[test]
#[ignore = "a minute; prints the accuracy of one epoch"]
fn one_epoch_of_mnist() -> Result<(), Error> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let Ok(set) = mnist(&Folder::find(None).or("beside the workspace", beside)) else {
        eprintln!("SKIPPED: mnist is not there");
        return Ok(());
    };
    let (pixels, other) = (set.train.unit_pixels(), set.test.unit_pixels());
    let recipe = Recipe { epochs: 1, ..Recipe::new(equal_width(784, 10), 1) };
    let watch = Watch { test: Some(samples(&set.test, &other)), ..Watch::default() };
    let begin = std::time::Instant::now();
    let trained = recipe.train(&samples(&set.train, &pixels), &watch)?;
    eprintln!("{:?} in {:?}", trained.log, begin.elapsed());
    assert!(trained.log[0].test_accuracy > Some(0.9));
    Ok(())
}
