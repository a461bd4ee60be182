//! Long orbits of a mapping: does it drift, does it escape, what does single precision change?

use super::orbit::{escaped, is_finite};
use crate::error::Error;
use crate::mapping::{Mapping, Scaled};
use crate::net::Net;
use crate::observable;
use dynsys::map_ensemble::Sum;
use neurodyn_core::{Map, Task, with_fma};

/// An orbit has escaped when a scaled coordinate exceeds this: the box twice as long to all sides. Orbits from within the
/// box leave it for a while, as those of the equations do (`V` from -72 to -13.9 mV, `n` to 0.176).
pub const ROOM: f64 = 2.0;

/// What a long orbit did.
#[derive(Clone, Debug, PartialEq)]
pub struct Drift {
    /// `Q` over successive windows of equal length, those that were completed.
    pub q: Vec<f64>,
    /// The least value of each coordinate, mV and 1.
    pub low: [f64; 3],
    /// The greatest value of each coordinate.
    pub high: [f64; 3],
    /// The iteration at which the orbit left the [room](ROOM) or the finite numbers, where it was no longer followed.
    pub escape: Option<u64>,
}

impl Drift {
    /// The greatest less the least `Q` of the windows after the first `after`: what is left of the transient is not drift.
    #[must_use]
    pub fn spread(&self, after: usize) -> f64 {
        let q = self.q.iter().skip(after);
        let (low, high) =
            q.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &q| (low.min(q), high.max(q)));
        high - low
    }
}

/// Follows the mapping at `vs` (mV) from `x0` for `windows` windows of so many iterations each.
///
/// # Errors
/// [`Error::NetSize`] if the net is not of a neuron with one parameter; [`Error::NotFinite`]. An escape is a result.
///
/// ```
/// use hhnet::{analysis::drift, shipped, transition::START};
///
/// let drift = drift(&shipped::modified(), -34.0, &START, 4, 1000)?;
/// assert_eq!((drift.q.len(), drift.escape), (4, None));
/// # Ok::<(), hhnet::Error>(())
/// ```
pub fn drift(net: &Net, vs: f64, x0: &[f64; 3], windows: usize, iterations: u64) -> Result<Drift, Error> {
    let map = Mapping::<3, 1>::new(net, [vs])?.scaled();
    finite_start(x0)?;
    let scaling = &net.form().variables;
    let u0 = core::array::from_fn(|i| scaling.scaled(i, x0[i]));
    let (middle, half) = (scaling.middle[2], scaling.half[2]);
    let mut drift = with_fma(Long { map, u0, s: (middle, half), windows, iterations });
    for i in 0..3 {
        drift.low[i] = scaling.physical(i, drift.low[i]);
        drift.high[i] = scaling.physical(i, drift.high[i]);
    }
    Ok(drift)
}

fn finite_start(x0: &[f64; 3]) -> Result<(), Error> {
    match x0.iter().position(|c| !c.is_finite()) {
        None => Ok(()),
        Some(index) => Err(Error::NotFinite { what: "start", index, value: x0[index] }),
    }
}

/// A long orbit, on scaled variables.
struct Long<'a> {
    map: Scaled<'a, 3, 1>,
    u0: [f64; 3],
    s: (f64, f64),
    windows: usize,
    iterations: u64,
}

impl Task for Long<'_> {
    type Output = Drift;
    #[inline(always)]
    fn run(self) -> Drift {
        let Self { map, u0, s: (middle, half), windows, iterations } = self;
        let (mut u, mut next) = (u0, u0);
        let mut drift = Drift { q: Vec::new(), low: u0, high: u0, escape: None };
        let mut sum = Sum::<f64>::zero();
        let mut within = 0;
        for n in 1..=iterations * windows as u64 {
            map.apply(&u, &mut next);
            core::mem::swap(&mut u, &mut next);
            let mut stays = true;
            for i in 0..3 {
                // NaN stays nowhere
                stays &= u[i].abs() <= ROOM;
                drift.low[i] = drift.low[i].min(u[i]);
                drift.high[i] = drift.high[i].max(u[i]);
            }
            if !stays {
                drift.escape = Some(n);
                break;
            }
            let gate = half.mul_add(u[2], middle);
            sum.add(gate * gate);
            within += 1;
            if within == iterations {
                drift.q.push((sum.value(0) / iterations as f64).sqrt());
                sum = Sum::zero();
                within = 0;
            }
        }
        drift
    }
}

/// How far an orbit in single precision is from the one in double precision.
#[derive(Clone, Debug, PartialEq)]
pub struct Rounding {
    /// `|V_f32 - V_f64|` (mV) after each of the numbers of iterations asked for.
    pub v: Vec<f64>,
    /// `Q` in single precision.
    pub q_single: f64,
    /// `Q` in double precision.
    pub q_double: f64,
}

/// Follows the mapping at `vs` (mV) from `x0` in both precisions, on scaled variables as ensembles do, up to the end of
/// `window` (s); `after` must ascend, numbers of iterations beyond the end are left out.
///
/// # Errors
/// [`Error::NetSize`] if the net is not of a neuron with one parameter; [`Error::Window`], [`Error::NotFinite`];
/// [`Error::Run`] with the iteration if an orbit leaves the finite numbers.
pub fn rounding(
    net: &Net,
    vs: f64,
    x0: &[f64; 3],
    after: &[u64],
    window: (f64, f64),
) -> Result<Rounding, Error> {
    observable::check(window)?;
    let double = Mapping::<3, 1>::new(net, [vs])?.scaled();
    finite_start(x0)?;
    let net_single = net.single();
    let single = Mapping::<3, 1, f32>::new(&net_single, [vs])?.scaled();
    let [from, to] = [window.0, window.1].map(|t| (t / net.form().dt).round() as u64);
    with_fma(Both { net, double, single, x0, after, from, to })
}

struct Both<'a> {
    net: &'a Net,
    double: Scaled<'a, 3, 1>,
    single: Scaled<'a, 3, 1, f32>,
    x0: &'a [f64; 3],
    after: &'a [u64],
    from: u64,
    to: u64,
}

impl Task for Both<'_> {
    type Output = Result<Rounding, Error>;
    #[inline(always)]
    fn run(self) -> Self::Output {
        let Self { net, double, single, x0, after, from, to } = self;
        let scaling = &net.form().variables;
        let mut u: [f64; 3] = core::array::from_fn(|i| scaling.scaled(i, x0[i]));
        let mut w: [f32; 3] = core::array::from_fn(|i| u[i] as f32);
        let (mut u_next, mut w_next) = (u, w);
        let mut sums = [Sum::<f64>::zero(); 2];
        let mut v = Vec::new();
        for n in 1..=to {
            double.apply(&u, &mut u_next);
            single.apply(&w, &mut w_next);
            if !is_finite(&u_next) || !is_finite(&w_next.map(f64::from)) {
                return Err(escaped(n, &u));
            }
            (u, w) = (u_next, w_next);
            if after.get(v.len()) == Some(&n) {
                v.push((f64::from(w[0]) - u[0]).abs() * scaling.half[0]);
            }
            if n > from {
                for (sum, gate) in sums.iter_mut().zip([f64::from(w[2]), u[2]]) {
                    let s = scaling.physical(2, gate);
                    sum.add(s * s);
                }
            }
        }
        let [q_single, q_double] = sums.map(|sum| (sum.value(0) / (to - from) as f64).sqrt());
        Ok(Rounding { v, q_single, q_double })
    }
}
