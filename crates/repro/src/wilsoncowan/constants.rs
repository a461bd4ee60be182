//! Every number taken from the source, each with the place where it is printed; then what was computed beforehand.
//!
//! The parameters of the node, printed in the captions of figs. 2 and 3, are `wilsoncowan::Node::published`.

/// Nodes of the network, caption of fig. 3.
pub const NODES: usize = 784;
/// The ratio of time scales before training, caption of fig. 3.
pub const GAMMA_BEFORE: f64 = 0.25;
/// The two numbers of `f_E` as the caption of fig. 3 has them: `f_E^(1)` and `f_E^(2)`.
pub const CAPTION_F_E: (f64, f64) = (0.25, 0.65);

/// The lower stable state, its unstable neighbour and the upper stable state: thirty-digit roots, rounded.
pub const STATES: [f64; 3] = [0.213_590_341_241_998_36, 0.283_960_153_188_196_07, 0.373_268_984_633_266_15];
/// The inhibitory part of all of them, likewise.
pub const INHIBITORY: f64 = 0.452_562_450_770_461_77;
/// Where the lower and the upper state lose their stability at 784 nodes, likewise.
pub const CROSSINGS: [f64; 2] = [1_056.748_235_21, 2_007.525_431_54];
/// `(lambda, lower state, upper state)`: the largest real part at gamma = 0.25, likewise.
pub const LARGEST: [(f64, f64, f64); 3] = [
    (-784.0, -2.790_204_074_4, -3.024_344_677_0),
    (0.0, -1.601_817_769_0, -2.174_957_385_0),
    (1500.0, 0.671_880_519_3, -0.549_854_147_8),
];

/// The range of lambda in fig. 3: the printed axis did not survive, so both crossings are shown, and as far below.
pub const ASSUMED_RANGE: (f64, f64) = (-2500.0, 2500.0);
