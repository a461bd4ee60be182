//! Missing, truncated, changed and hostile files: each is an error that says what is wrong.

use neurodyn_datasets::folder::State;
use neurodyn_datasets::known::{File, Known, USPS_GPML};
use neurodyn_datasets::{Error, Folder, Images, folder, idx, mat, mnist, resize, usps, usps_gpml};
use std::fs;
use std::io::Write as _;
use std::path::Path;

const NOWHERE: &str = "nowhere.mat";

/// A data element: type, size, content, padding.
fn element(kind: u32, content: &[u8]) -> Vec<u8> {
    let mut bytes = [kind.to_le_bytes(), (content.len() as u32).to_le_bytes()].concat();
    bytes.extend(content);
    bytes.resize(bytes.len().next_multiple_of(8), 0);
    bytes
}

fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// A matrix of doubles under a name.
fn variable(name: &str, rows: u32, columns: u32, values: &[f64]) -> Vec<u8> {
    let numbers: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
    let parts = [
        element(6, &words(&[6, 0])),
        element(5, &words(&[rows, columns])),
        element(1, name.as_bytes()),
        element(9, &numbers),
    ];
    element(14, &parts.concat())
}

fn mat_file(variables: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = vec![b' '; 124];
    bytes.extend([0x00, 0x01, b'I', b'M']);
    bytes.extend(variables.concat());
    bytes
}

/// Two images: a three and a nought.
fn small_usps(pixel: f64, label: f64) -> Vec<u8> {
    let mut patterns = vec![-1.0; 512];
    patterns[300] = pixel;
    let mut labels = vec![-1.0; 20];
    (labels[3], labels[10]) = (1.0, label);
    let part = |name: &str| {
        [
            variable(&format!("{name}_patterns"), 256, 2, &patterns),
            variable(&format!("{name}_labels"), 10, 2, &labels),
        ]
        .concat()
    };
    mat_file(&[part("train"), part("test")])
}

#[test]
fn a_small_file_of_the_same_form_is_read() {
    let set = usps::of_mat(&small_usps(0.5, 1.0), Path::new(NOWHERE)).unwrap();
    assert_eq!(set.train.labels(), [3, 0]);
    assert_eq!(set.test.image(1)[300 - 256], 0.5);
}

#[test]
fn every_truncation_of_it_is_an_error() {
    let content = small_usps(0.5, 1.0);
    // the padding after the last element may be missing, which this one has none of
    for length in 0..content.len() {
        let error = usps::of_mat(&content[..length], Path::new(NOWHERE)).unwrap_err();
        assert!(matches!(error, Error::File { .. }), "{length}: {error}");
    }
}

#[test]
fn no_change_of_a_byte_of_it_is_a_panic() {
    let content = small_usps(0.5, 1.0);
    let mut refused = 0;
    for place in 0..content.len() {
        for value in [0x00, 0xff, 0x80, 0x01] {
            let mut changed = content.clone();
            changed[place] = value;
            refused += usize::from(usps::of_mat(&changed, Path::new(NOWHERE)).is_err());
        }
    }
    assert!(refused > 1000, "{refused}");
}

#[test]
fn labels_and_pixels_out_of_range_are_named() {
    let error = usps::of_mat(&small_usps(1.5, 1.0), Path::new(NOWHERE)).unwrap_err();
    assert_eq!(error, Error::Pixel { image: 1, pixel: 44, value: 1.5 });
    let error = usps::of_mat(&small_usps(f64::NAN, 1.0), Path::new(NOWHERE)).unwrap_err();
    assert!(matches!(error, Error::Pixel { image: 1, pixel: 44, .. }), "{error}");
    for label in [-1.0, 0.5, 2.0] {
        let error = usps::of_mat(&small_usps(0.0, label), Path::new(NOWHERE)).unwrap_err().to_string();
        assert!(error.contains("the labels of image 1 (from 0) are not one +1"), "{error}");
    }
    let error = Images::new((1, 1), 10, vec![0.0], vec![10]).unwrap_err();
    assert_eq!(error, Error::Label { image: 0, label: 10, classes: 10 });
}

#[test]
fn hostile_mat_files_are_refused() {
    let read = |content: &[u8]| mat::matrix(content, "a", Path::new(NOWHERE)).unwrap_err().to_string();
    assert!(read(&mat_file(&[])).contains("there is no variable `a`"));
    assert!(read(&mat_file(&[variable("b", 1, 1, &[0.0])])).contains("there is no variable `a`"));
    assert!(read(&mat_file(&[variable("a", 2, 2, &[0.0])])).contains("has 1 numbers, not 2 x 2"));
    assert!(read(&mat_file(&[variable("a", u32::MAX, u32::MAX, &[0.0])])).contains("has 1 numbers"));
    assert!(read(&mat_file(&[element(15, &[0; 16])])).contains("compressed"));
    assert!(read(&mat_file(&[words(&[14, u32::MAX])])).contains("cut off"));
    assert!(read(&mat_file(&[element(14, &[])])).contains("its flags are cut off"));
    assert!(read(&mat_file(&[element(9, &[0; 8])])).contains("an element of type 9"));
    let big_endian = [vec![b' '; 124], vec![0x01, 0x00, b'M', b'I']].concat();
    assert!(read(&big_endian).contains("no little-endian MAT file"));
    let mut text = variable("a", 1, 1, &[0.0]);
    text[16] = 4; // the class of texts
    assert!(read(&mat_file(&[text])).contains("no matrix of real numbers"));
    // a small element: a name of one letter in the tag itself
    let small = [
        element(6, &words(&[6, 0])),
        element(5, &words(&[1, 1])),
        words(&[0x0001_0001, 0x61]),
        element(9, &[0; 8]),
    ];
    let content = mat_file(&[element(14, &small.concat())]);
    assert_eq!(mat::matrix(&content, "a", Path::new(NOWHERE)).unwrap().values, [0.0]);
}

#[test]
fn hostile_idx_files_are_refused() {
    let path = Path::new("nowhere");
    let content = [&[0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3][..], &[7; 6]].concat();
    assert_eq!(idx::bytes(&content, path), Ok(([2, 3], &[7; 6][..])));
    for length in 0..content.len() {
        assert!(idx::bytes::<2>(&content[..length], path).is_err(), "{length}");
    }
    assert!(idx::bytes::<1>(&content, path).is_err());
    let huge = [&[0, 0, 8, 3][..], &[0xff; 12]].concat();
    assert!(idx::bytes::<3>(&huge, path).is_err());
}

#[test]
fn a_missing_set_says_everything() {
    let folder = Folder::only("here").or("a second thought", "there");
    let error = usps_gpml(&folder).unwrap_err();
    let said = error.to_string();
    for words in [
        "usps_gpml is missing",
        "usps_resampled.mat (given)",
        "(a second thought)",
        "gaussianprocess.org/gpml/data",
        "19.2 MB",
        "place it: usps_gpml/{usps_resampled.mat}",
        "NEURODYN_DATA",
        "licence: none stated",
    ] {
        assert!(said.contains(words), "`{words}` is not in: {said}");
    }
    assert_eq!(folder.state(&USPS_GPML), State::Missing);
}

#[test]
fn a_set_of_another_content_is_damaged() {
    const CONTENT: &[u8] = b"nine bytes";
    // of CONTENT
    let sum: &'static str = folder::sha256(CONTENT).leak();
    let file: &'static [File] =
        vec![File { name: "f", bytes: CONTENT.len() as u64, sha256: sum, url: None }].leak();
    let known = Known { name: "k", title: "t", files: file, get: "g", licence: "l" };
    let place = tempfile::tempdir().unwrap();
    let inside = place.path().join("k");
    fs::create_dir(&inside).unwrap();
    let folder = Folder::only(place.path());
    assert_eq!(folder.state(&known), State::Missing);
    fs::write(inside.join("f"), CONTENT).unwrap();
    assert_eq!(folder.state(&known), State::Found(inside.clone()));
    for content in [&CONTENT[1..], b"nine bytez", b"nine bytes and more", b""] {
        fs::write(inside.join("f"), content).unwrap();
        assert!(
            matches!(folder.state(&known), State::Damaged(Error::Damaged { set: "k", .. })),
            "{content:?}"
        );
    }
    fs::remove_file(inside.join("f")).unwrap();
    // the same packed; every truncation of the package is found
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(CONTENT).unwrap();
    let packed = packer.finish().unwrap();
    fs::write(inside.join("f.gz"), &packed).unwrap();
    assert_eq!(folder.state(&known), State::Found(inside.clone()));
    for length in 0..packed.len() {
        fs::write(inside.join("f.gz"), &packed[..length]).unwrap();
        assert!(matches!(folder.state(&known), State::Damaged(_)), "{length}");
    }
}

#[test]
fn a_folder_where_a_file_should_be_is_missing() {
    let place = tempfile::tempdir().unwrap();
    fs::create_dir_all(place.path().join("mnist/train-images-idx3-ubyte")).unwrap();
    assert!(matches!(mnist(&Folder::only(place.path())), Err(Error::Missing { set: "mnist", .. })));
}

#[test]
fn averaging_keeps_the_mean_and_constants() {
    let image: Vec<f32> = (0..35).map(|i| (i as f32 / 17.0) - 1.0).collect();
    let small = resize::averaged(&image, (5, 7), (2, 3));
    let mean = |image: &[f32]| image.iter().map(|&p| f64::from(p)).sum::<f64>() / image.len() as f64;
    assert!((mean(&image) - mean(&small)).abs() < 1e-6);
    assert_eq!(resize::averaged(&[0.25; 35], (5, 7), (16, 16)), [0.25; 256]);
    assert_eq!(resize::averaged(&image, (5, 7), (5, 7)), image);
}

#[test]
fn a_frame_is_put_around_what_is_shown() {
    // one bright pixel in a corner: the frame reaches outside of the image
    let mut image = [-1.0; 16];
    image[15] = 1.0;
    let framed = resize::framed(&image, (4, 4), 3);
    assert_eq!(framed, [-1.0, -1.0, -1.0, -1.0, 1.0, -1.0, -1.0, -1.0, -1.0]);
    assert_eq!(resize::framed(&[-1.0; 16], (4, 4), 2), [-1.0; 4]);
}

#[cfg(feature = "hdf5")]
#[test]
fn damaged_hdf5_files_are_errors() {
    use neurodyn_datasets::hdf5::of_hdf5;
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/usps_classic/usps.h5");
    assert!(of_hdf5(b"no HDF5 file".to_vec(), Path::new(NOWHERE)).is_err());
    let Ok(content) = fs::read(&beside) else {
        eprintln!("SKIPPED: usps_classic is not there");
        return;
    };
    for length in (0..40).map(|i| content.len() * i / 40).chain([content.len() - 1]) {
        let cut = of_hdf5(content[..length].to_vec(), Path::new(NOWHERE));
        assert!(cut.is_err(), "{length}");
    }
}
