//! Ensembles of maps: bytes, failures with the iteration, cancelling.

use core::sync::atomic::AtomicBool;
use dynsys::ensemble::{Resources, StartsBy};
use dynsys::map_ensemble::{MapEnsemble, MeanOf, Sum};
use dynsys::reduce::Observable;
use dynsys::{
    Doubles, Error, Final, Fixed, Level, Map, MapFamily, Primal, Real, ScalarDouble, Singles, System,
};
use neurodyn_core::{Lift, seed::Seeds};

/// `x' = 1 - a x^2 + y, y' = b x` over `a` and `b`: bounded near (1.4, 0.3), else often not.
struct HenonFamily;
struct Henon<P>([P; 2]);

impl<P> System for Henon<P> {
    type Space = Fixed<2>;
    fn space(&self) -> Fixed<2> {
        Fixed
    }
}
impl<P: Copy, R: Real + Lift<P>> Map<R> for Henon<P> {
    #[inline(always)]
    fn apply(&self, &[x, y]: &[R; 2], next: &mut [R; 2]) {
        let [a, b] = [R::lift(self.0[0]), R::lift(self.0[1])];
        *next = [R::lit(1.0) - a * x * x + y, b * x];
    }
}
impl MapFamily for HenonFamily {
    type Space = Fixed<2>;
    type Member<'a, R: Real> = Henon<Primal<R>>;
    fn space(&self) -> Fixed<2> {
        Fixed
    }
    fn parameters(&self) -> usize {
        2
    }
    #[inline(always)]
    fn member<R: Real>(&self, p: &[Primal<R>]) -> Henon<Primal<R>> {
        Henon([p[0], p[1]])
    }
}

#[derive(Clone, Copy)]
struct X;
impl Observable for X {
    #[inline(always)]
    fn value<R: Real>(&self, x: &[R]) -> R {
        x[0]
    }
}

const ORBITS: usize = 37;

fn write(i: usize, x: &mut [f64], p: &mut [f64]) {
    let mut stream = Seeds::new(3).named("orbits").stream(i as u64);
    x.copy_from_slice(&[stream.between(-0.5, 0.5), stream.between(-0.1, 0.1)]);
    // every fifth orbit runs away
    p.copy_from_slice(&[if i % 5 == 4 { 3.0 } else { stream.between(1.0, 1.4) }, 0.3]);
}

type Results = Vec<Result<(f64, Vec<f64>), dynsys::Failure>>;

fn run(threads: usize, level: Level, scalar: bool) -> Results {
    let run = MapEnsemble {
        family: &HenonFamily,
        iterations: 1000,
        tally: (MeanOf { observable: X, after: 100 }, Final),
    };
    let starts = StartsBy { count: ORBITS, write };
    let resources = Resources { threads, level, ..Resources::default() };
    let results =
        if scalar { run.run_as::<ScalarDouble>(&starts, &resources) } else { run.run(&starts, &resources) };
    results.expect("nothing cancels it")
}

#[test]
fn lanes_threads_and_instruction_sets_change_no_byte() {
    let reference = run(1, Level::Portable, true);
    for level in Level::ALL.into_iter().filter(|level| level.available()) {
        for threads in [1, 2, 5] {
            assert_eq!(run(threads, level, false), reference, "{level:?}, {threads} threads");
        }
    }
}

#[test]
fn an_orbit_is_what_iterating_by_hand_gives() {
    let results = run(2, Level::best(), false);
    for (i, result) in results.iter().enumerate() {
        let (mut x, mut p, mut next) = ([0.0; 2], [0.0; 2], [0.0; 2]);
        write(i, &mut x, &mut p);
        let (mut sum, mut n) = (Sum::<f64>::zero(), 0_u64);
        while n < 1000 {
            Henon(p).apply(&x, &mut next);
            if !next.iter().all(|c: &f64| c.is_finite()) {
                break;
            }
            (x, n) = (next, n + 1);
            if n > 100 {
                sum.add(x[0]);
            }
        }
        match result {
            Ok((mean, end)) => {
                assert_eq!(n, 1000);
                assert_eq!(*mean, sum.value(0) / 900.0);
                assert_eq!(end[..], x);
            }
            Err(failure) => {
                assert!(n < 1000 && i % 5 == 4, "orbit {i} fails and should not");
                assert_eq!((failure.t, failure.steps), (n as f64, n + 1));
                assert_eq!(failure.state, x);
            }
        }
    }
    assert_eq!(results.iter().filter(|result| result.is_err()).count(), ORBITS / 5);
}

#[test]
fn a_cancelled_run_says_how_far_it_came() {
    let cancel = AtomicBool::new(true);
    let run = MapEnsemble { family: &HenonFamily, iterations: 10, tally: Final };
    let resources = Resources { cancel: Some(&cancel), ..Resources::default() };
    let stopped = run.run(&StartsBy { count: ORBITS, write }, &resources);
    assert_eq!(stopped.unwrap_err(), Error::Cancelled { done: 0, total: ORBITS });
}

#[test]
fn no_orbits_and_no_iterations_are_fine() {
    let run = MapEnsemble { family: &HenonFamily, iterations: 0, tally: Final };
    assert!(run.run(&StartsBy { count: 0, write }, &Resources::default()).expect("empty").is_empty());
    let ends = run.run(&StartsBy { count: 1, write }, &Resources::default()).expect("one");
    let (mut x, mut p) = ([0.0; 2], [0.0; 2]);
    write(0, &mut x, &mut p);
    assert_eq!(ends[0].as_ref().expect("it stays"), &x);
}

#[test]
fn long_sums_in_single_precision_stay_good() {
    // 20,000 terms of 0.0353: plain addition in f32 is off by 1e-4
    let run = MapEnsemble { family: &Still, iterations: 20_000, tally: MeanOf { observable: X, after: 0 } };
    let starts = StartsBy { count: 3, write: |_: usize, x: &mut [f64], _: &mut [f64]| x[0] = 0.0353 };
    for mean in run.run_as::<Singles<1>>(&starts, &Resources::default()).expect("it runs") {
        assert!((mean.expect("it stays") / f64::from(0.0353_f32) - 1.0).abs() < 1e-7);
    }
    let again = run.run_as::<Doubles<1>>(&starts, &Resources::default()).expect("it runs");
    assert!((again[2].as_ref().expect("it stays") - 0.0353).abs() < 1e-15);
}

/// `x' = x`.
struct Still;
struct Stays;
impl System for Stays {
    type Space = Fixed<1>;
    fn space(&self) -> Fixed<1> {
        Fixed
    }
}
impl<R: Real> Map<R> for Stays {
    #[inline(always)]
    fn apply(&self, x: &[R; 1], next: &mut [R; 1]) {
        *next = *x;
    }
}
impl MapFamily for Still {
    type Space = Fixed<1>;
    type Member<'a, R: Real> = Stays;
    fn space(&self) -> Fixed<1> {
        Fixed
    }
    fn parameters(&self) -> usize {
        0
    }
    #[inline(always)]
    fn member<R: Real>(&self, _: &[Primal<R>]) -> Stays {
        Stays
    }
}
