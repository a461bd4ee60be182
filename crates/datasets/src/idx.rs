//! IDX files, the format of MNIST: bytes with their dimensions before them.

use crate::error::Error;
use std::path::Path;

/// The dimensions and the bytes of a file's content with `D` dimensions; `path` is for messages.
///
/// # Errors
/// [`Error::File`] if it is another format, another type than bytes, or not as long as it says.
pub fn bytes<'a, const D: usize>(content: &'a [u8], path: &Path) -> Result<([usize; D], &'a [u8]), Error> {
    let fault = |why: String| Error::File { path: path.to_owned(), why };
    let (header, bytes) = content
        .split_at_checked(4 + 4 * D)
        .ok_or_else(|| fault(format!("{} bytes are too few for the header of an IDX file", content.len())))?;
    // two zeros, the type (8 is bytes), the number of dimensions
    if header[..4] != [0, 0, 8, D as u8] {
        return Err(fault(format!(
            "no IDX file of bytes in {D} dimensions: it begins with {:?}",
            &header[..4]
        )));
    }
    let side = |i: usize| u32::from_be_bytes(std::array::from_fn(|j| header[4 + 4 * i + j])) as usize;
    let sides: [usize; D] = std::array::from_fn(side);
    let expected = sides.iter().try_fold(1_usize, |product, &side| product.checked_mul(side));
    if expected != Some(bytes.len()) {
        return Err(fault(format!("{} bytes do not fill {sides:?}", bytes.len())));
    }
    Ok((sides, bytes))
}
