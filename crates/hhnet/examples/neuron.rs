//! Loads the shipped mapping of the modified neuron and compares its steady state with that of the equations.
//!
//! ```text
//! cargo run --release -p hhnet --example neuron
//! ```

use dynsys::fixed_point::{Newton, of_map};
use hhnet::{Mapping, Neuron, shipped, steady_state};

fn main() -> Result<(), hhnet::Error> {
    let vs = -36.0;
    let rest = steady_state(&Neuron::modified(vs))?;
    let net = shipped::modified();
    let map = Mapping::<3, 1>::new(&net, [vs])?;
    let learned = of_map(&map, 1, &[rest.x[0], rest.x[1], rest.x[2]], &Newton::default())?;
    println!(
        "equations: V = {:.4} mV, n = {:.6}, S = {:.6}; {}",
        rest.x[0],
        rest.x[1],
        rest.x[2],
        rest.kind()
    );
    let x = &learned.x;
    println!("mapping:   V = {:.4} mV, n = {:.6}, S = {:.6}; {}", x[0], x[1], x[2], learned.kind());
    for ((rate, _), (re, im)) in rest.eigenvalues.iter().zip(&learned.eigenvalues) {
        let of_map = re.hypot(*im).ln() / map.dt();
        println!("eigenvalue {rate:9.4} per second; multiplier {re:.6} is {of_map:9.4} per second");
    }
    Ok(())
}
