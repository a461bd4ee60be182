//! Regimes, periods and `Q` of single neurons, and where bursts turn into spikes.

use dynsys::tableau::Rk4;
use dynsys::{Erk, Plan, reduce};
use hhnet::neuron::table1::G_K2;
use hhnet::transition::START;
use hhnet::{Error, Neuron, Portrait, Regime, Spikes, Train, burst_to_spike, portrait};

const SPIKE_PERIOD: f64 = 2e-5;
const BURST_PERIOD: f64 = 2e-4;
const Q: f64 = 1e-6;
/// The window holds no whole number of bursts.
const Q_BURST: f64 = 3e-4;

fn at(neuron: &Neuron, s0: f64) -> Result<(Regime, f64), Error> {
    let portrait: Portrait<1> = portrait(neuron, &[-51.0, 2e-3, s0], (100.0, 200.0))?;
    Ok((portrait.regime(0), portrait.q[0]))
}

fn near(found: f64, known: f64, tolerance: f64) {
    assert!((found - known).abs() <= tolerance, "{found} is not {known}");
}

#[test]
fn neurons_burst() -> Result<(), Error> {
    for (neuron, count, known, q_known) in
        [(Neuron::modified(-36.0), 16, 8.55813, 0.178593), (Neuron::original(-36.0), 20, 9.02605, 0.18028)]
    {
        let (regime, q) = at(&neuron, 0.185)?;
        let Regime::Burst { spikes, bursts: 1, period } = regime else { panic!("{regime:?}") };
        assert_eq!(spikes, count);
        near(period, known, BURST_PERIOD);
        near(q, q_known, Q_BURST);
    }
    let (regime, q) = at(&Neuron::original(-34.0), 0.185)?;
    assert!(matches!(regime, Regime::Burst { .. }), "{regime:?}");
    near(q, 0.18135, Q_BURST);
    Ok(())
}

#[test]
fn neurons_spike() -> Result<(), Error> {
    for (neuron, known, q_known) in [
        (Neuron::modified(-34.0), 0.568507, 0.182879),
        (Neuron::original(-33.0), 0.449017, 0.186918),
        (Neuron::original(-31.0), 0.322242, 0.186406),
        (Neuron::modified(-31.0), 0.334778, 0.180864),
    ] {
        let (regime, q) = at(&neuron, 0.185)?;
        let Regime::Spike { period } = regime else { panic!("{neuron:?}: {regime:?}") };
        near(period, known, SPIKE_PERIOD);
        near(q, q_known, Q);
    }
    Ok(())
}

#[test]
fn a_modified_neuron_rests_from_another_start() -> Result<(), Error> {
    let (regime, q) = at(&Neuron::modified(-36.0), 0.189)?;
    assert_eq!(regime, Regime::Rest);
    near(q, 0.187922042, Q);
    Ok(())
}

/// Beforehand: -35.0077 and -33.7766, +-0.002, with RK4 at h = 0.0025 s. The converged points, here and with tolerances
/// down to 1e-12, are -35.0101 and -33.7777: the first is 0.0024 off, 0.0004 more than was allowed for. The error is
/// that of the step, as the next test shows.
#[test]
fn bursts_turn_into_spikes_at_the_known_points() -> Result<(), Error> {
    near(burst_to_spike(G_K2, (-35.1, -34.9), 1e-4, (300.0, 1300.0))?, -35.0101, 5e-4);
    let original = burst_to_spike(0.0, (-33.9, -33.7), 1e-4, (300.0, 1300.0))?;
    near(original, -33.7777, 5e-4);
    near(original, -33.7766, 0.002);
    let error = burst_to_spike(0.0, (-33.0, -31.0), 0.1, (100.0, 200.0)).expect_err("both ends spike");
    assert!(matches!(error, Error::NotBracketed { at_low: 0.0, at_high: 0.0, .. }), "{error}");
    Ok(())
}

#[test]
fn a_coarse_step_moves_the_point_where_bursts_turn_into_spikes() -> Result<(), Error> {
    let pauses = |vs: f64, h: f64| -> Result<usize, Error> {
        let plan = Plan::constant(Erk(Rk4), h);
        let [train] = reduce(&Neuron::modified(vs), &plan, (0.0, 1300.0), &START, &Spikes::<1>::from(300.0))?;
        Ok(train.pauses())
    };
    // to the right of the converged point the neuron spikes, but with a coarse step it still bursts
    assert_eq!(pauses(-35.009, 0.00125)?, 0);
    assert!(pauses(-35.009, 0.0025)? > 0);
    assert_eq!(pauses(-35.006, 0.0025)?, 0);
    Ok(())
}

/// A train with these intervals.
fn train(intervals: &[f64]) -> Train {
    let mut times = vec![100.0];
    for d in intervals {
        times.push(times[times.len() - 1] + d);
    }
    Train { times, low: -60.0, high: -20.0 }
}

#[test]
fn patterns_are_told_apart() {
    let Regime::Spike { period } = train(&[0.5; 20]).regime() else { panic!() };
    near(period, 0.5, 1e-12);
    // a burst of three, seen from its middle
    let burst = [0.4, 4.0, 0.5, 0.4, 4.0, 0.5, 0.4, 4.0, 0.5, 0.4, 4.0];
    let Regime::Burst { spikes: 3, bursts: 1, period } = train(&burst).regime() else { panic!() };
    near(period, 4.9, 1e-12);
    let alternating = [[0.4, 4.0, 0.4, 0.4, 4.0]; 4].concat();
    let Regime::Burst { spikes: 5, bursts: 2, .. } = train(&alternating).regime() else { panic!() };
    // one repetition proves nothing
    let Regime::Irregular { spikes: 5, pauses: 1, shortest, longest } = train(&[0.5, 0.4, 4.0, 0.5]).regime()
    else {
        panic!()
    };
    near(shortest, 0.4, 1e-12);
    near(longest, 4.0, 1e-12);
    assert!(matches!(
        train(&[0.5, 0.6, 0.45, 0.5, 0.58, 0.44]).regime(),
        Regime::Irregular { pauses: 0, .. }
    ));
    assert!(matches!(train(&[]).regime(), Regime::Irregular { spikes: 1, .. }));
    assert_eq!(Train { times: vec![], low: -50.6, high: -50.6 }.regime(), Regime::Rest);
}

#[test]
fn bad_input_is_told() {
    let neuron = Neuron::modified(-36.0);
    let run = |x0: &[f64], window| portrait::<1, _>(&neuron, x0, window).expect_err("bad input");
    assert!(matches!(
        run(&[0.0; 2], (1.0, 2.0)),
        Error::Run(dynsys::Error::Dimension { found: 2, expected: 3, .. })
    ));
    assert!(matches!(
        run(&[f64::NAN, 0.0, 0.2], (1.0, 2.0)),
        Error::Run(dynsys::Error::NotFinite { index: 0, .. })
    ));
    assert!(matches!(run(&[-50.0, 0.0, 0.2], (2.0, 2.0)), Error::Window { .. }));
    assert!(matches!(run(&[-50.0, 0.0, 0.2], (-1.0, 2.0)), Error::Window { .. }));
    let two = portrait::<2, _>(&neuron, &[-50.0, 0.0, 0.2], (1.0, 2.0)).expect_err("a neuron is not two");
    assert!(matches!(two, Error::Run(dynsys::Error::Dimension { found: 6, expected: 3, .. })), "{two}");
}
