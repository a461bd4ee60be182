//! The network as tensors, and Adam down the cross-entropy.

use super::{Course, Examples, Recipe, SingleLayer, Stage, tensors};
use crate::error::Error;
use crate::network::{Activation, Layer, Network};
use candle_core::{Device, Result as Computed, Tensor, Var};
use candle_nn::ops::sigmoid;
use candle_nn::{AdamW, Optimizer as _, ParamsAdamW, loss};
use core::f64::consts::PI;
use neurodyn_core::Real;
use neurodyn_core::seed::Seeds;

/// D. P. Kingma & J. Ba, ICLR 2015, arXiv:1412.6980, with memories 0.9 and 0.999; the rate falls to zero along half a period
/// of a cosine, once an epoch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adam {
    /// Passes over all images.
    pub epochs: usize,
    /// Images a step.
    pub batch: usize,
    /// At the beginning.
    pub rate: f64,
}

impl Default for Adam {
    fn default() -> Self {
        Self { epochs: 60, batch: 100, rate: 1e-3 }
    }
}

/// First weights: normal, of variance `1/inputs`; four times that for sigmoids, whose slope is at most 1/4, and twice for
/// rectified units, half of which are silent. No biases.
pub(super) fn first_layers(recipe: &Recipe, sizes: &[usize]) -> Vec<SingleLayer> {
    let seeds = Seeds::new(recipe.seed).named("weights");
    let gain = match recipe.activation {
        Activation::Sigmoid => 4.0,
        Activation::Relu => 2.0,
        Activation::Tanh => 1.0,
    };
    let layer = |(l, pair): (usize, &[usize])| {
        let (inputs, outputs) = (pair[0], pair[1]);
        let deviation = Real::sqrt(gain / inputs as f64);
        let mut stream = seeds.stream(l as u64);
        let weights = (0..inputs * outputs).map(|_| (deviation * stream.normal()) as f32).collect();
        SingleLayer { inputs, outputs, weights, biases: vec![0.0; outputs] }
    };
    sizes.windows(2).enumerate().map(layer).collect()
}

/// A network whose weights can be moved.
pub(super) struct Model {
    activation: Activation,
    layers: Vec<(Var, Var)>,
}

impl Model {
    pub(super) fn from(activation: Activation, layers: &[SingleLayer]) -> Computed<Self> {
        let layer = |layer: &SingleLayer| {
            let weights = Tensor::from_slice(&layer.weights, (layer.inputs, layer.outputs), &Device::Cpu)?;
            let biases = Tensor::from_slice(&layer.biases, layer.outputs, &Device::Cpu)?;
            Ok((Var::from_tensor(&weights)?, Var::from_tensor(&biases)?))
        };
        Ok(Self { activation, layers: layers.iter().map(layer).collect::<Computed<_>>()? })
    }
    /// Logits, one row an image.
    fn logits(&self, images: &Tensor) -> Computed<Tensor> {
        let mut units = images.clone();
        for (l, (weights, biases)) in self.layers.iter().enumerate() {
            units = units.matmul(weights)?.broadcast_add(biases)?;
            if l + 1 < self.layers.len() {
                units = match self.activation {
                    Activation::Sigmoid => sigmoid(&units)?,
                    Activation::Tanh => units.tanh()?,
                    Activation::Relu => units.relu()?,
                };
            }
        }
        Ok(units)
    }
    /// Margins of all images to learn from.
    pub(super) fn margins(&self, examples: &Examples<'_>) -> Computed<Vec<f64>> {
        let shape = (examples.labels.len(), examples.inputs);
        let logits = self.logits(&Tensor::from_slice(examples.pixels, shape, &Device::Cpu)?)?;
        let logits = logits.flatten_all()?.to_vec1::<f32>()?.into_iter().map(f64::from).collect::<Vec<_>>();
        Ok(examples.margins(&logits))
    }
    pub(super) fn adam(&self, rate: f64) -> Computed<AdamW> {
        let both = |(weights, biases): &(Var, Var)| [weights.clone(), biases.clone()];
        let settings = ParamsAdamW { lr: rate, weight_decay: 0.0, ..ParamsAdamW::default() };
        AdamW::new(self.layers.iter().flat_map(both).collect(), settings)
    }
    /// One step on these images: their cross-entropy, and how many of them were in a wrong class.
    pub(super) fn step(
        &self,
        adam: &mut AdamW,
        examples: &Examples<'_>,
        places: &[usize],
    ) -> Computed<(f64, usize)> {
        let (pixels, labels) = examples.gathered(places);
        let images = Tensor::from_vec(pixels, (places.len(), examples.inputs), &Device::Cpu)?;
        let logits = self.logits(&images)?;
        let loss = loss::cross_entropy(&logits, &Tensor::from_slice(&labels, labels.len(), &Device::Cpu)?)?;
        adam.backward_step(&loss)?;
        let classes = logits.argmax(1)?.to_vec1::<u32>()?;
        let wrong = classes.iter().zip(&labels).filter(|(class, label)| class != label).count();
        Ok((f64::from(loss.to_scalar::<f32>()?), wrong))
    }
    /// As plain numbers.
    pub(super) fn network(&self) -> Result<Network, Error> {
        let layer = |(weights, biases): &(Var, Var)| {
            let (inputs, outputs) = weights.dims2()?;
            let (weights, biases) = (weights.flatten_all()?.to_vec1()?, biases.to_vec1()?);
            Ok(Layer::from(&SingleLayer { inputs, outputs, weights, biases }))
        };
        let layers = self.layers.iter().map(layer).collect::<Computed<_>>().map_err(tensors)?;
        Network::new(self.activation, layers)
    }
}

/// All epochs of Adam.
pub(super) fn descend(model: &Model, examples: &Examples<'_>, course: &mut Course<'_>) -> Result<(), Error> {
    let Adam { epochs, batch, rate } = course.recipe.adam;
    let seeds = Seeds::new(course.recipe.seed).named("order");
    let mut adam = model.adam(rate).map_err(tensors)?;
    let mut order: Vec<usize> = (0..examples.labels.len()).collect();
    for epoch in 0..epochs {
        adam.set_learning_rate(rate * 0.5 * (1.0 + Real::cos(PI * epoch as f64 / epochs as f64)));
        seeds.stream(epoch as u64).shuffle(&mut order);
        let (mut loss, mut errors) = (0.0, 0);
        for places in order.chunks(batch) {
            course.go_on()?;
            let (of_step, wrong) = model.step(&mut adam, examples, places).map_err(tensors)?;
            loss += of_step * places.len() as f64;
            errors += wrong;
        }
        let loss = loss / examples.labels.len() as f64;
        course.note(Stage::Adam, (epoch + 1, epochs), loss, Some(errors))?;
    }
    Ok(())
}
