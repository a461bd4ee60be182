//! MAT files of version 5 as MATLAB wrote them uncompressed: little-endian matrices of real numbers, and nothing else.

use crate::error::Error;
use std::path::Path;

/// A matrix, column by column as MATLAB keeps it.
#[derive(Clone, Debug, PartialEq)]
pub struct Matrix {
    /// Number of rows.
    pub rows: usize,
    /// Number of columns.
    pub columns: usize,
    /// `rows` numbers a column, one column after another.
    pub values: Vec<f64>,
}

const HEADER: usize = 128;
/// Version 0x0100, then `MI` as a little-endian machine writes it.
const VERSION: [u8; 4] = [0x00, 0x01, b'I', b'M'];

// types of data elements, table 1-1 of "MAT-File Format", The MathWorks, 2019
const INT8: u32 = 1;
const INT32: u32 = 5;
const UINT32: u32 = 6;
const MATRIX: u32 = 14;
const COMPRESSED: u32 = 15;
/// Classes of arrays of numbers, double to uint32: what is below is cells, structures, texts and sparse matrices.
const NUMERIC_CLASSES: core::ops::RangeInclusive<u32> = 6..=13;
/// Flags of an array: it has an imaginary part.
const COMPLEX: u32 = 0x0800;

/// The matrix of this name among the variables of a file's content; `path` is for messages.
///
/// # Errors
/// [`Error::File`], with the place, if the content is not that of such a file, ends early, or has no such variable.
pub fn matrix(content: &[u8], name: &str, path: &Path) -> Result<Matrix, Error> {
    find(content, name).map_err(|why| Error::File { path: path.to_owned(), why })
}

fn find(content: &[u8], name: &str) -> Result<Matrix, String> {
    let (header, mut rest) = content
        .split_at_checked(HEADER)
        .ok_or_else(|| format!("{} bytes are too few for the header of a MAT file", content.len()))?;
    if header[HEADER - VERSION.len()..] != VERSION {
        return Err("no little-endian MAT file of version 5".to_owned());
    }
    while !rest.is_empty() {
        let at = content.len() - rest.len();
        let (kind, inside, after) =
            element(rest).ok_or_else(|| format!("the variable at byte {at} is cut off"))?;
        match kind {
            MATRIX => {
                if let Some(found) =
                    variable(inside, name).map_err(|why| format!("variable at byte {at}: {why}"))?
                {
                    return Ok(found);
                }
            }
            COMPRESSED => return Err(format!("the variable at byte {at} is compressed: save it with -v6")),
            _ => return Err(format!("no variable at byte {at}, but an element of type {kind}")),
        }
        rest = after;
    }
    Err(format!("there is no variable `{name}`"))
}

/// The matrix in this element, if it has that name.
fn variable(inside: &[u8], name: &str) -> Result<Option<Matrix>, String> {
    let mut rest = inside;
    let mut next = |what: &str| {
        let (kind, inside, after) = element(rest).ok_or_else(|| format!("its {what} are cut off"))?;
        rest = after;
        Ok::<_, String>((kind, inside))
    };
    let (UINT32, flags) = next("flags")? else { return Err("it has no flags".to_owned()) };
    let (INT32, sides) = next("dimensions")? else { return Err("it has no dimensions".to_owned()) };
    let (INT8, own) = next("letters")? else { return Err("it has no name".to_owned()) };
    if own != name.as_bytes() {
        return Ok(None);
    }
    let flags = words(flags).next().ok_or("it has no flags")?;
    if !NUMERIC_CLASSES.contains(&(flags & 0xff)) || flags & COMPLEX != 0 {
        return Err(format!("`{name}` is no matrix of real numbers (flags {flags:#x})"));
    }
    let sides: Vec<usize> = words(sides).map(|side| side as usize).collect();
    let [rows, columns] = sides[..] else { return Err(format!("`{name}` has {} dimensions", sides.len())) };
    let (kind, bytes) = next("numbers")?;
    let values =
        numbers(kind, bytes).ok_or_else(|| format!("`{name}` has numbers of type {kind}, or half ones"))?;
    if rows.checked_mul(columns) != Some(values.len()) {
        return Err(format!("`{name}` has {} numbers, not {rows} x {columns}", values.len()));
    }
    Ok(Some(Matrix { rows, columns, values }))
}

/// The type of the element at the beginning, its content, and what comes after it; nothing if it is cut off.
fn element(bytes: &[u8]) -> Option<(u32, &[u8], &[u8])> {
    let (tag, after) = bytes.split_at_checked(size_of::<u64>())?;
    let mut halves = words(tag);
    let (kind, size) = (halves.next()?, halves.next()? as usize);
    if kind >> 16 != 0 {
        // up to four bytes stand in the tag itself
        let content = tag.get(4..4 + (kind >> 16) as usize)?;
        return Some((kind & 0xffff, content, after));
    }
    let (content, after) = after.split_at_checked(size)?;
    // elements begin at multiples of eight bytes; the last one of a file may end without its padding
    let padding = size.next_multiple_of(size_of::<u64>()) - size;
    Some((kind, content, after.get(padding..).unwrap_or_default()))
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(size_of::<u32>()).map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]]))
}

/// Numbers of any real type as `f64`; nothing for other types, or if the last one is cut off.
fn numbers(kind: u32, bytes: &[u8]) -> Option<Vec<f64>> {
    macro_rules! of {
        ($number:ty) => {{
            let chunks = bytes.chunks_exact(size_of::<$number>());
            chunks.remainder().is_empty().then(|| {
                let number = |bytes: &[u8]| <$number>::from_le_bytes(bytes.try_into().expect("one number"));
                chunks.map(|bytes| f64::from(number(bytes))).collect()
            })
        }};
    }
    match kind {
        INT8 => of!(i8),
        2 => of!(u8),
        3 => of!(i16),
        4 => of!(u16),
        INT32 => of!(i32),
        UINT32 => of!(u32),
        7 => of!(f32),
        9 => of!(f64),
        _ => None,
    }
}
