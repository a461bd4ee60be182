//! The images of lowest margin, shown over and over until no image to learn from is wrong.

use super::descent::Model;
use super::{Course, Examples, Stage, tensors};
use crate::error::Error;
use neurodyn_core::seed::Seeds;

/// Every batch holds the hardest images beside others that are drawn at random, and Adam begins anew at a constant rate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hard {
    /// Rounds at most; it ends when all margins are large enough. 0 leaves it out.
    pub rounds: usize,
    /// Steps of a round; then the hardest images are looked for again.
    pub steps: usize,
    /// Images a step.
    pub batch: usize,
    /// How many of these are the hardest ones.
    pub items: usize,
    /// Of Adam.
    pub rate: f64,
    /// The margin that all images must have: the logit of the right class above all others.
    pub margin: f64,
}

impl Default for Hard {
    fn default() -> Self {
        Self { rounds: 100, steps: 46, batch: 100, items: 10, rate: 3e-4, margin: 2.0 }
    }
}

/// All rounds, as far as they are needed.
pub(super) fn insist(model: &Model, examples: &Examples<'_>, course: &mut Course<'_>) -> Result<(), Error> {
    let Hard { rounds, steps, batch, items, rate, margin } = course.recipe.hard;
    let seeds = Seeds::new(course.recipe.seed).named("hard");
    let count = examples.labels.len();
    let mut adam = model.adam(rate).map_err(tensors)?;
    for round in 0..rounds {
        let margins = model.margins(examples).map_err(tensors)?;
        if margins.iter().all(|&found| found > margin) {
            break;
        }
        let errors = margins.iter().filter(|&&margin| margin <= 0.0).count();
        let mut hardest: Vec<usize> = (0..count).collect();
        hardest.sort_by(|&a, &b| margins[a].total_cmp(&margins[b]));
        hardest.truncate(items);
        let mut stream = seeds.stream(round as u64);
        let mut loss = 0.0;
        for _ in 0..steps {
            course.go_on()?;
            let others = batch - items;
            let mut places: Vec<usize> = (0..others).map(|_| stream.below(count as u64) as usize).collect();
            places.extend(&hardest);
            loss += model.step(&mut adam, examples, &places).map_err(tensors)?.0;
        }
        course.note(Stage::Hard, (round + 1, rounds), loss / steps as f64, Some(errors))?;
    }
    Ok(())
}
