//! One figure or table of one source: what it claims, how it is computed, what came out.

use crate::card::Card;
use crate::data_file::DataFile;
use crate::error::ReproError;
use crate::figure::Figure;
use crate::setting::{Setting, Watch};
use crate::table::Table;
use neurodyn_datasets::known::Known;

/// One figure or table of one source; one file, one unit struct, one line in the registry.
///
/// Work is an ordered list of units that are independent of each other and deterministic: a unit
/// is a function of `(setting.scale, setting.seed, unit)` and of nothing else. `setting.threads`
/// may change how fast it comes, never a byte of it.
pub trait Item: Sync {
    /// What the source says.
    fn card(&self) -> &'static Card;

    /// The data sets that it reads where they are there; a run with them and one without are two runs.
    fn data(&self) -> &'static [Known] {
        &[]
    }

    /// The units of work, in order. Must not depend on `setting.threads`.
    fn units(&self, setting: &Setting) -> Vec<Unit>;

    /// Computes the unit at this place in the list.
    ///
    /// A unit that takes more than a second should look at `watch` now and then.
    ///
    /// # Errors
    /// [`ReproError::Cancelled`] when `watch` says so, [`ReproError::Numerics`] with facts,
    /// [`ReproError::Input`] when a data set is missing.
    fn compute(&self, setting: &Setting, unit: usize, watch: &Watch<'_>) -> Result<Table, ReproError>;

    /// Makes the figure, the measurements and the data out of the results of all units, in their order.
    ///
    /// # Errors
    /// When a result has not the arrays or the shape it should have.
    fn finish(&self, setting: &Setting, units: &[Table]) -> Result<Outcome, ReproError>;
}

/// A piece of work whose result is kept on disk.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    /// Says what it is: `"original, V_S 17 of 300"`.
    pub name: String,
    /// Its share of the work, for the estimate of the time that is left.
    pub weight: f64,
}

impl Unit {
    /// A unit of weight 1.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), weight: 1.0 }
    }
}

/// What came out of an item.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The picture.
    pub figure: Figure,
    /// What was found for each claim; a claim that is not here counts as not run.
    pub measured: Vec<Measured>,
    /// The numbers behind the picture.
    pub data: Vec<DataFile>,
    /// What a reader must know beside the verdicts: quasi-fixed points, suspected causes of a miss, data that is not the source's.
    pub notes: Vec<String>,
}

/// What was found for one claim.
#[derive(Clone, Debug)]
pub struct Measured {
    /// The name of the claim on the card.
    pub claim: &'static str,
    /// The finding.
    pub found: Found,
    /// How it was found, for the report: `"16 upward crossings of -45 mV in each of 11 bursts"`.
    pub evidence: String,
}

/// A finding.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// For a number, a value read off a plot, or a bound.
    Value(f64),
    /// For a shape.
    Holds(bool),
    /// Not looked at, and why: `"needs 300 starts a V_S; quick has 40"`.
    NotRun(String),
}

impl Measured {
    /// A number was measured.
    #[must_use]
    pub fn value(claim: &'static str, value: f64, evidence: impl Into<String>) -> Self {
        Self { claim, found: Found::Value(value), evidence: evidence.into() }
    }

    /// A predicate was decided.
    #[must_use]
    pub fn holds(claim: &'static str, holds: bool, evidence: impl Into<String>) -> Self {
        Self { claim, found: Found::Holds(holds), evidence: evidence.into() }
    }

    /// Nothing was measured, and why.
    #[must_use]
    pub fn not_run(claim: &'static str, why: impl Into<String>) -> Self {
        Self { claim, found: Found::NotRun(why.into()), evidence: String::new() }
    }
}
