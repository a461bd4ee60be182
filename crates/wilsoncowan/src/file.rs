//! Arrays with a header in safetensors files, written so that they are always whole.

use crate::error::Error;
use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::path::Path;

/// Numbers of one precision.
pub(crate) enum Numbers<'a> {
    Single(&'a [f32]),
    Double(&'a [f64]),
}

/// The file's content: the header as JSON in the one entry of the metadata, and the arrays.
pub(crate) fn to_bytes<H: Serialize>(
    entry: &str,
    header: &H,
    arrays: &[(&str, Vec<usize>, Numbers<'_>)],
) -> Vec<u8> {
    let header = serde_json::to_string(header).expect("strings and numbers are JSON");
    let encoded: Vec<(Dtype, Vec<u8>)> = arrays
        .iter()
        .map(|(_, _, numbers)| match numbers {
            Numbers::Single(numbers) => (Dtype::F32, numbers.iter().flat_map(|x| x.to_le_bytes()).collect()),
            Numbers::Double(numbers) => (Dtype::F64, numbers.iter().flat_map(|x| x.to_le_bytes()).collect()),
        })
        .collect();
    let views = arrays.iter().zip(&encoded).map(|((name, shape, _), (dtype, bytes))| {
        (*name, TensorView::new(*dtype, shape.clone(), bytes).expect("as many numbers as the shape says"))
    });
    let metadata = std::iter::once((entry.to_owned(), header)).collect();
    safetensors::serialize(views, Some(metadata)).expect("shapes fit, every name stands once")
}

/// Writes a file beside its place, then puts it there.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let fault = |why: std::io::Error| Error::File { path: path.to_owned(), why: why.to_string() };
    let part = path.with_extension("part");
    let written = std::fs::write(&part, bytes).and_then(|()| std::fs::rename(&part, path));
    if written.is_err() {
        // a full disk leaves half a file
        let _ = std::fs::remove_file(&part);
    }
    written.map_err(fault)
}

/// A file's content, taken apart; `path` is for messages.
pub(crate) struct Content<'a> {
    path: &'a Path,
    tensors: SafeTensors<'a>,
}

impl<'a> Content<'a> {
    /// The header and the arrays.
    pub(crate) fn of<H: DeserializeOwned>(
        bytes: &'a [u8],
        path: &'a Path,
        entry: &str,
    ) -> Result<(H, Self), Error> {
        let fault = |why: String| Error::File { path: path.to_owned(), why };
        let (_, metadata) =
            SafeTensors::read_metadata(bytes).map_err(|why| fault(format!("damaged: {why}")))?;
        let header = metadata.metadata().as_ref().and_then(|entries| entries.get(entry));
        let header = header.ok_or_else(|| fault(format!("its metadata has no entry `{entry}`")))?;
        let header = serde_json::from_str(header).map_err(|why| fault(format!("metadata: {why}")))?;
        let tensors = SafeTensors::deserialize(bytes).map_err(|why| fault(format!("damaged: {why}")))?;
        Ok((header, Self { path, tensors }))
    }
    /// An array of `f32` of this shape.
    pub(crate) fn single(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, Error> {
        let bytes = self.bytes(name, shape, Dtype::F32)?;
        Ok(bytes.as_chunks().0.iter().map(|&x| f32::from_le_bytes(x)).collect())
    }
    /// An array of `f64` of this shape.
    pub(crate) fn double(&self, name: &str, shape: &[usize]) -> Result<Vec<f64>, Error> {
        let bytes = self.bytes(name, shape, Dtype::F64)?;
        Ok(bytes.as_chunks().0.iter().map(|&x| f64::from_le_bytes(x)).collect())
    }
    fn bytes(&self, name: &str, shape: &[usize], dtype: Dtype) -> Result<&[u8], Error> {
        let fault = |why: String| Error::File { path: self.path.to_owned(), why };
        let tensor = self.tensors.tensor(name).map_err(|why| fault(format!("`{name}`: {why}")))?;
        if tensor.dtype() != dtype || tensor.shape() != shape {
            let found = (tensor.dtype(), tensor.shape());
            return Err(fault(format!("`{name}` is {found:?}, not {:?}", (dtype, shape))));
        }
        Ok(tensor.data())
    }
}
