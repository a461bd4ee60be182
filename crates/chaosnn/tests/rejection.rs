//! Rejection: the rules on votes written by hand, ties, and the prototype's nets on the digits.

use chaosnn::Error;
use chaosnn::rejection::diagnostic::{Tally, leaky_count_of_true_class, tally};
use chaosnn::rejection::{FewClasses, Rejector, Score, Threshold, Votes};
use proptest::prelude::*;

/// One item a row: how many of the passes gave each class, in any order.
fn votes(rows: &[&[usize]]) -> Votes {
    let passes: usize = rows[0].iter().sum();
    let class = |item: usize, pass: usize| {
        let mut left = pass;
        rows[item]
            .iter()
            .position(|&count| {
                if left < count {
                    true
                } else {
                    left -= count;
                    false
                }
            })
            .unwrap()
    };
    Votes::of_model(rows.len(), passes, rows[0].len(), class).unwrap()
}

#[test]
fn the_rule_of_the_source_counts_classes_and_votes() {
    let rows: [&[usize]; 7] =
        [&[100, 0, 0], &[80, 20, 0], &[79, 21, 0], &[0, 20, 80], &[98, 1, 1], &[50, 50, 0], &[0, 100, 0]];
    let decided = votes(&rows).decide(&FewClasses::paper()).unwrap();
    assert_eq!(decided, [Some(0), Some(0), None, Some(2), None, None, Some(1)]);
    let three = FewClasses { most_classes: 3, least: 98 };
    assert_eq!(votes(&rows).decide(&three).unwrap(), [Some(0), None, None, None, Some(0), None, Some(1)]);
}

#[test]
fn scores_know_their_order_and_their_ties() {
    let votes = votes(&[&[10, 0, 0], &[7, 3, 0], &[7, 2, 1], &[4, 3, 3], &[0, 5, 5]]);
    let (classes, agreement) = votes.scores(Score::Agreement).unwrap();
    assert_eq!(classes, [0, 0, 0, 0, 1]); // the first one of equals
    assert_eq!(agreement, [1.0, 0.7, 0.7, 0.4, 0.5]);
    let (_, entropy) = votes.scores(Score::VoteEntropy).unwrap();
    assert_eq!(entropy[0], 0.0);
    assert!((entropy[4] + 2.0_f64.ln()).abs() < 1e-15);
    assert!(entropy[0] > entropy[1] && entropy[1] > entropy[2] && entropy[4] > entropy[3]);
    let rule = Threshold::new(Score::Agreement, 0.7).unwrap();
    assert_eq!(votes.decide(&rule).unwrap(), [Some(0), Some(0), Some(0), None, None]);
    assert!(Threshold::new(Score::Agreement, f64::NAN).is_err());
}

#[test]
fn probabilities_that_were_not_kept_are_asked_for_with_an_error() {
    let votes = votes(&[&[3, 1]]);
    for score in [Score::Probability, Score::Margin, Score::Entropy] {
        let refused = votes.scores(score);
        assert!(matches!(refused, Err(Error::Sizes { expected: 2, found: 0, .. })), "{refused:?}");
        assert!(votes.decide(&Threshold::new(score, 0.0).unwrap()).is_err());
    }
    assert!(matches!(Votes::of_model(1, 0, 2, |_, _| 0), Err(Error::Sizes { .. })));
    assert!(matches!(Votes::of_model(1, 1, 2, |_, _| 2), Err(Error::Range { .. })));
}

#[test]
fn votes_of_several_models_are_joined() {
    let (a, b) = (votes(&[&[3, 1], &[0, 4]]), votes(&[&[0, 2], &[1, 1]]));
    let both = Votes::joined(&[a.clone(), b]).unwrap();
    assert_eq!((both.passes(), both.ballot(0).counts, both.ballot(1).counts), (6, &[3, 3][..], &[1, 5][..]));
    assert!(matches!(Votes::joined(&[]), Err(Error::Sizes { .. })));
    assert!(matches!(Votes::joined(&[a, votes(&[&[1, 1]])]), Err(Error::Sizes { .. })));
}

#[test]
fn the_leak_answers_only_what_is_right() {
    let votes = votes(&[&[100, 0, 0], &[100, 0, 0], &[15, 85, 0], &[15, 85, 0], &[79, 21, 0]]);
    let truth = [0, 1, 1, 0, 0];
    let honest = votes.decide(&FewClasses::paper()).unwrap();
    let winners = [0, 0, 1, 1, 0];
    assert_eq!(
        tally(&honest, &winners, &truth),
        Ok(Tally { right: 2, wrong: 2, rejected_right: 1, rejected_wrong: 0 })
    );
    let leaky = leaky_count_of_true_class(&votes, FewClasses::paper(), &truth).unwrap();
    assert_eq!(leaky, [Some(0), None, Some(1), None, None]);
    let leaky = tally(&leaky, &winners, &truth).unwrap();
    assert_eq!((leaky.wrong, leaky.rejected(), leaky.answered()), (0, 3, 2));
    assert!(leaky_count_of_true_class(&votes, FewClasses::paper(), &[3; 5]).is_err());
    assert!(tally(&honest, &winners, &truth[1..]).is_err());
}

proptest! {
    #[test]
    fn certainty_of_rejection_is_certain(
        first in prop::collection::vec(0_usize..3, 1..12),
        then in prop::collection::vec(0_usize..3, 0..12),
        most_classes in 1_usize..4,
        least in 0_u32..24,
        share in 0.0..1.0_f64,
    ) {
        let all: Vec<usize> = first.iter().chain(&then).copied().collect();
        let count = |labels: &[usize]| Votes::of_model(1, labels.len(), 3, |_, pass| labels[pass]).unwrap();
        let (before, after) = (count(&first), count(&all));
        let agreement = Threshold::new(Score::Agreement, share).unwrap();
        for rule in [&FewClasses { most_classes, least } as &dyn Rejector, &agreement] {
            if rule.is_certain_to_reject(before.ballot(0), then.len() as u32) {
                prop_assert_eq!(rule.decide(after.ballot(0)), None);
            }
            // with nothing left to come it must know
            let refused = rule.decide(after.ballot(0)).is_none();
            prop_assert_eq!(rule.is_certain_to_reject(after.ballot(0), 0), refused);
        }
    }
}
