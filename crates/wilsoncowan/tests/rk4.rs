//! Runge-Kutta steps and their exact adjoint, beside dynsys, finite differences and Euler's method.

use dynsys::tableau::Rk4;
use dynsys::{Erk, Plan, integrate};
use neurodyn_core::seed::Seeds;
use proptest::prelude::*;
use wilsoncowan::euler::{Euler, Sensitivity};
use wilsoncowan::rk4::RungeKutta4;
use wilsoncowan::{Error, Network, Node};

const N: usize = 12;

fn near(found: f64, known: f64, within: f64) {
    assert!((found - known).abs() <= within, "{found} is not {known} +- {within}");
}

/// Numbers of a stream, as weights of the size that training gives.
fn coupling() -> Vec<f64> {
    let mut stream = Seeds::new(5).named("coupling").stream(0);
    (0..N * N).map(|k| if k % (N + 1) == 0 { -3.5 } else { 0.0 } + 2.0 * stream.normal()).collect()
}

/// Both ways between the populations are open.
fn network(coupling: Vec<f64>, gamma: f64) -> Result<Network, Error> {
    Network::new(Node { w_ie: 0.4, ..Node::published() }, gamma, coupling)
}

fn start(seed: u64) -> Vec<f64> {
    let mut stream = Seeds::new(seed).named("start").stream(0);
    (0..N).map(|_| stream.uniform()).collect()
}

const RUN: RungeKutta4 = RungeKutta4 { dt: 0.25, steps: 10 };

/// A loss of both parts of the end, and its derivatives there.
fn loss(end_x: &[f64], end_y: &[f64]) -> (f64, Vec<f64>, Vec<f64>) {
    let (goal_x, goal_y) = (start(98), start(99));
    let off = |a: &[f64], b: &[f64]| -> Vec<f64> { a.iter().zip(b).map(|(a, b)| a - b).collect() };
    let (x, y) = (off(end_x, &goal_x), off(end_y, &goal_y));
    (x.iter().chain(&y).map(|d| 0.5 * d * d).sum(), x, y)
}

fn loss_from(network: &Network, x: &[f64], y: &[f64]) -> Result<f64, Error> {
    let way = RUN.forward(network, x, y)?;
    Ok(loss(&way.x[RUN.steps * N..], &way.y[RUN.steps * N..]).0)
}

fn gradient(network: &Network, x: &[f64], y: &[f64]) -> Result<Sensitivity, Error> {
    let way = RUN.forward(network, x, y)?;
    let (_, g, q) = loss(&way.x[RUN.steps * N..], &way.y[RUN.steps * N..]);
    RUN.backward(network, &way, (&g, &q))
}

#[test]
fn the_trajectory_is_that_of_dynsys_and_of_order_four() -> Result<(), Error> {
    let network = network(coupling(), 0.4)?;
    let (x, y) = (start(1), start(2));
    let end = |dt: f64, steps: usize| {
        let way = RungeKutta4 { dt, steps }.forward(&network, &x, &y)?;
        Ok::<_, Error>([&way.x[steps * N..], &way.y[steps * N..]].concat())
    };
    let plan = Plan::constant(Erk(Rk4), 0.125);
    let known = integrate(&network, &plan, (0.0, 2.5), &[x.clone(), y.clone()].concat(), &mut ())?;
    for (found, known) in end(0.125, 20)?.iter().zip(&known.x) {
        near(*found, *known, 1e-13);
    }
    let fine = end(2.5 / 1280.0, 1280)?;
    let error = |steps: usize| {
        let there = end(2.5 / steps as f64, steps)?;
        Ok::<_, Error>(there.iter().zip(&fine).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max))
    };
    let ratio = error(80)? / error(160)?;
    assert!((12.0..20.0).contains(&ratio), "halving the step divides the error by {ratio}, not 16");
    Ok(())
}

#[test]
fn every_gradient_is_that_of_finite_differences() -> Result<(), Error> {
    let (a, x, y, h) = (coupling(), start(1), start(2), 1e-5);
    let found = gradient(&network(a.clone(), 0.4)?, &x, &y)?;
    let difference = |of: &dyn Fn(f64) -> Result<f64, Error>| Ok::<_, Error>((of(h)? - of(-h)?) / (2.0 * h));
    for at in [0, 5, 17, 77, 143] {
        let moved = |by: f64| {
            let mut a = a.clone();
            a[at] += by;
            loss_from(&network(a, 0.4)?, &x, &y)
        };
        near(found.coupling[at], difference(&moved)?, 1e-9);
    }
    near(found.gamma, difference(&|by| loss_from(&network(a.clone(), 0.4 + by)?, &x, &y))?, 1e-9);
    let here = network(a, 0.4)?;
    for at in 0..N {
        let moved = |z: &[f64], by: f64| {
            let mut z = z.to_vec();
            z[at] += by;
            z
        };
        near(found.start.0[at], difference(&|by| loss_from(&here, &moved(&x, by), &y))?, 1e-9);
        near(found.start.1[at], difference(&|by| loss_from(&here, &x, &moved(&y, by)))?, 1e-9);
    }
    Ok(())
}

#[test]
fn eulers_gradient_comes_nearer_with_the_step() -> Result<(), Error> {
    let network = network(coupling(), 0.6)?;
    let (x, y) = (start(1), start(2));
    let ends = |way: &wilsoncowan::euler::Trajectory| {
        let last = way.x.len() - N;
        let (_, g, q) = loss(&way.x[last..], &way.y[last..]);
        (g, q)
    };
    let fine = RungeKutta4 { dt: 0.01, steps: 250 };
    let way = fine.forward(&network, &x, &y)?;
    let (g, q) = ends(&way);
    let known = fine.backward(&network, &way, (&g, &q))?;
    let distance = |steps: usize| {
        let euler = Euler { dt: 2.5 / steps as f64, steps };
        let way = euler.forward(&network, &x, &y)?;
        let (g, q) = ends(&way);
        let found = euler.backward(&network, &way, (&g, &q))?;
        let pairs = found.coupling.iter().zip(&known.coupling);
        let coupling = pairs.map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt();
        Ok::<_, Error>((coupling, (found.gamma - known.gamma).abs()))
    };
    let (near, far) = (distance(800)?, distance(400)?);
    for ratio in [far.0 / near.0, far.1 / near.1] {
        assert!((1.8..2.2).contains(&ratio), "halving the step divides the distance by {ratio}, not 2");
    }
    Ok(())
}

#[test]
fn what_does_not_fit_is_refused() -> Result<(), Error> {
    let network = network(vec![0.0; N * N], 0.03)?;
    let refused = RungeKutta4 { dt: 0.1, steps: 1 }.forward(&network, &[0.5; N], &[0.5; N]);
    assert!(matches!(refused, Err(Error::Step { least, .. }) if least > 0.03), "{refused:?}");
    // Euler's method needs smaller steps
    assert!(Euler { dt: 0.08, steps: 1 }.check(&network).is_err());
    RungeKutta4 { dt: 0.08, steps: 1 }.check(&network)?;
    let method = RungeKutta4 { dt: 0.01, steps: 2 };
    assert!(matches!(method.forward(&network, &[0.5; 3], &[0.5; N]), Err(Error::Sizes { .. })));
    assert!(matches!(method.forward(&network, &[f64::NAN; N], &[0.5; N]), Err(Error::NotFinite { .. })));
    let way = method.forward(&network, &[0.5; N], &[0.5; N])?;
    let longer = RungeKutta4 { dt: 0.01, steps: 3 };
    assert!(matches!(longer.backward(&network, &way, (&[0.0; N], &[0.0; N])), Err(Error::Sizes { .. })));
    assert!(matches!(method.backward(&network, &way, (&[0.0; 2], &[0.0; N])), Err(Error::Sizes { .. })));
    assert!(matches!(RungeKutta4 { dt: 0.0, steps: 1 }.check(&network), Err(Error::Range { .. })));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    /// The derivative along any direction of the start, from anywhere, at any gamma, through any of the two populations.
    #[test]
    fn the_adjoint_is_the_derivative_along_any_direction(seed in 0_u64..1000, gamma in 0.25_f64..1.2, w_ie in -0.5_f64..0.8) {
        let node = Node { w_ie, ..Node::published() };
        let network = Network::new(node, gamma, coupling()).unwrap();
        let (x, y, along) = (start(seed), start(seed + 1), start(seed + 2));
        let found = gradient(&network, &x, &y).unwrap();
        let h = 1e-5;
        let moved = |by: f64| {
            let z = |z: &[f64]| -> Vec<f64> { z.iter().zip(&along).map(|(z, a)| z + by * (a - 0.5)).collect() };
            loss_from(&network, &z(&x), &z(&y)).unwrap()
        };
        let slope: f64 = (0..N).map(|i| (found.start.0[i] + found.start.1[i]) * (along[i] - 0.5)).sum();
        // of order four and loose: borders between basins are near some starts, and slopes change fast there
        let known = (8.0 * (moved(h) - moved(-h)) - (moved(2.0 * h) - moved(-2.0 * h))) / (12.0 * h);
        prop_assert!((slope - known).abs() < 1e-7, "{slope} {known}");
    }
}
