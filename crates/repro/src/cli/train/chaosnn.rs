//! `train chaosnn`: a classifier of the USPS digits, with its log and a manifest inside.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use chaosnn::Activation;
use chaosnn::network_file::{self, Manifest, Precision};
use chaosnn::train::{Examples, Recipe, Round, Stage, Trained, Watch};
use clap::{Args, ValueEnum};
use neurodyn_datasets::{DataSet, Folder, digits, known, usps_gpml};

use super::super::{FOLDER_OF_DATA, say};
use super::voice::Voice;
use crate::error::ReproError;
use crate::runner::{in_words, whole};
use crate::stand_in;

/// Units of the hidden layers of a try.
const QUICK: [usize; 1] = [60];
/// Units of the hidden layers for 8x8 digits: a quarter of the pixels, about a quarter of the units.
const SMALL: [usize; 3] = [50, 50, 180];

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Units {
    Sigmoid,
    Tanh,
    Relu,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Chaosnn {
    /// The function on hidden units
    #[arg(long, value_enum, default_value = "sigmoid")]
    activation: Units,
    /// Of the first weights, the order of the images and the Boltzmann machines
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Without Boltzmann machines, also for sigmoids
    #[arg(long)]
    no_pretraining: bool,
    /// Folder of the networks
    #[arg(long, value_name = "DIR", default_value = "target/train/chaosnn")]
    out: PathBuf,
    #[arg(long, value_name = "DIR", help = FOLDER_OF_DATA)]
    data: Option<PathBuf>,
    /// From the embedded 8x8 digits, a smaller network
    #[arg(long)]
    digits: bool,
    /// A try of seconds with a small network
    #[arg(long)]
    quick: bool,
}

impl Chaosnn {
    pub(super) fn run(&self, stdout: &mut dyn Write, stop: &AtomicBool) -> Result<u8, ReproError> {
        let data = if self.digits {
            stand_in::digits()
        } else {
            usps_gpml(&Folder::find(self.data.as_deref())).map_err(ReproError::data)?
        };
        fs::create_dir_all(&self.out).map_err(ReproError::write(&self.out))?;
        let recipe = self.recipe();
        let name = self.name(&recipe);
        let began = Instant::now();
        let voice = Voice::new(&name);
        let progress = |round: &Round| voice.hear(round.share, &words(round));
        let images = &data.train;
        let examples = Examples {
            inputs: images.shape().0 * images.shape().1,
            classes: images.classes(),
            pixels: images.pixels(),
            labels: images.labels(),
        };
        let trained = recipe.train(&examples, &Watch { cancel: Some(stop), progress: Some(&progress) });
        voice.end();
        let trained = trained.map_err(failed)?;
        let wrong = trained.network.errors(data.test.pixels(), data.test.labels()).map_err(failed)?.len();
        let file = self.out.join(format!("{name}.safetensors"));
        let manifest = self.manifest(&recipe, &trained, &data, wrong);
        // the weights are f32 numbers: nothing is lost
        network_file::save(&file, &trained.network, &manifest, Precision::Single).map_err(failed)?;
        whole(&self.out.join(format!("{name}.csv")), log(&trained.log).as_bytes())?;
        let _ = writeln!(io::stderr(), "{name}: done in {}", in_words(began.elapsed().as_secs_f64()));
        let (errors, learned, tested) = (trained.errors, data.train.len(), data.test.len());
        let margin = trained.margin;
        say(
            stdout,
            &format!(
                "{}  {errors} of {learned} wrong in training, margin {margin:.2}; {wrong} of {tested} wrong in the test",
                file.display()
            ),
        )?;
        Ok(0)
    }

    fn recipe(&self) -> Recipe {
        let activation = match self.activation {
            Units::Sigmoid => Activation::Sigmoid,
            Units::Tanh => Activation::Tanh,
            Units::Relu => Activation::Relu,
        };
        let mut recipe = Recipe::of_the_source(activation, self.seed);
        if self.no_pretraining {
            recipe.pretraining = None;
        }
        if self.digits {
            recipe.hidden = SMALL.to_vec();
        }
        if self.quick {
            recipe.hidden = QUICK.to_vec();
        }
        recipe
    }

    fn name(&self, recipe: &Recipe) -> String {
        let digits = if self.digits { "digits_" } else { "" };
        let plain = if self.no_pretraining { "_plain" } else { "" };
        let quick = if self.quick { "_quick" } else { "" };
        format!("{digits}{}_{}{plain}{quick}", recipe.activation.name(), self.seed)
    }

    /// What the network was made from, and what came out: the same for the same network.
    fn manifest(&self, recipe: &Recipe, trained: &Trained, data: &DataSet, wrong: usize) -> Manifest {
        let Recipe { adam, hard, .. } = recipe;
        let switch = |on: bool, text: &str| if on { text.to_owned() } else { String::new() };
        let command = format!(
            "cargo xtask train chaosnn --activation {} --seed {}{}{}{}",
            recipe.activation.name(),
            self.seed,
            switch(self.digits, " --digits"),
            switch(self.no_pretraining, " --no-pretraining"),
            switch(self.quick, " --quick")
        );
        let pretraining = recipe.pretraining.map_or("none".to_owned(), |machines| {
            format!("{} epochs a layer, batch {}, rate {}", machines.epochs, machines.batch, machines.rate)
        });
        let rounds = trained.log.iter().filter(|round| round.stage == Stage::Hard).count();
        let file = known::USPS_GPML.files[0];
        let of = if self.digits {
            format!("{}, SHA-256 {}", data.name, digits::SHA256)
        } else {
            format!("{}, {} with SHA-256 {}", data.name, file.name, file.sha256)
        };
        let words = [
            ("made by", command),
            ("seed", self.seed.to_string()),
            ("data", of),
            ("pretraining", pretraining),
            ("adam", format!("{} epochs, batch {}, rate {}", adam.epochs, adam.batch, adam.rate)),
            (
                "hardest images",
                format!(
                    "{rounds} rounds of {} steps, {} of {}, rate {}",
                    hard.steps, hard.items, hard.batch, hard.rate
                ),
            ),
            ("training errors", format!("{} of {}", trained.errors, data.train.len())),
            ("smallest margin in training", format!("{:.6}", trained.margin)),
            ("test errors", format!("{wrong} of {}", data.test.len())),
        ];
        words.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
    }
}

fn words(round: &Round) -> String {
    let Round { stage, number, of, loss, errors, .. } = *round;
    let stage = match stage {
        Stage::Pretraining(layer) => format!("pretraining of layer {}", layer + 1),
        Stage::Adam => "Adam".to_owned(),
        Stage::Hard => "hardest images".to_owned(),
    };
    let errors = errors.map_or(String::new(), |errors| format!(", {errors} wrong"));
    format!("{stage} {number}/{of}, loss {loss:.2e}{errors}")
}

/// One row a round.
fn log(rounds: &[Round]) -> String {
    let mut text = "stage,round,loss,errors\n".to_owned();
    for Round { stage, number, loss, errors, .. } in rounds {
        let stage = match stage {
            Stage::Pretraining(layer) => format!("pretraining_{}", layer + 1),
            Stage::Adam => "adam".to_owned(),
            Stage::Hard => "hard".to_owned(),
        };
        let errors = errors.map_or(String::new(), |errors| errors.to_string());
        let _ = writeln!(text, "{stage},{number},{loss:e},{errors}");
    }
    text
}

fn failed(error: chaosnn::Error) -> ReproError {
    match error {
        chaosnn::Error::Cancelled { .. } => ReproError::Cancelled,
        chaosnn::Error::File { path, why } => {
            ReproError::Input { what: path.display().to_string(), hint: why }
        }
        error => ReproError::Numerics { what: "training".to_owned(), facts: error.to_string() },
    }
}
