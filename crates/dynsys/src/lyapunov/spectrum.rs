//! The spectrum of exponents by tangent dynamics.

use super::average::{Average, Estimate};
use super::follow::follow;
use super::{Options, kaplan_yorke};
use crate::check;
use crate::failure::Error;
use neurodyn_core::{Dual, Evolve, Point, Space, System, Task, with_fma};

/// Lyapunov exponents with what is known of their accuracy.
#[derive(Clone, Debug, PartialEq)]
pub struct Spectrum {
    /// The exponents, largest first, in units of 1/time; minus infinity for a direction that a map destroys.
    pub exponents: Vec<f64>,
    /// Their standard errors by batch means; infinite if the run was too short for any.
    pub error_bars: Vec<f64>,
    /// The running estimates, at times that spread out as the run goes on (a few hundred at most).
    pub history: Vec<Estimate>,
    /// Time averaged over.
    pub time: f64,
    /// Units averaged over.
    pub units: u64,
    /// True if the run stopped because the error bars were small enough.
    pub settled: bool,
    /// Renormalisations in which a direction vanished: the map is not invertible there (exponent minus infinity), or
    /// the directions grew apart beyond rounding and should be renormalised more often.
    pub collapsed: u64,
    /// The state at the end.
    pub end: Vec<f64>,
}

impl Spectrum {
    /// The sum of the exponents; with all of them, the mean divergence of the flow or `ln |det|` of the map.
    #[must_use]
    pub fn sum(&self) -> f64 {
        self.exponents.iter().sum()
    }

    /// The Kaplan-Yorke dimension, see [`kaplan_yorke`]; an exponent below its error bar, or below one over the time
    /// averaged (to which no exponent is known), counts as 0.
    #[must_use]
    pub fn kaplan_yorke(&self) -> Option<f64> {
        let zero: Vec<f64> = self.error_bars.iter().map(|error| error.max(1.0 / self.time)).collect();
        kaplan_yorke(&self.exponents, &zero, self.end.len())
    }
}

/// The `K` largest Lyapunov exponents of the orbit of `x0`.
///
/// `K` tangent directions `V` are carried along as derivatives, `x + V e`, and every so often split by `V = Q R`:
///
/// ```text
/// l_k = 1/t sum ln R_kk
/// ```
/// G. Benettin, L. Galgani, A. Giorgilli & J.-M. Strelcyn, Meccanica 15, 9 and 21 (1980); I. Shimada & T. Nagashima,
/// Prog. Theor. Phys. 61, 1605 (1979). The orbit is the one that plain numbers would follow, byte for byte. `K` is at
/// most the dimension; cost grows as `K` evaluations. One trajectory at a time; [`spectra`](super::spectra) follows many on
/// lanes.
///
/// An adaptive integrator chooses its steps for the orbit alone. Near a stable fixed point the orbit needs no small ones
/// while the directions still do: there `dt` of [`Sampled`](crate::Sampled), which no step exceeds, must be short
/// against the fastest rate (with `every` as large as before).
///
/// # Errors
/// Bad input, and [`Error::Stuck`] where the orbit cannot go on or a tangent direction overflows.
///
/// ```
/// use dynsys::lyapunov::{Options, spectrum};
/// use dynsys::systems::Henon;
/// use neurodyn_core::Iterated;
///
/// let henon = spectrum::<2, _>(&Iterated(Henon::default()), &[0.0, 0.0], &Options::new(10_000))?;
/// assert!((henon.exponents[0] - 0.419).abs() < 4.0 * henon.error_bars[0]);
/// assert!((henon.sum() - 0.3_f64.ln()).abs() < 1e-12);
/// # Ok::<(), dynsys::Error>(())
/// ```
pub fn spectrum<const K: usize, E: Evolve<Dual<f64, K>>>(
    evolve: &E,
    x0: &Point<E, f64>,
    options: &Options,
) -> Result<Spectrum, Error> {
    let dimension = evolve.space().dim();
    options.check()?;
    check::dimension("start", x0.as_ref().len(), dimension)?;
    check::finite("start", x0.as_ref())?;
    let fits = (1..=dimension).contains(&K);
    check::in_range("number of directions", K as f64, fits, "between 1 and the dimension")?;
    with_fma(Run { evolve, x0, options })
}

struct Run<'a, E: System, const K: usize> {
    evolve: &'a E,
    x0: &'a Point<E, f64>,
    options: &'a Options,
}

impl<E: Evolve<Dual<f64, K>>, const K: usize> Task for Run<'_, E, K> {
    type Output = Result<Spectrum, Error>;
    #[inline(always)]
    fn run(self) -> Self::Output {
        let found = follow::<K, f64, E>(self.evolve, self.x0, self.options, 1)?;
        found
            .into_iter()
            .next()
            .unwrap_or(Err(Error::Stuck { t: self.options.from, why: "there is no time" }))
    }
}

#[inline(never)]
pub(super) fn finish<const K: usize>(
    average: Average<K>,
    units: u64,
    settled: bool,
    end: Vec<f64>,
) -> Spectrum {
    let (exponents, errors) = (average.exponents(), average.errors());
    // directions find their order by themselves, but exponents that are nearly equal may stand in any
    let mut order: Vec<usize> = (0..K).collect();
    order.sort_by(|&i, &j| exponents[j].total_cmp(&exponents[i]));
    Spectrum {
        exponents: order.iter().map(|&k| exponents[k]).collect(),
        error_bars: order.iter().map(|&k| errors[k]).collect(),
        time: average.time(),
        units,
        settled,
        collapsed: average.collapsed(),
        history: average.history(&order),
        end,
    }
}
