//! Laws: lanes give the scalar's bytes, nothing overflows or diverges, a network of two is a pair.

use dynsys::ensemble::{Resources, StartsBy};
use dynsys::tableau::Verner98;
use dynsys::{Erk, Pid, Plan, Tolerance, integrate};
use hhnet::ensembles::{TOLERANCE, neuron_q, pair_q};
use hhnet::neuron::table1;
use hhnet::observable::{WINDOW, mean};
use hhnet::{Axis, Error, Network, Neuron, Pair, Scatter, coupled, starts};
use neurodyn_core::conformance::{
    Case, Flows, Nonconformity, autonomous_means_autonomous, dual_matches_finite_difference,
    flow_lanes_match_scalar,
};
use neurodyn_core::seed::Seeds;
use neurodyn_core::{Flow, Level, Real};

/// Starts of `neurons` in the box of table 3, with the `V_S` of each.
fn cases(neurons: usize) -> Vec<Case> {
    let seeds = Seeds::new(1).named("cases");
    let case = |i: u64| {
        let mut stream = seeds.stream(i);
        let vs: Vec<f64> = (0..neurons).map(|_| stream.between(starts::V_S.0, starts::V_S.1)).collect();
        let x: Vec<f64> = (0..neurons).flat_map(|_| stream.in_box(&starts::BOX)).collect();
        Case::new(0.0, &vs, &x)
    };
    (0..50).map(case).collect()
}

#[test]
fn lanes_give_the_bytes_of_the_scalar() -> Result<(), Nonconformity> {
    flow_lanes_match_scalar(&Neuron::modified(0.0), &cases(1))?;
    flow_lanes_match_scalar(&Pair::mixed(0.0, 0.01), &cases(2))
}

#[test]
fn neurons_ignore_the_time() -> Result<(), Nonconformity> {
    assert!(Flow::<f64>::is_autonomous(&Neuron::modified(0.0)));
    autonomous_means_autonomous(&Neuron::modified(0.0), &[-0.04, 0.1, 0.2])?;
    let pair = Pair::mixed(0.0, 0.01);
    autonomous_means_autonomous(&pair, &[-0.04, 0.1, 0.2, -0.03, 0.2, 0.3])
}

#[test]
fn derivatives_are_those_of_the_equations() -> Result<(), Nonconformity> {
    dual_matches_finite_difference(&Flows(&Neuron::modified(0.0)), &cases(1), 1e-6)?;
    dual_matches_finite_difference(&Flows(&Pair::mixed(0.0, 0.01)), &cases(2), 1e-6)
}

#[test]
fn instruction_set_and_threads_change_no_byte() -> Result<(), Error> {
    let window = (1.0, 2.0);
    let starts = Scatter { vs: Axis::new(-36.0, -34.0, 5), each: 7, shift: 0.1, seeds: Seeds::new(4) };
    let on = |level, threads| Resources { level, threads, ..Resources::default() };
    let neuron = Neuron::modified(0.0);
    let pair = Pair::mixed(0.0, 0.001);
    let one = neuron_q(&neuron, &starts, window, TOLERANCE, &on(Level::Portable, 1))?;
    let two = pair_q(&pair, &starts, window, TOLERANCE, &on(Level::Portable, 1))?;
    for level in Level::ALL.into_iter().filter(|level| level.available()) {
        assert_eq!(neuron_q(&neuron, &starts, window, TOLERANCE, &on(level, 3))?, one, "{level:?}");
        assert_eq!(pair_q(&pair, &starts, window, TOLERANCE, &on(level, 3))?, two, "{level:?}");
    }
    Ok(())
}

/// The table of the ring, and who computed it, is with the reference problems of `dynsys`.
#[test]
fn a_ring_ends_where_other_programs_end() {
    let table = include_str!("../../dynsys/tests/problems/ring32.txt");
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    let due: Vec<f64> = lines.flat_map(str::split_whitespace).map(|number| number.parse().unwrap()).collect();
    let ring = Network::ring((0..32).map(|i| Neuron::modified(-36.0 + f64::from(i) / 16.0)).collect(), 0.01);
    let start = (0..32).flat_map(|i| [-40.0 + f64::from(i) / 8.0, 0.01, 0.17]).collect();
    let plan = Plan::new(Erk(Verner98), Pid::default(), Tolerance::both(1e-12));
    let end = integrate::<_, f64, _, _, _>(&ring, &plan, (0.0, 1.0), &start, &mut ()).unwrap();
    assert_eq!(end.x.len(), due.len());
    for (found, due) in end.x.iter().zip(due) {
        assert!((found - due).abs() < 1e-9 * due.abs(), "{found} {due}");
    }
}

#[test]
fn the_right_hand_side_is_eqs_1_and_2_as_printed() {
    use table1::*;
    for case in cases(1) {
        let (vs, [v, n, s]) = (case.parameters[0], [case.state[0], case.state[1], case.state[2]]);
        let gate = |half: f64, theta: f64| 1.0 / (1.0 + ((half - v) / theta).exp());
        let p = 1.0 / (((v - V_P) / THETA_P).exp() + ((V_P - v) / THETA_P).exp());
        let calcium = G_CA * gate(V_M, THETA_M) * (v - V_CA);
        let potassium = (G_K * n + G_K2 * p + G_S * s) * (v - V_K);
        let printed = [
            -(calcium + potassium) / TAU,
            SIGMA * (gate(V_N, THETA_N) - n) / TAU,
            (gate(vs, THETA_S) - s) / TAU_S,
        ];
        let mut dx = [0.0; 3];
        Neuron::modified(vs).rhs(0.0, &[v, n, s], &mut dx);
        for i in 0..3 {
            assert!(
                (dx[i] - printed[i]).abs() <= 1e-12 * (1.0 + printed[i].abs()),
                "{dx:?} is not {printed:?}"
            );
        }
    }
}

#[test]
fn coupling_drives_voltages_apart_and_nothing_else() {
    let (pair, alone) = (Pair::mixed(-36.0, 0.01), Pair::mixed(-36.0, 0.0));
    for case in cases(2) {
        let x: [f64; 6] = case.state.as_slice().try_into().expect("six coordinates");
        let (mut with, mut without) = ([0.0; 6], [0.0; 6]);
        pair.rhs(0.0, &x, &mut with);
        alone.rhs(0.0, &x, &mut without);
        let push = pair.gc * (x[0] - x[3]) / table1::TAU;
        let expected = [push, 0.0, 0.0, -push, 0.0, 0.0];
        for i in 0..6 {
            let found = with[i] - without[i];
            assert!((found - expected[i]).abs() < 1e-9, "coordinate {i}: {found} is not {}", expected[i]);
        }
        let (mut first, mut second) = ([0.0; 3], [0.0; 3]);
        alone.first.rhs(0.0, &[x[0], x[1], x[2]], &mut first);
        alone.second.rhs(0.0, &[x[3], x[4], x[5]], &mut second);
        assert_eq!(without.to_vec(), [first, second].concat());
    }
}

#[test]
fn a_network_of_two_is_a_pair_to_the_byte() -> Result<(), Error> {
    let pair = Pair::mixed(-34.4, 0.01);
    let network = Network::new(vec![pair.first, pair.second], &[7.0, 0.01, 0.01, 7.0])?;
    for case in cases(2) {
        let x: [f64; 6] = case.state.as_slice().try_into().expect("six coordinates");
        let (mut one, mut other) = ([0.0; 6], vec![0.0; 6]);
        pair.rhs(0.0, &x, &mut one);
        network.rhs(0.0, &case.state, &mut other);
        assert_eq!(one.to_vec(), other);
    }
    Ok(())
}

#[test]
fn networks_have_the_links_of_their_matrix() -> Result<(), Error> {
    let neurons = || vec![Neuron::original(-36.0); 4];
    let g = 0.5;
    let ring = [0.0, g, 0.0, g, g, 0.0, g, 0.0, 0.0, g, 0.0, g, g, 0.0, g, 0.0];
    let star = [0.0, g, g, g, g, 0.0, 0.0, 0.0, g, 0.0, 0.0, 0.0, g, 0.0, 0.0, 0.0];
    assert_eq!(Network::ring(neurons(), g), Network::new(neurons(), &ring)?);
    assert_eq!(Network::star(neurons(), g), Network::new(neurons(), &star)?);
    assert_eq!(Network::all_to_all(neurons(), g), Network::new(neurons(), &[g; 16])?);
    let error = Network::new(neurons(), &[g; 15]).expect_err("a matrix of 4 x 4 has 16 numbers");
    assert_eq!(error, Error::Coupling { neurons: 4, expected: 16, found: 15 });
    let mut bad = [g; 16];
    bad[3] = f64::INFINITY;
    let error = Network::new(neurons(), &bad).expect_err("infinite");
    assert!(matches!(error, Error::NotFinite { index: 3, .. }), "{error}");
    Ok(())
}

fn finite_everywhere<R: Real<Mask = bool> + neurodyn_core::Lift<f64>>() {
    for i in -1000..=1000 {
        let v = 10.0 * f64::from(i);
        for neuron in [Neuron::original(-36.0), Neuron::modified(-36.0)] {
            let mut dx = [R::lit(f64::NAN); 3];
            neuron.rhs(R::lit(0.0), &[R::lit(v), R::lit(0.1), R::lit(0.2)], &mut dx);
            assert!(dx.iter().all(|c| c.is_finite()), "{dx:?} at V = {v}");
        }
    }
}

#[test]
fn nothing_overflows_far_from_the_physiological_range() {
    finite_everywhere::<f64>();
    finite_everywhere::<f32>();
}

#[test]
fn derivatives_do_not_overflow_for_volts() {
    // beyond, exp((V_n - V) / theta_n) is infinite and so is its derivative
    for i in -390..=390 {
        let x = [10.0 * f64::from(i), 0.1, 0.2];
        let at = dynsys::jacobian::of_flow(&Neuron::modified(-36.0), 0.0, &x);
        assert!(at.matrix.iter().all(|d| d.is_finite()), "{:?} at V = {}", at.matrix, x[0]);
    }
}

#[test]
fn starts_in_the_box_do_not_diverge() -> Result<(), Error> {
    let starts = Scatter {
        vs: Axis::new(starts::V_S.0, starts::V_S.1, 64),
        each: 16,
        shift: coupled::SHIFT,
        seeds: Seeds::new(2).named("box"),
    };
    for neuron in [Neuron::original(0.0), Neuron::modified(0.0)] {
        for q in neuron_q(&neuron, &starts, WINDOW, TOLERANCE, &Resources::default())? {
            let q = q.expect("a trajectory fails");
            assert!((0.17..0.20).contains(&q), "Q = {q}");
        }
    }
    let few = Scatter { each: 4, ..starts };
    for q in pair_q(&Pair::mixed(0.0, 0.01), &few, WINDOW, TOLERANCE, &Resources::default())? {
        let q = mean(&q.expect("a trajectory fails"));
        assert!((0.17..0.20).contains(&q), "Q = {q}");
    }
    Ok(())
}

#[test]
fn a_bad_start_fails_alone() -> Result<(), Error> {
    let starts = StartsBy {
        count: 3,
        write: |i: usize, x: &mut [f64], p: &mut [f64]| {
            x.copy_from_slice(&[if i == 1 { f64::NAN } else { -50.0 }, 0.01, 0.2]);
            p[0] = -36.0;
        },
    };
    let q = neuron_q(&Neuron::modified(0.0), &starts, (1.0, 2.0), TOLERANCE, &Resources::default())?;
    assert!(q[0].is_ok() && q[1].is_err() && q[0] == q[2]);
    for (window, tolerance) in
        [((2.0, 2.0), TOLERANCE), ((-1.0, 2.0), TOLERANCE), ((1.0, f64::NAN), TOLERANCE)]
    {
        let error = neuron_q(&Neuron::modified(0.0), &starts, window, tolerance, &Resources::default());
        assert!(matches!(error, Err(Error::Window { .. })), "{window:?}: {error:?}");
    }
    let error = neuron_q(&Neuron::modified(0.0), &starts, WINDOW, -1.0, &Resources::default());
    assert!(matches!(error, Err(Error::Run(dynsys::Error::OutOfRange { .. }))), "{error:?}");
    Ok(())
}
