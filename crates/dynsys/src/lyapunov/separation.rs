//! The largest exponent from two trajectories.

use super::Options;
use super::average::{Average, Estimate};
use crate::check;
use crate::failure::Error;
use neurodyn_core::seed::Seeds;
use neurodyn_core::{Evolve, Point, Space, System, Task, with_fma};

/// The largest Lyapunov exponent.
#[derive(Clone, Debug, PartialEq)]
pub struct Largest {
    /// The exponent, in units of 1/time.
    pub exponent: f64,
    /// Its standard error by batch means.
    pub error_bar: f64,
    /// The running estimate.
    pub history: Vec<Estimate>,
    /// Time averaged over.
    pub time: f64,
    /// Units averaged over.
    pub units: u64,
    /// True if the run stopped because the error bar was small enough.
    pub settled: bool,
    /// The state at the end.
    pub end: Vec<f64>,
}

/// The largest Lyapunov exponent from the separation of two trajectories, without any derivative.
///
/// A second trajectory starts at `distance` from the first and is put back to that distance, along the line between
/// them, every so often:
///
/// ```text
/// l = 1/t sum ln (d / distance)
/// ```
/// G. Benettin, L. Galgani & J.-M. Strelcyn, Phys. Rev. A 14, 2338 (1976). The distance must be small against the
/// attractor and large against the errors of the evolution: about `1e-8` for maps and for flows that are integrated
/// with constant steps, and well above the tolerance where each trajectory chooses its own steps. [`super::spectrum`]
/// knows no such compromise; this is for systems without derivatives, and a check that shares no code with it.
///
/// # Errors
/// Bad input, and [`Error::Stuck`] where one of the trajectories cannot go on.
///
/// ```
/// use dynsys::lyapunov::{Options, largest_by_separation};
/// use dynsys::systems::Henon;
/// use neurodyn_core::Iterated;
///
/// let henon = Iterated(Henon::default());
/// let largest = largest_by_separation(&henon, &[0.0, 0.0], 1e-8, &Options::new(10_000))?;
/// assert!((largest.exponent - 0.419).abs() < 4.0 * largest.error_bar);
/// # Ok::<(), dynsys::Error>(())
/// ```
pub fn largest_by_separation<E: Evolve<f64>>(
    evolve: &E,
    x0: &Point<E, f64>,
    distance: f64,
    options: &Options,
) -> Result<Largest, Error> {
    options.check()?;
    let dimension = evolve.space().dim();
    check::dimension("start", x0.as_ref().len(), dimension)?;
    check::in_range("dimension", dimension as f64, dimension > 0, "there must be a coordinate")?;
    check::finite("start", x0.as_ref())?;
    check::in_range("distance", distance, distance > 0.0, "it must be positive")?;
    with_fma(Pair { evolve, x0, distance, options })
}

struct Pair<'a, E: System> {
    evolve: &'a E,
    x0: &'a Point<E, f64>,
    distance: f64,
    options: &'a Options,
}

impl<E: Evolve<f64>> Task for Pair<'_, E> {
    type Output = Result<Largest, Error>;
    #[inline(always)]
    fn run(self) -> Self::Output {
        let Self { evolve, x0, distance, options } = self;
        let space = evolve.space();
        let mut stream = Seeds::new(options.seed).named("separation").stream(0);
        let mut gap = space.point(|_| stream.normal());
        rescale(gap.as_mut(), distance);
        let mut pair = [x0.clone(), x0.clone()];
        let mut work = [evolve.work(), evolve.work()];
        let mut times = [options.from; 2];
        let mut average = Average::<1>::new();
        let (mut moved, mut settled) = (0, false);
        let total = options.transient.saturating_add(options.units);
        while moved < total && !settled {
            let counted = moved >= options.transient;
            let until = if counted { total } else { options.transient };
            let chunk = options.every.min(until - moved);
            let before = times[0];
            times[1] = before;
            for i in 0..gap.as_ref().len() {
                pair[1].as_mut()[i] = pair[0].as_ref()[i] + gap.as_ref()[i];
                // what the sum's rounding left of the gap is what grows
                gap.as_mut()[i] = pair[1].as_ref()[i] - pair[0].as_ref()[i];
            }
            let start = norm(gap.as_ref());
            // the two take turns in one loop, so that the evolution is compiled once
            for turn in 0..2 * chunk {
                let which = usize::from(turn >= chunk);
                if let Err(stuck) = evolve.advance(&mut work[which], &mut times[which], &mut pair[which]) {
                    return Err(Error::Stuck { t: times[which], why: stuck.why });
                }
            }
            moved += chunk;
            for i in 0..gap.as_ref().len() {
                gap.as_mut()[i] = pair[1].as_ref()[i] - pair[0].as_ref()[i];
            }
            let stretch = rescale(gap.as_mut(), distance) / start;
            if !stretch.is_finite() {
                return Err(Error::Stuck { t: times[0], why: "the separation is not finite" });
            }
            if stretch == 0.0 {
                // the trajectories met: go on in another direction
                for c in gap.as_mut() {
                    *c = stream.normal();
                }
                rescale(gap.as_mut(), distance);
            }
            if counted && average.push(&[stretch], times[0] - before) {
                let enough = moved - options.transient >= options.least;
                settled = enough && options.error.is_some_and(|error| average.settled(error));
            }
        }
        Ok(Largest {
            exponent: average.exponents()[0],
            error_bar: average.errors()[0],
            time: average.time(),
            units: moved - options.transient,
            settled,
            history: average.history(&[0]),
            end: pair[0].as_ref().to_vec(),
        })
    }
}

#[inline(always)]
fn norm(gap: &[f64]) -> f64 {
    let mut square = 0.0;
    for i in 0..gap.len() {
        square += gap[i] * gap[i];
    }
    square.sqrt()
}

/// Gives the gap this length; returns the length that it had. A gap of length 0 stays.
#[inline(always)]
fn rescale(gap: &mut [f64], length: f64) -> f64 {
    let had = norm(gap);
    for i in 0..gap.len() {
        gap[i] = if had > 0.0 { gap[i] * (length / had) } else { gap[i] };
    }
    had
}
