//! Training: it learns, gives the same bytes however it runs, goes on after an interrupt, and refuses what cannot work.

use dynsys::ensemble::Resources as Plain;
use neurodyn_core::Level;
use neurodyn_datasets::{DataSet, uci_digits};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use wilsoncowan::classify::Horizon;
use wilsoncowan::evolve::Evolution;
use wilsoncowan::train::{Epoch, Options, Progress, Ramp, Resources, Training};
use wilsoncowan::{Error, Model, Node};

struct Digits {
    data: DataSet,
    pixels: Vec<f32>,
    others: Vec<f32>,
}

impl Digits {
    fn new() -> Self {
        let (train, test) = uci_digits().parted(1000, 1);
        let (pixels, others) = (train.unit_pixels(), test.unit_pixels());
        Self { data: DataSet { name: "uci_digits", train, test }, pixels, others }
    }
    fn training(&self, options: Options) -> Training<'_> {
        Training {
            node: Node::published(),
            shape: (8, 8),
            classes: 10,
            images: &self.pixels,
            labels: self.data.train.labels(),
            judge: (&self.others, self.data.test.labels()),
            options,
        }
    }
}

fn short() -> Options {
    Options { epochs: 4, batch: 50, ..Options::small() }
}

/// A file of this test's own.
fn file(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("wilsoncowan");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    let _ = std::fs::remove_file(&path);
    path
}

#[test]
fn digits_are_learned_and_the_model_comes_back_from_its_file() {
    let digits = Digits::new();
    let (model, curve) = digits.training(Options::small()).run(&Resources::default()).unwrap();
    let judged = curve.last().unwrap().judged.unwrap();
    assert!(judged.early > 0.92 && judged.late > 0.92, "{judged:?}");
    assert!(curve.last().unwrap().loss < 0.2 * curve[0].loss);
    // planted: the coupling does not see targets, and they are stable
    let (network, targets) = (model.network().unwrap(), model.targets().unwrap());
    for class in 0..10 {
        for row in network.scaled_coupling().chunks(64) {
            let sum: f64 = row.iter().zip(targets.pattern(class)).map(|(a, x)| a * x).sum();
            assert!(sum.abs() < 1e-13, "{sum}");
        }
    }
    assert!(network.planted_stability(&targets).unwrap().iter().all(|&rate| rate < 0.0));
    let path = file("digits.safetensors");
    model.save(&path).unwrap();
    let back = Model::load(&path).unwrap();
    assert_eq!(back, model);
    assert_eq!(back.manifest["accuracy at T = 40"], judged.late.to_string());
    // what training said is what the model does
    let evolution = Evolution::<f32>::new(&network, model.dt, &Plain::default()).unwrap();
    let horizon = Horizon::after_training(model.dt, model.time());
    let outcomes = evolution.classify(&targets, &digits.others, horizon, false, &Plain::default()).unwrap();
    let (early, late) = outcomes.accuracy(digits.data.test.labels());
    assert!(
        (early - judged.early).abs() < 0.004 && (late - judged.late).abs() < 0.004,
        "{early} {late} {judged:?}"
    );
}

#[test]
fn no_byte_depends_on_threads_or_the_instruction_set() {
    let digits = Digits::new();
    let erased = Ramp::line(0.1, 0.0, 0.5);
    let options = Options { average: 0.9, decay: 0.01, shift: 1, erased, carried: 13, rounds: 3, ..short() };
    let on = |level, threads| {
        let plain = Plain { level, threads, ..Plain::default() };
        digits.training(options).run(&Resources { plain, ..Resources::default() }).unwrap()
    };
    let one = on(Level::best(), 1);
    assert!(one == on(Level::best(), 3), "three threads");
    for level in Level::ALL.into_iter().filter(|level| level.available()) {
        assert!(one == on(level, 2), "{level:?}");
    }
}

/// However many samples there are for the lanes of however many threads, none is lost and none comes twice.
#[test]
fn batches_of_any_size_are_shared_out_whole() {
    let digits = Digits::new();
    for batch in [1, 7, 16, 17, 33, 48, 50, 96, 97, 200] {
        let options = Options { epochs: 1, batch, carried: batch / 3, ..short() };
        let on = |threads| {
            let plain = Plain { threads, ..Plain::default() };
            digits.training(options).run(&Resources { plain, ..Resources::default() }).unwrap()
        };
        let one = on(1);
        assert!([2, 3, 5].into_iter().all(|threads| on(threads) == one), "{batch}");
    }
}

/// Forty epochs find unplanted attractors unless samples go on through several batches.
#[test]
fn carried_samples_settle_at_targets() {
    let digits = Digits::new();
    let late = |carried| {
        let options = Options { epochs: 40, carried, ..Options::small() };
        let (_, curve) = digits.training(options).run(&Resources::default()).unwrap();
        curve.last().unwrap().judged.unwrap().late
    };
    let (with, without) = (late(5), late(0));
    assert!(with > without + 0.03, "{with} {without}");
}

/// Stops after so many epochs.
struct Stop<'a>(&'a AtomicBool, usize);
impl Progress for Stop<'_> {
    fn epoch(&self, epoch: &Epoch, _: usize) {
        self.0.store(epoch.number >= self.1, Ordering::Relaxed);
    }
}

#[test]
fn an_interrupted_training_goes_on_to_the_same_bytes() {
    let digits = Digits::new();
    let training = digits.training(Options { carried: 10, ..short() });
    let whole = training.run(&Resources::default()).unwrap();
    let path = file("interrupted.checkpoint");
    let flag = AtomicBool::new(false);
    let stop = Stop(&flag, 2);
    let plain = Plain { cancel: Some(&flag), ..Plain::default() };
    let resources = Resources { plain, checkpoint: Some(&path), progress: Some(&stop) };
    let error = training.run(&resources).unwrap_err();
    assert_eq!(error, Error::Cancelled { done: 2, total: 4 });
    let rest = Resources { checkpoint: Some(&path), ..Resources::default() };
    assert!(training.run(&rest).unwrap() == whole);
    // a checkpoint is of one training only
    let other = digits.training(Options { seed: 2, ..short() }).run(&rest).unwrap_err();
    assert!(other.to_string().contains("another training"), "{other}");
    // and whole
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    let damaged = training.run(&rest).unwrap_err();
    assert!(damaged.to_string().contains("damaged"), "{damaged}");
}

#[test]
fn a_training_that_diverges_stops_and_says_where() {
    let digits = Digits::new();
    let error = digits.training(Options { decay: 9e5, ..short() }).run(&Resources::default()).unwrap_err();
    assert!(matches!(error, Error::Diverged { epoch: 1, loss, .. } if loss.is_nan()), "{error:?}");
}

#[test]
fn what_cannot_work_is_refused_before_it_begins() {
    let digits = Digits::new();
    let good = digits.training(short());
    let refused = |training: Training<'_>| training.run(&Resources::default()).unwrap_err();
    let mut bright = digits.pixels.clone();
    bright[64 * 3 + 5] = 1.5;
    assert_eq!(
        refused(Training { images: &bright, ..good.clone() }),
        Error::Pixel { image: 3, pixel: 5, value: 1.5 }
    );
    bright[64 * 3 + 5] = f32::NAN;
    assert!(matches!(
        refused(Training { images: &bright, ..good.clone() }),
        Error::Pixel { image: 3, pixel: 5, .. }
    ));
    let mut labels = digits.data.train.labels().to_vec();
    labels[7] = 10;
    assert_eq!(
        refused(Training { labels: &labels, ..good.clone() }),
        Error::Label { image: 7, label: 10, classes: 10 }
    );
    assert!(matches!(
        refused(Training { labels: &labels[1..], ..good.clone() }),
        Error::Sizes { what: "labels", expected: 1000, found: 999 }
    ));
    assert!(matches!(refused(Training { images: &digits.pixels[1..], ..good.clone() }), Error::Sizes { .. }));
    assert_eq!(refused(Training { classes: 63, ..good.clone() }), Error::Nodes { nodes: 64, classes: 63 });
    for options in [
        Options { gamma: 0.05, ..short() },
        Options { batch: 0, ..short() },
        Options { batch: 1001, ..short() },
        Options { epochs: 0, ..short() },
        Options { rate: f64::NAN, ..short() },
        Options { steps: Ramp::constant(0.0), ..short() },
        Options { noise: Ramp::constant(-0.1), ..short() },
        Options { average: 1.0, ..short() },
        Options { erased: Ramp::constant(1.0), ..short() },
        Options { carried: 50, ..short() },
        Options { rounds: 0, ..short() },
    ] {
        assert!(matches!(refused(digits.training(options)), Error::Range { .. }), "{options:?}");
    }
}

#[test]
fn damaged_models_are_refused() {
    let digits = Digits::new();
    let (model, _) = digits.training(Options { epochs: 1, ..short() }).run(&Resources::default()).unwrap();
    let bytes = model.to_bytes().unwrap();
    let read = |bytes: &[u8]| Model::from_bytes(bytes, "model".as_ref());
    assert_eq!(read(&bytes).unwrap(), model);
    assert!(matches!(read(&bytes[..bytes.len() - 5]), Err(Error::File { .. })));
    let mut nan = bytes.clone();
    let end = nan.len();
    nan[end - 4..].copy_from_slice(&f32::NAN.to_le_bytes());
    assert!(matches!(read(&nan), Err(Error::NotFinite { .. })));
    let mut unplanted = model.clone();
    unplanted.coupling[3] += 1.0;
    assert!(matches!(unplanted.network(), Err(Error::Kernel { residual, .. }) if residual > 1e-4));
    assert!(matches!(read(&unplanted.to_bytes().unwrap()), Err(Error::Kernel { .. })));
    assert!(matches!(Model::load("no such file".as_ref()), Err(Error::File { .. })));
}
