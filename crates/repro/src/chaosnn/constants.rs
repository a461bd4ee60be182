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
