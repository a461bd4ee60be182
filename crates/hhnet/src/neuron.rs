//! The neuron: a Hodgkin-Huxley-type model of a pancreatic beta cell, original and modified.

use neurodyn_core::{Family, Fixed, Flow, Lift, Primal, Real, System};

/// ```text
/// tau  V' = -I(V, n, S),   I = I_Ca + I_K + I_K2 + I_S
/// tau  n' = sigma (n_inf(V) - n)
/// tauS S' = S_inf(V) - S
///
/// I_Ca = gCa m_inf(V) (V - VCa),     I_K = gK n (V - VK)
/// I_K2 = gK2 p_inf(V) (V - VK),      I_S = gS S (V - VK)
/// w_inf(V) = 1 / (1 + exp((V_w - V) / theta_w)),   w = m, n, S
/// p_inf(V) = 1 / (exp((V - V_p) / theta_p) + exp((V_p - V) / theta_p))
/// ```
/// A state is `[V, n, S]`: `V` in mV, the gates `n`, `S` in `[0, 1]`; time in s. `V_S` (mV) is the half-activation of
/// the slow gate and the parameter that is varied. `gK2 = 0` is the original model, `gK2 = 0.12` the modified one,
/// which has a stable steady state beside its bursts. Eqs. (1), (2) and table 1 of P. V. Kuptsov & N. V. Stankevich,
/// Izvestiya VUZ. Applied Nonlinear Dynamics 32(1), 72-95 (2024); the model is that of A. Sherman, J. Rinzel &
/// J. Keizer, Biophys. J. 54, 411 (1988), the modification that of N. Stankevich & E. Mosekilde, Chaos 27, 123101
/// (2017).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Neuron<P = f64> {
    /// Half-activation of the slow gate `V_S`, mV.
    pub vs: P,
    /// Conductance of the additional potassium current `gK2`.
    pub gk2: f64,
}

/// Table 1. Times in s, voltages in mV; the source gives conductances no unit (they count in units of capacity over
/// [`TAU`]).
pub mod table1 {
    /// Time scale of `V` and `n`, s.
    pub const TAU: f64 = 0.02;
    /// Time scale of the slow gate `S`, s.
    pub const TAU_S: f64 = 35.0;
    /// Rate of `n` in units of `1 / tau`.
    pub const SIGMA: f64 = 0.93;
    /// Conductance of calcium.
    pub const G_CA: f64 = 3.6;
    /// Conductance of potassium, gated by `n`.
    pub const G_K: f64 = 10.0;
    /// Conductance of the slow current, gated by `S`.
    pub const G_S: f64 = 4.0;
    /// Conductance of the additional potassium current in the modified model; 0 in the original one.
    pub const G_K2: f64 = 0.12;
    /// Reversal potential of calcium, mV.
    pub const V_CA: f64 = 25.0;
    /// Reversal potential of potassium, mV.
    pub const V_K: f64 = -75.0;
    /// Half-activation of calcium's gate `m`, mV.
    pub const V_M: f64 = -20.0;
    /// Half-activation of `n`, mV.
    pub const V_N: f64 = -16.0;
    /// Half-activation of `S`, mV: the value that the table prints; the figures vary it.
    pub const V_S: f64 = -36.0;
    /// Centre of the additional current, mV.
    pub const V_P: f64 = -49.5;
    /// Width of the gate `m`, mV.
    pub const THETA_M: f64 = 12.0;
    /// Width of the gate `n`, mV.
    pub const THETA_N: f64 = 5.6;
    /// Width of the gate `S`, mV.
    pub const THETA_S: f64 = 10.0;
    /// Width of the additional current, mV.
    pub const THETA_P: f64 = 1.0;
}
use table1::{
    G_CA, G_K, G_K2, G_S, SIGMA, TAU, TAU_S, THETA_M, THETA_N, THETA_P, THETA_S, V_CA, V_K, V_M, V_N, V_P,
};

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

impl<P: Copy> Neuron<P> {
    /// The ionic currents together, `I(V, n, S)`: eqs. (2a) to (2d).
    #[inline(always)]
    pub fn current<R: Real + Lift<P>>(&self, v: R, n: R, s: R) -> R {
        let c = R::lit;
        let m_inf = activation(v, c(V_M), THETA_M);
        // p_inf without overflow: e = exp(-|x|), p = e / (1 + e^2)
        let e = (-((v - c(V_P)) * c(1.0 / THETA_P)).abs()).exp();
        let p_inf = e / e.mul_add(e, c(1.0));
        let calcium = c(G_CA) * m_inf * (v - c(V_CA));
        let potassium = p_inf.mul_add(c(self.gk2), s.mul_add(c(G_S), n * c(G_K)));
        potassium.mul_add(v - c(V_K), calcium)
    }

    /// `[n_inf(V), S_inf(V)]`: eq. (2e).
    #[inline(always)]
    pub fn open<R: Real + Lift<P>>(&self, v: R) -> [R; 2] {
        [activation(v, R::lit(V_N), THETA_N), activation(v, R::lift(self.vs), THETA_S)]
    }

    /// `[V', n', S']` where the currents sum to `current`, coupling included.
    #[inline(always)]
    pub(crate) fn rates<R: Real + Lift<P>>(&self, current: R, v: R, n: R, s: R) -> [R; 3] {
        let [n_inf, s_inf] = self.open(v);
        [current * R::lit(-1.0 / TAU), (n_inf - n) * R::lit(SIGMA / TAU), (s_inf - s) * R::lit(1.0 / TAU_S)]
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
        *dx = self.rates(self.current(v, n, s), v, n, s);
    }
    #[inline(always)]
    fn is_autonomous(&self) -> bool {
        true
    }
}

/// `w_inf(V) = 1 / (1 + exp((V_w - V) / theta_w))`.
#[inline(always)]
fn activation<R: Real>(v: R, half: R, theta: f64) -> R {
    (((half - v) * R::lit(1.0 / theta)).exp() + R::lit(1.0)).recip()
}

/// The family over `V_S`.
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
