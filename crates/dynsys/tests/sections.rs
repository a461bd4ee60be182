//! Return maps against exact multipliers and return times.

use dynsys::event::{Coordinate, Crossing, Plane};
use dynsys::tableau::Tsitouras54;
use dynsys::{Erk, Pid, Plan, Poincare, Stroboscopic, Tolerance};
use neurodyn_core::{Dual, Evolve, Fixed, Flow, Lanes, Layers, Real, System};
use std::f64::consts::{PI, TAU};

/// `r' = r (1 - r^2), phi' = 1 + r^2` in Cartesian coordinates: a cycle at `r = 1` with period `pi` and multiplier
/// `e^(-2 pi)`, on which the time of return depends on `r`.
#[derive(Clone, Copy)]
struct Twist;
impl System for Twist {
    type Space = Fixed<2>;
    fn space(&self) -> Fixed<2> {
        Fixed
    }
}
impl<R: Real> Flow<R> for Twist {
    #[inline(always)]
    fn rhs(&self, _: R, &[x, y]: &[R; 2], dx: &mut [R; 2]) {
        let square = x * x + y * y;
        let (grow, turn) = (R::lit(1.0) - square, R::lit(1.0) + square);
        *dx = [x * grow - y * turn, y * grow + x * turn];
    }
}

fn plan() -> Plan<Erk<Tsitouras54, 7>, Pid> {
    Plan::new(Erk(Tsitouras54), Pid::default(), Tolerance::both(1e-11))
}

#[test]
fn duals_through_a_section_give_the_multipliers_of_a_cycle() {
    // two planes through (1, 0), one across the flow there and one aslant: the multiplier is the same
    for aslant in [0.0, 0.4, -1.5] {
        let section = Poincare {
            flow: Twist,
            plan: plan(),
            crossing: Crossing::rising(Plane { normal: [-aslant, 1.0], offset: -aslant }),
            max_time: 10.0,
        };
        let mut t = 0.0;
        let mut x = [Dual::<f64, 2>::variable(1.0, 0), Dual::variable(0.0, 1)];
        let mut work = Evolve::<Dual<f64, 2>>::work(&section);
        section.advance(&mut work, &mut t, &mut x).unwrap();
        assert!((t - PI).abs() < 1e-9, "{t}");
        assert!((x[0].re - 1.0).abs() < 1e-9 && x[1].re.abs() < 1e-9);
        // a matrix of rank one, whose trace is its other eigenvalue
        let [[a, b], [c, d]] = [x[0].eps, x[1].eps];
        assert!((a * d - b * c).abs() < 1e-15, "rank one");
        assert!((a + d - (-TAU).exp()).abs() < 1e-9, "{} {}", a + d, (-TAU).exp());
        // and whose range lies in the plane
        assert!((c - aslant * a).abs() < 1e-12 && (d - aslant * b).abs() < 1e-12);
        // the flow's direction, here (0, 2), is lost
        assert!(b.abs() < 1e-9 && d.abs() < 1e-9);
        // without derivatives, the same orbit
        let (mut t_plain, mut plain) = (0.0, [1.0, 0.0]);
        section.advance(&mut Evolve::<f64>::work(&section), &mut t_plain, &mut plain).unwrap();
        assert_eq!((t_plain, plain), (t, [x[0].re, x[1].re]));
    }
}

#[test]
fn a_section_is_reached_again_and_again() {
    let section = Poincare {
        flow: Twist,
        plan: plan(),
        crossing: Crossing::rising(Coordinate { index: 1, level: 0.0 }),
        max_time: 10.0,
    };
    // r(t)^2 = 1 / (1 + (1/r0^2 - 1) e^(-2t)) and phi = t + integral of r^2, from r0 = 1/2
    let (mut t, mut x) = (0.0, [0.5, 0.0]);
    let mut work = Evolve::<f64>::work(&section);
    let mut last = 0.0;
    for n in 1..=50 {
        section.advance(&mut work, &mut t, &mut x).unwrap();
        let square = 1.0 / (1.0 + 3.0 * (-2.0 * t).exp());
        assert!((x[0] - square.sqrt()).abs() < 1e-8);
        // phi = t + ln((e^(2t) + 3) / 4) / 2 makes whole turns
        let turns = (t + t + (0.25 + 0.75 * (-2.0 * t).exp()).ln() / 2.0) / TAU;
        assert!((turns - f64::from(n)).abs() < 1e-8, "{turns}");
        assert!(x[1].abs() < 1e-15 && t > last);
        last = t;
    }
}

#[test]
fn a_section_that_is_not_reached_is_said_so() {
    let section = Poincare {
        flow: Twist,
        plan: plan(),
        crossing: Crossing::rising(Coordinate { index: 1, level: 2.0 }),
        max_time: 10.0,
    };
    let (mut t, mut x) = (0.0, [1.0, 0.0]);
    let stuck = section.advance(&mut Evolve::<f64>::work(&section), &mut t, &mut x).unwrap_err();
    assert_eq!((stuck.lanes, stuck.why), (1, "the section is not reached again within the time allowed"));
    assert_eq!(t, 10.0);
}

#[test]
fn lanes_return_in_their_own_time() {
    type L = Lanes<f64, 2>;
    // the first crosses y = 0.9, the second starts on the cycle far below and grows to it, both at their own times
    let section = Poincare {
        flow: Twist,
        plan: plan(),
        crossing: Crossing::rising(Coordinate { index: 1, level: 0.9 }),
        max_time: 1.5,
    };
    let starts = [[1.0, 0.0], [0.3, 0.0]];
    let mut x = [0, 1].map(|i| L::lit(0.0).with_lane(0, starts[0][i]).with_lane(1, starts[1][i]));
    let mut t = L::lit(0.0);
    let stuck = section.advance(&mut Evolve::<L>::work(&section), &mut t, &mut x).unwrap_err();
    assert_eq!(stuck.lanes, 2, "the second is too slow");
    let (mut t0, mut x0) = (0.0, starts[0]);
    section.advance(&mut Evolve::<f64>::work(&section), &mut t0, &mut x0).unwrap();
    assert_eq!((t.value(0), x[0].value(0), x[1].value(0)), (t0, x0[0], x0[1]));
}

/// `x'' = -x + cos(omega t)`, `omega = 2`: seen once a period, a rotation about a fixed point by `2 pi / omega`.
#[derive(Clone, Copy)]
struct Driven;
impl System for Driven {
    type Space = Fixed<2>;
    fn space(&self) -> Fixed<2> {
        Fixed
    }
}
impl<R: Real> Flow<R> for Driven {
    #[inline(always)]
    fn rhs(&self, t: R, &[x, v]: &[R; 2], dx: &mut [R; 2]) {
        *dx = [v, (t * R::lit(2.0)).cos() - x];
    }
}

#[test]
fn a_strobe_flashes_once_a_period() {
    let strobe = Stroboscopic { flow: Driven, plan: plan(), period: PI, phase: 0.0 };
    // the forced answer is -cos(2t)/3; at t = 0 mod pi it is (-1/3, 0), and the rest rotates by pi: sign change
    let (mut t, mut x) = (0.0, [0.5, 0.25]);
    let mut work = Evolve::<f64>::work(&strobe);
    for n in 1..=20 {
        strobe.advance(&mut work, &mut t, &mut x).unwrap();
        assert_eq!(t, f64::from(n) * PI);
        let sign = if n % 2 == 0 { 1.0 } else { -1.0 };
        assert!((x[0] + 1.0 / 3.0 - sign * (0.5 + 1.0 / 3.0)).abs() < 1e-8);
        assert!((x[1] - sign * 0.25).abs() < 1e-8);
    }
    // with a phase, the first unit goes to the next flash
    let strobe = Stroboscopic { flow: Driven, plan: plan(), period: 2.0, phase: 0.5 };
    let (mut t, mut x) = (3.0, [0.5, 0.25]);
    strobe.advance(&mut Evolve::<f64>::work(&strobe), &mut t, &mut x).unwrap();
    assert_eq!(t, 4.5);
    // derivatives of the period map: the rotation matrix
    let strobe = Stroboscopic { flow: Driven, plan: plan(), period: 1.0, phase: 0.0 };
    let (mut t, mut x) = (0.0, [Dual::<f64, 2>::variable(0.5, 0), Dual::variable(0.25, 1)]);
    strobe.advance(&mut Evolve::<Dual<f64, 2>>::work(&strobe), &mut t, &mut x).unwrap();
    let (sin, cos) = 1.0_f64.sin_cos();
    for (found, exact) in [x[0].eps, x[1].eps].concat().into_iter().zip([cos, sin, -sin, cos]) {
        assert!((found - exact).abs() < 1e-9);
    }
}
