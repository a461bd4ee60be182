//! The rates of a whole network and their derivatives, along a direction and against one, in double precision.

use crate::network::Network;
use neurodyn_core::{Lift, Real, Task, with_fma};

/// Rows of the coupling whose sums run side by side: one sum alone would wait for each of its additions.
const ROWS: usize = 4;

/// `x'` and `y'` at a state, first all `x`, then all `y`: the network's own law with several rows at once. Every sum is in
/// the order of its row, so the bytes are those of the law.
#[inline(always)]
pub(crate) fn rates_on<R: Real + Lift<f64>>(network: &Network, state: &[R], rates: &mut [R]) {
    let n = network.nodes();
    let faster = R::lift(1.0 / network.gamma());
    let mut first = 0;
    while first < n {
        let mut sums = [R::lit(0.0); ROWS];
        let rows = ROWS.min(n - first);
        if rows == ROWS {
            sums = inputs::<R, ROWS>(network.scaled_coupling(), &state[..n], first);
        } else {
            for row in 0..rows {
                sums[row] = inputs::<R, 1>(network.scaled_coupling(), &state[..n], first + row)[0];
            }
        }
        for row in 0..rows {
            let i = first + row;
            let (x_rate, y_rate) = network.node().rates(state[i], state[n + i], sums[row]);
            rates[i] = x_rate;
            rates[n + i] = y_rate * faster;
        }
        first += rows;
    }
}

/// `sum_j a_ij x_j` of neighbouring rows.
#[inline(always)]
fn inputs<R: Real + Lift<f64>, const K: usize>(a: &[f64], x: &[R], first: usize) -> [R; K] {
    let n = x.len();
    let mut rows = [a; K];
    for row in 0..K {
        rows[row] = &a[(first + row) * n..(first + row + 1) * n];
    }
    let mut sums = [R::lit(0.0); K];
    for j in 0..n {
        for row in 0..K {
            sums[row] = R::lift(rows[row][j]).mul_add(x[j], sums[row]);
        }
    }
    sums
}

/// The rates at a state of plain numbers.
pub(crate) fn rates(network: &Network, state: &[f64], out: &mut [f64]) {
    with_fma(Rates { network, state, out });
}

struct Rates<'a> {
    network: &'a Network,
    state: &'a [f64],
    out: &'a mut [f64],
}

impl Task for Rates<'_> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        rates_on(self.network, self.state, self.out);
    }
}

/// What a loss is sensitive to, apart from states.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Gradient {
    /// With respect to `A`, row-major.
    pub(crate) coupling: Vec<f64>,
    /// With respect to gamma.
    pub(crate) gamma: f64,
}

impl Gradient {
    pub(crate) fn zero(nodes: usize) -> Self {
        Self { coupling: vec![0.0; nodes * nodes], gamma: 0.0 }
    }
}

/// ```text
/// J = | diag(own_x) + diag(gain) Gamma A   diag(x_by_y) |
///     | diag(y_by_x)                       diag(own_y)  |
/// ```
/// The law linearised at a state.
#[derive(Clone, Debug)]
pub(crate) struct Linear {
    x: Vec<f64>,
    /// `(1 - x) f_E'`.
    gain: Vec<f64>,
    own_x: Vec<f64>,
    x_by_y: Vec<f64>,
    y_by_x: Vec<f64>,
    own_y: Vec<f64>,
    /// `y'`.
    y_rate: Vec<f64>,
}

impl Linear {
    /// The law linearised at a state, and its rates there.
    pub(crate) fn at(network: &Network, state: &[f64], rates: &mut [f64]) -> Self {
        let (n, node, gamma) = (network.nodes(), network.node(), network.gamma());
        with_fma(Product { a: network.scaled_coupling(), x: &state[..n], out: &mut rates[..n] });
        let none = || Vec::with_capacity(n);
        let (mut gain, mut own_x, mut x_by_y) = (none(), none(), none());
        let (mut y_by_x, mut own_y) = (none(), none());
        let faster = 1.0 / gamma;
        for i in 0..n {
            let (x, y, input) = (state[i], state[n + i], rates[i]);
            let s = node.w_ee.mul_add(x, node.h_e) - node.w_ei * y + input;
            let r = node.w_ie.mul_add(x, node.h_i) - node.w_ii * y;
            let excited = (1.0 - x) * node.excitatory.slope(s);
            let inhibited = (1.0 - y) * node.inhibitory.slope(r);
            gain.push(excited);
            own_x.push(excited * node.w_ee - node.alpha_e - node.excitatory.of(s));
            x_by_y.push(-excited * node.w_ei);
            y_by_x.push(inhibited * node.w_ie * faster);
            own_y.push(-(node.alpha_i + node.inhibitory.of(r) + inhibited * node.w_ii) * faster);
            let (x_rate, y_rate) = node.rates(x, y, input);
            rates[i] = x_rate;
            rates[n + i] = y_rate * faster;
        }
        Self { x: state[..n].to_vec(), gain, own_x, x_by_y, y_by_x, own_y, y_rate: rates[n..].to_vec() }
    }

    /// `J v`, the rate of a small difference.
    pub(crate) fn push(&self, network: &Network, v: &[f64], out: &mut [f64]) {
        let n = self.x.len();
        with_fma(Product { a: network.scaled_coupling(), x: &v[..n], out: &mut out[..n] });
        for i in 0..n {
            out[i] = self.gain[i] * out[i] + self.own_x[i] * v[i] + self.x_by_y[i] * v[n + i];
            out[n + i] = self.y_by_x[i] * v[i] + self.own_y[i] * v[n + i];
        }
    }

    /// `J^T u`, what a sensitivity to the rates is to the state.
    pub(crate) fn pull(&self, network: &Network, u: &[f64], out: &mut [f64]) {
        let n = self.x.len();
        for i in 0..n {
            out[i] = self.own_x[i] * u[i] + self.y_by_x[i] * u[n + i];
            out[n + i] = self.x_by_y[i] * u[i] + self.own_y[i] * u[n + i];
        }
        with_fma(Transposed { a: network.scaled_coupling(), w: &self.weighted(u), out: &mut out[..n] });
    }

    /// Adds what a sensitivity to the rates is to the parameters: `dA += Gamma (gain u_x) x^T`, `dgamma -= u_y y' / gamma`.
    pub(crate) fn add_to(&self, network: &Network, u: &[f64], gradient: &mut Gradient) {
        let n = self.x.len();
        let scale = 1.0 / (n as f64).sqrt();
        let weights: Vec<f64> = self.weighted(u).into_iter().map(|w| scale * w).collect();
        with_fma(Outer { w: &weights, x: &self.x, out: &mut gradient.coupling });
        for i in 0..n {
            gradient.gamma -= u[n + i] * self.y_rate[i] / network.gamma();
        }
    }

    /// `gain u_x`.
    fn weighted(&self, u: &[f64]) -> Vec<f64> {
        self.gain.iter().zip(u).map(|(gain, u)| gain * u).collect()
    }
}

/// `out = A x`.
struct Product<'a> {
    a: &'a [f64],
    x: &'a [f64],
    out: &'a mut [f64],
}

impl Task for Product<'_> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let n = self.x.len();
        let mut first = 0;
        while first + ROWS <= n {
            let sums = inputs::<f64, ROWS>(self.a, self.x, first);
            self.out[first..first + ROWS].copy_from_slice(&sums);
            first += ROWS;
        }
        for i in first..n {
            self.out[i] = inputs::<f64, 1>(self.a, self.x, i)[0];
        }
    }
}

/// `out += A^T w`.
struct Transposed<'a> {
    a: &'a [f64],
    w: &'a [f64],
    out: &'a mut [f64],
}

impl Task for Transposed<'_> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let n = self.w.len();
        for i in 0..n {
            let (row, w, out) = (&self.a[i * n..(i + 1) * n], self.w[i], &mut self.out[..n]);
            for j in 0..n {
                out[j] = Real::mul_add(row[j], w, out[j]);
            }
        }
    }
}

/// `out += w x^T`.
struct Outer<'a> {
    w: &'a [f64],
    x: &'a [f64],
    out: &'a mut [f64],
}

impl Task for Outer<'_> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let n = self.x.len();
        for i in 0..n {
            let (row, w) = (&mut self.out[i * n..(i + 1) * n], self.w[i]);
            for j in 0..n {
                row[j] = Real::mul_add(w, self.x[j], row[j]);
            }
        }
    }
}
