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
    /// What ends its training early; none for nets whose figures show what training on such data gives.
    pub bounds: Option<Bounds>,
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
    let bounds = match name {
        "modified" => Some(Bounds::modified()),
        "original" => Some(Bounds::original()),
        _ => None,
    };
    let options = Options { seed, ..if from.is_some() { warm() } else { cold() } };
    let recipe = Recipe::neuron(chunks.to_vec(), Seeds::new(seed).named("data"));
    let plan = Plan { name, neuron, recipe, validation: VALIDATION, options, from, bounds };
    Some(if quick { smaller(plan) } else { plan })
}

/// From random weights.
fn cold() -> Options {
    Options { iterations: vec![100, 60, 10], ..Options::default() }
}

/// From a net of the other neuron: `n` and `S` change little.
fn warm() -> Options {
    Options { adam: Adam { epochs: 0, ..Adam::default() }, iterations: vec![60, 15, 5], ..Options::default() }
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
