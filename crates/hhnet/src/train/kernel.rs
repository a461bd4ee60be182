//! The misfit of one subnetwork over many rows and its gradient, on lanes of single precision.

use crate::net::{Activation, Form, Size};
use neurodyn_core::{Kernel, Real, Wide};

/// Rows that are worked on together: the values of all hidden units over them stay in the second-level cache.
const BLOCK: usize = 256;
/// Rows whose sums are taken in single precision; beyond, in double.
const CHUNK: usize = 8 * BLOCK;
/// Partial sums of each quantity: as many whatever the vectors are, so that every instruction set adds the same numbers in
/// the same order.
const PARTIAL: usize = 16;

/// What the sums of a subnetwork are over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Subnet {
    /// Other variables and parameters: the inputs of the inner layer.
    pub(super) inputs: usize,
    /// Hidden units.
    pub(super) hidden: usize,
    pub(super) outer: Activation,
    pub(super) inner: Activation,
}

impl Subnet {
    pub(super) fn of(form: &Form) -> Self {
        let Size { variables, parameters, hidden } = form.size;
        Self { inputs: variables + parameters - 1, hidden, outer: form.outer, inner: form.inner }
    }
    /// Weights of a unit: `a, mu`, those of the inputs, `beta, b`.
    pub(super) const fn unit(&self) -> usize {
        self.inputs + 4
    }
    /// Weights.
    pub(super) const fn weights(&self) -> usize {
        self.hidden * self.unit() + 1
    }
    /// Numbers in a row: the variable itself, the inputs, the target.
    pub(super) const fn row(&self) -> usize {
        self.inputs + 2
    }
}

/// Sums over rows.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sums {
    /// Of `r^2`, where `r` is output less target.
    pub(super) squares: f64,
    /// Of `r dr/dw`, for every weight; empty if not asked for.
    pub(super) slopes: Vec<f64>,
}

/// The sums over these rows, a multiple of [`Subnet::row`] numbers.
pub(super) struct Misfit<'a> {
    pub(super) subnet: Subnet,
    pub(super) weights: &'a [f32],
    pub(super) rows: &'a [f32],
    pub(super) slopes: bool,
}

/// One block of rows, column by column, with all that backward needs of forward.
struct Block<R> {
    /// The variable itself, the inputs, the target, and 1 where there is a row.
    columns: Vec<R>,
    outer: Vec<R>,
    inner: Vec<R>,
    /// Output less target.
    residuals: Vec<R>,
    /// Of the inner layer's argument.
    slopes: Vec<R>,
    /// Vectors in a column.
    vectors: usize,
}

impl Kernel for Misfit<'_> {
    type Output = Sums;
    #[inline(always)]
    fn run<R: Wide>(self) -> Sums {
        let Self { subnet, weights, rows, slopes } = self;
        let (vectors, groups) = (BLOCK / R::LANES, PARTIAL / R::LANES);
        let zeros = |columns: usize| vec![R::lit(0.0); columns * vectors];
        let mut block = Block {
            columns: zeros(subnet.row() + 1),
            outer: zeros(subnet.hidden),
            inner: zeros(subnet.hidden),
            residuals: zeros(1),
            slopes: zeros(1),
            vectors,
        };
        let count = if slopes { subnet.weights() } else { 0 };
        let mut total = Sums { squares: 0.0, slopes: vec![0.0; count] };
        let mut sums = vec![R::lit(0.0); (count + 1) * groups];
        for chunk in rows.chunks(CHUNK * subnet.row()) {
            for i in 0..sums.len() {
                sums[i] = R::lit(0.0);
            }
            for rows in chunk.chunks(BLOCK * subnet.row()) {
                fill(&mut block, rows, subnet.row());
                forward(&subnet, weights, &mut block);
                squares(&block, &mut sums[count * groups..]);
                if slopes {
                    backward(&subnet, weights, &mut block, &mut sums);
                }
            }
            for j in 0..count {
                total.slopes[j] += together(&sums[j * groups..(j + 1) * groups]);
            }
            total.squares += together(&sums[count * groups..]);
        }
        total
    }
}

/// Brings rows into columns; what is left over of the block is no row.
#[inline(always)]
fn fill<R: Wide>(block: &mut Block<R>, rows: &[f32], width: usize) {
    let here = rows.len() / width;
    let mut column = [0.0; BLOCK];
    for c in 0..=width {
        for i in 0..BLOCK {
            let inside = i < here;
            column[i] = match c {
                _ if !inside => 0.0,
                _ if c == width => 1.0,
                _ => rows[i * width + c],
            };
        }
        for v in 0..block.vectors {
            let mut vector = R::lit(0.0);
            for lane in 0..R::LANES {
                vector = vector.with_lane(lane, R::Lane::lit(f64::from(column[v * R::LANES + lane])));
            }
            block.columns[c * block.vectors + v] = vector;
        }
    }
}

/// ```text
/// r = sum_k b_k f(u a_k + mu_k + g(x A_k + beta_k)) + gamma - y
/// ```
#[inline(always)]
fn forward<R: Wide>(subnet: &Subnet, weights: &[f32], block: &mut Block<R>) {
    let (n, unit, inputs) = (block.vectors, subnet.unit(), subnet.inputs);
    for v in 0..n {
        block.residuals[v] =
            R::lit(f64::from(weights[subnet.hidden * unit])) - block.columns[(inputs + 1) * n + v];
    }
    for k in 0..subnet.hidden {
        let w = &weights[k * unit..(k + 1) * unit];
        let (a, mu) = (R::lit(f64::from(w[0])), R::lit(f64::from(w[1])));
        let (beta, b) = (R::lit(f64::from(w[inputs + 2])), R::lit(f64::from(w[inputs + 3])));
        let columns = &block.columns[..(inputs + 1) * n];
        let (outer, inner) = (&mut block.outer[k * n..(k + 1) * n], &mut block.inner[k * n..(k + 1) * n]);
        let residuals = &mut block.residuals[..n];
        for v in 0..n {
            inner[v] = beta;
        }
        for q in 0..inputs {
            let (weight, x) = (R::lit(f64::from(w[q + 2])), &columns[(q + 1) * n..(q + 2) * n]);
            for v in 0..n {
                inner[v] = x[v].mul_add(weight, inner[v]);
            }
        }
        for v in 0..n {
            let h = subnet.inner.of(inner[v]);
            inner[v] = h;
            let t = subnet.outer.of(columns[v].mul_add(a, mu) + h);
            outer[v] = t;
            residuals[v] = t.mul_add(b, residuals[v]);
        }
    }
    for v in 0..n {
        let there = block.columns[(inputs + 2) * n + v];
        block.residuals[v] *= there;
    }
}

#[inline(always)]
fn squares<R: Wide>(block: &Block<R>, sums: &mut [R]) {
    for v in 0..block.vectors {
        let g = v % sums.len();
        sums[g] = block.residuals[v].mul_add(block.residuals[v], sums[g]);
    }
}

/// The adjoint of [`forward`]: adds `r dr/dw` to the partial sums of every weight.
#[inline(always)]
fn backward<R: Wide>(subnet: &Subnet, weights: &[f32], block: &mut Block<R>, sums: &mut [R]) {
    let (n, unit, inputs) = (block.vectors, subnet.unit(), subnet.inputs);
    let groups = PARTIAL / R::LANES;
    for g in 0..groups {
        let mut gamma = sums[subnet.hidden * unit * groups + g];
        let mut v = g;
        while v < n {
            gamma += block.residuals[v];
            v += groups;
        }
        sums[subnet.hidden * unit * groups + g] = gamma;
    }
    for k in 0..subnet.hidden {
        let weight = R::lit(f64::from(weights[k * unit + inputs + 3]));
        let (outer, inner) = (&block.outer[k * n..(k + 1) * n], &block.inner[k * n..(k + 1) * n]);
        let (residuals, own) = (&block.residuals[..n], &block.columns[..n]);
        let slopes = &mut block.slopes[..n];
        let sums = &mut sums[k * unit * groups..(k + 1) * unit * groups];
        for g in 0..groups {
            let (mut a, mut mu) = (sums[g], sums[groups + g]);
            let (mut beta, mut b) = (sums[(inputs + 2) * groups + g], sums[(inputs + 3) * groups + g]);
            let mut v = g;
            while v < n {
                let (t, h, r) = (outer[v], inner[v], residuals[v]);
                b = r.mul_add(t, b);
                let d = r * weight * subnet.outer.slope(t);
                mu += d;
                a = d.mul_add(own[v], a);
                let e = d * subnet.inner.slope(h);
                beta += e;
                slopes[v] = e;
                v += groups;
            }
            (sums[g], sums[groups + g]) = (a, mu);
            (sums[(inputs + 2) * groups + g], sums[(inputs + 3) * groups + g]) = (beta, b);
        }
        for q in 0..inputs {
            let x = &block.columns[(q + 1) * n..(q + 2) * n];
            for g in 0..groups {
                let mut sum = sums[(q + 2) * groups + g];
                let mut v = g;
                while v < n {
                    sum = slopes[v].mul_add(x[v], sum);
                    v += groups;
                }
                sums[(q + 2) * groups + g] = sum;
            }
        }
    }
}

/// The partial sums together, pairwise.
#[inline(always)]
fn together<R: Wide>(sums: &[R]) -> f64 {
    let mut parts = [0.0; PARTIAL];
    for g in 0..sums.len() {
        for lane in 0..R::LANES {
            parts[g * R::LANES + lane] = sums[g].value(lane);
        }
    }
    let mut half = PARTIAL / 2;
    while half > 0 {
        for i in 0..half {
            parts[i] += parts[i + half];
        }
        half /= 2;
    }
    parts[0]
}
