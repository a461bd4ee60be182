//! The prototype's nets on the digits: what the rule of the source rejects, what a leak would do, and the baselines.
#![cfg(feature = "npz")]

mod digits;

use chaosnn::baselines::{self, Scored};
use chaosnn::chaotic::{ChaoticWeights, multiples};
use chaosnn::evaluate::Passes;
use chaosnn::rejection::diagnostic::{Tally, leaky_count_of_true_class, tally};
use chaosnn::rejection::{FewClasses, Score, Votes};
use chaosnn::{Network, Rescaled};
use dynsys::ensemble::Resources;
use neurodyn_datasets::Images;

/// One net with its 100 chaotic outputs a test image: g = 0.2, T = 12, A = 4, c = 1e-3, the first 30 rows.
struct Case {
    test: Images,
    network: Network,
    softmax: Votes,
    chaos: Votes,
}

fn case(net: &str) -> Option<Case> {
    let (set, path) = (digits::usps()?, digits::vector(&format!("chaosnn_net_{net}.npz"))?);
    let network = chaosnn::npz::load(&path).unwrap();
    let weights = ChaoticWeights { drive: Rescaled::fully_chaotic(0.2), layer: 0, rows: 0..30, scale: 1e-3 };
    let resources = Resources::default();
    let additions = weights.additions(&network, &multiples(12, 100), &resources).unwrap();
    let pixels = set.test.pixels();
    let softmax = baselines::softmax(&network, pixels, &resources).unwrap();
    let passes = Passes::perturbed(&additions).unwrap();
    let chaos = baselines::passes(&network, pixels, &passes, &resources).unwrap();
    Some(Case { softmax, chaos, network, test: set.test })
}

/// The paper's rule, and the leak, both told apart by the static net.
fn tallies(case: &Case) -> (Tally, Tally) {
    let truth = case.test.labels();
    let (reference, _) = case.softmax.scores(Score::Probability).unwrap();
    let honest = case.chaos.decide(&FewClasses::paper()).unwrap();
    let leaky = leaky_count_of_true_class(&case.chaos, FewClasses::paper(), truth).unwrap();
    (tally(&honest, &reference, truth).unwrap(), tally(&leaky, &reference, truth).unwrap())
}

/// AURC x 1000 of the static net's answers: by softmax, and by the agreement of chaos with softmax breaking its ties.
fn aurcs(case: &Case) -> [f64; 2] {
    let truth = case.test.labels();
    let softmax = Scored::new("softmax", &case.softmax, Score::Probability).unwrap();
    let agreement = Scored::new("chaos", &case.chaos, Score::Agreement).unwrap();
    let agreement = agreement.ties_by(&softmax).unwrap().about(&softmax.classes).unwrap();
    [softmax, agreement].map(|scored| 1000.0 * scored.curve(truth).unwrap().aurc())
}

/// Within 3 (4 for the second net) of what was counted beforehand, which the specification allows for another order of sums.
fn near(found: usize, known: usize, by: usize) -> bool {
    found.abs_diff(known) <= by
}

#[test]
fn the_sigmoid_net_rejects_few_and_keeps_most_errors() {
    let Some(case) = case("sigmoid") else { return };
    let (honest, leaky) = tallies(&case);
    assert!(near(honest.rejected(), 44, 3) && near(honest.wrong, 124, 3), "{honest:?}");
    assert!(near(leaky.rejected(), 168, 3) && leaky.wrong == 0, "{leaky:?}");
    // what was seen beforehand, to the third digit
    let [softmax, chaos] = aurcs(&case);
    assert!((softmax - 2.113).abs() < 0.01 && (chaos - 2.107).abs() < 0.01, "{softmax} {chaos}");
    assert_eq!(case.network.errors(case.test.pixels(), case.test.labels()).unwrap().len(), 149);
}

#[test]
fn the_relu_net_rejects_more_and_keeps_half() {
    let Some(case) = case("relu") else { return };
    let (honest, leaky) = tallies(&case);
    assert!(near(honest.rejected(), 176, 4) && near(honest.wrong, 70, 4), "{honest:?}");
    assert!(leaky.wrong == 0 && leaky.rejected() > honest.rejected(), "{leaky:?}");
    let [softmax, chaos] = aurcs(&case);
    assert!((softmax - 1.899).abs() < 0.01 && (chaos - 1.995).abs() < 0.01, "{softmax} {chaos}");
}
