//! A feed-forward network as plain data: layers of weights and biases, one function on the hidden units.

use crate::error::Error;
use neurodyn_core::{Lift, Real, Task, with_fma};

/// The function on every hidden unit; the last layer has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activation {
    /// `1 / (1 + exp(-z))`
    Sigmoid,
    /// `tanh(z)`
    Tanh,
    /// `max(z, 0)`
    Relu,
}

impl Activation {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Sigmoid, Self::Tanh, Self::Relu];

    /// Its name in files: `sigmoid`, `tanh` or `relu`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sigmoid => "sigmoid",
            Self::Tanh => "tanh",
            Self::Relu => "relu",
        }
    }
    /// The one of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|activation| activation.name() == name)
    }
    /// The function itself.
    #[inline(always)]
    #[must_use]
    pub fn of<R: Real>(self, z: R) -> R {
        match self {
            Self::Sigmoid => z.sigmoid(),
            Self::Tanh => z.tanh(),
            Self::Relu => z.max(R::lit(0.0)),
        }
    }
}

/// One layer, `z_j = sum_i x_i W_ij + b_j`.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// Number of inputs, `i`.
    pub inputs: usize,
    /// Number of outputs, `j`.
    pub outputs: usize,
    /// `W`, `inputs` rows of `outputs` numbers.
    pub weights: Vec<f64>,
    /// `b`, one number an output.
    pub biases: Vec<f64>,
}

/// ```text
/// h_0 = x,   h_l = f(h_(l-1) W_l + b_l),   logits = h_(L-1) W_L + b_L
/// ```
/// A trained classifier: plain numbers that fit each other and are finite. The class is that of the largest logit.
///
/// ```
/// use chaosnn::{Activation, Layer, Network};
///
/// let hidden = Layer { inputs: 2, outputs: 2, weights: vec![1.0, -1.0, 0.5, 2.0], biases: vec![0.0, 0.1] };
/// let last = Layer { inputs: 2, outputs: 2, weights: vec![1.0, 0.0, 0.0, 1.0], biases: vec![0.0, 0.0] };
/// let network = Network::new(Activation::Relu, vec![hidden, last])?;
/// let mut logits = [0.0; 2];
/// network.respond(&[1.0, 2.0], &mut logits);
/// assert_eq!(logits, [2.0, 3.1]);
/// # Ok::<(), chaosnn::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    activation: Activation,
    layers: Vec<Layer>,
}

impl Network {
    /// A network of these layers.
    ///
    /// # Errors
    /// [`Error::Sizes`] if there is no layer or one does not fit, [`Error::NotANumber`] for a weight that is none.
    pub fn new(activation: Activation, layers: Vec<Layer>) -> Result<Self, Error> {
        if layers.is_empty() {
            return Err(Error::Sizes { what: "layers of a network", expected: 1, found: 0 });
        }
        let fits = |what, expected, found| {
            if expected == found { Ok(()) } else { Err(Error::Sizes { what, expected, found }) }
        };
        let mut inputs = layers[0].inputs;
        for layer in &layers {
            for (what, found) in [("inputs of a layer", layer.inputs), ("outputs of a layer", layer.outputs)]
            {
                if found == 0 {
                    return Err(Error::Sizes { what, expected: 1, found });
                }
            }
            fits("inputs of a layer", inputs, layer.inputs)?;
            fits("weights of a layer", layer.inputs * layer.outputs, layer.weights.len())?;
            fits("biases of a layer", layer.outputs, layer.biases.len())?;
            for (what, numbers) in [("weights", &layer.weights), ("biases", &layer.biases)] {
                if let Some(index) = numbers.iter().position(|number| !number.is_finite()) {
                    return Err(Error::NotANumber { what, index, value: numbers[index] });
                }
            }
            inputs = layer.outputs;
        }
        Ok(Self { activation, layers })
    }
    /// The function on hidden units.
    #[must_use]
    pub fn activation(&self) -> Activation {
        self.activation
    }
    /// The layers, from the inputs on.
    #[must_use]
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }
    /// Number of inputs.
    #[must_use]
    pub fn inputs(&self) -> usize {
        self.layers[0].inputs
    }
    /// Number of classes.
    #[must_use]
    pub fn classes(&self) -> usize {
        self.layers[self.layers.len() - 1].outputs
    }
    /// The logits of one image, or of one a lane; with duals, their derivatives. Sums run over `i` in order.
    ///
    /// # Panics
    /// If `x` has not [`inputs`](Self::inputs) numbers, or `logits` not [`classes`](Self::classes).
    pub fn respond<R: Real + Lift<f64>>(&self, x: &[R], logits: &mut [R]) {
        assert_eq!((x.len(), logits.len()), (self.inputs(), self.classes()), "inputs and classes");
        let mut pass = Pass::of(self);
        pass.run(self, x);
        logits.copy_from_slice(&pass.units);
    }
    /// The logits of many images that stand one after another: [`respond`](Self::respond) to each, by the processor's fused
    /// multiply-add.
    ///
    /// # Errors
    /// [`Error::Sizes`] if `images` are not whole ones.
    pub fn logits(&self, images: &[f32]) -> Result<Vec<f64>, Error> {
        let (inputs, found) = (self.inputs(), images.len());
        if found % inputs != 0 {
            return Err(Error::Sizes {
                what: "pixels of the last image",
                expected: inputs,
                found: found % inputs,
            });
        }
        Ok(with_fma(Images { network: self, images }))
    }
    /// The places of the images that are not put into the class of their label.
    ///
    /// # Errors
    /// [`Error::Sizes`] if there are not as many labels as images.
    pub fn errors(&self, images: &[f32], labels: &[u8]) -> Result<Vec<usize>, Error> {
        let logits = self.logits(images)?;
        let (expected, found) = (logits.len() / self.classes(), labels.len());
        if expected != found {
            return Err(Error::Sizes { what: "labels", expected, found });
        }
        let rows = logits.chunks_exact(self.classes()).map(largest).zip(labels).enumerate();
        Ok(rows
            .filter(|(_, (class, label))| *class != usize::from(**label))
            .map(|(image, _)| image)
            .collect())
    }
}

/// The units of one layer and the sums of the next one.
struct Pass<R> {
    units: Vec<R>,
    sums: Vec<R>,
}

impl<R: Real + Lift<f64>> Pass<R> {
    #[inline(always)]
    fn of(network: &Network) -> Self {
        let widest = network.layers.iter().fold(network.inputs(), |widest, layer| widest.max(layer.outputs));
        Self { units: Vec::with_capacity(widest), sums: Vec::with_capacity(widest) }
    }
    /// Leaves the logits in `units`. Index loops, because it is part of a dispatched task.
    #[inline(always)]
    fn run(&mut self, network: &Network, x: &[R]) {
        self.units.clear();
        self.units.extend_from_slice(x);
        for l in 0..network.layers.len() {
            let layer = &network.layers[l];
            self.sums.clear();
            for j in 0..layer.outputs {
                self.sums.push(R::lift(layer.biases[j]));
            }
            for i in 0..layer.inputs {
                let (unit, sums) = (self.units[i], &mut self.sums[..layer.outputs]);
                let row = &layer.weights[i * layer.outputs..(i + 1) * layer.outputs];
                for j in 0..row.len() {
                    sums[j] = unit.mul_add(R::lift(row[j]), sums[j]);
                }
            }
            if l + 1 < network.layers.len() {
                for j in 0..self.sums.len() {
                    self.sums[j] = network.activation.of(self.sums[j]);
                }
            }
            core::mem::swap(&mut self.units, &mut self.sums);
        }
    }
}

/// Many images, one after another.
struct Images<'a> {
    network: &'a Network,
    images: &'a [f32],
}

impl Task for Images<'_> {
    type Output = Vec<f64>;
    #[inline(always)]
    fn run(self) -> Vec<f64> {
        let (network, inputs) = (self.network, self.network.inputs());
        let count = self.images.len() / inputs;
        let mut logits = Vec::with_capacity(count * network.classes());
        let (mut pass, mut x) = (Pass::<f64>::of(network), vec![0.0; inputs]);
        for image in 0..count {
            for i in 0..inputs {
                x[i] = f64::from(self.images[image * inputs + i]);
            }
            pass.run(network, &x);
            logits.extend_from_slice(&pass.units);
        }
        logits
    }
}

/// The place of the largest number, the first one of equals; `0` for none.
#[must_use]
pub fn largest(numbers: &[f64]) -> usize {
    (1..numbers.len()).fold(0, |best, i| if numbers[i] > numbers[best] { i } else { best })
}
