//! Images rebuilt from where they went, growth beside the whole derivative, gradients without a tape beside the adjoint.

use neurodyn_core::linear::faer::eigenvalues;
use neurodyn_core::seed::Seeds;
use wilsoncowan::euler::Euler;
use wilsoncowan::reverse::{Method, Reverse, growth};
use wilsoncowan::rk4::RungeKutta4;
use wilsoncowan::{Error, Network, Node, Targets};

const N: usize = 16;
/// The time of the source's training.
const T: f64 = 3.5;

/// `A = M (I - V V^T)`, `M = -sqrt(N) I` and noise: a network as training begins with, at the gamma that it ends with.
fn network() -> Result<Network, Error> {
    let node = Node::published();
    let targets = Targets::new(&node, N, 2)?;
    let mut basis: Vec<Vec<f64>> = Vec::new();
    for k in 0..2 {
        let mut v = targets.pattern(k).to_vec();
        for u in &basis {
            let along: f64 = u.iter().zip(&v).map(|(u, v)| u * v).sum();
            v.iter_mut().zip(u).for_each(|(v, u)| *v -= along * u);
        }
        let length = v.iter().map(|v| v * v).sum::<f64>().sqrt();
        basis.push(v.into_iter().map(|v| v / length).collect());
    }
    let mut stream = Seeds::new(11).named("coupling").stream(0);
    let mut coupling = Vec::new();
    for i in 0..N {
        let row: Vec<f64> = (0..N).map(|j| if i == j { -4.0 } else { 0.0 } + stream.normal()).collect();
        let along: Vec<f64> = basis.iter().map(|v| v.iter().zip(&row).map(|(v, m)| v * m).sum()).collect();
        coupling.extend((0..N).map(|j| row[j] - along[0] * basis[0][j] - along[1] * basis[1][j]));
    }
    Network::new(node, 0.839, coupling)
}

fn image() -> Vec<f64> {
    let mut stream = Seeds::new(3).named("image").stream(0);
    (0..N).map(|_| stream.uniform()).collect()
}

/// The largest error of an image that went forwards and back with the same steps.
fn there_and_back(method: Method, dt: f64) -> Result<f64, Error> {
    let (network, image) = (network()?, image());
    let steps = (T / dt).round() as usize;
    let way = match method {
        Method::Euler => Euler { dt, steps }.forward(&network, &image, &image)?,
        Method::RungeKutta4 => RungeKutta4 { dt, steps }.forward(&network, &image, &image)?,
    };
    let back = Reverse::new(method, dt, steps).run(&network, &way.x[steps * N..], &way.y[steps * N..])?;
    Ok(back.distance(&image, &image))
}

#[test]
fn runge_kutta_rebuilds_an_image_and_euler_nearly() -> Result<(), Error> {
    let error = there_and_back(Method::RungeKutta4, 5e-3)?;
    println!("Runge-Kutta, steps of 5e-3: {error:e}");
    assert!(error < 1e-9, "{error:e}");
    let (coarse, fine) = (there_and_back(Method::Euler, 2e-4)?, there_and_back(Method::Euler, 1e-4)?);
    println!("Euler, steps of 2e-4 and 1e-4: {coarse:e} {fine:e}");
    assert!((1.8..2.2).contains(&(coarse / fine)), "{coarse:e} {fine:e}");
    assert!(fine < 1e-2, "{fine:e}");
    Ok(())
}

#[test]
fn growth_is_that_of_the_whole_derivative() -> Result<(), Error> {
    let (network, image) = (network()?, image());
    let steps = 700;
    let way = RungeKutta4 { dt: T / 700.0, steps }.forward(&network, &image, &image)?;
    let (x, y) = (&way.x[steps * N..], &way.y[steps * N..]);
    let found = growth(&network, (x, y), T, 30, f64::INFINITY)?;
    // the derivative of the start by the end, a column at a time
    let back = Reverse::new(Method::RungeKutta4, T / 700.0, steps);
    let h = 1e-7;
    let moved = |at: usize, by: f64| {
        let mut state = [x, y].concat();
        state[at] += by;
        let rebuilt = back.run(&network, &state[..N], &state[N..])?;
        Ok::<_, Error>([rebuilt.x, rebuilt.y].concat())
    };
    let mut columns = Vec::new();
    for at in 0..2 * N {
        let (more, less) = (moved(at, h)?, moved(at, -h)?);
        columns.push(more.iter().zip(&less).map(|(a, b)| (a - b) / (2.0 * h)).collect::<Vec<f64>>());
    }
    let gram: Vec<f64> = columns
        .iter()
        .flat_map(|a| columns.iter().map(move |b| a.iter().zip(b).map(|(a, b)| a * b).sum()))
        .collect();
    let largest = eigenvalues(&gram, 2 * N)?[0].0.sqrt();
    let mean = (columns.iter().flatten().map(|b| b * b).sum::<f64>() / (2 * N) as f64).sqrt();
    println!(
        "growth over {T}: worst {} (known {largest}), mean {} (known {mean})",
        found.largest, found.mean
    );
    assert!((found.largest / largest - 1.0).abs() < 0.02, "{found:?} {largest}");
    assert!((0.5..2.0).contains(&(found.mean / mean)), "{found:?} {mean}");
    Ok(())
}

#[test]
fn what_was_forgotten_is_refused() -> Result<(), Error> {
    let (network, image) = (network()?, image());
    let way = RungeKutta4 { dt: 0.05, steps: 800 }.forward(&network, &image, &image)?;
    let (x, y) = (&way.x[800 * N..], &way.y[800 * N..]);
    let back = Reverse::new(Method::RungeKutta4, 0.05, 800);
    let Err(Error::Irreversible { time, growth, error, tolerance }) = back.run(&network, x, y) else {
        panic!("40 units of time are too many");
    };
    println!("refused: errors grow {growth:e} times over {time}");
    assert!(time < 40.0 && growth * f64::EPSILON > 1e-6 && error > tolerance);
    // an end in single precision allows less than one in double
    let way = RungeKutta4 { dt: 0.005, steps: 700 }.forward(&network, &image, &image)?;
    let (x, y) = (&way.x[700 * N..], &way.y[700 * N..]);
    let back = Reverse::new(Method::RungeKutta4, 0.005, 700);
    back.run(&network, x, y)?;
    let single = Reverse { precision: f64::from(f32::EPSILON), ..back };
    assert!(matches!(single.run(&network, x, y), Err(Error::Irreversible { .. })));
    assert!(matches!(Reverse { dt: -0.1, ..back }.run(&network, x, y), Err(Error::Range { .. })));
    assert!(matches!(Reverse { precision: 0.0, ..back }.run(&network, x, y), Err(Error::Range { .. })));
    assert!(matches!(back.run(&network, &x[1..], y), Err(Error::Sizes { .. })));
    assert!(matches!(back.run(&network, &[f64::NAN; N], y), Err(Error::NotFinite { .. })));
    assert!(matches!(back.adjoint(&network, (x, y), (&x[1..], y)), Err(Error::Sizes { .. })));
    Ok(())
}

#[test]
fn gradients_without_a_tape_are_those_of_the_adjoint() -> Result<(), Error> {
    let (network, image) = (network()?, image());
    // relative distances of the gradients with respect to the coupling, gamma and the start
    let distances = |steps: usize| {
        let dt = T / steps as f64;
        let method = RungeKutta4 { dt, steps };
        let way = method.forward(&network, &image, &image)?;
        let (x, y) = (&way.x[steps * N..], &way.y[steps * N..]);
        let end: Vec<f64> = x.iter().zip(&image).map(|(x, goal)| x - goal).collect();
        let known = method.backward(&network, &way, (&end, &[0.1; N]))?;
        let back = Reverse::new(Method::RungeKutta4, dt, steps);
        let (found, rebuilt) = back.adjoint(&network, (x, y), (&end, &[0.1; N]))?;
        assert_eq!(rebuilt, back.run(&network, x, y)?);
        let relative = |a: &[f64], b: &[f64]| {
            let distance: f64 = a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum();
            (distance / b.iter().map(|b| b * b).sum::<f64>()).sqrt()
        };
        Ok::<_, Error>([
            relative(&found.coupling, &known.coupling),
            relative(&[found.gamma], &[known.gamma]),
            relative(&found.start.0, &known.start.0),
            relative(&found.start.1, &known.start.1),
        ])
    };
    let (coarse, fine) = (distances(140)?, distances(700)?);
    println!("{coarse:?} {fine:?}");
    for k in 0..4 {
        assert!(fine[k] < 1e-7, "{fine:?}");
        // 5^4 = 625
        assert!((300.0..1300.0).contains(&(coarse[k] / fine[k])), "order four: {coarse:?} {fine:?}");
    }
    Ok(())
}
