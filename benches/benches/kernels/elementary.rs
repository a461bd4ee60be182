//! Elementary functions of core on slices that stay in the cache. An element is a number.

use super::levels;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group};
use neurodyn_core::{KernelOn, Layers, Level, Lift, Wide};
use std::hint::black_box;

const NUMBERS: usize = 1024;

#[derive(Clone, Copy, Debug)]
enum Function {
    Exp,
    Ln,
    Tanh,
    Squash,
    Sigmoid,
    Sin,
    Pow,
    Divide,
}

const FUNCTIONS: [Function; 8] = [
    Function::Exp,
    Function::Ln,
    Function::Tanh,
    Function::Squash,
    Function::Sigmoid,
    Function::Sin,
    Function::Pow,
    Function::Divide,
];

struct Apply<'a> {
    function: Function,
    from: &'a [f64],
    to: &'a mut [f64],
}

impl KernelOn<f64> for Apply<'_> {
    type Output = ();
    #[inline(always)]
    fn run<R: Wide + Layers<Lane = f64> + Lift<f64>>(self) {
        macro_rules! each {
            ($x:ident => $y:expr) => {
                for start in (0..NUMBERS).step_by(R::LANES) {
                    let $x = R::load(&self.from[start..]);
                    $y.store(&mut self.to[start..]);
                }
            };
        }
        match self.function {
            Function::Exp => each!(x => x.exp()),
            Function::Ln => each!(x => x.ln()),
            Function::Tanh => each!(x => x.tanh()),
            Function::Squash => each!(x => x.squash()),
            Function::Sigmoid => each!(x => x.sigmoid()),
            Function::Sin => each!(x => x.sin()),
            Function::Pow => each!(x => x.pow(R::lit(1.7))),
            Function::Divide => each!(x => x.recip()),
        }
    }
}

fn bench(criterion: &mut Criterion) {
    let from: Vec<f64> = (0..NUMBERS).map(|i| 0.01 + 0.005 * i as f64).collect();
    let mut to = vec![0.0; NUMBERS];
    let mut group = criterion.benchmark_group("elementary functions, f64");
    group.throughput(Throughput::Elements(NUMBERS as u64));
    for function in FUNCTIONS {
        for level in levels().chain([Level::Portable]) {
            group.bench_function(BenchmarkId::new(format!("{function:?}"), format!("{level:?}")), |b| {
                b.iter(|| {
                    level.run_on::<f64, 2, _>(Apply { function, from: &from, to: &mut to });
                    black_box(&to);
                });
            });
        }
    }
    group.finish();
}

criterion_group!(benches, bench);
