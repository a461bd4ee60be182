//! Checkpoints: a training's whole state in one file, written so that it is always whole.

use super::session::{Epoch, Judged, Training};
use super::standing::Standing;
use crate::error::Error;
use crate::file::{self, Content, Numbers};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::path::Path;

const ENTRY: &str = "wilsoncowan-training";

#[derive(Serialize, Deserialize)]
struct Header {
    /// What is trained on what: a checkpoint of anything else is refused.
    of: String,
    step: u64,
    epochs: usize,
    judged: bool,
}

/// What a checkpoint is of: a sum over everything that the training depends on.
pub(super) fn fingerprint(training: &Training<'_>) -> String {
    let Training { node, shape, classes, images, labels, judge, options } = training;
    let mut sum = Sha256::new();
    sum.update(format!("{node:?} {shape:?} {classes} {options:?}"));
    for pixels in [*images, judge.0] {
        sum.update(pixels.len().to_le_bytes());
        for part in pixels.chunks(4096) {
            let bytes: Vec<u8> = part.iter().flat_map(|pixel| pixel.to_le_bytes()).collect();
            sum.update(bytes);
        }
    }
    sum.update(labels);
    sum.update(judge.1);
    let sum = sum.finalize();
    let digest = u64::from_be_bytes(*sum.first_chunk().expect("32 bytes"));
    format!("{} images, seed {} ({digest:016x})", labels.len(), options.seed)
}

pub(super) fn save(path: &Path, of: &str, standing: &Standing, curve: &[Epoch]) -> Result<(), Error> {
    let judged = curve.iter().all(|epoch| epoch.judged.is_some());
    let header = Header { of: of.to_owned(), step: standing.step, epochs: standing.epochs, judged };
    let rows: Vec<f64> = curve.iter().flat_map(numbers).collect();
    let weights = |numbers| (vec![standing.a.len()], Numbers::Single(numbers));
    let [a, first, second, average] =
        [&standing.a, &standing.first, &standing.second, &standing.average].map(|part| weights(&part[..]));
    let bytes = file::to_bytes(
        ENTRY,
        &header,
        &[
            ("a", a.0, a.1),
            ("first", first.0, first.1),
            ("second", second.0, second.1),
            ("average", average.0, average.1),
            ("gamma", vec![standing.gamma.len()], Numbers::Double(&standing.gamma)),
            ("curve", vec![curve.len(), NUMBERS], Numbers::Double(&rows)),
        ],
    );
    file::write(path, &bytes)
}

/// The state and the curve that a checkpoint of this training holds, to go on from `begin`; `None` if there is no file.
pub(super) fn load(path: &Path, of: &str, begin: &Standing) -> Result<Option<(Standing, Vec<Epoch>)>, Error> {
    let fault = |why: String| Error::File { path: path.to_owned(), why };
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(why) => return Err(fault(why.to_string())),
    };
    let (header, arrays): (Header, _) = Content::of(&bytes, path, ENTRY)?;
    if header.of != of {
        return Err(fault(format!("a checkpoint of another training: of {}, not of {of}", header.of)));
    }
    let weights = |name| arrays.single(name, &[begin.a.len()]);
    let gamma = arrays.double("gamma", &[begin.gamma.len()])?;
    let standing = Standing {
        a: weights("a")?,
        first: weights("first")?,
        second: weights("second")?,
        average: weights("average")?,
        gamma: gamma.try_into().expect("as many as asked for"),
        step: header.step,
        epochs: header.epochs,
    };
    let rows = arrays.double("curve", &[header.epochs, NUMBERS])?;
    let curve = rows.as_chunks::<NUMBERS>().0.iter().zip(1..);
    let curve = curve.map(|(&[loss, accuracy, gamma, early, late], number)| {
        let judged = header.judged.then_some(Judged { early, late });
        Epoch { number, loss, accuracy, gamma, judged }
    });
    Ok(Some((standing, curve.collect())))
}

/// Numbers of an epoch.
const NUMBERS: usize = 5;

fn numbers(epoch: &Epoch) -> [f64; NUMBERS] {
    let (early, late) = epoch.judged.map_or((f64::NAN, f64::NAN), |judged| (judged.early, judged.late));
    [epoch.loss, epoch.accuracy, epoch.gamma, early, late]
}
