//! `train wilsoncowan`: a network whose planted attractors classify images, with its learning curve.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use clap::{Args, ValueEnum};
use dynsys::ensemble::Resources as Plain;
use neurodyn_datasets::{DataSet, Folder, fashion_mnist, mnist};
use wilsoncowan::Node;
use wilsoncowan::train::{Epoch, Options, Progress, Resources, Training};

use super::super::{FOLDER_OF_DATA, say};
use super::voice::Voice;
use crate::error::ReproError;
use crate::runner::{in_words, whole};
use crate::stand_in;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Which {
    /// 60,000 handwritten digits
    Mnist,
    /// 60,000 pictures of clothes
    Fashion,
    /// The embedded 8x8 digits
    Digits,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Recipe {
    /// Some seconds to a minute
    Quick,
    /// Some minutes
    Standard,
    /// The best one known: a quarter of an hour on two cores
    Full,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Wilsoncowan {
    /// What to learn
    #[arg(long, value_enum, default_value = "mnist")]
    set: Which,
    /// Pixels of a side of the images: 14 (2x2 means), 17, 21, 24, 28, 31 or 35; 8 for the digits
    #[arg(long)]
    side: Option<usize>,
    #[arg(long, value_enum, default_value = "standard")]
    recipe: Recipe,
    /// Passes over the images, if not those of the recipe
    #[arg(long)]
    epochs: Option<NonZeroUsize>,
    /// Shift images by up to so many pixels at random, which the source does not
    #[arg(long, default_value_t = 0)]
    shift: usize,
    /// Of the first weights, the order of the images and their noise
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Folder of the networks
    #[arg(long, value_name = "DIR", default_value = "target/train/wilsoncowan")]
    out: PathBuf,
    #[arg(long, value_name = "DIR", help = FOLDER_OF_DATA)]
    data: Option<PathBuf>,
    /// Threads; the network never depends on them [default: all cores]
    #[arg(long)]
    threads: Option<NonZeroUsize>,
    /// Begin anew even if a checkpoint of the same training is there
    #[arg(long)]
    anew: bool,
}

impl Wilsoncowan {
    pub(super) fn run(&self, stdout: &mut dyn Write, stop: &AtomicBool) -> Result<u8, ReproError> {
        let data = self.data()?;
        let side = data.train.shape().0;
        fs::create_dir_all(&self.out).map_err(ReproError::write(&self.out))?;
        let name = self.name(side);
        let checkpoint = self.out.join(format!("{name}.checkpoint"));
        if self.anew && checkpoint.exists() {
            fs::remove_file(&checkpoint).map_err(ReproError::write(&checkpoint))?;
        }
        let (images, measured) = (data.train.unit_pixels(), data.test.unit_pixels());
        let training = Training {
            node: Node::published(),
            shape: data.train.shape(),
            classes: data.train.classes(),
            images: &images,
            labels: data.train.labels(),
            judge: (&measured, data.test.labels()),
            options: self.options(),
        };
        let began = Instant::now();
        let log = Log {
            voice: Voice::new(&name),
            epochs: training.options.epochs,
            last: Mutex::new((0, String::new())),
        };
        let threads = self.threads.map_or(0, NonZeroUsize::get);
        let resources = Resources {
            plain: Plain { threads, cancel: Some(stop), ..Plain::default() },
            checkpoint: Some(&checkpoint),
            progress: Some(&log),
        };
        let trained = training.run(&resources);
        log.voice.end();
        let (mut model, curve) = trained.map_err(|error| {
            if let wilsoncowan::Error::Cancelled { .. } = error {
                let _ = writeln!(io::stderr(), "the same command goes on from {}", checkpoint.display());
            }
            failed(error)
        })?;
        model.manifest.insert("made by".to_owned(), self.command());
        model.manifest.insert("data".to_owned(), format!("{}, {side}x{side} pixels", data.name));
        let file = self.out.join(format!("{name}.safetensors"));
        model.save(&file).map_err(failed)?;
        whole(&self.out.join(format!("{name}.csv")), table(&curve).as_bytes())?;
        let _ = fs::remove_file(&checkpoint);
        let _ = writeln!(io::stderr(), "{name}: done in {}", in_words(began.elapsed().as_secs_f64()));
        let last = curve.last().and_then(|epoch| epoch.judged);
        let accuracy = last.map_or(String::new(), |judged| {
            format!(
                "  test accuracy {:.4} at T = {}, {:.4} at T = 40",
                judged.early,
                model.time(),
                judged.late
            )
        });
        say(stdout, &format!("{}  gamma {:.4}{accuracy}", file.display(), model.gamma))?;
        Ok(0)
    }

    fn data(&self) -> Result<DataSet, ReproError> {
        let folder = || Folder::find(self.data.as_deref());
        let data = match self.set {
            Which::Mnist => mnist(&folder()).map_err(ReproError::data)?,
            Which::Fashion => fashion_mnist(&folder()).map_err(ReproError::data)?,
            Which::Digits => stand_in::digits(),
        };
        match self.side {
            Some(side) if side != data.train.shape().0 => data.to_side(side).map_err(ReproError::data),
            _ => Ok(data),
        }
    }

    fn options(&self) -> Options {
        let options = match (self.recipe, self.set) {
            (_, Which::Digits) => Options::small(),
            (Recipe::Quick, _) => Options::quick(),
            (Recipe::Standard, _) => Options::default(),
            (Recipe::Full, Which::Fashion) => Options::clothes(),
            (Recipe::Full, Which::Mnist) => Options::full(),
        };
        let epochs = self.epochs.map_or(options.epochs, NonZeroUsize::get);
        Options { epochs, shift: self.shift, seed: self.seed, ..options }
    }

    fn word<E: ValueEnum>(value: &E) -> String {
        value.to_possible_value().map_or(String::new(), |word| word.get_name().to_owned())
    }

    fn name(&self, side: usize) -> String {
        let shifted = if self.shift > 0 { format!("_shift{}", self.shift) } else { String::new() };
        let epochs = self.epochs.map_or(String::new(), |epochs| format!("_{epochs}"));
        let (set, recipe) = (Self::word(&self.set), Self::word(&self.recipe));
        format!("{set}_{}_{recipe}{epochs}{shifted}_{}", side * side, self.seed)
    }

    fn command(&self) -> String {
        let mut command = format!(
            "cargo xtask train wilsoncowan --set {} --recipe {} --seed {}",
            Self::word(&self.set),
            Self::word(&self.recipe),
            self.seed
        );
        for (flag, value) in [("side", self.side), ("epochs", self.epochs.map(NonZeroUsize::get))] {
            if let Some(value) = value {
                let _ = write!(command, " --{flag} {value}");
            }
        }
        if self.shift > 0 {
            let _ = write!(command, " --shift {}", self.shift);
        }
        command
    }
}

/// The learning curve, told as it grows.
struct Log {
    voice: Voice,
    epochs: usize,
    /// Epochs that are done, and what the last one came to.
    last: Mutex<(usize, String)>,
}

impl Progress for Log {
    fn epoch(&self, epoch: &Epoch, _: usize) {
        let judged = epoch.judged.map_or(String::new(), |judged| {
            format!("; test {:.4}, at T = 40 {:.4}", judged.early, judged.late)
        });
        let text = format!("loss {:.2e}, gamma {:.3}{judged}", epoch.loss, epoch.gamma);
        *self.last.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = (epoch.number, text);
    }
    fn batch(&self, done: usize, of: usize, loss: f64, accuracy: f64) {
        let (epochs, last) = &*self.last.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let share = (*epochs as f64 + done as f64 / of as f64) / self.epochs as f64;
        let now = format!("epoch {}/{}: loss {loss:.2e}, accuracy {accuracy:.4}", epochs + 1, self.epochs);
        let before = if last.is_empty() { String::new() } else { format!("; before: {last}") };
        self.voice.hear(share, &format!("{now}{before}"));
    }
}

/// One row an epoch.
fn table(curve: &[Epoch]) -> String {
    let mut text = "epoch,loss,training_accuracy,gamma,test_accuracy,test_accuracy_at_40\n".to_owned();
    for Epoch { number, loss, accuracy, gamma, judged } in curve {
        let judged = judged.map_or(",".to_owned(), |judged| format!("{},{}", judged.early, judged.late));
        let _ = writeln!(text, "{number},{loss:e},{accuracy},{gamma},{judged}");
    }
    text
}

fn failed(error: wilsoncowan::Error) -> ReproError {
    match error {
        wilsoncowan::Error::Cancelled { .. } => ReproError::Cancelled,
        wilsoncowan::Error::File { path, why } => {
            ReproError::Input { what: path.display().to_string(), hint: why }
        }
        error => ReproError::Numerics { what: "training".to_owned(), facts: error.to_string() },
    }
}
