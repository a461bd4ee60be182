//! The neuron: a Hodgkin-Huxley-type model of a pancreatic beta cell, original and modified.

use neurodyn_core::{Family, Fixed, Flow, Lift, Primal, Real, System};

/// ```text
/// tau  V' = -gCa m_inf(V) (V - VCa) - [gK n + gK2 p_inf(V) + gS S] (V - VK)
/// tau  n' = sigma (n_inf(V) - n)
/// tauS S' = S_inf(V) - S
/// w_inf(V) = 1 / (1 + exp((V_w - V) / theta_w)),  w = m, n, S
/// p_inf(V) = 1 / (exp((V - V_p) / theta_p) + exp((V_p - V) / theta_p))
/// ```
/// `V` in mV, time in s; `n`, `S` are gates in [0, 1]; `V_S` (mV) is the half-activation of the slow gate and the
/// parameter that is varied. `gK2 = 0` is the original model, `gK2 = 0.12` the modified one, which has a stable fixed
/// point beside its bursts. Equations (1), (2) and table 1 of the source.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Neuron<P = f64> {
    /// Half-activation of the slow gate `V_S`, mV.
    pub vs: P,
    /// Conductance of the additional potassium current.
    pub gk2: f64,
}

/// Table 1.
pub mod table1 {
    /// Membrane time constant, s.
    pub const TAU: f64 = 0.02;
    /// Time constant of the slow gate, s.
    pub const TAU_S: f64 = 35.0;
    /// Ratio of time scales of V and n.
    pub const SIGMA: f64 = 0.93;
    /// Conductances.
    pub const G_CA: f64 = 3.6;
    /// Potassium.
    pub const G_K: f64 = 10.0;
    /// Slow.
    pub const G_S: f64 = 4.0;
    /// Additional potassium current of the modified model.
    pub const G_K2: f64 = 0.12;
    /// Reversal potentials, mV.
    pub const V_CA: f64 = 25.0;
    /// Potassium.
    pub const V_K: f64 = -75.0;
    /// Half-activations, mV.
    pub const V_M: f64 = -20.0;
    /// Fast potassium.
    pub const V_N: f64 = -16.0;
    /// Additional current.
    pub const V_P: f64 = -49.5;
    /// Widths, mV.
    pub const THETA_M: f64 = 12.0;
    /// Fast potassium.
    pub const THETA_N: f64 = 5.6;
    /// Slow gate.
    pub const THETA_S: f64 = 10.0;
    /// Additional current.
    pub const THETA_P: f64 = 1.0;
}
use table1::{G_CA, G_K, G_K2, G_S, SIGMA, TAU, TAU_S, THETA_M, THETA_N, THETA_P, THETA_S, V_CA, V_K, V_M, V_N, V_P};

impl<P> Neuron<P> {
    /// The original model.
    pub fn original(vs: P) -> Self {
        Self { vs, gk2: 0.0 }
    }
    /// The modified model.
    pub fn modified(vs: P) -> Self {
        Self { vs, gk2: G_K2 }
    }
}

impl<P> System for Neuron<P> {
    type Space = Fixed<3>;
    #[inline(always)]
    fn space(&self) -> Fixed<3> {
        Fixed
    }
}

impl<P: Copy, R: Real + Lift<P>> Flow<R> for Neuron<P> {
    #[inline(always)]
    fn rhs(&self, _t: R, &[v, n, s]: &[R; 3], dx: &mut [R; 3]) {
        let c = R::lit;
        let m_inf = activation(v, c(V_M), THETA_M);
        let n_inf = activation(v, c(V_N), THETA_N);
        let s_inf = activation(v, R::lift(self.vs), THETA_S);
        // p_inf without overflow: e = exp(-|x|), p = e / (1 + e^2)
        let e = (-((v - c(V_P)) * c(1.0 / THETA_P)).abs()).exp();
        let p_inf = e / e.mul_add(e, c(1.0));
        let calcium = c(G_CA) * m_inf * (v - c(V_CA));
        let potassium = p_inf.mul_add(c(self.gk2), s.mul_add(c(G_S), n * c(G_K)));
        *dx = [
            potassium.mul_add(v - c(V_K), calcium) * c(-1.0 / TAU),
            (n_inf - n) * c(SIGMA / TAU),
            (s_inf - s) * c(1.0 / TAU_S),
        ];
    }
}

/// `w_inf(V) = 1 / (1 + exp((V_w - V) / theta_w))`.
#[inline(always)]
fn activation<R: Real>(v: R, half: R, theta: f64) -> R {
    (((half - v) * R::lit(1.0 / theta)).exp() + R::lit(1.0)).recip()
}

impl Family for Neuron {
    type Space = Fixed<3>;
    type Member<R: Real> = Neuron<Primal<R>>;
    fn space(&self) -> Fixed<3> {
        Fixed
    }
    fn parameters(&self) -> usize {
        1
    }
    #[inline(always)]
    fn member<R: Real>(&self, parameters: &[Primal<R>]) -> Neuron<Primal<R>> {
        Neuron { vs: parameters[0], gk2: self.gk2 }
    }
}
