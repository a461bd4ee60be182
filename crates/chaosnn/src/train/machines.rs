//! A stack of restricted Boltzmann machines, which learn the images without their labels by contrastive divergence.

use super::{Course, Examples, SingleLayer, Stage, tensors};
use crate::error::Error;
use candle_core::{Device, Result as Computed, Tensor};
use candle_nn::ops::sigmoid;
use neurodyn_core::seed::{Seeds, Stream};

/// ```text
/// h = s(v W + c),   v' = s(h* W^T + b),   h' = s(v' W + c),   s(z) = 1 / (1 + exp(-z)),   h* = 1 with probability h, else 0
/// dW <- momentum dW + rate (v^T h - v'^T h' - decay W),   db <- momentum db + rate (v - v'),   dc likewise from h - h'
/// ```
/// averaged over a batch: contrastive divergence of one step, G. E. Hinton, Neural Computation 14, 1771 (2002). The first
/// machine sees `v = (x + 1) / 2`, which is in [0, 1]; its weights are then turned into those for `x`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pretraining {
    /// Passes over all images, for each machine.
    pub epochs: usize,
    /// Images a step.
    pub batch: usize,
    /// Of learning, for weights and biases.
    pub rate: f64,
    /// Of weights.
    pub decay: f64,
    /// In the first [`warm_up`](Self::warm_up) epochs, and afterwards.
    pub momentum: (f64, f64),
    /// Epochs of small momentum.
    pub warm_up: usize,
    /// Standard deviation of the first weights, and of those from the last hidden layer to the classes.
    pub deviation: f64,
}

impl Default for Pretraining {
    /// What Hinton recommends ("A practical guide to training restricted Boltzmann machines", 2010), with the doubled rate
    /// and wider first weights that a thousand steps ask for.
    fn default() -> Self {
        Self {
            epochs: 30,
            batch: 100,
            rate: 0.1,
            decay: 2e-4,
            momentum: (0.5, 0.9),
            warm_up: 5,
            deviation: 0.1,
        }
    }
}

/// One machine and the changes of its last step.
struct Machine {
    weights: Tensor,
    visible: Tensor,
    hidden: Tensor,
    changes: [Tensor; 3],
}

/// Puts the weights of the machines into all layers but the last, whose own become small.
pub(super) fn pretrain(
    pretraining: &Pretraining,
    examples: &Examples<'_>,
    layers: &mut [SingleLayer],
    course: &mut Course<'_>,
) -> Result<(), Error> {
    let seeds = Seeds::new(course.recipe.seed).named("pretraining");
    let mut seen: Vec<f32> = examples.pixels.iter().map(|&pixel| 0.5 * (pixel + 1.0)).collect();
    let last = layers.len() - 1;
    for (l, layer) in layers[..last].iter_mut().enumerate() {
        let mut first = seeds.named("weights").stream(l as u64);
        let mut machine = Machine::new(layer, pretraining, &mut first).map_err(tensors)?;
        let mut order: Vec<usize> = (0..examples.labels.len()).collect();
        for epoch in 0..pretraining.epochs {
            // one stream for the order, one for the states: what one draws does not move the other
            let number = (l * pretraining.epochs + epoch) as u64;
            seeds.named("order").stream(number).shuffle(&mut order);
            let mut states = seeds.named("states").stream(number);
            let momentum =
                if epoch < pretraining.warm_up { pretraining.momentum.0 } else { pretraining.momentum.1 };
            let mut loss = 0.0;
            for places in order.chunks(pretraining.batch) {
                course.go_on()?;
                let rows =
                    places.iter().flat_map(|&place| &seen[place * layer.inputs..(place + 1) * layer.inputs]);
                let batch =
                    Tensor::from_vec(rows.copied().collect(), (places.len(), layer.inputs), &Device::Cpu);
                let step = batch.and_then(|batch| machine.step(&batch, pretraining, momentum, &mut states));
                loss += step.map_err(tensors)?;
            }
            let loss = loss / seen.len() as f64;
            course.note(Stage::Pretraining(l), (epoch + 1, pretraining.epochs), loss, None)?;
        }
        seen = machine.seen_by_the_next(&seen, layer.inputs).map_err(tensors)?;
        machine.put_into(layer, l == 0).map_err(tensors)?;
    }
    let mut first = seeds.named("weights").stream(last as u64);
    layers[last]
        .weights
        .iter_mut()
        .for_each(|weight| *weight = (pretraining.deviation * first.normal()) as f32);
    Ok(())
}

impl Machine {
    fn new(layer: &SingleLayer, pretraining: &Pretraining, first: &mut Stream) -> Computed<Self> {
        let (inputs, outputs) = (layer.inputs, layer.outputs);
        let weights =
            (0..inputs * outputs).map(|_| (pretraining.deviation * first.normal()) as f32).collect();
        let weights = Tensor::from_vec(weights, (inputs, outputs), &Device::Cpu)?;
        let zeros = |length: usize| Tensor::from_vec(vec![0.0_f32; length], length, &Device::Cpu);
        let changes = [weights.zeros_like()?, zeros(inputs)?, zeros(outputs)?];
        Ok(Self { weights, visible: zeros(inputs)?, hidden: zeros(outputs)?, changes })
    }
    fn up(&self, visible: &Tensor) -> Computed<Tensor> {
        sigmoid(&visible.matmul(&self.weights)?.broadcast_add(&self.hidden)?)
    }
    fn down(&self, hidden: &Tensor) -> Computed<Tensor> {
        sigmoid(&hidden.matmul(&self.weights.t()?)?.broadcast_add(&self.visible)?)
    }
    /// Learns from a batch; the sum of squared errors of its reconstruction.
    fn step(
        &mut self,
        batch: &Tensor,
        pretraining: &Pretraining,
        momentum: f64,
        states: &mut Stream,
    ) -> Computed<f64> {
        let count = batch.dim(0)? as f64;
        let hidden = self.up(batch)?;
        let drawn = drawn(&hidden, states)?;
        let again = self.down(&drawn)?;
        let hidden_again = self.up(&again)?;
        let wrong = (batch - &again)?;
        let together = |visible: &Tensor, hidden: &Tensor| visible.t()?.matmul(hidden);
        let slope = ((together(batch, &hidden)? - together(&again, &hidden_again)?)? * (1.0 / count))?;
        let slopes = [
            (slope - (&self.weights * pretraining.decay)?)?,
            wrong.mean(0)?,
            (hidden - hidden_again)?.mean(0)?,
        ];
        let own = [&mut self.weights, &mut self.visible, &mut self.hidden];
        for ((number, change), slope) in own.into_iter().zip(&mut self.changes).zip(slopes) {
            *change = ((&*change * momentum)? + (slope * pretraining.rate)?)?;
            *number = (&*number + &*change)?;
        }
        Ok(f64::from(wrong.sqr()?.sum_all()?.to_scalar::<f32>()?))
    }
    /// The probabilities of its hidden units, which the next machine learns.
    fn seen_by_the_next(&self, seen: &[f32], inputs: usize) -> Computed<Vec<f32>> {
        let rows = seen.len() / inputs;
        self.up(&Tensor::from_slice(seen, (rows, inputs), &Device::Cpu)?)?.flatten_all()?.to_vec1()
    }
    /// Its weights and hidden biases; with `v = (x + 1) / 2` they are `W / 2` and `c + sum_i W_i / 2` for `x`.
    fn put_into(&self, layer: &mut SingleLayer, first: bool) -> Computed<()> {
        let (weights, biases) = if first {
            ((&self.weights * 0.5)?, (&self.hidden + (self.weights.sum(0)? * 0.5)?)?)
        } else {
            (self.weights.clone(), self.hidden.clone())
        };
        layer.weights = weights.flatten_all()?.to_vec1()?;
        layer.biases = biases.to_vec1()?;
        Ok(())
    }
}

/// 1 with these probabilities, else 0.
fn drawn(probabilities: &Tensor, states: &mut Stream) -> Computed<Tensor> {
    let one = |probability: f32| if states.uniform() < f64::from(probability) { 1.0_f32 } else { 0.0 };
    let states = probabilities.flatten_all()?.to_vec1::<f32>()?.into_iter().map(one).collect::<Vec<_>>();
    Tensor::from_vec(states, probabilities.shape(), &Device::Cpu)
}
