//! What one subnetwork sees of the records: its inputs and its standardised target, row by row in single precision.

use super::kernel::Subnet;
use crate::data::Rows;
use crate::error::Error;
use crate::net::Form;

/// ```text
/// y = (u'_i - (1 - chi) u_i) / chi
/// ```
/// is what subnetwork `i` must give; it learns `(y - mean) / deviation`, which has mean 0 and variance 1, and is told so in
/// its last layer at the end: `b -> deviation b`, `gamma -> deviation gamma + mean`. Without it the targets of the neuron's
/// variables differ in size by a factor of 250.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Standard {
    pub(super) mean: f64,
    pub(super) deviation: f64,
}

impl Standard {
    /// Of variable `i` over these records.
    pub(super) fn of(form: &Form, rows: &Rows, i: usize) -> Result<Self, Error> {
        let count = rows.len() as f64;
        let targets = || rows.u(i).iter().zip(rows.next(i)).map(|(&u, &next)| target(form, u, next));
        let mean = targets().sum::<f64>() / count;
        let variance = targets().map(|y| (y - mean) * (y - mean)).sum::<f64>() / count;
        let deviation = variance.sqrt();
        // also where the sum is NaN
        if deviation > 0.0 && deviation.is_finite() {
            Ok(Self { mean, deviation })
        } else {
            Err(Error::Target { variable: i, mean, deviation })
        }
    }
    /// Loss (9) that a standardised loss of 1 stands for.
    pub(super) fn loss(&self, form: &Form) -> f64 {
        (self.deviation * form.chi) * (self.deviation * form.chi)
    }
    /// The weights that give the same outputs in standardised units.
    pub(super) fn unfold(&self, subnet: Subnet, weights: &[f64]) -> Vec<f64> {
        let mut weights = weights.to_vec();
        for k in 0..subnet.hidden {
            weights[(k + 1) * subnet.unit() - 1] /= self.deviation;
        }
        let gamma = &mut weights[subnet.hidden * subnet.unit()];
        *gamma = (*gamma - self.mean) / self.deviation;
        weights
    }
    /// Back again.
    pub(super) fn fold(&self, subnet: Subnet, weights: &[f64]) -> Vec<f64> {
        let mut weights = weights.to_vec();
        for k in 0..subnet.hidden {
            weights[(k + 1) * subnet.unit() - 1] *= self.deviation;
        }
        let gamma = &mut weights[subnet.hidden * subnet.unit()];
        *gamma = gamma.mul_add(self.deviation, self.mean);
        weights
    }
}

/// Rows of [`Subnet::row`] numbers for the kernel.
pub(super) fn table(form: &Form, rows: &Rows, i: usize, standard: Standard) -> Vec<f32> {
    let others = (0..rows.variables()).filter(|&j| j != i).map(|j| rows.u(j));
    let columns: Vec<&[f64]> = others.chain((0..rows.parameters()).map(|j| rows.p(j))).collect();
    let mut table = Vec::with_capacity(rows.len() * (columns.len() + 2));
    for row in 0..rows.len() {
        let u = rows.u(i)[row];
        table.push(u as f32);
        for column in &columns {
            table.push(column[row] as f32);
        }
        table.push(((target(form, u, rows.next(i)[row]) - standard.mean) / standard.deviation) as f32);
    }
    table
}

fn target(form: &Form, u: f64, next: f64) -> f64 {
    (next - (1.0 - form.chi) * u) / form.chi
}
