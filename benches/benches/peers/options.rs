//! The command line of `cargo xtask bench peers`.

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

const HELP: &str = "\
cargo xtask bench peers [options]: dynsys beside its peers, interleaved, in processor time

  --rounds N       timed rounds (default 5; 2 with --quick)
  --only WORDS     only workloads whose name begins with one of these words: robertson,lorenz
  --quick          fewer tolerances, shorter samples
  --long           up to a million trajectories in the growth of the ensemble
  --json FILE      where the numbers go (default: bench-peers/peers.json in the target folder)
  --markdown FILE  write the tables into this page, between its two marks
  --without-python only the crates

Peers outside Rust need an interpreter with the packages that benches/peers/peers.py names in its first lines;
NEURODYN_PEERS_PYTHON names it (default: python3).";

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
    /// From the words after the program's name.
    pub(crate) fn parse(words: impl IntoIterator<Item = String>) -> Result<Self, String> {
        let mut options = Self {
            rounds: 0,
            only: Vec::new(),
            quick: false,
            long: false,
            json: None,
            markdown: None,
            python: true,
            sample: 0.02,
        };
        let mut words = words.into_iter();
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or_else(|| format!("`{word}` needs a value\n\n{HELP}"));
            match word.as_str() {
                // cargo's own word to a benchmark
                "--bench" => {}
                "--rounds" => {
                    let text = value()?;
                    options.rounds =
                        text.parse().map_err(|_| format!("`--rounds {text}` is no number of rounds"))?;
                    if options.rounds == 0 {
                        return Err("there must be a round".to_owned());
                    }
                }
                "--only" => options.only.extend(choose(&value()?)?),
                "--quick" => options.quick = true,
                "--long" => options.long = true,
                "--json" => options.json = Some(value()?.into()),
                "--markdown" => options.markdown = Some(value()?.into()),
                "--without-python" => options.python = false,
                "--help" | "-h" => return Err(HELP.to_owned()),
                _ => return Err(format!("unknown word `{word}`\n\n{HELP}")),
            }
        }
        if options.quick {
            options.sample = 0.005;
        }
        if options.rounds == 0 {
            options.rounds = if options.quick { 2 } else { 5 };
        }
        if options.only.is_empty() {
            options.only = WORKLOADS.to_vec();
        }
        Ok(options)
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

/// The workloads that begin with one of some words between commas.
fn choose(words: &str) -> Result<Vec<&'static str>, String> {
    let mut chosen = Vec::new();
    for word in words.split(',') {
        let begins = WORKLOADS.iter().filter(|key| !word.is_empty() && key.starts_with(word));
        let before = chosen.len();
        // a whole name is that one alone, not those that go on
        match WORKLOADS.iter().find(|key| **key == word) {
            Some(whole) => chosen.push(*whole),
            None => chosen.extend(begins),
        }
        if chosen.len() == before {
            return Err(format!("no workload `{word}`; there are {}", WORKLOADS.join(", ")));
        }
    }
    Ok(chosen)
}
