//! Residuals of one subnetwork and their derivatives, on lanes and threads.

use crate::data::Rows;
use crate::error::Error;
use crate::net::Form;
use core::ops::Range;
use core::sync::atomic::{AtomicUsize, Ordering};
use dynsys::ensemble::Resources;
use neurodyn_core::linear::faer::add_gram;
use neurodyn_core::{Doubles, Kernel, Real, Wide};
use std::sync::Mutex;

/// Rows are divided into so many parts, whatever the threads: sums are the same for any number of them.
const PARTS: usize = 8;
/// Rows whose derivatives are in memory together: a multiple of every number of lanes.
const BLOCK: usize = 1024;

/// One subnetwork's records, column by column.
#[derive(Clone, Debug)]
pub(super) struct Regression<'a> {
    form: &'a Form,
    /// The subnetwork's own variable, the others in their order, the parameters.
    inputs: Vec<&'a [f64]>,
    next: &'a [f64],
}

impl<'a> Regression<'a> {
    pub(super) fn new(form: &'a Form, subnet: usize, rows: &'a Rows, count: usize) -> Result<Self, Error> {
        form.check()?;
        rows.fits(form)?;
        let variables = form.size.variables;
        if subnet >= variables {
            return Err(Error::Subnet { subnet, variables });
        }
        let count = count.min(rows.len());
        let others = (0..variables).filter(|&j| j != subnet).map(|j| rows.u(j));
        let parameters = (0..form.size.parameters).map(|j| rows.p(j));
        let columns = core::iter::once(rows.u(subnet)).chain(others).chain(parameters);
        let inputs = columns.map(|column| &column[..count]).collect();
        Ok(Self { form, inputs, next: &rows.next(subnet)[..count] })
    }

    pub(super) const fn weights(&self) -> usize {
        self.form.size.subnet()
    }
    pub(super) const fn rows(&self) -> usize {
        self.next.len()
    }
    pub(super) const fn chi(&self) -> f64 {
        self.form.chi
    }
    /// Whether weight `j` is one of `b` and `gamma`, which count in the units of the output.
    pub(super) const fn is_output(&self, j: usize) -> bool {
        let unit = self.form.size.unit();
        j % unit == unit - 1 || j + 1 == self.weights()
    }

    /// The standard deviation of `(u' - (1 - chi) u) / chi`.
    pub(super) fn spread(&self) -> f64 {
        let chi = self.form.chi;
        let y = |k: usize| (self.next[k] - (1.0 - chi) * self.inputs[0][k]) / chi;
        let n = self.next.len() as f64;
        let mean = (0..self.next.len()).map(y).sum::<f64>() / n;
        ((0..self.next.len()).map(|k| (y(k) - mean).powi(2)).sum::<f64>() / n).sqrt()
    }

    /// Mean square residual.
    pub(super) fn loss(&self, weights: &[f64], resources: &Resources<'_>) -> f64 {
        assert_eq!(weights.len(), self.weights(), "weights of the subnetwork");
        let sums = each_part(resources, |part| {
            let mut residuals = vec![0.0; BLOCK];
            let mut sum = 0.0;
            for rows in blocks(self.part(part)) {
                let here = rows.len();
                let pass =
                    Pass { regression: self, weights, rows, jacobian: None, residuals: &mut residuals };
                resources.level.run::<Doubles<2>, _>(pass);
                // in the order of the rows, so that lanes change no byte
                for r in &residuals[..here] {
                    sum += r * r;
                }
            }
            sum
        });
        sums.iter().sum::<f64>() / self.next.len() as f64
    }

    /// `[J r]^T [J r]`, row-major, on and above the diagonal; `None` if it was cancelled.
    pub(super) fn normal(&self, weights: &[f64], resources: &Resources<'_>) -> Option<Vec<f64>> {
        let side = self.weights() + 1;
        let cancelled = || resources.cancel.is_some_and(|cancel| cancel.load(Ordering::Relaxed));
        let grams = each_part(resources, |part| {
            let mut gram = vec![0.0; side * side];
            let mut columns = vec![0.0; side * BLOCK];
            for rows in blocks(self.part(part)) {
                if cancelled() {
                    break;
                }
                let here = rows.len();
                self.derivatives(weights, rows, &mut columns, resources);
                // the sizes are right: they are ours
                let _ = add_gram(&columns, here, BLOCK, &mut gram);
            }
            gram
        });
        let mut grams = grams.into_iter();
        let mut sum = grams.next()?;
        for gram in grams {
            for (sum, x) in sum.iter_mut().zip(gram) {
                *sum += x;
            }
        }
        (!cancelled()).then_some(sum)
    }

    /// The rows of `[J r]`.
    pub(super) fn jacobian(&self, weights: &[f64], resources: &Resources<'_>) -> Vec<Vec<f64>> {
        assert_eq!(weights.len(), self.weights(), "weights of the subnetwork");
        let side = self.weights() + 1;
        let mut columns = vec![0.0; side * BLOCK];
        let mut jacobian = Vec::with_capacity(self.next.len());
        for rows in blocks(0..self.next.len()) {
            let here = rows.len();
            self.derivatives(weights, rows, &mut columns, resources);
            jacobian.extend((0..here).map(|row| (0..side).map(|j| columns[j * BLOCK + row]).collect()));
        }
        jacobian
    }

    /// The columns of `[J r]` for these rows, each `BLOCK` long; what stands beyond the rows means nothing.
    fn derivatives(
        &self,
        weights: &[f64],
        rows: Range<usize>,
        columns: &mut [f64],
        resources: &Resources<'_>,
    ) {
        let (jacobian, residuals) = columns.split_at_mut(self.weights() * BLOCK);
        let pass = Pass { regression: self, weights, rows, jacobian: Some(jacobian), residuals };
        resources.level.run::<Doubles<2>, _>(pass);
    }

    fn part(&self, part: usize) -> Range<usize> {
        let n = self.next.len();
        part * n / PARTS..(part + 1) * n / PARTS
    }
}

fn blocks(rows: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let end = rows.end;
    rows.step_by(BLOCK).map(move |from| from..(from + BLOCK).min(end))
}

/// `work` on every part, in their order, on as many threads as there are.
fn each_part<T: Send>(resources: &Resources<'_>, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let threads = resources.threads().min(PARTS);
    if threads < 2 {
        return (0..PARTS).map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let results: Mutex<Vec<(usize, T)>> = Mutex::new(Vec::new());
    let worker = || {
        loop {
            let part = next.fetch_add(1, Ordering::Relaxed);
            if part >= PARTS {
                return;
            }
            let result = work(part);
            results.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push((part, result));
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(worker);
        }
        worker();
    });
    let mut results = results.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    results.sort_by_key(|&(part, _)| part);
    results.into_iter().map(|(_, result)| result).collect()
}

/// One block of rows, as a kernel for any instruction set.
struct Pass<'a, 'b> {
    regression: &'a Regression<'a>,
    weights: &'a [f64],
    /// At most `BLOCK`.
    rows: Range<usize>,
    /// A column of `BLOCK` for each weight, if derivatives are wanted.
    jacobian: Option<&'b mut [f64]>,
    residuals: &'b mut [f64],
}

impl Kernel for Pass<'_, '_> {
    type Output = ();
    #[inline(always)]
    fn run<R: Wide>(self) {
        let Self { regression, weights, rows, mut jacobian, residuals } = self;
        let form = regression.form;
        let (n, m, hidden) = (form.size.variables, form.size.parameters, form.size.hidden);
        let unit = n + m + 3;
        let (chi, rest) = (R::lit(form.chi), R::lit(1.0 - form.chi));
        let mut x = vec![R::lit(0.0); n + m];
        let mut at = 0;
        while at < rows.len() {
            for j in 0..n + m {
                x[j] = load::<R>(regression.inputs[j], rows.start + at);
            }
            let next = load::<R>(regression.next, rows.start + at);
            // the operations of the mapping, in its order: residuals are its own bytes
            let mut output = R::lit(weights[unit * hidden]);
            for k in 0..hidden {
                let w = &weights[k * unit..(k + 1) * unit];
                let mut inner = R::lit(w[n + m + 1]);
                for j in 0..m {
                    inner = x[n + j].mul_add(R::lit(w[n + 1 + j]), inner);
                }
                for j in 0..n - 1 {
                    inner = x[1 + j].mul_add(R::lit(w[2 + j]), inner);
                }
                let own = x[0].mul_add(R::lit(w[0]), R::lit(w[1]));
                let g = form.inner.of(inner);
                let f = form.outer.of(own + g);
                output = f.mul_add(R::lit(w[n + m + 2]), output);
                if let Some(columns) = &mut jacobian {
                    let outer = R::lit(form.chi * w[n + m + 2]) * form.outer.slope(f);
                    let inner = outer * form.inner.slope(g);
                    let columns = &mut columns[k * unit * BLOCK..(k + 1) * unit * BLOCK];
                    store(columns, 0, at, outer * x[0]);
                    store(columns, 1, at, outer);
                    // A, then B: the inputs after the first stand in the same order
                    for j in 1..n + m {
                        store(columns, 1 + j, at, inner * x[j]);
                    }
                    store(columns, n + m + 1, at, inner);
                    store(columns, n + m + 2, at, chi * f);
                }
            }
            if let Some(columns) = &mut jacobian {
                store(columns, unit * hidden, at, chi);
            }
            store(residuals, 0, at, output.mul_add(chi, x[0] * rest) - next);
            at += R::LANES;
        }
    }
}

/// Rows from `row` on; those beyond the last repeat it.
#[inline(always)]
fn load<R: Real>(column: &[f64], row: usize) -> R {
    let mut x = R::lit(0.0);
    for lane in 0..R::LANES {
        x = x.with_lane(lane, <R::Lane as Real>::lit(column[(row + lane).min(column.len() - 1)]));
    }
    x
}

#[inline(always)]
fn store<R: Real>(columns: &mut [f64], column: usize, row: usize, x: R) {
    let place = &mut columns[column * BLOCK + row..][..R::LANES];
    for lane in 0..R::LANES {
        place[lane] = x.value(lane);
    }
}
