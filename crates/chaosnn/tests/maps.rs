//! The maps: printed orbits to the last bit, conjugacy, the invariant interval, exponents, lanes.

use chaosnn::{FULL_CHAOS, Logistic, Rescaled};
use neurodyn_core::conformance::{Case, Equations, dual_matches_finite_difference, lanes_match_scalar};
use neurodyn_core::{Dual, Evolve, Fixed, Iterated, Map, Primal, Real, System};
use proptest::prelude::*;

fn once<M: Map<f64> + System<Space = Fixed<1>>>(map: &M, x: f64) -> f64 {
    let mut next = [0.0];
    map.apply(&[x], &mut next);
    next[0]
}

/// `x(0)` to `x(steps)`.
fn orbit<M: Map<f64> + System<Space = Fixed<1>>>(map: &M, x0: f64, steps: usize) -> Vec<f64> {
    let orbit = std::iter::successors(Some(x0), |&x| Some(once(map, x)));
    orbit.take(steps + 1).collect()
}

/// Orbits at g = 1, A = 4 that were computed beforehand: x(1) to x(5), and x(20).
const KNOWN: [(f64, [f64; 5], f64); 2] = [
    (
        0.4,
        [
            -0.14000000000000012,
            0.42159999999999986,
            -0.21098623999999955,
            0.32193922612265036,
            0.08542053873419597,
        ],
        0.32001387335341314,
    ),
    (
        -0.49,
        [
            -0.4603999999999999,
            -0.34787263999999973,
            0.015938505357722343,
            0.49898385618784746,
            -0.4959395549443778,
        ],
        -0.42007166968139065,
    ),
];

#[test]
fn known_orbits_come_out_to_the_last_bit() {
    for (x0, first, twentieth) in KNOWN {
        let x = orbit(&Rescaled::fully_chaotic(1.0), x0, 20);
        assert_eq!((&x[1..=5], x[20]), (&first[..], twentieth));
    }
}

#[test]
fn iterating_through_evolve_is_the_same_orbit() {
    let map = Iterated(Rescaled::fully_chaotic(1.0));
    let (mut t, mut x) = (0.0, [0.4]);
    let mut work = Evolve::<f64>::work(&map);
    for _ in 0..20 {
        map.advance(&mut work, &mut t, &mut x).expect("finite");
    }
    assert_eq!((t, x), (20.0, [KNOWN[0].2]));
}

#[test]
fn another_order_of_operations_is_another_orbit_after_some_fifty_steps() {
    let map = Rescaled::fully_chaotic(1.0);
    let ours = orbit(&map, 0.4, 100);
    let other = orbit(&Logistic { a: FULL_CHAOS }, map.to_unit(0.4), 100);
    let apart = ours.iter().zip(&other).position(|(&x, &u)| (x - map.from_unit(u)).abs() > 0.1);
    assert!(apart.is_some_and(|step| (40..60).contains(&step)), "{apart:?}");
}

#[test]
fn the_exponent_at_full_chaos_is_ln_2_for_every_width() {
    let exponent = |map: &dyn Fn(Dual<f64, 1>) -> Dual<f64, 1>, x0: f64| {
        const STEPS: usize = 100_000;
        let (mut x, mut sum) = (x0, 0.0);
        for _ in 0..STEPS {
            let next = map(Dual::variable(x, 0));
            sum += next.eps[0].abs().ln();
            x = next.re;
        }
        sum / STEPS as f64
    };
    let lit = Dual::<f64, 1>::constant;
    let unit = exponent(&|x| Logistic::image(lit(FULL_CHAOS), x), 0.4);
    assert!((unit - std::f64::consts::LN_2).abs() < 1e-3, "{unit}");
    for g in [0.12, 0.2, 1.0, 3.0] {
        let rescaled = exponent(&|x| Rescaled::image(lit(g), lit(FULL_CHAOS), x), 0.3 * g);
        assert!((rescaled - std::f64::consts::LN_2).abs() < 1e-3, "g = {g}: {rescaled}");
    }
}

#[test]
fn at_full_chaos_the_whole_interval_is_visited() {
    let map = Rescaled::fully_chaotic(0.2);
    let x = orbit(&map, 0.01, 100_000);
    let (low, high) = x.iter().fold((0.0, 0.0), |(low, high): (f64, f64), &x| (low.min(x), high.max(x)));
    let (least, most) = map.interval();
    assert!(low < 0.9999 * least && high > 0.9999 * most, "{low} .. {high}");
}

#[test]
fn single_precision_kills_orbits_that_live_in_double_precision() {
    let starts: Vec<f64> = (1..=1000).map(|i| 1e-3 * (0.5 + f64::from(i)) / 1000.0).collect();
    let (g, a) = (0.2, FULL_CHAOS);
    let dead = |x0: f64| (0..12).fold(x0, |x, _| Rescaled::image(g, a, x)) == -0.5 * g;
    let dead_single =
        |x0: f64| (0..12).fold(x0 as f32, |x, _| Rescaled::image(g as f32, a as f32, x)) == -0.5 * g as f32;
    assert_eq!(starts.iter().filter(|&&x| dead(x)).count(), 0);
    assert!(starts.iter().filter(|&&x| dead_single(x)).count() > 10);
}

/// Eq. (5) with its parameters side by side.
struct AllRescaled;
impl Equations for AllRescaled {
    fn sizes(&self) -> (usize, usize) {
        (1, 2)
    }
    #[inline(always)]
    fn evaluate<R: Real>(&self, _: R, parameters: &[Primal<R>], x: &[R], out: &mut [R]) {
        let map = Rescaled { g: parameters[0], a: parameters[1] };
        let mut next = [R::lit(0.0)];
        map.apply(&[x[0]], &mut next);
        out.copy_from_slice(&next);
    }
}

#[test]
fn lanes_give_the_bytes_of_the_scalar_and_duals_the_slope() {
    let cases: Vec<Case> = (0..40)
        .map(|i| {
            let share = f64::from(i) / 40.0;
            Case::new(0.0, &[0.12 + 0.16 * share, 4.0 - share], &[0.1 * share - 0.05])
        })
        .collect();
    lanes_match_scalar(&AllRescaled, &cases).expect("the same bytes");
    dual_matches_finite_difference(&AllRescaled, &cases, 1e-7).expect("the slope");
}

proptest! {
    #[test]
    fn the_two_maps_are_conjugate(share in -0.5..=0.5_f64, g in 1e-3..1e3_f64, a in 0.0..=4.0_f64) {
        let map = Rescaled { g, a };
        let x = share * g;
        let there = map.to_unit(once(&map, x));
        let here = once(&Logistic { a }, map.to_unit(x));
        prop_assert!((there - here).abs() <= 8.0 * f64::EPSILON, "{there} and {here}");
        prop_assert!((map.from_unit(map.to_unit(x)) - x).abs() <= f64::EPSILON * g);
    }

    #[test]
    fn no_rounding_leaves_the_interval(share in -0.5..=0.5_f64, g in 1e-300..1e300_f64, a in 0.0..=4.0_f64) {
        let map = Rescaled { g, a };
        let (low, high) = map.interval();
        let mut x = (share * g).clamp(low, high);
        for _ in 0..50 {
            x = once(&map, x);
            prop_assert!((low..=high).contains(&x), "{x:e} outside {low:e} .. {high:e}");
        }
    }

    #[test]
    fn the_map_is_even_and_scales_with_its_width(x in -0.5..=0.5_f64, a in 0.0..=4.0_f64, power in -20..20_i32) {
        let unit = Rescaled { g: 1.0, a };
        prop_assert_eq!(once(&unit, x), once(&unit, -x));
        let g = 2.0_f64.powi(power);
        prop_assert_eq!(once(&Rescaled { g, a }, g * x), g * once(&unit, x));
    }
}
