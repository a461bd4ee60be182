//! Table 3: the domain, scaling and sizes of the data sets, beside those that the nets are made with.

use hhnet::starts::{BOX, V_S};
use hhnet::{Neuron, Scaling, data};

use super::constants::{
    D_U, DOMAIN, DT, L_BATCH, L_CHUNK, L_TRAIN, L_VALIDATION, M_P, M_U, N_CHUNKS, S_P, S_U, START_BURSTS,
    V_S_RANGE,
};
use super::nets;
use super::runs::{range, run};
use crate::card::{Card, Claim, Cost, Expected};
use crate::data_file::DataFile;
use crate::error::ReproError;
use crate::figure::{Figure, Panel, TextGrid};
use crate::item::{Item, Measured, Outcome, Unit};
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// The item `hhnet/table3`.
#[derive(Debug)]
pub struct Table3;

const BOXES: &str = "the domain";
const SCALING: &str = "m and s are the middle and half the length of the domain";
const OF_NETS: &str = "the nets are scaled by m and s and step by dt";
const PRODUCT: &str = "L_train = L_chunk x N_chunks";
const SIZES: &str = "sizes of the data sets";
const HELD: &str = "the domain holds all attractors";

const fn shape(name: &'static str, says: &'static str, printed_in: &'static str) -> Claim {
    Claim { name, expected: Expected::Shape { says }, printed_in }
}

static CARD: Card = Card {
    id: "hhnet/table3",
    title: "Parameters of the data sets",
    item: "Table 3",
    says: "Data are drawn from a box of V, n, S and V_S that holds all attractors of the neuron with some 10 % to spare, and \
           are scaled by it; 100,000 segments of 10 steps of 5 ms for training, 100,000 single steps for validation.",
    claims: &[
        shape(BOXES, "that from which the crate hhnet draws starts and data", "table 3"),
        shape(SCALING, "to rounding, although the text says means and standard deviations", "table 3"),
        shape(OF_NETS, "both nets, to rounding", "table 3"),
        shape(
            HELD,
            "V, n and S of bursts and spikes lie inside for V_S from -40 to -30 mV, both neurons",
            "section 4",
        ),
        Claim {
            name: PRODUCT,
            expected: Expected::Number { value: L_TRAIN as f64, within: 0.0 },
            printed_in: "table 3",
        },
        shape(SIZES, "training and validation sets of the crate hhnet are as large", "table 3"),
    ],
    cost: Cost { quick: "1 s", standard: "1 s", paper: "1 s" },
    differs: &[
        "the text calls m and s means and standard deviations; for a uniform distribution the latter would be smaller by the \
         root of 3, and the printed numbers are middles and half-lengths",
    ],
    not_built: &[],
};

/// The values of `V_S` at which attractors are measured, in mV: both ends of the domain and between.
const ASSUMED_V_S: [f64; 6] = [-40.0, -38.0, -36.0, -34.0, -32.0, -30.0];
/// Attractors are measured from 100 to 200 s.
const WINDOW: (f64, f64) = hhnet::observable::WINDOW;
/// Two ways to the same number in double precision.
const ROUNDING: f64 = 1e-12;

impl Item for Table3 {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn units(&self, _: &Setting) -> Vec<Unit> {
        ["original", "modified"].map(|name| Unit::new(format!("attractors of the {name} neuron"))).to_vec()
    }

    fn compute(&self, _: &Setting, unit: usize, watch: &Watch<'_>) -> Result<Table, ReproError> {
        let (mut low, mut high) = ([f64::INFINITY; D_U], [f64::NEG_INFINITY; D_U]);
        for vs in ASSUMED_V_S {
            watch.check()?;
            let neuron = if unit == 0 { Neuron::original(vs) } else { Neuron::modified(vs) };
            let run = run::<1, _>(&neuron, &START_BURSTS, WINDOW, WINDOW)?;
            for (i, name) in ["V", "n", "S"].iter().enumerate() {
                let (least, most) = range(run.get(name)?);
                (low[i], high[i]) = (low[i].min(least), high[i].max(most));
            }
        }
        Ok(Table::new().with("low", low.to_vec()).with("high", high.to_vec()))
    }

    fn finish(&self, _: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        let of_box = Scaling::of_box(&BOX).and_then(|u| Ok((u, Scaling::of_box(&[V_S])?)));
        let (u, p) = of_box.map_err(super::ensembles::failed("the scaling of the domain"))?;
        let near = |found: &[f64], printed: &[f64]| {
            found.len() == printed.len()
                && found
                    .iter()
                    .zip(printed)
                    .all(|(found, printed)| (found - printed).abs() <= ROUNDING * printed.abs())
        };
        let printed = |u: &Scaling, p: &Scaling| {
            near(&u.middle, &M_U) && near(&u.half, &S_U) && near(&p.middle, &[M_P]) && near(&p.half, &[S_P])
        };
        let nets = [false, true].map(nets::net);
        let scaled = nets.iter().all(|net| {
            let form = net.form();
            printed(&form.variables, &form.parameters) && form.dt == DT
        });
        let (mut low, mut high) = ([f64::INFINITY; D_U], [f64::NEG_INFINITY; D_U]);
        for unit in units {
            for i in 0..D_U {
                (low[i], high[i]) = (low[i].min(unit.get("low")?[i]), high[i].max(unit.get("high")?[i]));
            }
        }
        let held = (0..D_U).all(|i| DOMAIN[i].0 <= low[i] && high[i] <= DOMAIN[i].1);
        let sizes = [data::TRAINING, data::VALIDATION] == [L_TRAIN, L_VALIDATION];
        let measured = vec![
            Measured::holds(BOXES, BOX == DOMAIN && V_S == V_S_RANGE, format!("{BOX:?}, V_S {V_S:?}")),
            Measured::holds(
                SCALING,
                printed(&u, &p),
                format!("middle {:?}, half {:?} of the box", u.middle, u.half),
            ),
            Measured::holds(
                OF_NETS,
                scaled,
                format!(
                    "m {:?}, s {:?}, dt {} s",
                    nets[1].form().variables.middle,
                    nets[1].form().variables.half,
                    DT
                ),
            ),
            Measured::holds(
                HELD,
                held,
                format!(
                    "V from {:.2} to {:.2} mV, n from {:.5} to {:.4}, S from {:.4} to {:.4}, at {} values of V_S",
                    low[0],
                    high[0],
                    low[1],
                    high[1],
                    low[2],
                    high[2],
                    ASSUMED_V_S.len()
                ),
            ),
            Measured::value(PRODUCT, (L_CHUNK * N_CHUNKS) as f64, format!("{L_CHUNK} x {N_CHUNKS}")),
            Measured::holds(SIZES, sizes, format!("{} and {} records", data::TRAINING, data::VALIDATION)),
        ];
        let grid = grid();
        let height = grid.comfortable_height();
        let data = Table::new().with("low", low.to_vec()).with("high", high.to_vec());
        Ok(Outcome {
            figure: Figure::new(CARD.title, 1, &[height]).width(130.0).panel(0, 0, Panel::grid(grid)),
            measured,
            data: vec![DataFile::csv("ranges_of_attractors", data)],
            notes: Vec::new(),
        })
    }
}

/// The table as printed, with the meaning of each line.
fn grid() -> TextGrid {
    let head = [("symbol", 1.0), ("printed", 2.2), ("meaning", 3.4)];
    let span = |(low, high): (f64, f64)| format!("[{}, {}]", signed(low), signed(high));
    let list =
        |values: &[f64]| format!("({})", values.iter().map(|v| signed(*v)).collect::<Vec<_>>().join(", "));
    let rows = [
        ("$V_S$", span(V_S_RANGE), "domain of the parameter, mV"),
        ("$V$", span(DOMAIN[0]), "domain, mV"),
        ("$n$", span(DOMAIN[1]), "domain"),
        ("$S$", span(DOMAIN[2]), "domain"),
        ("$m_u$", list(&M_U), "middle of the domain of $V$, $n$, $S$"),
        ("$s_u$", list(&S_U), "half its length"),
        ("$m_p$", signed(M_P), "middle of the domain of $V_S$, mV"),
        ("$s_p$", signed(S_P), "half its length, mV"),
        ("$L_{chunk}$", L_CHUNK.to_string(), "steps of a trajectory segment"),
        ("$N_{chunks}$", N_CHUNKS.to_string(), "segments"),
        ("Δ$t$", format!("{DT}"), "a step, s"),
        ("$L_{train}$", L_TRAIN.to_string(), "records to train on"),
        ("$L_{validation}$", L_VALIDATION.to_string(), "records to validate on"),
        ("$L_{batch}$", L_BATCH.to_string(), "records of a batch"),
    ];
    rows.into_iter().fold(TextGrid::new(&head), |grid, (symbol, value, meaning)| {
        grid.row([symbol.to_owned(), value, meaning.to_owned()])
    })
}

/// With a minus that is one.
fn signed(value: f64) -> String {
    value.to_string().replace('-', "\u{2212}")
}
