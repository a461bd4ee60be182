//! The sets themselves, where their files are: counts, corners, checksums; and the one that is part of the crate.

use neurodyn_datasets::known::USPS_GPML;
use neurodyn_datasets::{
    Folder, digits, fashion_mnist, folder, mat, mnist, mnist_16x16, uci_digits, usps_gpml,
};
use std::io::Read as _;
use std::path::Path;

/// The folder of the environment or that beside the workspace; nothing, and a word about it, if the set is not there.
fn folder(set: &str) -> Option<Folder> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = Folder::find(None).or("beside the workspace", beside);
    let known = neurodyn_datasets::known::Known::named(set).expect("a known set");
    if folder.has(&known) {
        return Some(folder);
    }
    eprintln!("SKIPPED: {set} is not there");
    None
}

#[test]
fn usps_in_the_split_of_rasmussen_and_williams() {
    let Some(folder) = folder("usps_gpml") else { return };
    let set = usps_gpml(&folder).unwrap();
    assert_eq!(set.train.counts(), [767, 622, 475, 406, 409, 361, 420, 390, 377, 422]);
    assert_eq!(set.test.counts(), [786, 647, 454, 418, 443, 355, 414, 402, 331, 399]);
    assert_eq!((set.train.shape(), set.train.classes()), ((16, 16), 10));
    // the first number of the file, as the f64 that it is there; no pixel is rounded
    assert_eq!(f64::from(set.train.pixels()[0]), f64::from_bits(0xbfef_ffff_c000_0000));
    let (path, content) = folder.read(&USPS_GPML, &USPS_GPML.files[0]).unwrap();
    let patterns = mat::matrix(&content, "test_patterns", &path).unwrap();
    assert!(patterns.values.iter().zip(set.test.pixels()).all(|(&f64, &f32)| f64 == f64::from(f32)));
}

#[cfg(feature = "hdf5")]
#[test]
fn usps_in_the_classic_split() {
    let Some(folder) = folder("usps_classic") else { return };
    let set = neurodyn_datasets::usps_classic(&folder).unwrap();
    assert_eq!(set.train.counts(), [1194, 1005, 731, 658, 652, 556, 664, 645, 542, 644]);
    assert_eq!(set.test.counts(), [359, 264, 198, 166, 200, 160, 170, 147, 166, 177]);
    let ink = set.train.pixels().iter().map(|&pixel| f64::from(pixel)).sum::<f64>();
    let dark = set.train.pixels().iter().filter(|&&pixel| pixel == -1.0).count();
    assert!(ink < 0.0 && dark > 0, "{ink} {dark}");
}

#[test]
fn mnist_has_its_known_mean_and_spread() {
    let Some(folder) = folder("mnist") else { return };
    let set = mnist(&folder).unwrap();
    assert_eq!(set.train.counts(), [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
    assert_eq!(set.test.counts(), [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
    let (mean, spread) = moments(set.train.pixels());
    assert!((mean - 0.1307).abs() < 1e-4 && (spread - 0.3081).abs() < 1e-4, "{mean} {spread}");
}

#[test]
fn mnist_in_the_size_of_usps_fills_its_frame() {
    let Some(folder) = folder("mnist") else { return };
    let set = mnist_16x16(&folder).unwrap();
    assert_eq!((set.test.shape(), set.test.len()), ((16, 16), 10_000));
    // digits were made to fit the square, so some ink reaches the first or last row or column of nearly every image
    let reaches =
        |image: &[f32]| (0..16).any(|i| [i, 240 + i, 16 * i, 16 * i + 15].iter().any(|&at| image[at] > -1.0));
    let count = (0..set.test.len()).filter(|&image| reaches(set.test.image(image))).count();
    assert!(count > 9_900, "{count}");
}

#[test]
fn fashion_mnist_has_its_known_mean_and_spread() {
    let Some(folder) = folder("fashion_mnist") else { return };
    let set = fashion_mnist(&folder).unwrap();
    assert_eq!((set.train.counts(), set.test.counts()), (vec![6000; 10], vec![1000; 10]));
    let (mean, spread) = moments(set.train.pixels());
    assert!((mean - 0.2860).abs() < 1e-4 && (spread - 0.3530).abs() < 1e-4, "{mean} {spread}");
}

#[test]
fn the_embedded_digits_are_those_of_their_authors() {
    let digits = uci_digits();
    assert_eq!(digits.counts(), [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
    assert_eq!(digits.image(0)[..4], [-1.0, -1.0, 5.0 / 8.0 - 1.0, 13.0 / 8.0 - 1.0]);
    let packed = include_bytes!("../data/digits.csv.gz");
    let mut table = Vec::new();
    flate2::read::GzDecoder::new(&packed[..]).read_to_end(&mut table).unwrap();
    assert_eq!(folder::sha256(&table), digits::SHA256);
}

#[test]
fn parts_share_no_image_and_depend_on_the_seed_alone() {
    let digits = uci_digits();
    let (train, test) = digits.parted(1000, 1);
    let counts = train.counts().iter().zip(test.counts()).map(|(a, b)| a + b).collect::<Vec<_>>();
    assert_eq!(counts, digits.counts());
    assert_eq!(digits.parted(1000, 1), (train.clone(), test));
    assert_ne!(digits.parted(1000, 2).0, train);
}

/// Mean and standard deviation of pixels in [0, 1].
fn moments(pixels: &[f32]) -> (f64, f64) {
    let unit = |pixel: &f32| 0.5 * (f64::from(*pixel) + 1.0);
    let mean = pixels.iter().map(unit).sum::<f64>() / pixels.len() as f64;
    let square = pixels.iter().map(|pixel| (unit(pixel) - mean).powi(2)).sum::<f64>();
    (mean, (square / pixels.len() as f64).sqrt())
}
