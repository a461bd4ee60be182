//! Trains on images of your own: arrays in, a model in a file out.
//!
//! ```text
//! cargo run --release -p wilsoncowan --example own_data
//! ```
//! Here the images are waves of three directions under noise, 12 x 12 pixels; replace `waves` by what you have: pixels in
//! [0, 1], one image after another, and a class from 0 for each.

use dynsys::ensemble::Resources as Plain;
use neurodyn_core::seed::Seeds;
use wilsoncowan::classify::Horizon;
use wilsoncowan::evolve::Evolution;
use wilsoncowan::train::{Options, Resources, Training};
use wilsoncowan::{Error, Model, Node};

const SIDE: usize = 12;

fn main() -> Result<(), Error> {
    let (images, labels) = waves(1500, 1);
    let (others, classes_of_others) = waves(500, 2);
    let training = Training {
        node: Node::published(),
        shape: (SIDE, SIDE),
        classes: 3,
        images: &images,
        labels: &labels,
        judge: (&others, &classes_of_others),
        options: Options { epochs: 20, ..Options::small() },
    };
    let (model, curve) = training.run(&Resources::default())?;
    for epoch in curve.iter().step_by(5).chain(curve.last()) {
        let (early, late) = epoch.judged.map_or((f64::NAN, f64::NAN), |judged| (judged.early, judged.late));
        println!(
            "epoch {:2}: loss {:.2e}, accuracy {early:.3}, at T = 40 {late:.3}",
            epoch.number, epoch.loss
        );
    }

    // in a file, and back
    let path = std::env::temp_dir().join("waves.safetensors");
    model.save(&path)?;
    let model = Model::load(&path)?;

    // every class has an attractor of its own, which is stable
    let (network, targets) = (model.network()?, model.targets()?);
    let rates = network.planted_stability(&targets)?;
    println!("gamma {:.3}; rates at the planted attractors: {rates:.3?}", model.gamma);
    let ready = Evolution::<f32>::new(&network, model.dt, &Plain::default())?;
    let horizon = Horizon::after_training(model.dt, model.time());
    let outcomes = ready.classify(&targets, &others, horizon, false, &Plain::default())?;
    let settled = outcomes.settled.iter().filter(|settled| **settled).count();
    println!(
        "{settled} of {} images settled by T = 40, the first as class {:?}",
        outcomes.late.len(),
        outcomes.late[0]
    );
    Ok(())
}

/// Waves along three directions with random phases under noise.
fn waves(count: usize, seed: u64) -> (Vec<f32>, Vec<u8>) {
    let mut stream = Seeds::new(seed).named("waves").stream(0);
    let (mut images, mut labels) = (Vec::new(), Vec::new());
    for image in 0..count {
        let class = image % 3;
        let angle = std::f64::consts::PI * class as f64 / 3.0;
        let phase = stream.between(0.0, std::f64::consts::TAU);
        for row in 0..SIDE {
            for column in 0..SIDE {
                let along = row as f64 * angle.sin() + column as f64 * angle.cos();
                let wave = 0.5 + 0.3 * (1.2 * along + phase).sin() + 0.1 * stream.normal();
                images.push(wave.clamp(0.0, 1.0) as f32);
            }
        }
        labels.push(class as u8);
    }
    (images, labels)
}
