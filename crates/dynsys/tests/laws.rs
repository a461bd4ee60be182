//! Law 1: the result of a trajectory does not depend on lanes, levels, threads or neighbours.

use core::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use dynsys::ensemble::{Outcome, Resources, Starts, StartsBy};
use dynsys::event::{Coordinate, Crossing, Record, Until};
use dynsys::reduce::Observable;
use dynsys::systems::Lorenz;
use dynsys::tableau::Tsitouras54;
use dynsys::{Cause, Ensemble, Erk, Error, Pid, Plan, Reducer, Tolerance, WindowMean, reduce};
use neurodyn_core::{Doubles, Level, Real, ScalarDouble};
use proptest::prelude::*;

/// `x^2`.
struct Square;
impl Observable for Square {
    #[inline(always)]
    fn value<R: Real>(&self, x: &[R]) -> R {
        x[0] * x[0]
    }
}

/// Everything at once: times at which steps must end, crossings written down, an end at an event.
type All = (WindowMean<Square>, (Record<Coordinate>, Until<Coordinate>));

fn reducer() -> All {
    (
        WindowMean { observable: Square, window: (0.5, 1.25) },
        (
            Record(Crossing::either(Coordinate { index: 0, level: 0.0 })),
            Until { crossing: Crossing::rising(Coordinate { index: 2, level: 27.0 }), count: 3 },
        ),
    )
}

const SPAN: (f64, f64) = (0.0, 3.0);
/// Enough for all but the fastest.
const BUDGET: u64 = 2000;

fn plan() -> Plan<Erk<Tsitouras54, 7>, Pid> {
    Plan::new(Erk(Tsitouras54), Pid::default(), Tolerance::both(1e-6)).max_steps(BUDGET)
}

/// `x, y, z, rho`.
type Start = [f64; 4];

fn starts(of: &[Start]) -> impl Starts + '_ {
    StartsBy {
        count: of.len(),
        write: |i: usize, x: &mut [f64], p: &mut [f64]| {
            x.copy_from_slice(&of[i][..3]);
            p[0] = of[i][3];
        },
    }
}

/// All bits of an outcome but those of a NaN.
fn written<T: core::fmt::Debug>(outcomes: &[Outcome<T>]) -> Vec<String> {
    outcomes.iter().map(|outcome| format!("{outcome:?}")).collect()
}

fn alone(start: &Start) -> Outcome<<All as Reducer>::Output> {
    let member = Lorenz { rho: start[3], ..Lorenz::default() };
    match reduce(&member, &plan(), SPAN, &[start[0], start[1], start[2]], &reducer()) {
        Ok(output) => Ok(output),
        Err(Error::Failed(failure)) => Err(failure),
        Err(error) => panic!("{error}"),
    }
}

fn together(of: &[Start], shape: usize, level: Level, threads: usize) -> Vec<String> {
    let family = Lorenz::default();
    let ensemble = Ensemble { family: &family, plan: plan(), span: SPAN, reducer: reducer() };
    let resources = Resources { threads, level, ..Resources::default() };
    let outcomes = match shape {
        0 => ensemble.run_as::<ScalarDouble>(&starts(of), &resources),
        1 => ensemble.run_as::<Doubles<1>>(&starts(of), &resources),
        _ => ensemble.run_as::<Doubles<2>>(&starts(of), &resources),
    };
    written(&outcomes.unwrap())
}

/// The first trajectory whose outcomes differ, and both.
fn difference<'a>(found: &'a [String], expected: &'a [String]) -> Option<(usize, &'a str, &'a str)> {
    assert_eq!(found.len(), expected.len());
    let index = (0..found.len()).find(|i| found[*i] != expected[*i])?;
    Some((index, &found[index], &expected[index]))
}

/// Ordinary trajectories, long and short, and some that fail.
fn start() -> impl Strategy<Value = Start> {
    let rho = prop_oneof![8 => 0.0..60.0_f64, 1 => Just(f64::NAN), 1 => Just(3e7)];
    (-20.0..20.0_f64, -20.0..20.0_f64, 0.0..40.0_f64, rho).prop_map(|(x, y, z, rho)| [x, y, z, rho])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn a_result_belongs_to_its_start(of in prop::collection::vec(start(), 0..60), shift in 0..60_usize) {
        let expected = written(&of.iter().map(alone).collect::<Vec<_>>());
        for level in Level::ALL.into_iter().filter(|level| level.available()) {
            for shape in 0..3 {
                let found = together(&of, shape, level, 1);
                prop_assert_eq!(difference(&found, &expected), None, "{:?}, shape {}", level, shape);
            }
        }
        for threads in [2, 3] {
            let found = together(&of, 2, Level::best(), threads);
            prop_assert_eq!(difference(&found, &expected), None, "{} threads", threads);
        }
        // other neighbours: turned round, and among copies
        let mut turned = of.clone();
        let mut expected_turned = expected.clone();
        if !of.is_empty() {
            turned.rotate_left(shift % of.len());
            expected_turned.rotate_left(shift % of.len());
        }
        turned.extend_from_slice(&of);
        expected_turned.extend_from_slice(&expected);
        let found = together(&turned, 2, Level::best(), 1);
        prop_assert_eq!(difference(&found, &expected_turned), None, "other neighbours");
    }
}

/// A small fixed set.
fn some(n: usize) -> Vec<Start> {
    (0..n).map(|i| [1.0 + i as f64, 2.0, 20.0, 10.0 + i as f64]).collect()
}

fn run(of: &[Start], resources: &Resources<'_>) -> Result<Vec<Outcome<<All as Reducer>::Output>>, Error> {
    let family = Lorenz::default();
    Ensemble { family: &family, plan: plan(), span: SPAN, reducer: reducer() }.run(&starts(of), resources)
}

#[test]
fn the_test_sees_ends_of_every_kind() {
    let outcomes = run(&some(40), &Resources::default()).unwrap();
    let reached = |o: &Outcome<<All as Reducer>::Output>| o.as_ref().is_ok_and(|(_, (_, end))| end.reached);
    let count = outcomes.iter().filter(|o| reached(o)).count();
    assert!(count > 5 && count < 35, "{count} of 40 end at the event");
    for (mean, (hits, end)) in outcomes.iter().flatten() {
        assert!(hits.iter().all(|hit| hit.t <= end.t && hit.x[0].abs() < 1e-12));
        assert!(mean.is_finite() && (end.reached || end.t == SPAN.1));
        assert!(!end.reached || (end.x[2] - 27.0).abs() < 1e-12, "the end is the event: {end:?}");
    }
}

#[test]
fn ensembles_of_none_and_one() {
    for threads in [0, 1, 3] {
        let resources = Resources { threads, ..Resources::default() };
        assert_eq!(run(&[], &resources).unwrap(), []);
        let one = some(1);
        assert_eq!(run(&one, &resources).unwrap(), [alone(&one[0])]);
    }
}

#[test]
fn trajectories_that_fail_leave_the_others_alone() {
    let mut of = some(50);
    for i in (0..50).step_by(7) {
        of[i][3] = f64::NAN;
    }
    for i in (3..50).step_by(7) {
        of[i][3] = 3e7;
    }
    of[12][1] = f64::INFINITY;
    let outcomes = run(&of, &Resources { threads: 2, ..Resources::default() }).unwrap();
    for (i, outcome) in outcomes.iter().enumerate() {
        match outcome {
            Ok(_) => assert_eq!(outcome, &alone(&of[i])),
            Err(failure) if i == 12 => {
                assert_eq!(
                    (failure.cause, failure.t, failure.state[1]),
                    (Cause::NotFinite, 0.0, f64::INFINITY)
                );
            }
            Err(failure) if i % 7 == 0 => {
                assert_eq!(
                    (failure.cause, failure.t, &failure.state[..]),
                    (Cause::NotFinite, 0.0, &of[i][..3])
                );
            }
            Err(failure) => {
                assert_eq!((i % 7, failure.cause, failure.steps), (3, Cause::StepBudget, BUDGET));
                assert!(failure.t > 0.0 && failure.state.iter().all(|c| c.is_finite()));
            }
        }
    }
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_err()).count(), 8 + 7 + 1);
}

#[test]
fn a_cancelled_ensemble_says_how_far_it_came() {
    let of = some(200);
    let cancel = AtomicBool::new(true);
    let resources = Resources { cancel: Some(&cancel), ..Resources::default() };
    assert_eq!(run(&of, &resources), Err(Error::Cancelled { done: 0, total: 200 }));
    // from the progress callback, after the tenth
    let cancel = AtomicBool::new(false);
    let most = AtomicUsize::new(0);
    let progress = |done: usize| {
        most.fetch_max(done, Ordering::Relaxed);
        cancel.store(done >= 10, Ordering::Relaxed);
    };
    let resources =
        Resources { cancel: Some(&cancel), progress: Some(&progress), threads: 1, ..Resources::default() };
    let Err(Error::Cancelled { done, total: 200 }) = run(&of, &resources) else { panic!() };
    assert_eq!(done, most.load(Ordering::Relaxed));
    assert!((10..10 + 16).contains(&done), "those in flight are finished: {done}");
    // nobody cancels: progress counts to the end
    let most = AtomicUsize::new(0);
    let progress = |done: usize| {
        most.fetch_max(done, Ordering::Relaxed);
    };
    let resources = Resources { progress: Some(&progress), ..Resources::default() };
    assert_eq!(run(&of, &resources).unwrap().len(), 200);
    assert_eq!(most.into_inner(), 200);
}

#[test]
fn bad_plans_are_refused_before_anything_runs() {
    let family = Lorenz::default();
    let with = |plan, span| {
        let ensemble = Ensemble { family: &family, plan, span, reducer: reducer() };
        ensemble.run(&starts(&some(2)), &Resources::default()).unwrap_err()
    };
    let intolerant = Plan { tolerance: Tolerance::both(-1.0), ..plan() };
    assert!(matches!(with(intolerant, SPAN), Error::OutOfRange { what: "absolute tolerance", .. }));
    assert!(matches!(with(plan(), (1.0, 1.0)), Error::OutOfRange { what: "length of the time span", .. }));
    assert!(matches!(with(plan(), (f64::NAN, 1.0)), Error::NotFinite { .. }));
}
