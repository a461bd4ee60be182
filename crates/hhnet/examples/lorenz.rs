//! Learns the flow map of the Lorenz equations over `rho` and compares its Lyapunov exponents with those of the flow.
//!
//! ```text
//! cargo run --release -p hhnet --features train --example lorenz
//! ```
//! For another system only the boxes and the family change: for Roessler's, `dynsys::systems::Roessler` and its box.

use dynsys::lyapunov::{Options as Spectrum, spectrum};
use dynsys::{
    Erk, Pid, Plan, Sampled, Tolerance, ensemble::Resources, systems::Lorenz, tableau::Tsitouras54,
};
use hhnet::data::{Recipe, generate};
use hhnet::train::{self, Adam, Options, Training};
use hhnet::{Mapping, levenberg};
use neurodyn_core::{Iterated, seed::Seeds};

fn main() -> Result<(), hhnet::Error> {
    let recipe = Recipe {
        variables: vec![(-20.0, 20.0), (-27.0, 27.0), (0.0, 50.0)],
        parameters: vec![(27.0, 29.0)], // rho
        chunks: vec![(1, 100_000), (10, 10_000)],
        dt: 0.01,
        seeds: Seeds::new(1),
        tolerance: 1e-9,
    };
    let rows = generate(&Lorenz::default(), &recipe, &Resources::default())?;
    let validation = generate(&Lorenz::default(), &recipe.validation(20_000), &Resources::default())?;
    let form = recipe.form(30)?;
    let options = Options {
        adam: Adam { epochs: 20, batch: 2000, ..Adam::default() },
        levenberg: levenberg::Options { rows: 20_000, ..levenberg::Options::default() },
        iterations: vec![30],
        ..Options::default()
    };
    let (init, check) = (None, None);
    let training =
        Training { form: &form, rows: &rows, validation: &validation, options: &options, init, check };
    let trained = training.run(&train::Resources::default())?;
    println!("loss (9): {:.1e} on its records, {:.1e} on others", trained.loss().0, trained.loss().1);

    let start = [1.0, 1.0, 20.0];
    let map = Mapping::<3, 1>::new(&trained.net, [28.0])?;
    let options = Spectrum { transient: 1000, ..Spectrum::new(50_000) };
    let of_map = spectrum::<3, _>(&Iterated(map), &start, &options)?;
    let plan = Plan::new(Erk(Tsitouras54), Pid::default(), Tolerance::both(1e-8));
    let of_flow =
        spectrum::<3, _>(&Sampled { flow: Lorenz::default(), plan, dt: recipe.dt }, &start, &options)?;
    for (map, flow) in of_map.exponents.iter().zip(&of_flow.exponents) {
        println!("exponent of the map {:8.4}, of the flow {flow:8.4} per unit of time", map / recipe.dt);
    }
    Ok(())
}
