//! A trained network with all that its use takes, in memory and in a file.

use crate::eigenstructure::Planted;
use crate::error::{Error, exactly};
use crate::euler::Euler;
use crate::file::{self, Content, Numbers};
use crate::network::Network;
use crate::node::{Node, Response};
use crate::targets::Targets;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// What is known of how a model was made: words for people and for the command that made it, by name.
pub type Manifest = BTreeMap<String, String>;

/// A network that was trained on images.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// The law of its nodes.
    pub node: Node,
    /// Height and width of the images, in pixels: a node each.
    pub shape: (usize, usize),
    /// Number of classes, each with a planted attractor.
    pub classes: usize,
    /// The ratio of time scales.
    pub gamma: f64,
    /// The coupling `A`, row-major.
    pub coupling: Vec<f32>,
    /// The step of Euler's method in training, and their number.
    pub dt: f64,
    /// See `dt`.
    pub steps: usize,
    /// How it was made.
    pub manifest: Manifest,
}

/// The entry of a file's metadata.
const ENTRY: &str = "wilsoncowan";

/// What stands in it.
#[derive(Serialize, Deserialize)]
struct Header {
    shape: (usize, usize),
    classes: usize,
    gamma: f64,
    dt: f64,
    steps: usize,
    /// `w_EE`, `w_EI`, `w_IE`, `w_II`, `alpha_E`, `alpha_I`, `h_E`, `h_I`, then offset, amplitude and gain of `f_E`, `f_I`.
    node: Vec<f64>,
    manifest: Manifest,
}

impl Model {
    /// Number of nodes.
    #[must_use]
    pub fn nodes(&self) -> usize {
        self.shape.0 * self.shape.1
    }
    /// The frozen network, a `Flow`: the coupling made blind to the targets once more, in double precision. Numbers of 32 bits
    /// leave some 1e-6 of it, and states would settle that far from where they are planted.
    ///
    /// # Errors
    /// As [`Network::new`]; [`Error::Kernel`] if the targets are not in the kernel of the coupling, but for rounding.
    pub fn network(&self) -> Result<Network, Error> {
        let nodes = self.nodes();
        exactly("entries of the coupling", nodes * nodes, self.coupling.len())?;
        let coupling: Vec<f64> = self.coupling.iter().map(|&a| a.into()).collect();
        Network::new(self.node, self.gamma, Planted::of(&coupling, &self.targets()?)?.a)
    }
    /// What is planted.
    ///
    /// # Errors
    /// As [`Targets::new`].
    pub fn targets(&self) -> Result<Targets, Error> {
        Targets::new(&self.node, self.nodes(), self.classes)
    }
    /// The integrator of training.
    #[must_use]
    pub fn euler(&self) -> Euler {
        Euler { dt: self.dt, steps: self.steps }
    }
    /// The time of training, `T`.
    #[must_use]
    pub fn time(&self) -> f64 {
        self.dt * self.steps as f64
    }

    /// Writes the model as safetensors: `coupling`, `N` x `N` numbers of 32 bits, with the rest in the metadata. The file
    /// appears when it is complete.
    ///
    /// # Errors
    /// [`Error::Sizes`], [`Error::File`].
    pub fn save(&self, path: &Path) -> Result<(), Error> {
        file::write(path, &self.to_bytes()?)
    }
    /// Reads a model.
    ///
    /// # Errors
    /// [`Error::File`] if it cannot be read or is damaged; what [`network`](Self::network) finds.
    pub fn load(path: &Path) -> Result<Self, Error> {
        let bytes = std::fs::read(path);
        let bytes = bytes.map_err(|why| Error::File { path: path.to_owned(), why: why.to_string() })?;
        Self::from_bytes(&bytes, path)
    }

    /// The content of a file.
    ///
    /// # Errors
    /// [`Error::Sizes`] if the coupling has not `N` x `N` entries.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        let n = self.nodes();
        exactly("entries of the coupling", n * n, self.coupling.len())?;
        let Node { w_ee, w_ei, w_ie, w_ii, alpha_e, alpha_i, h_e, h_i, excitatory: e, inhibitory: i } =
            self.node;
        let mut node = vec![w_ee, w_ei, w_ie, w_ii, alpha_e, alpha_i, h_e, h_i];
        node.extend([e.offset, e.amplitude, e.gain, i.offset, i.amplitude, i.gain]);
        let header = Header {
            shape: self.shape,
            classes: self.classes,
            gamma: self.gamma,
            dt: self.dt,
            steps: self.steps,
            node,
            manifest: self.manifest.clone(),
        };
        Ok(file::to_bytes(ENTRY, &header, &[("coupling", vec![n, n], Numbers::Single(&self.coupling))]))
    }
    /// Reads a model from the content of a file; `path` is for messages.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    pub fn from_bytes(bytes: &[u8], path: &Path) -> Result<Self, Error> {
        let (header, arrays): (Header, _) = Content::of(bytes, path, ENTRY)?;
        let fault = |why: String| Error::File { path: path.to_owned(), why };
        let Header { shape, classes, gamma, dt, steps, node, manifest } = header;
        let node: [f64; 14] = node
            .try_into()
            .map_err(|node: Vec<f64>| fault(format!("{} numbers of the node, not 14", node.len())))?;
        let [w_ee, w_ei, w_ie, w_ii, alpha_e, alpha_i, h_e, h_i, ..] = node;
        let response = |at: usize| Response { offset: node[at], amplitude: node[at + 1], gain: node[at + 2] };
        let (excitatory, inhibitory) = (response(8), response(11));
        let node = Node { w_ee, w_ei, w_ie, w_ii, alpha_e, alpha_i, h_e, h_i, excitatory, inhibitory };
        let nodes = shape.0.checked_mul(shape.1).filter(|nodes| nodes.checked_mul(*nodes).is_some());
        let nodes = nodes.ok_or_else(|| fault(format!("images of {shape:?} pixels")))?;
        let coupling = arrays.single("coupling", &[nodes, nodes])?;
        let model = Self { node, shape, classes, gamma, coupling, dt, steps, manifest };
        model.targets()?;
        model.euler().check(&model.network()?)?;
        Ok(model)
    }
}
