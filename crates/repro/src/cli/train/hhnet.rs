//! `train hhnet`: makes the nets of the neurons anew, with checkpoints, learning curves and a manifest in each.

use std::fs;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use clap::{Args, ValueEnum};
use dynsys::ensemble::Resources as Plain;
use hhnet::train::nets::{HIDDEN, NAMES, Plan, plan};
use hhnet::train::{Check, Resources, Trained, Training, Verdict, check};
use hhnet::{Net, data, net_file};

use super::super::say;
use super::voice::Voice;
use crate::error::ReproError;
use crate::runner::{in_words, whole};

/// The nets by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Which {
    /// The modified neuron, on chunks of 1, 10 and 100 steps: the net of all its figures
    Modified,
    /// The original neuron, from the net of the modified one
    Original,
    /// The modified neuron, on single steps alone
    Chunk1,
    /// On chunks of 10 steps, as the source
    Chunk10,
    /// On chunks of 100 steps
    Chunk100,
    /// The original neuron, on chunks of 10 steps
    Original10,
    /// Every one of these
    All,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Hhnet {
    /// Which net
    #[arg(long, value_enum, default_value = "all")]
    net: Which,
    /// Of the data, the first weights and the order of the records
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Folder of the nets
    #[arg(long, value_name = "DIR", default_value = "target/train/hhnet")]
    out: PathBuf,
    /// Threads; the nets never depend on them [default: all cores]
    #[arg(long)]
    threads: Option<NonZeroUsize>,
    /// A try of seconds, with a twentieth of the records: its nets are poor
    #[arg(long)]
    quick: bool,
    /// Go on from the checkpoints, and keep nets that are done
    #[arg(long)]
    resume: bool,
}

impl Hhnet {
    pub(super) fn run(&self, stdout: &mut dyn Write, stop: &AtomicBool) -> Result<u8, ReproError> {
        for name in NAMES {
            if self.net == Which::All
                || self.net.to_possible_value().is_some_and(|word| word.get_name() == name)
            {
                self.make(name, stdout, stop)?;
            }
        }
        Ok(0)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.out.join(format!("{name}.safetensors"))
    }

    /// Makes a net, after those that it starts from.
    fn make(&self, name: &str, stdout: &mut dyn Write, stop: &AtomicBool) -> Result<Net, ReproError> {
        let plan = plan(name, self.seed, self.quick).ok_or_else(|| ReproError::NotThere {
            asked: name.to_owned(),
            why: "no net has this name".to_owned(),
        })?;
        let file = self.file(name);
        let mut manifest = manifest(&plan, self.seed, self.quick);
        if let Some(from) = plan.from {
            manifest.insert("from".to_owned(), from.to_owned());
        }
        if self.resume && file.is_file() {
            let (net, kept) = net_file::load(&file).map_err(failed)?;
            if manifest.iter().all(|(key, value)| kept.get(key) == Some(value)) {
                return Ok(net);
            }
        }
        let init = plan.from.map(|from| {
            // made a moment ago, or by an earlier command
            let earlier = Self { out: self.out.clone(), resume: true, ..*self };
            earlier.make(from, stdout, stop)
        });
        let init = init.transpose()?;
        let began = Instant::now();
        let trained = self.train(&plan, init.as_ref(), stop)?;
        let verdict = check::neuron(plan.neuron, plan.bounds, 1.0)(&trained.net);
        measured(&mut manifest, &trained, &verdict);
        net_file::save(&file, &trained.net, &manifest).map_err(failed)?;
        whole(&self.out.join(format!("{name}.csv")), curves(&trained).as_bytes())?;
        let _ = fs::remove_dir_all(self.checkpoints(name));
        let mut line = format!("{}  validation loss {:.2e}", file.display(), trained.loss().1);
        line += if verdict.accepted { ", dynamics within bounds" } else { ", dynamics outside their bounds" };
        let _ = writeln!(io::stderr(), "{name}: done in {}", in_words(began.elapsed().as_secs_f64()));
        say(stdout, &line)?;
        Ok(trained.net)
    }

    fn checkpoints(&self, name: &str) -> PathBuf {
        self.out.join("checkpoints").join(name)
    }

    fn train(&self, plan: &Plan, init: Option<&Net>, stop: &AtomicBool) -> Result<Trained, ReproError> {
        let folder = self.checkpoints(plan.name);
        fs::create_dir_all(&folder).map_err(|source| ReproError::Write { path: folder.clone(), source })?;
        let threads = self.threads.map_or(0, NonZeroUsize::get);
        let plain = Plain { threads, cancel: Some(stop), ..Plain::default() };
        let voice = Voice::new(plan.name);
        voice.line("its data");
        let rows = data::of_neuron(&plan.neuron, &plan.recipe, &plain).map_err(failed)?;
        let recipe = plan.recipe.validation(plan.validation);
        let validation = data::of_neuron(&plan.neuron, &recipe, &plain).map_err(failed)?;
        let form = plan.recipe.form(HIDDEN).map_err(failed)?;
        let look = plan.enough.map(|share| check::neuron(plan.neuron, plan.bounds, share));
        let look = look.as_ref().map(|look| look as &Check<'_>);
        let progress = |progress: &hhnet::train::Progress| voice.hear(progress.share, &words(progress));
        let training = Training {
            form: &form,
            rows: &rows,
            validation: &validation,
            options: &plan.options,
            init,
            check: look,
        };
        let trained = training.run(&Resources {
            threads,
            cancel: Some(stop),
            checkpoints: Some(&folder),
            resume: self.resume,
            progress: Some(&progress),
            ..Resources::default()
        });
        voice.end();
        trained.map_err(|error| match error {
            hhnet::Error::Run(dynsys::Error::Cancelled { .. }) if stop.load(Ordering::Relaxed) => {
                let _ = writeln!(io::stderr(), "checkpoints are in {}; --resume goes on", folder.display());
                ReproError::Cancelled
            }
            error => failed(error),
        })
    }
}

/// What a net was made from: the same for the same net.
fn manifest(plan: &Plan, seed: u64, quick: bool) -> net_file::Manifest {
    let options = &plan.options;
    let chunks: Vec<String> =
        plan.recipe.chunks.iter().map(|(length, count)| format!("{count} x {length}")).collect();
    let adam = &options.adam;
    let words = [
        (
            "made by",
            format!(
                "cargo xtask train hhnet --net {} --seed {seed}{}",
                plan.name,
                if quick { " --quick" } else { "" }
            ),
        ),
        ("seed", seed.to_string()),
        ("gK2", plan.neuron.gk2.to_string()),
        ("chunks", format!("{} steps", chunks.join(", "))),
        (
            "adam",
            format!("{} epochs, batch {}, rate {} to {}", adam.epochs, adam.batch, adam.rate, adam.last_rate),
        ),
        (
            "levenberg",
            format!("at most {:?} iterations on {} records", options.iterations, options.levenberg.rows),
        ),
    ];
    words.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

/// What came out.
fn measured(manifest: &mut net_file::Manifest, trained: &Trained, verdict: &Verdict) {
    for (variable, curve) in trained.curves.iter().enumerate() {
        if let Some(last) = curve.last() {
            let text = format!("{:.3e} training, {:.3e} validation", last.training, last.validation);
            manifest.insert(format!("loss {variable}"), text);
        }
    }
    for (name, value) in &verdict.measured {
        manifest.insert(name.clone(), format!("{value:.6}"));
    }
}

/// The learning curves, one row a round.
fn curves(trained: &Trained) -> String {
    use std::fmt::Write as _;
    let mut text = "variable,round,stage,training,validation\n".to_owned();
    for (variable, curve) in trained.curves.iter().enumerate() {
        for (round, epoch) in curve.iter().enumerate() {
            let (stage, training, validation) = (epoch.stage.name(), epoch.training, epoch.validation);
            let _ = writeln!(text, "{variable},{},{stage},{training:e},{validation:e}", round + 1);
        }
    }
    text
}

fn failed(error: hhnet::Error) -> ReproError {
    match error {
        hhnet::Error::Run(dynsys::Error::Cancelled { .. }) => ReproError::Cancelled,
        hhnet::Error::File { path, why } => ReproError::Input { what: path.display().to_string(), hint: why },
        error => ReproError::Numerics { what: "training".to_owned(), facts: error.to_string() },
    }
}

fn words(progress: &hhnet::train::Progress) -> String {
    let (round, rounds) = progress.round;
    let stage = progress.epoch.stage.name();
    let loss = progress.epoch.validation;
    format!("variable {}, {stage} {round}/{rounds}, loss {loss:.2e}", progress.variable)
}
