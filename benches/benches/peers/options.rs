//! The command line of `cargo xtask bench peers`.

use clap::Parser;
use std::num::NonZeroU32;
use std::path::PathBuf;

/// Every workload that can be asked for, in the order of the table.
pub(crate) const WORKLOADS: [&str; 19] = [
    "robertson",
    "van-der-pol",
    "stiffest-van-der-pol",
    "hires",
    "orego",
    "pollution",
    "lorenz",
    "arenstorf",
    "neuron",
    "neuron-avx2",
    "neuron-threads",
    "neuron-growth",
    "lorenz-exponents",
    "lorenz96-exponents",
    "henon-exponents",
    "duffing-basins",
    "newton-basins",
    "henon-basins",
    "pendulum-basins",
];

/// Dynsys beside its peers, interleaved, in processor time.
///
/// Peers outside Rust need an interpreter with the packages that `benches/peers/peers.py` names in its first lines;
/// `NEURODYN_PEERS_PYTHON` names it (default: `python3`).
#[derive(Debug, Parser)]
#[command(name = "cargo xtask bench peers", bin_name = "cargo xtask bench peers")]
struct Words {
    /// Timed rounds [default: 5; 2 with --quick]
    #[arg(long, value_name = "N")]
    rounds: Option<NonZeroU32>,
    /// Only workloads whose name begins with one of these words: robertson,lorenz
    #[arg(long, value_name = "WORDS", value_delimiter = ',', value_parser = choose)]
    only: Vec<Chosen>,
    /// Fewer tolerances, shorter samples
    #[arg(long)]
    quick: bool,
    /// Up to a million trajectories in the growth of the ensemble
    #[arg(long)]
    long: bool,
    /// Where the numbers go [default: bench-peers/peers.json in the target folder]
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Write the tables into this page, between its two marks
    #[arg(long, value_name = "FILE")]
    markdown: Option<PathBuf>,
    /// Only the crates
    #[arg(long)]
    without_python: bool,
    /// Cargo's own word to a benchmark
    #[arg(long, hide = true)]
    bench: bool,
}

/// The workloads that one word chooses.
type Chosen = std::sync::Arc<[&'static str]>;

/// What was asked for.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    pub(crate) rounds: u32,
    pub(crate) only: Vec<&'static str>,
    pub(crate) quick: bool,
    pub(crate) long: bool,
    pub(crate) json: Option<PathBuf>,
    pub(crate) markdown: Option<PathBuf>,
    pub(crate) python: bool,
    /// Seconds that a timed sample lasts at least.
    pub(crate) sample: f64,
}

impl Options {
    /// From the words after the program's name; ends the program where these are wrong, or ask for help.
    pub(crate) fn parse() -> Self {
        let words = Words::parse();
        let mut only: Vec<&'static str> = words.only.iter().flat_map(|one| one.iter().copied()).collect();
        if only.is_empty() {
            only = WORKLOADS.to_vec();
        }
        Self {
            rounds: words.rounds.map_or(if words.quick { 2 } else { 5 }, NonZeroU32::get),
            only,
            quick: words.quick,
            long: words.long,
            json: words.json,
            markdown: words.markdown,
            python: !words.without_python,
            sample: if words.quick { 0.005 } else { 0.02 },
        }
    }

    /// Whether this workload was asked for.
    pub(crate) fn wants(&self, key: &str) -> bool {
        self.only.contains(&key)
    }

    /// The relative tolerances of curves.
    pub(crate) fn ladder(&self) -> Vec<f64> {
        let decades = if self.quick { vec![4, 6, 8, 10] } else { (3..=12).collect() };
        decades.into_iter().map(|decade| 10.0_f64.powi(-decade)).collect()
    }
}

/// The workloads whose names begin with a word; a whole name is that one alone, not those that go on.
fn choose(word: &str) -> Result<Chosen, String> {
    if let Some(whole) = WORKLOADS.iter().find(|key| **key == word) {
        return Ok([*whole].into());
    }
    let begins: Vec<_> =
        WORKLOADS.into_iter().filter(|key| !word.is_empty() && key.starts_with(word)).collect();
    if begins.is_empty() {
        return Err(format!("there are {}", WORKLOADS.join(", ")));
    }
    Ok(begins.into())
}
