//! Small linear systems, as implicit methods on lanes solve them, and Gram-Schmidt. An element is a lane's system.

use super::levels;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group};
use neurodyn_core::linear::{GramSchmidt, LinearSolve, Orthonormalise, SmallLu};
use neurodyn_core::{Doubles, Kernel, Level, ScalarDouble, Wide};
use std::hint::black_box;

const SYSTEMS: usize = 256;

/// Factors and solves systems of `n` equations, or orthonormalises `n` columns.
struct Work {
    n: usize,
    columns: bool,
}

impl Kernel for Work {
    type Output = ();
    #[inline(always)]
    fn run<R: Wide>(self) {
        let n = self.n;
        let matrix: Vec<R> = (0..n * n).map(|i| R::lit((1 + 7 * i) as f64).sin()).collect();
        let mut factors = LinearSolve::<R>::factors(&SmallLu, n);
        let (mut columns, mut stretch) = (matrix.clone(), vec![R::lit(0.0); n]);
        let mut b = vec![R::lit(1.0); n];
        for _ in 0..SYSTEMS / R::LANES {
            if self.columns {
                columns.copy_from_slice(&matrix);
                black_box(GramSchmidt.orthonormalise(&mut columns, &mut stretch).is_ok());
            } else {
                b.fill(R::lit(1.0));
                black_box(SmallLu.factor(n, &matrix, &mut factors).is_ok());
                black_box(SmallLu.solve(&factors, &mut b).is_ok());
            }
        }
    }
}

fn bench(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("small matrices");
    group.throughput(Throughput::Elements(SYSTEMS as u64));
    for (what, columns) in [("LU and solution", false), ("Gram-Schmidt", true)] {
        for n in [3, 8, 20] {
            group.bench_function(BenchmarkId::new(format!("{what}, n = {n}"), "scalar"), |b| {
                b.iter(|| Level::best().run::<ScalarDouble, _>(Work { n, columns }));
            });
            for level in levels() {
                group.bench_function(
                    BenchmarkId::new(format!("{what}, n = {n}"), format!("{level:?}")),
                    |b| {
                        b.iter(|| level.run::<Doubles<1>, _>(Work { n, columns }));
                    },
                );
            }
        }
    }
    group.finish();
}

criterion_group!(benches, bench);
