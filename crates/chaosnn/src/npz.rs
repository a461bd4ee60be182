//! Networks from NumPy archives: `W0`, `b0`, `W1`, .. and the name of the activation, `act`.

use crate::error::Error;
use crate::network::{Activation, Layer, Network};
use npyz::{DType, NpyFile, Order, TypeChar};
use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use zip::ZipArchive;

/// Longer arrays (decompressed, in bytes) are refused: no network here has them, and a hostile archive might.
const LONGEST: u64 = 1 << 30;

/// Reads a network: arrays `Wl` (`inputs` rows, `outputs` columns) and `bl` of `f32` or `f64` for each layer `l` from 0,
/// and the text `act`, one of `sigmoid`, `tanh`, `relu`; as `numpy.savez` or `savez_compressed` write them.
///
/// # Errors
/// [`Error::File`] if the file cannot be read or holds something else, and what [`Network::new`] finds.
pub fn load(path: &Path) -> Result<Network, Error> {
    let fault = |why: String| Error::File { path: path.to_owned(), why };
    let file = File::open(path).map_err(|why| fault(why.to_string()))?;
    let mut archive = ZipArchive::new(file).map_err(|why| fault(why.to_string()))?;
    let name =
        text(&entry(&mut archive, "act").map_err(fault)?).map_err(|why| fault(format!("act: {why}")))?;
    let activation =
        Activation::named(&name).ok_or_else(|| fault(format!("`{name}` is no activation known here")))?;
    let mut layers = Vec::new();
    while archive.index_for_name(&format!("W{}.npy", layers.len())).is_some() {
        let mut array = |name: String, sides: usize| {
            let bytes = entry(&mut archive, &name).map_err(fault)?;
            numbers(&bytes, sides).map_err(|why| fault(format!("{name}: {why}")))
        };
        let (shape, weights) = array(format!("W{}", layers.len()), 2)?;
        let (_, biases) = array(format!("b{}", layers.len()), 1)?;
        layers.push(Layer { inputs: shape[0], outputs: shape[1], weights, biases });
    }
    Network::new(activation, layers)
}

/// The bytes of an array.
fn entry(archive: &mut ZipArchive<File>, name: &str) -> Result<Vec<u8>, String> {
    let entry = archive.by_name(&format!("{name}.npy")).map_err(|why| format!("{name}: {why}"))?;
    let mut bytes = Vec::new();
    entry.take(LONGEST).read_to_end(&mut bytes).map_err(|why| format!("{name}: {why}"))?;
    Ok(bytes)
}

/// The shape and the numbers of an array of `f32` or `f64` with so many sides, row by row.
fn numbers(bytes: &[u8], sides: usize) -> Result<(Vec<usize>, Vec<f64>), String> {
    let array = NpyFile::new(bytes).map_err(|why| why.to_string())?;
    let shape: Vec<usize> = array.shape().iter().map(|&side| side as usize).collect();
    if shape.len() != sides || array.order() != Order::C {
        return Err(format!("shape {shape:?}, order {:?}: not {sides} sides row by row", array.order()));
    }
    let plain = match array.dtype() {
        DType::Plain(plain) if plain.type_char() == TypeChar::Float => plain,
        other => return Err(format!("{} in place of f32 or f64", other.descr())),
    };
    let size = plain.num_bytes().unwrap_or(0);
    let told = shape.iter().try_fold(size, |product, &side| product.checked_mul(side));
    if told.is_none_or(|told| told > bytes.len()) {
        return Err(format!("{} bytes are too few for {shape:?}", bytes.len()));
    }
    let numbers = match size {
        4 => array.into_vec::<f32>().map(|numbers| numbers.into_iter().map(f64::from).collect()),
        8 => array.into_vec::<f64>(),
        _ => return Err(format!("floats of {size} bytes in place of f32 or f64")),
    };
    Ok((shape, numbers.map_err(|why| why.to_string())?))
}

/// The one text of an array.
fn text(bytes: &[u8]) -> Result<String, String> {
    let array = NpyFile::new(bytes).map_err(|why| why.to_string())?;
    if array.len() != 1 {
        return Err(format!("{} texts in place of one", array.len()));
    }
    let texts = array.into_vec::<String>().map_err(|why| why.to_string())?;
    texts.into_iter().next().ok_or_else(|| "no text".to_owned())
}
