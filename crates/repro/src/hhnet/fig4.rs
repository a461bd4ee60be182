//! Fig. 4: where starts on a line through its steady state take the modified neuron, and mappings of it.

use dynsys::compare::Agreement;
use hhnet::{Neuron, hopf_points, steady_state};

use super::constants::{FIXED_POINT_MODIFIED, G_K2, L_CHUNKS, V_S_FIG4, V_S_RANGE};
use super::density::joined;
use super::ensembles::{Cuts, Single, Sweeps, failed, neurons};
use super::nets;
use super::sections::{
    ALMOST_PERFECT, ASSUMED_REST, Cells, OVERLAPS, agreement, axes, is_printed, mapping_cuts, middle,
    overlap, rectangle, section,
};
use crate::card::{Card, Claim, Cost, Expected};
use crate::data_file::DataFile;
use crate::error::ReproError;
use crate::figure::Figure;
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

/// Where claims on the mapping of b come from: the agreement is printed, how near it must be is not.
const AGREEMENT: &str =
    "section 5 (\"with a high degree of accuracy\"); measures and tolerance by the project";
/// Where claims on training sets come from.
const SECTION_4: &str = "section 4, on fig. 4, b to d";
/// The edges of b, those of the equations within the bounds for a net to be accepted, in mV.
const EDGES_OF_B: [(&str, f64); 4] = [
    ("b: lowest V_0 at rest, V_S = -36 mV (mV)", 0.4),
    ("b: highest V_0 at rest, V_S = -36 mV (mV)", 0.4),
    ("b: lowest V_S at rest from the point (mV)", 0.2),
    ("b: highest V_S at rest from the point (mV)", 0.2),
];

const fn edge_of_b(k: usize) -> Claim {
    let (name, within) = EDGES_OF_B[k];
    Claim { name, expected: Expected::Number { value: EDGES[k].1, within }, printed_in: AGREEMENT }
}

const fn at_least(name: &'static str, value: f64) -> Claim {
    Claim { name, expected: Expected::AtLeast { value }, printed_in: AGREEMENT }
}

const fn number(name: &'static str, value: f64, within: f64) -> Claim {
    Claim { name, expected: Expected::Number { value, within }, printed_in: BEFOREHAND }
}

static CARD: Card = Card {
    id: "hhnet/fig4",
    title: "Basin section of the modified neuron",
    item: "Fig. 4",
    says: "Starts on the line through the steady state at $V_S$ = -36 mV end at rest (a dark rectangle in the middle), in \
           bursts (light, on the left) or in spikes (dark grey, on the right). The mapping trained on segments of 10 steps \
           gives the same picture (b); trained on single steps it does not see the rest at all (c), and trained on 100 \
           steps it gets the width of the rectangle and the border wrong (d).",
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
        edge_of_b(0),
        edge_of_b(1),
        edge_of_b(2),
        edge_of_b(3),
        Claim {
            name: BORDER_OF_B,
            expected: Expected::Number { value: TRANSITION, within: 0.15 },
            printed_in: AGREEMENT,
        },
        at_least(KAPPA_OF_B, ALMOST_PERFECT),
        at_least(OVERLAPS_OF_B[0], OVERLAPS),
        at_least(OVERLAPS_OF_B[1], OVERLAPS),
        at_least(OVERLAPS_OF_B[2], OVERLAPS),
        Claim {
            name: UNSEEN,
            expected: Expected::Shape { says: "no start of c rests" },
            printed_in: SECTION_4,
        },
        Claim {
            name: OVERTRAINED,
            expected: Expected::Shape {
                says: "the width of the rectangle and the border are farther from those of a than b's are",
            },
            printed_in: SECTION_4,
        },
    ],
    cost: Cost { quick: "30 s", standard: "2 min", paper: "9 min" },
    differs: &[
        "the source states neither the range of V_S nor the number of starts: here 2 mV to both sides, and at paper scale \
         400 values of V_S and 320 of V_0",
    ],
    not_built: &[],
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
const BORDER_OF_B: &str = "b: border of bursts and spikes (mV)";
const KAPPA_OF_B: &str = "b: Cohen's kappa with the equations";
/// By class: bursts, spikes, rest.
const OVERLAPS_OF_B: [&str; 3] = [
    "b: overlap of the area of bursts with the equations (IoU)",
    "b: overlap of the area of spikes with the equations (IoU)",
    "b: overlap of the area of rest with the equations (IoU)",
];
const UNSEEN: &str = "c: trained on single steps, the mapping does not see the rest";
const OVERTRAINED: &str = "d: trained on 100 steps, it gets the rectangle and the border wrong";

const LETTERS: [&str; 4] = ["a", "b", "c", "d"];
const BURSTS: usize = 0;
const SPIKES: usize = 1;
const REST: usize = 2;

fn class(q: f64) -> usize {
    if q > ASSUMED_REST {
        REST
    } else if q >= ASSUMED_SPIKES {
        SPIKES
    } else {
        BURSTS
    }
}

/// What makes the trajectories of a panel.
fn single(panel: usize) -> Single {
    match panel.checked_sub(1) {
        None => Single::Equations(Neuron::modified(0.0)),
        Some(k) => Single::Mapping(nets::of_segments(L_CHUNKS[k])),
    }
}

fn sweeps(setting: &Setting) -> Sweeps {
    let a = Cuts::new(setting.scale.pick(160, 300, 400), setting.scale.pick(120, 240, 320), TRAJECTORIES);
    let mapped = L_CHUNKS.map(|length| (format!("mapping, L_chunk {length}"), mapping_cuts(setting)));
    Sweeps::new(std::iter::once(("modified".to_owned(), a)).chain(mapped))
}

impl Item for Fig4 {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn units(&self, setting: &Setting) -> Vec<Unit> {
        let edges =
            LETTERS.map(|letter| Unit { name: format!("{letter}: edges of the rectangle"), weight: 0.4 });
        sweeps(setting).units().into_iter().chain(edges).collect()
    }

    fn compute(&self, setting: &Setting, unit: usize, watch: &Watch<'_>) -> Result<Table, ReproError> {
        let sweeps = sweeps(setting);
        let (panel, part) = match sweeps.find(unit) {
            Ok(found) => found,
            Err(panel) => {
                return rectangle(&single(panel), (&FIXED_POINT_MODIFIED, V_S_FIG4), setting, watch);
            }
        };
        let cuts = sweeps.cuts(panel);
        let starts = section(&FIXED_POINT_MODIFIED, V_S_FIG4, &cuts);
        let part = cuts.part(part, &starts);
        let table = Table::new().with("Q", neurons(&single(panel), &part, setting, watch)?);
        if panel == 0 {
            return Ok(table);
        }
        Ok(table.with("Q_equations", neurons(&single(0), &part, setting, watch)?))
    }

    fn finish(&self, setting: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        let sweeps = sweeps(setting);
        let mut figure = Figure::new(CARD.title, 2, &[62.0, 62.0]);
        let (mut measured, mut data, mut panels) = (Vec::new(), Vec::new(), Vec::new());
        for (k, letter) in LETTERS.iter().enumerate() {
            let section = section(&FIXED_POINT_MODIFIED, V_S_FIG4, &sweeps.cuts(k));
            let q = joined(sweeps.of(k, units), "Q")?;
            let cells = Cells::new(&section, &q)?;
            let edges = units[sweeps.len() + k].get("edges")?;
            let rests = cells.count(|_, _, q| q > ASSUMED_REST);
            let words = [("burst", -37.85, -50.6), ("spike", -34.6, -50.6), ("rest", -36.15, -51.0)];
            let words = &words[..if rests > 0 { 3 } else { 2 }];
            let title = match k {
                0 => "modified neuron, eqs.\u{a0}(1)".to_owned(),
                _ => format!("mapping, $L_{{chunk}}$ = {}", L_CHUNKS[k - 1]),
            };
            let drawn = cells.panel(["$V_S$ (mV)", "$V_0$ (mV)"], ASSUMED_GREY, "$Q$", words);
            figure = figure.panel(k / 2, k % 2, drawn.letter(*letter).title(title));
            let mut table = cells.data(axes(&section), "Q").with("edges", edges.to_vec());
            let mut agrees = None;
            if k == 0 {
                measured.extend(shapes(&cells, edges)?);
            } else {
                let equations = joined(sweeps.of(k, units), "Q_equations")?;
                agrees = Some(agreement(&q, &equations, 3, class)?);
                table = table.with("Q_equations", equations);
            }
            let border = middle(&cells.border(ASSUMED_SPIKES, ASSUMED_REST)).0;
            data.push(DataFile::npz(format!("Q_{letter}"), table));
            panels.push(Seen { edges: edges.to_vec(), border, rests, starts: q.len(), agreement: agrees });
        }
        for ((claim, ..), &found) in EDGES.iter().zip(&panels[0].edges) {
            measured.push(Measured::value(claim, found, "refined from 32 starts at a time"));
        }
        let hopf = hopf_points(G_K2, V_S_RANGE, 200).map_err(failed("Hopf points"))?;
        for (k, (claim, _)) in HOPF.iter().enumerate() {
            let at = hopf.get(k).map_or(f64::NAN, |hopf| hopf.vs);
            let how = "where a pair of eigenvalues of the steady state is imaginary";
            measured.push(Measured::value(claim, at, how));
        }
        measured.extend(of_b(&panels[1]));
        measured.extend(of_training_sets(&panels));
        Ok(Outcome { figure, measured, data, notes: notes(&sweeps, &panels) })
    }
}

/// What was seen in a panel.
struct Seen {
    edges: Vec<f64>,
    border: f64,
    rests: usize,
    starts: usize,
    /// With the equations from the same starts.
    agreement: Option<Agreement>,
}

impl Seen {
    /// The width of the rectangle in mV of `V_S`.
    fn width(&self) -> f64 {
        self.edges[3] - self.edges[2]
    }

    /// Kappa, and the overlaps of bursts, spikes and rest.
    fn words(&self) -> String {
        let agreement = self.agreement.as_ref().map_or_else(String::new, |agreement| {
            let [bursts, spikes, rest] = [BURSTS, SPIKES, REST].map(|class| overlap(agreement, class));
            format!(
                "kappa {:.4}, overlaps {bursts:.3} (bursts), {spikes:.3} (spikes), {rest:.3} (rest); ",
                agreement.kappa().unwrap_or(f64::NAN)
            )
        });
        format!(
            "{agreement}{} of {} starts rest, from the point for V_S from {:.3} to {:.3} mV, border at {:.3} mV",
            self.rests, self.starts, self.edges[2], self.edges[3], self.border
        )
    }
}

fn of_b(seen: &Seen) -> Vec<Measured> {
    let mut measured: Vec<Measured> = EDGES_OF_B
        .iter()
        .zip(&seen.edges)
        .map(|((claim, _), &found)| Measured::value(claim, found, "refined from 32 starts at a time"))
        .collect();
    let how = format!("median over rows without rest, where Q passes {ASSUMED_SPIKES}");
    measured.push(Measured::value(BORDER_OF_B, seen.border, how));
    if let Some(agreement) = &seen.agreement {
        let how = format!("{:.2} % of {} starts agree", 100.0 * agreement.accuracy(), seen.starts);
        measured.push(Measured::value(KAPPA_OF_B, agreement.kappa().unwrap_or(f64::NAN), how.clone()));
        for (class, claim) in OVERLAPS_OF_B.iter().enumerate() {
            measured.push(Measured::value(claim, overlap(agreement, class), how.clone()));
        }
    }
    measured
}

/// What the source says of training on 1 and on 100 steps.
fn of_training_sets(panels: &[Seen]) -> Vec<Measured> {
    let [a, b, c, d] = panels else { return Vec::new() };
    let farther = |of: fn(&Seen) -> f64| (of(d) - of(a)).abs() > (of(b) - of(a)).abs();
    let wrong = farther(Seen::width) && farther(|seen| seen.border);
    vec![
        Measured::holds(UNSEEN, c.rests == 0, c.words()),
        Measured::holds(OVERTRAINED, wrong, format!("b: {}; d: {}", b.words(), d.words())),
    ]
}

fn notes(sweeps: &Sweeps, panels: &[Seen]) -> Vec<String> {
    let (a, mapped) = (sweeps.cuts(0), sweeps.cuts(1));
    let mut notes = vec![format!(
        "a: {} values of V_S and {} of V_0; b, c, d: {} and {}. Edges come from refinement and not from cells. Agreement is \
         counted start by start: the equations are integrated from the starts of b, c and d, too.",
        a.columns, a.each, mapped.columns, mapped.each,
    )];
    notes.extend(LETTERS.iter().zip(panels).map(|(letter, seen)| format!("{letter}: {}.", seen.words())));
    notes
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
