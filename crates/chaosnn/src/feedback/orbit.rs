//! One orbit at a time, fast: units on lanes, and sums that wait for nothing but the newest output.

use super::network::{Feedback, State};
use super::trajectory::Trajectory;
use crate::error::Error;
use neurodyn_core::{Doubles, Kernel, Level, Mask, Wide};

/// As [`Feedback::trajectory`], for a state that fits.
pub(super) fn trajectory(
    network: &Feedback,
    start: &mut State,
    discard: usize,
    steps: usize,
) -> Result<Trajectory, Error> {
    run_on(Level::best(), network, start, discard, steps)
}

/// The same on a named instruction set.
pub(super) fn run_on(
    level: Level,
    network: &Feedback,
    start: &mut State,
    discard: usize,
    steps: usize,
) -> Result<Trajectory, Error> {
    let mut state = start.clone();
    let mut rows = vec![0.0; network.units() * steps];
    level.run::<Doubles<1>, _>(Orbit { network, state: &mut state, discard, rows: &mut rows });
    // what is no number stays in the sums for ever, so one look at the end is enough
    if state.x.iter().chain(&state.y).all(|number| number.is_finite()) {
        *start = state;
        return Ok(Trajectory::new(network.units(), rows));
    }
    Err(Error::Diverged { step: first_bad(network, start), of: discard + steps })
}

#[cold]
fn first_bad(network: &Feedback, start: &State) -> usize {
    let mut state = start.clone();
    let mut step = 0;
    while state.x.iter().all(|x| x.is_finite()) && state.y.iter().all(|y| y.is_finite()) {
        let orbit = Orbit { network, state: &mut state, discard: 1, rows: &mut [] };
        Level::best().run::<Doubles<1>, _>(orbit);
        step += 1;
    }
    step
}

/// The transposed form of the sum over delays: `pending[k]` holds what is known of the sums that will be due `k`
/// iterations later, and a new output is added to all of them at once.
///
/// ```text
/// u = w_0 y0 + pending_0;   pending_(k-1) <- w_k y0 + pending_k;   pending_(D-2) <- w_(D-1) y0
/// ```
/// Each sum still runs from the oldest delay to the newest, so its bytes are those of a plain loop, but the only
/// operations that one iteration waits for are one multiply-add, the tanh and the output.
struct Orbit<'a> {
    network: &'a Feedback,
    state: &'a mut State,
    discard: usize,
    rows: &'a mut [f64],
}

impl Kernel for Orbit<'_> {
    type Output = ();
    #[inline(always)]
    fn run<R: Wide>(self) {
        let Self { network, state, discard, rows } = self;
        let (units, delays, b) = (network.units(), network.delays(), network.b());
        let blocks = units.div_ceil(R::LANES);
        let mut weights = vec![R::lit(0.0); delays * blocks];
        for i in 0..units {
            for j in 0..delays {
                let place = &mut weights[j * blocks + i / R::LANES];
                *place = with(*place, i % R::LANES, network.weights()[i * delays + j]);
            }
        }
        let mut pending = vec![R::lit(0.0); delays * blocks];
        for k in 0..delays - 1 {
            for block in 0..blocks {
                let mut sum = weights[(delays - 1) * blocks + block] * R::lit(state.y[delays - 2 - k]);
                for j in (k + 1..delays - 1).rev() {
                    sum = weights[j * blocks + block].mul_add(R::lit(state.y[j - k - 1]), sum);
                }
                pending[k * blocks + block] = sum;
            }
        }
        let mut x = vec![0.0; blocks * R::LANES];
        x[..units].copy_from_slice(&state.x);
        // the register as a ring: `newest` is where the next output goes
        let (mut ring, mut newest) = (state.y.clone(), 0);
        ring.reverse();
        let kept = rows.len() / units;
        for step in 0..discard + kept {
            let mut y0 = b[0] * x[0];
            for i in 1..units {
                y0 = f64::mul_add(b[i], x[i], y0);
            }
            ring[newest] = y0;
            newest = if newest + 1 == delays { 0 } else { newest + 1 };
            let wide = R::lit(y0);
            for block in 0..blocks {
                let due = if delays == 1 {
                    weights[block] * wide
                } else {
                    weights[block].mul_add(wide, pending[block])
                };
                let seen = due.tanh();
                for lane in 0..R::LANES {
                    x[block * R::LANES + lane] = seen.value(lane);
                }
            }
            if delays > 1 {
                for k in blocks..(delays - 1) * blocks {
                    pending[k - blocks] = weights[k].mul_add(wide, pending[k]);
                }
                for block in 0..blocks {
                    pending[(delays - 2) * blocks + block] = weights[(delays - 1) * blocks + block] * wide;
                }
            }
            if step >= discard {
                let at = (step - discard) * units;
                rows[at..at + units].copy_from_slice(&x[..units]);
            }
        }
        state.x.copy_from_slice(&x[..units]);
        for j in 0..delays {
            state.y[j] = ring[(newest + 2 * delays - 1 - j) % delays];
        }
    }
}

/// `number` with `value` in one lane.
#[inline(always)]
fn with<R: Wide>(number: R, lane: usize, value: f64) -> R {
    R::select(R::Mask::from_bits(1 << lane), R::lit(value), number)
}

#[cfg(test)]
mod tests {
    use super::run_on;
    use crate::feedback::{Feedback, INITIAL};
    use neurodyn_core::Level;

    #[test]
    fn every_instruction_set_gives_the_same_bytes() {
        for (units, delays) in [(1, 1), (4, 32), (11, 5)] {
            let network = Feedback::drawn(units, delays, 2.5, 9).expect("a network");
            let on = |level| {
                let mut state = network.reset(INITIAL);
                let rows = run_on(level, &network, &mut state, 3, 200).expect("tame");
                (rows, state)
            };
            for level in Level::ALL.into_iter().filter(|level| level.available()) {
                assert_eq!(on(level), on(Level::Portable), "{level:?}");
            }
        }
    }
}
