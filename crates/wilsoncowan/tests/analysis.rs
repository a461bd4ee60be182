//! Analyses of frozen networks, beside what is known of them: uncoupled nodes decide each for itself.

use core::sync::atomic::AtomicBool;
use dynsys::ensemble::Resources;
use neurodyn_core::Level;
use neurodyn_core::seed::Seeds;
use proptest::prelude::*;
use wilsoncowan::analysis::{
    ByEuler, ByEvolution, Census, Course, Ending, Fractions, Judge, Pictures, Search, Settling,
    SettlingTimes, against_adaptive, noise_curve, noisy_starts, occlusion_curve, random_directions,
    random_starts,
};
use wilsoncowan::classify::Horizon;
use wilsoncowan::euler::Euler;
use wilsoncowan::evolve::Evolution;
use wilsoncowan::{Error, Network, Node, Targets};

const N: usize = 16;
const GAMMA: f64 = 0.839;

/// Nodes that do not see each other, with targets.
fn uncoupled(nodes: usize, classes: usize) -> Result<(Network, Targets), Error> {
    let node = Node::published();
    Ok((Network::new(node, GAMMA, vec![0.0; nodes * nodes])?, Targets::new(&node, nodes, classes)?))
}

/// `A = M (I - V V^T)`, `M = -sqrt(N) I` and noise, two targets.
fn coupled() -> Result<(Network, Targets), Error> {
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
        let row: Vec<f64> = (0..N).map(|j| if i == j { -4.0 } else { 0.0 } + 3.0 * stream.normal()).collect();
        let along: Vec<f64> = basis.iter().map(|v| v.iter().zip(&row).map(|(v, m)| v * m).sum()).collect();
        coupling.extend((0..N).map(|j| row[j] - along[0] * basis[0][j] - along[1] * basis[1][j]));
    }
    Ok((Network::new(node, GAMMA, coupling)?, targets))
}

const EULER: Euler = Euler { dt: 0.1, steps: 25 };

fn judge((network, targets): &(Network, Targets)) -> ByEuler<'_> {
    ByEuler { network, targets, euler: EULER, resources: Resources::default() }
}

#[test]
fn ends_are_those_of_plain_steps() -> Result<(), Error> {
    let both = coupled()?;
    let images = random_starts(N, 21, Seeds::new(2));
    for (image, end) in images.chunks(N).zip(judge(&both).ends(&images)?) {
        let way = EULER.forward(&both.0, image, image)?;
        let last = EULER.steps * N;
        for (found, known) in end.iter().zip(way.x[last..].iter().chain(&way.y[last..])) {
            assert!((found - known).abs() < 1e-13, "{found} {known}");
        }
    }
    Ok(())
}

#[test]
fn the_fast_classifier_judges_alike() -> Result<(), Error> {
    let both = coupled()?;
    let (network, targets) = &both;
    // pixels that single precision has as well
    let images: Vec<f64> = random_starts(N, 60, Seeds::new(5)).iter().map(|&p| f64::from(p as f32)).collect();
    let resources = Resources::default();
    let horizon = Horizon { dt: 0.1, early: 2.5, late: 2.5, settled: 0.0 };
    let known = judge(&both).classes(&images)?;
    let evolution = &Evolution::<f64>::new(network, 0.1, &resources)?;
    assert_eq!(ByEvolution { evolution, targets, horizon, resources }.classes(&images)?, known);
    let evolution = &Evolution::<f32>::new(network, 0.1, &resources)?;
    let single = ByEvolution { evolution, targets, horizon, resources }.classes(&images)?;
    let other = single.iter().zip(&known).filter(|(a, b)| a != b).count();
    assert!(other <= 1, "{other} of 60 are near enough to a border for single precision to tell them apart");
    Ok(())
}

#[test]
fn lanes_threads_and_neighbours_change_no_byte() -> Result<(), Error> {
    let (network, targets) = coupled()?;
    let images = random_starts(N, 40, Seeds::new(4));
    let settling = Settling::new(0.25, 20.0);
    let known = settling.run(&network, &targets, &images, &Resources::default())?;
    for level in Level::ALL.into_iter().filter(|level| level.available()) {
        for threads in [1, 3] {
            let resources = Resources { level, threads, ..Resources::default() };
            assert_eq!(settling.run(&network, &targets, &images, &resources)?, known, "{level:?}, {threads}");
        }
    }
    let alone = settling.run(&network, &targets, &images[7 * N..8 * N], &Resources::default())?;
    assert_eq!(alone[0], known[7]);
    let adaptive =
        |images: &[f64]| settling.run_adaptive(&network, &targets, images, 1e-8, &Resources::default());
    assert_eq!(adaptive(&images[7 * N..8 * N])?[0], adaptive(&images)?[7]);
    Ok(())
}

#[test]
fn basins_of_uncoupled_nodes_are_products() -> Result<(), Error> {
    let (nodes, classes) = (6, 4);
    let (network, targets) = uncoupled(nodes, classes)?;
    // pixels around the border between the two states, so that all patterns occur
    let mut images = random_starts(nodes, 300, Seeds::new(8));
    for pixel in &mut images {
        *pixel *= 0.6;
    }
    let settling = Settling::new(0.1, 100.0);
    let courses = settling.run(&network, &targets, &images, &Resources::default())?;
    let one = Network::new(Node::published(), GAMMA, vec![0.0])?;
    let is_high = |&pixel: &f64| {
        let way = Euler { dt: 0.1, steps: 1000 }.forward(&one, &[pixel], &[pixel])?;
        Ok(way.x[1000] > 0.28)
    };
    let mut known = Vec::new();
    for image in images.chunks(nodes) {
        let high = image.iter().map(is_high).collect::<Result<Vec<bool>, Error>>()?;
        let is = |class: &usize| (0..nodes).all(|i| high[i] == (targets.pattern(*class)[i] > 0.28));
        known.push((0..classes).find(is));
    }
    assert_eq!(courses.iter().map(Course::class).collect::<Vec<_>>(), known);
    let fractions = Fractions::of(&courses, classes);
    let hits: usize = fractions.targets.iter().map(|share| share.hits).sum();
    assert!(hits > 10, "{fractions:?}");
    assert_eq!(hits + fractions.elsewhere.hits, 300);
    // no two of the other attractors are one, and Newton's method finds each of them stable
    let census = Census::of(&courses, 1e-3);
    assert!(census.moving.is_empty() && census.failed.is_empty(), "{census:?}");
    assert_eq!(census.states.iter().map(|state| state.starts.len()).sum::<usize>(), fractions.elsewhere.hits);
    assert!(census.states.len() > 5 && census.states.len() <= 60, "{}", census.states.len());
    assert!(census.states.windows(2).all(|pair| pair[0].starts.len() >= pair[1].starts.len()));
    for (point, spurious) in census.refine(&network).into_iter().zip(&census.states) {
        let point = point?;
        assert!(point.residual < 1e-12 && point.eigenvalues[0].0 < -1.0, "{point:?}");
        assert!(point.x.iter().zip(&spurious.state).all(|(a, b)| (a - b).abs() < 1e-6));
    }
    Ok(())
}

#[test]
fn settling_times_are_those_of_the_trajectory() -> Result<(), Error> {
    let (network, targets) = coupled()?;
    let mut images = random_starts(N, 30, Seeds::new(6));
    for class in 0..2 {
        // dark where the target is low
        let image: Vec<f64> =
            targets.pattern(class).iter().map(|&x| if x < 0.28 { 0.0 } else { 0.6 }).collect();
        images.extend(noisy_starts(&image, 0.05, 10, Seeds::new(class as u64)));
    }
    let settling = Settling::new(0.1, 60.0);
    let courses = settling.run(&network, &targets, &images, &Resources::default())?;
    let mut seen = 0;
    for (image, course) in images.chunks(N).zip(&courses) {
        let Ending::Target { class, time } = course.ending else { continue };
        let way = Euler { dt: 0.1, steps: 600 }.forward(&network, image, image)?;
        let off =
            |x: &[f64]| x.iter().zip(targets.pattern(class)).map(|(x, t)| (x - t).abs()).fold(0.0, f64::max);
        let last = way.x.chunks(N).rposition(|x| off(x) > settling.within);
        let known = last.map_or(0.0, |step| 0.1 * (step + 1) as f64);
        assert!((time - known).abs() < 1e-9, "{time} {known}");
        // it is followed no longer than it takes to be sure
        assert!((course.t - time - settling.lasting).abs() < 0.11, "{course:?}");
        seen += 1;
    }
    assert!(seen >= 10, "{seen} of 50 settle at a target: too few to try");
    let times = SettlingTimes::of(&courses);
    assert_eq!((times.times.len(), times.never), (seen, 50 - seen));
    assert_eq!(times.quantile(0.02), Some(times.times[0]));
    assert_eq!(times.quantile(1.0).is_some(), times.never == 0);
    // too short a time, and nothing has settled
    let short = Settling::new(0.1, 0.3).run(&network, &targets, &images[..N], &Resources::default())?;
    assert_eq!((short[0].ending, short[0].class()), (Ending::Moving, None));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    /// Nodes that see neither each other nor their inhibitory part (put to its steady value, so that the two states stay)
    /// map pixels monotonically: the class is that of the darkest segment, and the nearest image of another class has the
    /// pixel of another segment and that one meet half-way.
    #[test]
    fn the_smallest_perturbation_of_monotone_nodes_is_known(image in proptest::collection::vec(0.0_f64..1.0, 5)) {
        let inhibition = 2.0 * 0.452_562_450_770_461_77;
        let node = Node { w_ei: 0.0, h_e: -1.2 - inhibition, ..Node::published() };
        let (network, targets) = (Network::new(node, GAMMA, vec![0.0; 25]).unwrap(), Targets::new(&node, 5, 3).unwrap());
        let class = (0..3).min_by(|&a, &b| image[a].total_cmp(&image[b])).unwrap();
        let gap = (0..3).filter(|&k| k != class).map(|k| image[k] - image[class]).fold(1.0, f64::min);
        prop_assume!(gap > 1e-3);
        let found = Search::new(EULER).smallest(&network, &targets, &image).unwrap().expect("there is one");
        let known = gap / 2.0_f64.sqrt();
        prop_assert_eq!(found.from, class);
        prop_assert!(found.length >= known * (1.0 - 1e-9) && found.length < 1.01 * known, "{} {}", found.length, known);
    }
}

#[test]
fn perturbations_change_the_class_and_beat_random_directions() -> Result<(), Error> {
    let both = coupled()?;
    let (network, targets) = &both;
    let judge = judge(&both);
    let images = random_starts(N, 12, Seeds::new(20));
    let found = Search::new(EULER).smallest_of_each(network, targets, &images, &Resources::default())?;
    let classes = judge.classes(&images)?;
    for ((image, found), class) in images.chunks(N).zip(&found).zip(classes) {
        let found = found.as_ref().expect("every image is near some border");
        assert_eq!(Some(found.from), class);
        assert!(found.to.is_some() && found.to != class);
        // the judge, who computes in another way, agrees
        assert_eq!(judge.classes(&found.image)?, [found.to]);
        assert!(found.image.iter().all(|pixel| (0.0..=1.0).contains(pixel)));
        let length: f64 = image.iter().zip(&found.image).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt();
        assert!((length - found.length).abs() < 1e-12);
        let random = random_directions(&judge, image, 30, 1e-4, Seeds::new(1))?;
        let shortest = random.iter().flatten().map(|found| found.length).fold(f64::INFINITY, f64::min);
        assert!(found.length <= shortest, "{} {shortest}", found.length);
        for random in random.iter().flatten() {
            assert_eq!(judge.classes(&random.image)?, [random.to]);
            assert!(random.to != class);
        }
    }
    let alone = Search::new(EULER).smallest(network, targets, &images[3 * N..4 * N])?;
    assert_eq!(alone, found[3]);
    Ok(())
}

#[test]
fn accuracy_falls_with_noise_and_cover() -> Result<(), Error> {
    let both = uncoupled(N, 2)?;
    let judge = judge(&both);
    // the two segments of four pixels: dark where the class says
    let image = |label: u8| (0..N).map(move |i| if i / 4 == usize::from(label) { 0.2 } else { 0.7 });
    let labels: Vec<u8> = (0..200).map(|i| i % 2).collect();
    let pixels: Vec<f64> = labels.iter().flat_map(|&label| image(label)).collect();
    let pictures = Pictures { pixels: &pixels, labels: &labels, shape: (4, 4) };
    let noise = noise_curve(&judge, &pictures, &[0.0, 0.3, 1.0, 30.0], Seeds::new(3))?;
    assert_eq!((noise[0].right.hits, noise[0].none), (200, 0));
    assert!(noise.windows(2).all(|pair| pair[0].right.hits >= pair[1].right.hits), "{noise:?}");
    // nothing but noise is left: half of them are right by chance
    let (low, high) = noise[3].right.interval();
    assert!(low < 0.6 && high > 0.4, "{noise:?}");
    assert_eq!(noise, noise_curve(&judge, &pictures, &[0.0, 0.3, 1.0, 30.0], Seeds::new(3))?);
    let cover = occlusion_curve(&judge, &pictures, &[0, 2, 4], 0.0, Seeds::new(3))?;
    assert_eq!(cover[0].right.hits, 200);
    // a black image is as near to both targets: the first of equals
    assert_eq!(cover[2].right.hits, 100);
    // labels that nobody gives are wrong everywhere
    let wrong = Pictures { labels: &[9; 200], ..pictures };
    assert_eq!(noise_curve(&judge, &wrong, &[0.0], Seeds::new(3))?[0].right.hits, 0);
    let none = |images: &[f64]| Ok(vec![None; images.len() / N]);
    assert_eq!(noise_curve(&none, &pictures, &[0.0], Seeds::new(3))?[0].none, 200);
    assert!(matches!(noise_curve(&judge, &pictures, &[-1.0], Seeds::new(3)), Err(Error::Range { .. })));
    assert!(matches!(occlusion_curve(&judge, &pictures, &[5], 0.0, Seeds::new(3)), Err(Error::Range { .. })));
    let short = Pictures { labels: &labels[1..], ..pictures };
    assert!(matches!(noise_curve(&judge, &short, &[0.0], Seeds::new(3)), Err(Error::Sizes { .. })));
    Ok(())
}

#[test]
fn euler_comes_nearer_to_the_flow_with_its_step() -> Result<(), Error> {
    let both = coupled()?;
    let images = random_starts(N, 40, Seeds::new(9));
    let compare = |dt: f64, steps: usize| {
        against_adaptive(&ByEuler { euler: Euler { dt, steps }, ..judge(&both) }, &images, 1e-10)
    };
    let (coarse, fine) = (compare(0.02, 125)?, compare(0.01, 250)?);
    println!("largest differences {} {}", coarse.largest(), fine.largest());
    let ratio = coarse.largest() / fine.largest();
    assert!((1.7..2.3).contains(&ratio), "{ratio}");
    assert_eq!((fine.same.of, fine.euler.len(), fine.differences.len()), (40, 40, 40));
    assert!(fine.same.hits >= 36, "{:?}", fine.same);
    let equal = fine.euler.iter().zip(&fine.adaptive).filter(|(a, b)| a == b).count();
    assert_eq!(equal, fine.same.hits);
    Ok(())
}

#[test]
fn what_does_not_fit_is_refused() -> Result<(), Error> {
    let (network, targets) = uncoupled(6, 2)?;
    let settling = Settling::new(0.1, 1.0);
    let run = |images: &[f64]| settling.run(&network, &targets, images, &Resources::default());
    assert!(matches!(run(&[0.5; 7]), Err(Error::Sizes { .. })));
    assert!(matches!(run(&[1.5; 6]), Err(Error::Pixel { image: 0, pixel: 0, value: 1.5 })));
    assert!(matches!(run(&[f64::NAN; 6]), Err(Error::Pixel { .. })));
    assert_eq!(run(&[])?, []);
    let other = Targets::new(network.node(), 8, 2)?;
    let refused = settling.run(&network, &other, &[0.5; 6], &Resources::default());
    assert!(matches!(refused, Err(Error::Sizes { .. })));
    let coarse = Settling { dt: 5.0, ..settling };
    assert!(matches!(
        coarse.run(&network, &targets, &[0.5; 6], &Resources::default()),
        Err(Error::Step { .. })
    ));
    let never = Settling { within: 0.0, ..settling };
    assert!(never.run(&network, &targets, &[0.5; 6], &Resources::default()).is_err());
    let cancel = AtomicBool::new(true);
    let resources = Resources { cancel: Some(&cancel), ..Resources::default() };
    assert!(matches!(
        settling.run(&network, &targets, &[0.5; 6], &resources),
        Err(Error::Cancelled { done: 0, total: 1 })
    ));
    let search = Search::new(EULER);
    assert!(matches!(
        search.smallest_of_each(&network, &targets, &[0.5; 6], &resources),
        Err(Error::Cancelled { done: 0, total: 1 })
    ));
    assert!(matches!(search.smallest(&network, &targets, &[0.5; 12]), Err(Error::Sizes { .. })));
    assert!(matches!(search.smallest(&network, &targets, &[2.0; 6]), Err(Error::Pixel { .. })));
    let by_euler =
        ByEuler { network: &network, targets: &targets, euler: EULER, resources: Resources::default() };
    assert!(random_directions(&by_euler, &[2.0; 6], 3, 1e-3, Seeds::new(0)).is_err());
    assert!(random_directions(&by_euler, &[0.5; 6], 3, 0.0, Seeds::new(0)).is_err());
    // a border to more digits than there are ends at the last one
    let fine = Search { precision: 1e-300, ..search };
    assert!(fine.smallest(&network, &targets, &[0.1, 0.5, 0.5, 0.5, 0.5, 0.5])?.is_some());
    assert!(random_directions(&by_euler, &[0.1, 0.5, 0.5, 0.5, 0.5, 0.5], 3, 1e-300, Seeds::new(0)).is_ok());
    Ok(())
}
