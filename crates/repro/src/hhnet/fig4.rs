//! Fig. 4, a: which starts on a line through its steady state the modified neuron leaves, for each value of `V_S`.

use dynsys::ensemble::StartsBy;
use hhnet::{Neuron, hopf_points, steady_state};

use super::constants::{FIXED_POINT_MODIFIED, G_K2, REACH, V_S_FIG4, V_S_RANGE};
use super::density::joined;
use super::ensembles::{Cuts, edge, failed, neurons};
use super::sections::{ASSUMED_REACH, ASSUMED_REST, Cells, axes, is_printed, middle, section};
use crate::card::{Card, Claim, Cost, Expected};
use crate::data_file::DataFile;
use crate::error::ReproError;
use crate::figure::{Figure, Panel};
use crate::item::{Item, Measured, Outcome, Unit};
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// The item `hhnet/fig4`.
#[derive(Debug)]
pub struct Fig4;

const BEFOREHAND: &str = "not printed; computed beforehand by the project (RK4, 30-digit Newton)";
const TEXT: &str = "text above fig. 4";
/// Edges of the rectangle by refinement, in mV: the lowest and the highest `V_0` at -36 mV, then `V_S` along `V_f`.
const EDGES: [(&str, f64, f64); 4] = [
    ("lowest V_0 at rest, V_S = -36 mV (mV)", -52.7018, 0.01),
    ("highest V_0 at rest, V_S = -36 mV (mV)", -49.2706, 0.01),
    ("lowest V_S at rest from the point (mV)", -37.05, 0.05),
    ("highest V_S at rest from the point (mV)", -34.98, 0.05),
];
const HOPF: [(&str, f64); 2] =
    [("lower Hopf point (mV)", -37.05275752), ("upper Hopf point (mV)", -34.97572378)];

const fn number(name: &'static str, value: f64, within: f64) -> Claim {
    Claim { name, expected: Expected::Number { value, within }, printed_in: BEFOREHAND }
}

static CARD: Card = Card {
    id: "hhnet/fig4",
    title: "Basin section of the modified neuron",
    item: "Fig. 4, a",
    says: "Starts on the line through the steady state at $V_S$ = -36 mV end at rest (a dark rectangle in the middle), in \
           bursts (light, on the left) or in spikes (dark grey, on the right).",
    claims: &[
        Claim {
            name: "the point is the steady state",
            expected: Expected::Shape { says: "V, n and S agree in all printed digits, and it is stable" },
            printed_in: "caption of fig. 4",
        },
        Claim {
            name: "a dark rectangle in the middle",
            expected: Expected::Shape {
                says: "80 % of what lies within its four edges rests, and 95 % of what rests lies there",
            },
            printed_in: TEXT,
        },
        Claim {
            name: "bursts on the left, spikes on the right",
            expected: Expected::Shape {
                says: "of what does not rest: all bursts on the left of V_S*, all spikes on the right",
            },
            printed_in: TEXT,
        },
        number(EDGES[0].0, EDGES[0].1, EDGES[0].2),
        number(EDGES[1].0, EDGES[1].1, EDGES[1].2),
        number(EDGES[2].0, EDGES[2].1, EDGES[2].2),
        number(EDGES[3].0, EDGES[3].1, EDGES[3].2),
        number(HOPF[0].0, HOPF[0].1, 1e-6),
        number(HOPF[1].0, HOPF[1].1, 1e-6),
        number("border of bursts and spikes (mV)", TRANSITION, 0.05),
    ],
    cost: Cost { quick: "10 s", standard: "20 s", paper: "35 s" },
    differs: &[
        "the source states neither the range of V_S nor the number of starts: here 2 mV to both sides, and at paper scale \
         400 values of V_S and 320 of V_0",
    ],
    not_built: &["b, c, d: the mapping trained with L_chunk = 10, 1 and 100"],
};

/// `V_S*`, computed beforehand, in mV.
const TRANSITION: f64 = -35.0077;
/// Between Q of bursts (0.1787) and of spikes (0.1829).
const ASSUMED_SPIKES: f64 = 0.1808;
/// Within this of `V_S*`, in mV, bursts are long and Q lies between the lines.
const ASSUMED_NEAR: f64 = 0.1;
/// Grey from white to black, so that bursts are light, spikes dark grey and rest nearly black.
const ASSUMED_GREY: (f64, f64) = (0.1765, 0.1862);
/// Trajectories of a unit: about three seconds.
const TRAJECTORIES: usize = 8000;

fn cuts(setting: &Setting) -> Cuts {
    Cuts::new(setting.scale.pick(200, 300, 400), setting.scale.pick(160, 240, 320), TRAJECTORIES)
}

impl Item for Fig4 {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn units(&self, setting: &Setting) -> Vec<Unit> {
        let edges = Unit { name: "edges of the rectangle".to_owned(), weight: 0.3 };
        cuts(setting).units("modified").into_iter().chain([edges]).collect()
    }

    fn compute(&self, setting: &Setting, unit: usize, watch: &Watch<'_>) -> Result<Table, ReproError> {
        let cuts = cuts(setting);
        if unit == cuts.len() {
            return edges(setting, watch);
        }
        let starts = section(&FIXED_POINT_MODIFIED, V_S_FIG4, &cuts);
        let q = neurons(&Neuron::modified(0.0), &cuts.part(unit, &starts), setting, watch)?;
        Ok(Table::new().with("Q", q))
    }

    fn finish(&self, setting: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        let cuts = cuts(setting);
        let section = section(&FIXED_POINT_MODIFIED, V_S_FIG4, &cuts);
        let q = joined(&units[..cuts.len()], "Q")?;
        let cells = Cells::new(&section, &q)?;
        let edges = units[cuts.len()].get("edges")?;
        let words = [("burst", -37.85, -50.6), ("rest", -36.15, -51.0), ("spike", -34.6, -50.6)];
        let labels = ["$V_S$ (mV)", "$V_0$ (mV)"];
        let panel = cells
            .panel(labels, ASSUMED_GREY, "$Q$", &words)
            .letter("a")
            .title("modified neuron, eqs.\u{a0}(1)");
        let mut figure = Figure::new(CARD.title, 2, &[62.0, 62.0]).panel(0, 0, panel);
        for (k, (letter, length)) in [("b", 10), ("c", 1), ("d", 100)].into_iter().enumerate() {
            let panel = Panel::not_built("the neural-network mapping, eq.\u{a0}(5)")
                .letter(letter)
                .title(format!("mapping, $L_{{chunk}}$ = {length}"));
            figure = figure.panel(usize::from(k > 0), (k + 1) % 2, panel);
        }
        let mut measured = shapes(&cells, edges)?;
        for ((claim, ..), &found) in EDGES.iter().zip(edges) {
            measured.push(Measured::value(claim, found, "refined from 32 starts at a time"));
        }
        let hopf = hopf_points(G_K2, V_S_RANGE, 200).map_err(failed("Hopf points"))?;
        for (k, (claim, _)) in HOPF.iter().enumerate() {
            let at = hopf.get(k).map_or(f64::NAN, |hopf| hopf.vs);
            measured.push(Measured::value(
                claim,
                at,
                "where a pair of eigenvalues of the steady state is imaginary",
            ));
        }
        let (dx, dy) = cells.half_cell();
        let notes = vec![format!(
            "{} values of V_S, one every {:.3} mV, and {} of V_0, one every {:.3} mV; edges come from refinement and not \
             from cells.",
            cuts.columns,
            2.0 * dx,
            cuts.each,
            2.0 * dy,
        )];
        let data = vec![DataFile::npz("Q", cells.data(axes(&section), "Q"))];
        Ok(Outcome { figure, measured, data, notes })
    }
}

/// The four edges of the dark rectangle: `V_0` at -36 mV, and `V_S` from the point itself.
fn edges(setting: &Setting, watch: &Watch<'_>) -> Result<Table, ReproError> {
    const ROUNDS: usize = 3;
    let point = FIXED_POINT_MODIFIED;
    let rests = |tried: &[[f64; 2]]| -> Result<Vec<bool>, ReproError> {
        let write = |i: usize, x: &mut [f64], parameters: &mut [f64]| {
            x.copy_from_slice(&point);
            [x[0], parameters[0]] = tried[i];
        };
        let q = neurons(&Neuron::modified(0.0), &StartsBy { count: tried.len(), write }, setting, watch)?;
        Ok(q.into_iter().map(|q| q > ASSUMED_REST).collect())
    };
    let along_v0 = |v0: &[f64]| rests(&v0.iter().map(|&v0| [v0, V_S_FIG4]).collect::<Vec<_>>());
    let along_vs = |vs: &[f64]| rests(&vs.iter().map(|&vs| [point[0], vs]).collect::<Vec<_>>());
    let reach = REACH * point[0].abs();
    Ok(Table::new().with(
        "edges",
        vec![
            edge((point[0], point[0] - reach), ROUNDS, along_v0)?,
            edge((point[0], point[0] + reach), ROUNDS, along_v0)?,
            edge((V_S_FIG4, V_S_FIG4 - ASSUMED_REACH), ROUNDS, along_vs)?,
            edge((V_S_FIG4, V_S_FIG4 + ASSUMED_REACH), ROUNDS, along_vs)?,
        ],
    ))
}

fn shapes(cells: &Cells<'_>, edges: &[f64]) -> Result<Vec<Measured>, ReproError> {
    let state = steady_state(&Neuron::modified(V_S_FIG4)).map_err(failed("the steady state"))?;
    let growth = state.eigenvalues[0].0;
    let agrees = is_printed(&state.x, &FIXED_POINT_MODIFIED) && growth < 0.0;
    let rests = |_: f64, _: f64, q: f64| q > ASSUMED_REST;
    let inside =
        |vs: f64, v0: f64, _: f64| (edges[0]..=edges[1]).contains(&v0) && (edges[2]..=edges[3]).contains(&vs);
    let (filled, held) = (cells.share(inside, rests), cells.share(rests, inside));
    let left = |vs: f64, _: f64, q: f64| vs < TRANSITION - ASSUMED_NEAR && q <= ASSUMED_REST;
    let right = |vs: f64, _: f64, _: f64| vs > TRANSITION + ASSUMED_NEAR;
    let bursts = cells.share(left, |_, _, q| q < ASSUMED_SPIKES);
    let spikes = cells.share(right, |_, _, q| (ASSUMED_SPIKES..=ASSUMED_REST).contains(&q));
    let (border, extent) = middle(&cells.border(ASSUMED_SPIKES, ASSUMED_REST));
    Ok(vec![
        Measured::holds(
            "the point is the steady state",
            agrees,
            format!("{:?}, leading eigenvalue {growth:.6} 1/s", state.x),
        ),
        Measured::holds(
            "a dark rectangle in the middle",
            filled >= 0.8 && held >= 0.95,
            format!(
                "{:.1} % of what lies within rests, {:.1} % of what rests lies within",
                100.0 * filled,
                100.0 * held
            ),
        ),
        Measured::holds(
            "bursts on the left, spikes on the right",
            bursts == 1.0 && spikes == 1.0,
            format!(
                "bursts {:.2} % left, spikes {:.2} % right, farther than {ASSUMED_NEAR} mV from V_S*",
                100.0 * bursts,
                100.0 * spikes
            ),
        ),
        Measured::value(
            "border of bursts and spikes (mV)",
            border,
            format!("median over rows without rest, where Q passes {ASSUMED_SPIKES}; extent {extent:.3} mV"),
        ),
    ])
}
