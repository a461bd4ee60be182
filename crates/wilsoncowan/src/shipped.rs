//! The trained networks that ship with the crate.

use crate::model::Model;
use std::path::Path;

/// 196 nodes for the digits of MNIST as means of 2x2 pixels, made by `cargo xtask train wilsoncowan --side 14 --recipe quick`
/// (the manifest inside has its accuracy).
///
/// ```
/// let model = wilsoncowan::shipped::mnist_196();
/// assert_eq!((model.nodes(), model.classes), (196, 10));
/// ```
///
/// # Panics
/// Never: a test reads it.
#[must_use]
pub fn mnist_196() -> Model {
    let bytes = include_bytes!("../nets/mnist_196.safetensors");
    Model::from_bytes(bytes, Path::new("mnist_196.safetensors")).expect("a shipped network is whole")
}
