//! The model against numbers that were computed beforehand with thirty digits, and fixture F1 of the specification.

use dynsys::fixed_point::{Newton, of_flow};
use neurodyn_core::conformance::{Case, Equations, dual_matches_finite_difference};
use neurodyn_core::{Dynamic, Flow, Lift, Primal, Real};
use proptest::prelude::*;
use wilsoncowan::euler::Euler;
use wilsoncowan::{Error, Network, Node, Response, Spectral, Targets};

fn near(found: f64, known: f64, within: f64) {
    assert!((found - known).abs() <= within, "{found} is not {known} +- {within}");
}

#[test]
fn steady_states_and_slopes_are_those_of_thirty_digits() -> Result<(), Error> {
    let [low, middle, high] = Node::published().bistable()?;
    let gamma = 1.0 / 784.0_f64.sqrt();
    for (state, x, j11, slope) in [
        (low, 0.21359034124199836, -1.60181776905, 0.00151579885887),
        (middle, 0.28396015318819607, 2.44194421337, 0.0225039667538),
        (high, 0.37326898463326615, -2.17495738503, 0.00108340215813),
    ] {
        near(state.x, x, 1e-15);
        near(state.y, 0.45256245077046177, 1e-15);
        near(state.j11, j11, 1e-11);
        // twelve significant digits are printed
        near(state.gain * gamma, slope, 6e-14);
        near(state.j22 / 0.25, -3.89202134, 1e-8);
        near(state.j22 / 0.85, -1.14471216, 1e-8);
    }
    near(low.crossing(), 37.7410084, 1e-7);
    near(high.crossing(), 71.697336841, 1e-9);
    near(low.crossing() / gamma, 1056.74823521, 1e-8);
    near(high.crossing() / gamma, 2007.52543154, 1e-8);
    Ok(())
}

#[test]
fn stability_under_an_eigenvalue_is_that_of_the_specification() -> Result<(), Error> {
    let [low, _, high] = Node::published().bistable()?;
    for (gamma, lambda, of_low, of_high) in [
        (0.25, -784.0, -2.7902040744, -3.0243446770),
        (0.25, 0.0, -1.6018177690, -2.1749573850),
        (0.25, 1500.0, 0.6718805193, -0.5498541478),
        (0.85, -28.0, -1.1447121592, -1.1447121592),
        (0.85, 1000.0, -0.0860189102, -1.0915552269),
    ] {
        let mu = lambda / 28.0;
        near(low.under(mu, gamma).largest, of_low, 1e-9);
        near(high.under(mu, gamma).largest, of_high, 1e-9);
    }
    Ok(())
}

#[test]
fn the_caption_read_literally_gives_no_published_state() {
    let literal = Response { offset: 0.25, amplitude: 0.65, gain: 3.7 };
    let node = Node { excitatory: literal, ..Node::published() };
    assert!(matches!(node.bistable(), Err(Error::Range { value, .. }) if value < 0.0));
}

#[test]
fn targets_are_as_far_apart_as_they_should_be() -> Result<(), Error> {
    let targets = Targets::new(&Node::published(), 784, 10)?;
    let (a, b) = (targets.pattern(0), targets.pattern(1));
    let square: f64 = a.iter().map(|x| x * x).sum();
    let distance: f64 = a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum();
    let product: f64 = a.iter().zip(b).map(|(a, b)| a * b).sum();
    near(square, 103.1434335870, 1e-9);
    near(distance, 3.3146449902, 1e-10);
    near(distance / square, 0.032136267670, 1e-12);
    near(product / square, 0.9839318662, 1e-10);
    assert_eq!(targets.nearest(b), Some((1, 0.0)));
    assert_eq!(targets.nearest(&[f64::NAN; 784]), None);
    Ok(())
}

#[test]
fn a_single_node_goes_where_it_went() -> Result<(), Error> {
    for (gamma, start, x, y) in [
        (0.25, 0.0, 0.213269609484, 0.452562440752),
        (0.25, 1.0, 0.373351055449, 0.452562479720),
        (0.85, 0.0, 0.214018496600, 0.447550725757),
    ] {
        let network = Network::new(Node::published(), gamma, vec![0.0])?;
        let end = Euler { dt: 0.1, steps: 35 }.forward(&network, &[start], &[start])?;
        near(end.x[35], x, 1e-12);
        near(end.y[35], y, 1e-12);
    }
    Ok(())
}

const N: usize = 12;

/// The coupling of fixture F1.
fn fixture() -> Result<(Targets, Spectral), Error> {
    let targets = Targets::new(&Node::published(), N, 2)?;
    let root = (N as f64).sqrt();
    let column = |i: usize, j: usize| ((i + 1) as f64 * (j + 1) as f64 * 0.7 + 0.3 * i as f64).cos() / root;
    let columns = (0..N).flat_map(|i| (0..N - 2).map(move |j| column(i, j))).collect();
    let eigenvalues = (0..N - 2).map(|j| -root * (1.0 + 0.1 * (j as f64).sin())).collect();
    let spectral = Spectral::new(&targets, columns, eigenvalues)?;
    Ok((targets, spectral))
}

/// The start of sample `b`: both parts.
fn start(b: usize) -> Vec<f64> {
    (0..N).map(|i| ((b * N + i) as f64 * 0.37).fract()).collect()
}

const EULER: Euler = Euler { dt: 0.1, steps: 35 };

/// The mean over three samples of the summed squares, and its gradients with respect to `A` and gamma.
fn loss(network: &Network, targets: &Targets) -> Result<(f64, Vec<f64>, f64), Error> {
    let (mut loss, mut coupling, mut gamma) = (0.0, vec![0.0; N * N], 0.0);
    for b in 0..3 {
        let way = EULER.forward(network, &start(b), &start(b))?;
        let end = &way.x[EULER.steps * N..];
        let off: Vec<f64> = end.iter().zip(targets.pattern(b % 2)).map(|(x, t)| x - t).collect();
        loss += off.iter().map(|d| d * d).sum::<f64>() / 3.0;
        let back: Vec<f64> = off.iter().map(|d| 2.0 * d / 3.0).collect();
        let found = EULER.backward(network, &way, (&back, &[0.0; N]))?;
        coupling.iter_mut().zip(&found.coupling).for_each(|(all, one)| *all += one);
        gamma += found.gamma;
    }
    Ok((loss, coupling, gamma))
}

#[test]
fn fixture_f1_holds() -> Result<(), Error> {
    let (targets, spectral) = fixture()?;
    let assembled = spectral.assemble()?;
    let a = &assembled.a;
    near(a.iter().map(|a| a * a).sum::<f64>().sqrt(), 75.8246618967, 1e-9);
    near((0..N).map(|i| a[i * N + i]).sum(), -35.3183205839, 1e-9);
    near(a[1], 7.563484695310, 1e-11);
    near(a[3 * N + 2], 18.249919300344, 1e-10);
    let network = Network::new(Node::published(), 0.25, a.clone())?;
    let first = EULER.forward(&network, &start(0), &start(0))?;
    for (i, known) in [0.309551212191, 0.374333249071, 0.374309330907, 0.210586527671].into_iter().enumerate()
    {
        near(first.x[EULER.steps * N + i], known, 1e-12);
    }
    let second = EULER.forward(&network, &start(1), &start(1))?;
    near(second.y[EULER.steps * N + 2], 0.452562443831, 1e-12);
    let (loss, coupling, gamma) = loss(&network, &targets)?;
    near(loss, 0.09769434317818, 1e-13);
    near(gamma, 3.68282893837569e-03, 1e-14);
    let (columns, eigenvalues) = spectral.pull_back(&assembled, &coupling)?;
    for (found, known) in eigenvalues.iter().zip([-1.5003665528e-02, 1.6559886893e-04, -7.7360817e-06]) {
        near(*found, known, 1e-12);
    }
    near(columns[0], 1.403826562851e-02, 1e-13);
    near(columns[4 * (N - 2) + 3], -1.334679211184e-03, 1e-13);
    near(columns.iter().map(|d| d * d).sum::<f64>().sqrt(), 3.117931943694, 1e-10);
    Ok(())
}

#[test]
fn gradients_are_those_of_finite_differences() -> Result<(), Error> {
    let (targets, spectral) = fixture()?;
    let a = spectral.assemble()?.a;
    // all couplings at once, so that w_IE and the way through y are tried as well
    let node = Node { w_ie: 0.4, ..Node::published() };
    let network = |a: Vec<f64>, gamma| Network::new(node, gamma, a);
    let (_, coupling, gamma) = loss(&network(a.clone(), 0.4)?, &targets)?;
    let h = 1e-6;
    for at in [0, 17, 77, 143] {
        let moved = |by: f64| {
            let mut a = a.clone();
            a[at] += by;
            Ok::<f64, Error>(loss(&network(a, 0.4)?, &targets)?.0)
        };
        near(coupling[at], (moved(h)? - moved(-h)?) / (2.0 * h), 1e-8);
    }
    let moved = |by: f64| Ok::<f64, Error>(loss(&network(a.clone(), 0.4 + by)?, &targets)?.0);
    near(gamma, (moved(h)? - moved(-h)?) / (2.0 * h), 1e-8);
    Ok(())
}

#[test]
fn targets_are_steady_and_their_stability_is_that_of_the_whole_jacobian() -> Result<(), Error> {
    let (targets, spectral) = fixture()?;
    let node = Node::published();
    let network = Network::new(node, 0.25, spectral.assemble()?.a)?;
    let [_, _, high] = node.bistable()?;
    let stability = network.planted_stability(&targets)?;
    for class in 0..2 {
        let state = [targets.pattern(class), &[high.y; N]].concat();
        let mut rates = vec![0.0; 2 * N];
        network.rhs(0.0, &state, &mut rates);
        assert!(rates.iter().all(|rate: &f64| rate.abs() < 1e-12), "{rates:?}");
        // the same by duals through the flow
        let found = of_flow(&network, &state, &Newton::default()).expect("it is one");
        near(
            found.eigenvalues.iter().map(|value| value.0).fold(f64::NEG_INFINITY, f64::max),
            stability[class],
            1e-8,
        );
    }
    Ok(())
}

/// The network as equations, to be checked with duals.
struct Whole(Network);

impl Equations for Whole {
    fn sizes(&self) -> (usize, usize) {
        (2 * N, 0)
    }
    #[inline(always)]
    fn evaluate<R: Real>(&self, t: R, _: &[Primal<R>], x: &[R], out: &mut [R]) {
        let mut rates = x.to_vec();
        self.0.rhs(t, &x.to_vec(), &mut rates);
        out.copy_from_slice(&rates);
    }
}

#[test]
fn duals_through_the_flow_are_its_derivatives() -> Result<(), Error> {
    let (_, spectral) = fixture()?;
    let whole = Whole(Network::new(Node::published(), 0.85, spectral.assemble()?.a)?);
    let cases: Vec<Case> = (0..5).map(|b| Case::new(0.0, &[], &[start(b), start(b + 1)].concat())).collect();
    dual_matches_finite_difference(&whole, &cases, 1e-6).expect("they agree");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    /// Eigenvectors have no length, and the planted space no basis of its own.
    #[test]
    fn the_coupling_does_not_know_lengths_and_bases(column in 0_usize..10, by in 0.2_f64..5.0, mix in -0.8_f64..0.8) {
        let (targets, spectral) = fixture().unwrap();
        let a = spectral.assemble().unwrap().a;
        let phi = spectral.phi();
        let mut columns: Vec<f64> = (0..N).flat_map(|i| phi[i * N..i * N + N - 2].to_vec()).collect();
        for i in 0..N {
            columns[i * (N - 2) + column] *= by;
        }
        let planted: Vec<f64> = (0..N)
            .flat_map(|i| {
                let (p, q) = (targets.pattern(0)[i], targets.pattern(1)[i]);
                [p + mix * q, q - mix * p]
            })
            .collect();
        let other = Spectral::new(&targets, columns, spectral.eigenvalues().to_vec()).unwrap().with_planted(planted).unwrap();
        for (a, b) in a.iter().zip(other.assemble().unwrap().a) {
            prop_assert!((a - b).abs() < 1e-8, "{a} {b}");
        }
    }
}

#[test]
fn what_does_not_fit_is_refused() -> Result<(), Error> {
    let node = Node::published();
    assert_eq!(Targets::new(&node, 11, 10), Err(Error::Nodes { nodes: 11, classes: 10 }));
    let weak = Node { w_ee: 1.0, ..node };
    assert!(matches!(Targets::new(&weak, 784, 10), Err(Error::NotBistable { .. })));
    let targets = Targets::new(&node, N, 2)?;
    assert!(matches!(
        Spectral::new(&targets, vec![0.0; 5], vec![0.0; 10]),
        Err(Error::Sizes { expected: 120, found: 5, .. })
    ));
    let equal = Spectral::new(&targets, vec![1.0; 120], vec![-1.0; 10])?;
    assert!(equal.assemble().is_err(), "ten equal columns");
    assert!(matches!(Network::new(node, 0.25, vec![0.0; 5]), Err(Error::Sizes { .. })));
    assert!(matches!(Network::new(node, 0.0, vec![0.0; 4]), Err(Error::Range { .. })));
    assert!(matches!(Network::new(node, 0.25, vec![f64::NAN; 4]), Err(Error::NotFinite { .. })));
    let network = Network::new(node, 0.04, vec![0.0])?;
    let refused = Euler { dt: 0.1, steps: 1 }.forward(&network, &[0.5], &[0.5]);
    assert!(
        matches!(refused, Err(Error::Step { least, .. }) if (least - 0.0487).abs() < 1e-4),
        "{refused:?}"
    );
    assert_eq!(neurodyn_core::System::space(&network), Dynamic(2));
    Ok(())
}

/// Any number serves: a flow over `R` needs no more than its bounds.
#[allow(dead_code, reason = "it is enough that this compiles")]
fn over_any_number<R: Real + Lift<f64>>(network: &Network, x: &Vec<R>, dx: &mut Vec<R>) {
    network.rhs(R::lit(0.0), x, dx);
}
