//! Fig. 5: where starts on a line through its unstable steady state take the original neuron, and its mapping.

use hhnet::{Neuron, steady_state};

use super::constants::{FIXED_POINT_ORIGINAL, L_CHUNK, V_S_FIG5};
use super::density::joined;
use super::ensembles::{Cuts, Single, Sweeps, failed, neurons};
use super::nets;
use super::sections::{
    ALMOST_PERFECT, Cells, OVERLAPS, agreement, axes, is_printed, mapping_cuts, middle, overlap, section,
};
use crate::card::{Card, Claim, Cost, Expected};
use crate::data_file::DataFile;
use crate::error::ReproError;
use crate::figure::Figure;
use crate::item::{Item, Measured, Outcome, Unit};
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// The item `hhnet/fig5`.
#[derive(Debug)]
pub struct Fig5;

const BEFOREHAND: &str = "not printed; computed beforehand by the project (DOP853, 30-digit Newton)";

/// Where claims on the mapping come from: the agreement is printed, how near it must be is not.
const AGREEMENT: &str =
    "section 4 (\"it reproduces well the diagram\"); measures and tolerance by the project";

const fn at_least(name: &'static str, value: f64) -> Claim {
    Claim { name, expected: Expected::AtLeast { value }, printed_in: AGREEMENT }
}

static CARD: Card = Card {
    id: "hhnet/fig5",
    title: "Basin section of the original neuron",
    item: "Fig. 5",
    says: "Starts on the line through the unstable steady state at $V_S$ = -33.8 mV end in bursts (lighter, on the left) or \
           in spikes (darker, on the right); there are only these two. The mapping gives the same picture.",
    claims: &[
        Claim {
            name: "the point is the steady state",
            expected: Expected::Shape { says: "V, n and S agree in all printed digits, and it is unstable" },
            printed_in: "caption of fig. 5",
        },
        Claim {
            name: "two areas: bursts on the left, spikes on the right",
            expected: Expected::Shape {
                says: "every start left of V_S* bursts, every start right of it spikes",
            },
            printed_in: "text above fig. 5",
        },
        Claim {
            name: "the border is vertical",
            expected: Expected::Shape { says: "it is the same within 0.1 mV in every row" },
            printed_in: BEFOREHAND,
        },
        Claim {
            name: "border of bursts and spikes (mV)",
            expected: Expected::Number { value: TRANSITION, within: 0.05 },
            printed_in: BEFOREHAND,
        },
        Claim {
            name: "leading eigenvalue of the point (1/s)",
            expected: Expected::Number { value: 25.4381584597, within: 1e-7 },
            printed_in: BEFOREHAND,
        },
        Claim {
            name: "b: two areas: bursts on the left, spikes on the right",
            expected: Expected::Shape {
                says: "every start farther than 0.15 mV to the left of V_S* bursts, every one to the right of it spikes",
            },
            printed_in: AGREEMENT,
        },
        Claim {
            name: "b: border of bursts and spikes (mV)",
            expected: Expected::Number { value: TRANSITION, within: OF_MAPPING },
            printed_in: AGREEMENT,
        },
        at_least("b: Cohen's kappa with the equations", ALMOST_PERFECT),
        at_least("b: overlap of the area of bursts with the equations (IoU)", OVERLAPS),
        at_least("b: overlap of the area of spikes with the equations (IoU)", OVERLAPS),
    ],
    cost: Cost { quick: "15 s", standard: "40 s", paper: "3 min" },
    differs: &[
        "the source states neither the range of V_S nor the number of starts: here 2 mV to both sides, and at paper scale \
         400 values of V_S and 320 of V_0",
    ],
    not_built: &[],
};

/// `V_S*`, computed beforehand, in mV.
const TRANSITION: f64 = -33.777;
/// Between Q of bursts (0.1810) and of spikes (0.1869).
const ASSUMED_SPIKES: f64 = 0.184;
/// The border of the mapping is so close to that of the equations, in mV: the bound for a net to be accepted.
const OF_MAPPING: f64 = 0.15;
/// Within this of `V_S*`, in mV, bursts are long and Q lies between the lines.
const ASSUMED_NEAR: f64 = 0.1;
/// Grey from white to black, so that bursts are light and spikes dark.
const ASSUMED_GREY: (f64, f64) = (0.1765, 0.1885);
/// Trajectories of a unit: about three seconds.
const TRAJECTORIES: usize = 8000;

fn sweeps(setting: &Setting) -> Sweeps {
    let a = Cuts::new(setting.scale.pick(160, 300, 400), setting.scale.pick(120, 240, 320), TRAJECTORIES);
    Sweeps::new([("original".to_owned(), a), ("mapping".to_owned(), mapping_cuts(setting))])
}

/// 0 for bursts, 1 for spikes.
fn class(q: f64) -> usize {
    usize::from(q >= ASSUMED_SPIKES)
}

impl Item for Fig5 {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn units(&self, setting: &Setting) -> Vec<Unit> {
        sweeps(setting).units()
    }

    fn compute(&self, setting: &Setting, unit: usize, watch: &Watch<'_>) -> Result<Table, ReproError> {
        let sweeps = sweeps(setting);
        let (panel, part) = sweeps.find(unit).unwrap_or_default();
        let cuts = sweeps.cuts(panel);
        let starts = section(&FIXED_POINT_ORIGINAL, V_S_FIG5, &cuts);
        let part = cuts.part(part, &starts);
        let equations = neurons(&Single::Equations(Neuron::original(0.0)), &part, setting, watch)?;
        if panel == 0 {
            return Ok(Table::new().with("Q", equations));
        }
        let mapping = Single::Mapping(nets::original_of_segments());
        Ok(Table::new().with("Q", neurons(&mapping, &part, setting, watch)?).with("Q_equations", equations))
    }

    fn finish(&self, setting: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        let sweeps = sweeps(setting);
        let [section, coarse] = [0, 1].map(|k| section(&FIXED_POINT_ORIGINAL, V_S_FIG5, &sweeps.cuts(k)));
        let [q, mapped] = [joined(sweeps.of(0, units), "Q")?, joined(sweeps.of(1, units), "Q")?];
        let same_starts = joined(sweeps.of(1, units), "Q_equations")?;
        let (cells, mapping) = (Cells::new(&section, &q)?, Cells::new(&coarse, &mapped)?);
        let words = [("burst", -35.1, -47.0), ("spike", -32.9, -47.0)];
        let labels = ["$V_S$ (mV)", "$V_0$ (mV)"];
        let panel = |cells: &Cells<'_>| cells.panel(labels, ASSUMED_GREY, "$Q$", &words);
        let title = format!("mapping, $L_{{chunk}}$ = {L_CHUNK}");
        let figure = Figure::new(CARD.title, 2, &[62.0])
            .panel(0, 0, panel(&cells).letter("a").title("original neuron, eqs.\u{a0}(1)"))
            .panel(0, 1, panel(&mapping).letter("b").title(title));

        let state = steady_state(&Neuron::original(V_S_FIG5)).map_err(failed("the steady state"))?;
        let growth = state.eigenvalues[0].0;
        let bursts = cells.share(|vs, _, _| vs < TRANSITION - ASSUMED_NEAR, |_, _, q| q < ASSUMED_SPIKES);
        let spikes = cells.share(|vs, _, _| vs > TRANSITION + ASSUMED_NEAR, |_, _, q| q >= ASSUMED_SPIKES);
        let rows = cells.border(ASSUMED_SPIKES, f64::INFINITY);
        let (border, extent) = middle(&rows);
        let (dx, dy) = cells.half_cell();
        let cuts = sweeps.cuts(0);
        let mut measured = vec![
            Measured::holds(
                "the point is the steady state",
                is_printed(&state.x, &FIXED_POINT_ORIGINAL) && growth > 0.0,
                format!("{:?}", state.x),
            ),
            Measured::holds(
                "two areas: bursts on the left, spikes on the right",
                bursts == 1.0 && spikes == 1.0,
                format!(
                    "bursts {:.2} % left, spikes {:.2} % right, farther than {ASSUMED_NEAR} mV from V_S*",
                    100.0 * bursts,
                    100.0 * spikes
                ),
            ),
            Measured::holds(
                "the border is vertical",
                rows.len() == cuts.each && extent <= 0.1,
                format!(
                    "{} of {} rows have one; extent {extent:.3} mV, a cell is {:.3} mV wide",
                    rows.len(),
                    cuts.each,
                    2.0 * dx
                ),
            ),
            Measured::value(
                "border of bursts and spikes (mV)",
                border,
                format!("median over rows, where Q passes {ASSUMED_SPIKES}"),
            ),
            Measured::value(
                "leading eigenvalue of the point (1/s)",
                growth,
                "of the Jacobian at the steady state",
            ),
        ];
        measured.extend(of_mapping(&mapping, &same_starts)?);
        let (wide, high) = mapping.half_cell();
        let notes = vec![
            format!(
                "a: {} values of V_S, one every {:.3} mV, and {} of V_0, one every {:.3} mV; b: {} and {}, one every {:.3} \
                 and {:.3} mV.",
                cuts.columns,
                2.0 * dx,
                cuts.each,
                2.0 * dy,
                sweeps.cuts(1).columns,
                sweeps.cuts(1).each,
                2.0 * wide,
                2.0 * high,
            ),
            "Agreement is counted start by start: the equations are integrated from the starts of b, too."
                .to_owned(),
        ];
        let data = mapping.data(axes(&coarse), "Q").with("Q_equations", same_starts);
        Ok(Outcome {
            figure,
            measured,
            data: vec![DataFile::npz("Q_a", cells.data(axes(&section), "Q")), DataFile::npz("Q_b", data)],
            notes,
        })
    }
}

/// The areas of the mapping, beside those of the equations from the same starts.
fn of_mapping(cells: &Cells<'_>, equations: &[f64]) -> Result<Vec<Measured>, ReproError> {
    let clear = OF_MAPPING;
    let bursts = cells.share(|vs, _, _| vs < TRANSITION - clear, |_, _, q| q < ASSUMED_SPIKES);
    let spikes = cells.share(|vs, _, _| vs > TRANSITION + clear, |_, _, q| q >= ASSUMED_SPIKES);
    let (border, extent) = middle(&cells.border(ASSUMED_SPIKES, f64::INFINITY));
    let agreement = agreement(cells.values(), equations, 2, class)?;
    let how = format!("{:.2} % of {} starts agree", 100.0 * agreement.accuracy(), equations.len());
    Ok(vec![
        Measured::holds(
            "b: two areas: bursts on the left, spikes on the right",
            bursts == 1.0 && spikes == 1.0,
            format!("bursts {:.2} % left, spikes {:.2} % right", 100.0 * bursts, 100.0 * spikes),
        ),
        Measured::value(
            "b: border of bursts and spikes (mV)",
            border,
            format!("median over rows, where Q passes {ASSUMED_SPIKES}; extent {extent:.3} mV"),
        ),
        Measured::value(
            "b: Cohen's kappa with the equations",
            agreement.kappa().unwrap_or(f64::NAN),
            how.clone(),
        ),
        Measured::value(
            "b: overlap of the area of bursts with the equations (IoU)",
            overlap(&agreement, 0),
            how.clone(),
        ),
        Measured::value(
            "b: overlap of the area of spikes with the equations (IoU)",
            overlap(&agreement, 1),
            how,
        ),
    ])
}
