//! Feedback networks: one orbit, and Lyapunov spectra by lanes over seeds.

use chaosnn::feedback::{Averaging, Feedback, INITIAL, spectra_as};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use dynsys::ensemble::Resources;
use neurodyn_core::{Doubles, Level, ScalarDouble, Shape};

/// The goal is 1e5 iterations in under 10 ms.
const ITERATIONS: usize = 100_000;

/// The same network as plain loops with the standard library's `tanh`, which is what a user would write.
fn plain(network: &Feedback, steps: usize, seen: &mut [f64]) {
    let (units, delays) = (network.units(), network.delays());
    let (mut x, mut y) = (vec![INITIAL; units], vec![0.0; delays]);
    for step in 0..steps {
        let y0: f64 = (0..units).map(|i| network.b()[i] * x[i]).sum();
        y.copy_within(..delays - 1, 1);
        y[0] = y0;
        for i in 0..units {
            let row = &network.weights()[i * delays..(i + 1) * delays];
            x[i] = row.iter().zip(&y).map(|(w, y)| w * y).sum::<f64>().tanh();
            seen[step * units + i] = x[i];
        }
    }
}

fn orbit(criterion: &mut Criterion) {
    let network = Feedback::drawn(4, 32, 0.22, 174658140).expect("a network");
    let mut group = criterion.benchmark_group("one orbit, N = 4, D = 32");
    group.sample_size(10).throughput(Throughput::Elements(ITERATIONS as u64));
    group.bench_function("units on lanes", |b| {
        b.iter(|| network.trajectory(&mut network.reset(INITIAL), 0, ITERATIONS).expect("tame"));
    });
    let mut seen = vec![0.0; ITERATIONS * network.units()];
    group.bench_function("plain loops", |b| b.iter(|| plain(&network, ITERATIONS, &mut seen)));
    group.finish();
}

/// All exponents of as many networks; the goal is 240 ns a network and step on each of two cores.
fn run<S: Shape>(networks: usize, averaging: &Averaging, level: Level) {
    let start = |seed: usize| {
        let network = Feedback::drawn(4, 16, 1.4, seed as u32)?;
        let start = network.reset(INITIAL);
        Ok((network, start))
    };
    let resources = Resources { threads: 1, level, ..Resources::default() };
    let found = spectra_as::<S, _>(networks, start, averaging, &resources, |_, found| found.exponents[0]);
    assert_eq!(found.expect("tame").len(), networks);
}

fn lanes(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("spectra, N = 4, D = 16, one thread");
    group.sample_size(10);
    let networks = 16;
    for (what, directions) in [("all exponents", None), ("the largest", Some(1))] {
        let averaging = Averaging { directions, transient: 1, turning: 0, ..Averaging::new(2048) };
        group.throughput(Throughput::Elements((networks * averaging.steps) as u64));
        for level in Level::ALL.into_iter().filter(|level| level.available() && *level != Level::Portable) {
            group.bench_function(BenchmarkId::new(what, format!("{level:?}")), |b| {
                b.iter(|| run::<Doubles<1>>(networks, &averaging, level));
            });
        }
        group.throughput(Throughput::Elements((2 * averaging.steps) as u64));
        group.bench_function(BenchmarkId::new(what, "scalar"), |b| {
            b.iter(|| run::<ScalarDouble>(2, &averaging, Level::best()));
        });
    }
    group.finish();
}

criterion_group!(benches, orbit, lanes);
criterion_main!(benches);
