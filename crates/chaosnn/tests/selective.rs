//! Measures of selection: against averages over all orders of ties, closed forms, and guarantees that must hold.

use chaosnn::baselines::Scored;
use chaosnn::rejection::{Score, Votes};
use chaosnn::selective::{Curve, best_aurc, guaranteed_risk, resample};
use chaosnn::{Error, proportion::clopper_pearson};
use neurodyn_core::seed::Seeds;
use proptest::prelude::*;

/// AURC and AUGRC, averaged over all orders that the scores allow.
fn by_brute_force(scores: &[u8], wrong: &[bool]) -> (f64, f64) {
    let n = scores.len();
    let (mut sums, mut count) = ((0.0, 0.0), 0.0);
    let mut order: Vec<usize> = (0..n).collect();
    permute(&mut order, 0, &mut |order| {
        if order.is_sorted_by(|&a, &b| scores[a] >= scores[b]) {
            let mut errors = 0.0;
            for (at, &item) in order.iter().enumerate() {
                errors += f64::from(u8::from(wrong[item]));
                sums.0 += errors / (at + 1) as f64 / n as f64;
                sums.1 += errors / (n * n) as f64;
            }
            count += 1.0;
        }
    });
    (sums.0 / count, sums.1 / count)
}

fn permute(order: &mut Vec<usize>, from: usize, see: &mut dyn FnMut(&[usize])) {
    if from == order.len() {
        see(order);
    }
    for other in from..order.len() {
        order.swap(from, other);
        permute(order, from + 1, see);
        order.swap(from, other);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn ties_are_averages_over_their_orders(items in prop::collection::vec((0_u8..4, any::<bool>()), 1..8)) {
        let (scores, wrong): (Vec<u8>, Vec<bool>) = items.into_iter().unzip();
        let curve = Curve::new(&scores.iter().copied().map(f64::from).collect::<Vec<_>>(), &wrong).unwrap();
        let (aurc, augrc) = by_brute_force(&scores, &wrong);
        prop_assert!((curve.aurc() - aurc).abs() < 1e-12 && (curve.augrc() - augrc).abs() < 1e-12);
        prop_assert!(curve.excess_aurc() > -1e-12 && curve.excess_augrc() > -1e-12);
    }

    #[test]
    fn thresholds_do_what_they_say(
        items in prop::collection::vec((0_u8..20, any::<bool>()), 1..60), risk in 0.0..1.0_f64, coverage in 0.01..1.0_f64,
    ) {
        let scores: Vec<f64> = items.iter().map(|item| f64::from(item.0)).collect();
        let wrong: Vec<bool> = items.iter().map(|item| item.1).collect();
        let curve = Curve::new(&scores, &wrong).unwrap();
        let at = |threshold: f64| {
            let answered: Vec<_> = items.iter().filter(|item| f64::from(item.0) >= threshold).collect();
            (answered.len() as u64, answered.iter().filter(|item| item.1).count() as u64)
        };
        for point in curve.thresholds() {
            prop_assert_eq!((point.answered, point.wrong), at(point.threshold));
        }
        let coverages = |limit: f64| {
            let fits = |&level: &u8| { let (n, e) = at(level.into()); n > 0 && e as f64 <= limit * n as f64 };
            (0..20).filter(fits).map(|level| at(level.into()).0).max()
        };
        prop_assert_eq!(curve.largest_coverage(risk).map(|point| point.answered), coverages(risk));
        let point = curve.threshold_at(coverage).unwrap();
        prop_assert!(point.coverage() >= coverage && point.answered == at(point.threshold).0);
        let fewer = (0..20).map(|level| at(f64::from(level)).0).filter(|&n| n < point.answered).max();
        prop_assert!(fewer.is_none_or(|n| (n as f64) < coverage * items.len() as f64));
    }

    #[test]
    fn the_best_orders_have_the_closed_forms(right in 1_u64..3000, errors in 0_u64..500) {
        let n = right + errors;
        let scores: Vec<f64> = (0..n).map(|i| -(i as f64)).collect();
        let wrong: Vec<bool> = (0..n).map(|i| i >= right).collect();
        let curve = Curve::new(&scores, &wrong).unwrap();
        prop_assert!(curve.excess_aurc().abs() < 1e-12 && curve.excess_augrc().abs() < 1e-12);
        let r = errors as f64 / n as f64;
        // sums against integrals: the difference is below one term
        prop_assert!((curve.best_aurc() - best_aurc(r)).abs() <= 1.0 / n as f64);
        prop_assert!((curve.best_augrc() - 0.5 * r * r).abs() <= 1.0 / n as f64);
    }
}

#[test]
fn a_score_that_says_nothing_has_the_risk_as_aurc() {
    let wrong: Vec<bool> = (0..1000).map(|i| i % 25 == 0).collect();
    let curve = Curve::new(&[0.5; 1000], &wrong).unwrap();
    assert!((curve.aurc() - 0.04).abs() < 1e-12);
    assert!((curve.augrc() - 0.04 * 1001.0 / 2000.0).abs() < 1e-12);
    assert!((curve.accuracy_at(0.3).unwrap() - 0.96).abs() < 1e-12);
    assert_eq!(curve.groups().len(), 1);
    assert_eq!(curve.largest_coverage(0.039), None);
    // 0 and -0 tie
    assert_eq!(Curve::new(&[0.0, -0.0], &[true, false]).unwrap().groups().len(), 1);
}

#[test]
fn accuracy_at_a_coverage_interpolates_ties() {
    let curve = Curve::new(&[3.0, 2.0, 2.0, 2.0, 1.0], &[false, true, false, false, true]).unwrap();
    assert!((curve.accuracy_at(0.4).unwrap() - (1.0 - (1.0 / 3.0) / 2.0)).abs() < 1e-15);
    assert_eq!(curve.accuracy_at(1.0).unwrap(), 0.6);
    for coverage in [0.0, 1.1, f64::NAN] {
        assert!(matches!(curve.accuracy_at(coverage), Err(Error::Range { .. })));
    }
    assert!(matches!(Curve::new(&[], &[]), Err(Error::Sizes { .. })));
    assert!(matches!(Curve::new(&[1.0], &[]), Err(Error::Sizes { .. })));
    assert!(matches!(Curve::new(&[1.0, f64::NAN], &[true; 2]), Err(Error::NotANumber { index: 1, .. })));
}

/// Scores in `0..1`, and wrong with the probability `top (1 - score)^2`.
fn sample(n: usize, top: f64, seeds: Seeds, stream: u64) -> (Vec<f64>, Vec<bool>) {
    let mut stream = seeds.stream(stream);
    (0..n)
        .map(|_| {
            let score = stream.uniform();
            (score, stream.uniform() < top * (1.0 - score) * (1.0 - score))
        })
        .unzip()
}

#[test]
fn a_guaranteed_risk_is_kept_as_often_as_promised() {
    let (top, delta, seeds) = (0.3, 0.2, Seeds::new(4).named("guarantee"));
    let (mut found, mut broken, mut coverage) = (0, 0, 0.0);
    for trial in 0..400 {
        let (scores, wrong) = sample(1000, top, seeds, trial);
        let curve = Curve::new(&scores, &wrong).unwrap();
        let Some(guarantee) = guaranteed_risk(&curve, 0.05, delta).unwrap() else { continue };
        // the true risk above a threshold t is the mean of top (1 - s)^2 over t..1
        let left = 1.0 - guarantee.point.threshold;
        found += 1;
        broken += u32::from(top * left * left / 3.0 > guarantee.bound);
        coverage += guarantee.point.coverage();
        assert!(guarantee.bound < 0.05 && guarantee.point.risk() < guarantee.bound);
    }
    assert_eq!(found, 400);
    assert!(f64::from(broken) <= delta * 400.0, "{broken} of 400 broken");
    // the true risk is 0.05 at a coverage of 0.707; the guarantee costs some of it
    assert!((0.5..0.71).contains(&(coverage / 400.0)), "{}", coverage / 400.0);
}

#[test]
fn a_guarantee_that_cannot_be_given_is_none() {
    let scores: Vec<f64> = (0..50).map(f64::from).collect();
    let curve = Curve::new(&scores, &[false; 50]).unwrap();
    // no errors in 50 bound the risk by 1 - (delta/6)^(1/50) = 0.115 at best
    assert_eq!(guaranteed_risk(&curve, 0.05, 0.0135).unwrap(), None);
    // the first trial, 26 items, has the bound 0.209, and halving goes on from there
    assert_eq!(guaranteed_risk(&curve, 0.20, 0.0135).unwrap(), None);
    let found = guaranteed_risk(&curve, 0.21, 0.0135).unwrap().unwrap();
    assert_eq!(found.point.answered, 50);
    assert!((found.bound - (1.0 - (0.0135_f64 / 6.0).powf(0.02))).abs() < 1e-12);
    for (risk, delta) in [(0.0, 0.1), (1.0, 0.1), (0.1, 0.0), (f64::NAN, 0.1)] {
        assert!(matches!(guaranteed_risk(&curve, risk, delta), Err(Error::Range { .. })));
    }
    let one = Curve::new(&[1.0], &[false]).unwrap();
    assert_eq!(guaranteed_risk(&one, 0.5, 0.1).unwrap(), None);
}

#[test]
fn the_bootstrap_covers_what_it_should() {
    let seeds = Seeds::new(8).named("bootstrap");
    let mut covered = 0;
    for trial in 0..100 {
        let (scores, wrong) = sample(400, 0.3, seeds, trial);
        let risks =
            resample(&[(&scores, &wrong)], 200, seeds.named("draws"), |curves| curves[0].risk()).unwrap();
        let (low, high) = risks.interval(0.9);
        covered += usize::from(low <= 0.1 && 0.1 <= high);
    }
    assert!((80..=98).contains(&covered), "{covered} of 100");
}

#[test]
fn a_draw_is_the_same_for_every_score_and_machine() {
    let (scores, wrong) = sample(300, 0.5, Seeds::new(1), 0);
    let coarse: Vec<f64> = scores.iter().map(|score| (score * 5.0).floor()).collect();
    let run = |measure: fn(&[Curve]) -> f64| {
        resample(&[(&scores, &wrong), (&coarse, &wrong)], 50, Seeds::new(2), measure).unwrap()
    };
    // both curves are over the same items, so the risks cannot differ
    assert!(run(|curves| curves[0].risk() - curves[1].risk()).values().iter().all(|&x| x == 0.0));
    assert_eq!(run(|curves| curves[1].aurc()), run(|curves| curves[1].aurc()));
    assert!(resample(&[], 5, Seeds::new(2), |_| 0.0).is_err());
    assert!(resample(&[(&scores, &wrong)], 0, Seeds::new(2), |_| 0.0).is_err());
    assert!(resample(&[(&scores, &wrong), (&coarse[1..], &wrong[1..])], 1, Seeds::new(2), |_| 0.0).is_err());
    assert!(resample(&[(&scores, &wrong)], 1, Seeds::new(2), |_| f64::NAN).is_err());
}

#[test]
fn intervals_of_operating_points_are_exact() {
    let curve = Curve::new(&[2.0, 2.0, 1.0], &[false, true, false]).unwrap();
    let point = curve.largest_coverage(0.4).unwrap();
    assert_eq!((point.answered, point.wrong, point.of), (3, 1, 3));
    assert_eq!(point.risk_interval(0.95), clopper_pearson(1, 3, 0.95));
}

#[test]
fn ties_can_be_broken_by_another_score() {
    let votes = Votes::of_model(4, 4, 2, |item, pass| usize::from(item == 2 && pass == 0)).unwrap();
    let agreement = Scored::new("votes", &votes, Score::Agreement).unwrap();
    let other = Scored { name: "other".into(), classes: vec![0; 4], sure: vec![0.1, 0.7, 0.9, 0.7] };
    let both = agreement.clone().ties_by(&other).unwrap();
    assert_eq!(both.sure, [-2.0, 0.0, -3.0, 0.0]);
    assert_eq!(both.name, "votes: agreement, then other");
    assert_eq!(both.wrong(&[0, 1, 0, 0]).unwrap(), [false, true, false, false]);
    assert_eq!(agreement.clone().about(&[1; 4]).unwrap().classes, [1; 4]);
    assert!(agreement.clone().about(&[1; 3]).is_err());
    let short = Scored { sure: vec![0.0], ..other };
    assert!(agreement.ties_by(&short).is_err());
}
