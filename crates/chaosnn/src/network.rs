//! A feed-forward network as plain data: layers of weights and biases, one function on the hidden units.

use crate::error::Error;
use neurodyn_core::{Lift, Real};

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
        let mut units = x.to_vec();
        for (l, layer) in self.layers.iter().enumerate() {
            let mut sums: Vec<R> = layer.biases.iter().map(|&bias| R::lift(bias)).collect();
            for (i, &unit) in units.iter().enumerate() {
                let row = &layer.weights[i * layer.outputs..(i + 1) * layer.outputs];
                for j in 0..layer.outputs {
                    sums[j] = unit.mul_add(R::lift(row[j]), sums[j]);
                }
            }
            if l + 1 < self.layers.len() {
                for sum in &mut sums {
                    *sum = self.activation.of(*sum);
                }
            }
            units = sums;
        }
        logits.copy_from_slice(&units);
    }
}

/// The place of the largest number, the first one of equals; `0` for none.
#[must_use]
pub fn largest(numbers: &[f64]) -> usize {
    (1..numbers.len()).fold(0, |best, i| if numbers[i] > numbers[best] { i } else { best })
}
