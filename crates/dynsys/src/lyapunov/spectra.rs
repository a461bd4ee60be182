//! Spectra of many orbits, on lanes and threads.

use super::follow::follow;
use super::{Options, Spectrum};
use crate::check;
use crate::ensemble::{Borrowed, Resources, Starts};
use crate::erk::Erk;
use crate::failure::Error;
use crate::plan::Plan;
use crate::sampled::Sampled;
use crate::stepwise::Stepwise;
use crate::tableau::Tableau;
use core::sync::atomic::{AtomicUsize, Ordering};
use neurodyn_core::{
    Controller, Doubles, Dual, Evolve, Family, Iterated, Kernel, MapFamily, Primal, Real, Shape, Space,
    System, Wide,
};

/// A family of evolutions: one member for each choice of parameters, for every kind of number.
///
/// [`Iterated`] over a family of maps, [`Stepwise`] and [`Sampled`] over a family of flows are such families.
pub trait EvolveFamily: Sync {
    /// The space that all members share.
    type Space: Space;
    /// A member whose parameters are numbers `Primal<R>`, as an evolution of `R`.
    type Member<'a, R: Real>: Evolve<R> + System<Space = Self::Space>
    where
        Self: 'a;
    /// The space that all members share.
    fn shared_space(&self) -> Self::Space;
    /// Number of parameters that vary over the family.
    fn parameters(&self) -> usize;
    /// The member with these parameters.
    fn member<'a, R: Real>(&'a self, parameters: &[Primal<R>]) -> Self::Member<'a, R>;
}

impl<F: MapFamily> EvolveFamily for Iterated<F> {
    type Space = F::Space;
    type Member<'a, R: Real>
        = Iterated<F::Member<'a, R>>
    where
        Self: 'a;
    fn shared_space(&self) -> F::Space {
        self.0.space()
    }
    fn parameters(&self) -> usize {
        self.0.parameters()
    }
    #[inline(always)]
    fn member<'a, R: Real>(&'a self, parameters: &[Primal<R>]) -> Self::Member<'a, R> {
        Iterated(self.0.member(parameters))
    }
}

impl<F: Family, T: Tableau<N>, const N: usize, C: Controller> EvolveFamily for Sampled<F, Erk<T, N>, C> {
    type Space = F::Space;
    type Member<'a, R: Real>
        = Sampled<F::Member<R>, Erk<T, N>, Borrowed<'a, C>>
    where
        Self: 'a;
    fn shared_space(&self) -> F::Space {
        self.flow.space()
    }
    fn parameters(&self) -> usize {
        self.flow.parameters()
    }
    #[inline(always)]
    fn member<'a, R: Real>(&'a self, parameters: &[Primal<R>]) -> Self::Member<'a, R> {
        Sampled { flow: self.flow.member(parameters), plan: borrowed(&self.plan), dt: self.dt }
    }
}

impl<F: Family, T: Tableau<N>, const N: usize, C: Controller> EvolveFamily for Stepwise<F, Erk<T, N>, C> {
    type Space = F::Space;
    type Member<'a, R: Real>
        = Stepwise<F::Member<R>, Erk<T, N>, Borrowed<'a, C>>
    where
        Self: 'a;
    fn shared_space(&self) -> F::Space {
        self.flow.space()
    }
    fn parameters(&self) -> usize {
        self.flow.parameters()
    }
    #[inline(always)]
    fn member<'a, R: Real>(&'a self, parameters: &[Primal<R>]) -> Self::Member<'a, R> {
        Stepwise { flow: self.flow.member(parameters), plan: borrowed(&self.plan), steps: self.steps }
    }
}

/// The same plan, with a controller that is only lent.
#[inline(always)]
fn borrowed<M: Copy, C>(plan: &Plan<M, C>) -> Plan<M, Borrowed<'_, C>> {
    Plan {
        method: plan.method,
        control: Borrowed(&plan.control),
        tolerance: plan.tolerance,
        first_step: plan.first_step,
        max_steps: plan.max_steps,
    }
}

/// The `K` largest Lyapunov exponents of many orbits, by tangent dynamics as in [`spectrum`](super::spectrum), side by side
/// on lanes and threads; result `i` belongs to start `i`, whatever ran where.
///
/// The orbits may differ in start and parameters. The mean over independent starts converges like one long orbit of the
/// same length, without the transients' cost being lost on one core.
///
/// # Errors
/// Bad input and [`Error::Cancelled`]; an orbit that cannot go on is an [`Error::Stuck`] in its place.
///
/// ```
/// use dynsys::ensemble::{Resources, StartsBy};
/// use dynsys::lyapunov::{Options, spectra};
/// use dynsys::{Iterated, systems::Henon};
///
/// let starts = StartsBy {
///     count: 16,
///     write: |i, x: &mut [f64], ab: &mut [f64]| {
///         x.copy_from_slice(&[0.05 + 0.001 * i as f64, 0.1]);
///         ab.copy_from_slice(&[1.4, 0.3]);
///     },
/// };
/// let options = Options { every: 8, ..Options::new(5000) };
/// let found = spectra::<2, _>(&Iterated(Henon::default()), &starts, &options, &Resources::default())?;
/// let first: Vec<f64> = found.into_iter().map(|one| one.map(|one| one.exponents[0])).collect::<Result<_, _>>()?;
/// let mean = first.iter().sum::<f64>() / 16.0;
/// assert!((mean - 0.419).abs() < 0.01);
/// # Ok::<(), dynsys::Error>(())
/// ```
pub fn spectra<const K: usize, F: EvolveFamily>(
    family: &F,
    starts: &impl Starts,
    options: &Options,
    resources: &Resources<'_>,
) -> Result<Vec<Result<Spectrum, Error>>, Error> {
    spectra_as::<Doubles<2>, K, F>(family, starts, options, resources)
}

/// As [`spectra`], on lanes of another shape: `Doubles<K>`, `ScalarDouble` (same bytes).
///
/// # Errors
/// As [`spectra`].
pub fn spectra_as<Lanes: Shape, const K: usize, F: EvolveFamily>(
    family: &F,
    starts: &impl Starts,
    options: &Options,
    resources: &Resources<'_>,
) -> Result<Vec<Result<Spectrum, Error>>, Error> {
    let dimension = family.shared_space().dim();
    options.check()?;
    let fits = (1..=dimension).contains(&K);
    check::in_range("number of directions", K as f64, fits, "between 1 and the dimension")?;
    let total = starts.len();
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let worker = || {
        resources.level.run::<Lanes, _>(Worker::<'_, '_, K, F, _> {
            family,
            starts,
            options,
            resources,
            next: &next,
            done: &done,
        })
    };
    let parts = std::thread::scope(|scope| {
        let helpers: Vec<_> = (1..resources.threads().min(total)).map(|_| scope.spawn(worker)).collect();
        let mut parts = vec![worker()];
        for helper in helpers {
            parts.push(helper.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        parts
    });
    let mut results: Vec<Option<Result<Spectrum, Error>>> = (0..total).map(|_| None).collect();
    for part in parts {
        for (index, result) in part? {
            results[index] = Some(result);
        }
    }
    let finished = results.iter().filter(|result| result.is_some()).count();
    let results: Option<Vec<_>> = results.into_iter().collect();
    results.ok_or(Error::Cancelled { done: finished, total })
}

/// One thread's share.
struct Worker<'a, 'r, const K: usize, F, I> {
    family: &'a F,
    starts: &'a I,
    options: &'a Options,
    resources: &'a Resources<'r>,
    next: &'a AtomicUsize,
    done: &'a AtomicUsize,
}

/// Results with their places.
type Found = Vec<(usize, Result<Spectrum, Error>)>;

impl<const K: usize, F: EvolveFamily, I: Starts> Kernel for Worker<'_, '_, K, F, I> {
    type Output = Result<Found, Error>;
    #[inline(always)]
    fn run<R: Wide>(self) -> Result<Found, Error> {
        let (space, total) = (self.family.shared_space(), self.starts.len());
        let mut start = vec![0.0; space.dim()];
        let mut own = vec![0.0; self.family.parameters()];
        let mut found = Vec::new();
        loop {
            let first = self.next.fetch_add(R::LANES, Ordering::Relaxed);
            if first >= total || self.resources.cancel.is_some_and(|cancel| cancel.load(Ordering::Relaxed)) {
                return Ok(found);
            }
            let here = R::LANES.min(total - first);
            let mut x = space.constant::<R>(0.0);
            let mut parameters = vec![R::lit(0.0); own.len()];
            // lanes that are left over repeat the last orbit
            for lane in 0..R::LANES {
                self.starts.write(first + lane.min(here - 1), &mut start, &mut own);
                check::finite("start", &start)?;
                check::finite("parameters", &own)?;
                put(x.as_mut(), lane, &start);
                put(&mut parameters, lane, &own);
            }
            let member = self.family.member::<Dual<R, K>>(&parameters);
            for (lane, one) in follow::<K, R, _>(&member, &x, self.options, here)?.into_iter().enumerate() {
                found.push((first + lane, one));
            }
            let done = self.done.fetch_add(here, Ordering::Relaxed) + here;
            if let Some(progress) = self.resources.progress {
                progress(done);
            }
        }
    }
}

#[inline(always)]
fn put<R: Wide>(x: &mut [R], lane: usize, values: &[f64]) {
    let only = <R::Mask as neurodyn_core::Mask>::from_bits(1 << lane);
    for i in 0..values.len() {
        x[i] = R::select(only, R::lit(values[i]), x[i]);
    }
}
