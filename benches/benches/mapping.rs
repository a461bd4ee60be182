//! The step of a neural-network mapping: precisions and instruction sets, one orbit, and the equations it stands for.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use dynsys::ensemble::{Resources, StartsBy};
use dynsys::tableau::Rk4;
use dynsys::{Doubles, Ensemble, Erk, Evolve, Iterated, Level, Plan, WindowMean};
use hhnet::{Mapping, Neuron, Precision, ensembles, shipped};
use neurodyn_benches::{SlowGateSquared, spread_starts};
use neurodyn_core::{Task, with_fma};

/// Seconds of every trajectory, and steps of the mapping in them.
const SPAN: f64 = 10.0;
const STEPS: u64 = 2000;
/// A multiple of the lanes of every level.
const COUNT: usize = 128;

/// One orbit of 1000 steps.
struct Orbit<'a>(Mapping<'a, 3, 1>);

impl Task for Orbit<'_> {
    type Output = [f64; 3];
    #[inline(always)]
    fn run(self) -> [f64; 3] {
        let map = Iterated(self.0);
        let (mut work, mut t, mut x) = (Evolve::<f64>::work(&map), 0.0, [-51.0, 0.002, 0.185]);
        for _ in 0..1000 {
            map.advance(&mut work, &mut t, &mut x).expect("a map moves");
        }
        x
    }
}

fn bench(criterion: &mut Criterion) {
    let net = shipped::modified();
    let spread = spread_starts(COUNT);
    let write = |index: usize, x: &mut [f64], parameters: &mut [f64]| {
        x.copy_from_slice(&spread[index][..3]);
        parameters[0] = spread[index][3];
    };
    let starts = StartsBy { count: COUNT, write };
    let mut group = criterion.benchmark_group("0.005 s of a trajectory, one thread");
    group.sample_size(10).throughput(Throughput::Elements(COUNT as u64 * STEPS));
    for level in [Level::Avx512, Level::Avx2, Level::Neon].into_iter().filter(|level| level.available()) {
        let resources = Resources { threads: 1, level, ..Resources::default() };
        for precision in [Precision::Single, Precision::Double] {
            group.bench_function(
                BenchmarkId::new(format!("mapping {precision:?}"), format!("{level:?}")),
                |b| {
                    b.iter(|| {
                        ensembles::mapping_q(&net, &starts, (0.0, SPAN), precision, &resources).expect("tame")
                    });
                },
            );
        }
        group.bench_function(BenchmarkId::new("equations, RK4 of 0.0025 s", format!("{level:?}")), |b| {
            let ensemble = Ensemble {
                family: &Neuron::modified(-36.0),
                plan: Plan::constant(Erk(Rk4), 0.0025),
                span: (0.0, SPAN),
                reducer: WindowMean { observable: SlowGateSquared, window: (0.0, SPAN) },
            };
            b.iter(|| ensemble.run_as::<Doubles<2>>(&starts, &resources).expect("tame"));
        });
        group.bench_function(BenchmarkId::new("equations, Tsit5 at 1e-6", format!("{level:?}")), |b| {
            let neuron = Neuron::modified(-36.0);
            b.iter(|| ensembles::neuron_q(&neuron, &starts, (0.0, SPAN), 1e-6, &resources).expect("tame"));
        });
    }
    group.throughput(Throughput::Elements(1000));
    let map = Mapping::<3, 1>::new(&net, [-36.0]).expect("it fits");
    group.bench_function("mapping, one orbit in f64", |b| b.iter(|| with_fma(Orbit(map))));
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
