//! Batches on lanes against one sample at a time, and against themselves on other lanes and threads.

use dynsys::ensemble::Resources;
use neurodyn_core::Level;
use neurodyn_core::seed::Seeds;
use wilsoncowan::alone::Alone;
use wilsoncowan::classify::Horizon;
use wilsoncowan::euler::Euler;
use wilsoncowan::evolve::Evolution;
use wilsoncowan::{Error, Network, Node, Number};

/// Nodes that neither fill a tile nor the lanes.
const NODES: usize = 43;
const STEPS: usize = 9;

fn network(inhibition: f64) -> Network {
    let node = Node { w_ie: inhibition, ..Node::published() };
    let mut stream = Seeds::new(5).named("coupling").stream(0);
    let coupling = (0..NODES * NODES).map(|_| 3.0 * stream.normal()).collect();
    Network::new(node, 0.4, coupling).unwrap()
}

fn numbers(count: usize, label: &str) -> Vec<f64> {
    let mut stream = Seeds::new(6).named(label).stream(0);
    (0..count).map(|_| stream.uniform()).collect()
}

fn on(level: Level, threads: usize) -> Resources<'static> {
    Resources { level, threads, ..Resources::default() }
}

/// End states, sensitivities at the start, to the coupling and to gamma.
type All<T> = ((Vec<T>, Vec<T>), (Vec<T>, Vec<T>), Vec<T>, f64);

fn all<T: Number>(network: &Network, samples: usize, resources: &Resources<'_>) -> All<T> {
    let of = |label: &str| -> Vec<T> { numbers(samples * NODES, label).into_iter().map(T::lit).collect() };
    let mut evolution = Evolution::<T>::new(network, 0.1, resources).unwrap();
    let ends = evolution.forward(&of("x"), &of("y"), STEPS).unwrap();
    let starts = evolution.backward(&of("gx"), &of("gy")).unwrap();
    (ends, starts, evolution.coupling_gradient(), evolution.gamma_gradient())
}

fn largest_difference(a: &[f64], b: &[f64]) -> f64 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

/// The numbers of Euler's method and of its adjoint, sample by sample.
#[test]
fn a_batch_is_its_samples_one_by_one() {
    for inhibition in [0.0, 0.7] {
        let network = network(inhibition);
        let samples = 21;
        let euler = Euler { dt: 0.1, steps: STEPS };
        let (x, y, gx, gy) = (
            numbers(samples * NODES, "x"),
            numbers(samples * NODES, "y"),
            numbers(samples * NODES, "gx"),
            numbers(samples * NODES, "gy"),
        );
        let (mut end, mut start) = ((Vec::new(), Vec::new()), (Vec::new(), Vec::new()));
        let mut coupling = vec![0.0; NODES * NODES];
        let mut gamma = 0.0;
        for s in 0..samples {
            let of = |all: &[f64]| all[s * NODES..(s + 1) * NODES].to_vec();
            let path = euler.forward(&network, &of(&x), &of(&y)).unwrap();
            end.0.extend_from_slice(&path.x[STEPS * NODES..]);
            end.1.extend_from_slice(&path.y[STEPS * NODES..]);
            let back = euler.backward(&network, &path, (&of(&gx), &of(&gy))).unwrap();
            start.0.extend(back.start.0);
            start.1.extend(back.start.1);
            coupling.iter_mut().zip(&back.coupling).for_each(|(sum, one)| *sum += one);
            gamma += back.gamma;
        }
        let (ends, starts, gradient, gamma_gradient) = all::<f64>(&network, samples, &on(Level::best(), 2));
        assert!(largest_difference(&ends.0, &end.0) < 1e-13);
        assert!(largest_difference(&ends.1, &end.1) < 1e-13);
        assert!(largest_difference(&starts.0, &start.0) < 1e-11);
        assert!(largest_difference(&starts.1, &start.1) < 1e-11);
        // that of A is Gamma times that of W
        let scaled: Vec<f64> = gradient.iter().map(|g| g / (NODES as f64).sqrt()).collect();
        assert!(largest_difference(&scaled, &coupling) < 1e-11);
        assert!((gamma_gradient - gamma).abs() < 1e-10 * gamma.abs(), "{gamma_gradient} {gamma}");
        let (narrow, ..) = all::<f32>(&network, samples, &on(Level::best(), 2));
        let wide: Vec<f64> = narrow.0.iter().map(|&x| x.into()).collect();
        assert!(largest_difference(&wide, &end.0) < 1e-5);
    }
}

#[test]
fn no_byte_depends_on_lanes_or_threads() {
    let network = network(0.3);
    // more than the widest lanes hold, and not a multiple
    let samples = 67;
    let one = all::<f32>(&network, samples, &on(Level::Portable, 1));
    for level in Level::ALL.into_iter().filter(|level| level.available()) {
        for threads in [1, 2, 5] {
            assert!(
                one == all::<f32>(&network, samples, &on(level, threads)),
                "{level:?}, {threads} threads"
            );
        }
    }
}

#[test]
fn one_sample_alone_has_the_bytes_of_a_batch() {
    let network = network(0.3);
    let x: Vec<f32> = numbers(2 * NODES, "x").into_iter().map(|x| x as f32).collect();
    let mut evolution = Evolution::<f32>::new(&network, 0.1, &Resources::default()).unwrap();
    let (ends, _) = evolution.forward(&x, &x, STEPS).unwrap();
    for level in Level::ALL.into_iter().filter(|level| level.available()) {
        let alone = Alone::<f32>::new(&network, Euler { dt: 0.1, steps: STEPS }, level).unwrap();
        assert!(alone.end(&x[NODES..]).unwrap() == ends[NODES..], "{level:?}");
    }
    let alone = Alone::<f32>::new(&network, Euler { dt: 0.1, steps: 1 }, Level::best()).unwrap();
    assert!(matches!(alone.end(&x), Err(Error::Sizes { what: "pixels", expected: 43, found: 86 })));
}

/// Each sample stops where it settles, whatever stands beside it, and is where the flow is.
#[test]
fn classification_follows_each_sample_to_its_end() {
    let model = wilsoncowan::shipped::mnist_196();
    let (network, targets) = (model.network().unwrap(), model.targets().unwrap());
    let nodes = model.nodes();
    // blurred targets and noise: some settle at once, some take their time
    let images: Vec<f32> = (0..70)
        .flat_map(|sample| {
            let mut stream = Seeds::new(8).named("images").stream(sample);
            let bright = stream.uniform();
            (0..nodes).map(move |_| (bright * stream.uniform()) as f32).collect::<Vec<_>>()
        })
        .collect();
    let horizon = Horizon::after_training(model.dt, model.time());
    let run = |level, threads| {
        let resources = on(level, threads);
        let evolution = Evolution::<f32>::new(&network, model.dt, &resources).unwrap();
        evolution.classify(&targets, &images, horizon, true, &resources).unwrap()
    };
    let one = run(Level::best(), 1);
    for level in Level::ALL.into_iter().filter(|level| level.available()) {
        assert!(one == run(level, 3), "{level:?}");
    }
    let alone = Alone::<f64>::new(&network, model.euler(), Level::best()).unwrap();
    for sample in [0, 13, 69] {
        let image: Vec<f64> =
            images[sample * nodes..(sample + 1) * nodes].iter().map(|&x| x.into()).collect();
        let (class, _) = targets.nearest(&alone.end(&image).unwrap()).unwrap();
        assert_eq!(one.early[sample], Some(class as u8));
        let steps = (one.time[sample] / model.dt).round() as usize;
        let euler = Euler { dt: model.dt, steps };
        let path = euler.forward(&network, &image, &image).unwrap();
        let end = &path.x[steps * nodes..];
        let kept = &one.states[sample * nodes..(sample + 1) * nodes];
        assert!(largest_difference(end, kept) < 1e-4);
        if one.settled[sample] {
            let still = Euler { steps: 1, ..euler }.forward(&network, end, &path.y[steps * nodes..]).unwrap();
            assert!(largest_difference(&still.x[nodes..], end) < 2.0 * horizon.settled * model.dt);
        }
    }
    assert!(one.settled.iter().filter(|settled| **settled).count() > 50, "most settle by T = 40");
    let wrong = Horizon { late: 1.0, ..horizon };
    let evolution = Evolution::<f32>::new(&network, model.dt, &Resources::default()).unwrap();
    assert!(matches!(
        evolution.classify(&targets, &images, wrong, false, &Resources::default()),
        Err(Error::Range { .. })
    ));
    assert!(matches!(
        evolution.classify(&targets, &[1.5; 196], horizon, false, &Resources::default()),
        Err(Error::Pixel { .. })
    ));
}

#[test]
fn sizes_are_checked() {
    let mut evolution = Evolution::<f32>::new(&network(0.0), 0.1, &Resources::default()).unwrap();
    let wrong = evolution.forward(&[0.0; NODES + 1], &[0.0; NODES + 1], 2);
    assert!(
        matches!(wrong, Err(Error::Sizes { what: "x of the starts", expected: 86, found: 44 })),
        "{wrong:?}"
    );
    evolution.forward(&[0.0; NODES], &[0.0; NODES], 2).unwrap();
    assert!(evolution.backward(&[0.0; 3], &[0.0; NODES]).is_err());
    assert!(Evolution::<f32>::new(&network(0.0), 2.0, &Resources::default()).is_err());
}
