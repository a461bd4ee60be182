//! The perceptron as tensors, and one step of Adam.

use super::{Perceptron, Recipe, Samples};
use candle_core::{Device, Result as Computed, Tensor, Var};
use candle_nn::{AdamW, Linear, Module as _, Optimizer as _, ParamsAdamW, loss};
use neurodyn_core::seed::Seeds;

/// Images of a forward pass that is not trained on.
const AT_ONCE: usize = 1000;

/// A perceptron whose numbers can be moved.
pub(super) struct Model {
    layers: [Linear; 2],
    /// Share their numbers with the layers.
    moved: [Var; 4],
}

impl Model {
    /// First numbers of a layer are uniform within one over the root of its inputs, weights and biases, as PyTorch has them.
    pub(super) fn first(recipe: &Recipe, samples: &Samples<'_>) -> Computed<Self> {
        let (inputs, hidden, classes) = (samples.inputs, recipe.hidden, samples.classes);
        let seeds = Seeds::new(recipe.seed).named("weights");
        let drawn = |count: usize, fan: usize, stream: u64| -> Vec<f32> {
            let (bound, mut stream) = (1.0 / (fan as f64).sqrt(), seeds.stream(stream));
            (0..count).map(|_| stream.between(-bound, bound) as f32).collect()
        };
        let numbers = [
            drawn(hidden * inputs, inputs, 0),
            drawn(hidden, inputs, 1),
            drawn(classes * hidden, hidden, 2),
            drawn(classes, hidden, 3),
        ];
        Self::from(&Perceptron { inputs, hidden, classes, numbers })
    }
    pub(super) fn from(perceptron: &Perceptron) -> Computed<Self> {
        let (inputs, hidden, classes) = perceptron.shape();
        let [w1, b1, w2, b2] = perceptron.numbers();
        let matrix = |numbers: &[f32], rows: usize, columns: usize| {
            Var::from_tensor(&Tensor::from_slice(numbers, (rows, columns), &Device::Cpu)?)
        };
        let vector =
            |numbers: &[f32]| Var::from_tensor(&Tensor::from_slice(numbers, numbers.len(), &Device::Cpu)?);
        let moved = [matrix(w1, hidden, inputs)?, vector(b1)?, matrix(w2, classes, hidden)?, vector(b2)?];
        let layer =
            |w: usize| Linear::new(moved[w].as_tensor().clone(), Some(moved[w + 1].as_tensor().clone()));
        Ok(Self { layers: [layer(0), layer(2)], moved })
    }
    pub(super) fn adam(&self, recipe: &Recipe) -> Computed<AdamW> {
        let weight_decay = recipe.weight_decay;
        let settings = ParamsAdamW { lr: recipe.rate, weight_decay, ..ParamsAdamW::default() };
        AdamW::new(self.moved.to_vec(), settings)
    }
    /// Logits, one row an image.
    fn logits(&self, images: &Tensor) -> Computed<Tensor> {
        self.layers[1].forward(&self.layers[0].forward(images)?.tanh()?)
    }
    /// One step on these images: their mean cross-entropy, and how many of them were in their class.
    pub(super) fn step(
        &self,
        adam: &mut AdamW,
        samples: &Samples<'_>,
        places: &[usize],
    ) -> Computed<(f64, usize)> {
        let inputs = samples.inputs;
        let image = |&place: &usize| &samples.pixels[place * inputs..(place + 1) * inputs];
        let pixels: Vec<f32> = places.iter().flat_map(image).copied().collect();
        let labels: Vec<u32> = places.iter().map(|&place| u32::from(samples.labels[place])).collect();
        let logits = self.logits(&Tensor::from_vec(pixels, (places.len(), inputs), &Device::Cpu)?)?;
        let loss = loss::cross_entropy(&logits, &Tensor::from_slice(&labels, labels.len(), &Device::Cpu)?)?;
        adam.backward_step(&loss)?;
        let classes = logits.argmax(1)?.to_vec1::<u32>()?;
        let right = classes.iter().zip(&labels).filter(|(class, label)| class == label).count();
        Ok((f64::from(loss.to_scalar::<f32>()?), right))
    }
    pub(super) fn classes_of(&self, pixels: &[f32], inputs: usize) -> Computed<Vec<Option<u8>>> {
        let mut classes = Vec::with_capacity(pixels.len() / inputs);
        for part in pixels.chunks(AT_ONCE * inputs) {
            let images = Tensor::from_slice(part, (part.len() / inputs, inputs), &Device::Cpu)?;
            for logits in self.logits(&images)?.to_vec2::<f32>()? {
                let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
                let class = logits.iter().position(|&logit| logit == largest);
                classes.push(
                    class.filter(|_| logits.iter().all(|logit| logit.is_finite())).map(|class| class as u8),
                );
            }
        }
        Ok(classes)
    }
    /// As plain numbers.
    pub(super) fn perceptron(&self) -> Computed<Perceptron> {
        let [w1, b1, w2, b2] = &self.moved;
        let plain = |numbers: &Var| numbers.flatten_all()?.to_vec1::<f32>();
        let ((hidden, inputs), classes) = (w1.dims2()?, b2.dim(0)?);
        let numbers = [plain(w1)?, plain(b1)?, plain(w2)?, plain(b2)?];
        Ok(Perceptron { inputs, hidden, classes, numbers })
    }
}
