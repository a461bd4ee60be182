//! Training and use of a network of 784 Wilson-Cowan nodes, beside the bare matrix product of `gemm` in the same run.
//!
//! Prints a table: milliseconds an iteration (forward, backward, gradient and Adam), the arithmetic a second that its three
//! products come to, and the share of what `gemm` 0.19 (candle's) does at 200 x 784 x 784 on as many threads, measured in turn;
//! then one image alone, and 10,000 images each followed until it settles. `benches/peers/wilsoncowan_torch.py` is the peer.

use candle_core::{Device, Tensor};
use dynsys::ensemble::Resources as Plain;
use neurodyn_core::Level;
use neurodyn_core::seed::Seeds;
use rayon::ThreadPoolBuilder;
use std::sync::Mutex;
use std::time::Instant;
use wilsoncowan::alone::Alone;
use wilsoncowan::classify::Horizon;
use wilsoncowan::evolve::Evolution;
use wilsoncowan::train::{Epoch, Options, Progress, Ramp, Resources, Training};
use wilsoncowan::{Model, Node};

const SIDE: usize = 28;
const NODES: usize = SIDE * SIDE;
/// Samples a batch and steps: the recipe's, and the source's.
const SIZES: [(usize, usize); 3] = [(64, 10), (64, 32), (200, 35)];
const ITERATIONS: usize = 12;

fn main() {
    let pools = [1, 2].map(|threads| ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool"));
    println!(
        "| samples x steps | threads | ms an iteration | GFLOP/s | gemm | share |\n|---|---|---|---|---|---|"
    );
    let mut model = None;
    for (batch, steps) in SIZES {
        for (threads, pool) in [1, 2].into_iter().zip(&pools) {
            let (mut times, mut products) = (Vec::new(), Vec::new());
            for _ in 0..3 {
                products.extend((0..10).map(|_| pool.install(product)));
                let (trained, part) = train(batch, steps, threads);
                times.extend(part);
                model = Some(trained);
            }
            let (time, gemm) = (median(&mut times), median(&mut products));
            // forward, backward (but for its last step) and the gradient
            let work = 2.0 * (NODES * NODES * batch) as f64 * (3 * steps - 1) as f64;
            let (rate, peer) = (work / time * 1e-9, 2.0 * (200 * NODES * NODES) as f64 / gemm * 1e-9);
            let ms = time * 1e3;
            println!(
                "| {batch} x {steps} | {threads} | {ms:.2} | {rate:.0} | {peer:.0} | {:.2} |",
                rate / peer
            );
        }
    }
    // one that has learned something, if its file is named
    let file = std::env::args().find(|word| word.ends_with(".safetensors"));
    let model = file.map_or(model, |file| Model::load(file.as_ref()).ok()).expect("a whole model");
    one_image(&model);
    many_images(&model);
}

/// Seconds of a product of 200 x 784 x 784.
fn product() -> f64 {
    let a = Tensor::ones((200, NODES), candle_core::DType::F32, &Device::Cpu).expect("a tensor");
    let b = Tensor::ones((NODES, NODES), candle_core::DType::F32, &Device::Cpu).expect("a tensor");
    let begin = Instant::now();
    std::hint::black_box(a.matmul(&b).expect("a product"));
    begin.elapsed().as_secs_f64()
}

/// When each batch was done.
struct Clock(Mutex<Vec<Instant>>);
impl Progress for Clock {
    fn epoch(&self, _: &Epoch, _: usize) {}
    fn batch(&self, _: usize, _: usize, _: f64, _: f64) {
        self.0.lock().expect("one thread tells").push(Instant::now());
    }
}

fn images(count: usize) -> (Vec<f32>, Vec<u8>) {
    let mut stream = Seeds::new(1).named("images").stream(0);
    let pixels = (0..count * NODES).map(|_| stream.uniform() as f32).collect();
    (pixels, (0..count).map(|i| (i % 10) as u8).collect())
}

/// The model, and the seconds of each iteration but the first.
fn train(batch: usize, steps: usize, threads: usize) -> (Model, Vec<f64>) {
    let (images, labels) = images(batch * ITERATIONS);
    let steps = Ramp::constant(steps as f64);
    let options = Options { epochs: 1, batch, steps, carried: 0, ..Options::default() };
    let clock = Clock(Mutex::new(Vec::new()));
    let training = Training {
        node: Node::published(),
        shape: (SIDE, SIDE),
        classes: 10,
        images: &images,
        labels: &labels,
        judge: (&[], &[]),
        options,
    };
    let plain = Plain { threads, ..Plain::default() };
    let resources = Resources { plain, progress: Some(&clock), ..Resources::default() };
    let (model, _) = training.run(&resources).expect("random images can be trained on");
    let done = clock.0.into_inner().expect("nobody panicked");
    (model, done.windows(2).map(|pair| (pair[1] - pair[0]).as_secs_f64()).collect())
}

fn one_image(model: &Model) {
    let (image, _) = images(1);
    let network = model.network().expect("a network");
    for steps in [10, 14] {
        let euler = wilsoncowan::euler::Euler { steps, ..model.euler() };
        let alone = Alone::<f32>::new(&network, euler, Level::best()).expect("a network");
        let mut times: Vec<f64> = (0..200)
            .map(|_| {
                let begin = Instant::now();
                std::hint::black_box(alone.end(&image).expect("as many pixels as nodes"));
                begin.elapsed().as_secs_f64()
            })
            .collect();
        println!("one image, {steps} steps: {:.3} ms", median(&mut times) * 1e3);
    }
}

fn many_images(model: &Model) {
    let (images, _) = images(10_000);
    let (network, targets) = (model.network().expect("a network"), model.targets().expect("targets"));
    let evolution = Evolution::<f32>::new(&network, model.dt, &Plain::default()).expect("a network");
    let horizon = Horizon::after_training(model.dt, model.time());
    let begin = Instant::now();
    let outcomes = evolution.classify(&targets, &images, horizon, false, &Plain::default()).expect("images");
    let mean = outcomes.time.iter().sum::<f64>() / outcomes.time.len() as f64;
    let settled = outcomes.settled.iter().filter(|settled| **settled).count();
    let seconds = begin.elapsed().as_secs_f64();
    println!("10,000 images to rest: {seconds:.2} s ({settled} settled by T = 40, on average at {mean:.1})");
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
