//! Coupled mappings: a pair is a network of two and two singles, lanes are scalars, kicks are the coupling.

use dynsys::ensemble::{Resources, StartsBy};
use hhnet::ensembles::{kicked_q, mapping_q, pair_mapping_q};
use hhnet::neuron::table1::TAU;
use hhnet::{
    Error, Form, Kicked, Mapping, Net, NetworkMapping, Neuron, Pair, PairMapping, Precision, coupled_mapping,
    shipped, starts,
};
use neurodyn_core::seed::Seeds;
use neurodyn_core::{Flow, Level, Map, Space, System};

/// States of `neurons` in the box, and the `V_S` of each.
fn cases(neurons: usize) -> Vec<(Vec<f64>, Vec<f64>)> {
    let seeds = Seeds::new(11).named("coupled mappings");
    let case = |i| {
        let mut stream = seeds.stream(i);
        let vs = (0..neurons).map(|_| stream.between(starts::V_S.0, starts::V_S.1)).collect();
        ((0..neurons).flat_map(|_| stream.in_box(&starts::BOX)).collect(), vs)
    };
    (0..20).map(case).collect()
}

fn six(x: &[f64]) -> [f64; 6] {
    x.try_into().expect("six coordinates")
}

fn image<M: Map<f64>>(map: &M, x: &[f64]) -> Vec<f64> {
    let x = map.space().point(|i| x[i]);
    let mut next = map.space().constant(f64::NAN);
    map.apply(&x, &mut next);
    next.as_ref().to_vec()
}

/// A net of random weights over another box, and of another time step.
fn stranger(dt: f64) -> Net {
    let sides = [(-80.0, -10.0), (0.0, 0.2), (0.1, 0.3)];
    let form = Form::over(&sides, &[starts::V_S], 7, dt).expect("a form");
    let mut stream = Seeds::new(5).named("weights").stream(0);
    let weights = (0..form.size.net()).map(|_| stream.between(-1.0, 1.0)).collect();
    Net::new(form, weights).expect("a net")
}

#[test]
fn without_coupling_a_pair_is_two_neurons_to_the_byte() -> Result<(), Error> {
    let (one, two) = (shipped::original(), shipped::modified());
    for (x, vs) in cases(2) {
        let pair = image(&PairMapping::new([&one, &two], [vs[0], vs[1]], 0.0)?, &x);
        let first = image(&Mapping::<3, 1>::new(&one, [vs[0]])?, &x[..3]);
        let second = image(&Mapping::<3, 1>::new(&two, [vs[1]])?, &x[3..]);
        assert_eq!(pair, [first, second].concat());
    }
    Ok(())
}

#[test]
fn the_term_is_that_of_eq_11_from_the_old_values() -> Result<(), Error> {
    let (one, two, gc) = (shipped::original(), shipped::modified(), 0.01);
    for (x, vs) in cases(2) {
        let vs = [vs[0], vs[1]];
        let with = image(&PairMapping::new([&one, &two], vs, gc)?, &x);
        let without = image(&PairMapping::new([&one, &two], vs, 0.0)?, &x);
        let kick = 0.005 * gc / TAU * (x[0] - x[3]);
        for (i, kick) in [kick, 0.0, 0.0, -kick, 0.0, 0.0].into_iter().enumerate() {
            assert!((with[i] - without[i] - kick).abs() < 1e-13 * 70.0, "coordinate {i}");
        }
    }
    Ok(())
}

#[test]
fn a_network_of_two_is_a_pair_to_the_byte() -> Result<(), Error> {
    let (one, two) = (shipped::original(), stranger(0.005));
    for nets in [[&one, &one], [&one, &two], [&two, &one]] {
        for (x, vs) in cases(2) {
            let pair = PairMapping::new(nets, [vs[0], vs[1]], 0.01)?;
            let neurons = vec![Mapping::new(nets[0], [vs[0]])?, Mapping::new(nets[1], [vs[1]])?];
            let network = NetworkMapping::new(neurons, &[7.0, 0.01, 0.01, 7.0])?;
            assert_eq!(image(&pair, &x), image(&network, &x));
            assert_eq!(image(&pair.scaled(), &x[..]), image(&network.scaled(), &x));
        }
    }
    Ok(())
}

#[test]
fn scaled_variables_give_the_same_map() -> Result<(), Error> {
    let (one, two) = (shipped::original(), stranger(0.005));
    let of = |i: usize| if i < 3 { &one } else { &two };
    for (x, vs) in cases(2) {
        let pair = PairMapping::new([&one, &two], [vs[0], vs[1]], 0.01)?;
        let u: Vec<f64> = (0..6).map(|i| of(i).form().variables.scaled(i % 3, x[i])).collect();
        let (physical, scaled) = (image(&pair, &x), image(&pair.scaled(), &u));
        for i in 0..6 {
            let back = of(i).form().variables.physical(i % 3, scaled[i]);
            let half = of(i).form().variables.half[i % 3];
            assert!(
                (back - physical[i]).abs() < 1e-13 * half,
                "coordinate {i}: {back} is not {}",
                physical[i]
            );
        }
    }
    Ok(())
}

#[test]
fn networks_have_the_links_of_their_matrix() -> Result<(), Error> {
    let (net, g) = (shipped::modified(), 0.01);
    let (x, vs) = cases(4).swap_remove(0);
    let neurons =
        || vs.iter().map(|&vs| Mapping::new(&net, [vs])).collect::<Result<Vec<Mapping<'_, 3, 1>>, _>>();
    let ring = [0.0, g, 0.0, g, g, 0.0, g, 0.0, 0.0, g, 0.0, g, g, 0.0, g, 0.0];
    let star = [0.0, g, g, g, g, 0.0, 0.0, 0.0, g, 0.0, 0.0, 0.0, g, 0.0, 0.0, 0.0];
    let of = |matrix: &[f64]| Ok::<_, Error>(image(&NetworkMapping::new(neurons()?, matrix)?, &x));
    assert_eq!(image(&NetworkMapping::ring(neurons()?, g)?, &x), of(&ring)?);
    assert_eq!(image(&NetworkMapping::star(neurons()?, g)?, &x), of(&star)?);
    assert_eq!(image(&NetworkMapping::all_to_all(neurons()?, g)?, &x), of(&[g; 16])?);
    assert_ne!(of(&ring)?, of(&star)?);
    // dt g / tau by hand is the same coefficient
    let c: Vec<f64> = star.iter().map(|&g| coupled_mapping::strength(0.005, g, TAU)).collect();
    assert_eq!(image(&NetworkMapping::linear(neurons()?, &c)?, &x), of(&star)?);
    assert_eq!(System::space(&NetworkMapping::linear(neurons()?, &c)?).dim(), 12);
    Ok(())
}

#[test]
fn what_cannot_be_coupled_is_an_error() -> Result<(), Error> {
    let (net, other) = (shipped::modified(), stranger(0.01));
    let error = PairMapping::new([&net, &other], [-36.0; 2], 0.01).map(|_| ()).expect_err("two steps");
    assert_eq!(error, Error::TimeSteps { first: 0.005, index: 1, found: 0.01 });
    let small = Form::over(&[(0.0, 1.0)], &[(0.0, 1.0)], 2, 0.005)?;
    let small = Net::new(small.clone(), vec![0.1; small.size.net()])?;
    let error = PairMapping::new([&small, &net], [-36.0; 2], 0.01).map(|_| ()).expect_err("one variable");
    assert!(matches!(error, Error::NetSize { variables: 1, .. }), "{error}");
    let error = PairMapping::new([&net, &net], [-36.0; 2], f64::NAN).map(|_| ()).expect_err("no number");
    assert!(matches!(error, Error::NotFinite { what: "coupling", .. }), "{error}");
    let error = PairMapping::new([&net, &net], [-36.0, f64::NAN], 0.0).map(|_| ()).expect_err("no number");
    assert!(matches!(error, Error::NotFinite { what: "parameters", .. }), "{error}");
    let neurons = || Ok::<_, Error>(vec![Mapping::<3, 1>::new(&net, [-36.0])?, Mapping::new(&net, [-36.0])?]);
    let error = NetworkMapping::new(neurons()?, &[0.0; 3]).map(|_| ()).expect_err("a matrix of 2 x 2");
    assert_eq!(error, Error::Coupling { neurons: 2, expected: 4, found: 3 });
    let error = NetworkMapping::ring(neurons()?, f64::INFINITY).map(|_| ()).expect_err("infinite");
    assert_eq!(error, Error::NotFinite { what: "coupling", index: 0, value: f64::INFINITY });
    let mixed = vec![Mapping::<3, 1>::new(&net, [-36.0])?, Mapping::new(&other, [-36.0])?];
    let error = NetworkMapping::linear(mixed, &[0.0; 4]).map(|_| ()).expect_err("two steps");
    assert!(matches!(error, Error::TimeSteps { index: 1, .. }), "{error}");
    for dt in [0.0, -1.0, f64::NAN] {
        let error = Kicked::new(Pair::mixed(-36.0, 0.01), dt).expect_err("no step");
        assert!(matches!(error, Error::Form { what: "time step", .. }), "{error}");
    }
    assert!(Kicked::new(Pair::mixed(-36.0, f64::NAN), 0.005).is_err());
    let starts = StartsBy { count: 1, write: |_: usize, _: &mut [f64], _: &mut [f64]| {} };
    let window = (2.0, 1.0);
    let error = pair_mapping_q([&net, &net], 0.01, &starts, window, Precision::Single, &Resources::default());
    assert!(matches!(error, Err(Error::Window { .. })), "{error:?}");
    Ok(())
}

/// Pairs on a grid, from a random start in the box each.
fn write(i: usize, x: &mut [f64], parameters: &mut [f64]) {
    let (state, vs) = cases(2).swap_remove(i);
    x.copy_from_slice(&state);
    parameters.copy_from_slice(&vs);
}

#[test]
fn instruction_set_and_threads_change_no_byte() -> Result<(), Error> {
    let (one, two) = (shipped::original(), stranger(0.005));
    let (starts, window) = (StartsBy { count: 19, write }, (0.5, 1.0));
    let on = |level, threads| Resources { level, threads, ..Resources::default() };
    let kicked = Kicked::new(Pair::mixed(0.0, 0.01), 0.005)?;
    let q = |precision, resources: &Resources<'_>| {
        pair_mapping_q([&one, &two], 0.01, &starts, window, precision, resources)
    };
    let (portable, best) = (on(Level::Portable, 1), on(Level::best(), 3));
    for precision in [Precision::Single, Precision::Double] {
        assert_eq!(q(precision, &portable)?, q(precision, &best)?, "{precision:?}");
    }
    let kicks = kicked_q(&kicked, &starts, window, &portable)?;
    assert_eq!(kicks, kicked_q(&kicked, &starts, window, &best)?);
    Ok(())
}

#[test]
fn the_ensemble_is_the_map() -> Result<(), Error> {
    let (one, two) = (shipped::original(), shipped::modified());
    let starts = StartsBy { count: 3, write };
    let found =
        pair_mapping_q([&one, &two], 0.01, &starts, (0.5, 1.0), Precision::Double, &Resources::default())?;
    for (i, found) in found.into_iter().enumerate() {
        let (mut x, mut vs) = ([0.0; 6], [0.0; 2]);
        write(i, &mut x, &mut vs);
        let (mut now, mut sums) = (x, [0.0; 2]);
        for n in 1..=200 {
            now = six(&image(&PairMapping::new([&one, &two], vs, 0.01)?, &now));
            if n > 100 {
                sums = [sums[0] + now[2] * now[2], sums[1] + now[5] * now[5]];
            }
        }
        let found = found.expect("it stays finite");
        for k in 0..2 {
            let q = f64::sqrt(sums[k] / 100.0);
            assert!((found[k] - q).abs() < 1e-12, "{} is not {q}", found[k]);
        }
    }
    Ok(())
}

#[test]
fn an_uncoupled_ensemble_is_that_of_single_neurons() -> Result<(), Error> {
    let (one, two) = (shipped::original(), shipped::modified());
    let (starts, window) = (StartsBy { count: 4, write }, (0.5, 1.0));
    let run = Resources::default();
    for precision in [Precision::Single, Precision::Double] {
        let pairs = pair_mapping_q([&one, &two], 0.0, &starts, window, precision, &run)?;
        for (k, net) in [&one, &two].into_iter().enumerate() {
            let alone = StartsBy {
                count: 4,
                write: |i: usize, x: &mut [f64], vs: &mut [f64]| {
                    let (state, both) = cases(2).swap_remove(i);
                    x.copy_from_slice(&state[3 * k..3 * k + 3]);
                    vs[0] = both[k];
                },
            };
            let single = mapping_q(net, &alone, window, precision, &run)?;
            for (pair, single) in pairs.iter().zip(single) {
                assert_eq!(pair.as_ref().expect("finite")[k], single.expect("finite"));
            }
        }
    }
    Ok(())
}

#[test]
fn kicks_are_the_exact_flow_and_the_term() -> Result<(), Error> {
    use dynsys::tableau::DormandPrince853;
    use dynsys::{Erk, Final, Pid, Plan, Tolerance, reduce};
    let plan = Plan::new(Erk(DormandPrince853), Pid::default(), Tolerance::both(1e-13));
    let mut worst = 0.0_f64;
    for (x, vs) in cases(2) {
        let pair = Pair { first: Neuron::original(vs[0]), second: Neuron::modified(vs[1]), gc: 0.01 };
        let next = image(&Kicked::new(pair, 0.005)?, &x);
        let alone = Pair { gc: 0.0, ..pair };
        let exact = reduce(&alone, &plan, (0.0, 0.005), &six(&x), &Final).expect("it runs");
        let kick = 0.005 * 0.01 / TAU * (x[0] - x[3]);
        for (i, kick) in [kick, 0.0, 0.0, -kick, 0.0, 0.0].into_iter().enumerate() {
            worst = worst.max((next[i] - exact[i] - kick).abs());
        }
    }
    assert!(worst < 1e-5, "mV: {worst:e}");
    // and both tend to the coupled equations as the step goes to 0
    let (x, pair) = ([-51.0, 0.002, 0.185, -40.0, 0.01, 0.188], Pair::mixed(-36.0, 0.01));
    let mut slope = [0.0; 6];
    pair.rhs(0.0, &x, &mut slope);
    let next = image(&Kicked::new(pair, 1e-6)?, &x);
    for i in 0..6 {
        assert!(((next[i] - x[i]) / 1e-6 - slope[i]).abs() < 1e-2 * (1.0 + slope[i].abs()), "coordinate {i}");
    }
    Ok(())
}
