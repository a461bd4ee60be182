//! Nets as NPZ archives, for NumPy.

use crate::error::Error;
use crate::net::Net;
use crate::net_file::Part;
use npyz::{AutoSerialize, Serialize, WriterBuilder as _};
use std::io::{self, Cursor, Write as _};
use std::path::Path;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// Writes a net: arrays `i.a`, `i.mu`, `i.A`, `i.B`, `i.beta`, `i.b`, `i.gamma` of each variable `i` in the shapes of table
/// 2, as [`net_file::save`](crate::net_file::save) does; `chi` and `dt`; `variables.middle`, `variables.half`,
/// `parameters.middle`, `parameters.half` of the scalings; all `f64`. The names of the activations, `outer` and `inner`, are
/// bytes: `bytes(npz["outer"])`. The same net is the same bytes. The file appears when it is complete. It is for export:
/// what is read back is safetensors.
///
/// # Errors
/// [`Error::File`].
pub fn save(path: &Path, net: &Net) -> Result<(), Error> {
    let fault = |why: io::Error| Error::File { path: path.to_owned(), why: why.to_string() };
    let part = path.with_extension("npz.part");
    bytes(net).and_then(|bytes| std::fs::write(&part, bytes)).map_err(fault)?;
    std::fs::rename(&part, path).map_err(fault)
}

fn bytes(net: &Net) -> io::Result<Vec<u8>> {
    let mut archive = Archive(ZipWriter::new(Cursor::new(Vec::new())));
    let form = net.form();
    for i in 0..form.size.variables {
        let weights = net.subnet(i);
        for part in Part::of(form.size) {
            let shape: Vec<u64> = part.shape.iter().map(|&n| n as u64).collect();
            let values: Vec<f64> = part.places.iter().map(|&at| weights[at]).collect();
            archive.array(&format!("{i}.{}", part.name), &shape, &values)?;
        }
    }
    archive.array("chi", &[], &[form.chi])?;
    archive.array("dt", &[], &[form.dt])?;
    for (name, scaling) in [("variables", &form.variables), ("parameters", &form.parameters)] {
        for (side, values) in [("middle", &scaling.middle), ("half", &scaling.half)] {
            archive.array(&format!("{name}.{side}"), &[values.len() as u64], values)?;
        }
    }
    for (name, activation) in [("outer", form.outer), ("inner", form.inner)] {
        let text = activation.name().as_bytes();
        archive.array(name, &[text.len() as u64], text)?;
    }
    Ok(archive.0.finish()?.into_inner())
}

struct Archive(ZipWriter<Cursor<Vec<u8>>>);

impl Archive {
    fn array<T: Copy + AutoSerialize + Serialize>(
        &mut self,
        name: &str,
        shape: &[u64],
        values: &[T],
    ) -> io::Result<()> {
        // not compressed and with a fixed date, so that the same net is the same bytes
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .last_modified_time(DateTime::default());
        let mut bytes = Vec::new();
        let mut writer =
            npyz::WriteOptions::new().default_dtype().shape(shape).writer(&mut bytes).begin_nd()?;
        writer.extend(values.iter().copied())?;
        writer.finish()?;
        self.0.start_file(format!("{name}.npy"), options)?;
        self.0.write_all(&bytes)
    }
}
