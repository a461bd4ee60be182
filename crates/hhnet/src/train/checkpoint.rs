//! Checkpoints: the whole state of a subnetwork's training in one file, written so that it is always whole.

use super::adam::Moments;
use super::{Epoch, Stage, Training};
use crate::error::Error;
use safetensors::{Dtype, SafeTensors, View};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::path::{Path, PathBuf};

/// Where the training of a subnetwork stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Standing {
    /// What is under way, and how much of it is done.
    pub(super) stage: Stage,
    pub(super) done: usize,
    pub(super) moments: Moments,
    /// Of Levenberg and Marquardt, with its loss: not a number before they begin.
    pub(super) damping: f64,
    pub(super) loss: f64,
    /// Iterations in a row that gained next to nothing.
    pub(super) idle: usize,
    pub(super) curve: Vec<Epoch>,
}

impl Standing {
    /// Before the first round.
    pub(super) fn first(moments: Moments, stage: Stage) -> Self {
        Self { stage, done: 0, moments, damping: f64::NAN, loss: f64::NAN, idle: 0, curve: Vec::new() }
    }
}

/// What a checkpoint is of, in words and as a sum over everything that training depends on.
pub(super) fn fingerprint(training: &Training<'_>, variable: usize, weights: &[f64]) -> String {
    let Training { form, rows, validation, options, .. } = training;
    let mut sum = Sum(FNV_OFFSET);
    for byte in format!("{form:?} {options:?} {variable}").bytes() {
        sum.add(u64::from(byte));
    }
    for number in weights {
        sum.add(number.to_bits());
    }
    for rows in [rows, validation] {
        for k in 0..rows.parameters() + 2 * rows.variables() {
            for number in rows.column(k) {
                sum.add(number.to_bits());
            }
        }
    }
    let (count, seed) = (rows.len(), options.seed);
    format!("variable {variable} over {count} records from seed {seed} ({:016x})", sum.0)
}

/// The sum of Fowler, Noll and Vo (1a), word by word.
struct Sum(u64);
const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0000_0100_0000_01b3;

impl Sum {
    const fn add(&mut self, word: u64) {
        self.0 = (self.0 ^ word).wrapping_mul(FNV_PRIME);
        // words are longer than bytes: their high bits must reach the low ones
        self.0 ^= self.0 >> 32;
    }
}

/// The one entry of the metadata.
const ENTRY: &str = "hhnet-training";

#[derive(Serialize, Deserialize)]
struct Header {
    /// What is trained on what: a checkpoint of anything else is refused.
    of: String,
    stage: String,
    done: usize,
    step: u64,
    idle: usize,
    stages: Vec<String>,
}

/// The file of subnetwork `i`.
pub(super) fn file(folder: &Path, i: usize) -> PathBuf {
    folder.join(format!("subnet{i}.safetensors"))
}

/// Writes the file beside its place, then puts it there.
pub(super) fn save(path: &Path, of: &str, standing: &Standing) -> Result<(), Error> {
    let fault = |why: &dyn std::fmt::Display| Error::File { path: path.to_owned(), why: why.to_string() };
    let header = Header {
        of: of.to_owned(),
        stage: standing.stage.name().to_owned(),
        done: standing.done,
        step: standing.moments.step,
        idle: standing.idle,
        stages: standing.curve.iter().map(|epoch| epoch.stage.name().to_owned()).collect(),
    };
    let header = serde_json::to_string(&header).map_err(|why| fault(&why))?;
    let Moments { weights, first, second, .. } = &standing.moments;
    let curve = |of: fn(&Epoch) -> f64| standing.curve.iter().map(of).collect::<Vec<f64>>();
    let tensors = [
        ("weights", weights.clone()),
        ("first", first.clone()),
        ("second", second.clone()),
        ("damping", vec![standing.damping, standing.loss]),
        ("training", curve(|epoch| epoch.training)),
        ("validation", curve(|epoch| epoch.validation)),
    ]
    .map(|(name, numbers)| (name, Numbers::of(&numbers)));
    let metadata = std::iter::once((ENTRY.to_owned(), header)).collect();
    let bytes = safetensors::serialize(tensors, Some(metadata)).map_err(|why| fault(&why))?;
    let part = path.with_extension("part");
    std::fs::write(&part, bytes).map_err(|why| fault(&why))?;
    std::fs::rename(&part, path).map_err(|why| fault(&why))
}

/// Reads a checkpoint of this training; `None` if there is no file.
pub(super) fn load(path: &Path, of: &str, weights: usize) -> Result<Option<Standing>, Error> {
    let fault = |why: String| Error::File { path: path.to_owned(), why };
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(why) => return Err(fault(why.to_string())),
    };
    let damaged = |why: &dyn std::fmt::Display| fault(format!("damaged checkpoint: {why}"));
    let (_, metadata) = SafeTensors::read_metadata(&bytes).map_err(|why| damaged(&why))?;
    let entry = metadata.metadata().as_ref().and_then(|entries| entries.get(ENTRY));
    let header = entry.ok_or_else(|| fault(format!("no checkpoint: its metadata has no entry `{ENTRY}`")))?;
    let header: Header = serde_json::from_str(header).map_err(|why| damaged(&why))?;
    if header.of != of {
        let other = &header.of;
        return Err(fault(format!("a checkpoint of another training: of {other}, not of {of}")));
    }
    let tensors = SafeTensors::deserialize(&bytes).map_err(|why| damaged(&why))?;
    let numbers = |name: &str, expected: usize| {
        let tensor = tensors.tensor(name).map_err(|why| damaged(&why))?;
        if tensor.dtype() != Dtype::F64 || tensor.shape() != [expected] {
            return Err(damaged(&format!("`{name}` is {:?} {:?}", tensor.dtype(), tensor.shape())));
        }
        let numbers = tensor.data().chunks_exact(size_of::<f64>());
        Ok(numbers.map(|n| f64::from_le_bytes(n.try_into().expect("eight bytes"))).collect::<Vec<f64>>())
    };
    let stage =
        |name: &str| Stage::named(name).ok_or_else(|| damaged(&format!("no stage is called `{name}`")));
    let rounds = header.stages.len();
    let (training, validation) = (numbers("training", rounds)?, numbers("validation", rounds)?);
    let curve = header.stages.iter().zip(training.into_iter().zip(validation));
    let curve =
        curve.map(|(name, (training, validation))| Ok(Epoch { stage: stage(name)?, training, validation }));
    let damping = numbers("damping", 2)?;
    Ok(Some(Standing {
        stage: stage(&header.stage)?,
        done: header.done,
        moments: Moments {
            weights: numbers("weights", weights)?,
            first: numbers("first", weights)?,
            second: numbers("second", weights)?,
            step: header.step,
        },
        damping: damping[0],
        loss: damping[1],
        idle: header.idle,
        curve: curve.collect::<Result<_, Error>>()?,
    }))
}

/// A tensor to be written.
struct Numbers {
    shape: [usize; 1],
    bytes: Vec<u8>,
}

impl Numbers {
    fn of(numbers: &[f64]) -> Self {
        Self { shape: [numbers.len()], bytes: numbers.iter().flat_map(|n| n.to_le_bytes()).collect() }
    }
}

impl View for Numbers {
    fn dtype(&self) -> Dtype {
        Dtype::F64
    }
    fn shape(&self) -> &[usize] {
        &self.shape
    }
    fn data(&self) -> Cow<'_, [u8]> {
        Cow::Borrowed(&self.bytes)
    }
    fn data_len(&self) -> usize {
        self.bytes.len()
    }
}
