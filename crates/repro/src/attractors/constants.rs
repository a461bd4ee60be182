//! Numbers of the source, each with the place where it is printed; then what it does not state, and what was found beforehand.

/// Iterations that are drawn: `tmax` in the listing above fig. 2.
pub const STEPS: usize = 100_000;
/// Iterations before that: `discard` in the same listing.
pub const DISCARD: usize = 1000;

/// A network that the source draws.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Printed {
    /// Hidden units, N.
    pub units: usize,
    /// Delays, D.
    pub delays: usize,
    /// The scaling factor of the output, s.
    pub gain: f64,
    /// The seed of `NumPy`'s legacy generator.
    pub seed: u32,
    /// The printed Lyapunov exponent.
    pub exponent: f64,
}

/// Text below fig. 2.
pub const FIG2: Printed = Printed { units: 4, delays: 32, gain: 0.22, seed: 174_658_140, exponent: -3.65 };
/// Text below fig. 3.
pub const FIG3: Printed = Printed { units: 4, delays: 32, gain: 0.55, seed: 3_160_697_950, exponent: -0.20 };
/// Text above and below fig. 4.
pub const FIG4: Printed = Printed { units: 4, delays: 16, gain: 1.4, seed: 174_658_140, exponent: 0.32 };
/// Half a unit of the last printed digit of the exponents.
pub const LAST_DIGIT: f64 = 0.005;
/// D in the file name of fig. 2; its caption says 32.
pub const DELAYS_IN_NAME_OF_FIG2: usize = 16;
/// D of the source's networks: "here 16-32", list below fig. 1.
pub const DELAYS_RANGE: (usize, usize) = (16, 32);
/// N of the source's networks: "here fewer than D, 4-8", the same list.
pub const UNITS_RANGE: (usize, usize) = (4, 8);

/// `interpolate_steps` in the listing of the drawing function.
pub const PIECES: usize = 3;
/// `skip_value`, the same listing.
pub const SKIP: usize = 16;
/// The multipliers of x and y in the colour function, the same listing.
pub const MULTIPLIERS: (f64, f64) = (0.4, 1.6);
/// `linewidth` in points, the same listing.
pub const LINE_POINTS: f64 = 0.1;
/// `alpha`, the same listing.
pub const ALPHA: f64 = 0.1;
/// `figsize` in inches, the same listing.
pub const INCHES: f64 = 10.0;
/// `dpi`, the same listing.
pub const DOTS_PER_INCH: f64 = 300.0;

/// How far apart two orbits start where the source says "initially very close" without a number.
pub const ASSUMED_APART: f64 = 1e-8;
/// The network that is the real strange attractor: the weights' seed and s of fig. 4 with the D of figs. 2 and 3.
pub const ASSUMED_STRANGE: Printed = Printed { delays: 32, exponent: f64::NAN, ..FIG4 };
/// The value of all units from which that network goes to a torus instead.
pub const ASSUMED_OTHER_START: f64 = -0.3;

/// What was computed beforehand in double precision with an independent program, for one published figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Beforehand {
    /// The exponent by definition (i): one step at the origin.
    pub origin: f64,
    /// The second exponent.
    pub second: f64,
    /// The sum of all exponents.
    pub sum: f64,
    /// The rotation number of the closed curve.
    pub rotation: f64,
    /// Visited cells of a grid of 100 x 100 on [-1, 1]^2.
    pub cells: f64,
}

/// Fig. 2.
pub const BEFORE2: Beforehand = Beforehand {
    origin: -3.645_729_055_524_273_4,
    second: -0.003_22,
    sum: -1.945_79,
    rotation: 0.142_773_078_1,
    cells: 254.0,
};
/// Fig. 3.
pub const BEFORE3: Beforehand = Beforehand {
    origin: -0.195_436_836_088_935_47,
    second: -0.022_24,
    sum: -2.815_98,
    rotation: 0.237_131_313_0,
    cells: 448.0,
};
/// Fig. 4.
pub const BEFORE4: Beforehand = Beforehand {
    origin: 0.316_720_367_488_244_67,
    second: -0.021_02,
    sum: -1.276_55,
    rotation: 0.103_323_950_2,
    cells: 438.0,
};
/// The largest exponent of fig. 2 with the D of its file name, where the orbit decays to zero.
pub const DECAY_OF_FIG2_AT_16: f64 = -0.039_18;
/// The largest exponent of the strange attractor.
pub const STRANGE_EXPONENT: f64 = 0.0124;
/// Its Kaplan-Yorke dimension.
pub const STRANGE_DIMENSION: f64 = 4.1;

/// Above this the largest exponent counts as chaos in the percentages below.
pub const CHAOS_ABOVE: f64 = 0.003;
/// Iterations discarded, and averaged over, for each network of them.
pub const PERCENT_RUN: (usize, usize) = (4000, 6000);
/// Seeds 0, 1, .. of them.
pub const PERCENT_SEEDS: usize = 60;
/// The values of s of them.
pub const PERCENT_GAINS: [f64; 6] = [0.25, 0.5, 1.0, 2.0, 4.0, 8.0];
/// N, D, and the percentage of chaotic networks for each s, of 60 seeds.
pub const PERCENT_CHAOTIC: [(usize, usize, [f64; 6]); 3] = [
    (4, 16, [0.0, 0.0, 20.0, 20.0, 27.0, 20.0]),
    (4, 32, [0.0, 0.0, 22.0, 38.0, 38.0, 40.0]),
    (8, 64, [0.0, 28.0, 72.0, 88.0, 92.0, 93.0]),
];
