//! What an item learns from where the data of its source are missing: the small digits of the crate, marked as such.

use neurodyn_datasets::known::USPS_GPML;
use neurodyn_datasets::{DataSet, Error, uci_digits, usps_gpml};

use crate::error::ReproError;
use crate::setting::Setting;

/// Images of the digits to learn from, of 1797.
const TRAIN: usize = 1000;
/// Which ones: the network that ships with `chaosnn` has learned from these.
const SPLIT: u64 = 1;

/// The embedded digits, in the one split that is used.
#[must_use]
pub fn digits() -> DataSet {
    let (train, test) = uci_digits().parted(TRAIN, SPLIT);
    DataSet { name: "uci_digits", train, test }
}

/// The USPS digits; where they are missing, the embedded digits (8x8) and a note for the report that says so. Data that are
/// there and damaged are an error, not missing.
///
/// # Errors
/// [`ReproError::Input`].
pub fn usps_or_digits(setting: &Setting) -> Result<(DataSet, Option<String>), ReproError> {
    match usps_gpml(&setting.folder()) {
        Ok(usps) => Ok((usps, None)),
        Err(Error::Missing { .. }) => {
            let digits = digits();
            let (learned, tested) = (digits.train.len(), digits.test.len());
            let note = format!(
                "not the paper's data: {} is missing, so this is the embedded set of 8x8 digits ({learned} to learn from, \
                 {tested} to test with; SHA-256 {}); `cargo xtask data` says where to get the paper's",
                USPS_GPML.name,
                neurodyn_datasets::digits::SHA256
            );
            Ok((digits, Some(note)))
        }
        Err(error) => Err(ReproError::data(error)),
    }
}
