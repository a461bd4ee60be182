//! What it costs to follow a neuron for one step of the mapping: the mapping against integrators, counted.

use dynsys::tableau::{DormandPrince853, Rk4, Tsitouras54};
use dynsys::{Erk, Pid, Plan, Tolerance, integrate};
use hhnet::{Mapping, Neuron};
use neurodyn_core::{Controller, Map, Method};

use super::constants::{D_U, DT, N_H, START_BURSTS, V_S_BISTABLE};
use super::counted::{Counted, Operations, counted};
use super::ensembles::failed;
use super::nets;
use crate::card::{Card, Claim, Cost as Takes, Expected};
use crate::data_file::DataFile;
use crate::error::ReproError;
use crate::figure::{Axis, Colour, Figure, Panel, Plot};
use crate::item::{Item, Measured, Outcome, Unit};
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// The item `hhnet/cost`.
#[derive(Debug)]
pub struct Cost;

const BEFOREHAND: &str =
    "not printed; expected by the project: a C loop was ten times slower than RK4 (552 and 54 ns)";
const TANH: &str = "elementary functions of a step of the mapping";
const FUNCTIONS: &str = "times as many elementary functions and divisions as RK4";
const ARITHMETIC: &str = "times as many additions and multiplications as RK4";
const ALL: &str = "the mapping costs more than any integrator here";

static CARD: Card = Card {
    id: "hhnet/cost",
    title: "Cost of a step: mapping against equations",
    item: "none; section 5 and the conclusion speak of speed on fast computing equipment",
    says: "The source hopes that a network will be fast on hardware made for networks. On a CPU a step of the mapping costs \
           more than integrating the equations for the same 5 ms, by whatever method.",
    claims: &[
        Claim {
            name: TANH,
            expected: Expected::Number { value: (2 * D_U * N_H) as f64, within: 0.0 },
            printed_in: "eq. (5) and table 2: two of each of 100 units of three subnetworks",
        },
        Claim { name: FUNCTIONS, expected: Expected::AtLeast { value: 5.0 }, printed_in: BEFOREHAND },
        Claim { name: ARITHMETIC, expected: Expected::AtLeast { value: 5.0 }, printed_in: BEFOREHAND },
        Claim {
            name: ALL,
            expected: Expected::Shape { says: "in both counts, per 5 ms" },
            printed_in: BEFOREHAND,
        },
    ],
    cost: Takes { quick: "<1 s", standard: "<1 s", paper: "<1 s" },
    differs: &[
        "the item counts operations and reads no clock, so that its results are the same everywhere; times are those of \
         the benchmark `mapping` in benches/",
        "a stiff method is not compared: the workspace has none yet, and the neuron is not stiff for explicit ones",
    ],
    not_built: &[],
};

/// Methods are counted over so long, in s: about two bursts with the pause between.
const ASSUMED_SPAN: f64 = 17.0;
/// Steps of RK4 in s: enough for regimes and Q, and for Q to 1e-6.
const STEPS: [f64; 2] = [0.0025, 0.00125];
/// Tolerances of the adaptive methods: of ensembles, and of portraits.
const TOLERANCES: [f64; 2] = [hhnet::ensembles::TOLERANCE, 1e-9];

/// The ways, each with a short name.
const WAYS: [&str; 5] = ["RK4, 2 steps", "RK4, 4 steps", "Tsit5 at 1e-6", "DOP853 at 1e-9", "mapping"];
const MAPPING: usize = WAYS.len() - 1;

impl Item for Cost {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn units(&self, _: &Setting) -> Vec<Unit> {
        WAYS.iter().map(|way| Unit::new(*way)).collect()
    }

    fn compute(&self, _: &Setting, unit: usize, _: &Watch<'_>) -> Result<Table, ReproError> {
        let (done, steps) = count(unit)?;
        let each = |count: u64| vec![count as f64 * DT / if unit == MAPPING { DT } else { ASSUMED_SPAN }];
        Ok(Table::new()
            .with("steps", each(steps))
            .with("elementary", each(done.elementary))
            .with("divisions", each(done.divisions))
            .with("arithmetic", each(done.arithmetic)))
    }

    fn finish(&self, _: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        let column = |name: &str| -> Result<Vec<f64>, ReproError> {
            units.iter().map(|unit| Ok(unit.get(name)?[0])).collect()
        };
        let (elementary, divisions) = (column("elementary")?, column("divisions")?);
        let (arithmetic, steps) = (column("arithmetic")?, column("steps")?);
        let functions: Vec<f64> = elementary.iter().zip(&divisions).map(|(e, d)| e + d).collect();
        let dearest = |of: &[f64]| of[..MAPPING].iter().all(|way| *way < of[MAPPING]);
        let ratio = |of: &[f64]| of[MAPPING] / of[0];
        let words = |of: &[f64]| {
            let each: Vec<String> =
                WAYS.iter().zip(of).map(|(way, count)| format!("{way} {count:.1}")).collect();
            format!("per 5 ms: {}", each.join(", "))
        };
        let measured = vec![
            Measured::value(TANH, elementary[MAPPING], words(&elementary)),
            Measured::value(FUNCTIONS, ratio(&functions), words(&functions)),
            Measured::value(ARITHMETIC, ratio(&arithmetic), words(&arithmetic)),
            Measured::holds(
                ALL,
                dearest(&functions) && dearest(&arithmetic),
                words(&steps).replace("5 ms", "5 ms, steps"),
            ),
        ];
        let figure = Figure::new(CARD.title, 2, &[70.0])
            .panel(0, 0, bars("exp, tanh, divisions in 5 ms", &functions).letter("a"))
            .panel(0, 1, bars("additions, multiplications in 5 ms", &arithmetic).letter("b"));
        let data = Table::new()
            .with("steps", steps)
            .with("elementary", elementary)
            .with("divisions", divisions)
            .with("arithmetic", arithmetic);
        let notes = vec![
            format!(
                "Counted by running the very code on a number that counts: one step of the mapping, and {ASSUMED_SPAN} s of \
                 bursts of the modified neuron at V_S = -36 mV with each integrator, trial steps and step control included. \
                 A fused multiply-add counts as two."
            ),
            "Rows of the data are, in order: RK4 at 2.5 ms, RK4 at 1.25 ms, Tsitouras 5(4) at 1e-6, Dormand-Prince 8(5,3) \
             at 1e-9, the mapping."
                .to_owned(),
        ];
        Ok(Outcome { figure, measured, data: vec![DataFile::csv("operations_per_5_ms", data)], notes })
    }
}

/// One panel: a bar a way.
fn bars(label: &str, counts: &[f64]) -> Panel {
    /// Free paper above the highest bar, as a part of it.
    const AIR: f64 = 1.12;
    let places: Vec<f64> = (0..counts.len()).map(|i| i as f64).collect();
    let highest = counts.iter().copied().fold(0.0, f64::max);
    let names = ["RK4 ×2", "RK4 ×4", "Tsit5", "DOP853", "mapping"];
    let ticks = places.iter().zip(names).map(|(place, name)| (*place, name.to_owned())).collect();
    let x = Axis::new("", -0.6, counts.len() as f64 - 0.4).named_ticks(ticks);
    let plot = Plot::new(x, Axis::new(label, 0.0, AIR * highest))
        .bars(&places[..MAPPING], &counts[..MAPPING], 0.62, Colour::BLUE)
        .bars(&places[MAPPING..], &counts[MAPPING..], 0.62, Colour::VERMILION);
    Panel::plot(places.iter().zip(counts).fold(plot, |plot, (place, count)| {
        let text = format!("{count:.0}");
        let left = place - 0.06 * text.len() as f64;
        plot.note(left, count + 0.035 * highest, text, Colour::INK)
    }))
}

/// What a way does: one step of the mapping, or the whole span, and how many steps that were.
fn count(way: usize) -> Result<(Operations, u64), ReproError> {
    if way == MAPPING {
        let net = nets::net(true);
        let map = Mapping::<3, 1>::new(&net, [V_S_BISTABLE]).map_err(failed("the mapping"))?.scaled();
        let u: [f64; 3] = core::array::from_fn(|i| net.form().variables.scaled(i, START_BURSTS[i]));
        let (u, mut next) = (u.map(Counted), [Counted(0.0); 3]);
        return Ok((counted(|| map.apply(&u, &mut next)).0, 1));
    }
    let adaptive = Pid::proportional_integral();
    match way {
        0 | 1 => followed(&Plan::constant(Erk(Rk4), STEPS[way])),
        2 => followed(&Plan::new(Erk(Tsitouras54), adaptive, Tolerance::both(TOLERANCES[0]))),
        _ => followed(&Plan::new(Erk(DormandPrince853), adaptive, Tolerance::both(TOLERANCES[1]))),
    }
}

fn followed<const STAGES: usize, T, C>(
    plan: &Plan<Erk<T, STAGES>, C>,
) -> Result<(Operations, u64), ReproError>
where
    Erk<T, STAGES>: for<'a> Method<&'a Neuron, Counted>,
    C: Controller,
{
    let neuron = Neuron::modified(V_S_BISTABLE);
    let (done, end) =
        counted(|| integrate(&neuron, plan, (0.0, ASSUMED_SPAN), &START_BURSTS.map(Counted), &mut ()));
    Ok((done, end.map_err(|error| failed("a counted run")(error.into()))?.steps))
}
