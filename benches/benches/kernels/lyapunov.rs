//! Lyapunov exponents: one orbit, and orbits on lanes. An element is an iteration, or a unit of time.

use super::{levels, one_thread};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group};
use dynsys::ensemble::StartsBy;
use dynsys::lyapunov::{Options, spectra, spectra_as, spectrum};
use dynsys::systems::{Henon, Lorenz, Lorenz96};
use dynsys::tableau::{DormandPrince853, Rk4};
use dynsys::{Doubles, Erk, Iterated, Pid, Plan, Sampled, Stepwise, Tolerance};

const HENON: u64 = 1 << 18;

fn bench(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("Lyapunov exponents, one thread");
    group.sample_size(10).throughput(Throughput::Elements(HENON));
    for every in [1, 8] {
        let options = Options { transient: 0, every, ..Options::new(HENON) };
        group.bench_function(BenchmarkId::new("Hénon map, one orbit, renormalised every", every), |b| {
            b.iter(|| spectrum::<2, _>(&Iterated(Henon::default()), &[0.05, 0.1], &options));
        });
    }
    let write = |i: usize, x: &mut [f64], ab: &mut [f64]| {
        x.copy_from_slice(&[0.05 + 0.001 * i as f64, 0.1]);
        ab.copy_from_slice(&[1.4, 0.3]);
    };
    let starts = StartsBy { count: 16, write };
    let options = Options { transient: 0, every: 8, ..Options::new(HENON / 16) };
    for level in levels() {
        let resources = one_thread(level);
        group.bench_function(BenchmarkId::new("Hénon map, 16 orbits on lanes", format!("{level:?}")), |b| {
            b.iter(|| spectra::<2, _>(&Iterated(Henon::default()), &starts, &options, &resources));
        });
    }
    group.throughput(Throughput::Elements(100));
    let plan = Plan::new(Erk(DormandPrince853), Pid::default(), Tolerance::both(1e-8));
    let sampled = Sampled { flow: Lorenz::default(), plan, dt: 0.5 };
    let options = Options { transient: 0, ..Options::new(200) };
    group.bench_function("Lorenz, one orbit, 1e-8, every half unit of time", |b| {
        b.iter(|| spectrum::<3, _>(&sampled, &[1.0, 1.0, 20.0], &options));
    });
    // steps of 0.0325
    let lorenz = Stepwise { flow: Lorenz::default(), plan, steps: 10 };
    let options = Options { transient: 0, ..Options::new(308) };
    group.bench_function("Lorenz, one orbit, 1e-8, every ten steps", |b| {
        b.iter(|| spectrum::<3, _>(&lorenz, &[1.0, 1.0, 20.0], &options));
    });
    let write = |i: usize, x: &mut [f64], rho: &mut [f64]| {
        x.copy_from_slice(&[1.0 + 0.37 * i as f64, 1.0, 20.0]);
        rho[0] = 28.0;
    };
    let starts = StartsBy { count: 16, write };
    let options = Options { transient: 0, ..Options::new(308 / 16) };
    for level in levels() {
        let resources = one_thread(level);
        group.bench_function(
            BenchmarkId::new("Lorenz, 16 orbits on lanes, 1e-8", format!("{level:?}")),
            |b| {
                b.iter(|| spectra_as::<Doubles<1>, 3, _>(&lorenz, &starts, &options, &resources));
            },
        );
    }
    let start: Vec<f64> = (0..40).map(|i| 8.0 + 0.01 * f64::from(i * 7 % 11)).collect();
    let ring = Sampled { flow: Lorenz96::new(40), plan: Plan::constant(Erk(Rk4), 0.02), dt: 0.2 };
    let options = Options { transient: 0, ..Options::new(500) };
    group.bench_function("Lorenz-96, n = 40, all exponents", |b| {
        b.iter(|| spectrum::<40, _>(&ring, &start, &options));
    });
    group.finish();
}

criterion_group!(benches, bench);
