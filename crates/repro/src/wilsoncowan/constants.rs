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

/// Classes of MNIST and of Fashion-MNIST, section 4.
pub const CLASSES: usize = 10;
/// Nodes at the lower state in a target: `N / (K + 2)`, caption of fig. 4.
pub const SEGMENT: usize = NODES / (CLASSES + 2);
/// `N^2 + N + 1` at 784 nodes, appendix A.1.
pub const PARAMETERS: f64 = 615_441.0;
/// `(N - K) (N + 1) + 1` at 784 nodes, section 4.
pub const TRAINABLE: f64 = 607_591.0;
/// `(squared norm of a target, squared distance of two, their entry of eq. (10), their cosine)`, computed beforehand.
pub const TARGETS: (f64, f64, f64, f64) =
    (103.143_433_587_0, 3.314_644_990_2, 0.032_136_267_670, 0.983_931_866_2);
/// The step of Euler's method "unless specified otherwise", section 4.
pub const STEP: f64 = 0.1;
/// The time of training and of fig. 8, caption of fig. 8.
pub const T_TRAINING: f64 = 3.5;
/// Steps of [`STEP`] to t = 40, where accuracies are always given, too.
pub const STEPS_TO_40: usize = 400;
/// When the whole network has settled, text above fig. 7.
pub const T_SETTLED: f64 = 2.5;
/// When the attractors dominate the excitatory part, text above fig. 7.
pub const T_DOMINATED: f64 = 1.5;
/// The precision of the end in fig. 5: "the seventh decimal digit", its caption.
pub const PRECISION: f64 = 1e-7;
/// What "settled" means to the eye in fig. 7: a twentieth of its axis.
pub const ASSUMED_SETTLED: f64 = 0.05;
/// The late time at which accuracies are always given, too.
pub const TO_40: f64 = STEP * STEPS_TO_40 as f64;
/// The ratio of time scales after training, as figs. 6 to 8 have it, caption of fig. 6.
pub const GAMMA_AFTER: f64 = 0.85;
/// `(lambda, lower state, upper state)`: the largest real part at gamma = 0.85 and 784 nodes, computed beforehand.
pub const AFTER: [(f64, f64, f64); 2] =
    [(-28.0, -1.144_712_159_2, -1.144_712_159_2), (1000.0, -0.086_018_910_2, -1.091_555_226_9)];
/// The largest real part at planted attractors, measured beforehand on several networks: -1.58 to -1.63.
pub const PLANTED_RATE: (f64, f64) = (-1.605, 0.025);
/// The share of test images that settle at no target, at most: 0.8 % were seen beforehand with 196 well-trained nodes.
pub const SPURIOUS: f64 = 0.02;

/// Gamma on MNIST and on Fashion-MNIST, each with the standard deviation of the mean, table 1.
pub const TABLE_1: [(f64, f64); 2] = [(0.839, 0.031), (0.922, 0.035)];
/// Accuracy and that of the perceptron, each with its standard deviation, on both sets, table 2.
pub const TABLE_2: [((f64, f64), (f64, f64)); 2] =
    [((0.9813, 0.0003), (0.9829, 0.0013)), ((0.8839, 0.0019), (0.8955, 0.0030))];
/// Numbers of the perceptron with 764 hidden units, text above table 2; counted.
pub const MLP_PARAMETERS: f64 = 607_390.0;
/// Sides of the images of tables 6 and 7, appendix D.
pub const SIDES: [usize; 7] = [14, 17, 21, 24, 28, 31, 35];

/// A row of tables 6 and 7.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Gamma after training.
    pub gamma: f64,
    /// Accuracy.
    pub accuracy: f64,
}

const fn size(gamma: f64, accuracy: f64) -> Size {
    Size { gamma, accuracy }
}

/// Table 6: MNIST by size, in the order of [`SIDES`].
pub const TABLE_6: [Size; 7] = [
    size(0.860_46, 0.9746),
    size(0.8822, 0.98),
    size(0.8311, 0.9818),
    size(1.066, 0.9815),
    size(0.839, 0.9813),
    size(0.827, 0.9781),
    size(1.044, 0.981),
];
/// Table 7: Fashion-MNIST by size.
pub const TABLE_7: [Size; 7] = [
    size(0.8625, 0.8752),
    size(1.064, 0.8794),
    size(0.971, 0.8788),
    size(0.910, 0.8853),
    size(0.992, 0.8839),
    size(1.016, 0.8847),
    size(1.016, 0.887),
];
/// How near an accuracy of tables 6 and 7, which have one run and no deviation, must come: half a point.
pub const WITHIN: f64 = 0.005;

/// Accuracy with trainable planted columns, and with planted eigenvalues of 0.1, appendix E.
pub const ABLATED: (f64, f64) = (0.9783, 0.9728);
/// The eigenvalue of planted columns, section 4, and what appendix E makes of it.
pub const PLANTED_EIGENVALUE: f64 = 0.0;
/// See [`PLANTED_EIGENVALUE`].
pub const SHIFTED_EIGENVALUE: f64 = 0.1;
/// The rate of Adam, section 4.
pub const RATE: f64 = 0.1;
/// The length of the orthogonal columns at the start, from the published code; the text says "orthogonal".
pub const ORTHOGONAL_GAIN: f64 = 1.15;
/// How far outside of the region eigenvalues begin, in units of its limit; appendix E does not say.
pub const ASSUMED_OUTSIDE: f64 = 1.2;

/// How far planted eigenvalues of 0.1 move the states of a node at 784 nodes, computed beforehand, and within what.
pub const MOVED: (f64, f64) = (2e-5, 3e-6);
