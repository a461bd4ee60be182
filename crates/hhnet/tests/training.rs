//! Training: gradients against other ways to them, the same bytes however it is run, and what goes wrong said clearly.

use candle_core::{DType, Device, Tensor, Var};
use hhnet::data::Rows;
use hhnet::train::op::Loss;
use hhnet::train::{Adam, Options, Resources, Stage, Trained, Training, Verdict};
use hhnet::{Error, Form, Net, levenberg};
use neurodyn_core::seed::Seeds;
use neurodyn_core::{Dual, Level, Real};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

const HIDDEN: usize = 6;

fn form() -> Form {
    Form::over(&[(-1.0, 1.0), (-1.0, 1.0)], &[(-1.0, 1.0)], HIDDEN, 0.1).expect("a box")
}

/// Records of a smooth map near the identity.
fn rows(seed: u64, count: usize) -> Rows {
    let mut stream = Seeds::new(seed).stream(0);
    let mut columns = vec![Vec::new(); 5];
    for _ in 0..count {
        let [p, x, y] = [(); 3].map(|()| stream.between(-1.0, 1.0));
        let next = [x + 1e-3 * (y + 0.3 * p * x), y + 2e-3 * (Real::tanh(2.0 * x) - 0.5 * y + 0.2 * p)];
        for (column, value) in columns.iter_mut().zip([p, x, y, next[0], next[1]]) {
            column.push(value);
        }
    }
    let next = columns.split_off(3);
    let u = columns.split_off(1);
    Rows::from_columns(columns, u, next).expect("finite columns")
}

fn options() -> Options {
    let adam = Adam { epochs: 6, batch: 250, warm_up: 3, ..Adam::default() };
    let levenberg = levenberg::Options { rows: 600, ..levenberg::Options::default() };
    Options { adam, levenberg, iterations: vec![5, 4], check_every: 2, seed: 3 }
}

struct Job {
    form: Form,
    rows: Rows,
    validation: Rows,
    options: Options,
}

impl Job {
    fn new() -> Self {
        Self { form: form(), rows: rows(1, 2000), validation: rows(2, 300), options: options() }
    }
    fn training(&self) -> Training<'_> {
        let Self { form, rows, validation, options } = self;
        Training { form, rows, validation, options, init: None, check: None }
    }
    fn run(&self, resources: &Resources<'_>) -> Result<Trained, Error> {
        self.training().run(resources)
    }
}

/// A folder that is gone afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("hhnet-training-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }
}
impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Weights of one subnetwork and rows `[own, other, p, target]`.
fn small_case() -> (Vec<f64>, Vec<f32>) {
    let mut stream = Seeds::new(5).stream(0);
    let weights = (0..form().size.subnet()).map(|_| stream.between(-1.0, 1.0)).collect();
    (weights, (0..4 * 2500).map(|_| stream.between(-1.0, 1.0) as f32).collect())
}

fn fused(weights: &[f64], rows: &[f32], dtype: DType, level: Level) -> (f64, Vec<f64>) {
    let tensor = Tensor::from_slice(weights, weights.len(), &Device::Cpu).unwrap().to_dtype(dtype).unwrap();
    let weights = Var::from_tensor(&tensor).unwrap();
    let rows = Tensor::from_slice(rows, (rows.len() / 4, 4), &Device::Cpu).unwrap();
    let loss = Loss::new(&form(), level).of(weights.as_tensor(), &rows).unwrap();
    // twice the loss, so that what comes from above matters
    let gradients = (&loss * 2.0).unwrap().backward().unwrap();
    let gradient = gradients.get(&weights).unwrap().to_dtype(DType::F64).unwrap();
    (loss.to_dtype(DType::F64).unwrap().to_scalar().unwrap(), gradient.to_vec1().unwrap())
}

/// The same by candle's own operations in double precision, one tensor after the other.
fn by_autograd(weights: &[f64], rows: &[f32]) -> (f64, Vec<f64>) {
    let weights = Var::from_slice(weights, weights.len(), &Device::Cpu).unwrap();
    let rows =
        Tensor::from_slice(rows, (rows.len() / 4, 4), &Device::Cpu).unwrap().to_dtype(DType::F64).unwrap();
    let column = |k: usize| rows.narrow(1, k, 1).unwrap();
    let units = weights.as_tensor().narrow(0, 0, 7 * HIDDEN - HIDDEN).unwrap();
    let units = units.reshape((HIDDEN, 6)).unwrap().t().unwrap();
    let row = |k: usize| units.narrow(0, k, 1).unwrap();
    let product = |x: usize, w: usize| column(x).matmul(&row(w)).unwrap();
    let inner = (product(1, 2) + product(2, 3)).unwrap().broadcast_add(&row(4)).unwrap().tanh().unwrap();
    let outer = (product(0, 0).broadcast_add(&row(1)).unwrap() + inner).unwrap().tanh().unwrap();
    let output = outer.matmul(&row(5).t().unwrap().contiguous().unwrap()).unwrap();
    let gamma = weights.as_tensor().narrow(0, 6 * HIDDEN, 1).unwrap();
    let misfit = (output.broadcast_add(&gamma).unwrap() - column(3)).unwrap();
    let loss = misfit.sqr().unwrap().mean_all().unwrap();
    let gradients = (&loss * 2.0).unwrap().backward().unwrap();
    (loss.to_scalar().unwrap(), gradients.get(&weights).unwrap().to_vec1().unwrap())
}

/// Twice the loss, with its derivative by one weight.
fn by_duals(weights: &[f64], rows: &[f32], by: usize) -> f64 {
    let lift = |j: usize| Dual { re: weights[j], eps: [if j == by { 1.0 } else { 0.0 }] };
    let c = <Dual<f64, 1> as Real>::lit;
    let mut sum = c(0.0);
    for row in rows.chunks_exact(4) {
        let x = |k: usize| c(f64::from(row[k]));
        let mut misfit = lift(6 * HIDDEN) - x(3);
        for k in 0..HIDDEN {
            let w = |j: usize| lift(6 * k + j);
            let inner = (x(1) * w(2) + x(2) * w(3) + w(4)).tanh();
            misfit += (x(0) * w(0) + w(1) + inner).tanh() * w(5);
        }
        sum += misfit * misfit;
    }
    2.0 * sum.eps[0] * 4.0 / rows.len() as f64
}

#[test]
fn the_fused_gradient_is_that_of_autograd_and_of_duals() {
    let (weights, rows) = small_case();
    let (loss, gradient) = by_autograd(&weights, &rows);
    let size = gradient.iter().fold(0.0, |size: f64, g| size.max(g.abs()));
    for dtype in [DType::F64, DType::F32] {
        let (found, slopes) = fused(&weights, &rows, dtype, Level::best());
        assert!((found - loss).abs() < 1e-5 * loss, "{dtype:?}: {found} is not {loss}");
        for (j, (slope, known)) in slopes.iter().zip(&gradient).enumerate() {
            assert!((slope - known).abs() < 1e-5 * size, "{dtype:?}, weight {j}: {slope} is not {known}");
        }
    }
    for (j, known) in gradient.iter().enumerate() {
        let slope = by_duals(&weights, &rows, j);
        assert!((slope - known).abs() < 1e-12 * size, "weight {j}: {slope} is not {known}");
    }
}

#[test]
fn no_instruction_set_changes_a_byte() {
    let (weights, rows) = small_case();
    let scalar = fused(&weights, &rows, DType::F64, Level::Portable);
    for level in Level::ALL.into_iter().filter(|level| level.available()) {
        assert_eq!(fused(&weights, &rows, DType::F64, level), scalar, "{level:?}");
    }
}

#[test]
fn tensors_of_other_sizes_are_refused() {
    let weights = Tensor::zeros(5, DType::F64, &Device::Cpu).unwrap();
    let rows = Tensor::zeros((2, 4), DType::F32, &Device::Cpu).unwrap();
    let error = Loss::new(&form(), Level::best()).of(&weights, &rows).unwrap_err().to_string();
    assert!(error.contains("5 weights and 8 numbers in rows, not 37 and a multiple of 4"), "{error}");
}

/// With `m / (1 - b1)` the gradient and `v / (1 - b2)` its square, the first step moves every weight by the rate.
#[test]
fn the_first_step_is_as_long_as_the_rate() {
    const RATE: f64 = 1e-3;
    let mut job = Job::new();
    job.options.adam = Adam { epochs: 1, batch: 2000, last_rate: RATE, warm_up: 0, ..Adam::default() };
    job.options.iterations.clear();
    let size = job.form.size;
    let mut stream = Seeds::new(8).stream(0);
    let first = (0..size.net()).map(|_| stream.between(-1.0, 1.0)).collect();
    let first = Net::new(job.form.clone(), first).unwrap();
    let trained = Training { init: Some(&first), ..job.training() }.run(&Resources::default()).unwrap();
    let moved = |j: usize| (trained.net.weights()[j] - first.weights()[j]).abs();
    for k in 0..HIDDEN {
        for j in 0..size.unit() - 1 {
            let moved = moved(k * size.unit() + j);
            assert!((moved - RATE).abs() < 1e-4 * RATE, "weight {j} of unit {k} moved by {moved}");
        }
    }
}

#[test]
fn training_lowers_the_loss_and_the_net_has_the_loss_that_is_told() {
    let job = Job::new();
    let trained = job.run(&Resources::default()).unwrap();
    for (i, curve) in trained.curves.iter().enumerate() {
        assert_eq!(curve.iter().filter(|epoch| epoch.stage == Stage::Adam).count(), 6);
        let last = curve.last().unwrap();
        assert!(last.training < 0.05 * curve[0].training, "variable {i}: {curve:?}");
        let used = job.rows.part(0..600);
        let plain = dynsys::ensemble::Resources::default();
        let training = levenberg::loss(&trained.net, i, &used, &plain).unwrap();
        let validation = levenberg::loss(&trained.net, i, &job.validation, &plain).unwrap();
        assert!((training - last.training).abs() < 1e-9 * training, "{training} is not {last:?}");
        assert!((validation - last.validation).abs() < 1e-9 * validation, "{validation} is not {last:?}");
    }
}

#[test]
fn threads_change_no_byte() {
    let job = Job::new();
    let one = job.run(&Resources { threads: 1, ..Resources::default() }).unwrap();
    let many = job.run(&Resources { threads: 5, ..Resources::default() }).unwrap();
    assert_eq!(one, many);
}

/// Cancelled after so many rounds, then resumed.
fn in_two_goes(job: &Job, rounds: usize, folder: &Path) -> Result<Trained, Error> {
    let (cancel, seen) = (AtomicBool::new(false), AtomicUsize::new(0));
    let progress = |_: &hhnet::train::Progress| {
        if seen.fetch_add(1, Ordering::Relaxed) + 1 >= rounds {
            cancel.store(true, Ordering::Relaxed);
        }
    };
    let resources = Resources { checkpoints: Some(folder), threads: 2, ..Resources::default() };
    let first = Resources { cancel: Some(&cancel), progress: Some(&progress), ..resources };
    let error = job.run(&first).unwrap_err();
    assert!(matches!(error, Error::Run(dynsys::Error::Cancelled { .. })), "{error}");
    job.run(&Resources { resume: true, ..resources })
}

#[test]
fn an_interrupted_training_ends_with_the_same_bytes() {
    let job = Job::new();
    let unbroken = job.run(&Resources::default()).unwrap();
    // in Adam; at its end for one variable; in Levenberg, within and between looks
    for rounds in [1, 7, 13, 14, 17] {
        let folder = Folder::new(&format!("resume{rounds}"));
        assert_eq!(in_two_goes(&job, rounds, &folder.0).unwrap(), unbroken, "cut after {rounds} rounds");
        // nothing is left to do
        let again = Resources { checkpoints: Some(&folder.0), resume: true, ..Resources::default() };
        assert_eq!(job.run(&again).unwrap(), unbroken);
    }
}

#[test]
fn the_dynamics_end_it_early() {
    let job = Job::new();
    let looks = AtomicUsize::new(0);
    let check =
        |_: &Net| Verdict { accepted: looks.fetch_add(1, Ordering::Relaxed) == 1, measured: Vec::new() };
    let trained = Training { check: Some(&check), ..job.training() }.run(&Resources::default()).unwrap();
    assert!(trained.verdict.unwrap().accepted);
    for curve in &trained.curves {
        assert_eq!(curve.len(), 6 + 2, "one look before and one after two iterations");
    }
}

#[test]
fn a_warm_start_goes_on_where_the_net_stood() {
    let mut job = Job::new();
    let first = job.run(&Resources::default()).unwrap();
    job.options.adam.epochs = 0;
    job.options.iterations = vec![1];
    let next = Training { init: Some(&first.net), ..job.training() }.run(&Resources::default()).unwrap();
    for (before, after) in first.curves.iter().zip(&next.curves) {
        assert!(after[0].training <= before.last().unwrap().training * (1.0 + 1e-9));
    }
    let other = Net::new(Form::over(&[(0.0, 1.0)], &[], 2, 0.1).unwrap(), vec![0.0; 9]).unwrap();
    let error = Training { init: Some(&other), ..job.training() }.run(&Resources::default()).unwrap_err();
    assert_eq!(error, Error::Weights { expected: 74, found: 9 });
}

#[test]
fn divergence_is_said_and_the_last_good_checkpoint_is_kept() {
    let mut job = Job::new();
    let folder = Folder::new("diverge");
    // without a memory of gradients steps are as long as the rate, which grows: harmless in the first epoch
    let (memory, rate) = ((0.0, 0.0), 60.0);
    job.options.adam = Adam { rate, last_rate: rate, warm_up: 320, epochs: 40, memory, ..job.options.adam };
    let resources = Resources { checkpoints: Some(&folder.0), threads: 1, ..Resources::default() };
    let error = job.run(&resources).expect_err("it diverges");
    let Error::Training { variable, stage, round, loss } = &error else { panic!("{error}") };
    assert_eq!((*variable, *stage), (0, "adam"));
    assert!(*round > 1 && (loss.is_nan() || *loss > 1e-5), "{error}");
    assert!(folder.0.join("subnet0.safetensors").exists());
    // it is whole: the same happens once more from there
    let again = job.run(&Resources { resume: true, ..resources }).unwrap_err();
    assert_eq!(again.to_string(), error.to_string());
}

#[test]
fn bad_checkpoints_and_bad_input_are_refused() {
    let mut job = Job::new();
    let folder = Folder::new("damaged");
    let resources = Resources { checkpoints: Some(&folder.0), resume: true, ..Resources::default() };
    job.run(&resources).unwrap();
    job.options.seed += 1;
    let error = job.run(&resources).unwrap_err().to_string();
    assert!(error.contains("another training") && error.contains("seed 3"), "{error}");
    job.options.seed -= 1;
    let file = folder.0.join("subnet1.safetensors");
    let whole = std::fs::read(&file).unwrap();
    for cut in [0, 5, whole.len() / 2, whole.len() - 1] {
        std::fs::write(&file, &whole[..cut]).unwrap();
        let error = job.run(&resources).unwrap_err().to_string();
        assert!(error.contains("subnet1.safetensors: damaged checkpoint"), "cut at {cut}: {error}");
    }
    job.options.adam.batch = 0;
    let error = job.run(&Resources::default()).unwrap_err().to_string();
    assert_eq!(error, "the batch is 0: it must be finite and greater than 0");
    // u' = (1 - chi) u: there is nothing left for the net to do
    let u: Vec<f64> = (0..50).map(|k| f64::from(k) / 64.0).collect();
    let next = u.iter().map(|u| (1.0 - hhnet::net::CHI) * u).collect();
    job = Job::new();
    job.form = Form::over(&[(-1.0, 1.0)], &[], 3, 0.1).unwrap();
    job.rows = Rows::from_columns(vec![], vec![u], vec![next]).unwrap();
    job.validation = job.rows.clone();
    let error = job.run(&Resources::default()).unwrap_err();
    assert!(matches!(error, Error::Target { variable: 0, .. }), "{error}");
}
