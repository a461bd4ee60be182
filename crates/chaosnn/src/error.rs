//! What can go wrong: series that have no start, numbers that do not fit, files that cannot be read.

/// Everything that `chaosnn` reports as an error.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The interval has no width.
    #[error("the interval's width g = {g} is not a positive finite number")]
    Width {
        /// The width.
        g: f64,
    },
    /// The parameter does not keep orbits in the interval.
    #[error("A = {a} is outside 0..=4, where [-g/2, g/2] is mapped into itself")]
    Gain {
        /// The parameter.
        a: f64,
    },
    /// Every zeroth state is no series.
    #[error("T = 0: a series takes every T-th state, T at least 1")]
    Stride,
    /// The start is at the edge, where the orbit sticks, or outside, where it runs away, or NaN.
    #[error(
        "the start x(0) = {x0} is not inside ({}, {}), so its orbit sticks at the edge or diverges", -0.5 * g, 0.5 * g
    )]
    Start {
        /// The start.
        x0: f64,
        /// The width of the interval.
        g: f64,
    },
    /// The start is zero, or so near that rounding makes it so: the orbit goes to `g/2`, `-g/2` and stays.
    #[error(
        "the start x(0) = {x0} rounds to the critical point of the map (g = {g}, A = {a}): stuck at -g/2 after {step} steps"
    )]
    Sticks {
        /// The start.
        x0: f64,
        /// The width of the interval.
        g: f64,
        /// The bifurcation parameter.
        a: f64,
        /// The step that reached `-g/2`: 1 or 2.
        step: u64,
    },
    /// The orbit left the numbers, which takes a width near the largest one.
    #[error("x({step}) = {x} from x(0) = {x0} with g = {g}, A = {a}; {} samples were finished", samples.len())]
    NotFinite {
        /// The step.
        step: u64,
        /// The state there.
        x: f64,
        /// The start.
        x0: f64,
        /// The width of the interval.
        g: f64,
        /// The bifurcation parameter.
        a: f64,
        /// What was finished before.
        samples: Vec<f64>,
    },
    /// The orbit left its interval.
    #[error("x({step}) = {x} from x(0) = {x0} is outside of [-g/2, g/2], g = {g}")]
    Left {
        /// The first step outside.
        step: u64,
        /// The state there.
        x: f64,
        /// The start.
        x0: f64,
        /// The width of the interval.
        g: f64,
    },
    /// The series of one chaotic weight is bad.
    #[error("the weight in row {row}, column {column} of layer {layer} (all from 0): {why}")]
    Weight {
        /// Its layer.
        layer: usize,
        /// Its row, that of the biases being the last.
        row: usize,
        /// Its column.
        column: usize,
        /// What is bad about it.
        why: Box<Error>,
    },
    /// Numbers of inputs, units, weights or images that do not fit each other.
    #[error("{what}: {expected} expected, {found} found")]
    Sizes {
        /// Of what.
        what: &'static str,
        /// As it must be.
        expected: usize,
        /// As it is.
        found: usize,
    },
    /// A number that must be finite is not.
    #[error("{what}[{index}] is {value}, not a finite number")]
    NotANumber {
        /// Which argument.
        what: &'static str,
        /// Which entry.
        index: usize,
        /// Its value.
        value: f64,
    },
    /// A number outside of its range.
    #[error("{what} is {value}: it must be {must_be}")]
    Range {
        /// Which.
        what: &'static str,
        /// Its value.
        value: f64,
        /// The range, in words.
        must_be: &'static str,
    },
    /// A file cannot be read or written, or does not hold what it should.
    #[error("{}: {why}", path.display())]
    File {
        /// Which.
        path: std::path::PathBuf,
        /// Why not.
        why: String,
    },
    /// The sums of a feedback network are no numbers any more: its weights are too large.
    #[error("the state is not finite after iteration {step} of {of}")]
    Diverged {
        /// The first such iteration, from 1.
        step: usize,
        /// Iterations asked for.
        of: usize,
    },
    /// An analysis refused its input or could not go on, in its words.
    #[error("{0}")]
    Dynamics(String),
    /// The flag that asks to stop was raised.
    #[error("stopped: {done} of {total} were finished")]
    Cancelled {
        /// Finished.
        done: usize,
        /// In all.
        total: usize,
    },
    /// A label that is no class.
    #[error("image {image} (from 0) has the label {label}, there are {classes} classes")]
    Label {
        /// Which image.
        image: usize,
        /// Its label.
        label: u8,
        /// Number of classes.
        classes: usize,
    },
    /// A pixel outside of [-1, 1], or no number.
    #[error("pixel {pixel} of image {image} (both from 0) is {value}, outside of [-1, 1]")]
    Pixel {
        /// Which image.
        image: usize,
        /// Which pixel.
        pixel: usize,
        /// What stands there.
        value: f32,
    },
    /// Training cannot begin or go on.
    #[error("training: {why}")]
    Training {
        /// Why not.
        why: String,
    },
}
