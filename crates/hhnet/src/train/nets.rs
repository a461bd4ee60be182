//! The nets of the figures: what each learns, how, and what it must be able to do.

use super::check::Bounds;
use super::{Adam, Options};
use crate::data::{Recipe, VALIDATION};
use crate::levenberg;
use crate::neuron::Neuron;
use neurodyn_core::seed::Seeds;

/// How one of the nets is made.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Its name, and that of its file.
    pub name: &'static str,
    /// What it is a mapping of; `V_S` is its parameter.
    pub neuron: Neuron,
    /// What it learns from.
    pub recipe: Recipe,
    /// Records of the validation set.
    pub validation: usize,
    /// How it learns.
    pub options: Options,
    /// The net that it starts from, if not from random weights.
    pub from: Option<&'static str>,
    /// What its dynamics must keep.
    pub bounds: Bounds,
    /// The share of these bounds that ends its training early; none for nets that show what training on such data gives.
    pub enough: Option<f64>,
}

/// The names of all nets, in an order in which they can be trained.
pub const NAMES: [&str; 6] = ["modified", "original", "chunk1", "chunk10", "chunk100", "original10"];

/// The source's hidden units, table 2.
pub const HIDDEN: usize = 100;

/// Lengths and numbers of chunks, a million records each.
const SINGLE: [(usize, usize); 1] = [(1, 1_000_000)];
const TENS: [(usize, usize); 1] = [(10, 100_000)];
const HUNDREDS: [(usize, usize); 1] = [(100, 10_000)];
/// The source trains each net on chunks of one length; a mixture serves best.
const MIXED: [(usize, usize); 3] = [(1, 340_000), (10, 33_000), (100, 3_300)];
/// Iterations of Levenberg's method for `V`, `n` and `S`. The first are for the nets of all figures: the loss of `V`
/// decides whether a resting neuron stays at rest beside a bursting one, and it falls by a third in ten iterations.
const BEST: [usize; 3] = [150, 100, 15];
/// For the nets that are compared by what they were trained on.
const GOOD: [usize; 3] = [80, 60, 15];
/// From the net of the other neuron, whose `n` and `S` hardly differ.
const AGAIN: [usize; 3] = [60, 20, 5];
/// Nearer to the neuron than a seventh of what is allowed, nothing that a figure shows gets better.
const ENOUGH: f64 = 0.15;
/// In a quick run everything is smaller by this.
const QUICK: usize = 20;

/// The plan of this net; `quick` is for tries: a twentieth of the records, a quarter of the rounds.
#[must_use]
pub fn plan(name: &str, seed: u64, quick: bool) -> Option<Plan> {
    let name = NAMES.into_iter().find(|known| *known == name)?;
    let (neuron, chunks): (Neuron, &[(usize, usize)]) = match name {
        "modified" => (Neuron::modified(0.0), &MIXED),
        "original" => (Neuron::original(0.0), &MIXED),
        "chunk1" => (Neuron::modified(0.0), &SINGLE),
        "chunk10" => (Neuron::modified(0.0), &TENS),
        "chunk100" => (Neuron::modified(0.0), &HUNDREDS),
        _ => (Neuron::original(0.0), &TENS),
    };
    let from = match name {
        "original" => Some("modified"),
        "original10" => Some("chunk10"),
        _ => None,
    };
    let bounds = if neuron.gk2 > 0.0 { Bounds::modified() } else { Bounds::original() };
    let (enough, iterations) = match name {
        "modified" => (Some(ENOUGH), BEST),
        "original" => (Some(ENOUGH), AGAIN),
        "original10" => (None, AGAIN),
        _ => (None, GOOD),
    };
    let adam = Adam { epochs: if from.is_some() { 0 } else { Adam::default().epochs }, ..Adam::default() };
    let options = Options { adam, iterations: iterations.to_vec(), seed, ..Options::default() };
    let recipe = Recipe::neuron(chunks.to_vec(), Seeds::new(seed).named("data"));
    let plan = Plan { name, neuron, recipe, validation: VALIDATION, options, from, bounds, enough };
    Some(if quick { smaller(plan) } else { plan })
}

fn smaller(mut plan: Plan) -> Plan {
    for (_, count) in &mut plan.recipe.chunks {
        *count /= QUICK;
    }
    plan.validation /= QUICK;
    let Options { adam, levenberg, iterations, .. } = &mut plan.options;
    adam.epochs /= 4;
    adam.batch = 1000;
    *levenberg = levenberg::Options { rows: levenberg.rows / QUICK, ..*levenberg };
    for iterations in iterations {
        *iterations /= 4;
    }
    plan
}
