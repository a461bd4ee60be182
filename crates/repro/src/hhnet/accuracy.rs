//! Loss against dynamics: how small must the loss be for the mapping to do what the neuron does?

use dynsys::ensemble::Resources;
use hhnet::analysis::{Bound, Target, drift, dynamics, mapping_spectrum, rest_dynamics};
use hhnet::data::{Recipe, of_neuron};
use hhnet::levenberg::{self, Problem};
use hhnet::transition::START;
use hhnet::{Mapping, Net, Neuron};
use neurodyn_core::seed::Seeds;

use super::constants::{V_S_BISTABLE, V_S_SPIKES};
use super::ensembles::{failed, resources};
use super::nets;
use crate::card::{Card, Claim, Cost, Expected};
use crate::data_file::DataFile;
use crate::error::ReproError;
use crate::figure::{Axis, Colour, Dots, Figure, Panel, Plot, Stroke, TextGrid};
use crate::item::{Item, Measured, Outcome, Unit};
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// The item `hhnet/accuracy`.
#[derive(Debug)]
pub struct Accuracy;

const BEFOREHAND: &str = "not printed; required by the project of its nets (specification, section 2)";
const BOUNDS: [&str; 2] =
    ["the net of the original neuron is accepted", "the net of the modified neuron is accepted"];
const REST: &str = "rest is unstable above a loss of 1e-6 of V, and stable below 1e-8 if that is reached";
const SPIKES: &str = "largest exponent of the mapping's spikes at -34 mV (1/s)";
const DRIFT: &str = "spread of Q over windows of a long orbit";

static CARD: Card = Card {
    id: "hhnet/accuracy",
    title: "Loss against dynamics",
    item: "none; sections 4 and 5 judge nets by loss and by pictures",
    says: "Nets are accepted by what their mapping does: the fixed point and its rates, the window of rest, the passage from \
           bursts to spikes, Q. A net of V learns from random weights, beside trained nets of n and S, to see at which loss rest becomes stable.",
    claims: &[
        Claim {
            name: BOUNDS[0],
            expected: Expected::Shape { says: "every bound holds" },
            printed_in: BEFOREHAND,
        },
        Claim {
            name: BOUNDS[1],
            expected: Expected::Shape { says: "every bound holds" },
            printed_in: BEFOREHAND,
        },
        Claim {
            name: REST,
            expected: Expected::Shape { says: "at -36 mV, along the way of a net that learns" },
            printed_in: BEFOREHAND,
        },
        Claim {
            name: SPIKES,
            expected: Expected::Number { value: 0.0, within: 0.05 },
            printed_in: "fig. 1 f: regular spikes; the neuron's are periodic, with a largest exponent of 0",
        },
        Claim { name: DRIFT, expected: Expected::AtMost { value: 5e-4 }, printed_in: BEFOREHAND },
    ],
    cost: Cost { quick: "40 s", standard: "2 min", paper: "8 min" },
    differs: &["the source gives no bounds"],
    not_built: &[],
};

/// First weights are uniform up to these: `a`, `mu`, all of the additional layer, and `b`: as in training, where `b` begins
/// at a quarter of the spread of the targets, 81 for V.
const ASSUMED_FIRST: [f64; 4] = [3.0, 2.0, 1.0, 20.0];
/// The subnetwork of V.
const V: usize = 0;
/// The neuron's own growth at rest at -36 mV, 1/s.
const NEURON: f64 = -0.159_266_916_921;
const NEURONS: [&str; 2] = ["original", "modified"];
/// Of the tables, mm.
const HEIGHT: f64 = 85.0;
/// A fixed point farther from the neuron's than a net may have it, in mV, is not its rest.
const ASSUMED_NEAR: f64 = 0.15;
const LADDER: &str = "a net that learns";

fn iterations(setting: &Setting) -> usize {
    setting.scale.pick(60, 80, 120)
}

impl Item for Accuracy {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn units(&self, _: &Setting) -> Vec<Unit> {
        [NEURONS[0], NEURONS[1], LADDER, "spikes", "a long orbit"].map(Unit::new).to_vec()
    }

    fn compute(&self, setting: &Setting, unit: usize, watch: &Watch<'_>) -> Result<Table, ReproError> {
        let tell = |_: usize| ();
        let threads = resources(setting, watch, &tell);
        let net = nets::net(unit != 0);
        match unit {
            0 => bounds(&net, Target::Original, &threads),
            1 => bounds(&net, Target::Modified, &threads),
            2 => ladder(&net, setting, watch, &threads),
            3 => {
                let map = Mapping::<3, 1>::new(&net, [V_S_SPIKES]).map_err(failed("the mapping"))?;
                let time = setting.scale.pick(100.0, 300.0, 1000.0);
                let spectrum = mapping_spectrum::<3, _>(&map, map.dt(), &START, 100.0, time);
                let spectrum = spectrum.map_err(failed("the exponents"))?;
                Ok(Table::new().with("exponents", spectrum.exponents).with("errors", spectrum.error_bars))
            }
            _ => {
                let windows = setting.scale.pick(10, 30, 100);
                let drift =
                    drift(&net, V_S_BISTABLE, &START, windows, 100_000).map_err(failed("a long orbit"))?;
                let escape = drift.escape.map_or(f64::NAN, |at| at as f64);
                Ok(Table::new().with("Q", drift.q).with("escape", vec![escape]))
            }
        }
    }

    fn finish(&self, setting: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        let mut grids = Vec::new();
        let mut measured = Vec::new();
        for k in 0..BOUNDS.len() {
            let bounds = units[k].arrays();
            let holds = |bound: &&crate::table::Array| {
                (bound.values[LOW]..=bound.values[HIGH]).contains(&bound.values[VALUE])
            };
            let missed: Vec<&str> =
                bounds.iter().filter(|bound| !holds(bound)).map(|bound| bound.name.as_str()).collect();
            let words = if missed.is_empty() {
                format!("{} bounds", bounds.len())
            } else {
                format!("{} of {} missed: {}", missed.len(), bounds.len(), missed.join(", "))
            };
            measured.push(Measured::holds(BOUNDS[k], missed.is_empty(), words));
            let mut grid = TextGrid::new(&[
                ("measure", 4.6),
                ("mapping", 1.5),
                ("neuron", 1.5),
                ("within", 2.8),
                ("", 0.4),
            ]);
            for bound in bounds {
                let mark = if holds(&bound) { "" } else { "no" };
                let [value, reference, low, high] =
                    [VALUE, REFERENCE, LOW, HIGH].map(|i| short(bound.values[i]));
                grid = grid.row([
                    bound.name.replace(" from the point", ""),
                    value,
                    reference,
                    format!("{low} to {high}"),
                    mark.to_owned(),
                ]);
            }
            grids.push(Panel::grid(grid).title(format!("net of the {} neuron", NEURONS[k])));
        }
        let (loss, growth) = (units[2].get("loss")?, units[2].get("growth")?);
        let error = units[2].get("error")?;
        let stable = |i: &usize| growth[*i] < 0.0 && error[*i] <= ASSUMED_NEAR;
        let all = 0..loss.len();
        let good = all.clone().filter(|&i| loss[i] < 1e-8).all(|i| stable(&i));
        let bad = all.clone().filter(|&i| loss[i] > 1e-6).all(|i| !stable(&i));
        let (below, above) =
            (loss.iter().filter(|l| **l < 1e-8).count(), loss.iter().filter(|l| **l > 1e-6).count());
        let highest = all.filter(stable).map(|i| loss[i]).fold(f64::NAN, f64::max);
        let words = format!(
            "{below} steps below 1e-8, {above} above 1e-6; the highest loss with stable rest is {highest:.1e}"
        );
        measured.push(Measured::holds(REST, good && bad && above > 0, words));
        let (exponents, errors) = (units[3].get("exponents")?, units[3].get("errors")?);
        let words = format!("{exponents:.3?} +- {errors:.3?}; the neuron's 0, -2.684, -25.34");
        measured.push(Measured::value(SPIKES, exponents[0], words));
        let (q, escape) = (units[4].get("Q")?, units[4].get("escape")?[0]);
        let (least, most) = super::runs::range(&q[1..]);
        let spread = if escape.is_nan() { most - least } else { f64::INFINITY };
        let words = format!(
            "{} windows of 500 s each after the first, {} iterations",
            q.len() - 1,
            q.len() * 100_000
        );
        measured.push(Measured::value(DRIFT, spread, words));
        let known: Vec<f64> =
            growth.iter().copied().filter(|growth| growth.is_finite()).chain([NEURON]).collect();
        let [original, modified] = [grids.remove(0), grids.remove(0)];
        let figure = Figure::new(CARD.title, 2, &[55.0, HEIGHT])
            .panel(0, 0, way(loss, growth, Axis::around("growth at rest (1/s)", &known)).letter("a"))
            .panel(0, 1, way(loss, error, Axis::log10("error of $V_f$ (mV)", 1e-3, 1e2)).letter("b"))
            .panel(1, 0, modified.letter("c"))
            .panel(1, 1, original.letter("d"));
        let notes = vec![
            format!(
                "a, b: {} iterations (from right to left) of Levenberg and Marquardt from random weights. Loss (9) of V over records that it does not \
                 learn from; where Newton's method finds no fixed point near the neuron's there is no dot.",
                iterations(setting)
            ),
            format!(
                "Rest counts as the neuron's within {ASSUMED_NEAR} mV of its V_f. That was added after a first run, in which nets \
                 with losses of 2e-6 and more had stable points 0.6 to 20 mV away."
            ),
            "The bounds do not see the spikes' exponents: an earlier net, found before the project, was accepted with spikes \
             whose intervals wandered by a percent (a largest exponent of +0.7 1/s)."
                .to_owned(),
        ];
        let data = Table::new()
            .with("loss", loss.to_vec())
            .with("growth", growth.to_vec())
            .with("error of V_f", error.to_vec());
        Ok(Outcome { figure, measured, data: vec![DataFile::csv("loss_against_dynamics", data)], notes })
    }
}

/// Where the numbers of a bound stand.
const VALUE: usize = 0;
const REFERENCE: usize = 1;
const LOW: usize = 2;
const HIGH: usize = 3;

/// All bounds of a net, one array each.
fn bounds(net: &Net, target: Target, threads: &Resources<'_>) -> Result<Table, ReproError> {
    let found = dynamics(net, target, threads).map_err(failed("the dynamics of a net"))?;
    let numbers = |bound: &Bound| vec![bound.value, bound.reference, bound.within.0, bound.within.1];
    Ok(found.bounds.iter().fold(Table::new(), |table, bound| table.with(bound.name, numbers(bound))))
}

/// The loss of V, the growth at rest (NaN without a fixed point) and the error of `V_f`, of a net that learns.
fn ladder(
    net: &Net,
    setting: &Setting,
    watch: &Watch<'_>,
    threads: &Resources<'_>,
) -> Result<Table, ReproError> {
    let records = setting.scale.pick(20_000, 40_000, 60_000);
    let seeds = Seeds::new(setting.seed).named("accuracy");
    let recipe = Recipe::neuron(vec![(1, records / 2), (10, records / 20)], seeds);
    let data = |recipe: &Recipe| {
        of_neuron(&Neuron::modified(0.0), recipe, threads).map_err(failed("data of the neuron"))
    };
    let (rows, judged) = (data(&recipe)?, data(&recipe.validation(records))?);
    let options = levenberg::Options { rows: records, ..levenberg::Options::default() };
    let problem = Problem::new(net.form(), V, &rows, &options).map_err(failed("the problem"))?;
    let mut draws = seeds.named("weights").stream(0);
    let unit = net.form().size.unit();
    let mut first = vec![0.0; net.form().size.subnet()];
    for w in first.chunks_exact_mut(unit) {
        let [a, mu, inner, b] = ASSUMED_FIRST;
        for (at, w) in w.iter_mut().enumerate() {
            let bound = match at {
                0 => a,
                1 => mu,
                _ if at + 1 == unit => b,
                _ => inner,
            };
            *w = draws.between(-bound, bound);
        }
    }
    let mut state = problem.start(&first, threads).map_err(failed("the start"))?;
    let (mut losses, mut growths, mut errors) = (Vec::new(), Vec::new(), Vec::new());
    for iteration in 0..=iterations(setting) {
        watch.check()?;
        watch.done(iteration as f64 / iterations(setting) as f64);
        let mut weights = net.weights().to_vec();
        weights[..state.weights.len()].copy_from_slice(&state.weights);
        let now = Net::new(net.form().clone(), weights).map_err(failed("a net that learns"))?;
        losses.push(levenberg::loss(&now, V, &judged, threads).map_err(failed("the loss"))?);
        let rest = rest_dynamics(&now, Target::Modified).map_err(failed("the fixed point"))?;
        let point = rest.point.as_ref();
        growths.push(point.map_or(f64::NAN, hhnet::analysis::MappingPoint::growth));
        errors.push(point.map_or(f64::NAN, |point| (point.point.x[0] - rest.bounds[0].reference).abs()));
        if iteration < iterations(setting) {
            problem.step(&mut state, threads).map_err(failed("an iteration"))?;
        }
    }
    Ok(Table::new().with("loss", losses).with("growth", growths).with("error", errors))
}

/// A measure against the loss, from right to left as the net learns.
fn way(loss: &[f64], measure: &[f64], axis: Axis) -> Panel {
    let decade = |of: f64| 10f64.powf(of);
    let low = decade(loss.iter().copied().fold(f64::INFINITY, f64::min).log10().floor());
    let high = decade(loss.iter().copied().fold(0.0, f64::max).log10().ceil());
    let known: Vec<usize> = (0..loss.len()).filter(|&i| measure[i].is_finite()).collect();
    let (x, y): (Vec<f64>, Vec<f64>) = known.into_iter().map(|i| (loss[i], measure[i])).unzip();
    let plot = Plot::new(Axis::log10("loss (9) of $V$", low, high), axis)
        .line(&x, &y, Stroke::fine(Colour::BLUE))
        .scatter(&x, &y, Dots::discs(Colour::BLUE, 3.0));
    Panel::plot(plot)
}

/// A number for people.
fn short(value: f64) -> String {
    let digits = if value.abs() < 1.0 { 4 } else { 3 };
    format!("{value:.digits$}").replace('-', "\u{2212}")
}
