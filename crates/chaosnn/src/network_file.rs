//! Networks in files: safetensors with weights and biases by layer, and a manifest of how they were made.

use crate::error::Error;
use crate::network::{Activation, Layer, Network};
use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// What is known of how a network was made: words for people and for the command that made it, by name.
pub type Manifest = BTreeMap<String, String>;

/// How many bytes a number has in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// Four, `f32`: exact for networks that were trained in single precision, rounded for others.
    Single,
    /// Eight, `f64`: exact for all.
    Double,
}

/// The one entry of the file's metadata, so that the same network is the same bytes.
const ENTRY: &str = "chaosnn";

/// What the file's metadata says, as JSON.
#[derive(Serialize, Deserialize)]
struct Header {
    activation: String,
    manifest: Manifest,
}

/// Writes a network: tensors `l.weight` of `outputs` x `inputs` numbers and `l.bias`, for each layer `l` from 0, as the
/// linear layers of PyTorch and candle have them. The file appears when it is complete.
///
/// # Errors
/// [`Error::File`].
pub fn save(path: &Path, network: &Network, manifest: &Manifest, precision: Precision) -> Result<(), Error> {
    let fault = |why: &dyn std::fmt::Display| Error::File { path: path.to_owned(), why: why.to_string() };
    let part = path.with_extension("safetensors.part");
    std::fs::write(&part, to_bytes(network, manifest, precision)).map_err(|why| fault(&why))?;
    std::fs::rename(&part, path).map_err(|why| fault(&why))
}

/// Reads a network.
///
/// # Errors
/// [`Error::File`] if the file cannot be read or is damaged, and what [`Network::new`] finds.
pub fn load(path: &Path) -> Result<(Network, Manifest), Error> {
    let bytes =
        std::fs::read(path).map_err(|why| Error::File { path: path.to_owned(), why: why.to_string() })?;
    from_bytes(&bytes, path)
}

/// The content of a file.
///
/// ```
/// use chaosnn::network_file::{Manifest, Precision, from_bytes, to_bytes};
/// use chaosnn::{Activation, Layer, Network};
///
/// let layer = Layer { inputs: 2, outputs: 1, weights: vec![0.5, -0.1], biases: vec![1.0] };
/// let network = Network::new(Activation::Tanh, vec![layer])?;
/// let bytes = to_bytes(&network, &Manifest::new(), Precision::Double);
/// assert_eq!(from_bytes(&bytes, "in memory".as_ref())?.0, network);
/// # Ok::<(), chaosnn::Error>(())
/// ```
///
/// # Panics
/// Never: strings are JSON, and the shapes of a [`Network`] fit.
#[must_use]
pub fn to_bytes(network: &Network, manifest: &Manifest, precision: Precision) -> Vec<u8> {
    let header = Header { activation: network.activation().name().to_owned(), manifest: manifest.clone() };
    let header = serde_json::to_string(&header).expect("strings are JSON");
    let mut arrays = Vec::new();
    for (l, layer) in network.layers().iter().enumerate() {
        let (inputs, outputs) = (layer.inputs, layer.outputs);
        let transposed = (0..outputs).flat_map(|j| (0..inputs).map(move |i| layer.weights[i * outputs + j]));
        arrays.push((format!("{l}.weight"), vec![outputs, inputs], encoded(transposed, precision)));
        arrays.push((format!("{l}.bias"), vec![outputs], encoded(layer.biases.iter().copied(), precision)));
    }
    let dtype = match precision {
        Precision::Single => Dtype::F32,
        Precision::Double => Dtype::F64,
    };
    let views = arrays.iter().map(|(name, shape, bytes)| {
        (name, TensorView::new(dtype, shape.clone(), bytes).expect("as many bytes as the shape says"))
    });
    let metadata = std::iter::once((ENTRY.to_owned(), header)).collect();
    safetensors::serialize(views, Some(metadata)).expect("shapes fit, every name stands once")
}

/// Reads a network from the content of a file; `path` is for messages.
///
/// # Errors
/// As [`load`].
pub fn from_bytes(bytes: &[u8], path: &Path) -> Result<(Network, Manifest), Error> {
    let fault = |why: String| Error::File { path: path.to_owned(), why };
    let (_, metadata) = SafeTensors::read_metadata(bytes).map_err(|why| fault(why.to_string()))?;
    let entry = metadata.metadata().as_ref().and_then(|entries| entries.get(ENTRY));
    let header = entry.ok_or_else(|| fault(format!("its metadata has no entry `{ENTRY}`: not a network")))?;
    let header: Header = serde_json::from_str(header).map_err(|why| fault(format!("metadata: {why}")))?;
    let activation = Activation::named(&header.activation)
        .ok_or_else(|| fault(format!("`{}` is no activation known here", header.activation)))?;
    let tensors = SafeTensors::deserialize(bytes).map_err(|why| fault(why.to_string()))?;
    if tensors.len() % 2 != 0 {
        return Err(fault(format!("{} tensors are no pairs of weights and biases", tensors.len())));
    }
    let mut layers = Vec::new();
    for l in 0..tensors.len() / 2 {
        let tensor = |name: &str, sides: usize| {
            let name = format!("{l}.{name}");
            let tensor = tensors.tensor(&name).map_err(|why| fault(format!("`{name}`: {why}")))?;
            if tensor.shape().len() != sides {
                return Err(fault(format!("`{name}` is {:?}, not of {sides} sides", tensor.shape())));
            }
            let numbers = decoded(&tensor)
                .ok_or_else(|| fault(format!("`{name}` is {:?}, not F32 or F64", tensor.dtype())))?;
            Ok((tensor.shape().to_vec(), numbers))
        };
        let (shape, transposed) = tensor("weight", 2)?;
        let (_, biases) = tensor("bias", 1)?;
        let (outputs, inputs) = (shape[0], shape[1]);
        let weights = (0..inputs).flat_map(|i| (0..outputs).map(move |j| (i, j)));
        let weights = weights.map(|(i, j)| transposed[j * inputs + i]).collect();
        layers.push(Layer { inputs, outputs, weights, biases });
    }
    Ok((Network::new(activation, layers)?, header.manifest))
}

fn encoded(numbers: impl Iterator<Item = f64>, precision: Precision) -> Vec<u8> {
    match precision {
        Precision::Single => numbers.flat_map(|number| (number as f32).to_le_bytes()).collect(),
        Precision::Double => numbers.flat_map(f64::to_le_bytes).collect(),
    }
}

/// The numbers of a tensor, if it has any of a precision known here.
fn decoded(tensor: &TensorView<'_>) -> Option<Vec<f64>> {
    let bytes = tensor.data();
    match tensor.dtype() {
        Dtype::F32 => {
            Some(bytes.as_chunks().0.iter().map(|&number| f64::from(f32::from_le_bytes(number))).collect())
        }
        Dtype::F64 => Some(bytes.as_chunks().0.iter().map(|&number| f64::from_le_bytes(number)).collect()),
        _ => None,
    }
}
