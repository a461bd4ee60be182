//! The numbers behind a figure, as CSV for people or NPZ for programs, and posters as PNG.

use std::io::{Cursor, Write as _};

use npyz::WriterBuilder as _;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::error::ReproError;
use crate::figure::Picture;
use crate::table::Table;

/// A data file of an outcome; its bytes depend on the values only.
#[derive(Clone, Debug)]
pub enum DataFile {
    /// Columns of equal length, one line a row, numbers in their shortest exact form.
    Csv {
        /// The name without its ending.
        stem: String,
        /// The columns.
        table: Table,
    },
    /// A NumPy archive with one array of any shape each.
    Npz {
        /// The name without its ending.
        stem: String,
        /// The arrays.
        table: Table,
    },
    /// A picture larger than the page, as PNG.
    Png {
        /// The name without its ending.
        stem: String,
        /// Its pixels.
        picture: Picture,
    },
}

impl DataFile {
    /// Columns as CSV.
    #[must_use]
    pub fn csv(stem: impl Into<String>, table: Table) -> Self {
        Self::Csv { stem: stem.into(), table }
    }

    /// Arrays as NPZ.
    #[must_use]
    pub fn npz(stem: impl Into<String>, table: Table) -> Self {
        Self::Npz { stem: stem.into(), table }
    }

    /// A poster as PNG.
    #[must_use]
    pub fn png(stem: impl Into<String>, picture: Picture) -> Self {
        Self::Png { stem: stem.into(), picture }
    }

    /// The name of the file.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Csv { stem, .. } => format!("{stem}.csv"),
            Self::Npz { stem, .. } => format!("{stem}.npz"),
            Self::Png { stem, .. } => format!("{stem}.png"),
        }
    }

    /// The content of the file.
    ///
    /// # Errors
    /// [`ReproError::Table`] if the columns of a CSV have different lengths, or an array cannot be written.
    pub fn bytes(&self) -> Result<Vec<u8>, ReproError> {
        match self {
            Self::Csv { table, .. } => csv(table),
            Self::Npz { table, .. } => npz(table),
            Self::Png { picture, .. } => picture.png(),
        }
    }
}

fn csv(table: &Table) -> Result<Vec<u8>, ReproError> {
    let arrays = table.arrays();
    let rows = arrays.first().map_or(0, |array| array.values.len());
    if let Some(odd) = arrays.iter().find(|array| array.shape != [rows]) {
        let fact = format!("has shape {:?} in a CSV of {rows} rows", odd.shape);
        return Err(ReproError::Table { array: odd.name.clone(), fact });
    }
    let names: Vec<&str> = arrays.iter().map(|array| array.name.as_str()).collect();
    let mut text = names.join(",");
    text.push('\n');
    for row in 0..rows {
        let cells: Vec<String> = arrays.iter().map(|array| format!("{:?}", array.values[row])).collect();
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    Ok(text.into_bytes())
}

fn npz(table: &Table) -> Result<Vec<u8>, ReproError> {
    // Stored without compression and with a fixed date, so the same values give the same bytes everywhere.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::default());
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for array in table.arrays() {
        let failed = |fact: String| ReproError::Table { array: array.name.clone(), fact };
        let shape: Vec<u64> = array.shape.iter().map(|&size| size as u64).collect();
        let mut bytes = Vec::new();
        let writer = npyz::WriteOptions::new().default_dtype().shape(&shape).writer(&mut bytes).begin_nd();
        let mut writer = writer.map_err(|error| failed(error.to_string()))?;
        writer.extend(array.values.iter().copied()).map_err(|error| failed(error.to_string()))?;
        writer.finish().map_err(|error| failed(error.to_string()))?;
        archive
            .start_file(format!("{}.npy", array.name), options)
            .map_err(|error| failed(error.to_string()))?;
        archive.write_all(&bytes).map_err(|error| failed(error.to_string()))?;
    }
    let archive = archive
        .finish()
        .map_err(|error| ReproError::Table { array: String::new(), fact: error.to_string() })?;
    Ok(archive.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csv_keeps_every_digit_and_refuses_ragged_columns() {
        let table = Table::new().with("t", vec![0.1, 1e-300]).with("V", vec![-50.6356914146, f64::NAN]);
        let text = String::from_utf8(csv(&table).expect("columns of equal length")).expect("ASCII");
        assert_eq!(text.lines().next(), Some("t,V"));
        assert_eq!(text.lines().nth(1), Some("0.1,-50.6356914146"));
        assert!(csv(&table.with("short", vec![1.0])).is_err());
    }

    #[test]
    fn npz_reads_back_with_its_shape() {
        let table = Table::new().with_shape("Q", vec![2, 3], vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
        let bytes = npz(&table).expect("small array");
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
        let file = npyz::NpyFile::new(archive.by_name("Q.npy").expect("the array")).expect("an array");
        assert_eq!(file.shape(), [2, 3]);
        assert_eq!(file.into_vec::<f64>().expect("f64"), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    }
}
