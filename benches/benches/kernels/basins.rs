//! Basins: maps by closing ranks, flows by refilled lanes. An element is a start.

use super::{levels, one_thread};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group};
use neurodyn_benches::planes;

const CELLS: usize = 200;

fn bench(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("basins, one thread");
    group.sample_size(10).throughput(Throughput::Elements((CELLS * CELLS) as u64));
    for level in levels() {
        let resources = one_thread(level);
        let id = |what: &str| BenchmarkId::new(what, format!("{level:?}"));
        group.bench_function(id("Newton's method"), |b| b.iter(|| planes::newton(CELLS, &resources)));
        group.bench_function(id("Hénon map"), |b| b.iter(|| planes::henon(CELLS, &resources)));
        group.bench_function(id("double well, to the end"), |b| {
            b.iter(|| planes::double_well(CELLS, 0.0, &resources));
        });
        group.bench_function(id("double well, until told"), |b| {
            b.iter(|| planes::double_well(CELLS, 0.4, &resources));
        });
    }
    group.finish();
}

criterion_group!(benches, bench);
