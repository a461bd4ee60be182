//! Baselines: a plain multilayer perceptron as a map, and a residual one, beside the source's network.

use crate::error::Error;
use crate::net::{Activation, Scaling};
use neurodyn_core::{Fixed, Lift, Map, Real, System};

/// What the last layer of a perceptron stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Head {
    /// The next state: `u' = F(u, p)`.
    Plain,
    /// The change of the state: `u' = u + F(u, p)`.
    Residual,
}

/// A multilayer perceptron that maps scaled variables and parameters to the scaled variables a time `dt` later:
///
/// ```text
/// z_0 = (u, p),   z_(l+1) = tanh(z_l W_l + b_l),   F(u, p) = z_L W_L + b_L
/// ```
/// Weights stand layer by layer, `W` row by row (a row for each input), then `b`.
#[derive(Clone, Debug, PartialEq)]
pub struct Mlp {
    /// Elements of each layer, the input (variables and parameters) first, the output (variables) last.
    pub widths: Vec<usize>,
    /// What the output stands for.
    pub head: Head,
    /// The activation of all layers but the last.
    pub activation: Activation,
    /// The time of one step.
    pub dt: f64,
    /// The scaling of the variables.
    pub variables: Scaling,
    /// The scaling of the parameters.
    pub parameters: Scaling,
    /// All weights.
    pub weights: Vec<f64>,
}

impl Mlp {
    /// How many weights these layers have.
    #[must_use]
    pub fn count(widths: &[usize]) -> usize {
        widths.windows(2).map(|layer| (layer[0] + 1) * layer[1]).sum()
    }
    /// The map with these parameters in their own units, for `N` variables and `M` parameters and layers of at most `H`
    /// elements.
    ///
    /// # Errors
    /// [`Error::NetSize`] if the layers do not fit `N`, `M` and `H`; [`Error::Weights`], [`Error::NotFinite`].
    pub fn map<const N: usize, const M: usize, const H: usize>(
        &self,
        parameters: [f64; M],
    ) -> Result<MlpMap<'_, N, M, H>, Error> {
        let ends = (self.widths.first().copied(), self.widths.last().copied());
        let fits = ends == (Some(N + M), Some(N))
            && self.widths.len() >= 2
            && self.widths.iter().all(|&width| width <= H)
            && self.variables.half.len() == N
            && self.parameters.half.len() == M;
        if !fits {
            let (inputs, outputs) = (ends.0.unwrap_or(0), ends.1.unwrap_or(0));
            let parameters = inputs.saturating_sub(outputs);
            return Err(Error::NetSize { variables: outputs, parameters, expected: (N, M) });
        }
        let expected = Self::count(&self.widths);
        if self.weights.len() != expected {
            return Err(Error::Weights { expected, found: self.weights.len() });
        }
        for (what, numbers) in [("weights", &self.weights[..]), ("parameters", &parameters[..])] {
            if let Some(index) = numbers.iter().position(|number| !number.is_finite()) {
                return Err(Error::NotFinite { what, index, value: numbers[index] });
            }
        }
        let mut p = parameters;
        for k in 0..M {
            p[k] = self.parameters.scaled(k, p[k]);
        }
        Ok(MlpMap { net: self, p })
    }
}

/// A perceptron as a map on states in their own units, over any number.
#[derive(Clone, Copy, Debug)]
pub struct MlpMap<'a, const N: usize, const M: usize, const H: usize> {
    net: &'a Mlp,
    /// Scaled.
    p: [f64; M],
}

impl<const N: usize, const M: usize, const H: usize> System for MlpMap<'_, N, M, H> {
    type Space = Fixed<N>;
    #[inline(always)]
    fn space(&self) -> Fixed<N> {
        Fixed
    }
}

impl<const N: usize, const M: usize, const H: usize, R: Real> Map<R> for MlpMap<'_, N, M, H> {
    #[inline(always)]
    fn apply(&self, x: &[R; N], next: &mut [R; N]) {
        let net = self.net;
        let (mut z, mut sums) = ([R::lit(0.0); H], [R::lit(0.0); H]);
        for i in 0..N {
            z[i] = net.variables.scaled(i, x[i]);
        }
        for k in 0..M {
            z[N + k] = R::lit(self.p[k]);
        }
        let u = z;
        let mut w = 0;
        for layer in 1..net.widths.len() {
            let (inputs, outputs) = (net.widths[layer - 1], net.widths[layer]);
            let bias = w + inputs * outputs;
            for j in 0..outputs {
                sums[j] = <R as Lift<f64>>::lift(net.weights[bias + j]);
                for i in 0..inputs {
                    sums[j] = z[i].mul_add(<R as Lift<f64>>::lift(net.weights[w + i * outputs + j]), sums[j]);
                }
            }
            w = bias + outputs;
            let hidden = layer + 1 < net.widths.len();
            for j in 0..outputs {
                z[j] = if hidden { net.activation.of(sums[j]) } else { sums[j] };
            }
        }
        for i in 0..N {
            let scaled = match net.head {
                Head::Plain => z[i],
                Head::Residual => z[i] + u[i],
            };
            next[i] = net.variables.physical(i, scaled);
        }
    }
}
