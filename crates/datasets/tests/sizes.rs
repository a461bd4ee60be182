//! Images in other sizes and in [0, 1], by hand; and that every file of MNIST and Fashion-MNIST is checked.

use neurodyn_datasets::known::{FASHION_MNIST, Known, MNIST};
use neurodyn_datasets::resize::Resizing;
use neurodyn_datasets::{DataSet, Error, Folder, Images, fashion_mnist, mnist, uci_digits};
use std::fs;
use std::io::{Read as _, Write as _};
use std::path::Path;

fn made(image: &[f32], from: (usize, usize), to: (usize, usize)) -> Vec<f32> {
    let mut made = Vec::new();
    Resizing::new(from, to).append(image, &mut made);
    made
}

fn near(found: &[f32], known: &[f64], within: f64) {
    assert_eq!(found.len(), known.len());
    for (found, known) in found.iter().zip(known) {
        assert!((f64::from(*found) - known).abs() <= within, "{found} is not {known} +- {within}");
    }
}

#[test]
fn bytes_come_back_to_the_last_bit() {
    let pixels: Vec<f32> = (0..=255_u8).map(|byte| f32::from(byte) / 127.5 - 1.0).collect();
    let images = Images::new((16, 16), 1, pixels, vec![0]).unwrap();
    for (byte, unit) in (0..=255_u8).zip(images.unit_pixels()) {
        assert_eq!(unit, f32::from(byte) / 255.0);
    }
    // levels of sixteen, most of which are no bytes, are exact as well
    let digits = uci_digits();
    assert!(digits.unit_pixels().iter().all(|unit| (unit * 16.0).fract() == 0.0));
    assert!(digits.unit_pixels().contains(&1.0) && digits.unit_pixels().contains(&0.0));
}

#[test]
fn other_numbers_move_by_no_more_than_a_rounding() {
    let pixels: Vec<f32> = (0..10_000).map(|i| (i as f32 / 9999.0) * 2.0 - 1.0).collect();
    let images = Images::new((100, 100), 1, pixels.clone(), vec![0]).unwrap();
    let exact: Vec<f64> = pixels.iter().map(|&pixel| 0.5 * (f64::from(pixel) + 1.0)).collect();
    // one rounding to a byte's neighbourhood, one of the result
    near(&images.unit_pixels(), &exact, 2.0 / 16777216.0);
}

#[test]
fn a_half_of_the_side_is_the_mean_over_two_by_two() {
    let image: Vec<f32> = (0..16).map(|i| i as f32 / 16.0).collect();
    // (0 + 1 + 4 + 5) / 4 and so on, in sixteenths
    near(&made(&image, (4, 4), (2, 2)), &[2.5, 4.5, 10.5, 12.5].map(|sum| sum / 16.0), 0.0);
}

#[test]
fn a_smaller_side_averages_over_areas() {
    // each of two new pixels covers one old one and a half
    near(&made(&[0.0, 0.3, 0.9], (1, 3), (1, 2)), &[0.1, 0.7], 1e-7);
    // each of five covers 7/5 of an old one
    let ramp: Vec<f32> = (0..7).map(|i| i as f32 / 8.0).collect();
    let known = [2.0 / 7.0, (0.6 + 2.0 * 0.8) / 1.4, 3.0, 6.0 - 2.2 / 1.4, 6.0 - 2.0 / 7.0];
    near(&made(&ramp, (7, 1), (5, 1)), &known.map(|value| value / 8.0), 1e-7);
}

#[test]
fn a_larger_side_interpolates_between_the_middles_of_pixels() {
    // points at -1/6, 1/2 and 7/6 of the old pixels: outside of their middles it is the outermost
    near(&made(&[0.2, 0.6], (1, 2), (1, 3)), &[0.2, 0.4, 0.6], 1e-7);
    // points at -1/4, 1/4, 3/4, 5/4 in both directions
    let known = [0.0, 0.25, 0.75, 1.0].map(|row| [0.0, 0.25, 0.75, 1.0].map(|column| row * column));
    near(&made(&[0.0, 0.0, 0.0, 1.0], (2, 2), (4, 4)), known.as_flattened(), 1e-7);
    // a ramp stays one: point k is at (k + 1/2) 28/31 - 1/2
    let ramp: Vec<f32> = (0..28).map(|i| i as f32 / 32.0).collect();
    let place = |k: usize| ((k as f64 + 0.5) * 28.0 / 31.0 - 0.5).clamp(0.0, 27.0) / 32.0;
    near(&made(&ramp, (28, 1), (31, 1)), &(0..31).map(place).collect::<Vec<_>>(), 1e-7);
    // one direction may grow while the other shrinks
    near(&made(&[0.0, 0.5, 0.5, 1.0], (2, 2), (1, 3)), &[0.25, 0.5, 0.75], 1e-7);
}

#[test]
fn no_side_moves_a_constant_and_the_same_side_moves_nothing() {
    let digits = uci_digits();
    assert_eq!(digits.to_side(8), Ok(digits.clone()));
    let grey = Images::new((28, 28), 1, vec![-0.75; 784], vec![0]).unwrap();
    for side in [1, 14, 17, 21, 24, 28, 31, 35, 80] {
        let changed = grey.to_side(side).unwrap();
        assert_eq!((changed.shape(), changed.len()), ((side, side), 1));
        assert!(changed.pixels().iter().all(|&pixel| pixel == -0.75), "{side}");
    }
    assert_eq!(digits.to_side(0), Err(Error::Sizes { what: "side", expected: 1, found: 0 }));
    let none = Images::new((0, 0), 1, vec![], vec![]).unwrap();
    assert!(matches!(none.to_side(3), Err(Error::Sizes { .. })));
    let empty = Images::new((8, 8), 1, vec![], vec![]).unwrap();
    assert_eq!(empty.to_side(3).unwrap().shape(), (3, 3));
}

/// The folder of the environment or that beside the workspace; nothing, and a word about it, if the set is not there.
fn folder(known: &Known) -> Option<Folder> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = Folder::find(None).or("beside the workspace", beside);
    if folder.has(known) {
        return Some(folder);
    }
    eprintln!("SKIPPED: {} is not there", known.name);
    None
}

#[test]
fn both_sets_have_the_sizes_of_the_table() {
    for (known, read) in
        [(MNIST, mnist as fn(&Folder) -> Result<DataSet, Error>), (FASHION_MNIST, fashion_mnist)]
    {
        let Some(folder) = folder(&known) else { continue };
        // the test half serves: it is a sixth of the work
        let whole = read(&folder).unwrap().test;
        let content = folder.read(&known, &known.files[2]).unwrap().1;
        let bytes = &content[16..];
        assert!(whole.unit_pixels().iter().zip(bytes).all(|(unit, byte)| *unit == f32::from(*byte) / 255.0));
        let ink = |images: &Images| {
            images.unit_pixels().iter().map(|&unit| f64::from(unit)).sum::<f64>()
                / images.pixels().len() as f64
        };
        for (side, nodes) in [(14, 196), (17, 289), (21, 441), (24, 576), (28, 784), (31, 961), (35, 1225)] {
            let images = whole.to_side(side).unwrap();
            assert_eq!((images.pixels().len(), images.labels()), (nodes * 10_000, whole.labels()));
            // areas keep the mean; interpolation nearly does, edges weigh a little more
            let within = if side <= 28 { 1e-6 } else { 0.02 * ink(&whole) };
            assert!((ink(&images) - ink(&whole)).abs() < within, "{side}: {} {}", ink(&images), ink(&whole));
        }
        let pooled = whole.to_side(14).unwrap().unit_pixels();
        for (image, pooled) in bytes.chunks_exact(784).zip(pooled.chunks_exact(196)) {
            for (at, unit) in pooled.iter().enumerate() {
                let corner = at / 14 * 56 + at % 14 * 2;
                let sum: u32 = [0, 1, 28, 29].iter().map(|place| u32::from(image[corner + place])).sum();
                assert!((f64::from(*unit) - f64::from(sum) / 1020.0).abs() <= 1e-7);
            }
        }
    }
}

#[test]
fn a_changed_file_of_either_set_is_found_and_named() {
    for (known, read) in
        [(MNIST, mnist as fn(&Folder) -> Result<DataSet, Error>), (FASHION_MNIST, fashion_mnist)]
    {
        let Some(whole) = folder(&known) else { continue };
        let place = tempfile::tempdir().unwrap();
        let inside = place.path().join(known.name);
        fs::create_dir(&inside).unwrap();
        assert_eq!(known.files.len(), 4);
        for file in known.files {
            // one byte changed, packed anew: its package is whole
            let mut content = whole.read(&known, file).unwrap().1;
            let middle = content.len() / 2;
            content[middle] ^= 1;
            let path = inside.join(format!("{}.gz", file.name));
            let mut packer =
                flate2::write::GzEncoder::new(fs::File::create(&path).unwrap(), flate2::Compression::none());
            packer.write_all(&content).unwrap();
            packer.finish().unwrap();
            let error = Folder::only(place.path()).read(&known, file).unwrap_err();
            let said = error.to_string();
            for words in [file.name, file.sha256, "is damaged or another edition of", "place it:", "licence:"]
            {
                assert!(said.contains(words), "`{words}` is not in: {said}");
            }
            assert!(matches!(error, Error::Damaged { set, .. } if set == known.name));
        }
        // the set is refused, not only the file
        assert!(matches!(read(&Folder::only(place.path())), Err(Error::Damaged { .. })));
        // cut off in the middle of the stream
        let path = inside.join(format!("{}.gz", known.files[3].name));
        let mut packed = Vec::new();
        fs::File::open(&path).unwrap().read_to_end(&mut packed).unwrap();
        fs::write(&path, &packed[..packed.len() / 2]).unwrap();
        let said = Folder::only(place.path()).read(&known, &known.files[3]).unwrap_err().to_string();
        assert!(said.contains("bytes decompressed, then"), "{said}");
    }
}
