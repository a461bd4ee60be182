//! 100 outputs for each of 4649 images: the static classifier with chaotic weights, for each instruction set and activation.

use chaosnn::chaotic::{ChaoticWeights, multiples};
use chaosnn::evaluate::{Evaluator, Keep, Passes};
use chaosnn::{Activation, Layer, Network, Rescaled};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use dynsys::Level;
use dynsys::ensemble::Resources;
use neurodyn_core::seed::Seeds;

/// The source's network, test set and outputs; their values do not matter to the time.
const SIZES: [usize; 5] = [256, 200, 200, 750, 10];
const IMAGES: usize = 4649;
const OUTPUTS: u64 = 100;

fn network(activation: Activation) -> Network {
    let mut stream = Seeds::new(1).named("weights").stream(0);
    let mut numbers =
        |count: usize, size: f64| (0..count).map(|_| size * stream.normal()).collect::<Vec<_>>();
    let layer = |pair: &[usize]| Layer {
        inputs: pair[0],
        outputs: pair[1],
        weights: numbers(pair[0] * pair[1], 1.0 / (pair[0] as f64).sqrt()),
        biases: numbers(pair[1], 0.1),
    };
    Network::new(activation, SIZES.windows(2).map(layer).collect()).expect("sizes fit")
}

fn bench(criterion: &mut Criterion) {
    let mut stream = Seeds::new(1).named("images").stream(0);
    let images: Vec<f32> = (0..IMAGES * SIZES[0]).map(|_| stream.between(-1.0, 1.0) as f32).collect();
    let mut group = criterion.benchmark_group("outputs of the classifier");
    group.sample_size(10).throughput(Throughput::Elements(IMAGES as u64 * OUTPUTS));
    for activation in [Activation::Sigmoid, Activation::Relu] {
        let network = network(activation);
        let weights =
            ChaoticWeights { drive: Rescaled::fully_chaotic(0.2), layer: 0, rows: 0..30, scale: 1e-3 };
        let additions = weights
            .additions(&network, &multiples(12, OUTPUTS), &Resources::default())
            .expect("starts inside the interval");
        let passes = Passes::perturbed(&additions).expect("finite");
        let evaluator = Evaluator::new(&network).expect("ten classes");
        for level in [Level::Avx512, Level::Avx2, Level::Neon].into_iter().filter(|level| level.available()) {
            for threads in [1, 0] {
                let resources = Resources { threads, level, ..Resources::default() };
                let name = format!("{level:?}, {}", if threads == 1 { "one thread" } else { "all threads" });
                group.bench_function(BenchmarkId::new(activation.name(), name), |b| {
                    b.iter(|| {
                        evaluator.outputs(&images, &passes, Keep::default(), &resources).expect("finite")
                    });
                });
            }
        }
    }
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
