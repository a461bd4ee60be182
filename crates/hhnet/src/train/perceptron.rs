//! Training of the baselines: perceptrons learn by Adam, with the operations of tensors and their own backward pass.

use super::adam::{Adam, Descent, Moments};
use super::course::tensor;
use super::{Epoch, Stage};
use crate::data::Rows;
use crate::error::Error;
use crate::mlp::{Head, Mlp};
use crate::net::{Activation, Form};
use candle_core::{DType, Device, Result as Tried, Tensor};
use core::sync::atomic::{AtomicBool, Ordering};
use neurodyn_core::seed::Seeds;

/// What a perceptron learns, from what, and how. Its box, its time step and its scaling are those of a form.
#[derive(Clone, Debug)]
pub struct Perceptron<'a> {
    /// Elements of each hidden layer.
    pub hidden: Vec<usize>,
    /// What its output stands for.
    pub head: Head,
    /// Whose boxes and time step it shares.
    pub form: &'a Form,
    /// It learns from these records, in random order.
    pub rows: &'a Rows,
    /// It is judged by these.
    pub validation: &'a Rows,
    /// How.
    pub adam: Adam,
    /// Of the first weights and of the order of the records.
    pub seed: u64,
}

impl Perceptron<'_> {
    /// Trains, and gives the perceptron with its learning curve in units of loss (9).
    ///
    /// Outputs are learned in units of their own spread, which is folded into the last layer at the end. First weights are
    /// uniform with variance 1 over the inputs of a layer.
    ///
    /// # Errors
    /// [`Error::Sides`] for records of another size, [`Error::Target`] for an output that never varies, [`Error::Form`] for an
    /// option that must be positive, [`Error::Training`] if it diverges; [`Error::Run`] if cancelled.
    pub fn train(&self, cancel: Option<&AtomicBool>) -> Result<(Mlp, Vec<Epoch>), Error> {
        self.rows.fits(self.form)?;
        self.validation.fits(self.form)?;
        let size = self.form.size;
        for (what, value) in [("batch", self.adam.batch), ("number of epochs", self.adam.epochs)] {
            if value == 0 {
                return Err(Error::Form { what, value: 0.0 });
            }
        }
        let mut widths = vec![size.variables + size.parameters];
        widths.extend_from_slice(&self.hidden);
        widths.push(size.variables);
        let mut first = Vec::new();
        let mut draws = Seeds::new(self.seed).named("perceptron").stream(0);
        for layer in widths.windows(2) {
            let bound = (3.0 / layer[0] as f64).sqrt();
            first.extend((0..layer[0] * layer[1]).map(|_| draws.between(-bound, bound)));
            first.extend(core::iter::repeat_n(0.0, layer[1]));
        }
        let spread = (0..size.variables).map(|i| self.spread(i)).collect::<Result<Vec<_>, _>>()?;
        let mut descent = Descent::from(&Moments::at_rest(first)).map_err(tensor)?;
        let learn = self.records(self.rows, &spread);
        let judge = self.records(self.validation, &spread);
        let width = size.variables * 2 + size.parameters;
        let mut order: Vec<usize> = (0..self.rows.len()).collect();
        let steps = (self.adam.epochs * self.rows.len().div_ceil(self.adam.batch)) as u64;
        let mut curve = Vec::new();
        let units: Vec<f64> = spread.iter().map(|(_, deviation)| deviation * deviation).collect();
        for epoch in 0..self.adam.epochs {
            Seeds::new(self.seed).named("order").stream(epoch as u64).shuffle(&mut order);
            let mut training = 0.0;
            for part in order.chunks(self.adam.batch) {
                if cancel.is_some_and(|cancel| cancel.load(Ordering::Relaxed)) {
                    return Err(Error::Run(dynsys::Error::Cancelled {
                        done: epoch,
                        total: self.adam.epochs,
                    }));
                }
                let mut batch = Vec::with_capacity(part.len() * width);
                for &row in part {
                    batch.extend_from_slice(&learn[row * width..(row + 1) * width]);
                }
                let batch = Tensor::from_vec(batch, (part.len(), width), &Device::Cpu).map_err(tensor)?;
                let squares = self.descend(&widths, &mut descent, &batch, steps).map_err(tensor)?;
                training += loss(&squares, &units) * part.len() as f64 / self.rows.len() as f64;
            }
            let judge = Tensor::from_slice(&judge[..], (judge.len() / width, width), &Device::Cpu);
            let squares = judge
                .and_then(|judge| Self::squares(&widths, descent.weights.as_tensor(), &judge)?.to_vec1());
            let validation = loss(&squares.map_err(tensor)?, &units);
            if !(training + validation).is_finite() {
                let stage = Stage::Adam.name();
                return Err(Error::Training { variable: 0, stage, round: epoch + 1, loss: training });
            }
            curve.push(Epoch { stage: Stage::Adam, training, validation });
        }
        let mut weights: Vec<f64> = descent.numbers().map_err(tensor)?.weights;
        fold(&mut weights, &widths, &spread);
        let mlp = Mlp {
            widths,
            head: self.head,
            activation: Activation::Tanh,
            dt: self.form.dt,
            variables: self.form.variables.clone(),
            parameters: self.form.parameters.clone(),
            weights,
        };
        Ok((mlp, curve))
    }

    /// What output `i` must give for a row.
    fn target(&self, rows: &Rows, i: usize, row: usize) -> f64 {
        match self.head {
            Head::Plain => rows.next(i)[row],
            Head::Residual => rows.next(i)[row] - rows.u(i)[row],
        }
    }

    /// Mean and standard deviation of output `i`.
    fn spread(&self, i: usize) -> Result<(f64, f64), Error> {
        let count = self.rows.len() as f64;
        let mean = (0..self.rows.len()).map(|row| self.target(self.rows, i, row)).sum::<f64>() / count;
        let squares = (0..self.rows.len()).map(|row| (self.target(self.rows, i, row) - mean).powi(2));
        let deviation = (squares.sum::<f64>() / count).sqrt();
        if deviation > 0.0 && deviation.is_finite() {
            Ok((mean, deviation))
        } else {
            Err(Error::Target { variable: i, mean, deviation })
        }
    }

    /// Rows of inputs (variables, parameters) and standardised outputs.
    fn records(&self, rows: &Rows, spread: &[(f64, f64)]) -> Vec<f32> {
        let size = self.form.size;
        let mut records = Vec::with_capacity(rows.len() * (2 * size.variables + size.parameters));
        for row in 0..rows.len() {
            records.extend((0..size.variables).map(|i| rows.u(i)[row] as f32));
            records.extend((0..size.parameters).map(|k| rows.p(k)[row] as f32));
            for (i, (mean, deviation)) in spread.iter().enumerate() {
                records.push(((self.target(rows, i, row) - mean) / deviation) as f32);
            }
        }
        records
    }

    /// The mean squared misfit of each standardised output over a batch.
    fn squares(widths: &[usize], weights: &Tensor, batch: &Tensor) -> Tried<Tensor> {
        let (inputs, outputs) = (widths[0], widths[widths.len() - 1]);
        let weights = weights.to_dtype(DType::F32)?;
        let mut z = batch.narrow(1, 0, inputs)?.contiguous()?;
        let mut at = 0;
        for (l, layer) in widths.windows(2).enumerate() {
            let matrix = weights.narrow(0, at, layer[0] * layer[1])?.reshape((layer[0], layer[1]))?;
            at += layer[0] * layer[1];
            z = z.matmul(&matrix)?.broadcast_add(&weights.narrow(0, at, layer[1])?)?;
            at += layer[1];
            if l + 2 < widths.len() {
                z = z.tanh()?;
            }
        }
        (z - batch.narrow(1, inputs, outputs)?)?.sqr()?.mean(0)
    }

    /// One step of Adam; gives the misfits before it.
    fn descend(
        &self,
        widths: &[usize],
        descent: &mut Descent,
        batch: &Tensor,
        steps: u64,
    ) -> Tried<Vec<f32>> {
        let squares = Self::squares(widths, descent.weights.as_tensor(), batch)?;
        let gradients = squares.sum_all()?.backward()?;
        let gradient = gradients.get(descent.weights.as_tensor());
        let gradient = gradient.ok_or_else(|| candle_core::Error::Msg("no gradient".to_owned()))?;
        descent.step(&self.adam, gradient, steps)?;
        squares.to_vec1()
    }
}

/// Loss (9), of misfits in these units.
fn loss(squares: &[f32], units: &[f64]) -> f64 {
    squares.iter().zip(units).map(|(&square, unit)| f64::from(square) * unit).sum()
}

/// Gives the last layer the spread of its outputs.
fn fold(weights: &mut [f64], widths: &[usize], spread: &[(f64, f64)]) {
    let (inputs, outputs) = (widths[widths.len() - 2], widths[widths.len() - 1]);
    let first = weights.len() - (inputs + 1) * outputs;
    for (at, weight) in weights[first..].iter_mut().enumerate() {
        let (mean, deviation) = spread[at % outputs];
        *weight *= deviation;
        if at >= inputs * outputs {
            *weight += mean;
        }
    }
}
