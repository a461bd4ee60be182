//! The rejector around a candle model of one's own: its first layer's weights are perturbed, its outputs vote.
//!
//! `cargo run --release -p chaosnn --features train --example candle_model`
#![allow(clippy::print_stdout, reason = "an example talks")]

use candle_core::{D, DType, Device, Result, Tensor, Var};
use candle_nn::{Optimizer, ops, optim};
use chaosnn::Rescaled;
use chaosnn::chaotic::{Drive, multiples};
use chaosnn::rejection::{FewClasses, Votes};
use neurodyn_core::seed::Seeds;

const INPUTS: usize = 2;
const HIDDEN: usize = 32;
const CLASSES: usize = 3;
const PASSES: usize = 100;

/// What a user has: any model in candle. Here two layers, whose first weights can be moved.
struct Model {
    first: Var,
    second: Var,
}

impl Model {
    fn new(device: &Device) -> Result<Self> {
        let mut stream = Seeds::new(1).named("weights").stream(0);
        let mut matrix = |rows: usize, columns: usize| {
            let numbers: Vec<f32> = (0..rows * columns).map(|_| 0.7 * stream.normal() as f32).collect();
            Var::from_tensor(&Tensor::from_vec(numbers, (rows, columns), device)?)
        };
        Ok(Self { first: matrix(INPUTS, HIDDEN)?, second: matrix(HIDDEN, CLASSES)? })
    }

    fn logits(&self, x: &Tensor, moved_by: Option<&Tensor>) -> Result<Tensor> {
        let first = match moved_by {
            Some(addition) => (self.first.as_tensor() + addition)?,
            None => self.first.as_tensor().clone(),
        };
        x.matmul(&first)?.tanh()?.matmul(&self.second)
    }
}

/// Three overlapping clouds in the plane.
fn clouds(count: usize, label: &str, device: &Device) -> Result<(Tensor, Vec<u32>)> {
    let mut stream = Seeds::new(2).named(label).stream(0);
    let (mut x, mut classes) = (Vec::new(), Vec::new());
    for item in 0..count {
        let class = item % CLASSES;
        let angle = std::f64::consts::TAU * class as f64 / CLASSES as f64;
        x.push((angle.cos() + 0.5 * stream.normal()) as f32);
        x.push((angle.sin() + 0.5 * stream.normal()) as f32);
        classes.push(class as u32);
    }
    Ok((Tensor::from_vec(x, (count, INPUTS), device)?, classes))
}

fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let device = Device::Cpu;
    let model = Model::new(&device)?;
    let (x, classes) = clouds(600, "train", &device)?;
    let targets = Tensor::from_vec(classes, 600, &device)?;
    let parameters = optim::ParamsAdamW { lr: 0.02, weight_decay: 0.0, ..Default::default() };
    let mut adam = optim::AdamW::new(vec![model.first.clone(), model.second.clone()], parameters)?;
    for _ in 0..200 {
        let loss = candle_nn::loss::nll(&ops::log_softmax(&model.logits(&x, None)?, D::Minus1)?, &targets)?;
        adam.backward_step(&loss)?;
    }

    // a series for every weight of the first layer, started at a thousandth of it; the width suits weights of this size
    let starts: Vec<f64> = model.first.flatten_all()?.to_dtype(DType::F64)?.to_vec1()?;
    let starts: Vec<f64> = starts.iter().map(|weight| 1e-3 * weight).collect();
    let series = Rescaled::fully_chaotic(0.8)
        .series(0, &starts, &multiples(12, PASSES as u64))
        .map_err(|(weight, why)| format!("weight {weight}: {why}"))?;

    // every pass moves the weights and lets the model answer all items
    let (x, truth) = clouds(900, "test", &device)?;
    let mut answers = Vec::new();
    for addition in series.values.chunks(starts.len()) {
        let addition: Vec<f32> = addition.iter().map(|&x| x as f32).collect();
        let addition = Tensor::from_vec(addition, (INPUTS, HIDDEN), &device)?;
        answers.push(model.logits(&x, Some(&addition))?.argmax(D::Minus1)?.to_vec1::<u32>()?);
    }

    // the rejector sees answers only
    let votes = Votes::of_model(truth.len(), PASSES, CLASSES, |item, pass| answers[pass][item] as usize)?;
    let decisions = votes.decide(&FewClasses::paper())?;
    let plain = model.logits(&x, None)?.argmax(D::Minus1)?.to_vec1::<u32>()?;
    let errors = plain.iter().zip(&truth).filter(|(class, truth)| class != truth).count();
    let answered = decisions.iter().flatten().count();
    let wrong =
        decisions.iter().zip(&truth).filter(|(class, truth)| class.is_some_and(|c| u32::from(c) != **truth));
    println!("static: {errors} of {} wrong", truth.len());
    println!("with rejection: {answered} answered, {} of them wrong", wrong.count());
    Ok(())
}
