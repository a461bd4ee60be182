//! Every number taken from the source, each with the place where it is printed.

/// `tau` in s, table 1.
pub const TAU: f64 = 0.02;
/// `tau_S` in s, table 1.
pub const TAU_S: f64 = 35.0;
/// `sigma`, table 1.
pub const SIGMA: f64 = 0.93;
/// `g_Ca`, table 1.
pub const G_CA: f64 = 3.6;
/// `g_K`, table 1.
pub const G_K: f64 = 10.0;
/// `g_S`, table 1.
pub const G_S: f64 = 4.0;
/// `g_K2` of the modified neuron, table 1; the original neuron has 0 (text below eq. 2).
pub const G_K2: f64 = 0.12;
/// `V_Ca` in mV, table 1.
pub const V_CA: f64 = 25.0;
/// `V_K` in mV, table 1.
pub const V_K: f64 = -75.0;
/// `theta_m` in mV, table 1.
pub const THETA_M: f64 = 12.0;
/// `theta_n` in mV, table 1.
pub const THETA_N: f64 = 5.6;
/// `theta_S` in mV, table 1.
pub const THETA_S: f64 = 10.0;
/// `theta_p` in mV, table 1.
pub const THETA_P: f64 = 1.0;
/// `V_m` in mV, table 1.
pub const V_M: f64 = -20.0;
/// `V_n` in mV, table 1.
pub const V_N: f64 = -16.0;
/// `V_S` in mV, table 1; the parameter that the figures vary.
pub const V_S: f64 = -36.0;
/// `V_p` in mV, table 1.
pub const V_P: f64 = -49.5;

/// The steady state of the modified neuron at `V_S` = -36 mV, caption of fig. 4: (V in mV, n, S).
pub const FIXED_POINT_MODIFIED: [f64; 3] = [-50.6357, 2.05598e-3, 0.187922];
