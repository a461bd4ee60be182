//! Lyapunov exponents of mappings per second, so that they stand beside those of the flow.

use crate::error::Error;
use dynsys::Spectrum;
use dynsys::lyapunov::{Options, spectrum};
use neurodyn_core::{Dual, Evolve, Map, Point, Primal, Real, Space, Stuck, System};

/// A map whose iterations take the time `dt`, as an evolution: rates of it are per unit of time.
#[derive(Clone, Copy, Debug)]
pub struct Timed<M> {
    /// The map.
    pub map: M,
    /// The time of one iteration.
    pub dt: f64,
}

impl<M: System> System for Timed<M> {
    type Space = M::Space;
    #[inline(always)]
    fn space(&self) -> M::Space {
        self.map.space()
    }
}

impl<R: Real, M: Map<R>> Evolve<R> for Timed<M> {
    type Work = Point<M, R>;
    #[inline(always)]
    fn work(&self) -> Self::Work {
        self.space().constant(0.0)
    }
    #[inline(always)]
    fn advance(&self, work: &mut Self::Work, t: &mut Primal<R>, x: &mut Point<Self, R>) -> Result<(), Stuck> {
        self.map.apply(x, work);
        core::mem::swap(x, work);
        *t += <Primal<R> as Real>::lit(self.dt);
        Ok(())
    }
}

/// Time between renormalisations, s: no direction of a neuron grows or shrinks by more than `e^(300 dt)` in it.
const RENORMALISED: f64 = 0.05;

/// The `K` largest exponents (1/s) of the orbit of `x0` under a map whose iterations take `dt`, averaged over `time` after
/// `transient` (s), as [`dynsys::lyapunov::spectrum`] finds them.
///
/// # Errors
/// [`Error::Run`] for a start that does not fit, times shorter than an iteration, and if the orbit does not go on.
///
/// ```
/// use hhnet::{Mapping, analysis::mapping_spectrum, shipped, transition::START};
///
/// let net = shipped::modified();
/// let map = Mapping::<3, 1>::new(&net, [-34.0])?;
/// let spikes = mapping_spectrum::<1, _>(&map, map.dt(), &START, 10.0, 10.0)?;
/// assert!(spikes.exponents[0].abs() < 0.5); // along the orbit: 0
/// # Ok::<(), hhnet::Error>(())
/// ```
pub fn mapping_spectrum<const K: usize, M: Map<Dual<f64, K>>>(
    map: &M,
    dt: f64,
    x0: &Point<M, f64>,
    transient: f64,
    time: f64,
) -> Result<Spectrum, Error> {
    let units = |time: f64| (time / dt).round() as u64;
    let every = units(RENORMALISED).max(1);
    let options = Options { transient: units(transient), every, ..Options::new(units(time)) };
    Ok(spectrum::<K, _>(&Timed { map, dt }, x0, &options)?)
}
