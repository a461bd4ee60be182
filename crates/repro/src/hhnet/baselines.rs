//! Baselines: a plain perceptron and a residual one beside the source's network, with as many weights.

use dynsys::compare::{Bins, state_space_divergence, valid_prediction};
use hhnet::analysis::MappingPoint;
use hhnet::data::{Recipe, Rows, of_neuron};
use hhnet::mlp::{Head, Mlp};
use hhnet::train::perceptron::Perceptron;
use hhnet::train::{self, Adam, Options, Training};
use hhnet::{Mapping, Neuron, Scaling, steady_state};
use neurodyn_core::{Fixed, Map, System, seed::Seeds};

use super::constants::{D_U, DT, L_TRAIN, N_H, START_BURSTS, V_S_BISTABLE};
use super::ensembles::{failed, resources};
use super::nets;
use super::runs::{iterate, run};
use crate::card::{Card, Claim, Cost, Expected};
use crate::data_file::DataFile;
use crate::error::ReproError;
use crate::figure::{Axis, Colour, Figure, Panel, Plot, Stroke, TextGrid};
use crate::item::{Item, Measured, Outcome, Unit};
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// The item `hhnet/baselines`.
#[derive(Debug)]
pub struct Baselines;

const NONE: &str =
    "no claim of the source; its earlier work found plain networks hard to train for this neuron (section 3)";
const WEIGHTS: &str = "the perceptrons have as many weights, less 5 %";
const LOSS: &str = "the source's network learns better than the plain perceptron";
const RESIDUAL: &str = "the residual perceptron learns better than the plain one";

static CARD: Card = Card {
    id: "hhnet/baselines",
    title: "The mapping beside a plain and a residual perceptron",
    item: "none; section 3 says that simple two-layer networks are hard to train here",
    says: "Three networks of about 2100 weights learn the modified neuron from the same records with the same method: the \
           source's three subnetworks, a perceptron for the next state, and one for its change.",
    claims: &[
        Claim { name: WEIGHTS, expected: Expected::Shape { says: "2000 to 2103 weights" }, printed_in: NONE },
        Claim {
            name: LOSS,
            expected: Expected::Shape { says: "a lower validation loss (9)" },
            printed_in: NONE,
        },
        Claim {
            name: RESIDUAL,
            expected: Expected::Shape { says: "a lower validation loss (9)" },
            printed_in: NONE,
        },
    ],
    cost: Cost { quick: "20 s", standard: "4 min", paper: "30 min" },
    differs: &["all three learn by Adam alone, so none is as good as the nets that ship"],
    not_built: &[],
};

/// Elements of the two hidden layers of a perceptron: 2053 weights.
const ASSUMED_HIDDEN: usize = 41;
/// As the nets that ship: lengths of segments, of equal shares.
const ASSUMED_CHUNKS: [usize; 3] = [1, 10, 100];
const ASSUMED_BATCHES: usize = 500;
/// Orbits are compared over so long, s, after as long a transient.
const ASSUMED_ORBIT: f64 = 100.0;
/// A prediction has ended when its error is half the spread of the orbit (Vlachas et al. 2020).
const ASSUMED_THRESHOLD: f64 = 0.5;

const WAYS: [&str; 3] = ["eq. (5)", "plain", "residual"];

fn records(setting: &Setting) -> usize {
    setting.scale.pick(30_000, 300_000, L_TRAIN)
}
fn epochs(setting: &Setting) -> usize {
    setting.scale.pick(20, 60, 100)
}

impl Item for Baselines {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn units(&self, _: &Setting) -> Vec<Unit> {
        WAYS.into_iter().chain(["the net that ships"]).map(Unit::new).collect()
    }

    fn compute(&self, setting: &Setting, unit: usize, watch: &Watch<'_>) -> Result<Table, ReproError> {
        let recipe = Recipe::neuron(
            ASSUMED_CHUNKS.map(|length| (length, records(setting) / 3 / length)).to_vec(),
            Seeds::new(setting.seed).named("baselines"),
        );
        let tell = |_: usize| ();
        let threads = resources(setting, watch, &tell);
        let data = |recipe: &Recipe| {
            of_neuron(&Neuron::modified(0.0), recipe, &threads).map_err(failed("data of the neuron"))
        };
        let validation = data(&recipe.validation(records(setting) / 10))?;
        if unit == WAYS.len() {
            let net = nets::net(true);
            let loss = (0..D_U)
                .map(|i| hhnet::levenberg::loss(&net, i, &validation, &threads))
                .sum::<Result<f64, _>>();
            let map = Mapping::new(&net, [V_S_BISTABLE]).map_err(failed("the mapping"))?;
            let curve = vec![loss.map_err(failed("the loss"))?];
            return judge(&map, curve, net.weights().len());
        }
        let rows = data(&recipe)?;
        let form = recipe.form(N_H).map_err(failed("the form of the net"))?;
        let adam =
            Adam { epochs: epochs(setting), batch: records(setting) / ASSUMED_BATCHES, ..Adam::default() };
        if unit == 0 {
            let options = Options { adam, iterations: Vec::new(), seed: setting.seed, ..Options::default() };
            let (init, check) = (None, None);
            let training = Training {
                form: &form,
                rows: &rows,
                validation: &validation,
                options: &options,
                init,
                check,
            };
            let resources = train::Resources {
                threads: setting.threads,
                cancel: Some(watch.flag()),
                ..train::Resources::default()
            };
            let trained = training.run(&resources).map_err(failed("training"))?;
            let curve = (0..epochs(setting))
                .map(|e| trained.curves.iter().map(|curve| curve[e].validation).sum())
                .collect();
            let map = Mapping::new(&trained.net, [V_S_BISTABLE]).map_err(failed("the mapping"))?;
            judge(&map, curve, trained.net.weights().len())
        } else {
            let (net, curve) = perceptron(unit, &form, &rows, &validation, adam, setting, watch)?;
            let map = net.map::<3, 1, ASSUMED_HIDDEN>([V_S_BISTABLE]).map_err(failed("the perceptron"))?;
            judge(&map, curve, net.weights.len())
        }
    }

    fn finish(&self, setting: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        let number = |unit: usize, name: &str| -> Result<f64, ReproError> { Ok(units[unit].get(name)?[0]) };
        let last = |unit: usize| -> Result<f64, ReproError> {
            Ok(units[unit].get("validation")?.last().copied().unwrap_or(f64::NAN))
        };
        let epoch: Vec<f64> = (1..=epochs(setting)).map(|e| e as f64).collect();
        let ends = [last(0)?, last(1)?, last(2)?, last(3)?];
        let mut all = Vec::new();
        for unit in &units[..WAYS.len()] {
            all.extend_from_slice(unit.get("validation")?);
        }
        let low = 10f64.powf(all.iter().copied().fold(f64::INFINITY, f64::min).log10().floor());
        let high = 10f64.powf(all.iter().copied().fold(0.0, f64::max).log10().ceil());
        let mut plot = Plot::new(
            Axis::new("epoch", 0.0, epochs(setting) as f64),
            Axis::log10("validation loss (9)", low, high),
        );
        for (k, way) in WAYS.into_iter().enumerate() {
            let stroke = Stroke::solid(Colour::series(k));
            plot = plot.line(&epoch, units[k].get("validation")?, stroke).legend(stroke, way);
        }
        let mut grid = TextGrid::new(&[
            ("network", 1.5),
            ("weights", 1.0),
            ("loss (9)", 1.2),
            ("$V_f$ (mV)", 1.3),
            ("growth (1/s)", 1.3),
            ("prediction (s)", 1.3),
            ("$D_{stsp}$", 1.0),
        ]);
        let names = ["eq. (5), Adam", "plain", "residual", "the net that ships"];
        for (k, name) in names.into_iter().enumerate() {
            grid = grid.row([
                name.to_owned(),
                format!("{:.0}", number(k, "weights")?),
                format!("{:.1e}", ends[k]),
                format!("{:.3}", number(k, "V_f")?),
                format!("{:.3}", number(k, "growth")?),
                format!("{:.2}", number(k, "prediction")?),
                format!("{:.2}", number(k, "divergence")?),
            ]);
        }
        let height = grid.comfortable_height();
        let figure = Figure::new(CARD.title, 1, &[60.0, height])
            .width(130.0)
            .panel(0, 0, Panel::plot(plot).letter("a"))
            .panel(1, 0, Panel::grid(grid).letter("b"));
        let counts = [number(1, "weights")?, number(2, "weights")?];
        let words = format!("{:.2e} eq. (5), {:.2e} plain, {:.2e} residual", ends[0], ends[1], ends[2]);
        let measured = vec![
            Measured::holds(
                WEIGHTS,
                counts.iter().all(|c| (2000.0..=2103.0).contains(c)),
                format!("{counts:?}"),
            ),
            Measured::holds(LOSS, ends[0] < ends[1], words.clone()),
            Measured::holds(RESIDUAL, ends[2] < ends[1], words),
        ];
        let mut data = Table::new().with("epoch", epoch);
        for (k, way) in WAYS.into_iter().enumerate() {
            data = data.with(format!("validation {way}"), units[k].get("validation")?.to_vec());
        }
        let notes = vec![format!(
            "{} records, {} epochs of {ASSUMED_BATCHES} batches. At V_S = -36 mV: the fixed point near the neuron's steady \
             state (V_f = -50.636 mV, growth -0.159 1/s; NaN where Newton's method finds none), how long an orbit from the \
             start of fig. 1 a stays near the neuron's (error below half the spread, scaled variables), and the divergence \
             between the densities in state space over {ASSUMED_ORBIT} s after as long a transient (nats, 30 bins a variable).",
            records(setting),
            epochs(setting)
        )];
        Ok(Outcome { figure, measured, data: vec![DataFile::csv("learning_curves", data)], notes })
    }
}

fn perceptron(
    unit: usize,
    form: &hhnet::Form,
    rows: &Rows,
    validation: &Rows,
    adam: Adam,
    setting: &Setting,
    watch: &Watch<'_>,
) -> Result<(Mlp, Vec<f64>), ReproError> {
    let head = if unit == 1 { Head::Plain } else { Head::Residual };
    let hidden = vec![ASSUMED_HIDDEN; 2];
    // without the wide first weights of eq. (5), a smaller step is the stable one
    let adam = Adam { rate: 1e-2, ..adam };
    let perceptron = Perceptron { hidden, head, form, rows, validation, adam, seed: setting.seed };
    let (net, curve) = perceptron.train(Some(watch.flag())).map_err(failed("training"))?;
    Ok((net, curve.into_iter().map(|epoch| epoch.validation).collect()))
}

/// What a map of any kind does beside the neuron.
fn judge<M>(map: &M, validation: Vec<f64>, weights: usize) -> Result<Table, ReproError>
where
    M: Map<f64> + Map<dynsys::jacobian::Column> + System<Space = Fixed<3>>,
{
    let neuron = Neuron::modified(V_S_BISTABLE);
    let rest = steady_state(&neuron).map_err(failed("the steady state"))?;
    let guess = [rest.x[0], rest.x[1], rest.x[2]];
    let point = MappingPoint::near(map, DT, &guess).ok();
    let (whole, window) = ((0.0, 2.0 * ASSUMED_ORBIT), (ASSUMED_ORBIT, 2.0 * ASSUMED_ORBIT));
    let truth = scaled(&run::<1, _>(&neuron, &START_BURSTS, window, whole)?)?;
    let half = 3 * (truth.len() / 6);
    let (prediction, divergence) = match iterate::<1, _>(map, &START_BURSTS, window, whole) {
        Ok(orbit) => {
            let orbit = scaled(&orbit)?;
            let prediction = valid_prediction(&truth[..half], &orbit[..half], D_U, ASSUMED_THRESHOLD);
            let prediction = prediction.map_err(|error| failed("the prediction")(error.into()))?;
            let bins = Bins::default();
            let divergence = state_space_divergence(&truth[half..], &orbit[half..], D_U, &bins);
            (prediction.time(DT), divergence.map_err(|error| failed("the divergence")(error.into()))?)
        }
        // a map that escapes predicts nothing
        Err(ReproError::Numerics { .. }) => (f64::NAN, f64::NAN),
        Err(other) => return Err(other),
    };
    let growth = point.as_ref().map_or(f64::NAN, MappingPoint::growth);
    let v_f = point.map_or(f64::NAN, |point| point.point.x[0]);
    Ok(Table::new()
        .with("validation", validation)
        .with("weights", vec![weights as f64])
        .with("V_f", vec![v_f])
        .with("growth", vec![growth])
        .with("prediction", vec![prediction])
        .with("divergence", vec![divergence]))
}

/// The samples of a run, state by state, in scaled variables.
fn scaled(run: &Table) -> Result<Vec<f64>, ReproError> {
    let scaling = Scaling::of_box(&hhnet::starts::BOX).map_err(failed("the domain"))?;
    let columns = [run.get("V")?, run.get("n")?, run.get("S")?];
    Ok((0..columns[0].len())
        .flat_map(|k| (0..D_U).map(move |i| (i, k)))
        .map(|(i, k)| scaling.scaled(i, columns[i][k]))
        .collect())
}
