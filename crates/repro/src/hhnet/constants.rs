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

/// Values of `V_S` in figs. 3 and 6, text above fig. 3.
pub const VALUES_OF_V_S: usize = 300;
/// Starts at each of them, text above fig. 3.
pub const STARTS: usize = 3000;
/// The range of `V_S` in mV from which figs. 3 and 6 are drawn, table 3.
pub const V_S_RANGE: (f64, f64) = (-40.0, -30.0);
/// About where Q of the original neuron jumps, in mV, text above fig. 3.
pub const JUMP_ORIGINAL: f64 = -34.0;
/// About where Q of the modified neuron jumps, in mV, text above fig. 3.
pub const JUMP_MODIFIED: f64 = -35.0;
/// About between which values of `V_S` in mV the modified neuron can rest, text above fig. 3.
pub const REST_RANGE: (f64, f64) = (-37.0, -35.0);
/// `V_S` in mV around which fig. 4 is drawn, text above and caption of fig. 4.
pub const V_S_FIG4: f64 = -36.0;
/// `V_S` in mV at which the point of fig. 5 is the steady state, caption of fig. 5.
pub const V_S_FIG5: f64 = -33.8;
/// The unstable steady state of the original neuron at `V_S` = -33.8 mV, caption of fig. 5: (V in mV, n, S).
pub const FIXED_POINT_ORIGINAL: [f64; 3] = [-46.9978, 3.92943e-3, 0.210855];
/// `V_S1` in mV at which the point of fig. 9 is the steady state, caption of fig. 9.
pub const V_S1_FIG9: f64 = -36.0;
/// The steady state of the original and the modified neuron coupled with 0.001 at `V_S1` = -36 mV, caption of fig. 9.
pub const FIXED_POINT_MIXED: [f64; 6] = [-49.8965, 2.34541e-3, 0.199464, -50.5546, 2.08592e-3, 0.187634];
/// The reach of `V_0` in figs. 4, 5 and 9 as a share of `V_f`, caption of fig. 4.
pub const REACH: f64 = 0.1;
/// `V_S2 - V_S1` in mV of all coupled neurons, text below eq. (4).
pub const SHIFT: f64 = 0.1;
/// `g_c,V` in figs. 6 a to c, 7, 8 a, b and 9 a, caption of fig. 6.
pub const GC_WEAK: f64 = 0.001;
/// `g_c,V` in figs. 6 d, 8 c and 9 c, caption of fig. 6.
pub const GC_STRONG: f64 = 0.01;
/// `g_c,V` in figs. 9 a, b, c, caption of fig. 9.
pub const GC_FIG9: [f64; 3] = [0.001, 0.006, 0.01];
/// `V_S` in mV in figs. 1 a, b and 2 a: bistability, captions of figs. 1 and 2.
pub const V_S_BISTABLE: f64 = -36.0;
/// `V_S` in mV in figs. 1 c and 2 b: spikes, captions of figs. 1 and 2.
pub const V_S_SPIKES: f64 = -34.0;
/// The start of fig. 1 a, which goes to bursts, caption of fig. 1: (V in mV, n, S).
pub const START_BURSTS: [f64; 3] = [-51.0, 2e-3, 0.185];
/// The start of fig. 1 b, which goes to rest, caption of fig. 1: (V in mV, n, S).
pub const START_REST: [f64; 3] = [-51.0, 2e-3, 0.189];
/// `V_S1` in mV in fig. 7 a, b, c, caption of fig. 7.
pub const V_S1_FIG7: [f64; 3] = [-36.0, -33.0, -31.0];
/// `V_S1` in mV in fig. 8 a, b, c, caption of fig. 8.
pub const V_S1_FIG8: [f64; 3] = [-34.4, -33.3, -30.5];
/// `g_c,V` in fig. 8 a, b, c, caption of fig. 8.
pub const GC_FIG8: [f64; 3] = [0.001, 0.001, 0.01];
/// `D_u`, the dynamic variables of a mapping, table 2.
pub const D_U: usize = 3;
/// `D_p`, its control parameters, table 2.
pub const D_P: usize = 1;
/// `N_h`, the units of its hidden layer, table 2.
pub const N_H: usize = 100;
/// `chi`, the stabilising factor, table 2 and text below eq. (5).
pub const CHI: f64 = 0.001;
/// The domain of V in mV, n and S from which data sets are drawn, table 3.
pub const DOMAIN: [(f64, f64); 3] = [(-70.0, -18.0), (0.0, 0.13), (0.14, 0.26)];
/// `m_u` in mV and 1, table 3.
pub const M_U: [f64; 3] = [-44.0, 0.065, 0.2];
/// `s_u` in mV and 1, table 3.
pub const S_U: [f64; 3] = [26.0, 0.065, 0.06];
/// `m_p` in mV, table 3.
pub const M_P: f64 = -35.0;
/// `s_p` in mV, table 3.
pub const S_P: f64 = 5.0;
/// `dt` in s, table 3.
pub const DT: f64 = 0.005;
/// `L_chunk`, table 3; the steps of a trajectory segment.
pub const L_CHUNK: usize = 10;
/// `L_chunk` of fig. 4 b, c, d, caption of fig. 4.
pub const L_CHUNKS: [usize; 3] = [10, 1, 100];
/// `N_chunks`, table 3.
pub const N_CHUNKS: usize = 100_000;
/// `L_train`, table 3.
pub const L_TRAIN: usize = 1_000_000;
/// `L_validation`, table 3.
pub const L_VALIDATION: usize = 100_000;
/// `L_batch`, table 3.
pub const L_BATCH: usize = 10_000;
