//! `Feedback`: weights of a feedback network and the states that it moves.

use super::orbit;
use super::trajectory::Trajectory;
use crate::error::Error;
use rand_mt::Mt;

/// The value of all units after the seed's reset.
pub const INITIAL: f64 = 0.001;

/// ```text
/// y0 = sum_i b_i x_i,   y <- (y0, y_0, .., y_(D-2)),   x_i = tanh(sum_j w_ij y_j)
/// ```
/// A network of `N` tanh units that sees its last `D` outputs. As a [`Map`](neurodyn_core::Map) its state is `y` alone,
/// since `x` follows from it.
///
/// ```
/// use chaosnn::feedback::{Feedback, INITIAL};
///
/// let network = Feedback::drawn(4, 16, 1.4, 174658140)?; // fig. 4 of the seed
/// let trajectory = network.trajectory(&mut network.reset(INITIAL), 1000, 5000)?;
/// let (x1, x2) = (trajectory.unit(0), trajectory.unit(1));
/// assert_eq!((x1.len(), x2.len()), (5000, 5000));
/// assert!(x1.iter().all(|x| x.abs() < 1.0));
/// # Ok::<(), chaosnn::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Feedback {
    delays: usize,
    weights: Vec<f64>,
    /// `b` for the gain 1: what is drawn is kept, so that rescaling gives the bytes of a fresh draw.
    draws: Vec<f64>,
    gain: f64,
    b: Vec<f64>,
}

/// Where a network is: what it has fed back and what its units show.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// The shift register, newest first: `D` numbers.
    pub y: Vec<f64>,
    /// The units: `N` numbers.
    pub x: Vec<f64>,
}

impl State {
    /// The mirror image, `x -> -x`, `y -> -y`.
    #[must_use]
    pub fn mirrored(&self) -> Self {
        let minus = |numbers: &[f64]| numbers.iter().map(|number| -number).collect();
        Self { y: minus(&self.y), x: minus(&self.x) }
    }
}

impl Feedback {
    /// The network of a seed, with `w = 2 U - 1` (row by row) and then `b = s U`, where `U` are the doubles of `NumPy`'s
    /// legacy generator: `np.random.seed(seed)` and `np.random.random`, bit by bit.
    ///
    /// That generator is MT19937, seeded by Knuth's recurrence; a double takes 27 and 26 bits of two words.
    ///
    /// # Errors
    /// [`Error::Range`] without units or delays, or for a gain that is no number.
    pub fn drawn(units: usize, delays: usize, gain: f64, seed: u32) -> Result<Self, Error> {
        some("units of a feedback network", units)?;
        some("delays of a feedback network", delays)?;
        if !gain.is_finite() {
            return Err(Error::Range { what: "the gain s", value: gain, must_be: "a finite number" });
        }
        let mut words = Mt::new(seed);
        let weights = (0..units * delays).map(|_| 2.0 * uniform(&mut words) - 1.0).collect();
        let draws: Vec<f64> = (0..units).map(|_| uniform(&mut words)).collect();
        Ok(Self { delays, weights, b: scaled(&draws, gain), draws, gain })
    }
    /// A network of one's own: `N` rows of `delays` weights, and `N` numbers `b`. Its gain is 1.
    ///
    /// # Errors
    /// [`Error::Range`] without units or delays, [`Error::Sizes`] for weights that do not fit, [`Error::NotANumber`].
    pub fn new(delays: usize, weights: Vec<f64>, b: Vec<f64>) -> Result<Self, Error> {
        some("delays of a feedback network", delays)?;
        some("units of a feedback network", b.len())?;
        if weights.len() != b.len() * delays {
            let (expected, found) = (b.len() * delays, weights.len());
            return Err(Error::Sizes { what: "weights of a feedback network", expected, found });
        }
        all_finite("weights", &weights)?;
        all_finite("b", &b)?;
        Ok(Self { delays, weights, draws: b.clone(), gain: 1.0, b })
    }
    /// The same draws with another gain: `b` is `gain` times what was drawn.
    ///
    /// # Panics
    /// If the gain is no finite number, or so large that some `b` is none.
    #[must_use]
    pub fn rescaled(&self, gain: f64) -> Self {
        let b = scaled(&self.draws, gain);
        assert!(b.iter().all(|b| b.is_finite()), "gain {gain}");
        Self { gain, b, ..self.clone() }
    }
    /// Number of units, `N`.
    #[must_use]
    pub fn units(&self) -> usize {
        self.b.len()
    }
    /// Number of delays, `D`.
    #[must_use]
    pub fn delays(&self) -> usize {
        self.delays
    }
    /// The gain `s`.
    #[must_use]
    pub fn gain(&self) -> f64 {
        self.gain
    }
    /// `w`, `N` rows of `D` numbers; column 0 belongs to the newest output.
    #[must_use]
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }
    /// `b`, `N` numbers.
    #[must_use]
    pub fn b(&self) -> &[f64] {
        &self.b
    }
    /// The seed's reset: every unit at `x` (the seed takes [`INITIAL`]), an empty register.
    #[must_use]
    pub fn reset(&self, x: f64) -> State {
        State { y: vec![0.0; self.delays], x: vec![x; self.units()] }
    }
    /// Moves the state by `discard` iterations and then by `steps` more, and keeps the units after each of those.
    ///
    /// Sums run from the oldest delay to the newest and over units in order, each by fused multiply-adds; the bytes are
    /// those of every other orbit in this module.
    ///
    /// # Errors
    /// [`Error::Sizes`] or [`Error::NotANumber`] for a state that does not fit, [`Error::Diverged`] where weights are so
    /// large that a sum is no number; the state stays as it was.
    pub fn trajectory(&self, start: &mut State, discard: usize, steps: usize) -> Result<Trajectory, Error> {
        self.check(start)?;
        orbit::trajectory(self, start, discard, steps)
    }
    /// Moves the state by so many iterations.
    ///
    /// # Errors
    /// As [`trajectory`](Self::trajectory).
    pub fn advance(&self, start: &mut State, steps: usize) -> Result<(), Error> {
        self.trajectory(start, steps, 0).map(drop)
    }
    /// The register `y` after one iteration from `start`: the first state of the network as a
    /// [`Map`](neurodyn_core::Map).
    ///
    /// A reset puts the units where no register puts them (`x = 0.001` with `y = 0`), so it is no state of the map. It
    /// enters by its first output, `y0 = sum_i b_i x_i`; from there on `x` follows from `y`.
    ///
    /// # Errors
    /// [`Error::Sizes`] or [`Error::NotANumber`] for a state that does not fit.
    pub fn first_register(&self, start: &State) -> Result<Vec<f64>, Error> {
        self.check(start)?;
        let mut y = vec![output(&self.b, &start.x)];
        y.extend(&start.y[..self.delays - 1]);
        Ok(y)
    }
    pub(super) fn check(&self, state: &State) -> Result<(), Error> {
        for (what, expected, numbers) in
            [("delays of a state", self.delays, &state.y), ("units of a state", self.units(), &state.x)]
        {
            if numbers.len() != expected {
                return Err(Error::Sizes { what, expected, found: numbers.len() });
            }
            all_finite(what, numbers)?;
        }
        Ok(())
    }
}

/// `sum_i b_i x_i`, in order.
#[inline(always)]
pub(super) fn output<R: neurodyn_core::Real>(b: &[R], x: &[R]) -> R {
    let mut sum = b[0] * x[0];
    for i in 1..b.len() {
        sum = b[i].mul_add(x[i], sum);
    }
    sum
}

/// The next double of `np.random.random`.
fn uniform(words: &mut Mt) -> f64 {
    let (high, low) = (words.next_u32() >> 5, words.next_u32() >> 6);
    (f64::from(high) * 67108864.0 + f64::from(low)) / 9007199254740992.0
}

fn scaled(draws: &[f64], gain: f64) -> Vec<f64> {
    draws.iter().map(|draw| gain * draw).collect()
}

fn some(what: &'static str, count: usize) -> Result<(), Error> {
    if count == 0 { Err(Error::Range { what, value: 0.0, must_be: "at least 1" }) } else { Ok(()) }
}

fn all_finite(what: &'static str, numbers: &[f64]) -> Result<(), Error> {
    match numbers.iter().position(|number| !number.is_finite()) {
        Some(index) => Err(Error::NotANumber { what, index, value: numbers[index] }),
        None => Ok(()),
    }
}
