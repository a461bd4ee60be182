//! How a run behaves: two ways to the same exponent, the orbit, the stopping rule, bad input.
use crate::sampled;
use dynsys::lyapunov::{Largest, Options, Spectrum, kaplan_yorke, largest_by_separation, spectrum};
use dynsys::systems::{Henon, Linear, Logistic, Lorenz};
use dynsys::tableau::{DormandPrince853, Rk4, Tsitouras54};
use dynsys::{Erk, Error, Evolve, Iterated, Pid, Plan, Sampled, Space, Stepwise, Tolerance};
use neurodyn_core::Dual;

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
fn steps_that_nothing_cuts_follow_the_orbit() {
    let plan = Plan::new(Erk(Tsitouras54), Pid::default(), Tolerance::both(1e-8));
    let lorenz = Stepwise { flow: Lorenz::default(), plan, steps: 4 };
    let start = [1.0, 1.0, 20.0];
    // tangents move neither the orbit nor its steps
    let plain = orbit::<_, _, f64>(&lorenz, start, 200);
    let lifted = dynsys::lyapunov::with_tangents::<_, f64, 3>(dynsys::Fixed, &start, 5).unwrap();
    assert!(plain == orbit::<_, _, Dual<f64, 3>>(&lorenz, lifted, 200));
    // it is the orbit that a run to the same time follows
    let (mut work, mut t, mut x) = (lorenz.work(), 0.0, start);
    for _ in 0..25 {
        lorenz.advance(&mut work, &mut t, &mut x).unwrap();
    }
    let exact = Plan::new(Erk(DormandPrince853), Pid::default(), Tolerance::both(1e-13));
    let end = dynsys::integrate(&Lorenz::default(), &exact, (0.0, t), &start, &mut ()).unwrap();
    for i in 0..3 {
        let (found, due): (f64, f64) = (x[i], end.x[i]);
        assert!((found - due).abs() < 1e-5, "x({t}) = {x:?}, not {:?}", end.x);
    }
    // constant steps: each unit takes as long as its steps
    let steps = Stepwise { flow: Lorenz::default(), plan: Plan::constant(Erk(Rk4), 0.01), steps: 10 };
    let found = spectrum::<3, _>(&steps, &start, &Options::new(100)).unwrap();
    assert!((found.time - 10.0).abs() < 1e-12);
}

#[test]
fn exponents_step_by_step_are_those_of_samples() {
    let plan = Plan::new(Erk(DormandPrince853), Pid::default(), Tolerance::both(1e-9));
    let stepwise = Stepwise { flow: Lorenz::default(), plan, steps: 10 };
    let found = spectrum::<3, _>(&stepwise, &[1.0, 1.0, 20.0], &Options::new(20_000)).unwrap();
    println!("{:?} +- {:?} over {}", found.exponents, found.error_bars, found.time);
    assert!((found.sum() + 41.0 / 3.0).abs() < 1e-6);
    for (k, due) in [0.9056, 0.0, -14.5723].into_iter().enumerate() {
        assert!((found.exponents[k] - due).abs() < 4.0 * found.error_bars[k] + 1e-4);
        assert!(found.error_bars[k] < 5e-3);
    }
}

#[test]
fn steps_that_cannot_be_made_are_refused() {
    let plan = Plan::new(Erk(Tsitouras54), Pid::default(), Tolerance::both(1e-6));
    let stuck = |evolve: &dyn Fn() -> Result<Spectrum, Error>, word: &str| {
        let found = evolve();
        assert!(matches!(&found, Err(Error::Stuck { why, .. }) if why.contains(word)), "{found:?}");
    };
    let (flow, x0, options) = (Lorenz::default(), [1.0; 3], Options::new(10));
    stuck(&|| spectrum::<1, _>(&Stepwise { flow, plan, steps: 0 }, &x0, &options), "no steps");
    let blind = Plan::new(Erk(Rk4), Pid::default(), Tolerance::both(1e-6));
    stuck(&|| spectrum::<1, _>(&Stepwise { flow, plan: blind, steps: 3 }, &x0, &options), "error estimate");
    stuck(&|| spectrum::<1, _>(&Sampled { flow, plan: blind, dt: 0.1 }, &x0, &options), "error estimate");
    let aimless = Plan { tolerance: Tolerance::both(0.0), ..plan };
    stuck(&|| spectrum::<1, _>(&Stepwise { flow, plan: aimless, steps: 3 }, &x0, &options), "tolerance");
    let wild = Lorenz { rho: f64::NAN, ..flow };
    stuck(&|| spectrum::<1, _>(&Stepwise { flow: wild, plan, steps: 400 }, &x0, &options), "finite");
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
}
