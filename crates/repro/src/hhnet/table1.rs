//! Table 1: the constants of the neuron, and whether they are enough to find the steady state that the source prints.

use super::constants::{
    FIXED_POINT_MODIFIED, G_CA, G_K, G_K2, G_S, SIGMA, TAU, TAU_S, THETA_M, THETA_N, THETA_P, THETA_S, V_CA,
    V_K, V_M, V_N, V_P, V_S,
};
use super::ensembles::failed;
use crate::card::{Card, Claim, Cost, Expected};
use crate::data_file::DataFile;
use crate::error::ReproError;
use crate::figure::{Figure, Panel, TextGrid};
use crate::item::{Item, Measured, Outcome, Unit};
use crate::setting::{Setting, Watch};
use crate::table::Table;
use hhnet::{Neuron, steady_state};

/// The item `hhnet/table1`.
#[derive(Debug)]
pub struct Table1;

static CARD: Card = Card {
    id: "hhnet/table1",
    title: "Parameters of the neuron",
    item: "Table 1",
    says: "Seventeen constants of eqs. (1) and (2). With them the modified neuron at $V_S$ = −36 mV rests at the point \
           that the caption of fig. 4 prints.",
    claims: &[
        Claim {
            name: "V of the steady state (mV)",
            expected: Expected::Number { value: FIXED_POINT_MODIFIED[0], within: 5e-5 },
            printed_in: "caption of fig. 4",
        },
        Claim {
            name: "n of the steady state",
            expected: Expected::Number { value: FIXED_POINT_MODIFIED[1], within: 5e-9 },
            printed_in: "caption of fig. 4",
        },
        Claim {
            name: "S of the steady state",
            expected: Expected::Number { value: FIXED_POINT_MODIFIED[2], within: 5e-7 },
            printed_in: "caption of fig. 4",
        },
        Claim {
            name: "the crate hhnet computes with these constants",
            expected: Expected::Shape {
                says: "all seventeen are equal, and its own solver finds the same steady state",
            },
            printed_in: "table 1",
        },
    ],
    cost: Cost { quick: "<1 s", standard: "<1 s", paper: "<1 s" },
    differs: &[],
    not_built: &[],
};

/// A line of the table: name in the data, symbol as printed, value, unit, what it is.
struct Constant(&'static str, &'static str, f64, &'static str, &'static str);

/// What the crate `hhnet` computes with, in the order of [`CONSTANTS`].
const OF_THE_CRATE: [f64; 17] = {
    use hhnet::neuron::table1 as its;
    [
        its::TAU,
        its::TAU_S,
        its::SIGMA,
        its::G_CA,
        its::G_K,
        its::G_S,
        its::G_K2,
        its::V_CA,
        its::V_K,
        its::THETA_M,
        its::THETA_N,
        its::THETA_S,
        its::THETA_P,
        its::V_M,
        its::V_N,
        its::V_S,
        its::V_P,
    ]
};

const CONSTANTS: [Constant; 17] = [
    Constant("tau", "$τ$", TAU, "s", "time scale of the membrane and of $n$"),
    Constant("tau_S", "$τ_S$", TAU_S, "s", "time scale of $S$"),
    Constant("sigma", "$σ$", SIGMA, "", "rate of $n$"),
    Constant("g_Ca", "$g_{Ca}$", G_CA, "", "conductance of calcium"),
    Constant("g_K", "$g_K$", G_K, "", "conductance of potassium"),
    Constant("g_S", "$g_S$", G_S, "", "conductance of the slow current"),
    Constant("g_K2", "$g_{K2}$", G_K2, "", "conductance of the added current; 0 in the original neuron"),
    Constant("V_Ca", "$V_{Ca}$", V_CA, "mV", "reversal voltage of calcium"),
    Constant("V_K", "$V_K$", V_K, "mV", "reversal voltage of potassium"),
    Constant("theta_m", "$θ_m$", THETA_M, "mV", "width of the gate $m$"),
    Constant("theta_n", "$θ_n$", THETA_N, "mV", "width of the gate $n$"),
    Constant("theta_S", "$θ_S$", THETA_S, "mV", "width of the gate $S$"),
    Constant("theta_p", "$θ_p$", THETA_P, "mV", "width of the gate $p$"),
    Constant("V_m", "$V_m$", V_M, "mV", "half-activation of $m$"),
    Constant("V_n", "$V_n$", V_N, "mV", "half-activation of $n$"),
    Constant("V_S", "$V_S$", V_S, "mV", "half-activation of $S$; varied in the figures"),
    Constant("V_p", "$V_p$", V_P, "mV", "centre of the gate $p$"),
];

impl Item for Table1 {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn units(&self, _: &Setting) -> Vec<Unit> {
        vec![Unit::new("steady state")]
    }

    fn compute(&self, _: &Setting, _: usize, _: &Watch<'_>) -> Result<Table, ReproError> {
        let v = steady_voltage()?;
        Ok(Table::new()
            .with("V", vec![v])
            .with("n", vec![gate(v, V_N, THETA_N)])
            .with("S", vec![gate(v, V_S, THETA_S)]))
    }

    fn finish(&self, _: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        let state = &units[0];
        let by = "bisection of the current of eq. (1) at its gates' equilibria, from the constants of the table alone";
        let names = ["V", "n", "S"].iter().zip(CARD.claims);
        let measured: Result<Vec<Measured>, ReproError> =
            names.map(|(name, claim)| Ok(Measured::value(claim.name, state.get(name)?[0], by))).collect();
        let mut measured = measured?;
        measured.push(crate_agrees(state)?);
        let head = [("symbol", 1.0), ("value", 1.0), ("unit", 0.7), ("meaning", 4.5)];
        let grid =
            CONSTANTS.iter().fold(TextGrid::new(&head), |grid, Constant(_, symbol, value, unit, meaning)| {
                grid.row([*symbol, &value.to_string().replace('-', "\u{2212}"), unit, meaning])
            });
        let height = grid.comfortable_height();
        let constants = CONSTANTS
            .iter()
            .fold(Table::new(), |table, Constant(name, _, value, ..)| table.with(*name, vec![*value]));
        Ok(Outcome {
            figure: Figure::new(CARD.title, 1, &[height]).width(120.0).panel(0, 0, Panel::grid(grid)),
            measured,
            data: vec![DataFile::csv("constants", constants), DataFile::csv("steady_state", state.clone())],
            notes: Vec::new(),
        })
    }
}

/// `omega_inf(V)`, eq. (2e).
fn gate(v: f64, half: f64, width: f64) -> f64 {
    1.0 / (1.0 + ((half - v) / width).exp())
}

/// The right-hand side of the first of eqs. (1), with n and S at their equilibria.
fn current(v: f64) -> f64 {
    let x = (v - V_P) / THETA_P;
    let p = 1.0 / (x.exp() + (-x).exp());
    let outward = G_K * gate(v, V_N, THETA_N) + G_K2 * p + G_S * gate(v, V_S, THETA_S);
    -G_CA * gate(v, V_M, THETA_M) * (v - V_CA) - outward * (v - V_K)
}

/// Holds the constants and the steady state against the crate `hhnet`.
fn crate_agrees(state: &Table) -> Result<Measured, ReproError> {
    /// Two ways to the same root in double precision.
    const ROUNDING: f64 = 1e-11;
    let differ: Vec<&str> = CONSTANTS
        .iter()
        .zip(OF_THE_CRATE)
        .filter(|(ours, its)| ours.2 != *its)
        .map(|(ours, _)| ours.0)
        .collect();
    let its =
        steady_state(&Neuron::modified(V_S)).map_err(failed("the steady state of the modified neuron"))?.x;
    let mut farthest: f64 = 0.0;
    for (name, its) in ["V", "n", "S"].iter().zip(its) {
        farthest = farthest.max((state.get(name)?[0] / its - 1.0).abs());
    }
    Ok(Measured::holds(
        "the crate hhnet computes with these constants",
        differ.is_empty() && farthest < ROUNDING,
        format!(
            "{} of {} differ {differ:?}; steady states by {farthest:.1e} of themselves",
            differ.len(),
            CONSTANTS.len()
        ),
    ))
}

/// The root of the current, by bisection from the constants alone.
fn steady_voltage() -> Result<f64, ReproError> {
    /// The steady state lies between the reversal voltage of potassium and zero.
    const BRACKET: (f64, f64) = (V_K, 0.0);
    /// Bits of a double: after so many halvings nothing is left to halve.
    const HALVINGS: usize = 64;
    let (mut low, mut high) = BRACKET;
    if !(current(low) > 0.0 && current(high) < 0.0) {
        let facts = format!("the current is {} at {low} mV and {} at {high} mV", current(low), current(high));
        return Err(ReproError::Numerics {
            what: "the steady state of the modified neuron".to_owned(),
            facts,
        });
    }
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(low, high);
        *(if current(middle) > 0.0 { &mut low } else { &mut high }) = middle;
    }
    Ok(f64::midpoint(low, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_steady_state_agrees_with_a_computation_in_thirty_digits() {
        let v = steady_voltage().expect("the bracket holds a root");
        assert!((v - -50.6356914146).abs() < 1e-9);
        assert!((gate(v, V_S, THETA_S) - 0.187922041216).abs() < 1e-11);
    }
}
