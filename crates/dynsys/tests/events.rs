//! Events against exact times: oscillators, integrate-and-fire neurons, bouncing balls.

use core::sync::atomic::{AtomicU32, Ordering};
use dynsys::event::{Coordinate, Crossing, Event, Jump, Plane, Record, Reset, Until};
use dynsys::tableau::{DormandPrince54, Euler, Tsitouras54};
use dynsys::{Erk, Final, Pid, Plan, Reduction, Tolerance, integrate, reduce};
use neurodyn_core::{Fixed, Flow, Lanes, Layers, Lift, Mask, Real, System};
use std::f64::consts::{PI, TAU};

/// `x' = y, y' = -x`: the circle, once every `2 pi`.
#[derive(Clone, Copy)]
struct Circle;
impl System for Circle {
    type Space = Fixed<2>;
    fn space(&self) -> Fixed<2> {
        Fixed
    }
}
impl<R: Real> Flow<R> for Circle {
    #[inline(always)]
    fn rhs(&self, _: R, &[x, y]: &[R; 2], dx: &mut [R; 2]) {
        *dx = [y, -x];
    }
}

fn plan(tolerance: f64) -> Plan<Erk<Tsitouras54, 7>, Pid> {
    Plan::new(Erk(Tsitouras54), Pid::default(), Tolerance::both(tolerance))
}

const X: Coordinate = Coordinate { index: 0, level: 0.0 };

#[test]
fn a_terminal_event_ends_the_run_at_the_event() {
    // x = sin t falls through zero at pi
    let until = Until::first(Crossing::falling(X));
    let mut run = Reduction::new(&until);
    let end = integrate(&Circle, &plan(1e-11), (0.0, 10.0), &[0.0_f64, 1.0], &mut run).unwrap();
    assert!(end.stopped);
    assert!((end.t - PI).abs() < 1e-9, "{}", end.t);
    assert!(end.x[0].abs() < 1e-15 && end.x[0] <= 0.0, "on the surface, at its far side: {:e}", end.x[0]);
    assert!((end.x[1] + 1.0).abs() < 1e-9);
    let reached = run.finish(0, end.t, &end.x);
    assert_eq!((reached.reached, reached.t, &reached.x[..]), (true, end.t, &end.x[..]));
}

#[test]
fn directions_and_counts() {
    let end = |crossing, count| {
        let until = Until { crossing, count };
        reduce(&Circle, &plan(1e-11), (0.0, 100.0), &[0.0, 1.0], &until).unwrap().t
    };
    for n in 1..=5_u32 {
        let k = f64::from(n);
        assert!((end(Crossing::rising(X), n) - k * TAU).abs() < 1e-8, "the start is not a crossing");
        assert!((end(Crossing::falling(X), n) - (k * TAU - PI)).abs() < 1e-8);
        assert!((end(Crossing::either(X), n) - k * PI).abs() < 1e-8);
    }
    let never = reduce(
        &Circle,
        &plan(1e-9),
        (0.0, 10.0),
        &[0.0, 1.0],
        &Until::first(Crossing::rising(Coordinate { index: 0, level: 2.0 })),
    );
    let never = never.unwrap();
    assert_eq!((never.reached, never.t), (false, 10.0));
}

#[test]
fn recorded_events_do_not_touch_the_run() {
    let record = Record(Crossing::either(Plane { normal: [1.0, 1.0], offset: 0.0 }));
    let (hits, end) = reduce(&Circle, &plan(1e-11), (0.0, 50.0), &[0.0, 1.0], &(record, Final)).unwrap();
    let alone = reduce(&Circle, &plan(1e-11), (0.0, 50.0), &[0.0, 1.0], &Final).unwrap();
    assert_eq!(end, alone);
    // sin t + cos t = 0 at 3 pi / 4 + k pi
    assert_eq!(hits.len(), 16);
    for (k, hit) in hits.iter().enumerate() {
        assert!((hit.t - (0.75 + k as f64) * PI).abs() < 1e-8);
        assert!((hit.x[0] + hit.x[1]).abs() < 1e-15);
    }
}

#[test]
fn of_several_events_the_earliest_ends_the_run() {
    let at = |level| Until::first(Crossing::rising(Coordinate { index: 0, level }));
    // a step of 1 covers both events; x = sin t
    let plan = Plan::constant(Erk(Tsitouras54), 1.0);
    for order in [[0.3, 0.6], [0.6, 0.3]] {
        let both = (at(order[0]), at(order[1]));
        let (a, b) = reduce(&Circle, &plan, (0.0, 10.0), &[0.0, 1.0], &both).unwrap();
        let (first, second) = if order[0] < order[1] { (a, b) } else { (b, a) };
        assert!(first.reached && !second.reached);
        assert!((first.t - 0.3_f64.asin()).abs() < 1e-3, "{}", first.t);
        assert_eq!(first.t, second.t);
    }
    // what is only recorded after the end of the run has not happened
    let both = (at(0.3), Record(Crossing::rising(Coordinate { index: 0, level: 0.6 })));
    assert_eq!(reduce(&Circle, &plan, (0.0, 10.0), &[0.0, 1.0], &both).unwrap().1, []);
    // and an event at the very end of the run has
    let both = (at(0.3), Record(Crossing::rising(Coordinate { index: 0, level: 0.3 })));
    let (end, hits) = reduce(&Circle, &plan, (0.0, 10.0), &[0.0, 1.0], &both).unwrap();
    assert_eq!((hits.len(), hits[0].t, &hits[0].x), (1, end.t, &end.x));
}

/// `x' = 1`.
struct Clock;
impl System for Clock {
    type Space = Fixed<1>;
    fn space(&self) -> Fixed<1> {
        Fixed
    }
}
impl<R: Real> Flow<R> for Clock {
    #[inline(always)]
    fn rhs(&self, _: R, _: &[R; 1], dx: &mut [R; 1]) {
        *dx = [R::lit(1.0)];
    }
}

#[test]
fn an_event_at_a_steps_end_counts_once() {
    let plan = Plan::constant(Erk(Euler), 0.25);
    for direction in [Crossing::rising, Crossing::either] {
        let hits = |x0: f64| {
            let record = Record(direction(X));
            reduce(&Clock, &plan, (0.0, 3.0), &[x0], &record)
                .unwrap()
                .iter()
                .map(|hit| hit.t)
                .collect::<Vec<_>>()
        };
        assert_eq!(hits(-1.0), [1.0], "at a step's end");
        assert_eq!(hits(-1.125), [1.125], "within a step");
        assert!(hits(0.0).is_empty(), "at the start");
        assert!(hits(-1e-17).is_empty(), "at the start, but for rounding");
        assert_eq!(hits(-3.0), [3.0], "at the end of the run");
        let until = reduce(&Clock, &plan, (0.0, 3.0), &[-1.0], &Until::first(direction(X))).unwrap();
        assert_eq!((until.t, &until.x[..]), (1.0, &[0.0][..]));
    }
    let falling = reduce(&Clock, &plan, (0.0, 3.0), &[-1.0], &Record(Crossing::falling(X))).unwrap();
    assert_eq!(falling, []);
}

/// `g = sin(20 t)`, which knows how often it was asked.
struct Fast(AtomicU32);
impl Event for Fast {
    #[inline(always)]
    fn value<R: Real>(&self, t: R, _: &[R]) -> R {
        self.0.fetch_add(1, Ordering::Relaxed);
        (t * R::lit(20.0)).sin()
    }
}

#[test]
fn parts_find_what_a_long_step_hides() {
    let plan = Plan::constant(Erk(Tsitouras54), 1.0);
    let count = |parts| {
        let fast = Fast(AtomicU32::new(0));
        let record = Record(Crossing::either(&fast).parts(parts));
        let hits = reduce(&Circle, &plan, (0.0, 10.0), &[0.0, 1.0], &record).unwrap();
        for hit in &hits {
            assert!((20.0 * hit.t / PI - (20.0 * hit.t / PI).round()).abs() < 1e-12);
        }
        hits.len()
    };
    assert!(count(1) < 10);
    assert_eq!(count(20), 63, "the zeros of sin(20 t) in (0, 10]");
}

#[test]
fn a_root_takes_few_evaluations() {
    let fast = Fast(AtomicU32::new(0));
    let plan = Plan::constant(Erk(Tsitouras54), 0.1);
    let record = Record(Crossing::either(&fast));
    let hits = reduce(&Circle, &plan, (0.0, 10.0), &[0.0, 1.0], &record).unwrap();
    assert_eq!(hits.len(), 63);
    let per_root = f64::from(fast.0.load(Ordering::Relaxed) - 201) / 63.0;
    assert!(
        per_root < 20.0,
        "{per_root} evaluations a root, down to the rounding of 20 t; bisection takes 52"
    );
}

/// The leaky integrate-and-fire neuron, `tau v' = -v + I`: fires at `v = 1` and starts again at 0, every
/// `tau ln(I / (I - 1))`.
#[derive(Clone, Copy)]
struct Leaky<P> {
    tau: f64,
    current: P,
}
impl<P> System for Leaky<P> {
    type Space = Fixed<1>;
    fn space(&self) -> Fixed<1> {
        Fixed
    }
}
impl<P: Copy, R: Real + Lift<P>> Flow<R> for Leaky<P> {
    #[inline(always)]
    fn rhs(&self, _: R, &[v]: &[R; 1], dv: &mut [R; 1]) {
        *dv = [(R::lift(self.current) - v) / R::lit(self.tau)];
    }
}
struct ToZero;
impl Jump for ToZero {
    #[inline(always)]
    fn jump<R: Real>(&self, _: R, x: &mut [R]) {
        x[0] = R::lit(0.0);
    }
}
const FIRE: Crossing<Coordinate> = Crossing::rising(Coordinate { index: 0, level: 1.0 });

#[test]
fn an_integrate_and_fire_neuron_fires_on_time() {
    let neuron = Leaky { tau: 10.0, current: 1.5 };
    let period = 10.0 * 3.0_f64.ln();
    let watch = (Record(FIRE), (Reset { crossing: FIRE, jump: ToZero }, Final));
    let plan = Plan::new(Erk(DormandPrince54), Pid::default(), Tolerance::both(1e-12));
    let (spikes, (count, v)) = reduce(&neuron, &plan, (0.0, 1000.0), &[0.0], &watch).unwrap();
    assert_eq!((spikes.len(), count), ((1000.0 / period) as usize, (1000.0 / period) as u64));
    for (k, spike) in spikes.iter().enumerate() {
        let exact = (k as f64 + 1.0) * period;
        assert!((spike.t - exact).abs() < 1e-9 * exact, "spike {k}: {:e}", spike.t - exact);
        assert!((spike.x[0] - 1.0).abs() < 1e-15, "the state before the jump");
    }
    let since = 1000.0 - period * count as f64;
    assert!((v[0] - 1.5 * (1.0 - (-since / 10.0).exp())).abs() < 1e-8);
}

#[test]
fn lanes_fire_like_neurons_alone() {
    type L = Lanes<f64, 4>;
    let currents = [1.2, 1.5, 2.0, 0.9];
    let watch = (Record(FIRE), Reset { crossing: FIRE, jump: ToZero });
    let mut current = L::lit(0.0);
    for (i, c) in currents.into_iter().enumerate() {
        current = current.with_lane(i, c);
    }
    let mut run = Reduction::<_, L>::new(&watch);
    let neurons = Leaky { tau: 10.0, current };
    let end = integrate(&neurons, &plan(1e-9), (0.0, 200.0), &[L::lit(0.0)], &mut run).unwrap();
    for (i, current) in currents.into_iter().enumerate() {
        let mut run_alone = Reduction::<_, f64>::new(&watch);
        let neuron = Leaky { tau: 10.0, current };
        let alone = integrate(&neuron, &plan(1e-9), (0.0, 200.0), &[0.0], &mut run_alone).unwrap();
        assert_eq!(end.x[0].lane(i).to_bits(), alone.x[0].to_bits());
        let (together, alone) = (run.finish(i, end.t, &end.x), run_alone.finish(0, alone.t, &alone.x));
        assert_eq!(together, alone);
        assert_eq!(together.0.len() as u64, together.1);
        assert_eq!(together.1 == 0, current < 1.0);
    }
    assert!(!end.stopped.any());
}

/// A ball under gravity, `x'' = -1`.
struct Ball;
impl System for Ball {
    type Space = Fixed<2>;
    fn space(&self) -> Fixed<2> {
        Fixed
    }
}
impl<R: Real> Flow<R> for Ball {
    #[inline(always)]
    fn rhs(&self, _: R, &[_, v]: &[R; 2], dx: &mut [R; 2]) {
        *dx = [v, R::lit(-1.0)];
    }
}
struct Bounce;
impl Jump for Bounce {
    #[inline(always)]
    fn jump<R: Real>(&self, _: R, x: &mut [R]) {
        x[1] *= R::lit(-0.5);
    }
}

#[test]
fn a_ball_bounces_from_the_surface_that_it_is_on() {
    // falls from 1/2 for time 1, then bounces with half the speed each time: 1, 1/2, 1/4, ...
    let floor = Crossing::falling(X);
    let watch = (Record(floor), Reset { crossing: floor, jump: Bounce });
    let (hits, count) = reduce(&Ball, &plan(1e-9), (0.0, 2.9), &[0.5, 0.0], &watch).unwrap();
    let exact = |k: usize| 1.0 + 2.0 * (1.0 - 0.5_f64.powf(k as f64));
    assert_eq!(count, 5, "1, 2, 2.5, 2.75, 2.875");
    assert_eq!(hits.len(), 5);
    for (k, hit) in hits.iter().enumerate() {
        assert!((hit.t - exact(k)).abs() < 1e-12, "{} {}", hit.t, exact(k));
    }
}
