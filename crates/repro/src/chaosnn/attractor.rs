//! An orbit of eq. (4) on its attractor: its states, its exponent, its period.

use ::chaosnn::Logistic;
use neurodyn_core::Dual;

/// Any start that is no preimage of the unstable fixed points will do.
const ASSUMED_START: f64 = 0.3;
/// The source does not say how many states it leaves out.
const ASSUMED_TRANSIENT: usize = 2000;
/// The longest period that is looked for.
const LONGEST: usize = 64;
/// States of one cycle agree to this after the transient, unless a bifurcation is near.
const SAME: f64 = 1e-7;

pub(super) struct Attractor {
    pub(super) x: Vec<f64>,
    /// The mean of `ln |f'|` along the orbit.
    pub(super) exponent: f64,
}

impl Attractor {
    pub(super) fn of(a: f64, states: usize) -> Self {
        let mut x = (0..ASSUMED_TRANSIENT).fold(ASSUMED_START, |x, _| Logistic::image(a, x));
        let mut attractor = Self { x: Vec::with_capacity(states), exponent: 0.0 };
        for _ in 0..states {
            let image = Logistic::image(Dual::constant(a), Dual::<f64, 1>::variable(x, 0));
            attractor.exponent += image.eps[0].abs().ln() / states as f64;
            x = image.re;
            attractor.x.push(x);
        }
        attractor
    }

    /// The shortest period with which the end of the orbit comes back; none for chaos and for very long cycles.
    pub(super) fn period(&self) -> Option<usize> {
        let end = &self.x[self.x.len().checked_sub(2 * LONGEST)?..];
        (1..=LONGEST).find(|&p| (0..LONGEST).all(|i| (end[i + p] - end[i]).abs() < SAME))
    }
}
