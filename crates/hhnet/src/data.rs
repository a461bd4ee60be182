//! Data to learn a mapping from: short chunks of trajectories that begin all over a box.

mod chunks;
mod rows;

pub use rows::Rows;

use crate::error::Error;
use crate::net::{Form, Scaling};
use crate::neuron::Neuron;
use crate::starts;
use chunks::Chunks;
use dynsys::ensemble::Resources;
use neurodyn_core::seed::Seeds;
use neurodyn_core::{Family, Space};

/// The time step of the source's data and nets, s: table 3.
pub const DT: f64 = 0.005;
/// Records that the source trains on, and chunks of length 1 that it validates on: table 3.
pub const TRAINING: usize = 1_000_000;
/// See [`TRAINING`].
pub const VALIDATION: usize = 100_000;
/// The tolerance of [`Recipe::neuron`]: of 20,000 records the worst was wrong by 1.6e-10 (scaled), where the best nets are
/// wrong by 4e-5.
pub const TOLERANCE: f64 = 1e-11;

/// What to generate.
///
/// A chunk is a trajectory of `L` steps of length `dt` whose parameters and start are drawn uniformly; each step is a
/// record `(p, u(t), u(t + dt))`. Chunk `c` of group `g` draws its parameters, then its start, from stream `c` of
/// `seeds.named("chunks").named(g)`. Section 3.2 and table 3 of P. V. Kuptsov & N. V. Stankevich, Izvestiya VUZ. Applied
/// Nonlinear Dynamics 32(1), 72-95 (2024).
#[derive(Clone, Debug, PartialEq)]
pub struct Recipe {
    /// The box of the starts, and what variables are scaled by: `(low, high)` of each.
    pub variables: Vec<(f64, f64)>,
    /// The same of the parameters; empty for a system that has none.
    pub parameters: Vec<(f64, f64)>,
    /// Groups of chunks: the length of a chunk, and how many. Several groups make a mixture.
    pub chunks: Vec<(usize, usize)>,
    /// The time of a step, in the units of the system. A chunk begins at time 0: the flow should not depend on time.
    pub dt: f64,
    /// Where starts, and the order of the records, are drawn from.
    pub seeds: Seeds,
    /// The error that a step of the integrator may make, in scaled variables.
    pub tolerance: f64,
}

impl Recipe {
    /// The neuron's: the box and the step of table 3. The source's own chunks are `vec![(10, 100_000)]`.
    #[must_use]
    pub fn neuron(chunks: Vec<(usize, usize)>, seeds: Seeds) -> Self {
        let (variables, parameters) = (starts::BOX.to_vec(), vec![starts::V_S]);
        Self { variables, parameters, chunks, dt: DT, seeds, tolerance: TOLERANCE }
    }
    /// The same with so many single steps, from seeds of their own: a validation set.
    #[must_use]
    pub fn validation(&self, records: usize) -> Self {
        Self { chunks: vec![(1, records)], seeds: self.seeds.named("validation"), ..self.clone() }
    }
    /// The source's network for such data: [`Form::over`].
    ///
    /// # Errors
    /// As [`Form::over`].
    pub fn form(&self, hidden: usize) -> Result<Form, Error> {
        Form::over(&self.variables, &self.parameters, hidden, self.dt)
    }
    /// How many records that makes.
    #[must_use]
    pub fn records(&self) -> usize {
        self.chunks.iter().map(|(length, count)| length * count).sum()
    }

    fn check(&self, variables: usize, parameters: usize) -> Result<(), Error> {
        for (what, sides, expected) in
            [("variables", &self.variables, variables), ("parameters", &self.parameters, parameters)]
        {
            if sides.len() != expected {
                return Err(Error::Sides { what, expected, found: sides.len() });
            }
            Scaling::of_box(sides)?;
        }
        let positive = |what, value: f64| {
            let fits = value.is_finite() && value > 0.0;
            if fits { Ok(()) } else { Err(Error::Form { what, value }) }
        };
        positive("time step", self.dt)?;
        positive("tolerance", self.tolerance)?;
        positive("number of groups of chunks", self.chunks.len() as f64)?;
        for &(length, count) in &self.chunks {
            positive("length of a chunk", length as f64)?;
            positive("number of chunks", count as f64)?;
        }
        Ok(())
    }
}

/// The records of a recipe in random order, in scaled variables: `u = (x - m) / s` of [`Scaling::of_box`].
///
/// The integrator is Dormand and Prince's of order 8 with its steps controlled, on lanes and threads; `resources` change
/// no byte.
///
/// # Errors
/// [`Error::Sides`] for a recipe of another number of variables or parameters, [`Error::Scaling`] for a side of zero width,
/// [`Error::Form`] for a step, tolerance, length or number that is not positive; [`Error::Chunk`] with the first chunk
/// whose trajectory fails; [`Error::Run`] if it is cancelled.
///
/// ```
/// use dynsys::ensemble::Resources;
/// use dynsys::systems::Lorenz;
/// use hhnet::data::{Recipe, generate};
/// use neurodyn_core::seed::Seeds;
///
/// let recipe = Recipe {
///     variables: vec![(-20.0, 20.0), (-25.0, 25.0), (0.0, 50.0)],
///     parameters: vec![(24.0, 30.0)], // rho
///     chunks: vec![(10, 40), (1, 100)],
///     dt: 0.01,
///     seeds: Seeds::new(1),
///     tolerance: 1e-9,
/// };
/// let rows = generate(&Lorenz::default(), &recipe, &Resources::default())?;
/// assert_eq!(rows.len(), 500);
/// println!("rho = {}, x = {} becomes {}", rows.p(0)[0], rows.u(0)[0], rows.next(0)[0]);
/// # Ok::<(), hhnet::Error>(())
/// ```
pub fn generate<F: Family>(family: &F, recipe: &Recipe, resources: &Resources<'_>) -> Result<Rows, Error> {
    Ok(in_order(family, recipe, resources)?.shuffled(recipe.seeds))
}

/// As [`generate`], chunk by chunk: record `k + 1` of a chunk begins where record `k` ends.
///
/// # Errors
/// As [`generate`].
pub fn in_order<F: Family>(family: &F, recipe: &Recipe, resources: &Resources<'_>) -> Result<Rows, Error> {
    recipe.check(family.space().dim(), family.parameters())?;
    let scalings = (Scaling::of_box(&recipe.variables)?, Scaling::of_box(&recipe.parameters)?);
    let mut rows = Rows::zeros(recipe.parameters.len(), recipe.variables.len(), recipe.records());
    let mut first = 0;
    for group in 0..recipe.chunks.len() {
        let chunks = Chunks::new(family, recipe, group, (&scalings.0, &scalings.1), first);
        chunks.write(&mut rows, resources)?;
        first += recipe.chunks[group].0 * recipe.chunks[group].1;
    }
    Ok(rows)
}

/// [`generate`] for the neuron, compiled once here; `neuron` gives the conductance, the recipe `V_S`.
///
/// # Errors
/// As [`generate`].
pub fn of_neuron(neuron: &Neuron, recipe: &Recipe, resources: &Resources<'_>) -> Result<Rows, Error> {
    Ok(of_neuron_in_order(neuron, recipe, resources)?.shuffled(recipe.seeds))
}

/// [`in_order`] for the neuron, compiled once here.
///
/// # Errors
/// As [`generate`].
pub fn of_neuron_in_order(
    neuron: &Neuron,
    recipe: &Recipe,
    resources: &Resources<'_>,
) -> Result<Rows, Error> {
    in_order(neuron, recipe, resources)
}
