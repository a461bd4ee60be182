//! Fig. 9, a to c: which starts near the steady state of an original and a modified neuron leave it, for three couplings.

use dynsys::ensemble::StartsBy;
use hhnet::{Pair, coupled, observable, pair_steady_state};

use super::constants::{FIXED_POINT_MIXED, GC_FIG9, V_S1_FIG9};
use super::density::joined;
use super::ensembles::{Cuts, edge, failed, pairs};
use super::sections::{ASSUMED_REACH, Cells, axes, is_printed, section};
use crate::card::{Card, Claim, Cost, Expected};
use crate::data_file::DataFile;
use crate::error::ReproError;
use crate::figure::{Figure, Panel};
use crate::item::{Item, Measured, Outcome, Unit};
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// The item `hhnet/fig9`.
#[derive(Debug)]
pub struct Fig9;

const BEFOREHAND: &str = "not printed; computed beforehand by the project (RK4, 30-digit Newton)";
const TEXT: &str = "text below fig. 8";
/// Where neuron 2 leaves rest from the printed point, in mV of `V_S1`: computed beforehand.
const WINDOWS: [[(&str, f64); 2]; 3] = [
    [
        ("a: lowest V_S1 at rest from the point (mV)", -36.90),
        ("a: highest V_S1 at rest from the point (mV)", -35.23),
    ],
    [
        ("b: lowest V_S1 at rest from the point (mV)", -36.49),
        ("b: highest V_S1 at rest from the point (mV)", -35.51),
    ],
    [
        ("c: lowest V_S1 at rest from the point (mV)", -36.205),
        ("c: highest V_S1 at rest from the point (mV)", -35.70),
    ],
];

const fn window(panel: usize, end: usize) -> Claim {
    let (name, value) = WINDOWS[panel][end];
    Claim { name, expected: Expected::Number { value, within: 0.04 }, printed_in: BEFOREHAND }
}

static CARD: Card = Card {
    id: "hhnet/fig9",
    title: "Basin sections of an original and a modified neuron, coupled",
    item: "Fig. 9, a to c",
    says: "Around the printed point there is a black area from which \"the system goes to fixed point\"; around it, starts \
           lead to oscillations. The area shrinks as the coupling grows from 0.001 over 0.006 to 0.01, but stays.",
    claims: &[
        Claim {
            name: "the point is the steady state",
            expected: Expected::Shape { says: "all six numbers agree in all printed digits" },
            printed_in: "caption of fig. 9",
        },
        Claim {
            name: "the point attracts neuron 2 only",
            expected: Expected::Shape {
                says: "from the printed point neuron 2 stays at rest, while neuron 1 oscillates: the steady state is unstable",
            },
            printed_in: BEFOREHAND,
        },
        Claim {
            name: "leading eigenvalue of the point (1/s)",
            expected: Expected::Number { value: 20.8244592835, within: 1e-7 },
            printed_in: BEFOREHAND,
        },
        window(0, 0),
        window(0, 1),
        window(1, 0),
        window(1, 1),
        window(2, 0),
        window(2, 1),
        Claim {
            name: "the black area shrinks",
            expected: Expected::Shape {
                says: "fewer starts leave neuron 2 at rest in b than in a, and in c than in b",
            },
            printed_in: TEXT,
        },
        Claim {
            name: "the black area is still there at 0.01",
            expected: Expected::Shape { says: "some starts of c leave neuron 2 at rest" },
            printed_in: "section 5, on fig. 9",
        },
    ],
    cost: Cost { quick: "30 s", standard: "2 min", paper: "6 min" },
    differs: &[
        "the source states neither the range of V_S1 nor the number of starts: here 2 mV to both sides, and at paper scale \
         400 values of V_S1 and 300 of V_0",
        "the source calls the black area a fixed point; it is one of neuron 2 only, so it is told by Q of neuron 2",
    ],
    not_built: &["d, e, f: coupled mappings, eq. (11), for the same couplings"],
};

const LETTERS: [&str; 3] = ["a", "b", "c"];
/// Neuron 2 stays near rest if its Q is above this: the threshold with which the windows were computed beforehand.
const ASSUMED_REST: f64 = 0.1855;
/// Grey from white to black: the mean Q is 0.179 where both burst and 0.184 where neuron 2 rests.
const ASSUMED_GREY: (f64, f64) = (0.1760, 0.1842);
/// Trajectories of a unit: about three seconds.
const TRAJECTORIES: usize = 4500;

fn cuts(setting: &Setting) -> Cuts {
    Cuts::new(setting.scale.pick(120, 240, 400), setting.scale.pick(90, 180, 300), TRAJECTORIES)
}

fn pair(panel: usize) -> Pair {
    Pair::mixed(0.0, GC_FIG9[panel])
}

impl Item for Fig9 {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn units(&self, setting: &Setting) -> Vec<Unit> {
        let sections = GC_FIG9.iter().flat_map(|gc| cuts(setting).units(&format!("coupling {gc}")));
        let windows = GC_FIG9.iter().map(|gc| Unit { name: format!("window of coupling {gc}"), weight: 0.2 });
        sections.chain(windows).collect()
    }

    fn compute(&self, setting: &Setting, unit: usize, watch: &Watch<'_>) -> Result<Table, ReproError> {
        let cuts = cuts(setting);
        let (panel, part) = (unit / cuts.len(), unit % cuts.len());
        if panel >= GC_FIG9.len() {
            return found_window(unit - GC_FIG9.len() * cuts.len(), setting, watch);
        }
        let starts = section(&FIXED_POINT_MIXED, V_S1_FIG9, &cuts);
        let q = pairs(&pair(panel), &cuts.part(part, &starts), setting, watch)?;
        Ok(Table::new()
            .with("Q1", q.iter().map(|q| q[0]).collect())
            .with("Q2", q.iter().map(|q| q[1]).collect()))
    }

    fn finish(&self, setting: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        let cuts = cuts(setting);
        let section = section(&FIXED_POINT_MIXED, V_S1_FIG9, &cuts);
        let labels = ["$V_{S,1}$ (mV)", "$V_{1,0}$ (mV)"];
        let mut figure = Figure::new(CARD.title, 2, &[52.0; 3]);
        let (mut data, mut resting, mut half) = (axes(&section), Vec::new(), (0.0, 0.0));
        for (k, gc) in GC_FIG9.iter().enumerate() {
            let units = &units[k * cuts.len()..(k + 1) * cuts.len()];
            let [q1, q2] = [joined(units, "Q1")?, joined(units, "Q2")?];
            let mean: Vec<f64> = q1.iter().zip(&q2).map(|(&q1, &q2)| observable::mean(&[q1, q2])).collect();
            let (mean, second) = (Cells::new(&section, &mean)?, Cells::new(&section, &q2)?);
            let words = [("both burst", -37.8, -48.0), ("neuron 2 rests", -36.62, -50.4)];
            let title = format!("eqs.\u{a0}(4), $g_{{c,V}}$ = {gc}");
            let bar = "$Q = (Q_1 + Q_2)/2$";
            figure = figure.panel(
                k,
                0,
                mean.panel(labels, ASSUMED_GREY, bar, &words[..if k == 0 { 2 } else { 1 }])
                    .letter(LETTERS[k])
                    .title(title),
            );
            let mapping =
                Panel::not_built("coupled neural-network mappings, eq.\u{a0}(11)").letter(["d", "e", "f"][k]);
            figure = figure.panel(k, 1, mapping.title(format!("mappings, $g_{{c,V}}$ = {gc}")));
            data = mean.data(data, &format!("Q_{}", LETTERS[k]));
            data = second.data(data, &format!("Q2_{}", LETTERS[k]));
            resting.push(second.count(|_, _, q2| q2 > ASSUMED_REST));
            half = second.half_cell();
        }
        let windows = &units[GC_FIG9.len() * cuts.len()..];
        let state =
            pair_steady_state(&Pair::mixed(V_S1_FIG9, GC_FIG9[0])).map_err(failed("the steady state"))?;
        let (growth, start) = (state.eigenvalues[0].0, windows[0].get("Q")?);
        let counts = format!(
            "{resting:?} of {} starts for couplings {GC_FIG9:?}",
            section.vs.count * section.offsets.count
        );
        let mut measured = vec![
            Measured::holds(
                "the point is the steady state",
                is_printed(&state.x, &FIXED_POINT_MIXED),
                format!("{:?}", state.x),
            ),
            Measured::holds(
                "the point attracts neuron 2 only",
                start[1] > ASSUMED_REST && (start[0] - state.x[2]).abs() > 0.01 && growth > 0.0,
                format!(
                    "from the printed point Q1 = {:.5} (steady state {:.5}), Q2 = {:.5} ({:.5})",
                    start[0], state.x[2], start[1], state.x[5]
                ),
            ),
            Measured::value(
                "leading eigenvalue of the point (1/s)",
                growth,
                "of the Jacobian at the steady state",
            ),
            Measured::holds(
                "the black area shrinks",
                resting.windows(2).all(|w| w[1] < w[0]),
                counts.clone(),
            ),
            Measured::holds("the black area is still there at 0.01", resting[2] > 0, counts),
        ];
        for (table, claims) in windows.iter().zip(WINDOWS) {
            for ((claim, _), &found) in claims.iter().zip(table.get("ends")?) {
                measured.push(Measured::value(
                    claim,
                    found,
                    format!("where Q2 from the printed point first leaves ({ASSUMED_REST}, ...), 32 values at a time"),
                ));
            }
        }
        let notes = vec![
            format!(
                "The printed point is a quasi-fixed point: as a steady state of the pair it is unstable (an eigenvalue of \
                 {growth:+.2} 1/s, that of the original neuron). Neuron 1 leaves it at once and bursts; neuron 2 stays near \
                 rest, shaken by it. Distance in six dimensions would find no basin at all; Q2 > {ASSUMED_REST} does."
            ),
            format!(
                "{} values of V_S1, one every {:.3} mV, and {} of V_0, one every {:.3} mV; the ends of the windows come \
                 from refinement and not from cells.",
                cuts.columns,
                2.0 * half.0,
                cuts.each,
                2.0 * half.1,
            ),
        ];
        Ok(Outcome { figure, measured, data: vec![DataFile::npz("Q", data)], notes })
    }
}

/// The values of `V_S1` next to -36 mV at which neuron 2 leaves rest from the printed point, and Q1, Q2 at -36 mV.
fn found_window(panel: usize, setting: &Setting, watch: &Watch<'_>) -> Result<Table, ReproError> {
    const ROUNDS: usize = 3;
    let from_point = |vs1: &[f64]| -> Result<Vec<[f64; 2]>, ReproError> {
        let write = |i: usize, x: &mut [f64], parameters: &mut [f64]| {
            x.copy_from_slice(&FIXED_POINT_MIXED);
            parameters.copy_from_slice(&[vs1[i], vs1[i] + coupled::SHIFT]);
        };
        pairs(&pair(panel), &StartsBy { count: vs1.len(), write }, setting, watch)
    };
    let rests = |vs1: &[f64]| Ok(from_point(vs1)?.iter().map(|q| q[1] > ASSUMED_REST).collect());
    let ends =
        [-ASSUMED_REACH, ASSUMED_REACH].map(|reach| edge((V_S1_FIG9, V_S1_FIG9 + reach), ROUNDS, rests));
    let [low, high] = ends;
    Ok(Table::new().with("ends", vec![low?, high?]).with("Q", from_point(&[V_S1_FIG9])?[0].to_vec()))
}
