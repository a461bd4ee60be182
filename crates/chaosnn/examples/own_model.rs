//! The rejector around a model of one's own, which is anything that gives a class.
//!
//! `cargo run --release -p chaosnn --example own_model`
#![allow(clippy::print_stdout, reason = "an example talks")]

use chaosnn::Error;
use chaosnn::rejection::{FewClasses, Score, Threshold, Votes};
use chaosnn::selective::{Curve, guaranteed_risk};
use neurodyn_core::seed::Seeds;

/// Points in `-1..1`, two classes that overlap around 0.
fn points(count: usize, seeds: Seeds) -> (Vec<f64>, Vec<u8>) {
    let mut stream = seeds.stream(0);
    (0..count)
        .map(|_| {
            let x = stream.between(-1.0, 1.0);
            (x, u8::from(x + 0.1 * stream.normal() > 0.0))
        })
        .unzip()
}

/// A model with one weight, the place of its border, that is perturbed from pass to pass.
fn model(x: f64, pass: usize) -> usize {
    let mut noise = Seeds::new(1).named("border").stream(pass as u64);
    usize::from(x > 0.15 * noise.normal())
}

fn main() -> Result<(), Error> {
    // a validation set, with true classes, chooses a threshold; the rejector itself never sees a true class
    let (x, truth) = points(2000, Seeds::new(2).named("validation"));
    let votes = Votes::of_model(x.len(), 100, 2, |item, pass| model(x[item], pass))?;
    let (classes, sure) = votes.scores(Score::Agreement)?;
    let wrong: Vec<bool> = classes.iter().zip(&truth).map(|(class, truth)| class != truth).collect();
    let curve = Curve::new(&sure, &wrong)?;
    let Some(chosen) = guaranteed_risk(&curve, 0.02, 0.05)? else {
        println!("no threshold has a risk below 2 % with a probability of 95 %");
        return Ok(());
    };
    println!("errors without rejection {:.1} %, AURC {:.5}", 100.0 * curve.risk(), curve.aurc());
    println!(
        "answering where at least {:.0} of 100 agree: {:.1} % answered, risk below {:.2} % (95 % sure)",
        100.0 * chosen.point.threshold,
        100.0 * chosen.point.coverage(),
        100.0 * chosen.bound,
    );

    // new items
    let (x, truth) = points(2000, Seeds::new(2).named("new"));
    let votes = Votes::of_model(x.len(), 100, 2, |item, pass| model(x[item], pass))?;
    let rule = Threshold::new(Score::Agreement, chosen.point.threshold)?;
    for (name, decisions) in
        [("chosen", votes.decide(&rule)?), ("80 of 100", votes.decide(&FewClasses::paper())?)]
    {
        let answered = decisions.iter().flatten().count();
        let wrong =
            decisions.iter().zip(&truth).filter(|(class, truth)| class.is_some_and(|c| c != **truth)).count();
        println!("new items, {name}: {answered} of {} answered, {wrong} of them wrong", decisions.len());
    }
    Ok(())
}
