//! Fig. 5, a: which starts on a line through its unstable steady state the original neuron leaves, for each value of `V_S`.

use hhnet::{Neuron, steady_state};

use super::constants::{FIXED_POINT_ORIGINAL, V_S_FIG5};
use super::density::joined;
use super::ensembles::{Cuts, failed, neurons};
use super::sections::{Cells, axes, is_printed, middle, section};
use crate::card::{Card, Claim, Cost, Expected};
use crate::data_file::DataFile;
use crate::error::ReproError;
use crate::figure::{Figure, Panel};
use crate::item::{Item, Measured, Outcome, Unit};
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// The item `hhnet/fig5`.
#[derive(Debug)]
pub struct Fig5;

const BEFOREHAND: &str = "not printed; computed beforehand by the project (DOP853, 30-digit Newton)";

static CARD: Card = Card {
    id: "hhnet/fig5",
    title: "Basin section of the original neuron",
    item: "Fig. 5, a",
    says: "Starts on the line through the unstable steady state at $V_S$ = -33.8 mV end in bursts (lighter, on the left) or \
           in spikes (darker, on the right); there are only these two.",
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
    ],
    cost: Cost { quick: "10 s", standard: "20 s", paper: "35 s" },
    differs: &[
        "the source states neither the range of V_S nor the number of starts: here 2 mV to both sides, and at paper scale \
         400 values of V_S and 320 of V_0",
    ],
    not_built: &["b: the mapping trained with L_chunk = 10"],
};

/// `V_S*`, computed beforehand, in mV.
const TRANSITION: f64 = -33.777;
/// Between Q of bursts (0.1810) and of spikes (0.1869).
const ASSUMED_SPIKES: f64 = 0.184;
/// Within this of `V_S*`, in mV, bursts are long and Q lies between the lines.
const ASSUMED_NEAR: f64 = 0.1;
/// Grey from white to black, so that bursts are light and spikes dark.
const ASSUMED_GREY: (f64, f64) = (0.1765, 0.1885);
/// Trajectories of a unit: about three seconds.
const TRAJECTORIES: usize = 8000;

fn cuts(setting: &Setting) -> Cuts {
    Cuts::new(setting.scale.pick(200, 300, 400), setting.scale.pick(160, 240, 320), TRAJECTORIES)
}

impl Item for Fig5 {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn units(&self, setting: &Setting) -> Vec<Unit> {
        cuts(setting).units("original")
    }

    fn compute(&self, setting: &Setting, unit: usize, watch: &Watch<'_>) -> Result<Table, ReproError> {
        let cuts = cuts(setting);
        let starts = section(&FIXED_POINT_ORIGINAL, V_S_FIG5, &cuts);
        let q = neurons(&Neuron::original(0.0), &cuts.part(unit, &starts), setting, watch)?;
        Ok(Table::new().with("Q", q))
    }

    fn finish(&self, setting: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        let cuts = cuts(setting);
        let section = section(&FIXED_POINT_ORIGINAL, V_S_FIG5, &cuts);
        let q = joined(units, "Q")?;
        let cells = Cells::new(&section, &q)?;
        let words = [("burst", -35.1, -47.0), ("spike", -32.9, -47.0)];
        let labels = ["$V_S$ (mV)", "$V_0$ (mV)"];
        let panel = cells
            .panel(labels, ASSUMED_GREY, "$Q$", &words)
            .letter("a")
            .title("original neuron, eqs.\u{a0}(1)");
        let mapping = Panel::not_built("the neural-network mapping, eq.\u{a0}(5)")
            .letter("b")
            .title("mapping, $L_{chunk}$ = 10");
        let figure = Figure::new(CARD.title, 2, &[62.0]).panel(0, 0, panel).panel(0, 1, mapping);

        let state = steady_state(&Neuron::original(V_S_FIG5)).map_err(failed("the steady state"))?;
        let growth = state.eigenvalues[0].0;
        let bursts = cells.share(|vs, _, _| vs < TRANSITION - ASSUMED_NEAR, |_, _, q| q < ASSUMED_SPIKES);
        let spikes = cells.share(|vs, _, _| vs > TRANSITION + ASSUMED_NEAR, |_, _, q| q >= ASSUMED_SPIKES);
        let rows = cells.border(ASSUMED_SPIKES, f64::INFINITY);
        let (border, extent) = middle(&rows);
        let (dx, dy) = cells.half_cell();
        let measured = vec![
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
        let notes = vec![format!(
            "{} values of V_S, one every {:.3} mV, and {} of V_0, one every {:.3} mV.",
            cuts.columns,
            2.0 * dx,
            cuts.each,
            2.0 * dy,
        )];
        Ok(Outcome {
            figure,
            measured,
            data: vec![DataFile::npz("Q", cells.data(axes(&section), "Q"))],
            notes,
        })
    }
}
