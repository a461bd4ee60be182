//! Every number taken from the source, each with the place where it is printed; then what it does not state.
//!
//! The equations of the source did not survive as text, and with them most numbers of figures 4 to 6.

/// The starts of the two series of fig. 6, printed in its legend.
pub const STARTS: [f64; 2] = [0.4, -0.49];
/// The strides of the three panels of fig. 6, printed beside them.
pub const STRIDES: [usize; 3] = [1, 2, 3];
/// The number of samples in fig. 6, text above it.
pub const SAMPLES: usize = 50;
/// The ends of the vertical axes of fig. 6, printed beside them: half the width of the searched interval.
pub const EDGE: f64 = 0.5;
/// The width that the source settles on, text above fig. 7.
pub const G_CHOSEN: f64 = 0.2;

/// The parameter of eqs. (4) and (5). Its printed value did not survive; the text says that the interval around zero is
/// searched chaotically, which needs 4, and the axes of fig. 6 (g = 1) agree with 4.
pub const ASSUMED_A: f64 = ::chaosnn::FULL_CHAOS;
/// The width in fig. 6, whose printed value did not survive: its axes run from -0.5 to 0.5.
pub const ASSUMED_G_OF_SERIES: f64 = 2.0 * EDGE;
/// The two widths of fig. 5, whose printed values did not survive: that of fig. 6, and the one that the source settles on.
pub const ASSUMED_WIDTHS: [f64; 2] = [ASSUMED_G_OF_SERIES, G_CHOSEN];
/// The range of A in fig. 4, which did not survive: all that is shown happens above the last steady state.
pub const ASSUMED_A_RANGE: (f64, f64) = (2.5, 4.0);

/// Where the fixed point of eq. (4) gives way to period 2: textbook.
pub const FIRST_DOUBLING: f64 = 3.0;
/// Where period 2 gives way to period 4: 1 + sqrt 6, textbook.
pub const SECOND_DOUBLING: f64 = 3.449_489_742_783_178;
/// Where period 4 gives way to period 8: textbook.
pub const THIRD_DOUBLING: f64 = 3.544_090_359_551_92;
/// Where the period doublings of eq. (4) end and chaos begins; M. J. Feigenbaum, J. Stat. Phys. 19, 25 (1978).
pub const ONSET_OF_CHAOS: f64 = 3.569_945_671_870_945;
/// The limit ratio of successive distances between period doublings; Feigenbaum, same place.
pub const FEIGENBAUM: f64 = 4.669_201_609_102_99;
/// Where the last two chaotic bands of eq. (4) merge, the real root of A^3 - 2 A^2 - 4 A = 8: textbook.
pub const BANDS_MERGE: f64 = 3.678_573_510_428_322;
/// Where the window of period 3 opens: 1 + sqrt 8, textbook.
pub const PERIOD_3: f64 = 3.828_427_124_746_19;
/// Where period 3 gives way to period 6: textbook.
pub const PERIOD_3_DOUBLES: f64 = 3.841_499_007_543_07;

/// The layers of the network, text of section 1.3: inputs, three hidden layers, classes.
pub const SIZES: [usize; 5] = [256, 200, 200, 750, 10];
/// Images to learn from, and as many to test with: text of section 4.
pub const IMAGES: usize = 4649;
/// The rows of the first layer whose weights are chaotic, "the first 30": text above fig. 7.
pub const CHAOTIC_ROWS: usize = 30;
/// Outputs an image: text above figs. 8 and 9.
pub const OUTPUTS: u64 = 100;
/// The widths that were tried, in thousandths: from 0.12 to 0.28 by 0.002, text above fig. 7.
pub const WIDTHS_TRIED: (u64, u64, u64) = (120, 280, 2);
/// The strides that were tried: from 1 to 100, text above fig. 8.
pub const STRIDES_TRIED: u64 = 100;
/// The stride of the smallest error: text above and caption of fig. 8.
pub const STRIDE_CHOSEN: u64 = 12;
/// More classes than these among the outputs, and the image is rejected: text below fig. 9.
pub const MOST_CLASSES: usize = 2;
/// Fewer outputs than these for the most frequent class, and the image is rejected: text below fig. 9.
pub const LEAST_AGREEMENT: usize = 80;
/// The share of test images that the static network gets right: table 1, text above it.
pub const STATIC_PERCENT: f64 = 96.9;
/// Test images that the static network gets wrong: table 1.
pub const STATIC_WRONG: usize = 143;
/// Test images that the static network gets right: table 1.
pub const STATIC_RIGHT: usize = 4506;
/// Test images that are rejected: table 1.
pub const REJECTED: usize = 187;
/// Errors among the images that are not rejected: table 1.
pub const CHAOTIC_WRONG: usize = 0;
/// Right ones among the images that are not rejected: table 1.
pub const CHAOTIC_RIGHT: usize = 4462;
/// Right ones among the rejected: text above table 1, which itself implies 44.
pub const RIGHT_REJECTED: usize = 43;
/// The digit of fig. 9-1 and the class of all its outputs: text above fig. 9.
pub const PLAIN_DIGIT: u8 = 3;
/// The digit of fig. 9-2, what the static network takes it for, and the classes of its outputs: text below fig. 9.
pub const TAKEN_WRONG: (u8, u8, [u8; 3]) = (7, 1, [1, 3, 9]);

/// `c` in x(0) = c W. The source says "a constant very small start proportional to its base weight".
pub const ASSUMED_SCALE: f64 = 1e-3;
