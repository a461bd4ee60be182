//! Fig. 10: the structure of the network for one variable, drawn from the list of layers that is also evaluated.

use hhnet::net_file::Part;
use hhnet::starts::{BOX, V_S};
use hhnet::{Mapping, Net, Size};
use neurodyn_core::Map;
use neurodyn_core::seed::Seeds;

use super::constants::D_U;
use super::ensembles::failed;
use super::nets;
use crate::card::{Card, Claim, Cost, Expected};
use crate::data_file::DataFile;
use crate::error::ReproError;
use crate::figure::{Colour, Diagram, Figure, Node, Panel};
use crate::item::{Item, Measured, Outcome, Unit};
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// The item `hhnet/fig10`.
#[derive(Debug)]
pub struct Fig10;

const SAME: &str = "largest difference of the drawn layers from the mapping";
const WHOLE: &str = "the drawn layers hold every weight once";

static CARD: Card = Card {
    id: "hhnet/fig10",
    title: "Structure of the network for one variable",
    item: "Fig. 10",
    says: "A network of two layers for each variable: the variable itself goes through a hidden layer of 100 units, whose bias \
           is shifted by an additional layer that sees the other variables and the parameter; eqs. (8a) to (8e).",
    claims: &[
        Claim {
            name: SAME,
            expected: Expected::AtMost { value: 1e-15 },
            printed_in: "eqs. (5) and (8), which are the same mapping",
        },
        Claim {
            name: WHOLE,
            expected: Expected::Shape {
                says: "701 weights of each of three subnetworks, none left out, none twice",
            },
            printed_in: "eq. (6) and table 2",
        },
    ],
    cost: Cost { quick: "<1 s", standard: "<1 s", paper: "<1 s" },
    differs: &[
        "the source's drawing is not copied: this one is laid out from the layers of eqs. (8) and their sizes",
    ],
    not_built: &[],
};

/// What a layer does.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Does {
    /// `Input()` of the variables.
    Variables,
    /// `Input()` of the parameters.
    Parameters,
    /// `Take(u, i)`.
    Take,
    /// `Sans(u, i)`.
    Sans,
    /// `[x, y]`.
    Join,
    /// `Dense(x, W, b) = x W + b`, W being these arrays one below the other, and b the last.
    Dense(&'static [&'static str], &'static str),
    /// `g`, of the additional layer.
    Inner,
    /// `f`, of the hidden layer.
    Outer,
    /// `x + y`.
    Sum,
    /// `(1 - chi) x + chi y`.
    Step,
}

/// A layer: what it does, to the results of which layers, the equation, and where its box stands, mm.
struct Layer(Does, &'static [usize], &'static str, (f64, f64));

const LAYERS: [Layer; 12] = [
    Layer(Does::Variables, &[], "(8a)", (12.0, 45.0)),
    Layer(Does::Parameters, &[], "(8a)", (12.0, 13.0)),
    Layer(Does::Take, &[0], "(8b)", (50.0, 57.0)),
    Layer(Does::Sans, &[0], "(8b)", (50.0, 33.0)),
    Layer(Does::Join, &[3, 1], "(8c)", (50.0, 13.0)),
    Layer(Does::Dense(&["A", "B"], "beta"), &[4], "(8c)", (84.0, 13.0)),
    Layer(Does::Inner, &[5], "(8c)", (118.0, 13.0)),
    Layer(Does::Dense(&["a"], "mu"), &[2], "(8d)", (84.0, 57.0)),
    Layer(Does::Sum, &[7, 6], "", (118.0, 57.0)),
    Layer(Does::Outer, &[8], "(8d)", (144.0, 57.0)),
    Layer(Does::Dense(&["b"], "gamma"), &[9], "(8e)", (144.0, 83.0)),
    Layer(Does::Step, &[2, 10], "(8e)", (84.0, 83.0)),
];

/// Random states and parameters at which the layers are compared with the mapping.
const ASSUMED_SAMPLES: u64 = 1000;

impl Item for Fig10 {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn units(&self, _: &Setting) -> Vec<Unit> {
        ["original", "modified"].map(|net| Unit::new(format!("layers of the {net} neuron's net"))).to_vec()
    }

    fn compute(&self, setting: &Setting, unit: usize, _: &Watch<'_>) -> Result<Table, ReproError> {
        let net = nets::net(unit == 1);
        let seeds = Seeds::new(setting.seed).named("hhnet").named("layers");
        let mut differences = Vec::new();
        for sample in 0..ASSUMED_SAMPLES {
            let mut stream = seeds.stream(sample);
            let state: [f64; D_U] = BOX.map(|(low, high)| stream.between(low, high));
            let vs = stream.between(V_S.0, V_S.1);
            let map = Mapping::<D_U, 1>::new(&net, [vs]).map_err(failed("a mapping"))?.scaled();
            let u: [f64; D_U] = core::array::from_fn(|i| net.form().variables.scaled(i, state[i]));
            let mut next = [0.0; D_U];
            map.apply(&u, &mut next);
            let p = [net.form().parameters.scaled(0, vs)];
            for i in 0..D_U {
                let values = evaluated(&net, i, &u, &p);
                differences.push((values[LAYERS.len() - 1][0] - next[i]).abs());
            }
        }
        let held: Vec<f64> = (0..D_U).map(|_| holds_every_weight(net.form().size)).collect();
        Ok(Table::new().with("differences", differences).with("whole", held))
    }

    fn finish(&self, _: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        let net = nets::net(true);
        let (mut largest, mut same, mut all, mut whole): (f64, usize, usize, bool) = (0.0, 0, 0, true);
        for unit in units {
            let differences = unit.get("differences")?;
            largest = differences.iter().copied().fold(largest, f64::max);
            same += differences.iter().filter(|difference| **difference == 0.0).count();
            all += differences.len();
            whole &= unit.get("whole")?.iter().all(|held| *held == 1.0);
        }
        let size = net.form().size;
        let measured = vec![
            Measured::value(
                SAME,
                largest,
                format!(
                    "scaled variables; {same} of {all} values at random states of both nets are the same to the bit"
                ),
            ),
            Measured::holds(
                WHOLE,
                whole,
                format!("{} weights a subnetwork, {} in all", size.subnet(), size.net()),
            ),
        ];
        let notes = vec![format!(
            "Boxes, arrows and sizes come from the list of layers that is evaluated for the first claim, and from the shapes \
             of the net's arrays. chi = {}, one step is {} s.",
            net.form().chi,
            net.form().dt
        )];
        let data =
            units.iter().zip(["original", "modified"]).try_fold(Table::new(), |table, (unit, name)| {
                Ok::<_, ReproError>(table.with(name, unit.get("differences")?.to_vec()))
            })?;
        Ok(Outcome {
            figure: Figure::new(CARD.title, 1, &[97.0]).width(164.0).panel(0, 0, Panel::diagram(drawn(&net))),
            measured,
            data: vec![DataFile::csv("differences", data)],
            notes,
        })
    }
}

/// The value of every layer for variable `i`, from scaled variables and parameters.
fn evaluated(net: &Net, i: usize, u: &[f64], p: &[f64]) -> Vec<Vec<f64>> {
    let form = net.form();
    let mut values: Vec<Vec<f64>> = Vec::new();
    for Layer(does, from, ..) in &LAYERS {
        let input = |k: usize| &values[from[k]];
        let pairs = |with: fn(f64, f64, f64) -> f64| {
            input(0).iter().zip(input(1)).map(|(x, y)| with(*x, *y, form.chi)).collect()
        };
        let value = match *does {
            Does::Variables => u.to_vec(),
            Does::Parameters => p.to_vec(),
            Does::Take => vec![input(0)[i]],
            Does::Sans => input(0).iter().enumerate().filter(|(j, _)| *j != i).map(|(_, x)| *x).collect(),
            Does::Join => from.iter().flat_map(|&k| values[k].clone()).collect(),
            Does::Dense(arrays, bias) => dense(net, i, arrays, bias, input(0)),
            Does::Inner => input(0).iter().map(|x| form.inner.of(*x)).collect(),
            Does::Outer => input(0).iter().map(|x| form.outer.of(*x)).collect(),
            Does::Sum => pairs(|x, y, _| x + y),
            Does::Step => pairs(|x, y, chi| y.mul_add(chi, x * (1.0 - chi))),
        };
        values.push(value);
    }
    values
}

/// `x W + b`, summed from the bias on and, like the mapping, over the last array (of the parameters) first.
fn dense(net: &Net, i: usize, arrays: &[&str], bias: &str, x: &[f64]) -> Vec<f64> {
    let size = net.form().size;
    let weights = |name: &str| -> Vec<f64> {
        let part = named(size, name);
        part.places.iter().map(|&place| net.subnet(i)[place]).collect()
    };
    let mut sums = weights(bias);
    let columns = sums.len();
    let mut end = x.len();
    for name in arrays.iter().rev() {
        let weights = weights(name);
        let rows = weights.len() / columns;
        for (row, x) in x[end - rows..end].iter().enumerate() {
            for (column, sum) in sums.iter_mut().enumerate() {
                *sum = x.mul_add(weights[row * columns + column], *sum);
            }
        }
        end -= rows;
    }
    sums
}

/// An array of table 2.
fn named(size: Size, name: &str) -> Part {
    let [first, rest @ ..] = Part::of(size);
    rest.into_iter().find(|part| part.name == name).unwrap_or(first)
}

/// 1 if the dense layers of the list hold every weight of a subnetwork once, else 0.
fn holds_every_weight(size: Size) -> f64 {
    let dense = LAYERS.iter().filter_map(|Layer(does, ..)| match does {
        Does::Dense(arrays, bias) => Some(arrays.iter().chain(std::iter::once(bias))),
        _ => None,
    });
    let mut places: Vec<usize> = dense.flatten().flat_map(|name| named(size, name).places).collect();
    places.sort_unstable();
    f64::from(u8::from(places == (0..size.subnet()).collect::<Vec<_>>()))
}

/// The diagram.
fn drawn(net: &Net) -> Diagram {
    let mut diagram = Diagram::default();
    let mut told = Vec::new();
    for Layer(does, from, equation, at) in &LAYERS {
        let (lines, (width, height), colour) = looks(*does, net);
        let round = if *does == Does::Sum { 0.5 * width } else { 1.6 };
        for &k in *from {
            let Layer(other, _, _, start) = &LAYERS[k];
            let (_, size, _) = looks(*other, net);
            // what leaves an input on the same line is told once
            let again = told.contains(&k) && *other == Does::Variables;
            let label = if again { String::new() } else { flows(k, net) };
            diagram = diagram.arrow(&way((*start, size), (*at, (width, height))), label);
            told.push(k);
        }
        diagram = diagram.node(Node {
            at: *at,
            size: (width, height),
            lines,
            below: (*equation).to_owned(),
            colour,
            round,
        });
    }
    diagram
}

/// What stands in the box of a layer, its width and height in mm, and its colour.
fn looks(does: Does, net: &Net) -> (Vec<String>, (f64, f64), Colour) {
    let form = net.form();
    let size = form.size;
    let shape = |name: &str| {
        named(size, name).shape.iter().map(ToString::to_string).collect::<Vec<_>>().join("\u{a0}×\u{a0}")
    };
    let lines = |text: &[&str]| text.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
    match does {
        Does::Variables => (lines(&["$u$", "Input: ($V$, $n$, $S$)"]), (22.0, 12.0), Colour::GREY),
        Does::Parameters => (lines(&["$p$", "Input: ($V_S$)"]), (22.0, 12.0), Colour::GREY),
        Does::Take => (lines(&["Take($u$, $i$)"]), (20.0, 9.0), Colour::BLUE),
        Does::Sans => (lines(&["Sans($u$, $i$)"]), (20.0, 9.0), Colour::BLUE),
        Does::Join => (lines(&["[ ·, · ]"]), (12.0, 9.0), Colour::BLUE),
        Does::Dense(arrays, bias) => {
            let (name, sizes) = match arrays {
                ["A", "B"] => (
                    "Dense [$A_i$, $B_i$], $β_i$",
                    vec![
                        format!("$A_i$: {}, $B_i$: {}", shape("A"), shape("B")),
                        format!("$β_i$: {}", shape(bias)),
                    ],
                ),
                ["a"] => {
                    ("Dense $a_i$, $μ_i$", vec![format!("$a_i$: {}, $μ_i$: {}", shape("a"), shape(bias))])
                }
                _ => ("Dense $b_i$, $γ_i$", vec![format!("$b_i$: {}, $γ_i$: {}", shape("b"), shape(bias))]),
            };
            let size = if arrays.len() > 1 { (32.0, 15.0) } else { (28.0, 12.0) };
            (std::iter::once(name.to_owned()).chain(sizes).collect(), size, Colour::VERMILION)
        }
        Does::Inner => (vec!["$g$".to_owned(), form.inner.name().to_owned()], (12.0, 12.0), Colour::GREEN),
        Does::Outer => (vec!["$f$".to_owned(), form.outer.name().to_owned()], (12.0, 12.0), Colour::GREEN),
        Does::Sum => (lines(&["+"]), (7.0, 7.0), Colour::INK),
        Does::Step => (lines(&["$v′_i$ = $(1 - χ)$ $u_i$ + $χ$ ( · )"]), (44.0, 11.0), Colour::PURPLE),
    }
}

/// What flows out of layer `k`: its symbol and its length, as the layers themselves give it.
fn flows(k: usize, net: &Net) -> String {
    let size = net.form().size;
    let length = evaluated(net, 0, &vec![0.0; size.variables], &vec![0.0; size.parameters])[k].len();
    let Layer(does, ..) = &LAYERS[k];
    match does {
        Does::Variables => format!("$D_u$ = {length}"),
        Does::Parameters => format!("$D_p$ = {length}"),
        Does::Take => "$u_i$".to_owned(),
        Does::Sans => format!("$u_{{¬i}}$: $D_u - 1$ = {length}"),
        Does::Join => format!("{length}"),
        Does::Dense(_, "gamma") => "1".to_owned(),
        Does::Inner => format!("$h_i$: {length}"),
        Does::Outer => format!("$q_i$: {length}"),
        Does::Dense(..) | Does::Sum | Does::Step => format!("$N_h$ = {length}"),
    }
}

/// From the edge of one box to the edge of the next: straight along a row or a column, else with bends.
fn way(
    ((x, y), (w, h)): ((f64, f64), (f64, f64)),
    ((to_x, to_y), (to_w, to_h)): ((f64, f64), (f64, f64)),
) -> Vec<(f64, f64)> {
    /// Two bends lie so far before the next box; a row farther off is entered from the side after a way down, mm.
    const BEFORE: f64 = 4.5;
    const FAR: f64 = 20.0;
    let towards = |from: f64, to: f64| if to < from { -1.0 } else { 1.0 };
    let (across, along) = (towards(x, to_x), towards(y, to_y));
    let (out, side) = ((x + across * 0.5 * w, y), (to_x - across * 0.5 * to_w, to_y));
    if x == to_x {
        return vec![(x, y + along * 0.5 * h), (x, to_y - along * 0.5 * to_h)];
    }
    if y == to_y {
        return vec![out, side];
    }
    if (to_y - y).abs() > FAR {
        return vec![(x, y + along * 0.5 * h), (x, to_y), side];
    }
    let bend = side.0 - across * BEFORE;
    vec![out, (bend, y), (bend, to_y), side]
}
