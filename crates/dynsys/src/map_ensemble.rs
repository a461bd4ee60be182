//! Ensembles of maps: many orbits on lanes and threads, all for the same number of iterations.

use crate::ensemble::{Outcome, Resources, Starts};
use crate::failure::{Cause, Error, Failure};
use core::sync::atomic::{AtomicUsize, Ordering};
use neurodyn_core::{Doubles, Kernel, Layers, Map, MapFamily, Mask, Primal, Real, Shape, Space, Wide};

/// What is kept of an orbit, computed while it runs. Nothing else is stored.
///
/// One definition serves every width of lanes: the accumulators are numbers `R`. All lanes begin and end together.
pub trait Tally: Sync {
    /// What is kept of one orbit.
    type Output: Send;
    /// The accumulators of the orbits in flight.
    type Memory<R: Real>;
    /// Empty accumulators.
    fn memory<R: Real>(&self) -> Self::Memory<R>;
    /// The state after `n` iterations, from 1 on.
    fn see<R: Real>(&self, memory: &mut Self::Memory<R>, n: u64, x: &[R]);
    /// The result of the orbit in `lane`, which ended at `x`.
    fn finish<R: Real>(&self, memory: &Self::Memory<R>, lane: usize, x: &[R]) -> Self::Output;
}

/// Two tallies of the same orbit.
impl<A: Tally, B: Tally> Tally for (A, B) {
    type Output = (A::Output, B::Output);
    type Memory<R: Real> = (A::Memory<R>, B::Memory<R>);
    #[inline(always)]
    fn memory<R: Real>(&self) -> Self::Memory<R> {
        (self.0.memory(), self.1.memory())
    }
    #[inline(always)]
    fn see<R: Real>(&self, (a, b): &mut Self::Memory<R>, n: u64, x: &[R]) {
        self.0.see(a, n, x);
        self.1.see(b, n, x);
    }
    #[inline(always)]
    fn finish<R: Real>(&self, (a, b): &Self::Memory<R>, lane: usize, x: &[R]) -> Self::Output {
        (self.0.finish(a, lane, x), self.1.finish(b, lane, x))
    }
}

/// The last state: [`crate::Final`] for orbits.
impl Tally for crate::Final {
    type Output = Vec<f64>;
    type Memory<R: Real> = ();
    #[inline(always)]
    fn memory<R: Real>(&self) {}
    #[inline(always)]
    fn see<R: Real>(&self, (): &mut (), _: u64, _: &[R]) {}
    #[inline(always)]
    fn finish<R: Real>(&self, (): &(), lane: usize, x: &[R]) -> Vec<f64> {
        x.iter().map(|c| c.value(lane)).collect()
    }
}

/// A sum that keeps what each addition rounds away (W. Kahan, Comm. ACM 8, 40 (1965)), so that long sums in single
/// precision stay good.
#[derive(Clone, Copy, Debug)]
pub struct Sum<R> {
    sum: R,
    lost: R,
}

impl<R: Real> Sum<R> {
    /// Nothing.
    #[inline(always)]
    #[must_use]
    pub fn zero() -> Self {
        Self { sum: R::lit(0.0), lost: R::lit(0.0) }
    }
    /// One more term.
    #[inline(always)]
    pub fn add(&mut self, term: R) {
        let term = term - self.lost;
        let sum = self.sum + term;
        self.lost = (sum - self.sum) - term;
        self.sum = sum;
    }
    /// The sum in one lane.
    #[inline(always)]
    #[must_use]
    pub fn value(&self, lane: usize) -> f64 {
        self.sum.value(lane) - self.lost.value(lane)
    }
}

/// The mean of an observable over the iterations after the first `after`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeanOf<G> {
    /// The observable.
    pub observable: G,
    /// Iterations that do not count.
    pub after: u64,
}

/// A running sum and how many terms it has.
#[derive(Clone, Copy, Debug)]
pub struct Counted<R> {
    sum: Sum<R>,
    terms: u64,
}

impl<G: crate::reduce::Observable> Tally for MeanOf<G> {
    type Output = f64;
    type Memory<R: Real> = Counted<Primal<R>>;
    #[inline(always)]
    fn memory<R: Real>(&self) -> Counted<Primal<R>> {
        Counted { sum: Sum::zero(), terms: 0 }
    }
    #[inline(always)]
    fn see<R: Real>(&self, memory: &mut Counted<Primal<R>>, n: u64, x: &[R]) {
        if n > self.after {
            memory.sum.add(self.observable.value(x).primal());
            memory.terms += 1;
        }
    }
    /// NaN if no iteration counted.
    #[inline(always)]
    fn finish<R: Real>(&self, memory: &Counted<Primal<R>>, lane: usize, _: &[R]) -> f64 {
        memory.sum.value(lane) / memory.terms as f64
    }
}

/// A run over many orbits of a family of maps, with what is kept of each.
///
/// ```
/// use dynsys::map_ensemble::{MapEnsemble, MeanOf};
/// use dynsys::{Fixed, Map, MapFamily, Primal, Real, System, ensemble::{Resources, StartsBy}, reduce::Observable};
/// use neurodyn_core::Lift;
///
/// /// `x' = a x (1 - x)`, over `a`.
/// struct Logistic;
/// struct Member<P>(P);
/// impl<P> System for Member<P> {
///     type Space = Fixed<1>;
///     fn space(&self) -> Fixed<1> { Fixed }
/// }
/// impl<P: Copy, R: Real + Lift<P>> Map<R> for Member<P> {
///     #[inline(always)]
///     fn apply(&self, &[x]: &[R; 1], next: &mut [R; 1]) {
///         *next = [R::lift(self.0) * x * (R::lit(1.0) - x)];
///     }
/// }
/// impl MapFamily for Logistic {
///     type Space = Fixed<1>;
///     type Member<'a, R: Real> = Member<Primal<R>>;
///     fn space(&self) -> Fixed<1> { Fixed }
///     fn parameters(&self) -> usize { 1 }
///     #[inline(always)]
///     fn member<R: Real>(&self, a: &[Primal<R>]) -> Member<Primal<R>> { Member(a[0]) }
/// }
/// struct X;
/// impl Observable for X {
///     #[inline(always)]
///     fn value<R: Real>(&self, x: &[R]) -> R { x[0] }
/// }
///
/// let run = MapEnsemble { family: &Logistic, iterations: 2000, tally: MeanOf { observable: X, after: 1000 } };
/// let starts = StartsBy { count: 2, write: |i, x: &mut [f64], a: &mut [f64]| { x[0] = 0.3; a[0] = [2.0, 2.5][i] } };
/// let means = run.run(&starts, &Resources::default())?;
/// assert!((means[0].as_ref().unwrap() - 0.5).abs() < 1e-12); // the fixed point 1 - 1/a
/// assert!((means[1].as_ref().unwrap() - 0.6).abs() < 1e-12);
/// # Ok::<(), dynsys::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct MapEnsemble<'a, F, D> {
    /// The family of maps.
    pub family: &'a F,
    /// For how many iterations.
    pub iterations: u64,
    /// What is kept of each orbit.
    pub tally: D,
}

impl<F: MapFamily, D: Tally> MapEnsemble<'_, F, D> {
    /// Runs all orbits in double precision; result `i` belongs to start `i`, whatever ran where.
    ///
    /// # Errors
    /// [`Error::Cancelled`]. An orbit that leaves the finite numbers is a [`Failure`] in its place, with the iteration as
    /// its time and the last finite state.
    pub fn run(
        &self,
        starts: &impl Starts,
        resources: &Resources<'_>,
    ) -> Result<Vec<Outcome<D::Output>>, Error> {
        self.run_as::<Doubles<2>>(starts, resources)
    }

    /// As [`run`](Self::run), on lanes of another shape: `Doubles<K>`, `ScalarDouble` (same bytes), `Singles<K>`.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn run_as<Lanes: Shape>(
        &self,
        starts: &impl Starts,
        resources: &Resources<'_>,
    ) -> Result<Vec<Outcome<D::Output>>, Error> {
        let total = starts.len();
        let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let worker = || {
            let worker = Worker { ensemble: self, starts, total, next: &next, done: &done, resources };
            resources.level.run::<Lanes, _>(worker)
        };
        let parts = std::thread::scope(|scope| {
            let helpers: Vec<_> = (1..resources.threads().min(total)).map(|_| scope.spawn(worker)).collect();
            let mut parts = vec![worker()];
            for helper in helpers {
                parts.push(helper.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            }
            parts
        });
        let mut results: Vec<Option<Outcome<D::Output>>> = Vec::new();
        results.resize_with(total, || None);
        for (index, outcome) in parts.into_iter().flatten() {
            results[index] = Some(outcome);
        }
        let finished = results.iter().filter(|result| result.is_some()).count();
        let results: Option<Vec<_>> = results.into_iter().collect();
        results.ok_or(Error::Cancelled { done: finished, total })
    }
}

/// One thread's share, as a kernel for any instruction set.
struct Worker<'a, 'r, F, D, I> {
    ensemble: &'a MapEnsemble<'a, F, D>,
    starts: &'a I,
    total: usize,
    next: &'a AtomicUsize,
    done: &'a AtomicUsize,
    resources: &'a Resources<'r>,
}

/// Orbits are looked at for numbers that are not finite, and the caller for a wish to stop, every so many iterations.
const STRETCH: u64 = 256;

impl<F: MapFamily, D: Tally, I: Starts> Kernel for Worker<'_, '_, F, D, I> {
    type Output = Vec<(usize, Outcome<D::Output>)>;
    #[inline(always)]
    fn run<R: Wide>(self) -> Self::Output {
        let MapEnsemble { family, iterations, tally } = self.ensemble;
        let space = family.space();
        let mut start = vec![0.0; space.dim()];
        let mut own = vec![0.0; family.parameters()];
        let mut results = Vec::new();
        loop {
            let first = self.next.fetch_add(R::LANES, Ordering::Relaxed);
            if first >= self.total || self.cancelled() {
                return results;
            }
            let here = R::LANES.min(self.total - first);
            let mut x = space.constant::<R>(0.0);
            let mut parameters = vec![R::lit(0.0); family.parameters()];
            // lanes that are left over repeat the last orbit
            for lane in 0..R::LANES {
                self.starts.write(first + lane.min(here - 1), &mut start, &mut own);
                put(x.as_mut(), lane, &start);
                put(&mut parameters, lane, &own);
            }
            let map = family.member::<R>(&parameters);
            let mut failures: [Option<Failure>; 64] = [const { None }; 64];
            let mut memory = tally.memory::<R>();
            let (mut y, mut since, mut alive) = (x.clone(), 0, R::Mask::splat(true));
            let mut kept = x.clone();
            let mut searching = false;
            while since < *iterations && alive.any() {
                let until = (since + STRETCH).min(*iterations);
                kept.as_mut().copy_from_slice(x.as_ref());
                for n in since..until {
                    map.apply(&x, &mut y);
                    if searching {
                        let gone = alive.and(all_finite(y.as_ref()).not());
                        alive = alive.and(gone.not());
                        for lane in 0..R::LANES {
                            if gone.lane(lane) {
                                failures[lane] = Some(failure(n, lane, x.as_ref()));
                            }
                        }
                    } else {
                        tally.see(&mut memory, n + 1, y.as_ref());
                    }
                    core::mem::swap(&mut x, &mut y);
                }
                if !searching && alive.and(all_finite(x.as_ref()).not()).any() {
                    // once more from the last finite states, unseen by the tally, to say where it happened
                    x.as_mut().copy_from_slice(kept.as_ref());
                    searching = true;
                } else {
                    since = until;
                    searching = false;
                }
                if self.cancelled() {
                    return results;
                }
            }
            for lane in 0..here {
                let outcome = match failures[lane].take() {
                    Some(failure) => Err(failure),
                    None => Ok(tally.finish(&memory, lane, x.as_ref())),
                };
                results.push((first + lane, outcome));
            }
            let done = self.done.fetch_add(here, Ordering::Relaxed) + here;
            if let Some(progress) = self.resources.progress {
                progress(done);
            }
        }
    }
}

impl<F, D, I> Worker<'_, '_, F, D, I> {
    #[inline(always)]
    fn cancelled(&self) -> bool {
        self.resources.cancel.is_some_and(|cancel| cancel.load(Ordering::Relaxed))
    }
}

#[inline(always)]
fn put<R: Wide>(x: &mut [R], lane: usize, values: &[f64]) {
    let only = R::Mask::from_bits(1 << lane);
    for i in 0..values.len() {
        x[i] = R::select(only, R::lit(values[i]), x[i]);
    }
}

#[inline(always)]
fn all_finite<R: Real>(x: &[R]) -> R::Mask {
    let mut finite = R::Mask::splat(true);
    for i in 0..x.len() {
        finite = finite.and(x[i].is_finite());
    }
    finite
}

#[cold]
fn failure<R: Layers>(step: u64, lane: usize, x: &[R]) -> Failure {
    let state = x.iter().map(|c| c.value(lane)).collect();
    Failure { cause: Cause::NotFinite, t: step as f64, h: 1.0, steps: step + 1, state }
}
