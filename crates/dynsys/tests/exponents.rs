//! Lyapunov exponents against what is exact or published.

use dynsys::lyapunov::{Largest, Options, Spectrum, kaplan_yorke, largest_by_separation, spectrum};
use dynsys::systems::{
    Decay, Duffing, HarmonicOscillator, Henon, Linear, Logistic, Lorenz, Lorenz96, Rossler, Torus, VanDerPol,
};
use dynsys::tableau::{DormandPrince853, Rk4, Tsitouras54};
use dynsys::{Constant, Erk, Error, Evolve, Iterated, Pid, Plan, Sampled, Space, Tolerance};
use neurodyn_core::Dual;

type Dop853<S> = Sampled<S, Erk<DormandPrince853, 12>, Pid>;

/// A flow seen every `dt`, integrated accurately.
fn sampled<S>(flow: S, dt: f64, tolerance: f64) -> Dop853<S> {
    let plan = Plan::new(Erk(DormandPrince853), Pid::default(), Tolerance::both(tolerance));
    Sampled { flow, plan, dt }
}

/// Asserts a published value: within four error bars, which must be below `accuracy`.
fn assert_published(found: &Spectrum, k: usize, value: f64, accuracy: f64) {
    let (exponent, error) = (found.exponents[k], found.error_bars[k]);
    println!("exponent {k}: {exponent} +- {error:e}, published {value}");
    assert!(error < accuracy, "exponent {k}: the error bar {error} is not below {accuracy}");
    assert!(
        (exponent - value).abs() < 4.0 * error + 1e-4,
        "exponent {k}: {exponent} +- {error}, not {value}"
    );
}

#[test]
fn linear_flow_has_the_real_parts_of_its_eigenvalues() {
    // a triangular matrix, neither symmetric nor normal
    let flow = Linear { a: [[0.3, 5.0, -2.0], [0.0, -0.2, 3.0], [0.0, 0.0, -1.7]] };
    let options = Options { transient: 600, every: 5, ..Options::new(1500) };
    let found = spectrum::<3, _>(&sampled(flow, 0.1, 1e-12), &[1e-3, 1e-3, 1e-3], &options).unwrap();
    for (found, due) in found.exponents.iter().zip([0.3, -0.2, -1.7]) {
        assert!((found - due).abs() < 1e-10, "{found} instead of {due}");
    }
    assert_eq!(found.collapsed, 0);
    assert!((found.time - 150.0).abs() < 1e-9 && found.units == 1500);
}

#[test]
fn linear_map_has_the_logarithms_of_its_eigenvalues() {
    let map = Linear { a: [[0.5, 0.3], [0.0, -0.25]] };
    let options = Options { transient: 100, ..Options::new(500) };
    let found = spectrum::<2, _>(&Iterated(map), &[1.0, 1.0], &options).unwrap();
    assert!((found.exponents[0] - 0.5_f64.ln()).abs() < 1e-13);
    assert!((found.exponents[1] - 0.25_f64.ln()).abs() < 1e-13);
}

#[test]
fn damped_oscillator_has_a_double_exponent() {
    let flow = HarmonicOscillator { omega: 2.0, zeta: 0.1 };
    // whole periods of the damped motion, in which directions come back to themselves; sixteen samples in each keep the
    // steps short, which the orbit, once at rest, does not
    let period = core::f64::consts::TAU / (2.0 * (1.0_f64 - 0.01).sqrt());
    let options = Options { transient: 160, every: 16, ..Options::new(800) };
    let found = spectrum::<2, _>(&sampled(flow, period / 16.0, 1e-12), &[1.0, 0.0], &options).unwrap();
    assert!(found.exponents.iter().all(|l| (l + 0.2).abs() < 1e-9), "{found:?}");
    let decay =
        spectrum::<1, _>(&sampled(Decay { lambda: 0.7 }, 0.1, 1e-13), &[1.0], &Options::new(50)).unwrap();
    assert!((decay.exponents[0] + 0.7).abs() < 1e-11);
}

#[test]
fn fixed_point_has_the_real_parts_of_its_eigenvalues() {
    // rho = 10: the orbit ends in C+, whose eigenvalues are the roots of l^3 + 41/3 l^2 + 160/3 l + 480
    let flow = Lorenz { rho: 10.0, ..Lorenz::default() };
    let options = Options { transient: 2500, every: 5, ..Options::new(20_000) };
    let found = spectrum::<3, _>(&sampled(flow, 0.02, 1e-12), &[5.0, 5.0, 9.0], &options).unwrap();
    let real_root = found.exponents[2];
    let polynomial = ((real_root + 41.0 / 3.0) * real_root + 160.0 / 3.0) * real_root + 480.0;
    // the complex pair turns for ever: its exponents converge as 1/t
    println!("rho = 10: {:?}, sum {}", found.exponents, found.sum());
    assert!(polynomial.abs() < 0.3, "{real_root}");
    assert!((found.sum() + 41.0 / 3.0).abs() < 1e-9);
    let pair = (-41.0 / 3.0 - real_root) / 2.0;
    assert!(
        (found.exponents[0] - pair).abs() < 2e-3 && (found.exponents[1] - pair).abs() < 2e-3,
        "{found:?}"
    );
    assert_eq!(found.kaplan_yorke(), Some(0.0));
}

#[test]
fn limit_cycle_has_zero_first() {
    let options = Options { transient: 50, ..Options::new(300) };
    // one unit is one period
    let found =
        spectrum::<2, _>(&sampled(VanDerPol::default(), 6.663286859323130, 1e-12), &[2.0, 0.0], &options)
            .unwrap();
    println!("Van der Pol: {:?} +- {:?}", found.exponents, found.error_bars);
    assert!(found.exponents[0].abs() < 1e-9);
    // the mean of the divergence 1 - x^2 over the cycle, by quadrature along a SciPy solution at 1e-13
    assert!((found.exponents[1] + 1.0593769948).abs() < 1e-8);
    assert_eq!(found.kaplan_yorke(), Some(1.0));
}

#[test]
fn torus_has_two_zeros() {
    let options = Options { transient: 100, ..Options::new(2000) };
    let found =
        spectrum::<4, _>(&sampled(Torus::default(), 0.5, 1e-12), &[1.0, 0.2, 0.3, 0.9], &options).unwrap();
    for (found, due) in found.exponents.iter().zip([0.0, 0.0, -2.0, -2.0]) {
        assert!((found - due).abs() < 1e-9, "{found} instead of {due}");
    }
    assert_eq!(found.kaplan_yorke(), Some(2.0));
    // a partial spectrum finds the same, and does not know what lies below
    let half =
        spectrum::<2, _>(&sampled(Torus::default(), 0.5, 1e-12), &[1.0, 0.2, 0.3, 0.9], &options).unwrap();
    assert!(half.exponents.iter().all(|l| l.abs() < 1e-9));
    assert_eq!(half.kaplan_yorke(), None);
}

#[test]
fn lorenz() {
    let options = Options { transient: 200, every: 2, ..Options::new(200_000) };
    let found =
        spectrum::<3, _>(&sampled(Lorenz::default(), 0.2, 1e-10), &[1.0, 1.0, 20.0], &options).unwrap();
    assert_published(&found, 0, 0.9056, 2e-3);
    assert_published(&found, 1, 0.0, 1e-3);
    assert_published(&found, 2, -14.572, 3e-3);
    assert!((found.sum() + 41.0 / 3.0).abs() < 1e-7, "sum {}", found.sum());
    let dimension = found.kaplan_yorke().unwrap();
    println!("Lorenz: sum {}, dimension {dimension}", found.sum());
    assert!((dimension - 2.062).abs() < 1e-3);
    // a partial spectrum is the beginning of the full one, from other directions
    let options = Options { seed: 9, ..options };
    let first =
        spectrum::<1, _>(&sampled(Lorenz::default(), 0.2, 1e-10), &[1.0, 1.0, 20.0], &options).unwrap();
    assert!((first.exponents[0] - found.exponents[0]).abs() < 1e-3);
    assert_eq!(first.end, found.end);
}

#[test]
fn rossler() {
    let options = Options { transient: 500, ..Options::new(10_000) };
    let found =
        spectrum::<3, _>(&sampled(Rossler::default(), 1.0, 1e-9), &[1.0, 1.0, 0.0], &options).unwrap();
    assert_published(&found, 0, 0.0714, 3e-3);
    assert_published(&found, 1, 0.0, 1e-3);
    assert_published(&found, 2, -5.3943, 3e-2);
}

#[test]
fn forced_duffing() {
    let period = core::f64::consts::TAU;
    let options = Options { transient: 100, ..Options::new(3000) };
    let found = spectrum::<2, _>(&sampled(Duffing::default(), period, 1e-10), &[2.5, 0.0], &options).unwrap();
    assert_published(&found, 0, 0.1034, 3e-3);
    assert!((found.sum() + 0.05).abs() < 1e-8, "sum {}", found.sum());
}

#[test]
fn lorenz96_adds_up_to_minus_its_dimension() {
    let start: Vec<f64> = (0..8).map(|i| 8.0 + 0.1 * f64::from(i)).collect();
    let options = Options { transient: 200, ..Options::new(4000) };
    let found = spectrum::<8, _>(&sampled(Lorenz96::new(8), 0.1, 1e-10), &start, &options).unwrap();
    println!("Lorenz-96, n = 8: {:?}", found.exponents);
    assert!((found.sum() + 8.0).abs() < 1e-8, "sum {}", found.sum());
    assert!(found.exponents[0] > 1.0 && found.exponents.is_sorted_by(|a, b| a >= b));
    // one exponent of an autonomous flow is zero
    assert!(found.exponents.iter().any(|l| l.abs() < 0.02));
}

#[test]
fn henon() {
    let options = Options { transient: 1000, ..Options::new(1_000_000) };
    let found = spectrum::<2, _>(&Iterated(Henon::default()), &[0.0, 0.0], &options).unwrap();
    assert_published(&found, 0, 0.41922, 5e-4);
    assert_published(&found, 1, -1.62319, 5e-4);
    assert!((found.sum() - 0.3_f64.ln()).abs() < 1e-11);
    let dimension = found.kaplan_yorke().unwrap();
    println!("Henon: dimension {dimension}");
    assert!((dimension - 1.25827).abs() < 5e-4);
}

#[test]
fn logistic() {
    // r = 4 in numbers of 53 bits would fall into 0: a start that does not, and a parameter one ulp below
    let map = Iterated(Logistic { r: 4.0_f64.next_down() });
    let found = spectrum::<1, _>(&map, &[0.3], &Options::new(1_000_000)).unwrap();
    println!("logistic: {} +- {:e}", found.exponents[0], found.error_bars[0]);
    assert!((found.exponents[0] - core::f64::consts::LN_2).abs() < 4.0 * found.error_bars[0] + 1e-6);
    assert!(found.error_bars[0] < 1e-3);
    assert_eq!(found.kaplan_yorke(), Some(1.0));
    // a stable fixed point: ln |2 - r|
    let found = spectrum::<1, _>(&Iterated(Logistic { r: 2.9 }), &[0.3], &Options::new(10_000)).unwrap();
    assert!((found.exponents[0] - 0.9_f64.ln()).abs() < 1e-13);
}

#[test]
fn superstable_directions_are_minus_infinity() {
    let found = spectrum::<1, _>(&Iterated(Logistic { r: 2.0 }), &[0.5], &Options::new(100)).unwrap();
    assert_eq!((found.exponents[0], found.error_bars[0]), (f64::NEG_INFINITY, 0.0));
    assert_eq!(found.collapsed, 100);
    assert_eq!(found.kaplan_yorke(), Some(0.0));
    // b = 0 is a one-dimensional map in the plane: the other direction goes on undisturbed
    let flat = Iterated(Henon { a: 1.4, b: 0.0 });
    let both = spectrum::<2, _>(&flat, &[0.1, 0.0], &Options::new(10_000)).unwrap();
    let one = spectrum::<1, _>(&flat, &[0.1, 0.0], &Options::new(10_000)).unwrap();
    assert_eq!(both.exponents[1], f64::NEG_INFINITY);
    assert!((both.exponents[0] - one.exponents[0]).abs() < 1e-12 && one.exponents[0].is_finite());
}

#[test]
fn separation_agrees_with_tangents() {
    let check = |name: &str, tangent: &Spectrum, largest: &Largest| {
        let error = tangent.error_bars[0].hypot(largest.error_bar);
        println!("{name}: {} and {} +- {error:e}", tangent.exponents[0], largest.exponent);
        assert!((tangent.exponents[0] - largest.exponent).abs() < 4.0 * error + 1e-6, "{name}");
    };
    let options = Options { transient: 1000, ..Options::new(200_000) };
    let henon = Iterated(Henon::default());
    check(
        "Henon",
        &spectrum::<1, _>(&henon, &[0.0, 0.0], &options).unwrap(),
        &largest_by_separation(&henon, &[0.0, 0.0], 1e-8, &options).unwrap(),
    );
    let steps = Plan::constant(Erk(Rk4), 0.01);
    let lorenz = Sampled { flow: Lorenz::default(), plan: steps, dt: 0.2 };
    let options = Options { transient: 100, ..Options::new(10_000) };
    check(
        "Lorenz, constant steps",
        &spectrum::<1, _>(&lorenz, &[1.0, 1.0, 20.0], &options).unwrap(),
        &largest_by_separation(&lorenz, &[1.0, 1.0, 20.0], 1e-8, &options).unwrap(),
    );
    let lorenz = sampled(Lorenz::default(), 0.2, 1e-11);
    check(
        "Lorenz, adaptive steps",
        &spectrum::<1, _>(&lorenz, &[1.0, 1.0, 20.0], &options).unwrap(),
        &largest_by_separation(&lorenz, &[1.0, 1.0, 20.0], 1e-6, &options).unwrap(),
    );
    let stable =
        largest_by_separation(&Iterated(Logistic { r: 2.9 }), &[0.3], 1e-8, &Options::new(1000)).unwrap();
    assert!((stable.exponent - 0.9_f64.ln()).abs() < 1e-6);
    let superstable =
        largest_by_separation(&Iterated(Linear { a: [[0.0]] }), &[0.3], 1e-8, &Options::new(10)).unwrap();
    assert_eq!(superstable.exponent, f64::NEG_INFINITY);
}

/// The orbit that `Evolve<R>` follows, as plain numbers.
fn orbit<S, E, R>(evolve: &E, start: S::Point<R>, units: usize) -> Vec<u64>
where
    S: Space,
    R: neurodyn_core::Real,
    E: Evolve<R> + dynsys::System<Space = S>,
{
    let (mut work, mut t, mut x) =
        (evolve.work(), <dynsys::Primal<R> as neurodyn_core::Real>::lit(0.0), start);
    let mut bits = Vec::new();
    for _ in 0..units {
        evolve.advance(&mut work, &mut t, &mut x).unwrap();
        bits.extend(x.as_ref().iter().map(|c| c.value(0).to_bits()));
    }
    bits
}

#[test]
fn tangents_do_not_move_the_orbit() {
    let lorenz = sampled(Lorenz::default(), 0.2, 1e-9);
    let start = [1.0, 1.0, 20.0];
    let plain = orbit::<_, _, f64>(&lorenz, start, 200);
    let lifted = dynsys::lyapunov::with_tangents::<_, f64, 3>(dynsys::Fixed, &start, 5).unwrap();
    assert!(plain == orbit::<_, _, Dual<f64, 3>>(&lorenz, lifted, 200));
    // renormalisation does not either
    let options = Options { transient: 50, every: 3, ..Options::new(150) };
    let found = spectrum::<3, _>(&lorenz, &start, &options).unwrap();
    let end: Vec<u64> = found.end.iter().map(|c| c.to_bits()).collect();
    assert_eq!(end, plain[plain.len() - 3..]);
}

#[test]
fn runs_stop_when_error_bars_are_small() {
    let henon = Iterated(Henon::default());
    let options = Options { error: Some(2e-3), least: 1000, ..Options::new(1_000_000) };
    let found = spectrum::<2, _>(&henon, &[0.0, 0.0], &options).unwrap();
    assert!(found.settled && found.units < 500_000, "{} units", found.units);
    assert!(found.units >= 1000 && found.error_bars.iter().all(|e| *e <= 2e-3));
    assert!((found.exponents[0] - 0.41922).abs() < 1e-2);
    let longer =
        spectrum::<2, _>(&henon, &[0.0, 0.0], &Options { least: found.units + 1, ..options }).unwrap();
    assert!(longer.units > found.units && longer.settled);
    let never =
        spectrum::<2, _>(&henon, &[0.0, 0.0], &Options { error: Some(1e-9), ..Options::new(5000) }).unwrap();
    assert!(!never.settled && never.units == 5000);
    // the history ends in the result, and its times ascend
    let last = never.history.last().unwrap();
    assert_eq!((last.time, &last.exponents), (never.time, &never.exponents));
    assert!(never.history.is_sorted_by(|a, b| a.time < b.time));
}

#[test]
fn renormalising_less_often_gives_the_same() {
    let henon = Iterated(Henon::default());
    let options = Options { transient: 100, ..Options::new(10_000) };
    let often = spectrum::<2, _>(&henon, &[0.0, 0.0], &options).unwrap();
    let seldom = spectrum::<2, _>(&henon, &[0.0, 0.0], &Options { every: 7, ..options }).unwrap();
    for k in 0..2 {
        assert!((often.exponents[k] - seldom.exponents[k]).abs() < 1e-10, "{often:?} {seldom:?}");
    }
    assert_eq!((seldom.units, seldom.time), (10_000, 10_000.0));
}

#[test]
fn dimension_of_published_spectra() {
    let near = |exponents: &[f64], due: f64| {
        let found = kaplan_yorke(exponents, &vec![1e-6; exponents.len()], exponents.len()).unwrap();
        assert!((found - due).abs() < 1e-3, "{found} instead of {due}");
    };
    near(&[0.9056, 0.0, -14.5723], 2.06215);
    near(&[0.41922, -1.62319], 1.25827);
    near(&[0.0714, 0.0, -5.3943], 2.0132);
    near(&[0.0, 0.0, -2.0, -2.0], 2.0);
    near(&[-0.1, -0.2], 0.0);
    near(&[0.7, 0.1], 2.0);
    assert_eq!(kaplan_yorke(&[0.7, 0.1], &[f64::INFINITY; 2], 2), None);
    assert_eq!(kaplan_yorke(&[], &[], 0), Some(0.0));
}

#[test]
fn bad_input_is_refused() {
    let henon = Iterated(Henon::default());
    let refused = |result: Result<Spectrum, Error>| {
        assert!(matches!(result, Err(Error::OutOfRange { .. } | Error::NotFinite { .. })), "{result:?}");
    };
    refused(spectrum::<2, _>(&henon, &[0.0, 0.0], &Options::new(0)));
    refused(spectrum::<2, _>(&henon, &[0.0, 0.0], &Options { every: 0, ..Options::new(10) }));
    refused(spectrum::<2, _>(&henon, &[0.0, 0.0], &Options { error: Some(f64::NAN), ..Options::new(10) }));
    refused(spectrum::<2, _>(&henon, &[f64::NAN, 0.0], &Options::new(10)));
    refused(spectrum::<3, _>(&henon, &[0.0, 0.0], &Options::new(10)));
    refused(spectrum::<0, _>(&henon, &[0.0, 0.0], &Options::new(10)));
    let nothing = largest_by_separation(&henon, &[0.0, 0.0], 0.0, &Options::new(10));
    assert!(matches!(nothing, Err(Error::OutOfRange { what: "distance", .. })));
}

#[test]
fn an_orbit_that_escapes_is_stuck() {
    let escaping = spectrum::<2, _>(&Iterated(Henon::default()), &[10.0, 10.0], &Options::new(1000));
    assert!(matches!(escaping, Err(Error::Stuck { .. })), "{escaping:?}");
    let budget = Sampled {
        flow: Lorenz::default(),
        plan: Plan::new(Erk(Tsitouras54), Pid::default(), Tolerance::both(1e-9)).max_steps(3),
        dt: 1.0,
    };
    let stuck = spectrum::<1, _>(&budget, &[1.0, 1.0, 1.0], &Options::new(10));
    assert!(matches!(stuck, Err(Error::Stuck { why, .. }) if why.contains("budget")), "{stuck:?}");
    let _: Plan<Erk<Rk4, 4>, Constant> = Plan::constant(Erk(Rk4), 0.1);
}
