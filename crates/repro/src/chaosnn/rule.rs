//! The rule of the source on the test images: as written, and with a leak of the true class.

use ::chaosnn::chaotic::multiples;
use ::chaosnn::evaluate::{Evaluator, Keep, Passes};
use ::chaosnn::rejection::diagnostic::{Tally, leaky_count_of_true_class, tally};
use ::chaosnn::rejection::{FewClasses, Votes};

use super::bench::{Bench, failed, resources};
use super::constants::{G_CHOSEN, LEAST_AGREEMENT, MOST_CLASSES, OUTPUTS, STRIDE_CHOSEN};
use crate::error::ReproError;
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// More than two classes, or a largest count below 80.
pub(super) fn rule() -> FewClasses {
    FewClasses { most_classes: MOST_CLASSES, least: LEAST_AGREEMENT as u32 }
}

/// What the static network and the rule say of the test images.
pub(super) fn test(bench: &Bench, run: (&Setting, &Watch<'_>)) -> Result<Table, ReproError> {
    let (pixels, truth) = (bench.data.test.pixels(), bench.data.test.labels());
    let once = bench.outputs_as_they_are(pixels, run)?;
    let answers: Vec<u8> = (0..once.items()).map(|i| once.of(i)[0]).collect();
    let additions = bench.additions(G_CHOSEN, &multiples(STRIDE_CHOSEN, OUTPUTS), run.1)?;
    let votes = Votes::of(&bench.outputs(pixels, &additions, Keep::default(), run)?);
    let found = || -> Result<Table, ::chaosnn::Error> {
        let decided = tally(&votes.decide(&rule())?, &answers, truth)?;
        let leaky = tally(&leaky_count_of_true_class(&votes, rule(), truth)?, &answers, truth)?;
        let wrong = answers.iter().zip(truth).filter(|(answer, truth)| answer != truth).count();
        Ok(Table::new()
            .with("static_wrong", vec![wrong as f64])
            .with("rule", numbers(decided))
            .with("leak", numbers(leaky))
            .with("collapsed", vec![additions.collapsed().len() as f64]))
    };
    found().map_err(failed("the rule"))
}

/// The rule at another width, without the outputs that could not change it.
pub(super) fn width(
    bench: &Bench,
    g: f64,
    (setting, watch): (&Setting, &Watch<'_>),
) -> Result<Table, ReproError> {
    let additions = bench.additions(g, &multiples(STRIDE_CHOSEN, OUTPUTS), watch)?;
    let truth = bench.data.test.labels();
    let found = || -> Result<Tally, ::chaosnn::Error> {
        let passes = Passes::perturbed(&additions)?;
        let evaluator = Evaluator::new(&bench.network)?;
        let images = bench.data.test.pixels();
        let decided = evaluator.decide(images, &passes, &rule(), &resources(setting.threads, watch))?;
        tally(&decided.decisions, truth, truth)
    };
    let tally = found().map_err(failed("the rule"))?;
    Ok(Table::new().with("rejected", vec![tally.rejected() as f64]).with("wrong", vec![tally.wrong as f64]))
}

fn numbers(tally: Tally) -> Vec<f64> {
    [tally.right, tally.wrong, tally.rejected_right, tally.rejected_wrong].map(|n| n as f64).into()
}

/// The rule with one network, as a unit gives it.
pub(super) struct Found {
    pub(super) static_wrong: usize,
    pub(super) rule: Tally,
    pub(super) leak: Tally,
}

impl Found {
    pub(super) fn of(table: &Table) -> Result<Self, ReproError> {
        let tally = |name: &str| -> Result<Tally, ReproError> {
            let n = table.get(name)?;
            let [right, wrong, rejected_right, rejected_wrong] = [0, 1, 2, 3].map(|i| n[i] as usize);
            Ok(Tally { right, wrong, rejected_right, rejected_wrong })
        };
        Ok(Self {
            static_wrong: table.get("static_wrong")?[0] as usize,
            rule: tally("rule")?,
            leak: tally("leak")?,
        })
    }
}
