//! Spectra of many orbits: the same bytes on any lanes as alone, and failures that stay where they are.
use dynsys::ensemble::{Resources, StartsBy};
use dynsys::lyapunov::{Options, Spectrum, spectra, spectra_as, spectrum};
use dynsys::systems::{Henon, Lorenz};
use dynsys::tableau::{Rk4, Tsitouras54};
use dynsys::{Doubles, Erk, Error, Iterated, Level, Pid, Plan, Sampled, ScalarDouble, Stepwise, Tolerance};

/// Starts of which the one at `wild` escapes.
fn henon_starts(wild: usize) -> StartsBy<impl Fn(usize, &mut [f64], &mut [f64]) + Sync> {
    let write = move |i: usize, x: &mut [f64], ab: &mut [f64]| {
        x.copy_from_slice(&[if i == wild { 3.0 } else { 0.01 * i as f64 }, 0.1]);
        ab.copy_from_slice(&[1.4 - 0.001 * i as f64, 0.3]);
    };
    StartsBy { count: 21, write }
}

#[test]
fn orbits_on_lanes_have_the_bytes_of_orbits_alone() {
    let options = Options { transient: 100, every: 8, ..Options::new(2001) };
    let family = Iterated(Henon::default());
    let on = |level, threads| Resources { level, threads, ..Resources::default() };
    let alone: Vec<Result<Spectrum, Error>> = (0..21)
        .map(|i| {
            let (mut x, mut ab) = ([0.0; 2], [0.0; 2]);
            (henon_starts(5).write)(i, &mut x, &mut ab);
            spectrum::<2, _>(&Iterated(Henon { a: ab[0], b: ab[1] }), &x, &options)
        })
        .collect();
    assert!(matches!(alone[5], Err(Error::Stuck { .. })), "{:?}", alone[5]);
    for level in Level::ALL.into_iter().filter(|level| level.available()) {
        for threads in [1, 3] {
            let found = spectra::<2, _>(&family, &henon_starts(5), &options, &on(level, threads)).unwrap();
            assert_eq!(found, alone, "{level:?}, {threads} threads");
        }
    }
    let resources = on(Level::best(), 1);
    let wide = spectra_as::<Doubles<1>, 2, _>(&family, &henon_starts(5), &options, &resources).unwrap();
    let narrow = spectra_as::<ScalarDouble, 2, _>(&family, &henon_starts(5), &options, &resources).unwrap();
    assert!(wide == alone && narrow == alone);
}

#[test]
fn each_orbit_stops_when_its_own_error_bars_are_small() {
    let options = Options { every: 4, error: Some(5e-3), least: 1000, ..Options::new(100_000) };
    let starts = henon_starts(usize::MAX);
    let found =
        spectra::<2, _>(&Iterated(Henon::default()), &starts, &options, &Resources::default()).unwrap();
    let units: Vec<u64> = found.iter().map(|one| one.as_ref().unwrap().units).collect();
    assert!(found.iter().all(|one| one.as_ref().unwrap().settled) && units.iter().any(|u| *u != units[0]));
    let alone = spectrum::<2, _>(&Iterated(Henon::default()), &[0.0, 0.1], &options).unwrap();
    assert_eq!(found[0].as_ref().unwrap(), &alone);
}

#[test]
fn the_mean_over_starts_is_that_of_a_long_orbit() {
    let lorenz = Sampled { flow: Lorenz::default(), plan: Plan::constant(Erk(Rk4), 0.01), dt: 0.1 };
    let write = |i: usize, x: &mut [f64], rho: &mut [f64]| {
        x.copy_from_slice(&[1.0 + 0.3 * i as f64, 1.0, 20.0]);
        rho[0] = 28.0;
    };
    let starts = StartsBy { count: 16, write };
    let options = Options { transient: 200, ..Options::new(4000) };
    let found = spectra::<3, _>(&lorenz, &starts, &options, &Resources::default()).unwrap();
    let mean = |k: usize| found.iter().map(|one| one.as_ref().unwrap().exponents[k]).sum::<f64>() / 16.0;
    // 6400 units of time: the first exponent is known to about 0.003; the published ones are those of the book
    assert!((mean(0) - 0.9056).abs() < 0.012 && mean(1).abs() < 0.006, "{} {}", mean(0), mean(1));
    // a direction that shrinks at 22 loses (22 h)^5 / 120 in a step of RK4: 4e-4 a unit of time
    assert!((mean(0) + mean(1) + mean(2) + 41.0 / 3.0).abs() < 1e-3);
}

#[test]
fn orbits_go_step_by_step_on_lanes_as_they_do_alone() {
    let plan = Plan::new(Erk(Tsitouras54), Pid::default(), Tolerance::both(1e-7));
    let options = Options { transient: 10, every: 2, ..Options::new(101) };
    // different steps and rejections side by side, and an orbit that leaves the numbers
    let write = |i: usize, x: &mut [f64], rho: &mut [f64]| {
        x.copy_from_slice(&[if i == 4 { 1e155 } else { 1.0 + 0.9 * i as f64 }, 1.0, 20.0]);
        rho[0] = 20.0 + 5.0 * i as f64;
    };
    let alone: Vec<Result<Spectrum, Error>> = (0..11)
        .map(|i| {
            let (mut x, mut rho) = ([0.0; 3], [0.0]);
            write(i, &mut x, &mut rho);
            let flow = Lorenz { rho: rho[0], ..Lorenz::default() };
            spectrum::<3, _>(&Stepwise { flow, plan, steps: 5 }, &x, &options)
        })
        .collect();
    assert!(matches!(&alone[4], Err(Error::Stuck { why, .. }) if why.contains("no step")), "{:?}", alone[4]);
    assert_eq!(alone.iter().filter(|one| one.is_ok()).count(), 10);
    let family = Stepwise { flow: Lorenz::default(), plan, steps: 5 };
    for level in Level::ALL.into_iter().filter(|level| level.available()) {
        let resources = Resources { level, threads: 2, ..Resources::default() };
        let found = spectra::<3, _>(&family, &StartsBy { count: 11, write }, &options, &resources).unwrap();
        assert_eq!(found, alone, "{level:?}");
    }
}
