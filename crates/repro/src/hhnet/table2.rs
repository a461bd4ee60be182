//! Table 2: the elements of eq. (5) and their sizes, beside the arrays of the nets.

use hhnet::net_file::Part;
use hhnet::{Activation, Net};

use super::constants::{CHI, D_P, D_U, N_H};
use super::nets;
use crate::card::{Card, Claim, Cost, Expected};
use crate::data_file::DataFile;
use crate::error::ReproError;
use crate::figure::{Figure, Panel, TextGrid};
use crate::item::{Item, Measured, Outcome, Unit};
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// The item `hhnet/table2`.
#[derive(Debug)]
pub struct Table2;

const VARIABLES: &str = "D_u, dynamic variables";
const PARAMETERS: &str = "D_p, control parameters";
const HIDDEN: &str = "N_h, units of the hidden layer";
const FACTOR: &str = "chi, the stabilising factor";
const SHAPES: &str = "shapes of a, mu, beta, b, gamma, A and B";
const FUNCTIONS: &str = "f and g";

const fn number(name: &'static str, value: f64) -> Claim {
    Claim { name, expected: Expected::Number { value, within: 0.0 }, printed_in: "table 2" }
}

static CARD: Card = Card {
    id: "hhnet/table2",
    title: "Elements of eq. (5)",
    item: "Table 2",
    says: "The variables, weights and functions of the mapping, eq. (5), and their sizes: 701 weights for each of three \
           variables.",
    claims: &[
        number(VARIABLES, D_U as f64),
        number(PARAMETERS, D_P as f64),
        number(HIDDEN, N_H as f64),
        number(FACTOR, CHI),
        Claim {
            name: SHAPES,
            expected: Expected::Shape { says: "those of the table in the arrays of both nets" },
            printed_in: "table 2",
        },
        Claim {
            name: FUNCTIONS,
            expected: Expected::Shape { says: "tanh in both layers of both nets" },
            printed_in: "table 2",
        },
    ],
    cost: Cost { quick: "<1 s", standard: "<1 s", paper: "<1 s" },
    differs: &[
        "the last column is no part of the source: the arrays of the nets that ship with the crate hhnet",
    ],
    not_built: &[],
};

/// A line of the table: symbol and description as printed, its size in symbols, and the array it stands for in a net.
struct Line(&'static str, &'static str, &'static str, &'static [&'static str]);

const LINES: [Line; 12] = [
    Line("$u(t)$", "row vector", "$D_u$ = 3", &[]),
    Line("$u_i(t)$", "scalar", "", &[]),
    Line("$u_{¬i}(t)$", "row vector", "$D_u - 1$", &[]),
    Line("$p$", "row vector", "$D_p$ = 1", &[]),
    Line("$a_i$, $μ_i$, $β_i$", "row vectors", "$N_h$ = 100", &["a", "mu", "beta"]),
    Line("$b_i$", "column vector", "$N_h$", &["b"]),
    Line("$γ_i$", "scalar", "", &["gamma"]),
    Line("$A_i$", "matrix", "$(D_u - 1)$ × $N_h$", &["A"]),
    Line("$B_i$", "matrix", "$D_p$ × $N_h$", &["B"]),
    Line("$χ$", "constant", "0.001", &[]),
    Line("$f$( · ), $g$( · )", "scalar functions", "tanh( · )", &[]),
    Line("all of $w$", "weights, eq. (6)", "", &[]),
];

/// The shape that the table gives an array.
fn printed(name: &str) -> Vec<usize> {
    match name {
        "A" => vec![D_U - 1, N_H],
        "B" => vec![D_P, N_H],
        "gamma" => vec![1],
        _ => vec![N_H],
    }
}

impl Item for Table2 {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn units(&self, _: &Setting) -> Vec<Unit> {
        vec![Unit::new("arrays of the nets")]
    }

    fn compute(&self, _: &Setting, _: usize, _: &Watch<'_>) -> Result<Table, ReproError> {
        let of = |value: fn(&Net) -> f64| [false, true].map(|modified| value(&nets::net(modified))).to_vec();
        Ok(Table::new()
            .with("D_u", of(|net| net.form().size.variables as f64))
            .with("D_p", of(|net| net.form().size.parameters as f64))
            .with("N_h", of(|net| net.form().size.hidden as f64))
            .with("chi", of(|net| net.form().chi))
            .with("weights", of(|net| net.weights().len() as f64)))
    }

    fn finish(&self, _: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        let both = [false, true].map(nets::net);
        let mut measured = Vec::new();
        for (claim, name) in [(VARIABLES, "D_u"), (PARAMETERS, "D_p"), (HIDDEN, "N_h"), (FACTOR, "chi")] {
            let [original, modified] = units[0].get(name)? else {
                return Err(ReproError::Table {
                    array: name.to_owned(),
                    fact: "there are not two nets".to_owned(),
                });
            };
            let value = if original == modified { *original } else { f64::NAN };
            measured.push(Measured::value(
                claim,
                value,
                format!("{original} and {modified} in the two nets"),
            ));
        }
        let parts: Vec<Part> = both.iter().flat_map(|net| Part::of(net.form().size)).collect();
        let differ: Vec<&str> =
            parts.iter().filter(|part| part.shape != printed(part.name)).map(|part| part.name).collect();
        let full = both.iter().all(|net| net.weights().len() == net.form().size.net());
        let shapes: Vec<String> = parts
            .iter()
            .take(parts.len() / 2)
            .map(|part| format!("{} {:?}", part.name, part.shape))
            .collect();
        measured.push(Measured::holds(
            SHAPES,
            differ.is_empty() && full,
            format!("{}; {} weights in all", shapes.join(", "), both[0].weights().len()),
        ));
        let tanh = |net: &Net| [net.form().outer, net.form().inner] == [Activation::Tanh; 2];
        let names =
            both.each_ref().map(|net| format!("{}, {}", net.form().outer.name(), net.form().inner.name()));
        measured.push(Measured::holds(FUNCTIONS, both.iter().all(tanh), names.join("; ")));

        let head = [("element", 1.4), ("is a", 1.8), ("size, printed", 1.9), ("of the nets", 1.5)];
        let grid = LINES.iter().enumerate().fold(TextGrid::new(&head), |grid, (i, line)| {
            grid.row([line.0.to_owned(), line.1.to_owned(), line.2.to_owned(), of_net(i, line, &both[1])])
        });
        let height = grid.comfortable_height();
        Ok(Outcome {
            figure: Figure::new(CARD.title, 1, &[height]).width(125.0).panel(0, 0, Panel::grid(grid)),
            measured,
            data: vec![DataFile::csv("sizes", units[0].clone())],
            notes: Vec::new(),
        })
    }
}

/// What a net has in a line of the table.
fn of_net(line: usize, Line(.., arrays): &Line, net: &Net) -> String {
    let (form, size) = (net.form(), net.form().size);
    if let Some(part) =
        arrays.first().and_then(|name| Part::of(size).into_iter().find(|part| part.name == *name))
    {
        return part.shape.iter().map(ToString::to_string).collect::<Vec<_>>().join("\u{a0}×\u{a0}");
    }
    match line {
        0 => size.variables.to_string(),
        2 => (size.variables - 1).to_string(),
        3 => size.parameters.to_string(),
        9 => form.chi.to_string(),
        10 => format!("{}, {}", form.outer.name(), form.inner.name()),
        11 => format!("{} × {} = {}", size.variables, size.subnet(), net.weights().len()),
        _ => "1".to_owned(),
    }
}
