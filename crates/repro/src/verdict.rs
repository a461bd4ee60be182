//! From what was claimed and what was found to a verdict.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::card::{Card, Claim, Expected};
use crate::error::ReproError;
use crate::item::{Found, Measured};

/// Whether a claim holds here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Within its tolerance.
    Reproduced,
    /// Outside.
    Missed,
    /// Not looked at.
    NotRun,
}

impl Verdict {
    /// The word for people.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Reproduced => "reproduced",
            Self::Missed => "missed",
            Self::NotRun => "not run",
        }
    }

    /// The verdict on an item: missed if any claim is missed, not run if none was looked at.
    #[must_use]
    pub fn of_item(claims: &[Judged]) -> Self {
        let any = |verdict| claims.iter().any(|claim| claim.verdict == verdict);
        if any(Self::Missed) {
            Self::Missed
        } else if any(Self::Reproduced) {
            Self::Reproduced
        } else {
            Self::NotRun
        }
    }
}

/// A claim with what was found and the verdict.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Judged {
    /// The claim's name.
    pub name: String,
    /// `number`, `read_off`, `at_least`, `at_most` or `shape`.
    pub kind: String,
    /// A number, or the statement of a shape.
    pub claimed: Value,
    /// A number, a truth value, or nothing.
    pub measured: Value,
    /// The tolerance, where there is one.
    pub within: Option<f64>,
    /// The verdict.
    pub verdict: Verdict,
    /// By how much the tolerance or bound is missed.
    pub missed_by: Option<f64>,
    /// How it was found, or why it was not looked at.
    pub evidence: String,
    /// Where the claim is printed.
    pub printed_in: String,
}

/// Judges every claim of a card; one that was not measured is not run.
///
/// # Errors
/// [`ReproError::Claim`] if something was measured that the card does not claim, twice, or in the wrong kind.
pub fn judge(card: &Card, measured: &[Measured]) -> Result<Vec<Judged>, ReproError> {
    let wrong = |claim: &str, fact: &str| ReproError::Claim {
        id: card.id.to_owned(),
        claim: claim.to_owned(),
        fact: fact.to_owned(),
    };
    for (place, one) in measured.iter().enumerate() {
        if !card.claims.iter().any(|claim| claim.name == one.claim) {
            return Err(wrong(one.claim, "measured, but not on the card"));
        }
        if measured[..place].iter().any(|earlier| earlier.claim == one.claim) {
            return Err(wrong(one.claim, "measured twice"));
        }
    }
    let judged = card.claims.iter().map(|claim| {
        let found = measured.iter().find(|one| one.claim == claim.name);
        judge_one(claim, found)
            .ok_or_else(|| wrong(claim.name, "measured in another kind than it is claimed in"))
    });
    judged.collect()
}

/// Nothing was measured, for a reason that concerns all claims.
#[must_use]
pub fn not_run(card: &Card, why: &str) -> Vec<Judged> {
    let judged = |claim: &Claim| Judged { evidence: why.to_owned(), ..unjudged(claim) };
    card.claims.iter().map(judged).collect()
}

fn judge_one(claim: &Claim, measured: Option<&Measured>) -> Option<Judged> {
    let blank = unjudged(claim);
    let Some(Measured { found, evidence, .. }) = measured else {
        return Some(Judged { evidence: "nothing was measured".to_owned(), ..blank });
    };
    let evidence = evidence.clone();
    match (found, claim.expected) {
        (Found::NotRun(why), _) => Some(Judged { evidence: why.clone(), ..blank }),
        (Found::Holds(holds), Expected::Shape { .. }) => {
            let verdict = if *holds { Verdict::Reproduced } else { Verdict::Missed };
            Some(Judged { measured: json!(holds), verdict, evidence, ..blank })
        }
        (Found::Value(found), expected) => {
            let over = overshoot(*found, expected)?;
            // NaN is never within anything.
            let verdict = if over <= 0.0 { Verdict::Reproduced } else { Verdict::Missed };
            let missed_by = (verdict == Verdict::Missed).then_some(over);
            Some(Judged { measured: number(*found), verdict, missed_by, evidence, ..blank })
        }
        (Found::Holds(_), _) => None,
    }
}

/// How far a value is outside of what is expected; at most zero if it is inside.
fn overshoot(found: f64, expected: Expected) -> Option<f64> {
    match expected {
        Expected::Number { value, within } | Expected::ReadOff { value, within } => {
            Some((found - value).abs() - within)
        }
        Expected::AtLeast { value } => Some(value - found),
        Expected::AtMost { value } => Some(found - value),
        Expected::Shape { .. } => None,
    }
}

/// JSON has no NaN and no infinity; a string says what was found instead.
fn number(value: f64) -> Value {
    if value.is_finite() { json!(value) } else { json!(value.to_string()) }
}

fn unjudged(claim: &Claim) -> Judged {
    let (kind, claimed) = match claim.expected {
        Expected::Number { value, .. } => ("number", json!(value)),
        Expected::ReadOff { value, .. } => ("read_off", json!(value)),
        Expected::AtLeast { value } => ("at_least", json!(value)),
        Expected::AtMost { value } => ("at_most", json!(value)),
        Expected::Shape { says } => ("shape", json!(says)),
    };
    Judged {
        name: claim.name.to_owned(),
        kind: kind.to_owned(),
        claimed,
        measured: Value::Null,
        within: claim.expected.within(),
        verdict: Verdict::NotRun,
        missed_by: None,
        evidence: String::new(),
        printed_in: claim.printed_in.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card::Cost;

    static CARD: Card = Card {
        id: "demo/fig1",
        title: "",
        item: "",
        says: "",
        claims: &[
            Claim {
                name: "number",
                expected: Expected::Number { value: 2.0, within: 0.5 },
                printed_in: "p. 1",
            },
            Claim {
                name: "read",
                expected: Expected::ReadOff { value: 2.0, within: 0.5 },
                printed_in: "p. 1",
            },
            Claim { name: "least", expected: Expected::AtLeast { value: 2.0 }, printed_in: "p. 1" },
            Claim { name: "most", expected: Expected::AtMost { value: 2.0 }, printed_in: "p. 1" },
            Claim { name: "shape", expected: Expected::Shape { says: "two lines" }, printed_in: "p. 1" },
        ],
        cost: Cost { quick: "", standard: "", paper: "" },
        differs: &[],
        not_built: &[],
    };

    fn verdict(claim: &'static str, value: f64) -> (Verdict, Option<f64>) {
        let judged = judge(&CARD, &[Measured::value(claim, value, "")]).expect("a claim of the card");
        let one = judged.into_iter().find(|one| one.name == claim).expect("every claim is judged");
        (one.verdict, one.missed_by)
    }

    #[test]
    fn tolerances_and_bounds_include_their_ends() {
        let reproduced = (Verdict::Reproduced, None);
        for claim in ["number", "read"] {
            assert_eq!(verdict(claim, 2.5), reproduced);
            assert_eq!(verdict(claim, 1.5), reproduced);
            assert_eq!(verdict(claim, 2.75), (Verdict::Missed, Some(0.25)));
            assert_eq!(verdict(claim, 1.25), (Verdict::Missed, Some(0.25)));
        }
        assert_eq!(verdict("least", 2.0), reproduced);
        assert_eq!(verdict("least", 1.0), (Verdict::Missed, Some(1.0)));
        assert_eq!(verdict("most", 2.0), reproduced);
        assert_eq!(verdict("most", 4.0), (Verdict::Missed, Some(2.0)));
    }

    #[test]
    fn what_is_not_a_number_is_missed_and_written_as_text() {
        for claim in ["number", "least", "most"] {
            assert_eq!(verdict(claim, f64::NAN).0, Verdict::Missed);
        }
        let judged = judge(&CARD, &[Measured::value("number", f64::NAN, "")]).expect("a claim of the card");
        assert_eq!(judged[0].measured, json!("NaN"));
    }

    #[test]
    fn a_claim_without_a_measurement_is_not_run() {
        let judged =
            judge(&CARD, &[Measured::not_run("number", "too few starts")]).expect("a claim of the card");
        assert!(judged.iter().all(|one| one.verdict == Verdict::NotRun));
        assert_eq!(judged[0].evidence, "too few starts");
        assert_eq!(Verdict::of_item(&judged), Verdict::NotRun);
    }

    #[test]
    fn one_miss_makes_an_item_a_miss() {
        let measured = [Measured::value("number", 2.0, ""), Measured::holds("shape", false, "one line")];
        let judged = judge(&CARD, &measured).expect("claims of the card");
        assert_eq!(Verdict::of_item(&judged), Verdict::Missed);
        assert_eq!(Verdict::of_item(&judged[..1]), Verdict::Reproduced);
    }

    #[test]
    fn an_item_cannot_contradict_its_card() {
        let refused =
            |measured: &[Measured]| judge(&CARD, measured).expect_err("a contradiction").to_string();
        assert!(refused(&[Measured::value("colour", 1.0, "")]).contains("not on the card"));
        let twice = [Measured::value("number", 1.0, ""), Measured::value("number", 2.0, "")];
        assert!(refused(&twice).contains("twice"));
        assert!(refused(&[Measured::value("shape", 1.0, "")]).contains("another kind"));
        assert!(refused(&[Measured::holds("number", true, "")]).contains("another kind"));
    }
}
