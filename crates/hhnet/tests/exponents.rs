//! Lyapunov exponents of single neurons and of the pairs of figures 7 and 8.

use dynsys::lyapunov::{Options, Spectrum, spectrum};
use dynsys::tableau::Tsitouras54;
use dynsys::{Erk, Pid, Plan, Sampled, Tolerance};
use hhnet::transition::START;
use hhnet::{Neuron, Pair};
use neurodyn_core::{Dual, Flow, Point};

/// Time between renormalisations, s: directions part by less than `e^(300 dt)` in it.
const DT: f64 = 0.05;
/// Relative tolerance of exponents.
const SHARE: f64 = 0.15;

fn exponents<const K: usize, S>(flow: S, x0: &Point<S, f64>, transient: f64, time: f64) -> Spectrum
where
    S: Flow<Dual<f64, K>> + Copy,
{
    let plan = Plan::new(Erk(Tsitouras54), Pid::default(), Tolerance::both(1e-7));
    let units = |t: f64| (t / DT).round() as u64;
    let options = Options { transient: units(transient), ..Options::new(units(time)) };
    spectrum::<K, _>(&Sampled { flow, plan, dt: DT }, x0, &options).expect("the orbit goes on")
}

fn near(found: f64, known: f64) {
    assert!((found - known).abs() <= SHARE * known.abs(), "{found} is not {known}");
}

fn zero(found: f64, within: f64) {
    assert!(found.abs() <= within, "{found} is not 0");
}

#[test]
fn a_single_neuron_bursting() {
    let l = exponents::<3, _>(Neuron::modified(-36.0), &START, 100.0, 1000.0).exponents;
    zero(l[0], 0.01);
    near(l[1], -1.80);
    near(l[2], -32.9);
}

#[test]
fn a_single_neuron_spiking() {
    let l = exponents::<3, _>(Neuron::modified(-34.0), &START, 100.0, 1000.0).exponents;
    zero(l[0], 0.01);
    near(l[1], -2.684);
    near(l[2], -25.34);
}

/// Both neurons at the start of figure 1.
const BOTH: [f64; 6] = [START[0], START[1], START[2], START[0], START[1], START[2]];

fn pair(pair: Pair) -> Vec<f64> {
    exponents::<3, _>(pair, &BOTH, 500.0, 1000.0).exponents
}

#[test]
fn figure_7a_regular_bursts() {
    let l = pair(Pair::originals(-36.0, 0.001));
    zero(l[0], 0.01);
    near(l[1], -0.13);
    near(l[2], -0.52);
}

#[test]
fn figure_7b_chaos() {
    near(pair(Pair::originals(-33.0, 0.001))[0], 0.29);
}

#[test]
fn figure_7c_a_torus() {
    let l = pair(Pair::originals(-31.0, 0.001));
    zero(l[0], 0.005);
    zero(l[1], 0.005);
    near(l[2], -0.55);
}

#[test]
fn figure_8_chaos() {
    near(pair(Pair::mixed(-34.4, 0.001))[0], 0.18);
    near(pair(Pair::mixed(-33.3, 0.001))[0], 0.16);
    near(pair(Pair::mixed(-30.5, 0.01))[0], 1.78);
}
