//! Nothing is allocated in a stepping loop: a run over ten times the span allocates what a run over the span does.

use dynsys::ensemble::{AnyMethod, Resources, StartsBy};
use dynsys::rosenbrock::Rodas5P;
use dynsys::systems::{Lorenz, Lorenz96};
use dynsys::tableau::{BogackiShampine32, DormandPrince853, Rk4, Tsitouras54};
use dynsys::{
    Auto, Bdf, Ensemble, Erk, Final, Flow, Method, Pid, Plan, Point, Radau, Real, Rosenbrock, ScalarDouble,
    Tolerance, integrate,
};
use neurodyn_core::Lanes;
use neurodyn_core::linear::faer::FaerLu;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc;

#[global_allocator]
static COUNTED: &StatsAlloc<alloc::System> = &INSTRUMENTED_SYSTEM;

/// Allocations and reallocations while `work` runs.
fn allocations(work: impl FnOnce()) -> usize {
    let region = Region::new(COUNTED);
    work();
    let change = region.change();
    change.allocations + change.reallocations
}

/// Asserts that a span ten times as long costs no allocation more, and that it takes more steps. `run` gives its steps.
fn assert_none_per_step(what: &str, run: impl Fn(f64) -> u64) {
    let (mut short, mut long) = (0, 0);
    let of_short = allocations(|| short = run(1.0));
    let of_long = allocations(|| long = run(10.0));
    assert!(long > 5 * short, "{what}: {short} and {long} steps");
    assert_eq!(of_short, of_long, "{what}: allocations in {short} and in {long} steps");
}

/// A single run, on a number of the kind of `start`.
fn single<S, R, M>(what: &str, flow: &S, method: M, start: &Point<S, R>)
where
    S: Flow<R>,
    R: Real,
    M: for<'a> Method<&'a S, R> + Copy,
{
    assert_none_per_step(what, |span| {
        let (span, tolerance) = ((0.0, span), Tolerance::both(1e-6));
        let end = if Method::<&S, R>::is_adaptive(&method) {
            integrate::<S, R, _, _, _>(
                flow,
                &Plan::new(method, Pid::default(), tolerance),
                span,
                start,
                &mut (),
            )
        } else {
            integrate::<S, R, _, _, _>(flow, &Plan::constant(method, 0.01), span, start, &mut ())
        };
        end.unwrap().steps
    });
}

/// Eight numbers that are not alike.
fn spread<R: Real>() -> Vec<R> {
    (0..8).map(|i| R::lit(8.0 + 0.01 * f64::from(i))).collect()
}

/// An ensemble of twenty trajectories on one thread.
fn many<M: AnyMethod<Lorenz96> + Copy>(what: &str, method: M) {
    let write = |i: usize, x: &mut [f64], forcing: &mut [f64]| {
        x.copy_from_slice(&spread::<f64>());
        forcing[0] = 8.0 + i as f64 / 10.0;
    };
    let run = |span| {
        let plan = Plan::new(method, Pid::default(), Tolerance::both(1e-6));
        let ensemble = Ensemble { family: &Lorenz96::new(8), plan, span: (0.0, span), reducer: Final };
        let resources = Resources { threads: 1, ..Resources::default() };
        let ends = ensemble.run_as::<ScalarDouble>(&StartsBy { count: 20, write }, &resources).unwrap();
        assert!(ends.iter().all(Result::is_ok));
    };
    let (of_short, of_long) = (allocations(|| run(1.0)), allocations(|| run(10.0)));
    assert_eq!(of_short, of_long, "{what}");
}

/// One test, as the count is that of the whole process. The tableaus are those that take different ways through the engine:
/// without an error estimate, with dense output by Hermite and of their own, with two error estimates.
#[test]
fn no_step_allocates() {
    assert_eq!(allocations(|| drop(std::hint::black_box(Box::new(0)))), 1, "the allocator counts");
    let (flow, tsitouras, rodas) = (Lorenz96::new(8), Erk(Tsitouras54), Rosenbrock::new(Rodas5P));
    single::<_, f64, _>("Tsitouras 5(4)", &Lorenz::default(), tsitouras, &[1.0; 3]);
    single::<_, f64, _>("RK4, dynamic", &flow, Erk(Rk4), &spread());
    single::<_, f64, _>("Bogacki-Shampine 3(2), dynamic", &flow, Erk(BogackiShampine32), &spread());
    single::<_, f64, _>("Tsitouras 5(4), dynamic", &flow, tsitouras, &spread());
    single::<_, f64, _>("Dormand-Prince 8(5,3), dynamic", &flow, Erk(DormandPrince853), &spread());
    single::<_, Lanes<f64, 4>, _>("Tsitouras 5(4), dynamic, lanes", &flow, tsitouras, &spread());
    many("Tsitouras 5(4), dynamic, ensemble", tsitouras);
    single::<_, f64, _>("Rodas5P", &Lorenz::default(), rodas, &[1.0; 3]);
    single::<_, f64, _>("Rodas5P, dynamic", &flow, rodas, &spread());
    single::<_, f64, _>("Radau, dynamic", &flow, Radau::new(), &spread());
    single::<_, f64, _>("Auto, dynamic", &flow, Auto::new(), &spread());
    single::<_, f64, _>("Rodas5P, dynamic, by faer", &flow, rodas.solver(FaerLu), &spread());
    single::<_, f64, _>("BDF, dynamic", &flow, Bdf::new(), &spread());
    single::<_, Lanes<f64, 4>, _>("Rodas5P, dynamic, lanes", &flow, rodas, &spread());
}
