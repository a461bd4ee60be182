//! One orbit of a small system by each kind of integrator: time an orbit at `rtol = 1e-8`.

use criterion::{Criterion, criterion_group};
use dynsys::rosenbrock::Rodas5P;
use dynsys::systems::{Arenstorf, Lorenz, Robertson};
use dynsys::tableau::{DormandPrince853, Tsitouras54, Verner76};
use dynsys::{Erk, Pid, Plan, Rosenbrock, Tolerance, integrate};

fn bench(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("one orbit, 1e-8");
    let tolerance = Tolerance::both(1e-8);
    let (lorenz, start) = (Lorenz::default(), [1.0, 1.0, 20.0]);
    macro_rules! orbit {
        ($name:literal, $method:expr, $system:expr, $span:expr, $start:expr, $tolerance:expr) => {{
            let plan = Plan::new($method, Pid::default(), $tolerance);
            group.bench_function($name, |b| b.iter(|| integrate($system, &plan, $span, $start, &mut ())));
        }};
    }
    orbit!("Lorenz to 10, Tsitouras 5(4)", Erk(Tsitouras54), &lorenz, (0.0, 10.0), &start, tolerance);
    orbit!("Lorenz to 10, Verner 7(6)", Erk(Verner76), &lorenz, (0.0, 10.0), &start, tolerance);
    orbit!(
        "Lorenz to 10, Dormand-Prince 8(5,3)",
        Erk(DormandPrince853),
        &lorenz,
        (0.0, 10.0),
        &start,
        tolerance
    );
    let arenstorf = Arenstorf::default();
    let (start, span) = (Arenstorf::START, (0.0, Arenstorf::PERIOD));
    orbit!("Arenstorf, Dormand-Prince 8(5,3)", Erk(DormandPrince853), &arenstorf, span, &start, tolerance);
    let fine = Tolerance { absolute: 1e-14, relative: 1e-8 };
    let span = (0.0, 1e11);
    let start = [1.0, 0.0, 0.0];
    orbit!("Robertson to 1e11, Rodas5P", Rosenbrock::new(Rodas5P), &Robertson::default(), span, &start, fine);
    group.finish();
}

criterion_group!(benches, bench);
