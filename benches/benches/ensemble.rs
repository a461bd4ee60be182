//! The ensemble of the neuron: instruction sets and lane widths beside a scalar peer.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use dynsys::ensemble::Resources;
use neurodyn_benches::{Start, neurons, spread_starts};
use neurodyn_core::{Doubles, Level, ScalarDouble};
use ode_solvers::{Dopri5, System, Vector4};

/// The neuron as the peer wants it, with `q' = S^2` beside it.
struct Peer {
    vs: f64,
}

impl System<f64, Vector4<f64>> for Peer {
    fn system(&self, _: f64, y: &Vector4<f64>, dy: &mut Vector4<f64>) {
        let neuron = hhnet::Neuron::modified(self.vs);
        let mut dx = [0.0; 3];
        peer_rhs(&neuron, [y[0], y[1], y[2]], &mut dx);
        *dy = Vector4::new(dx[0], dx[1], dx[2], y[2] * y[2]);
    }
}

/// The same equations with the standard library's `exp`, which is what a user of the peer writes.
fn peer_rhs(neuron: &hhnet::Neuron, [v, n, s]: [f64; 3], dx: &mut [f64; 3]) {
    use hhnet::neuron::table1::{
        G_CA, G_K, G_S, SIGMA, TAU, TAU_S, THETA_M, THETA_N, THETA_P, THETA_S, V_CA, V_K, V_M, V_N, V_P,
    };
    let gate = |half: f64, theta: f64| 1.0 / (1.0 + ((half - v) / theta).exp());
    let e = (-((v - V_P) / THETA_P).abs()).exp();
    let conductance = G_K * n + neuron.gk2 * e / (1.0 + e * e) + G_S * s;
    dx[0] = -(G_CA * gate(V_M, THETA_M) * (v - V_CA) + conductance * (v - V_K)) / TAU;
    dx[1] = SIGMA * (gate(V_N, THETA_N) - n) / TAU;
    dx[2] = (gate(neuron.vs, THETA_S) - s) / TAU_S;
}

fn peer(starts: &[Start]) -> f64 {
    let mut sum = 0.0;
    for [v, n, s, vs] in starts {
        let start = Vector4::new(*v, *n, *s, 0.0);
        let mut stepper = Dopri5::new(Peer { vs: *vs }, 0.0, 200.0, 200.0, start, 1e-6, 1e-6);
        stepper.integrate().expect("the neuron is tame");
        sum += stepper.y_out().last().expect("an end")[3];
    }
    sum
}

fn bench(criterion: &mut Criterion) {
    let starts = spread_starts(64);
    let mut group = criterion.benchmark_group("ensemble of the neuron, 200 s, 1e-6, one thread");
    group.sample_size(10).throughput(Throughput::Elements(starts.len() as u64));
    for level in Level::ALL.into_iter().filter(|level| level.available() && *level != Level::Portable) {
        let resources = Resources { threads: 1, level, ..Resources::default() };
        group.bench_function(BenchmarkId::new("three vectors", format!("{level:?}")), |b| {
            b.iter(|| neurons::<Doubles<3>>(&starts, 1e-6, &resources).expect("the neuron is tame"));
        });
    }
    let few = &starts[..8];
    group.throughput(Throughput::Elements(few.len() as u64));
    let resources = Resources { threads: 1, ..Resources::default() };
    group.bench_function("scalar", |b| {
        b.iter(|| neurons::<ScalarDouble>(few, 1e-6, &resources).expect("the neuron is tame"));
    });
    group.bench_function("ode_solvers Dopri5", |b| b.iter(|| peer(few)));
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
