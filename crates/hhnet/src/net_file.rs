//! Nets in files: safetensors with the tensors of table 2 by name, and a manifest of how they were made.

use crate::error::Error;
use crate::net::{Activation, Form, Net, Scaling, Size};
use safetensors::{Dtype, SafeTensors, View};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

/// What is known of how a net was made: words for people and for the command that made it, by name.
pub type Manifest = BTreeMap<String, String>;

/// The one entry of the file's metadata, so that the same net is the same bytes.
const ENTRY: &str = "hhnet";

/// What the file's metadata says, as JSON.
#[derive(Serialize, Deserialize)]
struct Header {
    chi: f64,
    dt: f64,
    hidden: usize,
    outer: String,
    inner: String,
    variables: Sides,
    parameters: Sides,
    manifest: Manifest,
}

#[derive(Serialize, Deserialize)]
struct Sides {
    middle: Vec<f64>,
    half: Vec<f64>,
}

/// Writes a net: tensors `i.a`, `i.mu`, `i.A`, `i.B`, `i.beta`, `i.b`, `i.gamma` of each variable `i`, in `f64` and in the
/// shapes of table 2. The file appears when it is complete.
///
/// # Errors
/// [`Error::File`].
pub fn save(path: &Path, net: &Net, manifest: &Manifest) -> Result<(), Error> {
    let fault = |why: &dyn std::fmt::Display| Error::File { path: path.to_owned(), why: why.to_string() };
    let part = path.with_extension("safetensors.part");
    std::fs::write(&part, bytes(net, manifest)).map_err(|why| fault(&why))?;
    std::fs::rename(&part, path).map_err(|why| fault(&why))
}

/// Reads a net.
///
/// # Errors
/// [`Error::File`] if the file cannot be read or is damaged, and what [`Net::new`] finds.
pub fn load(path: &Path) -> Result<(Net, Manifest), Error> {
    let bytes =
        std::fs::read(path).map_err(|why| Error::File { path: path.to_owned(), why: why.to_string() })?;
    from_bytes(&bytes, path)
}

/// The content of a file.
fn bytes(net: &Net, manifest: &Manifest) -> Vec<u8> {
    let form = net.form();
    let sides = |scaling: &Scaling| Sides { middle: scaling.middle.clone(), half: scaling.half.clone() };
    let header = Header {
        chi: form.chi,
        dt: form.dt,
        hidden: form.size.hidden,
        outer: form.outer.name().to_owned(),
        inner: form.inner.name().to_owned(),
        variables: sides(&form.variables),
        parameters: sides(&form.parameters),
        manifest: manifest.clone(),
    };
    let header = serde_json::to_string(&header).expect("numbers and strings are JSON");
    let tensors = (0..form.size.variables).flat_map(|i| {
        Part::of(form.size).into_iter().map(move |part| {
            let weights = net.subnet(i);
            let bytes = part.places.iter().flat_map(|&at| weights[at].to_le_bytes()).collect();
            (format!("{i}.{}", part.name), Tensor { shape: part.shape, bytes })
        })
    });
    let metadata = std::iter::once((ENTRY.to_owned(), header)).collect();
    safetensors::serialize(tensors, Some(metadata)).expect("shapes fit, every name stands once")
}

/// Reads a net from the content of a file; `path` is for messages.
///
/// # Errors
/// As [`load`].
pub fn from_bytes(bytes: &[u8], path: &Path) -> Result<(Net, Manifest), Error> {
    let fault = |why: String| Error::File { path: path.to_owned(), why };
    let (_, metadata) = SafeTensors::read_metadata(bytes).map_err(|why| fault(why.to_string()))?;
    let entry = metadata.metadata().as_ref().and_then(|entries| entries.get(ENTRY));
    let header = entry.ok_or_else(|| fault(format!("its metadata has no entry `{ENTRY}`: not a net")))?;
    let header: Header = serde_json::from_str(header).map_err(|why| fault(format!("metadata: {why}")))?;
    let activation = |name: &str| {
        Activation::named(name).ok_or_else(|| fault(format!("`{name}` is no activation known here")))
    };
    let scaling = |sides: Sides| Scaling { middle: sides.middle, half: sides.half };
    let (variables, parameters) = (header.variables.middle.len(), header.parameters.middle.len());
    let form = Form {
        size: Size { variables, parameters, hidden: header.hidden },
        chi: header.chi,
        dt: header.dt,
        outer: activation(&header.outer)?,
        inner: activation(&header.inner)?,
        variables: scaling(header.variables),
        parameters: scaling(header.parameters),
    };
    form.check()?;
    let tensors = SafeTensors::deserialize(bytes).map_err(|why| fault(why.to_string()))?;
    if tensors.len() != variables * Part::of(form.size).len() {
        return Err(fault(format!("{} tensors, not those of {variables} subnetworks", tensors.len())));
    }
    let mut weights = Vec::new();
    for i in 0..variables {
        let mut subnet = vec![0.0; form.size.subnet()];
        for part in Part::of(form.size) {
            let name = format!("{i}.{}", part.name);
            let tensor = tensors.tensor(&name).map_err(|why| fault(why.to_string()))?;
            if tensor.dtype() != Dtype::F64 || tensor.shape() != part.shape {
                let (dtype, shape) = (tensor.dtype(), tensor.shape());
                return Err(fault(format!("`{name}` is {dtype:?} {shape:?}, not F64 {:?}", part.shape)));
            }
            for (&at, number) in part.places.iter().zip(tensor.data().chunks_exact(size_of::<f64>())) {
                let mut bytes = [0; size_of::<f64>()];
                bytes.copy_from_slice(number);
                subnet[at] = f64::from_le_bytes(bytes);
            }
        }
        weights.append(&mut subnet);
    }
    Ok((Net::new(form, weights)?, header.manifest))
}

/// One array of table 2: its name in files, its shape, and where its elements stand among the weights of a subnetwork.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// `a`, `mu`, `A`, `B`, `beta`, `b` or `gamma`.
    pub name: &'static str,
    /// Rows and columns, or the length of a vector.
    pub shape: Vec<usize>,
    /// The place of each element, row by row, in [`Net::subnet`].
    pub places: Vec<usize>,
}

impl Part {
    /// All arrays of a subnetwork, in the order of the source's table.
    #[must_use]
    pub fn of(size: Size) -> [Self; 7] {
        let Size { variables, parameters, hidden } = size;
        let rows = |name, first: usize, rows: Option<usize>| {
            let places = (0..rows.unwrap_or(1))
                .flat_map(|row| (0..hidden).map(move |k| k * size.unit() + first + row))
                .collect();
            Self { name, shape: rows.into_iter().chain([hidden]).collect(), places }
        };
        [
            rows("a", 0, None),
            rows("mu", 1, None),
            rows("A", 2, Some(variables - 1)),
            rows("B", variables + 1, Some(parameters)),
            rows("beta", variables + parameters + 1, None),
            rows("b", variables + parameters + 2, None),
            Self { name: "gamma", shape: vec![1], places: vec![hidden * size.unit()] },
        ]
    }
}

/// A tensor to be written.
struct Tensor {
    shape: Vec<usize>,
    bytes: Vec<u8>,
}

impl View for Tensor {
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
