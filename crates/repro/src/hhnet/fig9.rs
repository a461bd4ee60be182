//! Fig. 9: which starts near the steady state of an original and a modified neuron leave it: equations, mappings, control.

use dynsys::ensemble::StartsBy;
use hhnet::{Kicked, Pair, coupled, observable, pair_steady_state};

use super::constants::{DT, FIXED_POINT_MIXED, GC_FIG9, V_S1_FIG9};
use super::density::joined;
use super::ensembles::{Cuts, Double, Sweeps, edges, failed, pairs};
use super::nets;
use super::sections::{ASSUMED_REACH, Cells, axes, is_printed, section};
use crate::card::{Card, Claim, Cost, Expected};
use crate::data_file::DataFile;
use crate::error::ReproError;
use crate::figure::Figure;
use crate::item::{Item, Measured, Outcome, Unit};
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// The item `hhnet/fig9`.
#[derive(Debug)]
pub struct Fig9;

const BEFOREHAND: &str = "not printed; computed beforehand by the project (RK4, 30-digit Newton)";
const TEXT: &str = "text below fig. 8";
/// Where claims on mappings come from: the agreement is printed, how near it must be is not.
const AGREEMENT: &str = "section 5 (\"almost identical\" at 0.001); measure and tolerance by the project";
/// Where neuron 2 leaves rest from the printed point, in mV of `V_S1`, by coupling: computed beforehand.
const WINDOWS: [[f64; 2]; 3] = [[-36.90, -35.23], [-36.49, -35.51], [-36.205, -35.70]];
/// The same of the control experiment at 0.01.
const CONTROL: [f64; 2] = [-36.17, -35.71];
/// The tolerance of windows found beforehand, in mV.
const SHARP: f64 = 0.04;
/// The ends of a mapping's window are so near, in mV: the bound for a net to be accepted.
const OF_MAPPING: f64 = 0.2;

const WINDOW_A: [&str; 2] =
    ["a: lowest V_S1 at rest from the point (mV)", "a: highest V_S1 at rest from the point (mV)"];
const WINDOW_B: [&str; 2] =
    ["b: lowest V_S1 at rest from the point (mV)", "b: highest V_S1 at rest from the point (mV)"];
const WINDOW_C: [&str; 2] =
    ["c: lowest V_S1 at rest from the point (mV)", "c: highest V_S1 at rest from the point (mV)"];
const WINDOW_D: [&str; 2] =
    ["d: lowest V_S1 at rest from the point (mV)", "d: highest V_S1 at rest from the point (mV)"];
const WINDOW_I: [&str; 2] = [
    "control at 0.01: lowest V_S1 at rest from the point (mV)",
    "control at 0.01: highest V_S1 at rest from the point (mV)",
];
const NARROWER: &str = "e: the window of the mappings is narrower than that of the equations";
const LOST: &str = "f: the window of the mappings is lost at 0.01";
const KEPT: &str = "f: the window at 0.01 is that of the equations";

const SEEDS: &str = "nets from three training seeds keep the window at 0.01";

const fn window(name: &'static str, value: f64, within: f64, printed_in: &'static str) -> Claim {
    Claim { name, expected: Expected::Number { value, within }, printed_in }
}

static CARD: Card = Card {
    id: "hhnet/fig9",
    title: "Basin sections of an original and a modified neuron, coupled",
    item: "Fig. 9",
    says: "Around the printed point there is a black area from which \"the system goes to fixed point\"; around it, starts \
           lead to oscillations. The area shrinks as the coupling grows from 0.001 over 0.006 to 0.01, but stays. With \
           mappings it is almost the same at 0.001, much narrower at 0.006 and gone at 0.01.",
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
        window(WINDOW_A[0], WINDOWS[0][0], SHARP, BEFOREHAND),
        window(WINDOW_A[1], WINDOWS[0][1], SHARP, BEFOREHAND),
        window(WINDOW_B[0], WINDOWS[1][0], SHARP, BEFOREHAND),
        window(WINDOW_B[1], WINDOWS[1][1], SHARP, BEFOREHAND),
        window(WINDOW_C[0], WINDOWS[2][0], SHARP, BEFOREHAND),
        window(WINDOW_C[1], WINDOWS[2][1], SHARP, BEFOREHAND),
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
        window(WINDOW_D[0], WINDOWS[0][0], OF_MAPPING, AGREEMENT),
        window(WINDOW_D[1], WINDOWS[0][1], OF_MAPPING, AGREEMENT),
        Claim {
            name: NARROWER,
            expected: Expected::Shape { says: "shorter than three quarters of it" },
            printed_in: "section 5, on fig. 9 (\"much narrower\")",
        },
        Claim {
            name: LOST,
            expected: Expected::Shape { says: "from the printed point neuron 2 stays at rest at no V_S1" },
            printed_in: "section 5, on fig. 9",
        },
        Claim {
            name: KEPT,
            expected: Expected::Shape { says: "both ends within 0.2 mV of those of c" },
            printed_in: "not printed; expected by the project of well-trained nets",
        },
        Claim {
            name: SEEDS,
            expected: Expected::Shape { says: "every pair of nets rests somewhere at 0.01" },
            printed_in: "not printed; the source's loss would be one of training if it fails",
        },
        window(WINDOW_I[0], CONTROL[0], SHARP, BEFOREHAND),
        window(WINDOW_I[1], CONTROL[1], SHARP, BEFOREHAND),
    ],
    cost: Cost { quick: "40 s", standard: "4 min", paper: "25 min" },
    differs: &[
        "the source states neither the range of V_S1 nor the number of starts: here 2 mV to both sides, and at paper scale \
         400 values of V_S1 and 300 of V_0",
        "the source calls the black area a fixed point; it is one of neuron 2 only, so it is told by Q of neuron 2",
        "the right column is no part of the source: the control experiment, neurons without error coupled by the term of \
         eq. (11)",
    ],
    not_built: &[],
};

/// A column of the figure: what its units are called, the letters of its panels, and their title.
const COLUMNS: [(&str, [&str; 3], &str); 3] = [
    ("equations", ["a", "b", "c"], "eqs.\u{a0}(4)"),
    ("mappings", ["d", "e", "f"], "mappings, eq.\u{a0}(11)"),
    ("control", ["g", "h", "i"], "control: exact flow, kicked"),
];
/// Neuron 2 stays near rest if its Q is above this: the threshold with which the windows were computed beforehand.
const ASSUMED_REST: f64 = 0.1855;
/// Grey from white to black: the mean Q is 0.179 where both burst and 0.184 where neuron 2 rests.
const ASSUMED_GREY: (f64, f64) = (0.1760, 0.1842);
/// Trajectories of a unit, of the equations and of maps: about three seconds.
const TRAJECTORIES: [usize; 2] = [4500, 250];

/// All panels.
const PANELS: usize = COLUMNS.len() * GC_FIG9.len();
/// Windows without a panel: of the nets of other seeds, seed by seed.
const OTHERS: usize = nets::OTHER_SEEDS.len() * GC_FIG9.len();

/// Panels go column by column, and after them the nets of other seeds.
fn double(panel: usize) -> Result<Double, ReproError> {
    if panel >= PANELS {
        let (seed, gc) = ((panel - PANELS) / GC_FIG9.len(), GC_FIG9[panel % GC_FIG9.len()]);
        return Ok(Double::Mappings(Box::new([false, true].map(|modified| nets::other(seed, modified))), gc));
    }
    let (column, gc) = (panel / GC_FIG9.len(), GC_FIG9[panel % GC_FIG9.len()]);
    let pair = Pair::mixed(0.0, gc);
    Ok(match column {
        0 => Double::Equations(pair),
        1 => Double::Mappings(Box::new([false, true].map(nets::net)), gc),
        _ => Double::Kicked(Kicked::new(pair, DT).map_err(failed("the control experiment"))?),
    })
}

fn sweeps(setting: &Setting) -> Sweeps {
    let scale = setting.scale;
    let equations = Cuts::new(scale.pick(80, 240, 400), scale.pick(60, 180, 300), TRAJECTORIES[0]);
    let maps = Cuts::new(scale.pick(28, 60, 120), scale.pick(14, 40, 90), TRAJECTORIES[1]);
    Sweeps::new(COLUMNS.iter().enumerate().flat_map(move |(column, (name, ..))| {
        let cuts = if column == 0 { equations } else { maps };
        GC_FIG9.map(|gc| (format!("{name}, coupling {gc}"), cuts))
    }))
}

impl Item for Fig9 {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn units(&self, setting: &Setting) -> Vec<Unit> {
        let window =
            |name: &str, gc: f64| Unit { name: format!("{name}, window of coupling {gc}"), weight: 0.5 };
        let windows = COLUMNS.iter().flat_map(|(name, ..)| GC_FIG9.map(|gc| window(name, gc)));
        let others = (0..OTHERS).map(|other| {
            let (seed, gc) = (nets::OTHER_SEEDS[other / GC_FIG9.len()], GC_FIG9[other % GC_FIG9.len()]);
            window(&format!("mappings of seed {seed}"), gc)
        });
        sweeps(setting).units().into_iter().chain(windows).chain(others).collect()
    }

    fn compute(&self, setting: &Setting, unit: usize, watch: &Watch<'_>) -> Result<Table, ReproError> {
        let sweeps = sweeps(setting);
        let (panel, part) = match sweeps.find(unit) {
            Ok(found) => found,
            Err(panel) => return found_window(&double(panel)?, setting, watch),
        };
        let cuts = sweeps.cuts(panel);
        let starts = section(&FIXED_POINT_MIXED, V_S1_FIG9, &cuts);
        let q = pairs(&double(panel)?, &cuts.part(part, &starts), setting, watch)?;
        Ok(Table::new()
            .with("Q1", q.iter().map(|q| q[0]).collect())
            .with("Q2", q.iter().map(|q| q[1]).collect()))
    }

    fn finish(&self, setting: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        let sweeps = sweeps(setting);
        let labels = ["$V_{S,1}$ (mV)", "$V_{1,0}$ (mV)"];
        let mut figure = Figure::new(CARD.title, COLUMNS.len(), &[44.0; GC_FIG9.len()]);
        let (mut data, mut resting) = (Vec::new(), Vec::new());
        for (k, windows) in units[sweeps.len()..sweeps.len() + PANELS].iter().enumerate() {
            let (column, row) = (k / GC_FIG9.len(), k % GC_FIG9.len());
            let (_, letters, title) = COLUMNS[column];
            let section = section(&FIXED_POINT_MIXED, V_S1_FIG9, &sweeps.cuts(k));
            let units = sweeps.of(k, units);
            let [q1, q2] = [joined(units, "Q1")?, joined(units, "Q2")?];
            let mean: Vec<f64> = q1.iter().zip(&q2).map(|(&q1, &q2)| observable::mean(&[q1, q2])).collect();
            let (mean, second) = (Cells::new(&section, &mean)?, Cells::new(&section, &q2)?);
            let words = [("both burst", -37.8, -48.0), ("2 rests", -36.45, -50.4)];
            let words = if k == 0 { &words[..] } else { &[] };
            let bar = if column + 1 == COLUMNS.len() { "$Q = (Q_1 + Q_2)/2$" } else { "" };
            let drawn = mean.panel(labels, ASSUMED_GREY, bar, words);
            let title = format!("{title}, $g_{{c,V}}$ = {}", GC_FIG9[row]);
            figure = figure.panel(row, column, drawn.letter(letters[row]).title(title));
            let table = second.data(mean.data(axes(&section), "Q"), "Q2");
            data.push(DataFile::npz(
                format!("Q_{}", letters[row]),
                table.with("window", windows.get("ends")?.to_vec()),
            ));
            resting.push((second.count(|_, _, q2| q2 > ASSUMED_REST), q2.len()));
        }
        let windows = &units[sweeps.len()..];
        let state =
            pair_steady_state(&Pair::mixed(V_S1_FIG9, GC_FIG9[0])).map_err(failed("the steady state"))?;
        let growth = state.eigenvalues[0].0;
        let mut measured = of_point(&state.x, growth, windows[0].get("Q")?);
        measured.extend(of_areas(&resting));
        measured.extend(of_windows(windows)?);
        Ok(Outcome { figure, measured, data, notes: notes(&sweeps, growth) })
    }
}

fn of_point(state: &[f64], growth: f64, start: &[f64]) -> Vec<Measured> {
    vec![
        Measured::holds(
            "the point is the steady state",
            is_printed(state, &FIXED_POINT_MIXED),
            format!("{state:?}"),
        ),
        Measured::holds(
            "the point attracts neuron 2 only",
            start[1] > ASSUMED_REST && (start[0] - state[2]).abs() > 0.01 && growth > 0.0,
            format!(
                "from the printed point Q1 = {:.5} (steady state {:.5}), Q2 = {:.5} ({:.5})",
                start[0], state[2], start[1], state[5]
            ),
        ),
        Measured::value(
            "leading eigenvalue of the point (1/s)",
            growth,
            "of the Jacobian at the steady state",
        ),
    ]
}

/// The black areas of the equations; those of the other columns are told in the same words.
fn of_areas(resting: &[(usize, usize)]) -> Vec<Measured> {
    let words = COLUMNS.iter().zip(resting.chunks(GC_FIG9.len())).map(|((name, ..), counts)| {
        let shares: Vec<String> =
            counts.iter().map(|(rest, of)| format!("{:.2} %", 100.0 * *rest as f64 / *of as f64)).collect();
        format!("{name} {}", shares.join(", "))
    });
    let found = format!(
        "shares of starts at rest for couplings {GC_FIG9:?}: {}",
        words.collect::<Vec<_>>().join("; ")
    );
    let shrinks = resting[..GC_FIG9.len()].windows(2).all(|w| w[1].0 < w[0].0);
    vec![
        Measured::holds("the black area shrinks", shrinks, found.clone()),
        Measured::holds("the black area is still there at 0.01", resting[GC_FIG9.len() - 1].0 > 0, found),
    ]
}

/// The windows of rest, column by column.
fn of_windows(windows: &[Table]) -> Result<Vec<Measured>, ReproError> {
    let mut ends = Vec::new();
    for table in windows {
        let [low, high] = table.get("ends")? else { return Err(no_window()) };
        // without rest at the printed point itself there is none
        let rests = table.get("Q")?[1] > ASSUMED_REST;
        ends.push(if rests { [*low, *high] } else { [f64::NAN; 2] });
    }
    let how =
        format!("where Q2 from the printed point first leaves ({ASSUMED_REST}, ...), 32 values at a time");
    let named = [(WINDOW_A, 0), (WINDOW_B, 1), (WINDOW_C, 2), (WINDOW_D, 3), (WINDOW_I, 8)];
    let both = |(claims, panel): ([&'static str; 2], usize)| {
        [0, 1].map(|end| Measured::value(claims[end], ends[panel][end], how.clone()))
    };
    let mut measured: Vec<Measured> = named.into_iter().flat_map(both).collect();
    let words = |panel: usize| {
        let [low, high] = ends[panel];
        if low.is_nan() { "none".to_owned() } else { format!("({low:.3}, {high:.3})") }
    };
    let found = |row: usize| {
        let [equations, mappings, control] = [0, 1, 2].map(|column| words(column * GC_FIG9.len() + row));
        format!(
            "windows in mV at {}: equations {equations}, mappings {mappings}, control {control}",
            GC_FIG9[row]
        )
    };
    let width = |panel: usize| if ends[panel][0].is_nan() { 0.0 } else { ends[panel][1] - ends[panel][0] };
    let near = (0..2).all(|end| (ends[5][end] - ends[2][end]).abs() <= OF_MAPPING);
    measured.extend([
        Measured::holds(NARROWER, width(4) < 0.75 * width(1), found(1)),
        Measured::holds(LOST, width(5) == 0.0, found(2)),
        Measured::holds(KEPT, near, found(2)),
        Measured::holds(
            SEEDS,
            (0..nets::OTHER_SEEDS.len()).all(|seed| width(PANELS + GC_FIG9.len() * seed + 2) > 0.0)
                && width(5) > 0.0,
            format!("windows in mV at {GC_FIG9:?}, {}", of_seeds(&words)),
        ),
    ]);
    Ok(measured)
}

/// The windows of the nets of every seed, in words.
fn of_seeds(words: &impl Fn(usize) -> String) -> String {
    let first = (nets::SEED, GC_FIG9.len());
    let others = nets::OTHER_SEEDS.iter().enumerate().map(|(k, &seed)| (seed, PANELS + GC_FIG9.len() * k));
    let all = std::iter::once(first).chain(others).map(|(seed, panel)| {
        let each: Vec<String> = (panel..panel + GC_FIG9.len()).map(words).collect();
        format!("seed {seed}: {}", each.join(", "))
    });
    all.collect::<Vec<_>>().join("; ")
}

fn no_window() -> ReproError {
    ReproError::Table { array: "ends".to_owned(), fact: "there are not two".to_owned() }
}

fn notes(sweeps: &Sweeps, growth: f64) -> Vec<String> {
    let (equations, maps) = (sweeps.cuts(0), sweeps.cuts(GC_FIG9.len()));
    vec![
        format!(
            "The printed point is a quasi-fixed point: as a steady state of the pair it is unstable (an eigenvalue of \
             {growth:+.2} 1/s, that of the original neuron). Neuron 1 leaves it at once and bursts; neuron 2 stays near \
             rest, shaken by it. Distance in six dimensions would find no basin at all; Q2 > {ASSUMED_REST} does."
        ),
        format!(
            "Equations: {} values of V_S1 and {} of V_0; mappings and control: {} and {}. The ends of the windows come from \
             refinement and not from cells.",
            equations.columns, equations.each, maps.columns, maps.each,
        ),
        "The control experiment follows each neuron by its own equations for the time step of the mappings and then adds \
         the term of eq. (11): what it loses is lost by the coupling, what it keeps and a mapping loses is lost by the \
         mapping. The source's lost window at 0.01 is therefore an error of its trained nets if the control keeps it."
            .to_owned(),
    ]
}

/// The values of `V_S1` next to -36 mV at which neuron 2 leaves rest from the printed point, and Q1, Q2 at -36 mV.
fn found_window(double: &Double, setting: &Setting, watch: &Watch<'_>) -> Result<Table, ReproError> {
    const ROUNDS: usize = 2;
    let from_point = |vs1: &[(usize, f64)]| -> Result<Vec<[f64; 2]>, ReproError> {
        let write = |i: usize, x: &mut [f64], parameters: &mut [f64]| {
            x.copy_from_slice(&FIXED_POINT_MIXED);
            parameters.copy_from_slice(&[vs1[i].1, vs1[i].1 + coupled::SHIFT]);
        };
        pairs(double, &StartsBy { count: vs1.len(), write }, setting, watch)
    };
    let rests = |vs1: &[(usize, f64)]| Ok(from_point(vs1)?.iter().map(|q| q[1] > ASSUMED_REST).collect());
    let spans = [-ASSUMED_REACH, ASSUMED_REACH].map(|reach| (V_S1_FIG9, V_S1_FIG9 + reach));
    let ends = edges(spans, ROUNDS, rests)?;
    let at_point = from_point(&[(0, V_S1_FIG9)])?;
    Ok(Table::new().with("ends", ends.to_vec()).with("Q", at_point[0].to_vec()))
}
