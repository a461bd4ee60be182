//! The classic USPS split, from an HDF5 file.

use crate::error::Error;
use crate::folder::Folder;
use crate::images::{DataSet, Images};
use crate::known::USPS_CLASSIC;
use hdf5_reader::{Hdf5File, OpenOptions};
use std::path::Path;

/// Height and width in pixels.
const SHAPE: (usize, usize) = (16, 16);
const CLASSES: usize = 10;

/// 7291 + 2007 images of 16x16 pixels, `2 p - 1` of the numbers `p` in [0, 1]: `usps_classic/usps.h5`.
///
/// Y. Le Cun et al., "Backpropagation applied to handwritten zip code recognition", Neural Computation 1(4), 541 (1989).
/// The file's arrays are compressed inside; its checksum is that of the file.
///
/// # Errors
/// [`Error::Missing`], [`Error::Damaged`].
pub fn usps_classic(folder: &Folder) -> Result<DataSet, Error> {
    let (path, content) = folder.read(&USPS_CLASSIC, &USPS_CLASSIC.files[0])?;
    of_hdf5(content, &path)
}

/// The same from the content of a file, whatever its checksum; `path` is for messages.
///
/// # Errors
/// [`Error::File`] for a file of another form or a damaged one, [`Error::Label`], [`Error::Pixel`].
pub fn of_hdf5(content: Vec<u8>, path: &Path) -> Result<DataSet, Error> {
    let fault = |why: String| Error::File { path: path.to_owned(), why };
    let file = Hdf5File::from_vec_with_options(content, OpenOptions::default());
    let file = file.map_err(|why| fault(why.to_string()))?;
    let part = |name: &str| {
        let data = file.dataset(&format!("/{name}/data")).map_err(|why| fault(why.to_string()))?;
        let target = file.dataset(&format!("/{name}/target")).map_err(|why| fault(why.to_string()))?;
        let (shape, count) = (data.shape().to_vec(), target.shape().iter().product::<u64>());
        if shape != [count, (SHAPE.0 * SHAPE.1) as u64] {
            return Err(fault(format!("{name}: {shape:?} pixels do not belong to {count} labels")));
        }
        let pixels = data.read_array::<f32>().map_err(|why| fault(format!("{name}/data: {why}")))?;
        let labels = target.read_array::<i32>().map_err(|why| fault(format!("{name}/target: {why}")))?;
        let label = |&label: &i32| u8::try_from(label).unwrap_or(u8::MAX);
        Images::new(
            SHAPE,
            CLASSES,
            pixels.iter().map(|&pixel| 2.0 * pixel - 1.0).collect(),
            labels.iter().map(label).collect(),
        )
    };
    Ok(DataSet { name: USPS_CLASSIC.name, train: part("train")?, test: part("test")? })
}
