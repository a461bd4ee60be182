//! A finished unit on disk: a header, raw little-endian doubles, and a checksum over both.
//!
//! ```text
//! "neurodyn unit 1\n"   16 bytes
//! length of the header   8 bytes, little-endian
//! header                 JSON: place, name, arrays with shapes
//! values                 f64, little-endian, array after array
//! SHA-256                32 bytes over all of the above
//! ```

use std::path::{Path, PathBuf};
use std::{fs, io};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::write;
use crate::error::ReproError;
use crate::table::Table;

const MAGIC: &[u8; 16] = b"neurodyn unit 1\n";
const LENGTH: usize = size_of::<u64>();
const CHECKSUM: usize = 32;

#[derive(Serialize, Deserialize)]
struct Header {
    place: usize,
    name: String,
    arrays: Vec<(String, Vec<usize>)>,
}

/// Where the unit at this place is kept.
pub(crate) fn path(folder: &Path, place: usize) -> PathBuf {
    folder.join(format!("{place:06}.unit"))
}

/// Writes a finished unit.
pub(crate) fn save(path: &Path, place: usize, name: &str, table: &Table) -> Result<(), ReproError> {
    let arrays = table.arrays().iter().map(|array| (array.name.clone(), array.shape.clone())).collect();
    let header = Header { place, name: name.to_owned(), arrays };
    let header = serde_json::to_vec(&header)
        .map_err(|error| ReproError::Write { path: path.to_owned(), source: error.into() })?;
    let mut bytes = MAGIC.to_vec();
    bytes.extend((header.len() as u64).to_le_bytes());
    bytes.extend(header);
    for array in table.arrays() {
        bytes.extend(array.values.iter().flat_map(|value| value.to_le_bytes()));
    }
    let checksum = Sha256::digest(&bytes);
    bytes.extend(checksum);
    write::whole(path, &bytes)
}

/// Reads a finished unit; `None` if there is none.
///
/// # Errors
/// [`ReproError::DamagedUnit`] if the file is not exactly what [`save`] wrote for this unit.
pub(crate) fn load(path: &Path, place: usize, name: &str) -> Result<Option<Table>, ReproError> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(ReproError::read(path)(error)),
    };
    decode(&bytes, place, name)
        .map(Some)
        .map_err(|fact| ReproError::DamagedUnit { path: path.to_owned(), fact })
}

fn decode(bytes: &[u8], place: usize, name: &str) -> Result<Table, String> {
    let content =
        bytes.len().checked_sub(CHECKSUM).ok_or_else(|| format!("only {} bytes long", bytes.len()))?;
    let (content, checksum) = bytes.split_at(content);
    if Sha256::digest(content).as_slice() != checksum {
        return Err(format!("the checksum over its {} bytes does not match", content.len()));
    }
    let rest = content.strip_prefix(MAGIC.as_slice()).ok_or("it is no unit file of this version")?;
    let (length, rest) = rest.split_first_chunk::<LENGTH>().ok_or("it ends before its header")?;
    let length = u64::from_le_bytes(*length) as usize;
    let (header, mut values) = rest.split_at_checked(length).ok_or("it ends within its header")?;
    let header: Header = serde_json::from_slice(header).map_err(|error| error.to_string())?;
    if (header.place, header.name.as_str()) != (place, name) {
        return Err(format!("it holds unit {} `{}` in place of {place} `{name}`", header.place, header.name));
    }
    let mut table = Table::new();
    for (name, shape) in header.arrays {
        let count = shape.iter().try_fold(1_usize, |count, size| count.checked_mul(*size));
        let count =
            count.and_then(|count| count.checked_mul(size_of::<f64>())).ok_or("an array is too large")?;
        let (own, others) =
            values.split_at_checked(count).ok_or_else(|| format!("array `{name}` is cut off"))?;
        let own = own
            .chunks_exact(size_of::<f64>())
            .map(|bytes| f64::from_le_bytes(std::array::from_fn(|i| bytes[i])));
        table = table.with_shape(name, shape, own.collect());
        values = others;
    }
    if values.is_empty() { Ok(table) } else { Err(format!("{} bytes too many", values.len())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn saved() -> (tempfile::TempDir, PathBuf, Table) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = path(folder.path(), 3);
        let values = vec![1.0, -0.0, f64::NAN, 1e-300, f64::INFINITY, 2.0];
        let table = Table::new().with_shape("Q", vec![2, 3], values).with("t", vec![]);
        save(&path, 3, "V_S 3", &table).expect("written");
        (folder, path, table)
    }

    #[test]
    fn what_is_read_is_what_was_written_to_the_bit() {
        let (_folder, path, table) = saved();
        let read = load(&path, 3, "V_S 3").expect("sound").expect("there");
        let bits = |table: &Table| table.arrays()[0].values.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&read), bits(&table));
        assert_eq!(read.arrays()[0].shape, [2, 3]);
        assert!(read.get("t").expect("there").is_empty());
    }

    #[test]
    fn every_truncation_and_every_flipped_byte_is_found() {
        let (_folder, path, _) = saved();
        let sound = fs::read(&path).expect("read");
        for length in 0..sound.len() {
            assert!(decode(&sound[..length], 3, "V_S 3").is_err(), "cut to {length} bytes");
        }
        for place in 0..sound.len() {
            let mut bytes = sound.clone();
            bytes[place] ^= 1;
            assert!(decode(&bytes, 3, "V_S 3").is_err(), "byte {place} changed");
        }
    }

    #[test]
    fn a_sound_file_of_another_unit_or_with_a_hostile_header_is_refused() {
        let (_folder, path, _) = saved();
        assert!(matches!(load(&path, 4, "V_S 3"), Err(ReproError::DamagedUnit { .. })));
        let header = br#"{"place":3,"name":"V_S 3","arrays":[["Q",[9223372036854775807,16]]]}"#;
        let mut bytes = MAGIC.to_vec();
        bytes.extend((header.len() as u64).to_le_bytes());
        bytes.extend(header);
        let checksum = Sha256::digest(&bytes);
        bytes.extend(checksum);
        assert_eq!(decode(&bytes, 3, "V_S 3"), Err("an array is too large".to_owned()));
    }
}
