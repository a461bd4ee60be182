//! What selective measures find of one network, and of several together.

use ::chaosnn::baselines::Scored;
use ::chaosnn::proportion::clopper_pearson;
use ::chaosnn::selective::{Curve, guaranteed_risk, resample};
use neurodyn_core::seed::Seeds;

use super::bench::failed;
use super::doubt::{CHAOS, Doubts, GAUSSIAN, SHUFFLED, SOFTMAX, WAYS};
use crate::error::ReproError;
use crate::table::Table;

/// Replicates of the bootstrap.
const REPLICATES: usize = 1000;
pub(super) const CONFIDENCE: f64 = 0.95;
/// The risk that is asked for, and how often it may fail.
pub(super) const RISK: f64 = 0.02;
const DELTA: f64 = 0.05;
/// What is found of one network.
pub(super) struct Judged {
    pub(super) curves: Vec<Curve>,
    /// Intervals of the AURC of chaos less that of another way.
    pub(super) less_noise: (f64, f64),
    pub(super) less_shuffled: (f64, f64),
    pub(super) less_softmax: (f64, f64),
    /// Softmax, then chaos.
    pub(super) kept: [Kept; 2],
}

/// A threshold with a guaranteed risk: what it does on the images that did not choose it.
pub(super) struct Kept {
    pub(super) coverage: f64,
    /// `None`: no threshold was guaranteed, or nothing was answered.
    pub(super) risk: Option<f64>,
    /// The lower end of the interval around it: above the promise, the promise is broken beyond chance.
    pub(super) at_least: f64,
}

impl Judged {
    pub(super) fn new(table: &Table, truth: &[u8], seeds: Seeds) -> Result<Self, ReproError> {
        let scored: Result<Vec<Scored>, ReproError> =
            WAYS.iter().map(|name| Doubts::scored(table, name)).collect();
        let scored = scored?;
        let found = || -> Result<Self, ::chaosnn::Error> {
            let wrong = scored[0].wrong(truth)?;
            let curves: Result<Vec<Curve>, _> = scored.iter().map(|s| s.curve(truth)).collect();
            let less = |other: usize| {
                let pair = [(&scored[CHAOS].sure[..], &wrong[..]), (&scored[other].sure[..], &wrong[..])];
                let drawn = resample(&pair, REPLICATES, seeds, |curves| curves[0].aurc() - curves[1].aurc())?;
                Ok::<_, ::chaosnn::Error>(drawn.interval(CONFIDENCE))
            };
            Ok(Self {
                curves: curves?,
                less_noise: less(GAUSSIAN)?,
                less_shuffled: less(SHUFFLED)?,
                less_softmax: less(SOFTMAX)?,
                kept: [kept(&scored[SOFTMAX].sure, &wrong)?, kept(&scored[CHAOS].sure, &wrong)?],
            })
        };
        found().map_err(failed("selective measures"))
    }

    pub(super) fn wrong(&self) -> f64 {
        self.curves[0].errors_among(self.curves[0].items())
    }

    pub(super) fn kept_in_words(&self) -> String {
        let words = |kept: &Kept| match kept.risk {
            Some(risk) => format!("{:.2} % at coverage {:.3}", 100.0 * risk, kept.coverage),
            None => "no threshold".to_owned(),
        };
        format!("softmax {}, chaos {}", words(&self.kept[0]), words(&self.kept[1]))
    }
}

/// The threshold from every other image, on the others.
fn kept(sure: &[f64], wrong: &[bool]) -> Result<Kept, ::chaosnn::Error> {
    let half = |first: usize| -> (Vec<f64>, Vec<bool>) {
        sure.iter().copied().zip(wrong.iter().copied()).skip(first).step_by(2).unzip()
    };
    let ((sure, wrong), (others, wrong_others)) = (half(0), half(1));
    let Some(found) = guaranteed_risk(&Curve::new(&sure, &wrong)?, RISK, DELTA)? else {
        return Ok(Kept { coverage: 0.0, risk: None, at_least: 0.0 });
    };
    let answered: Vec<usize> = (0..others.len()).filter(|&i| others[i] >= found.point.threshold).collect();
    let errors = answered.iter().filter(|&&i| wrong_others[i]).count();
    let risk = (!answered.is_empty()).then(|| errors as f64 / answered.len() as f64);
    let at_least = match answered.len() {
        0 => 0.0,
        n => clopper_pearson(errors as u64, n as u64, CONFIDENCE).0,
    };
    Ok(Kept { coverage: answered.len() as f64 / others.len() as f64, risk, at_least })
}

/// The mean probabilities of several networks: its own answers, and how sure it is of them.
pub(super) fn ensemble(tables: &[&Table], classes: usize) -> Result<Scored, ReproError> {
    let mut sum = vec![0.0; tables[0].get("probabilities")?.len()];
    for table in tables {
        for (sum, p) in sum.iter_mut().zip(table.get("probabilities")?) {
            *sum += p;
        }
    }
    let best = |p: &[f64]| (1..p.len()).fold(0, |best, i| if p[i] > p[best] { i } else { best });
    let answers: Vec<usize> = sum.chunks(classes).map(best).collect();
    let sure = sum.chunks(classes).zip(&answers).map(|(p, &best)| p[best] / tables.len() as f64).collect();
    Ok(Scored { name: "ensemble".to_owned(), classes: answers.iter().map(|&c| c as u8).collect(), sure })
}
