//! Networks and their files: responses, round trips, hostile files, and the two networks of the prototype.

use chaosnn::network::largest;
use chaosnn::network_file::{Manifest, Precision, from_bytes, load, save, to_bytes};
use chaosnn::{Activation, Error, Layer, Network, shipped};
use std::path::Path;

/// A network of these sizes whose weights are small sevenths.
fn network(activation: Activation, sizes: &[usize]) -> Network {
    let number = |i: usize| ((i * 37 + 11) % 29) as f64 / 7.0 - 2.0;
    let layer = |pair: &[usize]| Layer {
        inputs: pair[0],
        outputs: pair[1],
        weights: (0..pair[0] * pair[1]).map(number).collect(),
        biases: (0..pair[1]).map(|j| number(j + 5)).collect(),
    };
    Network::new(activation, sizes.windows(2).map(layer).collect()).unwrap()
}

#[test]
fn many_images_at_once_get_the_bytes_of_one_at_a_time() {
    let images: Vec<f32> = (0..7 * 5).map(|i| (i as f32 * 0.37).sin()).collect();
    for activation in Activation::ALL {
        let network = network(activation, &[5, 8, 3, 4]);
        let together = network.logits(&images).unwrap();
        for (image, together) in images.chunks_exact(5).zip(together.chunks_exact(4)) {
            let x: Vec<f64> = image.iter().copied().map(f64::from).collect();
            let mut alone = [0.0; 4];
            network.respond(&x, &mut alone);
            assert_eq!(alone, together);
        }
        let labels: Vec<u8> = together.chunks_exact(4).map(|row| largest(row) as u8).collect();
        assert!(network.errors(&images, &labels).unwrap().is_empty());
        let mut wrong = labels.clone();
        wrong[3] = (wrong[3] + 1) % 4;
        assert_eq!(network.errors(&images, &wrong), Ok(vec![3]));
        let sizes = Err(Error::Sizes { what: "labels", expected: 7, found: 6 });
        assert_eq!(network.errors(&images, &labels[1..]), sizes);
        assert!(matches!(network.logits(&images[1..]), Err(Error::Sizes { found: 4, .. })));
    }
}

#[test]
fn what_does_not_fit_is_refused() {
    let layer = |inputs, outputs, weights, biases: usize| Layer {
        inputs,
        outputs,
        weights: vec![0.5; weights],
        biases: vec![0.5; biases],
    };
    let made = |layers| Network::new(Activation::Relu, layers);
    for layers in [
        vec![],
        vec![layer(2, 3, 5, 3)],
        vec![layer(2, 3, 6, 2)],
        vec![layer(2, 3, 6, 3), layer(2, 1, 2, 1)],
        vec![layer(0, 3, 0, 3)],
        vec![layer(2, 0, 0, 0)],
    ] {
        assert!(matches!(made(layers), Err(Error::Sizes { .. })));
    }
    for bad in [f64::NAN, f64::INFINITY] {
        let mut wrong = layer(2, 1, 2, 1);
        wrong.weights[1] = bad;
        assert!(matches!(made(vec![wrong]), Err(Error::NotANumber { what: "weights", index: 1, .. })));
    }
}

#[test]
fn files_keep_doubles_exactly_and_round_to_singles() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("n.safetensors");
    let network = network(Activation::Tanh, &[3, 4, 2]);
    let manifest: Manifest = [("seed".to_owned(), "1".to_owned())].into();
    save(&path, &network, &manifest, Precision::Double).unwrap();
    assert_eq!(load(&path).unwrap(), (network.clone(), manifest.clone()));
    save(&path, &network, &manifest, Precision::Single).unwrap();
    let (rounded, _) = load(&path).unwrap();
    assert_eq!(rounded.layers()[0].weights[1], f64::from(network.layers()[0].weights[1] as f32));
    // what was rounded once stays, and the same network is the same bytes
    assert_eq!(to_bytes(&rounded, &manifest, Precision::Single), std::fs::read(&path).unwrap());
    assert!(matches!(load(&folder.path().join("none")), Err(Error::File { .. })));
}

#[test]
fn every_truncation_of_a_file_is_an_error_and_no_changed_byte_a_panic() {
    let bytes = to_bytes(&network(Activation::Sigmoid, &[3, 2]), &Manifest::new(), Precision::Single);
    for length in 0..bytes.len() {
        assert!(from_bytes(&bytes[..length], Path::new("cut")).is_err(), "{length}");
    }
    for place in 0..bytes.len() {
        for value in [0x00, 0xff, b'9'] {
            let mut changed = bytes.clone();
            changed[place] = value;
            let _ = from_bytes(&changed, Path::new("changed"));
        }
    }
}

#[test]
fn weights_stand_in_files_as_linear_layers_have_them() {
    let network = network(Activation::Sigmoid, &[3, 2]);
    let bytes = to_bytes(&network, &Manifest::new(), Precision::Double);
    let tensors = safetensors::SafeTensors::deserialize(&bytes).unwrap();
    let weight = tensors.tensor("0.weight").unwrap();
    assert_eq!(weight.shape(), [2, 3]);
    // the second input's weight to the first output
    let number = f64::from_le_bytes(weight.data()[8..16].try_into().unwrap());
    assert_eq!(number, network.layers()[0].weights[2]);
}

#[test]
fn the_shipped_networks_make_no_error_in_training_and_those_of_their_manifests_in_the_test() {
    let shipped = shipped::all();
    assert_eq!(shipped.len(), 4);
    let (small, large): (Vec<_>, Vec<_>) = shipped.iter().partition(|(file, ..)| file.starts_with("digits"));
    for (networks, inputs, outputs) in [(&large, 256, [200, 200, 750, 10]), (&small, 64, [50, 50, 180, 10])] {
        assert_eq!(networks.len(), 2);
        for (file, network, manifest) in networks {
            let sizes: Vec<usize> = network.layers().iter().map(|layer| layer.outputs).collect();
            assert_eq!((network.inputs(), &sizes[..]), (inputs, &outputs[..]), "{file}");
            assert!(manifest["made by"].starts_with("cargo xtask train chaosnn"), "{file}");
        }
    }
    let (train, test) = neurodyn_datasets::uci_digits().parted(1000, 1);
    check(&small, &train, &test, 20..=40);
    let Some(usps) = digits::usps() else { return };
    // the source's has 143
    check(&large, &usps.train, &usps.test, 120..=170);
}

/// No error in training, and as many in the test as the manifest says.
fn check(
    networks: &[&(&str, Network, Manifest)],
    train: &neurodyn_datasets::Images,
    test: &neurodyn_datasets::Images,
    errors: std::ops::RangeInclusive<usize>,
) {
    for (file, network, manifest) in networks {
        assert!(network.errors(train.pixels(), train.labels()).unwrap().is_empty(), "{file}");
        let wrong = network.errors(test.pixels(), test.labels()).unwrap().len();
        assert_eq!(manifest["test errors"], format!("{wrong} of {}", test.len()), "{file}");
        assert!(errors.contains(&wrong), "{file}: {wrong}");
    }
}

#[cfg(feature = "npz")]
mod vectors {
    use super::digits;
    use chaosnn::{Activation, Error, npz};

    #[test]
    fn the_networks_of_the_prototype_are_read_and_respond_as_there() {
        let Some(sigmoid) = digits::vector("chaosnn_net_sigmoid.npz") else { return };
        let sigmoid = npz::load(&sigmoid).unwrap();
        assert_eq!((sigmoid.activation(), sigmoid.layers().len()), (Activation::Sigmoid, 4));
        let Some(usps) = digits::usps() else { return };
        let logits = sigmoid.logits(usps.test.image(0)).unwrap();
        let expected = [16.064900549185158, -7.658541954785868, -3.364588723663487, -2.895919953310566];
        for (found, expected) in logits.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-9, "{found} {expected}");
        }
        assert_eq!(sigmoid.errors(usps.test.pixels(), usps.test.labels()).unwrap().len(), 149);
        assert!(sigmoid.errors(usps.train.pixels(), usps.train.labels()).unwrap().is_empty());
    }

    #[test]
    fn the_network_of_rectified_units_makes_no_error_in_training() {
        let Some(relu) = digits::vector("chaosnn_net_relu.npz") else { return };
        let relu = npz::load(&relu).unwrap();
        let Some(usps) = digits::usps() else { return };
        assert_eq!(relu.activation(), Activation::Relu);
        assert!(relu.errors(usps.train.pixels(), usps.train.labels()).unwrap().is_empty());
    }

    #[test]
    fn damaged_archives_are_errors() {
        let Some(path) = digits::vector("chaosnn_net_relu.npz") else { return };
        let bytes = std::fs::read(path).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let damaged = folder.path().join("n.npz");
        for length in (0..20).map(|i| bytes.len() * i / 20) {
            std::fs::write(&damaged, &bytes[..length]).unwrap();
            assert!(matches!(npz::load(&damaged), Err(Error::File { .. })), "{length}");
        }
        // a byte in the middle of the weights: the archive's own checksum finds it
        let mut changed = bytes.clone();
        changed[bytes.len() / 2] ^= 1;
        std::fs::write(&damaged, changed).unwrap();
        assert!(matches!(npz::load(&damaged), Err(Error::File { .. })));
        assert!(matches!(npz::load(&folder.path().join("none")), Err(Error::File { .. })));
    }
}

mod digits;
