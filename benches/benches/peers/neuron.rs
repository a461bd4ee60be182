//! The neuron as the crates get it: in plain numbers, with its Jacobian matrix by hand.

use crate::by_hand::Stiff;
use dynsys::{Fixed, Flow, System};
use hhnet::neuron::table1::{
    G_CA, G_K, G_K2, G_S, SIGMA, TAU, TAU_S, THETA_M, THETA_N, THETA_P, THETA_S, V_CA, V_K, V_M, V_N, V_P,
};

/// The neuron as a crate's user writes it, with the standard library's `exp`, and with `q' = S^2`.
#[derive(Clone, Copy)]
pub(crate) struct WithMean {
    /// Half-activation of the slow gate, mV.
    pub(crate) vs: f64,
}

impl System for WithMean {
    type Space = Fixed<4>;
    fn space(&self) -> Fixed<4> {
        Fixed
    }
}

fn gate(v: f64, half: f64, theta: f64) -> f64 {
    1.0 / (1.0 + ((half - v) / theta).exp())
}

impl Flow<f64> for WithMean {
    fn rhs(&self, _: f64, &[v, n, s, _]: &[f64; 4], dx: &mut [f64; 4]) {
        let e = (-((v - V_P) / THETA_P).abs()).exp();
        let conductance = G_K * n + G_K2 * e / (1.0 + e * e) + G_S * s;
        dx[0] = -(G_CA * gate(v, V_M, THETA_M) * (v - V_CA) + conductance * (v - V_K)) / TAU;
        dx[1] = SIGMA * (gate(v, V_N, THETA_N) - n) / TAU;
        dx[2] = (gate(v, self.vs, THETA_S) - s) / TAU_S;
        dx[3] = s * s;
    }
}

impl Stiff<4> for WithMean {
    const SIZE: f64 = 1.0;
    fn jacobian(&self, &[v, n, s, _]: &[f64; 4], jacobian: &mut [[f64; 4]; 4]) {
        let (m, n_inf, s_inf) = (gate(v, V_M, THETA_M), gate(v, V_N, THETA_N), gate(v, self.vs, THETA_S));
        let e = (-((v - V_P) / THETA_P).abs()).exp();
        let q = 1.0 / (1.0 + e * e);
        let slope = -e * q * q * (1.0 - e * e) * (v - V_P).signum() / THETA_P;
        let conductance = G_K * n + G_K2 * e * q + G_S * s;
        let by_v = G_CA * (m * (1.0 - m) / THETA_M * (v - V_CA) + m) + conductance + G_K2 * slope * (v - V_K);
        *jacobian = [
            [-by_v / TAU, -G_K * (v - V_K) / TAU, -G_S * (v - V_K) / TAU, 0.0],
            [SIGMA * n_inf * (1.0 - n_inf) / THETA_N / TAU, -SIGMA / TAU, 0.0, 0.0],
            [s_inf * (1.0 - s_inf) / THETA_S / TAU_S, 0.0, -1.0 / TAU_S, 0.0],
            [0.0, 0.0, 2.0 * s, 0.0],
        ];
    }
}
